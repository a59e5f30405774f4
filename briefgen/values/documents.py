"""Floor 0. The values behind outputs that no layout renders: feeds, the list of feeds, editions, sitemaps, robots.txt."""

from datetime import date, datetime
from typing import TypeAlias

from briefgen.values.model import FilledBody, Trend, Value
from briefgen.values.parts import SourceLine


class FeedEntry(Value, frozen=True, kw_only=True):
    """An item of a feed or an edition. Addresses are whole URLs; `changed` is the instant of the item's last change.

    `notes` are the texts of its corrections, newest first. `body` is None unless the output carries the full text.
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
    """A feed, newest entry first. `url` is the page that the feed belongs to; `hub` is a WebSub hub's URL, or empty."""

    title: str
    subtitle: str
    url: str
    atom_url: str
    json_url: str
    lang: str
    entries: tuple[FeedEntry, ...]
    hub: str = ""


class BriefingEdition(Value, frozen=True, kw_only=True):
    """A briefing for its plain-text and JSON editions. Entries are in the order of its page; addresses are whole URLs."""

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
    """The site's feeds as an outline for a feed reader; each is a title, the URL of the Atom feed, and that of its page."""

    title: str
    feeds: tuple[tuple[str, str, str], ...]


class SitemapEntry(Value, frozen=True, kw_only=True):
    """A page in a sitemap; `changed` is the day of its last change, or None where the content states none."""

    url: str
    changed: date | None = None


class Sitemap(Value, frozen=True, kw_only=True):
    """A sitemap file; at most 50,000 entries (sitemaps.org)."""

    entries: tuple[SitemapEntry, ...]


class SitemapIndex(Value, frozen=True, kw_only=True):
    """A sitemap index: the URLs of sitemap files, in order."""

    urls: tuple[str, ...]


class Robots(Value, frozen=True, kw_only=True):
    """The content of robots.txt: everything is open, and `sitemap` is the URL of the sitemap."""

    sitemap: str


DocumentView: TypeAlias = BriefingEdition | Feed | FeedList | Sitemap | SitemapIndex | Robots
