"""Floor 0. The parts of views, and the values behind outputs that no layout renders: feeds, editions, sitemaps.

Addresses of parts are ready to print: they include the site's base path.
"""

from datetime import date, datetime
from typing import Literal, TypeAlias

from briefgen.values.model import AlertKind, ArchivedCopy, FilledBody, Trend, Value, When

Direction: TypeAlias = Literal["ltr", "rtl"]


class Link(Value, frozen=True, kw_only=True):
    """An address with a title. `lang` and `dir` describe the title; `count` is how many items the address has, or 0."""

    title: str
    href: str
    lang: str = ""
    dir: Direction = "ltr"
    count: int = 0


class RegionLink(Value, frozen=True, kw_only=True):
    """A region: key, name in the site's language, address; `hue` is the number of its colour in the theme, from 1."""

    key: str
    name: str
    href: str
    hue: int
    count: int = 0


class CountryLink(Value, frozen=True, kw_only=True):
    """A country: its code of ISO 3166-1, its address, and how many items it has, or 0. The filter `country` names it."""

    code: str
    href: str
    count: int = 0


class RegionWords(Value, frozen=True, kw_only=True):
    """The editor's words for a region on a day, on pages above it: `region.href` is the address of its briefing."""

    region: RegionLink
    title: str = ""
    trend: Trend = ""
    summary: str = ""


class AlertLine(Value, frozen=True, kw_only=True):
    """An alert of a briefing: what readers must not miss. `region` is its region, with the address of the briefing."""

    text: str
    kind: AlertKind
    region: RegionLink


class TrendDay(Value, frozen=True, kw_only=True):
    """The trend of a region on a day, and the address of the briefing."""

    date: date
    trend: Trend
    href: str


class DayLink(Value, frozen=True, kw_only=True):
    """A date, its address, and how many items it has."""

    date: date
    href: str
    count: int


class SourceLine(Value, frozen=True, kw_only=True):
    """A source: `href` is its page on this site, `url` the original, `archived` a copy of that in an archive.

    `passage` is the original with a text fragment that leads to the words which the article quotes, or empty. `foreign` is
    true if its language is not the article's.
    """

    name: str
    href: str
    url: str = ""
    passage: str = ""
    host: str = ""
    title: str = ""
    published: When | None = None
    retrieved: When | None = None
    archived: ArchivedCopy | None = None
    lang: str = ""
    foreign: bool = False


class Picture(Value, frozen=True, kw_only=True):
    """A picture of an article; `url` is its whole URL. `width` and `height` are in pixels, or 0 where the file has none."""

    href: str
    url: str
    alt: str
    caption: str = ""
    credit: str = ""
    width: int = 0
    height: int = 0
    srcset: str = ""
    sizes: str = ""


class Badge(Value, frozen=True, kw_only=True):
    """The reason why only a preview shows an item: it is a draft, or it is scheduled for the instant `at`."""

    kind: Literal["draft", "scheduled"]
    at: datetime | None = None


# Texts of macros are kept by their arguments, and a card is that of half a dozen macros on each page that lists it.
class Card(Value, frozen=True, kw_only=True, cache_hash=True):
    """An article in a list. `summary` is plain text: from the front matter, else the body's lede.

    `foreign` is true if the article's language is not the site's. `correction` is the date of its newest correction.
    `change` is set on a briefing only: what happened to the article after the briefing's cut-off. `picture` is set only
    where the page shows it. `notes` are set in an e-mail only: the corrections, newest first, each with its kind and
    day. `numbers` are set on a briefing only: where its sources are in the briefing's list of sources, from 1.
    """

    title: str
    href: str
    anchor: str
    date: date
    moment: datetime | None
    lang: str
    dir: Direction
    region: RegionLink
    summary: str = ""
    sources: tuple[SourceLine, ...] = ()
    dateline: str = ""
    minutes: int = 0
    updated: When | None = None
    corrected: bool = False
    correction: When | None = None
    foreign: bool = False
    change: Literal["", "new", "updated", "corrected"] = ""
    notes: tuple[str, ...] = ()
    badge: Badge | None = None
    picture: Picture | None = None
    numbers: tuple[int, ...] = ()


class CardList(Value, frozen=True, kw_only=True):
    """Articles of a page of a project's own kind, under a title, which may be empty, in the order of the hook."""

    title: str
    cards: tuple[Card, ...]


class TrendLink(Value, frozen=True, kw_only=True):
    """A region with the trend of its briefing of a day, and the address of the briefing."""

    region: RegionLink
    trend: Trend
    href: str


