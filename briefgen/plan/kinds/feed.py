"""Floor 3. Feeds of the site and of each region, and the list of all feeds."""

from collections.abc import Iterator
from typing import TypeAlias

import msgspec

from briefgen.plan.groups import ALL, REGION
from briefgen.plan.items import Item, make_feed_entry
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Args, Document, Entries, Kind, Maker, input_paths
from briefgen.text import permalinks
from briefgen.text.holes import whole_target
from briefgen.values.model import Digest, FilledBody, Target, UrlPath
from briefgen.values.parts import Feed, FeedEntry, FeedList

#: An article with its full text: the item, and a target for each reference of its body.
_Full: TypeAlias = tuple[Item, tuple[Target, ...]]


class FeedArgs(Args, frozen=True):
    """What a feed is made from: its name, its page, and its articles, newest first.

    `full` has the same articles with their full texts; empty if the settings ask for summaries.
    """

    name: str
    first: UrlPath
    items: Entries
    full: tuple[_Full, ...]


class FeedListArgs(Args, frozen=True):
    """What the list of feeds is made from: name and page of each feed, in the order of the settings."""

    feeds: tuple[tuple[str, UrlPath], ...]


def feed_recipes(region: str, planning: Planning) -> Iterator[Document]:
    """Give the Atom feed and the JSON Feed of a region, or of the site if the region is empty."""
    settings = planning.context.settings
    items = planning.of(REGION if region else ALL, region, settings.feed_limit)
    is_full = settings.feed_content == "full"
    name, first = _feed_of(region, planning)
    args = FeedArgs(
        name=name,
        first=first,
        items=Entries(items),
        full=tuple([(item, planning.targets.of(item)) for item in items]) if is_full else (),
    )
    yield Document(FEED, permalinks.atom(first), args)
    yield Document(FEED, permalinks.json_feed(first), args)


def feed_list_recipes(_key: str, planning: Planning) -> Iterator[Document]:
    """Give the list of all feeds as OPML."""
    feeds = tuple([_feed_of(region, planning) for region in ("", *planning.context.regions)])
    yield Document(OPML, permalinks.OPML, FeedListArgs(feeds=feeds))


def _feed_of(region: str, planning: Planning) -> tuple[str, UrlPath]:
    title = planning.context.settings.title
    if not region:
        return title, permalinks.HOME
    return f"{title}: {planning.context.regions.name(region)}", permalinks.region(region)


def _feed(maker: Maker, _address: UrlPath, args: FeedArgs) -> Feed:
    context, store, first, items = maker.context, maker.store, args.first, args.items
    entries = [make_feed_entry(store.entry(item.path), store.card(item.path), context) for item in items]
    for index, (_, targets) in enumerate(args.full):
        entries[index] = _with_body(entries[index], store.entry(items[index].path).body, targets, context.site.origin)
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


def _with_body(entry: FeedEntry, body: Digest, targets: tuple[Target, ...], origin: str) -> FeedEntry:
    # A reader of feeds does not know the site, so an address that begins with a slash leads nowhere.
    whole = tuple(whole_target(target, origin, entry.url) for target in targets)
    return msgspec.structs.replace(entry, body=FilledBody(digest=body, targets=whole))


def _feed_list(maker: Maker, _address: UrlPath, args: FeedListArgs) -> FeedList:
    url = maker.context.site.url
    found = tuple((name, url(permalinks.atom(first)), url(first)) for name, first in args.feeds)
    return FeedList(title=maker.context.settings.title, feeds=found)


FEED = Kind("feed", "", _feed, inputs=lambda args: input_paths(args.items))
OPML = Kind("opml", "", _feed_list)
