"""Floor 7. Quotations: where a text quotes, and whether the captures have these words in this order.

All quotation marks of CLDR count, single ones too. An apostrophe is none: it has a letter on either side, or closes nothing.
"""

import re
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.evidence import Evidence, run_words

#: Shortest quotation that is looked up, in words: one word in quotes is often a term and no quotation.
SHORTEST: Final = 2
#: Shortest one that is a sentence of its own, in words: only that can be cut short.
_SENTENCE: Final = 3
_QUOTE: Final = re.compile(
    r"“([^“”]{2,2000})[”“]"
    r"|«([^«»]{2,2000})»"
    r"|»([^«»]{2,2000})«"
    r"|„([^„“”]{2,2000})[“”]"
    r"|”([^“”]{2,2000})”"
    r"|「([^「」]{2,2000})」|『([^『』]{2,2000})』"
    r"|‹([^‹›]{2,2000})›|›([^‹›]{2,2000})‹"
    r"|(?<![\w\"])\"([^\"\n]{2,2000})\"(?!\w)"
    r"|‚([^‚‘]{2,2000})‘(?!\w)"
    r"|(?<!\w)‘((?:[^‘’]|(?<=\w)’(?=\w)){2,2000})’(?!\w)"
    r"|(?<![\w'’])'((?![\s'])(?:[^'\n]|(?<=\w)'(?=\w)|(?<=s)'(?=\s\w[^']*'(?!\w))){2,2000})(?<!\s)'(?!\w)"
)
_GAP: Final = re.compile(r"\[\s*(?:\.\.\.|…)\s*\]|\(\s*(?:\.\.\.|…)\s*\)|\.\.\.\.?|…{1,2}|\[[^\]]*\]")
#: Words that a mark of omission may stand for, and a word in brackets.
_LEFT_OUT: Final = 400
_REPLACED: Final = 12
#: Places of a quotation's first words that are tried for the pieces after them.
_TRIES: Final = 20


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quotation of a text: where its marks begin and end, and the words between them."""

    start: int
    end: int
    text: str

    @property
    def inner(self) -> tuple[int, int]:
        """Return where the words begin and end."""
        return self.start + 1, self.end - 1


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a quotation stands in the captures: its first line, or -1; and the words that a cut left out at its end."""

    line: int
    position: int = -1
    cut: str = ""


def quotations_in(text: str) -> list[Quotation]:
    """Return the quotations of a text in order."""
    return [
        Quotation(match.start(), match.end(), next(group for group in match.groups() if group is not None))
        for match in _QUOTE.finditer(text)
    ]


def length_of(quotation: Quotation) -> int:
    """Return the number of words of a quotation that are looked up."""
    return sum(len(run_words(piece)) for piece in _GAP.split(quotation.text))


def standing_of(quotation: Quotation, evidence: Evidence) -> Standing:
    """Return where a quotation stands: its pieces one after another, each word for word."""
    pieces = [run_words(piece) for piece in _GAP.split(quotation.text)]
    marks = _GAP.findall(quotation.text)
    first, found, end = 0, -1, -1
    for _ in range(_TRIES):
        found = end = -1
        for index, piece in enumerate(pieces):
            if not piece:
                continue
            place = evidence.find_run(piece, first if end < 0 else end)
            if place < 0 and piece[0][0] >= "\u0620":
                # An Arabic "and" is part of its word, and a quotation may begin behind it.
                place = evidence.find_run([f"و{piece[0]}", *piece[1:]], first if end < 0 else end)
            reach = _LEFT_OUT if any(_is_omission(mark) for mark in marks[max(0, index - 2) : index]) else _REPLACED
            if place < 0:
                return Standing(-1)
            if end >= 0 and place - end > reach:
                first = found + 1
                break
            found, end = (place if found < 0 else found), place + len(piece)
        else:
            break
    else:
        return Standing(-1)
    if found < 0:
        return Standing(0)
    return Standing(evidence.run_lines[found], found, _cut(quotation.text, end, evidence))


def _is_omission(mark: str) -> bool:
    return "…" in mark or "..." in mark


def _cut(quote: str, end: int, evidence: Evidence) -> str:
    """Return the words that follow in the capture's sentence, where the quotation ends as if the sentence did."""
    text = quote.strip()
    is_sentence = text[:1].isupper() and text[-1:] in ".!?。" and not text.endswith("...") and len(text.split()) >= _SENTENCE
    if not is_sentence or evidence.run_ends[end - 1]:
        return ""
    rest = []
    for position in range(end, min(end + 6, len(evidence.run))):
        rest.append(evidence.run[position])
        if evidence.run_ends[position]:
            break
    return " ".join(rest)
