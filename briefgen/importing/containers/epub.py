"""Floor 7. Electronic books and magazines (EPUB): each document in reading order is a page."""

import posixpath
from urllib.parse import unquote

from briefgen.importing.containers.archives import Archive, ZipError
from briefgen.importing.containers.documents import visible_text
from briefgen.importing.containers.entries import Entry, Opened, damaged, numbered, refused
from briefgen.importing.containers.markup import XmlError, read_xml

_CONTAINER = "META-INF/container.xml"
#: Fewest words of a document that is more than a cover or a list of contents.
_SHORTEST = 60


def is_epub(archive: Archive, _name: str) -> bool:
    """Is this a book?"""
    return _CONTAINER in archive.names


def read_epub(archive: Archive, _name: str) -> Opened:
    """Return the documents that have a text."""
    try:
        pages = [archive.read(name) for name in _documents(archive) if name in archive.names]
    except (ZipError, XmlError) as error:
        return damaged("EPUB", str(error))
    long = [page for page in pages if len(visible_text(page.decode("utf-8", "ignore")).split()) >= _SHORTEST]
    if not long:
        return refused("this EPUB has no text", "open it: it may hold pictures of a text", "no-article")
    return Opened(entries=numbered(Entry(data=page, is_page=True) for page in long))


def _documents(archive: Archive) -> list[str]:
    """Return the names of the book's documents in reading order."""
    root = next(read_xml(archive.read(_CONTAINER)).below("rootfile"), None)
    path = root.attrs.get("full-path", "") if root else ""
    package = read_xml(archive.read(path))
    items = {item.attrs.get("id", ""): item.attrs for item in package.below("item")}
    rows = [items.get(row.attrs.get("idref", ""), {}) for row in package.below("itemref")]
    return [
        posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(row["href"])))
        for row in rows
        if "html" in row.get("media-type", "") and "nav" not in row.get("properties", "").split() and "href" in row
    ]
