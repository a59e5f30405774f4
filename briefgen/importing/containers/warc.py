"""Floor 7. Web archives (WARC 1.0 and 1.1, packed or not): each page that was answered with is an entry.

A record says how long it is, so nothing is searched for. The bytes of a page stay as they are, unless the answer names
another encoding than the page is in.
"""

import gzip
import io
import re
import zlib
from collections import Counter
from collections.abc import Iterator
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from briefgen.importing.containers.documents import decode_part
from briefgen.importing.containers.entries import MOST_BYTES, MOST_ENTRIES, Entry, Opened, Problem, damaged, refused
from briefgen.importing.containers.moments import instant_of, with_zone

_PAGES: Final = frozenset(["text/html", "application/xhtml+xml"])
#: Files that belong to pages; that they are left out need not be told.
_PARTS: Final = (
    "image/",
    "font/",
    "text/css",
    "application/javascript",
    "text/javascript",
    "application/font",
    "application/x-javascript",
)
_FIELD: Final = re.compile(rb"^([!-9;-~]+):[ \t]*([^\r\n]*(?:\r?\n[ \t]+[^\r\n]*)*)", re.MULTILINE)
_CHARSET: Final = re.compile(r"charset\s*=\s*[\"']?([\w:.-]{2,40})", re.IGNORECASE)


class ArchiveError(Exception):
    """The bytes are no web archive. The text says why, for a finding."""


class Answer(NamedTuple):
    """One page of an archive, or what else a server answered with: then without its bytes."""

    url: str
    date: str
    kind: str
    status: str
    data: bytes


def is_archive(data: bytes, _name: str) -> bool:
    """Do the bytes begin with a record of an archive?"""
    return data.startswith(b"WARC/")


def read_archive(data: bytes, _name: str) -> Opened:
    """Return the pages of an archive that is not packed."""
    try:
        return pages_of(answers_in(data))
    except ArchiveError as error:
        return damaged("web archive (WARC)", str(error))


def is_packed(data: bytes, _name: str) -> bool:
    """Is this an archive packed by gzip, a member a record?"""
    return data.startswith(b"\x1f\x8b") and unpack_start(data).startswith(b"WARC/")


def read_packed(data: bytes, name: str) -> Opened:
    """Return the pages of a packed archive."""
    try:
        return read_archive(unpack(data), name)
    except ArchiveError as error:
        return damaged("web archive (WARC)", str(error))


def unpack_start(data: bytes) -> bytes:
    """Return the first bytes of what gzip packed; empty for what it did not."""
    try:
        return zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(data[:65536], 4096)
    except zlib.error:
        return b""


