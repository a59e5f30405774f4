"""Floor 0. The views that layouts render: one frozen class per kind of page, and the frame round every page.

A layout sees its view, the frame (`Chrome`) and pure filters. A fact that a layout needs is a field of the view, so that
the type checker and the page's key know of it. Addresses are ready to print: they include the site's base path. Docstrings
state the order of lists.
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
    RegionWords,
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
    """The place of a page in a paged list: `number` of `total`, from 1, and the addresses of its neighbours, or empty."""

    number: int
    total: int
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


class QuietRegion(Value, frozen=True, kw_only=True):
    """A region without news on the newest day; `last` is its newest day with news, or None if it has none."""

    region: RegionLink
    last: DayLink | None


class HomeView(View, frozen=True, kw_only=True):
    """The front page: the briefings of the newest day in the settings' order, and at most 7 `days`, newest first."""

    newest: date | None
    updated: When | None
    briefings: tuple[BriefingSummary, ...]
    quiet: tuple[QuietRegion, ...]
    days: tuple[DayLink, ...]


class KeyPoint(Value, frozen=True, kw_only=True):
    """A line of a briefing's key points; `href` leads to the item on the same page, or is empty."""

    text: str
    href: str
    lang: str
    dir: Direction


class EditionLink(Value, frozen=True, kw_only=True):
    """An edition of a briefing: its kind, its address, and its media type (`type`)."""

    kind: Literal["email", "text", "json"]
    href: str
    type: str


class BriefingView(View, frozen=True, kw_only=True):
    """A briefing: one region on one date. `cards` are sorted by weight, then newest first, then by title.

    `previous` and `next` are the nearest days on which the region has news. `title` is the editor's, or empty. `changes` are
    the cards that changed after the cut-off, in the same order. `elsewhere` has the regions outside this branch of the tree
    with a briefing of the same date. `below` has the editor's words for the regions below, in the settings' order.
    """

    region: RegionLink
    parents: tuple[RegionLink, ...]
    date: date
    number: int | None
    trend: Trend
    cutoff: datetime | None
    summary: str
    key_points: tuple[KeyPoint, ...]
    below: tuple[RegionWords, ...]
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
    """A page of a region: `latest`, its newest briefing, on the first page only; and its days by month, newest first."""

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
    """One day: the briefings of the first-level regions, in the order of the settings."""

    date: date
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

    `changed` is the last change after publication: the newest of `updated` and the corrections. `previous` and `next` are
    addresses of its neighbours in the home briefing, without titles: a corrected title makes no neighbour stale.
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
    countries: tuple[str, ...]
    tags: tuple[Link, ...]
    story: Link | None
    corrections: tuple[CorrectionLine, ...]
    changed: When | None
    previous: str
    next: str
    extra: dict[str, Extra]


class TimelineDay(Value, frozen=True, kw_only=True):
    """The items of one day on a story's timeline."""

    date: date
    href: str
    cards: tuple[Card, ...]


class StoryView(View, frozen=True, kw_only=True):
    """A story: its items across dates and regions. `days` are the oldest first."""

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


class MonthDay(Value, frozen=True, kw_only=True):
    """A day of a month with the first-level regions that have news on it, in the order of the settings."""

    date: date
    href: str
    count: int
    regions: tuple[RegionLink, ...]


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
    """A page of the items of one source or tag, newest first. `url` is a source's own site, `all` the list of all terms."""

    name: str
    name_lang: str
    name_dir: Direction
    url: str
    all: str
    count: int
    cards: tuple[Card, ...]
    pager: Pager


class CorrectedItem(Value, frozen=True, kw_only=True):
    """A correction with the item that it corrects."""

    correction: CorrectionLine
    card: Card


class CorrectionsView(View, frozen=True, kw_only=True):
    """All corrections, newest first."""

    items: tuple[CorrectedItem, ...]


class SearchLanguage(Value, frozen=True, kw_only=True):
    """The search index of one language: the addresses of its folders, newest period first."""

    lang: str
    indexes: tuple[str, ...]


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


class NotFoundView(View, frozen=True, kw_only=True):
    """The page for addresses that do not exist."""


class RedirectView(View, frozen=True, kw_only=True):
    """A page at an old address that leads to the new one."""

    target: str


#: Every kind of view, as a tagged union: a worker process decodes a view by its tag.
AnyView: TypeAlias = (
    HomeView | BriefingView | RegionView | DayView | ArticleView | StoryView | StoriesView | ArchiveView | YearView
    | MonthView | TermsView | TermView | CorrectionsView | SearchView | StandingView | NotFoundView | RedirectView
)  # fmt: skip
