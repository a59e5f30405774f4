"""The truths in `tests/captures` are well formed, and the scorer says of known predictions what is known about them."""

from __future__ import annotations

import pytest

from tests.confusion import find_confusion
from tests.scoring import (
    Capture,
    Prediction,
    Score,
    Truth,
    TruthArticle,
    format_table,
    read_captures,
    score_capture,
    split_lines,
    total,
)
from tests.truths import find_faults, predict_truth

_ALL = read_captures()

# Two articles and a stub, with bodies of 10 characters a line so that shares are easy to read off.
_TEXT = """\
Site name
First title
Caption one
Caption one
aaaaaaaaaa
bbbbbbbbbb
Advert two
cccccccccc
dddddddddd

Second title
Standfirst
eeeeeeeeee
ffffffffff
Rights all
A stub
gggggggggg
"""


def _article(title: str, line: int, body: list[int], **others: object) -> TruthArticle:
    article = {"title": title, "title_line": line, "body": body, "subheads": [], "captions": [], "byline": []}
    article |= {"dateline": None, "date_lines": [], "stub": False, "cut": False}
    return {**article, **others}  # type: ignore[typeddict-item]  # a test's shorthand


_TRUTH: Truth = {
    "publisher": None,
    "articles": [
        _article("First title", 2, [5, 6, 8, 9], captions=[3]),
        _article("Second title", 11, [13, 14], either=[12]),
        _article("A stub", 16, [17], stub=True),
    ],
    "boilerplate": [1, 7, 15],
    "repeats": {"4": 3},
}
_CAPTURE = Capture(name="small", lines=split_lines(_TEXT), truth=_TRUTH)


def _predict(*articles: tuple[str, list[int]], boilerplate: tuple[int, ...] = ()) -> Prediction:
    made = [{"title": title, "lines": {"body": body}} for title, body in articles]
    return {"articles": made, "boilerplate": boilerplate, "repeat": {}, "unassigned": ()}  # type: ignore[typeddict-item]  # the same


@pytest.mark.parametrize("capture", _ALL, ids=lambda capture: capture.name)
def test_every_line_of_a_capture_has_one_fate_in_its_truth(capture: Capture) -> None:
    assert find_faults(capture) == ()


@pytest.mark.parametrize("capture", _ALL, ids=lambda capture: capture.name)
def test_the_truth_itself_scores_full_marks(capture: Capture) -> None:
    score = score_capture(capture, predict_truth(capture.truth))
    assert (score.f1, score.body_kept, score.boilerplate_left) == (1.0, 1.0, 0.0)
    assert (score.titles_right, score.captions_out) == (1.0, 1.0)
    assert (score.unassigned, score.lost, score.doubly_assigned, score.other_copies) == (0, 0, 0, 0)
    assert score.untouched == score.clean
    assert score.found_stubs == score.true_stubs


def test_the_set_has_the_kinds_it_is_for() -> None:
    score = total(score_capture(capture, predict_truth(capture.truth)) for capture in _ALL)
    assert len(_ALL) >= 18
    assert score.true_articles >= 40
    assert score.clean >= 4
    assert score.true_stubs >= 4
    assert score.captions > 0
    assert any(not capture.truth["articles"] for capture in _ALL)


def test_shared_stories_name_each_other() -> None:
    named = {
        (capture.name, shared["article"], shared["capture"], shared["other"])
        for capture in _ALL
        for shared in capture.truth.get("shares", [])
        if shared["capture"] != capture.name
    }
    assert named == {(capture, other, name, article) for name, article, capture, other in named}
    assert named


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        pytest.param({"boilerplate": [1, 7]}, "line 15 has no fate", id="a-line-forgotten"),
        pytest.param({"boilerplate": [1, 7, 14, 15]}, "line 14 has 2 fates", id="a-line-twice"),
        pytest.param({"boilerplate": [1, 7, 10, 15]}, "line 10 is blank or outside", id="a-blank-line"),
        pytest.param({"boilerplate": [1, 7, 15, 18]}, "line 18 is blank or outside", id="a-line-too-far"),
        pytest.param({"repeats": {"4": 1}}, "line 4 repeats 1, which no article has", id="a-repeat-of-furniture"),
        pytest.param(
            {"articles": [_article("First", 2, [5, 6, 8, 9], captions=[3]), *_TRUTH["articles"][1:]]},
            "title 'First' is not what line 2 says",
            id="another-title",
        ),
    ],
)
def test_a_malformed_truth_is_told_what_is_wrong(change: dict[str, object], fault: str) -> None:
    truth: Truth = {**_TRUTH, **change}  # type: ignore[typeddict-item]  # a malformed truth is the point
    assert find_faults(Capture(name="small", lines=_CAPTURE.lines, truth=truth)) == (fault,)


