"""Floor 3. From articles to the plan of a site: group by region and date, order, link, check across files.

Pure: the same material gives the same plan and the same findings. `plan_site` plans the whole site. `plan_change` plans only
the sections that a change of some articles can change; the result is what `plan_site` would return for them.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Final

import msgspec

from briefgen.plan import checks
from briefgen.plan import groups as kinds
from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import GroupKey, Groups, change_all, group, linked_addresses, linked_files, memberships
from briefgen.plan.items import Item, VisibleItems, make_shown
from briefgen.plan.kinds.own import with_own_pages
from briefgen.plan.kinds.search import search_indexes
from briefgen.plan.links import Found, forms_of
from briefgen.plan.material import Material, SitePlan
from briefgen.plan.planning import BRIEFING_NOTES, DAY_NOTES, PAGE_NOTES, STORY_NOTES, Planning, note_path
from briefgen.plan.recipes import Maker, Output
from briefgen.plan.sections import Section, exists, section_recipes, sections_of_change, sections_of_site
from briefgen.plan.site_context import make_chrome
from briefgen.text import permalinks
from briefgen.values.diagnostics import Checked, has_errors
from briefgen.values.model import Entry, UrlPath

#: The kinds of groups of which a page shows a note, by the note's folder: without an article there is no page.
_NOTED: Final = {BRIEFING_NOTES: kinds.BRIEFING, DAY_NOTES: kinds.DAY, STORY_NOTES: kinds.STORY}


def plan_site(material: Material) -> Checked[SitePlan]:
    """Return the plan of the whole site, and all findings across files.

    The plan exists even if findings are errors: a preview can show it, a build stops.
    """
    planning = with_own_pages(_planning(material))
    sections = {section: section_recipes(section, planning) for section in sections_of_site(planning)}
    checks.check_strays(material, planning)
    plan = SitePlan(
        chrome=make_chrome(material.context),
        planning=planning,
        sections=sections,
        fresh=frozenset(sections),
        window=material.window,
        indexes=search_indexes(planning),
    )
    findings = (
        *checks.check_regions(material),
        *checks.check_notes(planning),
        *checks.check_static(material),
        *checks.check_ids(planning),
        *checks.check_dates(material.items, material.window, planning.maker.store),
        *checks.check_sources(material.items, material.window, planning.maker),
        *planning.found.findings,
        *checks.check_local_links(plan),
        *checks.check_gone(plan),
        *checks.check_addresses(plan),
    )
    return Checked(msgspec.structs.replace(plan, findings=findings), findings)


class KnownOutputs(msgspec.Struct, frozen=True):
    """The output paths of a site before a change: `of` returns the paths of one section, `all` gives the paths of all."""

    of: Callable[[Section], Collection[str]]
    all: Callable[[], Iterable[str]]


def plan_change(
    plan: SitePlan, paths: Collection[str], known: Mapping[str, Item], store: EntryStore, outputs: KnownOutputs
) -> Checked[SitePlan] | None:
    """Return the plan after a change of the articles at some paths, or None if the whole site has to be planned.

    Plans only the sections that the change can change. `known` has all good articles by path after the change, `store` their
    entries, and `outputs` the paths before the change. With the plan come all findings across files.
    """
    old = plan.planning
    if old.context.settings.search_index or has_errors(plan.findings):
        return None
    items = VisibleItems(known, plan.window)
    changes = [(old.items.get(path), items.get(path)) for path in paths]
    if any(path in known and not known[path].regions for path in paths):
        return None
    groups, touched = change_all(old.groups, [pair for pair in changes if pair != (None, None)], items)
    maker = Maker(old.context, store)
    planning = msgspec.structs.replace(
        old, maker=maker, groups=groups, items=items, known=known, unread=frozenset(), found=Found(), own_pages={}
    )  # fmt: skip
    planning = with_own_pages(planning)
    linking = _linking(paths, old, planning)
    beside = _beside_in_stories(paths, old, planning)
    if any(kind == kinds.ID and groups.size(kind, key) > 1 for kind, key in touched):
        return None
    if linking is None or _notes_came_or_went(touched, old.groups, groups, old.notes):
        return None
    sections = set(sections_of_change(touched | linking | beside, old, planning))
    if any(_listed(before) != _listed(after) for before, after in changes):
        sections.add(("sitemap", ""))
    fresh = {section: section_recipes(section, planning) for section in sections if exists(section, planning)}
    if not _is_sound(fresh, sections, planning, outputs):
        return None
    # An article that was changed may have no reference any more, or be gone: no finding of before is its own.
    changed_items = [known[path] for path in paths if path in known]
    refilled = {*planning.found.targets, *planning.found.pictures, *paths}
    findings = (
        *(found for found in plan.findings if found.code not in checks.NOTE_CODES and found.span.path not in refilled),
        *planning.found.findings,
        *checks.check_notes(planning),
        *checks.check_dates(changed_items, plan.window, store),
        *checks.check_sources(changed_items, plan.window, maker),
    )
    if has_errors(findings):
        return None
    sections_now = {section: made for section, made in plan.sections.items() if section not in sections} | fresh
    changed = msgspec.structs.replace(
        plan, planning=planning, sections=sections_now, fresh=frozenset(sections), findings=findings
    )
    return Checked(changed, findings)


def _planning(material: Material) -> Planning:
    context = material.context
    known = {item.path: item for item in material.items}
    items = VisibleItems(known, material.window)
    groups = group(items.values())
    # The address of an asset has its digest in it, so two assets with one address have the same bytes: one copy is enough.
    assets = {output: path for path, output in sorted(material.assets.items())}
    copies = {path: output for output, path in assets.items()}
    copies |= {path: path.removeprefix("static/") for path in material.static if not checks.is_own_name(path)}
    return Planning(
        maker=Maker(context, EntryStore(material.entries, lambda entry: make_shown(entry, context), material.shown)),
        groups=groups,
        items=items,
        known=known,
        notes=frozenset(note.path for note in material.notes),
        noted=frozenset(
            named
            for note in material.notes
            if _is_shown(note, groups)
            for named in (
                *linked_files(note.facts.refs, note.path),
                *linked_addresses(note.facts.refs, context.own_links(note.facts.whole)),
            )
        ),
        unread=frozenset(stray.path for stray in material.strays),
        media=material.media,
        copies=copies,
    )


def _is_shown(note: Entry, groups: Groups) -> bool:
    """Does a page show the body of a note? Only then its references are published and checked."""
    _, folder, key = note.path.removesuffix(".md").split("/", 2)
    kind = _NOTED.get(folder)
    return folder == PAGE_NOTES or (note.has_prose and (kind is None or groups.has(kind, key)))


def _linking(paths: Collection[str], old: Planning, new: Planning) -> frozenset[GroupKey] | None:
    """Return the groups of articles that link to an article whose address or anchors changed; None if a note does."""
    found = set[GroupKey]()
    for path in paths:
        before, after = old.items.get(path), new.items.get(path)
        if _place_of(before) == _place_of(after):
            continue
        for form in forms_of(path):
            if form in old.noted:
                return None
            for linking in new.groups.get(kinds.LINKING, form):
                found |= set(memberships(new.items[linking]))
    return frozenset(found)


def _beside_in_stories(paths: Collection[str], old: Planning, new: Planning) -> frozenset[GroupKey]:
    """Return the groups of the days of the articles that stand beside changed articles in a story, before or after."""
    found = set[GroupKey]()
    for path in paths:
        for planning in (old, new):
            item = planning.items.get(path)
            newer, older = planning.beside_in_story(item) if item else ((), ())
            found |= {(kinds.DAY, other.day.isoformat()) for other in (*newer, *older)}
    return frozenset(found)


def _place_of(item: Item | None) -> tuple[str, str] | None:
    return (item.address, item.anchors) if item else None


def _listed(item: Item | None) -> tuple[str, str] | None:
    """Return what the sitemap says of an article: address and day of the last change; None if it is not in the sitemap."""
    return (item.address, item.changed) if item and item.badge is None else None


def _notes_came_or_went(touched: Iterable[GroupKey], old: Groups, new: Groups, notes: Collection[str]) -> bool:
    """Does a page show a note after a change that no page showed before, or the other way round?"""
    changed = [(kind, key) for kind, key in touched if old.has(kind, key) != new.has(kind, key)]
    return any(note_path(folder, key) in notes for folder, of in _NOTED.items() for kind, key in changed if kind == of)


def _is_sound(
    fresh: Mapping[Section, tuple[Output, ...]], sections: Iterable[Section], planning: Planning, outputs: KnownOutputs
) -> bool:
    """Has every output a path of its own after a change, and does every address exist that a body or the menu links to?

    An address that the settings call gone must not come, and its finding goes with the page.
    """
    made = [output.output for of_section in fresh.values() for output in of_section]
    before = {path for section in sections for path in outputs.of(section)}
    if len(set(made)) < len(made):
        return False
    gone = before.difference(made)
    removed = set(planning.context.settings.gone)
    named = {target for target, _ in checks.menu_addresses(planning.context)} | planning.noted | removed
    addresses = {address for path in gone for address in (checks.address_of(path), f"/{path}")}
    if any(address in named or planning.groups.has(kinds.LINKING_ADDRESS, address) for address in addresses):
        return False
    if before.issuperset(made) and not planning.found.local:
        return True
    paths = set(outputs.all()) - gone
    came = [path for path in made if path not in before]
    if not paths.isdisjoint(came) or any(checks.address_of(path) in removed for path in came):
        return False
    paths.update(came)
    known = (permalinks.output_path(UrlPath(target)) in paths for target, _ in planning.found.local)
    is_named_as_a_file = any(target.endswith("index.html") for target, _ in planning.found.local)
    return all(known) and not is_named_as_a_file and (not came or checks.are_apart(paths))
