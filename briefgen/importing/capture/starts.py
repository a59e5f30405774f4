"""Floor 7. Does a story begin at a line? What can be seen around the line, as named features.

A headline is a line that is no sentence, so is a subhead. What parts them holds across publishers: below a headline other
people, places and things are spoken of than above it, in a first paragraph that says who, what, where and when; a headline
says more than a subhead; and a file writes its headlines in one way. Features of one line come first (`Opening.near`); those
of lines that are written alike are told from all of them together (`with_kin`).
"""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from briefgen.importing.capture.evidence import weigh
from briefgen.importing.capture.furniture import ENDS
from briefgen.importing.capture.headlines import Headline, url_in
from briefgen.importing.capture.languages import script_of
from briefgen.importing.capture.metas import dateline_of, is_name
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.surroundings import LEAD_WORDS, Surroundings, metas_above, metas_below
from briefgen.importing.capture.units import Unit

#: How a headline is written: its marks, its case, what stands below it.
Form: TypeAlias = tuple[str, ...]

_FURTHER: Final = 6
#: How far the mean weight of lines that are written alike may speak for one of them.
_MOST: Final = 5.0
#: Words that make a row of lines: more lines than these between two paragraphs are a list, not a head.
_ROW: Final = 5
#: Longest standfirst, in words.
_STANDFIRST: Final = 45
#: Shortest line that says something as a headline, in words.
_HEADLINE: Final = 4
# "Home / Local / Wietz", "News » Coast".
_PATH: Final = re.compile(r"[|/»>›]\s|\s[|/»>›]")
_OPENS_QUOTE: Final = re.compile("^[\"“«„‘']")


@dataclass(slots=True)
class Opening:
    """A line with prose below it: what is seen for and against a story that begins there."""

    title: int
    prose: int
    region: Sequence[int]
    near: dict[str, float]
    weight: float
    form: Form
    kin: dict[str, float] = field(default_factory=dict)

    @property
    def features(self) -> dict[str, float]:
        """Return all features."""
        return {**self.near, **self.kin}


# A line among the lines of one head -----------------------------------------------------------------------------------


def features_of_title(around: Surroundings, index: int, prose: int, copies: int, lines: Sequence[int]) -> dict[str, float]:
    """Return what speaks for a line as the headline among the lines above one paragraph, which are in order."""
    page, unit = around.page, around.page.units[index]
    headline = page.headline_at(index)
    below = around.below(prose)
    shared = page.shared(index, below)
    common = _in_common(page, index, below)
    is_named = is_name(page, unit)
    features = {
        "shared words": shared,
        "nearest": float(index == lines[-1]),
        "lines below it": min(10, sum(other > index for other in lines)) / 10,
        "above a longer line": float(_is_longer(page, index + 1, index, lines)),
        "below a shorter line": float(_is_longer(page, index, index - 1, lines)),
        "above a shorter line": float(_is_longer(page, index, index + 1, lines)),
        "above a line like it": float(_are_alike(page, index, index + 1, lines)),
        "below a line like it": float(_are_alike(page, index, index - 1, lines)),
        "words in common": common,
        "first long line": float(
            unit.size > _HEADLINE and not any(_is_long(page, other) for other in lines if other < index)
        ),
        "comes twice": float(copies > 1 and shared >= 0.2),
        "brief": float(unit.size <= 2),
        "short": float(unit.size <= 4),
        "long": float(unit.size >= 5),
        "very long": float(unit.size >= 16),
        "marked": float(bool(headline.marks - {"source"})),
        "like a caption": float(index in around.weak),
        "name in brackets": float("source" in headline.marks),
        "a name": float(is_named),
        "a name of nobody below": float(is_named and common == 0),
        "ends like a sentence": float(unit.is_sentence),
        "ends in a colon": float(unit.text.endswith(":")),
        "known words": float(bool(unit.hits)),
        "other script": float(_is_other_script(unit.text, page.units[prose].text)),
        "wider gap": float(unit.gap > page.units[index + 1].gap if index + 1 < len(page.units) else 0),
        "lower case": float(unit.text[:1].islower()),
    }
    features |= _by_kind(page, unit)
    above, under = len([*metas_above(around, index, max(0, index - 8))]), len([*metas_below(around, index, prose)])
    if features["below a line like it"]:
        # A standfirst is longer than its headline, and so has more words of the text.
        features |= {"shared words of a second line": shared, "words in common of a second line": common}
    if features["above a line like it"]:
        # A date below a standfirst is that of the headline above it as well.
        under = max(under, len([*metas_below(around, index + 1, prose)]))
    features["date or byline above"] = float(above > 0)
    features["date or byline below"] = float(under > 0)
    features["date and byline"] = float(above + under > 1)
    return {name: value for name, value in features.items() if value}


