"""Floor 3. Briefings: a page for each region and each day on which the region has articles, and its editions.

The editions for e-mail and as JSON are off by default.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from briefgen.plan.items import Item, make_feed_entry
from briefgen.plan.kinds.lists import day_link
from briefgen.plan.planning import BRIEFING_NOTES, Count, Planning
from briefgen.plan.recipes import SETTINGS_SPAN, Args, Cards, Document, Entries, Kind, Maker, Output, Page
from briefgen.plan.site_context import SiteContext, note_of
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.text.words import direction
from briefgen.values.model import BriefingNote, Day, Entry, FilledBody, UrlPath, When
from briefgen.values.parts import BriefingEdition, Card, EditionLink, Picture
from briefgen.values.views import BriefingView, KeyPoint

#: Articles of a briefing that have their pictures.
_PICTURED: Final = 5
#: Key points that a briefing takes from its articles at most: on a busy day, more would be a second list of articles.
_GLANCE: Final = 8


class BriefingArgs(Args, frozen=True):
    """What a briefing is made from.

    `note` is the editor's part, `body` its prose. `pictures` are those of the first articles. `elsewhere` are the regions
    outside the branch of this region that have a briefing on that day, in the order of the settings. `older` and `newer` are
    the nearest days with articles of the region.
    """

    region: str
    day: date
    note: Entry | None
    body: FilledBody | None
    items: Cards
    pictures: tuple[Picture | None, ...]
    elsewhere: tuple[str, ...]
    older: Count | None
    newer: Count | None
    words: int


class EditionArgs(Args, frozen=True):
    """What an edition of plain text or JSON is made from: region, day, the editor's note and the articles in order."""

    region: str
    day: date
    note: Entry | None
    items: Entries


def briefings_of(day: str, briefings: Mapping[str, tuple[Item, ...]], planning: Planning) -> Iterator[BriefingArgs]:
    """Give what each briefing of a day is made from; takes the articles by region, in the order of the settings."""
    for region, items in briefings.items():
        others = planning.context.regions.elsewhere(region)
        note = planning.note(BRIEFING_NOTES, f"{region}/{day}")
        older, newer = planning.beside(day, region)
        yield BriefingArgs(
            region=region,
            day=date.fromisoformat(day),
            note=note,
            body=planning.prose(note),
            items=Cards(items),
            pictures=tuple([planning.picture_of(item) for item in items[:_PICTURED]]),
            elsewhere=tuple([other for other in briefings if other in others]),
            older=older,
            newer=newer,
            words=sum([item.words for item in items]),
        )


def editions(briefings: Sequence[BriefingArgs], context: SiteContext) -> Iterator[Output]:
    """Give the editions of some briefings, as far as the settings have them: for e-mail as HTML and plain text, and JSON."""
    settings = context.settings
    if settings.email_edition:
        yield from (Page(EMAIL, permalinks.email(args.region, args.day), args) for args in briefings)
    if not (settings.email_edition or settings.json_edition):
        return
    for args in briefings:
        shown = EditionArgs(region=args.region, day=args.day, note=args.note, items=Entries(args.items))
        if settings.email_edition:
            yield Document(EDITION, permalinks.email_text(args.region, args.day), shown)
        if settings.json_edition:
            yield Document(EDITION, permalinks.briefing_json(args.region, args.day), shown)


def _briefing(maker: Maker, address: UrlPath, args: BriefingArgs) -> BriefingView:
    context, region, day, note = maker.context, args.region, args.day, note_of(args.note)
    length = context.settings.briefing_length
    pictured = len(args.pictures)
    cards = (*maker.pictured(Cards(args.items[:pictured]), args.pictures), *maker.cards(args.items[pictured:]))
    cards = _apart(cards)
    if note.cutoff is not None:
        cards = tuple(msgspec.structs.replace(card, change=_change(card, note.cutoff, context)) for card in cards)
    return BriefingView(
        **context.head(note.title, address, description=note.summary or cards[0].summary, region=region),
        region=context.regions.link(region),
        parents=tuple(map(context.regions.link, context.regions.parents(region))),
        date=day,
        number=note.number,
        trend=note.trend,
        cutoff=note.cutoff,
        summary=note.summary,
        key_points=_key_points(note, args.items, cards, maker),
        body=args.body,
        cards=cards,
        shown=min(len(cards), length),
        changes=tuple(card for card in cards if card.change),
        elsewhere=tuple(
            msgspec.structs.replace(context.regions.link(key), href=context.href(permalinks.briefing(key, day)))
            for key in args.elsewhere
        ),
        day=context.href(permalinks.day_page(day)),
        previous=day_link(args.older, context, region) if args.older else None,
        next=day_link(args.newer, context, region) if args.newer else None,
        editions=tuple(_editions(region, day, context)),
        words=args.words,
        minutes=sum(card.minutes for card in cards),
    )


