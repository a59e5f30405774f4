"""Floor 3. The archive: years as calendars, and months. No headlines here, so that a mended title leaves it alone."""

import calendar
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from briefgen import permalinks
from briefgen.locales import first_weekday
from briefgen.parts import DayLink, Link
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.lists import by_month, day_link
from briefgen.plan.site import Page
from briefgen.views import ArchiveView, CalendarDay, CalendarMonth, CalendarYear, MonthDay, MonthOfDays, MonthView, YearView

#: From how many items on a day a cell has that much heat. Fixed, not relative to the busiest day: a busy day to come must
#: not change the colour of every day before it.
_HEAT: Final = (1, 3, 6, 12, 24)
#: Any Monday: the names of weekdays are taken from the seven days after it.
_MONDAY: Final = date(2024, 1, 1)


def plan_archive(context: Context) -> Iterator[Page]:
    """Give the archive, a page for every year with news, and one for every month with news."""
    desk, days = context.desk, context.groups.days
    weekday = first_weekday(desk.settings.language)
    weekdays = tuple(_MONDAY + timedelta(days=weekday + offset) for offset in range(7))
    years = sorted({day.year for day in days}, reverse=True)
    months = by_month([day_link(day, context) for day in days], desk)
    counts = Counter({year: sum(month.count for month in months if month.first.year == year) for year in years})
    links = tuple(_year_link(year, counts[year], context) for year in years)
    calendars = {year: _year(year, counts[year], weekday, context) for year in years}
    view = ArchiveView(
        **desk.head(desk.label("archive"), permalinks.ARCHIVE, section="archive"),
        years=links,
        calendar=calendars[years[0]] if years else None,
        weekdays=weekdays,
        count=len(context.groups.all),
    )
    yield Page(address=permalinks.ARCHIVE, layout="archive.html", view=view, origin=SETTINGS_SPAN)
    for index, year in enumerate(years):
        year_view = YearView(
            **desk.head(str(year), permalinks.year(year), section="archive"),
            calendar=calendars[year],
            weekdays=weekdays,
            months=tuple(month for month in months if month.first.year == year),
            previous=links[index + 1] if index + 1 < len(links) else None,
            next=links[index - 1] if index else None,
        )
        yield Page(address=permalinks.year(year), layout="year.html", view=year_view, origin=SETTINGS_SPAN)
    for index, month in enumerate(months):
        older = months[index + 1] if index + 1 < len(months) else None
        newer = months[index - 1] if index else None
        yield _month_page(month, older, newer, weekdays, context)


def _month_page(
    month: MonthOfDays, older: MonthOfDays | None, newer: MonthOfDays | None, weekdays: tuple[date, ...], context: Context
) -> Page:
    desk = context.desk
    address = permalinks.month(month.first)
    view = MonthView(
        **desk.head("", address, section="archive"),
        first=month.first,
        calendar=_month(month.first, weekdays[0].weekday(), context),
        weekdays=weekdays,
        year=_year_link(month.first.year, 0, context),
        days=tuple(_month_day(link.date, context) for link in month.days),
        count=month.count,
        previous=DayLink(date=older.first, href=older.href, count=older.count) if older else None,
        next=DayLink(date=newer.first, href=newer.href, count=newer.count) if newer else None,
    )
    return Page(address=address, layout="month.html", view=view, origin=SETTINGS_SPAN)


def _month_day(day: date, context: Context) -> MonthDay:
    link = day_link(day, context)
    groups, regions = context.groups, context.desk.regions
    lively = [key for key in regions.first_level() if (key, day) in groups.briefings]
    return MonthDay(
        date=day,
        href=link.href,
        count=link.count,
        regions=tuple(regions.link(key, len(groups.briefings[key, day])) for key in lively),
    )


def _year_link(year: int, count: int, context: Context) -> Link:
    return Link(title=str(year), href=context.desk.href(permalinks.year(year)), count=count)


def _year(year: int, count: int, weekday: int, context: Context) -> CalendarYear:
    months = tuple(_month(date(year, month, 1), weekday, context) for month in range(1, 13))
    return CalendarYear(year=year, href=context.desk.href(permalinks.year(year)), count=count, months=months)


def _month(first: date, weekday: int, context: Context) -> CalendarMonth:
    weeks = calendar.Calendar(weekday).monthdatescalendar(first.year, first.month)
    cells = tuple(tuple(_cell(day, first, context) for day in week) for week in weeks)
    count = sum(cell.count for week in cells for cell in week)
    href = context.desk.href(permalinks.month(first)) if count else ""
    return CalendarMonth(first=first, href=href, count=count, weeks=cells)


def _cell(day: date, first: date, context: Context) -> CalendarDay:
    if day.month != first.month:
        return CalendarDay()
    count = len(context.groups.days.get(day, ()))
    if not count:
        return CalendarDay(number=day.day)
    href = context.desk.href(permalinks.day_page(day))
    return CalendarDay(number=day.day, href=href, count=count, heat=sum(count >= step for step in _HEAT))
