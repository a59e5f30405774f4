"""Floor 7. The rows of a page's tables that are data, and the tables that Markdown can show as they are."""

from collections.abc import Collection, Iterator
from typing import Final

from briefgen.importing.html.nodes import Node

_CELLS: Final = frozenset(["td", "th"])
_SPANS: Final = ("colspan", "rowspan")


def cells_of(row: Node) -> list[Node]:
    """Return the cells of a row, empty ones too."""
    return [cell for cell in row.children if isinstance(cell, Node) and cell.tag in _CELLS]


def is_data(row: Node | None) -> bool:
    """Is a row of a table one of data, with a line in each of several cells, and not a page's layout?"""
    filled = [cell for cell in cells_of(row) if cell.end > cell.first] if row else []
    return len(filled) > 1 and all(cell.end - cell.first == 1 for cell in filled)


def table_of(row: Node | None) -> Node | None:
    """Return the table that a row is in."""
    node = row
    while node is not None and node.tag != "table":
        node = node.parent
    return node


def is_plain(table: Node, kept: Collection[int]) -> bool:
    """Can Markdown show a table: a head and rows of as many cells, a line each, none joined, and none left out of the body?

    `kept` are the blocks of the body.
    """
    rows = list(_rows(table))
    if len(rows) < 2 or not _is_head(rows[0]):
        return False
    width = len(cells_of(rows[0]))
    for row in rows:
        cells = cells_of(row)
        if len(cells) != width or any(cell.end - cell.first > 1 or _is_joined(cell) for cell in cells):
            return False
        if any(index not in kept for index in range(row.first, row.end)):
            return False
    return width > 1


def _is_head(row: Node) -> bool:
    """Is a row one of headings: of such cells, or in the head of its table?"""
    return all(cell.tag == "th" for cell in cells_of(row)) or (row.parent is not None and row.parent.tag == "thead")


def _is_joined(cell: Node) -> bool:
    return any(cell.attrs.get(name, "1").strip() not in {"", "1"} for name in _SPANS)


def _rows(table: Node) -> Iterator[Node]:
    """Yield the rows of a table in order, without those that have no text and those of tables inside of it."""
    for child in table.children:
        if isinstance(child, Node) and child.tag == "tr" and child.end > child.first:
            yield child
        elif isinstance(child, Node) and child.tag in {"thead", "tbody", "tfoot"}:
            yield from _rows(child)
