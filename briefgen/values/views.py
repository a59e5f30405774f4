"""Floor 0. The views that layouts render: one frozen class per kind of page, and the frame round every page.

A layout sees its view, the frame (`Chrome`) and pure filters. A fact that a layout needs is a field of the view, so that
the type checker and the page's key know of it. Addresses are ready to print: they include the site's base path. Docstrings
state the order of lists.
"""

from datetime import date, datetime
from typing import Literal

from briefgen.values.model import Extra, FilledBody, Trend, Value, When
from briefgen.values.parts import (
    AlertLine,
    Badge,
    CalendarMonth,
    CalendarYear,
    Card,
    CardList,
    CountryLink,
    DayLink,
    Direction,
    EditionLink,
    Front,
    Link,
    MapTile,
    MonthDay,
    Picture,
    QuietRegion,
    RegionLink,
    RegionWords,
    SearchLanguage,
    SourceLine,
    StoryLine,
    TimelineDay,
    TrendDay,
)


class Chrome(Value, frozen=True, kw_only=True):
    """The frame round every page. It depends on settings and layouts only: a new article does not make all pages stale."""

    title: str
    tagline: str
    base_url: str
    lang: str
    dir: Direction
    home: str
    regions: tuple[RegionLink, ...]
    menu: tuple[Link, ...]
    archive: str
    stories: str
    sources: str
    tags: str
    countries: str
    corrections: str
    search: str
    has_search: bool
    atom: str
    json_feed: str
    opml: str
    extra: dict[str, Extra]


class View(Value, frozen=True, kw_only=True, tag=True):
    """The fields that every page has.

    `section` is the key of the first-level region that the page belongs to, or `all`, `archive`, `search`, or empty.
    `canonical` is the page's whole URL. `hidden` asks search engines not to index the page.
    """

    title: str
    description: str
    canonical: str
    lang: str
    dir: Direction
    section: str = ""
    atom: str = ""
    json_feed: str = ""
    badge: Badge | None = None
    hidden: bool = False


class Pager(Value, frozen=True, kw_only=True):
    """The place of a page in a paged list: its number, and the addresses of its neighbours, or empty.

    Pages are numbered from the oldest, which is 1. The newest page, which has the list's own address, has no number: 0.
    """

    number: int
    newer: str = ""
    older: str = ""


class BriefingSummary(Value, frozen=True, kw_only=True):
    """A briefing as other pages show it: its first cards, in the briefing's order. `count` counts all its items.

    `title`, `trend` and `summary` are the editor's words. `below` has those for the regions below, in the settings' order.
    """

    region: RegionLink
    date: date
    href: str
    cards: tuple[Card, ...]
    count: int
    title: str = ""
    trend: Trend = ""
    summary: str = ""
    below: tuple[RegionWords, ...] = ()
    alerts: tuple[AlertLine, ...] = ()


class HomeView(View, frozen=True, kw_only=True):
    """The front page: the front of the newest day, its briefings in the settings' order, and at most 7 `days`, newest first.

    The briefings do not show what the front shows. `count`, `sources` and `minutes` are about the newest day: the number of
    its articles and of their sources, and the reading time. Without articles `front` is None.
    """

    newest: date | None
    updated: When | None
    front: Front | None
    count: int
    sources: int
    minutes: int
    briefings: tuple[BriefingSummary, ...]
    quiet: tuple[QuietRegion, ...]
    days: tuple[DayLink, ...]


class KeyPoint(Value, frozen=True, kw_only=True):
    """A line of a briefing's key points; `href` leads to the item on the same page, or is empty."""

    text: str
    href: str
    lang: str
    dir: Direction


class BriefingView(View, frozen=True, kw_only=True):
    """A briefing: one region on one date. `cards` are sorted by weight, then newest first, then by title.

    `previous` and `next` are the nearest days on which the region has news. `title` is the editor's, or empty. `changes` are
    the cards that changed after the cut-off, in the same order. `elsewhere` has the regions outside this branch of the tree
    with a briefing of the same date. The first `shown` cards are shown with their summaries, the others as headlines.
    `below` has the editor's words for the regions below, in the settings' order. `sources` are those of all cards, each
    once, in the order in which the cards name them.
    """

    region: RegionLink
    parents: tuple[RegionLink, ...]
    date: date
    number: int | None
    trend: Trend
    cutoff: datetime | None
    summary: str
    alerts: tuple[AlertLine, ...]
    key_points: tuple[KeyPoint, ...]
    below: tuple[RegionWords, ...]
    body: FilledBody | None
    cards: tuple[Card, ...]
    shown: int
    changes: tuple[Card, ...]
    sources: tuple[SourceLine, ...]
    elsewhere: tuple[RegionLink, ...]
    day: str
    previous: DayLink | None
    next: DayLink | None
    editions: tuple[EditionLink, ...]
    words: int
    minutes: int


class MonthOfDays(Value, frozen=True, kw_only=True):
    """The days with news of one month, newest first; `first` is the first day of the month."""

    first: date
    href: str
    count: int
    days: tuple[DayLink, ...]


class RegionView(View, frozen=True, kw_only=True):
    """A page of a region: its newest briefing, and its days by month, newest first.

    `trends` are those of its last 14 briefings with a trend, oldest first. Older pages have `months` only; there `latest` is
    None, and `count` is 0.
    """

    region: RegionLink
    parents: tuple[RegionLink, ...]
    children: tuple[RegionLink, ...]
    countries: tuple[str, ...]
    summary: str
    body: FilledBody | None
    latest: BriefingSummary | None
    trends: tuple[TrendDay, ...]
    months: tuple[MonthOfDays, ...]
    count: int
    pager: Pager


