"""Floor 6. What is known of a project's files from earlier: entries, bodies, media, by path, digest and signature.

Nothing of it is ever needed: a memory that is empty gives the same site, later. All metadata is one value of the cache, read
at once; entries and bodies stay in the pack until a page needs one.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
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

#: A pack is written anew when less than half of it is in use, and it is over this size, in bytes.
_WORTH_PACKING = 4_000_000


class Memory:
    """What is known, in reach: records by path, and the pack behind them."""

    def __init__(self, folder: CacheFolder | None = None, *, is_damaged: bool = False) -> None:
        """Take the cache, if any; nothing is read from one that is damaged."""
        self._folder = folder
        self._kept: Records | None = None
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
        """Let go of what was read: its entries ask it for more, and nobody looks for such circles while a build plans."""
        self._kept, self._records, self._index = None, {}, None

    @property
    def records(self) -> dict[str, Record]:
        """All records by path; raises CacheDamagedError."""
        if self._records is None:
            assert self._kept is not None
            try:
                changed = self._kept.all() | self._changed
                self._records = {path: record for path, record in changed.items() if record is not None}
            except (ValueError, msgspec.MsgspecError) as error:
                raise CacheDamagedError("index") from error
        return self._records

    @records.setter
    def records(self, records: dict[str, Record]) -> None:
        self._records = records

    def record(self, path: str) -> Record | None:
        """Return one record, and read no other for it; raises CacheDamagedError."""
        if self._records is not None:
            return self._records.get(path)
        if path in self._changed:
            return self._changed[path]
        assert self._kept is not None
        try:
            return self._kept.find(path)
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("index") from error

    def change(self, changed: Mapping[str, Record | None]) -> None:
        """Take records that changed or came, and forget those that went (None); the other records need not be read."""
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
        self._kept, self._records = records, None
        self.settings, self.references, self.sizes = rest.settings, rest.references, rest.sizes
        self.media = {record.media.path: record for record in rest.media}
        return pack

    def forget_items(self, settings: str) -> None:
        """Forget the items that were made with other settings; `settings` is the digest of what they depend on."""
        if self.settings != settings:
            self.settings = settings
            self.is_changed = True
            records = self.records
            self._kept = None
            if self._index is not None:
                self._index.forget()
            self.records = {
                path: record if record.item is None else msgspec.structs.replace(record, item=None, shown_at=(0, 0))
                for path, record in records.items()
            }

    def keep(self, packed: Packed, signature: Signature, known: Record | None = None) -> Record:
        """Remember what was read; `known` is the record that has the body already, if one has."""
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
        """Remember the item of a record that had none, and what lists show of it."""
        data = pack_shown(shown)
        shown_at = self.pack.add(data) if data else (0, 0)
        self.records[record.path] = msgspec.structs.replace(record, item=item, shown_at=shown_at)
        self.is_changed = True

    def entry(self, path: str) -> Entry:
        """Return the entry of a content file; raises KeyError, and CacheDamagedError."""
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
        """Return what lists show of a record's item, if that is known; raises CacheDamagedError."""
        if not record.shown_at[1]:
            return None
        try:
            return _SHOWN.decode(self.pack.get(record.shown_at))
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("card") from error

    def body_memo(self, place: Location) -> BodyMemo:
        """Return a body with its findings; raises CacheDamagedError."""
        try:
            return _BODY.decode(self.pack.get(place))
        except msgspec.MsgspecError as error:
            raise CacheDamagedError("body") from error

    def size_of(self, digest: str, width: int) -> bytes | None:
        """Return a picture in a size that was made before; raises CacheDamagedError."""
        place = self.sizes.get(f"{digest} {width}")
        return self.pack.get(place) if place else None

    def keep_size(self, digest: str, width: int, content: bytes) -> None:
        """Remember a picture in a size."""
        self.sizes[f"{digest} {width}"] = self.pack.add(content)
        self.is_changed = True

    def _forget_sizes(self) -> None:
        """Forget the sizes of pictures that are gone."""
        known = {record.media.digest for record in self.media.values()}
        self.sizes = {name: place for name, place in self.sizes.items() if name.partition(" ")[0] in known}

    def save(self) -> None:
        """Put everything into the cache; raises OSError. Its folder is locked by whoever calls."""
        folder, index = self._folder, self._index
        assert folder is not None
        assert index is not None
        if not self.is_changed:
            return
        if self.pack.name and not index.is_as_it_was():
            return  # Another build has saved meanwhile: what is in our pack is not where its index says.
        # What edits leave behind in the pack is packed when it may be half of it.
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
        """Leave behind what no record names any more, if that is most of the pack."""
        records = self.records.values()
        # Bodies that two records share count twice: to find them takes longer than most builds save.
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
        """Take the memory, and records that are no longer in it."""
        self._memory = memory
        self._by_digest = {record.body: record for record in extra.values() if record.body and record.body_at[1]}

    def find(self, markdown: str) -> BodyMemo | None:
        record = self._by_digest.get(hashlib.sha256(markdown.encode()).hexdigest())
        return self._memory.body_memo(record.body_at) if record else None

    def record(self, digest: str) -> Record | None:
        """Return the record that has a body."""
        return self._by_digest.get(digest)


