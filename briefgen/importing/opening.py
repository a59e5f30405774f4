"""Floor 7. A file as it came -> the captures that are read: itself, or each entry of a mail, a feed, an archive or the like.

What an import keeps of a container is its entries, each as a text or a page; the ledger of an entry names the file, its
digest, and which of its entries it is. Opening is a function of the file's bytes, so an entry has the same digest again.
"""

import hashlib
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from briefgen.importing.capture.ledger import Given, Origin
from briefgen.importing.capture.lines import CAPTURE_LIMIT
from briefgen.importing.containers import HEAD, Entry, Opened, may_be_container, open_container
from briefgen.importing.given import check_given
from briefgen.importing.reading import Input, read_bytes, read_head
from briefgen.values.diagnostics import Diagnostic, Span, finding, has_errors

#: Largest file that is opened for its entries; each of these is a capture, with the limit of one.
CONTAINER_LIMIT: Final = 128 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Opening:
    """What a file gives: the captures to read, none where it cannot be read, and what there is to tell of the file."""

    item: Input
    inputs: tuple[Input, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def open_input(item: Input) -> Opening:
    """Return the captures of a file. A plain text, a page, and what cannot be opened at all, is left to who reads it."""
    head = read_head(item, HEAD)
    name = Path(item.name).name
    if head is None or not may_be_container(head, name):
        return Opening(item, (item,))
    read = read_bytes(item, CONTAINER_LIMIT)
    if read.value is None:
        return Opening(item, (), read.findings)
    found = open_container(read.value, name)
    if found is None:
        return Opening(item, (item,))
    kind, opened = found
    sha256 = hashlib.sha256(read.value).hexdigest()
    findings = tuple(finding(one.code, Span(path=item.name), one.message, one.help) for one in opened.problems)
    inputs = tuple(_inputs(item, opened, Origin(file=name, kind=kind, sha256=sha256)))
    return Opening(item, inputs, (*findings, *_large(item, opened)))


def _inputs(item: Input, opened: Opened, origin: Origin) -> Iterable[Input]:
    is_one = len(opened.entries) == 1 and opened.entries[0].number == 1
    for entry in opened.entries:
        if len(entry.data) > CAPTURE_LIMIT:
            continue
        sha256 = hashlib.sha256(entry.data).hexdigest()
        yield Input(
            item.name if is_one else f"{item.name}#{entry.number}",
            packed=zlib.compress(entry.data, 1),
            sha256=sha256,
            label="" if is_one else entry.label,
            is_page=entry.is_page,
            # A page that says of itself where it was saved is kept as it came.
            origin=None if sha256 == origin.sha256 else msgspec.structs.replace(origin, part=entry.number),
            # What a file beside a container says is said of each entry; its name says when there is nothing better.
            said=item.said,
            stated=_given(entry, item.stated),
        )


def _given(entry: Entry, named: Given) -> Given:
    """Return what the container says of a page beside it, as far as an article may say so, else what its name says."""
    stated = Given(url=entry.url, captured_at=entry.captured_at)
    for field in ("url", "captured_at"):
        if has_errors(check_given(stated)):
            stated = msgspec.structs.replace(stated, **{field: ""})
    return msgspec.structs.replace(named, url=stated.url or named.url, captured_at=stated.captured_at or named.captured_at)


def _large(item: Input, opened: Opened) -> Iterable[Diagnostic]:
    for entry in opened.entries:
        if len(entry.data) > CAPTURE_LIMIT:
            message = f"entry {entry.number} has {len(entry.data):,} bytes, the limit of a capture is {CAPTURE_LIMIT:,}"
            yield finding("capture-too-large", Span(path=item.name), message, "capture the article and not the whole site")
