"""Floor 3. Sources and tags: a list of each, and pages with the articles of one source or tag."""

from collections.abc import Iterator

from briefgen.plan.groups import SOURCE, TAG
from briefgen.plan.items import NamedSource
from briefgen.plan.kinds.lists import pages_of
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Page, Ready
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.model import UrlPath
from briefgen.values.parts import Link
from briefgen.values.views import Pager, TermsView, TermView


class TermArgs(Args, frozen=True):
    """What a page of a source or tag is made from. `url` is the source's own site, if known.

    `count` is the number of all items, and 0 on older pages.
    """

    name: str
    url: str
    count: int
    items: Cards
    pager: Pager


def sources_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that lists all sources of visible articles."""
    names = {key: _source(key, planning).name for key in planning.groups.keys(SOURCE)}
    terms = [(name, permalinks.source(key), planning.groups.size(SOURCE, key)) for key, name in names.items()]
    yield _list(SOURCES, permalinks.SOURCES, terms, planning.context)


def source_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the pages of one source that visible articles name."""
    source = _source(key, planning)
    registered = next((publisher.url for publisher in planning.context.settings.sources if publisher.key == key), None)
    url = source.site if registered is None else registered
    yield from _pages(SOURCE_PAGE, source.name, url, permalinks.source(key), planning.cards(SOURCE, key), planning)


def tags_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page that lists all tags of visible articles."""
    names = planning.groups.tag_names
    terms = [(name, permalinks.tag(key), planning.groups.size(TAG, key)) for key, name in names.items()]
    yield _list(TAGS, permalinks.TAGS, terms, planning.context)


def tag_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the pages of one tag that visible articles have."""
    name = planning.groups.tag_names[key]
    yield from _pages(TAG_PAGE, name, "", permalinks.tag(key), planning.cards(TAG, key), planning)


def _source(key: str, planning: Planning) -> NamedSource:
    """Return a source as its newest visible article names it."""
    newest = planning.items[planning.groups.ends(SOURCE, key)[0]]
    return next(source for source in newest.sources if source.key == key)


def _list(kind: Kind, address: UrlPath, terms: list[tuple[str, UrlPath, int]], context: SiteContext) -> Page:
    """Return the page of a list of terms, each with its name, first page and number of articles."""
    links = [
        Link(title=name, href=context.href(first), count=count, lang=_lang(name), dir=direction(_lang(name)))
        for name, first, count in sorted(terms, key=lambda term: (term[0].casefold(), term[1]))
    ]
    return Page(kind, address, Ready(view=TermsView(**context.labelled(kind.name, address), terms=tuple(links))))


def _pages(kind: Kind, name: str, url: str, first: UrlPath, items: Cards, planning: Planning) -> Iterator[Page]:
    for address, pager, entries in pages_of(items, first, planning.context):
        count = 0 if pager.number else len(items)
        yield Page(kind, address, TermArgs(name=name, url=url, count=count, items=Cards(entries), pager=pager))


def _term(maker: Maker, address: UrlPath, args: TermArgs) -> TermView:
    context, name = maker.context, args.name
    all_address = permalinks.SOURCES if address.startswith(permalinks.SOURCES) else permalinks.TAGS
    return TermView(
        **context.head(name, address),
        name=name,
        name_lang=_lang(name),
        name_dir=direction(_lang(name)),
        url=args.url,
        all=context.href(all_address),
        count=args.count,
        cards=maker.cards(args.items),
        pager=args.pager,
    )


def _lang(name: str) -> str:
    """Return `und` and the script of a name in letters that run from right to left: a tag does not say its language."""
    if any("\u0590" <= character <= "\u05ff" for character in name):
        return "und-Hebr"
    return "und-Arab" if any("\u0600" <= character <= "\u08ff" for character in name) else ""


SOURCES = Kind("sources", "sources.html")
SOURCE_PAGE = Kind("source", "source.html", _term)
TAGS = Kind("tags", "tags.html")
TAG_PAGE = Kind("tag", "tag.html", _term)
