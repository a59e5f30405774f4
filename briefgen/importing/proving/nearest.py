"""Floor 7. The sentence of a capture that says most like another one: for a reader who compares, and no proof."""

import math
from collections.abc import Sequence
from typing import Final

from briefgen.importing.proving.captured import CapturedRow, CapturedText
from briefgen.importing.proving.sentences import sentences_of
from briefgen.importing.proving.wording import words_of

#: Sentences that a word may stand in and still tell one from another.
_SHARED: Final = 60
#: Least likeness (the cosine of the two sentences' words, weighted by how rare they are), and fewest words in common.
_LEAST: Final = 0.15
_FEWEST: Final = 2
#: Fewest letters of a word that counts, unless it is a number or of a script without capitals.
_LETTERS: Final = 4
#: Letters of a word by which its forms are taken to be one: "Iranian" and "Iranians", "disarm" and "disarmament".
_STEM: Final = 5

#: A sentence of a capture: the capture, the row that it stands in, and its text.
Said = tuple[CapturedText, CapturedRow, str]


class Nearest:
    """The sentences of captures by the words that they have."""

    def __init__(self, texts: Sequence[CapturedText]) -> None:
        """Take the captures; they are read when a sentence is asked for."""
        self._texts = texts
        self._said: list[Said] = []
        self._having: dict[str, list[int]] = {}
        self._lengths: list[float] = []

    def of(self, sentence: str) -> Said | None:
        """Return the sentence of a capture that is most like this one; None where none is like it at all."""
        if not self._lengths:
            self._read()
        words = _telling(sentence)
        length = math.sqrt(sum(self._weight(word) ** 2 for word in words))
        likeness: dict[int, float] = {}
        shared: dict[int, int] = {}
        for word in words:
            places = self._having.get(word, [])
            for place in places if len(places) <= _SHARED else ():
                likeness[place] = likeness.get(place, 0.0) + self._weight(word) ** 2 / length / self._lengths[place]
                shared[place] = shared.get(place, 0) + 1
        likely = (place for place in likeness if shared[place] >= _FEWEST and likeness[place] >= _LEAST)
        best = max(likely, key=lambda place: (likeness[place], -place), default=None)
        return None if best is None else self._said[best]

    def _weight(self, word: str) -> float:
        return math.log(1 + len(self._said) / len(self._having.get(word, [0])))

    def _read(self) -> None:
        self._said = [(text, row, said) for text in self._texts for row in text.rows for said in sentences_of(row.text)]
        telling = [_telling(said) for _, _, said in self._said]
        for place, words in enumerate(telling):
            for word in words:
                self._having.setdefault(word, []).append(place)
        self._lengths = [math.sqrt(sum(self._weight(word) ** 2 for word in words)) or 1.0 for words in telling]


def _telling(sentence: str) -> list[str]:
    telling = (word for word in words_of(sentence) if len(word) >= _LETTERS or word.isdigit() or not word.isascii())
    return sorted({word if word.isdigit() else word[:_STEM] for word in telling})
