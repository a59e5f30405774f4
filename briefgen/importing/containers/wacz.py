"""Floor 7. Web archives as one file (WACZ): the pages of all the WARC files in its ZIP archive."""

from collections.abc import Iterator

from briefgen.importing.containers.archives import Archive, ZipError
from briefgen.importing.containers.entries import Opened, damaged
from briefgen.importing.containers.warc import Answer, ArchiveError, answers_in, pages_of, unpack


def is_wacz(archive: Archive, name: str) -> bool:
    """Has the archive files of a crawl?"""
    return bool(_files(archive)) and (name.endswith(".wacz") or "datapackage.json" in archive.names)


def read_wacz(archive: Archive, _name: str) -> Opened:
    """Return the pages of all files of the crawl."""
    try:
        return pages_of(_answers(archive))
    except (ArchiveError, ZipError) as error:
        return damaged("web archive (WACZ)", str(error))


def _files(archive: Archive) -> list[str]:
    return [name for name in archive.names if name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))]


def _answers(archive: Archive) -> Iterator[Answer]:
    for name in _files(archive):
        data = archive.read(name)
        yield from answers_in(unpack(data) if data.startswith(b"\x1f\x8b") else data)
