"""Floor 3. Briefings: a page for each region and each day on which the region has articles, and its editions.

The editions for e-mail and as JSON are off by default.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Final, Literal

import msgspec

from briefgen.plan.items import Item, make_feed_entry
from briefgen.plan.kinds.lists import Words, alerts_of, alerts_with, day_link, words_below, words_of_regions
from briefgen.plan.planning import BRIEFING_NOTES, Count, Planning
from briefgen.plan.recipes import SETTINGS_SPAN, Args, Cards, Document, Entries, Kind, Maker, Output, Page
from briefgen.plan.site_context import SiteContext, note_of
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.text.words import direction
from briefgen.values.model import BriefingNote, Day, Entry, FilledBody, UrlPath, When
from briefgen.values.parts import BriefingEdition, Card, EditionLink, FeedEntry, Picture, SourceLine
from briefgen.values.views import BriefingView, KeyPoint

#: Articles of a briefing that have their pictures.
_PICTURED: Final = 5
#: Key points that a briefing takes from its articles at most: on a busy day, more would be a second list of articles.
_GLANCE: Final = 8


class BriefingArgs(Args, frozen=True):
    """What a briefing is made from.

    `note` is the editor's part, `body` its prose, `below` the editor's words for the regions below. `pictures` are those of
    the first articles. `elsewhere` are the regions outside the branch of this region with a briefing on that day, in the
    order of the settings. `older` and `newer` are the nearest days with articles of the region.
    """

    region: str
    day: date
    note: Entry | None
    body: FilledBody | None
    below: tuple[Words, ...]
    items: Cards
    pictures: tuple[Picture | None, ...]
    elsewhere: tuple[str, ...]
    older: Count | None
    newer: Count | None
    words: int


class EmailArgs(BriefingArgs, frozen=True):
    """What an e-mail in HTML is made from: what its page is made from, and what feeds show of the articles."""

    entries: Entries


class EditionArgs(Args, frozen=True):
    """What an edition of plain text or JSON is made from: region, day, the editor's note and its prose, the articles."""

    region: str
    day: date
    note: Entry | None
    body: FilledBody | None
    below: tuple[Words, ...]
    items: Entries
    cards: Cards


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
            below=words_below(region, day, planning),
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
        for args in briefings:
            fields = {name: getattr(args, name) for name in args.__struct_fields__}
            yield Page(EMAIL, permalinks.email(args.region, args.day), EmailArgs(**fields, entries=Entries(args.items)))
    if not (settings.email_edition or settings.json_edition):
        return
    for args in briefings:
        shown = EditionArgs(
            region=args.region,
            day=args.day,
            note=args.note,
            body=args.body,
            below=args.below,
            items=Entries(args.items),
            cards=args.items,
        )
        if settings.email_edition:
            yield Document(EDITION, permalinks.email_text(args.region, args.day), shown)
        if settings.json_edition:
            yield Document(EDITION, permalinks.briefing_json(args.region, args.day), shown)


def _briefing(maker: Maker, address: UrlPath, args: BriefingArgs) -> BriefingView:
    context, region, day, note = maker.context, args.region, args.day, note_of(args.note)
    cards = _cards(note, args.items, maker)
    pictured = [msgspec.structs.replace(card, picture=picture) for card, picture in zip(cards, args.pictures, strict=False)]
    cards, sources = _numbered((*pictured, *cards[len(pictured) :]))
    # The description is in the language of the page, as the editor's words are.
    described = note.summary or next((card.summary for card in cards if card.summary and not card.foreign), "")
    return BriefingView(
        **context.head(note.title, address, description=described, region=region),
        region=context.regions.link(region),
        parents=tuple(map(context.regions.link, context.regions.parents(region))),
        date=day,
        number=note.number,
        trend=note.trend,
        cutoff=note.cutoff,
        summary=note.summary,
        alerts=alerts_with(alerts_of(note), region, args.below, day, context),
        key_points=_key_points(note, args.items, cards, maker),
        below=words_of_regions(args.below, day, context),
        body=args.body,
        cards=cards,
        shown=min(len(cards), context.settings.briefing_length),
        changes=tuple(card for card in cards if card.change),
        sources=sources,
        elsewhere=tuple([context.briefing_link(key, day) for key in args.elsewhere]),
        day=context.href(permalinks.day_page(day)),
        previous=day_link(args.older, context, region) if args.older else None,
        next=day_link(args.newer, context, region) if args.newer else None,
        editions=tuple(_editions(region, day, context)),
        words=args.words,
        minutes=sum(card.minutes for card in cards),
    )


