"""Floor 3. Feeds of the site and of each region, and the list of all feeds."""

from collections.abc import Iterator
from itertools import takewhile

import msgspec

from briefgen.plan.groups import FEED as GROUP
from briefgen.plan.items import Item, make_feed_entry, public_from
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Document, Entries, Kind, Maker, Ready
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.values.model import FilledBody, Target, UrlPath
from briefgen.values.parts import Feed, FeedList


class FeedArgs(Args, frozen=True):
    """What a feed is made from: its name, its page, and its articles, the last one that became public first.

    `full` has the same articles, each with a target for each reference of its body; empty if the settings ask for summaries.
    """

    name: str
    first: UrlPath
    items: Entries
    full: tuple[tuple[Item, tuple[Target, ...]], ...]


def feed_recipes(region: str, planning: Planning) -> Iterator[Document]:
    """Give the Atom feed and the JSON Feed of a region, or of the site if the region is empty."""
    settings = planning.context.settings
    items = _newest(region, planning)
    name, first = _feed_of(region, planning)
    full = tuple([(item, planning.targets_of(item)) for item in items]) if settings.feed_content == "full" else ()
    args = FeedArgs(name=name, first=first, items=Entries(items), full=full)
    yield Document(FEED, permalinks.atom(first), args)
    yield Document(FEED, permalinks.json_feed(first), args)


def _newest(region: str, planning: Planning) -> tuple[Item, ...]:
    """Return the articles of a feed: the last ones that became public, and all others of that day, however many they are."""
    limit, zone = planning.context.settings.feed_limit, planning.context.zone
    paths = planning.groups.get(GROUP, region)
    days = (public_from(planning.items[path]).astimezone(zone).date() for path in paths)
    newest = next(days, None)
    size = 1 + sum(1 for _ in takewhile(lambda day: day == newest, days))
    return planning.of(GROUP, region, max(limit, size))


def feed_list_recipes(_key: str, planning: Planning) -> Iterator[Document]:
    """Give the list of all feeds as OPML."""
    context, url = planning.context, planning.context.site.url
    feeds = [_feed_of(region, planning) for region in ("", *context.regions)]
    found = tuple([(name, url(permalinks.atom(first)), url(first)) for name, first in feeds])
    yield Document(OPML, permalinks.OPML, Ready(view=FeedList(title=context.settings.title, feeds=found)))


def _feed_of(region: str, planning: Planning) -> tuple[str, UrlPath]:
    title = planning.context.settings.title
    if not region:
        return title, permalinks.HOME
    return f"{title}: {planning.context.regions.name(region)}", permalinks.region(region)


def _feed(maker: Maker, _address: UrlPath, args: FeedArgs) -> Feed:
    context, store, first = maker.context, maker.store, args.first
    entries = [make_feed_entry(store.entry(item.path), store.card(item.path), context) for item in args.items]
    for index, (item, targets) in enumerate(args.full):
        # A reader of feeds does not know the site, so an address that begins with a slash leads nowhere.
        whole = tuple(whole_target(target, context.site.origin, entries[index].url) for target in targets)
        body = FilledBody(digest=store.entry(item.path).body, targets=whole)
        entries[index] = msgspec.structs.replace(entries[index], body=body)
    return Feed(
        title=args.name,
        subtitle=context.settings.tagline,
        url=context.site.url(first),
        atom_url=context.site.url(permalinks.atom(first)),
        json_url=context.site.url(permalinks.json_feed(first)),
        lang=context.settings.language,
        entries=tuple(entries),
        hub=context.settings.feed_hub,
    )


FEED = Kind("feed", view=_feed)
OPML = Kind("opml")
