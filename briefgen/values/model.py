"""Floor 0. The values between a project's files and the plan of a site: settings, content files, bodies.

A value is frozen, and valid once it exists: `schema` validates where text becomes a value, and later stages trust it.
Dates are `date`, moments are aware `datetime` in UTC, paths are POSIX strings relative to the project's root.
"""

from datetime import date, datetime
from hashlib import blake2b
from typing import Final, Literal, NewType, TypeAlias

import msgspec

Slug = NewType("Slug", str)
RegionKey = NewType("RegionKey", str)
#: An address on the site as a path from its root, such as `/iraq/2025-04-10/`; the base path is not in it.
UrlPath = NewType("UrlPath", str)
#: SHA-256 in lower-case hexadecimal.
Digest = NewType("Digest", str)

#: The class `date` under another name, for classes that have a field named `date`.
CalendarDate: TypeAlias = date

#: A value under `extra`, for a project's own layouts: text, number, true, false, None, or a list or mapping of such values.
#: The alias is `object`, because msgspec cannot decode a recursive alias from the cache.
Extra: TypeAlias = object

#: The officially assigned alpha-2 codes of ISO 3166-1, and XK, user-assigned for Kosovo: the European Commission, the IMF
#: and CLDR use it, so articles may use it as well.
COUNTRIES: Final = frozenset(
    """
    AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA
    GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS
    MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS
    RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW
    TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW
    """.split()
)


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """The base class of all values. Subclasses repeat the two options: msgspec and mypy do not both inherit them."""


class Place(Value, frozen=True, kw_only=True):
    """The place of a key's value in its file: line and column from 1, length in characters."""

    line: int
    column: int
    length: int = 1


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """The options of a command that change what is published; an empty `base_url` leaves the one of the settings."""

    now: datetime
    drafts: bool = False
    future: bool = False
    base_url: str = ""

    @property
    def request(self) -> tuple[bool, bool, str]:
        """All options but the instant."""
        return self.drafts, self.future, self.base_url


class Day(Value, frozen=True, kw_only=True, tag="day"):
    """A calendar day, in the site's time zone."""

    day: date


class Moment(Value, frozen=True, kw_only=True, tag="moment"):
    """An instant, in UTC."""

    at: datetime


When: TypeAlias = Day | Moment


class Region(Value, frozen=True, kw_only=True):
    """One node of the region tree; `names` maps a language tag to the region's name in that language.

    `color` is the number of its colour in the theme, or 0 for that of its first-level region.
    """

    key: RegionKey
    name: str
    names: dict[str, str] = {}
    countries: tuple[str, ...] = ()
    color: int = 0
    regions: tuple["Region", ...] = ()


class Publisher(Value, frozen=True, kw_only=True):
    """An entry of the registry of sources."""

    key: str
    name: str = ""
    url: str = ""
    lang: str = ""


class MenuItem(Value, frozen=True, kw_only=True):
    """A link of the site's menu; `url` is an address of the site, or a whole URL."""

    title: str
    url: str


class Acceptance(Value, frozen=True, kw_only=True):
    """A warning that the settings accept: its code, the files as a pattern of paths (`content/2019/*`), and the reason."""

    path: str
    code: str
    reason: str


class PublishTarget(Value, frozen=True, kw_only=True):
    """A place to publish to: a folder of releases, of which `keep` are kept, a branch of git, or what commands do."""

    key: str
    folder: str = ""
    keep: int = 5
    compress: tuple[str, ...] = ()
    branch: str = ""
    remote: str = ""
    run: tuple[str, ...] = ()


class Settings(Value, frozen=True, kw_only=True):
    """The settings of `briefgen.yml`. `places` maps a key path such as `regions.0.key` to the place of its value."""

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
    briefing_length: int = 12
    search: bool = True
    search_index: bool = False
    image_sizes: bool = False
    email_edition: bool = False
    json_edition: bool = False
    host_files: bool = False
    ai_use: Literal["allow", "no-training", "deny"] = "allow"
    gone: tuple[str, ...] = ()
    menu: tuple[MenuItem, ...] = ()
    accept: tuple[Acceptance, ...] = ()
    publish: tuple[PublishTarget, ...] = ()
    hooks: bool = False
    extra: dict[str, Extra] = {}
    places: dict[str, Place] = {}


class ArchivedCopy(Value, frozen=True, kw_only=True):
    """A copy of a page that an archive keeps: its address there, and when it was made."""

    url: str
    date: When


class Source(Value, frozen=True, kw_only=True):
    """A source of an article, from its front matter. A field is empty, or None, where the front matter has no value."""

    name: str = ""
    url: str = ""
    title: str = ""
    published: When | None = None
    retrieved: When | None = None
    archived: ArchivedCopy | None = None
    quote: str = ""
    capture: str = ""
    sha256: str = ""
    lang: str = ""


