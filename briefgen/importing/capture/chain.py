"""Floor 7. What each unit of a page is: the path of states that the evidence speaks for most.

Line by line a page's foot looks like prose, and an article's own short lines look like furniture or like headlines. Seen as
a whole they differ. So every unit is weighed in every state by what is seen at it (`features.py`), every step from one state
to the next has a weight too, and the path through the whole page with the greatest sum is taken: a conditional random field
over a chain, decoded by Viterbi's algorithm. A story is a title, what stands in its head, and its body; one without a title
begins with its text. `data/states.yml` has the weights, `tools/fit_states.py` fits them.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Final

from briefgen.importing.capture.features import Evidence, Seen, see_alone, see_places
from briefgen.importing.capture.furniture import NOTICES
from briefgen.importing.capture.states import FIRST, LAST, STATES, STEPS, State, Table, Weights
from briefgen.importing.capture.units import Unit

#: Where a neighbour stands whose own features speak, in units, and the table that weighs them.
NEIGHBOURS: Final[Mapping[int, str]] = {-1: "above", 0: "own", 1: "below"}

_NEVER: Final = float("-inf")
#: What it weighs for a headline that the markup calls a line a heading. Set with `tools/score_joined.py --pages`, since the
#: captures that the table is fitted on are texts.
_HEADING: Final = 3.0
#: What it weighs for one that a line is of a row of places (`placed.py`): too few captures have such rows for a fit.
_PLACED: Final = 4.0
_TITLE: Final = STATES.index("title")
_BODY: Final = STATES.index("body")
_SUBHEAD: Final = STATES.index("subhead")
_OUTSIDE: Final = STATES.index("outside")


def find_states(
    evidence: Evidence, table: Table, starts: Collection[int] | None = None, *,
    is_titled: bool = True, headings: Collection[int] = (),
) -> list[State]:  # fmt: skip
    """Return the state of each unit. With `starts`, the stories begin at these units and at no others.

    `is_titled`: the page has the headlines of its stories, as far as it has any. `headings` are lines that the markup calls
    headings as headlines are.
    """
    if not evidence.page.units:
        return []
    weighed = _weigh_units(evidence, table, starts, is_titled=is_titled, headings=headings)
    return _best_path(weighed, table, starts)


def _weigh_units(
    evidence: Evidence, table: Table, starts: Collection[int] | None, *, is_titled: bool, headings: Collection[int]
) -> Iterator[list[float]]:
    near = _weigh_alone(see_alone(evidence), table)
    for index, seen in enumerate(see_places(evidence)):
        weights = _weigh_place(near[index], seen, table)
        weights[_TITLE] += (_HEADING if index in headings else 0) + (_PLACED if index in evidence.placed else 0)
        for state in _forbidden(evidence, index, starts, is_titled=is_titled):
            weights[state] = _NEVER
        yield weights


def _forbidden(evidence: Evidence, index: int, starts: Collection[int] | None, *, is_titled: bool) -> Collection[int]:
    """Return the states in which a unit is not, by what somebody says, and else by what is sure."""
    if starts is None:
        return _impossible(evidence, index, is_titled=is_titled)
    if index in starts:
        return [state for state in range(len(STATES)) if state != _BODY and (state != _TITLE or not is_titled)]
    # Further down, text begins below a title alone (`_origins_of_text`).
    return (_TITLE,) if index else (_TITLE, _BODY)


def _impossible(evidence: Evidence, index: int, *, is_titled: bool) -> Collection[int]:
    """Return the states in which a unit is not, whatever else is seen at it."""
    unit = evidence.page.units[index]
    verdict = evidence.furniture.get(index)
    if index in evidence.in_blogs:
        return (_TITLE, _OUTSIDE)
    if unit.shape == "short" and index and _leads_below(evidence, evidence.page.units[index - 1]):
        # "Read also", and below it the headline of something else.
        return (_TITLE, _SUBHEAD)
    if index in evidence.openings.continuing:
        return (_TITLE,)
    if unit.shape == "prose" and verdict is not None and verdict.kind == "furniture" and unit.hits & NOTICES:
        # Two signs say that the words of consent, accounts or rights are not the article's subject.
        return (_TITLE, _BODY)
    # A page says a caption twice, or names who took the picture, however much the text speaks of it.
    is_caption = index in evidence.captions and index not in evidence.weak
    if is_caption and evidence.page.is_repeated(index):
        return (_TITLE, _BODY)
    return (_TITLE,) if is_caption or not is_titled else ()


def _leads_below(evidence: Evidence, unit: Unit) -> bool:
    verdict = evidence.furniture.get(unit.index)
    if verdict is None or verdict.kind != "promo" or "leads below" not in unit.hits:
        return False
    # "Live updates" leads to another page, and above the headline of a live blog it says what this one is.
    calls_live = any(evidence.page.rules.has("live", word) for word in unit.words)
    return not (calls_live and evidence.in_blogs)


def _weigh_alone(own: Sequence[tuple[str, ...]], table: Table) -> list[Weights]:
    """Return what speaks for each state of each unit, by itself and by its neighbours. Units that look alike are one sum."""
    nothing = (0.0,) * len(STATES)
    rows = [table.features[name] for name in NEIGHBOURS.values()]
    sums_of = {seen: [_add(nothing, seen, each) for each in rows] for seen in {("none",), *own}}
    beside = [sums_of[seen] for seen in (("none",), *own, ("none",))]
    return [
        tuple(map(sum, zip(*(beside[index + place][place] for place in range(len(rows))), strict=True)))
        for index in range(len(own))
    ]


def _weigh_place(near: Weights, seen: Seen, table: Table) -> list[float]:
    """Return what a unit weighs in each state: what is known of it and its neighbours, and what is seen at its place."""
    sums = _add(near, seen.place, table.features["place"])
    values = table.features["values"]
    for name, value in seen.values.items():
        row = values.get(name)
        if row:
            sums = tuple(total + weight * value for total, weight in zip(sums, row, strict=True))
    return list(sums)


def _add(sums: Weights, features: Sequence[str], rows: Mapping[str, Weights]) -> Weights:
    # Written out: this is where the import's time goes.
    outside, title, head, body, subhead, inside = sums
    for feature in features:
        row = rows.get(feature)
        if row:
            outside += row[0]
            title += row[1]
            head += row[2]
            body += row[3]
            subhead += row[4]
            inside += row[5]
    return outside, title, head, body, subhead, inside


#: The states before each one, text first: of equal sums the first one is taken, and so the path that keeps more text.
_ORIGINS: Final = tuple(
    tuple(sorted((place for place, origin in enumerate(STATES) if state in STEPS[origin]), key=lambda place: place != _BODY))
    for state in STATES
)


def _best_path(weighed: Iterator[list[float]], table: Table, starts: Collection[int] | None) -> list[State]:
    """Return the path with the greatest sum; of equal ones the one that keeps more text."""
    steps = [[(origin, table.steps[origin][state]) for origin in origins] for state, origins in enumerate(_ORIGINS)]
    trail: list[list[int]] = []
    scores = [0.0 if state in FIRST else _NEVER for state in STATES]
    for index, weights in enumerate(weighed):
        if not index:
            scores = [score + weight for score, weight in zip(scores, weights, strict=True)]
            continue
        reached: list[float] = []
        back: list[int] = []
        for state, usual in enumerate(steps):
            origins = usual
            if state == _BODY and starts is not None:
                origins = [(origin, step) for origin, step in usual if origin in _origins_of_text(index, starts)]
            most, best = _NEVER, origins[0][0]
            for origin, step in origins:
                total = scores[origin] + step
                if total > most:
                    most, best = total, origin
            reached.append(most + weights[state])
            back.append(best)
        scores = reached
        trail.append(back)
    state = max((STATES.index(last) for last in LAST), key=lambda last: (scores[last], last == _BODY))
    states = [STATES[state]]
    for origin_of in reversed(trail):
        state = origin_of[state]
        states.append(STATES[state])
    return states[::-1]


def _origins_of_text(index: int, starts: Collection[int]) -> tuple[int, ...]:
    """Return the states before text where it is known at which units stories begin: one may follow right on another."""
    return (_BODY, _OUTSIDE) if index in starts else tuple(origin for origin in _ORIGINS[_BODY] if origin != _OUTSIDE)
