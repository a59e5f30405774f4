"""Floor 3. Sources and tags: a list of all, and the items of each."""

from collections.abc import Iterator, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from briefgen.plan.context import Context
from briefgen.plan.items import Item
from briefgen.plan.kinds.lists import Position, pager, pages_of
from briefgen.plan.recipes import Cards, Kind, Maker, Page, input_paths
from briefgen.text import permalinks
from briefgen.text.direction import direction
from briefgen.values.model import UrlPath
from briefgen.values.parts import Link
from briefgen.values.views import TermsView, TermView

#: A source or tag: its name, its own site, its first page, and its items.
_Term: TypeAlias = tuple[str, str, UrlPath, tuple[Item, ...]]


def plan_sources(context: Context) -> Iterator[Page]:
    """Give the list of sources and the pages of each."""
    registry = {publisher.key: publisher for publisher in context.desk.settings.sources}
    terms = {}
    for key, items in context.groups.sources.items():
        first = items[0]
        line = context.shelf.card(first.path).sources[first.sources.index(key)]
        publisher = registry.get(key)
        origin = f"https://{urlsplit(line.url).netloc}/" if line.url else ""
        terms[key] = (line.name, publisher.url if publisher else origin, permalinks.source(key), items)
    yield from _pages(SOURCES, SOURCE, permalinks.SOURCES, terms, context)


def plan_tags(context: Context) -> Iterator[Page]:
    """Give the list of tags and the pages of each; of several spellings of one tag the first in order is shown."""
    names = context.groups.tag_names
    terms = {key: (names[key], "", permalinks.tag(key), items) for key, items in context.groups.tags.items()}
    yield from _pages(TAGS, TAG, permalinks.TAGS, terms, context)


def _pages(all_kind: Kind, kind: Kind, all_address: UrlPath, terms: Mapping[str, _Term], context: Context) -> Iterator[Page]:
    by_name = sorted(terms.values(), key=lambda term: (term[0].casefold(), term[2]))
    yield context.page(all_kind, all_address, tuple((name, first, len(items)) for name, _, first, items in by_name))
    for name, url, first, items in by_name:
        for address, position, entries in pages_of(items, context.desk.settings.page_size, first):
            yield context.page(kind, address, name, url, first, len(items), Cards(entries), position)


def _terms(maker: Maker, address: UrlPath, terms: tuple[tuple[str, UrlPath, int], ...]) -> TermsView:
    desk = maker.desk
    label = "sources" if address == permalinks.SOURCES else "tags"
    links = tuple(
        Link(title=name, href=desk.href(first), count=count, lang=_lang(name), dir=direction(_lang(name)))
        for name, first, count in terms
    )
    return TermsView(**desk.head(desk.label(label), address, description=desk.label(f"about_{label}")), terms=links)


def _term(
    maker: Maker,
    address: UrlPath,
    name: str,
    url: str,
    first: UrlPath,
    count: int,
    items: Cards,
    position: Position,
) -> TermView:
    desk = maker.desk
    all_address = permalinks.SOURCES if first.startswith(permalinks.SOURCES) else permalinks.TAGS
    return TermView(
        **desk.head(name, address),
        name=name,
        name_lang=_lang(name),
        name_dir=direction(_lang(name)),
        url=url,
        all=desk.href(all_address),
        count=count,
        cards=maker.cards(items),
        pager=pager(position, first, desk),
    )


def _lang(name: str) -> str:
    """Return `und` with the script where a name's own letters run from right to left: a tag does not say its language."""
    if any("\u0590" <= character <= "\u05ff" for character in name):
        return "und-Hebr"
    return "und-Arab" if any("\u0600" <= character <= "\u08ff" for character in name) else ""


def _inputs(_name: str, _url: str, _first: UrlPath, _count: int, items: Cards, _position: Position) -> tuple[str, ...]:
    return input_paths(items)


SOURCES = Kind("sources", "sources.html", _terms)
SOURCE = Kind("source", "source.html", _term, inputs=_inputs)
TAGS = Kind("tags", "tags.html", _terms)
TAG = Kind("tag", "tag.html", _term, inputs=_inputs)
