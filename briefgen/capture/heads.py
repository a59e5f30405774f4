"""Floor 2. Where an article begins: which line is its headline, by what repeats, what stands beside it, what follows.

Signs are weighed, never taken alone. A subhead has one or two of them (words that the next paragraph has, some length), a
headline three or more. The weights were set on captures of our own; after changing one, run tests/test_capture.py.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.capture.furniture import ENDS, Verdict
from briefgen.capture.languages import script_of
from briefgen.capture.page import Page
from briefgen.capture.units import Unit

#: What each sign of a headline weighs.
WEIGHTS: Final[dict[str, int]] = {
    "doubled": 3,
    "first": 2,
    "block": 3,
    "date or byline": 2,
    "after section": 2,
    "after furniture": 1,
    "series": 2,
    "rule": 2,
    "gap": 1,
    "wide gap": 2,
    "dateline": 2,
    "agency dateline": 3,
    "script": 2,
    "new subject": 1,
    "words": 1,
    "long": 1,
}
#: Weight from which on a short line inside a page is a headline. A subhead reaches 3: gap, words, long.
THRESHOLD: Final = 4
#: The same for the first headline of a capture, where there is nothing before it that it could be a subhead of.
FIRST_THRESHOLD: Final = 2

_LONGEST_TITLE: Final = 32
#: Share of content words with the article above under which paragraphs are about something else: sections of one article
#: shared 0.2 to 0.5 with what stood before them in our captures, unrelated articles 0.0 to 0.1.
_NEW: Final = 0.13
#: Paragraphs of the article above that are compared.
_REMEMBERED: Final = 40
_SITE_NAME: Final = re.compile(r"\s+[|–—·•»-]\s+[^|–—·•»]{2,40}$")
_DATELINE: Final = re.compile(
    r"^(?P<place>[A-ZÀ-Þ][\w'’.-]*(?:[ ,/-]+[A-ZÀ-Þa-z][\w'’.-]*){0,5}?)\s*"
    r"(?:,\s*[A-Z][a-zé]{2,8}\.?\s+\d{1,2})?\s*(?:\((?P<agency>[^()]{2,30})\)\s*[:–—-]+|\s[–—-]{1,2}\s|:\s)\s*(?=\S)"
)
_UPPER_PLACE: Final = re.compile(r"^[A-ZÀ-Þ][A-ZÀ-Þ'’. -]{2,}\b")
_ARABIC_DATELINE: Final = re.compile(
    r"^(?P<place>[\u0620-\u06ff]+(?: [\u0620-\u06ff]+)?)\s*"
    r"(?:\((?P<agency>[^()]{2,30})\)\s*[-–—:]?|[-–—:]\s)"
)
_BYLINE_NAME: Final = re.compile(r"^[^.!?؟:;()]{3,60}$")
_BRACKETS: Final = re.compile(r"\s*[(\[][^()\[\]]*[)\]]")
_DASHED: Final = re.compile(r"^[-–—•·|]\s*(\S.{1,40})$")


@dataclass(frozen=True, slots=True)
class Head:
    """A headline: its unit, where its head begins, the prose that follows, and the signs for it."""

    title: int
    start: int
    prose: int
    signs: tuple[str, ...]


def core_of(text: str) -> str:
    """Return a folded headline without the site's name at its end."""
    return _SITE_NAME.sub("", text)


def dateline_of(text: str) -> tuple[str, int]:
    """Return the place that a paragraph begins with as agencies write it, and where the text goes on; empty for none."""
    match = _DATELINE.match(text) or _ARABIC_DATELINE.match(text)
    if match is None or len(match["place"].split()) > 5 or match.end() > 80:
        return "", 0
    place = match["place"].strip(" ,-")
    is_capital = bool(_UPPER_PLACE.match(place)) and place.split(",")[0].isupper()
    if match["agency"] or is_capital:
        return place, match.end()
    return "", 0


