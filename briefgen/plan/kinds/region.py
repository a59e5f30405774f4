"""Floor 3. Pages of a region: the newest briefing, then all days with articles. And the region's feeds."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice
from typing import Final

from briefgen.plan.groups import REGION
from briefgen.plan.kinds.article import note_redirects
from briefgen.plan.kinds.feed import feed_recipes
from briefgen.plan.kinds.lists import Summary, briefing_summary, by_month, day_link, pages_of, summary_of
from briefgen.plan.planning import BRIEFING_NOTES, REGION_NOTES, Count, Planning
from briefgen.plan.recipes import Args, Kind, Maker, Output, Page, Plain
from briefgen.plan.site_context import note_of, standing_of
from briefgen.text import permalinks
from briefgen.values.model import Entry, FilledBody, Trend, UrlPath
from briefgen.values.parts import TrendDay
from briefgen.values.views import Pager, RegionView

#: Trends that a region's page shows.
_TRENDS: Final = 14


class RegionArgs(Args, frozen=True):
    """What a page of a region is made from: its note, its newest briefing, its trends, and the days of this page.

    `total` is the number of all articles of the region. On older pages `latest` is None, and `total` is 0.
    """

    key: str
    note: Entry | None
    body: FilledBody | None
    latest: Summary | None
    trends: Plain[tuple[date, Trend]]
    days: Plain[Count]
    total: int
    pager: Pager


def region_recipes(key: str, planning: Planning) -> Iterator[Output]:
    """Give the pages and feeds of a region, also if it has no articles: the frame of every page links to it."""
    note = planning.note(REGION_NOTES, key)
    body = planning.prose(note)
    days = planning.groups.region_days.get(key, [])
    counts = [planning.count(day, key) for day in days]
    latest = summary_of(key, days[0], planning) if days else None
    total = planning.groups.size(REGION, key)
    trends = Plain([*islice(_trends(key, days, planning), _TRENDS)][::-1])
    for address, pager, entries in pages_of(counts, permalinks.region(key), planning.context):
        args = RegionArgs(
            key=key,
            note=note,
            body=body,
            latest=None if pager.number else latest,
            trends=Plain() if pager.number else trends,
            days=Plain(entries),
            total=0 if pager.number else total,
            pager=pager,
        )
        yield Page(REGION_PAGE, address, args)
    yield from feed_recipes(key, planning)
    yield from note_redirects(note, permalinks.region(key))


def _trends(key: str, days: Sequence[str], planning: Planning) -> Iterator[tuple[date, Trend]]:
    """Give the days of a region whose briefing has a trend, newest first, each with the trend."""
    for day in days:
        note = planning.note(BRIEFING_NOTES, f"{key}/{day}")
        if note and (trend := note_of(note).trend):
            yield date.fromisoformat(day), trend


def _region(maker: Maker, address: UrlPath, args: RegionArgs) -> RegionView:
    context, regions, key = maker.context, maker.context.regions, args.key
    note, is_newest = standing_of(args.note), not args.pager.number
    title = note.title or regions.name(key)
    return RegionView(
        **context.head(title, address, description=note.summary, lang=note.lang, region=key),
        region=regions.link(key),
        parents=tuple(map(regions.link, regions.parents(key))),
        children=tuple(map(regions.link, regions.children(key))),
        countries=regions.countries(key) if is_newest else (),
        summary=note.summary if is_newest else "",
        body=args.body if is_newest else None,
        latest=briefing_summary(args.latest, maker) if args.latest else None,
        trends=tuple(
            TrendDay(date=day, trend=trend, href=context.href(permalinks.briefing(key, day))) for day, trend in args.trends
        ),
        months=by_month([day_link(count, context, key) for count in args.days], context),
        count=args.total,
        pager=args.pager,
    )


REGION_PAGE = Kind("region", "region.html", _region)
