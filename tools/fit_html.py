"""Print the ground of the weights of briefgen/importing/html/weights.py: `python tools/fit_html.py`.

The cases are the blocks of tests/pages and of generated pages (tools/html_bench.py) that are a part of a body or nothing:
not headlines, captions, and lines that say who and when. A block is of the body if it stands in the truth's. For each sign
there is the number of blocks of a body and of other blocks that have it, their log odds, and the weight that a logistic
regression gives it. Then there is the share of the blocks that the table decides rightly, beside that of the regression when
it is fitted without the block's own page. Nothing here is random, so the same pages always give the same figures.

Weights of signs that never stand at a body grow without an end, so the regression pulls all of them to 0, and the table
gives them one weight. A sign that stands at bodies more often than others asks for a look at its rule.
"""

import math
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.html.blocks import read_page
from briefgen.importing.html.judging import judge_part
from briefgen.importing.html.metadata import read_facts
from briefgen.importing.html.opinions import read_opinions
from briefgen.importing.html.splitting import split_page
from briefgen.importing.html.votes import find_votes
from briefgen.importing.html.weights import BLOCK, is_dropped
from briefgen.importing.reading import the_rules
from tools.html_bench import PAGES as GENERATED
from tools.html_bench import page, story_of
from tools.score_html import PAGES, names_of_pages, truth_of

_STEPS = 300
_RATE = 0.5
#: How strongly weights are pulled to 0: as much as one case in a hundred says.
_PULL = 0.01


class Case(NamedTuple):
    """A block: its page, the signs against it, and whether it is a part of a body."""

    page: str
    signs: frozenset[str]
    is_body: bool


def cases() -> list[Case]:
    """Return the blocks of all pages, in order."""
    found: list[Case] = []
    for name in names_of_pages():
        body = {fold_words(line) for article in truth_of(name) for line in article["body"]}
        found += _cases_of(name, (PAGES / f"{name}.html").read_text("utf-8"), body)
    for number in range(GENERATED):
        found += _cases_of(f"generated {number}", page(number), {fold_words(line) for line in story_of(number).paragraphs})
    return found


def _cases_of(name: str, text: str, body: set[tuple[str, ...]]) -> list[Case]:
    joined = {" ".join(line) for line in body}
    found: list[Case] = []
    rules, read = the_rules(), read_page(text)
    assert read is not None
    facts = read_facts(read.root)
    for number, part in enumerate(split_page(read, facts, rules), start=1):
        votes, _ = find_votes(read, part, rules, is_asked=True)
        judged = judge_part(read, part, number, votes, read_opinions(read, rules, votes), facts, rules)
        for index, signs in judged.evidence.items() if judged else ():
            words = " ".join(read.blocks[index].words)
            # Cells and lines that a break parts are pieces of a paragraph of the truth.
            is_body = words in joined or (len(signs) < 2 and any(words in line for line in joined))
            found.append(Case(name, frozenset(signs), is_body))
    return found


def fit(rows: Sequence[Case]) -> tuple[float, dict[str, float]]:
    """Return the bias and the weights of a logistic regression that says whether a block is no part of a body."""
    counts: dict[tuple[frozenset[str], bool], int] = {}
    for row in rows:
        counts[row.signs, row.is_body] = counts.get((row.signs, row.is_body), 0) + 1
    bias, weights = 0.0, dict.fromkeys(BLOCK, 0.0)
    for _ in range(_STEPS):
        slope, slopes = 0.0, dict.fromkeys(BLOCK, 0.0)
        for (signs, is_body), count in counts.items():
            error = count * ((not is_body) - _chance(bias, weights, signs)) / len(rows)
            slope += error
            for sign in signs:
                slopes[sign] += error
        bias += _RATE * 10 * slope
        weights = {sign: weight + _RATE * 10 * (slopes[sign] - _PULL * weight / 10) for sign, weight in weights.items()}
    return bias, weights


def _chance(bias: float, weights: dict[str, float], signs: frozenset[str]) -> float:
    return 1 / (1 + math.exp(-bias - sum(weights[sign] for sign in signs)))


def main() -> None:
    """Print the signs with their counts and weights, then how often each way of deciding is right."""
    rows = cases()
    bias, weights = fit(rows)
    print(f"{'sign':12} {'body':>6} {'other':>6} {'log odds':>9} {'fitted':>7} {'table':>6}")
    for sign in BLOCK:
        body = sum(sign in row.signs and row.is_body for row in rows)
        other = sum(sign in row.signs and not row.is_body for row in rows)
        odds = math.log((other + 0.5) / (body + 0.5))
        print(f"{sign:12} {body:6} {other:6} {odds:9.2f} {weights[sign]:7.2f} {BLOCK[sign]:6.2f}")
    print(f"{len(rows)} blocks, {sum(row.is_body for row in rows)} of bodies; bias {bias:.2f}\n")
    held: list[bool] = []
    for name in dict.fromkeys(row.page for row in rows):
        there, fitted = fit([row for row in rows if row.page != name])
        mine = [row for row in rows if row.page == name]
        held += [(_chance(there, fitted, row.signs) > 0.5) != row.is_body for row in mine]
    print(f"the table decides rightly          {_share([is_dropped(row.signs) != row.is_body for row in rows]):.4f}")
    print(f"the regression, its page left out  {_share(held):.4f}")


def _share(right: Sequence[bool]) -> float:
    return sum(right) / len(right)


if __name__ == "__main__":
    main()
