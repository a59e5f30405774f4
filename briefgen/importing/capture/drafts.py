"""Floor 7. An article found on a page -> a draft: its text by paragraphs, and what the capture says about it, with evidence.

Nothing is made up here. A day has a basis and the words that it rests on; what is only likely is a proposal.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal, TypeAlias

from briefgen.importing.capture.captions import Caption, read_caption
from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.headlines import url_in
from briefgen.importing.capture.languages import language_of
from briefgen.importing.capture.ledger import Given, Piece
from briefgen.importing.capture.metas import dateline_of
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.places import count_places
from briefgen.importing.capture.rules import Calendar, Rules
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Role, Story
from briefgen.importing.capture.when import ago_in, dates_in, ends_in_ago, months_in
from briefgen.text.words import shorten
from briefgen.values.model import Value

Basis: TypeAlias = Literal["stated", "relative", "inferred"]

#: Days proposed from the text itself: more than three help nobody to decide.
_DAYS_OF_TEXT: Final = 3
#: Paragraphs in which a report says when it happened.
_OPENING: Final = 3
_BYLINE_ENDS: Final = re.compile(r"\s*[|•·]\s*|\s+[-–—]\s+")


class Paragraph(Value, frozen=True, kw_only=True):
    """One paragraph, subhead or list item, and the lines of the capture that it stands in."""

    role: Role
    text: str
    lines: tuple[int, ...]


class Evidence(Value, frozen=True, kw_only=True):
    """What speaks for a day. `where`: published, updated, page (before the headline), caption, text or given."""

    where: str
    basis: Basis
    text: str
    line: int
    day: date | None = None


class Draft(Value, frozen=True, kw_only=True):
    """An article as its capture has it. `title_line` is 0 where no headline stands there."""

    number: int
    title: str
    title_line: int
    paragraphs: tuple[Paragraph, ...]
    captions: tuple[Caption, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    dateline: str = ""
    days: tuple[Evidence, ...] = ()
    lang: str = ""
    countries: tuple[tuple[str, int], ...] = ()
    signs: tuple[str, ...] = ()
    is_stub: bool = False
    is_cut: bool = False
    url: str = ""

    @property
    def words(self) -> int:
        """Return the length of the body in words."""
        return sum(len(paragraph.text.split()) for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        """Return the body as plain text, a paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


def make_draft(story: Story, page: Page, pieces: Sequence[Piece], given: Given) -> Draft:
    """Return the draft of one article."""
    units = page.units
    paragraphs = _paragraphs(story, units, pieces)
    body = "\n".join(paragraph.text for paragraph in paragraphs)
    title = units[story.title] if story.title is not None else None
    headline = story.headline.text if story.headline else ""
    lang = given.lang or language_of(f"{title.text if title else ''}\n{body}", page.rules)
    captions = tuple(
        read_caption(units[index].text, page.rules, pieces[units[index].pieces[0]].line) for index in story.captions
    )
    authors, publisher = _names(story, page)
    return Draft(
        number=story.number,
        title=headline or shorten(body.split("\n", 1)[0], 90),
        title_line=pieces[title.pieces[0]].line if title else 0,
        paragraphs=paragraphs,
        captions=captions,
        authors=authors,
        publisher=given.publisher or (story.headline.source if story.headline else "") or publisher,
        dateline=dateline_of(paragraphs[0].text)[0] if paragraphs else "",
        days=(
            *_days_of_metas(story, page, pieces, given, lang),
            *_days_of_text(captions, paragraphs, given, page.rules, lang),
        ),
        lang=lang,
        countries=count_places(f"{title.text if title else ''}\n{body}", page.rules),
        signs=story.signs,
        is_stub=story.is_stub,
        is_cut=story.is_cut,
        url=story.url,
    )


def _paragraphs(story: Story, units: Sequence[Unit], pieces: Sequence[Piece]) -> tuple[Paragraph, ...]:
    """Return the parts as paragraphs; a sentence that something dropped had cut in two is whole again."""
    found: list[Paragraph] = []
    above = -1
    for role, index in story.parts:
        unit = units[index]
        lines = tuple(dict.fromkeys(pieces[piece].line for piece in unit.pieces))
        last = found[-1] if found else None
        if last and role == last.role == "body" and above != index - 1 and _goes_on(last.text, unit.text):
            found[-1] = Paragraph(role="body", text=f"{last.text} {unit.text}", lines=(*last.lines, *lines))
        else:
            found.append(Paragraph(role=role, text=unit.text, lines=lines))
        above = index
    return tuple(found)


def _goes_on(above: str, below: str) -> bool:
    return below[:1].islower() and not re.search(r"[.!?:;…][\"'”’»)]*$", above)


def _names(story: Story, page: Page) -> tuple[tuple[str, ...], str]:
    """Return the authors that a byline names, and the publisher that stands at the head of a block."""
    authors: list[str] = []
    publisher = ""
    for index in story.metas:
        unit = page.units[index]
        if url_in(unit.text):
            continue
        if unit.lead:
            publisher = publisher or unit.lead
        elif unit.when:
            continue
        elif "agency" in unit.hits or (unit.text.lstrip("-–—•·| ") and _is_publisher_line(story, page, index)):
            publisher = publisher or unit.text.lstrip("-–—•·| ")
        else:
            count = page.rules.begins("byline", unit.words)
            name = re.sub(rf"^(?:\W*\w+){{{count}}}\W*", "", unit.text) if count else unit.text
            authors += [part.strip(" =<^") for part in _BYLINE_ENDS.split(name)[:1] if part.strip(" =<^")]
    return tuple(dict.fromkeys(authors)), publisher


