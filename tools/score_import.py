"""Score the import on the held-back captures of tests/captures: `python tools/score_import.py`.

Prints a table a capture, then the totals: F1 of articles with right start and end, body kept, boilerplate left. What the
measures mean stands in tests/scoring.py. The rules must not be tuned on single captures of the set.
"""

import sys
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from briefgen.capture import Account, read_account
from briefgen.capture.ledger import KEPT, Given
from briefgen.importer.reading import the_rules
from tests.scoring import CAPTURES, PredictedArticle, Prediction, format_table, read_captures, score_capture, total


def main() -> None:
    """Print the scores of every capture, and of all."""
    scores = {capture.name: score_capture(capture, _predict(capture.name)) for capture in read_captures()}
    print(format_table(scores))
    whole = total(scores.values())
    print(f"F1 {whole.f1:.3f}, body kept {whole.body_kept:.3f}, boilerplate left {whole.boilerplate_left:.3f}")


def _predict(name: str) -> Prediction:
    account = read_account((CAPTURES / f"{name}.txt").read_bytes(), the_rules(), Given())
    articles: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    boilerplate: list[int] = []
    unassigned: list[int] = []
    repeats: dict[int, int] = {}
    for line, (fate, article, of) in sorted(_fates(account).items()):
        if fate in KEPT:
            articles[article][fate].append(line)
        elif fate == "repeat":
            repeats[line] = of
        elif fate == "unassigned":
            unassigned.append(line)
        else:
            boilerplate.append(line)
    titles = {number: draft.title for number, draft in enumerate(account.drafts, start=1)}
    made = [PredictedArticle(title=titles.get(number, ""), lines=lines) for number, lines in sorted(articles.items())]
    return Prediction(articles=made, boilerplate=boilerplate, repeat=repeats, unassigned=unassigned)


def _fates(account: Account) -> dict[int, tuple[str, int, int]]:
    """Return one fate for each line that is not blank: of a line in pieces, body before all else that is kept."""
    fates: dict[int, tuple[str, int, int]] = {}
    for row in account.rows:
        rank = (row.fate == "body", row.fate in KEPT)
        known = fates.get(row.line)
        if row.fate != "blank" and (known is None or rank > (known[0] == "body", known[0] in KEPT)):
            fates[row.line] = (row.fate, row.article, row.of)
    return fates


if __name__ == "__main__":
    main()
