"""Floor 3. Pages of a project's own kinds: a hook makes them of the visible articles, and a layout shows them.

The hook runs whenever the site is planned, with all visible articles. What it gave is the recipe: its texts and data, and
what lists show of its articles. So a page is made again if any of these changed, whatever the hook looked at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Final, TypeGuard

import msgspec

from briefgen.plan.items import Item
from briefgen.plan.kinds.feed import own_feed_recipes
from briefgen.plan.planning import Planning
from briefgen.plan.published import Published, PublishedArticle, item_of
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Output, Page
from briefgen.text import permalinks
from briefgen.text.characters import is_free_of_controls
from briefgen.text.slugs import SLUG_LENGTH, is_device_name, slug_in_script
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.hooks import HOOK_FAULTS, NOT_OF_HOOKS, LayoutFilter, PageKind, check_pattern, hook_fault
from briefgen.values.model import Extra, UrlPath, digest_of
from briefgen.values.parts import CardList
from briefgen.values.views import OwnView

#: A value of a field in ASCII: a part of an address, or of one.
_VALUE: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*", re.ASCII)


class ArticleList(msgspec.Struct, frozen=True):
    """Articles under a title, which may be empty, in the order in which the page shows them."""

    title: str
    articles: Sequence[PublishedArticle]


class OwnPage(msgspec.Struct, frozen=True, kw_only=True):
    """A page that a hook gives: `at` has a value for each field of the kind's address, `data` is for the layout.

    `data` holds texts, numbers, true, false, None, and lists and mappings of these. `feed` asks for feeds of the articles
    that the page lists.
    """

    title: str
    at: Mapping[str, str] = {}
    description: str = ""
    lists: Sequence[ArticleList] = ()
    data: Mapping[str, object] = {}
    feed: bool = False


def page_kind(*, layout: str, address: str) -> Callable[[Callable[[Published], Iterable[OwnPage]]], PageKind]:
    """Return the decorator that makes a kind of pages of a function from the site's articles to pages.

    The name of the function is that of the kind. `layout` is a file of layouts/, `address` a pattern such as
    `/weeks/{week}/`; raises ValueError if it is none.
    """
    check_pattern(address)
    if not _is_text(layout):
        raise ValueError(f"layout={layout!r} is no name of a layout")

    def register(function: Callable[[Published], Iterable[OwnPage]]) -> PageKind:
        code = function.__code__
        return PageKind(
            name=function.__name__,
            layout=layout,
            address=address,
            pages=function,
            path=code.co_filename,
            line=code.co_firstlineno,
        )

    return register


def layout_filter(function: Callable[..., object]) -> LayoutFilter:
    """Make a filter for layouts of a function; the name of the function is that of the filter."""
    code = function.__code__
    return LayoutFilter(name=function.__name__, function=function, path=code.co_filename, line=code.co_firstlineno)


class OwnArgs(Args, frozen=True):
    """What a page of a project's own kind is made from. Each list has a title and its articles."""

    kind: str
    title: str
    description: str
    lists: tuple[tuple[str, Cards], ...]
    data: dict[str, Extra]
    feed: bool = False


def with_own_pages(planning: Planning) -> Planning:
    """Return the planning with the pages that hooks give; findings of failing hooks are added to `planning.found`."""
    kinds = planning.context.own_kinds
    if not kinds:
        return planning
    published = Published(planning)
    found = planning.found.findings
    pages = {kind.name: tuple(_pages(kind, published, found)) for kind in kinds}
    feeds = tuple((args.title, page.address) for page, args in _with_args(page for own in pages.values() for page in own))
    return msgspec.structs.replace(planning, own_pages=pages, own_feeds=feeds)


def own_recipes(key: str, planning: Planning) -> Iterator[Output]:
    """Give the pages of one of the project's own kinds, and the feeds of those that have some."""
    pages = planning.own_pages.get(key, ())
    yield from pages
    for page, args in _with_args(pages):
        items = (item for _, items in args.lists for item in items)
        yield from own_feed_recipes(page.address, args.title, items, planning)


def _with_args(pages: Iterable[Page]) -> Iterator[tuple[Page, OwnArgs]]:
    """Give the pages that have feeds, with what they are made from."""
    for page in pages:
        if isinstance(page.args, OwnArgs) and page.args.feed:
            yield page, page.args


def _pages(kind: PageKind, published: Published, findings: list[Diagnostic]) -> Iterator[Page]:
    try:
        given = list(kind.pages(published))
    except NOT_OF_HOOKS:
        raise
    except HOOK_FAULTS as error:
        findings.append(hook_fault(f"the page kind {kind.name} failed", error, kind.span))
        return
    for one in given:
        page = _page(kind, one, published)
        if isinstance(page, Page):
            yield page
        else:
            hint = "docs/hooks.md says what a page may be"
            findings.append(finding("hook-error", kind.span, f"the page kind {kind.name} gave {page}", hint))
            return