def test_nothing_imported_scores_nothing() -> None:
    score = score_capture(_CAPTURE, _predict())
    assert (score.f1, score.body_kept, score.boilerplate_left, score.titles_right) == (0.0, 0.0, 0.0, 0.0)
    assert score.lost == 16


def test_a_missing_first_paragraph_costs_the_article_and_its_characters() -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [6, 8, 9]), ("Second title", [13, 14])))
    assert (score.right_articles, score.predicted_articles, score.true_articles) == (1, 2, 2)
    assert (score.precision, score.recall, score.f1) == (0.5, 0.5, 0.5)
    assert score.body_kept == pytest.approx(50 / 60)
    assert score.titles_right == 1.0


def test_a_hole_in_the_middle_costs_characters_alone() -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [5, 9]), ("Second title", [13, 14])))
    assert score.f1 == 1.0
    assert score.body_kept == pytest.approx(40 / 60)


def test_furniture_in_the_body_is_left_boilerplate() -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [5, 6, 7, 8, 9]), ("Second title", [13, 14, 15])))
    assert score.right_articles == 1
    assert score.body_kept == 1.0
    assert score.boilerplate_left == pytest.approx(20 / 80)


def test_two_articles_run_together_are_one_wrong_one() -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [5, 6, 8, 9, 13, 14])))
    assert (score.right_articles, score.predicted_articles, score.f1) == (0, 1, 0.0)
    assert score.body_kept == pytest.approx(40 / 60)


def test_an_article_cut_in_two_is_matched_with_its_larger_half() -> None:
    score = score_capture(_CAPTURE, _predict(("Title", [5]), ("First title", [6, 8, 9]), ("Second title", [13, 14])))
    assert score.f1 == pytest.approx(2 / 5)
    assert score.body_kept == pytest.approx(50 / 60)
    assert score.titles_right == 1.0


def test_a_caption_in_the_body_is_counted_whichever_copy_it_is() -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [4, 5, 6, 8, 9]), ("Second title", [13, 14])))
    assert score.captions_out == 0.5
    assert score.boilerplate_left == 0.0
    assert score.right_articles == 1


def test_a_standfirst_may_be_body_or_not() -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [5, 6, 8, 9]), ("Second title", [12, 13, 14])))
    assert (score.f1, score.body_kept, score.boilerplate_left) == (1.0, 1.0, 0.0)
    assert score.predicted_body == 60


@pytest.mark.parametrize("stubs", [[], [("A stub", [17])]], ids=["dropped", "imported"])
def test_a_stub_is_right_either_way(stubs: list[tuple[str, list[int]]]) -> None:
    score = score_capture(_CAPTURE, _predict(("First title", [5, 6, 8, 9]), ("Second title", [13, 14]), *stubs))
    assert (score.f1, score.body_kept, score.boilerplate_left) == (1.0, 1.0, 0.0)
    assert (score.found_stubs, score.true_stubs) == (len(stubs), 1)


@pytest.mark.parametrize(
    ("title", "right"),
    [
        pytest.param("First title", 1, id="as-it-stands"),
        pytest.param(" First\u00a0 title\u200b", 1, id="spaces-and-zero-width"),
        pytest.param("First title - Site name", 0, id="with-the-site"),
        pytest.param("First Title", 0, id="other-capitals"),
    ],
)
def test_a_title_is_compared_after_folding(title: str, right: int) -> None:
    assert score_capture(_CAPTURE, _predict((title, [5, 6, 8, 9]))).right_titles == right


def test_the_other_whole_copy_of_a_story_is_right_and_a_cut_one_is_not() -> None:
    lines = split_lines('T\n"a"\nbbbb\nT\n“a”\nbbbb\nT\n"a"\nbb...\n')
    repeats = {"1": 4, "2": 5, "3": 6, "7": 4, "8": 5, "9": 6}
    truth: Truth = {"publisher": None, "articles": [_article("T", 4, [5, 6])], "boilerplate": [], "repeats": repeats}
    capture = Capture(name="copies", lines=lines, truth=truth)
    whole = score_capture(capture, _predict(("T", [2, 3])))
    assert (whole.f1, whole.body_kept, whole.other_copies) == (1.0, 1.0, 1)
    short = score_capture(capture, _predict(("T", [8, 9])))
    assert short.f1 == 0.0
    assert short.body_kept == pytest.approx(3 / 7)
    both = score_capture(capture, _predict(("T", [2, 3]), ("T", [5, 6])))
    assert (both.right_articles, both.predicted_articles, both.other_copies) == (1, 2, 0)
    glued = score_capture(capture, _predict(("T", [2, 3, 5, 6])))
    assert (glued.f1, glued.body_kept) == (0.0, 1.0)


