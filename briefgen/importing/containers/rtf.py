"""Floor 7. Rich text (RTF), by striprtf: its paragraphs as a text. The only module that knows the library."""

from briefgen.importing.containers.documents import text_of
from briefgen.importing.containers.entries import Entry, Opened, Stated, damaged, refused
from briefgen.values.diagnostics import how_to_install


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
    try:
        text = str(rtf_to_text(_in_ascii(data), errors="replace"))  # type: ignore[no-untyped-call,unused-ignore]
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return damaged("rich text (RTF)", "it is damaged")
    if not text.strip():
        return refused("this rich text (RTF) has no text", "open it: it may hold pictures of a text", "no-article")
    return Opened(entries=(Entry(data=text_of(Stated(), text.replace("\n", "\n\n")), is_page=False),))


def _in_ascii(data: bytes) -> str:
    """Return the file as text; bytes beyond ASCII, which the format does not have and some programs write, are UTF-8."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")
