"""Floor 3. Briefings: region x date."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from briefgen.plan.context import filled_prose
from briefgen.plan.desk import Desk, note_of
from briefgen.plan.items import Item
from briefgen.plan.kinds.lists import Count, region_day
from briefgen.plan.recipes import SETTINGS_SPAN, Cards, Kind, Maker, Page, input_paths
from briefgen.text import permalinks
from briefgen.text.direction import direction
from briefgen.values.diagnostics import Span
from briefgen.values.model import BriefingNote, Day, Entry, Moment, Target, UrlPath, When
from briefgen.values.parts import Card, RegionLink
from briefgen.values.views import BriefingView, EditionLink, KeyPoint

#: Key points that are taken from articles; on a day with fifty items, more of them would be a second list of items.
_GLANCE: Final = 8


class DayBriefing(msgspec.Struct, frozen=True, array_like=True):
    """What a briefing has beside the items of its region and day.

    Its note, where the references in that lead, and the dates before and after on which the region has news.
    """

    region: str
    note: Entry | None
    targets: tuple[Target, ...]
    older: Count | None
    newer: Count | None


def briefing_pages(
    day: date, briefings: tuple[DayBriefing, ...], by_region: Mapping[str, tuple[Item, ...]], maker: Maker
) -> Iterator[Page]:
    """Give a page for every region with news on a day, parents included; takes them in the order of the settings."""
    for found in briefings:
        region, others = found.region, maker.desk.regions.elsewhere(found.region)
        elsewhere = tuple([other.region for other in briefings if other.region in others])
        items = Cards(by_region[region])
        words = sum(item.words for item in items)
        args = (region, day, found.note, found.targets, items, elsewhere, found.older, found.newer, words)
        yield Page(BRIEFING, permalinks.briefing(region, day), args, maker)


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
    _words: int,
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
        words=sum(maker.shelf.entry(item.path).facts.words for item in items),
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
