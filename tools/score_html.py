"""Score the import of HTML pages, beside trafilatura alone: `python tools/score_html.py [--set NAME]`.

The measure is that of the public article-extraction benchmark: shingles of four words as multisets; true and false positives
and false negatives as shares of a page's shingles; precision and recall are means over the pages, and F1 is computed from
both. There are two scores: one over pages, each page as one text, and one over articles, each article as one text.
Lines that are an article's headline are left out of all texts, since a truth has bodies only.

`--set captures-held` takes the pages of tests/captures-held instead of those of tests/pages.

We wrote the pages ourselves, and knew 20 of 29 when we made the rules. So figures near 1 say that the rules do what they are
meant to do. They do not say how good the rules are on other pages.
"""

import json
import re
import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple, TypedDict

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.importing.capture.ledger import Given
from briefgen.importing.html import read_html
from briefgen.importing.reading import the_rules
from tests.truth_facts import Facts

PAGES = Path(__file__).parent.parent / "tests/pages"
#: Pages that were not known when the rules were made. `interview`, `press` and `social` were written last, to be hard, and
#: showed five faults. Four of these faults were then corrected.
HELD_BACK = ("ads-between", "farsi", "german", "interview", "press", "social", "trap", "two-sections", "wordpress")
#: Pages whose result differs from their truth: the address of a press office is kept as part of the release.
INEXACT = ("press",)

_SHINGLE = 4


class TruthArticle(TypedDict, total=False):
    """One article of a page: its headline, its body (a text for each paragraph or subhead), and facts from the page."""

    title: str
    other_titles: list[str]
    body: list[str]
    subheads: list[str]
    captions: list[str]
    authors: list[str]
    published: str
    publisher: str
    lang: str
    url: str
    either: list[str]
    """Paragraphs that are as right in the body as out of it, and in no measure."""
    facts: Facts
    findings: list[str]
    """Codes of what has to be told of it."""


class Score(NamedTuple):
    """The score of a text: shares of shingles that are right, wrong (found, not wanted) and missed (wanted, not found)."""

    right: float
    wrong: float
    missed: float

    @property
    def precision(self) -> float:
        """Return the precision: the share of the found shingles that are right; 0 if nothing was found."""
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 0.0

    @property
    def recall(self) -> float:
        """Return the recall: the share of the wanted shingles that were found; 0 if nothing was wanted."""
        return self.right / (self.right + self.missed) if self.right + self.missed else 0.0

    @property
    def f1(self) -> float:
        """Return F1: the harmonic mean of precision and recall."""
        return harmonic(self.precision, self.recall)


def names_of_pages(folder: Path = PAGES) -> list[str]:
    """Return the names of all pages in a folder, without extension, in order."""
    return sorted(path.stem for path in folder.glob("*.html"))


def truth_of(name: str, folder: Path = PAGES) -> list[TruthArticle]:
    """Return the true articles of a page."""
    articles: list[TruthArticle] = json.loads((folder / f"{name}.json").read_text("utf-8"))["articles"]
    return articles


def by_briefgen(name: str, folder: Path = PAGES) -> list[str]:
    """Return the texts of the articles that briefgen finds on a page."""
    path = folder / f"{name}.html"
    read = read_html(path.read_bytes(), path.name, the_rules(), Given())
    return [draft.text for draft in read.value[0].drafts] if read.value else []


def by_strict_trafilatura(name: str, folder: Path = PAGES) -> list[str]:
    """Return the text that trafilatura alone finds with `favor_precision`."""
    return _alone(folder / f"{name}.html", is_strict=True)


def by_trafilatura(name: str, folder: Path = PAGES) -> list[str]:
    """Return the text that trafilatura alone finds with its default options."""
    return _alone(folder / f"{name}.html", is_strict=False)


def _alone(path: Path, *, is_strict: bool) -> list[str]:
    import trafilatura

    page = path.read_text("utf-8")
    text = trafilatura.extract(page, favor_precision=is_strict, include_comments=False)
    return [text] if text else []


def score_page(truth: Sequence[TruthArticle], found: Sequence[str]) -> Score:
    """Return the score of a page, with all its articles as one text."""
    return score_text(_joined(truth), "\n".join(_without_titles(truth, found)))


