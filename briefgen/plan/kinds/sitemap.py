"""Floor 3. The sitemap, with all pages that search engines may see, and robots.txt."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from briefgen.plan.groups import ALL, BRIEFING, SOURCE, STORY, TAG
from briefgen.plan.kinds.lists import page_addresses
from briefgen.plan.planning import PAGE_NOTES, Planning
from briefgen.plan.recipes import Args, Document, Kind, Maker, NoArgs, Plain
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.parts import Robots, Sitemap, SitemapEntry, SitemapIndex

#: Entries that a sitemap file may have (sitemaps.org).
SITEMAP_LIMIT: Final = 50_000

#: An address, and the day of its last change in ISO 8601; the day is empty for all pages but those of articles.
Listed: TypeAlias = tuple[UrlPath, str]


class SitemapArgs(Args, frozen=True):
    """What a sitemap is made from: its addresses with the days of their last changes, in order of address."""

    listed: Plain[Listed]


class SitemapIndexArgs(Args, frozen=True):
    """What the index of sitemaps is made from: the number of sitemaps."""

    parts: int


def sitemap_recipes(_key: str, planning: Planning) -> Iterator[Document]:
    """Give the sitemap, in parts if it has too many addresses, and robots.txt."""
    yield from plan_sitemap([*_pages(planning), *_articles(planning)])
    yield Document(ROBOTS, permalinks.ROBOTS, NoArgs())


def plan_sitemap(listed: Sequence[Listed], *, limit: int = SITEMAP_LIMIT) -> Iterator[Document]:
    """Give the sitemap of some addresses; with more than `limit` addresses, parts of that size and their index."""
    entries = sorted(listed)
    if len(entries) <= limit:
        yield Document(SITEMAP, permalinks.SITEMAP, SitemapArgs(listed=Plain(entries)))
        return
    parts = [Plain(entries[start : start + limit]) for start in range(0, len(entries), limit)]
    yield Document(SITEMAP_INDEX, permalinks.SITEMAP, SitemapIndexArgs(parts=len(parts)))
    for number, part in enumerate(parts, start=1):
        yield Document(SITEMAP, permalinks.sitemap_part(number), SitemapArgs(listed=part))


def _articles(planning: Planning) -> Iterable[Listed]:
    return [(item.address, item.changed) for item in planning.of(ALL) if item.badge is None]


def _pages(planning: Planning) -> Iterator[Listed]:
    """Give the addresses of all pages but those of articles; `test_plan.py` compares them with the pages of a plan."""
    yield from ((address, "") for address in _standing(planning))
    yield from ((address, "") for address in _lists(planning))
    groups = planning.groups
    for year in {day[:4] for day in groups.days}:
        yield permalinks.year(int(year)), ""
    for month in {day[:7] for day in groups.days}:
        yield permalinks.month(date.fromisoformat(f"{month}-01")), ""
    for day in groups.days:
        yield permalinks.day_page(date.fromisoformat(day)), ""
    for key in groups.of(BRIEFING):
        region, _, day = key.partition("/")
        yield permalinks.briefing(region, date.fromisoformat(day)), ""
    for key in groups.of(STORY):
        yield permalinks.story(key), ""


def _standing(planning: Planning) -> Iterator[UrlPath]:
    yield from (permalinks.HOME, permalinks.ARCHIVE, permalinks.STORIES, permalinks.SOURCES, permalinks.TAGS)
    yield permalinks.CORRECTIONS
    if planning.context.settings.search:
        yield permalinks.SEARCH
    prefix = f"content/{PAGE_NOTES}/"
    for path in planning.notes:
        if path.startswith(prefix):
            yield permalinks.standing(path.removeprefix(prefix).removesuffix(".md"))


def _lists(planning: Planning) -> Iterator[UrlPath]:
    groups, size = planning.groups, planning.context.settings.page_size
    for region in planning.context.regions:
        yield from page_addresses(len(groups.region_days.get(region, ())), size, permalinks.region(region))
    for key in groups.of(SOURCE):
        yield from page_addresses(groups.size(SOURCE, key), size, permalinks.source(key))
    for key in groups.of(TAG):
        yield from page_addresses(groups.size(TAG, key), size, permalinks.tag(key))


def _sitemap(maker: Maker, _address: UrlPath, args: SitemapArgs) -> Sitemap:
    url = maker.context.site.url
    return Sitemap(
        entries=tuple(
            SitemapEntry(url=url(address), changed=date.fromisoformat(changed) if changed else None)
            for address, changed in args.listed
        )
    )


def _sitemap_index(maker: Maker, _address: UrlPath, args: SitemapIndexArgs) -> SitemapIndex:
    addresses = (permalinks.sitemap_part(number) for number in range(1, args.parts + 1))
    return SitemapIndex(urls=tuple(map(maker.context.site.url, addresses)))


def _robots(maker: Maker, _address: UrlPath, _args: NoArgs) -> Robots:
    return Robots(sitemap=maker.context.site.url(permalinks.SITEMAP))


SITEMAP = Kind("sitemap", "", _sitemap)
SITEMAP_INDEX = Kind("sitemap_index", "", _sitemap_index)
ROBOTS = Kind("robots", "", _robots)