def test_articles_made_of_headlines_alone_are_wrong() -> None:
    truth: Truth = {"publisher": None, "articles": [], "boilerplate": [1, 2], "repeats": {}}
    capture = Capture(name="list", lines=("One", "Two"), truth=truth)
    assert score_capture(capture, _predict(boilerplate=(1, 2))).f1 == 1.0
    wrong = score_capture(capture, _predict(("One", [2])))
    assert (wrong.f1, wrong.boilerplate_left) == (0.0, 1.0)


def test_a_clean_capture_is_untouched_only_if_every_line_is_in_an_article() -> None:
    truth: Truth = {"publisher": None, "articles": [_article("T", 1, [3, 4])], "boilerplate": [], "repeats": {}}
    capture = Capture(name="clean", lines=("T", "", "Comments", "b"), truth=truth)
    assert score_capture(capture, predict_truth(truth)).untouched == 1
    assert score_capture(capture, {**_predict(("T", [4]), boilerplate=(3,))}).untouched == 0


def test_the_account_counts_lines_without_a_fate_and_with_two() -> None:
    prediction: Prediction = {
        "articles": [
            {"title": "First title", "lines": {"title": [2], "body": [5, 6, 8, 9], "dateline": [5]}},
            {"title": "Second title", "lines": {"title": [11], "body": [13, 14]}},
        ],
        "boilerplate": [1, 3, 7, 10, 14],
        "repeat": {"4": 3},
        "unassigned": [12, 15],
    }
    score = score_capture(_CAPTURE, prediction)
    assert (score.unassigned, score.lost, score.doubly_assigned) == (2, 2, 1)


def test_a_line_that_the_capture_does_not_have_is_refused() -> None:
    with pytest.raises(ValueError, match="small has 17 lines and no line 18"):
        score_capture(_CAPTURE, _predict(("First title", [18])))


def test_totals_add_counts_and_not_shares() -> None:
    large = Score(true_articles=9, predicted_articles=9, right_articles=9, true_body=900, kept_body=900, predicted_body=1000)
    small = Score(true_articles=1, predicted_articles=1, true_body=100, predicted_body=100, boilerplate_body=55)
    both = total([large, small])
    assert both.f1 == pytest.approx(0.9)
    assert both.body_kept == pytest.approx(0.9)
    assert both.boilerplate_left == pytest.approx(0.05)


def test_the_table_has_a_row_a_capture_and_one_for_the_total() -> None:
    score = score_capture(_CAPTURE, predict_truth(_TRUTH))
    table = format_table({"small": score, "again": score})
    assert [line.split()[0] for line in table.splitlines()] == ["capture", "small", "again", "total"]
    assert table.splitlines()[1].split() == "small 2/2/2 1.000 1.000 0.000 1.000 1.000 1/1 0/0 0 0 0".split()
    assert table.splitlines()[3].split()[1] == "4/4/4"


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("a\nb\n", ("a", "b"), id="lf"),
        pytest.param("a\r\n\r\nb", ("a", "", "b"), id="crlf-without-a-last-end"),
        pytest.param("a\u2028b\x0cc\n", ("a\u2028b\x0cc",), id="no-other-ends"),
    ],
)
def test_lines_end_with_lf_or_crlf_only(text: str, lines: tuple[str, ...]) -> None:
    assert split_lines(text) == lines


def test_confusion_says_what_is_wrong_and_nothing_of_a_flawless_prediction() -> None:
    assert find_confusion(_CAPTURE, predict_truth(_TRUTH)) == ()
    merged = find_confusion(_CAPTURE, _predict(("Advert two", [5, 6, 7, 8, 9, 13, 14]), boilerplate=(1, 3, 15)))
    assert [fault.kind for fault in merged] == [
        "a draft ends late, with body",
        "a title is a line of boilerplate",
        "a story merged into another draft",
        "boilerplate lines are body",
        "body lines are lost",
    ]
