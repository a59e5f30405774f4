"""Floor 2. Captions and their credits: found by what repeats and by how a credit is written. A damaged one is told only."""

import re
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from briefgen.capture.folding import fold, fold_words
from briefgen.capture.furniture import Verdict
from briefgen.capture.page import Page
from briefgen.capture.rules import Rules
from briefgen.model import Value

#: How far apart two copies of a caption stand, in units: pages repeat them around the headline, six units at most.
_REACH: Final = 10
#: Longest caption, in words; a wire's longest seen had 71.
_LONGEST: Final = 90

_BRACKETS: Final = re.compile(r"\s*[(\[]([^()\[\]]{2,70})[)\]]\s*\.?$")
_AGENCIES: Final = "REUTERS|Reuters|AFP|AP Photo|AP|EPA|EFE|Getty Images|Anadolu|dpa"
_LABELS: Final = (
    "Photo|Photo by|Photograph|Photograph by|Credit|Image|Picture|Crédit|Crédit photo|Foto|Fotografía|Imagen|الصورة|عکس"
)
_SLASHED: Final = re.compile(
    rf"(?:^|[\s.,(])((?:{_AGENCIES})\s?/\s?[^.()]{{2,70}}|©\s?[^.()]{{2,60}}|(?:{_LABELS})\s?[:/]\s?[^.()]{{2,60}})\s*\.?$"
)


class Caption(Value, frozen=True, kw_only=True):
    """A caption as it stands, its credit where one is written at its end, and what is wrong with the credit."""

    text: str
    credit: str = ""
    damage: str = ""
    line: int = 0


def credit_of(text: str, rules: Rules) -> tuple[str, int]:
    """Return the credit at the end of a caption and where it begins; empty text where there is none."""
    match = _SLASHED.search(text)
    if match:
        return match[1].strip(), match.start(1)
    match = _BRACKETS.search(text)
    if match is None:
        return "", 0
    words = fold_words(match[1])
    # Arabic writers put dots between an agency's letters or leave them out, so up to three words are tried as one name.
    known = {" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words))}
    if "/" in match[1] or any(rules.has("credit", word) for word in known):
        return match[1].strip(), match.start()
    return "", 0


def read_caption(text: str, rules: Rules, line: int) -> Caption:
    """Return a caption with its credit apart."""
    credit, start = credit_of(text, rules)
    bare = text[:start].rstrip(" ([") if credit else text
    return Caption(text=bare or text, credit=credit, damage=_damage(credit or text[-60:], rules), line=line)


def _damage(credit: str, rules: Rules) -> str:
    """Say what is left of a notice of rights in a credit: "McKayg Rights" ends like "... Licensing Rights"."""
    if "\ufffd" in credit:
        return "it holds a character that was lost"
    folded = fold(credit)
    for phrase in sorted(rules.phrases.get("rights", ())):
        shared = 0
        while shared < min(len(folded), len(phrase)) and folded[-shared - 1] == phrase[-shared - 1]:
            shared += 1
        if shared == len(phrase):
            return f'it runs on into "{phrase}"'
        if shared >= 6 and shared < len(folded) and folded[-shared - 1].isalnum():
            return f'it seems to end in a piece of "{phrase}"'
    return ""


def find_captions(page: Page, furniture: Mapping[int, Verdict]) -> frozenset[int]:
    """Return the units that are captions: doubled around a headline, or with a credit outside running prose."""
    found = set(_doubled(page, furniture)) | _with_and_without_credit(page, furniture)
    for unit in page.units:
        if unit.index in furniture or unit.index in found or unit.size > _LONGEST or unit.size < 3:
            continue
        above = page.is_prose(unit.index - 1) and unit.index - 1 not in found and unit.index - 1 not in furniture
        below = page.is_prose(unit.index + 1)
        is_named = page.rules.begins("caption_prefix", unit.words) > 0 and re.match(r"[^:]{2,30}[:|]", unit.text) is not None
        credit, _ = credit_of(unit.text, page.rules)
        if (
            (is_named and unit.size <= 45)
            or (credit and not above and (below or unit.index + 1 < len(page.units)))
            or (credit and above and below and unit.size <= 45 and ("/" in credit or len(credit.split()) > 1))
        ):
            found.add(unit.index)
    return frozenset(found)


def _with_and_without_credit(page: Page, furniture: Mapping[int, Verdict]) -> set[int]:
    """Return captions that a page sets twice around a headline, once with the credit and once without."""
    found: set[int] = set()
    for unit in page.units:
        credit, start = credit_of(unit.text, page.rules) if unit.size <= _LONGEST else ("", 0)
        if not credit or unit.index in furniture:
            continue
        bare = fold(unit.text[:start]).rstrip(" .([")
        near = page.units[max(0, unit.index - _REACH) : unit.index + _REACH]
        twins = {other.index for other in near if other.index != unit.index and other.fold.rstrip(" .") == bare}
        if twins and len(bare) > 12:
            found |= twins | {unit.index}
    return found


def _doubled(page: Page, furniture: Mapping[int, Verdict]) -> set[int]:
    found: set[int] = set()
    for indexes in page.copies.values():
        first = page.units[indexes[0]]
        if len(indexes) < 2 or first.shape != "prose" or first.index in furniture or first.size > _LONGEST:
            continue
        near = all(below - above <= _REACH for above, below in pairwise(indexes))
        if near and not _stands_in_body(page, indexes):
            found.update(indexes)
    return found


def _stands_in_body(page: Page, indexes: tuple[int, ...]) -> bool:
    """Is this a paragraph that came twice, rather than a caption?"""
    mine = set(indexes)
    between = [page.units[at] for at in range(indexes[0], indexes[-1]) if page.is_prose(at) and at not in mine]
    if any(not page.is_repeated(unit.index) for unit in between) or len({unit.fold for unit in between}) > 2:
        return True
    before = indexes[0] - 1
    if page.is_prose(before) and not page.is_repeated(before):
        return True
    after = page.units[indexes[-1] + 1 : indexes[-1] + 8]
    return not any(unit.shape == "prose" and not page.is_repeated(unit.index) for unit in after)