class DayView(View, frozen=True, kw_only=True):
    """One day: its front, and the briefings of the first-level regions, in the order of the settings.

    The briefings do not show what the front shows.
    """

    date: date
    front: Front
    briefings: tuple[BriefingSummary, ...]
    count: int
    previous: DayLink | None
    next: DayLink | None


class CorrectionLine(Value, frozen=True, kw_only=True):
    """A correction of one article; `kind` is the word of the front matter."""

    date: When
    kind: Literal["correction", "clarification", "update"]
    text: str
    lang: str
    dir: Direction


class ArticleView(View, frozen=True, kw_only=True):
    """An article. `sources` are in the order of the front matter, `corrections` newest first.

    `changed` is the last change after publication: the newest of `updated` and the corrections. `previous`, an address, and
    `next` are its neighbours in the home briefing, in which it is number `place` of `count`. `earlier` and `later` are its
    neighbours in its story.
    """

    card: Card
    parents: tuple[RegionLink, ...]
    regions: tuple[RegionLink, ...]
    briefing: str
    standfirst: str
    key_points: tuple[str, ...]
    authors: tuple[str, ...]
    image: Picture | None
    body: FilledBody
    words: int
    outline: tuple[Link, ...]
    event_date: date | None
    date_basis: str
    countries: tuple[CountryLink, ...]
    tags: tuple[Link, ...]
    story: Link | None
    corrections: tuple[CorrectionLine, ...]
    changed: When | None
    previous: str
    next: Link | None
    place: int
    count: int
    earlier: Link | None
    later: Link | None
    extra: dict[str, Extra]


class StoryView(View, frozen=True, kw_only=True):
    """A story: its items across dates and regions. `days` are the oldest first."""

    summary: str
    body: FilledBody | None
    days: tuple[TimelineDay, ...]
    regions: tuple[RegionLink, ...]
    count: int


class StoriesView(View, frozen=True, kw_only=True):
    """All stories; the story with the newest item comes first."""

    stories: tuple[StoryLine, ...]


class ArchiveView(View, frozen=True, kw_only=True):
    """All years, newest first. `calendar` is the newest year; `weekdays` are seven dates whose names head its columns."""

    years: tuple[Link, ...]
    calendar: CalendarYear | None
    weekdays: tuple[date, ...]
    count: int


class YearView(View, frozen=True, kw_only=True):
    """One year as a calendar, with its months newest first."""

    calendar: CalendarYear
    weekdays: tuple[date, ...]
    months: tuple[MonthOfDays, ...]
    previous: Link | None
    next: Link | None


class MonthView(View, frozen=True, kw_only=True):
    """One month: its grid, and its days, newest first. No headlines: a corrected title leaves the archive as it is."""

    first: date
    calendar: CalendarMonth
    weekdays: tuple[date, ...]
    year: Link
    days: tuple[MonthDay, ...]
    count: int
    previous: DayLink | None
    next: DayLink | None


class TermsView(View, frozen=True, kw_only=True):
    """All sources, or all tags, sorted by name, each with the number of its items."""

    terms: tuple[Link, ...]


class TermView(View, frozen=True, kw_only=True):
    """A page of the items of one source or tag, newest first. `url` is a source's own site, `all` the list of all terms.

    `count` is the number of all items, and 0 on older pages.
    """

    name: str
    name_lang: str
    name_dir: Direction
    url: str
    all: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager


class CountriesView(View, frozen=True, kw_only=True):
    """All countries that items name, sorted by name, and the map: a tile for each country of the world, or no tiles."""

    tiles: tuple[MapTile, ...]
    countries: tuple[CountryLink, ...]


class CountryView(View, frozen=True, kw_only=True):
    """A page of the items of one country, newest first. `all` is the address of the list of all countries.

    `stories` are those with items about the country, the story with the newest item first. On older pages it is empty, and
    `count` is 0.
    """

    code: str
    all: str
    stories: tuple[Link, ...]
    cards: tuple[Card, ...]
    count: int
    pager: Pager


class CorrectedItem(Value, frozen=True, kw_only=True):
    """A correction with the item that it corrects."""

    correction: CorrectionLine
    card: Card


class CorrectionsView(View, frozen=True, kw_only=True):
    """All corrections, newest first."""

    items: tuple[CorrectedItem, ...]


class SearchView(View, frozen=True, kw_only=True):
    """The search page. Without JavaScript it is a page of links; without a search index `languages` is empty."""

    years: tuple[Link, ...]
    tags: tuple[Link, ...]
    stories: tuple[Link, ...]
    languages: tuple[SearchLanguage, ...]


class StandingView(View, frozen=True, kw_only=True):
    """A standing page: about, corrections policy and the like."""

    summary: str
    body: FilledBody
    extra: dict[str, Extra]


class OwnView(View, frozen=True, kw_only=True):
    """A page of a project's own kind, as a hook gives it: the name of its kind, its lists of articles, and its data."""

    kind: str
    lists: tuple[CardList, ...]
    data: dict[str, Extra]


class NotFoundView(View, frozen=True, kw_only=True):
    """The page for addresses that do not exist."""


class RedirectView(View, frozen=True, kw_only=True):
    """A page at an old address that leads to the new one, `target`; `shown` is its whole URL as readers write it."""

    target: str
    shown: str
