"""Floor 7. A page's units -> its articles, and a fate for every unit. The order of the rules is that of `find_articles`.

A prose unit opens an article where a headline stands before it (`heads`), else it goes on with the one before. `bodies`
walks each article; what is no article after all (teasers, lists of headlines) is taken out at the end.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.bodies import walk_article
from briefgen.importing.capture.captions import find_captions
from briefgen.importing.capture.copies import find_pulled, without_copies
from briefgen.importing.capture.extent import weigh_body
from briefgen.importing.capture.furniture import Verdict, find_furniture
from briefgen.importing.capture.heads import Head, find_candidates, find_head, is_sure
from briefgen.importing.capture.ledger import Mark
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.threads import find_threads
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Role, Story, Walk

#: Fewest words of an article; shorter ones are stubs.
SHORTEST: Final = 25
#: Words under which a text that ends in an ellipsis is a teaser of an article and not the article.
TEASER: Final = 80
#: What a body weighs at least (see extent.py) where nothing but its headline's shape says that it is an article.
_LIGHTEST: Final = 2.0
_SURE_LIGHTEST: Final = 0.5
#: Share of the heaviest body under which what stands above all others is a notice.
_NOTICE: Final = 0.2
#: Paragraphs above the first article that are taken for notices before the lines above them are left alone.
_NOTICES: Final = 50
#: Share of content words with the article above from which on it goes on below a list of headlines.
_RESUMES: Final = 0.3
#: Share of a page's words under which a text whose headline has none of its words is part of the page's foot.
_STRAY: Final = 0.2
#: Longest headline in a list of them, in words, and the share of words with those above under which lines are strangers.
_HEADLINE: Final = 22
_STRANGERS: Final = 0.03
# What headlines do not have: speech, or a second sentence.
_SPEECH: Final = re.compile(r"[“”«»\"]|[.!?؟۔]\s+\S")
_READ_ON: Final = re.compile(
    r"\b(?:read|continue|lire la suite|leer más|اقرأ المزيد|قراءة المزيد|ادامه مطلب)\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Layout:
    """What was found on a page: its articles, and for every unit its fate."""

    stories: tuple[Story, ...]
    stubs: int
    marks: tuple[Mark, ...]


def find_articles(page: Page) -> Layout:
    """Return the articles of a page; nothing of the page is without a fate."""
    furniture = find_furniture(page)
    captions = find_captions(page, furniture)
    furniture |= find_threads(page, furniture, captions)
    captions -= furniture.keys()
    pulled = find_pulled(page, furniture, captions)
    lines = find_candidates(page, furniture, captions)
    likely = _find_heads(page, furniture, captions, lines)
    heads = _without_light(page, likely, furniture, captions, lines)
    walk = Walk(page, furniture, captions, pulled)
    _walk_top(walk, heads[0].start if heads else len(page.units), is_all=not heads)
    found = []
    for number, head in enumerate(heads, start=1):
        end = heads[number].start if number < len(heads) else len(page.units)
        found.append(_walk_story(walk, head, number, end))
    teasers = sum(head.title >= 0 and walk.marks[head.prose].fate in {"boilerplate", "unassigned"} for head in likely)
    return _without_stubs(walk, without_copies(walk, found), teasers)


def _find_heads(page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int], lines: Sequence[int]) -> list[Head]:
    heads: list[Head] = []
    before = -1
    notices = 0
    subject = _Subject(page)
    for prose in range(len(page.units)):
        if not page.is_prose(prose) or prose in furniture or prose in captions:
            continue
        region = range(before + 1, prose)
        if region:
            above = heads[-1] if heads else None
            head = find_head(page, region, prose, furniture, captions, lines=lines, above=above)
            if head and not _is_intrusion(subject, head, heads):
                heads.append(head)
        if not heads:
            if not _opens_body(page, prose, furniture, captions):
                notices += 1
                # What stands above is looked through again below each notice, so after many of them no longer.
                before = prose if notices > _NOTICES else before
                continue
            title = _title_in_prose(page, prose, furniture)
            heads.append(Head(title=title, start=prose, prose=prose + (title >= 0), signs=("first",) if title >= 0 else ()))
        before = prose
    if not heads:
        first = next(
            (i for i in range(len(page.units)) if page.is_prose(i) and i not in furniture and i not in captions), -1
        )
        return [Head(title=-1, start=first, prose=first, signs=())] if first >= 0 else []
    return heads


def _opens_body(page: Page, prose: int, furniture: Mapping[int, Verdict], captions: frozenset[int]) -> bool:
    """Does a paragraph without a headline go on with another one right below, as a notice above a menu does not?"""
    for index in range(prose + 1, min(prose + 4, len(page.units))):
        if index not in furniture and index not in captions and page.units[index].shape != "rule":
            return page.is_prose(index)
    return False


def _without_light(
    page: Page, heads: list[Head], furniture: Mapping[int, Verdict], captions: frozenset[int], lines: Sequence[int]
) -> list[Head]:
    """Leave out headlines below which no body stands: what they head belongs to the article above, or to the page's foot.

    Where a body begins further down than the first prose below its headline, the headline is looked for again.
    """
    kept: list[Head] = []
    ends = [*(head.start for head in heads[1:]), len(page.units)][: len(heads)]
    weighed = [
        weigh_body(page, range(head.prose, end), furniture, captions, is_led=head.is_led)
        for head, end in zip(heads, ends, strict=True)
    ]
    heaviest = max((weight for _, weight in weighed), default=0.0)
    for head, end, (states, weight) in zip(heads, ends, weighed, strict=True):
        units = range(head.prose, end)
        # Above other articles a paragraph may be a notice; nothing is known before it, so only next to a long article.
        least = _SURE_LIGHTEST if is_sure(head) else _LIGHTEST if kept else _NOTICE * heaviest
        if weight < least:
            continue
        first = next((index for index, state in zip(units, states, strict=True) if state == "body"), head.prose)
        if first > head.prose:
            above = kept[-1] if kept else None
            nearer = find_head(page, range(head.prose, first), first, furniture, captions, lines=lines, above=above)
            kept.append(nearer or head)
        else:
            kept.append(head)
    return kept or heads[:1]


class _Subject:
    """The content words of an article's lines, from its first paragraph on, as far as they were asked for."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._start = self._end = 0
        self._stems: set[str] = set()

    def shared(self, index: int, start: int, end: int) -> float:
        """Return the share of a unit's content words that the units from `start` up to `end` have; 0 for one without any."""
        if start != self._start or end < self._end:
            self._start = self._end = start
            self._stems = set()
        self._stems.update(*self._page.stems[self._end : end])
        self._end = max(start, end)
        mine = self._page.stems[index]
        return len(mine & self._stems) / len(mine) if mine else 0.0


