"""Floor 3. Briefings: region x date."""

from collections.abc import Iterator
from datetime import date

import msgspec

from briefgen import permalinks
from briefgen.diagnostics import Span
from briefgen.model import BriefingNote
from briefgen.parts import DayLink, RegionLink
from briefgen.plan.context import SETTINGS_SPAN, Context
from briefgen.plan.items import Item
from briefgen.plan.lists import region_day
from briefgen.plan.site import Page
from briefgen.text import direction
from briefgen.views import BriefingView, KeyPoint


def plan_briefings(context: Context) -> Iterator[Page]:
    """Give a page for every region and date with news, parents included."""
    for region, days in context.groups.region_days.items():
        for index, day in enumerate(days):
            newer = region_day(region, days[index - 1], context) if index else None
            older = region_day(region, days[index + 1], context) if index + 1 < len(days) else None
            yield _briefing(region, day, older, newer, context)


def _briefing(region: str, day: date, older: DayLink | None, newer: DayLink | None, context: Context) -> Page:
    desk, items = context.desk, context.groups.briefings[region, day]
    note = context.briefings.get((region, day))
    address = permalinks.briefing(region, day)
    summary = note.summary if note else ""
    view = BriefingView(
        **desk.head(note.title if note else "", address, description=summary or items[0].card.summary, region=region),
        region=desk.regions.link(region),
        parents=tuple(map(desk.regions.link, desk.regions.parents(region))),
        date=day,
        number=note.number if note else None,
        trend=note.trend if note else "",
        cutoff=note.cutoff if note else None,
        summary=summary,
        key_points=_key_points(note, items, context),
        body=context.prose_or_none(note),
        cards=tuple(item.card for item in items),
        elsewhere=_elsewhere(region, day, context),
        day=desk.href(permalinks.day_page(day)),
        previous=older,
        next=newer,
        words=sum(item.facts.words for item in items),
        minutes=sum(item.facts.minutes for item in items),
    )
    origin = Span(path=note.path) if note else SETTINGS_SPAN
    inputs = (*((note.path,) if note else ()), *(item.article.path for item in items))
    return Page(address=address, layout="briefing.html", view=view, origin=origin, inputs=inputs)


def _elsewhere(region: str, day: date, context: Context) -> tuple[RegionLink, ...]:
    regions = context.desk.regions
    others = (key for key in regions if regions.top(key) != regions.top(region) or key in regions.siblings(region))
    return tuple(
        msgspec.structs.replace(regions.link(key), href=context.desk.href(permalinks.briefing(key, day)))
        for key in others
        if (key, day) in context.groups.briefings
    )


def _key_points(note: BriefingNote | None, items: tuple[Item, ...], context: Context) -> tuple[KeyPoint, ...]:
    """Return the editor's key points, else the first of each article; a briefing of one item is its own glance."""
    language = context.desk.settings.language
    if note and note.key_points:
        return tuple(KeyPoint(text=text, href="", lang=language, dir=direction(language)) for text in note.key_points)
    if len(items) < 2:
        return ()
    return tuple(
        KeyPoint(text=item.article.key_points[0], href=f"#{item.card.anchor}", lang=item.card.lang, dir=item.card.dir)
        for item in items
        if item.article.key_points
    )
