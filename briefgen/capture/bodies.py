"""Floor 2. One article, unit by unit: its head, its body, its tail.

What lies between paragraphs is a subhead, a list, a caption, furniture; what nobody can name is kept in the body if it
stands between prose, and left unassigned if it stands outside.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal

from briefgen.capture.furniture import ENDS, Verdict
from briefgen.capture.heads import Head, core_of, is_byline, is_candidate, is_dashed, is_name, is_publisher
from briefgen.capture.ledger import Fate, Mark
from briefgen.capture.page import Page
from briefgen.capture.units import Unit
from briefgen.capture.walk import Role, Walk

#: Paragraphs that may be a standfirst, above the rest of an article's head.
_LEAD: Final = 2
#: Longest subhead, in words.
_SUBHEAD: Final = 14
#: Share of content words with the body so far from which on prose after a section mark is the body again.
RESUMES: Final = 0.1
#: Share of content words with the headline right above it from which on prose is that headline's teaser.
_TEASES: Final = 0.3
# "Q: ...", "Moderator: ...": somebody speaks, so the line is no subhead.
_SPEAKER: Final = re.compile(r"^[^\s:：]{1,20}(?: [^\s:：]{1,20})?\s?[:：]\s")
# "1. Who may vote": one alone between paragraphs is a subhead, several in a row are a list.
_NUMBERED: Final = re.compile(r"^\(?\d{1,2}[.)]\s")
# "(Adds background)", "[END]": a desk speaks to a desk.
_IN_BRACKETS: Final = re.compile(r"^[(\[][^()\[\]]*[)\]]$")


def walk_article(walk: Walk, head: Head, number: int, end: int) -> list[tuple[Role, int]]:
    """Give every unit from the head up to `end` its fate, and return the article's parts in order."""
    parts: list[tuple[Role, int]] = []
    _walk_head(walk, head, number, parts)
    _walk_body(walk, head, number, end, parts)
    _drop_biography(walk, head, parts)
    return parts


def _walk_head(walk: Walk, head: Head, number: int, parts: list[tuple[Role, int]]) -> None:
    page = walk.page
    title_core = core_of(page.units[head.title].fold) if head.title >= 0 else ""
    for index in range(head.start, head.prose):
        unit = page.units[index]
        fate = _fate_of_meta(walk, unit)
        if index == head.title:
            walk.keep(index, "title", number)
        elif core_of(unit.fold) == title_core:
            walk.marks[index] = Mark(fate="repeat", article=number, of=head.title)
        elif index in walk.captions or _is_doubled_in_head(page, index, head):
            _keep_caption(walk, index, number, head.start)
        elif fate:
            walk.keep(index, fate, number)
        elif index in walk.furniture:
            walk.drop(index, walk.furniture[index].kind, *walk.furniture[index].signs)
        elif index > head.title and unit.size >= 6 and unit.shape != "rule" and not _IN_BRACKETS.match(unit.text):
            # A standfirst, which says more than the headline and is the publisher's text as well.
            walk.keep(index, "body", number)
            parts.append(("body", index))
        else:
            walk.drop(index, "kicker" if unit.shape != "rule" else "separator", "position", "shape")


def _is_doubled_in_head(page: Page, index: int, head: Head) -> bool:
    """Does a line below the headline come twice before the text? Pages do that with captions."""
    unit = page.units[index]
    return index > head.title and unit.size >= 4 and page.copy_in(index, head.title + 1, head.prose) is not None


def _fate_of_meta(walk: Walk, unit: Unit) -> Fate | Literal[""]:
    """Return what a line of a head says besides the headline: who, for whom, when; empty text for none of these."""
    page = walk.page
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


def _walk_body(walk: Walk, head: Head, number: int, end: int, parts: list[tuple[Role, int]]) -> None:
    page = walk.page
    pending: list[int] = []
    ended = ""
    for index in range(head.prose, end):
        unit = page.units[index]
        earlier = page.copy_in(index, head.start, index)
        verdict = walk.furniture.get(index)
        if index in walk.captions:
            _keep_caption(walk, index, number, head.start)
        elif verdict:
            walk.drop(index, verdict.kind, *verdict.signs)
            ended = verdict.kind if verdict.kind in ENDS and ended != "comments" else ended
            pending.append(index)
        elif unit.shape == "rule":
            walk.drop(index, "separator", "shape", "neighbours")
        elif unit.shape == "short":
            pending.append(index)
        elif earlier is not None and unit.size > 5:
            walk.marks[index] = Mark(fate="repeat", article=number, of=earlier)
        elif ended == "author" and unit.size <= 110:
            walk.drop(index, "author", "position", "neighbours")
        elif ended and (ended == "comments" or not _resumes(page, index, parts)):
            walk.marks[index] = Mark(fate="unassigned", rule=f"prose after {ended}")
        else:
            _place_between(walk, pending, index, number, parts)
            pending, ended = [], ""
            walk.keep(index, "body", number)
            parts.append(("body", index))
    _place_tail(walk, pending, number, parts, is_last=end == len(page.units))


def _drop_biography(walk: Walk, head: Head, parts: list[tuple[Role, int]]) -> None:
    """Drop a last paragraph that begins with the name in the byline: it is about the author."""
    if len(parts) < 3 or parts[-1][0] != "body":
        return
    last = walk.page.units[parts[-1][1]]
    bylines = [index for index in range(head.start, head.prose) if walk.marks[index].fate == "byline"]
    names = [walk.page.units[index].words[-2:] for index in bylines if walk.page.units[index].size >= 2]
    if last.size <= 80 and any(last.words[:2] == name or last.words[1:3] == name for name in names):
        walk.drop(last.index, "author", "position", "repetition")
        parts.pop()


