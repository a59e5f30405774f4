"""Floor 2. Lines -> pieces -> units: what a reader would take for one paragraph, headline or label, with its shape.

A unit is mostly a line. Lines wrapped by an editor are joined to a paragraph, and what intrudes into a line is cut out of
it, so everything above may think of units and the ledger may think of pieces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final, Literal, TypeAlias

from briefgen.capture.folding import fold, visible
from briefgen.capture.ledger import Piece
from briefgen.capture.lines import Line
from briefgen.capture.rules import Rules, hits_of
from briefgen.capture.when import ends_in_ago, says_only_when

Shape: TypeAlias = Literal["prose", "short", "rule"]

#: Characters from which on a line is prose whatever it ends with: of 181 real pages' lines over 120 characters 2 in 3 are
#: body, and most others are captions and teasers, which are found by other signs.
LONG_LINE: Final = 120
#: Words from which on a line that ends like a sentence is one; shorter ones may be labels with a full stop.
SENTENCE_WORDS: Final = 8

# A sentence's end, with what may close after it.
_STOP: Final = re.compile(r"[.。۔…][\"'”’»)\]›」]*$|[,!?؟][\"”’»]$|:$")
_ASK: Final = re.compile(r"[?؟!]$")
_INNER_STOP: Final = re.compile(r"[a-zà-ÿ\u0600-\u06ff)”\"»’][.!?؟۔][\"”’»)]*\s+[“\"«‘(]?[A-ZÀ-Þ\u0600-\u06ff]")
_ELLIPSIS: Final = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s*[\"”»]?$")
_LIST_ITEM: Final = re.compile(r"^(?:[-*•▪●◦‣·–—]|\(?\d{1,2}[.)])\s+\S")
_LETTER: Final = re.compile(r"[^\W\d_]")
# A label set into the middle of a sentence: after a letter or comma and before more text.
_INTRUSION: Final = re.compile(
    r"(?<=[^\W\d_,;])\s+(?:ADVERTISEMENT|Advertisement|PUBLICITÉ|Publicité|PUBLICIDAD|Publicidad|\[Advertisement\])\s+(?=[^\W\d_])"
    r"|(?<=[.!?\"”])(?:ADVERTISEMENT|Advertisement)(?=[A-Z“\"\s])"
)
#: Wrapped text: lines at least this share of the width are full.
_FULL: Final = 0.72
_WIDTHS: Final = (45, 130)


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A paragraph, headline or label. `gap`: blank lines before it; `hits`: the tables of rules that know it."""

    index: int
    pieces: tuple[int, ...]
    text: str
    fold: str
    words: tuple[str, ...]
    gap: int
    shape: Shape
    hits: frozenset[str]
    when: Literal["", "date", "relative"]
    lead: str = ""

    @property
    def size(self) -> int:
        """Return the length in words; scripts without spaces count two characters a word."""
        return len(self.words) if len(self.words) * 12 > len(self.text) else max(len(self.words), len(self.text) // 6)

    @property
    def is_sentence(self) -> bool:
        """Does it end like a sentence?"""
        return bool(_STOP.search(self.text))

    @property
    def is_cut(self) -> bool:
        """Does it end in an ellipsis?"""
        return bool(_ELLIPSIS.search(self.text))

    @property
    def is_list_item(self) -> bool:
        """Does it begin with a bullet or a number?"""
        return bool(_LIST_ITEM.match(self.text))


_WORDS: Final = re.compile(r"\w+")


def cut_pieces(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """Return the lines as pieces, with labels that intrude into a sentence as pieces of their own."""
    pieces: list[Piece] = []
    for line in lines:
        whole = line.text + line.end
        start = 0
        if len(line.text) > LONG_LINE:
            for match in _INTRUSION.finditer(line.text):
                pieces += [
                    Piece(line=line.number, text=whole[start : match.start()]),
                    Piece(line=line.number, text=match[0]),
                ]
                start = match.end()
        pieces.append(Piece(line=line.number, text=whole[start:]))
    return tuple(pieces)


def intrusions_in(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return which pieces are labels inside a sentence: neither the first nor the last of their line."""
    return frozenset(
        index
        for index in range(1, len(pieces) - 1)
        if pieces[index - 1].line == pieces[index].line == pieces[index + 1].line and len(pieces[index].text) < 24
    )


def make_units(pieces: Sequence[Piece], rules: Rules) -> tuple[Unit, ...]:
    """Return the units of a capture in order; blank pieces and intrusions belong to none."""
    texts = [visible(piece.text) for piece in pieces]
    intrusions = intrusions_in(pieces)
    width = _wrap_width(pieces, texts)
    units: list[Unit] = []
    group: list[int] = []
    gap = blank = 0
    for index, text in enumerate(texts):
        if index in intrusions:
            continue
        if not text:
            blank += 1
            continue
        same_line = group and pieces[group[-1]].line == pieces[index].line
        joins = bool(group) and not blank and width and _continues(texts[group[-1]], text, width)
        if group and not same_line and not joins:
            units.append(_unit(len(units), group, texts, gap, rules))
            group = []
        if not group:
            gap = blank
        blank = 0
        group.append(index)
    if group:
        units.append(_unit(len(units), group, texts, gap, rules))
    return tuple(units)


def _unit(index: int, group: list[int], texts: list[str], gap: int, rules: Rules) -> Unit:
    text = " ".join(texts[piece] for piece in group)
    folded = fold(text)
    words = tuple(_WORDS.findall(folded))
    return Unit(
        index=index,
        pieces=tuple(group),
        text=text,
        fold=folded,
        words=words,
        gap=gap,
        shape=_shape(text, words),
        hits=hits_of(text, words, rules),
        when=says_only_when(text, words, rules),
        lead=ends_in_ago(text, words, rules),
    )


def _shape(text: str, words: tuple[str, ...]) -> Shape:
    if not _LETTER.search(text) and not words:
        return "rule"
    size = max(len(words), len(text) // 12)
    if size >= SENTENCE_WORDS and _STOP.search(text) and not text.endswith(":"):
        return "prose"
    if len(text) >= LONG_LINE and (not _ASK.search(text) or len(text) > LONG_LINE * 1.5):
        return "prose"
    if len(text) >= LONG_LINE // 2 and _INNER_STOP.search(text):
        return "prose"
    return "short"


def _wrap_width(pieces: Sequence[Piece], texts: list[str]) -> int:
    """Return the width at which an editor wrapped the text, or 0 where its lines are whole paragraphs."""
    if max(map(len, texts), default=0) > _WIDTHS[1]:
        return 0
    full: list[int] = []
    pairs = lower = ends = 0
    for here, below in zip(texts, (*texts[1:], ""), strict=False):
        if here and below:
            pairs += 1
            if len(here) >= _WIDTHS[0] and not _STOP.search(here) and not _ASK.search(here):
                full.append(len(here))
                lower += below[:1].islower()
        elif here and len(full) > 0:
            ends += bool(_STOP.search(here))
    if pairs < 4 or len(full) < 0.45 * pairs:
        return 0
    # Headlines in a row are full lines as well, but they begin with capitals and no sentence ends among them.
    is_cased = any(text[:1].isupper() for text in texts)
    if lower < 0.4 * len(full) if is_cased else ends < 2:
        return 0
    return max(full) if median(full) >= _FULL * max(full) else 0


def _continues(above: str, below: str, width: int) -> bool:
    """Is the line below the rest of the paragraph above?"""
    if _LIST_ITEM.match(below):
        return False
    return len(above) >= _FULL * width or (len(above) > width // 2 and below[:1].islower() and not _STOP.search(above))
