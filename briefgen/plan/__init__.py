"""Floor 3. From articles to the plan of a site: group by region and date, order, link, check across files.

Pure: the same material gives the same plan and the same findings. `plan_site` is the whole of it on one screen; there is
one file for each kind of page.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final
from urllib.parse import unquote

from briefgen.plan.addresses import check_addresses
from briefgen.plan.batches import Batch, plan_batches
from briefgen.plan.context import Context, article_of, place_of
from briefgen.plan.desk import Desk, Shelf, Shown, make_chrome, make_desk, note_of, standing_of
from briefgen.plan.groups import group
from briefgen.plan.items import Item, badge_of, make_card, make_item, make_item_and_shown, newest_first, visible
from briefgen.plan.kinds.archive import plan_archive
from briefgen.plan.kinds.article import plan_redirects
from briefgen.plan.kinds.feed import plan_feeds, plan_sitemap
from briefgen.plan.kinds.home import plan_home
from briefgen.plan.kinds.region import plan_regions
from briefgen.plan.kinds.search import SearchIndex, plan_indexes
from briefgen.plan.kinds.standing import NOT_FOUND, plan_standing
from briefgen.plan.kinds.story import plan_stories
from briefgen.plan.kinds.term import plan_sources, plan_tags
from briefgen.plan.links import Targets, unknown_region
from briefgen.plan.media import Media
from briefgen.plan.recipes import SETTINGS_SPAN, Copy, Document, Maker, Page, Recipe, Resized, digest_of
from briefgen.plan.site import Material, SitePlan
from briefgen.plan.window import Window
from briefgen.text import permalinks
from briefgen.text.folding import nearest
from briefgen.text.slugs import is_device_name
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Entry, UrlPath

__all__ = [
    "Batch",
    "Copy",
    "Desk",
    "Document",
    "Item",
    "Material",
    "Media",
    "Page",
    "Recipe",
    "Resized",
    "SearchIndex",
    "Shown",
    "SitePlan",
    "Window",
    "digest_of",
    "make_desk",
    "make_item",
    "make_item_and_shown",
    "newest_first",
    "plan_site",
]


def plan_site(material: Material) -> Checked[SitePlan]:
    """Plan the whole site. There is a plan also beside findings, for a preview; a build stops at any error."""
    items = visible(material.items, material.window)
    context = _context(material, items)
    findings = [*_check_regions(material, context), *_check_notes(context), *_check_static(material)]
    indexes = plan_indexes(items, context.desk)
    batches = tuple(plan_batches(context))
    pages = (*_pages(context), *plan_standing(context, indexes))
    listed = [(page.address, "") for page in pages if page.kind is not NOT_FOUND]
    for batch in batches:
        listed += batch.listed()
    documents = (*plan_feeds(context), *plan_sitemap(listed, context.maker))
    pages = (*pages, *plan_redirects(context))
    copies = _copies(material, context)
    _check_strays(material, context)
    plan = SitePlan(
        chrome=make_chrome(material.desk),
        batches=batches,
        other_pages=pages,
        other_documents=documents,
        copies=copies,
        resized=tuple(context.targets.resized.values()),
        items=items,
        indexes=indexes,
        shelf=context.shelf,
    )
    findings += context.targets.findings
    findings += _check_local_links(context, plan)
    findings += check_addresses(_paths(plan), lambda: ((output.output, output.origin) for output in plan.outputs))
    return Checked(plan, tuple(findings))


def _pages(context: Context) -> Iterator[Page]:
    yield plan_home(context)
    yield from plan_regions(context)
    yield from plan_stories(context)
    yield from plan_archive(context)
    yield from plan_sources(context)
    yield from plan_tags(context)


def _paths(plan: SitePlan) -> Mapping[str, int]:
    """Return the paths of all outputs, with how many outputs have each."""
    paths = permalinks.output_paths([address for batch in plan.batches for address in batch.addresses()])
    return Counter([*paths, *(output.output for output in (*plan.copies, *plan.resized, *plan.others))])


def _context(material: Material, items: tuple[Item, ...]) -> Context:
    desk = material.desk
    shelf = Shelf(material.entries, lambda entry: make_card(entry, desk), material.shown)
    groups = group(items)
    briefings: dict[tuple[str, date], Entry] = {
        (note_of(note).region, note_of(note).date): note for note in _notes(material, "briefings")
    }
    regions: dict[str, Entry] = {standing_of(note).key: note for note in _notes(material, "regions")}
    stories: dict[str, Entry] = {standing_of(note).key: note for note in _notes(material, "stories")}
    pages = _notes(material, "pages")
    addresses: dict[str, UrlPath] = {item.path: item.address for item in items}
    addresses |= {page.path: permalinks.standing(standing_of(page).key) for page in pages}
    addresses |= {note.path: permalinks.region(key) for key, note in regions.items() if key in desk.regions}
    addresses |= {note.path: permalinks.story(key) for key, note in stories.items() if key in groups.stories}
    addresses |= {note.path: permalinks.briefing(*key) for key, note in briefings.items() if key in groups.briefings}
    everything = {item.path for item in material.items}
    everything |= {note.path for note in (*stories.values(), *briefings.values())}
    unreadable = [stray.path for stray in material.strays if stray.body]
    faulty = frozenset([*unreadable, *(item.path for item in material.items if not item.regions)])
    targets = Targets(
        desk=desk,
        addresses=addresses,
        hidden=frozenset(everything - addresses.keys() - faulty),
        faulty=faulty,
        anchors=lambda path: material.entries[path].facts.anchors,
        media=material.media,
    )
    return Context(
        maker=Maker(desk, shelf),
        groups=groups,
        briefings=briefings,
        regions=regions,
        stories=stories,
        pages=pages,
        targets=targets,
    )


def _notes(material: Material, folder: str) -> tuple[Entry, ...]:
    prefix = f"content/{folder}/"
    return tuple(note for note in material.notes if note.path.startswith(prefix))


def _check_regions(material: Material, context: Context) -> Iterator[Diagnostic]:
    known = material.desk.regions
    unplaced = [material.entries[item.path] for item in material.items if not item.regions]
    for entry in (*unplaced, *(stray for stray in material.strays if stray.stray)):
        article = article_of(entry)
        key_name = "regions" if "regions" in article.places else "region"
        for index, key in enumerate(article.regions):
            if key not in known:
                place = f"{key_name}.{index}" if f"{key_name}.{index}" in article.places else key_name
                yield unknown_region(key, place_of(article.path, article.places, place), known)
    named = [(note.path, key[0]) for key, note in context.briefings.items()]
    named += [(note.path, key) for key, note in context.regions.items()]
    for path, name in named:
        if name not in known:
            yield unknown_region(name, Span(path=path), known)


def _check_strays(material: Material, context: Context) -> None:
    """Check the links of what has no page because something else is wrong with it: all findings come in one run."""
    for stray in material.strays:
        context.fill(stray)
    for item in material.items:
        if not item.regions and badge_of(item, material.window) is not False:
            context.targets.fill(item.refs, item.path, item.body_line)
            context.picture_of(item)


def _check_notes(context: Context) -> Iterator[Diagnostic]:
    groups = context.groups
    for (region, day), note in context.briefings.items():
        if region in context.desk.regions and (region, day) not in groups.briefings:
            message = f"no published article is in {region} on {day.isoformat()}, so this is not shown"
            yield finding("empty-briefing", Span(path=note.path), message, "publish an article, or remove the file")
    for key, story in context.stories.items():
        if key not in groups.stories:
            message = f'no published article belongs to story "{key}", so this is not shown'
            yield finding(
                "unused-story", Span(path=story.path), message, "name it in an article's story:, or remove the file"
            )


def _check_local_links(context: Context, plan: SitePlan) -> Iterator[Diagnostic]:
    settings = context.desk.settings
    in_menu = [
        (
            unquote(item.url.partition("#")[0].partition("?")[0]),
            place_of(SETTINGS_SPAN.path, settings.places, f"menu.{index}.url"),
        )
        for index, item in enumerate(settings.menu)
        if item.url.startswith("/")
    ]
    if not (context.targets.local or in_menu):
        return
    known: set[str] = {recipe.address for recipe in plan.others}
    known |= {address for batch in plan.batches for address in batch.addresses()}
    known |= {f"/{copy.output}" for copy in plan.copies}
    for target, span in (*context.targets.local, *in_menu):
        if target not in known:
            close = nearest(target, sorted(known)) if len(known) < _NEAREST_LIMIT else ""
            hint = f'nearest is "{close}"' if close else "link to an article by its file, such as ../other.md"
            yield finding("missing-page", span, f'this site has no address "{target}"', hint)


def _copies(material: Material, context: Context) -> tuple[Copy, ...]:
    """Return all copies. An asset's address holds its digest, so that two on one address are the same bytes: one will do."""
    assets = {
        output: Copy(output=output, path=path, origin=Span(path=path)) for path, output in sorted(material.assets.items())
    }
    return (*(context.targets.copies | assets).values(), *_static(material))


def _check_static(material: Material) -> Iterator[Diagnostic]:
    for path in material.static:
        if path.split("/")[1].casefold() in permalinks.OWN_NAMES:
            message = f'"{path}" would take the place of briefgen\'s own notes'
            yield finding("bad-path", Span(path=path), message, "give it another name")
        elif device := next(filter(is_device_name, path.split("/")), None):
            message = f'"{device}" is a name that Windows keeps for a device'
            yield finding("bad-path", Span(path=path), message, "give it another name")


def _static(material: Material) -> Iterator[Copy]:
    for path in material.static:
        if path.split("/")[1].casefold() in permalinks.OWN_NAMES:
            continue
        yield Copy(output=path.removeprefix("static/"), path=path, origin=Span(path=path))


#: Above so many addresses, looking for the nearest one would take longer than the build.
_NEAREST_LIMIT: Final = 5_000