def _apart(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return the cards with an anchor each: those of one slug, from sibling regions, have their region in it as well."""
    count = Counter(card.anchor for card in cards)
    # Neither a slug nor a region's key has a full stop, so no other anchor is equal to one with both.
    return tuple(
        msgspec.structs.replace(card, anchor=f"{card.anchor}.{card.region.key}") if count[card.anchor] > 1 else card
        for card in cards
    )


def _change(card: Card, cutoff: datetime, context: SiteContext) -> Literal["", "new", "updated", "corrected"]:
    """Return what changed of an article after the cut-off. A day is after it, if it is later than the cut-off's day."""

    def is_after(when: When | None) -> bool:
        if isinstance(when, Day):
            return when.day > cutoff.astimezone(context.zone).date()
        return when is not None and when.at > cutoff

    if card.moment is not None and card.moment > cutoff:
        return "new"
    if is_after(card.correction):
        return "corrected"
    return "updated" if is_after(card.updated) else ""


def _editions(region: str, day: date, context: SiteContext) -> Iterator[EditionLink]:
    if context.settings.email_edition:
        yield EditionLink(kind="email", href=context.href(permalinks.email(region, day)), type="text/html")
        yield EditionLink(kind="text", href=context.href(permalinks.email_text(region, day)), type="text/plain")
    if context.settings.json_edition:
        yield EditionLink(kind="json", href=context.href(permalinks.briefing_json(region, day)), type="application/json")


def _key_points(note: BriefingNote, items: Cards, cards: tuple[Card, ...], maker: Maker) -> tuple[KeyPoint, ...]:
    """Return the editor's key points, else the first key point of each of the first articles if there are several."""
    language = maker.context.settings.language
    if note.key_points:
        return tuple(KeyPoint(text=text, href="", lang=language, dir=direction(language)) for text in note.key_points)
    if len(items) < 2:
        return ()
    points = [(maker.store.shown(item.path).point, card) for item, card in zip(items, cards, strict=True)]
    shown = [(point, card) for point, card in points if point][:_GLANCE]
    return tuple(KeyPoint(text=point, href=f"#{card.anchor}", lang=card.lang, dir=card.dir) for point, card in shown)


def _email(maker: Maker, _address: UrlPath, args: BriefingArgs) -> BriefingView:
    """Return the view of the briefing's page with whole URLs in its prose: a mail has no host that addresses begin at."""
    view = _briefing(maker, permalinks.briefing(args.region, args.day), args)
    if view.body is None:
        return view
    origin = maker.context.site.origin
    targets = tuple(whole_target(target, origin, view.canonical) for target in view.body.targets)
    return msgspec.structs.replace(view, body=msgspec.structs.replace(view.body, targets=targets))


def _edition(maker: Maker, _address: UrlPath, args: EditionArgs) -> BriefingEdition:
    region, day, items = args.region, args.day, args.items
    context, store = maker.context, maker.store
    note = note_of(args.note)
    points = [point for item in items if (point := store.shown(item.path).point)] if len(items) > 1 else []
    return BriefingEdition(
        site=context.settings.title,
        site_url=context.site.url(permalinks.HOME),
        url=context.site.url(permalinks.briefing(region, day)),
        region=region,
        region_name=context.regions.name(region),
        date=day,
        lang=context.settings.language,
        title=note.title,
        summary=note.summary,
        trend=note.trend,
        number=note.number,
        cutoff=note.cutoff,
        key_points=note.key_points or tuple(points),
        entries=tuple(make_feed_entry(store.entry(item.path), store.card(item.path), context) for item in items),
    )


BRIEFING_PAGE = Kind("briefing", "briefing.html", _briefing)
EMAIL = Kind("email", "editions/email.html", _email, origin=lambda _maker, _args: SETTINGS_SPAN)
EDITION = Kind("edition", view=_edition, origin=lambda _maker, _args: SETTINGS_SPAN)
