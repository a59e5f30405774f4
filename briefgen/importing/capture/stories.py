"""Floor 7. The same story again: how much of one text stands in another, over hashed runs of four folded words.

Containment, not likeness: a copy cut to a third is still the same story, and Jaccard, MinHash and simhash all miss it.
An inverted index keeps the cost linear: only texts that share a run are compared.
"""

import re
import zlib
from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Final, TypeVar

from briefgen.importing.capture.folding import fold_words
from briefgen.values.model import Value

K = TypeVar("K", bound=Hashable)

#: Words in a run. Shorter ones are stock phrases, longer ones miss an edited sentence.
RUN: Final = 4
#: Containment from which on two texts tell one story, and from which on they share text. Unrelated pairs stay under 0.02.
SAME: Final = 0.8
SHARES: Final = 0.2
#: Runs in more texts than this are formulas of a publisher ("in a statement on Tuesday"), and compared by nobody.
_FORMULA: Final = 64

_CURLY: Final = re.compile("[“”‘’«»]")
_FLAT: Final = re.compile("[\"']")


class Likeness(Value, frozen=True, kw_only=True):
    """Two texts, by the index of each, and the share of the shorter one that stands in the other."""

    one: int
    other: int
    share: float


def runs_of(text: str) -> frozenset[int]:
    """Return the text's runs of four folded words, hashed; a shorter text is one run."""
    words = fold_words(text)
    if not words:
        return frozenset()
    last = max(1, len(words) - RUN + 1)
    return frozenset(zlib.crc32(" ".join(words[index : index + RUN]).encode()) for index in range(last))


def alike(texts: Sequence[frozenset[int]], least: float = SHARES) -> tuple[Likeness, ...]:
    """Return the pairs that share 0.2 (or `least`) of the shorter text or more, the most alike first."""
    index: dict[int, list[int]] = {}
    for place, runs in enumerate(texts):
        for run in runs:
            index.setdefault(run, []).append(place)
    found: list[Likeness] = []
    # One text at a time: all pairs at once would take memory for each two texts that have any four words in common.
    for one, runs in enumerate(texts):
        common: Counter[int] = Counter()
        for run in runs:
            places = index[run]
            # Many copies of one text: each is compared with the first, which is enough to join them.
            if 1 < len(places) <= _FORMULA or places[0] == one:
                common.update(places)
        for other, count in common.items():
            share = count / min(len(runs), len(texts[other]))
            if other > one and share >= least:
                found.append(Likeness(one=one, other=other, share=share))
    return tuple(sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other)))


def group_exact(keys: Iterable[K]) -> Mapping[K, tuple[int, ...]]:
    """Return the places of each key, in order."""
    groups: dict[K, list[int]] = {}
    for place, key in enumerate(keys):
        groups.setdefault(key, []).append(place)
    return {key: tuple(places) for key, places in groups.items()}


def quality(text: str) -> tuple[int, int, int]:
    """Return how good a copy is, higher for better: its words, its lost characters, its typographic quotes."""
    return (len(fold_words(text)), -text.count("\ufffd"), len(_CURLY.findall(text)) - len(_FLAT.findall(text)))


def exact_key(text: str) -> str:
    """Return what two copies have in common that differ in quotes, dashes, spaces and case only."""
    return " ".join(fold_words(text))
