"""Floor 7. Rich text (RTF), by striprtf: its paragraphs as a text. The only module that knows the library."""

import re
from typing import Final

from briefgen.importing.capture.lines import CAPTURE_LIMIT
from briefgen.importing.containers.documents import text_of
from briefgen.importing.containers.entries import Entry, Opened, Stated, damaged, refused
from briefgen.values.diagnostics import how_to_install

_MAC: Final = re.compile(r"\\mac\b|\\ansicpg10000\b")
_CODE: Final = re.compile(r"\\'([0-9a-fA-F]{2})")
#: A picture in figures: no text has as many in a row.
_PICTURE: Final = re.compile(r"[0-9a-fA-F\r\n]{400,}")


def is_rtf(data: bytes, _name: str) -> bool:
    """Do the bytes begin like rich text?"""
    return data.startswith(b"{\\rtf")


def read_rtf(data: bytes, _name: str) -> Opened:
    """Return the text of a file."""
    try:
        from striprtf.striprtf import rtf_to_text  # an extra
    except ImportError:
        return refused(
            "this is rich text (RTF), and striprtf, which reads it, is not installed",
            how_to_install("import"),
            "no-file-reader",
        )
    source = _PICTURE.sub("", _without_mac(_in_ascii(data)))
    if len(source) > CAPTURE_LIMIT:
        return damaged("rich text (RTF)", f"it has over {CAPTURE_LIMIT:,} characters without its pictures")
    try:
        text = str(rtf_to_text(source, errors="replace"))  # type: ignore[no-untyped-call,unused-ignore]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError, OverflowError):
        return damaged("rich text (RTF)", "it is damaged")
    if not text.strip():
        return refused("this rich text (RTF) has no text", "open it: it may hold pictures of a text", "no-article")
    return Opened(entries=(Entry(data=text_of(Stated(), text.replace("\n", "\n\n")), is_page=False),))


def _without_mac(rtf: str) -> str:
    """Return rich text of a Mac with its own codes of letters as those of Unicode: the library knows the others."""
    if not _MAC.search(rtf[:2000]):
        return rtf
    return _CODE.sub(lambda match: f"\\u{ord(bytes.fromhex(match[1]).decode('mac_roman'))}?", rtf)


def _in_ascii(data: bytes) -> str:
    """Return the file as text; bytes beyond ASCII, which the format does not have and some programs write, are UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
