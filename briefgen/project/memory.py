"""Floor 6. The memory of a project's files: records by path, entries, bodies and media, from the cache or from this process.

A memory only saves time: an empty memory gives the same site. Entries and bodies stay in the pack until a page needs one.
"""

import hashlib
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from briefgen.disk.cache import CacheDamagedError, CacheFolder, Location, Pack
from briefgen.disk.sources import Signature
from briefgen.plan.entry_store import Shown
from briefgen.plan.items import Item
from briefgen.project.entries import Bodies, BodyMemo, Packed, pack_shown
from briefgen.project.layouts import References
from briefgen.project.records import IndexFile, MediaRecord, Record, Records, Rest
from briefgen.values.model import Body, Digest, Entry

#: A pack is rewritten if less than half of it is in use, and its size in bytes is at least this.
_WORTH_PACKING = 4_000_000


class Memory:
    """What is known of a project's files: records by path, and the pack with their entries and bodies.

    `sizes` has the places of resized pictures in the pack, `settings` the digest of the settings that items were made with.
    """

    def __init__(self, folder: CacheFolder | None = None, *, is_damaged: bool = False) -> None:
        """Take the folder of the cache, if there is one; nothing is read from a damaged cache."""
        self._folder = folder
        self._loaded: Records | None = None
        self._records: dict[str, Record] | None = {}
        self._changed: dict[str, Record | None] = {}
        self.media: dict[str, MediaRecord] = {}
        self.references: References = {}
        self.sizes: dict[str, Location] = {}
        self.settings = ""
        self._index = IndexFile(folder) if folder else None
        self.is_changed = False
        known = self._index.load() if self._index and not is_damaged else None
        self.pack = self._open_pack(*known) if known else Pack(folder.folder if folder else Path())
        self.entry_at = lru_cache(maxsize=64)(self._entry_at)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.pack.close()

    def forget(self) -> None:
        """Drop all records: they refer to this memory, and a build runs without the garbage collector that finds circles."""
        self._loaded, self._records, self._index = None, {}, None

    @property
    def records(self) -> dict[str, Record]:
        """All records by path; raises CacheDamagedError."""
        if self._records is None:
            assert self._loaded is not None
            try:
                changed = self._loaded.all() | self._changed
                self._records = {path: record for path, record in changed.items() if record is not None}
            except (ValueError, msgspec.MsgspecError) as error:
                raise CacheDamagedError("index") from error
        return self._records

    @records.setter
    def records(self, records: dict[str, Record]) -> None:
        self._records = records

    def record(self, path: str) -> Record | None:
        """Return the record of one path, or None, without reading all others; raises CacheDamagedError."""
        if self._records is not None:
            return self._records.get(path)
        if path in self._changed:
            return self._changed[path]
        assert self._loaded is not None
        try:
            return self._loaded.find(path)
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("index") from error

    def change(self, changed: Mapping[str, Record | None]) -> None:
        """Replace or add records by path, and remove those whose value is None; no other record is read."""
        self.is_changed = True
        self._changed |= changed
        if self._records is not None:
            merged = {**self._records, **changed}
            self._records = {path: record for path, record in merged.items() if record is not None}

    def _open_pack(self, records: Records, rest: Rest) -> Pack:
        assert self._folder is not None
        try:
            pack = Pack(self._folder.folder, rest.pack, rest.pack_size)
        except CacheDamagedError:
            return Pack(self._folder.folder)
        self._loaded, self._records = records, None
        self.settings, self.references, self.sizes = rest.settings, rest.references, rest.sizes
        self.media = {record.media.path: record for record in rest.media}
        return pack

    def forget_items(self, settings: str) -> None:
        """Remove all items if the settings changed; `settings` is the digest of the settings."""
        if self.settings != settings:
            self.settings = settings
            self.is_changed = True
            records = self.records
            self._loaded = None
            if self._index is not None:
                self._index.forget()
            self.records = {
                path: record if record.item is None else msgspec.structs.replace(record, item=None, shown_at=(0, 0))
                for path, record in records.items()
            }

    def keep(self, packed: Packed, signature: Signature, known: Record | None = None) -> Record:
        """Put a reading into the pack, and return its record; the body is not stored again if `known` has the same one."""
        if known is not None and not packed.body_memo:
            body_at = known.body_at
        else:
            body_at = self.pack.add(packed.body_memo) if packed.body_memo else (0, 0)
        self.is_changed = True
        return Record(
            path=packed.path,
            signature=signature,
            read_at_ns=packed.read_at_ns,
            digest=packed.digest,
            is_good=packed.is_good,
            findings=packed.findings,
            entry_at=self.pack.add(packed.entry),
            body=packed.body,
            body_at=body_at,
            item=packed.item,
            shown_at=self.pack.add(packed.shown) if packed.shown else (0, 0),
        )

    def keep_item(self, record: Record, item: Item, shown: Shown | None) -> None:
        """Add an item to a record that has none, with what lists show of the article."""
        data = pack_shown(shown)
        shown_at = self.pack.add(data) if data else (0, 0)
        self.records[record.path] = msgspec.structs.replace(record, item=item, shown_at=shown_at)
        self.is_changed = True

    def entry(self, path: str) -> Entry:
        """Return the entry of a content file; raises KeyError and CacheDamagedError."""
        record = self.record(path)
        if record is None:
            raise KeyError(path)
        return self.entry_at(record.entry_at)

    def _entry_at(self, place: Location) -> Entry:
        try:
            return _ENTRY.decode(self.pack.get(place))
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("entry") from error

    def shown(self, record: Record) -> Shown | None:
        """Return what lists show of a record's article, or None if the pack does not have it; raises CacheDamagedError."""
        if not record.shown_at[1]:
            return None
        try:
            return _SHOWN.decode(self.pack.get(record.shown_at))
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("card") from error

    def body_memo(self, place: Location) -> BodyMemo:
        """Return the body at a place of the pack, with its findings; raises CacheDamagedError."""
        try:
            return _BODY.decode(self.pack.get(place))
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("body") from error

    def size_of(self, digest: str, width: int) -> bytes | None:
        """Return the bytes of a resized picture by the original's digest, or None; raises CacheDamagedError."""
        place = self.sizes.get(f"{digest} {width}")
        return self.pack.get(place) if place else None

    def keep_size(self, digest: str, width: int, content: bytes) -> None:
        """Put the bytes of a resized picture into the pack."""
        self.sizes[f"{digest} {width}"] = self.pack.add(content)
        self.is_changed = True

    def _forget_sizes(self) -> None:
        """Remove the resized pictures whose original file is missing."""
        known = {record.media.digest for record in self.media.values()}
        self.sizes = {name: place for name, place in self.sizes.items() if name.partition(" ")[0] in known}

    def save(self) -> None:
        """Write the memory to the cache, if it changed; raises OSError. The caller has to hold the lock of the cache."""
        folder, index = self._folder, self._index
        assert folder is not None
        assert index is not None
        if not self.is_changed:
            return
        if self.pack.name and not index.is_as_it_was():
            return  # Another build has saved since: the places of its index are not those of our pack.
        # Edits leave unused bytes in the pack. It is compacted when they may be half of it.
        may_grow = self.pack.size + self.pack.unsaved < max(2 * index.pack_size, _WORTH_PACKING)
        if self._records is None and may_grow and index.has_room(self._changed):
            self.pack.save()
            index.amend(self._changed, self._rest())
        else:
            self._forget_sizes()
            self._compact(folder)
            self.pack.save()
            index.save(self.records, self._rest())
        self.is_changed = False
        for file in folder.folder.glob("pack-*"):
            if file.name != self.pack.name:
                file.unlink(missing_ok=True)

    def _rest(self) -> Rest:
        media = list(self.media.values())
        return Rest(self.pack.name, self.pack.size, self.settings, media, self.references, self.sizes)

    def _compact(self, folder: CacheFolder) -> None:
        """Replace the pack by one without unused bytes, if these are most of it."""
        records = self.records.values()
        # Bodies that two records share are counted twice: finding them takes longer than an exact sum saves.
        live = sum([record.entry_at[1] + record.body_at[1] + record.shown_at[1] for record in records])
        live += sum(length for _, length in self.sizes.values())
        if not self.pack.name or self.pack.size < max(2 * live, _WORTH_PACKING):
            return
        places = {place for record in records for place in _places(record)} | set(self.sizes.values())
        packed = Pack(folder.folder)
        moved = {place: packed.add(self.pack.get(place)) if place[1] else place for place in sorted(places)}
        self.pack.close()
        self.pack = packed
        self.entry_at.cache_clear()
        self.sizes = {name: moved[place] for name, place in self.sizes.items()}
        self.records = {
            path: msgspec.structs.replace(record, **dict(zip(_PLACES, map(moved.__getitem__, _places(record)), strict=True)))
            for path, record in self.records.items()
        }


