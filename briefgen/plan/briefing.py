"""Floor 3. Briefings: region x date."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from briefgen import permalinks
from briefgen.diagnostics import Span
from briefgen.model import BriefingNote, Day, Entry, Moment, Target, UrlPath, When
from briefgen.parts import Card, RegionLink
from briefgen.plan.context import Context, filled_prose
from briefgen.plan.desk import Desk, note_of
from briefgen.plan.lists import Count, region_count, region_day
from briefgen.plan.recipes import SETTINGS_SPAN, Cards, Kind, Maker, Page, input_paths
from briefgen.text import direction
from briefgen.views import BriefingView, EditionLink, KeyPoint

#: Key points that are taken from articles; on a day with fifty items, more of them would be a second list of items.
_GLANCE: Final = 8


def plan_briefings(context: Context) -> Iterator[Page]:
    """Give a page for every region and date with news, parents included."""
    busy = _regions_by_day(context)
    for region, days in context.groups.region_days.items():
        others = _others(region, context.desk)
        counts = [region_count(region, day, context) for day in days]
        last = len(days) - 1
        for index, day in enumerate(days):
            note = context.briefings.get((region, day))
            yield context.page(
                BRIEFING,
                permalinks.briefing(region, day),
                region,
                day,
                note,
                context.fill_prose(note),
                Cards(context.groups.briefings[region, day]),
                tuple([key for key in busy[day] if key in others]),
                counts[index + 1] if index < last else None,
                counts[index - 1] if index else None,
            )


def _regions_by_day(context: Context) -> dict[date, list[str]]:
    """Return the regions with news on each day, in the order of the settings."""
    busy: dict[date, list[str]] = {day: [] for day in context.groups.days}
    for region in context.desk.regions:
        for day in context.groups.region_days.get(region, ()):
            busy[day].append(region)
    return busy


def _others(region: str, desk: Desk) -> frozenset[str]:
    """Return the regions outside this branch of the tree, and those beside it."""
    regions = desk.regions
    siblings = regions.siblings(region)
    return frozenset(key for key in regions if regions.top(key) != regions.top(region) or key in siblings)


def _briefing(
    maker: Maker,
    address: UrlPath,
    region: str,
    day: date,
    entry: Entry | None,
    targets: tuple[Target, ...],
    items: Cards,
    elsewhere: tuple[str, ...],
    older: Count | None,
    newer: Count | None,
) -> BriefingView:
    note = note_of(entry) if entry else None
    desk, cards = maker.desk, _marked(maker.cards(items), note, maker.desk)
    summary = note.summary if note else ""
    return BriefingView(
        **desk.head(note.title if note else "", address, description=summary or cards[0].summary, region=region),
        region=desk.regions.link(region),
        parents=tuple(map(desk.regions.link, desk.regions.parents(region))),
        date=day,
        number=note.number if note else None,
        trend=note.trend if note else "",
        cutoff=note.cutoff if note else None,
        summary=summary,
        key_points=_key_points(note, items, maker),
        body=filled_prose(entry, targets),
        cards=cards,
        changes=tuple(card for card in cards if card.change),
        elsewhere=tuple(_elsewhere(key, day, desk) for key in elsewhere),
        day=desk.href(permalinks.day_page(day)),
        previous=region_day(region, older, desk) if older else None,
        next=region_day(region, newer, desk) if newer else None,
        editions=tuple(_editions(region, day, desk)),
        words=sum(card.words for card in cards),
        minutes=sum(card.minutes for card in cards),
    )


def _marked(cards: tuple[Card, ...], note: BriefingNote | None, desk: Desk) -> tuple[Card, ...]:
    """Return the cards with what happened to each after the briefing's cut-off, where it has one."""
    if note is None or note.cutoff is None:
        return cards
    return tuple(msgspec.structs.replace(card, change=_change(card, note.cutoff, desk)) for card in cards)


def _change(card: Card, cutoff: datetime, desk: Desk) -> Literal["", "new", "updated", "corrected"]:
    if card.moment is not None and card.moment > cutoff:
        return "new"
    if card.correction is not None and _is_after(card.correction, cutoff, desk):
        return "corrected"
    return "updated" if card.updated is not None and _is_after(card.updated, cutoff, desk) else ""


def _is_after(when: When, cutoff: datetime, desk: Desk) -> bool:
    """Return whether it was after the cut-off; a day without a time of day only if it is a later day."""
    match when:
        case Day(day=day):
            return day > cutoff.astimezone(desk.zone).date()
        case Moment(at=at):
            return at > cutoff


def _elsewhere(region: str, day: date, desk: Desk) -> RegionLink:
    return msgspec.structs.replace(desk.regions.link(region), href=desk.href(permalinks.briefing(region, day)))


def _editions(region: str, day: date, desk: Desk) -> Iterator[EditionLink]:
    if desk.settings.email_edition:
        yield EditionLink(kind="email", href=desk.href(permalinks.email(region, day)), type="text/html")
        yield EditionLink(kind="text", href=desk.href(permalinks.email_text(region, day)), type="text/plain")
    if desk.settings.json_edition:
        yield EditionLink(kind="json", href=desk.href(permalinks.briefing_json(region, day)), type="application/json")


def _key_points(note: BriefingNote | None, items: Cards, maker: Maker) -> tuple[KeyPoint, ...]:
    """Return the editor's key points, else the first of each of the first articles; one item is its own glance."""
    language = maker.desk.settings.language
    if note and note.key_points:
        return tuple(KeyPoint(text=text, href="", lang=language, dir=direction(language)) for text in note.key_points)
    if len(items) < 2:
        return ()
    points = []
    for item in items:
        card, point = maker.shelf.card(item.path), maker.shelf.key_point(item.path)
        if point:
            points.append(KeyPoint(text=point, href=f"#{card.anchor}", lang=card.lang, dir=card.dir))
    return tuple(points[:_GLANCE])


def _inputs(_region: str, _day: date, note: Entry | None, _targets: object, items: Cards, *_: object) -> tuple[str, ...]:
    return (*((note.path,) if note else ()), *input_paths(items))


def _origin(_maker: Maker, _region: str, _day: date, note: Entry | None, *_: object) -> Span:
    return Span(path=note.path) if note else SETTINGS_SPAN


BRIEFING = Kind("briefing", "briefing.html", _briefing, inputs=_inputs, origin=_origin)
