"""Floor 2. What plain blocks are made of: paragraphs of a quotation, items of a list, cells of a table.

A block is what stands between two empty lines. Where a part of it may be anything but text, there is no answer.
"""

import re
from typing import Final, NamedTuple

#: Marks that begin something other than a paragraph at the start of a line, unless what follows them says no.
_MARKS: Final = frozenset("\n \t`~>*-_+[<#|:=0123456789")
#: A paragraph may begin with a number that is none of a list, emphasis round a word, or a link.
_TEXT_START: Final = re.compile(r"\d+(?![\d.)])|\*\*?[^\W_]|\[[^\[\]\\^]+\]\(")
#: A line after the first one that may not be text.
_ODD_LINE: Final = re.compile(r"\n(?:[ \t`~>*\-_+[<#|:=]|\d+[.)])")
_ITEM: Final = re.compile(r"(?:[-*+]|([0-9]{1,5})[.)]) ")
_DELIMITER: Final = re.compile(":?-+:?")
#: The white space that the parser takes off the ends of a paragraph.
TRIMMED: Final = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)


class Items(NamedTuple):
    """The texts of a list, and the number of the first one if they have numbers."""

    texts: list[str]
    start: int | None


def begins_text(source: str) -> bool:
    """Does text begin here, and no other block?"""
    return source != "" and (source[0] not in _MARKS or _TEXT_START.match(source) is not None)


def goes_on(source: str) -> bool:
    """Are all lines text, after a first one that is?"""
    return "\n" not in source or _ODD_LINE.search(source) is None


def read_quotation(source: str) -> list[str] | None:
    """Return the paragraphs of a quotation."""
    lines = source.split("\n")
    if not all(line == ">" or line.startswith("> ") for line in lines):
        return None
    paragraphs = "\n".join([line[2:] for line in lines]).split("\n\n")
    return paragraphs if all(map(begins_text, paragraphs)) else None


def read_items(source: str) -> Items | None:
    """Return the items of a list; their further lines are indented as far as their text is."""
    first = _ITEM.match(source)
    if first is None:
        return None
    items: list[list[str]] = []
    width, kind = 0, first[0][-2]
    for line in source.split("\n"):
        item = _ITEM.match(line)
        if item is not None and item[0][-2] == kind:
            width = item.end()
            items.append([line[width:]])
        elif line[:width] == " " * width and line[width:]:
            items[-1].append(line[width:])
        else:
            return None
    texts = ["\n".join(lines) for lines in items]
    return Items(texts, int(first[1]) if first[1] else None) if all(map(begins_text, texts)) else None


def read_cells(source: str) -> list[list[str]] | None:
    """Return the cells of a table by rows, the second of which says how columns are aligned."""
    if "\\" in source or "`" in source:
        return None
    rows: list[list[str]] = []
    for line in source.split("\n"):
        if len(line) < 2 or line[0] != "|" or line[-1] != "|":
            return None
        rows.append([cell.strip(TRIMMED) for cell in line[1:-1].split("|")])
    is_table = len(rows) > 1 and all(map(_DELIMITER.fullmatch, rows[1]))
    return rows if is_table and all(len(row) == len(rows[0]) for row in rows) else None
