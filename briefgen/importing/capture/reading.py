"""Floor 7. A text capture, from bytes to its account, stage by stage. Pure: the same bytes and rules, the same account."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from msgspec.structs import replace

from briefgen.importing.capture.articles import find_articles
from briefgen.importing.capture.claims import claims_of_page
from briefgen.importing.capture.drafts import Draft, Surroundings, make_draft, page_days_of
from briefgen.importing.capture.facts import read_facts, surroundings
from briefgen.importing.capture.folding import fold, visible
from briefgen.importing.capture.headers import (
    HeaderFacts,
    Part,
    is_note,
    marks_of_header,
    read_header,
    read_parts,
    unquoted,
    with_header,
)
from briefgen.importing.capture.ledger import Given, Mark, Piece, Row, rows_of
from briefgen.importing.capture.lines import read_capture
from briefgen.importing.capture.page import Page, make_page
from briefgen.importing.capture.rules import Profile, Rules, with_profile
from briefgen.importing.capture.units import cut_pieces, intrusions_in, make_units
from briefgen.importing.capture.walk import Story
from briefgen.text.characters import legible
from briefgen.values.model import Value


class Account(Value, frozen=True, kw_only=True):
    """What one capture holds: its drafts, its ledger's rows, the texts of the rows, and how its bytes were read.

    At the lines of `maybes` other stories may begin.
    """

    drafts: tuple[Draft, ...]
    rows: tuple[Row, ...]
    texts: tuple[str, ...]
    encoding: str
    is_guess: bool
    stubs: int = 0
    publisher: str = ""
    url: str = ""
    maybes: tuple[int, ...] = ()


def read_account(data: bytes, rules: Rules, given: Given, profiles: Sequence[Profile] = ()) -> Account:
    """Return the account of a capture in plain text, part by part where it has headers of mails."""
    capture = read_capture(data)
    folded = frozenset(fold(line.text) for line in capture.lines) if profiles else frozenset()
    fitting = [profile for profile in profiles if any(fold(line) in folded for line in profile.when)]
    for profile in fitting:
        rules = with_profile(rules, profile)
    written, parts = read_parts(cut_pieces(capture.lines), rules)
    # An article shows bytes that are no text as a browser does; the ledger is over the bytes themselves.
    pieces = unquoted(tuple(replace(piece, text=legible(piece.text)) for piece in written) if capture.is_guess else written)
    drafts, marks, stubs, maybes = _read_parts(parts, pieces, rules, given)
    return Account(
        drafts=tuple(drafts),
        rows=rows_of(written, marks, capture.encoding),
        texts=tuple(piece.text for piece in pieces),
        encoding=capture.encoding,
        is_guess=capture.is_guess,
        stubs=stubs,
        publisher=next((profile.publisher for profile in fitting if profile.publisher), ""),
        url=next((profile.url for profile in fitting if profile.url), ""),
        maybes=tuple(maybes),
    )


def _read_parts(
    parts: Sequence[Part], pieces: Sequence[Piece], rules: Rules, given: Given
) -> tuple[list[Draft], list[Mark], int, list[int]]:
    """Return the drafts of all parts, a mark for each piece, how many stubs there are, and lines at which others may begin.

    A stub is an article only where the capture has nothing else, whatever its parts.
    """
    read = [_read_part(part, pieces, rules, given, is_note=is_note(part, pieces, parts)) for part in parts]
    made = [draft for part in read for draft in part.drafts]
    has_more = len(parts) > 1 and (len(made) > 1 or not all(draft.is_stub for draft in made))
    drafts: list[Draft] = []
    marks: list[Mark] = []
    maybes: list[int] = []
    stubs = 0
    for part in read:
        is_stub = has_more and all(draft.is_stub for draft in part.drafts)
        stubs += part.stubs + (len(part.drafts) if is_stub else 0)
        before = len(drafts)
        if is_stub:
            marks += [_STUB if mark.article else mark for mark in part.marks]
            continue
        drafts += [replace(draft, number=draft.number + before) for draft in part.drafts]
        marks += [replace(mark, article=mark.article + before) if mark.article else mark for mark in part.marks]
        maybes += part.maybes
    return drafts, marks, stubs, maybes


@dataclass(frozen=True, slots=True)
class _PartRead:
    """The drafts of a part, numbered from 1, a mark for each of its pieces, its stubs, and lines of `maybes`."""

    drafts: Sequence[Draft]
    marks: Sequence[Mark]
    stubs: int = 0
    maybes: Sequence[int] = ()


def _read_part(part: Part, pieces: Sequence[Piece], rules: Rules, given: Given, *, is_note: bool) -> _PartRead:
    """Return what a part holds."""
    if is_note:
        return _PartRead([], _note(part, pieces))
    body = pieces[part.body : part.end]
    page = make_page(make_units(body, rules), rules)
    # A header begins a story by itself, so the lines of one part say nothing of another.
    lines = [line for line in given.split if pieces[part.start].line <= line <= pieces[part.end - 1].line]
    header = read_header(part, rules)
    layout = find_articles(page, _units_at(page, body, lines), title=header.title)
    drafts, stated = _drafts(page, layout.stories, body, given, header)
    heads = marks_of_header(part, pieces, [(draft.number, draft.title_line) for draft in drafts])
    above = [heads[index] for index in range(part.start, part.body)]
    marks = marks_of_pieces(body, [unit.pieces for unit in page.units], _with_facts(layout.marks, stated))
    maybes = [body[page.units[index].pieces[0]].line for index in layout.maybes]
    return _PartRead(drafts, [*above, *marks], layout.stubs, maybes)


def _note(part: Part, pieces: Sequence[Piece]) -> list[Mark]:
    """Return the marks of a part that is a note above a forwarded mail."""
    note = Mark(fate="boilerplate", rule="note", signs=("position", "shape"))
    return [note if visible(piece.text) else _BLANK for piece in pieces[part.start : part.end]]


def _units_at(page: Page, pieces: Sequence[Piece], lines: Sequence[int]) -> tuple[int, ...]:
    """Return the units that begin at these lines, or at the next line with text."""
    firsts = [pieces[unit.pieces[0]].line for unit in page.units]
    places = {bisect_left(firsts, line) for line in lines}
    return tuple(sorted(place for place in places if place < len(firsts)))


def _drafts(
    page: Page, stories: Sequence[Story], pieces: Sequence[Piece], given: Given, header: HeaderFacts
) -> tuple[list[Draft], dict[int, Mark]]:
    """Return the drafts, and a fate for each line that states a fact of one."""
    line_of = [pieces[unit.pieces[0]].line for unit in page.units]
    days = page_days_of(page, stories)
    of_page = claims_of_page(page, line_of)
    drafts: list[Draft] = []
    stated: dict[int, Mark] = {}
    for story, around in zip(stories, surroundings(page, stories), strict=True):
        body = "\n".join(page.units[index].text for _, index in story.parts)
        facts = with_header(read_facts(page, story, around, body, line_of, of_page), header, is_only=len(stories) == 1)
        drafts.append(make_draft(story, page, pieces, given, Surroundings(around, facts, days, line_of)))
        stated |= {index: Mark(fate=fate, article=story.number) for index, fate in facts.lines}
    return drafts, stated


def _with_facts(marks: Sequence[Mark], stated: Mapping[int, Mark]) -> list[Mark]:
    """Keep the lines that state a fact of an article, where nothing else was made of them."""
    return [
        stated[index] if index in stated and mark.fate in {"boilerplate", "unassigned"} else mark
        for index, mark in enumerate(marks)
    ]


def marks_of_pieces(pieces: Sequence[Piece], units: Sequence[Sequence[int]], marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """Return a fate for every piece: that of its unit; blank lines and labels inside a sentence have their own."""
    fates: dict[int, Mark] = {}
    for members, mark in zip(units, marks, strict=True):
        fate = Mark(
            fate=mark.fate, article=mark.article, rule=mark.rule, signs=mark.signs,
            of=pieces[units[mark.of][0]].line if mark.fate == "repeat" else 0,
        )  # fmt: skip
        fates.update(dict.fromkeys(members, fate))
    intrusion = Mark(fate="boilerplate", rule="label", signs=("position", "shape"))
    fates.update(dict.fromkeys(intrusions_in(pieces), intrusion))
    return tuple(fates.get(index, _BLANK) for index in range(len(pieces)))


_BLANK = Mark(fate="blank")
_STUB = Mark(fate="stub", rule="stub", signs=("shape", "position"))
