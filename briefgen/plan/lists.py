"""Floor 3. Parts that several page kinds share: summaries of briefings, links to days, months of days, pages of a list."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final, TypeVar

from briefgen import permalinks
from briefgen.model import UrlPath
from briefgen.parts import DayLink
from briefgen.plan.context import Context
from briefgen.plan.site import Desk
from briefgen.views import BriefingSummary, MonthOfDays, Pager

T = TypeVar("T")

#: Headlines of a briefing on the home page (theme: three to five).
HEADLINES: Final = 5


def briefing_summary(region: str, day: date, context: Context, limit: int | None = None) -> BriefingSummary:
    """Return a briefing as other pages show it, with at most `limit` of its cards."""
    items = context.groups.briefings[region, day]
    note = context.briefings.get((region, day))
    return BriefingSummary(
        region=context.desk.regions.link(region),
        date=day,
        href=context.desk.href(permalinks.briefing(region, day)),
        cards=tuple(item.card for item in items[:limit]),
        count=len(items),
        summary=note.summary if note else "",
    )


def region_day(region: str, day: date, context: Context) -> DayLink:
    """Return a link to a region's briefing, with its number of items."""
    href = context.desk.href(permalinks.briefing(region, day))
    return DayLink(date=day, href=href, count=len(context.groups.briefings[region, day]))


def day_link(day: date, context: Context) -> DayLink:
    """Return a link to a day's page, with its number of items."""
    return DayLink(date=day, href=context.desk.href(permalinks.day_page(day)), count=len(context.groups.days[day]))


def by_month(days: Sequence[DayLink], desk: Desk) -> tuple[MonthOfDays, ...]:
    """Group days, newest first, into months."""
    months = []
    for first, found in groupby(days, key=lambda link: link.date.replace(day=1)):
        of_month = tuple(found)
        href = desk.href(permalinks.month(first))
        months.append(MonthOfDays(first=first, href=href, count=sum(link.count for link in of_month), days=of_month))
    return tuple(months)


def pages_of(entries: Sequence[T], size: int, first: UrlPath, desk: Desk) -> Iterator[tuple[UrlPath, Pager, Sequence[T]]]:
    """Cut a list into pages, the first one at `first` even where the list is empty: address, pager, entries of the page."""
    total = max(1, -(-len(entries) // size))
    for number in range(1, total + 1):
        newer = desk.href(permalinks.paged(first, number - 1)) if number > 1 else ""
        older = desk.href(permalinks.paged(first, number + 1)) if number < total else ""
        pager = Pager(number=number, total=total, newer=newer, older=older)
        yield permalinks.paged(first, number), pager, entries[(number - 1) * size : number * size]
