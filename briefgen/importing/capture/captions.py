"""Floor 7. Captions and their credits: found by what repeats and by how a credit is written. A damaged one is told only."""

import re
from collections.abc import Mapping, Sequence, Set
from itertools import pairwise
from typing import Final

from briefgen.importing.capture.folding import fold, fold_words
from briefgen.importing.capture.furniture import Verdict
from briefgen.importing.capture.metas import dateline_at
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.units import Unit
from briefgen.values.model import Value

#: How far apart two copies of a caption stand, in units: pages repeat them around the headline, six units at most.
_REACH: Final = 10
#: Longest caption, in words; a wire's longest seen had 71.
_LONGEST: Final = 90

_BRACKETS: Final = re.compile(r"\s*[(\[（]([^()\[\]（）]{2,70})[)\]）]\s*\.?$")
_AGENCIES: Final = "REUTERS|Reuters|AFP|AP Photo|AP|EPA|EFE|Getty Images|Anadolu|dpa"
_LABELS: Final = (
    "Courtesy|Courtesy of|(?:Photo|Image|Picture) Credits?"
    "|Photos?|Photos? by|Photographs?|Photographs? by|Credit|Images?|Picture|Crédit|Crédit photo|Fotos?"
    "|Fotografía|Imagen|Fotoğraf|الصورة|تصوير|عکس"
)
# "Image source, Coast Agency": a label, a comma and a name.
_SOURCES: Final = (
    "Image source|Image copyright|Source de l['’]image|Fuente de la imagen|Bildquelle|Crédito|Görsel kaynağı|مصدر الصورة"
    "|صدر الصورة|منبع تصویر|تصویر کا ذریعہ"
)
# A name may have initials: "Photo: K. Lisieux".
_NAME: Final = r"(?:[^.()]|(?<=\b[A-ZÀ-Þ])\.)"
_SLASHED: Final = re.compile(
    rf"(?:^|[\s.,(|])((?:{_AGENCIES})\s?/\s?{_NAME}{{2,70}}|©\s?{_NAME}{{2,60}}|(?i:{_LABELS})\s?[:/]\s?{_NAME}{{2,60}}"
    r"|(?<= [-–—] )[A-ZÀ-Þ][^/.()\d-]{2,40}\s?/\s?[A-ZÀ-Þ][^/.()\d]{2,40}"
    r"|(?<=[.!?”\"»] )(?:Photo|Foto|Image|Picture|Bild|Courtesy)(?: by| of)? "
    rf"(?=[A-ZÀ-Þ]){_NAME}{{3,41}})\s*\.?$"
)
# "Dana Wirth / Quarrytown Tribune", "Photo by Dana Wirth" on a line of its own.
_CREDIT_LINE: Final = re.compile(
    rf"^(?:[^/|.:,;!?\d]{{3,40}}\s?/\s?[^/|.:,;!?\d]{{2,40}}"
    r"|[^/|.:,;!?\d]{3,40} \| [^/|.:,;!?\d]{0,40}\b(?i:photos?|foto|images?)"
    rf"|(?:{_LABELS})(?:\s?[:/]\s?|\s(?=[A-ZÀ-Þ])){_NAME}{{2,60}}|(?i:{_SOURCES})\s?[:,،]\s?{_NAME}{{2,60}}"
    r"|©\s?[^.()\d]{2,60})$"
)
# Behind its label a credit may hold words that are no names: "Courtesy Quint family", "Ada Quint | Echo file photo".
_CREDIT_SAYS: Final = re.compile(rf"^(?:{_LABELS}|(?i:{_SOURCES}))\b|\b(?i:photos?|foto|images?)$")
# "Photo by Ada Quint. The quay at noon": the credit comes first.
_CREDIT_FIRST: Final = re.compile(
    r"^(?:Photo(?:graph)?s?|Pictures?|Illustrations?|Images?|Fotos?|Fotografía|Ilustración|Illustration|Bild) "
    r"(?:by|de|von|par) [A-ZÀ-Þ][^.:,;]{2,40}[.:]\s+\S"
)
# "The quay at noon. Ada Quint": behind the last sentence stands a name.
_SIGNED: Final = re.compile(r"[^\W\d_]{3}[.!?][\"”’»]?\s+((?:[A-ZÀ-Þ][\w’'.-]*)(?:\s+[A-ZÀ-Þ][\w’'.-]*){0,3})$")
# "[File: Wire]", "(Coast/Weil)".
_CREDIT_MARK: Final = re.compile(r"[:/]")
#: Longest credit that the pattern above allows, in characters, with the spaces around it.
_LONGEST_CREDIT: Final = 200
#: Most words of a name in brackets that may be a credit by its place alone.
_CREDIT_WORDS: Final = 5
#: Shortest caption that ends in a name without a mark, in words, and how far below it the text begins at most, in units.
_HEAD: Final = 6
_SIGNED_WORDS: Final = 6
#: Words at the beginning of a labelled credit that have to be names, and longest caption between paragraphs, in words,
#: that nothing but the credit below it makes one.
_OFFICE: Final = 2
_LINE: Final = 16
_SMALL: Final = frozenset(["of", "the", "and", "for", "de", "del", "la", "le", "les", "des", "du", "et", "y", "von", "via"])


