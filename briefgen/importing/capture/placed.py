"""Floor 7. Rows of places: a page that names a country or a city on a line of its own, with what happened there below it.

Digests of a region are made so. In an explainer such lines are subheads: a row is evidence, and decides nothing.
"""

from typing import Final

from briefgen.importing.capture.languages import language_of
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.places import is_place
from briefgen.importing.capture.units import Unit

#: Fewest names of a row that are known as places; of all its lines a third at least is, since few villages are known.
_LEAST: Final = 3
_KNOWN: Final = 3
#: Longest such line, in words.
_LONGEST: Final = 4


def find_placed(page: Page) -> frozenset[int]:
    """Return the units of the rows of places of a page."""
    rows: dict[tuple[str, ...], list[Unit]] = {}
    for unit in page.units[:-1]:
        if _may_name(unit) and _is_text(page.units[unit.index + 1]):
            rows.setdefault(_look_of(page, unit), []).append(unit)
    long = {look: row for look, row in rows.items() if len(row) >= _LEAST}
    if not long:
        return frozenset()
    lang = language_of("\n".join(unit.text for unit in page.units if unit.shape == "prose"), page.rules)
    found: set[int] = set()
    for row in long.values():
        known = [unit for unit in row if is_place(page.headline_at(unit.index).text, page.rules, lang)]
        if len({unit.fold for unit in known}) >= _LEAST and _KNOWN * len(known) >= len(row):
            found.update(unit.index for unit in row if known[0].index <= unit.index <= known[-1].index)
    return frozenset(found)


def _may_name(unit: Unit) -> bool:
    """Could a line be the name of a place: a few words, with a capital where the script has them?"""
    if unit.shape != "short" or not 0 < unit.size <= _LONGEST or unit.is_sentence or unit.when:
        return False
    return not any(map(str.isdigit, unit.text)) and not unit.text[:1].islower()


def _is_text(unit: Unit) -> bool:
    """Is it what happened there? Below the head of a section stand items."""
    return (unit.shape == "prose" or unit.is_sentence) and not unit.is_list_item


def _look_of(page: Page, unit: Unit) -> tuple[str, ...]:
    marks = sorted(page.headline_at(unit.index).marks)
    return ("capitals" if unit.text.isupper() else "", "colon" if unit.text.endswith((":", "：")) else "", *marks)
