"""Floor 3. From articles to the plan of a site: group by region and date, order, link, check across files.

Pure: the same material gives the same plan and the same findings. `plan_site` is the whole of it on one screen; there is
one file for each kind of page.
"""

from collections.abc import Iterator
from typing import Final
from urllib.parse import unquote

from briefgen import permalinks
from briefgen.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.model import Article, StandingText, UrlPath
from briefgen.plan.addresses import check_addresses
from briefgen.plan.archive import plan_archive
from briefgen.plan.article import picture_of, plan_articles, plan_redirects
from briefgen.plan.briefing import plan_briefings
from briefgen.plan.context import SETTINGS_SPAN, Context, place_of
from briefgen.plan.day import plan_days
from briefgen.plan.home import plan_home
from briefgen.plan.items import Item, badge_of, group, make_items
from briefgen.plan.links import Targets, unknown_region
from briefgen.plan.outputs import plan_feeds, plan_sitemap
from briefgen.plan.region import plan_regions
from briefgen.plan.site import Copy, Desk, Document, Material, Media, Page, SitePlan, Window, make_chrome, make_desk
from briefgen.plan.standing import plan_standing
from briefgen.plan.story import plan_stories
from briefgen.plan.terms import plan_sources, plan_tags
from briefgen.text import is_device_name, nearest

__all__ = ["Copy", "Document", "Material", "Media", "Page", "SitePlan", "Window", "plan_site"]


def plan_site(material: Material) -> Checked[SitePlan]:
    """Plan the whole site. There is a plan also beside findings, for a preview; a build stops at any error."""
    desk = make_desk(material)
    findings = list(_check_regions(material, desk))
    placed = tuple(article for article in material.articles if _is_placed(article, desk))
    items = make_items(placed, material.bodies, material.window, desk)
    context = _context(material, items, desk)
    findings += (*_check_notes(material, context), *_check_static(material))
    pages = (*_pages(context), *_standing_pages(context))
    documents = (*plan_feeds(context), *plan_sitemap(pages, context))
    copies = _copies(material, context)
    _check_strays(material, context)
    findings += context.targets.findings
    addresses = {page.address for page in pages} | {document.address for document in documents}
    findings += _check_local_links(context, addresses, copies)
    outputs: tuple[Page | Document | Copy, ...] = (*pages, *documents, *copies)
    findings += check_addresses((output.output, output.origin) for output in outputs)
    plan = SitePlan(chrome=make_chrome(desk), pages=pages, documents=documents, copies=copies)
    return Checked(plan, tuple(findings))


def _pages(context: Context) -> Iterator[Page]:
    yield plan_home(context)
    yield from plan_regions(context)
    yield from plan_briefings(context)
    yield from plan_days(context)
    yield from plan_articles(context)
    yield from plan_stories(context)
    yield from plan_archive(context)
    yield from plan_sources(context)
    yield from plan_tags(context)


def _standing_pages(context: Context) -> Iterator[Page]:
    yield from plan_standing(context)
    yield from plan_redirects(context)


def _context(material: Material, items: tuple[Item, ...], desk: Desk) -> Context:
    groups = group(items, desk)
    addresses = {item.article.path: item.address for item in items}
    addresses |= {page.path: permalinks.standing(page.key) for page in material.pages}
    addresses |= {note.path: permalinks.region(note.key) for note in material.regions if note.key in desk.regions}
    addresses |= {note.path: permalinks.story(note.key) for note in material.stories if note.key in groups.stories}
    addresses |= {
        note.path: permalinks.briefing(note.region, note.date)
        for note in material.briefings
        if (note.region, note.date) in groups.briefings
    }
    written: tuple[Article | StandingText, ...] = (*material.articles, *material.stories)
    everything = {of.path for of in written} | {note.path for note in material.briefings}
    unplaced = {article.path for article in material.articles if not _is_placed(article, desk)}
    faulty = frozenset(unplaced | material.strays.keys())
    targets = Targets(
        desk=desk,
        addresses=addresses,
        hidden=frozenset(everything - addresses.keys() - faulty),
        faulty=faulty,
        anchors={path: body.facts.anchors for path, body in material.bodies.items()},
        media=material.media,
    )
    return Context(
        desk=desk,
        groups=groups,
        briefings={(note.region, note.date): note for note in material.briefings},
        regions={note.key: note for note in material.regions},
        stories={note.key: note for note in material.stories},
        pages=material.pages,
        bodies=material.bodies,
        targets=targets,
    )


def _check_regions(material: Material, desk: Desk) -> Iterator[Diagnostic]:
    for article in (*material.articles, *material.stray_articles):
        key_name = "regions" if "regions" in article.places else "region"
        for index, key in enumerate(article.regions):
            if key not in desk.regions:
                place = f"{key_name}.{index}" if f"{key_name}.{index}" in article.places else key_name
                yield unknown_region(key, place_of(article.path, article.places, place), desk.regions)
    named: list[tuple[str, str]] = [(note.path, note.region) for note in material.briefings]
    named += [(note.path, note.key) for note in material.regions]
    for path, name in named:
        if name not in desk.regions:
            yield unknown_region(name, Span(path=path), desk.regions)


def _is_placed(article: Article, desk: Desk) -> bool:
    return all(key in desk.regions for key in article.regions)


def _check_strays(material: Material, context: Context) -> None:
    """Check the links of what has no page because something else is wrong with it: all findings come in one run."""
    for path, (first_line, body) in material.strays.items():
        context.targets.fill(body, path, first_line)
    for article in material.articles:
        if article.path in context.targets.faulty and badge_of(article, material.window) is not False:
            context.prose(article)
            picture_of(article, context)


def _check_notes(material: Material, context: Context) -> Iterator[Diagnostic]:
    groups = context.groups
    for note in material.briefings:
        if note.region in context.desk.regions and (note.region, note.date) not in groups.briefings:
            message = f"no published article is in {note.region} on {note.date.isoformat()}, so this is not shown"
            yield finding("empty-briefing", Span(path=note.path), message, "publish an article, or remove the file")
    for story in material.stories:
        if story.key not in groups.stories:
            message = f'no published article belongs to story "{story.key}", so this is not shown'
            yield finding(
                "unused-story", Span(path=story.path), message, "name it in an article's story:, or remove the file"
            )


def _check_local_links(context: Context, addresses: set[UrlPath], copies: tuple[Copy, ...]) -> Iterator[Diagnostic]:
    settings = context.desk.settings
    known = addresses | {f"/{copy.output}" for copy in copies}
    in_menu = [
        (
            unquote(item.url.partition("#")[0].partition("?")[0]),
            place_of(SETTINGS_SPAN.path, settings.places, f"menu.{index}.url"),
        )
        for index, item in enumerate(settings.menu)
        if item.url.startswith("/")
    ]
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
