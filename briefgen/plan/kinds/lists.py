"""Floor 3. Parts that several page kinds share: summaries of briefings, links to days, months of days, pages of a list."""

from collections.abc import Container, Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import TypeAlias, TypeVar

from briefgen.plan.groups import BRIEFING
from briefgen.plan.planning import BRIEFING_NOTES, Count, Planning, note_path
from briefgen.plan.recipes import Args, Cards, Maker, Plain
from briefgen.plan.site_context import SiteContext, note_of
from briefgen.text import permalinks
from briefgen.values.model import AlertKind, BriefingNote, Trend, UrlPath
from briefgen.values.parts import AlertLine, DayLink, RegionWords, TrendLink
from briefgen.values.views import BriefingSummary, MonthOfDays, Pager

T = TypeVar("T")
#: Alerts as pairs of text and kind.
AlertPairs: TypeAlias = Plain[tuple[str, AlertKind]]


class Words(Args, frozen=True):
    """The editor's words for a region on a day: a title, a trend, a summary and alerts, each or all of them empty."""

    region: str
    title: str
    trend: Trend
    summary: str
    alerts: AlertPairs


class Summary(Args, frozen=True):
    """A briefing as other pages show it: its first articles, the number of all its articles, and the editor's words.

    `below` are the words for the regions below that have any.
    """

    region: str
    day: date
    items: Cards
    count: int
    words: Words
    below: tuple[Words, ...]


def summary_of(region: str, day: str, planning: Planning, limit: int | None = None, without: Container[str] = ()) -> Summary:
    """Return the summary of a briefing with at most `limit` of its articles (None: all).

    `without` has the paths of articles that the page shows elsewhere.
    """
    key = f"{region}/{day}"
    items = [item for item in planning.of(BRIEFING, key) if item.path not in without]
    return Summary(
        region=region,
        day=date.fromisoformat(day),
        items=Cards(items[:limit]),
        count=planning.groups.size(BRIEFING, key),
        words=words_of(region, day, planning),
        below=words_below(region, day, planning),
    )


def words_of(region: str, day: str, planning: Planning) -> Words:
    """Return the editor's words for a region on a day, given in ISO 8601."""
    note = note_of(planning.note(BRIEFING_NOTES, f"{region}/{day}"))
    return Words(region=region, title=note.title, trend=note.trend, summary=note.summary, alerts=alerts_of(note))


def alerts_of(note: BriefingNote) -> AlertPairs:
    """Return the alerts of a note as pairs of text and kind."""
    return Plain((alert.text, alert.kind) for alert in note.alerts)


def alert_lines(
    alerts: Iterable[tuple[str, AlertKind]], region: str, day: date, context: SiteContext
) -> tuple[AlertLine, ...]:
    """Return the view of the alerts of a region on a day, which lead to its briefing."""
    link = context.briefing_link(region, day)
    return tuple(AlertLine(text=text, kind=kind, region=link) for text, kind in alerts)


def words_below(region: str, day: str, planning: Planning) -> tuple[Words, ...]:
    """Return the editor's words for the regions below a region that have any, and articles on the day."""
    keys = [
        key
        for key in planning.context.regions.below(region)
        if note_path(BRIEFING_NOTES, f"{key}/{day}") in planning.notes and planning.groups.has(BRIEFING, f"{key}/{day}")
    ]
    words = [words_of(key, day, planning) for key in keys]
    return tuple([found for found in words if found.title or found.trend or found.summary or found.alerts])


def alerts_with(
    own: AlertPairs, region: str, below: Iterable[Words], day: date, context: SiteContext
) -> tuple[AlertLine, ...]:
    """Return the view of the alerts of a region on a day, then of those of the regions below it."""
    pairs = [(region, own), *((words.region, words.alerts) for words in below)]
    return tuple(line for key, alerts in pairs for line in alert_lines(alerts, key, day, context))


