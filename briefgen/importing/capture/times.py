"""Floor 7. Rows of times: a page whose entries each begin with the time at which somebody wrote them.

In a live blog these entries are one story, however much each of them looks like a story of its own; in a wire file or a chat
they are stories or messages. So a row is evidence. Where the page calls itself live and the newest entry is its first, no
story begins between the times.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from briefgen.importing.capture.folding import ascii_digits
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.units import Unit

#: Fewest times of a row, and most units between two of them.
_LEAST: Final = 3
_FARTHEST: Final = 14
#: Units above the first time that may say that the page is a live blog.
_ABOVE: Final = 14
#: Characters of a unit in which its time begins and ends.
_OPENING: Final = 32
#: Longest unit that is nothing but a time, in words: "Tuesday 9 June, 20:41 BST".
_BARE: Final = 7
#: Longest time alone, in words: "[20:41] BST".
_CLOCK: Final = 3
_HALF_DAY: Final = 12 * 60
#: 20:41, 20.41, 20h41, 21 Uhr, 20時41分, 8 p.m., 8:41 pm; no date, no score of a longer row.
_TIME: Final = re.compile(
    r"(?<![\d.:/])(?P<hour>[01]?\d|2[0-4])"
    r"(?:\s?[:.hη]\s?(?P<minute>[0-5]\d)(?![\d:/]|\.\d)|\s?(?:uhr|時|时|點|点|시)\s?(?P<past>[0-5]\d)?|(?=\s?[ap]\.?\s?m\b))"
    r"(?:\s?(?P<half>[ap])\.?\s?m\b)?",
    re.IGNORECASE,
)
#: What stands before the time of a line that goes on behind it.
_MARKS: Final = " \t[(+*•●▪·-–—"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of times: the units that begin with one, and those of them that look alike, which begin entries.

    `goes_back`: the newest is the first. `is_live`: the page says so.
    """

    stamps: tuple[int, ...]
    entries: tuple[int, ...]
    goes_back: bool
    is_live: bool

    @property
    def is_blog(self) -> bool:
        """Are these the entries of a live blog?"""
        return self.is_live and self.goes_back and len(self.entries) >= _LEAST

    def place_of(self, index: int) -> str:
        """Say where a unit stands to the row."""
        if index < self.stamps[0]:
            return "above"
        last = self.stamps[bisect_right(self.stamps, index) - 1]
        if index - last < len(_AT):
            return _AT[index - last]
        return "below the last" if last == self.stamps[-1] else "in"


#: Where a unit stands that is a time, and the one after it.
_AT: Final = ("time", "right below a time")


def units_in_blogs(rows: Iterable[Row]) -> frozenset[int]:
    """Return the units between the first and the last time of a live blog: those of one story."""
    blogs = [range(row.entries[0], row.entries[-1] + 1) for row in rows if row.is_blog]
    return frozenset().union(*blogs)


def find_rows(page: Page) -> tuple[Row, ...]:
    """Return the rows of times of a page, in order; none of them meets another."""
    stamps = [(unit.index, minutes) for unit in page.units if (minutes := _time_of(unit)) is not None]
    rows = (row for run in _runs(stamps) if (row := _row_of(page, run)) is not None)
    return tuple(rows)


def _time_of(unit: Unit) -> int | None:
    """Return the time that a unit begins with, in minutes of its day; None where it begins with none."""
    opening = ascii_digits(unit.text[:_OPENING]).lstrip(_MARKS)
    is_bare = unit.shape == "short" and unit.size <= _BARE
    match = _TIME.search(opening) if is_bare else _TIME.match(opening)
    if match is None:
        return None
    hour, half = int(match["hour"]), (match["half"] or "").lower()
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return hour * 60 + int(match["minute"] or match["past"] or 0)


def _runs(stamps: Sequence[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    """Yield runs of times that go one way; past midnight they go on."""
    run = [*stamps[:1]]
    way = 0
    for here, there in pairwise(stamps):
        step = _way(here[1], there[1])
        if there[0] - here[0] > _FARTHEST or (step and way and step != way):
            yield run
            run, way = [], 0
        run.append(there)
        way = way or step
    yield run


def _way(here: int, there: int) -> int:
    """Return 1 where a time is later than the one above, -1 where it is earlier, 0 for the same."""
    step = (there - here + _HALF_DAY) % (2 * _HALF_DAY) - _HALF_DAY
    return (step > 0) - (step < 0)


def _row_of(page: Page, run: Sequence[tuple[int, int]]) -> Row | None:
    stamps = tuple(index for index, _ in run)
    if len(stamps) < _LEAST or len({minutes for _, minutes in run}) < _LEAST:
        return None
    # Something is said between most of them: a table of departures is none.
    said = sum(_is_said(page, here, there) for here, there in pairwise((*stamps, len(page.units))))
    if 2 * said < len(stamps):
        return None
    above = page.units[max(0, stamps[0] - _ABOVE) : stamps[0]]
    is_live = any(page.rules.has("live", word) for unit in above if unit.shape == "short" for word in unit.words)
    goes_back = sum(_way(one, other) for (_, one), (_, other) in pairwise(run)) < 0
    return Row(stamps=stamps, entries=tuple(_entries(page, stamps)), goes_back=goes_back, is_live=is_live)


def _entries(page: Page, stamps: Sequence[int]) -> list[int]:
    """Return the times that look like most of them: "updated at 20:41" begins no entry. None for times within slugs."""
    looks = {index: unit.size if (unit := page.units[index]).shape == "short" else 0 for index in stamps}
    ((usual, _),) = Counter(looks.values()).most_common(1)
    found = [index for index in stamps if looks[index] == usual]
    return found if all(not usual or usual <= _CLOCK or page.units[index].when for index in found) else []


def _is_said(page: Page, start: int, end: int) -> bool:
    return any(unit.shape == "prose" or (unit.is_sentence and unit.size > _BARE) for unit in page.units[start:end])
