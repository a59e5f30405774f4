"""Floor 7. Where the articles of a page begin, by the states of its units: each headline, its head, and its first text."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from briefgen.importing.capture.features import Evidence
from briefgen.importing.capture.openings import core_of, start_of_head
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.states import State


@dataclass(frozen=True, slots=True)
class Head:
    """A headline: its unit (-1 for none), where its head begins, the text that follows, and the signs for it."""

    title: int
    start: int
    prose: int
    signs: tuple[str, ...] = ()


def find_heads(evidence: Evidence, states: Sequence[State], splits: Collection[int] = ()) -> list[Head]:
    """Return the heads of the stories that the states tell, in order; `splits` are units at which stories begin."""
    heads: list[Head] = []
    title, low = -1, 0
    for index, state in enumerate(states):
        if state == "title":
            title = index
        elif state == "body":
            if title >= 0 or not index or states[index - 1] == "outside" or index in splits:
                heads.append(_head_at(evidence, title, range(low, index), index))
            title, low = -1, index + 1
    return heads


def _head_at(evidence: Evidence, title: int, region: Sequence[int], prose: int) -> Head:
    """Return the head of a story whose text begins at `prose`; `region` is what stands between it and the text above."""
    if title < 0:
        return Head(-1, prose, prose)
    page, openings = evidence.page, evidence.openings
    core = core_of(page.units[title].fold)
    copies = [index for index in region if core_of(page.units[index].fold) == core]
    return Head(
        title=_best_copy(page, [title, *copies]),
        start=start_of_head(page, copies[0], region, openings.around),
        prose=prose,
        signs=openings.signs_at(title),
    )


def _best_copy(page: Page, copies: Sequence[int]) -> int:
    """Return the copy without the site's name, of equal ones the first."""
    return min(copies, key=lambda index: (len(page.units[index].words), index))