def _is_publisher_line(story: Story, page: Page, index: int) -> bool:
    unit = page.units[index]
    twins = [other for other in story.metas if other != index and page.units[other].words == unit.words]
    below = page.units[index + 1] if index + 1 < len(page.units) else None
    is_above = story.title is not None and index < story.title
    return bool(twins) or (is_above and below is not None and below.when == "relative")


def _days_of_metas(story: Story, page: Page, pieces: Sequence[Piece], given: Given, lang: str) -> Iterable[Evidence]:
    captured = datetime.fromisoformat(given.captured_at) if given.captured_at else None
    for index in story.metas:
        unit = page.units[index]
        if not (unit.when or unit.lead):
            continue
        line = pieces[unit.pieces[0]].line
        is_page = story.title is not None and index < story.title and story.number == 1 and unit.when == "date"
        where = "page" if is_page else "updated" if page.rules.begins("updated", unit.words) else "published"
        stated = dates_in(unit.text, page.rules.calendar, lang)
        ago = ago_in(unit.text, page.rules.calendar)
        for day in stated:
            yield Evidence(where=where, basis="inferred" if is_page else "stated", text=unit.text, line=line, day=day)
        if not stated and (ago or unit.when == "relative"):
            shown = unit.text.removeprefix(ends_in_ago(unit.text, unit.words, page.rules) if unit.lead else "").strip(
                " ·•|,–-"
            )
            day_of = ago.day(captured) if ago and captured else None
            yield Evidence(where=where, basis="relative", text=shown, line=line, day=day_of)
        elif not stated:
            # 4/5/2025, or a day without its year: a reader may know, a rule does not.
            yield Evidence(where=where, basis="inferred", text=unit.text, line=line)


def _days_of_text(
    captions: Sequence[Caption], paragraphs: Sequence[Paragraph], given: Given, rules: Rules, lang: str
) -> Iterable[Evidence]:
    for caption in captions:
        for day in dates_in(f"{caption.text} {caption.credit}", rules.calendar, lang)[-1:]:
            yield Evidence(where="caption", basis="inferred", text=shorten(caption.text, 80), line=caption.line, day=day)
    found = [
        Evidence(where="text", basis="inferred", text=_around(paragraph.text, day.year), line=paragraph.lines[0], day=day)
        for paragraph in paragraphs
        for day in dates_in(paragraph.text, rules.calendar, lang)
    ]
    found += [
        Evidence(where="text", basis="inferred", text=_around(paragraph.text, int(month[:4])), line=paragraph.lines[0])
        for paragraph in paragraphs
        for month in months_in(paragraph.text, rules.calendar)
    ]
    yield from found[:_DAYS_OF_TEXT]
    captured = datetime.fromisoformat(given.captured_at) if given.captured_at else None
    yield from _relative_days(paragraphs[:_OPENING], captured, rules.calendar)


def _around(text: str, year: int) -> str:
    place = text.find(str(year))
    start = text.rfind(" ", 0, max(0, place - 40)) + 1
    return shorten(text[start:], 70)


def _relative_days(paragraphs: Sequence[Paragraph], captured: datetime | None, calendar: Calendar) -> Iterable[Evidence]:
    """Propose the days that the first paragraphs name from where they stand: a weekday, today, yesterday.

    A weekday is the last one before the moment of capture, or that day itself: reports tell what happened. Without that
    moment the evidence comes without a day.
    """
    known: set[str] = set()
    for paragraph in paragraphs:
        for word in re.findall(r"\w+", paragraph.text):
            folded = fold(word)
            back = _days_back(folded, captured, calendar)
            is_name = len(word) > 3 and not word.islower() if folded in calendar.weekdays else len(word) > 2
            if back < 0 or folded in known or not is_name or len(known) == _DAYS_OF_TEXT:
                continue
            known.add(folded)
            day = (captured - timedelta(days=back)).date() if captured else None
            yield Evidence(where="text", basis="relative", text=word, line=paragraph.lines[0], day=day)


def _days_back(word: str, captured: datetime | None, calendar: Calendar) -> int:
    """Return how many days before the capture a word means; 0 where only the capture would tell, -1 for another word."""
    if word in calendar.weekdays:
        return (captured.isoweekday() - calendar.weekdays[word]) % 7 if captured else 0
    if word in calendar.yesterday:
        return 1
    return 0 if word in calendar.today else -1


def chosen_day(draft: Draft, given: Given) -> tuple[date | None, str]:
    """Return the day that an article is filed under and its basis, or None where a curator has to say.

    Only what is given or stated is written; a relative or inferred day is proposed.
    """
    if given.date:
        return date.fromisoformat(given.date), ""
    stated = [found.day for found in draft.days if found.where == "published" and found.basis == "stated" and found.day]
    return (stated[0], "stated") if len(set(stated)) == 1 else (None, "")