class Front(Value, frozen=True, kw_only=True):
    """The front of a day: the editor's title, summary and text, each empty or None without one, the lead, and what follows.

    The cards have their pictures; `seconds` are in the order in which they are shown. `trends` and `alerts`
    are in the order of the settings.
    """

    title: str
    summary: str
    body: FilledBody | None
    lead: Card
    seconds: tuple[Card, ...]
    trends: tuple[TrendLink, ...]
    alerts: tuple[AlertLine, ...]


class CalendarDay(Value, frozen=True, kw_only=True):
    """A cell of a month's grid: `number` is 0 outside the month; `heat` grows with the items, from 0 for none to 5."""

    number: int = 0
    href: str = ""
    count: int = 0
    heat: int = 0


class CalendarMonth(Value, frozen=True, kw_only=True):
    """A month as weeks of seven cells. `first` is its first day; a week begins as the site's language has it."""

    first: date
    href: str
    count: int
    weeks: tuple[tuple[CalendarDay, ...], ...]


class CalendarYear(Value, frozen=True, kw_only=True):
    """A year with its twelve months, January first."""

    year: int
    href: str
    count: int
    months: tuple[CalendarMonth, ...]


class MapTile(Value, frozen=True, kw_only=True):
    """A square of the map: its place from the north-west, and its country with a page, or None.

    `shade` grows with the items, from 0 for none to 5.
    """

    code: str
    column: int
    row: int
    country: CountryLink | None
    shade: int


class SearchLanguage(Value, frozen=True, kw_only=True):
    """The search index of one language: the addresses of its folders, newest period first."""

    lang: str
    indexes: tuple[str, ...]


class TimelineDay(Value, frozen=True, kw_only=True):
    """The items of one day on a story's timeline, and the trends of their regions and of the regions above these."""

    date: date
    href: str
    cards: tuple[Card, ...]
    trends: tuple[TrendLink, ...] = ()


class QuietRegion(Value, frozen=True, kw_only=True):
    """A region without news on the newest day; `last` is its newest day with news, or None if it has none."""

    region: RegionLink
    last: DayLink | None


class EditionLink(Value, frozen=True, kw_only=True):
    """An edition of a briefing: its kind, its address, and its media type (`type`)."""

    kind: Literal["email", "text", "json"]
    href: str
    type: str


class MonthDay(Value, frozen=True, kw_only=True):
    """A day of a month with the first-level regions that have news on it, and the trends, in the order of the settings."""

    date: date
    href: str
    count: int
    regions: tuple[RegionLink, ...]
    trends: tuple[TrendLink, ...] = ()


class StoryLine(Value, frozen=True, kw_only=True):
    """A story in the list of stories, with its first and its newest date."""

    title: str
    href: str
    summary: str
    first: date
    last: date
    count: int
    lang: str
    dir: Direction


class FeedEntry(Value, frozen=True, kw_only=True):
    """An item of a feed or an edition; `url` is whole, `changed` its last change, `notes` its corrections, newest first.

    `id` is the item's id in feeds if its front matter has one; empty: the id is the URL.
    """

    title: str
    id: str = ""
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
    """A briefing for its plain-text and JSON editions. Entries are in the order of its page; addresses are whole URLs.

    `cards` are the same items as the e-mail in HTML shows them, and `body` is the prose of the briefing: for plain text.
    """

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
    alerts: tuple[AlertLine, ...]
    key_points: tuple[str, ...]
    below: tuple[RegionWords, ...]
    entries: tuple[FeedEntry, ...]
    cards: tuple[Card, ...]
    body: FilledBody | None


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
    """The content of robots.txt: `sitemap` is the URL of the sitemap, `ai_use` what programs that learn may do."""

    sitemap: str
    ai_use: Literal["allow", "no-training", "deny"] = "allow"


class MiningPolicy(Value, frozen=True, kw_only=True):
    """What is reserved against text and data mining, for the whole host (W3C TDM Reservation Protocol): everything."""


class ServerRules(Value, frozen=True, kw_only=True):
    """What a web server has to know of a site: its base path, its redirects, and what was removed on purpose.

    `redirects` are pairs of an old and a new address; `gone` are addresses. All have the base path, unquoted.
    """

    base: str
    redirects: tuple[tuple[str, str], ...]
    gone: tuple[str, ...] = ()


DocumentView: TypeAlias = BriefingEdition | Feed | FeedList | MiningPolicy | Robots | ServerRules | Sitemap | SitemapIndex
