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

from briefgen.content.frontmatter import read_yaml, split, write_yaml
from briefgen.content.frontmatter.nodes import Mapping, Node, Scalar, Sequence
from briefgen.content.frontmatter.positions import begin_of, children_of, end_of, nodes_of
from briefgen.values.diagnostics import has_errors

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
#: Lines with their ends, as `decode` reads them: CR LF, LF or CR.
_ROWS: Final = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
_END: Final = re.compile(r"[\r\n]+\Z")
#: A text that needs no quotation marks, in a list between brackets neither.
_PLAIN: Final = re.compile(r"/[A-Za-z0-9/._-]*")
#: A day or an instant, which needs no quotation marks either.
_DATE: Final = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d))?", re.ASCII)
#: What is before an item in a list of lines.
_DASH: Final = re.compile(r" *- +")


class _Change(NamedTuple):
    """What is put into a line, from 0, at a column, from 0; without a column it is lines of their own before that line."""

    line: int
    column: int | None
    text: str


class _Written(NamedTuple):
    """An item as YAML: between brackets, and as the lines behind a dash."""

    flow: str
    lines: tuple[str, ...]
    is_mapping: bool


def add_to_list(data: bytes, key: str, item: str | MappingABC[str, str], at_most: int = 1000) -> bytes | None:
    """Return a content file with one item more at the end of a list in its front matter, or None if that is not safe.

    An item is a text, or a mapping of texts. None as well if the list would have more than `at_most` items. Nothing is
    changed if the list has the item. Line ends, comments, order and the byte order mark stay.
    """
    mark, rows = _rows_of(data)
    before = _read(rows)
    if before is None:
        return None
    values, yaml_text, fence = before
    there, new = values.get(key, ()), item if isinstance(item, str) else dict(item)
    if not isinstance(there, tuple) or new in there:
        return data if isinstance(there, tuple) else None
    if len(there) >= at_most:
        return None
    wanted = values | {key: (*there, new)}
    for change in _changes(yaml_text, fence, key, _written(item)):
        changed = _with(rows, change)
        after = _read(changed)
        if after is not None and _with_trimmed(after[0], key) == _with_trimmed(wanted, key):
            return mark + "".join(changed).encode()
    return None


def lines_of_item(key: str, item: MappingABC[str, str]) -> str:
    """Return a list with one mapping as lines of YAML, for somebody to write by hand; without a line end."""
    return _new_list(key, _written(item))


def _written(item: str | MappingABC[str, str]) -> _Written:
    if isinstance(item, str):
        text = item if _PLAIN.fullmatch(item) else json.dumps(item, ensure_ascii=False)
        return _Written(text, (text,), is_mapping=False)
    return _Written(f"{{{_inner(item)}}}", tuple(_line(name, text) for name, text in item.items()), is_mapping=True)


def _inner(value: MappingABC[str, str]) -> str:
    return ", ".join(f"{name}: {_quoted(text)}" for name, text in value.items())


def _line(name: str, text: str) -> str:
    return f"{name}: {text}" if _DATE.fullmatch(text) else write_yaml({name: text}).removesuffix("\n")


def _new_list(key: str, item: _Written) -> str:
    if not item.is_mapping:
        return f"{key}: [{item.flow}]"
    return f"{key}:\n" + _indented("  - ", item.lines)


def _indented(dash: str, lines: tuple[str, ...]) -> str:
    return "\n".join(f"{' ' * len(dash) if number else dash}{line}" for number, line in enumerate(lines))


def _with_trimmed(values: dict[str, object], key: str) -> dict[str, object]:
    """Return the values, those in the list of a key without line ends behind them.

    A block of text in the last line of front matter has no line end, and gets one when a line follows.
    """
    return values | {key: _trimmed(values.get(key))}


def _trimmed(value: object) -> object:
    match value:
        case str():
            return value.rstrip("\n")
        case tuple():
            return tuple(map(_trimmed, value))
        case dict():
            return {name: _trimmed(one) for name, one in value.items()}
        case _:
            return value


def add_to_mapping(
    data: bytes, key: str, index: int, name: str, value: MappingABC[str, str], *, after: tuple[str, str]
) -> bytes | None:
    """Return a content file with one key more in a mapping, the item `index` of the list of a key, or None if not safe.

    The new key has a mapping of texts as its value, between braces. It is written behind a key that the mapping must have
    with a given value, `after`, or in front of the closing brace. Nothing is safe if the mapping has the new key.
    """
    mark, rows = _rows_of(data)
    before = _read(rows)
    if before is None:
        return None
    values, yaml_text, _ = before
    items = values.get(key, ())
    item = items[index] if isinstance(items, tuple) and index < len(items) else None
    if not isinstance(items, tuple) or not isinstance(item, dict) or name in item or item.get(after[0]) != after[1]:
        return None
    wanted = values | {key: (*items[:index], item | {name: dict(value)}, *items[index + 1 :])}
    for change in _into_mapping(yaml_text, key, index, f"{name}: {{{_inner(value)}}}", after[0]):
        changed = _with(rows, change)
        read = _read(changed)
        if read is not None and read[0] == wanted:
            return mark + "".join(changed).encode()
    return None


