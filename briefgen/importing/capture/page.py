"""Floor 7. A capture's units seen together: what repeats, what stands beside what, what a paragraph shares with others."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from statistics import median
from typing import Final

from briefgen.importing.capture.headlines import Headline, read_headline
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.units import IS_WIDE, Unit

#: Shortest word that says something of a subject; Arabic, Hebrew and Chinese words are shorter.
_CONTENT_LATIN: Final = 4
_CONTENT_OTHER: Final = 3
#: Shortest line that is taken for a headline where only its words count, in words.
_HEADLINE: Final = 4
#: Words compared by their beginnings, so that "comment" is in "comments" and "commented".
_STEM: Final = 6


@dataclass(frozen=True)
class Page:
    """The units of one capture. `copies` holds the units of each folded text, `stems` the content words of each unit."""

    units: tuple[Unit, ...]
    rules: Rules
    copies: dict[str, tuple[int, ...]]
    stems: tuple[frozenset[str], ...]
    gap: float
    small: frozenset[str]

    @cached_property
    def speaks_of_notices(self) -> bool:
        """Is the page's subject what notices speak of: its first paragraph and half of them use their words?"""
        prose = [unit for unit in self.units if unit.shape == "prose"]
        suspects = [unit for unit in prose if unit.hits & {"notice", "furniture_within"}]
        return len(prose) > 2 and 2 * len(suspects) >= len(prose) and suspects[0] is prose[0]

    @cached_property
    def size(self) -> int:
        """Return the page's length in words."""
        return sum(unit.size for unit in self.units)

    @cached_property
    def headline_like(self) -> tuple[int, ...]:
        """The longer lines above the first paragraph, one of which is the headline."""
        first = next((unit.index for unit in self.units if unit.shape == "prose"), 0)
        return tuple(unit.index for unit in self.units[max(0, first - 12) : first] if unit.size >= _HEADLINE)

    @cached_property
    def headline_at(self) -> Callable[[int], Headline]:
        """Unit -> that line read as a headline, once."""
        return cache(lambda index: read_headline(self.units[index].text))

    def is_repeated(self, index: int) -> bool:
        """Does the unit's text stand elsewhere on the page as well?"""
        return len(self.copies[self.units[index].fold]) > 1

    def copy_in(self, index: int, start: int, end: int) -> int | None:
        """Return the first other unit with this unit's text from `start` up to `end`, or None."""
        copies = self.copies[self.units[index].fold]
        place = bisect_left(copies, start)
        if place < len(copies) and copies[place] == index:
            place += 1
        return copies[place] if place < len(copies) and copies[place] < end else None

    def shared(self, index: int, others: Iterable[int]) -> float:
        """Return the share of the unit's content words that the other units have as well; 0 for a unit without any."""
        mine = self.stems[index]
        if not mine:
            return 0.0
        left = mine
        for other in others:
            # A difference takes the time of the smaller set, a union that of all of them.
            left -= self.stems[other]
            if not left:
                break
        return (len(mine) - len(left)) / len(mine)

    def prose_near(self, index: int, count: int) -> tuple[int, ...]:
        """Return up to `count` units of prose on each side, not further than twelve units away."""
        after = [other for other in range(index + 1, min(len(self.units), index + 13)) if self.is_prose(other)][:count]
        before = [other for other in range(index - 1, max(-1, index - 13), -1) if self.is_prose(other)][:count]
        return (*before, *after)

    def goes_on(self, index: int) -> bool:
        """Does the unit begin as a paragraph does that goes on with the one above: "But", "She", "However"?"""
        return self.rules.begins("goes_on", self.units[index].words) > 0

    def is_prose(self, index: int) -> bool:
        """Is there a unit of prose at this place?"""
        return 0 <= index < len(self.units) and self.units[index].shape == "prose"


def make_page(units: Sequence[Unit], rules: Rules) -> Page:
    """Return the units with what can be seen of them together."""
    copies: dict[str, list[int]] = {}
    for unit in units:
        copies.setdefault(unit.fold, []).append(unit.index)
    small = frozenset(word for words in rules.languages.values() for word in words)
    gaps = Counter[int]()
    for above, below in pairwise(units):
        if above.shape == below.shape == "prose":
            gaps[below.gap] += 1
    # A page with paragraphs in one block a story says nothing of gaps: then one blank line is as good as none.
    typical = median(gaps.elements()) if sum(gaps.values()) >= 2 else 1.0
    return Page(
        units=tuple(units),
        rules=rules,
        copies={text: tuple(indexes) for text, indexes in copies.items()},
        stems=tuple(_stems(unit, small) for unit in units),
        gap=typical,
        small=small,
    )


def _stems(unit: Unit, small: frozenset[str]) -> frozenset[str]:
    found: set[str] = set()
    for word in unit.words:
        if word in small or word.isdigit():
            continue
        if word.isascii():
            if len(word) >= _CONTENT_LATIN:
                found.add(_stem(word))
        elif len(word) >= _CONTENT_OTHER:
            # A run of Chinese or Japanese is a clause: two characters are mostly a word.
            found.update(map("".join, pairwise(word)) if IS_WIDE.match(word) else (_bare(word)[:5],))
    return frozenset(found)


def _stem(word: str) -> str:
    """Return a word's beginning, without the ending of a plural: "ferries" is "ferry"."""
    if word.endswith("ies") and len(word) > _CONTENT_LATIN:
        return f"{word[:-3]}y"[:_STEM]
    bare = word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > _CONTENT_LATIN else word
    return bare[:_STEM]


def _bare(word: str) -> str:
    """Strip the article and prefixes that Arabic writes as part of a word."""
    if not "\u0620" <= word[0] <= "\u06ff":
        return word
    for prefix in ("وال", "بال", "فال", "کال", "لل", "ال", "و"):
        if word.startswith(prefix) and len(word) - len(prefix) >= 3:
            return word[len(prefix) :]
    return word
