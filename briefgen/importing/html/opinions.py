"""Floor 7. What the rules for text captures make of the blocks of a page: furniture and captions, by their words.

Where a body begins and ends is not asked of them, except for a page of which the extractor says nothing: a page's elements
tell it better, and to weigh every line for it took half the time of a page.
"""

from dataclasses import dataclass
from typing import Final, Literal

from briefgen.importing.capture.captions import find_captions
from briefgen.importing.capture.furniture import find_furniture
from briefgen.importing.capture.ledger import Given, Piece
from briefgen.importing.capture.lines import MOST_LINES
from briefgen.importing.capture.page import make_page
from briefgen.importing.capture.reading import read_account
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.units import make_units
from briefgen.importing.html.blocks import LINKS, Page

#: Most characters of a page's text of which the rules for text captures are asked.
_LONGEST: Final = 1_000_000
#: Characters of one block that are shown to them; furniture is shorter.
_LONGEST_BLOCK: Final = 4000


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a block is by its words: a caption, or furniture with its rule and signs."""

    kind: Literal["caption", "furniture"]
    rule: str = ""
    signs: tuple[str, ...] = ()


def read_opinions(page: Page, rules: Rules, votes: frozenset[int]) -> dict[int, Opinion]:
    """Return the blocks that are furniture or captions by their words, each block a paragraph; nothing for a vast page.

    Not asked is of links that the extractor leaves out (`votes` are the blocks that it takes): these two signs are enough,
    and half the blocks of a page are menus.
    """
    if not _is_asked(page):
        return {}
    # A blank line between them keeps the rules from taking two blocks for one wrapped paragraph.
    asked = [block for block in page.blocks if block.linked < LINKS or block.index in votes]
    pieces = [
        Piece(line=block.index + 1, text=text)
        for block in asked
        for text in (block.text[:_LONGEST_BLOCK].encode("utf-8", "replace").decode("utf-8"), "")
    ]
    lines = make_page(make_units(pieces, rules), rules)
    furniture = find_furniture(lines)
    captions, _ = find_captions(lines, furniture)
    blocks = [asked[unit.pieces[0] // 2].index for unit in lines.units]
    found = {blocks[index]: Opinion("furniture", verdict.kind, verdict.signs) for index, verdict in furniture.items()}
    return found | {blocks[index]: Opinion("caption") for index in captions if index not in furniture}


def read_bodies(page: Page, rules: Rules) -> frozenset[int]:
    """Return the blocks that the rules for text captures take for paragraphs and subheads; nothing for a vast page."""
    if not _is_asked(page):
        return frozenset()
    text = "\n\n".join(block.text[:_LONGEST_BLOCK] for block in page.blocks)
    account = read_account(text.encode("utf-8", "replace"), rules, Given())
    return frozenset((row.line - 1) // 2 for row in account.rows if row.fate in {"body", "subhead"})


def _is_asked(page: Page) -> bool:
    return sum(len(block.text) + 2 for block in page.blocks) <= _LONGEST and 2 * len(page.blocks) <= MOST_LINES
