"""Floor 3. The entries of content files by path, and the cards that lists show of articles."""

from collections.abc import Callable, Collection, Mapping
from itertools import islice
from typing import Final

import msgspec

from briefgen.values.model import Article, Entry
from briefgen.values.parts import Card

#: Cards that a store caches at most, of 2 KB each: half a dozen pages show a card, and decoding one takes 10 microseconds.
_CARDS_LIMIT: Final = 8_192


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What lists show of an article: its card without a badge, and its first key point (empty: it has none)."""

    card: Card
    point: str


def article_of(entry: Entry) -> Article:
    """Return the article of an entry; if the file has errors, the article as far as it could be read."""
    content = entry.content or entry.stray
    assert isinstance(content, Article)
    return content


class EntryStore:
    """The entries of content files by path, each read when a page needs it, and the cards of articles.

    The store caches the cards that were read last: pages that are made one after the other show the same articles.
    """

    __slots__ = ("_entries", "_find", "_make", "_shown")

    def __init__(
        self, entries: Mapping[str, Entry], make: Callable[[Entry], Shown], find: Callable[[str], Shown | None]
    ) -> None:
        """Take the entries by path; `make` returns what lists show of an entry, `find` what the cache has, or None."""
        self._entries = entries
        self._make = make
        self._find = find
        self._shown: dict[str, Shown] = {}

    def changed(
        self, entries: Mapping[str, Entry], find: Callable[[str], Shown | None], paths: Collection[str]
    ) -> "EntryStore":
        """Return a store of new entries, which differ at some paths only; cached cards of all other paths are kept."""
        store = EntryStore(entries, self._make, find)
        store._shown = {path: shown for path, shown in self._shown.items() if path not in paths}
        return store

    def entry(self, path: str) -> Entry:
        """Return the entry of a content file; raises KeyError."""
        return self._entries[path]

    def article(self, path: str) -> Article:
        """Return the article at a path; the entry must be that of an article. Raises KeyError."""
        return article_of(self._entries[path])

    def card(self, path: str) -> Card:
        """Return the card of an article, without a badge; raises KeyError."""
        return self.shown(path).card

    def forget_cards(self) -> None:
        """Drop all cached cards, to free their memory."""
        self._shown.clear()

    def shown(self, path: str) -> Shown:
        """Return what lists show of an article; raises KeyError."""
        shown = self._shown.get(path)
        if shown is None:
            if len(self._shown) >= _CARDS_LIMIT:
                for oldest in list(islice(self._shown, _CARDS_LIMIT // 2)):
                    del self._shown[oldest]
            shown = self._shown[path] = self._find(path) or self._make(self._entries[path])
        return shown
