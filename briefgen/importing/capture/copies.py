"""Floor 7. What a page says twice: a sentence pulled out of the body, the same story cut short, the same story again.

Of two copies the better one is kept (longer, less damaged, typographic quotes), and the other's lines point to it.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from functools import lru_cache
from typing import Final

from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.ledger import Mark
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.stories import RUN, SAME, alike, quality, runs_of
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Role, Story, Walk

#: Words of a sentence that a page sets a second time between paragraphs, and how far from it.
_PULLED: Final = (4, 45)
_REACH: Final = 40
#: Longest subhead that quotes the body, in words.
_SUBHEAD: Final = 8
#: Paragraphs of a story that are remembered for one run of words: what more of them have is a formula of the story.
_FORMULA: Final = 64


def find_pulled(page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> dict[int, int]:
    """Return lines between paragraphs whose words stand in a row in a paragraph nearby, each with that paragraph."""
    prose = [unit for unit in page.units if unit.shape == "prose" and unit.index not in furniture]
    first = prose[0].index if prose else len(page.units)
    wanted = [unit for unit in page.units[first + 1 :] if _may_be_pulled(unit, furniture, captions)]
    places = _places_of({unit.words[:RUN] for unit in wanted}, prose)
    found: dict[int, int] = {}
    for unit in wanted:
        text = f" {' '.join(unit.words)} "
        near = places.get(unit.words[:RUN], [])
        for other in near[bisect_left(near, unit.index - _REACH) : bisect_right(near, unit.index + _REACH)]:
            longer = page.units[other]
            if other != unit.index and len(longer.words) > len(unit.words) + RUN and text in f" {' '.join(longer.words)} ":
                found[unit.index] = other
                break
    return found


def _may_be_pulled(unit: Unit, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> bool:
    if not _PULLED[0] <= len(unit.words) <= _PULLED[1] or unit.index in furniture or unit.index in captions:
        return False
    # A subhead may be words of the paragraphs below.
    return unit.shape != "short" or len(unit.words) > _SUBHEAD or unit.is_sentence


def _places_of(wanted: Set[tuple[str, ...]], prose: Sequence[Unit]) -> dict[tuple[str, ...], list[int]]:
    """Return the paragraphs that have each of the wanted runs of words, in ascending order, each once."""
    places: dict[tuple[str, ...], list[int]] = {}
    for unit in prose:
        for start in range(len(unit.words) - RUN + 1):
            run = unit.words[start : start + RUN]
            if run in wanted:
                mine = places.setdefault(run, [])
                if not mine or mine[-1] != unit.index:
                    mine.append(unit.index)
    return places


def prefer_later_copies(walk: Walk, own: Sequence[int], number: int, parts: list[tuple[Role, int]]) -> None:
    """Take the later copy of an article's first paragraphs where it goes on without a break, or is the better one.

    `own` are the article's units.
    """
    marks = ((index, walk.marks[index]) for index in own if index in walk.marks)
    later = {mark.of: index for index, mark in marks if mark.fate == "repeat" and mark.article == number}
    count = 0
    while count < len(parts) and parts[count][1] in later:
        count += 1
    if not count:
        return
    copies = [later[index] for _, index in parts[:count]]
    if count < len(parts):
        is_better = copies == sorted(copies) and copies[-1] < parts[count][1]
    else:
        units = walk.page.units
        one, other = ("\n".join(units[index].text for index in side) for side in ([at for _, at in parts], copies))
        is_better = quality(other) > quality(one)
    if not is_better:
        return
    for place, ((role, index), copy) in enumerate(zip(parts[:count], copies, strict=True)):
        walk.keep(copy, "subhead" if role == "subhead" else "body", number)
        walk.marks[index] = Mark(fate="repeat", article=number, of=copy)
        parts[place] = (role, copy)


def without_copies(walk: Walk, found: Sequence[Story]) -> list[Story]:
    """Leave out stories that another one of the page holds whole; their lines become repeats of that one's."""
    if len(found) < 2:
        return list(found)
    texts = ["\n".join(walk.page.units[index].text for _, index in story.parts) for story in found]
    quality_of = lru_cache(maxsize=None)(lambda place: quality(texts[place]))
    better_of: dict[int, int] = {}
    for pair in alike([runs_of(text) for text in texts], SAME):
        if not {pair.one, pair.other} & better_of.keys():
            worse, better = sorted((pair.one, pair.other), key=lambda place: (quality_of(place), -place))
            better_of[worse] = better
    if better_of:
        _repeat(walk, found, better_of)
    return [story for place, story in enumerate(found) if place not in better_of]


def _repeat(walk: Walk, found: Sequence[Story], better_of: Mapping[int, int]) -> None:
    """Make the lines of stories repeats of the better stories' lines; a better story may itself have a better one."""
    best_of: dict[int, int] = {}
    for worse, better in reversed(list(better_of.items())):
        # A better one of the better story was found later, so it is known here already.
        best_of[worse] = best_of.get(better, better)
    best_by_number = {found[worse].number: best for worse, best in best_of.items()}
    targets: dict[int, _Target] = {}
    for index, mark in list(walk.marks.items()):
        best = best_by_number.get(mark.article)
        if best is not None:
            target = targets.get(best) or targets.setdefault(best, _Target(walk.page, found[best]))
            walk.marks[index] = Mark(fate="repeat", article=found[best].number, of=target.nearest(index))


class _Target:
    """A story that has copies: finds the line that a copy's line repeats."""

    def __init__(self, page: Page, story: Story) -> None:
        self._units = page.units
        self._first = story.title if story.title is not None else story.parts[0][1]
        self._by_fold = {page.units[index].fold: index for _, index in story.parts}
        self._parts = [index for _, index in story.parts]
        self._by_run: dict[int, list[int]] = {}
        for place, index in enumerate(self._parts):
            for run in runs_of(page.units[index].text):
                places = self._by_run.setdefault(run, [])
                if len(places) < _FORMULA:
                    places.append(place)

    def nearest(self, index: int) -> int:
        """Return the line with the same text, else the one that has the most in common, else the story's first."""
        unit = self._units[index]
        same = self._by_fold.get(unit.fold)
        if same is not None:
            return same
        common = Counter(place for run in runs_of(unit.text) for place in self._by_run.get(run, ()))
        if not common:
            return self._first
        return self._parts[min(common, key=lambda place: (-common[place], place))]
