"""Floor 7. A page's units -> its articles, and a fate for every unit. The order of the rules is that of `find_articles`.

A prose unit opens an article where a headline stands before it (`heads`), else it goes on with the one before. `bodies`
walks each article; what is no article after all (teasers, lists of headlines) is taken out at the end.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.importing.capture.bodies import walk_article
from briefgen.importing.capture.captions import find_captions
from briefgen.importing.capture.copies import find_pulled, without_copies
from briefgen.importing.capture.editions import name_above
from briefgen.importing.capture.extent import weigh_body
from briefgen.importing.capture.furniture import Verdict, find_furniture
from briefgen.importing.capture.headlines import Headline, read_headlines, url_in
from briefgen.importing.capture.heads import Head, Headlines
from briefgen.importing.capture.ledger import Mark
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.threads import find_threads
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Role, Story, Walk

#: Fewest words of an article; shorter ones are stubs.
SHORTEST: Final = 25
#: Words under which a text that ends in an ellipsis is a teaser of an article and not the article.
TEASER: Final = 80
#: What the body below the first headline weighs at least (see extent.py) where a sure sign speaks for the headline.
_SURE_LIGHTEST: Final = 0.5
#: Share of the heaviest body under which what stands above all others is a notice.
_NOTICE: Final = 0.2
#: Paragraphs above the first article that are taken for notices before the lines above them are left alone.
_NOTICES: Final = 50
#: Share of content words with the article above from which on it goes on below a list of headlines.
_RESUMES: Final = 0.3
#: Share of a page's words under which a text whose headline has none of its words is part of the page's foot.
_STRAY: Final = 0.2
#: Words above which a line right above a headline could be the headline.
_TITLE: Final = 4
#: Weight from which on a headline is one, whatever its text is beside the rest of the page.
_CLEAR: Final = 5.5
#: Words from which on a text is no notice, though the body below is far heavier.
_LONGEST_NOTICE: Final = 60
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
    """What was found on a page: its articles, and for every unit its fate. At `maybes` other stories may begin."""

    stories: tuple[Story, ...]
    stubs: int
    marks: tuple[Mark, ...]
    maybes: tuple[int, ...] = ()


def find_articles(page: Page, splits: Sequence[int] = ()) -> Layout:
    """Return the articles of a page; nothing of the page is without a fate.

    `splits` are units in order at which a user says that the stories begin, and no others do.
    """
    furniture = find_furniture(page)
    captions, weak = find_captions(page, furniture)
    furniture |= find_threads(page, furniture, captions)
    captions -= furniture.keys()
    headlines = Headlines(page, furniture, captions, weak - furniture.keys())
    likely = [_given_head(page, start) for start in splits] or _find_heads(page, furniture, captions, headlines)
    titles = {head.title for head in likely}
    captions -= titles
    furniture = {index: verdict for index, verdict in furniture.items() if index not in titles}
    pulled = find_pulled(page, furniture, captions)
    walk = Walk(page, furniture, captions, pulled)
    heads = likely if splits else _without_light(walk, likely, headlines)
    _walk_top(walk, heads[0].start if heads else len(page.units), is_all=not heads)
    found = []
    for number, head in enumerate(heads, start=1):
        end = heads[number].start if number < len(heads) else len(page.units)
        found.append(_walk_story(walk, head, number, end))
    teasers = sum(head.title >= 0 and walk.marks[head.prose].fate in {"boilerplate", "unassigned"} for head in likely)
    layout = _without_stubs(walk, without_copies(walk, found), 0 if splits else teasers, is_given=bool(splits))
    return layout if splits else replace(layout, maybes=_maybes(page, headlines, likely, layout))


def _given_head(page: Page, start: int) -> Head:
    """Return the head of a story that begins at a unit because somebody says so."""
    unit = page.units[start]
    below = next((index for index in range(start + 1, len(page.units)) if page.units[index].shape != "rule"), -1)
    is_headline = below >= 0 and (unit.shape == "short" or unit.size < page.units[below].size) and not unit.when
    return Head(
        title=start if is_headline else -1, start=start, prose=below if is_headline else start, signs=("given",),
        is_sure=True, is_about=True,
    )  # fmt: skip


def _maybes(page: Page, headlines: Headlines, likely: Sequence[Head], layout: Layout) -> tuple[int, ...]:
    """Return the units inside of articles at which other stories may begin."""
    titles = {story.title for story in layout.stories}
    passed = {head.title for head in likely[1:] if head.title >= 0 and not head.is_led and _is_inside(layout, head.prose)}
    # A copy of a headline begins nothing.
    headed = {"title", "repeat"}
    inside = [
        opening
        for opening in headlines.openings
        if _is_inside(layout, opening.prose) and layout.marks[opening.title].fate not in headed
    ]
    has_others = len(layout.stories) > 1 or bool(passed - titles)
    has_others = has_others or any(headlines.is_doubtful(opening, has_others=False) for opening in inside)
    found = {opening.title for opening in inside if headlines.is_doubtful(opening, has_others=has_others)} | passed
    first = min((story.parts[0][1] for story in layout.stories if story.parts), default=len(page.units))
    return tuple(sorted(index for index in found - titles if index > first and layout.marks[index].fate != "repeat"))


def _is_inside(layout: Layout, prose: int) -> bool:
    return layout.marks[prose].fate in {"body", "unassigned"}


def _find_heads(page: Page, furniture: Mapping[int, Verdict], captions: frozenset[int], headlines: Headlines) -> list[Head]:
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
            # Below a mark of a page's foot, teasers of one paragraph each come in a row.
            is_series = above is not None and above.is_led and above.prose == before
            head, _ = headlines.find(region, prose, above=above, is_series=is_series)
            if head and is_series and not head.is_sure:
                head = replace(head, is_led=True)
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


def _without_light(walk: Walk, heads: list[Head], headlines: Headlines) -> list[Head]:
    """Leave out first headlines below which no body stands: they head a notice, or a letter's greeting.

    Where a body begins further down than the first prose below its headline, the headline is looked for again.
    """
    page = walk.page
    kept: list[Head] = []
    sizes: list[int] = []
    ends = [*(head.start for head in heads[1:]), len(page.units)][: len(heads)]
    weighed = [
        weigh_body(page, range(head.prose, end), walk.furniture, walk.captions, is_led=head.is_led)
        for head, end in zip(heads, ends, strict=True)
    ]
    walk.weighed = {
        (head.prose, end, head.is_led): states for head, end, (states, _) in zip(heads, ends, weighed, strict=True)
    }
    heaviest = max((weight for _, weight in weighed), default=0.0)
    for head, end, (states, weight) in zip(heads, ends, weighed, strict=True):
        units = range(head.prose, end)
        # Above other articles a paragraph may be a notice; nothing is known before it, so only next to a long article.
        least = _SURE_LIGHTEST if head.is_sure else _NOTICE * heaviest
        words = sum(page.units[index].size for index, state in zip(units, states, strict=True) if state == "body")
        if not kept and ((weight < least and words < _LONGEST_NOTICE) or (0 < words < SHORTEST and head is not heads[-1])):
            continue
        sizes.append(words)
        first = next((index for index, state in zip(units, states, strict=True) if state == "body"), head.prose)
        if first > head.prose:
            nearer, _ = headlines.find(range(head.prose, first), first, above=head)
            kept.append(nearer or head)
        else:
            kept.append(head)
    return _without_pieces(kept, sizes) or heads[:1]


def _without_pieces(heads: Sequence[Head], sizes: Sequence[int]) -> list[Head]:
    """Leave out a head that cuts off a text too short for an article, of `sizes` words, with longer ones around it.

    Such a line is a subhead: both of its pieces would be lost as stubs. Several short texts in a row are teasers, and are.
    """
    is_short = [size < SHORTEST for size in sizes]
    kept: list[Head] = list(heads[:1])
    for place in range(1, len(heads)):
        after = is_short[place + 1] if place + 1 < len(heads) else False
        is_piece = place > 1 and is_short[place - 1] and not is_short[place - 2] and not (is_short[place] and after)
        if not (is_piece and not heads[place].is_sure and not heads[place].is_led and not heads[place - 1].is_led):
            kept.append(heads[place])
    return kept


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
    if not heads or head.is_sure or head.is_about:
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
        elif index == end - 1 and unit.size > _TITLE and not unit.hits and not walk.page.is_repeated(index):
            # Right above the headline stands what could be one: somebody has to look.
            walk.marks[index] = Mark(fate="unassigned", rule="line above the headline")
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
        and (last.is_cut or 2 * cut > len(parts) or (words < 60 and len(parts) == 1 and bool(_READ_ON.search(after[:30]))))
    )
    is_cut = last is not None and (last.is_cut or not _is_whole(last))
    is_stray = not (head.is_sure or head.is_about) and head.weight < _CLEAR and words < _STRAY * walk.page.size
    is_led = head.is_led and not head.is_sure and words < TEASER and len(parts) == 1
    is_stub = words < SHORTEST or is_stray or is_teaser or is_led or _is_list_of_headlines(walk.page, head, parts)
    return Story(number, title, head.signs, tuple(parts), captions, metas, is_stub, is_cut)


def _is_list_of_headlines(page: Page, head: Head, parts: list[tuple[Role, int]]) -> bool:
    """Are these short lines that share no words: headlines that end in a full stop, and no article?"""
    body = [index for _, index in parts]
    if head.is_sure or head.is_about or len(body) < 4 or not all(_is_headline(page.units[index]) for index in body):
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


def _without_stubs(walk: Walk, found: list[Story], teasers: int, *, is_given: bool) -> Layout:
    """Number the articles again without teasers; one that is alone on its page is an article, and told to be a stub.

    `is_given`: somebody says where the stories begin, so each is an article.
    """
    whole = [story for story in found if not story.is_stub or (is_given and story.parts)]
    stubs = [story for story in found if story not in whole]
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
    stories = tuple(replace(story, number=numbers[story.number]) for story in whole)
    return Layout(_with_headlines(walk.page, stories), len(stubs) + teasers, tuple(marks))


def _with_headlines(page: Page, stories: Sequence[Story]) -> tuple[Story, ...]:
    """Return the stories with their headlines as they read without the marks of the file, and their addresses."""
    headed = [story for story in stories if story.title is not None]
    texts = [_headline_at(page, story.title) for story in headed if story.title is not None]
    headline_of = {story.number: headline for story, headline in zip(headed, read_headlines(texts), strict=True)}
    return tuple(
        replace(story, headline=headline_of.get(story.number), url=_url_of(page, story, headline_of.get(story.number)))
        for story in stories
    )


def _headline_at(page: Page, index: int) -> str:
    """Return the headline that ends at a line: with the name above it where it is one report of a row."""
    name = name_above(page, index)
    text = page.units[index].text
    return text if name is None else f"{page.units[name].text}: {text}"


def _url_of(page: Page, story: Story, headline: Headline | None) -> str:
    found = (url_in(page.units[index].text) for index in story.metas)
    return headline.url if headline and headline.url else next((url for url in found if url), "")
