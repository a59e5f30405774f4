"""Score what an importer made of the captures in `tests/captures` against the truth written beside each of them.

Plain values in, numbers out: this file knows nothing of the importer's classes, so that the importer can be rewritten
without touching what it is measured by. A prediction is a `Prediction`, a dict of line numbers; whoever calls the scorer
turns a ledger into one. What the keys of a truth mean, and which calls were hard, is in `tests/captures/README.md`.

Lines are counted from 1 and end with LF or CR LF, nothing else: a no-break space or a zero-width character ends no line.
A blank line holds white space and zero-width characters only. Blank lines have no fate, and a prediction may give them any.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import NotRequired, TypedDict, cast

from tests.truth_facts import Facts

CAPTURES = Path(__file__).parent / "captures"

_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")
_STRAIGHT = str.maketrans("“”„«»‘’‚‹›", '"' * 5 + "'" * 5)


class TruthArticle(TypedDict):
    """One article as a reader of the capture would cut it out; every list holds line numbers in rising order."""

    title: str
    """As the line has it, without zero-width characters and with single spaces."""
    title_line: int
    body: list[int]
    subheads: list[int]
    captions: list[int]
    byline: list[int]
    dateline: str | None
    date_lines: list[int]
    stub: bool
    """A teaser of an article: whether it is imported is not scored."""
    cut: bool
    """The end is missing; the last body line is what there is of it."""
    publisher: NotRequired[str | None]
    """Where it differs from the capture's."""
    other_titles: NotRequired[list[str]]
    """Titles that are as right, such as the title without an agency's update tag."""
    either: NotRequired[list[int]]
    """Lines that are right as body, as subhead or dropped (standfirsts, exchange rates): left out of every measure."""
    joined: NotRequired[list[list[int]]]
    """Pairs of body lines that are one paragraph, torn by an intrusion. Not scored."""
    facts: NotRequired[Facts]
    """What a curator would write into the front matter; scored by `tests/scoring_facts.py`."""


class Shared(TypedDict):
    """Text that an article (counted from 0) has in common with one of this or another capture. Not scored here."""

    article: int
    capture: str
    other: int
    how: str
    """`same story` or `shares text`."""


class Truth(TypedDict):
    """The right fate of every line of one capture that is not blank."""

    publisher: str | None
    articles: list[TruthArticle]
    boilerplate: list[int]
    repeats: dict[str, int]
    """From a line, as JSON writes keys, to the line of an article that it repeats, whole or cut."""
    shares: NotRequired[list[Shared]]
    language: NotRequired[str]
    shapes: NotRequired[list[str]]
    """What kind of file the capture is, in words joined by hyphens."""
    captured_at: NotRequired[str]


class PredictedArticle(TypedDict):
    """One article that the importer made: its title, and by kind ("title", "body", "subhead", "caption", ...) its lines."""

    title: str
    lines: Mapping[str, Sequence[int]]


