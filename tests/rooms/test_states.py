"""The path of states: what it may be, and that its table fits the features that are seen."""

from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefgen.importing.capture import read_account
from briefgen.importing.capture.articles import evidence_of
from briefgen.importing.capture.chain import find_states
from briefgen.importing.capture.features import Evidence, see_alone, see_places
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.lines import read_capture
from briefgen.importing.capture.page import make_page
from briefgen.importing.capture.states import FIRST, LAST, STEPS
from briefgen.importing.capture.units import cut_pieces, make_units
from briefgen.importing.reading import the_rules
from tests.rooms.test_capture import CASES
from tests.scoring import Capture, read_captures

TESTS = Path(__file__).parent.parent
LINES = st.sampled_from(
    [
        "The harbour of Dunmarsh was closed on Monday, and nobody could say when its ferries would run again.",
        "Ferries Stay in the Harbour",
        "Read also: Bakers Strike Over Flour",
        "By Ada Quint",
        "12 March 2025",
        "Wells are dug deeper in the valley of Orsund, where the rain of the spring has not come for three years.",
        "Wells Are Dug Deeper",
        "• Six wells are dry.",
        "---",
        "",
    ]
)


def evidence(text: str) -> Evidence:
    pieces = cut_pieces(read_capture(text.encode()).lines)
    return evidence_of(make_page(make_units(pieces, the_rules()), the_rules()))


@settings(max_examples=60, deadline=None)
@given(st.lists(LINES, max_size=14), st.data())
def test_a_path_has_only_steps_that_there_are_and_begins_stories_where_somebody_says(
    lines: list[str], data: st.DataObject
) -> None:
    seen = evidence("\n".join(lines))
    count = len(seen.page.units)
    starts = data.draw(st.none() | st.sets(st.integers(0, count - 1), min_size=1)) if count else None
    states = find_states(seen, the_rules().states, starts)
    assert len(states) == count
    if starts is None:
        assert all(below in STEPS[above] for above, below in pairwise(states))
        assert not states or (states[0] in FIRST and states[-1] in LAST)
    else:
        # One story may follow right on another that has its text on one line.
        assert all(states[start] in {"title", "body"} for start in starts)
        assert all(index in starts for index, state in enumerate(states) if state == "title")
        assert all(state == "outside" for state in states[: min(starts)])


@cache
def captures() -> tuple[Capture, ...]:
    return tuple(
        capture
        for folder in ("captures", "captures-known", "captures-several", "captures-written")
        for capture in read_captures(TESTS / folder)
    )


def test_every_row_of_the_table_is_seen_somewhere() -> None:
    """A feature that has another name now would weigh nothing, and nobody would know."""
    found: dict[str, set[str]] = {"own": set(), "place": set(), "values": set()}
    cases = ("\n".join(line.partition("|")[2] for line in case.splitlines()) for case in CASES.values())
    for text in (*cases, *("\n".join(capture.lines) for capture in captures())):
        seen = evidence(text)
        for own in see_alone(seen):
            found["own"].update(own)
        for place in see_places(seen):
            found["place"].update(place.place)
            found["values"].update(place.values)
    rows = the_rules().states.features
    own = found["own"] | {"none"}
    for table, known in (
        ("own", own),
        ("above", own),
        ("below", own),
        ("place", found["place"]),
        ("values", found["values"]),
    ):
        assert rows[table].keys() <= known, table


BRIEF = "The ferry to the outer skerries ran again on Monday, its operator said."
LEAD = (
    "The ferry to the outer skerries ran again on Monday after forty days of repairs at the yard of Orsund, its operator "
    "said, and the first crossing carried two hundred passengers."
)


@pytest.mark.parametrize("text", [f"Ferry Runs Again\n\n{BRIEF}\n", f"{LEAD}\n"], ids=["brief", "no headline"])
def test_a_short_text_alone_in_its_file_is_an_article(text: str) -> None:
    drafts = read_account(text.encode(), the_rules(), Given()).drafts
    assert ["ran again on Monday" in draft.text for draft in drafts] == [True]
