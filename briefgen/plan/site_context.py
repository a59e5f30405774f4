"""Floor 3. The site context, which is the same for all pages: settings, region tree, time zone, labels and addresses."""

import functools
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Final, TypedDict
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import msgspec

from briefgen.plan.regions import RegionIndex
from briefgen.text import permalinks
from briefgen.text.words import direction
from briefgen.values.hooks import PageKind
from briefgen.values.model import (
    BriefingNote,
    Day,
    DayNote,
    Entry,
    Publisher,
    Ref,
    RegionKey,
    Settings,
    Source,
    StandingText,
    UrlPath,
    When,
)
from briefgen.values.parts import Badge, Direction, Link, RegionLink
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


@functools.lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """Return the host of a URL without `www.`; empty if the URL has no host."""
    # Cached, since item, card and feed entry of an article need the same hosts.
    return (urlsplit(url).hostname or "").removeprefix("www.")


@dataclass(frozen=True, slots=True)
class SiteContext:
    """What all pages of a plan share. No article can change the site context."""

    settings: Settings
    regions: RegionIndex
    site: permalinks.Site
    zone: ZoneInfo
    labels: Mapping[str, str]
    #: Indexes, since half a dozen look-ups an article are too many for a search of the registry.
    publishers_by_name: Mapping[str, Publisher]
    publishers_by_host: Mapping[str, Publisher]
    #: The project's own kinds of pages.
    own_kinds: tuple[PageKind, ...] = ()
    _hrefs: dict[str, str] = field(default_factory=dict, compare=False, repr=False)
    _briefings: dict[tuple[str, date], RegionLink] = field(default_factory=dict, compare=False, repr=False)

    def href(self, address: UrlPath) -> str:
        """Return an address with the base path of the site before it, ready for a link."""
        href = self._hrefs.get(address)
        if href is None:
            href = self._hrefs[address] = self.site.href(address)
        return href

    def own_links(self, links: Iterable[Ref]) -> tuple[Ref, ...]:
        """Return the links to this site among whole links of a body, each with its address on the site, unquoted."""
        if not self.settings.base_url:
            return ()
        found = ((link, self.site.address(link.target)) for link in links)
        return tuple([msgspec.structs.replace(link, target=address) for link, address in found if address])

    def head(
        self,
        title: str,
        address: UrlPath,
        *,
        description: str = "",
        lang: str = "",
        section: str = "",
        region: str = "",
        country: str = "",
        feeds: UrlPath = permalinks.HOME,
        badge: Badge | None = None,
        hidden: bool = False,
    ) -> Head:
        """Return the head of a page; a page with a region or country links to the feeds of that.

        Other pages link to the feeds of the page `feeds`. Without `lang` the page is in the site's language. A page with a
        badge is always hidden from search engines.
        """
        feeds_of = permalinks.region(region) if region else permalinks.country(country) if country else feeds
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

    def labelled(self, label: str, address: UrlPath, *, section: str = "") -> Head:
        """Return the head of a page whose title is a label of the interface, and its description the label `about_...`."""
        description = self.labels[f"about_{label}"]
        return self.head(self.labels[label], address, description=description, section=section)

    def link(self, title: str, address: UrlPath, count: int = 0) -> Link:
        """Return a link to an address of the site."""
        return Link(title=title, href=self.href(address), count=count)

    def briefing_link(self, region: str, day: date) -> RegionLink:
        """Return a link to the briefing of a region on a day, with the name and the hue of the region."""
        # Kept, since each briefing of a day links to nearly all others of that day.
        link = self._briefings.get((region, day))
        if link is None:
            href = self.href(permalinks.briefing(region, day))
            link = self._briefings[region, day] = msgspec.structs.replace(self.regions.link(region), href=href)
        return link

    def country(self, code: str) -> str:
        """Return the name of a country in the site's language, or its code where CLDR has none."""
        # Only lists and feeds of countries need names, and the library of names takes long to load.
        from briefgen.text.locales import country_name

        return country_name(code, self.settings.language)

    def publisher_of(self, source: Source) -> Publisher | None:
        """Return the registered publisher of a source, or None; found by the source's name, or by its URL if it has none."""
        if source.name:
            return self.publishers_by_name.get(source.name.casefold())
        host = host_of(source.url)
        return self.publishers_by_host.get(host) if host else None

    def day_of(self, when: When) -> date:
        """Return the day of a day or an instant in the site's time zone."""
        return when.day if isinstance(when, Day) else when.at.astimezone(self.zone).date()

    def moment_of(self, when: When) -> datetime:
        """Return the instant of a day or an instant in UTC; a day begins at midnight in the site's time zone."""
        return datetime.combine(when.day, time(), tzinfo=self.zone).astimezone(UTC) if isinstance(when, Day) else when.at


