"""Floor 3. Pages that stand by themselves: corrections, search, 404, and those of content/pages/."""

from collections.abc import Iterator

from briefgen.plan.context import Context, filled
from briefgen.plan.desk import standing_of
from briefgen.plan.items import Item
from briefgen.plan.kinds.article import correction_lines
from briefgen.plan.kinds.search import SearchIndex, search_languages
from briefgen.plan.recipes import Kind, Maker, Page, Plain
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.model import Entry, Target, UrlPath
from briefgen.values.parts import Link
from briefgen.values.views import (
    CorrectedItem,
    CorrectionsView,
    NotFoundView,
    SearchLanguage,
    SearchView,
    StandingView,
)

#: Tags and stories that the search page offers.
_OFFERED = 50


def plan_standing(context: Context, indexes: tuple[SearchIndex, ...]) -> Iterator[Page]:
    """Give corrections, search, 404 and the standing pages."""
    corrected = tuple([item for item in context.groups.all if item.is_corrected])
    yield context.page(CORRECTIONS, permalinks.CORRECTIONS, corrected)
    if context.desk.settings.search:
        yield _search_page(context, indexes)
    yield context.page(NOT_FOUND, permalinks.NOT_FOUND)
    for page in context.pages:
        text = standing_of(page)
        yield context.page(STANDING, permalinks.standing(text.key), page, context.fill(page), layout=text.layout)


def _search_page(context: Context, indexes: tuple[SearchIndex, ...]) -> Page:
    groups = context.groups
    names = groups.tag_names
    tags = sorted(groups.tags, key=lambda key: (-len(groups.tags[key]), key))[:_OFFERED]
    return context.page(
        SEARCH,
        permalinks.SEARCH,
        tuple(sorted({day.year for day in groups.days}, reverse=True)),
        tuple((names[key], key, len(groups.tags[key])) for key in tags),
        tuple((context.story_title(key), key, len(items)) for key, items in list(groups.stories.items())[:_OFFERED]),
        Plain(search_languages(indexes, context.desk)),
    )


def _corrections(maker: Maker, address: UrlPath, items: tuple[Item, ...]) -> CorrectionsView:
    desk = maker.desk
    found = [
        CorrectedItem(correction=line, card=maker.card(item))
        for item in items
        for line in correction_lines(maker.shelf.article(item.path), desk)
    ]
    found.sort(key=lambda corrected: desk.moment_of(corrected.correction.date), reverse=True)
    about = desk.label("about_corrections")
    return CorrectionsView(**desk.head(desk.label("corrections"), address, description=about), items=tuple(found))


def _search(
    maker: Maker,
    address: UrlPath,
    years: tuple[int, ...],
    tags: tuple[tuple[str, str, int], ...],
    stories: tuple[tuple[str, str, int], ...],
    languages: tuple[SearchLanguage, ...],
) -> SearchView:
    desk = maker.desk
    return SearchView(
        **desk.head(desk.label("search"), address, description=desk.label("about_search"), section="search"),
        years=tuple(Link(title=str(year), href=desk.href(permalinks.year(year))) for year in years),
        tags=tuple(Link(title=name, href=desk.href(permalinks.tag(key)), count=count) for name, key, count in tags),
        stories=tuple(
            Link(title=title, href=desk.href(permalinks.story(key)), count=count) for title, key, count in stories
        ),
        languages=tuple(languages),
    )


def _not_found(maker: Maker, address: UrlPath) -> NotFoundView:
    return NotFoundView(**maker.desk.head(maker.desk.label("not_found"), address, hidden=True))


def _standing(maker: Maker, address: UrlPath, page: Entry, targets: tuple[Target, ...]) -> StandingView:
    text = standing_of(page)
    return StandingView(
        **maker.desk.head(text.title, address, description=text.summary, lang=text.lang),
        summary=text.summary,
        body=filled(page, targets),
        extra=text.extra,
    )


CORRECTIONS = Kind("corrections", "corrections.html", _corrections)
SEARCH = Kind("search", "search.html", _search)
NOT_FOUND = Kind("not_found", "404.html", _not_found)
STANDING = Kind(
    "standing",
    "page.html",
    _standing,
    inputs=lambda page, _targets: (page.path,),
    origin=lambda _maker, page, _targets: Span(path=page.path),
)
