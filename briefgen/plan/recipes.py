"""Floor 3. Recipes: which outputs a site has, each with the arguments that its view is a function of.

The arguments are the dependencies. A view is made by its kind's function from the desk, the shelf and the recipe's
arguments; the recipe's key is the digest of the same arguments. So a view need not be made to know whether it changed.
What a kind's function fetches from the shelf it finds by an argument, and that argument's digest covers what it fetches:

- `Cards`: items as lists show them. The function may ask for their cards and for the first of their key points.
- `Entries`: items as feeds show them: as `Cards`, with authors and tags.
- an `Item` or an `Entry` by itself: all that a page can show of a content file.

The desk is in no key: it is the same for all pages, and whoever compares keys compares its digest once.
"""

import math
from collections.abc import Callable, Iterator
from datetime import date
from hashlib import blake2b
from operator import attrgetter
from typing import Final, TypeVar

import msgspec

from briefgen.plan.desk import Desk, Shelf
from briefgen.plan.items import Item
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.documents import DocumentView
from briefgen.values.model import Entry, UrlPath, Value
from briefgen.values.parts import Card
from briefgen.values.views import View

#: Pages that no single content file asks for are asked for by the settings.
SETTINGS_SPAN: Final = Span(path="briefgen.yml")


T_co = TypeVar("T_co", covariant=True)


class Plain(tuple[T_co, ...]):
    """Values that are their own digest, however deep: nothing in them is fetched from the shelf."""

    __slots__ = ()


class Cards(tuple[Item, ...]):
    """Items as lists show them."""

    __slots__ = ()


class Entries(tuple[Item, ...]):
    """Items as feeds show them."""

    __slots__ = ()


_CARD_OF: Final = attrgetter("card")
_FEED_OF: Final = attrgetter("feed")
_ENCODER: Final = msgspec.msgpack.Encoder()
_AS_IT_IS: Final = frozenset({str, int, date, type(None), Plain})


class Maker(msgspec.Struct, frozen=True):
    """What views are made with beside their arguments."""

    desk: Desk
    shelf: Shelf

    def card(self, item: Item) -> Card:
        """Return an item's card, with its badge."""
        card = self.shelf.card(item.path)
        return card if item.badge is None else msgspec.structs.replace(card, badge=item.badge)

    def cards(self, items: tuple[Item, ...]) -> tuple[Card, ...]:
        """Return the cards of items, in their order."""
        return tuple(map(self.card, items))


def _no_inputs(*_args: object) -> tuple[str, ...]:
    return ()


def _settings(*_args: object) -> Span:
    return SETTINGS_SPAN


class Kind(msgspec.Struct, frozen=True, eq=False):
    """A kind of output: how its view is made, which content files it is about, and what asked for it."""

    name: str
    layout: str
    view: Callable[..., View | DocumentView]
    inputs: Callable[..., tuple[str, ...]] = _no_inputs
    origin: Callable[..., Span] = _settings


class Recipe:
    """One output that is made: where it goes, and what its view is made from. Equal to one with equal arguments."""

    __slots__ = ("address", "args", "kind", "layout", "maker", "output")

    def __init__(self, kind: Kind, address: UrlPath, args: tuple[object, ...], maker: Maker, layout: str = "") -> None:
        self.kind = kind
        self.address = address
        #: Where its bytes go, relative to the output folder.
        self.output = permalinks.output_path(address)
        self.args = args
        self.maker = maker
        self.layout = layout or kind.layout

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Recipe):
            return NotImplemented
        mine = (self.kind.name, self.address, self.layout, self.args)
        return mine == (other.kind.name, other.address, other.layout, other.args)

    __hash__ = None  # type: ignore[assignment] # equal by content, which can be long

    @property
    def key(self) -> bytes:
        """The digest of the arguments, and so of the view, as far as the desk is the same."""
        as_it_is = _AS_IT_IS
        plain = [arg if type(arg) in as_it_is else _plain(arg) for arg in self.args]
        return digest_of((self.kind.name, self.address, plain))

    @property
    def age(self) -> float:
        """The age of the first item that it lists, as items are ordered; less than any where it lists none.

        Made in this order, lists show the same articles one after the other.
        """
        return next(_ages(self.args), -math.inf)

    @property
    def inputs(self) -> tuple[str, ...]:
        """The content files that it is about."""
        return self.kind.inputs(*self.args)

    @property
    def origin(self) -> Span:
        """What asked for it: a place in a content file, or the settings."""
        return self.kind.origin(self.maker, *self.args)

    @property
    def asked_by(self) -> str:
        """The file that asked for it."""
        return self.origin.path


class Page(Recipe):
    """A pure recipe for one page."""

    __slots__ = ()

    @property
    def view(self) -> View:
        """The page's view, made anew at every call."""
        view = self.kind.view(self.maker, self.address, *self.args)
        assert isinstance(view, View)
        return view


class Document(Recipe):
    """A pure recipe for an output that no layout makes: a feed in one of its two forms, a sitemap and the like."""

    __slots__ = ()

    @property
    def view(self) -> DocumentView:
        """The document's view, made anew at every call."""
        view = self.kind.view(self.maker, self.address, *self.args)
        assert not isinstance(view, View)
        return view


class Copy(Value, frozen=True, kw_only=True):
    """A file that is published as it is: media of an article, an asset of the layouts, a file of static/."""

    output: str
    path: str
    origin: Span


class Resized(msgspec.Struct, frozen=True):
    """A picture in a smaller size, made from the file of that path and digest."""

    output: str
    path: str
    digest: str
    width: int
    origin: Span

    @property
    def key(self) -> bytes:
        """The digest of what it is made from."""
        return digest_of(("resized", self.digest, self.width))


def digest_of(value: object) -> bytes:
    """Return the digest of plain values: 16 bytes, so that two of a thousand million are never alike by chance."""
    return blake2b(_ENCODER.encode(value), digest_size=16).digest()


def _plain(arg: object) -> object:
    """Put digests in the place of what is fetched from the shelf."""
    if isinstance(arg, Cards):
        return list(map(_CARD_OF, arg))
    if isinstance(arg, Entries):
        return list(map(_FEED_OF, arg))
    if isinstance(arg, tuple):
        return [one if type(one) in _AS_IT_IS else _plain(one) for one in arg]
    return arg.own if isinstance(arg, Item | Entry) else arg


def _ages(args: tuple[object, ...]) -> Iterator[float]:
    for arg in args:
        if isinstance(arg, Cards | Entries):
            yield from (item.age for item in arg[:1])
        elif type(arg) is tuple:
            yield from _ages(arg)


def input_paths(items: tuple[Item, ...]) -> tuple[str, ...]:
    """Return the paths of items, in their order."""
    return tuple(item.path for item in items)
