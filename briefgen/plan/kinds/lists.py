"""Floor 3. Parts that several page kinds share: summaries of briefings, links to days, months of days, pages of a list."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import Final, TypeAlias, TypeVar

from briefgen.plan.context import Context
from briefgen.plan.desk import Desk, note_of
from briefgen.plan.items import Item
from briefgen.plan.recipes import Cards, Maker
from briefgen.text import permalinks
from briefgen.values.model import Entry, UrlPath
from briefgen.values.parts import DayLink
from briefgen.values.views import BriefingSummary, MonthOfDays, Pager

T = TypeVar("T")

#: Headlines of a briefing on the home page (theme: three to five).
HEADLINES: Final = 5

#: A day with its number of items.
Count: TypeAlias = tuple[date, int]
#: A briefing on another page: region, day, the first cards, how many there are in all, and the editor's summary.
Summary: TypeAlias = tuple[str, date, Cards, int, str]
#: Where a page of a list stands: its number from 1, and of how many.
Position: TypeAlias = tuple[int, int]


def summary_of(region: str, day: date, items: tuple[Item, ...], note: Entry | None, limit: int | None = None) -> Summary:
    """Return what another page shows of a briefing, given its items and note: at most `limit` of its items."""
    return (region, day, Cards(items[:limit]), len(items), note_of(note).summary if note else "")


def summary_of_briefing(region: str, day: date, context: Context, limit: int | None = None) -> Summary:
    """Return the same of a briefing by region and day."""
    return summary_of(region, day, context.groups.briefings[region, day], context.briefings.get((region, day)), limit)


def briefing_summary(summary: Summary, maker: Maker) -> BriefingSummary:
    """Return a briefing as another page shows it."""
    region, day, items, count, text = summary
    return BriefingSummary(
        region=maker.desk.regions.link(region),
        date=day,
        href=maker.desk.href(permalinks.briefing(region, day)),
        cards=maker.cards(items),
        count=count,
        summary=text,
    )


def region_count(region: str, day: date, context: Context) -> Count:
    """Return a day with the number of a region's items on it."""
    return (day, len(context.groups.briefings[region, day]))


def region_day(region: str, count: Count, desk: Desk) -> DayLink:
    """Return a link to a region's briefing."""
    return DayLink(date=count[0], href=desk.href(permalinks.briefing(region, count[0])), count=count[1])


def day_link(count: Count, desk: Desk) -> DayLink:
    """Return a link to a day's page."""
    return DayLink(date=count[0], href=desk.href(permalinks.day_page(count[0])), count=count[1])


def by_month(days: Sequence[DayLink], desk: Desk) -> tuple[MonthOfDays, ...]:
    """Group days, newest first, into months."""
    months = []
    for first, found in groupby(days, key=lambda link: link.date.replace(day=1)):
        of_month = tuple(found)
        href = desk.href(permalinks.month(first))
        months.append(MonthOfDays(first=first, href=href, count=sum(link.count for link in of_month), days=of_month))
    return tuple(months)


def pages_of(entries: Sequence[T], size: int, first: UrlPath) -> Iterator[tuple[UrlPath, Position, Sequence[T]]]:
    """Cut a list into pages, the first one at `first` even where the list is empty: address, position, entries."""
    total = max(1, -(-len(entries) // size))
    for number in range(1, total + 1):
        yield permalinks.paged(first, number), (number, total), entries[(number - 1) * size : number * size]


def pager(position: Position, first: UrlPath, desk: Desk) -> Pager:
    """Return the links of one page of a list that begins at `first`."""
    number, total = position
    newer = desk.href(permalinks.paged(first, number - 1)) if number > 1 else ""
    older = desk.href(permalinks.paged(first, number + 1)) if number < total else ""
    return Pager(number=number, total=total, newer=newer, older=older)
