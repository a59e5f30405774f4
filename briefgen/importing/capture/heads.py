"""Floor 7. Where an article begins: which line is its headline, and whether it is one.

Two tables of weights decide (`evidence.py`): `title` chooses among the lines above a paragraph, `start` and `story` say
whether a story begins there. What the features are is in `starts.py`.
"""

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.editions import is_edition, name_above
from briefgen.importing.capture.evidence import signs_of, weigh
from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.headlines import read_headline
from briefgen.importing.capture.metas import is_agency, is_meta, is_name, is_publisher
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.starts import Opening, features_of_title, open_at, with_kin
from briefgen.importing.capture.surroundings import Surroundings
from briefgen.importing.capture.units import Unit

#: Signs of a headline that neither a list of headlines nor a subhead has.
_SURE: Final = frozenset(["block", "date or byline", "dateline", "agency dateline", "rule", "script changes"])
#: Share of a headline's words in the text below from which on that speaks of what the headline says.
_ABOUT: Final = 0.4
#: Weight from which on a line is the first headline of a file. A file has one in nearly all cases, so the odds are shifted:
#: lines below this are menus, notices and names.
_FIRST: Final = -2.0
#: The same for a further headline: without a sign that neither a list of headlines nor a subhead has, and with one.
_NEXT: Final = 0.4
_NEXT_SURE: Final = -1.0
#: The same in a text, which is no page of a site, where a further story begins at another line; and the weight from which on
#: one begins there for sure. Set with tools/score_joined.py: lower ones part articles with subheads.
_NEXT_OF_SEVERAL: Final = -0.6
_CLEAR: Final = 2.0
#: The same below a teaser: where one stands below a mark of a page's foot, the next line with a paragraph is one as well.
_SERIES: Final = -4.0
#: Weight from which on a line is told as a place where a story may begin.
_DOUBT: Final = -4.0
#: The same for a line of up to four words, which is a subhead nearly always.
_DOUBT_BRIEF: Final = -1.0
#: How much less is enough in a file in which another story begins, or may begin: it is a list of stories.
_SEVERAL: Final = 5.0

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


@dataclass(frozen=True, slots=True)
class Head:
    """A headline: its unit (-1 for none), where its head begins, the prose that follows, and the signs for it.

    `is_sure`: it has a sign that neither a list of headlines nor a subhead has. `is_about`: the text below speaks of what it
    says. `is_led`: it stands below a mark of a page's foot, without a date or a name of its own. `weight`: the logarithm of
    the odds that a story begins here.
    """

    title: int
    start: int
    prose: int
    signs: tuple[str, ...] = ()
    is_sure: bool = False
    is_about: bool = False
    is_led: bool = False
    weight: float = 0.0


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
    return unit.shape == "short" and bool(read_headline(unit.text).marks) and not any(other.is_list_item for other in beside)


