"""Floor 7. A text capture, from bytes to its account, stage by stage. Pure: the same bytes and rules, the same account."""

from bisect import bisect_left
from collections.abc import Sequence

from msgspec.structs import replace

from briefgen.importing.capture.articles import find_articles
from briefgen.importing.capture.drafts import Draft, make_draft
from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.ledger import Given, Mark, Piece, Row, rows_of
from briefgen.importing.capture.lines import read_capture
from briefgen.importing.capture.page import Page, make_page
from briefgen.importing.capture.rules import Profile, Rules, with_profile
from briefgen.importing.capture.units import cut_pieces, intrusions_in, make_units
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
    """Return the account of a capture in plain text."""
    capture = read_capture(data)
    folded = frozenset(fold(line.text) for line in capture.lines) if profiles else frozenset()
    fitting = [profile for profile in profiles if any(fold(line) in folded for line in profile.when)]
    for profile in fitting:
        rules = with_profile(rules, profile)
    written = cut_pieces(capture.lines)
    # An article shows bytes that are no text as a browser does; the ledger is over the bytes themselves.
    pieces = tuple(replace(piece, text=legible(piece.text)) for piece in written) if capture.is_guess else written
    page = make_page(make_units(pieces, rules), rules)
    layout = find_articles(page, _units_at(page, pieces, given.split))
    marks = marks_of_pieces(pieces, [unit.pieces for unit in page.units], layout.marks)
    return Account(
        drafts=tuple(make_draft(story, page, pieces, given) for story in layout.stories),
        rows=rows_of(written, marks, capture.encoding),
        texts=tuple(piece.text for piece in pieces),
        encoding=capture.encoding,
        is_guess=capture.is_guess,
        stubs=layout.stubs,
        publisher=next((profile.publisher for profile in fitting if profile.publisher), ""),
        url=next((profile.url for profile in fitting if profile.url), ""),
        maybes=tuple(pieces[page.units[index].pieces[0]].line for index in layout.maybes),
    )


def _units_at(page: Page, pieces: Sequence[Piece], lines: Sequence[int]) -> tuple[int, ...]:
    """Return the units that begin at these lines, or at the next line with text."""
    firsts = [pieces[unit.pieces[0]].line for unit in page.units]
    places = {bisect_left(firsts, line) for line in lines}
    return tuple(sorted(place for place in places if place < len(firsts)))


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
