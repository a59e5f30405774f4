"""Floor 0. What layouts see: one frozen class per kind of page, and the frame round all of them.

A layout knows its view, the frame (`Chrome`) and pure filters. If it needs a fact, the view gets a field: so the type
checker and the page's key both know. Addresses in views are ready to print: the site's base path is already in them.
Lists say their order.
"""

from datetime import date, datetime
from typing import Literal, TypeAlias

from briefgen.values.model import Extra, FilledBody, Trend, Value, When
from briefgen.values.parts import (
    Badge,
    CalendarMonth,
    CalendarYear,
    Card,
    DayLink,
    Direction,
    Link,
    Picture,
    RegionLink,
)


class Chrome(Value, frozen=True, kw_only=True):
    """The frame: a function of the settings and the layout set only, so that a new article never dirties every page."""

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
    corrections: str
    search: str
    has_search: bool
    atom: str
    json_feed: str
    opml: str
    extra: dict[str, Extra]


class View(Value, frozen=True, kw_only=True, tag=True):
    """What every page has.

    `section` is the key of the first-level region that the page belongs to, or `all`, `archive`, `search`, or nothing.
    `canonical` is the page's whole URL. `hidden` asks search engines to stay away.
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
    """Where a paged list stands; `number` counts from 1."""

    number: int
    total: int
    newer: str = ""
    older: str = ""


class BriefingSummary(Value, frozen=True, kw_only=True):
    """A briefing on another page: the first cards in the briefing's order, and how many there are in all."""

    region: RegionLink
    date: date
    href: str
    cards: tuple[Card, ...]
    count: int
    summary: str = ""


class QuietRegion(Value, frozen=True, kw_only=True):
    """A region without news on the newest day, with its last date."""

    region: RegionLink
    last: DayLink | None


class HomeView(View, frozen=True, kw_only=True):
    """`briefings` in the order of the settings; `days` newest first, at most 7; `updated` is the newest change."""

    newest: date | None
    updated: When | None
    briefings: tuple[BriefingSummary, ...]
    quiet: tuple[QuietRegion, ...]
    days: tuple[DayLink, ...]


class KeyPoint(Value, frozen=True, kw_only=True):
    """A line of the at-a-glance box; `href` leads to the item on the same page, or is empty."""

    text: str
    href: str
    lang: str
    dir: Direction


class EditionLink(Value, frozen=True, kw_only=True):
    """The same briefing in another form: its address, and `type`, its media type."""

    kind: Literal["email", "text", "json"]
    href: str
    type: str


class BriefingView(View, frozen=True, kw_only=True):
    """Region x date. `cards` by weight, then newest first, then title; `previous` and `next` are days with its news.

    `title` is the editor's, or empty; `changes` are the cards that changed after the cut-off, in the same order; `elsewhere`
    leads to the briefings of the same date outside this branch of the tree; `editions` are those that the settings ask for.
    """

    region: RegionLink
    parents: tuple[RegionLink, ...]
    date: date
    number: int | None
    trend: Trend
    cutoff: datetime | None
    summary: str
    key_points: tuple[KeyPoint, ...]
    body: FilledBody | None
    cards: tuple[Card, ...]
    changes: tuple[Card, ...]
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
    """A region: the newest briefing on the first page, then dates by month, newest first, a page of them at a time."""

    region: RegionLink
    parents: tuple[RegionLink, ...]
    children: tuple[RegionLink, ...]
    countries: tuple[str, ...]
    summary: str
    body: FilledBody | None
    latest: BriefingSummary | None
    months: tuple[MonthOfDays, ...]
    count: int
    pager: Pager


class DayView(View, frozen=True, kw_only=True):
    """One day, all first-level regions in the order of the settings."""

    date: date
    briefings: tuple[BriefingSummary, ...]
    count: int
    previous: DayLink | None
    next: DayLink | None


class CorrectionLine(Value, frozen=True, kw_only=True):
    """A correction of one article; `kind` is a word of the front matter."""

    date: When
    kind: Literal["correction", "clarification", "update"]
    text: str
    lang: str
    dir: Direction


