"""Floor 5. The metadata of a project's files as the cache keeps it: an index, and what is new since it was written.

All is read at once, since planning needs all. But most builds change a record or two, and writing ten thousand for that,
safely, is a tenth of their time: so these go to a file of their own, which names the index that it is about.
"""

from collections.abc import Mapping
from typing import Final

import msgspec

from briefgen.diagnostics import Diagnostic
from briefgen.plan import Item, Media
from briefgen.project.layouts import References
from briefgen.sources import Signature
from briefgen.store import CacheFolder, Location

#: The names of the two in the cache.
_INDEX: Final = "index"
_NEWS: Final = "index-news"
#: So many records are news at most; with more of them, reading both costs more than writing the index saves.
_NEWS_LIMIT: Final = 200


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one content file. `item` is that of a good article, under the settings of `Index.settings`.

    `is_good` says whether the entry has content. `body` is the digest of its Markdown, `body_at` where it lies.
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


class _Index(msgspec.Struct, frozen=True, array_like=True):
    records: list[Record]
    rest: Rest


class _News(msgspec.Struct, frozen=True, array_like=True):
    """Records that are new or others than in the index of this digest, the paths of those that are gone, and the rest."""

    index: bytes
    records: list[Record]
    gone: list[str]
    rest: Rest


class IndexFile:
    """The index in a cache, and what was read from it last."""

    def __init__(self, folder: CacheFolder) -> None:
        """Take the cache."""
        self._folder = folder
        self._index = b""
        self._records: Mapping[str, Record] = {}
        self._stamps = self._stamps_now()

    def load(self) -> tuple[dict[str, Record], Rest] | None:
        """Return the records by path, and the rest, if there is a sound index."""
        self._stamps = self._stamps_now()
        data = self._folder.load(_INDEX)
        if data is None:
            return None
        try:
            index = _INDEX_DECODER.decode(data)
        except msgspec.MsgspecError:
            return None
        self._index = self._folder.digest(_INDEX)
        self._records = {record.path: record for record in index.records}
        records, rest = dict(self._records), index.rest
        news = self._load_news()
        if news is not None:
            records |= {record.path: record for record in news.records}
            for path in news.gone:
                records.pop(path, None)
            rest = news.rest
        return records, rest

    def _load_news(self) -> _News | None:
        data = self._folder.load(_NEWS)
        if data is None:
            return None
        try:
            news = _NEWS_DECODER.decode(data)
        except msgspec.MsgspecError:
            return None
        return news if news.index == self._index else None

    def is_as_it_was(self) -> bool:
        """Did nobody write it since it was looked at?"""
        return self._stamps == self._stamps_now()

    def save(self, records: Mapping[str, Record], rest: Rest) -> None:
        """Put all into the cache; raises OSError. Its folder is locked by whoever calls."""
        known = self._records
        news = [record for path, record in records.items() if known.get(path) is not record]
        gone = [path for path in known if path not in records] if len(records) - len(news) < len(known) else []
        if self._index and len(news) + len(gone) <= _NEWS_LIMIT:
            self._folder.save(_NEWS, msgspec.msgpack.encode(_News(self._index, news, gone, rest)))
        else:
            self._folder.save(_INDEX, msgspec.msgpack.encode(_Index(list(records.values()), rest)))
            self._folder.remove(_NEWS)
            self._index, self._records = self._folder.digest(_INDEX), dict(records)
        self._stamps = self._stamps_now()

    def _stamps_now(self) -> tuple[object, object]:
        return self._folder.stamp(_INDEX), self._folder.stamp(_NEWS)


_INDEX_DECODER = msgspec.msgpack.Decoder(_Index)
_NEWS_DECODER = msgspec.msgpack.Decoder(_News)
