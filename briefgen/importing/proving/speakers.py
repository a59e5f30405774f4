"""Floor 7. Who says a quotation: the name beside a verb of speaking, in the sentence of the quotation or beside it."""

import bisect
import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from briefgen.importing.proving.evidence import sentences_of
from briefgen.importing.proving.names import Name, Word, names_in, words_in
from briefgen.importing.proving.quotations import Quotation, quotations_in
from briefgen.importing.proving.vocabulary import LONGEST_PHRASE, Vocabulary

#: Words between a verb of speaking and the speaker's name, at most: "said the harbour's new master, Ann Hale".
_REACH: Final = 8
_FARTHEST: Final = 120
#: Verbs and names of one sentence that are compared: a list of a thousand names says nothing of who speaks.
_TRIED: Final = 40
_BEFORE_COLON: Final = re.compile(r"[:：]\s*[\"'“„«‘‚「(]?\s*$")


class _Placed(Protocol):
    @property
    def start(self) -> int: ...


T = TypeVar("T", bound=_Placed)


class Speakers:
    """Who says what in a text: it is read once, and each quotation is looked up by its sentence."""

    __slots__ = ("_names", "_starts", "_text", "_verbs", "_words", "quotations", "sentences", "text")

    def __init__(self, text: str, words: Vocabulary) -> None:
        """Take a text and the words of its language."""
        self.text = text
        self.quotations = quotations_in(text)
        self._words = words
        # What is quoted has no speakers, and ends no sentence within.
        self._text = _without(text, self.quotations)
        self.sentences = list(sentences_of(self._text))
        self._starts = [start for start, _ in self.sentences]
        every = words_in(self._text) if self.quotations else []
        names = names_in(self._text, words) if self.quotations else []
        if words.lang in {"ar", "fa", "ur", "he"}:
            of_places = {one.start for word, one in itertools.pairwise(every) if word.key in words.places}
            names = [name for name in names if name.start not in of_places] + _after_verbs(every, self._text, words)
        self._names = _by_sentence(self._starts, names)
        self._verbs = _by_sentence(self._starts, _verbs(every, words))

    def sentence(self, quotation: Quotation) -> tuple[int, int]:
        """Return where the sentence that a quotation stands in begins and ends."""
        index = bisect.bisect_right(self._starts, quotation.start) - 1
        return self.sentences[index] if index >= 0 else (quotation.start, quotation.end)

    def of(self, quotation: Quotation) -> Name | None:
        """Return the name beside a verb of speaking in the quotation's sentence; None where it is not clear."""
        index = bisect.bisect_right(self._starts, quotation.start) - 1
        names = self._names.get(index, [])
        best: tuple[int, Name] | None = None
        for verb in self._verbs.get(index, [])[:_TRIED]:
            for name in names[:_TRIED]:
                distance = self._distance(verb, name)
                if distance <= _REACH and (best is None or distance < best[0]):
                    best = (distance, name)
        if best is not None:
            return best[1]
        lead = self._text[self._starts[index] if index >= 0 else 0 : quotation.start + 1]
        before = [name for name in names if name.end <= quotation.start]
        return before[-1] if before and _BEFORE_COLON.search(lead[-20:]) else None

    def _distance(self, verb: "_Verb", name: Name) -> int:
        """Return the number of words between a verb and a name; one more where the name comes after it."""
        is_after = name.start >= verb.end
        if is_after and verb.key in self._words.told:
            return _REACH + 1
        first, last = (verb.end, name.start) if is_after else (name.end, verb.start)
        if last - first > _FARTHEST:
            return _REACH + 1
        between = self._text[first:last]
        return _REACH + 1 if "_" in between and not is_after else len(between.split()) + is_after


@dataclass(frozen=True, slots=True)
class _Verb:
    key: str
    start: int
    end: int


def _by_sentence(starts: Sequence[int], found: Iterable[T]) -> dict[int, list[T]]:
    grouped: dict[int, list[T]] = {}
    for one in found:
        grouped.setdefault(bisect.bisect_right(starts, one.start) - 1, []).append(one)
    return grouped


def _verbs(every: Sequence[Word], words: Vocabulary) -> list[_Verb]:
    found = [_Verb(word.key, word.start, word.end) for word in every if word.key in words.said or word.key in words.told]
    for size in range(2, LONGEST_PHRASE + 1):
        for first in range(len(every) - size + 1):
            phrase = " ".join(word.key for word in every[first : first + size])
            if phrase in words.said:
                found.append(_Verb(phrase, every[first].start, every[first + size - 1].end))
    return found


def _without(text: str, quotations: Sequence[Quotation]) -> str:
    """Return the text with what is quoted taken out, but for the mark of a sentence's end; places stay."""
    parts = []
    place = 0
    for one in quotations:
        start, end = one.inner
        if start >= place:
            last = text[end - 1 : end]
            parts += [text[place:start], "_" * (end - start - 1), last if last in ".!?…。" else "_"]
            place = end
    return "".join([*parts, text[place:]])


def _after_verbs(every: Sequence[Word], text: str, words: Vocabulary) -> list[Name]:
    """Return what follows a verb of speaking, where the verb comes first: two words."""
    found = []
    for index, word in enumerate(every[:-2]):
        first, second = every[index + 1], every[index + 2]
        is_name = (
            first.key not in words.titles
            and len(first.key) > 2
            and not text[word.end : second.start].replace(first.key, "").strip(" ")
        )
        if (word.key in words.said or word.key[1:] in words.said) and (first.key in words.given or is_name):
            found.append(Name(first.start, second.end, (first, second)))
    return found


def words_of_name(name: Name, words: Vocabulary) -> tuple[Word, ...]:
    """Return the words of a name that tell one person from another."""
    return tuple(word for word in name.words if word.key not in words.titles and len(word.key) > 1)
