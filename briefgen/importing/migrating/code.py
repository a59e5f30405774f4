"""Floor 7. Which parts of a Markdown text are code, so that nothing in them is changed: fences, indented blocks, spans.

This is a look ahead of the parser, for changing a text in place. The parser of the house has the last word: a text that it
then finds wrong is held back.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from typing import Final

_FENCE: Final = re.compile(r"[ \t>]*(?:[-*+][ \t]+|\d{1,9}[.)][ \t]+)?(`{3,}|~{3,})(.*)")
_ITEM: Final = re.compile(r"[ \t>]*(?:[-*+]|\d{1,9}[.)])[ \t]+\S")
_TICKS: Final = re.compile(r"`+")
_BLANK: Final = re.compile(r"\n[ \t>]*\n")


class Code:
    """The ranges of a text that are code."""

    def __init__(self, text: str) -> None:
        """Find the ranges of code in a Markdown text."""
        blocks = list(_blocks(text))
        self._ranges = sorted([*blocks, *_spans(text, blocks)])
        self._starts = [start for start, _ in self._ranges]

    def has(self, index: int) -> bool:
        """Is the character at an index a part of code?"""
        number = bisect_right(self._starts, index) - 1
        return number >= 0 and index < self._ranges[number][1]


def _blocks(text: str) -> Iterator[tuple[int, int]]:
    """Give the ranges of fenced and indented blocks, in order, without overlaps."""
    fence, begun, at = "", 0, 0
    was_blank, in_list, indented = True, False, False
    for line in text.split("\n"):
        end = at + len(line) + 1
        found = _FENCE.match(line)
        if fence:
            if found and found[1][0] == fence[0] and len(found[1]) >= len(fence) and not found[2].strip():
                yield begun, end
                fence = ""
        elif found and not (found[1][0] == "`" and "`" in found[2]):
            fence, begun = found[1], at
        elif not line.strip():
            was_blank = True
            at = end
            continue
        elif line.startswith(("    ", "\t")):
            indented = not in_list and (was_blank or indented)
            if indented:
                yield at, end
        else:
            indented = False
            in_list = bool(_ITEM.match(line)) or (in_list and line.startswith(" "))
        was_blank = False
        at = end
    if fence:
        yield begun, len(text)


def _spans(text: str, blocks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Give the ranges of code spans between blocks: from a run of backticks to the next one of the same length."""
    begin = 0
    for start, end in [*blocks, (len(text), len(text))]:
        for piece_start, piece_end in _paragraphs(text, begin, start):
            yield from _spans_of(text, piece_start, piece_end)
        begin = end


def _paragraphs(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    at = begin
    for blank in _BLANK.finditer(text, begin, end):
        yield at, blank.start()
        at = blank.end() - 1
    yield at, end


def _spans_of(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    runs = [found.span() for found in _TICKS.finditer(text, begin, end)]
    places: dict[int, list[int]] = {}
    for number, (start, stop) in enumerate(runs):
        places.setdefault(stop - start, []).append(number)
    number = 0
    while number < len(runs):
        start, stop = runs[number]
        same = places[stop - start]
        following = bisect_right(same, number)
        is_escaped = start > begin and text[start - 1] == "\\"
        if following < len(same) and not is_escaped:
            yield start, runs[same[following]][1]
            number = same[following]
        number += 1