class StaleError(Exception):
    """What the cache has of a file is not what the last build read: everything has to be read and planned anew."""


class CachedRecords(Mapping[str, Record]):
    """The records of a cache by path, each read when it is asked for, as far as the files have not changed since."""

    def __init__(self, memory: Memory, files: Mapping[str, Signature]) -> None:
        """Take the memory, and the signatures of the project's files by path."""
        self._memory = memory
        self._files = files

    def __getitem__(self, path: str) -> Record:
        record = self._memory.record(path)
        if record is None:
            raise KeyError(path)
        if record.signature != self._files.get(path):
            # Another build may have saved its records and no manifest.
            raise StaleError(path)
        return record

    def __iter__(self) -> Iterator[str]:
        return iter(self._memory.records)

    def __len__(self) -> int:
        return len(self._memory.records)


class Overlay(Mapping[str, Record]):
    """Records by path, with other ones at some paths, or none (None)."""

    def __init__(self, records: Mapping[str, Record], changed: Mapping[str, Record | None]) -> None:
        """Take the records, and what replaces some of them."""
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
        """Take the records by path."""
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
    """The entries of content files by path, each read when it is asked for; `seen` are the paths that were asked for."""

    def __init__(self, memory: Memory, records: Mapping[str, Record]) -> None:
        """Take the memory, and the records as they were when a site was planned."""
        self._memory = memory
        self._records = records
        self.seen: set[str] = set()

    def __getitem__(self, path: str) -> Entry:
        self.seen.add(path)
        return self._memory.entry_at(self._records[path].entry_at)

    def __iter__(self) -> Iterator[str]:
        return iter(self._records)

    def __len__(self) -> int:
        return len(self._records)

    def shown(self, path: str) -> Shown | None:
        """Return what lists show of an article, if that is known."""
        return self._memory.shown(self._records[path])

    def record(self, path: str) -> Record | None:
        """Return the record of a content file."""
        return self._records.get(path)


class BodyStore:
    """Bodies by the digest of their Markdown; raises CacheDamagedError.

    A digest always means the same body, so what is known only grows, whatever site asks.
    """

    def __init__(self, memory: Memory) -> None:
        """Take the memory that has the bodies."""
        self._memory = memory
        self._places: dict[str, Location] = {}
        self._entries: Entries | None = None

    def learn(self, entries: Entries) -> None:
        """InputScan for bodies among these entries from now on."""
        self._entries = entries

    def __call__(self, digest: Digest) -> Body:
        """Return a body: it is looked for among the entries that were asked for, then among all."""
        if digest not in self._places and self._entries is not None:
            self._find(list(self._entries.seen))
        if digest not in self._places and self._entries is not None:
            self._find(self._entries)
        if digest not in self._places:
            raise CacheDamagedError("body")
        body = self._memory.body_memo(self._places[digest]).body
        if body is None:
            raise CacheDamagedError("body")
        return body

    def _find(self, paths: Iterable[str]) -> None:
        assert self._entries is not None
        records = filter(None, map(self._entries.record, paths))
        self._places |= {record.body: record.body_at for record in records if record.body}


def _places(record: Record) -> tuple[Location, Location, Location]:
    return record.entry_at, record.body_at, record.shown_at


#: The fields of a record that say where something lies.
_PLACES: Final = ("entry_at", "body_at", "shown_at")
_ENTRY = msgspec.msgpack.Decoder(Entry)
_SHOWN = msgspec.msgpack.Decoder(Shown)
_BODY = msgspec.msgpack.Decoder(BodyMemo)
