"""Floor 7. A page's units -> its articles, and a fate for every unit.

The path of states (`chain`) says where each article begins and ends; `bodies` walks each one, and gives what stands in its
head, inside it and below it a name. What is no article after all (teasers) is taken out at the end.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.importing.capture.bodies import walk_article
from briefgen.importing.capture.captions import find_captions
from briefgen.importing.capture.chain import find_states
from briefgen.importing.capture.copies import find_pulled, without_copies
from briefgen.importing.capture.editions import name_above
from briefgen.importing.capture.features import Evidence
from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.furniture import find_furniture
from briefgen.importing.capture.headlines import Headline, read_headlines, url_in
from briefgen.importing.capture.heads import Head, find_heads
from briefgen.importing.capture.ledger import Mark
from briefgen.importing.capture.openings import Openings
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.placed import find_placed
from briefgen.importing.capture.states import State
from briefgen.importing.capture.stretch import Stretch
from briefgen.importing.capture.threads import find_threads
from briefgen.importing.capture.times import find_rows, units_in_blogs
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Story, Walk

#: Fewest words of an article; shorter ones are stubs.
SHORTEST: Final = 25
#: The same below a headline: an item of a digest is a sentence.
_BRIEF: Final = 8
#: Most paragraphs without a headline that are a text all the same: more of them are headlines with full stops.
_LOOSE: Final = 2
#: Words under which a text that ends in an ellipsis is a teaser of an article and not the article.
TEASER: Final = 80
#: Words above which a line right above a headline could be the headline.
_TITLE: Final = 4
#: Rules whose lines head no teaser.
_KNOWN: Final = frozenset(["promo", "comments", "label", "wire"])
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


def evidence_of(page: Page) -> Evidence:
    """Return a page with what the rules find on it."""
    furniture = find_furniture(page)
    captions, weak = find_captions(page, furniture)
    furniture |= find_threads(page, furniture, captions)
    captions -= furniture.keys()
    openings = Openings(page, furniture, captions, weak - furniture.keys())
    rows = find_rows(page)
    return Evidence(
        page, furniture, captions, weak, find_pulled(page, furniture, captions), openings,
        rows=rows, in_blogs=units_in_blogs(rows), placed=find_placed(page),
    )  # fmt: skip


def find_articles(page: Page, splits: Sequence[int] = (), *, title: str = "", headings: Collection[int] = ()) -> Layout:
    """Return the articles of a page; nothing of the page is without a fate.

    `splits` are units in order at which a user says that the stories begin, and no others do. `title` is what stands above
    the page as the title of what it holds; `headings` are units that the markup calls headings as headlines are.
    """
    evidence = evidence_of(page)
    states = find_states(evidence, page.rules.states, frozenset(splits) if splits else None, headings=headings)
    if title and states.count("title") == 1 and not _speak_alike(page.units[states.index("title")], title):
        # The one line that looked like a headline is the beginning of the text.
        states = find_states(evidence, page.rules.states, is_titled=False)
    if "body" not in states:
        states = _states_of_one(evidence, is_titled=not title) or states
    text = {index for index, state in enumerate(states) if state in {"title", "body", "subhead"}}
    furniture = {index: verdict for index, verdict in evidence.furniture.items() if index not in text}
    walk = Walk(page, furniture, evidence.captions - text, states, evidence.pulled)
    heads = find_heads(evidence, states, splits)
    _walk_top(walk, heads[0].start if heads else len(page.units), is_all=not heads)
    found = []
    for number, head in enumerate(heads, start=1):
        end = heads[number].start if number < len(heads) else len(page.units)
        found.append(_walk_story(walk, head, number, end))
    layout = _without_stubs(walk, without_copies(walk, found), is_given=bool(splits))
    return layout if splits else replace(layout, maybes=_maybes(page, evidence.openings, heads, layout))


def _speak_alike(unit: Unit, title: str) -> bool:
    """Has a line most words of a title, or a title those of a line?"""
    line, known = set(unit.words), set(fold_words(title))
    return 2 * len(line & known) >= min(len(line), len(known))


def _states_of_one(evidence: Evidence, *, is_titled: bool) -> list[State]:
    """Return the states of a page on which no story was found, with one where it may begin; none for a page without text.

    A file with a text in it was brought by somebody, so it has a story, unless it is a list of teasers.
    """
    page = evidence.page
    stretch = Stretch(page, range(len(page.units)), evidence.furniture, evidence.captions)
    text = [unit.index for unit in page.units if stretch.is_body(unit)]
    if not text or sum(stretch.is_teaser(index) for index in text) > 1:
        return []
    openings = evidence.openings.found if is_titled else ()
    if is_titled and not openings and len(text) > _LOOSE:
        return []
    start = openings[0].title if openings else text[0]
    return find_states(evidence, page.rules.states, {start}, is_titled=is_titled)


def _maybes(page: Page, openings: Openings, heads: Sequence[Head], layout: Layout) -> tuple[int, ...]:
    """Return the units inside of articles at which other stories may begin."""
    titles = {story.title for story in layout.stories}
    passed = {head.title for head in heads[1:] if head.title >= 0 and _is_inside(layout, head.prose)}
    # A copy of a headline begins nothing.
    headed = {"title", "repeat"}
    inside = [
        opening
        for opening in openings.found
        if _is_inside(layout, opening.prose) and layout.marks[opening.title].fate not in headed
    ]
    has_others = len(layout.stories) > 1 or bool(passed - titles)
    has_others = has_others or any(openings.is_doubtful(opening, has_others=False) for opening in inside)
    found = {opening.title for opening in inside if openings.is_doubtful(opening, has_others=has_others)} | passed
    first = min((story.parts[0][1] for story in layout.stories if story.parts), default=len(page.units))
    return tuple(sorted(index for index in found - titles if index > first and layout.marks[index].fate != "repeat"))


def _is_inside(layout: Layout, prose: int) -> bool:
    return layout.marks[prose].fate in {"body", "unassigned"}


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
    is_stub = words < (_BRIEF if title is not None else SHORTEST) or is_teaser
    return Story(number, title, head.signs, tuple(parts), captions, metas, is_stub, is_cut)


def _is_whole(unit: Unit) -> bool:
    return unit.is_sentence or unit.is_list_item or unit.text.endswith(("?", "!", "؟", ")", "]", "»", "”", '"', "'", "’"))


# Stubs ----------------------------------------------------------------------------------------------------------------


def _is_headed(page: Page, story: Story) -> bool:
    """Has a stub a headline that it speaks of, or that stands alone above it?"""
    if story.title is None:
        return False
    return page.size < SHORTEST * 4 or page.shared(story.title, [index for _, index in story.parts]) > 0


def _without_stubs(walk: Walk, found: list[Story], *, is_given: bool) -> Layout:
    """Number the articles again without teasers; one that is alone on its page is an article, and told to be a stub.

    `is_given`: somebody says where the stories begin, so each is an article.
    """
    whole = [story for story in found if not story.is_stub or (is_given and story.parts)]
    kept = {story.number for story in whole}
    stubs = [story for story in found if story.number not in kept]
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
    return Layout(_with_headlines(walk.page, stories), len(stubs) + _mark_teasers(walk.page, marks), tuple(marks))


def _mark_teasers(page: Page, marks: list[Mark]) -> int:
    """Mark as stubs what is of no article where a paragraph stands alone below what could be its headline; count them."""
    stretch = Stretch(page, range(len(page.units)), {}, frozenset())
    loose = {"boilerplate", "unassigned"}
    found = [
        index
        for index in range(1, len(marks))
        if marks[index].fate == "unassigned" and marks[index - 1].fate in loose and marks[index - 1].rule not in _KNOWN
        if stretch.is_teaser(index)
    ]
    # One alone may be the rest of an article: somebody has to look.
    for index in found if len(found) > 1 else ():
        marks[index] = marks[index - 1] = Mark(fate="stub", rule="stub", signs=("shape", "position"))
    return len(found) if len(found) > 1 else 0


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
