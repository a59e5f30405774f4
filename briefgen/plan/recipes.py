"""Floor 3. Recipes: the outputs of a site, each with the arguments that its view is a function of.

The arguments are the dependencies. The function of a kind makes a view from the site context, the entry store and the
recipe's arguments; the recipe's key is the digest of the arguments. So a build knows whether a view changed without making
the view. The function may fetch from the entry store only what the digest of an argument covers:

- `Cards`: what lists show of articles, that is their cards and their first key points.
- `Entries`: what feeds show of articles: as `Cards`, and authors and tags.
- an `Item` or an `Entry` by itself: all that a page can show of a content file.

The site context is in no key: it is the same for all pages, and a build compares its digest once.
"""

import math
from collections.abc import Callable, Sequence
from datetime import date
from typing import Final, TypeAlias, TypeVar

import msgspec

from briefgen.plan.entry_store import EntryStore
from briefgen.plan.items import Item
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.model import Entry, UrlPath, Value, digest_of
from briefgen.values.parts import Card, DocumentView, Picture
from briefgen.values.views import View

#: The origin of pages that no single content file is the origin of.
SETTINGS_SPAN: Final = Span(path="briefgen.yml")

T_co = TypeVar("T_co", covariant=True)


class Plain(tuple[T_co, ...]):
    """Values that go into a digest unchanged: none of them, nested or not, is looked up in the entry store."""

    __slots__ = ()


class Cards(tuple[Item, ...]):
    """Articles for a view that uses only what lists show."""

    __slots__ = ()


class Entries(tuple[Item, ...]):
    """Articles for a view that uses only what feeds show."""

    __slots__ = ()


_AS_IT_IS: Final = frozenset({str, int, date, type(None), Plain})


class Maker(msgspec.Struct, frozen=True):
    """The site context and the entry store: with a recipe's arguments, all that its view is made from."""

    context: SiteContext
    store: EntryStore

    def card(self, item: Item) -> Card:
        """Return the card of an article, with its badge; raises KeyError."""
        card = self.store.card(item.path)
        return card if item.badge is None else msgspec.structs.replace(card, badge=item.badge)

    def pictured(self, items: Cards, pictures: Sequence[Picture | None]) -> tuple[Card, ...]:
        """Return the cards of articles with their pictures, in their order."""
        return tuple(
            msgspec.structs.replace(card, picture=picture) if picture else card
            for card, picture in zip(self.cards(items), pictures, strict=True)
        )

    def cards(self, items: tuple[Item, ...]) -> tuple[Card, ...]:
        """Return the cards of articles, in their order."""
        return tuple(map(self.card, items))


class Args(msgspec.Struct, frozen=True, kw_only=True):
    """The arguments of a recipe: each kind has a class of its own. Listed articles are in `items`, a note is in `note`."""

    def digestible(self) -> object:
        """Return the values of all fields in order, with digests for items and entries: equal values mean an equal view."""
        return _digestible(tuple(map(self.__getattribute__, self.__struct_fields__)))

    @property
    def age(self) -> float:
        """The `age` of the first article: what is made in this order shows the same articles one after the other."""
        items: tuple[Item, ...] = getattr(self, "items", ())
        return items[0].age if items else -math.inf


class Ready(Args, frozen=True):
    """The view of an output that shows no article, made at once since that costs as little; and its note, if it has one."""

    view: View | DocumentView
    note: Entry | None = None


def _ready(_maker: Maker, _address: UrlPath, args: Ready) -> View | DocumentView:
    return args.view


def _inputs_of(args: Args) -> tuple[str, ...]:
    note: Entry | None = getattr(args, "note", None)
    items: tuple[Item, ...] = getattr(args, "items", ())
    return (*((note.path,) if note else ()), *(item.path for item in items))


def _origin_of(_maker: Maker, args: Args) -> Span:
    note: Entry | None = getattr(args, "note", None)
    return Span(path=note.path) if note else SETTINGS_SPAN


class Kind(msgspec.Struct, frozen=True, eq=False):
    """A kind of output: its name, its layout (empty: none), and three functions of the arguments.

    `view` takes maker, address and arguments; without it the arguments are `Ready`. `inputs` takes the arguments, and
    returns the paths of the content files that an output shows, by default those of `note` and `items`. `origin` takes maker
    and arguments, and returns the place that is the reason for the output: a content file or a line of one; by default the
    file of `note`, else the settings.
    """

    name: str
    layout: str = ""
    view: Callable[..., View | DocumentView] = _ready
    inputs: Callable[..., tuple[str, ...]] = _inputs_of
    origin: Callable[..., Span] = _origin_of


class Recipe:
    """One output that is made from a view. Two recipes with equal kind, address, layout and arguments are equal."""

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
        """The digest of kind, address and arguments: recipes with one key have equal views under one site context."""
        return digest_of((self.kind.name, self.address, self.args.digestible()))

    @property
    def inputs(self) -> tuple[str, ...]:
        """The paths of the content files that the output shows."""
        return self.kind.inputs(self.args)

    def origin(self, maker: Maker) -> Span:
        """Return the place that is the reason for the output: a content file, a line of one, or the settings."""
        return self.kind.origin(maker, self.args)


class Page(Recipe):
    """The recipe of an output that a layout makes."""

    __slots__ = ()

    def view(self, maker: Maker) -> View:
        """Return a new view of the page."""
        view = self.kind.view(maker, self.address, self.args)
        assert isinstance(view, View)
        return view


class Document(Recipe):
    """The recipe of an output that no layout makes: a feed in one of its two forms, a sitemap and the like."""

    __slots__ = ()

    def view(self, maker: Maker) -> DocumentView:
        """Return a new view of the document."""
        view = self.kind.view(maker, self.address, self.args)
        assert not isinstance(view, View)
        return view


class Copy(Value, frozen=True, kw_only=True):
    """A file that is published unchanged: media of an article, an asset of the layouts, a file of static/."""

    output: str
    path: str
    origin: Span


class Resized(msgspec.Struct, frozen=True):
    """A picture in a smaller size: `path` and `digest` are those of the original file, `width` is in pixels."""

    output: str
    path: str
    digest: str
    width: int
    origin: Span

    @property
    def key(self) -> bytes:
        """The digest of the original's digest and the width."""
        return digest_of(("resized", self.digest, self.width))


#: Any file of a site.
Output: TypeAlias = Page | Document | Copy | Resized


def _digestible(value: object) -> object:
    """Return a value with digests in the place of items and entries."""
    if isinstance(value, Cards):
        return [item.card for item in value]
    if isinstance(value, Entries):
        return [item.feed for item in value]
    if isinstance(value, tuple):
        return [one if type(one) in _AS_IT_IS else _digestible(one) for one in value]
    if isinstance(value, Args):
        return value.digestible()
    return value.own if isinstance(value, Item | Entry) else value
