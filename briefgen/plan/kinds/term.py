"""Floor 3. Sources and tags: a list of each, and pages with the articles of one source or tag."""

from collections.abc import Iterator

from briefgen.plan.groups import SOURCE, TAG
from briefgen.plan.items import NamedSource
from briefgen.plan.kinds.lists import Position, pager, pages_of
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Page, input_paths
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.model import UrlPath
from briefgen.values.parts import Link
from briefgen.values.views import TermsView, TermView


class TermsArgs(Args, frozen=True):
    """What the list of sources, or of tags, is made from: name, first page and number of articles of each, by name."""

    terms: tuple[tuple[str, UrlPath, int], ...]


class TermArgs(Args, frozen=True):
    """What a page of a source or tag is made from: its name, its first page, and the articles of this page, newest first.

    `url` is the source's own site (empty: a tag, or not known); `count` is the number of articles on all pages.
    """

    name: str
    url: str
    first: UrlPath
    count: int
    items: Cards
    position: Position


def sources_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that lists all sources of visible articles."""
    names = {key: _source(key, planning).name for key in planning.groups.keys(SOURCE)}
    terms = [(name, permalinks.source(key), planning.groups.size(SOURCE, key)) for key, name in names.items()]
    yield Page(SOURCES, permalinks.SOURCES, TermsArgs(terms=_by_name(terms)))


def source_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the pages of one source that visible articles name."""
    source = _source(key, planning)
    registered = next((publisher.url for publisher in planning.context.settings.sources if publisher.key == key), None)
    url = source.site if registered is None else registered
    yield from _pages(SOURCE_PAGE, source.name, url, permalinks.source(key), planning.cards(SOURCE, key), planning)


def tags_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that lists all tags of visible articles."""
    sizes = {key: planning.groups.size(TAG, key) for key in planning.groups.keys(TAG)}
    terms = [(name, permalinks.tag(key), sizes[key]) for key, name in planning.groups.tag_names.items()]
    yield Page(TAGS, permalinks.TAGS, TermsArgs(terms=_by_name(terms)))


def tag_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the pages of one tag that visible articles have."""
    name = planning.groups.tag_names[key]
    yield from _pages(TAG_PAGE, name, "", permalinks.tag(key), planning.cards(TAG, key), planning)


def _source(key: str, planning: Planning) -> NamedSource:
    """Return a source as its newest visible article names it."""
    (item,) = planning.of_paths((planning.groups.first(SOURCE, key),))
    return next(source for source in item.sources if source.key == key)


def _by_name(terms: list[tuple[str, UrlPath, int]]) -> tuple[tuple[str, UrlPath, int], ...]:
    return tuple(sorted(terms, key=lambda term: (term[0].casefold(), term[1])))


def _pages(kind: Kind, name: str, url: str, first: UrlPath, items: Cards, planning: Planning) -> Iterator[Page]:
    for address, position, entries in pages_of(items, planning.context.settings.page_size, first):
        args = TermArgs(name=name, url=url, first=first, count=len(items), items=Cards(entries), position=position)
        yield Page(kind, address, args)


def _terms(maker: Maker, address: UrlPath, args: TermsArgs) -> TermsView:
    context = maker.context
    label = "sources" if address == permalinks.SOURCES else "tags"
    links = tuple(
        Link(title=name, href=context.href(first), count=count, lang=_lang(name), dir=direction(_lang(name)))
        for name, first, count in args.terms
    )
    return TermsView(**context.head(context.label(label), address, description=context.label(f"about_{label}")), terms=links)


def _term(maker: Maker, address: UrlPath, args: TermArgs) -> TermView:
    context, name = maker.context, args.name
    all_address = permalinks.SOURCES if args.first.startswith(permalinks.SOURCES) else permalinks.TAGS
    return TermView(
        **context.head(name, address),
        name=name,
        name_lang=_lang(name),
        name_dir=direction(_lang(name)),
        url=args.url,
        all=context.href(all_address),
        count=args.count,
        cards=maker.cards(args.items),
        pager=pager(args.position, args.first, context),
    )


def _lang(name: str) -> str:
    """Return `und` and the script of a name in letters that run from right to left: a tag does not say its language."""
    if any("\u0590" <= character <= "\u05ff" for character in name):
        return "und-Hebr"
    return "und-Arab" if any("\u0600" <= character <= "\u08ff" for character in name) else ""


def _inputs(args: TermArgs) -> tuple[str, ...]:
    return input_paths(args.items)


SOURCES = Kind("sources", "sources.html", _terms)
SOURCE_PAGE = Kind("source", "source.html", _term, inputs=_inputs)
TAGS = Kind("tags", "tags.html", _terms)
TAG_PAGE = Kind("tag", "tag.html", _term, inputs=_inputs)
