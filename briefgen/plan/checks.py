"""Floor 3. Checks across files, beside links: regions, notes without articles, names of static files, addresses."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator
from typing import Final
from urllib.parse import unquote

from briefgen.plan.entry_store import EntryStore, article_of
from briefgen.plan.groups import BRIEFING, DAY, ID, STORY
from briefgen.plan.items import Item, NamedSource, Window, badge_of, is_far_ahead
from briefgen.plan.kinds.front import items_named, name_of
from briefgen.plan.material import Material, SitePlan
from briefgen.plan.planning import (
    BRIEFING_NOTES,
    DAY_NOTES,
    REGION_NOTES,
    STORY_NOTES,
    Planning,
    note_path,
    place_of,
    place_of_key,
)
from briefgen.plan.recipes import SETTINGS_SPAN, Maker, Recipe
from briefgen.plan.site_context import SiteContext, day_note_of, host_of
from briefgen.text import permalinks
from briefgen.text.permalinks import fold_path
from briefgen.text.slugs import is_device_name
from briefgen.text.words import nearest, one_edit_apart
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: Addresses up to which a finding names the nearest one: with more, the comparison takes longer than the build.
_NEAREST_LIMIT: Final = 5_000
#: The codes of `check_notes`.
NOTE_CODES: Final = frozenset({"empty-briefing", "unknown-item", "unused-story", "unlikely-story"})
#: Letters of a story's key from which on another key, one letter apart, is probably meant: short words are often similar.
_LIKELY: Final = 6
_BY_FILE: Final = "link to an article by its file, such as ../other.md"
_DIGITS: Final = re.compile(r"[0-9]+")


def check_regions(material: Material) -> Iterator[Diagnostic]:
    """Report regions of articles and notes that are not in the settings (`unknown-region`)."""
    known = material.context.regions
    unplaced = [material.entries[item.path] for item in material.items if not item.regions]
    for entry in (*unplaced, *(stray for stray in material.strays if stray.stray)):
        article = article_of(entry)
        key_name = "regions" if "regions" in article.places else "region"
        for index, key in enumerate(article.regions):
            if key not in known:
                place = f"{key_name}.{index}" if f"{key_name}.{index}" in article.places else key_name
                yield _unknown_region(key, place_of(article.path, article.places, place), known)
    for note in material.notes:
        _, folder, about = note.path.removesuffix(".md").split("/", 2)
        name = about.partition("/")[0]
        if folder in {BRIEFING_NOTES, REGION_NOTES} and name not in known:
            yield _unknown_region(name, Span(path=note.path), known)


def _unknown_region(key: str, span: Span, known: Iterable[str]) -> Diagnostic:
    close = nearest(key, list(known))
    hint = f'nearest is "{close}"' if close else "add it under regions: in briefgen.yml"
    return finding("unknown-region", span, f'region "{key}" is not in briefgen.yml', hint)


def check_notes(planning: Planning) -> Iterator[Diagnostic]:
    """Report notes about a briefing or a day (`empty-briefing`) or a story (`unused-story`) that has no visible article.

    And stories whose keys are probably mistyped (`unlikely-story`), and articles that a day's note names and the day does
    not have (`unknown-item`).
    """
    for path in sorted(planning.notes):
        _, folder, key = path.removesuffix(".md").split("/", 2)
        region, _, day = key.partition("/")
        if folder == BRIEFING_NOTES and region in planning.context.regions and not planning.groups.has(BRIEFING, key):
            message = f"no published article is in {region} on {day}, so this is not shown"
            yield finding("empty-briefing", Span(path=path), message, "publish an article, or remove the file")
        if folder == DAY_NOTES:
            yield from _check_day(path, key, planning)
        if folder == STORY_NOTES and not planning.groups.has(STORY, key):
            message = f'no published article belongs to story "{key}", so this is not shown'
            yield finding("unused-story", Span(path=path), message, "name it in an article's story:, or remove the file")
    yield from _check_stories(planning)


def _check_day(path: str, day: str, planning: Planning) -> Iterator[Diagnostic]:
    if not planning.groups.has(DAY, day):
        message = f"no published article is of {day}, so this is not shown"
        yield finding("empty-briefing", Span(path=path), message, "publish an article, or remove the file")
        return
    note, items = day_note_of(planning.maker.store.entry(path)), planning.of(DAY, day)
    named = [("lead", note.lead)] if note.lead else []
    for key, name in (*named, *((f"order.{index}", name) for index, name in enumerate(note.order))):
        found = items_named(name, items)
        if len(found) == 1:
            continue
        span = place_of(path, note.places, key)
        if found:
            hint = "write " + " or ".join(f"{item.home}/{name}" for item in found)
            yield finding("unknown-item", span, f'{len(found)} articles of {day} have the slug "{name}"', hint)
        else:
            close = nearest(name, [name_of(item) for item in items])
            hint = f'nearest is "{close}"' if close else "name a published article of that day by its slug"
            yield finding("unknown-item", span, f'no published article of {day} has the slug "{name}"', hint)


def _check_stories(planning: Planning) -> Iterator[Diagnostic]:
    """Report a story of one article, without a note, that is one letter apart from one of several (`unlikely-story`)."""
    groups = planning.groups
    for pair in sorted(one_edit_apart(key for key in groups.of(STORY) if len(key) >= _LIKELY)):
        rare, usual = sorted(pair, key=lambda key: groups.size(STORY, key))
        # Stories of two years are meant, such as floods-2024 and floods-2025.
        is_series = _DIGITS.sub("", rare) == _DIGITS.sub("", usual)
        is_single = groups.size(STORY, rare) == 1 < groups.size(STORY, usual)
        if is_series or not is_single or note_path(STORY_NOTES, rare) in planning.notes:
            continue
        (path,) = groups.get(STORY, rare)
        message = f'no other article belongs to story "{rare}", and {groups.size(STORY, usual)} to "{usual}"'
        hint = f'write "{usual}", or add content/stories/{rare}.md if both are meant'
        yield finding("unlikely-story", place_of_key(planning.maker.store, path, "story"), message, hint)


def check_dates(items: Iterable[Item], window: Window, store: EntryStore) -> Iterator[Diagnostic]:
    """Report articles whose date lies more than a day ahead (`date-ahead`); nobody sees them before that day."""
    for item in items:
        if is_far_ahead(item, window.now) and (window.drafts or not item.draft):
            message = f"the date lies ahead, so the article is not published before {item.day.isoformat()}"
            hint = "correct the date, or say publish_at: as well, if this is meant"
            yield finding("date-ahead", place_of_key(store, item.path, "date"), message, hint)


def check_sources(items: Iterable[Item], window: Window, maker: Maker) -> Iterator[Diagnostic]:
    """Report names of sources that are not in the registry, and probably stand for one that is (`unlikely-source`).

    That is a name one letter apart from a registered name or key, or at an address of a registered host.
    """
    registry = {publisher.key: publisher.name for publisher in maker.context.settings.sources}
    if not registry:
        return
    shown = [item for item in items if window.drafts or not item.draft]
    new = {source.name.casefold() for item in shown for source in item.sources if source.key not in registry}
    known = registry | {name.casefold(): name for name in registry.values()}
    close: dict[str, str] = {}
    for pair in sorted(one_edit_apart(name for name in new | set(known) if len(name) >= _LIKELY)):
        for wrong, right in (pair, pair[::-1]):
            # Two of a series are meant, such as Channel 4 and Channel 5.
            if wrong in new and right in known and _DIGITS.sub("", wrong) != _DIGITS.sub("", right):
                close.setdefault(wrong, known[right])
    hosts = maker.context.publishers_by_host
    for item in shown:
        for source in item.sources:
            near = close.get(source.name.casefold(), "")
            if source.key not in registry and (near or host_of(source.site) in hosts):
                yield from _of_source(source, item.path, near, maker)


def _of_source(source: NamedSource, path: str, close: str, maker: Maker) -> Iterator[Diagnostic]:
    host = host_of(source.site)
    article = maker.store.article(path)
    index = next((number for number, one in enumerate(article.sources) if one.name == source.name), None)
    # A source without a name has that of its host.
    if index is None:
        return
    span = place_of(path, article.places, f"sources.{index}.name")
    if close:
        message = f'source "{source.name}" is not in the registry, and "{close}" is one letter apart'
    else:
        close = maker.context.publishers_by_host[host].name
        message = f'source "{source.name}" is not in the registry, and its host {host} is that of "{close}"'
    hint = f'write "{close}", or add "{source.name}" to sources: in briefgen.yml if both are meant'
    yield finding("unlikely-source", span, message, hint)


def check_ids(planning: Planning) -> Iterator[Diagnostic]:
    """Report articles whose id in feeds another visible article has (`duplicate-id`): readers of feeds see one of them."""
    groups, store = planning.groups, planning.maker.store
    for key in groups.keys(ID):
        first, *others = sorted(groups.get(ID, key)) if groups.size(ID, key) > 1 else [""]
        for path in others:
            hint = "remove the id from the article that did not have it at first"
            yield finding("duplicate-id", place_of_key(store, path, "id"), f'id "{key}" is that of {first}', hint)


def check_strays(material: Material, planning: Planning) -> None:
    """Add to `planning.found` the findings in articles that have no page because of an error: all come in one run."""
    for stray in material.strays:
        planning.targets(stray.facts.refs, stray.path, stray.body_line)
        planning.follow_own(planning.context.own_links(stray.facts.whole), stray.path, stray.body_line)
    for item in material.items:
        if not item.regions and badge_of(item, material.window) is not False:
            planning.targets_of(item)
            planning.picture_of(item)


def check_static(material: Material) -> Iterator[Diagnostic]:
    """Report static files whose names cannot be published (`bad-path`)."""
    for path in material.static:
        if is_own_name(path):
            message = f'"{path}" would take the place of briefgen\'s own notes'
            yield finding("bad-path", Span(path=path), message, "give it another name")
        elif device := next(filter(is_device_name, path.split("/")), None):
            message = f'"{device}" is a name that Windows keeps for a device'
            yield finding("bad-path", Span(path=path), message, "give it another name")


def is_own_name(path: str) -> bool:
    """Would a static file have the path of a file that briefgen itself keeps in the output folder?"""
    return path.split("/")[1].casefold() in permalinks.OWN_NAMES


def check_addresses(plan: SitePlan) -> Iterator[Diagnostic]:
    """Report every output whose path another output has, or needs as a folder; each finding names both files.

    Paths that differ in case or Unicode form only are one path, since some file systems see no difference.
    """
    if are_apart([output.output for output in plan.outputs]):
        return
    # Finding all origins takes longer than planning the outputs. The finding is at the later file by path.
    claims = [
        (fold_path(output.output), output.output, output.origin(plan.maker) if isinstance(output, Recipe) else output.origin)
        for output in plan.outputs
    ]
    first: dict[str, tuple[str, Span]] = {}
    for folded, path, span in sorted(claims, key=lambda claim: (claim[0], claim[2].path, claim[2].line or 0, claim[1])):
        if folded in first:
            yield _clash((path, span), first[folded])
        first.setdefault(folded, (path, span))
    in_the_way: set[str] = set()
    for folded, claim in first.items():
        for folder in (folded[:end] for end, character in enumerate(folded) if character == "/"):
            # A file whose path is a folder is one fault, however many pages are in the folder.
            if folder in first and folder not in in_the_way:
                in_the_way.add(folder)
                yield _clash(claim, first[folder])


def are_apart(outputs: Collection[str]) -> bool:
    """Has every output a path of its own, and is no path the folder of another path?"""
    folded = {path.lower() if path.isascii() else fold_path(path) for path in outputs}
    if len(folded) < len(outputs):
        return False
    # Nearly all files are named index.html. So a path that is also a folder has another name, or is itself named index.html:
    # both are few, and quickly found.
    files = [path for path in folded if not path.endswith("/index.html")]
    if any("/index.html/" in path for path in folded):
        return False
    in_order = sorted(folded)
    for path in files:
        place = bisect_left(in_order, f"{path}/")
        if place < len(in_order) and in_order[place].startswith(f"{path}/"):
            return False
    return True


def _clash(claim: tuple[str, Span], other: tuple[str, Span]) -> Diagnostic:
    (path, span), (other_path, other_span) = claim, other
    address, other_address = address_of(path), address_of(other_path)
    where = other_span.path if other_span.path != span.path else "the same file"
    same = "" if address == other_address else f" (as {other_address})"
    message = f"address {address} is already taken by {where}{same}"
    return finding("duplicate-address", span, message, "change the slug, the file's name or the alias of one of the two")


def address_of(path: str) -> str:
    """Return the address at which a browser finds an output path."""
    return "/" + (path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path)


def check_local_links(plan: SitePlan) -> Iterator[Diagnostic]:
    """Report addresses on this site that a body or the menu links to, and that do not exist (`missing-page`)."""
    named = [*plan.planning.found.local, *menu_addresses(plan.planning.context)]
    if not named:
        return
    shown: set[str] = {address_of(output.output) for output in plan.outputs}
    # A file index.html has two addresses: its own, and that of its folder.
    known = shown | {f"/{output.output}" for output in plan.outputs}
    hidden: dict[str, str] | None = None
    for target, span in named:
        if target not in known:
            if hidden is None:
                hidden = {item.address: path for path, item in sorted(plan.planning.known.items())}
            close = nearest(target, sorted(shown)) if len(shown) < _NEAREST_LIMIT else ""
            is_menu = span.path == SETTINGS_SPAN.path
            others = "write an address of this site, such as /archive/" if is_menu else _BY_FILE
            hint = f'nearest is "{close}"' if close else others
            if target in hidden:
                hint = f"{hidden[target]} is not published; publish it, or remove the link"
            yield finding("missing-page", span, f'this site has no address "{target}"', hint)


def check_gone(plan: SitePlan) -> Iterator[Diagnostic]:
    """Report addresses that the settings call gone although the site has them (`gone-page`)."""
    settings = plan.planning.context.settings
    shown = {address_of(output.output) for output in plan.outputs} if settings.gone else set()
    for index, address in enumerate(settings.gone):
        if address in shown:
            span = place_of(SETTINGS_SPAN.path, settings.places, f"gone.{index}")
            message = f'the settings say that "{address}" is gone, and the site has it'
            yield finding("gone-page", span, message, "remove it from gone, or unpublish the page")


def menu_addresses(context: SiteContext) -> Iterator[tuple[str, Span]]:
    """Give the addresses on this site that the menu links to, each with its place in the settings."""
    settings = context.settings
    for index, item in enumerate(settings.menu):
        place = place_of(SETTINGS_SPAN.path, settings.places, f"menu.{index}.url")
        if item.url.startswith("/"):
            yield unquote(item.url.partition("#")[0].partition("?")[0]), place
        elif settings.base_url and (address := context.site.address(item.url)):
            yield address, place
