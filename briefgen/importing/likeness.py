"""Floor 7. Which texts of thousands are alike: a small index finds the pairs to look at, and these are compared in full.

Counting what every pair of texts has in common takes memory for every pair that shares a formula ("in a statement on
Tuesday"), and 10,000 articles have millions of such pairs. So the index has a sample of each text's runs of words, and is
asked for one text at a time. The sample is that of winnowing (Schleimer, Wilkerson and Aiken, 2003): the smallest of every
few runs in a row, so that two texts with a stretch of eleven words in common always have one of them in common.
"""

from array import array
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, pairwise
from typing import Final
from zlib import crc32

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.stories import RUN, SHARES, Likeness, runs_of

#: Runs in a row of which the smallest is taken: about two in nine are, a quarter of a text.
_WINDOW: Final = 8
#: Share of the smaller sample from which on a pair is compared in full: half of what is looked for.
_LOOK: Final = SHARES / 2
#: Samples in more texts than this are formulas of a publisher, or copies of one text: each is compared with the first only.
_FORMULA: Final = 64
#: Texts whose runs are held for comparing: copies come in rows, and one of 500 words has 30 KB of them.
_HELD: Final = 256


def fingerprints(text: str) -> bytes:
    """Return the sample of a text's runs, as an array of 32-bit numbers in ascending order."""
    words = fold_words(text)
    if not words:
        return b""
    last = max(1, len(words) - RUN + 1)
    runs = [crc32(" ".join(words[index : index + RUN]).encode("utf-8", "surrogatepass")) for index in range(last)]
    smallest = {min(runs[index : index + _WINDOW]) for index in range(max(1, last - _WINDOW + 1))}
    return array("I", sorted(smallest)).tobytes()


def find_alike(prints: Sequence[bytes], text_of: Callable[[int], str], first: int) -> tuple[Likeness, ...]:
    """Return the pairs that share 0.2 of the shorter text or more, the most alike first.

    Each has one of the `first` texts at least: what stood in content/ before is not compared with itself.
    """
    samples = [array("I", sample) for sample in prints]
    postings = _postings(samples)
    runs = lru_cache(maxsize=_HELD)(lambda place: runs_of(text_of(place)))
    found = [
        Likeness(one=one, other=other, share=share)
        for one in range(first)
        for other in _candidates(one, samples, postings)
        if (share := _share(runs(one), runs(other))) >= SHARES
    ]
    return tuple(sorted(found, key=lambda pair: (-pair.share, pair.one, pair.other)))


def _postings(samples: Sequence["array[int]"]) -> dict[int, "array[int]"]:
    """Return for each fingerprint that several texts have the places of these, in ascending order."""
    # Sorting takes half the memory of counting: most fingerprints are in one text only.
    shared = {one for one, next_ in pairwise(sorted(chain.from_iterable(samples))) if one == next_}
    postings: dict[int, array[int]] = {}
    for place, sample in enumerate(samples):
        for print_ in sample:
            if print_ in shared:
                postings.setdefault(print_, array("I")).append(place)
    return postings


def _candidates(one: int, samples: Sequence["array[int]"], postings: dict[int, "array[int]"]) -> Iterator[int]:
    """Give the places after `one` whose samples have enough in common with its own."""
    common: Counter[int] = Counter()
    for print_ in samples[one]:
        places = postings.get(print_)
        if places is not None and (len(places) <= _FORMULA or places[0] == one):
            common.update(places)
    for other, count in sorted(common.items()):
        if other > one and count >= _LOOK * min(len(samples[one]), len(samples[other])):
            yield other


def _share(one: frozenset[int], other: frozenset[int]) -> float:
    return len(one & other) / min(len(one), len(other)) if one and other else 0.0