class KnownBodies(Bodies):
    """The bodies of a memory, by the digest of their Markdown."""

    def __init__(self, memory: Memory, extra: Mapping[str, Record]) -> None:
        """Take the memory, and the records by path whose bodies can be found; the pack of the memory has the bodies."""
        self._memory = memory
        self._by_digest = {record.body: record for record in extra.values() if record.body and record.body_at[1]}

    def find(self, markdown: str) -> BodyMemo | None:
        record = self._by_digest.get(hashlib.sha256(markdown.encode()).hexdigest())
        return self._memory.body_memo(record.body_at) if record else None

    def record(self, digest: str) -> Record | None:
        """Return a record whose body has a digest, or None."""
        return self._by_digest.get(digest)


class StaleError(Exception):
    """The cache does not fit the snapshot of the last build: the whole site has to be read and planned."""


class CachedRecords(Mapping[str, Record]):
    """The records of a cache by path, each read on look-up; raises StaleError if the file has a different signature."""

    def __init__(self, memory: Memory, files: Mapping[str, Signature]) -> None:
        """Take the memory, and the signatures of the project's files by path."""
        self._memory = memory
        self._files = files

    def __getitem__(self, path: str) -> Record:
        record = self._memory.record(path)
        if record is None:
            raise KeyError(path)
        if record.signature != self._files.get(path):
            # Another build may have saved its records without a manifest.
            raise StaleError(path)
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._memory.records)

    def __len__(self) -> int:
        return len(self._memory.records)


