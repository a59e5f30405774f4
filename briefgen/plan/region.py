"""Floor 3. Region pages: the newest briefing, then all dates with news."""

from collections.abc import Iterator

from briefgen import permalinks
from briefgen.diagnostics import Span
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.lists import briefing_summary, by_month, pages_of, region_day
from briefgen.plan.site import Page
from briefgen.views import RegionView


def plan_regions(context: Context) -> Iterator[Page]:
    """Give the pages of every region of the settings, also of those without news: the frame leads to them."""
    for key in context.desk.regions:
        yield from _region(key, context)


def _region(key: str, context: Context) -> Iterator[Page]:
    desk, regions = context.desk, context.desk.regions
    note = context.regions.get(key)
    days = context.groups.region_days.get(key, ())
    links = [region_day(key, day, context) for day in days]
    for address, pager, entries in pages_of(links, desk.settings.page_size, permalinks.region(key), desk):
        is_first = pager.number == 1
        summary = note.summary if note else ""
        view = RegionView(
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
            summary=summary if is_first else "",
            body=context.prose_or_none(note) if is_first else None,
            latest=briefing_summary(key, days[0], context) if days and is_first else None,
            months=by_month(entries, desk),
            count=len(context.groups.regions.get(key, ())),
            pager=pager,
        )
        inputs = (note.path,) if note else ()
        origin = Span(path=note.path) if note else SETTINGS_SPAN
        yield Page(address=address, layout="region.html", view=view, origin=origin, inputs=inputs)