class Image(Value, frozen=True, kw_only=True):
    """The picture of an article; `src` is relative to the article's folder, or to `content/` if it begins with `/`."""

    src: str
    alt: str
    caption: str = ""
    credit: str = ""


class Correction(Value, frozen=True, kw_only=True):
    """A dated note on what was changed in an article after it was published."""

    date: When
    kind: Literal["correction", "clarification", "update"]
    text: str


#: The layout of an article that names none.
ARTICLE_LAYOUT: Final = "article.html"


class Article(Value, frozen=True, kw_only=True, tag="article"):
    """An article. `regions[0]` is its home and gives the address; `places` are of values by key path (`tags.1`)."""

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
    id: str = ""
    aliases: tuple[str, ...] = ()
    weight: int = 0
    layout: str = ARTICLE_LAYOUT
    extra: dict[str, Extra] = {}
    body: str = ""
    body_line: int = 1
    places: dict[str, Place] = {}


Trend: TypeAlias = Literal["", "deteriorated", "improved", "unchanged"]


#: What an alert is about.
AlertKind: TypeAlias = Literal["risk", "opportunity"]


class Alert(Value, frozen=True, kw_only=True):
    """A line of the editor's that readers must not miss: a risk, or an opportunity."""

    text: str
    kind: AlertKind


class BriefingNote(Value, frozen=True, kw_only=True, tag="briefing"):
    """The editor's part of one briefing: `content/briefings/REGION/YYYY-MM-DD.md`."""

    path: str
    region: RegionKey
    date: date
    title: str = ""
    summary: str = ""
    trend: Trend = ""
    alerts: tuple[Alert, ...] = ()
    key_points: tuple[str, ...] = ()
    cutoff: datetime | None = None
    number: int | None = None
    body: str = ""
    body_line: int = 1


class DayNote(Value, frozen=True, kw_only=True, tag="day"):
    """The editor's front page of a day: `content/days/YYYY-MM-DD.md`.

    `lead` and `order` name articles of the day by slug, or by region and slug with a slash between them.
    """

    path: str
    date: date
    title: str = ""
    summary: str = ""
    lead: str = ""
    order: tuple[str, ...] = ()
    places: dict[str, Place] = {}
    body: str = ""
    body_line: int = 1


class StandingText(Value, frozen=True, kw_only=True, tag="standing"):
    """A region's or a story's standing introduction, or a standing page; `key` is the file's name without `.md`."""

    path: str
    key: str
    title: str = ""
    summary: str = ""
    lang: str = ""
    aliases: tuple[str, ...] = ()
    layout: str = "page.html"
    extra: dict[str, Extra] = {}
    body: str = ""
    body_line: int = 1


class Ref(Value, frozen=True, kw_only=True):
    """An address in a body; `line` counts from the body's first line. None: the place is not known."""

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
    """What other pages use of a body without its text; `minutes` is the reading time. Tuples are in the text's order.

    `refs` are the holes of the body. `whole` are its links with a host, which may be this site's: a body does not know it.
    """

    lede: str = ""
    words: int = 0
    minutes: int = 0
    outline: tuple[Heading, ...] = ()
    anchors: tuple[str, ...] = ()
    refs: tuple[Ref, ...] = ()
    whole: tuple[Ref, ...] = ()


class Body(Value, frozen=True, kw_only=True):
    """A body as HTML with holes, a function of its Markdown: a part is HTML, or a hole as the index of its `facts.refs`."""

    digest: Digest
    parts: tuple[str | int, ...] = ()
    facts: BodyFacts = BodyFacts()


class ImageTarget(Value, frozen=True, kw_only=True):
    """The target of an image's hole: its address, width and height in pixels, and a `srcset` of its smaller sizes."""

    src: str
    width: int
    height: int
    srcset: str = ""


#: The target that fills a hole: an address, an image, or an empty text for none.
Target: TypeAlias = str | ImageTarget


class FilledBody(Value, frozen=True, kw_only=True):
    """A body in a view: its digest, and a target for each of `facts.refs`, in order."""

    digest: Digest
    targets: tuple[Target, ...] = ()


Content: TypeAlias = Article | BriefingNote | DayNote | StandingText


class Entry(Value, frozen=True, kw_only=True):
    """A content file after reading, without its text; the cache has its `Body` under the digest `body`.

    `content` is None where the file has an error; `stray` then has an article's readable values, so that its links are
    checked. `own` is the digest of everything that a page can show of the file.
    """

    path: str
    own: str
    content: Content | None = None
    stray: Article | None = None
    facts: BodyFacts = BodyFacts()
    body: Digest = Digest("")
    body_line: int = 1
    has_prose: bool = False


_ENCODER: Final = msgspec.msgpack.Encoder()


def digest_of(value: object) -> bytes:
    """Return the digest of plain values: 16 bytes, so that two of a thousand million are never equal by chance."""
    return blake2b(_ENCODER.encode(value), digest_size=16).digest()
