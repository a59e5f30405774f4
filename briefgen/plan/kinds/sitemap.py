"""Floor 3. The sitemap, with all pages that search engines may see, and robots.txt."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

from briefgen.plan.groups import ALL, BRIEFING, COUNTRY, SOURCE, STORY, TAG
from briefgen.plan.kinds.lists import page_addresses
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Document, Kind, Maker, Plain, Ready
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
    listed = [(address, "") for address in _pages(planning)]
    listed += [(item.address, item.changed) for item in planning.of(ALL) if item.badge is None]
    yield from plan_sitemap(listed)
    context = planning.context
    robots = Robots(sitemap=context.site.url(permalinks.SITEMAP), ai_use=context.settings.ai_use)
    yield Document(ROBOTS, permalinks.ROBOTS, Ready(view=robots))


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


def _pages(planning: Planning) -> Iterator[UrlPath]:
    """Give the addresses of all pages but those of articles; `test_plan.py` compares them with the pages of a plan."""
    groups, settings = planning.groups, planning.context.settings
    yield from (permalinks.HOME, permalinks.ARCHIVE, permalinks.STORIES, permalinks.SOURCES, permalinks.TAGS)
    yield from (permalinks.COUNTRIES, permalinks.CORRECTIONS)
    if settings.search:
        yield permalinks.SEARCH
    yield from map(permalinks.standing, planning.page_keys)
    yield from (page.address for pages in planning.own_pages.values() for page in pages)
    for region in planning.context.regions:
        yield from page_addresses(len(groups.region_days.get(region, ())), settings.page_size, permalinks.region(region))
    for kind, address in ((SOURCE, permalinks.source), (TAG, permalinks.tag), (COUNTRY, permalinks.country)):
        for key in groups.of(kind):
            yield from page_addresses(groups.size(kind, key), settings.page_size, address(key))
    for year in {day[:4] for day in groups.days}:
        yield permalinks.year(int(year))
    for month in {day[:7] for day in groups.days}:
        yield permalinks.month(date.fromisoformat(f"{month}-01"))
    for day in groups.days:
        yield permalinks.day_page(date.fromisoformat(day))
    for key in groups.of(BRIEFING):
        region, _, day = key.partition("/")
        yield permalinks.briefing(region, date.fromisoformat(day))
    yield from map(permalinks.story, groups.of(STORY))


def _sitemap(maker: Maker, _address: UrlPath, args: SitemapArgs) -> Sitemap:
    entries = [
        SitemapEntry(url=maker.context.site.url(address), changed=date.fromisoformat(changed) if changed else None)
        for address, changed in args.listed
    ]
    return Sitemap(entries=tuple(entries))


def _sitemap_index(maker: Maker, _address: UrlPath, args: SitemapIndexArgs) -> SitemapIndex:
    addresses = (permalinks.sitemap_part(number) for number in range(1, args.parts + 1))
    return SitemapIndex(urls=tuple(map(maker.context.site.url, addresses)))


SITEMAP = Kind("sitemap", view=_sitemap)
SITEMAP_INDEX = Kind("sitemap_index", view=_sitemap_index)
ROBOTS = Kind("robots")
