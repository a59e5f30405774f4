"""Floor 3. What hooks see of a site: its visible articles, by region, date, story, tag and country; nothing can be changed.

Whatever is not visible is in no group, so no hook meets a draft, or an embargoed or expired article, in a build for readers.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cached_property
from types import MappingProxyType

from briefgen.plan import groups as kinds
from briefgen.plan.entry_store import EntryStore
from briefgen.plan.items import Item, public_from
from briefgen.plan.planning import Planning
from briefgen.values.model import Extra


class PublishedArticle:
    """One visible article, as front matter and text state it. Keys are those of addresses and settings."""

    __slots__ = ("_item", "_store")

    def __init__(self, item: Item, store: EntryStore) -> None:
        """Take the item of the article, and the store that has its entry."""
        self._item = item
        self._store = store

    def __repr__(self) -> str:
        return f"<{self.path}>"

    @property
    def path(self) -> str:
        """The path of its file, such as content/a.md."""
        return self._item.path

    @property
    def address(self) -> str:
        """Its address on the site, without the base path."""
        return self._item.address

    @property
    def title(self) -> str:
        """Its title."""
        return self._store.shown(self.path).card.title

    @property
    def summary(self) -> str:
        """Its summary, else the beginning of its text."""
        return self._store.shown(self.path).card.summary

    @property
    def date(self) -> date:
        """Its day in the time zone of the site."""
        return self._item.day

    @property
    def published(self) -> datetime:
        """The instant since which readers can know it, in UTC."""
        return public_from(self._item)

    @property
    def region(self) -> str:
        """The key of its first region."""
        return self._item.home

    @property
    def regions(self) -> tuple[str, ...]:
        """The keys of its regions and of all regions above them."""
        return self._item.regions

    @property
    def countries(self) -> tuple[str, ...]:
        """The codes of its countries (ISO 3166-1), such as LB."""
        return self._item.countries

    @property
    def story(self) -> str:
        """The key of its story, or empty."""
        return self._item.story

    @property
    def tags(self) -> tuple[str, ...]:
        """The keys of its tags."""
        return tuple(key for key, _ in self._item.tags)

    @property
    def sources(self) -> tuple[str, ...]:
        """The names of its sources."""
        return tuple(source.name for source in self._item.sources)

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of its authors."""
        return self._store.article(self.path).authors

    @property
    def lang(self) -> str:
        """The tag of its language."""
        return self._item.lang

    @property
    def words(self) -> int:
        """The number of words of its text."""
        return self._item.words

    @property
    def weight(self) -> int:
        """Its weight in a briefing."""
        return self._item.weight

    @property
    def corrected(self) -> bool:
        """Whether it has corrections."""
        return self._item.is_corrected

    @property
    def extra(self) -> Mapping[str, Extra]:
        """The `extra` of its front matter."""
        return MappingProxyType({key: _frozen(value) for key, value in self._store.article(self.path).extra.items()})


class Published:
    """The visible articles of a site, newest first, and the same in groups; no group is empty."""

    def __init__(self, planning: Planning) -> None:
        """Take what the site is planned from."""
        self._planning = planning
        self._by_path: dict[str, PublishedArticle] = {}

    @cached_property
    def articles(self) -> tuple[PublishedArticle, ...]:
        """All articles."""
        return self._group(kinds.ALL, "")

    @cached_property
    def by_region(self) -> Mapping[str, tuple[PublishedArticle, ...]]:
        """The articles of each region and of those below it, by key, in the order of the settings."""
        keys = self._planning.context.regions
        return self._groups(kinds.REGION, (key for key in keys if self._planning.groups.has(kinds.REGION, key)))

    @cached_property
    def by_date(self) -> Mapping[date, tuple[PublishedArticle, ...]]:
        """The articles of each day, newest first."""
        days = self._planning.groups.days
        return MappingProxyType({date.fromisoformat(day): self._group(kinds.DAY, day) for day in days})

    @cached_property
    def by_story(self) -> Mapping[str, tuple[PublishedArticle, ...]]:
        """The articles of each story, by key in ascending order."""
        return self._groups(kinds.STORY, self._planning.groups.keys(kinds.STORY))

    @cached_property
    def by_tag(self) -> Mapping[str, tuple[PublishedArticle, ...]]:
        """The articles of each tag, by key in ascending order."""
        return self._groups(kinds.TAG, self._planning.groups.keys(kinds.TAG))

    @cached_property
    def by_country(self) -> Mapping[str, tuple[PublishedArticle, ...]]:
        """The articles of each country, by code in ascending order."""
        return self._groups(kinds.COUNTRY, self._planning.groups.keys(kinds.COUNTRY))

    def region_name(self, key: str) -> str:
        """Return the name of a region of the settings; raises KeyError."""
        return self._planning.context.regions.name(key)

    def story_title(self, key: str) -> str:
        """Return the title of a story, which need not have articles."""
        return self._planning.story_title(key)

    def tag_name(self, key: str) -> str:
        """Return a tag as its articles spell it; raises KeyError."""
        return self._planning.groups.tag_names[key]

    def country_name(self, code: str) -> str:
        """Return the name of a country in the language of the site."""
        return self._planning.context.country(code)

    @cached_property
    def extra(self) -> Mapping[str, Extra]:
        """The `extra` of the settings."""
        return MappingProxyType({key: _frozen(value) for key, value in self._planning.context.settings.extra.items()})

    def _groups(self, kind: str, keys: Iterable[str]) -> Mapping[str, tuple[PublishedArticle, ...]]:
        return MappingProxyType({key: self._group(kind, key) for key in keys})

    def _group(self, kind: str, key: str) -> tuple[PublishedArticle, ...]:
        return tuple(map(self._article, self._planning.groups.get(kind, key)))

    def _article(self, path: str) -> PublishedArticle:
        found = self._by_path.get(path)
        if found is None:
            planning = self._planning
            found = self._by_path[path] = PublishedArticle(planning.items[path], planning.maker.store)
        return found


def item_of(article: object, site: Published) -> Item | None:
    """Return the item of an article of a site; None for anything else: an article of an earlier run may be hidden now."""
    if not isinstance(article, PublishedArticle) or site._by_path.get(article.path) is not article:
        return None
    return article._item


def _frozen(value: Extra) -> Extra:
    """Return a value of `extra` that cannot be changed: the entry of an article is read once for many pages."""
    if isinstance(value, dict):
        return MappingProxyType({key: _frozen(inner) for key, inner in value.items()})
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
