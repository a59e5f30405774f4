"""Floor 7. A text as words with the rows that they stand in, and where a run of words stands in it.

Each look-up takes a time that grows with the run and not with the text, whatever the two are: the first one sorts all places
of the text by the words that follow (a suffix array), and the others search in that order.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from briefgen.importing.capture.folding import fold
from briefgen.text.words import word_marks

#: Words, and the signs that change a number: "5" is neither "5%" nor "$5", neither "-5" nor ">5". Behind a word or a number
#: ("A+", "5-6") such a sign changes none.
_LETTERS: Final = rf"(?:[^\W_]|[{word_marks()}])"
WORD: Final = re.compile(
    rf"{_LETTERS}+|[%‰°$\u00a2-\u00a5\u060b\u0e3f\u20a0-\u20cf]|(?<!{_LETTERS})[-+±<>≤≥≈~](?=[$\u00a2-\u00a5\u20a0-\u20cf]?\d)"
)
#: Places of one run of words that are looked at, so that a text which says one thing over and over costs no more.
_LOOKED_AT: Final = 256


def words_of(text: str) -> tuple[str, ...]:
    """Return the folded words of a text, with signs of currency and per cent, without other punctuation."""
    return tuple(WORD.findall(fold(text)))


class Wording:
    """Rows of a text as one row of words. `rows` has for each word the index of its row; places count words from 0."""

    def __init__(self, texts: Iterable[tuple[int, tuple[str, ...]]]) -> None:
        """Take the words of each row, with the row's index, in order."""
        self.words: list[str] = []
        self.rows: list[int] = []
        for index, words in texts:
            self.words += words
            self.rows += [index] * len(words)
        self._order: list[int] = []

    def has(self, words: Sequence[str], at: int) -> bool:
        """Do these words stand at a place?"""
        return at >= 0 and self.words[at : at + len(words)] == list(words)

    def places(self, words: Sequence[str]) -> list[int]:
        """Return the places where these words stand, in ascending order: all, or 256 of them where there are more."""
        if not words:
            return []
        run, size = list(words), len(words)
        order = self._sorted()

        def key(place: int) -> list[str]:
            return self.words[place : place + size]

        first = bisect_left(order, run, key=key)
        last = bisect_right(order, run, lo=first, hi=min(len(order), first + _LOOKED_AT), key=key)
        return sorted(order[first:last])

    def place(self, words: Sequence[str], after: int = 0) -> int | None:
        """Return the first known place of these words at or after a place; None where there is none."""
        if words and self.has(words, after):
            return after
        return next((place for place in self.places(words) if place >= after), None)

    def rows_between(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield the index of each row that words from `start` to `end` (without it) stand in, and which of its words.

        These are the numbers of the first and the last of them in their row, from 0.
        """
        place = start
        while place < end:
            row = self.rows[place]
            last = min(end, bisect_right(self.rows, row, lo=place))
            first = bisect_left(self.rows, row, hi=place + 1)
            yield row, place - first, last - 1 - first
            place = last

    def _sorted(self) -> list[int]:
        """Return all places, sorted by the words that follow; made when they are first asked for."""
        if not self._order and self.words:
            self._order = _suffixes(self.words)
        return self._order


def _suffixes(words: Sequence[str]) -> list[int]:
    """Return the places of words sorted by all that follows, by doubling (Manber and Myers): n log n steps of sorting."""
    size = len(words)
    ids = {word: number for number, word in enumerate(sorted(set(words)))}
    ranks = [ids[word] for word in words]
    step = 1
    while True:
        # One number for the rank here and the rank `step` words on, where a text that ends comes first.
        nexts = [rank + 1 for rank in ranks[step:]] + [0] * min(step, size)
        keys = [here * (size + 1) + there for here, there in zip(ranks, nexts, strict=True)]
        order = sorted(range(size), key=keys.__getitem__)
        ranks = [0] * size
        rank, above = -1, -1
        for place in order:
            if keys[place] != above:
                rank, above = rank + 1, keys[place]
            ranks[place] = rank
        if rank == size - 1:
            return order
        step *= 2
