"""Floor 7. Lines at which a story may begin, and what speaks for each: evidence for the path of states (`chain.py`).

Three tables of weights (`evidence.py`): `title` chooses among the lines above a paragraph, `start` and `story` weigh whether
a story begins there. What the features are is in `starts.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import pairwise
from typing import Final

from briefgen.importing.capture.editions import is_edition, name_above
from briefgen.importing.capture.evidence import signs_of, weigh
from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.metas import is_agency, is_meta, is_name, is_publisher
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.starts import Opening, features_of_title, main_words_below, open_at, with_kin
from briefgen.importing.capture.surroundings import Surroundings
from briefgen.importing.capture.units import Unit

#: Weight from which on a line is told as a place where a story may begin.
_DOUBT: Final = -4.0
#: The same for a line of up to four words, which is a subhead nearly always.
_DOUBT_BRIEF: Final = -1.0
#: How much less is enough in a file in which another story begins, or may begin: it is a list of stories.
_SEVERAL: Final = 5.0

#: Signs of a headline that a subhead has not.
_SURE: Final = ("block", "date or byline", "dateline", "agency dateline", "rule", "script changes", "comes twice", "address")
#: Main words of the text above that go on below a line, and their share, from which on the subject is the same.
_MANY: Final = 4
_MOST_OF_THEM: Final = 0.6
#: Words under which a text between two lines that could be headlines is no story of its own.
_FEW: Final = 50
#: Share of furniture from which on a file is a page of a site, with lists of headlines, and no text that somebody wrote.
_CLEAN: Final = 0.03
_LONGEST_TITLE: Final = 32
_SHORTEST_TITLE: Final = 6
_NO_TITLE: Final = frozenset(["menu", "slug", "contact", "notice"])
#: Words of a line that is no headline where a longer one, of twice as many at least, stands beside it.
_BRIEF: Final = 2
#: Candidates that are weighed for one headline, the nearest to the text.
_WEIGHED: Final = 60
_SITE_NAME: Final = re.compile(r"\s+[|–—·•»-]\s+[^|–—·•»]{2,40}$")
# "(Adds background)", "[END]": a desk speaks to a desk.
IN_BRACKETS: Final = re.compile(r"^[(\[][^()\[\]]*[)\]]$")
# "Q: How many?" is no headline.
_QUESTION: Final = re.compile(r"^[^\W\d]\s?[:.]\s")


def core_of(text: str) -> str:
    """Return a folded headline without the site's name at its end."""
    return _SITE_NAME.sub("", text)


def is_candidate(unit: Unit, page: Page, furniture: Mapping[int, Verdict]) -> bool:
    """Could the line be a headline by its shape?"""
    if unit.index in furniture or unit.shape == "rule" or unit.is_cut or unit.size > _LONGEST_TITLE:
        return False
    if unit.is_list_item and not _is_numbered_headline(unit, page):
        return False
    if (
        (unit.shape == "prose" and not page.is_repeated(unit.index))
        or IN_BRACKETS.match(unit.text)
        or _QUESTION.match(unit.text)
    ):
        return False
    if is_edition(page, unit.index):
        return True
    if unit.hits & _NO_TITLE or unit.text.endswith((";", "؛", ",", "،")) or len(unit.text) < _SHORTEST_TITLE:
        return False
    # A wire sets headlines between colons; a colon at the end alone is a kicker's.
    is_sentence = unit.is_sentence and not (unit.text[:1] == unit.text[-1:] == ":")
    return unit.size >= 2 and not is_meta(unit, page, furniture) and (not is_sentence or page.is_repeated(unit.index))


def _is_numbered_headline(unit: Unit, page: Page) -> bool:
    """Does a line that begins with a number or a bullet stand alone above prose, as no item of a list does?"""
    beside = [page.units[index] for index in (unit.index - 1, unit.index + 1) if 0 <= index < len(page.units)]
    is_marked = bool(page.headline_at(unit.index).marks)
    return unit.shape == "short" and is_marked and not any(other.is_list_item for other in beside)