class Prediction(TypedDict):
    """What the importer made of one capture."""

    articles: Sequence[PredictedArticle]
    boilerplate: Sequence[int]
    repeat: Mapping[int, int] | Mapping[str, int]
    """From a line to the one it repeats; keys may be strings, as they come from JSON."""
    unassigned: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Capture:
    """One capture with its truth."""

    name: str
    lines: tuple[str, ...]
    """Without their ends; line 1 is `lines[0]`."""
    truth: Truth


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Counts, which add up over captures; the properties are the shares made of them, from 0.0 to 1.0.

    A share of nothing is what a flawless importer would have: 1.0, or 0.0 for `boilerplate_left`.
    """

    true_articles: int = 0
    """Articles in the truth that are no stubs."""
    predicted_articles: int = 0
    """Predicted articles, without those that are a stub in the truth."""
    right_articles: int = 0
    """Those that begin and end with the same body line and have no line in two copies."""
    right_titles: int = 0
    other_copies: int = 0
    """Right articles made, wholly or in part, from lines that the truth calls a repeat: whole, but not the best copy."""
    true_stubs: int = 0
    found_stubs: int = 0
    true_body: int = 0
    """Characters."""
    kept_body: int = 0
    predicted_body: int = 0
    boilerplate_body: int = 0
    captions: int = 0
    """Caption lines, each repeat of one included."""
    captions_in_body: int = 0
    clean: int = 0
    """Captures without furniture and repeats, of which nothing may be dropped."""
    untouched: int = 0
    """Clean captures whose every line went into an article."""
    unassigned: int = 0
    """Lines that the importer left to the curator."""
    lost: int = 0
    """Lines that are not blank and have no fate in the prediction: its ledger does not account for the capture."""
    doubly_assigned: int = 0
    """Lines given to two articles, or to an article and to something else."""

    @property
    def precision(self) -> float:
        """The share of predicted articles that are right."""
        return _share(self.right_articles, self.predicted_articles)

    @property
    def recall(self) -> float:
        """The share of true articles that were found with the right start and end."""
        return _share(self.right_articles, self.true_articles)

    @property
    def f1(self) -> float:
        """Articles found with the right start and end; 1.0 where there are none and none were made."""
        return _share(2 * self.right_articles, self.true_articles + self.predicted_articles)

    @property
    def body_kept(self) -> float:
        """The share of the characters of true body lines that are body of the right article."""
        return _share(self.kept_body, self.true_body)

    @property
    def boilerplate_left(self) -> float:
        """The share of the characters predicted as body that are boilerplate, or a repeat of a title, byline or date."""
        return self.boilerplate_body / self.predicted_body if self.predicted_body else 0.0

    @property
    def titles_right(self) -> float:
        """The share of true articles whose match has their title, quotes and spaces aside."""
        return _share(self.right_titles, self.true_articles)

    @property
    def captions_out(self) -> float:
        """The share of caption lines that are in no article's body."""
        return 1.0 - self.captions_in_body / self.captions if self.captions else 1.0


def read_capture(name: str, folder: Path = CAPTURES) -> Capture:
    """Read `NAME.txt` and its truth, `NAME.json`."""
    # newline="" keeps CR LF, and splitlines would also end lines at U+2028, form feeds and the like.
    with (folder / f"{name}.txt").open(encoding="utf-8", newline="") as file:
        lines = split_lines(file.read())
    truth = cast("Truth", json.loads((folder / f"{name}.json").read_text(encoding="utf-8")))
    return Capture(name=name, lines=lines, truth=truth)


def read_captures(folder: Path = CAPTURES) -> tuple[Capture, ...]:
    """Read every capture of the folder, by name."""
    return tuple(read_capture(path.stem, folder) for path in sorted(folder.glob("*.txt")))


def split_lines(text: str) -> tuple[str, ...]:
    """Split at LF and CR LF only; a line end at the end of the text opens no further line."""
    lines = text.replace("\r\n", "\n").split("\n")
    return tuple(lines[:-1] if lines[-1] == "" else lines)


def score_capture(capture: Capture, prediction: Prediction) -> Score:
    """Compare a prediction with the truth of its capture.

    Each predicted article is matched with the true one of which it has the most body characters, each true one with one
    predicted at most, largest overlap first. A line that repeats another whole counts as that other, so an article
    made from the second, equally complete copy of a story is right.
    Raises `ValueError` for a line number that the capture does not have.
    """
    _reject_outside(capture, prediction)
    sheet = _Sheet.of(capture)
    matches = _match(sheet, prediction)
    counts: Counter[str] = Counter(
        true_stubs=len(sheet.stubs), true_articles=len(sheet.truth["articles"]) - len(sheet.stubs)
    )
    for index, article in enumerate(sheet.truth["articles"]):
        if index not in sheet.stubs:
            counts["true_body"] += sum(sheet.size(line) for line in article["body"])
        if index in matches.values():
            predicted = next(prediction["articles"][found] for found, true in matches.items() if true == index)
            counts.update({"found_stubs": 1} if index in sheet.stubs else _compare(sheet, article, predicted))
    counts["predicted_articles"] = sum(matches.get(found) not in sheet.stubs for found in range(len(prediction["articles"])))
    counts.update(_weigh_body(sheet, prediction))
    counts.update(_account(sheet, prediction))
    return Score(**counts)


