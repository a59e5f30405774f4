"""Floor 1. Decode the bytes of a file, strictly: UTF-8 only, and a finding for each kind of harmful character."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from briefgen.text.characters import find_bidi_control, find_control, is_free_of_controls
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding

#: Largest content file, in bytes. Five megabytes of prose are several novels, so no article needs more.
FILE_LIMIT: Final = 5 * 1024 * 1024

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def decode(data: bytes, path: str) -> Checked[str]:
    """Return the file's text with line feeds as line ends and without a byte order mark.

    Bytes that are not UTF-8 give the finding `not-utf8` and no value. Control and bidirectional characters give the findings
    `control-character` and `bidi-control` beside the text.
    """
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        return Checked(None, (_not_utf8(data, error, path),))
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return Checked(text, () if is_free_of_controls(text) else tuple(_characters(text, path)))


def _not_utf8(data: bytes, error: UnicodeDecodeError, path: str) -> Diagnostic:
    before = data[: error.start].decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    line = before.count("\n") + 1
    column = len(before) - before.rfind("\n")
    hint = "save the file as UTF-8"
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        hint = "the file looks like UTF-16; save it as UTF-8"
    message = f"byte 0x{data[error.start]:02X} is not UTF-8"
    return finding("not-utf8", Span(path=path, line=line, column=column), message, hint)


def _characters(text: str, path: str) -> Iterator[Diagnostic]:
    kinds: tuple[tuple[str, Callable[[str], re.Match[str] | None], str, str], ...] = (
        ("control-character", find_control, "control character", "remove it"),
        ("bidi-control", find_bidi_control, "bidirectional control", "remove it; direction comes from lang"),
    )
    for code, find, what, hint in kinds:
        found = find(text)
        if found is None:
            continue
        line = text.count("\n", 0, found.start()) + 1
        column = found.start() - text.rfind("\n", 0, found.start())
        more = len(found.re.findall(text)) - 1
        also = f", and {more} more like it" if more else ""
        message = f"the file holds the {what} U+{ord(found[0]):04X}{also}"
        yield finding(code, Span(path=path, line=line, column=column), message, hint)


def decode_loosely(data: bytes) -> list[str]:
    """Return the lines of a file, for an excerpt in a report; lines are split as findings count them.

    Bytes that are not UTF-8 become U+FFFD.
    """
    text = data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8", "replace")
    return text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
