"""Floor 3. Articles as items: what planning needs to know of an article, small enough to hold ten thousand in memory."""

import functools
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final
from urllib.parse import urlsplit

import msgspec

from briefgen.plan.entry_store import Shown, article_of
from briefgen.plan.site_context import SiteContext, host_of
from briefgen.text import permalinks
from briefgen.text.passages import to_passage
from briefgen.text.slugs import term_slug
from briefgen.text.words import direction
from briefgen.values.model import (
    Article,
    Correction,
    Day,
    Entry,
    Image,
    Moment,
    Publisher,
    Ref,
    Source,
    UrlPath,
    Value,
    When,
)
from briefgen.values.parts import Badge, Card, FeedEntry, SourceLine

#: Where a day begins first: in the earliest time zone. A date without a time is not ahead of now if the day has begun there:
#: an editor may be there, whatever the time zone of the site.
_FIRST_ZONE: Final = timezone(timedelta(hours=14))
_DAY: Final = timedelta(days=1)
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)


class Window(Value, frozen=True, kw_only=True):
    """The instant at which articles have to be visible, and whether drafts and future articles are shown, for a preview."""

    now: datetime
    drafts: bool = False
    future: bool = False


def window_of(instants: Iterable[datetime], now: datetime) -> tuple[datetime, datetime]:
    """Return the instants from and until which the same articles are visible as now; takes all at which one changes."""
    found = set(instants)
    since = max((at for at in found if at <= now), default=datetime.min.replace(tzinfo=UTC))
    return since, min((at for at in found if at > now), default=datetime.max.replace(tzinfo=UTC))


class NamedSource(msgspec.Struct, frozen=True, array_like=True):
    """A source that an article names: its key, its name, and the URL of its own site (empty: not known)."""

    key: str
    name: str
    site: str


class Item(msgspec.Struct, frozen=True, array_like=True):
    """What planning has to know of an article: a function of its entry and the site context, so that a cache can hold it.

    `own`, `card` and `feed` are digests of all that the article's page, lists and feeds show. `age` and `headline` order
    items: newest first, then by title; `age` is the instant of publication in seconds, negated. `home` is the article's
    first region. `regions` are its regions and all regions above them; none if one of its regions is not in the settings.
    `countries` are codes, each once. `tags` are pairs of key and name. `changed` is the day of the last change for the
    sitemap, in ISO 8601; `newest` is the instant of the last change in seconds. `anchors` is the digest of the anchors in
    the body (empty: none). `begins` is the instant at which its date is no longer ahead. `id` is its own id in feeds (empty:
    none). `badge` is set if only a preview shows the article. `own_links` are the addresses on this
    site that the body links to by their whole URLs.
    """

    path: str
    own: str
    card: str
    feed: str
    address: UrlPath
    day: date
    age: float
    headline: str
    weight: int
    home: str
    regions: tuple[str, ...]
    countries: tuple[str, ...]
    lang: str
    story: str
    tags: tuple[tuple[str, str], ...]
    sources: tuple[NamedSource, ...]
    changed: str
    newest: float
    layout: str
    body_line: int
    words: int
    refs: tuple[Ref, ...]
    anchors: str
    aliases: tuple[UrlPath, ...]
    image: Image | None
    is_corrected: bool
    draft: bool
    publish_at: datetime | None
    expires: datetime | None
    begins: datetime
    id: str = ""
    badge: Badge | None = None
    own_links: tuple[Ref, ...] = ()


def badge_of(item: Item, window: Window) -> Badge | bool | None:
    """Return the one rule of visibility: None for a public article, False for a hidden one, its badge for a preview only."""
    is_scheduled = opens_at(item) > window.now
    is_expired = item.expires is not None and item.expires <= window.now
    if is_expired or (item.draft and not window.drafts) or (is_scheduled and not window.future):
        return False
    if item.draft:
        return Badge(kind="draft")
    return Badge(kind="scheduled", at=public_from(item)) if is_scheduled else None


def opens_at(item: Item) -> datetime:
    """Return the instant before which an article is not published: `publish_at`, or its date if that is later."""
    return max(item.begins, item.publish_at) if item.publish_at else item.begins


