"""Floor 3. The site context, which is the same for all pages: settings, region tree, time zone, labels and addresses."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import TypedDict
from zoneinfo import ZoneInfo

from briefgen.plan.publishers import Publishers
from briefgen.plan.regions import RegionIndex
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.model import BriefingNote, Day, Entry, Moment, Settings, StandingText, UrlPath, When
from briefgen.values.parts import Badge, Direction, Link
from briefgen.values.views import Chrome


class Head(TypedDict):
    """The fields of `View` that all kinds of pages fill in the same way."""

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
class SiteContext:
    """What all pages of a plan share. No article can change the site context."""

    settings: Settings
    regions: RegionIndex
    publishers: Publishers
    site: permalinks.Site
    zone: ZoneInfo
    labels: Mapping[str, str]
    _hrefs: dict[str, str] = field(default_factory=dict, compare=False, repr=False)

    def href(self, address: UrlPath) -> str:
        """Return an address with the base path of the site before it, ready for a link."""
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
        """Return the head of a page; a page with a region links to the region's feeds, a page without to the site's.

        Without `lang` the page is in the site's language. A page with a badge is always hidden from search engines.
        """
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
        """Return a label of the interface, for a title or description; raises KeyError."""
        return self.labels[key]

    def day_of(self, when: When) -> date:
        """Return the day of a day or an instant in the site's time zone."""
        match when:
            case Day(day=day):
                return day
            case Moment(at=at):
                return at.astimezone(self.zone).date()

    def moment_of(self, when: When) -> datetime:
        """Return the instant of a day or an instant in UTC; a day begins at midnight in the site's time zone."""
        match when:
            case Day(day=day):
                return datetime.combine(day, time(), tzinfo=self.zone).astimezone(UTC)
            case Moment(at=at):
                return at


def note_of(entry: Entry) -> BriefingNote:
    """Return the editor's note of an entry, which must be that of a briefing."""
    assert isinstance(entry.content, BriefingNote)
    return entry.content


def standing_of(entry: Entry) -> StandingText:
    """Return the standing text of an entry, which must be that of a region, a story or a page."""
    assert isinstance(entry.content, StandingText)
    return entry.content


def make_context(settings: Settings, labels: Mapping[str, str]) -> SiteContext:
    """Return the site context, made from the settings and the labels by key."""
    site = permalinks.site_of(settings.base_url)
    regions = RegionIndex(settings.regions, site, settings.language)
    return SiteContext(settings, regions, Publishers(settings.sources), site, ZoneInfo(settings.time_zone), labels)


def make_chrome(context: SiteContext) -> Chrome:
    """Return the frame of all pages: masthead, menu and footer; it depends on the site context only."""
    settings = context.settings
    menu = tuple(Link(title=item.title, href=_menu_href(context, item.url)) for item in settings.menu)
    return Chrome(
        title=settings.title,
        tagline=settings.tagline,
        base_url=context.site.origin + context.href(permalinks.HOME),
        lang=settings.language,
        dir=direction(settings.language),
        home=context.href(permalinks.HOME),
        regions=tuple(context.regions.link(region.key) for region in settings.regions),
        menu=menu,
        archive=context.href(permalinks.ARCHIVE),
        stories=context.href(permalinks.STORIES),
        sources=context.href(permalinks.SOURCES),
        tags=context.href(permalinks.TAGS),
        corrections=context.href(permalinks.CORRECTIONS),
        search=context.href(permalinks.SEARCH),
        has_search=settings.search,
        atom=context.href(permalinks.atom()),
        json_feed=context.href(permalinks.json_feed()),
        opml=context.href(permalinks.OPML),
        extra=settings.extra,
    )


def _menu_href(context: SiteContext, url: str) -> str:
    return context.site.base.rstrip("/") + url if url.startswith("/") else url
