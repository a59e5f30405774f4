"""Floor 7. Who says a quotation: the name beside a verb of speaking, in the sentence of the quotation or beside it."""

import itertools
import re
from collections.abc import Sequence
from typing import Final

from briefgen.importing.proving.evidence import sentences_of
from briefgen.importing.proving.names import Name, Word, names_in, words_in
from briefgen.importing.proving.quotations import Quotation
from briefgen.importing.proving.vocabulary import LONGEST_PHRASE, Vocabulary

#: Words between a verb of speaking and the speaker's name, at most: "said the harbour's new master, Ann Hale".
_REACH: Final = 8
_BEFORE_COLON: Final = re.compile(r"[:：]\s*[\"'“„«‘‚「(]?\s*$")


def speaker_of(text: str, quotation: Quotation, quotations: Sequence[Quotation], words: Vocabulary) -> Name | None:
    """Return the name that a text gives as the speaker of one of its quotations; None where it is not clear."""
    masked = _without(text, quotations)
    bounds = _sentence_around(masked, quotation)
    found = _attributed(masked, bounds, quotation, words)
    if found is not None:
        return found
    # A quotation that is a sentence of its own: "He was calm. 'We sail.'" has its speaker in the sentence before.
    return None


def sentence_of(text: str, quotation: Quotation, quotations: Sequence[Quotation]) -> tuple[int, int]:
    """Return where the sentence that a quotation stands in begins and ends; what is quoted ends none."""
    return _sentence_around(_without(text, quotations), quotation)


def _without(text: str, quotations: Sequence[Quotation]) -> str:
    """Return the text with what is quoted, and the sentence ends in it, taken out; places stay."""
    parts = []
    place = 0
    for one in quotations:
        start, end = one.inner
        if start >= place:
            last = text[end - 1 : end]
            parts += [text[place:start], "_" * (end - start - 1), last if last in ".!?…。" else "_"]
            place = end
    return "".join([*parts, text[place:]])


def _sentence_around(text: str, quotation: Quotation) -> tuple[int, int]:
    for start, end in sentences_of(text):
        if start <= quotation.start < end:
            return start, max(end, quotation.end)
    return quotation.start, quotation.end


def _attributed(text: str, bounds: tuple[int, int], quotation: Quotation, words: Vocabulary) -> Name | None:
    start, end = bounds
    every = [word for word in words_in(text) if start <= word.start < end]
    # The first word of a sentence may be a name alone here: a verb of speaking is beside it.
    names = [name for name in names_in(text, words) if start <= name.start < end]
    if words.lang in {"ar", "fa", "ur", "he"}:
        of_places = {one.start for word, one in itertools.pairwise(every) if word.key in words.places}
        names = [name for name in names if name.start not in of_places] + _after_verbs(every, text, words)
    verbs = [(word.start, word.end, word.key) for word in every if word.key in words.said or word.key in words.told]
    for size in range(2, LONGEST_PHRASE + 1):
        for first in range(len(every) - size + 1):
            phrase = " ".join(word.key for word in every[first : first + size])
            if phrase in words.said:
                verbs.append((every[first].start, every[first + size - 1].end, phrase))
    best: tuple[int, Name] | None = None
    for verb_start, verb_end, verb in verbs:
        for name in names:
            is_after = name.start >= verb_end
            if is_after and verb in words.told:
                continue
            between = text[verb_end : name.start] if is_after else text[name.end : verb_start]
            distance = len(between.split()) + (0 if not is_after else 1)
            if "_" in between and not is_after:
                continue
            if distance <= _REACH and (best is None or distance < best[0]):
                best = (distance, name)
    if best is not None:
        return best[1]
    lead = text[start : quotation.start + 1]
    if _BEFORE_COLON.search(lead) and names:
        before = [name for name in names if name.end <= quotation.start]
        return before[-1] if before else None
    return None


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