def _quoted(text: str) -> str:
    return text if _DATE.fullmatch(text) else json.dumps(text, ensure_ascii=False)


def _into_mapping(text: str, key: str, index: int, new: str, after: str) -> Iterator[_Change]:
    """Give the way to write a key into a mapping of a list, if its form is a usual one."""
    value = next((value for name, value in nodes_of(text) if getattr(name, "value", "") == key), [])
    if not value or not isinstance(value[0], yaml.SequenceStartEvent):
        return
    item = children_of(value)[index]
    if not isinstance(item[0], yaml.MappingStartEvent):
        return
    nodes = children_of(item)
    if item[0].flow_style:
        yield _Change(*end_of(text, nodes[-1][-1]), f", {new}")
        return
    for name, found in zip(nodes[::2], nodes[1::2], strict=True):
        if getattr(name[0], "value", "") == after:
            column = begin_of(text, name[0])[1]
            yield _Change(end_of(text, found[-1])[0] + 1, None, " " * column + new)


def _rows_of(data: bytes) -> tuple[bytes, list[str]]:
    """Return a file's byte order mark and its rows with their line ends; no rows if the file is not UTF-8."""
    mark = _BYTE_ORDER_MARK if data.startswith(_BYTE_ORDER_MARK) else b""
    try:
        return mark, _ROWS.findall(data.removeprefix(mark).decode("utf-8"))
    except UnicodeDecodeError:
        return mark, []


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
        end = found[0] if (found := _END.search(rows[line - 1])) else "\n"
        return [*rows[:line], text.replace("\n", end) + end, *rows[line:]]
    row = rows[line]
    return [*rows[:line], row[:column] + text + row[column:], *rows[line + 1 :]]


def _changes(text: str, fence: int, key: str, item: _Written) -> Iterator[_Change]:
    """Give the ways to write an item into a YAML text, the best first; the text begins in line 1."""
    nodes = nodes_of(text)
    names = [name for name, _ in nodes]
    value = next((value for name, value in nodes if getattr(name, "value", "") == key), None)
    if value is not None:
        yield from _into(text, value, item)
    elif names:
        line, column = begin_of(text, names[-1])
        new = "\n".join(" " * column + row for row in _new_list(key, item).split("\n"))
        # A block of text in the last line would get a line end, which it did not have before the fence.
        yield from (_Change(fence, None, new), _Change(line, None, new))


def _into(text: str, value: list[yaml.Event], item: _Written) -> Iterator[_Change]:
    """Give the way to write an item into the value of a key, if its form is a usual one."""
    first, last = value[0], value[-2:][0]
    line, column = begin_of(text, first)
    if isinstance(first, yaml.ScalarEvent):
        if not first.value and not first.style:
            yield _Change(line, column, f" [{item.flow}]")
    elif not isinstance(first, yaml.SequenceStartEvent):
        return
    elif first.flow_style:
        yield _Change(line, column + 1, item.flow) if last is first else _Change(*end_of(text, last), f", {item.flow}")
    elif isinstance(last, yaml.ScalarEvent):
        line, column = begin_of(text, last)
        dash = text.split("\n")[line - 1][:column]
        if end_of(text, last)[0] == line and _DASH.fullmatch(dash):
            yield _Change(line + 1, None, _indented(dash, item.lines))
    elif isinstance(start := children_of(value)[-1][0], yaml.MappingStartEvent):
        yield from _behind_mapping(text, start, value, item)


def _behind_mapping(text: str, start: yaml.Event, value: list[yaml.Event], item: _Written) -> Iterator[_Change]:
    """Give the ways to write an item behind a mapping, the last item of a list of lines."""
    rows = text.split("\n")
    line, column = begin_of(text, start)
    dash = rows[line - 1][:column]
    # The end of a block without a closing sign is that of whatever follows.
    last = next(one for one in reversed(value) if one.start_mark.index < one.end_mark.index)  # type: ignore[union-attr] # an end has marks, too
    line, column = end_of(text, last)
    after = line + 1 if column else line
    if not _DASH.fullmatch(dash):
        return
    # A block of text ends where the next key begins: in front of the empty lines between, if they are no part of it.
    near = next(at for at in range(after, 0, -1) if rows[at - 2].strip())
    yield from (_Change(at, None, _indented(dash, item.lines)) for at in dict.fromkeys((near, after)))
