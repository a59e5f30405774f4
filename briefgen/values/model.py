"""Floor 0. The values that flow from a project's files to the plan of a site.

Frozen and complete once they exist: `schema` validates where text becomes a value, everybody above trusts it.
Dates are `date`, moments are aware `datetime` in UTC, paths are POSIX strings relative to the project's root.
"""

from datetime import date, datetime
from typing import Literal, NewType, TypeAlias

import msgspec

Slug = NewType("Slug", str)
RegionKey = NewType("RegionKey", str)
#: An address on the site as a path from its root, such as `/iraq/2025-04-10/`; the base path is not in it.
UrlPath = NewType("UrlPath", str)
#: HTML that `markup` sanitised. Only the renderer may mark it safe.
Html = NewType("Html", str)
#: SHA-256 in lower-case hexadecimal.
Digest = NewType("Digest", str)

#: A day of the calendar, for classes that have a field named `date`.
CalendarDate: TypeAlias = date

#: What `extra` may hold, for a project's own layouts: text, numbers, true, false, nothing, and lists and mappings of them.
#: Not spelt out as a type: an alias that names itself cannot be read back from the cache.
Extra: TypeAlias = object


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """The base of all values: frozen, equal by content. Subclasses say so again: neither msgspec nor mypy hands it down."""


class Place(Value, frozen=True, kw_only=True):
    """Where a key's value stands in its file: line and column from 1, length in characters."""

    line: int
    column: int
    length: int = 1


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What a command may ask for beyond the project's own settings."""

    now: datetime
    drafts: bool = False
    future: bool = False
    base_url: str = ""


# Dates ---------------------------------------------------------------------------------------------------------------


class Day(Value, frozen=True, kw_only=True, tag="day"):
    """A calendar day, in the site's time zone."""

    day: date


class Moment(Value, frozen=True, kw_only=True, tag="moment"):
    """An instant, in UTC."""

    at: datetime


When: TypeAlias = Day | Moment


# Settings ------------------------------------------------------------------------------------------------------------


class Region(Value, frozen=True, kw_only=True):
    """One node of the region tree; `names` maps a language to the region's name in it."""

    key: RegionKey
    name: str
    names: dict[str, str] = {}
    countries: tuple[str, ...] = ()
    regions: tuple["Region", ...] = ()


class Publisher(Value, frozen=True, kw_only=True):
    """An entry of the registry of sources."""

    key: str
    name: str
    url: str = ""
    lang: str = ""


class MenuItem(Value, frozen=True, kw_only=True):
    """A link of the site's menu: an address of the site, or a whole URL."""

    title: str
    url: str


class Settings(Value, frozen=True, kw_only=True):
    """What `briefgen.yml` says."""

    title: str
    tagline: str = ""
    base_url: str = ""
    language: str = "en"
    time_zone: str = "UTC"
    regions: tuple[Region, ...] = ()
    sources: tuple[Publisher, ...] = ()
    feed_limit: int = 20
    feed_content: Literal["summary", "full"] = "summary"
    feed_hub: str = ""
    page_size: int = 20
    search: bool = True
    search_index: bool = False
    image_sizes: bool = False
    email_edition: bool = False
    json_edition: bool = False
    menu: tuple[MenuItem, ...] = ()
    extra: dict[str, Extra] = {}
    places: dict[str, Place] = {}


# Content -------------------------------------------------------------------------------------------------------------


class Source(Value, frozen=True, kw_only=True):
    """Where an article comes from, as its front matter says it; empty text where it does not."""

    name: str
    url: str = ""
    title: str = ""
    published: When | None = None
    retrieved: When | None = None
    capture: str = ""
    sha256: str = ""
    lang: str = ""


class Image(Value, frozen=True, kw_only=True):
    """The picture of an article; `src` is seen from the article's file, or from content/ if it begins with `/`."""

    src: str
    alt: str
    caption: str = ""
    credit: str = ""


class Correction(Value, frozen=True, kw_only=True):
    """A dated note on what was changed in an article after it was published."""

    date: When
    kind: Literal["correction", "clarification", "update"]
    text: str