def pair_articles(capture: Capture, prediction: Prediction) -> dict[int, int]:
    """Return the places of predicted articles with those of the true ones that they share most text with."""
    return _match(_Sheet.of(capture), prediction)


def total(scores: Iterable[Score]) -> Score:
    """Add up the counts, so that a share of the total weighs every article, or character, alike."""
    counts: Counter[str] = Counter()
    for score in scores:
        counts.update({field.name: getattr(score, field.name) for field in fields(Score)})
    return Score(**counts)


def format_table(scores: Mapping[str, Score]) -> str:
    """Lay out one row a capture, in the order given, and a last one for the total.

    `right/made/true` counts articles; `stubs` and `untouched` are found of all; `open` is unassigned lines, `lost` lines
    without a fate and `twice` lines with two. Ends with a line end.
    """
    header = tuple("capture right/made/true F1 kept left titles captions stubs untouched open lost twice".split())
    rows = [header, *(_row(name, score) for name, score in scores.items()), _row("total", total(scores.values()))]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    lines = (
        "  ".join(map(str.ljust, row[:1], widths)) + "  " + "  ".join(map(str.rjust, row[1:], widths[1:])) for row in rows
    )
    return "".join(f"{line}\n" for line in lines)


def is_blank(line: str) -> bool:
    """Hold nothing but white space (no-break spaces too) and zero-width characters."""
    return not _INVISIBLE.sub("", line).strip()


def fold(text: str) -> str:
    """Drop zero-width characters, make quotes straight and each run of white space one space."""
    visible = unicodedata.normalize("NFKC", _INVISIBLE.sub("", text))
    return " ".join(visible.translate(_STRAIGHT).split())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sheet:
    """A capture with what every measure looks up."""

    lines: tuple[str, ...]
    truth: Truth
    repeats: Mapping[int, int]
    copies: Mapping[int, int]
    """The repeats that are whole: the same text after folding."""
    stubs: frozenset[int]
    """Places of the stubs among the true articles."""
    neutral: frozenset[int]

    @classmethod
    def of(cls, capture: Capture) -> _Sheet:
        truth, lines = capture.truth, capture.lines
        repeats = {int(line): of for line, of in truth["repeats"].items()}
        return cls(
            lines=lines,
            truth=truth,
            repeats=repeats,
            copies={line: of for line, of in repeats.items() if fold(lines[line - 1]) == fold(lines[of - 1])},
            stubs=frozenset(index for index, article in enumerate(truth["articles"]) if article["stub"]),
            neutral=frozenset(line for article in truth["articles"] for line in article.get("either", [])),
        )

    def size(self, line: int) -> int:
        """The characters of a line, without spaces at its ends."""
        return len(self.lines[line - 1].strip())

    def first_of(self, line: int) -> int:
        """The line that this one repeats whole, or itself."""
        return self.copies.get(line, line)

    def body_of(self, article: PredictedArticle) -> list[int]:
        """The predicted body lines that are not blank and count, in the order of the capture."""
        body = sorted(set(article["lines"].get("body", ())))
        return [line for line in body if line not in self.neutral and not is_blank(self.lines[line - 1])]


def _match(sheet: _Sheet, prediction: Prediction) -> dict[int, int]:
    """Pair predicted articles with true ones; an article without a shared body line stays alone."""
    overlaps: list[tuple[int, int, int, int]] = []
    for found, predicted in enumerate(prediction["articles"]):
        body = sheet.body_of(predicted)
        for true, article in enumerate(sheet.truth["articles"]):
            shared = sum(sheet.size(line) for line in {sheet.first_of(line) for line in body} & set(article["body"]))
            own = sum(sheet.size(line) for line in set(body) & set(article["body"]))
            if shared:
                overlaps.append((-shared, -own, found, true))
    matches: dict[int, int] = {}
    for _, _, found, true in sorted(overlaps):
        if found not in matches and true not in matches.values():
            matches[found] = true
    return matches