class Caption(Value, frozen=True, kw_only=True):
    """A caption as it stands, its credit where one is written at its end, and what is wrong with the credit."""

    text: str
    credit: str = ""
    damage: str = ""
    line: int = 0


def credit_of(text: str, rules: Rules) -> tuple[str, int]:
    """Return the credit at the end of a caption and where it begins; empty text where there is none."""
    if "://" in text:
        return "", 0
    match = _SLASHED.search(text, max(0, len(text) - _LONGEST_CREDIT))
    if match:
        return match[1].strip(), match.start(1)
    match = _brackets_at_end(text)
    if match is None:
        return "", 0
    words = fold_words(match[1])
    # Arabic writers put dots between an agency's letters or leave them out, so up to three words are tried as one name.
    known = {" ".join(words[at : at + size]) for size in (1, 2, 3) for at in range(len(words))}
    if "/" in match[1] or any(rules.has("credit", word) for word in known):
        return match[1].strip(), match.start()
    return "", 0


def _brackets_at_end(text: str) -> "re.Match[str] | None":
    """Return what stands in brackets at the end of a line. Most lines have no bracket there, and are not searched."""
    return _BRACKETS.search(text) if text.rstrip().endswith((")", "]", "）", ".")) else None


def read_caption(text: str, rules: Rules, line: int) -> Caption:
    """Return a caption with its credit apart."""
    credit, start = credit_of(text, rules)
    bare = text[:start].rstrip(" ([|") if credit else text
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


def find_captions(page: Page, furniture: Mapping[int, Verdict]) -> tuple[frozenset[int], frozenset[int]]:
    """Return the units that are captions: doubled around a headline, or with a credit outside running prose.

    The second set holds those of them that nothing but a name in brackets at the end makes captions: so do digests write the
    source of a headline.
    """
    # Looked for once: this takes longer than all else here.
    found_credits = [credit_of(unit.text, page.rules) if unit.size <= _LONGEST else ("", 0) for unit in page.units]
    found = set(_doubled(page, furniture)) | _with_and_without_credit(page, furniture, found_credits)
    found |= _over_a_credit(page, furniture)
    senders = _senders_in(page)
    weak: set[int] = set()
    for unit in page.units:
        if unit.index in furniture or unit.index in found or unit.size > _LONGEST or unit.size < 3:
            continue
        above = page.is_prose(unit.index - 1) and unit.index - 1 not in found and unit.index - 1 not in furniture
        below = page.is_prose(unit.index + 1)
        near = below or page.is_repeated(unit.index) or page.is_prose(unit.index + 2)
        is_named = page.rules.begins("caption_prefix", unit.words) > 0 and re.match(r"[^:]{2,30}[:|]", unit.text) is not None
        credit, _ = found_credits[unit.index]
        if (
            (is_named and unit.size <= 45)
            or (unit.size <= 45 and _CREDIT_FIRST.match(unit.text))
            or (credit and unit.size <= 45 and _CREDIT_SAYS.match(credit))
            or (unit.size <= 45 and not above and _is_signed(page, unit, senders))
            or (unit.size <= 45 and _is_in_brackets(unit, senders))
            or (credit and not above and (below or unit.index + 1 < len(page.units)))
            or (credit and unit.shape == "short" and not unit.is_sentence and _CREDIT_MARK.search(credit) and not below)
            or (credit and above and below and unit.size <= 45 and ("/" in credit or len(credit.split()) > 1))
            or (unit.size >= 6 and (not above or unit.shape == "short") and below and _after_bar(unit.text))
        ):
            found.add(unit.index)
        elif (not above or unit.shape == "short" or page.is_repeated(unit.index)) and near and _ends_in_name(unit.text):
            found.add(unit.index)
            if not credit and unit.shape == "short" and not page.is_repeated(unit.index) and not unit.is_sentence:
                weak.add(unit.index)
    return frozenset(found), frozenset(weak)


