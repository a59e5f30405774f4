"""Floor 7. A "not" left out or put in: sentences with the words of one sentence of a capture that say the reverse."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.evidence import Evidence, clauses_of, run_words, stems_in
from briefgen.importing.proving.names import words_in
from briefgen.importing.proving.vocabulary import Vocabulary
from briefgen.text.words import shorten

#: Fewest words of sense that a sentence is compared by, the share of them that one sentence of the capture has to have, the
#: share of that sentence's words, and the sentences that a word may stand in to lead to one.
_FEWEST: Final = 4
_SHARE: Final = 0.8
_COVERED: Final = 0.5
_SHARED: Final = 40
_APOSTROPHE: Final = re.compile(r"n['’]t\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reversed:
    """A sentence of an article that denies what its sentence of the capture says, or the other way round."""

    start: int
    end: int
    line: int
    problem: str
    hint: str


def negations_in(text: str, evidence: Evidence, words: Vocabulary) -> Iterator[Reversed]:
    """Yield each sentence of a text that says the reverse of the capture's sentence with the same words."""
    if not words.negations:
        return
    for start, end in clauses_of(text):
        stems = stems_in(text[start:end], words)
        if len(stems) < _FEWEST:
            continue
        votes = Counter[int]()
        for stem in stems:
            places = evidence.by_stem.get(stem, ())
            if len(places) <= _SHARED:
                votes.update(places)
        if not votes:
            continue
        number, count = min(votes.items(), key=lambda item: (-item[1], item[0]))
        if count < max(_FEWEST, _SHARE * len(stems)):
            continue
        sentence = evidence.sentences[number]
        paragraph = evidence.paragraphs[sentence.paragraph]
        there = paragraph.text[sentence.start : sentence.end]
        is_covered = count >= _COVERED * len(stems_in(there, words))
        # What stands there word for word says what the capture says, wherever the capture's sentence begins.
        if not is_covered or evidence.find_run(run_words(text[start:end])) >= 0:
            continue
        here = _denials(text[start:end], words)
        if bool(here) == bool(_denials(there, words)) or _refuses(text[start:end], words) or _refuses(there, words):
            continue
        problem = f'the capture says the reverse here: "{shorten(there.strip(), 80)}"'
        if here:
            problem = f'this denies what the capture says: "{shorten(there.strip(), 80)}"'
        yield Reversed(
            start,
            end,
            paragraph.line_at(sentence.start),
            problem,
            "say what the capture says, or mark the sentence as yours",
        )


def _refuses(text: str, words: Vocabulary) -> bool:
    """Does a sentence say no by a verb, as "denied" does? With one "not" less, such a sentence may mean the same."""
    return any(word.key.startswith(words.refusals) for word in words_in(text))


def _denials(text: str, words: Vocabulary) -> int:
    if words.lang in {"zh", "ja"}:
        return sum(text.count(word) for word in words.negations)
    keys = [word.key for word in words_in(text)]
    if words.lang == "ar":
        keys += [key[1:] for key in keys if key[:1] in "وف"]
    found = sum(key in words.negations for key in keys)
    return found + (len(_APOSTROPHE.findall(text)) if words.lang == "en" else 0)
