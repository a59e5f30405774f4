"""Floor 6. The site after edits that leave all articles where they stand, for whoever holds the site of before."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol

import msgspec

from briefgen.disk.cache import Location
from briefgen.disk.sources import Scan
from briefgen.plan import Desk
from briefgen.project.contents import findings_of
from briefgen.project.edits import read_edit
from briefgen.project.entries import pack_reading
from briefgen.project.memory import Entries, Memory
from briefgen.project.records import Record
from briefgen.project.site import Site
from briefgen.values.diagnostics import Checked, Diagnostic, in_order
from briefgen.values.model import Options


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """What was read last: the site, for which instants it holds, and all findings but those of single content files.

    `bodies` are the places of bodies by digest; `crossing` the files that a finding across files names.
    """

    site: Site
    options: Options
    window: tuple[datetime, datetime]
    desk: Desk
    entries: Entries
    bodies: dict[str, Location]
    findings: tuple[Diagnostic, ...]
    crossing: frozenset[str]


class Reader(Protocol):
    """Whoever holds the site of before."""

    root: Path
    memory: Memory
    scan: Scan | None
    last: Last | None


def reread(reader: Reader, options: Options, paths: Collection[str]) -> Checked[Site] | None:
    """Return the last site with some content files read again, or None where it has to be planned anew."""
    last, scan = reader.last, reader.scan
    if last is None or scan is None or not _is_same_request(last, options):
        return None
    fresh: dict[str, Record] = {}
    for path in paths:
        record = None if path in last.crossing else _read_again(reader, last, path)
        if record is None:
            return None
        fresh[path] = record
    for path, record in fresh.items():
        reader.memory.records[path] = record
        if record.body:
            last.bodies[record.body] = record.body_at
        last.entries.renew(path)
        last.site.plan.shelf.forget(path)
    reader.scan = Scan({**scan.files, **{path: record.signature for path, record in fresh.items()}}, scan.findings)
    return Checked(last.site, in_order([*last.findings, *findings_of(reader.memory)]))


def _is_same_request(last: Last, options: Options) -> bool:
    since, until = last.window
    same = (options.drafts, options.future, options.base_url) == (
        last.options.drafts,
        last.options.future,
        last.options.base_url,
    )
    return same and since <= options.now < until


def _read_again(reader: Reader, last: Last, path: str) -> Record | None:
    """Return the new record of an article that stands where it stood, else None."""
    old = reader.memory.records.get(path)
    edit = read_edit(reader.root, reader.memory, old, last.desk) if old is not None else None
    if edit is None or not edit.keeps_place(last.site.neighbours):
        return None
    return reader.memory.keep(pack_reading(edit.reading, last.desk), edit.signature, edit.known)