def _is_intrusion(subject: _Subject, head: Head, heads: list[Head]) -> bool:
    """Is the headline one of a list in the middle of a body, which goes on below it?"""
    if not heads or is_sure(head) or {"words", "many words"} & set(head.signs):
        return False
    return subject.shared(head.prose, heads[-1].prose, head.start) >= _RESUMES


def _title_in_prose(page: Page, prose: int, furniture: Mapping[int, Verdict]) -> int:
    """Return the first prose unit if it is a headline that ends in a full stop, else -1."""
    unit = page.units[prose]
    if unit.size > 24 or not page.is_prose(prose + 1) or prose + 1 in furniture:
        return -1
    longer = [page.units[index].size for index in range(prose + 1, min(prose + 4, len(page.units))) if page.is_prose(index)]
    shares = page.shared(prose, range(prose + 1, min(prose + 4, len(page.units))))
    return prose if len(longer) > 1 and max(longer) > 1.5 * unit.size and shares >= 0.5 and not unit.is_list_item else -1


# Before the first article ---------------------------------------------------------------------------------------------


def _walk_top(walk: Walk, end: int, *, is_all: bool) -> None:
    shorts = sum(walk.page.units[index].shape == "short" for index in range(end))
    for index in range(end):
        unit = walk.page.units[index]
        if index in walk.furniture:
            walk.drop(index, walk.furniture[index].kind, *walk.furniture[index].signs)
        elif unit.shape == "rule":
            walk.drop(index, "separator", "shape", "position")
        elif is_all:
            walk.marks[index] = Mark(fate="unassigned")
        elif unit.when:
            walk.keep(index, "date", 1)
        elif index in walk.captions and end - index <= 3:
            walk.keep(index, "caption", 1)
        elif unit.shape == "short" and (shorts >= 3 or walk.page.is_repeated(index)):
            walk.drop(index, "page head", "position", "shape")
        else:
            walk.marks[index] = Mark(fate="unassigned")


