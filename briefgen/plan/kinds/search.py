"""Floor 3. The search index in pieces: per language, by year, and by month where a year holds too many items."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final

import msgspec

from briefgen.plan.desk import Desk
from briefgen.plan.items import Item
from briefgen.plan.recipes import digest_of
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.views import SearchLanguage

#: Items of one language in a year up to which the year has one index. A run of Pagefind over so many, of 500 words each,
#: takes 2.4 CPU seconds and 216 MB, and both grow with the number: `docs/search.md` has the figures.
PIECE_LIMIT: Final = 2_000


class SearchIndex(msgspec.Struct, frozen=True):
    """One piece of the search index: the items of one language and period, newest first.

    `is_first` marks the newest period of its language: its folder holds the program that searches all of them.
    """

    lang: str
    period: str
    items: tuple[Item, ...]
    is_first: bool

    @property
    def address(self) -> UrlPath:
        """The folder of its files."""
        return permalinks.search_index(self.lang, self.period)

    @property
    def key(self) -> bytes:
        """The digest of all that is in it: what pages and lists show of its items."""
        items = [(item.own, item.card) for item in self.items]
        return digest_of(("search", self.lang, self.period, self.is_first, items))


def plan_indexes(items: Iterable[Item], desk: Desk, *, limit: int = PIECE_LIMIT) -> tuple[SearchIndex, ...]:
    """Return the pieces, those of the site's language first, then by language, each newest period first.

    Takes visible items newest first. One that only a preview shows is in none of them.
    """
    if not (desk.settings.search and desk.settings.search_index):
        return ()
    shown = [item for item in items if item.badge is None]
    own = primary_language(desk.settings.language)
    years = Counter((primary_language(item.lang), item.day.year) for item in shown)
    pieces: dict[str, dict[str, list[Item]]] = defaultdict(lambda: defaultdict(list))
    for item in shown:
        lang, day = primary_language(item.lang), item.day.isoformat()
        pieces[lang][day[:7] if years[lang, item.day.year] > limit else day[:4]].append(item)
    return tuple(
        SearchIndex(lang, period, tuple(pieces[lang][period]), is_first=number == 0)
        for lang in sorted(pieces, key=lambda lang: (lang != own, lang))
        for number, period in enumerate(sorted(pieces[lang], reverse=True))
    )


def search_languages(indexes: Iterable[SearchIndex], desk: Desk) -> tuple[SearchLanguage, ...]:
    """Return where the search page finds the pieces, by language."""
    folders: dict[str, list[str]] = {}
    for index in indexes:
        folders.setdefault(index.lang, []).append(desk.href(index.address))
    return tuple(SearchLanguage(lang=lang, indexes=tuple(found)) for lang, found in folders.items())


def primary_language(tag: str) -> str:
    """Return the first part of a language tag, by which texts are indexed."""
    return tag.split("-", maxsplit=1)[0].lower()