def public_from(item: Item) -> datetime:
    """Return the instant since which readers can know an article: the later one of its date and `publish_at`."""
    return max(_date_of(item), item.publish_at) if item.publish_at else _date_of(item)


def is_far_ahead(item: Item, now: datetime) -> bool:
    """Does an article's date lie more than a day ahead, while no `publish_at` near it says that this is meant?"""
    at = _date_of(item)
    return at > now + _DAY and (item.publish_at is None or item.publish_at < at - _DAY)


def turns_of(item: Item) -> Iterator[datetime]:
    """Give the instants at which an article, or a finding about its date, comes or goes by the clock."""
    yield from (at for at in (item.begins, item.publish_at, item.expires) if at is not None)
    yield _date_of(item) - _DAY


def _date_of(item: Item) -> datetime:
    # Not `fromtimestamp`: on Windows it takes no instant before 1970.
    return _EPOCH + timedelta(seconds=-item.age)


class VisibleItems(Mapping[str, Item]):
    """The visible articles by path, with their badges; whether one is visible is computed when its path is looked up."""

    def __init__(self, items: Mapping[str, Item], window: Window) -> None:
        """Take all good articles by path, and the window in which they have to be visible."""
        self._items = items
        self._window = window
        self._found: dict[str, Item | None] = {}

    def __getitem__(self, path: str) -> Item:
        if path not in self._found:
            item = self._items.get(path)
            self._found[path] = _shown(item, self._window) if item else None
        found = self._found[path]
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._items if path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _shown(item: Item, window: Window) -> Item | None:
    badge = badge_of(item, window)
    if not item.regions or badge is False:
        return None
    if not isinstance(badge, Badge):
        return item
    # Pages, lists and feeds show the badge, so the digests change with it.
    own, card, feed = (_digest((digest, badge)) for digest in (item.own, item.card, item.feed))
    return msgspec.structs.replace(item, badge=badge, own=own, card=card, feed=feed)


def newest_first(item: Item) -> tuple[float, str, str]:
    """Return the sort key of an item: newest first, then by title, then by path."""
    return (item.age, item.headline, item.path)


def make_item_and_shown(entry: Entry, context: SiteContext) -> tuple[Item, Shown | None]:
    """Return the item of an article's entry, and what lists show of it: None if a region is not in the settings."""
    article = article_of(entry)
    day = context.day_of(article.date)
    home = article.regions[0]
    published = context.moment_of(article.date)
    updated = context.moment_of(article.updated) if article.updated else published
    is_placed = all(key in context.regions for key in article.regions)
    regions = (above for key in article.regions for above in (_one(key), *context.regions.parents(key))) if is_placed else ()
    shown = make_shown(entry, context) if is_placed else None
    item = Item(
        path=article.path,
        own=entry.own,
        card=_digest((shown.card, article.key_points[:1])) if shown else "",
        feed=_digest(make_feed_entry(entry, shown.card, context)) if shown else "",
        address=permalinks.article(home, day, article.slug),
        day=day,
        age=-published.timestamp(),
        headline=article.title.casefold(),
        weight=article.weight,
        home=_one(home),
        regions=tuple(dict.fromkeys(regions)),
        countries=tuple(map(_one, dict.fromkeys(article.countries))),
        lang=_one(article.lang or context.settings.language),
        story=_one(article.story),
        tags=tuple((term_slug(tag), _one(tag)) for tag in article.tags),
        sources=tuple(_named(source, context) for source in article.sources),
        changed=(max(day, context.day_of(article.updated)) if article.updated else day).isoformat(),
        newest=max(published, updated).timestamp(),
        layout=_one(article.layout),
        body_line=entry.body_line,
        words=entry.facts.words,
        refs=entry.facts.refs,
        anchors=_digest(entry.facts.anchors) if entry.facts.anchors else "",
        aliases=tuple(UrlPath(alias) for alias in article.aliases),
        image=article.image,
        is_corrected=bool(article.corrections),
        draft=article.draft,
        publish_at=article.publish_at,
        expires=article.expires,
        begins=_beginning(article.date),
        id=article.id,
        own_links=context.own_links(entry.facts.whole),
    )
    return item, shown


