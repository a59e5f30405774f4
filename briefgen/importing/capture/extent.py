"""Floor 7. From where to where a body goes: the stretch of units that scores best, and what each unit in it is.

Line by line a page's foot looks like prose (teasers, notices, comments), and an article's own short lines look like
furniture. Seen as a whole the two differ: paragraphs that speak of one subject outweigh the short lines between them, and
the lines of a foot do not. So every unit is weighed as paragraph, subhead and intrusion, and the path through an article's
units with the greatest sum is taken (Viterbi's algorithm, with the states before, body, subhead, intrusion, after).
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final, Literal, TypeAlias

from briefgen.importing.capture.furniture import ENDS, Verdict
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.stretch import BREAK, BRIEF, SPEAKER, WHOLE, Stretch, is_said
from briefgen.importing.capture.units import Unit

State: TypeAlias = Literal["before", "body", "subhead", "intrusion", "after"]

#: Longest subhead, in words.
SUBHEAD: Final = 14
#: What a paragraph weighs by its length in words, up to each bound.
_LENGTHS: Final = ((5, 0.2), (8, 0.5), (15, 0.9), (30, 1.4), (float("inf"), 2.0))
#: Shares of a paragraph's words with the article before it, and what they weigh: sections of one article share 0.2 to 0.5.
_RELATED: Final = ((0.04, -0.8), (0.08, -0.5), (0.14, -0.1), (0.25, 0.2), (1.1, 0.6))
#: How much of a suspicion is left at such a share: whoever writes of newsletters uses their words.
_AT_HOME: Final = ((0.12, 1.0), (0.2, 0.5), (1.1, 0.15))
#: Fewest content words that say anything; how many paragraphs are compared.
_ENOUGH: Final = 5
_UNTOLD: Final = 0.13
_REMEMBERED: Final = 30
#: What a short line costs as an intrusion: one that a rule knows, one below it, another one.
_KNOWN: Final = 0.15
_BELOW_MARK: Final = 0.3
_UNKNOWN: Final = 0.9
_IN_ROW: Final = 0.6
#: Marks after which nothing of the article comes.
_FINAL: Final = frozenset(["comments", "end", "author"])
_OPENING: Final = 0.3
#: What it costs to end a body before its stretch ends.
_ENDING: Final = 0.4
#: What it weighs that a paragraph begins as one that goes on with the one above it.
_GOES_ON: Final = 0.8
#: Share of words with the article under which a paragraph that speaks to the reader, or of the site, is a stranger.
_ADDRESSED: Final = 0.14
# "1. Who may vote": one alone between paragraphs is a subhead, several in a row are a list.
_NUMBERED: Final = re.compile(r"^\(?\d{1,2}[.)]\s")

_QUOTED: Final = re.compile('[“«„"‘]')

_NEVER: Final = float("-inf")
_STATES: Final[tuple[State, ...]] = ("before", "body", "subhead", "intrusion", "after")
_FROM: Final[Mapping[State, tuple[State, ...]]] = {
    "before": ("before",),
    "body": ("before", "body", "subhead", "intrusion"),
    "subhead": ("body", "subhead", "intrusion"),
    "intrusion": ("body", "intrusion"),
    "after": ("body", "after"),
}


def weigh_body(
    page: Page, units: Sequence[int], furniture: Mapping[int, Verdict], captions: frozenset[int], *, is_led: bool
) -> tuple[list[State], float]:
    """Return a state for each of an article's units, in order, and what its body weighs; 0 and no body for nothing.

    `is_led`: does the article's headline stand below a mark of a page's foot, where teasers stand?
    """
    scores: dict[State, float] = dict.fromkeys(_STATES, _NEVER) | {"before": 0.0}
    trail: list[dict[State, State]] = []
    weigher = _Weigher(page, units, furniture, captions, is_led=is_led)
    for place in range(len(units)):
        weights = weigher.weights(place)
        reached: dict[State, float] = {}
        back: dict[State, State] = {}
        for state in _STATES:
            # With equal sums the longer body is taken: what is kept can be cut by a reader, what is dropped is not seen.
            origin = max(_FROM[state], key=lambda known: (scores[known] - _step(known, state), known != "after"))
            reached[state] = scores[origin] - _step(origin, state) + weights.get(state, 0.0)
            back[state] = origin
        scores = reached
        trail.append(back)
    ends: tuple[State, ...] = ("body", "after", "before")
    state = max(ends, key=lambda known: scores[known])
    weight = scores[state]
    states: list[State] = []
    for back in reversed(trail):
        states.append(state)
        state = back[state]
    return states[::-1], weight


def _step(origin: State, state: State) -> float:
    if origin == "body" and state == "intrusion":
        return _OPENING
    return _ENDING if origin == "body" and state == "after" else 0.0


def _is_cut_sentence(unit: Unit) -> bool:
    """Is it a sentence that the capture cut off, rather than a headline? Headlines in English capitalise their words."""
    words = [word for word in unit.text.split() if len(word) > 3]
    return unit.size >= 5 and sum(not word[:1].isupper() for word in words) >= 0.6 * len(words)


def _is_speech(unit: Unit) -> bool:
    """Is a short line a sentence with somebody's words in quotation marks?"""
    return unit.shape == "short" and bool(_QUOTED.match(unit.text)) and is_said(unit)


