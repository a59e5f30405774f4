"""Floor 7. One article, unit by unit: its head, its body, its tail.

What lies between paragraphs is a subhead, a list, a caption, furniture; what nobody can name is kept in the body if it
stands between prose, and left unassigned if it stands outside.
"""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, Literal

from briefgen.importing.capture.copies import prefer_later_copies
from briefgen.importing.capture.editions import name_above
from briefgen.importing.capture.headlines import url_in
from briefgen.importing.capture.heads import Head
from briefgen.importing.capture.ledger import Fate, Mark
from briefgen.importing.capture.metas import is_byline, is_dashed, is_name, is_publisher
from briefgen.importing.capture.openings import IN_BRACKETS, core_of
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.states import State
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Role, Walk
from briefgen.text.words import word_pattern

#: Paragraphs that may be a standfirst, above the rest of an article's head.
_LEAD: Final = 2
_NAME: Final = word_pattern()
_SPEECH: Final = re.compile('[“”«»„":：]')
_MARK: Final = re.compile(r"[*•▪●◦‣]|\(?(?:\d{1,2}|[ivx]{1,5}|[a-z])[.)](?=\s)")
#: Longest heading of a chapter, in words.
_CHAPTER: Final = 4
#: Share of a paragraph's words with the article from which on it may belong to it.
_RELATED: Final = 0.14
#: Longest paragraph about an author, in words.
_BIOGRAPHY: Final = 80
_NO_MARK: Final = Mark(fate="unassigned")


def walk_article(walk: Walk, head: Head, number: int, end: int) -> list[tuple[Role, int]]:
    """Give every unit from the head up to `end` its fate, and return the article's parts in order."""
    parts: list[tuple[Role, int]] = []
    text = [index for index in range(head.prose, end) if walk.states[index] == "body"]
    first, tail = (text[0], text[-1] + 1) if text else (end, end)
    _walk_head(walk, head, number, parts, first)
    for index in range(first, tail):
        _place_inside(walk, index, walk.states[index], number, parts, head)
    prefer_later_copies(walk, range(head.start, end), number, parts)
    _place_after(walk, range(tail, end), number, parts)
    _drop_biography(walk, head, parts)
    return parts


def _walk_head(walk: Walk, head: Head, number: int, parts: list[tuple[Role, int]], first: int) -> None:
    page = walk.page
    title_core = core_of(page.units[head.title].fold) if head.title >= 0 else ""
    titles = {head.title, name_above(page, head.title) if head.title >= 0 else None}
    for index in range(head.start, first):
        unit = page.units[index]
        fate = _fate_of_meta(walk, unit)
        if index in titles:
            walk.keep(index, "title", number)
        elif core_of(unit.fold) == title_core:
            walk.marks[index] = Mark(fate="repeat", article=number, of=head.title)
        elif index in walk.captions or _is_doubled_in_head(page, index, head):
            _keep_caption(walk, index, number, head.start)
        elif fate:
            walk.keep(index, fate, number)
        elif index in walk.furniture:
            walk.drop(index, walk.furniture[index].kind, *walk.furniture[index].signs)
        elif index > head.title >= 0 and unit.shape == "short" and unit.size >= 4 and not IN_BRACKETS.match(unit.text):
            walk.keep(index, "caption", number)
        elif unit.shape == "prose":
            # Its place and its shape alone drop no prose.
            walk.marks[index] = Mark(fate="unassigned", rule="prose above the body")
        else:
            walk.drop(index, "kicker" if unit.shape != "rule" else "separator", "position", "shape")


def _is_doubled_in_head(page: Page, index: int, head: Head) -> bool:
    """Does a line below the headline come twice before the text? Pages do that with captions."""
    unit = page.units[index]
    return index > head.title and unit.size >= 4 and page.copy_in(index, head.title + 1, head.prose) is not None


