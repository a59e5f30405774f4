"""Floor 3. The archive: years as calendars, and months. Its pages have no headlines, so a new title does not change them."""

import calendar
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from itertools import groupby
from typing import Final, TypeAlias

from briefgen.plan.groups import ALL, BRIEFING
from briefgen.plan.kinds.lists import by_month, day_link, trend_links, trends_of
from briefgen.plan.planning import Count, Planning
from briefgen.plan.recipes import Args, Kind, Maker, Page, Plain
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.values.model import Trend, UrlPath
from briefgen.values.parts import CalendarDay, CalendarMonth, CalendarYear, DayLink, Link, MonthDay
from briefgen.values.views import ArchiveView, MonthView, YearView

#: Items on a day from which its cell in a calendar has heat 1, 2, 3, 4 and 5. The limits are fixed and not relative to the
#: busiest day: a busy day must not change the colour of all earlier days.
_HEAT: Final = (1, 3, 6, 12, 24)
#: Any Monday: the names of weekdays are taken from the seven days after it.
_MONDAY: Final = date(2024, 1, 1)

#: A day, its number of articles, pairs of region and number of articles for the first-level regions with articles, and pairs
#: of region and trend.
_Regions: TypeAlias = tuple[date, int, tuple[tuple[str, int], ...], Plain[tuple[str, Trend]]]


class ArchiveArgs(Args, frozen=True):
    """What the archive is made from: all years, the days of the newest year, both newest first, and the sum of articles.

    A year or month is its first day here, with the number of its articles.
    """

    years: tuple[Count, ...]
    newest: Plain[Count]
    total: int


class YearArgs(Args, frozen=True):
    """What the page of a year is made from: its days with articles, newest first, and the next older and newer year."""

    first: date
    days: Plain[Count]
    older: Count | None
    newer: Count | None


class MonthArgs(Args, frozen=True):
    """What the page of a month is made from: its first day, its days, newest first, and the months beside it."""

    first: date
    days: Plain[_Regions]
    older: Count | None
    newer: Count | None


def archive_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of the archive."""
    counts = tuple(map(planning.count, planning.groups.days))
    by_year = [(year, Plain(found)) for year, found in groupby(counts, key=lambda count: count[0].year)]
    args = ArchiveArgs(
        years=tuple([(date(year, 1, 1), _sum(days)) for year, days in by_year]),
        newest=by_year[0][1] if by_year else Plain[Count](),
        total=planning.groups.size(ALL),
    )
    yield Page(ARCHIVE, permalinks.ARCHIVE, args)


def year_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of a year that has articles; the key is the year, such as 2025."""
    first, (older, newer) = _first_of(key), _beside(key, planning)
    days = Plain(map(planning.count, _days_of(key, planning)))
    yield Page(YEAR, permalinks.year(first.year), YearArgs(first=first, days=days, older=older, newer=newer))


def month_recipes(key: str, planning: Planning) -> Iterator[Page]:
    """Give the page of a month that has articles; the key is the month, such as 2025-04."""
    first, (older, newer) = _first_of(key), _beside(key, planning)
    days = Plain([_regions_of(day, planning) for day in _days_of(key, planning)])
    yield Page(MONTH, permalinks.month(first), MonthArgs(first=first, days=days, older=older, newer=newer))


def _beside(period: str, planning: Planning) -> list[Count | None]:
    """Return the nearest older and newer period with articles beside a year (2025) or a month (2025-04)."""
    days, size, (start, end) = planning.groups.days, len(period), _bounds(period, planning)
    found = (days[end][:size] if end < len(days) else "", days[start - 1][:size] if start else "")
    return [(_first_of(text), _sum(map(planning.count, _days_of(text, planning)))) if text else None for text in found]


def _bounds(period: str, planning: Planning) -> tuple[int, int]:
    """Return where the days of a period begin and end among all days: it ends where the next older period begins."""
    days, size = planning.groups.days, len(period)
    start = bisect_left(days, True, key=lambda day: day[:size] <= period)
    return start, bisect_left(days, True, key=lambda day: day[:size] < period)


def _days_of(period: str, planning: Planning) -> list[str]:
    start, end = _bounds(period, planning)
    return planning.groups.days[start:end]


