"""Floor 1. Bytes to text, strictly: UTF-8 only; the characters that no page may hold; and character references."""

import html
import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding

#: Largest content file, in bytes. Five megabytes of prose are several novels, so no article needs more.
FILE_LIMIT: Final = 5 * 1024 * 1024

_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"
#: Further places of characters that a finding names at most.
_NAMED: Final = 10
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_BIDI: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")
#: All bytes of UTF-8 except ASCII's control characters and the first bytes of the other characters that are looked for.
_HARMLESS: Final = bytes({*range(256)} - {*range(9), *range(11, 32), 0x7F, 0xC2, 0xE2, 0xEF})
#: The other characters in UTF-8, by their first byte: U+0080 to U+009F; the bidirectional controls; U+FDD0 to U+FDEF, U+FFFE
#: and U+FFFF.
_HARMFUL: Final = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xe2", re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")),
    (b"\xef", re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")),
)


def is_free_of_controls(text: str) -> bool:
    """Is the text free of the characters that `find_control` and `find_bidi_control` find?"""
    # A look at the UTF-8 bytes takes a tenth of the time of a search in the text.
    return _is_free(text.encode("utf-8", "surrogatepass"))


def _is_free(data: bytes) -> bool:
    """Is a text in UTF-8 free of them?"""
    odd = data.translate(None, _HARMLESS)
    if not odd:
        return True
    for first, characters in _HARMFUL:
        if first in odd:
            if characters.search(data):
                return False
            odd = odd.replace(first, b"")
    return not odd


def find_control(text: str) -> "re.Match[str] | None":
    """Return the match of the first control character or noncharacter, which XML and HTML may not contain, or None."""
    return _CONTROL.search(text)


def find_bidi_control(text: str) -> "re.Match[str] | None":
    """Return the match of the first bidirectional embedding, override or isolate (CVE-2021-42574), or None."""
    # The marks U+200E, U+200F and U+061C are harmless, and common in Arabic and Hebrew text.
    return _BIDI.search(text)


def without_controls(text: str) -> str:
    """Return the text without the characters that `find_control` and `find_bidi_control` find."""
    return _BIDI.sub("", _CONTROL.sub("", text))


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LEADING_ZEROS: Final = re.compile("&#0+(?=[0-9])")
#: More digits than the number of any character has. Python refuses to parse numbers of some thousand digits.
_LONG_REFERENCE: Final = re.compile("&#[0-9]{8,}")


def legible(text: str) -> str:
    """Return the text with U+FFFD in place of each surrogate: an undecodable byte, or half of a pair."""
    return _SURROGATE.sub("\ufffd", text)


def with_short_references(text: str) -> str:
    """Return the text with numeric references of at most seven digits: `html.unescape` fails on much longer numbers."""
    return _LONG_REFERENCE.sub("&#65533", _LEADING_ZEROS.sub("&#", text))


def expand_references(text: str) -> str:
    """Return the text with the characters that its HTML character references stand for; an invalid number gives U+FFFD."""
    return html.unescape(with_short_references(text))


def decode(data: bytes, path: str) -> Checked[str]:
    """Return the file's text with line feeds as line ends and without a byte order mark.

    Bytes that are not UTF-8 give the finding `not-utf8` and no value. Control and bidirectional characters give the findings
    `control-character` and `bidi-control` beside the text.
    """
    data = data.removeprefix(_BYTE_ORDER_MARK)
    try:
        text = _with_line_feeds(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        is_utf16 = data[:2] in {b"\xff\xfe", b"\xfe\xff"}
        hint = "the file looks like UTF-16; save it as UTF-8" if is_utf16 else "save the file as UTF-8"
        span = _after(_with_line_feeds(data[: error.start].decode("utf-8")), path)
        return Checked(None, (finding("not-utf8", span, f"byte 0x{data[error.start]:02X} is not UTF-8", hint),))
    # A carriage return is a control character, and no longer in the text.
    is_free = _is_free(data) or is_free_of_controls(text)
    return Checked(text, () if is_free else tuple(_characters(text, path)))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _after(text: str, path: str) -> Span:
    return Span(path=path, line=text.count("\n") + 1, column=len(text) - text.rfind("\n"))


def _characters(text: str, path: str) -> Iterator[Diagnostic]:
    for code, find, what, hint in (
        ("control-character", find_control, "control character", "remove it"),
        ("bidi-control", find_bidi_control, "bidirectional control", "remove it; direction comes from lang"),
    ):
        found = find(text)
        if found is not None:
            lines = [text.count("\n", 0, other.start()) + 1 for other in islice(found.re.finditer(text), 1, _NAMED + 1)]
            more = len(found.re.findall(text)) - 1
            named = ", ".join(map(str, dict.fromkeys(lines)))
            also = f", and {more} more like it (line {named}{' ...' if more > _NAMED else ''})" if more else ""
            message = f"the file holds the {what} U+{ord(found[0]):04X}{also}"
            yield finding(code, _after(text[: found.start()], path), message, hint)


def decode_loosely(data: bytes) -> list[str]:
    """Return the lines of a file as findings count them, for an excerpt; bytes that are not UTF-8 become U+FFFD."""
    return _with_line_feeds(data.removeprefix(_BYTE_ORDER_MARK).decode("utf-8", "replace")).split("\n")
