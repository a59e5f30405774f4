"""The truths of captures that the rules have not seen are well formed, and state no fact that their capture does not."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import cast

import msgspec
import pytest

from tests.scoring import Capture, Truth, TruthArticle, fold, read_captures, score_capture
from tests.scoring_facts import find_fact_faults
from tests.truth_facts import Facts
from tests.truths import find_faults, predict_truth
from tools.score_html import TruthArticle as PageArticle

HELD = Path(__file__).parent.parent / "captures-held"
_ALL = read_captures(HELD)
_PAGES = sorted(path.stem for path in HELD.glob("*.html"))


@pytest.mark.parametrize("capture", _ALL, ids=lambda capture: capture.name)
def test_every_line_of_a_held_capture_has_one_fate(capture: Capture) -> None:
    assert find_faults(capture, marked=True) == ()


@pytest.mark.parametrize("folder", ["captures-written", "captures-unseen", "captures-fresh"])
def test_every_line_of_the_other_captures_has_one_fate(folder: str) -> None:
    """Their titles are written as a curator would write them, which may be otherwise than the line has them."""
    faults = {capture.name: find_faults(capture, marked=True) for capture in read_captures(HELD.parent / folder)}
    assert [(name, fault) for name, found in faults.items() for fault in found if not fault.startswith("title")] == []


@pytest.mark.parametrize("capture", _ALL, ids=lambda capture: capture.name)
def test_a_held_truth_has_the_keys_and_types_that_the_scorer_knows(capture: Capture) -> None:
    msgspec.convert(capture.truth, Truth)
    assert capture.truth.keys() <= Truth.__annotations__.keys()
    for article in capture.truth["articles"]:
        assert article.keys() <= TruthArticle.__annotations__.keys()
        assert article["facts"].keys() <= Facts.__annotations__.keys()
    assert {"language", "shapes", "captured_at"} <= capture.truth.keys()


@pytest.mark.parametrize("capture", _ALL, ids=lambda capture: capture.name)
def test_a_held_truth_scores_full_marks(capture: Capture) -> None:
    score = score_capture(capture, predict_truth(capture.truth))
    assert (score.f1, score.body_kept, score.boilerplate_left) == (1.0, 1.0, 0.0)
    assert (score.titles_right, score.captions_out, score.lost) == (1.0, 1.0, 0)


@pytest.mark.parametrize("capture", _ALL, ids=lambda capture: capture.name)
def test_facts_are_stated_by_the_capture(capture: Capture) -> None:
    day = datetime.fromisoformat(capture.truth["captured_at"]).date()
    text = " ".join(capture.lines)
    assert [find_fact_faults(article["facts"], text, day) for article in capture.truth["articles"]] == [
        () for _ in capture.truth["articles"]
    ]


@pytest.mark.parametrize("name", _PAGES)
def test_the_text_of_a_page_is_what_its_truth_says(name: str) -> None:
    truth = json.loads((HELD / f"{name}.json").read_text("utf-8"))
    source = (HELD / f"{name}.html").read_text("utf-8")
    text = fold(unescape(re.sub(r"<[^>]*>", " ", source.replace("<i>", "").replace("</i>", ""))))
    day = datetime.fromisoformat(truth["captured_at"]).date()
    for article in cast("list[Mapping[str, list[str]]]", truth["articles"]):
        assert article.keys() <= PageArticle.__annotations__.keys()
        assert article["body"]
        kept = [*article["body"], *article.get("captions", []), *article.get("either", []), article["title"]]
        assert [part for part in map(fold, cast("list[str]", kept)) if part not in text] == []
        assert find_fact_faults(cast("Facts", article["facts"]), source, day) == ()


def test_the_set_has_the_kinds_it_is_for() -> None:
    shapes = {shape for capture in _ALL for shape in capture.truth["shapes"]}
    assert len(_ALL) >= 64
    assert len(_PAGES) >= 8
    assert len({capture.truth["language"] for capture in _ALL}) >= 10
    assert {"blank-line", "wire", "newsletter", "chat", "sitrep", "digest", "live-blog", "mail", "scraped"} <= shapes