# One article ----------------------------------------------------------------------------------------------------------


def _walk_story(walk: Walk, head: Head, number: int, end: int) -> Story:
    title = head.title if head.title >= 0 else None
    parts = walk_article(walk, head, number, end)
    inside = [index for index in range(head.start if number > 1 else 0, end) if walk.marks[index].article == number]
    captions = tuple(index for index in inside if walk.marks[index].fate == "caption")
    metas = tuple(index for index in inside if walk.marks[index].fate in {"date", "byline", "publisher"})
    words = sum(walk.page.units[index].size for role, index in parts if role != "subhead")
    last = walk.page.units[parts[-1][1]] if parts else None
    after = walk.page.units[last.index + 1].text if last and last.index + 1 < len(walk.page.units) else ""
    cut = sum(walk.page.units[index].is_cut for _, index in parts)
    is_teaser = (
        words < TEASER
        and last is not None
        and (last.is_cut or 2 * cut > len(parts) or (words < 60 and bool(_READ_ON.search(after[:30]))))
    )
    is_cut = last is not None and (last.is_cut or not _is_whole(last))
    is_stray = not is_sure(head) and not {"words", "many words"} & set(head.signs) and words < _STRAY * walk.page.size
    is_stub = words < SHORTEST or is_stray or is_teaser or _is_list_of_headlines(walk.page, head, parts)
    return Story(number, title, head.signs, tuple(parts), captions, metas, is_stub, is_cut)


def _is_list_of_headlines(page: Page, head: Head, parts: list[tuple[Role, int]]) -> bool:
    """Are these short lines that share no words: headlines that end in a full stop, and no article?"""
    body = [index for _, index in parts]
    if (
        is_sure(head)
        or {"words", "many words"} & set(head.signs)
        or len(body) < 4
        or not all(_is_headline(page.units[index]) for index in body)
    ):
        return False
    shared = [page.shared(index, body[max(0, at - 20) : at]) for at, index in enumerate(body) if at]
    return sum(shared) < _STRANGERS * len(shared)


def _is_whole(unit: Unit) -> bool:
    return unit.is_sentence or unit.is_list_item or unit.text.endswith(("?", "!", "؟", ")", "]", "»", "”", '"', "'", "’"))


def _is_headline(unit: Unit) -> bool:
    return unit.size <= _HEADLINE and not unit.is_list_item and not _SPEECH.search(unit.text)


# Stubs ----------------------------------------------------------------------------------------------------------------


def _is_headed(page: Page, story: Story) -> bool:
    """Has a stub a headline that it speaks of, or that stands alone above it?"""
    if story.title is None:
        return False
    return page.size < SHORTEST * 4 or page.shared(story.title, [index for _, index in story.parts]) > 0


def _without_stubs(walk: Walk, found: list[Story], teasers: int) -> Layout:
    """Number the articles again without teasers; one that is alone on its page is an article, and told to be a stub."""
    whole = [story for story in found if not story.is_stub]
    stubs = [story for story in found if story.is_stub]
    if not whole and len(stubs) == 1 and 0 < len(stubs[0].parts) <= 3 and _is_headed(walk.page, stubs[0]):
        whole, stubs = stubs, []
    numbers = {story.number: number for number, story in enumerate(whole, start=1)}
    marks = []
    for index in range(len(walk.page.units)):
        mark = walk.marks[index]
        if mark.article and mark.article not in numbers:
            mark = Mark(fate="stub", rule="stub", signs=("shape", "position"))
        elif mark.article:
            mark = Mark(fate=mark.fate, article=numbers[mark.article], of=mark.of)
        marks.append(mark)
    stories = tuple(
        Story(
            numbers[story.number],
            story.title,
            story.signs,
            story.parts,
            story.captions,
            story.metas,
            story.is_stub,
            story.is_cut,
        )
        for story in whole
    )
    return Layout(stories, len(stubs) + teasers, tuple(marks))
