"""What the importer makes of a capture, as the dict of line numbers that `tests/scoring.py` compares with the truth."""

from collections import defaultdict
from pathlib import Path

from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.ledger import KEPT, Given
from briefgen.importing.reading import the_rules
from tests.scoring import PredictedArticle, Prediction


def predict(file: Path) -> Prediction:
    """Return what the importer makes of a capture's file."""
    account = read_account(file.read_bytes(), the_rules(), Given())
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
