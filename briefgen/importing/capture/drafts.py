"""Floor 7. An article found on a page -> a draft: its text by paragraphs, and what the capture says about it, with evidence.

Nothing is made up here. A day has a basis and the words that it rests on; what is only likely is a proposal.
"""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from briefgen.importing.capture.captions import Caption, read_caption
from briefgen.importing.capture.claims import Around, Claim
from briefgen.importing.capture.dates import written_in
from briefgen.importing.capture.days import (
    Clock,
    Dated,
    Evidence,
    clock_of,
    days_of_dateline,
    days_of_lines,
    days_of_text,
    proposed_days,
)
from briefgen.importing.capture.editions import is_edition
from briefgen.importing.capture.facts import Facts
from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.headlines import url_in
from briefgen.importing.capture.labels import label_of, publisher_in
from briefgen.importing.capture.languages import language_of
from briefgen.importing.capture.ledger import Given, Piece
from briefgen.importing.capture.metas import dateline_of
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.places import count_places
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Role, Story
from briefgen.importing.capture.when import ends_in_ago, sender_of
from briefgen.importing.capture.writers import claimed_writers, people_in, writers_of
from briefgen.text.words import shorten
from briefgen.values.model import Value

__all__ = ["Draft", "Evidence", "Paragraph", "Surroundings", "chosen_day", "make_draft", "page_days_of"]


#: Lines above the first headline that are looked at for days of the page.
_ABOVE: Final = 60


class Paragraph(Value, frozen=True, kw_only=True):
    """One paragraph, subhead or list item, and the lines of the capture that it stands in.

    `depth` counts the lists around the list of an item, `number` is its number in a list that has numbers. A row of a table
    has its `cells`, and the number of its `table` in the article, from 1.
    """

    role: Role
    text: str
    lines: tuple[int, ...]
    depth: int = 0
    number: int = 0
    cells: tuple[str, ...] = ()
    table: int = 0


class Draft(Value, frozen=True, kw_only=True):
    """An article as its capture has it. `title_line` is 0 where no headline stands there."""

    number: int
    title: str
    title_line: int
    paragraphs: tuple[Paragraph, ...]
    captions: tuple[Caption, ...] = ()
    authors: tuple[str, ...] = ()
    publisher: str = ""
    url: str = ""
    dateline: str = ""
    days: tuple[Evidence, ...] = ()
    lang: str = ""
    countries: tuple[tuple[str, int], ...] = ()
    signs: tuple[str, ...] = ()
    is_stub: bool = False
    is_cut: bool = False
    #: What is proposed and not written, the likeliest first.
    publishers: tuple[Claim, ...] = ()
    urls: tuple[Claim, ...] = ()
    writers: tuple[Claim, ...] = ()

    @property
    def words(self) -> int:
        """Return the length of the body in words."""
        return sum(len(paragraph.text.split()) for paragraph in self.paragraphs)

    @property
    def text(self) -> str:
        """Return the body as plain text, a paragraph a line."""
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What stands around an article on its page: its own lines, what they state, and the page's own days.

    `line_of` has the number of each unit's first line.
    """

    around: Around
    facts: Facts
    page_days: tuple[int, ...]
    line_of: Sequence[int]


def make_draft(story: Story, page: Page, pieces: Sequence[Piece], given: Given, beside: Surroundings) -> Draft:
    """Return the draft of one article."""
    units = page.units
    paragraphs = _paragraphs(story, units, pieces)
    body = "\n".join(paragraph.text for paragraph in paragraphs)
    facts = beside.facts
    title = facts.title
    lang = given.lang or language_of(f"{title}\n{body}", page.rules)
    line_of = beside.line_of
    captions = _captions(story, page, line_of)
    authors, publisher = _names(story, page, facts)
    return Draft(
        number=story.number,
        title=title or shorten(body.split("\n", 1)[0], 90),
        title_line=line_of[story.title] if story.title is not None else facts.title_line,
        paragraphs=paragraphs,
        captions=captions,
        authors=authors,
        publisher=given.publisher or facts.publisher or publisher or facts.sender,
        url=given.url or facts.url,
        dateline=dateline_of(paragraphs[0].text)[0] if paragraphs else "",
        days=_days(story, page, captions, paragraphs, line_of, clock_of(given, page.rules.calendar, lang), beside),
        lang=lang,
        countries=count_places(f"{title}\n{body}", page.rules, lang),
        signs=story.signs,
        is_stub=story.is_stub,
        is_cut=story.is_cut,
        publishers=facts.publishers,
        urls=facts.urls,
        writers=() if authors else claimed_writers(page, _unsigned(story, page), line_of, publisher),
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


def _captions(story: Story, page: Page, line_of: Sequence[int]) -> tuple[Caption, ...]:
    """Return the captions of an article; of one that stands with its credit and without, the one with it."""
    found: dict[str, Caption] = {}
    for index in story.captions:
        caption = read_caption(page.units[index].text, page.rules, line_of[index])
        key = fold(caption.text).rstrip(" .")
        if key not in found or (caption.credit and not found[key].credit):
            found[key] = caption
    return tuple(found.values())


def _goes_on(above: str, below: str) -> bool:
    return below[:1].islower() and not re.search(r"[.!?:;…][\"'”’»)]*$", above)


def _names(story: Story, page: Page, facts: Facts) -> tuple[tuple[str, ...], str]:
    """Return the authors that a byline names, and the publisher that stands at the head of a block."""
    authors = [name for text in facts.authors for name in people_in(text, page.rules)]
    twice, publisher = _words_said_twice(story, page), ""
    for index in story.metas:
        unit = page.units[index]
        if url_in(unit.text) or label_of(unit.text, page.rules):
            continue
        if unit.lead:
            publisher = publisher or ("" if sender_of(unit.text, page.rules.calendar) else unit.lead)
        elif unit.when:
            continue
        elif "agency" in unit.hits or (unit.text.lstrip("-–—•·| ") and _is_publisher_line(story, page, index, twice)):
            publisher = publisher or publisher_in(unit.text, page.rules)
        else:
            authors += writers_of(unit.text, page.rules)
    once = {fold(name): name for name in reversed(authors)}
    return tuple(once[name] for name in dict.fromkeys(map(fold, authors))), publisher


def _unsigned(story: Story, page: Page) -> list[int]:
    """Return the lines of an article's head that were taken for a name, and are not a publisher's."""
    twice = _words_said_twice(story, page)
    return [index for index in story.metas if not _is_publisher_line(story, page, index, twice)]


def _words_said_twice(story: Story, page: Page) -> set[tuple[str, ...]]:
    """Return the words of lines that an article's head has more than once: counted once, since a head may be long."""
    times = Counter(page.units[index].words for index in set(story.metas))
    return {words for words, count in times.items() if count > 1}