class Openings:
    """Finds the headlines of a page: what speaks for each line is looked for once."""

    def __init__(self, page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int], weak: frozenset[int]) -> None:
        self.around = Surroundings(page, furniture, captions, weak)
        self._page, self._weights = page, page.rules.weights
        plain = [unit.index for unit in page.units if unit.index not in captions and is_candidate(unit, page, furniture)]
        named = [index for index in weak if is_candidate(page.units[index], page, furniture)]
        # If a file writes sources behind its headlines, it does so from the first one on; else such lines are captions. The
        # name of the file may stand above the first one.
        is_grammar = bool(named) and (self.around.is_first(min(named), plain) or self._are_heads(named, plain))
        self._lines = tuple(sorted([*plain, *named] if is_grammar else plain))
        self.found = tuple(self._survey())
        self._at = {opening.title: opening for opening in self.found}

    def _are_heads(self, named: Sequence[int], plain: Sequence[int]) -> bool:
        """Do several lines with a name in brackets stand right above texts, below one line at most that has none?"""
        page = self._page
        first = min(named)
        above = [index for index in plain if index < first]
        has_text = all(page.is_prose(index + 1) and not page.is_repeated(index) for index in named)
        is_top = not any(page.is_prose(index) and self.around.is_text(index) for index in range(first))
        return len(named) > 1 and has_text and is_top and len(above) <= 1

    def _survey(self) -> list[Opening]:
        """Return what is seen at each place where a story may begin, in order; lines that are alike speak for each other."""
        before = -1
        found = []
        for prose in range(len(self._page.units)):
            if self._page.is_prose(prose) and self.around.is_text(prose):
                opening = self._look(range(before + 1, prose), prose)
                found += [opening] if opening else []
                self._last_prose = prose if opening else -1
                before = prose
        with_kin(found)
        if len(self.around.furniture) > _CLEAN * len(self._page.units):
            for opening in found:
                opening.kin["a page of a site"] = 1.0
        return found

    def weight(self, opening: Opening, *, is_first: bool) -> float:
        """Return the logarithm of the odds that a story begins at a line; `is_first`: no other one began before."""
        if is_first:
            return weigh(opening.near, self._weights["first"])
        return weigh({"near": opening.weight, **opening.kin, "always": 1.0}, self._weights["story"])

    def is_doubtful(self, opening: Opening, *, has_others: bool) -> bool:
        """May a story begin at a line, though it was not taken for a headline? `has_others`: other stories begin, or may."""
        least = _DOUBT_BRIEF if opening.form[1] == "brief" else _DOUBT
        return self.weight(opening, is_first=False) >= least - (_SEVERAL if has_others else 0.0)

    @cached_property
    def continuing(self) -> frozenset[int]:
        """Return the lines, but the first, below which the text above goes on, and which have no sign of a headline alone.

        It goes on where most of its main words do, or where few words stand between two such lines and the next paragraph
        begins as one that goes on.
        """
        found: set[int] = set()
        for above, opening in pairwise(self.found):
            words = sum(unit.size for unit in self._page.units[above.title : opening.title])
            if any(map(opening.near.get, _SURE)):
                continue
            if (words < _FEW and self._page.goes_on(opening.prose)) or self._is_of_the_subject(opening):
                found.add(opening.title)
        return frozenset(found)

    def _is_of_the_subject(self, opening: Opening) -> bool:
        """Do most main words of the text above go on below a line?"""
        going_on, all_main = main_words_below(self.around, self.around.above(opening.region[0]), opening.prose)
        return going_on >= max(_MANY, _MOST_OF_THEM * all_main)

    def signs_at(self, title: int) -> tuple[str, ...]:
        """Return what speaks for a line as the headline of a story, the strongest first."""
        opening = self._at.get(title)
        if opening is None:
            return ("place",)
        near = signs_of(opening.near, self._weights["start"])
        return near + signs_of(opening.kin, self._weights["story"], most=2) or ("place",)

    def _look(self, region: Sequence[int], prose: int) -> Opening | None:
        lines = self.lines_in(region) if region else ()
        plain = [
            index for index in lines if self._page.is_repeated(index) or not is_name(self._page, self._page.units[index])
        ]
        if not lines:
            return None
        title = self.choose(lines, region, prose)
        copies = self._copies(region, title)
        start = start_of_head(self._page, copies[0], region, self.around)
        return open_at(
            self.around,
            title,
            region,
            prose,
            start=start,
            copies=len(copies),
            lines=lines,
            is_named=not plain,
            is_close=self._last_prose >= 0 and self._last_prose == region[0] - 1,
        )

    def lines_in(self, region: Sequence[int]) -> Sequence[int]:
        """Return the lines of a region that could be headlines by their shape."""
        return self._lines[bisect_left(self._lines, region[0]) : bisect_left(self._lines, region[-1] + 1)]

    def features_of_lines(self, lines: Sequence[int], region: Sequence[int], prose: int) -> dict[int, dict[str, float]]:
        """Return what speaks for each line as the headline."""
        near = lines[-_WEIGHED:]
        return {
            index: features_of_title(self.around, index, prose, len(self._copies(region, index)), near) for index in near
        }

    def choose(self, lines: Sequence[int], region: Sequence[int], prose: int) -> int:
        """Return the line that is the headline, if one of them is."""
        for index in lines:
            if is_edition(self._page, index):
                return index
        # Beside a longer line one or two words are no headline; menus have hundreds of such lines.
        units = self._page.units
        longer = [index for index in lines if units[index].size > _BRIEF or self._page.is_repeated(index)]
        lines = longer if any(units[index].size > 2 * _BRIEF for index in longer) else lines
        if len(lines) == 1:
            return lines[0]
        features = self.features_of_lines(lines, region, prose)
        weight_of = {index: weigh(seen, self._weights["title"]) for index, seen in features.items()}
        return max(weight_of, key=lambda index: (weight_of[index], index))

    def _copies(self, region: Sequence[int], title: int) -> Sequence[int]:
        """Return the lines of a region that have a headline's words, with the site's name behind it or without."""
        core = core_of(self._page.units[title].fold)
        if self._cores_of != (region[0], region[-1]):
            self._cores_of, self._cores = (region[0], region[-1]), {}
            for index in self.lines_in(region):
                self._cores.setdefault(core_of(self._page.units[index].fold), []).append(index)
        return self._cores.get(core, [title])

    #: The paragraph right below the last lines that could be headlines, if the next region follows on it.
    _last_prose: int = -1
    _cores_of: tuple[int, int] = (-1, -1)
    _cores: dict[str, list[int]]


def start_of_head(page: Page, title: int, region: Sequence[int], around: Surroundings) -> int:
    """Return where the head begins: metadata and captions that stand right above the headline belong to it."""
    name = name_above(page, title)
    start = title if name is None or name < region[0] else name
    while start - 1 >= region[0]:
        above = page.units[start - 1]
        if above.index in around.captions and (page.is_repeated(above.index) or above.shape == "short"):
            start -= 1
            continue
        if not is_meta(above, page, around.furniture) or (
            above.index in around.furniture and not is_agency(above, around.furniture) and not is_publisher(above, page)
        ):
            break
        start -= 1
    return start