def _is_long(page: Page, index: int) -> bool:
    return page.units[index].size > _HEADLINE


def _is_longer(page: Page, one: int, other: int, lines: Sequence[int]) -> bool:
    """Are both lines of one head, and is the first longer than the other, which is long enough for a headline?"""
    if not (one in lines and other in lines):
        return False
    return page.units[one].size > page.units[other].size >= _HEADLINE


def _are_alike(page: Page, one: int, other: int, lines: Sequence[int]) -> bool:
    """Are both lines of one head, and is each long enough for a headline or the standfirst below it?"""
    return one in lines and other in lines and min(page.units[one].size, page.units[other].size) > _HEADLINE


# A line where a story may begin ---------------------------------------------------------------------------------------


def open_at(
    around: Surroundings,
    title: int,
    region: Sequence[int],
    prose: int,
    *,
    start: int,
    copies: int,
    lines: Sequence[int],
    is_named: bool,
    is_close: bool,
) -> Opening:
    """Return what speaks for a story that begins at a line, by the line and its surroundings alone.

    `start` is where the story's head begins, `copies` how often the line stands in the region, `lines` are those of the
    region that could be headlines. `is_named`: they are names all. `is_close`: one paragraph stands between them and such
    lines above.
    """
    page, unit = around.page, around.page.units[title]
    headline = page.headline_at(title)
    below = around.below(prose)
    shared = page.shared(title, below)
    metas = [*metas_above(around, title, region[0]), *metas_below(around, title, prose)]
    seen: dict[str, float] = {"always": 1.0}
    seen["comes twice"] = float(copies > 1 and shared >= 0.2)
    seen["block"] = float(len(metas) >= 2 or any(other.lead for other in metas))
    seen["date or byline"] = float(len(metas) == 1 and not seen["block"])
    seen["address"] = float(any(url_in(other.text) for other in metas) or bool(headline.url))
    seen |= _by_overhead(around, title, region)
    seen["rule"] = float(title > 0 and page.units[title - 1].shape == "rule")
    gap = page.units[start].gap
    seen["gap"] = float(page.gap < gap <= page.gap + 1)
    seen["wide gap"] = float(gap > page.gap + 1)
    seen |= _by_size(unit, headline) | _by_kind(page, unit)
    seen |= _by_lead(around, prose, below, around.above(region[0]))
    seen |= _by_words(around, title, below, around.above(region[0]))
    is_section = seen["below a section mark"]
    seen["new subject below a section mark"] = is_section * seen.get("text shares few words above", 0.0)
    seen["speaks of the text below a section mark"] = is_section * float(shared >= 0.4 or seen["words in common"] >= 0.6)
    before = region[0] - 1
    if before >= 0:
        seen["script changes"] = float(_is_other_script(page.units[before].text, page.units[prose].text))
    seen["other script"] = float(_is_other_script(unit.text, page.units[prose].text))
    short = sum(page.units[index].shape == "short" and around.is_text(index) for index in region)
    seen["row of lines"] = float(short >= _ROW)
    is_listed = title - 1 in lines and unit.gap <= page.units[title - 1].gap and not page.is_repeated(title)
    seen["nothing but names"] = float(is_named)
    is_brief = is_close and page.units[region[0] - 1].size < _STANDFIRST
    seen["one paragraph below a line"] = float(is_close)
    seen["names below a standfirst"] = float(is_named and is_brief)
    seen["few words below a standfirst"] = float(unit.size <= _HEADLINE and is_brief)
    seen["in a list"] = float(is_listed)
    is_beside = title - 1 in lines or title + 1 in lines or _is_listed(around, title, region)
    seen["in a list below a mark"] = float(is_beside and bool(seen["below a section mark"]))
    seen["like a caption"] = float(title in around.weak)
    seen["below a list item"] = float(before >= 0 and page.units[before].is_list_item)
    near = {name: value for name, value in seen.items() if value}
    form = _form(around, title, prose, headline)
    return Opening(title, prose, region, near, weigh(near, page.rules.weights["start"]), form)


