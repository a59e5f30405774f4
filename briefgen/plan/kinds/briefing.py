"""Floor 3. Briefings: a page for each region and each day on which the region has articles."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from briefgen.plan.items import Item
from briefgen.plan.kinds.lists import Count, region_day
from briefgen.plan.planning import BRIEFING_NOTES, Planning, filled_prose
from briefgen.plan.recipes import Args, Cards, Kind, Maker, Page, input_paths, origin_of_note
from briefgen.plan.site_context import SiteContext, note_of
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.model import BriefingNote, Day, Entry, Moment, Target, UrlPath, When
from briefgen.values.parts import Card, RegionLink
from briefgen.values.views import BriefingView, EditionLink, KeyPoint

#: Key points that a briefing takes from its articles at most: on a day with fifty items, more would be a second list of
#: items.
_GLANCE: Final = 8


class BriefingArgs(Args, frozen=True):
    """What a briefing is made from.

    `note` is the editor's part, `targets` has a target for each reference of the note. `elsewhere` are the regions outside
    the branch of this region that have a briefing on that day, in the order of the settings. `older` and `newer` are the
    nearest days on which this region has articles. `words` is the number of words of all articles.
    """

    region: str
    day: date
    note: Entry | None
    targets: tuple[Target, ...]
    items: Cards
    elsewhere: tuple[str, ...]
    older: Count | None
    newer: Count | None
    words: int


def briefing_pages(day: str, briefings: Mapping[str, tuple[Item, ...]], planning: Planning) -> Iterator[Page]:
    """Give a page for every briefing of a day; `briefings` has the articles by region, in the order of the settings."""
    for region, items in briefings.items():
        others = planning.context.regions.elsewhere(region)
        note = planning.note(BRIEFING_NOTES, f"{region}/{day}")
        older, newer = planning.groups.beside(day, region)
        args = BriefingArgs(
            region=region,
            day=date.fromisoformat(day),
            note=note,
            targets=planning.fill_prose(note),
            items=Cards(items),
            elsewhere=tuple([other for other in briefings if other in others]),
            older=planning.region_count(region, older) if older else None,
            newer=planning.region_count(region, newer) if newer else None,
            words=sum([item.words for item in items]),
        )
        yield Page(BRIEFING, permalinks.briefing(region, args.day), args)


def _briefing(maker: Maker, address: UrlPath, args: BriefingArgs) -> BriefingView:
    region, day, entry, items = args.region, args.day, args.note, args.items
    note = note_of(entry) if entry else None
    context, cards = maker.context, _marked(maker.cards(items), note, maker.context)
    summary = note.summary if note else ""
    return BriefingView(
        **context.head(note.title if note else "", address, description=summary or cards[0].summary, region=region),
        region=context.regions.link(region),
        parents=tuple(map(context.regions.link, context.regions.parents(region))),
        date=day,
        number=note.number if note else None,
        trend=note.trend if note else "",
        cutoff=note.cutoff if note else None,
        summary=summary,
        key_points=_key_points(note, items, maker),
        body=filled_prose(entry, args.targets),
        cards=cards,
        changes=tuple(card for card in cards if card.change),
        elsewhere=tuple(_elsewhere(key, day, context) for key in args.elsewhere),
        day=context.href(permalinks.day_page(day)),
        previous=region_day(region, args.older, context) if args.older else None,
        next=region_day(region, args.newer, context) if args.newer else None,
        editions=tuple(_editions(region, day, context)),
        words=args.words,
        minutes=sum(card.minutes for card in cards),
    )


def _marked(cards: tuple[Card, ...], note: BriefingNote | None, context: SiteContext) -> tuple[Card, ...]:
    """Return the cards, each with its change after the briefing's cut-off; unchanged if the note has no cut-off."""
    if note is None or note.cutoff is None:
        return cards
    return tuple(msgspec.structs.replace(card, change=_change(card, note.cutoff, context)) for card in cards)


def _change(card: Card, cutoff: datetime, context: SiteContext) -> Literal["", "new", "updated", "corrected"]:
    if card.moment is not None and card.moment > cutoff:
        return "new"
    if card.correction is not None and _is_after(card.correction, cutoff, context):
        return "corrected"
    return "updated" if card.updated is not None and _is_after(card.updated, cutoff, context) else ""


def _is_after(when: When, cutoff: datetime, context: SiteContext) -> bool:
    """Is a day or an instant after the cut-off? A day is, if it is later than the day of the cut-off."""
    match when:
        case Day(day=day):
            return day > cutoff.astimezone(context.zone).date()
        case Moment(at=at):
            return at > cutoff


def _elsewhere(region: str, day: date, context: SiteContext) -> RegionLink:
    return msgspec.structs.replace(context.regions.link(region), href=context.href(permalinks.briefing(region, day)))


def _editions(region: str, day: date, context: SiteContext) -> Iterator[EditionLink]:
    if context.settings.email_edition:
        yield EditionLink(kind="email", href=context.href(permalinks.email(region, day)), type="text/html")
        yield EditionLink(kind="text", href=context.href(permalinks.email_text(region, day)), type="text/plain")
    if context.settings.json_edition:
        yield EditionLink(kind="json", href=context.href(permalinks.briefing_json(region, day)), type="application/json")


def _key_points(note: BriefingNote | None, items: Cards, maker: Maker) -> tuple[KeyPoint, ...]:
    """Return the editor's key points, else the first key point of each of the first articles.

    A briefing of one article has the editor's key points only.
    """
    language = maker.context.settings.language
    if note and note.key_points:
        return tuple(KeyPoint(text=text, href="", lang=language, dir=direction(language)) for text in note.key_points)
    if len(items) < 2:
        return ()
    points = []
    for item in items:
        card, point = maker.store.card(item.path), maker.store.key_point(item.path)
        if point:
            points.append(KeyPoint(text=point, href=f"#{card.anchor}", lang=card.lang, dir=card.dir))
    return tuple(points[:_GLANCE])


BRIEFING = Kind(
    "briefing",
    "briefing.html",
    _briefing,
    inputs=lambda args: input_paths(args.items, args.note),
    origin=lambda _maker, args: origin_of_note(args.note),
)
