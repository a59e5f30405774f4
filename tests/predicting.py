"""What the importer makes of a capture, as the dict of line numbers that `tests/scoring.py` compares with the truth."""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from briefgen.importing.capture import Account, read_account
from briefgen.importing.capture.ledger import KEPT, Given
from briefgen.importing.html import read_html
from briefgen.importing.opening import open_input
from briefgen.importing.reading import Input, read_bytes, the_rules
from tests.scoring import PredictedArticle, Prediction

_TARGET = re.compile(r"\]\([^()\s]*\)")


def predict(file: Path) -> Prediction:
    """Return what the importer makes of a capture's file.

    Of a chat, a mail or a clip that is a text, the lines of its entries are found again in the file.
    """
    opened = open_input(Input(str(file), file)).inputs
    if len(opened) == 1 and opened[0].path is not None:
        account = read_account(file.read_bytes(), the_rules(), Given())
        return _prediction(_fates(account), [draft.title for draft in account.drafts])
    lines = file.read_text("utf-8", "surrogateescape").split("\n")
    # What is in no entry was left out: heads of messages, and messages without an article.
    fates = {number: ("boilerplate", 0, 0) for number, line in enumerate(lines, start=1) if line.strip()}
    titles: list[str] = []
    below = 0
    for entry in opened:
        account = _account_of(entry)
        place = _places(account.texts, lines, below)
        below = max([below, *place.values()])
        numbers = {row.line: place[index] for index, row in enumerate(account.rows) if index in place}
        for line, (fate, article, of) in _fates(account).items():
            if line in numbers:
                fates[numbers[line]] = (fate, article + len(titles) if article else 0, numbers.get(of, 0))
        titles += [draft.title for draft in account.drafts]
    return _prediction(fates, titles)


def _account_of(entry: Input) -> Account:
    data = read_bytes(entry).value or b""
    if not entry.is_page:
        return read_account(data, the_rules(), Given())
    page = read_html(data, entry.name, the_rules(), Given()).value
    assert page is not None, entry.name
    return page[0]


def _places(texts: Sequence[str], lines: Sequence[str], below: int) -> dict[int, int]:
    """Return the number of the file's line that ends with each text of an entry, in order; those of a head have none."""
    keys = [_key(_TARGET.sub("]", line)) for line in lines]
    found: dict[int, int] = {}
    for index, text in enumerate(texts):
        key = _key(text)
        number = next((at for at in range(below, len(keys)) if key and keys[at].endswith(key)), None)
        if number is not None:
            found[index] = number + 1
            below = number
    return found


def _key(text: str) -> str:
    return " ".join(re.findall(r"\w+", text)).casefold()


def _prediction(fates: dict[int, tuple[str, int, int]], drafts: Sequence[str]) -> Prediction:
    """Return the prediction of the fates of all lines, and the titles of the drafts in order."""
    articles: dict[int, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    boilerplate: list[int] = []
    unassigned: list[int] = []
    repeats: dict[int, int] = {}
    for line, (fate, article, of) in sorted(fates.items()):
        # What a header says of all articles below it is of no single one.
        if fate in KEPT and article:
            articles[article][fate].append(line)
        elif fate == "repeat":
            repeats[line] = of
        elif fate == "unassigned":
            unassigned.append(line)
        else:
            boilerplate.append(line)
    titles = dict(enumerate(drafts, start=1))
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
