"""Floor 7. What was dropped inside an article, where a reader would miss it, and the longer texts dropped elsewhere."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final

from briefgen.importing.capture.ledger import Row
from briefgen.text.words import count_words

#: Longest text that is a label or a headline, in words; longer ones may be text.
_LABEL: Final = 8
_ITEM: Final = re.compile(r"(?:[-*•▪●◦‣]|\(?\d{1,2}[.)]|\([a-z]{1,5}\))\s+\S")
_PARTS: Final = frozenset(["title", "body", "subhead"])
_DROPPED: Final = frozenset(["boilerplate", "stub"])
#: Rules for text that go by place and shape, and know no word of what they drop.
_BY_PLACE: Final = frozenset(["headlines", "kicker", "page head", "page foot", "author"])


def dropped_lines(
    rows: Sequence[Row], texts: Sequence[str]
) -> tuple[list[tuple[Row, str]], list[tuple[Row, str]], list[tuple[Row, str]]]:
    """Return the long texts dropped inside articles, the short ones there, and the long ones dropped elsewhere.

    Inside is between the headline or the first part of a body and the last part. Each text comes with its row, in order.
    """
    inside: set[int] = set()
    parts = [place for place, row in enumerate(rows) if row.fate in _PARTS]
    for _, group in groupby(parts, key=lambda place: rows[place].article):
        places = list(group)
        inside.update(range(places[0] + 1, places[-1]))
    long: list[tuple[Row, str]] = []
    short: list[tuple[Row, str]] = []
    elsewhere: list[tuple[Row, str]] = []
    for place, (row, text) in enumerate(zip(rows, texts, strict=True)):
        if row.fate not in _DROPPED:
            continue
        is_inside = place in inside and row.fate == "boilerplate"
        if is_long(text):
            (long if is_inside else elsewhere).append((row, text))
        elif is_inside:
            short.append((row, text))
    return long, short, elsewhere


def is_long(text: str) -> bool:
    """May a line be text by its length: has it more than eight words, or is it an item of a list?"""
    return count_words(text) > _LABEL or bool(_ITEM.match(text.strip()))


def is_led_away(row: Row, *, is_html: bool) -> bool:
    """Is a dropped text no part of an article for sure: links, hidden, or furniture by its words?

    In HTML words alone are not enough: there the markup has to agree.
    """
    if not is_html:
        return row.rule not in _BY_PLACE
    return not {"links", "hidden"}.isdisjoint(row.signs) or {"words", "markup"} <= {*row.signs}
