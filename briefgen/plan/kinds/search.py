"""Floor 3. The search page, and the search index in pieces: one for a language and year, or month if a year has many."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from briefgen.plan.groups import ALL, STORY, TAG
from briefgen.plan.items import Item, primary_language
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Kind, Page, Ready
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.values.model import UrlPath, digest_of
from briefgen.values.parts import SearchLanguage
from briefgen.values.views import SearchView

#: Articles of one language in a year up to which the year is one piece. A run of Pagefind over so many articles of 500 words
#: takes 2.4 CPU seconds and 216 MB, and both grow with the number: `docs/search.md` has the figures.
PIECE_LIMIT: Final = 2_000

#: Tags and stories that the search page offers.
_OFFERED: Final = 50


class SearchIndex(msgspec.Struct, frozen=True):
    """One piece of the search index: the articles of one language and one period, newest first.

    A period is a year (2025) or a month (2025-04). `is_first` marks the newest period of its language: its folder has the
    program that searches all pieces of the language.
    """

    lang: str
    period: str
    items: tuple[Item, ...]
    is_first: bool

    @property
    def address(self) -> UrlPath:
        """The address of the folder for the files of this piece."""
        return permalinks.search_index(self.lang, self.period)

    @property
    def key(self) -> bytes:
        """The digest of what this piece is made from: language, period, and what pages and lists show of its articles."""
        items = [(item.own, item.card) for item in self.items]
        return digest_of(("search", self.lang, self.period, self.is_first, items))


def search_recipes(_key: str, planning: Planning) -> Iterator[Page]:
    """Give the search page, if the settings have `search`."""
    if not planning.context.settings.search:
        return
    groups, context = planning.groups, planning.context
    sizes = {key: groups.size(TAG, key) for key in groups.of(TAG)}
    tags = sorted(sizes, key=lambda key: (-sizes[key], key))[:_OFFERED]
    years = sorted({int(day[:4]) for day in groups.days}, reverse=True)
    folders: dict[str, list[str]] = {}
    for index in search_indexes(planning):
        folders.setdefault(index.lang, []).append(context.href(index.address))
    view = SearchView(
        **context.labelled("search", permalinks.SEARCH, section="search"),
        years=tuple(context.link(str(year), permalinks.year(year)) for year in years),
        tags=tuple(context.link(groups.tag_names[key], permalinks.tag(key), sizes[key]) for key in tags),
        stories=tuple(
            context.link(planning.story_title(key), permalinks.story(key), groups.size(STORY, key))
            for key in groups.keys(STORY)[:_OFFERED]
        ),
        languages=tuple(SearchLanguage(lang=lang, indexes=tuple(found)) for lang, found in folders.items()),
    )
    yield Page(SEARCH, permalinks.SEARCH, Ready(view=view))


def search_indexes(planning: Planning) -> tuple[SearchIndex, ...]:
    """Return the pieces of the search index; none unless the settings have `search` and `search_index`."""
    settings = planning.context.settings
    return plan_indexes(planning.of(ALL), planning.context) if settings.search and settings.search_index else ()


def plan_indexes(items: Iterable[Item], context: SiteContext, *, limit: int = PIECE_LIMIT) -> tuple[SearchIndex, ...]:
    """Return the pieces of the search index: the site's language first, then by language; newest period first.

    Takes visible articles, newest first. An article with a badge, which only a preview shows, is in no piece. A year with
    more than `limit` articles in one language is split into months.
    """
    shown = [item for item in items if item.badge is None]
    own = primary_language(context.settings.language)
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


SEARCH = Kind("search", "search.html")
