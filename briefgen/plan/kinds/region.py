"""Floor 3. Region pages: the newest briefing, then all dates with news."""

from collections.abc import Iterable, Iterator

from briefgen.plan.context import Context, filled_prose
from briefgen.plan.desk import standing_of
from briefgen.plan.kinds.lists import (
    Count,
    Position,
    Summary,
    briefing_summary,
    by_month,
    pager,
    pages_of,
    region_count,
    region_day,
    summary_of_briefing,
)
from briefgen.plan.recipes import SETTINGS_SPAN, Kind, Maker, Page, Plain
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.model import Entry, Target, UrlPath
from briefgen.values.views import RegionView


def plan_regions(context: Context) -> Iterator[Page]:
    """Give the pages of every region of the settings, also of those without news: the frame leads to them."""
    for key in context.desk.regions:
        yield from _pages(key, context)


def _pages(key: str, context: Context) -> Iterator[Page]:
    note = context.regions.get(key)
    targets = context.fill_prose(note)
    days = context.groups.region_days.get(key, ())
    counts = tuple(region_count(key, day, context) for day in days)
    latest = summary_of_briefing(key, days[0], context) if days else None
    total = len(context.groups.regions.get(key, ()))
    for address, position, entries in pages_of(counts, context.desk.settings.page_size, permalinks.region(key)):
        shown = latest if position[0] == 1 else None
        yield context.page(REGION, address, key, note, targets, shown, Plain(entries), total, position)


def _region(
    maker: Maker,
    address: UrlPath,
    key: str,
    entry: Entry | None,
    targets: tuple[Target, ...],
    latest: Summary | None,
    counts: Iterable[Count],
    total: int,
    position: Position,
) -> RegionView:
    desk, regions = maker.desk, maker.desk.regions
    note = standing_of(entry) if entry else None
    is_first = position[0] == 1
    summary = note.summary if note else ""
    return RegionView(
        **desk.head(
            (note.title if note else "") or regions.name(key),
            address,
            description=summary,
            lang=note.lang if note else "",
            region=key,
        ),
        region=regions.link(key),
        parents=tuple(map(regions.link, regions.parents(key))),
        children=tuple(map(regions.link, regions.children(key))),
        countries=regions.countries(key) if is_first else (),
        summary=summary if is_first else "",
        body=filled_prose(entry, targets) if is_first else None,
        latest=briefing_summary(latest, maker) if latest else None,
        months=by_month([region_day(key, count, desk) for count in counts], desk),
        count=total,
        pager=pager(position, permalinks.region(key), desk),
    )


def _inputs(_key: str, note: Entry | None, *_: object) -> tuple[str, ...]:
    return (note.path,) if note else ()


def _origin(_maker: Maker, _key: str, note: Entry | None, *_: object) -> Span:
    return Span(path=note.path) if note else SETTINGS_SPAN


REGION = Kind("region", "region.html", _region, inputs=_inputs, origin=_origin)
