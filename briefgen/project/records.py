"""Floor 6. The records of a project's files in the cache: an index, and a file with the changes since it was written.

A plan of the whole site needs all records, and reads them at once. An edit needs a few records, so each can be read by
itself. Most builds change a record or two, and rewriting ten thousand for that takes a tenth of a build: so changed records
go to a second file, which names the digest of the index that it belongs to.
"""

from collections.abc import Collection, Iterator, Mapping
from functools import cached_property
from itertools import accumulate
from typing import Final

import msgspec

from briefgen.disk.cache import CacheFolder, Location
from briefgen.disk.sources import Signature
from briefgen.plan.items import Item
from briefgen.plan.media import Media
from briefgen.project.layouts import References
from briefgen.values.diagnostics import Diagnostic

#: The names of the index and of the file with changed records, in the cache.
_INDEX: Final = "index"
_NEWS: Final = "index-news"
#: Changed records that the second file has at most; with more, reading two files costs more than not rewriting the index
#: saves.
_NEWS_LIMIT: Final = 200


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one content file.

    `read_at_ns` is the instant when the file was read, in nanoseconds, `digest` the digest of its bytes. `is_good` says
    whether the entry has content. `body` is the digest of the Markdown. `item` is set for a good article, and was made with
    the settings of `Rest.settings`. `entry_at`, `body_at` and `shown_at` (what lists show) are places in the pack; a length
    of 0 says that the pack does not have the value.
    """

    path: str
    signature: Signature
    read_at_ns: int
    digest: str
    is_good: bool
    findings: tuple[Diagnostic, ...]
    entry_at: Location
    body: str
    body_at: Location
    item: Item | None = None
    shown_at: Location = (0, 0)


class MediaRecord(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one file beside the articles, and the instant when it was read, in nanoseconds."""

    signature: Signature
    read_at_ns: int
    media: Media


class Rest(msgspec.Struct, frozen=True, array_like=True):
    """What the index has beside the records of content files.

    Name and size of the pack in bytes, the digest of the settings, files beside the articles, references of layouts, and the
    places of resized pictures in the pack.
    """

    pack: str
    pack_size: int
    settings: str
    media: list[MediaRecord]
    references: References
    sizes: dict[str, Location]


class _Tail(msgspec.Struct, frozen=True, array_like=True):
    """The end of an index, after the records: their paths in order, the size of each in bytes, and the rest."""

    paths: list[str]
    sizes: list[int]
    rest: Rest


class _News(msgspec.Struct, frozen=True, array_like=True):
    """The changes since an index was written: its digest, new or changed records, paths of removed ones, and the rest."""

    index: bytes
    records: list[Record]
    gone: list[str]
    rest: Rest


class Records:
    """The records of a cache, decoded when they are looked up, one by one or all at once."""

    def __init__(self, tail: _Tail, data: memoryview, news: _News | None) -> None:
        """Take the end of an index, the bytes of its records, and the changes since it was written."""
        self._tail = tail
        self._data = data
        self.news = {record.path: record for record in news.records} if news else {}
        self.gone = list(news.gone) if news else []
        #: The size of the pack in bytes when the index was written.
        self.pack_size = tail.rest.pack_size

    @cached_property
    def old(self) -> dict[str, Record]:
        """The records of the index by path, without the changes since; raises MsgspecError."""
        found = dict(zip(self._tail.paths, _RECORDS.decode(self._data), strict=True))
        # The bytes take as much memory as the decoded records, and no record is decoded by itself any more.
        self._data = memoryview(b"")
        return found

    def all(self) -> dict[str, Record]:
        """Return all records by path; raises MsgspecError."""
        found = self.old | self.news
        for path in self.gone:
            found.pop(path, None)
        return found

    def find(self, path: str) -> Record | None:
        """Return the record of one path, or None; raises MsgspecError."""
        found = self.news.get(path)
        if found is not None or path in self.gone:
            return found
        if "old" in vars(self):
            return self.old.get(path)
        if path not in self._numbers:
            return None
        number = self._numbers[path]
        return _RECORD.decode(self._data[self._ends[number] - self._tail.sizes[number] : self._ends[number]])

    def is_indexed(self, path: str) -> bool:
        """Has the index itself, without the changes since, a record of a path?"""
        return path in (self.old if "old" in vars(self) else self._numbers)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return dict(zip(self._tail.paths, range(len(self._tail.paths)), strict=True))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self._tail.sizes, initial=_HEAD))[1:]


