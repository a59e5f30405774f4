"""Floor 3. The entries of content files by path, and the cards that lists show of articles."""

from collections.abc import Callable, Collection, Mapping
from itertools import islice
from typing import Final

import msgspec

from briefgen.values.model import Article, Entry
from briefgen.values.parts import Card

#: Cards that are held at most, of 2 KB each: a card is shown on half a dozen pages, and decoding one takes 10 microseconds.
_CARDS_LIMIT: Final = 8_192


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What lists show of an article: its card without a badge, and its first key point (empty where there is none)."""

    card: Card
    point: str


class EntryStore:
    """Where views find content files: entries by path, and what lists show of articles.

    Entries are fetched when a page needs one. The cards that were fetched last are held: lists side by side show the same
    articles.
    """

    __slots__ = ("_entries", "_find", "_make_card", "_shown")

    def __init__(
        self, entries: Mapping[str, Entry], make_card: Callable[[Entry], Card], find: Callable[[str], Shown | None]
    ) -> None:
        """Take the entries by path, what makes a card of an entry, and what finds a card in the cache by path."""
        self._entries = entries
        self._make_card = make_card
        self._find = find
        self._shown: dict[str, Shown] = {}

    def changed(
        self, entries: Mapping[str, Entry], find: Callable[[str], Shown | None], paths: Collection[str]
    ) -> "EntryStore":
        """Return a store of other entries, which differ from the entries of this store in some paths only."""
        store = EntryStore(entries, self._make_card, find)
        store._shown = {path: shown for path, shown in self._shown.items() if path not in paths}
        return store

    def entry(self, path: str) -> Entry:
        """Return the entry of a content file; raises KeyError."""
        return self._entries[path]

    def article(self, path: str) -> Article:
        """Return the article at a path that has one."""
        content = self._entries[path].content
        assert isinstance(content, Article)
        return content

    def card(self, path: str) -> Card:
        """Return the card of an article, without a badge."""
        return self._shown_of(path).card

    def key_point(self, path: str) -> str:
        """Return the first key point of an article, or an empty text."""
        return self._shown_of(path).point

    def forget_cards(self) -> None:
        """Free the cards that are held."""
        self._shown.clear()

    def _shown_of(self, path: str) -> Shown:
        shown = self._shown.get(path)
        if shown is None:
            if len(self._shown) >= _CARDS_LIMIT:
                for oldest in list(islice(self._shown, _CARDS_LIMIT // 2)):
                    del self._shown[oldest]
            shown = self._find(path)
            if shown is None:
                entry = self._entries[path]
                shown = shown_of(entry, self._make_card(entry))
            self._shown[path] = shown
        return shown


def shown_of(entry: Entry, card: Card) -> Shown:
    """Return what lists show of an article's entry."""
    points = entry.content.key_points if isinstance(entry.content, Article) else ()
    return Shown(card, points[0] if points else "")
