"""Floor 7. Ledgers and captures: each capture is what was imported, and its ledger accounts for all of it."""

import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.handles import open_below, read_below
from briefgen.importing.capture.ledger import Ledger, digest, faults_of, sealed
from briefgen.importing.capture.lines import CAPTURE_LIMIT
from briefgen.importing.known import LEDGER_LIMIT, LedgerHead, fault_of, read_whole
from briefgen.importing.proving.captured import text_of
from briefgen.importing.proving.stated import FrontMatter
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: Longest message about a ledger, in characters: it may have words of the ledger in it.
_LONGEST: Final = 200
_BYTE: Final = re.compile(r"byte (\d+)")


def prove_ledger(root: Path, head: LedgerHead) -> list[Diagnostic]:
    """Return what is wrong with a ledger and its capture."""
    span = Span(path=head.capture)
    read = read_below(root, head.capture, CAPTURE_LIMIT)
    data = read.value
    if data is None:
        if "symbolic-link" in {found.code for found in read.findings}:
            return list(read.findings)
        hint = "bring the file back, from a backup or from version control"
        return [finding("capture-missing", span, "a ledger names this capture, but it is not there", hint)]
    if digest(data) != head.sha256:
        hint = "captures are kept as they came; bring the old bytes back"
        return [finding("capture-changed", span, "the capture is not the one that was imported", hint)]
    ledger = read_whole(root, head)
    if ledger is None:
        return [unreadable(root, head.path)]
    text = text_of(ledger, data)
    if text is None:
        message = f'the ledger names the encoding "{ledger.encoding}", which no capture is read with'
        return [finding("ledger-broken", Span(path=head.path), message, "import the capture again with --force")]
    faults = faults_of(ledger, text.encode("utf-8", "surrogateescape") if ledger.blocks else data)
    hint = "import the capture again with --force; the ledger is made anew"
    where = Span(path=head.path, line=_line_of_gap(root, ledger) if faults else None)
    if not faults and ledger.seal != sealed(ledger).seal:
        message = "the ledger was changed after the import: its seal does not fit its lines"
        hint = "bring it back from version control, or import the capture again with --force; the ledger is made anew"
        return [finding("ledger-broken", Span(path=head.path), message, hint)]
    return [
        finding("ledger-broken", where, f"the ledger does not account for the capture: {fault}", hint) for fault in faults
    ]


def unreadable(root: Path, path: str) -> Diagnostic:
    """Return the finding about the ledger at a path, which cannot be read."""
    hint = "import its capture again; the ledger is made anew"
    read = read_below(root, path, LEDGER_LIMIT)
    if read.value is None and [found.code for found in read.findings] != ["not-a-file"]:
        return read.findings[0]
    text = (read.value or b"").decode("utf-8", "replace")
    try:
        ledger = msgspec.json.decode(text.encode(), type=Ledger)
    except (msgspec.MsgspecError, RecursionError) as error:
        place = _BYTE.search(str(error))
        # Without a byte the file ends too early: its last line is where to look.
        line = text.encode().count(b"\n", 0, int(place[1]) if place else None) + 1
        return finding("ledger-broken", Span(path=path, line=line), f"the ledger cannot be read: {_said(error)}", hint)
    head = LedgerHead(
        version=ledger.version, capture=ledger.capture, sha256=ledger.sha256, given=ledger.given, articles=ledger.articles
    )
    message = fault_of(head, path) or "the ledger changed while it was read"
    return finding("ledger-broken", Span(path=path), shorten(message, _LONGEST), hint)


def _said(error: Exception) -> str:
    said = str(error)
    return shorten(said[:1].lower() + said[1:], _LONGEST)


def _line_of_gap(root: Path, ledger: Ledger) -> int | None:
    """Return the line of a ledger's file whose row does not go on where the one above ended; None where all do."""
    path = LedgerHead(version=ledger.version, capture=ledger.capture, sha256=ledger.sha256).path
    place = 0
    for row in ledger.rows:
        if row.start != place:
            text = (read_below(root, path, LEDGER_LIMIT).value or b"").decode("utf-8", "replace")
            match = re.search(rf'"start":\s?{row.start}\b', text)
            return text.count("\n", 0, match.start()) + 1 if match else None
        place = row.end
    return None


def missing_captures(root: Path, front: FrontMatter) -> Iterable[Diagnostic]:
    """Yield a finding for each capture that a source of the article names and that is not there."""
    for source in front.sources:
        if source.capture and not _is_capture(root, source.capture):
            message = f'the source names the capture "{source.capture}", which is not there'
            span = front.span(f"sources.{source.index}.capture")
            yield finding("capture-missing", span, message, "bring it back, or correct the path")


def _is_capture(root: Path, path: str) -> bool:
    """Is there a file with this path in captures/? No other file is looked for."""
    if not path.startswith("captures/"):
        return False
    try:
        with open_below(root, path) as descriptor:
            return stat.S_ISREG(os.fstat(descriptor).st_mode)
    except (OSError, ValueError):
        return False