def _first_of(period: str) -> date:
    return date.fromisoformat(f"{period}-01-01"[:10])


def _sum(days: Iterable[Count]) -> int:
    return sum(count for _, count in days)


def _regions_of(day: str, planning: Planning) -> _Regions:
    counts = [(key, planning.groups.size(BRIEFING, f"{key}/{day}")) for key in planning.context.regions.first_level()]
    trends = trends_of(day, planning.context.regions, planning)
    return (*planning.count(day), tuple([(key, number) for key, number in counts if number]), trends)


def _archive(maker: Maker, address: UrlPath, args: ArchiveArgs) -> ArchiveView:
    context, years = maker.context, args.years
    return ArchiveView(
        **context.head(context.labels["archive"], address, section="archive"),
        years=tuple(_year_link(year, context) for year in years),
        calendar=_calendar_year(years[0][0].year, args.newest, context) if years else None,
        weekdays=_weekdays(context),
        count=args.total,
    )


def _year(maker: Maker, address: UrlPath, args: YearArgs) -> YearView:
    context = maker.context
    return YearView(
        **context.head(str(args.first.year), address, section="archive"),
        calendar=_calendar_year(args.first.year, args.days, context),
        weekdays=_weekdays(context),
        months=by_month([day_link(count, context) for count in args.days], context),
        previous=_year_link(args.older, context) if args.older else None,
        next=_year_link(args.newer, context) if args.newer else None,
    )


def _month(maker: Maker, address: UrlPath, args: MonthArgs) -> MonthView:
    context, first = maker.context, args.first
    counts = {day: count for day, count, *_ in args.days}
    return MonthView(
        **context.head("", address, section="archive"),
        first=first,
        calendar=_calendar_month(first, counts, context),
        weekdays=_weekdays(context),
        year=_year_link((first, 0), context),
        days=tuple(
            MonthDay(
                date=day,
                href=context.href(permalinks.day_page(day)),
                count=count,
                regions=tuple(context.regions.link(key, number) for key, number in regions),
                trends=trend_links(trends, day, context),
            )
            for day, count, regions, trends in args.days
        ),
        count=sum(counts.values()),
        previous=_month_link(args.older, context) if args.older else None,
        next=_month_link(args.newer, context) if args.newer else None,
    )


def _weekdays(context: SiteContext) -> tuple[date, ...]:
    # Imported here, so that planning does not load the languages of the world.
    from briefgen.text.locales import first_weekday

    weekday = first_weekday(context.settings.language)
    return tuple(_MONDAY + timedelta(days=weekday + offset) for offset in range(7))


def _month_link(count: Count, context: SiteContext) -> DayLink:
    return DayLink(date=count[0], href=context.href(permalinks.month(count[0])), count=count[1])


def _year_link(count: Count, context: SiteContext) -> Link:
    return context.link(str(count[0].year), permalinks.year(count[0].year), count[1])


def _calendar_year(year: int, days: Iterable[Count], context: SiteContext) -> CalendarYear:
    counts = dict(days)
    months = tuple(_calendar_month(date(year, month, 1), counts, context) for month in range(1, 13))
    return CalendarYear(year=year, href=context.href(permalinks.year(year)), count=sum(counts.values()), months=months)


def _calendar_month(first: date, counts: Mapping[date, int], context: SiteContext) -> CalendarMonth:
    weeks = calendar.Calendar(_weekdays(context)[0].weekday()).monthdatescalendar(first.year, first.month)
    cells = tuple(tuple(_cell(day, first, counts.get(day, 0), context) for day in week) for week in weeks)
    count = sum(cell.count for week in cells for cell in week)
    href = context.href(permalinks.month(first)) if count else ""
    return CalendarMonth(first=first, href=href, count=count, weeks=cells)


def _cell(day: date, first: date, count: int, context: SiteContext) -> CalendarDay:
    if day.month != first.month:
        return CalendarDay()
    href = context.href(permalinks.day_page(day)) if count else ""
    return CalendarDay(number=day.day, href=href, count=count, heat=sum(count >= step for step in _HEAT))


ARCHIVE = Kind("archive", "archive.html", _archive)
YEAR = Kind("year", "year.html", _year)
MONTH = Kind("month", "month.html", _month)