def _is_listed(around: Surroundings, title: int, region: Sequence[int]) -> bool:
    """Does a short line stand right above a line, no closer to what is above it, that is no mark of a page's foot?"""
    above = around.page.units[title - 1] if title > region[0] else None
    if above is None or above.shape != "short" or around.page.units[title].gap > above.gap:
        return False
    return above.index not in around.furniture or around.furniture[above.index].kind not in ENDS


def with_kin(openings: Sequence[Opening]) -> None:
    """Add what lines say together that are written alike: the file's own grammar."""
    by_form: dict[Form, list[float]] = {}
    # The first line of a file is its headline whatever it looks like, and says nothing of the others.
    for opening in openings[1:]:
        by_form.setdefault(opening.form, []).append(opening.weight)
    sums = {form: math.fsum(weights) for form, weights in by_form.items()}
    for opening in openings:
        own = int(opening is not openings[0])
        others = len(by_form.get(opening.form, ())) - own
        mean = max(-_MOST, min(_MOST, (sums[opening.form] - own * opening.weight) / others)) if others else 0.0
        is_marked = opening.form[0] != ""
        opening.kin = {
            "marked alike": mean if is_marked else 0.0,
            "written alike": 0.0 if is_marked else mean,
            "has kin": float(others > 0),
            "written like the first": float(opening.form == openings[0].form and opening is not openings[0]),
            "marked like the first": float(is_marked and opening.form == openings[0].form and opening is not openings[0]),
            "written otherwise than the first": float(opening.form[0] != openings[0].form[0]),
        }
        opening.kin = {name: value for name, value in opening.kin.items() if value}


def _form(around: Surroundings, title: int, prose: int, headline: Headline) -> Form:
    """Return how a line is written, as lines of one kind in one file are."""
    below = [around.page.units[index] for index in range(title + 1, prose)]
    metas = sorted({_kind_of_meta(unit) for unit in below if around.is_meta(unit.index)})
    marks = "+".join(sorted(headline.marks))
    length = "brief" if len(headline.text.split()) <= 4 else "long"
    if headline.marks == {"topic"}:
        # "Lund: Ferry sails again": the sign is too plain for chance, and what it is about may take a word or four.
        return (marks, "", "")
    return (marks or "+".join(metas), length, "title" if is_title_case(headline.text) else "")


def _kind_of_meta(unit: Unit) -> str:
    return "address" if url_in(unit.text) else "date" if unit.when else "name"


def is_title_case(text: str) -> bool:
    """Do most longer words of a line but the first begin with a capital?"""
    words = [word for word in re.findall(r"[^\W\d_][\w’'-]*", text)[1:] if len(word) > 3]
    return len(words) > 1 and sum(word[:1].isupper() for word in words) >= 0.7 * len(words)


def _by_size(unit: Unit, headline: Headline) -> dict[str, float]:
    words = max(1, unit.size - ("number" in headline.marks) - len(headline.source.split()))
    seen = {
        "one or two words": float(words <= 2),
        "three or four words": float(3 <= words <= 4),
        "five to seven words": float(5 <= words <= 7),
        "eight to fourteen words": float(8 <= words <= 14),
        "fifteen to twenty words": float(15 <= words <= 20),
        "over twenty words": float(words > 20),
        "ends in a colon": float(headline.text.endswith(":")),
        "asks": float(headline.text.endswith(("?", "؟"))),
        "quotes": float(bool(_OPENS_QUOTE.match(headline.text))),
        "title case": float(is_title_case(headline.text)),
        "ends like a sentence": float(unit.is_sentence),
        "known words": float(bool(unit.hits - {"menu"})),
        "lower case": float(headline.text[:1].islower()),
    }
    return seen | {f"mark: {mark}": 1.0 for mark in sorted(headline.marks)}


