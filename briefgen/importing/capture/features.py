"""Floor 7. What can be seen at each unit of a page, as named features: the evidence for the path of states (`chain.py`).

A unit is seen by itself (how long it is, how it ends, which rules know it), by its neighbours, which are seen in the same
way, by its place on the page, and by the words that it has in common with the paragraphs above and below. Nearly all
features are there or not, so most are names only; the few with a value say so.
"""

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from itertools import accumulate
from typing import Final

from briefgen.importing.capture.editions import is_edition, name_above
from briefgen.importing.capture.furniture import ENDS, Verdict
from briefgen.importing.capture.headlines import url_in
from briefgen.importing.capture.languages import script_of
from briefgen.importing.capture.metas import dateline_of, is_byline, is_name, is_publisher
from briefgen.importing.capture.openings import Openings, is_candidate
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.starts import Form, Opening, is_title_case
from briefgen.importing.capture.stretch import SPEAKER, Stretch, is_said
from briefgen.importing.capture.times import Row
from briefgen.importing.capture.units import Unit

#: Lengths in words that part what is seen of a unit.
_SIZES: Final = (2, 3, 5, 8, 12, 15, 20, 25, 32, 45, 60, 90)
#: Fewest content words of a paragraph, and of a line, that say anything about what it shares with others.
_ENOUGH: Final = {"prose": 5, "short": 2, "rule": 1}
#: How far up a mark of a page's foot leads to a unit.
_LED: Final = 14
#: How near a line that may be a headline stands.
_NEAR: Final = 6
#: Lengths in words that part what stands between two lines that may be headlines.
_PIECES: Final = (15, 30, 50, 80, 150, 300)
#: Longest line that is brief, in words.
_BRIEF: Final = 4
#: Most that a value may say.
_MOST: Final = 8.0
_DIGIT: Final = re.compile(r"\d")
_CLOCK: Final = re.compile(r"(?<!\d)\d{1,2}[:.]\d\d(?!\d)")
_YEAR: Final = re.compile(r"(?<!\d)(?:1[89]|20)\d\d(?!\d)")
_BARRED: Final = re.compile(r"\s[|·•/»›>]\s")
_DASHED: Final = re.compile(r"\s[-–—]\s")
_DASHES: Final = ("-", "–", "—")
_TWO_SENTENCES: Final = re.compile(r"[.!?؟。]\s+\S")
#: Characters of a line that are looked at, longest word that needs no capital in a name, in characters, and words of a line
#: up to which each word of it speaks.
_LOOKED_AT: Final = 200
_SHORT_WORD: Final = 3
_SPOKEN: Final = 18
_OPENS_QUOTE: Final = tuple("\"“«„‘'「")
_STOPS: Final = (".", "。", "۔", "।", "…", "!", "?", "؟")
#: Characters of a text that tell its script.
_SCRIPT: Final = 400


