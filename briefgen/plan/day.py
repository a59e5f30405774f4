"""Floor 3. Day pages: all regions on one date."""

from collections.abc import Iterator
from datetime import date

from briefgen import permalinks
from briefgen.model import UrlPath
from briefgen.plan.context import Context
from briefgen.plan.lists import Count, Summary, briefing_summary, day_link, summary_of_briefing
from briefgen.plan.recipes import Kind, Maker, Page, Plain
from briefgen.views import DayView


def plan_days(context: Context) -> Iterator[Page]:
    """Give a page for every date with news."""
    groups = context.groups
    first_level = context.desk.regions.first_level()
    counts = groups.counts(tuple(groups.days))
    for index, (day, count) in enumerate(counts):
        lively = (key for key in first_level if (key, day) in groups.briefings)
        yield context.page(
            DAY,
            permalinks.day_page(day),
            day,
            tuple([summary_of_briefing(key, day, context) for key in lively]),
            count,
            Plain([item.path for item in groups.days[day]]),
            counts[index + 1] if index + 1 < len(counts) else None,
            counts[index - 1] if index else None,
        )


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