def is_byline(unit: Unit, page: Page) -> bool:
    """Does the line say who wrote it: "By" and up to six words of a name?"""
    bare = _BRACKETS.sub("", unit.text).strip()
    if (
        unit.shape != "short"
        or unit.is_sentence
        or len(bare.split()) > 9
        or not _BYLINE_NAME.match(bare.replace(":", "", 1))
    ):
        return False
    count = page.rules.begins("byline", unit.words)
    if not 0 < count < len(unit.words):
        return False
    name = re.split(r"\s+|:", bare)[count:]
    letters = [word for word in name if word]
    return bool(letters) and (letters[0][:1].isupper() or not letters[0].isascii())


def is_dashed(unit: Unit, page: Page) -> bool:
    """Is it a publisher's name after a dash, which stands without the dash a few lines above?"""
    match = _DASHED.match(unit.text)
    if match is None or unit.size > 6:
        return False
    above = page.units[max(0, unit.index - 4) : unit.index]
    return any(other.words == unit.words for other in above)


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
    words = unit.text.split()
    if not 1 <= len(words) <= 5 or unit.is_sentence or unit.hits - {"agency"}:
        return False
    beside = [page.units[other] for other in (unit.index - 1, unit.index + 1) if 0 <= other < len(page.units)]
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


def is_candidate(unit: Unit, page: Page, furniture: Mapping[int, Verdict]) -> bool:
    """Could the line be a headline by its shape?"""
    if unit.index in furniture or unit.shape == "rule" or unit.is_list_item or unit.size > _LONGEST_TITLE or unit.is_cut:
        return False
    if unit.shape == "prose" and not page.is_repeated(unit.index):
        return False
    return unit.size >= 2 and not is_meta(unit, page, furniture) and (not unit.is_sentence or page.is_repeated(unit.index))