@dataclass(slots=True)
class Seen:
    """What is seen at a unit besides itself and its neighbours: features that are there, and those with a value."""

    place: list[str]
    values: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A page with what the rules found on it, by units.

    `weak` has lines that nothing but a name in brackets makes like captions, `pulled` has sentences that the page repeats
    from a paragraph, each with that paragraph. `rows` are of times, `in_blogs` is what stands between those of live blogs,
    `placed` the lines that name the places of a digest.
    """

    page: Page
    furniture: Mapping[int, Verdict]
    captions: frozenset[int]
    weak: frozenset[int]
    pulled: Mapping[int, int]
    openings: Openings
    rows: tuple[Row, ...] = ()
    in_blogs: frozenset[int] = frozenset()
    placed: frozenset[int] = frozenset()


def see_alone(evidence: Evidence) -> list[tuple[str, ...]]:
    """Return what is seen of each unit by itself, in order."""
    return [_own(evidence, unit) for unit in evidence.page.units]


def see_places(evidence: Evidence) -> Iterator[Seen]:
    """Yield what is seen at the place of each unit, in order."""
    viewer = _Viewer(evidence)
    return (viewer.see(unit) for unit in evidence.page.units)


def _from(name: str, value: float, bounds: tuple[float, ...]) -> tuple[str, ...]:
    """Return a feature for each bound, in ascending order, that a value reaches."""
    return _names_from(name, bounds)[: bisect_right(bounds, value)]


@cache
def _names_from(name: str, bounds: tuple[float, ...]) -> tuple[str, ...]:
    return tuple(f"{name} from {bound:g}" for bound in bounds)


# A unit by itself -----------------------------------------------------------------------------------------------------


def _own(evidence: Evidence, unit: Unit) -> tuple[str, ...]:
    page, index, text = evidence.page, unit.index, unit.text
    seen = [unit.shape, *_from("words", unit.size, _SIZES)]
    seen += [f"hit {hit}" for hit in sorted(unit.hits)]
    verdict = evidence.furniture.get(index)
    if verdict:
        seen += ["furniture", f"furniture {verdict.kind}"] + (["mark of an end"] if verdict.kind in ENDS else [])
    has_figures = bool(_DIGIT.search(text))
    tests = (
        ("sentence", unit.is_sentence),
        ("cut", unit.is_cut),
        ("list item", unit.is_list_item),
        ("asks", text.endswith(("?", "؟", "？"))),
        ("calls out", text.endswith("!")),
        ("colon at its end", text.endswith((":", "："))),
        ("lower case", text[:1].islower()),
        ("opens a quotation", text.startswith(_OPENS_QUOTE)),
        ("says when", bool(unit.when)),
        ("says how long ago", unit.when == "relative"),
        ("name and time", bool(unit.lead)),
        ("known words", bool(unit.hits)),
        ("caption", index in evidence.captions),
        ("like a caption", index in evidence.weak),
        ("pulled quotation", index in evidence.pulled),
        ("address", bool(url_in(text))),
        ("said", is_said(unit)),
        ("speaker", bool(SPEAKER.match(text))),
        ("repeated", page.is_repeated(index)),
        ("goes on", page.goes_on(index)),
        ("dateline", bool(dateline_of(text)[0])),
        ("figures", has_figures),
        ("stop at its end", text.endswith(_STOPS)),
        ("time of day", has_figures and bool(_CLOCK.search(text, 0, _LOOKED_AT))),
        ("year", has_figures and bool(_YEAR.search(text, 0, _LOOKED_AT))),
        ("ends in brackets", text.endswith((")", "]", "）", "】"))),
        ("bar or dot inside", bool(_BARRED.search(text, 0, _LOOKED_AT))),
        ("opens with a dash", text.startswith(_DASHES)),
        ("dash inside", bool(_DASHED.search(text, 0, _LOOKED_AT))),
        ("comma inside", "," in text or "，" in text or "،" in text),
        ("quotation inside", any(mark in text for mark in _OPENS_QUOTE)),
    )
    seen += [name for name, is_there in tests if is_there]
    return (*seen, *(_own_of_line(evidence, unit) if unit.shape == "short" else ()))


def _own_of_line(evidence: Evidence, unit: Unit) -> list[str]:
    page, index, text = evidence.page, unit.index, unit.text
    tests = (
        ("byline", is_byline(unit, page)),
        ("name beside a time", is_name(page, unit)),
        ("publisher", is_publisher(unit, page)),
        ("title case", is_title_case(text)),
        ("report of a row", is_edition(page, index)),
        ("name of a report", index + 1 < len(page.units) and name_above(page, index + 1) == index),
        ("two sentences", bool(_TWO_SENTENCES.search(text))),
        ("names", _are_names(text)),
        ("could be a headline", is_candidate(unit, page, evidence.furniture)),
    )
    # Marks in order, so that a sum of weights is the same number in every process.
    marks = sorted(page.headline_at(index).marks)
    return [*(name for name, is_there in tests if is_there), *(f"mark {mark}" for mark in marks)]


def _are_names(text: str) -> bool:
    """Do all longer words of a line begin with a capital?"""
    words = [word for word in text.split() if len(word) > _SHORT_WORD and word[:1].isalpha()]
    return bool(words) and all(word[:1].isupper() for word in words)


# A unit at its place --------------------------------------------------------------------------------------------------


class _Viewer:
    """Looks at the units of one page; what all of them ask for is counted once."""

    def __init__(self, evidence: Evidence) -> None:
        self._evidence = evidence
        self._page, furniture = evidence.page, evidence.furniture
        units = self._page.units
        self._stretch = Stretch(self._page, range(len(units)), furniture, evidence.captions)
        self._text = [unit.index for unit in units if self._stretch.is_body(unit)]
        self._furnished = [0, *accumulate(int(unit.index in furniture) for unit in units)]
        self._ends = [index for index in sorted(furniture) if furniture[index].kind in ENDS]
        self._openings = {opening.title: opening for opening in evidence.openings.found}
        self._weights = {title: evidence.openings.weight(one, is_first=False) for title, one in self._openings.items()}
        self._titles = sorted(self._openings)
        self._alike = Counter(opening.form for opening in self._openings.values())
        self._widest: dict[Form, int] = {}
        for title, opening in self._openings.items():
            self._widest[opening.form] = max(units[title].gap, self._widest.get(opening.form, 0))
        self._heaviest = sorted((self._weights[title], title) for title in self._titles[1:])[-2:]
        self._sizes = [0, *accumulate(unit.size for unit in units)]
        self._looks = [_look_of(self._page, unit) for unit in units]
        self._alike_looks = Counter(self._looks)
        self._alike_pairs = Counter(zip(self._looks, [*self._looks[1:], None], strict=True))
        longest = max((units[index].text for index in self._text), key=len, default="")
        self._script = script_of(longest[:_SCRIPT])
        #: Share of the words of the text right below a unit that stand above as well, by the number of paragraphs above.
        self._common: dict[int, float] = {}
        #: The rows of times that a unit stands in, or near.
        self._rows: dict[int, list[Row]] = {}
        for row in evidence.rows:
            for index in range(row.stamps[0] - _NEAR, row.stamps[-1] + _LED + 1):
                self._rows.setdefault(index, []).append(row)
        self._of_page = _from("furniture of the page", len(furniture) / max(1, len(units)), (0.03, 0.1, 0.2, 0.4))

    def see(self, unit: Unit) -> Seen:
        """Return what is seen at a unit."""
        seen = Seen([*self._of_page])
        if unit.size <= _SPOKEN:
            seen.place += [f"word {word}" for word in sorted(set(unit.words)) if not word.isdigit()]
        self._see_place(unit, seen)
        self._see_kin(unit, seen)
        self._see_row(unit, seen)
        self._see_words(unit, seen)
        self._see_times(unit, seen)
        opening = self._openings.get(unit.index)
        if opening:
            self._see_opening(opening, seen)
        else:
            self._see_openings_near(unit, seen)
        # Letters of ASCII alone are Latin, and a line without letters is of no script.
        is_latin = self._script == "latn" and unit.text.isascii()
        if not is_latin and self._script and script_of(unit.text[:_SCRIPT]) not in {self._script, ""}:
            seen.place.append("another script")
        return seen

    def _see_place(self, unit: Unit, seen: Seen) -> None:
        units, index = self._page.units, unit.index
        left = len(units) - 1 - index
        below = units[index + 1].gap if left else None
        seen.place += [f"gap {self._gap(unit.gap)}", f"gap below {self._gap(below)}"]
        if below is not None:
            nearer = "above" if unit.gap < below else "below" if unit.gap > below else "neither"
            seen.place.append(f"nearer to {nearer}")
        if unit.gap > self._page.gap + 1:
            seen.place.append("wide gap")
        seen.place += [f"among the first {count}" for count in (1, 2, 3, 5, 8, 12, 20) if index < count]
        seen.place += [f"among the last {count}" for count in (1, 2, 3, 5, 8, 12) if left < count]
        start, end = bisect_left(self._text, index), bisect_right(self._text, index)
        seen.place += _from("paragraphs above", start, (1, 2, 3, 5, 8, 15))
        seen.place += _from("paragraphs below", len(self._text) - end, (1, 2, 3, 5, 8, 15))
        if start:
            seen.place += _from("units since a paragraph", index - self._text[start - 1], (2, 3, 4, 6, 10))
        if end < len(self._text):
            seen.place += _from("units to a paragraph", self._text[end] - index, (2, 3, 4, 6, 10))
        near = bisect_left(self._text, index + _NEAR + 1) - end
        seen.place += _from("paragraphs right below", near, (1, 2, 3, 4, 5, 6))
        seen.place += _from("paragraphs right above", start - bisect_left(self._text, index - _NEAR), (1, 2, 3, 4, 5, 6))
        furnished = self._furnished
        seen.place += _from(
            "furniture right below", furnished[min(len(units), index + _NEAR + 1)] - furnished[index + 1], (1, 2, 3, 5)
        )
        seen.place += _from("furniture right above", furnished[index] - furnished[max(0, index - _NEAR)], (1, 2, 3, 5))
        marks = bisect_left(self._ends, index)
        if marks:
            seen.place.append("below a mark of an end")
            mark = self._ends[marks - 1]
            if mark > index - _LED - 1 and (not start or self._text[start - 1] < mark):
                seen.place.append("led to by a mark of an end")

    def _gap(self, gap: int | None) -> str:
        if gap is None:
            return "none"
        usual = self._page.gap
        return "0" if not gap else "usual" if gap == usual else "wider" if gap > usual else "narrower"

    def _see_row(self, unit: Unit, seen: Seen) -> None:
        stretch, index = self._stretch, unit.index
        if unit.shape == "short":
            seen.place += _from("lines in a row", stretch.row(index), (1, 2, 3))
            seen.place += ["by furniture"] if stretch.is_by_furniture(index) else []
            seen.place += ["led away"] if stretch.is_led_away(index) else []
            seen.place += ["key figure"] if stretch.is_figure(index) else []
            seen.place += ["row of figures"] if stretch.is_counted(index) else []
        elif stretch.is_teaser(index):
            seen.place.append("teaser")

    def _see_kin(self, unit: Unit, seen: Seen) -> None:
        """See how many units of the page look like this one, with such units below them: the page's own grammar."""
        look = self._looks[unit.index]
        below = self._looks[unit.index + 1] if unit.index + 1 < len(self._looks) else None
        if unit.shape == "short":
            seen.place += _from("look alike", self._alike_looks[look] - 1, (1, 2, 4, 8))
            seen.place += _from("look alike, also below", self._alike_pairs[look, below] - 1, (1, 2, 4, 8))

    def _see_times(self, unit: Unit, seen: Seen) -> None:
        """See where a unit stands to a row of times, as the entries of a live blog have them."""
        for row in self._rows.get(unit.index, ()):
            place = row.place_of(unit.index)
            way = "back" if row.goes_back else "on"
            seen.place += [f"row of times: {place}", f"row of times that goes {way}: {place}"]
            seen.place += [f"live row of times: {place}"] if row.is_live else []
            seen.place += _from(f"row of times: {place}", len(row.stamps), (5, 8, 12))

    def _see_words(self, unit: Unit, seen: Seen) -> None:
        page, index, text = self._page, unit.index, self._text
        start, end = bisect_left(text, index), bisect_right(text, index)
        above, below = text[max(0, start - 10) : start], text[end : end + 10]
        if len(page.stems[index]) >= _ENOUGH[unit.shape]:
            kind = "paragraph" if unit.shape == "prose" else "line"
            if above:
                seen.place += _from(
                    f"{kind}: words above", page.shared(index, above), (0.001, 0.05, 0.1, 0.15, 0.25, 0.4, 0.6)
                )
                seen.place += _from(
                    f"{kind}: words right above", page.shared(index, above[-2:]), (0.001, 0.1, 0.2, 0.35, 0.5)
                )
            if below:
                seen.place += _from(
                    f"{kind}: words right below", page.shared(index, below[:3]), (0.001, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8)
                )
                seen.place += _from(f"{kind}: words below", page.shared(index, below), (0.05, 0.1, 0.15, 0.25, 0.4, 0.6))
            if above and below:
                more = page.shared(index, below[:4]) - page.shared(index, above[-4:])
                seen.place += _from(f"{kind}: more below", more, (-0.3, -0.15, -0.05, 0.05, 0.15, 0.3, 0.5))
        if above and below:
            if start not in self._common:
                near = text[start : start + 3]
                self._common[start] = sum(page.shared(other, above) for other in near) / len(near)
            seen.place += _from("text below: words above", self._common[start], (0.02, 0.05, 0.08, 0.12, 0.16, 0.2, 0.3))

    def _see_opening(self, opening: Opening, seen: Seen) -> None:
        """See what speaks for a story that begins at a unit (`starts.py`)."""
        openings, title = self._evidence.openings, opening.title
        weight, first = self._weights[title], openings.weight(opening, is_first=True)
        seen.place.append("opening")
        seen.place += _from("opening weighs", weight, (-6, -4, -3, -2, -1, 0, 1, 2, 3, 5))
        seen.place += _from("first opening weighs", first, (-4, -2, 0, 2, 4))
        seen.values["opening weighs"] = _bounded(weight) / 4
        seen.values["first opening weighs"] = _bounded(first) / 4
        seen.values |= {f"opening: {name}": _bounded(value) for name, value in opening.features.items()}
        others = [weight for weight, other in self._heaviest if other != title]
        seen.place += _from("another opening weighs", others[-1] if others else -9, (-4, -2, 0, 2, 4))
        place = bisect_left(self._titles, title)
        next_title = self._titles[place + 1] if place + 1 < len(self._titles) else len(self._sizes) - 1
        seen.place += _from("words to the next opening", self._sizes[next_title] - self._sizes[title], _PIECES)
        if place:
            words = self._sizes[title] - self._sizes[self._titles[place - 1]]
            seen.place += _from("words since an opening", words, _PIECES)
        if title == self._titles[0]:
            seen.place.append("first opening")
        seen.place += _from("openings alike", self._alike[opening.form] - 1, (1, 2, 3, 5))
        if self._widest[opening.form] > self._page.units[title].gap:
            seen.place.append("opening alike with a wider gap")

    def _see_openings_near(self, unit: Unit, seen: Seen) -> None:
        place = bisect_left(self._titles, unit.index)
        if place < len(self._titles) and self._titles[place] <= unit.index + _NEAR:
            seen.place += ["above an opening"]
            seen.place += _from("above an opening that weighs", self._weights[self._titles[place]], (-3, -1, 0, 2))
        if place and self._titles[place - 1] >= unit.index - _NEAR:
            seen.place += ["below an opening"]
            seen.place += _from("below an opening that weighs", self._weights[self._titles[place - 1]], (-3, -1, 0, 2))


def _look_of(page: Page, unit: Unit) -> tuple[str, ...]:
    """Return how a unit looks, as units of one kind on one page do."""
    if unit.shape != "short":
        return (unit.shape,)
    length = "brief" if unit.size <= _BRIEF else "long"
    end = unit.text[-1:] if not unit.text[-1:].isalnum() else ""
    marks = "+".join(sorted(page.headline_at(unit.index).marks))
    return (length, end, marks, unit.when, "address" if url_in(unit.text) else "", str(min(unit.gap, 2)))


def _bounded(value: float) -> float:
    return max(-_MOST, min(_MOST, value))