def words_of_regions(below: Iterable[Words], day: date, context: SiteContext) -> tuple[RegionWords, ...]:
    """Return the view of the editor's words for regions on a day, which lead to the briefings."""
    return tuple(_region_words(words, day, context) for words in below if words.title or words.trend or words.summary)


def _region_words(words: Words, day: date, context: SiteContext) -> RegionWords:
    link = context.briefing_link(words.region, day)
    return RegionWords(region=link, title=words.title, trend=words.trend, summary=words.summary)


def briefing_summary(summary: Summary, maker: Maker) -> BriefingSummary:
    """Return the view of a briefing on another page."""
    return BriefingSummary(
        region=maker.context.regions.link(summary.region),
        date=summary.day,
        href=maker.context.href(permalinks.briefing(summary.region, summary.day)),
        cards=maker.cards(summary.items),
        count=summary.count,
        title=summary.words.title,
        trend=summary.words.trend,
        summary=summary.words.summary,
        below=words_of_regions(summary.below, summary.day, maker.context),
        alerts=alerts_with(summary.words.alerts, summary.region, summary.below, summary.day, maker.context),
    )


def trends_of(day: str, regions: Iterable[str], planning: Planning) -> Plain[tuple[str, Trend]]:
    """Return those of some regions whose briefing of a day, given in ISO 8601, has a trend, each with the trend."""
    keys = [(region, f"{region}/{day}") for region in regions]
    notes = [(region, planning.note(BRIEFING_NOTES, key)) for region, key in keys if planning.groups.has(BRIEFING, key)]
    return Plain([(region, trend) for region, note in notes if note and (trend := note_of(note).trend)])


def trend_links(trends: Iterable[tuple[str, Trend]], day: date, context: SiteContext) -> tuple[TrendLink, ...]:
    """Return the view of the trends of regions on a day, which lead to their briefings."""
    return tuple(
        TrendLink(region=context.regions.link(region), trend=trend, href=context.briefing_link(region, day).href)
        for region, trend in trends
    )


def day_link(count: Count, context: SiteContext, region: str = "") -> DayLink:
    """Return a link to the page of a day, or to the briefing of a region on that day, with the number of articles."""
    day, number = count
    address = permalinks.briefing(region, day) if region else permalinks.day_page(day)
    return DayLink(date=day, href=context.href(address), count=number)


def by_month(days: Sequence[DayLink], context: SiteContext) -> tuple[MonthOfDays, ...]:
    """Return days, which come newest first, in months, newest first."""
    months = []
    for first, found in groupby(days, key=lambda link: link.date.replace(day=1)):
        of_month = tuple(found)
        href = context.href(permalinks.month(first))
        months.append(MonthOfDays(first=first, href=href, count=sum(link.count for link in of_month), days=of_month))
    return tuple(months)


def page_addresses(number: int, size: int, first: UrlPath) -> list[UrlPath]:
    """Return the addresses of the pages of a list with `number` entries, `size` to a page, the newest page first.

    Pages are numbered from the oldest, so that a new entry changes the newest page only. The newest page has the list's own
    address and at most twice as many entries, less one; an empty list has one page.
    """
    older = max(0, number // size - 1)
    return [first, *(permalinks.page(first, page) for page in range(older, 0, -1))]


def pages_of(entries: Sequence[T], first: UrlPath, context: SiteContext) -> Iterator[tuple[UrlPath, Pager, Sequence[T]]]:
    """Give address, links to the pages beside it, and entries of each page of a list, newest first."""
    size = context.settings.page_size
    addresses = page_addresses(len(entries), size, first)
    hrefs = ["", *map(context.href, addresses), ""]
    begin = 0
    for place, address in enumerate(addresses):
        older = len(addresses) - place - 1
        end = len(entries) - older * size
        pager = Pager(number=older + 1 if place else 0, newer=hrefs[place], older=hrefs[place + 2])
        yield address, pager, entries[begin:end]
        begin = end
