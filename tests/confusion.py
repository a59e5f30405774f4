"""Say in words how a prediction differs from the truth of its capture, as `tests/scoring.py` has both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from tests.scoring import Capture, PredictedArticle, Prediction, TruthArticle, fold, is_blank, pair_articles

_KINDS = (
    ("captions", "caption"), ("byline", "byline"), ("date_lines", "date"), ("subheads", "subhead"), ("either", "either"),
    ("body", "body"),
)  # fmt: skip


class Fault(NamedTuple):
    """One thing that is wrong: its kind, which can be counted over captures, and where."""

    kind: str
    where: str


def find_confusion(capture: Capture, prediction: Prediction) -> tuple[Fault, ...]:
    """Return what is wrong with every article, then every line with a wrong fate; stubs are left out."""
    kinds = _true_kinds(capture)
    made = _made_of(prediction)
    pairs = pair_articles(capture, prediction)
    bodies = {line for predicted in prediction["articles"] for line in predicted["lines"].get("body", ())}
    faults: list[Fault] = []
    for true, article in enumerate(capture.truth["articles"]):
        found = next((found for found, paired in pairs.items() if paired == true), None)
        if not article["stub"]:
            predicted = None if found is None else prediction["articles"][found]
            faults += _of_article(capture, true, article, kinds, predicted, bodies)
    for found, extra in enumerate(prediction["articles"]):
        if found not in pairs:
            lines = extra["lines"].get("body", ())
            names = sorted({kinds.get(line, "blank") for line in lines})
            faults.append(Fault(f"an article too many, of {' and '.join(names)}", f"lines {_span(lines)}"))
    return (*faults, *_of_lines(capture, kinds, made))


def _of_article(
    capture: Capture, true: int, article: TruthArticle, kinds: Mapping[int, str], predicted: PredictedArticle | None,
    merged: Collection[int],
) -> Iterator[Fault]:  # fmt: skip
    """Say what is wrong with the start, the end and the title of one true article."""
    where = f"article {true + 1}, line {article['title_line']}"
    if predicted is None:
        is_merged = article["body"][0] in merged
        yield Fault("a story merged into another draft" if is_merged else "a story without a draft", where)
        return
    neutral = {*article.get("either", ())}
    body = sorted(line for line in predicted["lines"].get("body", ()) if line not in neutral)
    for word, mine, theirs in (("starts", article["body"][0], body[0]), ("ends", article["body"][-1], body[-1])):
        first = capture.truth["repeats"].get(str(theirs), theirs)
        if first != mine:
            side = "early" if theirs < mine else "late"
            yield Fault(f"a draft {word} {side}, with {kinds.get(theirs, 'blank')}", f"{where}: {theirs} for {mine}")
    titles = {fold(title) for title in (article["title"], *article.get("other_titles", ()))}
    if fold(predicted["title"]) not in titles:
        yield Fault(
            f"a title is {_name_title(capture, article, kinds, predicted['title'])}", f"{where}: {predicted['title']!r}"
        )


def _name_title(capture: Capture, article: TruthArticle, kinds: Mapping[int, str], title: str) -> str:
    """Say what a wrong title is: the right one with marks, a line of another kind, or words of its own."""
    if fold(article["title"]) in fold(title):
        return "right but for its marks"
    for number, line in enumerate(capture.lines, 1):
        if not is_blank(line) and fold(line).startswith(fold(title)[:40]):
            return f"a line of {kinds[number]}"
    return "of no line"


def _of_lines(capture: Capture, kinds: Mapping[int, str], made: Mapping[int, str]) -> Iterator[Fault]:
    """Name the lines that became something else, by what they are and what became of them."""
    wrong: dict[str, list[int]] = {}
    for line, kind in kinds.items():
        fate = made.get(line, "lost")
        wants_text = kind in ("body", "subhead")
        is_free = kind == "either" or kind.startswith("repeat of body")
        if not is_free and wants_text != (fate in ("body", "subhead")):
            wrong.setdefault(f"{kind} lines are {fate}", []).append(line)
    for name, lines in wrong.items():
        yield Fault(name, f"lines {_span(lines)}")


def _true_kinds(capture: Capture) -> dict[int, str]:
    truth = capture.truth
    kinds = dict.fromkeys(truth["boilerplate"], "boilerplate")
    for article in truth["articles"]:
        kinds[article["title_line"]] = "title"
        for key, name in _KINDS:
            listed: Sequence[int] = article.get(key, ())  # type: ignore[assignment]  # keys of lists of lines alone
            kinds |= dict.fromkeys(listed, name)
    for line, of in truth["repeats"].items():
        kinds[int(line)] = f"repeat of {kinds[of]}"
    return dict(sorted(kinds.items()))


def _made_of(prediction: Prediction) -> dict[int, str]:
    fates = dict.fromkeys(prediction["boilerplate"], "dropped")
    fates |= dict.fromkeys(map(int, prediction["repeat"]), "dropped as a repeat")
    fates |= dict.fromkeys(prediction["unassigned"], "unassigned")
    for article in prediction["articles"]:
        for kind, lines in article["lines"].items():
            fates |= dict.fromkeys(lines, kind)
    return fates


def _span(lines: Sequence[int]) -> str:
    return ", ".join(map(str, lines))