def _fate_of_meta(walk: Walk, unit: Unit) -> Fate | Literal[""]:
    """Return what a line of a head says besides the headline: who, for whom, when; empty text for none of these."""
    page = walk.page
    if url_in(unit.text):
        return "publisher"
    if is_byline(unit, page):
        return "byline"
    if unit.lead or is_dashed(unit, page) or is_publisher(unit, page) or ("agency" in unit.hits and unit.shape == "short"):
        return "publisher"
    if unit.when:
        return "date"
    if unit.index not in walk.furniture and is_name(page, unit):
        # A name that the page repeats is its own or an agency's; one that comes once is a person's.
        return "publisher" if page.is_repeated(unit.index) else "byline"
    return ""


def _keep_caption(walk: Walk, index: int, number: int, start: int) -> None:
    earlier = walk.page.copy_in(index, start, index)
    if earlier is not None:
        walk.marks[index] = Mark(fate="repeat", article=number, of=earlier)
    else:
        walk.keep(index, "caption", number)


def _place_inside(walk: Walk, index: int, state: State, number: int, parts: list[tuple[Role, int]], head: Head) -> None:
    """Give a unit between the first and the last of the body its fate."""
    page = walk.page
    unit = page.units[index]
    earlier = page.copy_in(index, head.start, index)
    if index in walk.captions:
        _keep_caption(walk, index, number, head.start)
    elif index in walk.furniture:
        walk.drop(index, walk.furniture[index].kind, *walk.furniture[index].signs)
    elif unit.shape == "rule":
        walk.drop(index, "separator", "shape", "neighbours")
    elif earlier is not None and unit.size > 5:
        walk.marks[index] = Mark(fate="repeat", article=number, of=earlier)
    elif index in walk.pulled and walk.marks.get(walk.pulled[index], _NO_MARK).fate in {"body", "unassigned"}:
        walk.marks[index] = Mark(fate="repeat", article=number, of=walk.pulled[index])
    elif state == "subhead":
        _keep_part(walk, index, "subhead", number, parts)
    elif state == "body":
        _keep_part(walk, index, "item" if _is_item(page, index) else "body", number, parts)
    elif len(parts) <= _LEAD and (fate := _fate_of_meta(walk, unit)):
        # Below a standfirst stands the rest of the head.
        walk.keep(index, fate, number)
    elif _heads_a_chapter(walk, index):
        _keep_part(walk, index, "subhead", number, parts)
    elif unit.shape == "short":
        walk.drop(index, "headlines", "neighbours", "shape")
    else:
        walk.marks[index] = Mark(fate="unassigned", rule="prose between paragraphs")


def _heads_a_chapter(walk: Walk, index: int) -> bool:
    """Is it a brief line between text and a subhead: "Response", and below it "Food"?"""
    unit = walk.page.units[index]
    is_plain = unit.shape == "short" and unit.size <= _CHAPTER and not (unit.hits or unit.when or unit.is_sentence)
    return is_plain and walk.states[index - 1] == "body" and walk.states[index + 1] == "subhead"


def _is_item(page: Page, index: int) -> bool:
    """Is it an item of a list: a short one, or a sentence beside an item with such a mark? A dash may open speech."""
    unit = page.units[index]
    if not unit.is_list_item or unit.shape == "short":
        return unit.is_list_item
    beside = [page.units[other] for other in (index - 1, index + 1) if 0 <= other < len(page.units)]
    mark = _kind_of_mark(unit.text)
    return bool(mark) and any(other.is_list_item and _kind_of_mark(other.text) == mark for other in beside)


def _kind_of_mark(text: str) -> str:
    """Return which kind of mark an item begins with: the bullet itself, or a number or letter by its brackets."""
    match = _MARK.match(text)
    return re.sub(r"\w+", "1", match[0]) if match else ""


def _place_after(walk: Walk, units: Sequence[int], number: int, parts: list[tuple[Role, int]]) -> None:
    """Give the units below the last paragraph their fates."""
    page = walk.page
    has_company = len(units) >= 3 or any(index in walk.furniture for index in units)
    marked = False
    for index in units:
        unit = page.units[index]
        verdict = walk.furniture.get(index)
        is_near = parts and index <= parts[-1][1] + 2 and not marked
        if parts and index <= parts[-1][1] + 2 and _is_own_link(unit):
            walk.keep(index, "publisher", number)
        elif verdict:
            marked = True
            walk.drop(index, verdict.kind, *verdict.signs)
        elif unit.shape == "rule":
            walk.drop(index, "separator", "shape", "neighbours")
        elif IN_BRACKETS.match(unit.text):
            walk.drop(index, "wire", "position", "shape")
        elif is_near and (unit.when or is_byline(unit, page)):
            walk.keep(index, "date" if unit.when else "byline", number)
        elif unit.shape == "short" and (has_company or unit.hits):
            walk.drop(index, "page foot", "position", "shape", "neighbours")
        elif unit.shape == "prose" and unit.hits and not (marked and _goes_on(page, unit, parts)):
            walk.drop(index, "page foot", "position", "neighbours", "words")
        else:
            walk.marks[index] = Mark(fate="unassigned")