def _compare(sheet: _Sheet, article: TruthArticle, predicted: PredictedArticle) -> dict[str, int]:
    """Count what a predicted article has of the true one that it is matched with."""
    lines = sheet.body_of(predicted)
    body = [sheet.first_of(line) for line in lines]
    doubled = len(set(body)) < len(body)
    right = body[0] == article["body"][0] and body[-1] == article["body"][-1] and not doubled
    titles = {fold(title) for title in (article["title"], *article.get("other_titles", []))}
    return {
        "right_articles": int(right),
        "other_copies": int(right and any(line in sheet.copies for line in lines)),
        "right_titles": int(fold(predicted["title"]) in titles),
        "kept_body": sum(sheet.size(line) for line in set(body) & set(article["body"])),
    }


def _weigh_body(sheet: _Sheet, prediction: Prediction) -> dict[str, int]:
    """Count the characters and captions in all predicted bodies together."""
    bodies = [line for article in prediction["articles"] for line in sheet.body_of(article)]
    true_captions = {line for article in sheet.truth["articles"] for line in article["captions"]}
    captions = true_captions | {line for line, of in sheet.repeats.items() if of in true_captions}
    text = captions | {line for article in sheet.truth["articles"] for line in (*article["body"], *article["subheads"])}
    furniture = set(sheet.truth["boilerplate"]) | {line for line, of in sheet.repeats.items() if of not in text}
    return {
        "predicted_body": sum(map(sheet.size, bodies)),
        "boilerplate_body": sum(sheet.size(line) for line in bodies if line in furniture),
        "captions": len(captions),
        "captions_in_body": len(captions.intersection(bodies)),
    }


def _account(sheet: _Sheet, prediction: Prediction) -> dict[str, int]:
    """Count lines by whether the prediction names one fate for them, and whether a clean capture stayed whole."""
    filled = {number for number, line in enumerate(sheet.lines, 1) if not is_blank(line)}
    kept = [{line for lines in article["lines"].values() for line in lines} for article in prediction["articles"]]
    dropped = (set(prediction["boilerplate"]), {int(line) for line in prediction["repeat"]}, set(prediction["unassigned"]))
    fates = Counter(line for lines in (*kept, *dropped) for line in lines if line in filled)
    clean = not sheet.truth["boilerplate"] and not sheet.repeats
    return {
        "clean": int(clean),
        "untouched": int(clean and filled == set().union(*kept) & filled),
        "unassigned": len(dropped[2] & filled),
        # A quote mark alone is a blank line of the mail that is quoted, and has no words to lose.
        "lost": sum(bool(sheet.lines[number - 1].strip("> ")) for number in filled - fates.keys()),
        "doubly_assigned": sum(count > 1 for count in fates.values()),
    }


def _reject_outside(capture: Capture, prediction: Prediction) -> None:
    """Refuse line numbers that the capture does not have: they come from counting lines in another way."""
    named = {line for article in prediction["articles"] for lines in article["lines"].values() for line in lines}
    named |= {
        *prediction["boilerplate"],
        *map(int, prediction["repeat"]),
        *prediction["repeat"].values(),
        *prediction["unassigned"],
    }
    outside = sorted(line for line in named if not 1 <= line <= len(capture.lines))
    if outside:
        raise ValueError(f"{capture.name} has {len(capture.lines)} lines and no line {outside[0]}")


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 1.0


def _row(name: str, score: Score) -> tuple[str, ...]:
    shares = (score.f1, score.body_kept, score.boilerplate_left, score.titles_right, score.captions_out)
    return (
        name,
        f"{score.right_articles}/{score.predicted_articles}/{score.true_articles}",
        *(f"{share:.3f}" for share in shares),
        f"{score.found_stubs}/{score.true_stubs}",
        f"{score.untouched}/{score.clean}",
        str(score.unassigned),
        str(score.lost),
        str(score.doubly_assigned),
    )