def _by_kind(page: Page, unit: Unit) -> dict[str, float]:
    """Return what makes a short line something else than a headline: a day, a path of menus, a score."""
    words = unit.words or ("",)
    return {
        "says when": float(
            any(word in page.rules.calendar.months_of("") for word in words) and any(word.isdigit() for word in words)
        ),
        "a path": float(bool(_PATH.search(unit.text))),
        "mostly figures": float(sum(not word.isalpha() for word in words) >= 0.34 * len(words)),
    }


def _in_common(page: Page, index: int, below: Sequence[int]) -> float:
    """Return how many words a line and the text below have in common, three as 1."""
    mine = page.stems[index]
    return min(6, sum(any(stem in page.stems[other] for other in below) for stem in mine)) / 3


def _by_lead(around: Surroundings, prose: int, below: Sequence[int], above: Sequence[int]) -> dict[str, float]:
    """Return what the first paragraph below says: a dateline, when, who, where."""
    page, unit = around.page, around.page.units[prose]
    place, _ = dateline_of(unit.text)
    calendar = page.rules.calendar
    words = unit.words[:LEAD_WORDS]
    names = around.names_of(prose)
    known = frozenset[str]().union(*(around.names_of(index) for index in above))
    seen = {
        "dateline": float(bool(place) and "(" not in unit.text[:60]),
        "agency dateline": float(bool(place) and "(" in unit.text[:60]),
        "lead says when": float(any(word in calendar.weekday_starts for word in words)),
        "lead opens a quotation": float(bool(_OPENS_QUOTE.match(unit.text))),
        "lead is short": float(unit.size < 15),
        "lead is long": float(unit.size >= 25),
        "lead in small letters": float(unit.text[:1].islower()),
        "lead is a sentence": float(unit.is_sentence),
        "lead goes on": float(page.goes_on(prose)),
    }
    if names and known:
        share = len(names & known) / len(names)
        seen["names of the text above"] = share
        seen["names that are new"] = float(share < 0.1 and len(names) > 2)
    return seen


def _by_words(around: Surroundings, title: int, below: Sequence[int], above: Sequence[int]) -> dict[str, float]:
    """Return what the text below shares with the line, and with the text above."""
    page = around.page
    seen = {
        "words of the text below": page.shared(title, below),
        "words in common": _in_common(page, title, below),
        "half of its words are below": float(page.shared(title, below) >= 0.5),
    }
    if not above:
        return seen
    common = [page.shared(index, above) for index in below]
    mean = sum(common) / len(common)
    going_on, all_main = main_words_below(around, above, below[0])
    go_on = going_on / all_main if all_main else 0.0
    return seen | {
        "main words go on": go_on,
        "main words end": float(all_main > 2 and go_on < 0.15),
        "text shares less than elsewhere": max(0.0, around.cohesion - mean),
        "first paragraph shares words above": common[0],
        "text shares words above": mean,
        "text shares few words above": float(mean < 0.13),
        "text shares no words above": float(mean < 0.05),
        "line shares words above": page.shared(title, above),
        "little text above": float(len(above) < 2),
    }


def main_words_below(around: Surroundings, above: Sequence[int], prose: int) -> tuple[int, int]:
    """Return how many main words of the paragraphs above go on in those from `prose` on, and how many there are."""
    main = around.main_words(above)
    further = frozenset[str]().union(*(around.page.stems[index] for index in around.below(prose, _FURTHER)))
    return len(main & further), len(main)


def _by_overhead(around: Surroundings, title: int, region: Sequence[int]) -> dict[str, float]:
    """Return what stands between the paragraph above and the line: marks of a page's foot, buttons, a closing mark."""
    page = around.page
    kinds, standing = set[str](), set[str]()
    for index in range(region[0], title):
        unit = page.units[index]
        if index in around.furniture:
            kinds.add(around.furniture[index].kind)
        if len(standing) < 2 and unit.shape == "short" and page.is_repeated(index):
            standing.add(unit.fold)
    is_section = bool(kinds & ENDS)
    is_furnished = bool(kinds & {"furniture"}) or bool(standing - {page.units[title].fold})
    return {
        "below a section mark": float(is_section),
        "below furniture": float(is_furnished and not is_section),
        "below a desk's mark": float("wire" in kinds),
        "below a promotion": float("promo" in kinds),
    }


def _is_other_script(one: str, other: str) -> bool:
    return script_of(one[:400]) not in {script_of(other[:400]), ""}