class Article(Value, frozen=True, kw_only=True, tag="article"):
    """One cleaned article: its front matter and its Markdown.

    `regions[0]` is home and gives the address. `places` maps a key path such as `regions.1` to where its value stands.
    """

    path: str
    digest: Digest
    title: str
    date: When
    regions: tuple[RegionKey, ...]
    slug: Slug
    countries: tuple[str, ...] = ()
    summary: str = ""
    key_points: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    story: str = ""
    sources: tuple[Source, ...] = ()
    authors: tuple[str, ...] = ()
    dateline: str = ""
    event_date: CalendarDate | None = None
    date_basis: Literal["", "stated", "relative", "inferred"] = ""
    lang: str = ""
    image: Image | None = None
    draft: bool = False
    publish_at: datetime | None = None
    expires: datetime | None = None
    updated: When | None = None
    corrections: tuple[Correction, ...] = ()
    aliases: tuple[str, ...] = ()
    weight: int = 0
    layout: str = "article.html"
    extra: dict[str, Extra] = {}
    body: str = ""
    body_line: int = 1
    places: dict[str, Place] = {}


Trend: TypeAlias = Literal["", "deteriorated", "improved", "unchanged"]


class BriefingNote(Value, frozen=True, kw_only=True, tag="briefing"):
    """The editor's part of one briefing: `content/briefings/REGION/YYYY-MM-DD.md`."""

    path: str
    region: RegionKey
    date: date
    title: str = ""
    summary: str = ""
    trend: Trend = ""
    key_points: tuple[str, ...] = ()
    cutoff: datetime | None = None
    number: int | None = None
    body: str = ""
    body_line: int = 1


class StandingText(Value, frozen=True, kw_only=True, tag="standing"):
    """A region's or a story's standing introduction, or a standing page: `key` is the file's name."""

    path: str
    key: str
    title: str = ""
    summary: str = ""
    lang: str = ""
    layout: str = "page.html"
    extra: dict[str, Extra] = {}
    body: str = ""
    body_line: int = 1


# Bodies --------------------------------------------------------------------------------------------------------------


class Ref(Value, frozen=True, kw_only=True):
    """A relative address in a body: a hole that the plan fills. `line` and `column` are in the article's file."""

    target: str
    is_image: bool = False
    line: int | None = None
    column: int | None = None


class Heading(Value, frozen=True, kw_only=True):
    """A heading of a body; `level` counts from 2, since the title is the page's only first-level heading."""

    level: int
    id: str
    text: str


class BodyFacts(Value, frozen=True, kw_only=True):
    """What the rest of the site may know of a body without its text; `line` numbers count from the body's first line."""

    lede: str = ""
    words: int = 0
    minutes: int = 0
    outline: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()


class Body(Value, frozen=True, kw_only=True):
    """A body as HTML with holes: a part is HTML, or the index in `facts.refs` of the reference that belongs there.

    A function of the Markdown and the markup policy, of nothing else.
    """

    digest: Digest
    parts: tuple[str | int, ...] = ()
    facts: BodyFacts = BodyFacts()


class ImageTarget(Value, frozen=True, kw_only=True):
    """What goes into the hole of an image: its address, width and height in pixels, and smaller sizes of it as a srcset."""

    src: str
    width: int
    height: int
    srcset: str = ""


#: What goes into a hole: an address, an image, or nothing.
Target: TypeAlias = str | ImageTarget


class FilledBody(Value, frozen=True, kw_only=True):
    """A body as a view holds it: by digest, with what goes into its holes (an empty text leaves the attribute out)."""

    digest: Digest
    targets: tuple[Target, ...] = ()


# What was read ---------------------------------------------------------------------------------------------------------

Content: TypeAlias = Article | BriefingNote | StandingText


class Entry(Value, frozen=True, kw_only=True):
    """A content file as it was read, without its text: the body waits elsewhere, under `body`.

    `content` is missing where something is wrong with the file; then `stray` is what could be read of an article, to check
    what else is wrong. `own` is the digest of all that a page can show of the file: of its front matter, and of its body.
    """

    path: str
    own: str
    content: Content | None = None
    stray: Article | None = None
    facts: BodyFacts = BodyFacts()
    body: Digest = Digest("")
    body_line: int = 1
    has_prose: bool = False
