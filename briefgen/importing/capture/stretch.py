"""Floor 7. One article's stretch of a page: what stands beside each of its units, and in a row with it."""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from briefgen.importing.capture.furniture import ENDS, Verdict
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.units import Unit

#: Short lines in a row from which on they part what stands above from what stands below.
_BREAK: Final = 3
#: Longest teaser and shortest headline of one, in words.
_WHOLE: Final = 60
_HEADLINE: Final = 4
#: Lines around a line in which furniture makes it known as well.
_ROW: Final = 9
_FIGURES: Final = "0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹ .,:/#+-xX"
#: "1,312 people displaced" and "Boats in use: 14"; how many such lines in a row are key figures; and how far one looks on
#: either side.
_COUNTED: Final = re.compile(
    r"^[~<>≈+]?(\d[\d.,’'\s]*)\s?%?\s?[^\W\d]|[:–—]\s*[~<>≈+]?(\d[\d.,’'\s]*)%?(?:\s?[^\W\d]{1,12})?$"
)
_COUNTS: Final = 3
_LOOKED_AT: Final = 8
# "Q: ...", "Moderator: ...": somebody speaks, so the line is no subhead.
SPEAKER: Final = re.compile(r"^[^\s:：]{1,20}(?: [^\s:：]{1,20})?\s?[:：]\s")


class Stretch:
    """The units of one article on its page. A place is the number of a unit in the stretch, from 0."""

    def __init__(self, page: Page, units: Sequence[int], furniture: Mapping[int, Verdict], captions: frozenset[int]) -> None:
        self.page, self.units, self.furniture, self.captions = page, units, furniture, captions
        #: Place -> the number that its line counts with, once.
        self._count = cache(self._find_count)

    def beside(self, place: int, step: int) -> Unit | None:
        """Return the unit so many places further down, or up; None outside the stretch."""
        at = place + step
        return self.page.units[self.units[at]] if 0 <= at < len(self.units) else None

    def is_body(self, unit: Unit) -> bool:
        """Could it be a paragraph: prose that is neither furniture nor a caption?"""
        return unit.shape == "prose" and unit.index not in self.furniture and unit.index not in self.captions

    def is_text(self, unit: Unit) -> bool:
        """Is it a paragraph, an item of a list, or a short sentence?"""
        if unit.index in self.furniture or unit.index in self.captions:
            return False
        return unit.shape == "prose" or (unit.shape == "short" and (unit.is_list_item or is_said(unit)))

    def is_figure(self, place: int) -> bool:
        """Is it a key figure, or what one counts?"""
        unit = self.page.units[self.units[place]]
        if not unit.text.strip(_FIGURES):
            return True
        beside = (self.beside(place, -1), self.beside(place, 1))
        return unit.size <= _HEADLINE and any(other and not other.text.strip(_FIGURES) for other in beside)

    def is_counted(self, place: int) -> bool:
        """Is it one of at least three short lines in a row that each count something? Ranks are no such counts."""
        counts = [self._count(place)] if self._count(place) else []
        for step in (-1, 1) if counts else ():
            for at in range(place + step, place + step * _LOOKED_AT, step):
                found = self._count(at)
                if not found:
                    break
                counts.insert(0 if step < 0 else len(counts), found)
        return len(counts) >= _COUNTS and not all(
            one.isdigit() and other.isdigit() and int(other) - int(one) == 1 for one, other in pairwise(counts)
        )

    def _find_count(self, place: int) -> str:
        """Return the number that a short line counts with; empty text where it counts nothing."""
        unit = self.beside(place, 0)
        if unit is None or unit.shape != "short" or unit.is_list_item or unit.when or unit.hits:
            return ""
        match = _COUNTED.search(unit.text)
        return (match[1] or match[2]).strip() if match else ""

    def row(self, place: int) -> int:
        """Return how many short lines stand here in a row that are no sentences and no items of a list."""
        count = 0
        for step in (-1, 1):
            at = place if step < 0 else place + 1
            while 0 <= at < len(self.units) and count < _BREAK:
                unit = self.page.units[self.units[at]]
                is_odd = unit.index in self.furniture or unit.index in self.captions or unit.is_list_item
                if unit.shape != "short" or is_odd or is_said(unit) or self.is_figure(at):
                    break
                count += 1
                at += step
        return count

    def is_led_away(self, place: int) -> bool:
        """Does a mark that leads elsewhere stand in the row of short lines above?"""
        for at in range(place - 1, max(-1, place - 12), -1):
            above = self.page.units[self.units[at]]
            if self.is_body(above):
                return False
            kind = self.furniture[above.index].kind if above.index in self.furniture else ""
            if kind in ENDS or (kind == "promo" and "leads below" in above.hits):
                return True
        return False

    def is_by_furniture(self, place: int) -> bool:
        """Does furniture stand among the short lines around this one, with no paragraph between?"""
        for step in (-1, 1):
            for at in range(place + step, place + _ROW * step, step):
                other = self.page.units[self.units[at]] if 0 <= at < len(self.units) else None
                if other is None or self.is_body(other):
                    break
                if other.index in self.furniture:
                    return True
        return False

    def is_below_headline(self, place: int) -> bool:
        """Is there a headline at the place, or furniture, or nothing any more?"""
        if place >= len(self.units):
            return True
        return not self.is_body(self.page.units[self.units[place]])

    def is_headline(self, place: int) -> bool:
        """Could the line be a headline, by its shape?"""
        unit = self.page.units[self.units[place]]
        is_plain = unit.index not in self.furniture and unit.index not in self.captions and not unit.when
        return is_plain and unit.shape == "short" and unit.size >= _HEADLINE and not unit.is_sentence

    def is_teaser(self, place: int) -> bool:
        """Does one paragraph stand alone between two headlines, and is it short enough for a teaser?"""
        if not 0 < place < len(self.units):
            return False
        unit = self.page.units[self.units[place]]
        return (
            unit.shape == "prose"
            and unit.size < _WHOLE
            and self.is_headline(place - 1)
            and self.is_below_headline(place + 1)
        )


def is_said(unit: Unit) -> bool:
    """Is a short line a sentence of the text, rather than a headline or a question above its answer?"""
    if unit.text.endswith(("?", "!", "؟")):
        return not unit.text[:1].isalnum() or bool(SPEAKER.match(unit.text))
    return unit.is_sentence and not unit.text.endswith(":")
