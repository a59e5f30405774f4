"""Floor 7. Changes that an editor marked in captured words: `...` and `[...]` for words left out, `[Charles]`, `[sic]`.

A text with marks stands in a capture if its pieces do, in order. Marks are no way around the proof: a piece beside an
omission has three words, what stands in brackets is short, and hardly half as many words as are captured.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.wording import Wording, words_of

#: Fewest words of what stands between two omissions.
_SHORTEST: Final = 3
#: Most words in a pair of brackets, and most words of the capture that they stand for.
_LONGEST: Final = 8
#: Most marks of one text. A quotation met in print had four.
_MOST: Final = 24

_OMISSION: Final = re.compile(r"\[\s*(?:\.{3,4}|(?:\. ){2,3}\.|…)\s*\]|\(\s*(?:\.{3,4}|…)\s*\)|\.{3,4}|(?:\. ){2,3}\.|…")
_SIC: Final = re.compile(r"\s*[\[(]\s*sic\s*[.!]?\s*[\])]", re.IGNORECASE)
# Brackets with the letters that touch them: "want[ed]", "[Charles]'s".
_BRACKET: Final = re.compile(r"[^\W\d_]*\[([^\[\]\n]{1,200})\](?:['’]s\b|[^\W\d_]*)")
_BRACKETS: Final = re.compile(r"[\[\]]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """Where words stand in a text: from a place to the place after the last word."""

    start: int
    end: int


def find_text(text: str, wording: Wording, after: int = 0) -> tuple[Stretch, ...]:
    """Return where a text stands, its marked changes apart: a stretch for each run of captured words; none if it does not.

    `after` is the place where it is likely to stand; it is found wherever it is.
    """
    plain = _SIC.sub("", text)
    # Marks may be the capture's own, and "[T]he" is a word of it.
    for whole in dict.fromkeys((words_of(text), words_of(plain), words_of(_BRACKETS.sub("", plain)))):
        place = wording.place(whole, after) if whole else None
        place = wording.place(whole) if place is None and after else place
        if place is not None:
            return (Stretch(place, place + len(whole)),)
    runs = _runs(plain)
    if not runs or (len(runs) == 1 and len(runs[0]) == 1):
        return _in_order(runs, wording) if _OMISSION.search(plain) else ()
    return _in_order(runs, wording)


def passages_in(text: str) -> list[tuple[str, ...]]:
    """Return the words of each passage of a text between its omissions, up to where brackets change it."""
    parts = (_BRACKET.split(part)[0] for part in _OMISSION.split(_SIC.sub("", text)))
    return [words for part in parts if (words := words_of(part))]


def _runs(text: str) -> list[list[tuple[str, ...]]]:
    """Return the runs between omissions, each the pieces between brackets; nothing where marks take over the text."""
    runs: list[list[tuple[str, ...]]] = []
    captured = bracketed = marks = 0
    for part in _OMISSION.split(text):
        brackets = [words_of(match[1]) for match in _BRACKET.finditer(part)]
        # `split` with a group would return what is in brackets as well.
        pieces = [words_of(piece) for piece in _BRACKET.sub("\0", part).split("\0")]
        run = [piece for piece in pieces if piece]
        marks += len(brackets) + 1
        bracketed += sum(map(len, brackets))
        captured += sum(map(len, run))
        if any(len(words) > _LONGEST for words in brackets):
            return []
        runs += [run] if run else []
    is_short = len(runs) > 1 and any(sum(map(len, run)) < _SHORTEST for run in runs)
    return [] if is_short or marks > _MOST or 2 * bracketed > captured + 1 or captured < _SHORTEST else runs


def _in_order(runs: Sequence[Sequence[tuple[str, ...]]], wording: Wording) -> tuple[Stretch, ...]:
    found: list[Stretch] = []
    end = 0
    for run in runs:
        stretches = _place_run(run, wording, end)
        if not stretches:
            return ()
        found += stretches
        end = stretches[-1].end
    return tuple(found)


def _place_run(run: Sequence[tuple[str, ...]], wording: Wording, after: int) -> list[Stretch]:
    """Return where pieces stand that only brackets part: each close behind the one before it, none before `after`."""
    longest = max(range(len(run)), key=lambda index: len(run[index]))
    anchor = run[longest]
    for place in wording.places(anchor):
        found = [Stretch(place, place + len(anchor))]
        for piece in reversed(run[:longest]):
            start = found[0].start - len(piece)
            near = (at for at in range(start, start - _LONGEST - 1, -1) if wording.has(piece, at))
            at = next(near, None)
            if at is None:
                break
            found.insert(0, Stretch(at, at + len(piece)))
        for piece in run[longest + 1 :] if len(found) == longest + 1 else ():
            start = found[-1].end
            at = next((at for at in range(start, start + _LONGEST + 1) if wording.has(piece, at)), None)
            if at is None:
                break
            found.append(Stretch(at, at + len(piece)))
        if len(found) == len(run) and found[0].start >= after:
            return found
    return []
