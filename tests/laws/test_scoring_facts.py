"""The scorer of facts says of known proposals what is known about them."""

from __future__ import annotations

from datetime import date

import pytest

from tests.scoring_facts import FactsScore, PredictedFacts, find_fact_faults, format_facts, score_facts, total_facts
from tests.truth_facts import Facts

_FACTS: Facts = {
    "publisher": "Coast Herald",
    "url": "https://coast.example/ferry",
    "authors": ["Ada Quint"],
    "date": "2025-06-17",
    "other_dates": ["2025-06-18"],
    "date_basis": "stated",
    "region": ["KE", "TZ"],
}
_NOTHING: Facts = {"publisher": None, "url": None, "authors": [], "date": None, "date_basis": "none", "region": []}
_RIGHT: PredictedFacts = {
    "title": "Ferry  breaks down",
    "publisher": "COAST HERALD",
    "url": "https://coast.example/ferry",
    "authors": ["ada quint"],
    "date": "2025-06-18",
    "region": ["TZ"],
}
_TITLES = ["Ferry breaks down"]
_STATED = dict.fromkeys(("publishers_stated", "urls_stated", "dates_stated", "regions_stated"), 1)


def _propose(**changes: object) -> PredictedFacts:
    return {**_RIGHT, **changes}  # type: ignore[typeddict-item]  # a test's shorthand


def test_what_a_curator_would_write_is_right() -> None:
    right = dict.fromkeys(("publishers_right", "urls_right", "dates_right", "regions_right", "titles_right"), 1)
    assert score_facts([(_FACTS, _TITLES, _RIGHT)]) == FactsScore(found=1, authors_right=1, **right, **_STATED)


def test_nothing_proposed_is_neither_right_nor_wrong() -> None:
    nothing = _propose(title="", publisher=None, url=None, authors=[], date=None, region=[])
    assert score_facts([(_FACTS, _TITLES, nothing)]) == FactsScore(found=1, **_STATED)


@pytest.mark.parametrize(
    ("change", "counted"),
    [
        pytest.param({"authors": ["Ada Quint", "Coast Herald"]}, {"authors_right": 0}, id="one-author-too-many"),
        pytest.param({"date": "2025-06-16"}, {"dates_right": 0, "dates_wrong": 1}, id="another-day"),
        pytest.param({"region": ["KE", "UG"]}, {"regions_right": 0, "regions_wrong": 1}, id="one-country-too-many"),
        pytest.param({"publisher": "Herald"}, {"publishers_right": 0}, id="another-publisher"),
    ],
)
def test_a_wrong_proposal_is_counted(change: dict[str, object], counted: dict[str, int]) -> None:
    score = score_facts([(_FACTS, _TITLES, _propose(**change))])
    assert {name: getattr(score, name) for name in counted} == counted


def test_what_no_capture_states_is_made_up() -> None:
    score = score_facts([(_NOTHING, _TITLES, _RIGHT)])
    assert (score.publishers_made_up, score.urls_made_up, score.dates_made_up, score.regions_wrong) == (1, 1, 1, 1)
    assert (score.publishers_stated, score.dates_wrong, score.authors_right) == (0, 0, 0)


def test_totals_add_up_and_the_table_has_a_row_for_each_name() -> None:
    one = score_facts([(_FACTS, _TITLES, _RIGHT)])
    both = total_facts([one, one])
    assert (both.found, both.titles_right) == (2, 2)
    assert [line.split()[:2] for line in format_facts({"ferry": one, "total": both}).splitlines()[1:]] == [
        ["ferry", "1/1"],
        ["total", "2/2"],
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({"publisher": "Inland Herald"}, "'Inland Herald' is not in the capture", id="publisher-not-there"),
        pytest.param({"date": "2025-06-19"}, "2025-06-19 is after the capture", id="a-day-ahead"),
        pytest.param({"date_basis": "none"}, "2025-06-17 is none", id="a-day-without-basis"),
        pytest.param({"region": ["Kenya"]}, "'Kenya' is no country code", id="a-name-for-a-code"),
    ],
)
def test_facts_that_cannot_be_true_are_told(change: dict[str, object], fault: str) -> None:
    text = "Ferry breaks down. By ADA QUINT, Coast Herald, https://coast.example/ferry"
    facts: Facts = {**_FACTS, **change}  # type: ignore[typeddict-item]  # facts that cannot be true are the point
    assert find_fact_faults(_FACTS, text, date(2025, 6, 18)) == ()
    assert find_fact_faults(facts, text, date(2025, 6, 18)) == (fault,)
