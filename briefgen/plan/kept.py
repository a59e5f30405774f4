"""Floor 3. What is kept of a plan from build to build: the recipes that show articles, and the material of dates.

Where an edit changes what an article says and not where it stands, all recipes are the ones that there were, but for the
items in them. So a recipe is kept with numbers in the place of its items, and made again with the items of today.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

import msgspec

from briefgen.plan.batches import Batch, DayMaterial
from briefgen.plan.items import Item, newest_first
from briefgen.plan.kinds.briefing import DayBriefing
from briefgen.plan.kinds.feed import FEED
from briefgen.plan.kinds.home import HOME
from briefgen.plan.kinds.lists import Count
from briefgen.plan.kinds.region import REGION
from briefgen.plan.kinds.standing import CORRECTIONS
from briefgen.plan.kinds.story import STORY
from briefgen.plan.kinds.term import SOURCE, TAG
from briefgen.plan.media import Media
from briefgen.plan.recipes import Cards, Document, Entries, Maker, Page, Plain
from briefgen.plan.site import SitePlan
from briefgen.values.model import Entry, ImageTarget, Target, UrlPath

#: The kinds that show items, beside those in batches.
_KINDS: Final = {kind.name: kind for kind in (CORRECTIONS, FEED, HOME, REGION, SOURCE, STORY, TAG)}
#: Codes of what MessagePack has no word for.
_DATE, _PLAIN, _CARDS, _ENTRIES, _ITEM, _ENTRY, _IMAGE = range(1, 8)


class KeptRecipe(msgspec.Struct, frozen=True, array_like=True):
    """A recipe by kind, address and layout, with the numbers of the items that it shows, and its packed arguments."""

    kind: str
    address: UrlPath
    layout: str
    items: list[int]
    args: bytes


class _KeptDay(msgspec.Struct, frozen=True, array_like=True):
    """The material of a date, with numbers in the place of items."""

    day: date
    items: list[int]
    briefings: tuple[DayBriefing, ...]
    fills: dict[str, tuple[tuple[Target, ...], Media | None]]
    stories: dict[str, str]
    older: Count | None
    newer: Count | None


class KeptPlan(msgspec.Struct, frozen=True, array_like=True):
    """A plan's items by path, so that each has a number; its dates by name, and its other recipes."""

    paths: list[str]
    days: dict[str, msgspec.Raw]
    recipes: list[KeptRecipe]

    def paths_of(self, day: str) -> list[str]:
        """Return the paths of a date's items, newest first; none where the date has no batch. Raises MsgspecError."""
        found = self.days.get(day)
        return [self.paths[number] for number in _DAY.decode(found).items] if found is not None else []

    def batch(self, day: str, item: Callable[[str], Item], maker: Maker) -> Batch:
        """Return the batch of a date, its items in order, given what finds one by its path; raises MsgspecError."""
        kept = _DAY.decode(self.days[day])
        items = tuple(sorted([item(self.paths[number]) for number in kept.items], key=newest_first))
        material = DayMaterial(kept.day, items, kept.briefings, kept.fills, kept.stories, kept.older, kept.newer)
        return Batch(material, maker)

    def showing(self, paths: Collection[str]) -> list[KeptRecipe]:
        """Return the recipes that show one of some articles."""
        wanted = {number for number, path in enumerate(self.paths) if path in paths}
        return [kept for kept in self.recipes if not wanted.isdisjoint(kept.items)]

    def newest(self) -> list[KeptRecipe]:
        """Return the recipes that show the newest items of all, or of a region."""
        return [kept for kept in self.recipes if kept.kind in {FEED.name, HOME.name}]

    def revised(self, batches: Iterable[Batch], recipes: Iterable[Page | Document]) -> "KeptPlan":
        """Return the plan with other material of some dates, and other recipes in the places of theirs."""
        numbers = {path: number for number, path in enumerate(self.paths)}
        days = self.days | {batch.name: _packed_day(batch, numbers) for batch in batches}
        fresh = {kept.address: kept for kept in _Freeze(numbers).recipes(recipes)}
        return KeptPlan(self.paths, days, [fresh.get(kept.address, kept) for kept in self.recipes])

    def make(self, kept: KeptRecipe, item: Callable[[str], Item], maker: Maker) -> Page | Document:
        """Return a recipe, given what finds an item by its path; raises MsgspecError."""
        kind, thaw = _KINDS[kept.kind], _Thaw(self.paths, item)
        args = tuple(map(thaw.value, msgspec.msgpack.Decoder(ext_hook=thaw.extension).decode(kept.args)))
        if not kept.layout:
            return Document(kind, kept.address, args, maker)
        return Page(kind, kept.address, args, maker, kept.layout)


