"""Floor 7. Reports that come in a row: "Senfeld Flood" and, on the line below, "Situation Report No. 5 (as of 6 May 2025)".

Both lines are the headline. The second one has the day as well, so it looks like a line that only says when.
"""

import re
from typing import Final

from briefgen.importing.capture.page import Page

#: Longest line that is looked at, in characters, and longest name of what the reports are about, in words.
_LONGEST: Final = 160
_NAME: Final = 4
#: Up to three figures: a paper counts its days in thousands.
_NUMBER: Final = re.compile(
    r"(?:[#№]|\bn\.?\s?[°ºr]\.?|\b(?:no|num(?:ber|ero|éro|mer)?|número|رقم|شماره)\b\.?|第)\s*\d{1,3}(?!\d|[.,]\d)",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W\d_]{4}|[\u3040-\u30ff\u3400-\u9fff]{2}")


def is_edition(page: Page, index: int) -> bool:
    """Does a line say which report of a row follows, with no longer headline beside it?"""
    unit = page.units[index]
    if unit.shape != "short" or not _is_numbered(unit.text):
        return False
    beside = [page.units[other] for other in (index - 1, index + 1) if 0 <= other < len(page.units)]
    return not any(other.shape == "short" and other.size > _NAME and not other.is_sentence for other in beside)


def name_above(page: Page, index: int) -> int | None:
    """Return the line right above an edition that says what the reports are about; None where there is none."""
    if index == 0 or not is_edition(page, index):
        return None
    above = page.units[index - 1]
    is_name = above.shape == "short" and 0 < above.size <= _NAME and not (above.hits or above.when or above.is_sentence)
    return index - 1 if is_name and not page.units[index].gap and not above.is_list_item else None


def _is_numbered(line: str) -> bool:
    """Has a line words, a sign for a number, and the number?"""
    match = _NUMBER.search(line) if len(line) <= _LONGEST else None
    if match is None:
        return False
    before = line[: match.start()]
    return bool(_WORD.search(before)) and not any(map(str.isdigit, before))