class Overlay(Mapping[str, Record]):
    """Records by path, with some of them replaced, added or removed."""

    def __init__(self, records: Mapping[str, Record], changed: Mapping[str, Record | None]) -> None:
        """Take the records, and the changed records by path; None removes a record."""
        self._records = records
        self._changed = changed

    def __getitem__(self, path: str) -> Record:
        record = self._changed[path] if path in self._changed else self._records[path]
        if record is None:
            raise KeyError(path)
        return record

    def __iter__(self) -> Iterator[str]:
        yield from (path for path in self._records if path not in self._changed)
        yield from (path for path, record in self._changed.items() if record is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class ArticleItems(Mapping[str, Item]):
    """The items of good articles by path."""

    def __init__(self, records: Mapping[str, Record]) -> None:
        """Take the records of content files by path."""
        self._records = records

    def __getitem__(self, path: str) -> Item:
        item = self._records[path].item
        if item is None:
            raise KeyError(path)
        return item

    def __iter__(self) -> Iterator[str]:
        return (path for path, record in self._records.items() if record.item is not None)

    def __len__(self) -> int:
        return sum(1 for _ in self)


class Entries(Mapping[str, Entry]):
    """The entries of content files by path; each is read when its path is looked up.

    `places` has the place of the body of each entry that was looked up, by the digest of its Markdown.
    """

    def __init__(self, memory: Memory, records: Mapping[str, Record]) -> None:
        """Take the memory, and the records by path at the time when a site was planned."""
        self._memory = memory
        self._records = records
        self.places: dict[str, Location] = {}

    def __getitem__(self, path: str) -> Entry:
        record = self._records[path]
        self.places[record.body] = record.body_at
        return self._memory.entry_at(record.entry_at)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def shown(self, path: str) -> Shown | None:
        """Return what lists show of an article, or None if the memory does not have it; raises KeyError."""
        return self._memory.shown(self._records[path])

    def find_body(self, digest: Digest) -> Location | None:
        """Return the place of a body among all entries, or None."""
        return next((record.body_at for record in self._records.values() if record.body == digest), None)


class BodyStore:
    """Finds bodies by the digest of their Markdown in the pack of a memory; one store serves all plans of a site."""

    def __init__(self, memory: Memory, entries: Entries) -> None:
        """Take the memory that has the bodies, and the entries whose bodies are asked for."""
        self._memory = memory
        self._entries = entries

    def learn(self, entries: Entries) -> None:
        """Find the bodies of these entries from now on, and those that were found before."""
        entries.places.update(self._entries.places)
        self._entries = entries

    def __call__(self, digest: Digest) -> Body:
        """Return a body by its digest, from the entries that were looked up or else from all; raises CacheDamagedError."""
        place = self._entries.places.get(digest) or self._entries.find_body(digest)
        body = self._memory.body_memo(place).body if place else None
        if body is None:
            raise CacheDamagedError("body")
        return body


def _places(record: Record) -> tuple[Location, Location, Location]:
    return record.entry_at, record.body_at, record.shown_at


#: The fields of a record that are places in the pack, in the order of `_places`.
_PLACES: Final = ("entry_at", "body_at", "shown_at")
_ENTRY = msgspec.msgpack.Decoder(Entry)
_SHOWN = msgspec.msgpack.Decoder(Shown)
_BODY = msgspec.msgpack.Decoder(BodyMemo)
