"""Floor 3. Articles as items: what planning needs to know of an article, small enough to hold ten thousand in memory."""

import functools
import hashlib
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from urllib.parse import urlsplit

import msgspec

from briefgen.plan.entry_store import Shown, shown_of
from briefgen.plan.publishers import host_of
from briefgen.plan.site_context import SiteContext
from briefgen.plan.window import Window
from briefgen.text import permalinks
from briefgen.text.slugs import address_part
from briefgen.text.words import direction
from briefgen.values.model import (
    Article,
    BodyFacts,
    Correction,
    Entry,
    Image,
    Moment,
    Publisher,
    Ref,
    Source,
    UrlPath,
    When,
)
from briefgen.values.parts import Badge, Card, FeedEntry, SourceLine


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
    `tags` are pairs of key and name. `changed` is the day of the last change for the sitemap, in ISO 8601; `newest` is the
    instant of the last change in seconds. `anchors` is the digest of the anchors in the body (empty: none). `badge` is set
    if only a preview shows the article.
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
    badge: Badge | None = None


def badge_of(item: Item, window: Window) -> Badge | bool | None:
    """Return None if an article is public, False if it is hidden, and its badge if only a preview shows it.

    This is the only rule of visibility.
    """
    if item.expires is not None and item.expires <= window.now:
        return False
    if item.draft:
        if not window.drafts:
            return False
        if item.publish_at is None or item.publish_at <= window.now or window.future:
            return Badge(kind="draft")
        return False
    if item.publish_at is not None and item.publish_at > window.now:
        return Badge(kind="scheduled", at=item.publish_at) if window.future else False
    return None


