"""Floor 7. Texts that are alike, in words: a group of many is told once, and of thousands of pairs the first."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from briefgen.importing.capture.stories import SAME, Likeness

#: Groups and pairs that are told of a run: nobody decides on more at a time, and the next run tells what is left then.
MOST: Final = 100
#: Articles of a group that are named.
_NAMED: Final = 5


def tell_pairs(names: Sequence[str], pairs: Sequence[Likeness]) -> tuple[str, ...]:
    """Return what is said of pairs that are alike: groups of one story, the largest first, then those that share text.

    `names` are the articles' paths by their places, `pairs` the most alike first.
    """
    same = [pair for pair in pairs if pair.share >= SAME]
    groups = _groups(same)
    of_group = {place: number for number, group in enumerate(groups) for place in group}
    remarks = [_told(names, group, same) for group in groups]
    shared = [pair for pair in pairs if pair.share < SAME]
    # Two groups share text once, however many members they have.
    once: dict[tuple[object, object], Likeness] = {}
    for pair in shared:
        key = tuple(sorted(str(of_group.get(place, names[place])) for place in (pair.one, pair.other)))
        if key[0] != key[1]:
            once.setdefault((key[0], key[1]), pair)
    remarks += [_told(names, (pair.one, pair.other), [pair]) for pair in once.values()]
    if len(remarks) > MOST:
        left = len(remarks) - MOST
        return (*remarks[:MOST], f"and {left:,} more; each draft names the articles that are like it")
    return tuple(remarks)


def _groups(pairs: Iterable[Likeness]) -> list[tuple[int, ...]]:
    """Return the places that pairs join, directly or by way of others: the largest group first, each in order."""
    parent: dict[int, int] = {}

    def root(place: int) -> int:
        parent.setdefault(place, place)
        while parent[place] != place:
            parent[place] = parent[parent[place]]
            place = parent[place]
        return place

    for pair in pairs:
        parent[root(pair.other)] = root(pair.one)
    members: dict[int, list[int]] = {}
    for place in sorted(parent):
        members.setdefault(root(place), []).append(place)
    sizes = Counter({first: len(found) for first, found in members.items()})
    return [tuple(members[first]) for first in sorted(members, key=lambda first: (-sizes[first], members[first][0]))]


def _told(names: Sequence[str], group: Sequence[int], pairs: Sequence[Likeness]) -> str:
    if len(group) == 2:
        pair = next(one for one in pairs if {one.one, one.other} == set(group))
        word = "the same story as" if pair.share >= SAME else "shares text with"
        share = f"{pair.share:.0%} of the shorter text"
        return f"{names[pair.one]}: {word} {names[pair.other]} ({share}); not joined, decide by hand"
    shown = ", ".join(names[place] for place in group[:_NAMED])
    more = f" and {len(group) - _NAMED:,} more" if len(group) > _NAMED else ""
    return f"the same story in {len(group):,} articles; not joined, decide by hand: {shown}{more}"