def _beginning(when: When) -> datetime:
    """Return the instant at which a date is no longer ahead: a day begins where it begins first on earth."""
    return datetime.combine(when.day, time(), tzinfo=_FIRST_ZONE).astimezone(UTC) if isinstance(when, Day) else when.at


def make_shown(entry: Entry, context: SiteContext) -> Shown:
    """Return what lists show of an article's entry; the card has no badge: `Maker.card` adds the badge."""
    article, facts = article_of(entry), entry.facts
    day = context.day_of(article.date)
    home = article.regions[0]
    lang = article.lang or context.settings.language
    card = Card(
        title=article.title,
        href=context.site.href(permalinks.article(home, day, article.slug)),
        # The id of a heading has no full stop, so this anchor is never the id of a heading.
        anchor=f"item.{article.slug}",
        date=day,
        moment=article.date.at if isinstance(article.date, Moment) else None,
        lang=lang,
        dir=direction(lang),
        region=context.regions.link(home),
        summary=article.summary or facts.lede,
        sources=tuple(_source_line(source, context, lang) for source in article.sources),
        dateline=article.dateline,
        minutes=facts.minutes,
        updated=article.updated,
        corrected=bool(article.corrections),
        correction=max((made.date for made in article.corrections), key=context.moment_of, default=None),
        foreign=primary_language(lang) != primary_language(context.settings.language),
    )
    return Shown(card, article.key_points[0] if article.key_points else "")


def make_feed_entry(entry: Entry, card: Card, context: SiteContext) -> FeedEntry:
    """Return what feeds show of an article, given its entry and its card; the full text is added later."""
    article = article_of(entry)
    published = max(filter(None, (context.moment_of(article.date), article.publish_at)))
    return FeedEntry(
        title=article.title,
        id=article.id,
        url=context.site.origin + card.href,
        published=published,
        changed=max([published, *map(context.moment_of, changes_of(article))]),
        summary=card.summary,
        lang=card.lang,
        authors=article.authors,
        categories=(context.regions.name(article.regions[0]), *article.tags),
        sources=card.sources,
        notes=tuple(
            f"{context.labels[f'kind_{made.kind}']} ({context.day_of(made.date).isoformat()}): {made.text}"
            for made in newest_corrections(article, context)
        ),
    )


def newest_corrections(article: Article, context: SiteContext) -> tuple[Correction, ...]:
    """Return an article's corrections, newest first."""
    return tuple(sorted(article.corrections, key=lambda found: context.moment_of(found.date), reverse=True))


def changes_of(article: Article) -> tuple[When, ...]:
    """Return the days or instants of an article's changes: that of `updated`, if it is set, then those of corrections."""
    return (*((article.updated,) if article.updated else ()), *(found.date for found in article.corrections))


def _key_and_name(source: Source, publisher: Publisher | None) -> tuple[str, str]:
    """Return the key and the name of a source: those of the registry, if its name or its host is registered."""
    if publisher:
        return publisher.key, publisher.name
    name = source.name or host_of(source.url)
    return term_slug(name), name


def _named(source: Source, context: SiteContext) -> NamedSource:
    key, name = _key_and_name(source, context.publisher_of(source))
    return NamedSource(_one(key), _one(name), f"https://{urlsplit(source.url).netloc}/" if source.url else "")


def _source_line(source: Source, context: SiteContext, lang: str) -> SourceLine:
    publisher = context.publisher_of(source)
    key, name = _key_and_name(source, publisher)
    own = source.lang or (publisher.lang if publisher else "")
    return SourceLine(
        name=name,
        href=context.href(permalinks.source(key)),
        url=source.url,
        passage=to_passage(source.url, source.quote) if source.url and source.quote else "",
        host=host_of(source.url),
        title=source.title,
        published=source.published,
        retrieved=source.retrieved,
        archived=source.archived,
        lang=own,
        foreign=bool(own) and primary_language(own) != primary_language(lang),
    )


def primary_language(tag: str) -> str:
    """Return the language of a BCP 47 tag without script and region: a reader of en-US reads en-GB as well."""
    return tag.casefold().split("-")[0]


@functools.lru_cache(maxsize=10_000)
def _one(text: str) -> str:
    """Return one string object for all equal texts, since thousands of items repeat the same words."""
    return text


def _digest(value: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).hexdigest()
