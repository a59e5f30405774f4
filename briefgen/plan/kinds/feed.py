"""Floor 3. Outputs that no layout makes: feeds of the site and of each region, their list, the sitemap, robots.txt."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final, TypeAlias

import msgspec

from briefgen.plan.context import Context
from briefgen.plan.items import Item, make_feed_entry
from briefgen.plan.recipes import Document, Entries, Kind, Maker, Plain, input_paths
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.values.documents import Feed, FeedEntry, FeedList, Robots, Sitemap, SitemapEntry, SitemapIndex
from briefgen.values.model import Digest, FilledBody, Target, UrlPath

#: Entries a sitemap file may have (sitemaps.org).
SITEMAP_LIMIT: Final = 50_000

#: The full text of a feed's item: all that its page shows, and where the references of its body lead.
_Full: TypeAlias = tuple[Item, tuple[Target, ...]]


def plan_feeds(context: Context) -> Iterator[Document]:
    """Give the Atom feed and the JSON Feed of the site and of every region, and the list of them all."""
    desk, groups = context.desk, context.groups
    title = desk.settings.title
    feeds = [(permalinks.HOME, title, groups.all)]
    feeds += [
        (permalinks.region(key), f"{title}: {desk.regions.name(key)}", groups.regions.get(key, ())) for key in desk.regions
    ]
    is_full = desk.settings.feed_content == "full"
    targets: dict[str, tuple[Target, ...]] = {}
    for first, name, items in feeds:
        newest = Entries(items[: desk.settings.feed_limit])
        full = tuple([_full(item, context, targets) for item in newest]) if is_full else ()
        yield context.document(FEED, permalinks.atom(first), name, first, newest, full)
        yield context.document(FEED, permalinks.json_feed(first), name, first, newest, full)
    yield context.document(OPML, permalinks.OPML, tuple((name, first) for first, name, _ in feeds))


def _full(item: Item, context: Context, known: dict[str, tuple[Target, ...]]) -> _Full:
    """Return an item with where its references lead; most items are in several feeds."""
    if item.path not in known:
        known[item.path] = context.targets.fill(item.refs, item.path, item.body_line)
    return item, known[item.path]


def plan_sitemap(listed: Sequence[tuple[UrlPath, str]], maker: Maker, *, limit: int = SITEMAP_LIMIT) -> Iterator[Document]:
    """Give the sitemap of the pages that search engines may see, in parts where they are too many, and robots.txt.

    Takes addresses, each with the day of its last change: only an article knows one, it is empty for others.
    """
    if len(listed) <= limit:
        # Put in order when it is made, which is seldom.
        yield Document(SITEMAP, permalinks.SITEMAP, (Plain(listed),), maker)
    else:
        entries = sorted(listed)
        parts = [Plain(entries[start : start + limit]) for start in range(0, len(entries), limit)]
        yield Document(SITEMAP_INDEX, permalinks.SITEMAP, (len(parts),), maker)
        for number, part in enumerate(parts, start=1):
            yield Document(SITEMAP, permalinks.sitemap_part(number), (part,), maker)
    yield Document(ROBOTS, permalinks.ROBOTS, (), maker)


def _feed(
    maker: Maker,
    _address: UrlPath,
    name: str,
    first: UrlPath,
    items: Entries,
    full: Sequence[_Full],
) -> Feed:
    desk = maker.desk
    entries = [make_feed_entry(maker.shelf.entry(item.path), maker.shelf.card(item.path), desk) for item in items]
    for index, (_, targets) in enumerate(full):
        body = maker.shelf.entry(items[index].path).body
        entries[index] = _with_body(entries[index], body, targets, desk.site.origin)
    return Feed(
        title=name,
        subtitle=desk.settings.tagline,
        url=desk.site.url(first),
        atom_url=desk.site.url(permalinks.atom(first)),
        json_url=desk.site.url(permalinks.json_feed(first)),
        lang=desk.settings.language,
        entries=tuple(entries),
        hub=desk.settings.feed_hub,
    )


def _with_body(entry: FeedEntry, body: Digest, targets: tuple[Target, ...], origin: str) -> FeedEntry:
    # A feed is read elsewhere, where an address that begins with a slash leads nowhere.
    whole = tuple(whole_target(target, origin, entry.url) for target in targets)
    return msgspec.structs.replace(entry, body=FilledBody(digest=body, targets=whole))


def _feed_list(maker: Maker, _address: UrlPath, feeds: tuple[tuple[str, UrlPath], ...]) -> FeedList:
    url = maker.desk.site.url
    found = tuple((name, url(permalinks.atom(first)), url(first)) for name, first in feeds)
    return FeedList(title=maker.desk.settings.title, feeds=found)


def _sitemap(maker: Maker, _address: UrlPath, entries: Iterable[tuple[UrlPath, str]]) -> Sitemap:
    url = maker.desk.site.url
    return Sitemap(
        entries=tuple(
            SitemapEntry(url=url(address), changed=date.fromisoformat(changed) if changed else None)
            for address, changed in sorted(entries)
        )
    )


def _sitemap_index(maker: Maker, _address: UrlPath, parts: int) -> SitemapIndex:
    addresses = (permalinks.sitemap_part(number) for number in range(1, parts + 1))
    return SitemapIndex(urls=tuple(map(maker.desk.site.url, addresses)))


def _robots(maker: Maker, _address: UrlPath) -> Robots:
    return Robots(sitemap=maker.desk.site.url(permalinks.SITEMAP))


FEED = Kind("feed", "", _feed, inputs=lambda _name, _first, items, _full: input_paths(items))
OPML = Kind("opml", "", _feed_list)
SITEMAP = Kind("sitemap", "", _sitemap)
SITEMAP_INDEX = Kind("sitemap_index", "", _sitemap_index)
ROBOTS = Kind("robots", "", _robots)
