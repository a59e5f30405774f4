"""Floor 6. The content files of a project: which changed, what is in them, and which are beside them."""

import io
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.sources import Scan, Signature, digest, is_trusted, read_file
from briefgen.disk.workers.pool import WorkerPool
from briefgen.plan.items import make_item_and_shown
from briefgen.plan.media import Media
from briefgen.plan.site_context import SiteContext
from briefgen.project.entries import Packed, Raw, pack_reading, parse_all, parse_content
from briefgen.project.memory import KnownBodies, Memory
from briefgen.project.records import MediaRecord, Record
from briefgen.text.encoding import FILE_LIMIT
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Article

#: Changed files up to which each is looked up by its body first: the edits of a person, or a few renames. Beyond, parsing
#: them on all processors is faster than deciding here whether that is needed.
_FEW: Final = 32
#: Files that a process parses one after the other: what comes back of them waits in memory.
_SPAN: Final = 100


def read_contents(root: Path, scan: Scan, memory: Memory, pool: WorkerPool, context: SiteContext | None) -> None:
    """Bring a memory's records up to date with a scan: parse what changed, forget what went.

    Articles that are parsed get their items if there is a context.
    """
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
        for packed in _parsed(root, stale, pool, context):
            fresh[packed.path] = memory.keep(packed, scan.files[packed.path])
    memory.is_changed = memory.is_changed or len(wanted) != len(known)
    memory.records = {path: fresh[path] if path in fresh else known[path] for path in wanted}


def _parsed(root: Path, paths: list[str], pool: WorkerPool, context: SiteContext | None) -> Iterable[Packed]:
    """Parse some files: in processes that read them themselves where there are such, else here or wherever values go."""

    def parse(numbers: Sequence[int]) -> list[Packed]:
        readings = parse_all([_raw(root, paths[number]) for number in numbers])
        return [pack_reading(reading, context) for reading in readings]

    # A file is parsed before there are other processes, so that what it takes is loaded once.
    shared = pool.map_forked(parse, len(paths), span=_SPAN, prepare=lambda: parse([0]))
    if shared is not None:
        return shared
    readings = pool(parse_all, (_raw(root, path) for path in paths), len(paths))
    return (pack_reading(reading, context) for reading in readings)


def _reread(
    root: Path, stale: list[str], scan: Scan, memory: Memory, fresh: dict[str, Record], context: SiteContext | None
) -> Iterable[str]:
    """Take what is known by digest, though a file looks new; give the files that have to be parsed."""
    bodies = KnownBodies(memory, memory.records)
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
            # A new path or one of a few edits: its body may be known from another file, or from before the edit.
            reading = parse_content(path, data, read_at, bodies)
            packed = pack_reading(reading, context)
            fresh[path] = memory.keep(packed, scan.files[path], bodies.record(packed.body))


def _raw(root: Path, path: str) -> Raw:
    read_at = time.time_ns()
    data = read_file(root, path, FILE_LIMIT)
    return Raw(path, read_at, data.value, data.findings)


def make_items(memory: Memory, context: SiteContext) -> None:
    """Give every record of a good article its item, if it has none."""
    for path, record in list(memory.records.items()):
        if record.is_good and record.item is None:
            entry = memory.entry(path)
            if isinstance(entry.content, Article):
                memory.keep_item(record, *make_item_and_shown(entry, context))


def read_media(root: Path, scan: Scan, memory: Memory) -> dict[str, Media]:
    """Return the files beside the articles, with size and digest."""
    found: dict[str, MediaRecord] = {}
    for path, signature in scan.files.items():
        if not path.startswith("content/") or path.endswith(".md"):
            continue
        known = memory.media.get(path)
        if known and known.signature == signature and is_trusted(signature, known.read_at_ns):
            found[path] = known
            continue
        read_at = time.time_ns()
        data = read_file(root, path).value
        if data is not None:
            width, height = _size_of_image(data)
            media = Media(path=path, digest=digest(data), width=width, height=height, is_animated=_is_animated(data))
            found[path] = MediaRecord(signature, read_at, media)
            memory.is_changed = True
    memory.is_changed = memory.is_changed or found.keys() != memory.media.keys()
    memory.media = found
    return {path: record.media for path, record in found.items()}


def findings_of(memory: Memory) -> Iterable[Diagnostic]:
    """Give what is wrong with each content file by itself."""
    for record in memory.records.values():
        if record.findings:
            yield from record.findings


def _is_fresh(known: Record | None, signature: Signature) -> bool:
    return known is not None and known.signature == signature and is_trusted(signature, known.read_at_ns)


def _size_of_image(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, or twice 0 where these are not the bytes of an image."""
    import imagesize

    width, height = imagesize.get(io.BytesIO(data))
    return (int(width), int(height)) if width > 0 and height > 0 else (0, 0)


def _is_animated(data: bytes) -> bool:
    """Does a PNG or a WebP move? The chunk that says so stands before the picture (APNG 1.0, WebP container)."""
    if data.startswith(b"RIFF"):
        return b"ANIM" in data[:64]
    return data.startswith(b"\x89PNG") and b"acTL" in data[: data.find(b"IDAT")]