def find_head(
    page: Page,
    region: Sequence[int],
    prose: int,
    furniture: Mapping[int, Verdict],
    captions: frozenset[int],
    *,
    above: Head | None,
) -> Head | None:
    """Return the head of an article whose prose begins at `prose`, from the units between it and the prose before."""
    candidates = [index for index in region if index not in captions and is_candidate(page.units[index], page, furniture)]
    # A person's name beside the date looks like a short headline; where there is another line, that is the headline.
    plain = [index for index in candidates if page.is_repeated(index) or not is_name(page, page.units[index])]
    candidates = plain or candidates
    if not candidates:
        return None
    cores: dict[str, list[int]] = {}
    for index in candidates:
        cores.setdefault(core_of(page.units[index].fold), []).append(index)
    best: tuple[int, float, int] | None = None
    signs_of: dict[int, tuple[str, ...]] = {}
    nearest = max(candidates)
    body = [prose, *(other for other in range(prose + 1, min(prose + 4, len(page.units))) if page.is_prose(other))]
    is_new = above is not None and _is_new_subject(page, body, range(above.prose, region[0]))
    # The nearest lines are where a headline stands; a doubled one may stand further up, above menus and captions.
    for index in candidates[-60:]:
        copies = cores[core_of(page.units[index].fold)]
        shared = page.shared(index, body)
        seen = _Seen(
            region=region,
            prose=prose,
            shared=shared,
            above=above,
            is_doubled=len(copies) > 1,
            is_new=is_new,
            captions=captions,
        )
        signs = _signs(page, index, furniture, seen)
        signs_of[index] = signs
        weight = sum(WEIGHTS[sign] for sign in signs)
        key = (weight, round(shared * 4) / 4, index if len(copies) == 1 or index == copies[-1] else -index)
        if best is None or key > best:
            best = key
    assert best is not None
    title = abs(best[2])
    if best[0] < (FIRST_THRESHOLD if above is None else THRESHOLD):
        return None
    title = _before_its_deck(page, title, candidates, signs_of, nearest)
    copies = cores[core_of(page.units[title].fold)]
    return Head(
        title=copies[0], start=_start(page, copies[0], region, furniture, captions), prose=prose, signs=signs_of[title]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """What is known around a candidate: its region, the prose below it, the words shared with that, the head before."""

    region: Sequence[int]
    prose: int
    shared: float
    above: Head | None
    is_doubled: bool
    is_new: bool
    captions: frozenset[int]


def _signs(page: Page, index: int, furniture: Mapping[int, Verdict], seen: _Seen) -> tuple[str, ...]:
    """Return the signs that a line is a headline."""
    unit, prose = page.units[index], seen.prose
    signs = ["doubled"] if seen.is_doubled else []
    signs += ["first"] if seen.above is None else []
    signs += _signs_beside(page, index, furniture, seen)
    if index and page.units[index - 1].shape == "rule":
        signs.append("rule")
    gap = page.units[_start(page, index, seen.region, furniture, seen.captions)].gap
    if gap > page.gap + 1:
        signs.append("wide gap")
    elif gap > page.gap:
        signs.append("gap")
    if dateline_of(page.units[prose].text)[0]:
        signs.append("agency dateline" if "(" in page.units[prose].text[:60] else "dateline")
    before = seen.region[0] - 1
    if before >= 0 and script_of(page.units[before].text) != script_of(page.units[prose].text):
        signs.append("script")
    if seen.is_new and seen.shared >= 0.4:
        signs.append("new subject")
    if seen.shared >= 0.4:
        signs.append("words")
    if unit.size >= 5:
        signs.append("long")
    return tuple(signs)


def _is_new_subject(page: Page, body: Sequence[int], before: range) -> bool:
    """Do the paragraphs below a line share next to nothing with the article above it?"""
    known = before[-_REMEMBERED:]
    return sum(page.shared(index, known) for index in body) < _NEW * len(body)


def _signs_beside(page: Page, index: int, furniture: Mapping[int, Verdict], seen: _Seen) -> list[str]:
    """Return what the lines around a candidate say: a date, a byline, a section mark above."""
    start = seen.region[0]
    near = [page.units[other] for other in range(max(start, index - 3), min(seen.prose, index + 5)) if other != index]
    metas = [other for other in near if is_meta(other, page, furniture) and _is_beside(page, index, other.index, furniture)]
    signs = []
    if len(metas) >= 2 or any(other.lead for other in metas):
        signs.append("block")
    elif metas:
        signs.append("date or byline")
    kinds = {furniture[other].kind for other in range(start, index) if other in furniture}
    if kinds & ENDS:
        signs.append("after section")
    elif seen.above and {"after section", "series"} & set(seen.above.signs) and seen.above.prose == start - 1:
        # Below a section mark, headlines with one paragraph each come in a row.
        signs.append("series")
    elif "furniture" in kinds:
        signs.append("after furniture")
    return signs


def _is_beside(page: Page, index: int, other: int, furniture: Mapping[int, Verdict]) -> bool:
    """Is there nothing but metadata and captions between the two?"""
    low, high = sorted((index, other))
    return all(
        is_meta(page.units[between], page, furniture)
        or between in furniture
        or page.units[between].size > 8
        or is_name(page, page.units[between])
        for between in range(low + 1, high)
    )


def is_agency(unit: Unit, furniture: Mapping[int, Verdict]) -> bool:
    """Is it the name of an agency or a desk, and nothing else?"""
    verdict = furniture.get(unit.index)
    return "agency" in unit.hits and (verdict is None or verdict.kind == "agency")


def _before_its_deck(
    page: Page, title: int, candidates: list[int], signs_of: dict[int, tuple[str, ...]], nearest: int
) -> int:
    """Return the line above where that is the headline and this one the standfirst below it."""
    above = title - 1
    if above not in signs_of or above not in candidates or title != nearest or "doubled" in signs_of[title]:
        return title
    upper, lower = page.units[above], page.units[title]
    is_deck = lower.size >= 8 and lower.size > 1.2 * upper.size and upper.size >= 4 and lower.gap <= page.gap + 1
    return above if is_deck else title


def _start(page: Page, title: int, region: Sequence[int], furniture: Mapping[int, Verdict], captions: frozenset[int]) -> int:
    """Return where the head begins: metadata and captions that stand right above the headline belong to it."""
    start = title
    while start - 1 >= region[0]:
        above = page.units[start - 1]
        if above.index in captions and (page.is_repeated(above.index) or above.shape == "short"):
            start -= 1
            continue
        if not is_meta(above, page, furniture) or (
            above.index in furniture and not is_agency(above, furniture) and not is_publisher(above, page)
        ):
            break
        start -= 1
    return start
