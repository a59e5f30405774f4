"""Floor 7. Where an article begins: which line is its headline, by what repeats, what stands beside it, what follows.

Signs are weighed, never taken alone. A subhead has one or two of them (words that the next paragraph has, some length), a
headline three or more. The weights were set on captures of our own; after changing one, run tests/rooms/test_capture.py.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

from briefgen.importing.capture.furniture import ENDS, Verdict
from briefgen.importing.capture.languages import script_of
from briefgen.importing.capture.metas import dateline_of, is_agency, is_meta, is_name, is_publisher
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.units import Unit

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
    "many words": 1,
    "other script": -3,
    "brief": -2,
    "long": 1,
}
#: What it weighs between two lines of one head that all of a line's words are in the text below.
_SHARED: Final = 4
#: Signs of a headline that neither a list of headlines nor a subhead has.
_SURE: Final = frozenset(["block", "date or byline", "dateline", "agency dateline", "rule", "script"])
#: Weight from which on a short line inside a page is a headline. A subhead reaches 3: gap, words, long.
THRESHOLD: Final = 4
#: The same for the first headline of a capture, where there is nothing before it that it could be a subhead of.
FIRST_THRESHOLD: Final = 2

_LONGEST_TITLE: Final = 32
_SHORTEST_TITLE: Final = 6
_NO_TITLE: Final = frozenset(["menu", "slug", "contact", "notice"])
#: Share of content words with the article above under which paragraphs are about something else: sections of one article
#: shared 0.2 to 0.5 with what stood before them in our captures, unrelated articles 0.0 to 0.1.
_NEW: Final = 0.13
#: Paragraphs of the article above that are compared.
_REMEMBERED: Final = 40
#: Paragraphs below a headline that are compared with it, and how far down they may stand.
_COMPARED: Final = 3
_NEAR: Final = 16
#: Candidates that are weighed for one headline, the nearest to the text.
_WEIGHED: Final = 60
#: Lines that a headline may have below it: decks, a caption.
_DECK: Final = 4
#: Paragraphs that a standfirst has at most.
_STANDFIRST: Final = 2
_SITE_NAME: Final = re.compile(r"\s+[|–—·•»-]\s+[^|–—·•»]{2,40}$")
# "(Adds background)", "[END]": a desk speaks to a desk.
IN_BRACKETS: Final = re.compile(r"^[(\[][^()\[\]]*[)\]]$")
# "Q: How many?" is no headline.
_QUESTION: Final = re.compile(r"^[^\W\d]\s?[:.]\s")


@dataclass(frozen=True, slots=True)
class Head:
    """A headline: its unit, where its head begins, the prose that follows, and the signs for it."""

    title: int
    start: int
    prose: int
    signs: tuple[str, ...]

    @property
    def is_led(self) -> bool:
        """Does it stand below a mark of a page's foot, without a date or a name of its own?"""
        return bool({"after section", "series"} & set(self.signs)) and not {"block", "date or byline"} & set(self.signs)


def is_sure(head: Head) -> bool:
    """Has the headline a sign that neither a list of headlines nor a subhead has?"""
    signs = set(head.signs)
    return bool(_SURE & signs) or ("doubled" in signs and bool({"words", "many words"} & signs))


def core_of(text: str) -> str:
    """Return a folded headline without the site's name at its end."""
    return _SITE_NAME.sub("", text)


def is_candidate(unit: Unit, page: Page, furniture: Mapping[int, Verdict]) -> bool:
    """Could the line be a headline by its shape?"""
    if unit.index in furniture or unit.shape == "rule" or unit.is_list_item or unit.size > _LONGEST_TITLE or unit.is_cut:
        return False
    if (
        (unit.shape == "prose" and not page.is_repeated(unit.index))
        or IN_BRACKETS.match(unit.text)
        or _QUESTION.match(unit.text)
    ):
        return False
    if unit.hits & _NO_TITLE or unit.text.endswith((";", "؛", ",", "،")) or len(unit.text) < _SHORTEST_TITLE:
        return False
    # A wire sets headlines between colons; a colon at the end alone is a kicker's.
    is_sentence = unit.is_sentence and not (unit.text[:1] == unit.text[-1:] == ":")
    return unit.size >= 2 and not is_meta(unit, page, furniture) and (not is_sentence or page.is_repeated(unit.index))


