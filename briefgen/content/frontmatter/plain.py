"""Floor 2. Front matter of plain lines, read without a parser: the same values with the same places, in a third of the time.

    key: text that begins with no mark of YAML
    key: "text without escapes", or in single quotes
    key: [one, two]
    key:
      - text
      - key: text
        key: text

Nothing else is taken: a line that is not of one of these forms for certain, and the whole text is the parser's.
`tests/rooms/test_frontmatter.py` holds the two against each other.
"""

import re
from collections.abc import Sequence as Row
from typing import Final

from briefgen.content.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from briefgen.values.model import Place

#: What no plain text begins with (YAML 1.1, 5.3 and 7.3.3), or would be no text after it.
_MARKS: Final = frozenset(" -?:,[]{}#&*!|>'\"%@`")
_ITEM: Final = re.compile(r"[^\W_](?:[\w .+/-]*[\w.+/-])?")
_KEY_LIMIT: Final = 100


def read_plain(text: str, first_line: int) -> Mapping | None:
    """Return the mapping that a text is, if it is as plain as that."""
    # Tabs, line ends of other kinds and what YAML does not allow are not printable.
    if not text.replace("\n", "").isprintable():
        return None
    lines = text.split("\n")
    entries: dict[str, tuple[Scalar, Node]] = {}
    index = 0
    while index < len(lines):
        line, number = lines[index], first_line + index
        index += 1
        value: Node | None
        if line[-1:] == ":":
            key = _key(line[:-1], number, 1)
            value, index = _sequence(lines, index, first_line)
        else:
            name, _, written = line.partition(": ")
            key, value = _key(name, number, 1), _value(written, number, len(name) + 3)
        if key is None or value is None or key.text in entries:
            return None
        entries[key.text] = (key, value)
    return _mapping(entries, Place(line=first_line, column=1)) if entries else None


def _mapping(entries: dict[str, tuple[Scalar, Node]], place: Place) -> Mapping:
    return Mapping(entries=tuple(entries.values()), place=place)


def _key(name: str, line: int, column: int) -> Scalar | None:
    if not (name.isascii() and name.isidentifier() and len(name) < _KEY_LIMIT):
        return None
    return Scalar(text=name, place=Place(line=line, column=column, length=len(name)))


def _value(written: str, line: int, column: int) -> Node | None:
    first = written[:1]
    if first == "[":
        return _flow_sequence(written, line, column)
    if first in {'"', "'"}:
        text = written[1:-1]
        if len(written) < 2 or written[-1] != first or first in text or "\\" in text:
            return None
        return Scalar(text=text, place=Place(line=line, column=column, length=len(written)), is_plain=False)
    # A colon or a number sign beside a space ends plain text, and space at its end is none of it.
    if not first or first in _MARKS or ": " in written or " #" in written or written[-1] in ": ":
        return None
    return Scalar(text=written, place=Place(line=line, column=column, length=len(written)))


def _flow_sequence(written: str, line: int, column: int) -> Sequence | None:
    if written[-1] != "]":
        return None
    items = []
    start = column + 1
    for text in written[1:-1].split(", "):
        if _ITEM.fullmatch(text) is None:
            return None
        items.append(Scalar(text=text, place=Place(line=line, column=start, length=len(text))))
        start += len(text) + 2
    return Sequence(items=tuple(items), place=Place(line=line, column=column))


def _sequence(lines: Row[str], index: int, first_line: int) -> tuple[Sequence | None, int]:
    """Return the indented sequence that begins in a line, and the line after it."""
    items: list[Node] = []
    start = index
    while index < len(lines) and lines[index].startswith("  - "):
        line, number = lines[index], first_line + index
        index += 1
        item: Node | None
        if ": " not in line:
            item = _value(line[4:], number, 5)
        else:
            item, index = _item_mapping(lines, index, first_line)
        if item is None:
            return None, index
        items.append(item)
    if not items:
        return None, index
    return Sequence(items=tuple(items), place=Place(line=first_line + start, column=3)), index


def _item_mapping(lines: Row[str], index: int, first_line: int) -> tuple[Mapping | None, int]:
    """Return the mapping whose first key stands after the hyphen of the line before `index`, and the line after it."""
    entries: dict[str, tuple[Scalar, Node]] = {}
    start = index - 1
    row = start
    while row == start or (row < len(lines) and lines[row].startswith("    ")):
        name, _, written = lines[row][4:].partition(": ")
        number = first_line + row
        key, value = _key(name, number, 5), _value(written, number, len(name) + 7)
        if key is None or value is None or name in entries:
            return None, row
        entries[name] = (key, value)
        row += 1
    return _mapping(entries, Place(line=first_line + start, column=5)), row
