"""Floor 7. What a capture says of the day of an article: evidence with its ground, and which of it is proposed.

Nothing is made up. A weekday counts back from the day of the page, or from that of the capture. A day that is still to come,
and a caption's day that is another weekday than the first paragraphs name, are told and not proposed.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain, islice
from typing import Final, Literal, NamedTuple, TypeAlias

from briefgen.importing.capture.ahead import is_ahead
from briefgen.importing.capture.captions import Caption
from briefgen.importing.capture.dates import Weekday, Written, months_in, weekdays_in, written_in, year_near
from briefgen.importing.capture.folding import fold_word
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.rules import Calendar
from briefgen.importing.capture.when import ago_in
from briefgen.text.words import shorten
from briefgen.values.model import Value

Basis: TypeAlias = Literal["stated", "relative", "inferred"]

#: Days told from the text itself: more than three help nobody to decide.
_DAYS_OF_TEXT: Final = 3
#: Paragraphs in which a report says when it happened.
_OPENING: Final = 3
#: Characters between a day of the week and the date that belongs to it: "am Dienstag (6. Mai)".
_BESIDE: Final = 8
_WEEK: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_CALENDARS: Final = {
    "jalali": "by the calendar of Iran", "buddhist": "by the Buddhist era", "minguo": "by the calendar of Taiwan",
    "japanese": "by the Japanese era", "hebrew": "by the Hebrew calendar",
}  # fmt: skip
#: What is proposed first: places where a day stands, and what it rests on.
_ORDER: Final = (
    ("published", "stated"), ("published", "inferred"), ("message", "stated"), ("dateline", "stated"),
    ("dateline", "inferred"), ("published", "relative"), ("page", "stated"), ("page", "inferred"), ("lead", "inferred"),
    ("caption", "inferred"), ("text", "relative"), ("updated", "stated"), ("updated", "inferred"), ("updated", "relative"),
)  # fmt: skip


class Evidence(Value, frozen=True, kw_only=True):
    """What speaks for a day: the words of a line, and `where` they stand.

    `where`: published, updated, page (before the headline), message (a chat's), dateline, lead, caption, text or given. What
    is not `is_likely` is told and never proposed; `note` says why, or by which calendar.
    """

    where: str
    basis: Basis
    text: str
    line: int
    day: date | None = None
    note: str = ""
    is_likely: bool = True


@dataclass(frozen=True, slots=True)
class Dated:
    """A line of a page that says when: its text, its number, and where it stands, as `Evidence.where`."""

    text: str
    line: int
    where: str


class _Opening(NamedTuple):
    """One of the first paragraphs: its text, its line, and the days of the week that it names."""

    text: str
    line: int
    weekdays: tuple[Weekday, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """What days are worked out by: the calendar, the language of the text, and the moment of capture if it is known."""

    calendar: Calendar
    lang: str
    captured: datetime | None

    @property
    def day(self) -> date | None:
        """Return the day of the capture."""
        return self.captured.date() if self.captured else None


def clock_of(given: Given, calendar: Calendar, lang: str) -> Clock:
    """Return what days are worked out by. A capture of which the day alone is known was made at its end."""
    said = given.captured_at
    if not said:
        return Clock(calendar, lang, None)
    captured = datetime.combine(date.fromisoformat(said), time(23, 59)) if len(said) == 10 else datetime.fromisoformat(said)
    return Clock(calendar, lang, captured)


def proposed_days(days: Iterable[Evidence]) -> tuple[Evidence, ...]:
    """Return the evidence that is proposed, the likeliest first and each day once."""
    ranked = sorted(
        (found for found in days if found.day and found.is_likely and (found.where, found.basis) in _ORDER),
        key=lambda found: _ORDER.index((found.where, found.basis)),
    )
    return tuple({found.day: found for found in reversed(ranked)}[day] for day in dict.fromkeys(one.day for one in ranked))


def days_of_lines(lines: Iterable[Dated], clock: Clock) -> Iterator[Evidence]:
    """Yield what lines say that stand beside the headline, at the head of the page, or above a message."""
    for line in lines:
        found = list(_days_of_line(line, clock))
        yield from found
        ago = ago_in(line.text, clock.calendar)
        if not found and ago:
            day = ago.day(clock.captured) if clock.captured else None
            yield Evidence(where=line.where, basis="relative", text=line.text, line=line.line, day=day)
        elif not found:
            # 4/5/2025, or a day without its year: a reader may know, a rule does not.
            yield Evidence(where=line.where, basis="inferred", text=line.text, line=line.line)


def _days_of_line(line: Dated, clock: Clock) -> Iterator[Evidence]:
    written = written_in(line.text, clock.calendar, clock.lang) or written_in(line.text, clock.calendar)
    whole = [one for one in written if one.day and one.calendar != "hijri"]
    known: set[date] = set()
    for one in whole or written:
        day, note = _resolved(one, clock)
        if day is None or day in known:
            continue
        known.add(day)
        is_stated = one.day is not None and one.calendar != "hijri" and line.where != "page"
        yield Evidence(
            where=line.where, basis="stated" if is_stated else "inferred", text=line.text, line=line.line, day=day, note=note
        )


def _resolved(written: Written, clock: Clock) -> tuple[date | None, str]:
    """Return the day that a date means, and what there is to say about that."""
    if written.calendar == "hijri" and written.day:
        other = written.other or written.day
        said = "the civil calendar gives the same day" if other == written.day else f"the civil calendar gives {other}"
        return written.day, f"Hijri, by Umm al-Qura; {said}; a month that began by sighting the moon may be a day off"
    if written.day:
        return written.day, _CALENDARS.get(written.calendar, "")
    if clock.day is None:
        return None, ""
    return year_near(written.month, written.of_month, clock.day), "the year is that of the capture"


def days_of_dateline(text: str, line: int, clock: Clock) -> Iterator[Evidence]:
    """Yield the day that the beginning of a report states beside its place."""
    for one in written_in(text, clock.calendar, clock.lang) or written_in(text, clock.calendar):
        day, note = _resolved(one, clock)
        basis: Basis = "stated" if one.day and one.calendar != "hijri" else "inferred"
        yield Evidence(where="dateline", basis=basis, text=shorten(text, 80), line=line, day=day, note=note)


def days_of_text(
    captions: Sequence[Caption], paragraphs: Sequence[tuple[str, int]], clock: Clock, near: date | None
) -> Iterator[Evidence]:
    """Yield what captions and paragraphs say; a paragraph is its text and its line.

    `near` is the day that the head of the article or the page gives: weekdays are counted back from it, and without it
    from the capture.
    """
    opening = [
        _Opening(text, line, tuple(weekdays_in(text, clock.calendar, clock.lang))) for text, line in paragraphs[:_OPENING]
    ]
    weekday = next((number for paragraph in opening for number, _ in _behind(paragraph, clock)), 0)
    for caption in captions:
        yield from _day_of_caption(caption, weekday, clock)
    yield from _days_with_weekday(opening, clock)
    yield from islice(chain(_days_within(paragraphs, clock), _months_within(paragraphs, clock)), _DAYS_OF_TEXT)
    # Beside a day of its own, what an article says of "Monday" is mostly the day of an event.
    yield from _days_by_step(opening, clock, near or clock.day, is_likely=near is None)


def _days_within(paragraphs: Iterable[tuple[str, int]], clock: Clock) -> Iterator[Evidence]:
    """Yield the full dates of paragraphs, each once a paragraph."""
    for text, line in paragraphs:
        days: dict[date, Written] = {}
        for one in written_in(text, clock.calendar, clock.lang):
            if one.day and one.calendar != "hijri":
                days.setdefault(one.day, one)
        for day, one in days.items():
            yield Evidence(where="text", basis="inferred", text=_around(text, one), line=line, day=day, is_likely=False)


def _months_within(paragraphs: Iterable[tuple[str, int]], clock: Clock) -> Iterator[Evidence]:
    """Yield the months of a year that paragraphs name without a day."""
    for text, line in paragraphs:
        for month in months_in(text, clock.calendar, clock.lang):
            yield Evidence(where="text", basis="inferred", text=_around_year(text, month[:4]), line=line, is_likely=False)


def _day_of_caption(caption: Caption, weekday: int, clock: Clock) -> Iterator[Evidence]:
    dates = [one for one in written_in(f"{caption.text} {caption.credit}", clock.calendar, clock.lang) if one.day]
    for one in dates[-1:]:
        assert one.day is not None
        note = ""
        if weekday and one.day.isoweekday() != weekday:
            note = f"a {_WEEK[one.day.isoweekday() - 1]}, the first paragraphs say {_WEEK[weekday - 1]}"
        elif clock.day and one.day > clock.day + timedelta(days=1):
            note = "after the capture"
        yield Evidence(
            where="caption", basis="inferred", text=shorten(caption.text, 80), line=caption.line, day=one.day, note=note,
            is_likely=not note,
        )  # fmt: skip


def _behind(paragraph: _Opening, clock: Clock) -> Iterator[tuple[int, str]]:
    """Yield the days of the week that are not still to come, with their numbers and as they are written."""
    text = paragraph.text
    for found in paragraph.weekdays:
        if not is_ahead(text, found.start, found.end, clock.calendar, clock.lang):
            yield found.number, text[found.start : found.end]


def _days_with_weekday(paragraphs: Iterable[_Opening], clock: Clock) -> Iterator[Evidence]:
    """Yield dates that stand beside the day of the week that they are: "on Thursday, December 25"."""
    for text, line, weekdays in paragraphs:
        for one in written_in(text, clock.calendar, clock.lang) if weekdays else ():
            beside = [
                found
                for found in weekdays
                if -1 <= one.start - found.end <= _BESIDE or -1 <= found.start - one.end <= _BESIDE
            ]
            day, note = _resolved(one, clock)
            is_named = day is not None and any(found.number == day.isoweekday() for found in beside)
            if is_named and not is_ahead(text, one.start, one.end, clock.calendar, clock.lang):
                yield Evidence(where="lead", basis="inferred", text=_around(text, one), line=line, day=day, note=note)


def _days_by_step(paragraphs: Iterable[_Opening], clock: Clock, base: date | None, *, is_likely: bool) -> Iterator[Evidence]:
    """Yield the days that paragraphs name from where they stand: a weekday, today, yesterday.

    A weekday is the last one before `base`, or that day itself: reports tell what happened.
    """
    known: set[str] = set()
    for paragraph in paragraphs:
        line = paragraph.line
        steps = [(word, _back(number, base)) for number, word in _behind(paragraph, clock)]
        steps += _near_words(paragraph.text, clock)
        for word, back in steps:
            if fold_word(word) in known or len(known) == _DAYS_OF_TEXT:
                continue
            known.add(fold_word(word))
            day = base - timedelta(days=back) if base else None
            yield Evidence(where="text", basis="relative", text=word, line=line, day=day, is_likely=is_likely)
            # The first one is that of the report, further ones are of what it reports.
            is_likely = False


def _back(number: int, base: date | None) -> int:
    return (base.isoweekday() - number) % 7 if base else 0


def _near_words(text: str, clock: Clock) -> list[tuple[str, int]]:
    """Return "yesterday" and "today" of a text, with how many days back each is."""
    found = []
    for word in dict.fromkeys(text.split()):
        key = fold_word(word).strip(".,;:!?\"'()«»،")
        if key in clock.calendar.yesterday or key in clock.calendar.today:
            found.append((word.strip(".,;:!?\"'()«»،"), 1 if key in clock.calendar.yesterday else 0))
    return found


def _around(text: str, written: Written) -> str:
    start = text.rfind(" ", 0, max(0, written.start - 30)) + 1
    return shorten(text[start:], 70)


def _around_year(text: str, year: str) -> str:
    start = text.rfind(" ", 0, max(0, text.find(year) - 40)) + 1
    return shorten(text[start:], 70)
