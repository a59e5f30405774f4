"""Floor 6. The memory of a project's files: records by path, entries, bodies and media, from the cache or from this process.

A memory only saves time: an empty memory gives the same site. Entries and bodies stay in the pack until a page needs one.
"""

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import TracebackType
from typing import Final, Self

import msgspec

from briefgen.disk.cache import CacheDamagedError, CacheFolder, Location, Pack, Table, unpack
from briefgen.disk.sources import Signature
from briefgen.plan.entry_store import Shown
from briefgen.plan.items import Item
from briefgen.project.entries import BodyMemo, Reading
from briefgen.project.layouts import References
from briefgen.project.records import MediaRecord, Record, Rest
from briefgen.values.model import Body, Digest, Entry

#: The name of the index in the cache: paths and records of content files, and the rest.
_INDEX: Final = "index"
#: A pack is rewritten if less than half of it is in use, and its size in bytes is at least this.
_WORTH_PACKING: Final = 4_000_000


class StaleError(Exception):
    """The site of the last read or build cannot be changed: the whole site has to be read and planned."""


class Memory:
    """What is known of a project's files: records by path, and the pack with their entries and bodies.

    `known` has the records, each decoded when it is looked up; a change makes a new mapping. `sizes` has the places of
    resized pictures in the pack, `settings` the digest of the settings that items were made with, `index` the digest of the
    index in the cache that this memory was read from or saved to (empty: none).
    """

    def __init__(self, folder: CacheFolder | None = None, *, is_damaged: bool = False) -> None:
        """Take the folder of the cache, if there is one; nothing is read from a damaged cache."""
        self._folder = folder
        self.known: Mapping[str, Record] = {}
        self.media: dict[str, MediaRecord] = {}
        self.references: References = {}
        self.sizes: dict[str, Location] = {}
        self.settings = ""
        self.index = b""
        self.is_changed = False
        self.pack = Pack(folder.files if folder else None)
        #: The bytes of the pack that were in use when they were last counted.
        self._in_use = 0
        #: The places of bodies in the pack, by the digest of their Markdown.
        self._bodies: dict[str, Location] = {}
        self.entry_at = lru_cache(maxsize=64)(lambda place: unpack(_ENTRY, self.pack.get(place)))
        if folder is not None and not is_damaged:
            self._load(folder)

    def _load(self, folder: CacheFolder) -> None:
        try:
            rest, rows = unpack(_INDEX_DECODER, folder.load(_INDEX) or b"")
            self.pack = Pack(folder.files, rest.pack, rest.pack_size)
        except CacheDamagedError:
            return
        self.known = Table(rows, _record_of)
        self.settings, self.references, self.sizes = rest.settings, rest.references, rest.sizes
        self.media = {record.media.path: record for record in rest.media}
        self._in_use = rest.in_use
        self.index = folder.digest(_INDEX)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.pack.close()

    @property
    def records(self) -> dict[str, Record]:
        """All records by path, decoded; raises CacheDamagedError."""
        if not isinstance(self.known, dict):
            self.known = dict(self.known)
        return self.known

    def known_with(self, changed: Mapping[str, Record | None]) -> Mapping[str, Record]:
        """Return the records with some of them replaced, added or removed (None), by path; no other record is decoded."""
        rows = self.known.rows if isinstance(self.known, Table) else self.known
        merged = {path: row for path, row in {**rows, **changed}.items() if row is not None}
        # Kept, since planning needs the item of a record, and a list its card.
        return Table(merged, _record_of, keeps=True) if isinstance(self.known, Table) else merged

    def forget_items(self, settings: str) -> None:
        """Remove all items if the settings changed; `settings` is the digest of the settings."""
        if self.settings != settings:
            self.settings = settings
            self.is_changed = True
            self.known = {
                path: record if record.item is None else msgspec.structs.replace(record, item=None, shown_at=(0, 0))
                for path, record in self.records.items()
            }

    def keep(self, reading: Reading, signature: Signature) -> Record:
        """Put a reading into the pack, and return its record."""
        self.is_changed = True
        memo = reading.body_memo
        return Record(
            path=reading.path,
            signature=signature,
            read_at_ns=reading.read_at_ns,
            digest=reading.digest,
            is_good=reading.is_good,
            findings=reading.findings,
            entry_at=self.pack.add(reading.entry),
            body=reading.body,
            body_at=self.pack.add(memo) if memo else self._bodies.get(reading.body, (0, 0)),
            item=reading.item,
            shown_at=self.pack.add(reading.shown) if reading.shown else (0, 0),
        )

    def keep_item(self, record: Record, item: Item, shown: Shown | None) -> None:
        """Add an item to a record that has none, with what lists show of the article."""
        shown_at = self.pack.add(msgspec.msgpack.encode(shown)) if shown else (0, 0)
        self.records[record.path] = msgspec.structs.replace(record, item=item, shown_at=shown_at)
        self.is_changed = True

    def entry_of(self, record: Record) -> Entry:
        """Return the entry of a record; from then on its body is found by its digest. Raises CacheDamagedError."""
        self.learn_bodies((record,))
        return self.entry_at(record.entry_at)

    def shown(self, record: Record) -> Shown | None:
        """Return what lists show of a record's article, or None if the pack does not have it; raises CacheDamagedError."""
        return unpack(_SHOWN, self.pack.get(record.shown_at)) if record.shown_at[1] else None

    def learn_bodies(self, records: Iterable[Record]) -> None:
        """Find the bodies of these records by their digests from now on."""
        self._bodies |= {record.body: record.body_at for record in records if record.body_at[1]}

    def find_body(self, markdown: str) -> BodyMemo | None:
        """Return the body of a Markdown text with its findings, or None if it was not learnt; raises CacheDamagedError."""
        place = self._bodies.get(hashlib.sha256(markdown.encode()).hexdigest())
        return unpack(_BODY, self.pack.get(place)) if place else None

    def body(self, digest: Digest) -> Body:
        """Return a body by its digest, from the records that were learnt or else from all; raises CacheDamagedError."""
        if digest not in self._bodies:
            self.learn_bodies(record for record in self.known.values() if record.body == digest)
        body = unpack(_BODY, self.pack.get(self._bodies.get(digest, (0, 0)))).body
        if body is None:
            raise CacheDamagedError("body")
        return body

    def size_of(self, digest: str, width: int) -> bytes | None:
        """Return the bytes of a resized picture by the original's digest, or None; raises CacheDamagedError."""
        place = self.sizes.get(f"{digest} {width}")
        return self.pack.get(place) if place else None

    def keep_size(self, digest: str, width: int, content: bytes) -> None:
        """Put the bytes of a resized picture into the pack."""
        self.sizes[f"{digest} {width}"] = self.pack.add(content)
        self.is_changed = True

    def save(self) -> None:
        """Write the memory to the cache, if it changed; raises OSError. The caller has to hold the lock of the cache."""
        folder = self._folder
        assert folder is not None
        if not self.is_changed or (self.index and folder.digest(_INDEX) != self.index):
            return  # Or another build has saved since: the places of its index are not those of our pack.
        # Edits leave unused bytes in the pack. They are counted when they may be half of it, or if all records are decoded.
        if isinstance(self.known, dict) or self.pack.size + self.pack.unsaved >= max(2 * self._in_use, _WORTH_PACKING):
            self._compact(folder)
        self.pack.save()
        rows = self.known.rows if isinstance(self.known, Table) else self.known
        media = list(self.media.values())
        rest = Rest(self.pack.name, self.pack.size, self._in_use, self.settings, media, self.references, self.sizes)
        folder.save(_INDEX, msgspec.msgpack.encode((rest, rows)))
        self.index = folder.digest(_INDEX)
        self.is_changed = False
        for name in folder.files.names():
            # Old packs, and what a killed build was writing.
            if name.startswith(("pack-", ".new-")) and name != self.pack.name:
                folder.remove(name)

    def _compact(self, folder: CacheFolder) -> None:
        """Replace the pack by one without unused bytes, if these are most of it."""
        # The resized pictures whose original file is missing are not used any more.
        media = {record.media.digest for record in self.media.values()}
        self.sizes = {name: place for name, place in self.sizes.items() if name.partition(" ")[0] in media}
        records = self.records
        # Bodies that two records share are counted twice: finding them takes longer than an exact sum saves.
        self._in_use = sum([record.entry_at[1] + record.body_at[1] + record.shown_at[1] for record in records.values()])
        self._in_use += sum(length for _, length in self.sizes.values())
        if not self.pack.name or self.pack.size < max(2 * self._in_use, _WORTH_PACKING):
            return
        places = {place for record in records.values() for place in (record.entry_at, record.body_at, record.shown_at)}
        # Places that overlap would fill the disk. No build has written any.
        if sum(length for _, length in places | {*self.sizes.values()}) > self.pack.size + self.pack.unsaved:
            raise CacheDamagedError("places")
        packed = Pack(folder.files)
        moved = {place: packed.add(self.pack.get(place)) if place[1] else place for place in sorted(places)}
        self.sizes = {name: packed.add(self.pack.get(place)) for name, place in self.sizes.items()}
        self.pack.close()
        self.pack = packed
        self.entry_at.cache_clear()
        self._bodies.clear()
        self.known = {
            path: msgspec.structs.replace(
                record, entry_at=moved[record.entry_at], body_at=moved[record.body_at], shown_at=moved[record.shown_at]
            )
            for path, record in records.items()
        }


def _record_of(row: Record | msgspec.Raw) -> Record:
    return unpack(_RECORD, row) if isinstance(row, msgspec.Raw) else row


_INDEX_DECODER = msgspec.msgpack.Decoder(tuple[Rest, dict[str, msgspec.Raw]])
_RECORD = msgspec.msgpack.Decoder(Record)
_ENTRY = msgspec.msgpack.Decoder(Entry)
_SHOWN = msgspec.msgpack.Decoder(Shown)
_BODY = msgspec.msgpack.Decoder(BodyMemo)