def find_candidates(page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> tuple[int, ...]:
    """Return the lines of a page that could be headlines by their shape, in order."""
    return tuple(unit.index for unit in page.units if unit.index not in captions and is_candidate(unit, page, furniture))


def find_head(
    page: Page,
    region: Sequence[int],
    prose: int,
    furniture: Mapping[int, Verdict],
    captions: frozenset[int],
    *,
    lines: Sequence[int],
    above: Head | None,
) -> Head | None:
    """Return the head of an article whose prose begins at `prose`, from the units between it and the prose before.

    `lines` are those that `find_candidates` returns.
    """
    candidates = lines[bisect_left(lines, region[0]) : bisect_left(lines, region[-1] + 1)]
    # A person's name beside the date looks like a short headline; where there is another line, that is the headline.
    plain = [index for index in candidates if page.is_repeated(index) or not is_name(page, page.units[index])]
    if not plain and above is not None and region[0] - above.prose <= _STANDFIRST:
        # Below a standfirst stands the rest of the head: a name and a date.
        return None
    candidates = plain or candidates
    if not candidates:
        return None
    cores: dict[str, list[int]] = {}
    for index in candidates:
        cores.setdefault(core_of(page.units[index].fold), []).append(index)
    best: tuple[float, float, int] | None = None
    weight_of: dict[int, int] = {}
    shared_of: dict[int, float] = {}
    signs_of: dict[int, tuple[str, ...]] = {}
    nearest = max(candidates)
    below = (other for other in range(prose + 1, min(prose + _NEAR, len(page.units))) if page.is_prose(other))
    body = [prose, *islice(below, _COMPARED)]
    is_new = above is not None and _is_new_subject(page, body, range(above.prose, region[0]))
    # The nearest lines are where a headline stands; a doubled one may stand further up, above menus and captions.
    nearby = candidates[-_WEIGHED:]
    overhead = _look_above(page, region, nearby, furniture)
    for index in nearby:
        copies = cores[core_of(page.units[index].fold)]
        shared = page.shared(index, body)
        seen = _Seen(
            region=region,
            prose=prose,
            shared=shared,
            above=above,
            is_doubled=len(copies) > 1 and not (shared < 0.2 and any(is_name(page, page.units[copy]) for copy in copies)),
            is_new=is_new,
            captions=captions,
            overhead=overhead[index],
        )
        signs = _signs(page, index, furniture, seen)
        signs_of[index] = signs
        shared_of[index] = shared
        weight_of[index] = sum(WEIGHTS[sign] for sign in signs)
        # What the signs say comes first; between lines of one head the words that the text shares decide.
        better = weight_of[index] + _SHARED * shared + (index == nearest)
        key = (better, shared, index if len(copies) == 1 or index == copies[-1] else -index)
        if best is None or key > best:
            best = key
    assert best is not None
    title = abs(best[2])
    if weight_of[title] < (FIRST_THRESHOLD if above is None else THRESHOLD):
        return None
    if (
        above is not None
        and "after section" in signs_of[title]
        and not _SURE & set(signs_of[title])
        and _is_in_list(page, title, candidates)
    ):
        return None
    title = _before_its_deck(page, title, shared_of, nearest)
    copies = cores[core_of(page.units[title].fold)]
    # Of its copies the one without the site's name is the headline.
    best_copy = min(copies, key=lambda index: len(page.units[index].words))
    return Head(
        title=best_copy, start=_start(page, copies[0], region, furniture, captions), prose=prose, signs=signs_of[title]
    )


def _is_in_list(page: Page, title: int, candidates: Sequence[int]) -> bool:
    """Is the line above a headline as well, and no closer to what stands above it: are both of a list?"""
    return title - 1 in candidates and page.units[title].gap <= page.units[title - 1].gap and not page.is_repeated(title)


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
    overhead: "_Overhead"


@dataclass(frozen=True, slots=True)
class _Overhead:
    """What stands above a line in its region: kinds of furniture, and up to two texts of short lines that are repeated."""

    kinds: frozenset[str]
    standing: frozenset[str]


def _look_above(
    page: Page, region: Sequence[int], lines: Sequence[int], furniture: Mapping[int, Verdict]
) -> dict[int, _Overhead]:
    """Return for each of these lines what stands above it, in one walk over the region."""
    found: dict[int, _Overhead] = {}
    kinds: set[str] = set()
    standing: set[str] = set()
    start = region[0]
    for line in lines:
        for index in range(start, line):
            unit = page.units[index]
            if index in furniture:
                kinds.add(furniture[index].kind)
            # Two texts are enough: one of them is not the line's own.
            if len(standing) < 2 and unit.shape == "short" and page.is_repeated(index):
                standing.add(unit.fold)
        start = line
        found[line] = _Overhead(frozenset(kinds), frozenset(standing))
    return found


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
        signs.append("many words" if seen.shared >= 0.55 else "words")
    if script_of(unit.text) not in {script_of(page.units[prose].text), ""}:
        signs.append("other script")
    if unit.size >= 5:
        signs.append("long")
    elif unit.size <= 2 and (not seen.is_doubled or seen.shared < 0.4):
        signs.append("brief")
    return tuple(signs)


def _is_new_subject(page: Page, body: Sequence[int], before: range) -> bool:
    """Do the paragraphs below a line share next to nothing with the article above it?"""
    known = before[-_REMEMBERED:]
    return sum(page.shared(index, known) for index in body) < _NEW * len(body)


def _signs_beside(page: Page, index: int, furniture: Mapping[int, Verdict], seen: _Seen) -> list[str]:
    """Return what the lines around a candidate say: a date, a byline, a section mark above."""
    start = seen.region[0]
    metas = [*_metas_above(page, index, start, furniture, seen.captions), *_metas_below(page, index, seen, furniture)]
    signs = []
    if len(metas) >= 2 or any(other.lead for other in metas):
        signs.append("block")
    elif metas:
        signs.append("date or byline")
    if seen.overhead.kinds & ENDS:
        signs.append("after section")
    elif (
        seen.above
        and {"after section", "series"} & set(seen.above.signs)
        and "first" not in seen.above.signs
        and seen.above.prose == start - 1
    ):
        # Below a section mark, headlines with one paragraph each come in a row.
        signs.append("series")
    elif "furniture" in seen.overhead.kinds or seen.overhead.standing - {page.units[index].fold}:
        # Short lines that stand elsewhere as well are buttons, as below each article.
        signs.append("after furniture")
    return signs


def _metas_above(
    page: Page, index: int, start: int, furniture: Mapping[int, Verdict], captions: frozenset[int]
) -> Iterator[Unit]:
    """Return the lines right above a candidate that say when, who or for whom; captions and copies may stand between."""
    own = page.units[index].fold
    for other in range(index - 1, max(start, index - 8) - 1, -1):
        unit = page.units[other]
        if is_meta(unit, page, furniture):
            yield unit
        elif other not in captions and unit.fold != own:
            return


def _metas_below(page: Page, index: int, seen: "_Seen", furniture: Mapping[int, Verdict]) -> Iterator[Unit]:
    """Return such lines between a candidate and its prose, up to the next line that could be a headline itself."""
    own = page.units[index].fold
    for other in range(index + 1, min(seen.prose, index + 12)):
        unit = page.units[other]
        if is_meta(unit, page, furniture):
            yield unit
        elif not (
            other in furniture
            or other in seen.captions
            or unit.fold == own
            or unit.shape != "short"
            or unit.is_sentence
            or unit.size <= 2
            or IN_BRACKETS.match(unit.text)
            or is_name(page, unit)
        ):
            return


def _before_its_deck(page: Page, title: int, shared_of: dict[int, float], nearest: int) -> int:
    """Return the line above where that is the headline and this one the standfirst below it."""
    if title != nearest or page.is_repeated(title):
        return title
    best = title
    for above in range(title - 1, max(-1, title - 1 - _DECK), -1):
        unit = page.units[above]
        if above not in shared_of:
            # Decks may come as a list.
            if unit.shape == "short" and (unit.is_list_item or unit.is_sentence):
                continue
            break
        is_kicker = unit.size < 4 or (unit.text[:1].islower() and not page.units[title].text[:1].islower())
        # What stands above a headline (a kicker, a menu) shares few words with the text, and the headline above a deck does.
        if not is_kicker and shared_of[above] >= max(0.2, 0.4 * shared_of[best]):
            best = above
    return best


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
