"""Floor 7. What stands around a line of a page: the paragraphs above and below it, their words and names, who and when."""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cached_property, lru_cache
from itertools import islice
from typing import Final

from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.headlines import url_in
from briefgen.importing.capture.metas import is_meta, is_name
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.units import Unit

#: Paragraphs above a line, and below it, that are compared; and how far down those may stand, in units.
_ABOVE: Final = 10
_BELOW: Final = 3
_NEAR: Final = 16
#: Share of the paragraphs above that have a word for it to be one of their main words, and the fewest of them.
_MAIN: Final = (0.3, 2)
#: Words of a paragraph that are looked at: a lead says early who, what and where.
LEAD_WORDS: Final = 60
#: Lines between a headline and its text that are looked at.
_HEAD_LINES: Final = 12
_CAPITALISED: Final = re.compile(r"(?<=[\w,;:’”»)] )[A-ZÀ-ÞĞİŞА-ЯЁІЇЄΑ-Ω][\w’'-]{2,}")
_IN_BRACKETS: Final = re.compile(r"^[(\[][^()\[\]]*[)\]]$")


class Surroundings:
    """What is known of a page while headlines are looked for."""

    def __init__(self, page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int], weak: frozenset[int]) -> None:
        self.page, self.furniture, self.captions, self.weak = page, furniture, captions, weak
        self._prose = [unit.index for unit in page.units if page.is_prose(unit.index) and self.is_text(unit.index)]
        self._is_prose = frozenset(self._prose)
        self.names_of = lru_cache(maxsize=None)(self._names_of)

    def is_text(self, index: int) -> bool:
        """Is the unit neither furniture nor a caption?"""
        return index not in self.furniture and index not in self.captions

    def is_meta(self, index: int) -> bool:
        """Does the line say when, who, for whom or at which address?"""
        unit = self.page.units[index]
        return is_meta(unit, self.page, self.furniture) or bool(url_in(unit.text))

    def is_first(self, index: int, lines: Sequence[int]) -> bool:
        """Does a line stand above the first paragraph, and none of these lines beside it?"""
        first = self._prose[0] if self._prose else 0
        return index < first and bisect_left(lines, first) == 0

    def above(self, start: int) -> Sequence[int]:
        """Return the last paragraphs before a unit."""
        end = bisect_left(self._prose, start)
        return self._prose[max(0, end - _ABOVE) : end]

    def below(self, prose: int, count: int = _BELOW) -> Sequence[int]:
        """Return a paragraph and those that follow it closely."""
        more = (other for other in range(prose + 1, min(prose + _NEAR, len(self.page.units))) if other in self._is_prose)
        return [prose, *islice(more, count - 1)]

    @cached_property
    def cohesion(self) -> float:
        """Return the mean share of a paragraph's words with those above it, over the file."""
        shares = [
            self.page.shared(index, self._prose[max(0, place - _ABOVE) : place])
            for place, index in enumerate(self._prose)
            if place
        ]
        return sum(shares) / len(shares) if shares else 0.0

    def main_words(self, above: Sequence[int]) -> Set[str]:
        """Return the words that several of these paragraphs have."""
        counts = Counter(stem for index in above for stem in self.page.stems[index])
        least = max(_MAIN[1], _MAIN[0] * len(above))
        return {stem for stem, count in counts.items() if count >= least}

    def _names_of(self, index: int) -> frozenset[str]:
        text = self.page.units[index].text
        return frozenset(fold(name)[:7] for name in _CAPITALISED.findall(text[: 12 * LEAD_WORDS])) - self.page.small


def metas_above(around: Surroundings, index: int, start: int) -> Iterator[Unit]:
    """Return the lines right above a line that say when, who or for whom; captions and copies may stand between."""
    own = around.page.units[index].fold
    for other in range(index - 1, max(start, index - 8) - 1, -1):
        unit = around.page.units[other]
        if around.is_meta(other):
            yield unit
        elif other not in around.captions and unit.fold != own:
            return


def metas_below(around: Surroundings, index: int, prose: int) -> Iterator[Unit]:
    """Return such lines between a line and its prose, up to the next one that could be a headline itself."""
    page, own = around.page, around.page.units[index].fold
    for other in range(index + 1, min(prose, index + _HEAD_LINES)):
        unit = page.units[other]
        if around.is_meta(other):
            yield unit
        elif not (
            not around.is_text(other)
            or unit.fold == own
            or unit.shape != "short"
            or unit.is_sentence
            or unit.size <= 2
            or _IN_BRACKETS.match(unit.text)
            or is_name(page, unit)
        ):
            return
