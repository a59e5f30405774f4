"""Floor 2. One value more in the front matter of a file, with every other byte as it was. A door to yaml.

That is an item of a list, or a key of a mapping in a list. The usual forms are changed: a key that is not there yet or has
no value, a list between brackets, a list of lines, a mapping of lines or between braces. What is made is read again, and is
only returned if it has the same values and the new one: an odd form is refused.
"""

import json
import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingABC
from typing import Final, NamedTuple

import yaml

from briefgen.content.frontmatter import read_yaml, split
from briefgen.content.frontmatter.events import Loader
from briefgen.content.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from briefgen.values.diagnostics import has_errors

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
#: Lines with their ends, as `decode` reads them: CR LF, LF or CR.
_ROWS: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_END: Final = re.compile(r"[\r\n]+\Z")
#: A text that needs no quotation marks, in a list between brackets neither.
_PLAIN: Final = re.compile(r"/[A-Za-z0-9/._-]*")
#: A day, which needs no quotation marks either.
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
#: What is before an item in a list of lines.
_DASH: Final = re.compile(r" *- +")


class _Change(NamedTuple):
    """What is put into a line, from 0, at a column, from 0; without a column it is a line of its own before that line."""

    line: int
    column: int | None
    text: str


def add_to_list(data: bytes, key: str, item: str, at_most: int = 1000) -> bytes | None:
    """Return a content file with one item more at the end of a list in its front matter, or None if that is not safe.

    None as well if the list would have more than `at_most` items. Nothing is changed if the list has the item. Line ends,
    comments, order and the byte order mark stay.
    """
    mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK) else b""
    try:
        rows = _ROWS.findall(data.removeprefix(mark).decode("utf-8"))
    except UnicodeDecodeError:
        return None
    before = _read(rows)
    if before is None:
        return None
    values, yaml_text, fence = before
    there = values.get(key, ())
    if not isinstance(there, tuple) or item in there:
        return data if isinstance(there, tuple) else None
    if len(there) >= at_most:
        return None
    wanted = values | {key: (*there, item)}
    for change in _changes(yaml_text, fence, key, item if _PLAIN.fullmatch(item) else json.dumps(item, ensure_ascii=False)):
        changed = _with(rows, change)
        after = _read(changed)
        if after is not None and after[0] == wanted:
            return mark + "".join(changed).encode()
    return None


def add_to_mapping(
    data: bytes, key: str, index: int, name: str, value: MappingABC[str, str], *, after: tuple[str, str]
) -> bytes | None:
    """Return a content file with one key more in a mapping, the item `index` of the list of a key, or None if not safe.

    The new key has a mapping of texts as its value, between braces. It is written behind a key that the mapping must have
    with a given value, `after`, or in front of the closing brace. Nothing is safe if the mapping has the new key.
    """
    mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK) else b""
    try:
        rows = _ROWS.findall(data.removeprefix(mark).decode("utf-8"))
    except UnicodeDecodeError:
        return None
    before = _read(rows)
    if before is None:
        return None
    values, yaml_text, _ = before
    items = values.get(key, ())
    item = items[index] if isinstance(items, tuple) and index < len(items) else None
    if not isinstance(items, tuple) or not isinstance(item, dict) or name in item or item.get(after[0]) != after[1]:
        return None
    wanted = values | {key: (*items[:index], item | {name: dict(value)}, *items[index + 1 :])}
    inner = ", ".join(f"{one}: {_quoted(text)}" for one, text in value.items())
    for change in _into_mapping(yaml_text, key, index, f"{name}: {{{inner}}}", after[0]):
        changed = _with(rows, change)
        read = _read(changed)
        if read is not None and read[0] == wanted:
            return mark + "".join(changed).encode()
    return None


def _quoted(text: str) -> str:
    return text if _DATE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _into_mapping(text: str, key: str, index: int, new: str, after: str) -> Iterator[_Change]:
    """Give the way to write a key into a mapping of a list, if its form is a usual one."""
    value = next((value for name, value in _nodes(text) if getattr(name, "value", "") == key), [])
    if not value or not isinstance(value[0], yaml.SequenceStartEvent):
        return
    item = _children(value)[index]
    if not isinstance(item[0], yaml.MappingStartEvent):
        return
    nodes = _children(item)
    if item[0].flow_style:
        yield _Change(*_end(text, nodes[-1][-1]), f", {new}")
        return
    for name, found in zip(nodes[::2], nodes[1::2], strict=True):
        if getattr(name[0], "value", "") == after:
            column = _begin(text, name[0])[1]
            yield _Change(_end(text, found[-1])[0] + 1, None, " " * column + new)


