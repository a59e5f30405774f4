"""Floor 3. Day pages: all regions on one date."""

from collections.abc import Iterable, Mapping
from datetime import date

from briefgen.plan.items import Item
from briefgen.plan.kinds.briefing import DayBriefing
from briefgen.plan.kinds.lists import Count, Summary, briefing_summary, day_link, summary_of
from briefgen.plan.recipes import Kind, Maker, Page, Plain
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.views import DayView


def make_day_page(
    day: date,
    items: tuple[Item, ...],
    briefings: Iterable[DayBriefing],
    by_region: Mapping[str, tuple[Item, ...]],
    beside: tuple[Count | None, Count | None],
    maker: Maker,
) -> Page:
    """Return the page of a date; `beside` are the dates with news before and after it."""
    first_level = maker.desk.regions.first_level()
    lively = [found for found in briefings if found.region in first_level]
    summaries = tuple([summary_of(found.region, day, by_region[found.region], found.note) for found in lively])
    args = (day, summaries, len(items), Plain([item.path for item in items]), *beside)
    return Page(DAY, permalinks.day_page(day), args, maker)


def _day(
    maker: Maker,
    address: UrlPath,
    day: date,
    briefings: tuple[Summary, ...],
    count: int,
    _paths: Plain[str],
    older: Count | None,
    newer: Count | None,
) -> DayView:
    desk = maker.desk
    return DayView(
        **desk.head("", address, section="all"),
        date=day,
        briefings=tuple(briefing_summary(summary, maker) for summary in briefings),
        count=count,
        previous=day_link(older, desk) if older else None,
        next=day_link(newer, desk) if newer else None,
    )


DAY = Kind("day", "day.html", _day, inputs=lambda _day, _briefings, _count, paths, *_: paths)