def _senders_in(page: Page) -> frozenset[str]:
    """Return who sent the reports of a page, as their datelines say, folded."""
    agencies = (dateline_at(unit.text).agency for unit in page.units if unit.shape == "prose")
    return frozenset(fold(agency) for agency in agencies if agency)


def _is_signed(page: Page, unit: Unit, senders: Set[str]) -> bool:
    """Does a line above the text end in a name behind its last sentence, or in a dash and who sent the report?"""
    # The rest of the head may stand between a caption and the text.
    if not any(page.is_prose(unit.index + step) for step in range(1, _HEAD)) or unit.size < _SIGNED_WORDS:
        return False
    dashed = re.search(r"\s[-–—]\s([^-–—]{2,40})$", unit.text)
    if dashed and fold(dashed[1]) in senders:
        return True
    match = _SIGNED.search(unit.text)
    # An agency signs its reports at their end: there a paragraph comes before.
    return match is not None and fold(match[1]) not in senders and page.size > unit.size * 3


def _is_in_brackets(unit: Unit, senders: Set[str]) -> bool:
    """Does a line end in who sent the report in brackets, as the credit of a picture does?"""
    match = _brackets_at_end(unit.text)
    return match is not None and fold(match[1]) in senders


def _after_bar(text: str) -> bool:
    """Does a line that is a sentence end in a bar and a name: "The quay at noon. | Coast Agency"?"""
    bare, bar, name = text.rpartition("|")
    words = name.split()
    return bool(bar) and bare.rstrip()[-1:] in ".!?" and 0 < len(words) <= _CREDIT_WORDS and _are_names(words)


def _ends_in_name(text: str) -> bool:
    """Does the line end in a name in brackets, as a caption's credit does whoever took the picture?"""
    match = _brackets_at_end(text)
    words = [word for word in match[1].split() if word.strip("-–—/|,")] if match else []
    return 0 < len(words) <= _CREDIT_WORDS and not any(map(str.isdigit, match[1] if match else "")) and _are_names(words)


def _are_names(words: Sequence[str]) -> bool:
    """Are these words names: capitals, or a script without them?"""
    return all(word[:1].isupper() or not word.isascii() or word in _SMALL for word in words)


def _over_a_credit(page: Page, furniture: Mapping[int, Verdict]) -> set[int]:
    """Return lines that are a credit and nothing else, each with the caption above it."""
    found: set[int] = set()
    for unit in page.units:
        if unit.index in furniture or unit.when or unit.size > 10 or not _CREDIT_LINE.match(unit.text):
            continue
        is_labelled = bool(_CREDIT_SAYS.search(unit.text))
        named = re.sub(rf"^(?i:{_SOURCES})\b", "", unit.text)
        names = [word for word in re.findall(r"[^\W\d_]+", named) if len(word) > 1]
        if not _are_names(names[:_OFFICE] if is_labelled else names):
            continue
        found.add(unit.index)
        above = page.units[unit.index - 1] if unit.index else None
        if above is None or above.index in furniture or above.when or not 3 <= above.size <= _LONGEST:
            continue
        # Between paragraphs the line above the credit may be one of them, unless it stands closer to the credit.
        is_apart = above.shape == "short" or not page.is_prose(above.index - 1) or above.gap > unit.gap
        if is_apart or (is_labelled and above.size <= _LINE):
            found.add(above.index)
    return found


def _with_and_without_credit(
    page: Page, furniture: Mapping[int, Verdict], found_credits: Sequence[tuple[str, int]]
) -> set[int]:
    """Return captions that a page sets twice around a headline, once with the credit and once without."""
    found: set[int] = set()
    for unit in page.units:
        credit, start = found_credits[unit.index]
        if not credit and _ends_in_name(unit.text):
            credit, start = unit.text, max(unit.text.rfind("("), unit.text.rfind("["))
        if not credit or unit.index in furniture:
            continue
        # "The quay at noon | Photo Credit: Ada Quint": the credit's own label is no part of the caption.
        bare = fold(unit.text[:start]).rpartition(" | ")[0] or fold(unit.text[:start])
        bare = bare.rstrip(" .([|")
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
