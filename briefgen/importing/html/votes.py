"""Floor 7. The blocks of a part of a page that the extractor takes for the article, or who else says so where it cannot."""

from typing import Final

from briefgen.importing.capture.rules import Rules
from briefgen.importing.html.blocks import Page
from briefgen.importing.html.extractor import NotExtractedError, extract_text
from briefgen.importing.html.matching import find_blocks
from briefgen.importing.html.opinions import read_bodies
from briefgen.importing.html.splitting import Part, is_prose

#: Share of a page's prose under which the strict extraction is doubted, and the other one is asked.
_DOUBTED: Final = 0.25
#: Share of a story's prose that the extractor takes if it sees the story.
_WELL_TAKEN: Final = 0.75
#: Most parts of a page that the extractor is asked about, each a few hundredths of a second.
MOST_PARTS: Final = 200


def find_votes(page: Page, part: Part, rules: Rules, *, is_asked: bool) -> tuple[frozenset[int], str]:
    """Return the blocks that the extractor takes, and why it could not say; then the rules for text captures say."""
    blocks = page.blocks[part.start : part.end]
    title = page.blocks[part.title].text if part.title is not None else ""
    prose = sum(block.size for block in blocks if is_prose(block) and not block.context.hints)
    votes: frozenset[int] = frozenset()
    trouble = "" if is_asked else f"over {MOST_PARTS} articles"
    try:
        for is_strict in (True, False) if is_asked else ():
            votes |= find_blocks(blocks, extract_text(part.nodes, title, is_strict=is_strict))
            if sum(page.blocks[index].size for index in votes) >= _DOUBTED * prose:
                break
    except NotExtractedError as error:
        trouble = str(error)
    if not votes:
        votes = read_bodies(page, rules) & frozenset(range(part.start, part.end))
    if not votes and part.title is not None:
        votes = frozenset(block.index for block in blocks if is_prose(block))
    return votes, trouble


def votes_within(page: Page, part: Part, votes: frozenset[int]) -> frozenset[int]:
    """Return the blocks of a story that the extractor took for a part of another text.

    Where it took hardly any of the story, as one text of a page is all that it looks for, each paragraph is taken.
    """
    own = frozenset(index for index in votes if part.start <= index < part.end)
    prose = [block for block in page.blocks[part.start : part.end] if is_prose(block) and not block.context.hints]
    taken = sum(block.size for block in prose if block.index in own)
    if taken >= _WELL_TAKEN * sum(block.size for block in prose):
        return own
    return own | frozenset(block.index for block in prose if block.index != part.title)