def unpack(data: bytes) -> bytes:
    """Return what gzip packed, all members; raises ArchiveError for what is damaged or much too large."""
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
            found = file.read(MOST_BYTES + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ArchiveError("it is damaged") from error
    if len(found) > MOST_BYTES:
        raise ArchiveError(f"it has over {MOST_BYTES:,} bytes when it is unpacked")
    return found


def pages_of(answers: Iterator[Answer]) -> Opened:
    """Return the pages among the answers, each address once with the same bytes; other texts are counted."""
    entries: list[Entry] = []
    seen: set[tuple[str, bytes]] = set()
    others: Counter[str] = Counter()
    for number, answer in enumerate(answers, start=1):
        is_page = answer.kind in _PAGES
        if not is_page or answer.status != "200" or not answer.data.strip():
            name = f"{answer.kind or 'unknown'}" if not is_page else f"page with status {answer.status}"
            if not name.startswith(_PARTS):
                others[name] += 1
            continue
        if (answer.url, answer.data) in seen:
            continue
        seen.add((answer.url, answer.data))
        label = urlsplit_path(answer.url)
        entries.append(
            Entry(data=answer.data, is_page=True, number=number, label=label, url=answer.url, captured_at=answer.date)
        )
        if len(entries) > MOST_ENTRIES:
            return damaged("web archive (WARC)", f"it has over {MOST_ENTRIES:,} pages")
    if not entries:
        return refused("this web archive has no page of HTML", "save the page again", "no-article")
    problems: tuple[Problem, ...] = ()
    if others:
        shown = ", ".join(f"{count} of {kind}" for kind, count in sorted(others.items())[:6])
        message = f"some records of the archive are no pages: {shown}"
        hint = "save by itself what holds an article, and import that"
        problems = (Problem(code="entries-left-out", message=message, help=hint),)
    return Opened(entries=tuple(entries), problems=problems)


def urlsplit_path(url: str) -> str:
    """Return the last part of an address that has letters, for a name."""
    try:
        parts = [part for part in urlsplit(url).path.split("/") if re.search(r"[^\W\d_]", part)]
        return re.sub(r"\.\w{1,5}$", "", parts[-1]) if parts else urlsplit(url).hostname or ""
    except ValueError:
        return ""


def answers_in(data: bytes) -> Iterator[Answer]:
    """Yield what servers answered with, record by record; raises ArchiveError."""
    place = 0
    while place < len(data):
        if data[place : place + 2] == b"\r\n":
            place += 2
            continue
        if not data.startswith(b"WARC/", place):
            raise ArchiveError(f"byte {place:,} begins no record")
        end, fields = _fields(data, place)
        length = fields.get("content-length", "")
        if not length.isdecimal() or len(length) > 12:
            raise ArchiveError(f"the record at byte {place:,} does not say how long it is")
        place = _end_of_record(data, end + int(length))
        if fields.get("warc-type") in {"response", "resource"}:
            yield _answer(fields, data[end:place].rstrip(b"\r\n"))
        while data[place : place + 2] == b"\r\n":
            place += 2
        place += data[place : place + 1] == b"\n"


def _end_of_record(data: bytes, place: int) -> int:
    """Return where a record ends: where it says, or where the next one begins if it counts characters and not bytes."""
    if place >= len(data) or data.startswith((b"\r\n", b"\n", b"WARC/"), place):
        return min(place, len(data))
    found = data.find(b"\nWARC/1.", place)
    return found + 1 if found >= 0 else len(data)


def _fields(data: bytes, place: int) -> tuple[int, dict[str, str]]:
    """Return where a header ends that begins at a place, and its fields by their names in lower case."""
    ends = [(found, len(mark)) for mark in (b"\r\n\r\n", b"\n\n") if (found := data.find(mark, place, place + 65536)) >= 0]
    if not ends:
        raise ArchiveError(f"the header at byte {place:,} has no end")
    end, size = min(ends)
    fields = _FIELD.findall(data[place : end + 1])
    return end + size, {name.decode("ascii").lower(): value.decode("utf-8", "replace").strip() for name, value in fields}


def _answer(fields: dict[str, str], block: bytes) -> Answer:
    url = fields.get("warc-target-uri", "").strip("<>")
    date = with_zone(instant_of(fields.get("warc-date", "")))
    if fields["warc-type"] == "resource" or not block.startswith(b"HTTP/"):
        kind = fields.get("content-type", "")
        return Answer(url, date, _kind(kind), "200", _page(block, kind))
    try:
        end, answer = _fields(block, 0)
    except ArchiveError:
        return Answer(url, date, "", "", b"")
    status = block[:64].split(b" ", 2)[1:2]
    kind = answer.get("content-type", "")
    code = status[0].decode("ascii", "replace").strip() if status else ""
    if _kind(kind) not in _PAGES or code != "200":
        return Answer(url, date, _kind(kind), code, b"")
    body = _unchunked(block[end:]) if "chunked" in answer.get("transfer-encoding", "").lower() else block[end:]
    return Answer(url, date, _kind(kind), code, _page(_decoded(body, answer.get("content-encoding", "")), kind))


def _kind(value: str) -> str:
    return value.partition(";")[0].strip().lower()[:60]


def _page(data: bytes, kind: str) -> bytes:
    charset = _CHARSET.search(kind)
    text = decode_part(data, charset[1]) if charset else None
    return text.encode() if text is not None else data


def _unchunked(data: bytes) -> bytes:
    """Return a body without the lengths of its chunks; one that was stored without these stays as it is."""
    parts: list[bytes] = []
    place = 0
    while True:
        end = data.find(b"\r\n", place, place + 40)
        size = data[place:end].partition(b";")[0].strip() if end >= 0 else b""
        if not re.fullmatch(rb"[0-9a-fA-F]{1,8}", size):
            return b"".join(parts) if parts else data
        length = int(size, 16)
        if not length:
            return b"".join(parts)
        parts.append(data[end + 2 : end + 2 + length])
        place = end + 2 + length + 2


def _decoded(data: bytes, coding: str) -> bytes:
    """Return a body without the packing of its transport; empty for one that this Python cannot undo."""
    coding = coding.strip().lower()
    if coding in {"", "identity"}:
        return data
    bits = {"gzip": zlib.MAX_WBITS | 16, "x-gzip": zlib.MAX_WBITS | 16, "deflate": zlib.MAX_WBITS}.get(coding)
    if bits is None:
        # Some archives keep the name of the coding, and the body without it.
        return data if data.lstrip()[:1] == b"<" else b""
    try:
        return zlib.decompressobj(bits).decompress(data, MOST_BYTES)
    except zlib.error:
        return data
