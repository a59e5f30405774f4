"""Floor 3. Batches: all outputs that hang on one date, under one key.

Nine of ten outputs are articles, briefings and the page of a day, and an edit touches those of a few dates. So their recipes
are not made one by one to be compared. A batch has the arguments of all of them, and its key is the digest of these; its
recipes are made where the key is another than at the last build, or where somebody asks for them.
"""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property
from operator import attrgetter
from typing import Final

import msgspec

from briefgen.plan.context import Context
from briefgen.plan.groups import briefings_of
from briefgen.plan.items import Item
from briefgen.plan.kinds.article import article_pages
from briefgen.plan.kinds.briefing import DayBriefing, briefing_pages
from briefgen.plan.kinds.day import make_day_page
from briefgen.plan.kinds.edition import plan_editions, plan_email_pages
from briefgen.plan.kinds.lists import Count, region_count
from briefgen.plan.media import Media
from briefgen.plan.recipes import Document, Maker, Page, digest_of
from briefgen.text import permalinks
from briefgen.values.model import Target, UrlPath

_WHOLE_OF: Final = attrgetter("whole")
_ADDRESS_OF: Final = attrgetter("address")


class DayMaterial(msgspec.Struct, frozen=True, array_like=True):
    """All that the outputs of one day are functions of, beside the desk and what is on the shelf.

    `items` are newest first. `fills` says by path where the references of an item lead, and which picture it has; `stories`
    gives titles by key. `older` and `newer` are the dates beside it.
    """

    day: date
    items: tuple[Item, ...]
    briefings: tuple[DayBriefing, ...]
    fills: dict[str, tuple[tuple[Target, ...], Media | None]]
    stories: dict[str, str]
    older: Count | None
    newer: Count | None


class Batch:
    """The outputs of one day. Two batches of one key have the same recipes, as far as the desk is the same."""

    def __init__(self, material: DayMaterial, maker: Maker) -> None:
        """Take what its outputs are functions of."""
        #: All of that.
        self.material = material
        self._maker = maker

    def __eq__(self, other: object) -> bool:
        return self.material == other.material if isinstance(other, Batch) else NotImplemented

    __hash__ = None  # type: ignore[assignment] # equal by content, which can be long

    @property
    def name(self) -> str:
        """The date, which tells it from the other batches of a plan."""
        return self.material.day.isoformat()

    @cached_property
    def key(self) -> bytes:
        """The digest of all that its recipes are made from: an item has the digests of what is on the shelf."""
        found = self.material
        items = list(map(_WHOLE_OF, found.items))
        return digest_of((found.day, items, found.briefings, found.fills, found.stories, found.older, found.newer))

    @property
    def page_count(self) -> int:
        """How many pages it has."""
        found = self.material
        emails = len(found.briefings) if self._maker.desk.settings.email_edition else 0
        return len(found.items) + len(found.briefings) + emails + 1

    def addresses(self) -> list[UrlPath]:
        """Return the addresses of all its outputs; no recipe is made for it."""
        found, settings = self.material, self._maker.desk.settings
        addresses = [permalinks.day_page(found.day), *self._addresses, *map(_ADDRESS_OF, found.items)]
        if settings.email_edition:
            addresses += [permalinks.email(briefing.region, found.day) for briefing in found.briefings]
            addresses += [permalinks.email_text(briefing.region, found.day) for briefing in found.briefings]
        if settings.json_edition:
            addresses += [permalinks.briefing_json(briefing.region, found.day) for briefing in found.briefings]
        return addresses

    def listed(self) -> list[tuple[UrlPath, str]]:
        """Return the addresses of pages for search engines, each with the day of its last change where that is known."""
        found = self.material
        listed = [(item.address, item.changed) for item in found.items if item.badge is None]
        listed += [(address, "") for address in self._addresses]
        # By address: a mended title changes the order of items, and not which there are.
        return sorted([*listed, (permalinks.day_page(found.day), "")])

    @cached_property
    def _addresses(self) -> tuple[UrlPath, ...]:
        return permalinks.briefings([briefing.region for briefing in self.material.briefings], self.material.day)

    @property
    def outputs(self) -> tuple[Page | Document, ...]:
        """The recipes of all its outputs."""
        return (*self.pages, *self.documents)

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        """The recipes of its pages."""
        found, maker, briefings = self.material, self._maker, self._briefings
        articles = article_pages(found.items, self._by_region, found.fills, found.stories, maker)
        day = make_day_page(found.day, found.items, found.briefings, self._by_region, (found.older, found.newer), maker)
        return (*briefings, day, *articles, *plan_email_pages(briefings, maker))

    @cached_property
    def documents(self) -> tuple[Document, ...]:
        """The recipes of its editions."""
        return tuple(plan_editions(self._briefings, self._maker))

    @cached_property
    def _by_region(self) -> dict[str, tuple[Item, ...]]:
        return briefings_of(self.material.items)

    @cached_property
    def _briefings(self) -> tuple[Page, ...]:
        found = self.material
        return tuple(briefing_pages(found.day, found.briefings, self._by_region, self._maker))


def plan_batches(context: Context) -> Iterator[Batch]:
    """Give the batch of every date with news, newest first."""
    groups = context.groups
    beside = _beside(context)
    regions = tuple(context.desk.regions)
    counts = (None, *groups.counts(tuple(groups.days)), None)
    for index, (day, items) in enumerate(groups.days.items()):
        briefings = []
        for region in regions:
            if (region, day) in groups.briefings:
                note = context.briefings.get((region, day))
                older, newer = beside[region, day]
                briefings.append(DayBriefing(region, note, context.fill_prose(note), older, newer))
        material = DayMaterial(
            day,
            items,
            tuple(briefings),
            {item.path: _fill(item, context) for item in items if item.refs or item.image},
            {item.story: context.story_title(item.story) for item in items if item.story},
            counts[index + 2],
            counts[index],
        )
        yield Batch(material, context.maker)


def _beside(context: Context) -> Mapping[tuple[str, date], tuple[Count | None, Count | None]]:
    """Return the dates before and after each briefing on which its region has news, with how many items there are."""
    found = {}
    for region, days in context.groups.region_days.items():
        counts = (None, *(region_count(region, day, context) for day in days), None)
        for day, newer, older in zip(days, counts, counts[2:], strict=False):
            found[region, day] = (older, newer)
    return found


def _fill(item: Item, context: Context) -> tuple[tuple[Target, ...], Media | None]:
    targets = context.targets.fill(item.refs, item.path, item.body_line) if item.refs else ()
    return targets, context.picture_of(item) if item.image else None
