"""Floor 3. Feeds of the site, of regions, countries and pages of hooks, and the list of all feeds."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

import msgspec

from briefgen.plan.groups import COUNTRY, feed_order
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

    The key is empty for the feed of the site, that of a region, `permalinks.country_key` of a country, or the address of a
    hook's page without the outer slashes, whose title then is `title`.

    `full` has the same articles, each with a target for each reference of its body; empty if the settings ask for summaries.
    """

    key: str
    items: Entries
    full: tuple[tuple[Item, tuple[Target, ...]], ...]
    title: str = ""


class FeedListArgs(Args, frozen=True):
    """What the list of feeds is made from: the keys of the feeds, in order, and the titles and addresses of hooks' pages."""

    keys: Plain[str]
    own: Plain[tuple[str, UrlPath]] = Plain()


def feed_recipes(key: str, planning: Planning) -> Iterator[Document]:
    """Give the Atom feed and the JSON Feed of a region, a country, or of the site if the key is empty."""
    yield from _documents(key, "", _newest(key, planning), planning)


def own_feed_recipes(page: UrlPath, title: str, items: Iterable[Item], planning: Planning) -> Iterator[Document]:
    """Give the two feeds of a hook's page, given the articles that it lists, in whatever order."""
    ordered = sorted({item.path: item for item in items}.values(), key=feed_order)
    kept = ordered[: _size(ordered, planning)]
    yield from _documents(page.strip("/"), title, kept, planning)


def _documents(key: str, title: str, items: Sequence[Item], planning: Planning) -> Iterator[Document]:
    first, is_full = _page_of(key), planning.context.settings.feed_content == "full"
    full = tuple([(item, planning.targets_of(item)) for item in items]) if is_full else ()
    args = FeedArgs(key=key, items=Entries(items), full=full, title=title)
    yield Document(FEED, permalinks.atom(first), args)
    yield Document(FEED, permalinks.json_feed(first), args)


def _newest(key: str, planning: Planning) -> tuple[Item, ...]:
    """Return the articles of a feed: the last ones that became public, and all others of that day, however many they are."""
    paths = planning.groups.get(GROUP, key)
    return planning.of(GROUP, key, _size((planning.items[path] for path in paths), planning))


def _size(ordered: Iterable[Item], planning: Planning) -> int:
    """Return how many articles a feed has, given all of them in its order."""
    days = (public_from(item).astimezone(planning.context.zone).date() for item in ordered)
    newest = next(days, None)
    size = 1 + sum(1 for _ in takewhile(lambda day: day == newest, days))
    return max(planning.context.settings.feed_limit, size)


def feed_list_recipes(_key: str, planning: Planning) -> Iterator[Document]:
    """Give the list of all feeds as OPML: that of the site, those of regions, of countries, and of pages of hooks."""
    countries = map(permalinks.country_key, planning.groups.keys(COUNTRY))
    keys = Plain(["", *planning.context.regions, *countries])
    yield Document(OPML, permalinks.OPML, FeedListArgs(keys=keys, own=Plain(planning.own_feeds)))


def _page_of(key: str) -> UrlPath:
    """Return the address of the page that a feed belongs to."""
    return UrlPath(f"/{key}/") if key else permalinks.HOME


def _name_of(key: str, context: SiteContext, own: str = "") -> str:
    title = context.settings.title
    if own or not key:
        return f"{title}: {own}" if own else title
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
        title=_name_of(args.key, context, args.title),
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
    pages += [(_name_of("", context, title), page) for title, page in args.own]
    feeds = tuple((name, url(permalinks.atom(page)), url(page)) for name, page in pages)
    return FeedList(title=context.settings.title, feeds=feeds)


FEED = Kind("feed", view=_feed)
OPML = Kind("opml", view=_feed_list)
