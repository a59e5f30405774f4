"""Floor 3. Recipes: which outputs a site has, each with the arguments that its view is a function of.

The arguments are the dependencies. A view is made by its kind's function from the site context, the entry store and the
recipe's arguments; the recipe's key is the digest of the same arguments. So a view need not be made to know whether it
changed. What a kind's function fetches from the entry store it finds by an argument, whose digest covers what is fetched:

- `Cards`: articles as lists show them. The function may ask for their cards and their first key points.
- `Entries`: articles as feeds show them: as `Cards`, with authors and tags.
- an `Item` or an `Entry` by itself: all that a page can show of a content file.

The site context is in no key: it is the same for all pages, and a build compares its digest once.
"""

import math
from collections.abc import Callable
from datetime import date
from operator import attrgetter
from typing import Final, TypeAlias, TypeVar

import msgspec

from briefgen.plan.entry_store import EntryStore
from briefgen.plan.items import Item
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.digests import digest_of
from briefgen.values.documents import DocumentView
from briefgen.values.model import Entry, UrlPath, Value
from briefgen.values.parts import Card
from briefgen.values.views import View

#: Pages that no single content file asks for are asked for by the settings.
SETTINGS_SPAN: Final = Span(path="briefgen.yml")


T_co = TypeVar("T_co", covariant=True)


class Plain(tuple[T_co, ...]):
    """Values that are their own digest, however deep: nothing in them is fetched from the entry store."""

    __slots__ = ()


class Cards(tuple[Item, ...]):
    """Articles as lists show them."""

    __slots__ = ()


class Entries(tuple[Item, ...]):
    """Articles as feeds show them."""

    __slots__ = ()


_CARD_OF: Final = attrgetter("card")
_FEED_OF: Final = attrgetter("feed")
_AS_IT_IS: Final = frozenset({str, int, date, type(None), Plain})


class Maker(msgspec.Struct, frozen=True):
    """What views are made with beside their arguments."""

    context: SiteContext
    store: EntryStore

    def card(self, item: Item) -> Card:
        """Return an article's card, with its badge."""
        card = self.store.card(item.path)
        return card if item.badge is None else msgspec.structs.replace(card, badge=item.badge)

    def cards(self, items: tuple[Item, ...]) -> tuple[Card, ...]:
        """Return the cards of articles, in their order."""
        return tuple(map(self.card, items))


class Args(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of a recipe: each kind has its own class. What lists articles has them in `items`."""

    def digestible(self) -> list[object]:
        """Return plain values that are equal where the view is equal: with digests of what the store has."""
        return [
            value if type(value) in _AS_IT_IS else _digestible(value)
            for value in map(self.__getattribute__, self.__struct_fields__)
        ]


class NoArgs(Args, frozen=True):
    """The arguments of a page that is a function of the site context alone."""


def _no_inputs(_args: Args) -> tuple[str, ...]:
    return ()


def _settings(_maker: Maker, _args: Args) -> Span:
    return SETTINGS_SPAN


class Kind(msgspec.Struct, frozen=True, eq=False):
    """A kind of output: its name and layout, how its view is made, its content files, and what asked for it.

    `view` takes the maker, the address and the arguments; `inputs` gives the paths of the content files that an output is
    about; `origin` gives the place that asked for it.
    """

    name: str
    layout: str
    view: Callable[..., View | DocumentView]
    inputs: Callable[..., tuple[str, ...]] = _no_inputs
    origin: Callable[..., Span] = _settings


class Recipe:
    """One output that is made: where its bytes go, and what its view is made from. Equal to one with equal arguments."""

    __slots__ = ("address", "args", "kind", "layout", "output")

    def __init__(self, kind: Kind, address: UrlPath, args: Args, layout: str = "") -> None:
        self.kind = kind
        self.address = address
        #: The path of its bytes, relative to the output folder.
        self.output = permalinks.output_path(address)
        self.args = args
        self.layout = layout or kind.layout

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recipe):
            return NotImplemented
        mine = (self.kind.name, self.address, self.layout, self.args)
        return mine == (other.kind.name, other.address, other.layout, other.args)

    __hash__ = None  # type: ignore[assignment] # equal by content, which can be long

    @property
    def key(self) -> bytes:
        """The digest of the arguments, and so of the view as long as the site context is the same."""
        return digest_of((self.kind.name, self.address, self.args.digestible()))

    @property
    def age(self) -> float:
        """The age of the first article that it lists, as articles are ordered; minus infinity where it lists none.

        Made in this order, lists show the same articles one after the other.
        """
        items: tuple[Item, ...] = getattr(self.args, "items", ())
        return items[0].age if items else -math.inf

    @property
    def inputs(self) -> tuple[str, ...]:
        """The content files that it is about."""
        return self.kind.inputs(self.args)

    def origin(self, maker: Maker) -> Span:
        """Return what asked for it: a place in a content file, or the settings."""
        return self.kind.origin(maker, self.args)


class Page(Recipe):
    """A pure recipe for one page."""

    __slots__ = ()

    def view(self, maker: Maker) -> View:
        """Return the page's view, made anew at every call."""
        view = self.kind.view(maker, self.address, self.args)
        assert isinstance(view, View)
        return view


class Document(Recipe):
    """A pure recipe for an output that no layout makes: a feed in one of its two forms, a sitemap and the like."""

    __slots__ = ()

    def view(self, maker: Maker) -> DocumentView:
        """Return the document's view, made anew at every call."""
        view = self.kind.view(maker, self.address, self.args)
        assert not isinstance(view, View)
        return view


class Copy(Value, frozen=True, kw_only=True):
    """A file that is published as it is: media of an article, an asset of the layouts, a file of static/."""

    output: str
    path: str
    origin: Span


class Resized(msgspec.Struct, frozen=True):
    """A picture in a smaller size, made from the file of that path and digest; the width is in pixels."""

    output: str
    path: str
    digest: str
    width: int
    origin: Span

    @property
    def key(self) -> bytes:
        """The digest of what it is made from."""
        return digest_of(("resized", self.digest, self.width))


#: Anything that a site consists of.
Output: TypeAlias = Page | Document | Copy | Resized


def _digestible(value: object) -> object:
    """Put digests in the place of what is fetched from the entry store."""
    if isinstance(value, Cards):
        return list(map(_CARD_OF, value))
    if isinstance(value, Entries):
        return list(map(_FEED_OF, value))
    if isinstance(value, tuple):
        return [one if type(one) in _AS_IT_IS else _digestible(one) for one in value]
    if isinstance(value, Args):
        return value.digestible()
    return value.own if isinstance(value, Item | Entry) else value


def input_paths(items: tuple[Item, ...], note: Entry | None = None) -> tuple[str, ...]:
    """Return the paths of a note, if there is one, and of articles in their order."""
    return (*((note.path,) if note else ()), *(item.path for item in items))


def origin_of_note(note: Entry | None) -> Span:
    """Return what asked for a page: its note, else the settings."""
    return Span(path=note.path) if note else SETTINGS_SPAN
