"""Floor 3. The front of a day, on the home page and on the page of the day: its lead, what follows it, and the trends.

The lead is the article that the day's note names. Without one it is the first by weight; of equal weight, one with a
picture; of these, that with the most sources; of these, the newest. The articles that follow are those that the note puts
in order, then the others by the same rule.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from briefgen.plan.groups import BRIEFING, DAY
from briefgen.plan.items import Item, newest_first
from briefgen.plan.kinds.lists import alert_lines, trend_links
from briefgen.plan.planning import BRIEFING_NOTES, DAY_NOTES, Planning
from briefgen.plan.recipes import Args, Cards, Maker, Plain
from briefgen.plan.site_context import day_note_of, note_of
from briefgen.values.model import AlertKind, BriefingNote, Entry, FilledBody, Trend
from briefgen.values.parts import Front, Picture

#: Articles that follow the lead, unless the note of the day names more.
_SECONDS: Final = 3


class FrontArgs(Args, frozen=True):
    """What the front of a day is made from: its note with its prose, the lead and what follows it, and the day's trends.

    `pictures` are those of `items`. `trends` are regions, in the order of the settings, with the trend of their briefing;
    `alerts` have a region, the text and the kind.
    """

    note: Entry | None
    body: FilledBody | None
    items: Cards
    pictures: tuple[Picture | None, ...]
    trends: Plain[tuple[str, Trend]]
    alerts: Plain[tuple[str, str, AlertKind]]


def front_of(day: str, planning: Planning) -> FrontArgs:
    """Return the front of a day that has articles."""
    entry = planning.note(DAY_NOTES, day)
    note = day_note_of(entry)
    items = planning.of(DAY, day)
    lead = named_item(note.lead, items)
    order = [found for name in note.order if (found := named_item(name, items))]
    rest = sorted((item for item in items if item != lead and item not in order), key=_rank)
    # A lead that the note names and the day has not is told, and the first by rank takes its place.
    named = [*([lead] if lead else rest[:1]), *order]
    shown = Cards([*dict.fromkeys([*named, *rest])][: max(1 + _SECONDS, len(named))])
    notes = list(_notes(day, planning))
    return FrontArgs(
        note=entry,
        body=planning.prose(entry),
        items=shown,
        pictures=tuple(map(planning.picture_of, shown)),
        trends=Plain((region, note.trend) for region, note in notes if note.trend),
        alerts=Plain((region, alert.text, alert.kind) for region, note in notes for alert in note.alerts),
    )


def named_item(name: str, items: Sequence[Item]) -> Item | None:
    """Return the article of a day that a note names, or None if the name fits no article, or several."""
    found = items_named(name, items)
    return found[0] if len(found) == 1 else None


def items_named(name: str, items: Sequence[Item]) -> list[Item]:
    """Return the articles of a day that a name fits: a slug, or a region and a slug with a slash between them."""
    region, _, slug = unicodedata.normalize("NFC", name).rpartition("/")
    return [item for item in items if name_of(item) == slug and region in ("", item.home)] if slug else []


def name_of(item: Item) -> str:
    """Return the slug of an article, by which a note names it."""
    return item.address.rstrip("/").rpartition("/")[2]


def make_front(args: FrontArgs, day: date, maker: Maker) -> Front:
    """Return the view of the front of a day."""
    context, note = maker.context, day_note_of(args.note)
    cards = maker.pictured(args.items, args.pictures)
    alerts = tuple(line for region, text, kind in args.alerts for line in alert_lines([(text, kind)], region, day, context))
    return Front(
        title=note.title,
        summary=note.summary,
        body=args.body,
        lead=cards[0],
        seconds=cards[1:],
        trends=trend_links(args.trends, day, context),
        alerts=alerts,
    )


def _notes(day: str, planning: Planning) -> Iterator[tuple[str, BriefingNote]]:
    """Give the regions with a briefing on a day that has a note, each with the note, in the order of the settings."""
    for region in planning.context.regions:
        key = f"{region}/{day}"
        if planning.groups.has(BRIEFING, key) and (entry := planning.note(BRIEFING_NOTES, key)):
            yield region, note_of(entry)


def _rank(item: Item) -> tuple[object, ...]:
    return (item.weight, item.image is None, -len(item.sources), *newest_first(item))
