"""Floor 7. What a page says twice: a sentence pulled out of the body, the same story cut short, the same story again.

Of two copies the better one is kept (longer, less damaged, typographic quotes), and the other's lines point to it.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.ledger import Mark
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.stories import RUN, SAME, alike, quality, runs_of
from briefgen.importing.capture.walk import Role, Story, Walk

#: Words of a sentence that a page sets a second time between paragraphs, and how far from it.
_PULLED: Final = (4, 45)
_REACH: Final = 40
#: Longest subhead that quotes the body, in words.
_SUBHEAD: Final = 8


def find_pulled(page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> dict[int, int]:
    """Return lines between paragraphs whose words stand in a row in a paragraph nearby, each with that paragraph."""
    places: dict[tuple[str, ...], list[int]] = {}
    prose = [unit for unit in page.units if unit.shape == "prose" and unit.index not in furniture]
    for unit in prose:
        for start in range(len(unit.words) - RUN + 1):
            places.setdefault(unit.words[start : start + RUN], []).append(unit.index)
    first = prose[0].index if prose else len(page.units)
    found: dict[int, int] = {}
    for unit in page.units[first + 1 :]:
        if not _PULLED[0] <= len(unit.words) <= _PULLED[1] or unit.index in furniture or unit.index in captions:
            continue
        if unit.shape == "short" and len(unit.words) <= _SUBHEAD and not unit.is_sentence:
            # A subhead may be words of the paragraphs below.
            continue
        text = f" {' '.join(unit.words)} "
        for other in places.get(unit.words[:RUN], ()):
            longer = page.units[other]
            is_near = abs(other - unit.index) <= _REACH and other != unit.index
            if is_near and len(longer.words) > len(unit.words) + RUN and text in f" {' '.join(longer.words)} ":
                found[unit.index] = other
                break
    return found


def prefer_later_copies(walk: Walk, number: int, parts: list[tuple[Role, int]]) -> None:
    """Take the later copy of an article's first paragraphs where it goes on without a break, or is the better one."""
    later = {mark.of: index for index, mark in walk.marks.items() if mark.fate == "repeat" and mark.article == number}
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
    texts = ["\n".join(walk.page.units[index].text for _, index in story.parts) for story in found]
    gone: set[int] = set()
    for pair in alike([runs_of(text) for text in texts]):
        if pair.share < SAME or {pair.one, pair.other} & gone:
            continue
        worse, better = sorted((pair.one, pair.other), key=lambda place: (quality(texts[place]), -place))
        gone.add(worse)
        _repeat(walk, found[worse], found[better])
    return [story for place, story in enumerate(found) if place not in gone]


def _repeat(walk: Walk, worse: Story, better: Story) -> None:
    units = walk.page.units
    by_fold = {units[index].fold: index for _, index in better.parts}
    runs = [(runs_of(units[index].text), index) for _, index in better.parts]
    first = better.title if better.title is not None else better.parts[0][1]
    for index, mark in list(walk.marks.items()):
        if mark.article != worse.number:
            continue
        mine = runs_of(units[index].text)
        nearest = max(runs, key=lambda pair: len(mine & pair[0]))
        likely = nearest[1] if mine & nearest[0] else first
        walk.marks[index] = Mark(fate="repeat", article=better.number, of=by_fold.get(units[index].fold, likely))
