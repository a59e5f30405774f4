"""Floor 6. A change of some articles: read the changed files, and plan the sections that they can change.

A build and the preview do this in the same way. A build loads the last plan from the cache, the preview holds it in memory.
"""

import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from briefgen.disk.signatures import SignatureTuple, read_signature
from briefgen.disk.sources import Signature, read_file
from briefgen.plan.material import SitePlan
from briefgen.plan.planner import KnownOutputs, plan_change
from briefgen.project.entries import NOTE_FOLDERS, pack_reading, parse_content
from briefgen.project.memory import ArticleItems, Entries, KnownBodies, Memory, Overlay
from briefgen.project.records import Record
from briefgen.text.encoding import FILE_LIMIT
from briefgen.values.model import Article


class Changes(msgspec.Struct, frozen=True):
    """The result of a change: records of changed articles by path (None: the file is missing), all entries, and the plan."""

    records: dict[str, Record | None]
    entries: Entries
    plan: SitePlan

    def files_in(self, files: Mapping[str, Signature]) -> dict[str, Signature]:
        """Return the signatures of a project's files after the changes, given those before; in the order of a scan."""
        found = {path: signature for path, signature in files.items() if path not in self.records}
        changed = {path: record.signature for path, record in self.records.items() if record is not None}
        if changed.keys() <= files.keys() and len(found) + len(changed) == len(files):
            return {path: changed.get(path, signature) for path, signature in files.items()}
        return found | changed


class _Faulty(msgspec.Struct, frozen=True):
    """An article that cannot be read or has an error: the whole site has to be read, so that all findings come together."""


def is_article_path(path: str) -> bool:
    """Is a path that of an article, if the file exists?"""
    return path.startswith("content/") and path.endswith(".md") and not path.startswith(NOTE_FOLDERS)


def read_changes(
    root: Path,
    memory: Memory,
    plan: SitePlan,
    records: Mapping[str, Record],
    changed: Mapping[str, SignatureTuple | None],
    outputs: KnownOutputs,
) -> Changes | None:
    """Return the site's plan after some articles came, went or changed, or None if the whole site has to be read.

    `records` are the records of all content files before the change. The keys of `changed` are the paths of changed files.
    """
    if not all(map(is_article_path, changed)):
        return None
    # A renamed article has the body of a file that is gone; after most edits of a title the body is the same, too. Loading
    # the parser takes longer than all else.
    old = {path: record for path in changed if (record := records.get(path)) is not None}
    bodies = KnownBodies(memory, old)
    fresh: dict[str, Record | None] = {}
    for path in changed:
        read = _read(root, memory, path, bodies, plan)
        if isinstance(read, _Faulty):
            return None
        fresh[path] = read
    now = Overlay(records, fresh)
    entries = Entries(memory, now)
    store = plan.store.changed(entries, entries.shown, fresh.keys())
    planned = plan_change(plan, list(fresh), ArticleItems(now), store, outputs)
    if planned is None or planned.value is None:
        return None
    return Changes(fresh, entries, planned.value)


def _read(root: Path, memory: Memory, path: str, bodies: KnownBodies, plan: SitePlan) -> Record | _Faulty | None:
    """Return the new record of an article, or None if its file is missing."""
    read_at, signature = time.time_ns(), read_signature(f"{root}/{path}")
    if signature is None:
        return None
    data = read_file(root, path, FILE_LIMIT).value
    if data is None:
        return _Faulty()
    reading = parse_content(path, data, read_at, bodies)
    if not isinstance(reading.entry.content, Article):
        return _Faulty()
    packed = pack_reading(reading, plan.planning.context)
    return memory.keep(packed, signature, bodies.record(packed.body))
