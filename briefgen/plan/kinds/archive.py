"""Floor 3. The archive: years as calendars, and months. No headlines here, so that a mended title leaves it alone."""

import calendar
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Final, TypeAlias

from briefgen.plan.context import Context
from briefgen.plan.desk import Desk
from briefgen.plan.kinds.lists import Count, by_month, day_link
from briefgen.plan.recipes import Kind, Maker, Page, Plain
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.parts import CalendarDay, CalendarMonth, CalendarYear, DayLink, Link
from briefgen.values.views import ArchiveView, MonthDay, MonthView, YearView

#: From how many items on a day a cell has that much heat. Fixed, not relative to the busiest day: a busy day to come must
#: not change the colour of every day before it.
_HEAT: Final = (1, 3, 6, 12, 24)
#: Any Monday: the names of weekdays are taken from the seven days after it.
_MONDAY: Final = date(2024, 1, 1)

#: A year, or the first day of a month, with its number of items.
_Year: TypeAlias = tuple[int, int]
#: A day with its number of items, and those of each first-level region that has news on it.
_Regions: TypeAlias = tuple[date, int, tuple[tuple[str, int], ...]]


def plan_archive(context: Context) -> Iterator[Page]:
    """Give the archive, a page for every year with news, and one for every month with news."""
    counts = context.groups.counts(tuple(context.groups.days))
    by_year = [(year, Plain(found)) for year, found in groupby(counts, key=lambda count: count[0].year)]
    years = tuple((year, _sum(days)) for year, days in by_year)
    newest = by_year[0][1] if by_year else Plain[Count]()
    yield context.page(ARCHIVE, permalinks.ARCHIVE, years, newest, len(context.groups.all))
    for index, (year, of_year) in enumerate(by_year):
        older = years[index + 1] if index + 1 < len(years) else None
        newer = years[index - 1] if index else None
        yield context.page(YEAR, permalinks.year(year), year, of_year, older, newer)
    months = [(first, tuple(found)) for first, found in groupby(counts, key=lambda count: count[0].replace(day=1))]
    totals = [(first, _sum(days)) for first, days in months]
    for index, (first, days) in enumerate(months):
        before = totals[index + 1] if index + 1 < len(totals) else None
        after = totals[index - 1] if index else None
        regions = Plain(_regions_of(count, context) for count in days)
        yield context.page(MONTH, permalinks.month(first), first, regions, before, after)


def _sum(days: Iterable[Count]) -> int:
    return sum(count for _, count in days)


def _regions_of(count: Count, context: Context) -> _Regions:
    day, total = count
    briefings = context.groups.briefings
    first_level = context.desk.regions.first_level()
    return (day, total, tuple((key, len(briefings[key, day])) for key in first_level if (key, day) in briefings))


def _archive(maker: Maker, address: UrlPath, years: tuple[_Year, ...], newest: Iterable[Count], total: int) -> ArchiveView:
    desk = maker.desk
    return ArchiveView(
        **desk.head(desk.label("archive"), address, section="archive"),
        years=tuple(_year_link(year, desk) for year in years),
        calendar=_calendar_year(years[0][0], newest, desk) if years else None,
        weekdays=_weekdays(desk),
        count=total,
    )


def _year(
    maker: Maker, address: UrlPath, year: int, days: Iterable[Count], older: _Year | None, newer: _Year | None
) -> YearView:
    desk = maker.desk
    return YearView(
        **desk.head(str(year), address, section="archive"),
        calendar=_calendar_year(year, days, desk),
        weekdays=_weekdays(desk),
        months=by_month([day_link(count, desk) for count in days], desk),
        previous=_year_link(older, desk) if older else None,
        next=_year_link(newer, desk) if newer else None,
    )


def _month(
    maker: Maker, address: UrlPath, first: date, days: Sequence[_Regions], older: Count | None, newer: Count | None
) -> MonthView:
    desk = maker.desk
    counts = {day: count for day, count, _ in days}
    return MonthView(
        **desk.head("", address, section="archive"),
        first=first,
        calendar=_calendar_month(first, counts, desk),
        weekdays=_weekdays(desk),
        year=_year_link((first.year, 0), desk),
        days=tuple(_month_day(day, desk) for day in days),
        count=sum(counts.values()),
        previous=_month_link(older, desk) if older else None,
        next=_month_link(newer, desk) if newer else None,
    )


def _weekdays(desk: Desk) -> tuple[date, ...]:
    weekday = _first_weekday(desk)
    return tuple(_MONDAY + timedelta(days=weekday + offset) for offset in range(7))


def _first_weekday(desk: Desk) -> int:
    # Imported here, so that planning does not load the languages of the world.
    from briefgen.text.locales import first_weekday

    return first_weekday(desk.settings.language)


def _month_day(found: _Regions, desk: Desk) -> MonthDay:
    day, count, regions = found
    link = day_link((day, count), desk)
    return MonthDay(
        date=day, href=link.href, count=count, regions=tuple(desk.regions.link(key, number) for key, number in regions)
    )


def _month_link(count: Count, desk: Desk) -> DayLink:
    return DayLink(date=count[0], href=desk.href(permalinks.month(count[0])), count=count[1])


def _year_link(year: _Year, desk: Desk) -> Link:
    return Link(title=str(year[0]), href=desk.href(permalinks.year(year[0])), count=year[1])


def _calendar_year(year: int, days: Iterable[Count], desk: Desk) -> CalendarYear:
    counts = dict(days)
    months = tuple(_calendar_month(date(year, month, 1), counts, desk) for month in range(1, 13))
    return CalendarYear(year=year, href=desk.href(permalinks.year(year)), count=sum(counts.values()), months=months)


def _calendar_month(first: date, counts: Mapping[date, int], desk: Desk) -> CalendarMonth:
    weeks = calendar.Calendar(_first_weekday(desk)).monthdatescalendar(first.year, first.month)
    cells = tuple(tuple(_cell(day, first, counts.get(day, 0), desk) for day in week) for week in weeks)
    count = sum(cell.count for week in cells for cell in week)
    href = desk.href(permalinks.month(first)) if count else ""
    return CalendarMonth(first=first, href=href, count=count, weeks=cells)


def _cell(day: date, first: date, count: int, desk: Desk) -> CalendarDay:
    if day.month != first.month:
        return CalendarDay()
    if not count:
        return CalendarDay(number=day.day)
    href = desk.href(permalinks.day_page(day))
    return CalendarDay(number=day.day, href=href, count=count, heat=sum(count >= step for step in _HEAT))


ARCHIVE = Kind("archive", "archive.html", _archive)
YEAR = Kind("year", "year.html", _year)
MONTH = Kind("month", "month.html", _month)