def _children(events: list[yaml.Event]) -> list[list[yaml.Event]]:
    """Return the events of each node in a list or mapping: keys and values in turn."""
    depth, found, node = 0, list[list[yaml.Event]](), list[yaml.Event]()
    for event in events[1:-1]:
        depth -= isinstance(event, yaml.CollectionEndEvent)
        node.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth == 0:
            found.append(node)
            node = []
    return found


def _read(rows: list[str]) -> tuple[dict[str, object], str, int] | None:
    """Return the values of a file's front matter by key, its YAML, and the line of the second fence, from 0."""
    parts = split("".join(_END.sub("\n", row) for row in rows), "").value
    read = read_yaml(parts.yaml, "") if parts else None
    if parts is None or read is None or read.value is None or has_errors(read.findings):
        return None
    return {key.text: _value(node) for key, node in read.value.entries}, parts.yaml, parts.body_line - 2


def _value(node: Node) -> object:
    """Return a value without its place. No value is an empty list here, since both say nothing."""
    match node:
        case Scalar():
            return node.text if node.text or not node.is_plain else ()
        case Sequence():
            return tuple(map(_value, node.items))
        case Mapping():
            return {key.text: _value(value) for key, value in node.entries}


def _with(rows: list[str], change: _Change) -> list[str]:
    line, column, text = change
    if column is None:
        # The first fence is before any line that is put in.
        end = _END.search(rows[line - 1])
        return [*rows[:line], text + (end[0] if end else "\n"), *rows[line:]]
    row = rows[line]
    return [*rows[:line], row[:column] + text + row[column:], *rows[line + 1 :]]


def _changes(text: str, fence: int, key: str, item: str) -> Iterator[_Change]:
    """Give the ways to write an item into a YAML text, the best first; the text begins in line 1."""
    nodes = _nodes(text)
    names = [name for name, _ in nodes]
    value = next((value for name, value in nodes if getattr(name, "value", "") == key), None)
    if value is not None:
        yield from _into(text, value, item)
    elif names:
        line, column = _begin(text, names[-1])
        new = f"{' ' * column}{key}: [{item}]"
        # A block of text in the last line would get a line end, which it did not have before the fence.
        yield from (_Change(fence, None, new), _Change(line, None, new))


def _into(text: str, value: list[yaml.Event], item: str) -> Iterator[_Change]:
    """Give the way to write an item into the value of a key, if its form is a usual one."""
    first, last = value[0], value[-2:][0]
    line, column = _begin(text, first)
    if isinstance(first, yaml.ScalarEvent):
        if not first.value and not first.style:
            yield _Change(line, column, f" [{item}]")
    elif not isinstance(first, yaml.SequenceStartEvent):
        return
    elif first.flow_style:
        yield _Change(line, column + 1, item) if last is first else _Change(*_end(text, last), f", {item}")
    elif isinstance(last, yaml.ScalarEvent):
        line, column = _begin(text, last)
        dash = text.split("\n")[line - 1][:column]
        if _end(text, last)[0] == line and _DASH.fullmatch(dash):
            yield _Change(line + 1, None, f"{dash}{item}")


def _nodes(text: str) -> list[tuple[yaml.Event, list[yaml.Event]]]:
    """Return the events of key and value for each key of the outermost mapping; none if it is written between braces."""
    depth, nodes, node = 0, list[list[yaml.Event]](), list[yaml.Event]()
    for event in _events(text):
        if depth == 0 and getattr(event, "flow_style", False):
            return []
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > 0:
            node.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth == 1 and node:
            nodes.append(node)
            node = []
    return [(name[0], value) for name, value in zip(nodes[::2], nodes[1::2], strict=False)]


def _events(text: str) -> list[yaml.Event]:
    parser = Loader(text)
    found: list[yaml.Event] = []
    try:
        while parser.check_event():
            found.append(parser.get_event())
    finally:
        parser.dispose()
    return found


def _begin(text: str, event: yaml.Event) -> tuple[int, int]:
    """Return line, from 1 as the first fence is line 0, and column, from 0, of the first character of an event."""
    assert event.start_mark is not None
    return _position(text, event.start_mark.index)


def _end(text: str, event: yaml.Event) -> tuple[int, int]:
    """Return line and column behind the last character of an event."""
    assert event.end_mark is not None
    return _position(text, event.end_mark.index)


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1)
