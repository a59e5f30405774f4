"""Floor 7. Several stories in one article of a page: where they begin, by the evidence for captures in text.

A newsletter, or a page that somebody pasted together, has no elements and no classes that part its stories. What parts them
is what a reader sees: headlines, and below each of them another subject. So the blocks of the article are shown to the rules
for text (`capture.articles`), a paragraph each, and the answer is in blocks again.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.articles import SHORTEST, Layout, find_articles
from briefgen.importing.capture.ledger import Piece
from briefgen.importing.capture.page import Page as Lines
from briefgen.importing.capture.page import make_page
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.units import make_units
from briefgen.importing.html.blocks import LINKS, Block, Page
from briefgen.importing.html.judging import Judged
from briefgen.importing.html.metadata import Facts
from briefgen.importing.html.signs import ends_like_prose
from briefgen.importing.html.splitting import Part, is_prose

#: Longest headline, in words; most blocks that are looked at, and characters of each.
_HEADLINE: Final = 32
_MOST: Final = 2_000
_LONGEST: Final = 4_000
#: Signs of a dropped block that it is no text of an article.
_FOREIGN: Final = frozenset(["hidden", "markup", "repetition", "words"])
#: Longest text of a link that is a button, in words: "Read more".
_BUTTON: Final = 2
#: Share of a headline's words in the text below from which on the text is about what it says.
_ABOUT: Final = 0.3
# A sentence of speech may end in its quotation mark.
_SPEECH: Final = re.compile(r"[.!?…,]\s?[\"“”»]$|^[«„“\"].*[»“”\"]$", re.DOTALL)
# "18:40", "6.40 pm GMT": the time of an entry of a live blog, which is one article.
_CLOCK: Final = re.compile(r"\d{1,2}\s?[:.h]\s?\d\d(?:\s?[ap]\.?m\.?)?(?:\s?[A-Z]{2,4})?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Starts:
    """Blocks at which the stories of an article begin, in order, two at least or none; and at which others may begin."""

    sure: tuple[int, ...] = ()
    maybe: tuple[int, ...] = ()


def find_starts(page: Page, part: Part, judged: Judged, facts: Facts, rules: Rules) -> Starts:
    """Return where stories begin in a part that was taken for one article.

    What the page itself calls one article is not parted: there the places are told.
    """
    shown = _shown(page, part, judged)
    level = _level_of_headlines(shown)
    if not any(_may_be_headline(page, block, level) for block in _lines_inside(shown, judged)):
        return Starts()
    pieces = [Piece(line=block.index + 1, text=text) for block in shown for text in (_text_of(block, level), "")]
    lines = make_page(make_units(pieces, rules), rules)
    blocks = [shown[unit.pieces[0] // 2] for unit in lines.units]
    headings = {index for index, block in enumerate(blocks) if level and block.context.level == level}
    layout = find_articles(lines, headings=headings)
    firsts = [story.title if story.title is not None else story.parts[0][1] for story in layout.stories]
    starts = [blocks[index].index for index in firsts[:1]]
    starts += [blocks[index].index for index in firsts[1:] if _may_be_headline(page, blocks[index], level)]
    maybe = [blocks[index].index for index in layout.maybes if _may_be_headline(page, blocks[index], level)]
    if len(starts) < 2:
        teasers = [blocks[index].index for index in _teasers(lines, layout) if _may_be_headline(page, blocks[index], level)]
        return Starts((), tuple(sorted({*maybe, *(teasers if len(teasers) > 1 else [])} - {judged.title})))
    if _is_of_one(facts) or _has_title_above(lines, blocks, level):
        return Starts((), tuple(sorted({*maybe, *starts} - {judged.title})))
    return Starts(tuple(starts), tuple(maybe))


def _teasers(lines: Lines, layout: Layout) -> Iterator[int]:
    """Yield the headlines of texts too short for an article: several of them in one article are told."""
    for unit in lines.units[:-1]:
        is_stub = layout.marks[unit.index].fate == layout.marks[unit.index + 1].fate == "stub"
        if is_stub and unit.shape == "short" and lines.is_prose(unit.index + 1):
            yield unit.index


def parts_at(page: Page, part: Part, starts: Sequence[int]) -> tuple[Part, ...]:
    """Return a part as several, each from one of these blocks up to the next; what stands above the first goes with it."""
    ends = [*starts[1:], part.end]
    return tuple(
        Part(start if place else part.start, end, part.nodes, _title_at(page, start, end))
        for place, (start, end) in enumerate(zip(starts, ends, strict=True))
    )


def _title_at(page: Page, start: int, end: int) -> int | None:
    """Return the block if it is a headline: none of the paragraphs, with a text below it."""
    block = page.blocks[start]
    is_headline = block.size <= _HEADLINE and not (is_prose(block) and ends_like_prose(block))
    return start if is_headline and end > start + 1 else None


def _shown(page: Page, part: Part, judged: Judged) -> list[Block]:
    """Return the blocks of a part that may belong to a story: not what the markup calls something else."""
    found = []
    for block in page.blocks[part.start : part.end]:
        mark = judged.marks[block.index]
        if block.is_alt or block.context.is_head or mark.fate in {"caption", "repeat"}:
            continue
        is_button = block.linked >= LINKS and block.size <= _BUTTON
        if mark.fate == "boilerplate" and (is_button or _FOREIGN & set(mark.signs) or mark.rule == "paywall"):
            continue
        found.append(block)
    return found[:_MOST]


def _lines_inside(shown: Sequence[Block], judged: Judged) -> Iterator[Block]:
    """Yield the lines between two paragraphs that say neither who nor when, and end as no sentence does."""
    first = judged.body[0] if judged.body else len(shown)
    last = next((block.index for block in reversed(shown) if is_prose(block) and ends_like_prose(block)), 0)
    for block in shown:
        mark = judged.marks[block.index]
        is_line = first < block.index < last and 1 < block.size <= _HEADLINE
        is_other = mark.fate in {"byline", "date", "publisher"} or "words" in mark.signs
        if is_line and not is_other and not ends_like_prose(block) and not _SPEECH.search(block.text):
            yield block


def _may_be_headline(page: Page, block: Block, level: int) -> bool:
    """Could a block be the headline of a story by its markup: a heading of the level of the first one, or none?"""
    context = block.context
    if block.index and _CLOCK.fullmatch(page.blocks[block.index - 1].text.strip()):
        return False
    # An item of a list is none, unless it is a link above a text: some letters are lists of stories.
    is_item = context.is_item and block.linked < LINKS
    return not (is_item or context.is_quote) and context.level in {0, level}


def _level_of_headlines(shown: Sequence[Block]) -> int:
    """Return the level of the heading right above the first text, which is that of all headlines; 0 for none.

    A greeting between a letter's name and its first headline is no text.
    """
    level = words = 0
    for block in shown:
        words += block.size if is_prose(block) and ends_like_prose(block) else 0
        if words >= SHORTEST:
            return level
        level = block.context.level or level
    return 0


def _has_title_above(lines: Lines, blocks: Sequence[Block], level: int) -> bool:
    """Does a higher heading stand above the first headline, and is the text about what it says? Then it heads all below."""
    first = next((index for index, block in enumerate(blocks) if block.context.level == level), 0) if level else 0
    prose = [index for index, block in enumerate(blocks) if index > first and is_prose(block) and ends_like_prose(block)]
    heads = [index for index, block in enumerate(blocks[:first]) if 0 < block.context.level < level]
    return any(lines.shared(index, prose) >= _ABOUT for index in heads)


def _is_of_one(facts: Facts) -> bool:
    """Does the page say that it is one article: in its structured data, or by a day of its own which is not a mail's?"""
    return len(facts.items) == 1 or bool(facts.moments and not facts.sent)


def _text_of(block: Block, level: int) -> str:
    """Return a block's text, with a hash before a heading of the level of the headlines."""
    text = block.text[:_LONGEST].encode("utf-8", "replace").decode("utf-8")
    return f"# {text}" if block.context.level and block.context.level == level else text
