"""Floor 7. The blocks of a body -> its paragraphs: subheads, entries of lists in lists, rows of tables, text."""

from collections.abc import Collection, Sequence
from typing import Final

import msgspec

from briefgen.importing.capture.drafts import Paragraph
from briefgen.importing.capture.folding import visible
from briefgen.importing.html.blocks import Block, Page
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.tables import cells_of, is_data, is_plain, table_of

_STOPS: Final = (".", "!", "?", "…", ";", "۔", "。", "؟")
_CLOSERS: Final = "\"'”’»)]›」"
#: Longest number that a list may begin with, in digits.
_DIGITS: Final = 6


def paragraphs_of(page: Page, body: Sequence[int]) -> tuple[Paragraph, ...]:
    """Return the blocks of a body as paragraphs: lines that a break parts are one sentence, the cells of a row one entry."""
    composer = _Composer(page, frozenset(body))
    for index in body:
        composer.take(page.blocks[index])
    return tuple(composer.found)


def tables_as_lists(page: Page, body: Sequence[int]) -> list[int]:
    """Return the first block of each table of data that Markdown cannot show, so that its rows are entries of a list."""
    found: dict[int, tuple[int, bool]] = {}
    kept = frozenset(body)
    above: Node | None = None
    for index in body:
        row = page.blocks[index].context.row
        table = table_of(row) if row is not above and is_data(row) else None
        above = row
        if table is not None and id(table) not in found:
            found[id(table)] = (index, is_plain(table, kept))
    return [index for index, is_shown in found.values() if not is_shown]


def ends(text: str) -> bool:
    """Does a text end like a sentence, a remark in brackets, or a quotation?"""
    bare = text.rstrip(_CLOSERS)
    tail = text[len(bare) :]
    return bare.endswith(_STOPS) or ")" in tail or "]" in tail or tail.endswith(('"', "”", "’", "»"))


class _Composer:
    """The paragraphs found so far, and the tables and lists met."""

    def __init__(self, page: Page, kept: Collection[int]) -> None:
        self.found: list[Paragraph] = []
        self._blocks = page.blocks
        self._kept = kept
        self._above: Block | None = None
        # The number of each table that Markdown can show, 0 for any other one; the number of each entry of a list.
        self._tables: dict[int, int] = {}
        self._numbers: dict[int, int] = {}
        self._rows: dict[int, bool] = {}
        self._count = 0

    def take(self, block: Block) -> None:
        """Add a block: to the paragraph above where it goes on with it, else as one of its own."""
        if not self._goes_on(block):
            self.found.append(self._begin(block))
        self._above = block

    def _goes_on(self, block: Block) -> bool:
        last, above, row = (self.found[-1] if self.found else None), self._above, block.context.row
        if last is None or above is None:
            return False
        text, lines = visible(block.text), (*last.lines, block.index + 1)
        if row is not None and above.context.row is row and not block.context.level:
            if not self._is_data(row):
                return False
            text = last.text if last.table else f"{last.text} | {text}"
        elif block.after_break and above.box is block.box and _is_open(last.text, text):
            text = f"{last.text} {text}"
        else:
            return False
        self.found[-1] = msgspec.structs.replace(last, text=text, lines=lines)
        return True

    def _begin(self, block: Block) -> Paragraph:
        text, lines, context = visible(block.text), (block.index + 1,), block.context
        if context.row is not None and self._is_data(context.row):
            return self._row(context.row, text, lines)
        above = self._above
        if context.row is not None and above and above.context.row is context.row and not context.level:
            return Paragraph(role="body", text=text, lines=lines)
        if context.level and not context.is_item:
            return Paragraph(role="subhead", text=text, lines=lines)
        if context.is_item and not (above and above.box is block.box):
            # A list in an entry that was dropped has none to stand in.
            last = self.found[-1] if self.found else None
            deepest = last.depth + 1 if last and last.role == "item" and not last.table else 0
            depth = min(max(context.depth - 1, 0), deepest)
            return Paragraph(role="item", text=f"- {text}", lines=lines, depth=depth, number=self._number(block.box))
        return Paragraph(role="body", text=text, lines=lines)

    def _is_data(self, row: Node) -> bool:
        # Looked at once for a row: it may have thousands of cells, and each asks.
        if id(row) not in self._rows:
            self._rows[id(row)] = is_data(row)
        return self._rows[id(row)]

    def _row(self, row: Node, text: str, lines: tuple[int, ...]) -> Paragraph:
        """Return a row of data: of a table that Markdown can show, or an entry of a list."""
        table = table_of(row)
        if table is not None and id(table) not in self._tables:
            is_shown = is_plain(table, self._kept)
            self._count += is_shown
            self._tables[id(table)] = self._count if is_shown else 0
        shown = self._tables.get(id(table), 0)
        if not shown:
            return Paragraph(role="item", text=f"- {text}", lines=lines)
        cells = tuple(visible(self._blocks[cell.first].text) if cell.end > cell.first else "" for cell in cells_of(row))
        return Paragraph(role="item", text=" | ".join(filter(None, cells)), lines=lines, cells=cells, table=shown)

    def _number(self, node: Node | None) -> int:
        """Return the number of an entry in a list that has numbers, or 0."""
        while node is not None and node.tag not in {"li", "table", "dl"}:
            node = node.parent
        above = node.parent if node is not None else None
        if node is None or above is None or above.tag != "ol":
            return 0
        if id(node) not in self._numbers:
            start = above.attrs.get("start", "").strip()
            first = int(start) if start.isdecimal() and len(start) <= _DIGITS else 1
            entries = [child for child in above.children if isinstance(child, Node) and child.tag == "li"]
            self._numbers |= {id(entry): number for number, entry in enumerate(entries, start=first)}
        return self._numbers[id(node)]


def _is_open(above: str, below: str) -> bool:
    return not ends(above) and not above.endswith(":") and (below[:1].islower() or not below[:1].isupper())
