"""Floor 7. What was dropped between the paragraphs of an article, where a reader of the article would miss it."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from briefgen.importing.capture.ledger import Row
from briefgen.text.words import count_words

#: Longest text that is a label or a headline, in words; longer ones are told.
_LABEL: Final = 8
_PARTS: Final = frozenset(["title", "body", "subhead"])


def dropped_inside(rows: Sequence[Row], texts: Sequence[str]) -> Iterator[tuple[Row, str]]:
    """Yield the longer texts dropped between the headline and the last paragraph of an article, each with its row."""
    parts = [place for place, row in enumerate(rows) if row.fate in _PARTS]
    for _, group in groupby(parts, key=lambda place: rows[place].article):
        places = list(group)
        for place in range(places[0] + 1, places[-1]):
            row = rows[place]
            if row.fate == "boilerplate" and count_words(texts[place]) > _LABEL:
                yield row, texts[place]


def is_led_away(row: Row) -> bool:
    """Is a dropped text no part of an article for sure: links, hidden, or furniture by words and markup?"""
    return not {"links", "hidden"}.isdisjoint(row.signs) or {"words", "markup"} <= {*row.signs}