#: What a briefing, a day, and a region or a story, has in the place of a note.
_NO_NOTE: Final = BriefingNote(path="", region=RegionKey(""), date=date.min)
_NO_DAY_NOTE: Final = DayNote(path="", date=date.min)
_NO_TEXT: Final = StandingText(path="", key="")


def note_of(entry: Entry | None) -> BriefingNote:
    """Return the editor's note of an entry, which must be that of a briefing; an empty note without an entry."""
    note = entry.content if entry else _NO_NOTE
    assert isinstance(note, BriefingNote)
    return note


def day_note_of(entry: Entry | None) -> DayNote:
    """Return the note of an entry, which must be that of a day; an empty note without an entry."""
    note = entry.content if entry else _NO_DAY_NOTE
    assert isinstance(note, DayNote)
    return note


def standing_of(entry: Entry | None) -> StandingText:
    """Return the text of an entry, which must be that of a region, a story or a page; an empty text without an entry."""
    text = entry.content if entry else _NO_TEXT
    assert isinstance(text, StandingText)
    return text


def make_context(settings: Settings, labels: Mapping[str, str], own_kinds: tuple[PageKind, ...] = ()) -> SiteContext:
    """Return the site context, made from the settings, the labels by key, and the project's own kinds of pages."""
    site = permalinks.site_of(settings.base_url)
    # If two publishers have the same name, key or host, the first counts.
    last_first = settings.sources[::-1]
    return SiteContext(
        settings=settings,
        regions=RegionIndex(settings.regions, site, settings.language),
        site=site,
        zone=ZoneInfo(settings.time_zone),
        labels=labels,
        publishers_by_name={name: found for found in last_first for name in (found.name.casefold(), found.key)},
        publishers_by_host={host_of(found.url): found for found in last_first},
        own_kinds=own_kinds,
    )


def make_chrome(context: SiteContext) -> Chrome:
    """Return the frame of all pages: masthead, menu and footer; it depends on the site context only."""
    settings = context.settings
    base = context.site.base.rstrip("/")
    menu = [Link(title=item.title, href=f"{base if item.url.startswith('/') else ''}{item.url}") for item in settings.menu]
    return Chrome(
        title=settings.title,
        tagline=settings.tagline,
        base_url=context.site.origin + context.href(permalinks.HOME),
        lang=settings.language,
        dir=direction(settings.language),
        home=context.href(permalinks.HOME),
        regions=tuple(context.regions.link(region.key) for region in settings.regions),
        menu=tuple(menu),
        archive=context.href(permalinks.ARCHIVE),
        stories=context.href(permalinks.STORIES),
        sources=context.href(permalinks.SOURCES),
        tags=context.href(permalinks.TAGS),
        countries=context.href(permalinks.COUNTRIES),
        corrections=context.href(permalinks.CORRECTIONS),
        search=context.href(permalinks.SEARCH),
        has_search=settings.search,
        atom=context.href(permalinks.atom()),
        json_feed=context.href(permalinks.json_feed()),
        opml=context.href(permalinks.OPML),
        extra=settings.extra,
    )
