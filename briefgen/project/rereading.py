"""Floor 5. An edit that changes what a few articles say, and nothing about where they stand: no need to plan again.

A plan holds items; what pages show of an article they fetch by its path. So if an item is the same but for the digests of
what it says, and keeps its place among the others, the plan of the site is the one that there was.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import msgspec

from briefgen.diagnostics import Checked, Diagnostic, in_order
from briefgen.encoding import FILE_LIMIT
from briefgen.model import Entry, Options
from briefgen.plan import Desk, Item, make_item, newest_first
from briefgen.plan.context import article_of
from briefgen.project.contents import findings_of
from briefgen.project.index import Record
from briefgen.project.memo import Entries
from briefgen.project.reading import pack_reading, parse_content
from briefgen.project.site import Site
from briefgen.sources import Scan, look_at, read_file
from briefgen.store import Location

if TYPE_CHECKING:
    from briefgen.project import ProjectReader


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
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


def reread(reader: "ProjectReader", options: Options, paths: Collection[str]) -> Checked[Site] | None:
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


def _read_again(reader: "ProjectReader", last: Last, path: str) -> Record | None:
    """Return the new record of an article that stands where it stood, else None."""
    old, read_at = reader.memory.records.get(path), time.time_ns()
    signature = look_at(reader.root, path)
    if old is None or old.item is None or signature is None:
        return None
    data = read_file(reader.root, path, FILE_LIMIT).value
    if data is None:
        return None
    reading = parse_content(path, data, read_at)
    if reading.entry.content is None:
        return None
    item = make_item(reading.entry, last.desk)
    before = reader.memory.entry(path)
    if before.facts.anchors != reading.entry.facts.anchors or _sources_of(before) != _sources_of(reading.entry):
        return None
    if not _stands_where_it_stood(old.item, item, last.site):
        return None
    return reader.memory.keep(pack_reading(reading, last.desk), signature)


def _sources_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of an article's sources: planning takes those of a source's page from its first item."""
    return tuple((source.name, source.url) for source in article_of(entry).sources)


def _stands_where_it_stood(old: Item, new: Item, site: Site) -> bool:
    alike = msgspec.structs.replace(
        new,
        whole=old.whole,
        own=old.own,
        card=old.card,
        feed=old.feed,
        headline=old.headline,
        body_line=old.body_line,
        words=old.words,
    )
    if alike != old:
        return False
    if new.headline == old.headline:
        return True
    before, after = site.neighbours(old.path)
    key = newest_first(new)
    return (before is None or newest_first(before) < key) and (after is None or key < newest_first(after))
