"""Floor 6. The files of content/: finds changed files, parses articles and notes, and reads the media beside them."""

import io
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.sources import MEDIA_LIMIT, Scan, Signature, digest, is_trusted, read_file
from briefgen.disk.workers.pool import WorkerPool
from briefgen.plan.items import make_item_and_shown
from briefgen.plan.media import Media
from briefgen.plan.site_context import SiteContext
from briefgen.project.entries import Raw, Reading, begins_with_front_matter, is_reading_of, parse_all, parse_content
from briefgen.project.memory import Memory
from briefgen.project.records import MediaRecord, Record
from briefgen.text.characters import FILE_LIMIT
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Article

#: Changed files up to which the body of each is looked up in the memory before it is parsed: a person's edits, or a few
#: renames. With more files, parsing all of them on all processors is faster than the look-ups here.
_FEW: Final = 32
#: Files that a worker parses as one chunk. The results of a chunk wait in memory, so chunks are small.
_SPAN: Final = 100


def read_contents(root: Path, scan: Scan, memory: Memory, pool: WorkerPool, context: SiteContext | None) -> None:
    """Update the records to a scan: parse new and changed files, with items if there is a context; drop missing files."""
    wanted = [path for path in scan.files if path.startswith("content/") and path.endswith(".md")]
    known = memory.records
    stale = [path for path in wanted if not _is_fresh(known.get(path), scan.files[path])]
    if not stale and wanted == list(known):
        return
    fresh: dict[str, Record] = {}
    if stale:
        memory.is_changed = True
        if known:
            stale = list(_reread(root, stale, scan, memory, fresh, context))
        for reading in _parsed(root, stale, pool, context):
            fresh[reading.path] = memory.keep(reading, scan.files[reading.path])
    memory.is_changed = memory.is_changed or len(wanted) != len(known)
    memory.known = {path: fresh[path] if path in fresh else known[path] for path in wanted}


def _parsed(root: Path, paths: list[str], pool: WorkerPool, context: SiteContext | None) -> Iterable[Reading]:
    """Parse some files. Forked workers read the files themselves; to other workers, the bytes are sent."""

    def parse(numbers: Sequence[int]) -> list[Reading]:
        return parse_all(context, [_raw(root, paths[number]) for number in numbers])

    # One file is parsed before workers are forked, so that the parsers are loaded only once.
    shared = pool.map_forked(parse, len(paths), span=_SPAN, prepare=lambda: parse([0]))
    if shared is not None:
        return shared
    # The functions of hooks cannot be sent, and no file needs them to be parsed.
    context = replace(context, own_kinds=()) if context else None
    return pool(partial(parse_all, context), (_raw(root, path) for path in paths), len(paths), is_reading_of)


def _reread(
    root: Path, stale: list[str], scan: Scan, memory: Memory, fresh: dict[str, Record], context: SiteContext | None
) -> Iterable[str]:
    """Put into `fresh` the records of files that need no parser; give the paths of all others.

    A file needs no parser if its digest is known, or if only a few files changed: then its body is looked up, too.
    """
    memory.learn_bodies(memory.records.values())
    for path in stale:
        known, read_at = memory.records.get(path), time.time_ns()
        data = read_file(root, path, FILE_LIMIT).value
        if data is None:
            yield path
        elif known is not None and known.digest == digest(data):
            fresh[path] = msgspec.structs.replace(known, signature=scan.files[path], read_at_ns=read_at)
        elif known is not None and len(stale) > _FEW:
            yield path
        else:
            # A new file, or one of a few edits: its body may be known from a renamed file, or from before the edit.
            reading = parse_content(path, data, read_at, context, memory.find_body)
            fresh[path] = memory.keep(reading, scan.files[path])


def _raw(root: Path, path: str) -> Raw:
    read_at = time.time_ns()
    data = read_file(root, path, FILE_LIMIT)
    return Raw(path, read_at, data.value, data.findings)


def make_items(memory: Memory, context: SiteContext) -> None:
    """Add the item of an article to each record of a good article that has none."""
    for record in list(memory.records.values()):
        if record.is_good and record.item is None:
            entry = memory.entry_of(record)
            if isinstance(entry.content, Article):
                memory.keep_item(record, *make_item_and_shown(entry, context))


def read_media(root: Path, scan: Scan, memory: Memory) -> dict[str, Media]:
    """Return the files of content/ beside the articles by path, and update the memory; only changed files are read."""
    found: dict[str, MediaRecord] = {}
    for path, signature in scan.files.items():
        if not path.startswith("content/") or path.endswith(".md"):
            continue
        known = memory.media.get(path)
        if known and _is_fresh(known, signature):
            found[path] = known
            continue
        read_at = time.time_ns()
        data = read_file(root, path, MEDIA_LIMIT).value
        if data is not None:
            width, height = size_of_image(data)
            media = Media(path=path, digest=digest(data), width=width, height=height, is_animated=_is_animated(data))
            found[path] = MediaRecord(signature, read_at, media, begins_with_front_matter(path, data))
            memory.is_changed = True
    memory.is_changed = memory.is_changed or found.keys() != memory.media.keys()
    memory.media = found
    return {path: record.media for path, record in found.items()}


def findings_of(memory: Memory) -> Iterable[Diagnostic]:
    """Give the findings of single content files, in the order of records."""
    for record in memory.records.values():
        yield from record.findings


def _is_fresh(known: Record | MediaRecord | None, signature: Signature) -> bool:
    return known is not None and known.signature == signature and is_trusted(signature, known.read_at_ns)


def size_of_image(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, or (0, 0) if the bytes are not those of an image."""
    import imagesize

    width, height = imagesize.get(io.BytesIO(data))
    return (int(width), int(height)) if width > 0 and height > 0 else (0, 0)


def _is_animated(data: bytes) -> bool:
    """Is a PNG or a WebP animated? The chunk of the animation comes before the picture (APNG 1.0, WebP container)."""
    if data.startswith(b"RIFF"):
        return b"ANIM" in data[:64]
    return data.startswith(b"\x89PNG") and b"acTL" in data[: data.find(b"IDAT")]
