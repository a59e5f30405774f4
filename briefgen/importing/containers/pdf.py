"""Floor 7. PDF, by pypdf: the text layer, page by page. The only module that knows the library."""

import io
import logging
import re
from collections import Counter
from typing import TYPE_CHECKING, Final

from briefgen.importing.containers.documents import text_of
from briefgen.importing.containers.entries import Entry, Opened, Stated, damaged, left_out, refused
from briefgen.text.characters import without_controls
from briefgen.values.diagnostics import how_to_install

if TYPE_CHECKING:
    from pypdf import PdfReader

#: Most pages that are read: a newspaper has 80, a report of the United Nations 400.
_MOST_PAGES: Final = 1000
#: Most characters of a file, and most bytes of what its pages draw: the library takes 3 s for a megabyte of letters.
_MOST_CHARACTERS: Final = 1_000_000
_MOST_DRAWN: Final = 5_000_000
#: Share of pages on which a line stands that is their head or foot, and the fewest of these pages.
_RUNNING: Final = 0.5
_FEWEST: Final = 3
_HYPHEN: Final = re.compile(r"(?<=[a-zà-ÿа-я])[-\u00ad]\n(?=[a-zà-ÿа-я])")
_NUMBER: Final = re.compile(r"\d+")


def is_pdf(data: bytes, _name: str) -> bool:
    """Do the bytes begin like a PDF? A few bytes may come before."""
    return b"%PDF-" in data[:1024]


def read_pdf(data: bytes, _name: str) -> Opened:
    """Return the text layer; a scan has none, and is told."""
    try:
        import pypdf  # an extra
        from pypdf.errors import PyPdfError
    except ImportError:
        return refused(
            "this is a PDF, and pypdf, which reads it, is not installed", how_to_install("import"), "no-file-reader"
        )
    logging.getLogger("pypdf").addHandler(logging.NullHandler())
    logging.getLogger("pypdf").propagate = False
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return damaged("PDF", "it has a password")
        pages = _pages(reader)
        rest = [f"page {number}" for number in range(len(pages) + 1, len(reader.pages) + 1)]
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
        OverflowError,
        NotImplementedError,
        AssertionError,
        MemoryError,
        OSError,
    ):
        return damaged("PDF", "it is damaged")
    if not re.search(r"\w\w", "".join(pages)):
        hint = "it is a scan or a picture: read the text with a program for that (OCR), and import it as a text"
        if rest:
            return damaged("PDF", "its first pages draw more than is read")
        return refused("this PDF has no text layer", hint, "no-article")
    text = "\n\n".join(_without_running(pages))
    problems = (left_out(rest, "the PDF is longer than is read", "split it, and import the parts"),) if rest else ()
    return Opened(entries=(Entry(data=text_of(Stated(), _HYPHEN.sub("", text)), is_page=False),), problems=problems)


def _pages(reader: "PdfReader") -> list[str]:
    """Return the texts of the first pages, as many as the limits allow."""
    pages: list[str] = []
    size = drawn = 0
    for page in reader.pages:
        contents = page.get_contents()
        drawn += len(contents.get_data()) if contents is not None else 0
        if drawn > _MOST_DRAWN or size > _MOST_CHARACTERS or len(pages) == _MOST_PAGES:
            break
        pages.append(without_controls(page.extract_text().replace("\r", "\n")))
        size += len(pages[-1])
    return pages


def _without_running(pages: list[str]) -> list[str]:
    """Return the pages without heads, feet and numbers: lines at the edges of most pages that differ in figures only."""

    def key(line: str) -> str:
        return _NUMBER.sub("0", line.strip())

    rows = [[line for line in page.split("\n") if line.strip()] for page in pages]
    edges = Counter(edge for row in rows for edge in {key(line) for line in (*row[:2], *row[-2:])})
    running = {edge for edge, count in edges.items() if count >= max(_FEWEST, _RUNNING * len(pages))}
    kept = []
    for row in rows:
        inner = [
            line for place, line in enumerate(row) if not ((place < 2 or place >= len(row) - 2) and key(line) in running)
        ]
        kept.append("\n".join(inner))
    return kept
