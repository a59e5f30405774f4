"""What the importer must reach on captures whose truth is known (`python tools/score_import.py` prints the rows)."""

from functools import cache
from pathlib import Path

import pytest

from briefgen.importing.capture.ledger import Given
from briefgen.importing.reading import Input, read_input
from tests.predicting import predict
from tests.scoring import Capture, Score, read_captures, score_capture, total
from tests.truths import find_faults
from tools.score_joined import lines_told

TESTS = Path(__file__).parent.parent


@cache
def score_of(folder: str) -> Score:
    captures = read_captures(TESTS / folder)
    return total(score_capture(capture, predict(TESTS / folder / f"{capture.name}.txt")) for capture in captures)


@pytest.mark.parametrize(
    ("folder", "least"),
    [
        ("captures", 0.95),
        ("captures-known", 0.9),
        ("captures-several", 0.85),
        ("captures-written", 0.8),
        ("captures-unseen", 0.75),
        ("captures-fresh", 0.75),
    ],
)
def test_articles_are_found_with_right_start_and_end(folder: str, least: float) -> None:
    assert score_of(folder).f1 >= least


@pytest.mark.parametrize("folder", ["captures", "captures-known"])
def test_bodies_are_kept_and_furniture_is_not(folder: str) -> None:
    assert score_of(folder).body_kept >= 0.98
    assert score_of(folder).boilerplate_left <= 0.03


@pytest.mark.parametrize(
    "folder", ["captures", "captures-known", "captures-several", "captures-written", "captures-unseen", "captures-fresh"]
)
def test_no_line_is_lost_or_told_twice(folder: str) -> None:
    assert (score_of(folder).lost, score_of(folder).doubly_assigned) == (0, 0)


def test_a_clean_article_is_untouched() -> None:
    score = score_of("captures")
    assert score.untouched == score.clean >= 4


@pytest.mark.parametrize("capture", read_captures(TESTS / "captures-several"), ids=lambda capture: capture.name)
def test_no_two_stories_merge_untold(capture: Capture) -> None:
    """Each headline is that of a draft, or in a finding."""
    file = TESTS / "captures-several" / f"{capture.name}.txt"
    read = read_input(Input(file.name, file), Given(), ())
    assert read.held is not None
    begun = {offer.draft.title_line for offer in read.held.offers} | lines_told(read)
    assert {article["title_line"] for article in capture.truth["articles"]} <= begun
    assert find_faults(capture) == ()
