"""Floor 0. What outputs are made from that no layout makes: feeds, their list, sitemaps, robots.txt."""

from datetime import date, datetime
from typing import TypeAlias

from briefgen.values.model import FilledBody, Trend, Value
from briefgen.values.parts import SourceLine


class FeedEntry(Value, frozen=True, kw_only=True):
    """An item of a feed; addresses are whole URLs, `changed` is when the item last changed.

    `notes` are its corrections in words, newest first; `body` is there where feeds carry the full text.
    """

    title: str
    url: str
    published: datetime
    changed: datetime
    summary: str
    lang: str
    authors: tuple[str, ...]
    categories: tuple[str, ...]
    sources: tuple[SourceLine, ...]
    notes: tuple[str, ...] = ()
    body: FilledBody | None = None


class Feed(Value, frozen=True, kw_only=True):
    """A feed, newest item first. `url` is the page it belongs to, `hub` a WebSub hub's address or nothing."""

    title: str
    subtitle: str
    url: str
    atom_url: str
    json_url: str
    lang: str
    entries: tuple[FeedEntry, ...]
    hub: str = ""


class BriefingEdition(Value, frozen=True, kw_only=True):
    """A briefing for readers elsewhere, its items in the order of its page; addresses are whole URLs."""

    site: str
    site_url: str
    url: str
    region: str
    region_name: str
    date: date
    lang: str
    title: str
    summary: str
    trend: Trend
    number: int | None
    cutoff: datetime | None
    key_points: tuple[str, ...]
    entries: tuple[FeedEntry, ...]


class FeedList(Value, frozen=True, kw_only=True):
    """The site's feeds as an outline for a feed reader: title and URLs of each."""

    title: str
    feeds: tuple[tuple[str, str, str], ...]


class SitemapEntry(Value, frozen=True, kw_only=True):
    """A page for search engines; `changed` is a day, where the content says one."""

    url: str
    changed: date | None = None


class Sitemap(Value, frozen=True, kw_only=True):
    """A sitemap file; at most 50,000 entries (sitemaps.org)."""

    entries: tuple[SitemapEntry, ...]


class SitemapIndex(Value, frozen=True, kw_only=True):
    """A list of sitemap files, by URL."""

    urls: tuple[str, ...]


class Robots(Value, frozen=True, kw_only=True):
    """What robots.txt says: all is open, and where the sitemap is."""

    sitemap: str


DocumentView: TypeAlias = BriefingEdition | Feed | FeedList | Sitemap | SitemapIndex | Robots
