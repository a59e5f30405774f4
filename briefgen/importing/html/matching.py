"""Floor 7. Which blocks of a page stand in another text that was made from it, such as an extractor's.

Blocks that stand once on the page and once in the text are found first; those that stand more often (a headline among
related stories) count only where the order of the others leaves room for them.
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.html.blocks import Block

#: Words looked up at once.
_RUN: Final = 4
#: Places tried for one block: a text of one word a million times has too many.
_MOST_PLACES: Final = 40
#: Share of a block's runs from which on it counts as there, where the other text left something out; its shortest length.
_SHARE: Final = 0.8
_LONG: Final = 10


def find_blocks(blocks: Sequence[Block], text: str) -> frozenset[int]:
    """Return the indexes of the blocks that stand in the text."""
    words = fold_words(text)
    runs: dict[tuple[str, ...], list[int]] = {}
    for size in range(1, _RUN + 1):
        for place in range(len(words) - size + 1):
            places = runs.setdefault(words[place : place + size], [])
            if len(places) < _MOST_PLACES:
                places.append(place)
    found = {block.index: _places(block.words, words, runs) for block in blocks if block.words}
    copies: dict[tuple[str, ...], int] = {}
    for block in blocks:
        copies[block.words] = copies.get(block.words, 0) + 1
    anchors = _rising(
        [(block.index, found[block.index][0]) for block in blocks
         if block.words and copies[block.words] == 1 and len(found[block.index]) == 1]
    )  # fmt: skip
    kept = set(anchors)
    last = 0
    ahead = sorted(anchors)
    for block in blocks:
        if block.index in anchors:
            last = anchors[block.index] + len(block.words)
            continue
        after = bisect_left(ahead, block.index)
        limit = anchors[ahead[after]] if after < len(ahead) else len(words)
        here = next((place for place in found.get(block.index, ()) if last <= place < limit), None)
        if here is not None:
            kept.add(block.index)
            last = here + len(block.words)
        elif len(block.words) >= _LONG and _share(block.words, runs) >= _SHARE:
            kept.add(block.index)
    return frozenset(kept)


def _places(wanted: tuple[str, ...], words: Sequence[str], runs: Mapping[tuple[str, ...], list[int]]) -> list[int]:
    return [place for place in runs.get(wanted[:_RUN], ()) if tuple(words[place : place + len(wanted)]) == wanted]


def _share(wanted: tuple[str, ...], runs: Mapping[tuple[str, ...], list[int]]) -> float:
    mine = [wanted[at : at + _RUN] for at in range(len(wanted) - _RUN + 1)]
    return sum(run in runs for run in mine) / len(mine)


def _rising(pairs: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Return the longest series of pairs of which the second parts rise."""
    ends: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for number, (_, place) in enumerate(pairs):
        spot = bisect_left(ends, place)
        before.append(at[spot - 1] if spot else -1)
        if spot == len(ends):
            ends.append(place)
            at.append(number)
        else:
            ends[spot], at[spot] = place, number
    series: dict[int, int] = {}
    number = at[-1] if at else -1
    while number >= 0:
        series[pairs[number][0]] = pairs[number][1]
        number = before[number]
    return series