class ArticleView(View, frozen=True, kw_only=True):
    """An article. `sources` in the order of the front matter, `corrections` newest first.

    `changed` is when it last changed after it was published: the newest of its corrections and `updated`.

    `previous` and `next` are addresses inside its home briefing, without titles: a mended title must not dirty neighbours.
    """

    card: Card
    parents: tuple[RegionLink, ...]
    regions: tuple[RegionLink, ...]
    briefing: str
    standfirst: str
    authors: tuple[str, ...]
    image: Picture | None
    body: FilledBody
    words: int
    outline: tuple[Link, ...]
    event_date: date | None
    date_basis: str
    countries: tuple[str, ...]
    tags: tuple[Link, ...]
    story: Link | None
    corrections: tuple[CorrectionLine, ...]
    changed: When | None
    previous: str
    next: str
    extra: dict[str, Extra]


class TimelineDay(Value, frozen=True, kw_only=True):
    """The items of one day."""

    date: date
    href: str
    cards: tuple[Card, ...]


class StoryView(View, frozen=True, kw_only=True):
    """A thread across dates and regions; `days` oldest first."""

    summary: str
    body: FilledBody | None
    days: tuple[TimelineDay, ...]
    regions: tuple[RegionLink, ...]
    count: int


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


class StoriesView(View, frozen=True, kw_only=True):
    """All stories, the one with the newest item first."""

    stories: tuple[StoryLine, ...]


class ArchiveView(View, frozen=True, kw_only=True):
    """All years, newest first; the newest one as a calendar. `weekdays` are dates whose names head the columns."""

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


class MonthDay(Value, frozen=True, kw_only=True):
    """A day of a month with the first-level regions that have news on it, in the order of the settings."""

    date: date
    href: str
    count: int
    regions: tuple[RegionLink, ...]


class MonthView(View, frozen=True, kw_only=True):
    """One month: its grid, then its days newest first; `previous` and `next` are first days of months with news.

    No headlines: a mended title must not dirty the archive.
    """

    first: date
    calendar: CalendarMonth
    weekdays: tuple[date, ...]
    year: Link
    days: tuple[MonthDay, ...]
    count: int
    previous: DayLink | None
    next: DayLink | None


class TermsView(View, frozen=True, kw_only=True):
    """All sources, or all tags: by name, with counts."""

    terms: tuple[Link, ...]


class TermView(View, frozen=True, kw_only=True):
    """The items of one source or tag, newest first, a page at a time. `url` is a source's own site."""

    name: str
    name_lang: str
    name_dir: Direction
    url: str
    all: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager


class CorrectedItem(Value, frozen=True, kw_only=True):
    """A correction with the item it belongs to."""

    correction: CorrectionLine
    card: Card


class CorrectionsView(View, frozen=True, kw_only=True):
    """All corrections, newest first."""

    items: tuple[CorrectedItem, ...]


class SearchLanguage(Value, frozen=True, kw_only=True):
    """Where the pieces of one language's search index are: folders, that of the newest period first."""

    lang: str
    indexes: tuple[str, ...]


class SearchView(View, frozen=True, kw_only=True):
    """The search page; it is useful as a page of links without JavaScript. `languages` are there with an index only."""

    years: tuple[Link, ...]
    tags: tuple[Link, ...]
    stories: tuple[Link, ...]
    languages: tuple[SearchLanguage, ...]


class StandingView(View, frozen=True, kw_only=True):
    """A standing page: about, corrections policy and the like."""

    summary: str
    body: FilledBody
    extra: dict[str, Extra]


class NotFoundView(View, frozen=True, kw_only=True):
    """The page for addresses that do not exist."""


class RedirectView(View, frozen=True, kw_only=True):
    """A page at an old address that leads to the new one."""

    target: str


#: All kinds of views, for what has to tell them apart on the way to another process.
AnyView: TypeAlias = (
    HomeView
    | BriefingView
    | RegionView
    | DayView
    | ArticleView
    | StoryView
    | StoriesView
    | ArchiveView
    | YearView
    | MonthView
    | TermsView
    | TermView
    | CorrectionsView
    | SearchView
    | StandingView
    | NotFoundView
    | RedirectView
)