def _is_publisher_line(story: Story, page: Page, index: int, twice: Collection[tuple[str, ...]]) -> bool:
    unit = page.units[index]
    below = page.units[index + 1] if index + 1 < len(page.units) else None
    is_above = story.title is not None and index < story.title
    return unit.words in twice or (is_above and below is not None and below.when == "relative")


def _days(
    story: Story, page: Page, captions: Sequence[Caption], paragraphs: Sequence[Paragraph], line_of: Sequence[int],
    clock: Clock, beside: Surroundings,
) -> tuple[Evidence, ...]:  # fmt: skip
    lines = [Dated(_said(page.units[index], page), line_of[index], where) for index, where in _dated(story, page, beside)]
    found = list(days_of_lines(lines, clock))
    # What the header above the text says is of the page where the article has a day of its own.
    is_own = not any(one.where == "published" and one.basis == "stated" for one in found)
    found += days_of_lines([one if is_own else Dated(one.text, one.line, "page") for one in beside.facts.dates], clock)
    texts = [(paragraph.text, paragraph.lines[0]) for paragraph in paragraphs]
    start = dateline_of(texts[0][0])[1] if texts else 0
    if start:
        found += days_of_dateline(texts[0][0][:start], texts[0][1], clock)
    near = next((one.day for one in proposed_days(found) if one.where in {"published", "page", "message", "dateline"}), None)
    return (*found, *days_of_text(captions, texts, clock, near))


def _dated(story: Story, page: Page, beside: Surroundings) -> Iterator[tuple[int, str]]:
    """Yield the lines around an article that say when, and where each stands, as evidence names it."""
    own = set(story.metas)
    if story.title is not None and is_edition(page, story.title):
        is_dated = any(one.day for one in written_in(page.units[story.title].text, page.rules.calendar))
        yield from [(story.title, "published")] if is_dated else []
    for index in (
        *beside.page_days,
        *sorted({*story.metas, *beside.around.head, *beside.around.foot} - {*beside.page_days}),
    ):
        unit = page.units[index]
        labelled = label_of(unit.text, page.rules)
        if labelled and labelled.kind == "date":
            yield index, "updated" if page.rules.begins("updated", unit.words) else "published"
        elif index in beside.page_days:
            yield index, "page"
        elif index not in own or label_of(unit.text, page.rules):
            continue
        elif sender_of(unit.text, page.rules.calendar):
            yield index, "message"
        elif unit.when or unit.lead:
            yield index, "updated" if page.rules.begins("updated", unit.words) else "published"
        elif any(one.day for one in written_in(unit.text, page.rules.calendar)):
            # "By Nils Berg, 6 May 2025".
            yield index, "published"


def _said(unit: Unit, page: Page) -> str:
    """Return what a line says of when, without the name that stands before it."""
    if not unit.lead or sender_of(unit.text, page.rules.calendar):
        return unit.text
    return unit.text.removeprefix(ends_in_ago(unit.text, unit.words, page.rules)).strip(" ·•|,–-")


def page_days_of(page: Page, stories: Sequence[Story]) -> tuple[int, ...]:
    """Return the dates that stand above the first headline: days of the page, which hold for all of its articles."""
    first = stories[0].title if stories and stories[0].title is not None else 0
    return tuple(
        unit.index
        for unit in page.units[max(0, first - _ABOVE) : first]
        if unit.when == "date" and not label_of(unit.text, page.rules) and not sender_of(unit.text, page.rules.calendar)
    )


def chosen_day(draft: Draft, given: Given) -> tuple[date | None, str]:
    """Return the day that an article is filed under and its basis, or None where a curator has to say.

    Only what is given or stated is written; a relative or inferred day is proposed.
    """
    if given.date:
        return date.fromisoformat(given.date), ""
    stated = [found.day for found in draft.days if found.where == "published" and found.basis == "stated" and found.day]
    return (stated[0], "stated") if len(set(stated)) == 1 else (None, "")
