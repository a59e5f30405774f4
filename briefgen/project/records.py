"""Floor 6. The metadata of a project's files as the cache keeps it: an index, and what is new since it was written.

Planning needs all records, and reads them at once; an edit that leaves the plan as it is needs a few, so each can be read by
itself. Most builds change a record or two, and writing ten thousand for that, safely, is a tenth of their time: so these go
to a file of their own, which names the index that it is about.
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

#: The names of the two in the cache.
_INDEX: Final = "index"
_NEWS: Final = "index-news"
#: So many records are news at most; with more of them, reading both costs more than writing the index saves.
_NEWS_LIMIT: Final = 200


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one content file. `item` is that of a good article, under the settings of `Index.settings`.

    `is_good` says whether the entry has content. `body` is the digest of its Markdown, `body_at` where it lies. What lists
    show of the item lies at `shown_at`; a length of 0 says that it is not known.
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
    """What is known of one file beside the articles."""

    signature: Signature
    read_at_ns: int
    media: Media


class Rest(msgspec.Struct, frozen=True, array_like=True):
    """What is known beside the records of content files: where these lie, the settings' digest, media, layouts, sizes."""

    pack: str
    pack_size: int
    settings: str
    media: list[MediaRecord]
    references: References
    sizes: dict[str, Location]


class _Tail(msgspec.Struct, frozen=True, array_like=True):
    """What stands behind the records in an index: their paths in order, the bytes of each, and the rest."""

    paths: list[str]
    sizes: list[int]
    rest: Rest


class _News(msgspec.Struct, frozen=True, array_like=True):
    """Records that are new or others than in the index of this digest, the paths of those that are gone, and the rest."""

    index: bytes
    records: list[Record]
    gone: list[str]
    rest: Rest


class Records:
    """Records as the cache has them: read when they are asked for, one by one or all at once."""

    def __init__(self, tail: _Tail, data: memoryview, news: _News | None) -> None:
        """Take the paths and sizes of the records in an index, the records themselves, and what is new."""
        self._tail = tail
        self._data = data
        self.news = {record.path: record for record in news.records} if news else {}
        self.gone = list(news.gone) if news else []
        #: The size of the pack in bytes when the index was written.
        self.pack_size = tail.rest.pack_size

    @cached_property
    def old(self) -> dict[str, Record]:
        """Those of the index, by path; raises MsgspecError."""
        found = dict(zip(self._tail.paths, _RECORDS.decode(self._data), strict=True))
        # Of a large site they are as large again as bytes, and nobody asks for one by itself any more.
        self._data = memoryview(b"")
        return found

    def all(self) -> dict[str, Record]:
        """Return all of them by path; raises MsgspecError."""
        found = self.old | self.news
        for path in self.gone:
            found.pop(path, None)
        return found

    def find(self, path: str) -> Record | None:
        """Return one of them; raises MsgspecError."""
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
        """Does the index itself have a record of this path?"""
        return path in (self.old if "old" in vars(self) else self._numbers)

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return dict(zip(self._tail.paths, range(len(self._tail.paths)), strict=True))

    @cached_property
    def _ends(self) -> list[int]:
        return list(accumulate(self._tail.sizes, initial=_HEAD))[1:]


class IndexFile:
    """The index in a cache, and what was read from it last."""

    def __init__(self, folder: CacheFolder) -> None:
        """Take the cache."""
        self._folder = folder
        self._index = b""
        self._known: Mapping[str, Record] = {}
        self._records: Records | None = None
        self._stamps = self._stamps_now()

    def load(self) -> tuple[Records, Rest] | None:
        """Return the records and the rest, if there is a sound index."""
        self._stamps = self._stamps_now()
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
        """Have nothing to do with what was read: hardly a record will be the same."""
        self._index, self._known, self._records = b"", {}, None

    def is_as_it_was(self) -> bool:
        """Did nobody write it since it was looked at?"""
        return self._stamps == self._stamps_now()

    @property
    def pack_size(self) -> int:
        """The size of the pack in bytes when the index was written."""
        return self._records.pack_size if self._records else 0

    def has_room(self, changed: Collection[str]) -> bool:
        """Do the news have room for changes of records at so many paths?"""
        known = self._records
        return known is not None and len({*known.news, *known.gone, *changed}) <= _NEWS_LIMIT

    def amend(self, changed: Mapping[str, Record | None], rest: Rest) -> None:
        """Save records that changed or came, and which went (None); the other records stay as they are; raises OSError.

        The news must have room for them.
        """
        known = self._records
        assert known is not None
        known.news = {path: record for path, record in {**known.news, **changed}.items() if record is not None}
        gone = {path: None for path in (*known.gone, *changed) if path not in known.news}
        known.gone = [path for path in gone if known.is_indexed(path)]
        self._save_news(list(known.news.values()), known.gone, rest)

    def save(self, records: Mapping[str, Record], rest: Rest) -> None:
        """Put all into the cache; raises OSError. Its folder is locked by whoever calls."""
        known = self._records.old if self._records else self._known
        news = [record for path, record in records.items() if known.get(path) is not record]
        gone = [path for path in known if path not in records] if len(records) - len(news) < len(known) else []
        if self._index and len(news) + len(gone) <= _NEWS_LIMIT:
            self._save_news(news, gone, rest)
            return
        self._folder.save(_INDEX, _packed(records, rest))
        self._folder.remove(_NEWS)
        self._index, self._known, self._records = self._folder.digest(_INDEX), dict(records), None
        self._stamps = self._stamps_now()

    def _save_news(self, news: list[Record], gone: list[str], rest: Rest) -> None:
        self._folder.save(_NEWS, msgspec.msgpack.encode(_News(self._index, news, gone, rest)))
        self._stamps = self._stamps_now()

    def _stamps_now(self) -> tuple[object, object]:
        return self._folder.stamp(_INDEX), self._folder.stamp(_NEWS)


def _packed(records: Mapping[str, Record], rest: Rest) -> Iterator[bytes]:
    # Part by part: those of a large site take a tenth of what a build has at hand. Together they are an array.
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


#: Bytes of the number that says how long the tail of an index is.
_SIZE: Final = 8
#: What says in MessagePack that an array begins, and its bytes with those of its length.
_ARRAY: Final = b"\xdd"
_HEAD: Final = 5
#: Bytes of an index that are written at once.
_PART: Final = 1 << 20
_TAIL = msgspec.msgpack.Decoder(_Tail)
_RECORD = msgspec.msgpack.Decoder(Record)
_RECORDS = msgspec.msgpack.Decoder(list[Record])
_NEWS_DECODER = msgspec.msgpack.Decoder(_News)