class _Weigher(Stretch):
    """Weighs the units of one article's stretch in each state."""

    def __init__(
        self, page: Page, units: Sequence[int], furniture: Mapping[int, Verdict], captions: frozenset[int], *, is_led: bool
    ) -> None:
        super().__init__(page, units, furniture, captions)
        self._prose = [index for index in units if page.is_prose(index) and index not in furniture and index not in captions]
        self._rank = {index: rank for rank, index in enumerate(self._prose)}
        self._known = self._ranks_before_breaks()
        self._led = self._places_below_marks(is_led)

    def weights(self, place: int) -> dict[State, float]:
        """Return what the unit weighs in the states of a body; a state that is left out weighs nothing."""
        index = self.units[place]
        unit = self.page.units[index]
        if index in self.captions or unit.shape == "rule":
            return {"body": _NEVER, "subhead": _NEVER, "intrusion": -_KNOWN if index in self.captions else 0.3}
        if index in self.furniture:
            kind = self.furniture[index].kind
            cost = 4.0 if kind in _FINAL else 0.6 if kind in ENDS else _KNOWN
            return {"body": _NEVER, "subhead": _NEVER, "intrusion": -cost}
        if unit.shape == "prose":
            weight = self._as_prose(place, unit)
            return {"body": weight, "subhead": _NEVER, "intrusion": -0.8 - max(weight, 0.0)}
        return {
            "body": self._as_line(place, unit),
            "subhead": self._as_subhead(place, unit),
            "intrusion": self._as_intrusion(place, unit),
        }

    # As a paragraph ------------------------------------------------------------------------------------------------

    def _as_prose(self, place: int, unit: Unit) -> float:
        weight = next(weight for bound, weight in _LENGTHS if unit.size <= bound)
        related = self._related(unit)
        suspicion = next(value for bound, value in _AT_HOME if related < bound)
        weight -= suspicion * self._suspect(unit)
        weight += next(value for bound, value in _RELATED if related < bound)
        beside = (self.beside(place, -1), self.beside(place, 1))
        company = sum(other is not None and self.is_body(other) for other in beside)
        weight += 0.4 * company
        if self.page.goes_on(unit.index):
            # Teasers and notices begin anew.
            weight += _GOES_ON
        if related < _ADDRESSED and unit.size < WHOLE and len(self._prose) > 1:
            if "address" in unit.hits:
                weight -= 0.8 if company else 1.8
            if not company and self._names_the_site(unit):
                weight -= 1.0
        if unit.is_cut:
            weight -= 0.7
        if related < 0.14 and any(
            other is not None and "form" in other.hits for other in (beside[1], self.beside(place, 2))
        ):
            weight -= 1.5
        if not unit.is_sentence and unit.text[-1:].isalnum() and unit.index + 1 < len(self.page.units):
            weight -= 0.4
        if self.page.is_repeated(unit.index):
            weight -= 1.0
        if place in self._led:
            weight -= 2.4
        elif related < 0.08 and self.is_teaser(place) and (self.is_teaser(place - 2) or self.is_teaser(place + 2)):
            weight -= 1.8
        return weight

    def _suspect(self, unit: Unit) -> float:
        """Return what is taken off a line for the tables that know it."""
        weights = self.page.rules.weights["suspect"]
        return sum(weights.get(hit, 0.0) for hit in unit.hits)

    def _names_the_site(self, unit: Unit) -> bool:
        """Does a paragraph name what the page begins with: the site, which speaks of itself at its foot?"""
        return any(f" {name} " in f" {' '.join(unit.words)} " for name in self.page.site_names)

    def _related(self, unit: Unit) -> float:
        """Return the share of the unit's words with the paragraphs before it; with those below for the first ones."""
        if len(self.page.stems[unit.index]) < _ENOUGH:
            return _UNTOLD
        rank = self._rank.get(unit.index, 0)
        known = self._known[rank] if rank < len(self._known) else rank
        others = self._prose[max(0, known - _REMEMBERED) : known]
        if known == rank < 3:
            others = [*others, *self._prose[rank + 1 : rank + 6]]
        return self.page.shared(unit.index, others) if others else _UNTOLD

    def _places_below_marks(self, is_below: bool) -> frozenset[int]:
        """Return the places of teasers below a mark: in a row up to the end, or strangers to the article."""
        found: set[int] = set()
        row: list[int] = []
        for place, index in enumerate(self.units):
            if index in self.furniture:
                is_below = is_below or self.furniture[index].kind in ENDS
            elif is_below and self.is_body(self.page.units[index]):
                if self.is_teaser(place) or (place == 0 and self.is_below_headline(1)):
                    row.append(place)
                else:
                    is_below = False
                    found |= self._strangers(row, is_last=False)
                    row = []
        return frozenset(found | (set(row) if len(row) > 1 else self._strangers(row, is_last=True)))

    def _strangers(self, row: Sequence[int], *, is_last: bool) -> set[int]:
        """Return those teasers of a row that have little to do with the article, or much with the headline above."""
        found = set()
        for place in row:
            unit = self.page.units[self.units[place]]
            if self.page.goes_on(unit.index):
                continue
            related = self._related(unit)
            is_headed = place > 0 and self.page.shared(self.units[place - 1], [unit.index]) >= 0.25
            is_strange = related < 0.08 and (related < 0.03 or self.page.shared(self.units[place - 1], [unit.index]) > 0)
            if (is_strange and is_last) or (related < 0.2 and (is_headed or len(row) > 1)):
                found.add(place)
        return found

    def _ranks_before_breaks(self) -> list[int]:
        """Return for each paragraph how many before it may say what the article is about.

        A page's foot is alike in itself, so what stands below a row of short lines is compared with what stands above it.
        """
        ranks: list[int] = []
        broken = False
        for rank, index in enumerate(self._prose):
            is_break = rank > 0 and index - self._prose[rank - 1] > BREAK
            broken = broken or is_break
            ranks.append(rank if is_break or not broken else ranks[-1])
        return ranks

    # As a short line -----------------------------------------------------------------------------------------------

    def _as_line(self, place: int, unit: Unit) -> float:
        above, below = self.beside(place, -1), self.beside(place, 1)
        weight = -0.9 if self.row(place) < 2 else -1.5
        if unit.text.endswith(":") and below is not None and below.is_list_item:
            weight = 0.3
        elif unit.is_list_item and not (_NUMBERED.match(unit.text) and not self.is_in_list(above, below)):
            weight = 0.3 if self.is_in_list(above, below) else -0.3
        elif is_said(unit):
            # What people say to one another is in short lines, one below the other.
            company = sum(other is not None and (self.is_body(other) or _is_speech(other)) for other in (above, below))
            weight = 0.3 if self._is_labelled(unit) else (-0.5, 0.15, 0.3)[company]
        if _is_cut_sentence(unit) and self._is_torn(place):
            weight = 0.4
        if unit.when:
            weight -= 1.0
        weight -= 0.8 * self._suspect(unit)
        if self.page.is_repeated(unit.index):
            weight -= 0.8
        return weight

    def _is_labelled(self, unit: Unit) -> bool:
        """Does a line begin with a label that other lines of the article have: "Needs: ...", "Q: ..."?"""
        match = SPEAKER.match(unit.text)
        return match is not None and self._labels[match[0]] > 1

    @cached_property
    def _labels(self) -> Counter[str]:
        found = (SPEAKER.match(self.page.units[index].text) for index in self.units)
        return Counter(match[0] for match in found if match)

    def _is_torn(self, place: int) -> bool:
        """Does the capture end here, or an advertisement stand between this line and the next paragraph?"""
        below, further = self.beside(place, 1), self.beside(place, 2)
        if below is None:
            return self.units[place] + 1 == len(self.page.units)
        is_label = below.index in self.furniture and self.furniture[below.index].kind == "label"
        return is_label and further is not None and self.is_body(further)

    def _as_subhead(self, place: int, unit: Unit) -> float:
        below = self.next_text(place) or self.text_of_chapter(place)
        if below is None or unit.size > SUBHEAD or (unit.is_list_item and not _NUMBERED.match(unit.text)):
            return _NEVER
        if unit.is_sentence and not unit.text.endswith((":", "?", "!", "؟")):
            return _NEVER
        weight = -0.35 if unit.text.endswith(("?", "؟")) else -0.45
        above = self.beside(place, -1)
        is_apart = above is not None and above.shape == "short" and (unit.gap > above.gap or unit.size + 1 < above.size)
        shared = self.page.shared(unit.index, [below.index])
        if shared >= 0.3:
            weight += 0.4
        if self.row(place) >= BREAK and not is_apart:
            weight -= 0.3
        if self.is_led_away(place):
            weight += 0.25 if is_apart and above and unit.gap > above.gap and unit.size <= BRIEF else -0.6
        if unit.when and not (above is not None and self.is_body(above)):
            weight -= 1.0
        if unit.hits & {"contact", "menu", "slug", "notice"}:
            weight -= 1.2
        elif unit.hits - {"furniture"}:
            weight -= 0.2
        if self.page.is_repeated(unit.index) and shared < 0.5:
            weight -= 0.3
        return weight

    def _as_intrusion(self, place: int, unit: Unit) -> float:
        above, below = self.beside(place, -1), self.beside(place, 1)
        if self.is_figure(place):
            return -_KNOWN
        is_between = above is not None and below is not None and self.is_body(above) and self.is_body(below)
        if not is_between and (unit.when or unit.hits - {"furniture"} or self.page.is_repeated(unit.index)):
            return -_BELOW_MARK
        is_subhead = below is not None and self.is_body(below) and not self.is_led_away(place)
        if not is_subhead and self.is_by_furniture(place):
            return -_BELOW_MARK
        return -_IN_ROW if self.row(place) >= BREAK else -_UNKNOWN