def _resumes(page: Page, index: int, parts: list[tuple[Role, int]]) -> bool:
    """Does prose after a section mark go on with the article, rather than being a teaser or a reader's comment?"""
    above = page.units[index - 1]
    if above.when or above.lead or (above.shape == "short" and page.shared(index, [above.index]) >= _TEASES):
        return False
    body = [other for _, other in parts[-40:]]
    return page.shared(index, body) >= RESUMES


def _place_between(walk: Walk, pending: list[int], prose: int, number: int, parts: list[tuple[Role, int]]) -> None:
    """Give fates to the short units between two paragraphs of one article."""
    page = walk.page
    leads_away = any(
        index in walk.furniture and walk.furniture[index].kind in {"promo", "section", "comments"} for index in pending
    )
    shorts = [index for index in pending if index not in walk.furniture]
    for index in shorts:
        unit = page.units[index]
        is_last = index == shorts[-1]
        if leads_away and not (is_last and unit.size <= 9 and page.shared(index, [prose]) >= 0.5) and not unit.is_sentence:
            walk.drop(index, "headlines", "neighbours", "shape")
        elif len(parts) <= _LEAD and len(pending) > 1 and (is_byline(unit, page) or unit.when):
            # Below a standfirst that ends in a full stop stands the rest of the head.
            walk.keep(index, "date" if unit.when else "byline", number)
        elif unit.is_list_item and not (_NUMBERED.match(unit.text) and _is_subhead(unit) and _is_alone(index, shorts)):
            _keep_part(walk, index, "item", number, parts)
        elif _is_subhead(unit) and (is_last or index + 1 not in shorts):
            _keep_part(walk, index, "subhead", number, parts)
        else:
            _keep_part(walk, index, "body", number, parts)


def _is_alone(index: int, shorts: list[int]) -> bool:
    return index - 1 not in shorts and index + 1 not in shorts


def _is_subhead(unit: Unit) -> bool:
    return unit.size <= _SUBHEAD and not unit.is_sentence and not (_SPEAKER.match(unit.text) and unit.size >= 4)


def _keep_part(walk: Walk, index: int, role: Role, number: int, parts: list[tuple[Role, int]]) -> None:
    walk.keep(index, "subhead" if role == "subhead" else "body", number)
    parts.append((role, index))


def _place_tail(walk: Walk, pending: list[int], number: int, parts: list[tuple[Role, int]], *, is_last: bool) -> None:
    """Give fates to the short units after an article's last paragraph."""
    page = walk.page
    is_open = bool(parts)
    shorts = [index for index in pending if index not in walk.furniture]
    has_company = len(pending) >= 3 or len(pending) > len(shorts)
    mark = min((at for at in pending if at in walk.furniture and walk.furniture[at].kind in ENDS), default=len(page.units))
    for index in shorts:
        unit = page.units[index]
        is_open = is_open and index == _next(parts[-1][1], walk)
        is_end = is_last and index == len(page.units) - 1
        if is_open and (_is_closing(unit) or (is_end and _is_cut_sentence(unit))):
            role: Role = "item" if unit.is_list_item else "body"
            _keep_part(walk, index, role, number, parts)
            continue
        is_open = False
        if _IN_BRACKETS.match(unit.text):
            walk.drop(index, "wire", "position", "shape")
        elif index > mark:
            walk.drop(index, "page foot", "position", "neighbours")
        elif unit.when:
            walk.keep(index, "date", number)
        elif is_byline(unit, page):
            walk.keep(index, "byline", number)
        elif has_company and (_is_label(unit, page, walk.furniture) or _is_among_dropped(walk, index)):
            walk.drop(index, "page foot", "position", "shape", "neighbours")
        else:
            walk.marks[index] = Mark(fate="unassigned")


def _is_among_dropped(walk: Walk, index: int) -> bool:
    """Was the line above dropped, and is the line below furniture?"""
    above = walk.marks.get(index - 1)
    return above is not None and above.fate == "boilerplate" and index + 1 in walk.furniture


def _is_label(unit: Unit, page: Page, furniture: Mapping[int, Verdict]) -> bool:
    """Is it a headline or a label by its shape, and no sentence?"""
    return is_candidate(unit, page, furniture) or not unit.is_sentence or unit.size < 4


def _next(index: int, walk: Walk) -> int:
    """Return the unit after this one, captions and separators left out."""
    index += 1
    while index in walk.captions or (index < len(walk.page.units) and walk.page.units[index].shape == "rule"):
        index += 1
    return index


def _is_closing(unit: Unit) -> bool:
    """May a short line after the last paragraph be its end: a sentence of three words, or an item of a list?"""
    return unit.is_list_item or (unit.is_sentence and unit.size >= 3 and not unit.text.endswith(":") and not unit.hits)


def _is_cut_sentence(unit: Unit) -> bool:
    """Is it a sentence that the capture cut off, rather than a headline? Headlines in English capitalise their words."""
    words = [word for word in unit.text.split() if len(word) > 3]
    small = sum(not word[:1].isupper() for word in words)
    return unit.size >= 5 and small >= 0.6 * len(words)