def keep_plan(plan: SitePlan) -> KeptPlan | None:
    """Return what is kept of a plan; None where an edit needs more: there is a search index, or items wear badges."""
    if plan.indexes or any(item.badge for item in plan.items):
        return None
    numbers = {item.path: number for number, item in enumerate(plan.items)}
    freeze = _Freeze(numbers)
    days = {batch.name: _packed_day(batch, numbers) for batch in plan.batches}
    return KeptPlan(list(numbers), days, list(freeze.recipes(plan.others)))


def _packed_day(batch: Batch, numbers: Mapping[str, int]) -> msgspec.Raw:
    found = batch.material
    items = [numbers[item.path] for item in found.items]
    day = _KeptDay(found.day, items, found.briefings, found.fills, found.stories, found.older, found.newer)
    return msgspec.Raw(msgspec.msgpack.encode(day))


class _Freeze:
    """Arguments to plain values, noting the numbers of items on the way."""

    def __init__(self, numbers: Mapping[str, int]) -> None:
        self._numbers = numbers
        self._seen: list[int] = []

    def recipes(self, recipes: Iterable[Page | Document]) -> Iterator[KeptRecipe]:
        """Give the recipes of kinds that show items, as far as they do."""
        for recipe in recipes:
            if recipe.kind.name in _KINDS:
                self._seen = []
                args = msgspec.msgpack.encode([self._value(arg) for arg in recipe.args])
                if self._seen:
                    yield KeptRecipe(recipe.kind.name, recipe.address, recipe.layout, self._seen, args)

    def _value(self, value: object) -> object:
        if value is None or isinstance(value, str | int):
            return value
        if isinstance(value, Cards):
            return _extension(_CARDS, self._items(value))
        if isinstance(value, Entries):
            return _extension(_ENTRIES, self._items(value))
        if isinstance(value, Plain):
            return _extension(_PLAIN, [self._value(one) for one in value])
        if isinstance(value, tuple):
            return [self._value(one) for one in value]
        if isinstance(value, date):
            return msgspec.msgpack.Ext(_DATE, value.isoformat().encode())
        if isinstance(value, Item):
            return _extension(_ITEM, self._items((value,)))
        if isinstance(value, Entry):
            return _extension(_ENTRY, value)
        assert isinstance(value, ImageTarget), type(value)
        return _extension(_IMAGE, value)

    def _items(self, items: Iterable[Item]) -> list[int]:
        numbers = [self._numbers[item.path] for item in items]
        self._seen += numbers
        return numbers


class _Thaw:
    """Plain values to the arguments that they were, with items of today."""

    def __init__(self, paths: Sequence[str], item: Callable[[str], Item]) -> None:
        self._paths = paths
        self._item = item

    def value(self, value: object) -> object:
        """Return an argument; rows are tuples."""
        return tuple(map(self.value, value)) if type(value) is list else value

    def extension(self, code: int, data: memoryview) -> Any:
        """Return what stands in an extension."""
        if code == _DATE:
            return date.fromisoformat(bytes(data).decode())
        if code == _ENTRY:
            return msgspec.msgpack.decode(data, type=Entry)
        if code == _IMAGE:
            return msgspec.msgpack.decode(data, type=ImageTarget)
        found = msgspec.msgpack.Decoder(ext_hook=self.extension).decode(data)
        if code == _PLAIN:
            return Plain(map(self.value, found))
        items = [self._item(self._paths[number]) for number in found]
        if code == _ITEM:
            return items[0]
        return Cards(items) if code == _CARDS else Entries(items)


def _extension(code: int, value: object) -> msgspec.msgpack.Ext:
    return msgspec.msgpack.Ext(code, msgspec.msgpack.encode(value))


_DAY = msgspec.msgpack.Decoder(_KeptDay)