class VisibleItems(Mapping[str, Item]):
    """The visible articles by path, with their badges; whether one is visible is computed when its path is looked up."""

    def __init__(self, items: Mapping[str, Item], window: Window) -> None:
        """Take all good articles by path, and the window in which they have to be visible."""
        self._items = items
        self._window = window
        self._found: dict[str, Item | None] = {}

    def __getitem__(self, path: str) -> Item:
        if path in self._found:
            found = self._found[path]
        else:
            item = self._items.get(path)
            found = self._found[path] = None if item is None else _shown(item, self._window)
        if found is None:
            raise KeyError(path)
        return found

    def __iter__(self) -> Iterator[str]:
        return (path for path in self._items if path in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def _shown(item: Item, window: Window) -> Item | None:
    if not item.regions:
        return None
    if not item.draft and item.publish_at is None and item.expires is None:
        return item
    badge = badge_of(item, window)
    if badge is False:
        return None
    return _with_badge(item, badge) if isinstance(badge, Badge) else item


def _with_badge(item: Item, badge: Badge) -> Item:
    """Return an item with a badge. Pages, lists and feeds show the badge, so the digests change with it."""
    own, card, feed = (_digest((digest, badge)) for digest in (item.own, item.card, item.feed))
    return msgspec.structs.replace(item, badge=badge, own=own, card=card, feed=feed)


def newest_first(item: Item) -> tuple[float, str, str]:
    """Return the sort key of an item: newest first, then by title, then by path."""
    return (item.age, item.headline, item.path)


def make_item_and_shown(entry: Entry, context: SiteContext) -> tuple[Item, Shown | None]:
    """Return the item of an article's entry, and what lists show of it: None if a region is not in the settings."""
    article = entry.content
    assert isinstance(article, Article)
    day = context.day_of(article.date)
    home = article.regions[0]
    published = context.moment_of(article.date)
    updated = context.moment_of(article.updated) if article.updated else published
    is_placed = all(key in context.regions for key in article.regions)
    card = make_card(entry, context) if is_placed else None
    item = Item(
        path=article.path,
        own=entry.own,
        card=_digest((card, article.key_points[:1])) if card else "",
        feed=_digest(make_feed_entry(entry, card, context)) if card else "",
        address=permalinks.article(home, day, article.slug),
        day=day,
        age=-published.timestamp(),
        headline=article.title.casefold(),
        weight=article.weight,
        home=_one(home),
        regions=_regions_of(article, context) if is_placed else (),
        lang=_one(article.lang or context.settings.language),
        story=_one(article.story),
        tags=tuple((term_key(tag), _one(tag)) for tag in article.tags),
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
    )
    return item, shown_of(entry, card) if card else None


def make_card(entry: Entry, context: SiteContext) -> Card:
    """Return the card of an article's entry, without a badge: `Maker.card` adds the badge."""
    article, facts = entry.content, entry.facts
    assert isinstance(article, Article)
    day = context.day_of(article.date)
    home = article.regions[0]
    lang = article.lang or context.settings.language
    return Card(
        title=article.title,
        href=context.site.href(permalinks.article(home, day, article.slug)),
        # The id of a heading has no full stop, so this anchor is never the id of a heading.
        anchor=f"item.{article.slug}",
        date=day,
        moment=article.date.at if isinstance(article.date, Moment) else None,
        lang=lang,
        dir=direction(lang),
        region=context.regions.link(home),
        summary=summary_of(article, facts),
        sources=tuple(source_line(source, context, lang) for source in article.sources),
        dateline=article.dateline,
        minutes=facts.minutes,
        updated=article.updated,
        corrected=bool(article.corrections),
        correction=max((made.date for made in article.corrections), key=context.moment_of, default=None),
        foreign=_primary(lang) != _primary(context.settings.language),
    )


def make_feed_entry(entry: Entry, card: Card, context: SiteContext) -> FeedEntry:
    """Return what feeds show of an article, given its entry and its card; the full text is added later."""
    article = entry.content
    assert isinstance(article, Article)
    published = context.moment_of(article.date)
    changes = map(context.moment_of, changes_of(article))
    return FeedEntry(
        title=article.title,
        url=context.site.origin + card.href,
        published=published,
        changed=max([published, *changes]),
        summary=card.summary,
        lang=card.lang,
        authors=article.authors,
        categories=(context.regions.name(article.regions[0]), *article.tags),
        sources=card.sources,
        notes=tuple(_note(correction, context) for correction in newest_corrections(article, context)),
    )


def _note(correction: Correction, context: SiteContext) -> str:
    return f"{context.label(f'kind_{correction.kind}')} ({context.day_of(correction.date).isoformat()}): {correction.text}"


def newest_corrections(article: Article, context: SiteContext) -> tuple[Correction, ...]:
    """Return an article's corrections, newest first."""
    return tuple(sorted(article.corrections, key=lambda found: context.moment_of(found.date), reverse=True))


def changes_of(article: Article) -> tuple[When, ...]:
    """Return the days or instants of an article's changes: that of `updated`, if it is set, then those of corrections."""
    return (*((article.updated,) if article.updated else ()), *(found.date for found in article.corrections))


def summary_of(article: Article, facts: BodyFacts) -> str:
    """Return the summary of the front matter, or the lede of the body if there is none."""
    return article.summary or facts.lede


def term_key(name: str) -> str:
    """Return the key of a tag or an unregistered source, which is a part of an address; the name may be in any script."""
    return address_part(name, "term")


def _named(source: Source, context: SiteContext) -> NamedSource:
    """Return a source with key, name and site; key and name come from the registry if its name or its host is registered."""
    publisher, host = context.publishers.find(source), urlsplit(source.url).netloc
    name = publisher.name if publisher else source.name or host_of(source.url)
    return NamedSource(_one(_key_of(source, publisher)), _one(name), f"https://{host}/" if source.url else "")


def _key_of(source: Source, publisher: Publisher | None) -> str:
    return publisher.key if publisher else term_key(source.name or host_of(source.url))


def source_line(source: Source, context: SiteContext, lang: str) -> SourceLine:
    """Return a source as an article shows it; `lang` is the language of the article."""
    publisher, host = context.publishers.find(source), host_of(source.url)
    own = source.lang or (publisher.lang if publisher else "")
    return SourceLine(
        name=publisher.name if publisher else source.name or host,
        href=context.href(permalinks.source(_key_of(source, publisher))),
        url=source.url,
        host=host,
        title=source.title,
        published=source.published,
        retrieved=source.retrieved,
        lang=own,
        foreign=bool(own) and _primary(own) != _primary(lang),
    )


def _primary(tag: str) -> str:
    """Return the language of a BCP 47 tag without script and region: a reader of en-US reads en-GB as well."""
    return tag.casefold().split("-")[0]


def _regions_of(article: Article, context: SiteContext) -> tuple[str, ...]:
    keys = (above for key in article.regions for above in (_one(key), *context.regions.parents(key)))
    return tuple(dict.fromkeys(keys))


@functools.lru_cache(maxsize=10_000)
def _one(text: str) -> str:
    """Return one string object for all equal texts, since thousands of items repeat the same words."""
    return text


def _digest(value: object) -> str:
    return hashlib.blake2b(msgspec.msgpack.encode(value), digest_size=16).hexdigest()