def score_articles(truth: Sequence[TruthArticle], found: Sequence[str]) -> list[Score]:
    """Return a score for each true article, compared with the best text not used yet, and one for each text left over."""
    left = _without_titles(truth, found)
    scores = []
    for article in truth:
        wanted = "\n".join(article["body"])
        best = max(left, key=lambda text: score_text(wanted, text).f1, default="")
        scores.append(score_text(wanted, best))
        if best in left:
            left.remove(best)
    return [*scores, *(Score(0.0, 1.0, 0.0) for _ in left)]


def score_text(wanted: str, found: str) -> Score:
    """Return the score of a found text, compared with the wanted text."""
    mine, theirs = _shingles(wanted), _shingles(found)
    right, wrong, missed = (sum(part.values()) for part in (mine & theirs, theirs - mine, mine - theirs))
    total = (right + wrong + missed) or 1
    return Score(right / total, wrong / total, missed / total)


def mean_of(scores: Sequence[Score]) -> tuple[float, float, float]:
    """Return mean precision, mean recall, and their F1, of many scores; a text without any shingle does not count."""
    precision = mean(score.precision for score in scores if score.right + score.wrong)
    recall = mean(score.recall for score in scores if score.right + score.missed)
    return precision, recall, harmonic(precision, recall)


def harmonic(one: float, other: float) -> float:
    """Return the harmonic mean of two shares."""
    return 2 * one * other / (one + other) if one + other else 0.0


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = re.findall(r"\w+", text)
    return Counter(tuple(words[at : at + _SHINGLE]) for at in range(max(1, len(words) - _SHINGLE + 1)) if words)


def _joined(truth: Sequence[TruthArticle]) -> str:
    return "\n".join("\n".join(article["body"]) for article in truth)


def _without_titles(truth: Sequence[TruthArticle], found: Sequence[str]) -> list[str]:
    free = {
        _key(line)
        for article in truth
        for line in (article["title"], *article.get("other_titles", ()), *article.get("either", ()))
    }
    return ["\n".join(line for line in text.split("\n") if _key(line) not in free) for text in found]


def _key(line: str) -> str:
    return " ".join(re.findall(r"\w+", line.casefold()))


SYSTEMS: dict[str, Callable[[str, Path], list[str]]] = {
    "briefgen": by_briefgen,
    "trafilatura, favor_precision": by_strict_trafilatura,
    "trafilatura": by_trafilatura,
}


def main() -> None:
    """Print the F1 of every page, then the means."""
    parser = ArgumentParser(description="Score the import of HTML pages.")
    parser.add_argument("--set", choices=("pages", "captures-held"), default="pages", dest="name", help="a folder of tests/")
    folder = PAGES.parent / parser.parse_args().name
    names = names_of_pages(folder)
    found = {system: {name: find(name, folder) for name in names} for system, find in SYSTEMS.items()}
    truths = {name: truth_of(name, folder) for name in names}
    print(f"{'page':16} {'articles':>8}  " + "  ".join(f"{system:>28}" for system in SYSTEMS))
    for name in names:
        row = [score_page(truths[name], found[system][name]) for system in SYSTEMS]
        mark = "*" if name in HELD_BACK or folder != PAGES else " "
        print(f"{name:15}{mark} {len(truths[name]):8}  " + "  ".join(f"{score.f1:28.3f}" for score in row))
    print("(* not in sight while the rules were made)\n")
    groups = {
        "pages": names,
        "of them held back": [name for name in names if name in HELD_BACK or folder != PAGES],
        "with several articles": [name for name in names if len(truths[name]) > 1],
    }
    for title, chosen in groups.items():
        if not chosen:
            continue
        for system in SYSTEMS:
            pages = mean_of([score_page(truths[name], found[system][name]) for name in chosen])
            articles = mean_of([score for name in chosen for score in score_articles(truths[name], found[system][name])])
            print(
                f"{title:22} {system:29} pages P {pages[0]:.3f} R {pages[1]:.3f} F1 {pages[2]:.3f}   "
                f"articles P {articles[0]:.3f} R {articles[1]:.3f} F1 {articles[2]:.3f}"
            )


if __name__ == "__main__":
    main()
