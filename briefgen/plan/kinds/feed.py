"""Floor 3. Feeds of the site, of each region and of each country, and the list of all feeds."""

from collections.abc import Iterator
from itertools import takewhile

import msgspec

from briefgen.plan.groups import COUNTRY
from briefgen.plan.groups import FEED as GROUP
from briefgen.plan.items import Item, make_feed_entry, public_from
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Document, Entries, Kind, Maker, Plain
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.values.model import FilledBody, Target, UrlPath
from briefgen.values.parts import Feed, FeedList


class FeedArgs(Args, frozen=True):
    """What a feed is made from: its key, and its articles, the last one that became public first.

    The key is empty for the feed of the site, that of a region, or `permalinks.country_key` of a country.

    `full` has the same articles, each with a target for each reference of its body; empty if the settings ask for summaries.
    """

    key: str
    items: Entries
    full: tuple[tuple[Item, tuple[Target, ...]], ...]


class FeedListArgs(Args, frozen=True):
    """What the list of feeds is made from: the keys of the feeds, in order."""

    keys: Plain[str]


def feed_recipes(key: str, planning: Planning) -> Iterator[Document]:
    """Give the Atom feed and the JSON Feed of a region, a country, or of the site if the key is empty."""
    settings = planning.context.settings
    items, first = _newest(key, planning), _page_of(key)
    full = tuple([(item, planning.targets_of(item)) for item in items]) if settings.feed_content == "full" else ()
    args = FeedArgs(key=key, items=Entries(items), full=full)
    yield Document(FEED, permalinks.atom(first), args)
    yield Document(FEED, permalinks.json_feed(first), args)


def _newest(key: str, planning: Planning) -> tuple[Item, ...]:
    """Return the articles of a feed: the last ones that became public, and all others of that day, however many they are."""
    limit, zone = planning.context.settings.feed_limit, planning.context.zone
    paths = planning.groups.get(GROUP, key)
    days = (public_from(planning.items[path]).astimezone(zone).date() for path in paths)
    newest = next(days, None)
    size = 1 + sum(1 for _ in takewhile(lambda day: day == newest, days))
    return planning.of(GROUP, key, max(limit, size))


def feed_list_recipes(_key: str, planning: Planning) -> Iterator[Document]:
    """Give the list of all feeds as OPML: that of the site, those of regions, and those of countries."""
    countries = map(permalinks.country_key, planning.groups.keys(COUNTRY))
    yield Document(OPML, permalinks.OPML, FeedListArgs(keys=Plain(["", *planning.context.regions, *countries])))


def _page_of(key: str) -> UrlPath:
    """Return the address of the page that a feed belongs to."""
    return UrlPath(f"/{key}/") if key else permalinks.HOME


def _name_of(key: str, context: SiteContext) -> str:
    title = context.settings.title
    if not key:
        return title
    name = context.regions.name(key) if key in context.regions else context.country(key.rpartition("/")[2].upper())
    return f"{title}: {name}"


def _feed(maker: Maker, _address: UrlPath, args: FeedArgs) -> Feed:
    context, store, first = maker.context, maker.store, _page_of(args.key)
    entries = [make_feed_entry(store.entry(item.path), store.card(item.path), context) for item in args.items]
    for index, (item, targets) in enumerate(args.full):
        # A reader of feeds does not know the site, so an address that begins with a slash leads nowhere.
        whole = tuple(whole_target(target, context.site.origin, entries[index].url) for target in targets)
        body = FilledBody(digest=store.entry(item.path).body, targets=whole)
        entries[index] = msgspec.structs.replace(entries[index], body=body)
    return Feed(
        title=_name_of(args.key, context),
        subtitle=context.settings.tagline,
        url=context.site.url(first),
        atom_url=context.site.url(permalinks.atom(first)),
        json_url=context.site.url(permalinks.json_feed(first)),
        lang=context.settings.language,
        entries=tuple(entries),
        hub=context.settings.feed_hub,
    )


def _feed_list(maker: Maker, _address: UrlPath, args: FeedListArgs) -> FeedList:
    context, url = maker.context, maker.context.site.url
    pages = [(_name_of(key, context), _page_of(key)) for key in args.keys]
    feeds = tuple((name, url(permalinks.atom(page)), url(page)) for name, page in pages)
    return FeedList(title=context.settings.title, feeds=feeds)


FEED = Kind("feed", view=_feed)
OPML = Kind("opml", view=_feed_list)
