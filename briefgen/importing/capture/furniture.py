"""Floor 7. Which units are not the article: marks, labels, promotions, menus, legal notices, credits of agencies.

A word that a table knows makes a unit a suspect, never more. It is furniture only with two signs out of four: its
**position** (before the first or after the last prose, or inside a sentence), its **repetition**, its **neighbours** (other
furniture, headlines in a row; or no word of it in the prose around), its **shape** (a label, a count, a prefix and a
headline). So an article may have the subheads "Comments" and "Hashtags": they stand between prose that speaks of them.
"""

import re
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from briefgen.importing.capture.page import Page
from briefgen.importing.capture.rules import words_within
from briefgen.importing.capture.units import Unit

Kind: TypeAlias = Literal["comments", "end", "section", "author", "label", "promo", "furniture", "wire", "agency"]

#: Marks after which the article is over, unless its prose goes on.
ENDS: Final[frozenset[str]] = frozenset(["comments", "end", "section", "author"])

_COUNT: Final = re.compile(r"[(\[]\s*[\d٠-٩۰-۹]+\s*[)\]]|^\s*[\d٠-٩۰-۹]+\s|\s[\d٠-٩۰-۹]+\s*$")
#: Longest unit of furniture that is a paragraph, in words; legal notices of 120 words were seen at the foot of pages.
_LONGEST: Final = 130
#: Share of a suspect's content words in the prose around it from which on it belongs to the subject.
_AT_HOME: Final = 0.5
#: The same for a paragraph with a phrase of furniture in it: notices and promotions share 0.0 to 0.15 with an article.
_SHARES: Final = 0.25
#: Share under which a paragraph between paragraphs has nothing to do with them.
_STRANGE: Final = 0.08
#: Longest invitation to subscribe that is known without looking around, in words.
_INVITATION: Final = 30
#: Longest subhead that the paragraph below speaks of, in words.
#: Shortest sentence, in words.
_SENTENCE: Final = 4
_SUBHEAD: Final = 4
#: Lines of an advertisement or a form in the body, at most.
_FORM: Final = 5
#: Tables of notices: what two of them know is hardly anything else.
NOTICES: Final = frozenset(["furniture_prefix", "furniture_within", "notice"])
_ORDER: Final[tuple[tuple[str, Kind], ...]] = (
    ("author", "author"),
    ("label", "label"),
    ("end", "end"),
    ("form", "label"),
    ("comments", "comments"),
    ("section", "section"),
    ("promo", "promo"),
    ("furniture", "furniture"),
    ("wire", "wire"),
    ("wire_label", "wire"),
    ("furniture_within", "furniture"),
    ("furniture_prefix", "furniture"),
    ("notice", "furniture"),
    ("menu", "furniture"),
    ("contact", "furniture"),
    ("slug", "wire"),
    ("agency", "agency"),
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A unit that is furniture: of which kind, and the signs for it."""

    kind: Kind
    signs: tuple[str, ...]


def find_furniture(page: Page) -> dict[int, Verdict]:
    """Return the units that the rules give up, each with two signs at least."""
    first, last = _span_of_prose(page)
    found: dict[int, Verdict] = {}
    for unit in page.units:
        # "Read more: a headline" leads away whatever the words before the colon mean on a line of their own.
        leads = "promo" in unit.hits and "leads below" not in unit.hits
        kind = "promo" if leads else next((kind for table, kind in _ORDER if table in unit.hits), None)
        if kind is None or unit.size > _LONGEST:
            continue
        if kind == "furniture" and unit.shape == "prose" and _is_at_home(page, unit):
            continue
        signs = _signs(page, unit, kind, first, last)
        if len(signs) >= 2:
            found[unit.index] = Verdict(kind, signs)
    return found


def _signs(page: Page, unit: Unit, kind: Kind, first: int, last: int) -> tuple[str, ...]:
    index = unit.index
    is_between = _is_prose_above(page, index) and page.is_prose(index + 1)
    if is_between and unit.shape == "short" and page.shared(index, [index + 1]) >= _AT_HOME and unit.size <= _SUBHEAD:
        # "Hashtags" above a paragraph that speaks of hashtags is its subhead, whatever else stands around.
        return ()
    signs = []
    if (
        index < first
        or index > last
        or _interrupts(page, index)
        or (kind == "wire" and (unit.text[:1] in "([" or _ends_story(page, index)))
        or (unit.shape == "prose" and not any(page.is_prose(other) for other in range(index + 1, min(index + 4, last + 1))))
        or (index == last and unit.shape == "prose" and "furniture_within" in unit.hits)
    ):
        signs.append("position")
    if page.is_repeated(index) and unit.shape == "short":
        signs.append("repetition")
    if _has_odd_neighbours(page, unit, kind, is_between=is_between):
        signs.append("neighbours")
    if _has_shape(unit, kind, is_between=is_between):
        signs.append("shape")
        if "leads away" in unit.hits and "position" not in signs and page.is_prose(index - 1):
            # "Read also: a headline" right below a paragraph is what it says.
            signs.append("position")
    return tuple(signs)


def _span_of_prose(page: Page) -> tuple[int, int]:
    """Return the first and the last unit of prose that no rule suspects; an empty span where there is none."""
    prose = [unit for unit in page.units if unit.shape == "prose"]
    plain = [unit.index for unit in prose if not unit.hits or _is_at_home(page, unit)]
    return (plain[0], plain[-1]) if plain else (len(page.units), -1)


def _is_prose_above(page: Page, index: int) -> bool:
    """Does a paragraph stand above, or above an advertisement or a form?"""
    return any(page.is_prose(above) for above in range(index - 1, max(-1, index - _FORM), -1))


def _interrupts(page: Page, index: int) -> bool:
    """Does the unit stand inside a sentence that the next unit goes on with?"""
    if not (0 < index < len(page.units) - 1):
        return False
    above, below = page.units[index - 1], page.units[index + 1]
    return not above.is_sentence and above.shape == "prose" and below.text[:1].islower()


def _ends_story(page: Page, index: int) -> bool:
    return not page.is_prose(index + 1) or "wire" in page.units[index + 1].hits


def _has_odd_neighbours(page: Page, unit: Unit, kind: Kind, *, is_between: bool) -> bool:
    index = unit.index
    if kind == "author" and is_between:
        # A short text about who wrote this stands at the very end.
        return not page.is_prose(index + 2) and page.units[index + 1].size <= 110
    if kind in ENDS and is_between:
        # Only what surrounds it could say that this is no subhead, and prose on both sides does not.
        return False
    near = page.prose_near(index, 2)
    if unit.hits >= NOTICES and unit.size <= _INVITATION and not page.speaks_of_notices:
        return True
    if unit.shape == "prose" and _speaks_of(page, unit, near):
        return False
    if len(unit.hits & NOTICES) > 1 and page.shared(index, near) < _SHARES / 2:
        return True
    beside = [page.units[other] for other in (index - 1, index + 1) if 0 <= other < len(page.units)]
    if any((other.hits or other.when or other.shape == "rule") and other.shape != "prose" for other in beside):
        return True
    if kind in ENDS:
        after = page.units[index + 1 : index + 3]
        return not after or all(other.shape == "short" for other in after) or _is_teaser_block(page, index)
    if kind in {"furniture", "agency"} and unit.shape == "short" and (is_between or _is_among_sentences(page, index)):
        # "Economy" and "Health" are in every menu, and between paragraphs they are subheads.
        return False
    if unit.shape == "prose":
        near = tuple(other for other in near if not page.units[other].hits)
    return bool(near) and page.shared(index, near) < (_STRANGE if unit.shape == "prose" else _AT_HOME)


def _is_among_sentences(page: Page, index: int) -> bool:
    """Do sentences stand right above and below, though they may be too short for paragraphs?"""
    beside = [page.units[other] for other in (index - 1, index + 1) if 0 <= other < len(page.units)]
    return len(beside) == 2 and all(other.is_sentence and other.size >= _SENTENCE for other in beside)


def _is_at_home(page: Page, unit: Unit) -> bool:
    """Does a paragraph share its words with the prose around it, as no notice of cookies or rights does?"""
    if page.speaks_of_notices:
        return True
    if unit.hits >= NOTICES and unit.size <= _INVITATION:
        return False
    all_near = page.prose_near(unit.index, 5)
    near = [other for other in all_near if not page.units[other].hits] or all_near
    return page.shared(unit.index, near) >= _SHARES or _speaks_of(page, unit, tuple(near))


def _speaks_of(page: Page, unit: Unit, near: tuple[int, ...]) -> bool:
    """Is a word that makes the paragraph a suspect in the prose around it as well: is it the article's subject?"""
    suspect = {word for word in words_within(unit.words, page.rules) if len(word) > 4 and word not in page.small}
    if not suspect:
        return False
    return any(
        not suspect.isdisjoint(page.units[other].words)
        for other in (*near, *page.headline_like)
        if not page.units[other].hits
    )


def _is_teaser_block(page: Page, index: int) -> bool:
    """Does a headline with its own prose follow?"""
    return index + 2 < len(page.units) and page.units[index + 1].shape == "short" and page.is_prose(index + 2)


def _has_shape(unit: Unit, kind: Kind, *, is_between: bool) -> bool:
    if kind in ENDS:
        return bool(_COUNT.search(unit.text)) or not is_between or kind == "author"
    if kind == "promo":
        return not unit.is_sentence or unit.is_cut or unit.text.endswith("?")
    if unit.shape == "short":
        return unit.size <= 12
    if kind == "furniture" and unit.hits & {"furniture_within", "notice"}:
        # A long paragraph between paragraphs may well speak of newsletters.
        return unit.size <= 45 or not is_between
    return unit.size <= (30 if kind == "wire" else 45)