class Headlines:
    """Finds the headlines of a page: what speaks for each line is looked for once."""

    def __init__(self, page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int], weak: frozenset[int]) -> None:
        self._around = Surroundings(page, furniture, captions, weak)
        self._page, self._weights = page, page.rules.weights
        plain = [unit.index for unit in page.units if unit.index not in captions and is_candidate(unit, page, furniture)]
        named = [index for index in weak if is_candidate(page.units[index], page, furniture)]
        # If a file writes sources behind its headlines, it does so from the first one on; else such lines are captions. The
        # name of the file may stand above the first one.
        is_grammar = bool(named) and (self._around.is_first(min(named), plain) or self._are_heads(named, plain))
        self._lines = tuple(sorted([*plain, *named] if is_grammar else plain))
        self._openings: dict[tuple[int, int], Opening | None] = {}
        self._clear: list[Opening] = []
        self._survey()

    def _are_heads(self, named: Sequence[int], plain: Sequence[int]) -> bool:
        """Do several lines with a name in brackets stand right above texts, below one line at most that has none?"""
        page = self._page
        first = min(named)
        above = [index for index in plain if index < first]
        has_text = all(page.is_prose(index + 1) and not page.is_repeated(index) for index in named)
        is_top = not any(page.is_prose(index) and self._around.is_text(index) for index in range(first))
        return len(named) > 1 and has_text and is_top and len(above) <= 1

    def _survey(self) -> None:
        """Look at all places where a story may begin, and at what the lines say together that are written alike."""
        before = -1
        found = []
        for prose in range(len(self._page.units)):
            if self._page.is_prose(prose) and self._around.is_text(prose):
                opening = self._opening(range(before + 1, prose), prose)
                found += [opening] if opening else []
                self._last_prose = prose if opening else -1
                before = prose
        with_kin(found)
        if len(self._around.furniture) > _CLEAN * len(self._page.units):
            for opening in found:
                opening.kin["a page of a site"] = 1.0
        else:
            self._clear = [one for one in found[1:] if self.weight(one, is_first=False) >= _CLEAR]

    @property
    def openings(self) -> tuple[Opening, ...]:
        """Return what was seen at each place where a story may begin, in order."""
        return tuple(opening for _, opening in sorted(self._openings.items()) if opening)

    def weight(self, opening: Opening, *, is_first: bool) -> float:
        """Return the logarithm of the odds that a story begins at a line; `is_first`: no other one began before."""
        if is_first:
            return weigh(opening.near, self._weights["first"])
        return weigh({"near": opening.weight, **opening.kin, "always": 1.0}, self._weights["story"])

    def is_doubtful(self, opening: Opening, *, has_others: bool) -> bool:
        """May a story begin at a line, though it was not taken for a headline? `has_others`: other stories begin, or may."""
        least = _DOUBT_BRIEF if opening.form[1] == "brief" else _DOUBT
        return self.weight(opening, is_first=False) >= least - (_SEVERAL if has_others else 0.0)

    def find(
        self, region: Sequence[int], prose: int, *, above: Head | None, is_series: bool = False
    ) -> tuple[Head | None, float]:
        """Return the head of a story whose prose begins at `prose`, from the units between it and the prose before.

        `is_series`: the region follows on the one paragraph of a teaser. Without a head, the weight says how near it came.
        """
        opening = self._opening(region, prose)
        if opening is None:
            return None, -99.0
        weight = self.weight(opening, is_first=above is None)
        plain_least = _NEXT_OF_SEVERAL if any(other is not opening for other in self._clear) else _NEXT
        next_least = _NEXT_SURE if _SURE & opening.near.keys() else _SERIES if is_series else plain_least
        if weight < (_FIRST if above is None else next_least):
            return None, weight
        return self.head_of(opening, region, weight), weight

    def head_of(self, opening: Opening, region: Sequence[int], weight: float) -> Head:
        """Return the head that begins at an opening."""
        copies = self._copies(region, opening.title)
        seen = {name for name, value in opening.near.items() if value}
        is_about = opening.near.get("words of the text below", 0.0) >= _ABOUT
        return Head(
            title=_best_copy(self._page, copies),
            start=_start(self._page, copies[0], region, self._around),
            prose=opening.prose,
            signs=signs_of(opening.near, self._weights["start"]) + signs_of(opening.kin, self._weights["story"], most=2),
            is_sure=bool(_SURE & seen) or opening.kin.get("marked alike", 0.0) > 0 or (is_about and "comes twice" in seen),
            is_about=is_about,
            weight=weight,
            is_led="below a section mark" in seen and not {"block", "date or byline"} & seen,
        )

    def _opening(self, region: Sequence[int], prose: int) -> Opening | None:
        key = (region[0], prose) if region else (prose, prose)
        if key not in self._openings:
            self._openings[key] = self._look(region, prose) if region else None
        return self._openings[key]

    def _look(self, region: Sequence[int], prose: int) -> Opening | None:
        lines = self.lines_in(region)
        plain = [
            index for index in lines if self._page.is_repeated(index) or not is_name(self._page, self._page.units[index])
        ]
        if not lines:
            return None
        title = self.choose(lines, region, prose)
        copies = self._copies(region, title)
        start = _start(self._page, copies[0], region, self._around)
        return open_at(
            self._around,
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
            index: features_of_title(self._around, index, prose, len(self._copies(region, index)), near) for index in near
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


def _best_copy(page: Page, copies: Sequence[int]) -> int:
    """Return the copy without the site's name, of equal ones the first."""
    return min(copies, key=lambda index: (len(page.units[index].words), index))


def _start(page: Page, title: int, region: Sequence[int], around: Surroundings) -> int:
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