def _page(kind: PageKind, given: object, published: Published) -> Page | str:
    """Return the recipe of a page that a hook gave, or what is wrong with it, in words that go on a sentence."""
    if not isinstance(given, OwnPage):
        return f"a value of the class {type(given).__name__}, and no OwnPage"
    if not _is_text(given.title) or not (_is_text(given.description) or given.description == ""):
        return "a page without a title, or with a title or description that is no text, or holds control characters"
    address = _address(kind, given.at)
    if not address.startswith("/"):
        return address
    lists = _lists(given.lists, published)
    if isinstance(lists, str):
        return f"{lists}, for {address}"
    try:
        data = _plain(given.data)
        if not isinstance(data, dict):
            raise TypeError("it is no mapping")
        digest_of((given.title, given.description, data))
    except (TypeError, ValueError, OverflowError, RecursionError) as error:
        return f"data that cannot be kept ({error}), for {address}"
    if not _is_flag(given.feed):
        return f"feed={given.feed!r}, which is neither True nor False, for {address}"
    args = OwnArgs(
        kind=kind.name, title=given.title, description=given.description, lists=lists, data=data, feed=given.feed
    )  # fmt: skip
    return Page(OWN, UrlPath(address), args, kind.layout)


def _address(kind: PageKind, at: object) -> str:
    """Return the address of a page, given the values of its fields, or what is wrong with these."""
    if not isinstance(at, Mapping) or set(at) != set(kind.fields):
        fields = ", ".join(kind.fields) or "nothing"
        return f"a page whose at has not exactly the fields of its address: {fields}"
    address = kind.address
    for field in kind.fields:
        value = at[field]
        if not isinstance(value, str) or not _is_value(value):
            proper = slug_in_script(value) if isinstance(value, str) else ""
            close = f'; write "{proper}"' if proper else ""
            return f"{field}={value!r}, which is no part of an address{close}"
        address = address.replace(f"{{{field}}}", value)
    long = next((part for part in address.split("/") if len(part) > SLUG_LENGTH or is_device_name(part)), "")
    return f'an address with "{long}", which is too long, or a name that Windows keeps' if long else address


def _is_value(text: str) -> bool:
    """Can a text be the value of a field? It is a part of an address, or of one; keys of tags have letters of any script."""
    return bool(_VALUE.fullmatch(text)) or (not text.isascii() and slug_in_script(text) == text)


def _lists(given: object, published: Published) -> tuple[tuple[str, Cards], ...] | str:
    """Return the lists of a page with items for articles, or what is wrong with them."""
    if not _is_list(given):
        return "lists that are no list of ArticleList"
    found: list[tuple[str, Cards]] = []
    for one in given:
        if not isinstance(one, ArticleList) or not (_is_text(one.title) or one.title == "") or not _is_list(one.articles):
            return "lists that are no list of ArticleList with a text and a list of articles"
        items: list[Item] = []
        for article in one.articles:
            item = item_of(article, published)
            if item is None:
                return "a list with something that is no article of this run"
            items.append(item)
        found.append((one.title, Cards(items)))
    return tuple(found)


def _is_text(value: object) -> bool:
    """Is a value a text that says something, in characters that readers see? Nothing else has checked what a hook gives."""
    return isinstance(value, str) and bool(value.strip()) and is_free_of_controls(value)


def _is_flag(value: object) -> bool:
    return isinstance(value, bool)


def _is_list(value: object) -> TypeGuard[Sequence[object]]:
    """Is a value a list or a tuple? A generator would run the hook's code where nobody expects it."""
    return isinstance(value, list | tuple)


def _plain(value: object) -> Extra:
    """Return a value of plain mappings and lists; raises TypeError for what is neither that nor text, number or none.

    Raises ValueError for a text with a control character.
    """
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("a key is no text")
        return {str(_plain(key)): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, str) and not is_free_of_controls(value):
        raise ValueError("a text holds a control character")
    if value is None or type(value) in {str, int, float, bool}:
        return value
    raise TypeError(f"{type(value).__name__} is neither text, number, true, false, none, list nor mapping")


def _own(maker: Maker, address: UrlPath, args: OwnArgs) -> OwnView:
    return OwnView(
        **maker.context.head(
            args.title, address, description=args.description, feeds=address if args.feed else permalinks.HOME
        ),
        kind=args.kind,
        lists=tuple(CardList(title=title, cards=maker.cards(items)) for title, items in args.lists),
        data=args.data,
    )


def _origin(maker: Maker, args: OwnArgs) -> Span:
    return next(kind.span for kind in maker.context.own_kinds if kind.name == args.kind)


OWN = Kind(
    "own",
    view=_own,
    inputs=lambda args: tuple(dict.fromkeys(item.path for _, items in args.lists for item in items)),
    origin=_origin,
)
