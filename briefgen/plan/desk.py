"""Floor 3. What every page is made with: settings, region tree, zone, addresses, and the entries of content files."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from itertools import islice
from typing import Final, TypedDict
from zoneinfo import ZoneInfo

import msgspec

from briefgen.plan.publishers import Publishers
from briefgen.plan.regions import RegionIndex
from briefgen.text import permalinks
from briefgen.text.direction import direction
from briefgen.values.model import Article, BriefingNote, Day, Entry, Moment, Settings, StandingText, UrlPath, When
from briefgen.values.parts import Badge, Card, Direction, Link
from briefgen.values.views import Chrome


class Head(TypedDict):
    """The fields of `View` that every page kind fills alike."""

    title: str
    description: str
    canonical: str
    lang: str
    dir: Direction
    section: str
    atom: str
    json_feed: str
    badge: Badge | None
    hidden: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """What every page planner needs, and nothing that one article could change: it is the same for all pages of a plan."""

    settings: Settings
    regions: RegionIndex
    publishers: Publishers
    site: permalinks.Site
    zone: ZoneInfo
    labels: Mapping[str, str]
    _hrefs: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def href(self, address: UrlPath) -> str:
        """Return the address as a link."""
        href = self._hrefs.get(address)
        if href is None:
            href = self._hrefs[address] = self.site.href(address)
        return href

    def head(
        self,
        title: str,
        address: UrlPath,
        *,
        description: str = "",
        lang: str = "",
        section: str = "",
        region: str = "",
        badge: Badge | None = None,
        hidden: bool = False,
    ) -> Head:
        """Return the head of a page; with a region it offers the region's feeds, else the site's."""
        feeds_of = permalinks.region(region) if region else permalinks.HOME
        language = lang or self.settings.language
        return Head(
            title=title,
            description=description,
            canonical=self.site.url(address),
            lang=language,
            dir=direction(language),
            section=section or (self.regions.top(region) if region else ""),
            atom=self.href(permalinks.atom(feeds_of)),
            json_feed=self.href(permalinks.json_feed(feeds_of)),
            badge=badge,
            hidden=hidden or badge is not None,
        )

    def label(self, key: str) -> str:
        """Return a word of the interface, for titles of pages that have none of their own."""
        return self.labels[key]

    def day_of(self, when: When) -> date:
        """Return the day in the site's time zone."""
        match when:
            case Day(day=day):
                return day
            case Moment(at=at):
                return at.astimezone(self.zone).date()

    def moment_of(self, when: When) -> datetime:
        """Return the instant in UTC; a day counts as its midnight in the site's time zone."""
        match when:
            case Day(day=day):
                return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)
            case Moment(at=at):
                return at


#: Cards that are kept at most, of 2 KB each: a card is shown on half a dozen pages, and finding one takes 10 microseconds.
_CARDS_LIMIT: Final = 8_192


class Shown(msgspec.Struct, frozen=True, array_like=True):
    """What lists show of an article: its card without a badge, and the first of its key points, if it has any."""

    card: Card
    point: str


class Shelf:
    """The entries of content files by path, fetched when a page needs one, and what lists show of articles."""

    __slots__ = ("_entries", "_find", "_make_card", "_shown")

    def __init__(
        self, entries: Mapping[str, Entry], make_card: Callable[[Entry], Card], find: Callable[[str], Shown | None]
    ) -> None:
        """Take the entries, what makes a public card of one, and what finds what lists show by path, if that is known."""
        self._entries = entries
        self._make_card = make_card
        self._find = find
        self._shown: dict[str, Shown] = {}

    def entry(self, path: str) -> Entry:
        """Return the entry of a content file."""
        return self._entries[path]

    def card(self, path: str) -> Card:
        """Return the card of an article, without a badge."""
        return self._shown_of(path).card

    def _shown_of(self, path: str) -> Shown:
        shown = self._shown.get(path)
        if shown is None:
            if len(self._shown) >= _CARDS_LIMIT:
                for oldest in list(islice(self._shown, _CARDS_LIMIT // 2)):
                    self.forget(oldest)
            shown = self._find(path)
            if shown is None:
                entry = self._entries[path]
                shown = shown_of(entry, self._make_card(entry))
            self._shown[path] = shown
        return shown

    def forget(self, path: str) -> None:
        """Make the card of an article anew when it is next asked for: its entry is another."""
        self._shown.pop(path, None)

    def forget_all(self) -> None:
        """Make all cards anew when they are next asked for."""
        self._shown.clear()

    def key_point(self, path: str) -> str:
        """Return the first key point of an article, or nothing."""
        return self._shown_of(path).point

    def article(self, path: str) -> Article:
        """Return the article of a path that has one."""
        content = self._entries[path].content
        assert isinstance(content, Article)
        return content


def shown_of(entry: Entry, card: Card) -> Shown:
    """Return what lists show of an article's entry."""
    points = entry.content.key_points if isinstance(entry.content, Article) else ()
    return Shown(card, points[0] if points else "")


def note_of(entry: Entry) -> BriefingNote:
    """Return the editor's note that an entry is."""
    assert isinstance(entry.content, BriefingNote)
    return entry.content


def standing_of(entry: Entry) -> StandingText:
    """Return the standing text that an entry is."""
    assert isinstance(entry.content, StandingText)
    return entry.content


def make_desk(settings: Settings, labels: Mapping[str, str]) -> Desk:
    """Return the desk of a plan."""
    site = permalinks.site_of(settings.base_url)
    regions = RegionIndex(settings.regions, site, settings.language)
    return Desk(settings, regions, Publishers(settings.sources), site, ZoneInfo(settings.time_zone), labels)


def make_chrome(desk: Desk) -> Chrome:
    """Return the frame: a function of the settings and the interface's words only."""
    settings = desk.settings
    menu = tuple(Link(title=item.title, href=_menu_href(desk, item.url)) for item in settings.menu)
    return Chrome(
        title=settings.title,
        tagline=settings.tagline,
        base_url=desk.site.origin + desk.href(permalinks.HOME),
        lang=settings.language,
        dir=direction(settings.language),
        home=desk.href(permalinks.HOME),
        regions=tuple(desk.regions.link(region.key) for region in settings.regions),
        menu=menu,
        archive=desk.href(permalinks.ARCHIVE),
        stories=desk.href(permalinks.STORIES),
        sources=desk.href(permalinks.SOURCES),
        tags=desk.href(permalinks.TAGS),
        corrections=desk.href(permalinks.CORRECTIONS),
        search=desk.href(permalinks.SEARCH),
        has_search=settings.search,
        atom=desk.href(permalinks.atom()),
        json_feed=desk.href(permalinks.json_feed()),
        opml=desk.href(permalinks.OPML),
        extra=settings.extra,
    )


def _menu_href(desk: Desk, url: str) -> str:
    return desk.site.base.rstrip("/") + url if url.startswith("/") else url