def _cards(note: BriefingNote, items: Cards, maker: Maker) -> tuple[Card, ...]:
    cards = _apart(maker.cards(items))
    if note.cutoff is None:
        return cards
    return tuple(msgspec.structs.replace(card, change=_change(card, note.cutoff, maker.context)) for card in cards)


def _apart(cards: tuple[Card, ...]) -> tuple[Card, ...]:
    """Return the cards with an anchor each: those of one slug, from sibling regions, have their region in it as well."""
    count = Counter(card.anchor for card in cards)
    # Neither a slug nor a region's key has a full stop, so no other anchor is equal to one with both.
    return tuple(
        msgspec.structs.replace(card, anchor=f"{card.anchor}.{card.region.key}") if count[card.anchor] > 1 else card
        for card in cards
    )


def _numbered(cards: tuple[Card, ...]) -> tuple[tuple[Card, ...], tuple[SourceLine, ...]]:
    """Return the cards with the numbers of their sources, and these sources: an original is one source, whoever cites it."""
    sources: dict[tuple[str, str], SourceLine] = {}
    numbers: dict[tuple[str, str], int] = {}
    numbered = []
    for card in cards:
        found = []
        for source in card.sources:
            key = ("", source.url) if source.url else (source.name, source.title)
            sources.setdefault(key, source)
            found.append(numbers.setdefault(key, len(sources)))
        # An article may name one original twice.
        numbered.append(msgspec.structs.replace(card, numbers=tuple(dict.fromkeys(found))))
    return tuple(numbered), tuple(sources.values())


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


def _email(maker: Maker, _address: UrlPath, args: EmailArgs) -> BriefingView:
    """Return the view of the briefing's page with whole URLs in its prose: a mail has no host that addresses begin at."""
    view = _briefing(maker, permalinks.briefing(args.region, args.day), args)
    cards = tuple(
        msgspec.structs.replace(card, notes=entry.notes)
        for card, entry in zip(view.cards, _entries(args.entries, maker), strict=True)
    )
    return msgspec.structs.replace(view, cards=cards, body=_whole(view.body, view.canonical, maker.context))


def _entries(items: Entries, maker: Maker) -> tuple[FeedEntry, ...]:
    store = maker.store
    return tuple(make_feed_entry(store.entry(item.path), store.card(item.path), maker.context) for item in items)


def _whole(body: FilledBody | None, page: str, context: SiteContext) -> FilledBody | None:
    if body is None:
        return None
    targets = tuple(whole_target(target, context.site.origin, page) for target in body.targets)
    return msgspec.structs.replace(body, targets=targets)


def _edition(maker: Maker, _address: UrlPath, args: EditionArgs) -> BriefingEdition:
    region, day, context, note = args.region, args.day, maker.context, note_of(args.note)
    cards, url = _cards(note, args.cards, maker), maker.context.site.url(permalinks.briefing(args.region, args.day))
    return BriefingEdition(
        site=context.settings.title,
        site_url=context.site.url(permalinks.HOME),
        url=url,
        region=region,
        region_name=context.regions.name(region),
        date=day,
        lang=context.settings.language,
        title=note.title,
        summary=note.summary,
        trend=note.trend,
        number=note.number,
        cutoff=note.cutoff,
        alerts=alerts_with(alerts_of(note), region, args.below, day, context),
        key_points=tuple(point.text for point in _key_points(note, args.cards, cards, maker)),
        below=words_of_regions(args.below, day, context),
        entries=_entries(args.items, maker),
        cards=cards,
        body=_whole(args.body, url, context),
    )


BRIEFING_PAGE = Kind("briefing", "briefing.html", _briefing)
EMAIL = Kind("email", "editions/email.html", _email, origin=lambda _maker, _args: SETTINGS_SPAN)
EDITION = Kind("edition", view=_edition, origin=lambda _maker, _args: SETTINGS_SPAN)
