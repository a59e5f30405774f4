"""Floor 3. What goes into a plan and what comes out; the frame and the head that every page has."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from briefgen import permalinks
from briefgen.diagnostics import Span
from briefgen.documents import DocumentView
from briefgen.model import Article, Body, BriefingNote, Settings, StandingText, UrlPath, Value
from briefgen.parts import Badge, Direction, Link
from briefgen.plan.regions import RegionIndex
from briefgen.text import direction
from briefgen.views import Chrome, View


class Media(Value, frozen=True, kw_only=True):
    """A file beside the articles; width and height in pixels where it is an image."""

    path: str
    digest: str
    width: int = 0
    height: int = 0


class Window(Value, frozen=True, kw_only=True):
    """What is visible: at which instant, and whether drafts and items still to come are shown, for a preview."""

    now: datetime
    drafts: bool = False
    future: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that a plan is made of. `bodies` are by path of the content file, `media` and `static` by path.

    `strays` are bodies of files whose front matter is at fault, with the line they begin in: their links are checked too,
    and the regions of `stray_articles`, what could be read of those that are articles.
    """

    settings: Settings
    window: Window
    articles: tuple[Article, ...] = ()
    briefings: tuple[BriefingNote, ...] = ()
    regions: tuple[StandingText, ...] = ()
    stories: tuple[StandingText, ...] = ()
    pages: tuple[StandingText, ...] = ()
    bodies: Mapping[str, Body] = field(default_factory=dict)
    strays: Mapping[str, tuple[int, Body]] = field(default_factory=dict)
    stray_articles: tuple[Article, ...] = ()
    media: Mapping[str, Media] = field(default_factory=dict)
    static: tuple[str, ...] = ()
    assets: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)


class Page(Value, frozen=True, kw_only=True):
    """A pure recipe for one page: where it goes, its layout, its view, and the content files that it was made from."""

    address: UrlPath
    layout: str
    view: View
    origin: Span
    inputs: tuple[str, ...] = ()

    @property
    def output(self) -> str:
        """Where its bytes go, relative to the output folder."""
        return permalinks.output_path(self.address)


class Document(Value, frozen=True, kw_only=True):
    """A pure recipe for an output that no layout makes: a feed in one of its two forms, a sitemap and the like."""

    address: UrlPath
    view: DocumentView
    origin: Span
    inputs: tuple[str, ...] = ()

    @property
    def output(self) -> str:
        """Where its bytes go, relative to the output folder."""
        return permalinks.output_path(self.address)


class Copy(Value, frozen=True, kw_only=True):
    """A file that is published as it is: media of an article, an asset of the layouts, a file of static/."""

    output: str
    path: str
    origin: Span


class SitePlan(Value, frozen=True, kw_only=True):
    """All of a site: pages, documents and copies, each by output path."""

    chrome: Chrome
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    copies: tuple[Copy, ...]


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
    """What every page planner needs: settings, region tree, zone, and addresses with the base path."""

    settings: Settings
    regions: RegionIndex
    site: permalinks.Site
    zone: ZoneInfo
    labels: Mapping[str, str]

    def href(self, address: UrlPath) -> str:
        """Return the address as a link."""
        return self.site.href(address)

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


def make_desk(material: Material) -> Desk:
    """Return the desk of a plan."""
    settings = material.settings
    site = permalinks.site_of(settings.base_url)
    regions = RegionIndex(settings.regions, site, settings.language)
    return Desk(settings, regions, site, ZoneInfo(settings.time_zone), material.labels)


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
