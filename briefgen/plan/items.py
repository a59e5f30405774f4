"""Floor 3. Visible articles as items, in order and in groups: by region and day, story, tag and source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from urllib.parse import urlsplit

from briefgen import permalinks
from briefgen.model import Article, Body, BodyFacts, Day, Moment, Publisher, Source, UrlPath, When
from briefgen.parts import Badge, Card, SourceLine
from briefgen.plan.site import Desk, Window
from briefgen.text import address_part, direction


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A visible article with its place on the site. `order` sorts newest first, then by title, then by path."""

    article: Article
    day: date
    address: UrlPath
    facts: BodyFacts
    card: Card
    order: tuple[float, str, str]
    source_keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """Items by what they belong to; every list is newest first, but a briefing's is in its own order."""

    all: tuple[Item, ...]
    briefings: Mapping[tuple[str, date], tuple[Item, ...]]
    days: Mapping[date, tuple[Item, ...]]
    regions: Mapping[str, tuple[Item, ...]]
    region_days: Mapping[str, tuple[date, ...]]
    stories: Mapping[str, tuple[Item, ...]]
    tags: Mapping[str, tuple[Item, ...]]
    sources: Mapping[str, tuple[Item, ...]]


def badge_of(article: Article, window: Window) -> Badge | bool | None:
    """Apply the one rule of visibility: False is hidden, None is public, a badge is seen in a preview only."""
    if article.expires is not None and article.expires <= window.now:
        return False
    if article.draft:
        if not window.drafts:
            return False
        if article.publish_at is None or article.publish_at <= window.now or window.future:
            return Badge(kind="draft")
        return False
    if article.publish_at is not None and article.publish_at > window.now:
        return Badge(kind="scheduled", at=article.publish_at) if window.future else False
    return None


def day_of(when: When, desk: Desk) -> date:
    """Return the day in the site's time zone."""
    match when:
        case Day(day=day):
            return day
        case Moment(at=at):
            return at.astimezone(desk.zone).date()


def moment_of(when: When, desk: Desk) -> datetime:
    """Return the instant in UTC; a day counts as its midnight in the site's time zone."""
    match when:
        case Day(day=day):
            return datetime.combine(day, time(), tzinfo=desk.zone).astimezone(UTC)
        case Moment(at=at):
            return at


def make_items(articles: Iterable[Article], bodies: Mapping[str, Body], window: Window, desk: Desk) -> tuple[Item, ...]:
    """Return the visible articles as items, newest first."""
    items = []
    for article in articles:
        badge = badge_of(article, window)
        if badge is not False:
            items.append(_item(article, bodies[article.path].facts, badge if isinstance(badge, Badge) else None, desk))
    return tuple(sorted(items, key=lambda item: item.order))


def group(items: tuple[Item, ...], desk: Desk) -> Groups:
    """Group the items. A region has the items of all regions below it, each once."""
    days, stories = defaultdict[date, list[Item]](list), defaultdict[str, list[Item]](list)
    tags, sources = defaultdict[str, list[Item]](list), defaultdict[str, list[Item]](list)
    regions, briefings = defaultdict[str, list[Item]](list), defaultdict[tuple[str, date], list[Item]](list)
    for item in items:
        days[item.day].append(item)
        if item.article.story:
            stories[item.article.story].append(item)
        for tag in dict.fromkeys(map(term_key, item.article.tags)):
            tags[tag].append(item)
        for source in dict.fromkeys(item.source_keys):
            sources[source].append(item)
        for region in regions_of(item.article, desk):
            regions[region].append(item)
            briefings[region, item.day].append(item)
    return Groups(
        all=items,
        briefings={key: tuple(sorted(found, key=_briefing_order)) for key, found in briefings.items()},
        days={day: tuple(found) for day, found in sorted(days.items(), reverse=True)},
        regions={key: tuple(found) for key, found in regions.items()},
        region_days={key: tuple(sorted({item.day for item in found}, reverse=True)) for key, found in regions.items()},
        stories={key: tuple(found) for key, found in sorted(stories.items())},
        tags={key: tuple(found) for key, found in sorted(tags.items())},
        sources={key: tuple(found) for key, found in sorted(sources.items())},
    )


def regions_of(article: Article, desk: Desk) -> tuple[str, ...]:
    """Return the article's regions and all above them, each once."""
    keys = (above for key in article.regions if key in desk.regions for above in (key, *desk.regions.parents(key)))
    return tuple(dict.fromkeys(keys))


def term_key(name: str) -> str:
    """Return the part of an address for a tag or an unregistered source, in any script."""
    return address_part(name, "term")


def source_line(source: Source, desk: Desk) -> tuple[str, SourceLine]:
    """Return a source's key and how it is shown; a registered name, or a URL on a registered host, is the registry's."""
    host = (urlsplit(source.url).hostname or "").removeprefix("www.")
    publisher = _registered(source, host, desk)
    name = publisher.name if publisher else source.name or host
    key = publisher.key if publisher else term_key(name)
    return key, SourceLine(
        name=name,
        href=desk.href(permalinks.source(key)),
        url=source.url,
        host=host,
        title=source.title,
        published=source.published,
        retrieved=source.retrieved,
        lang=source.lang or (publisher.lang if publisher else ""),
    )


def _registered(source: Source, host: str, desk: Desk) -> Publisher | None:
    for publisher in desk.settings.sources:
        if source.name and source.name.casefold() in {publisher.key, publisher.name.casefold()}:
            return publisher
        if not source.name and host and host == (urlsplit(publisher.url).hostname or "").removeprefix("www."):
            return publisher
    return None


def _item(article: Article, facts: BodyFacts, badge: Badge | None, desk: Desk) -> Item:
    day = day_of(article.date, desk)
    home = article.regions[0]
    address = permalinks.article(home, day, article.slug)
    lines = [source_line(source, desk) for source in article.sources]
    lang = article.lang or desk.settings.language
    card = Card(
        title=article.title,
        href=desk.href(address),
        # A heading's id never holds a full stop, so an item's never meets one.
        anchor=f"item.{article.slug}",
        date=day,
        moment=article.date.at if isinstance(article.date, Moment) else None,
        lang=lang,
        dir=direction(lang),
        region=desk.regions.link(home),
        summary=article.summary or facts.lede,
        sources=tuple(line for _, line in lines),
        dateline=article.dateline,
        words=facts.words,
        minutes=facts.minutes,
        updated=article.updated,
        corrected=bool(article.corrections),
        badge=badge,
    )
    order = (-moment_of(article.date, desk).timestamp(), article.title.casefold(), article.path)
    return Item(
        article=article,
        day=day,
        address=address,
        facts=facts,
        card=card,
        order=order,
        source_keys=tuple(key for key, _ in lines),
    )


def _briefing_order(item: Item) -> tuple[int, float, str, str]:
    return (item.article.weight, *item.order)
