"""Floor 7. Lines of an article's head besides its headline: who wrote it, for whom, when, and where a report comes from."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.units import Unit

# "June 17", "12 ago", "17 June 2025", "6 de mayo".
_DAY: Final = (
    r"(?:[^\W\d_]{3,10}\.?\s+\d{1,2}(?:,?\s+\d{4})?|\d{1,2}\.?\s+(?:de\s+)?[^\W\d_]{3,12}\.?(?:,?\s+(?:de\s+)?\d{4})?)"
)
_DATELINE: Final = re.compile(
    # A hyphen is part of the word before it. As a separator too, a row of hyphens could be parted in every way.
    r"^(?P<place>[A-ZÀ-Þ][\w'’.-]*(?:[ ,/][ ,/-]*[A-ZÀ-Þa-z][\w'’.-]*){0,5}?)\s*"
    rf"(?:,\s*{_DAY})?\s*(?:\((?P<agency>[^()]{{2,30}})\)\s*(?:[.:–—-]+|_\s)|\s[–—-]{{1,2}}\s|:\s)\s*(?=\S)"
)
_UPPER_PLACE: Final = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ'’. -]{2,}\b")
_ARABIC_DATELINE: Final = re.compile(
    r"^(?P<place>[\u0620-\u06ff\u200c]+(?: [\u0620-\u06ff\u200c]+)?)\s*(?:[،,]\s*\d{1,2} [\u0620-\u06ff]{3,9}\s*)?"
    r"(?:\((?P<agency>[^()]{2,30})\)\s*[-–—:]?"
    r"|[-–—]\s[«\"“]?(?P<desk>[\u0620-\u06ff\u200c]+(?: [\u0620-\u06ff\u200c]+){0,2})[»\"”]?\s?:|[-–—:]\s)"
)
_BYLINE_NAME: Final = re.compile(r"^[^.!?؟:;()]{3,60}$")
_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_SMALL_IN_NAMES: Final = frozenset(
    ["in", "of", "at", "from", "and", "de", "du", "la", "van", "von", "et", "y", "à", "en", "aus"]
)
_DASHED: Final = re.compile(r"^[-–—•·|]\s*(\S.{1,40})$")


class Dateline(NamedTuple):
    """How a report begins: its place, who sent it (mostly an agency; empty for none), and where the text goes on."""

    place: str
    agency: str
    end: int


def dateline_of(text: str) -> tuple[str, int]:
    """Return the place that a paragraph begins with as agencies write it, and where the text goes on; empty for none."""
    found = dateline_at(text)
    return found.place, found.end


def dateline_at(text: str) -> Dateline:
    """Return how a paragraph begins as agencies write it; empty texts for another beginning."""
    match = _DATELINE.match(text) or _ARABIC_DATELINE.match(text)
    if match is None or len(match["place"].split()) > 5 or match.end() > 80:
        return Dateline("", "", 0)
    place = match["place"].strip(" ,-")
    is_capital = bool(_UPPER_PLACE.match(place)) and place.split(",")[0].isupper()
    agency = match["agency"] or match.groupdict().get("desk") or ""
    return Dateline(place, agency, match.end()) if agency or is_capital else Dateline("", "", 0)


def is_byline(unit: Unit, page: Page) -> bool:
    """Does the line say who wrote it: "By" and up to six words of a name?"""
    # Few lines begin so: all else is asked of these alone.
    count = page.rules.begins("byline", unit.words)
    if not 0 < count < len(unit.words) or unit.shape != "short" or unit.is_sentence:
        return False
    bare = _BRACKETS.sub("", unit.text).strip()
    if len(bare.split()) > 9 or not _BYLINE_NAME.match(bare.replace(":", "", 1)):
        return False
    name = re.split(r"\s+|:", bare)[count:]
    letters = [word for word in name if word]
    return bool(letters) and (letters[0][:1].isupper() or not letters[0].isascii())


def is_dashed(unit: Unit, page: Page) -> bool:
    """Is it a publisher's name after a dash, which stands without the dash a few lines above?"""
    match = _DASHED.match(unit.text)
    if match is None or unit.size > 6 or unit.shape == "rule":
        return False
    name = " ".join(unit.words)
    above = page.units[max(0, unit.index - 4) : unit.index]
    return any(other.words == unit.words or (other.lead and fold(other.lead) == name) for other in above)


def is_publisher(unit: Unit, page: Page) -> bool:
    """Is it a publisher's name above the time and the headline of a block: its twin has a dash, or the time comes next?"""
    index = unit.index
    if unit.size > 6 or unit.shape != "short" or unit.is_sentence or unit.when:
        return False
    below = page.units[index + 1 : index + 5]
    if any(_DASHED.match(other.text) and other.words == unit.words for other in below):
        return True
    return (
        len(below) > 2
        and below[0].when == "relative"
        and below[1].shape == "short"
        and below[1].size >= 3
        and not below[1].when
        and any(page.is_prose(other.index) for other in below[2:])
    )


def is_name(page: Page, unit: Unit) -> bool:
    """Is it two to five capitalised words (or words without case) right beside a line that says when?"""
    words = [word for word in unit.text.split() if word not in _SMALL_IN_NAMES]
    if not 1 <= len(words) <= 5 or unit.is_sentence or unit.hits - {"agency"}:
        return False
    beside = page.units[max(0, unit.index - 1) : unit.index + 3]
    return any(other.when for other in beside) and all(word[:1].isupper() or not word.isascii() for word in words)


def is_meta(unit: Unit, page: Page, furniture: Mapping[int, Verdict]) -> bool:
    """Does the line say when, who or for whom, and nothing else?"""
    return (
        bool(unit.when or unit.lead)
        or is_byline(unit, page)
        or is_dashed(unit, page)
        or is_publisher(unit, page)
        or is_agency(unit, furniture)
    )


def is_agency(unit: Unit, furniture: Mapping[int, Verdict]) -> bool:
    """Is it the name of an agency or a desk, and nothing else?"""
    verdict = furniture.get(unit.index)
    return "agency" in unit.hits and (verdict is None or verdict.kind == "agency")
