"""What the importer must reach on captures whose truth is known (`python tools/score_import.py` prints the rows)."""

from functools import cache
from pathlib import Path

import pytest

from tests.predicting import predict
from tests.scoring import Score, read_captures, score_capture, total

TESTS = Path(__file__).parent.parent


@cache
def score_of(folder: str) -> Score:
    captures = read_captures(TESTS / folder)
    return total(score_capture(capture, predict(TESTS / folder / f"{capture.name}.txt")) for capture in captures)


@pytest.mark.parametrize(("folder", "least"), [("captures", 0.95), ("captures-known", 0.9)])
def test_articles_are_found_with_right_start_and_end(folder: str, least: float) -> None:
    assert score_of(folder).f1 >= least


@pytest.mark.parametrize("folder", ["captures", "captures-known"])
def test_bodies_are_kept_and_furniture_is_not(folder: str) -> None:
    assert score_of(folder).body_kept >= 0.98
    assert score_of(folder).boilerplate_left <= 0.03


@pytest.mark.parametrize("folder", ["captures", "captures-known"])
def test_no_line_is_lost_or_told_twice(folder: str) -> None:
    assert (score_of(folder).lost, score_of(folder).doubly_assigned) == (0, 0)


def test_a_clean_article_is_untouched() -> None:
    score = score_of("captures")
    assert score.untouched == score.clean >= 4