def _is_own_link(unit: Unit) -> bool:
    """Is it the address of the whole article below its beginning: alone, or behind "Read more" or "Source"?"""
    return bool(url_in(unit.text)) and (unit.text[:4] == "http" or bool(unit.hits & {"promo", "wire_label"}))


def _goes_on(page: Page, unit: Unit, parts: Sequence[tuple[Role, int]]) -> bool:
    """Does a paragraph below the end speak of the article's subject, so that somebody has to look at it?"""
    return page.shared(unit.index, [index for _, index in parts]) >= _RELATED


def _names_in_head(page: Page, units: Sequence[int], title: int) -> set[tuple[str, ...]]:
    """Return the first and last words of what could be people's names in an article's head."""
    found = set()
    for index in units:
        unit = page.units[index]
        count = page.rules.begins("byline", unit.words)
        words = _NAME.findall(unit.text)[count:]
        if (
            index != title
            and not unit.when
            and 2 <= len(words) <= 5
            and all(not word.isascii() or word[:1].isupper() for word in words)
        ):
            found.add(unit.words[count : count + 2])
            found.add(unit.words[-2:])
    return found


def _drop_biography(walk: Walk, head: Head, parts: list[tuple[Role, int]]) -> None:
    """Drop what stands at the end from where the name in the byline begins a paragraph: it is about the author."""
    page = walk.page
    names = _names_in_head(page, range(head.start, parts[min(2, len(parts) - 1)][1]) if parts else (), head.title)
    for place in range(max(3, len(parts) - 4), len(parts)):
        unit = page.units[parts[place][1]]
        if unit.size <= _BIOGRAPHY and any(name in (unit.words[:2], unit.words[1:3]) for name in names):
            if place + 3 < len(parts) and parts[place][0] == "body":
                continue
            for _, index in parts[place:]:
                walk.drop(index, "author", "position", "repetition")
            del parts[place:]
            return
    if len(parts) > 3 and _tells_of_a_person(page, page.units[parts[-1][1]]):
        _drop_last_biographies(walk, parts)


def _drop_last_biographies(walk: Walk, parts: list[tuple[Role, int]]) -> None:
    """Drop the last paragraphs that begin with a name which no paragraph has that begins in another way."""
    page = walk.page
    # Counted once, and less by each paragraph that is dropped: a list may end in thousands of such paragraphs.
    having = Counter(word for _, index in parts for word in set(page.units[index].words))
    beginning = Counter(page.units[index].words[:2] for _, index in parts)
    while len(parts) > 3:
        unit = page.units[parts[-1][1]]
        name = unit.words[:2]
        if not _tells_of_a_person(page, unit) or any(having[word] > beginning[name] for word in name):
            return
        having.subtract(set(unit.words))
        beginning[name] -= 1
        walk.drop(parts.pop()[1], "author", "position", "shape")


def _tells_of_a_person(page: Page, unit: Unit) -> bool:
    """Does a short paragraph begin with a name and say what that person is?"""
    # Who says something is a source of the report.
    if unit.size > _BIOGRAPHY or _SPEECH.search(unit.text):
        return False
    name = _NAME.findall(unit.text)[:2]
    if len(name) < 2 or not all(word[:1].isupper() or not word.isascii() for word in name):
        return False
    return any(page.rules.has("calling", word) for word in unit.words[2:10])


def _keep_part(walk: Walk, index: int, role: Role, number: int, parts: list[tuple[Role, int]]) -> None:
    walk.keep(index, "subhead" if role == "subhead" else "body", number)
    parts.append((role, index))
