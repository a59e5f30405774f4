"""What can be wrong with a truth as `tests/scoring.py` has it, and the prediction that a truth makes of itself."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import cast

from tests.scoring import Capture, PredictedArticle, Prediction, Truth, TruthArticle, fold, is_blank

# What may stand before a title on its line: a list's number, Markdown's marks, a sign or emoji, a label, who sent it when.
_BEFORE = re.compile(
    r"""(?x) (?: \(?\d+[.)\u3001]\ ? | [\#*_>\[+]+\ ? | [\U0001f534\U0001f539\u26a1]\ufe0f?\ ? | \w+:\ "?
    | \[?\d{2}/\d{2}/\d{4},?\ [\d:]+\]?(?:\ -)?\ [^:]+:\  )* """
)
# What may stand behind it: the same marks, its link, a source in brackets, a wire's end mark.
_BEHIND = re.compile(r"""(?x) [*_"<+\ ]* (?: \]\(https?://\S+\) | \ ?\([^()]+\) )? """)

# What a truth calls its lists, and the kind of line that a prediction calls the same thing.
_KINDS = {
    "body": "body",
    "subheads": "subhead",
    "captions": "caption",
    "byline": "byline",
    "date_lines": "date",
    "either": "either",
}


def predict_truth(truth: Truth) -> Prediction:
    """Give the prediction of a flawless importer; `either` lines come out as a kind of their own."""
    articles: list[PredictedArticle] = []
    for article in truth["articles"]:
        lines: dict[str, Sequence[int]] = {kind: _lines_of(article, key) for key, kind in _KINDS.items()}
        articles.append({"title": article["title"], "lines": {"title": [article["title_line"]], **lines}})
    repeat = {int(line): of for line, of in truth["repeats"].items()}
    return {"articles": articles, "boilerplate": truth["boilerplate"], "repeat": repeat, "unassigned": []}


def find_faults(capture: Capture, *, marked: bool = False) -> tuple[str, ...]:
    """Say in words what is wrong with a truth; nothing if every line that is not blank has one fate and the titles match.

    With `marked`, a title may lack the marks of its line (numbers, bold, labels, a source, a link) and may open its body.
    """
    truth, lines = capture.truth, capture.lines
    fates = Counter(_fated(truth, marked=marked))
    filled = {number for number, line in enumerate(lines, 1) if not is_blank(line)}
    faults = [f"line {number} has no fate" for number in sorted(filled - fates.keys())]
    faults += [f"line {number} is blank or outside" for number in sorted(fates.keys() - filled)]
    faults += [f"line {number} has {count} fates" for number, count in sorted(fates.items()) if count > 1]
    own = {line for article in truth["articles"] for line in _list_lines(article)}
    faults += [f"line {line} repeats {of}, which no article has" for line, of in truth["repeats"].items() if of not in own]
    for article in truth["articles"]:
        faults += _article_faults(article, lines, marked=marked)
    return tuple(faults)


def _list_lines(article: TruthArticle) -> tuple[int, ...]:
    """Every line of an article in the truth, title first, then kind by kind."""
    return (article["title_line"], *(line for key in _KINDS for line in _lines_of(article, key)))


def _lines_of(article: TruthArticle, key: str) -> list[int]:
    return cast("Mapping[str, list[int]]", article).get(key, [])


def _fated(truth: Truth, *, marked: bool) -> Iterator[int]:
    """Every line that has a fate, as often as it has one."""
    for article in truth["articles"]:
        listed = _list_lines(article)
        yield from listed[1:] if marked and article["title_line"] in article["body"] else listed
    yield from truth["boilerplate"]
    yield from map(int, truth["repeats"])


def _article_faults(article: TruthArticle, lines: Sequence[str], *, marked: bool) -> Iterator[str]:
    title, body = article["title"], article["body"]
    if not body:
        yield f"article {title!r} has no body"
        return
    heading = fold(lines[article["title_line"] - 1])
    if fold(title) != heading and not (marked and _is_marked(fold(title), heading, opens=article["title_line"] in body)):
        yield f"title {title!r} is not what line {article['title_line']} says"
    listed = (
        body,
        article["subheads"],
        article["captions"],
        article["byline"],
        article["date_lines"],
        article.get("either", []),
    )
    if any(lines_of_kind != sorted(lines_of_kind) for lines_of_kind in listed):
        yield f"lines of {title!r} are out of order"
    heads = [lines[number - 1] for number in (body[0], *article["byline"])]
    if article["dateline"] is not None and not any(fold(head).startswith(fold(article["dateline"])) for head in heads):
        yield f"dateline {article['dateline']!r} opens neither the body nor a byline"
    if any(first not in body or second not in body for first, second in article.get("joined", [])):
        yield f"a joined paragraph of {title!r} is not in its body"


def _is_marked(title: str, heading: str, *, opens: bool) -> bool:
    """Ask whether a heading is a title between marks; with `opens`, the text of the story may follow."""
    before, found, behind = heading.partition(title)
    if not found or not _BEFORE.fullmatch(before):
        return False
    return opens or _BEHIND.fullmatch(behind) is not None