class IndexFile:
    """The index in a cache, with the records that were read from it last."""

    def __init__(self, folder: CacheFolder) -> None:
        """Take the folder of the cache; no record is read yet."""
        self._folder = folder
        self._index = b""
        self._known: Mapping[str, Record] = {}
        self._records: Records | None = None
        self._signatures = self._signatures_now()

    def load(self) -> tuple[Records, Rest] | None:
        """Return the records and the rest, or None if the index is missing or damaged."""
        self._signatures = self._signatures_now()
        data = self._folder.load(_INDEX)
        if data is None:
            return None
        end = len(data) - _SIZE
        start = max(0, end - int.from_bytes(data[end:], "little"))
        try:
            tail = _TAIL.decode(data[start:end])
        except msgspec.MsgspecError:
            return None
        self._index = self._folder.digest(_INDEX)
        news = self._load_news()
        self._records = Records(tail, memoryview(data)[:start], news)
        return self._records, news.rest if news else tail.rest

    def _load_news(self) -> _News | None:
        data = self._folder.load(_NEWS)
        if data is None:
            return None
        try:
            news = _NEWS_DECODER.decode(data)
        except msgspec.MsgspecError:
            return None
        return news if news.index == self._index else None

    def forget(self) -> None:
        """Drop the records that were read, if nearly all of them will change: the next `save` writes the whole index."""
        self._index, self._known, self._records = b"", {}, None

    def is_as_it_was(self) -> bool:
        """Is the index unchanged on disk since this object read or wrote it?"""
        return self._signatures == self._signatures_now()

    @property
    def pack_size(self) -> int:
        """The size of the pack in bytes when the index was written."""
        return self._records.pack_size if self._records else 0

    def has_room(self, changed: Collection[str]) -> bool:
        """Can changes of records at some paths be saved by `amend`, without rewriting the index?"""
        known = self._records
        return known is not None and len({*known.news, *known.gone, *changed}) <= _NEWS_LIMIT

    def amend(self, changed: Mapping[str, Record | None], rest: Rest) -> None:
        """Save new and changed records by path, and remove records whose value is None; raises OSError.

        The index itself is not rewritten: `has_room` must have said that this is possible.
        """
        known = self._records
        assert known is not None
        known.news = {path: record for path, record in {**known.news, **changed}.items() if record is not None}
        gone = {path: None for path in (*known.gone, *changed) if path not in known.news}
        known.gone = [path for path in gone if known.is_indexed(path)]
        self._save_news(list(known.news.values()), known.gone, rest)

    def save(self, records: Mapping[str, Record], rest: Rest) -> None:
        """Save all records: only the changes if they are few, else the whole index; raises OSError.

        The caller has to hold the lock of the cache.
        """
        known = self._records.old if self._records else self._known
        news = [record for path, record in records.items() if known.get(path) is not record]
        gone = [path for path in known if path not in records] if len(records) - len(news) < len(known) else []
        if self._index and len(news) + len(gone) <= _NEWS_LIMIT:
            self._save_news(news, gone, rest)
            return
        self._folder.save(_INDEX, _packed(records, rest))
        self._folder.remove(_NEWS)
        self._index, self._known, self._records = self._folder.digest(_INDEX), dict(records), None
        self._signatures = self._signatures_now()

    def _save_news(self, news: list[Record], gone: list[str], rest: Rest) -> None:
        self._folder.save(_NEWS, msgspec.msgpack.encode(_News(self._index, news, gone, rest)))
        self._signatures = self._signatures_now()

    def _signatures_now(self) -> tuple[object, object]:
        return self._folder.stamp(_INDEX), self._folder.stamp(_NEWS)


def _packed(records: Mapping[str, Record], rest: Rest) -> Iterator[bytes]:
    # Part by part: all records of a large site at once are a tenth of a build's memory. The parts together are one array.
    sizes, encode = [], msgspec.msgpack.Encoder().encode_into
    part = bytearray(_ARRAY + len(records).to_bytes(_HEAD - len(_ARRAY), "big"))
    for record in records.values():
        start = len(part)
        encode(record, part, start)
        sizes.append(len(part) - start)
        if len(part) > _PART:
            yield bytes(part)
            part.clear()
    tail = msgspec.msgpack.encode(_Tail(list(records), sizes, rest))
    yield bytes(part) + tail + len(tail).to_bytes(_SIZE, "little")


#: Bytes of the number at the end of an index that gives the size of its tail.
_SIZE: Final = 8
#: The byte that begins an array in MessagePack (array 32), and the number of bytes of it and the array's length.
_ARRAY: Final = b"\xdd"
_HEAD: Final = 5
#: Bytes of an index that are collected before they are written.
_PART: Final = 1 << 20
_TAIL = msgspec.msgpack.Decoder(_Tail)
_RECORD = msgspec.msgpack.Decoder(Record)
_RECORDS = msgspec.msgpack.Decoder(list[Record])
_NEWS_DECODER = msgspec.msgpack.Decoder(_News)
