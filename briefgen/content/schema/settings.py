"""Floor 2. `briefgen.yml` as settings: the site, the region tree, the registry of sources, the menu."""

import re
from collections.abc import Iterator
from typing import Final, Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from briefgen.content.frontmatter import Mapping, Node, Scalar, Sequence, read_yaml
from briefgen.content.schema.fields import Field, Table, TableKind, TableReader
from briefgen.content.schema.kinds import (
    KEY,
    LANGUAGE,
    Choice,
    ExtraKind,
    Findings,
    Flag,
    Integer,
    JsonSchema,
    Kind,
    ListOf,
    Names,
    Text,
    place_all,
)
from briefgen.content.schema.links import Country, Url
from briefgen.text.permalinks import RESERVED
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import MenuItem, Place, Publisher, Region, RegionKey, Settings

#: The name of the settings file.
SETTINGS_FILE: Final = "briefgen.yml"

_ZONE_NAME: Final = re.compile(r"UTC|GMT|[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)+", re.ASCII)
_DATE_LIKE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class _TimeZone(Kind[str]):
    """The name of a time zone in the IANA database."""

    wants = "a time zone"

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        # A machine's database may have names such as `localtime`, which mean a different zone on each machine.
        if _ZONE_NAME.fullmatch(node.text):
            try:
                ZoneInfo(node.text)
            except (ZoneInfoNotFoundError, ValueError, OSError):
                pass
            else:
                return node.text
        hint = "write a name of the IANA database, such as Europe/London"
        return findings.add("unknown-time-zone", node.place, f'time zone "{node.text}" is not known', hint)

    def json_schema(self) -> JsonSchema:
        return {"type": "string"}


REGION_KEY = Field(key="key", kind=KEY, required=True, about="The region's part of addresses; lower case, with hyphens.")
REGION_NAME = Field(key="name", kind=Text(required=True), required=True, about="The region's name.")
REGION_NAMES = Field(key="names", kind=Names(), about="The name in other languages, by language tag.")
REGION_COUNTRIES = Field(key="countries", kind=ListOf(Country()), about="Countries of the region, as ISO 3166-1 codes.")


class _RegionKind(TableKind[Region]):
    def make(self, reader: TableReader, node: Mapping, findings: Findings) -> Region | None:
        key = reader.get(REGION_KEY, "")
        place = reader.place("key") or node.place
        if key in RESERVED or _DATE_LIKE.fullmatch(key):
            findings.add("reserved-region", place, f'region key "{key}" is an address that the site needs', "choose another")
        return Region(
            key=RegionKey(key),
            name=reader.get(REGION_NAME, ""),
            names=reader.get(REGION_NAMES, {}),
            countries=reader.get(REGION_COUNTRIES, ()),
            regions=reader.get(REGION_CHILDREN, ()),
        )

    def json_schema(self) -> JsonSchema:
        # The tree refers to itself, so its schema is a definition.
        return {"$ref": "#/$defs/region"}


class _Regions(Kind[tuple[Region, ...]]):
    """The children of a region. `read` uses `REGION`, which does not exist yet when its own table is made."""

    wants = "a list of regions"
    may_be_blank = True

    def __init__(self, *, at_least: int = 0) -> None:
        self._at_least = at_least

    def read(self, node: Node, findings: Findings) -> tuple[Region, ...] | None:
        return ListOf(REGION, at_least=self._at_least).read(node, findings)

    def json_schema(self) -> JsonSchema:
        return {"type": "array", "items": {"$ref": "#/$defs/region"}}


REGION_CHILDREN = Field(key="regions", kind=_Regions(), about="Regions inside this one; it shows their items as well.")
REGION_TABLE = Table(name="a region", fields=(REGION_KEY, REGION_NAME, REGION_NAMES, REGION_COUNTRIES, REGION_CHILDREN))
REGION = _RegionKind(REGION_TABLE)

PUBLISHER_NAME = Field(key="name", kind=Text(required=True), required=True, about="The publisher's name.")
PUBLISHER_URL = Field(key="url", kind=Url(), about="The publisher's own site.")
PUBLISHER_LANG = Field(key="lang", kind=LANGUAGE, about="The language it publishes in.")
PUBLISHER_TABLE = Table(name="a source", fields=(PUBLISHER_NAME, PUBLISHER_URL, PUBLISHER_LANG))

MENU_TITLE = Field(key="title", kind=Text(required=True), required=True, about="What the link says.")
MENU_URL = Field(
    key="url", kind=Url(may_be_local=True), required=True, about="An address of the site such as /about/, or a URL."
)
MENU_TABLE = Table(name="a menu item", fields=(MENU_TITLE, MENU_URL))


class _MenuKind(TableKind[MenuItem]):
    def make(self, reader: TableReader, node: Mapping, findings: Findings) -> MenuItem | None:
        return MenuItem(title=reader.get(MENU_TITLE, ""), url=reader.get(MENU_URL, ""))


class _Publishers(Kind[tuple[Publisher, ...]]):
    """The registry of sources: a mapping from key to name, URL and language."""

    wants = "a mapping of keys to sources"
    may_be_blank = True

    def read(self, node: Node, findings: Findings) -> tuple[Publisher, ...] | None:
        if not isinstance(node, Mapping):
            return None if isinstance(node, Scalar) and not node.text else self.refuse(node, findings)
        publishers = []
        for key, value in node.entries:
            if KEY.read(key, findings) is None:
                continue
            if not isinstance(value, Mapping):
                hint = f"write name: under {key.text}:"
                findings.add("wrong-type", value.place, f'source "{key.text}" needs keys and values', hint)
                continue
            reader = TableReader(value, PUBLISHER_TABLE, findings)
            name, url, lang = reader.get(PUBLISHER_NAME, ""), reader.get(PUBLISHER_URL, ""), reader.get(PUBLISHER_LANG, "")
            publishers.append(Publisher(key=key.text, name=name, url=url, lang=lang))
        return tuple(publishers)

    def json_schema(self) -> JsonSchema:
        return {"type": "object", "additionalProperties": PUBLISHER_TABLE.json_schema()}


TITLE = Field(key="title", kind=Text(required=True), required=True, about="The site's name.")
TAGLINE = Field(key="tagline", kind=Text(), about="One line under the name.")
BASE_URL = Field(key="base_url", kind=Url(is_base=True), about="Where the site is published, with its folder if it has one.")
LANGUAGE_FIELD = Field(
    key="language", kind=LANGUAGE, about="The language of the interface and of items without `lang`; default en."
)
TIME_ZONE = Field(key="time_zone", kind=_TimeZone(), about="The IANA zone that days are counted in; default UTC.")
REGIONS = Field(key="regions", kind=_Regions(at_least=1), required=True, about="The region tree, in the order it is shown.")
SOURCES = Field(key="sources", kind=_Publishers(), about="The registry of sources: key to name, url and lang.")
FEED_LIMIT = Field(key="feed_limit", kind=Integer(1, 1000), about="Items in a feed; default 20.")
FEED_CONTENT = Field(
    key="feed_content", kind=Choice("summary", "full"), about="What feeds carry of an item: summary (default) or full text."
)
FEED_HUB = Field(key="feed_hub", kind=Url(), about="A WebSub hub that feeds name; your deployment tells it of news.")
PAGE_SIZE = Field(key="page_size", kind=Integer(1, 1000), about="Entries on a page of a paged list; default 20.")
SEARCH = Field(key="search", kind=Flag(), about="Whether the frame offers search; default true.")
SEARCH_INDEX = Field(
    key="search_index", kind=Flag(), about="Whether the search page searches texts (extra `search`); default false."
)
IMAGE_SIZES = Field(
    key="image_sizes", kind=Flag(), about="Whether pictures have smaller sizes as WebP (extra `images`); default false."
)
EMAIL_EDITION = Field(
    key="email_edition", kind=Flag(), about="Whether briefings have an edition for e-mail (extra `email`); default false."
)
JSON_EDITION = Field(key="json_edition", kind=Flag(), about="Whether briefings have a JSON edition; default false.")
MENU = Field(key="menu", kind=ListOf(_MenuKind(MENU_TABLE)), about="Links of the footer.")
EXTRA = Field(key="extra", kind=ExtraKind(), about="Data of your own, for your layouts.")
SETTINGS_TABLE = Table(
    name="the settings",
    fields=(
        TITLE,
        TAGLINE,
        BASE_URL,
        LANGUAGE_FIELD,
        TIME_ZONE,
        REGIONS,
        SOURCES,
        FEED_LIMIT,
        FEED_CONTENT,
        FEED_HUB,
        PAGE_SIZE,
        SEARCH,
        SEARCH_INDEX,
        IMAGE_SIZES,
        EMAIL_EDITION,
        JSON_EDITION,
        MENU,
        EXTRA,
    ),
)


def read_settings(text: str, path: str = SETTINGS_FILE) -> Checked[Settings]:
    """Return the settings of `briefgen.yml`, and its findings; no settings only if the YAML cannot be read.

    A key with a wrong value has its default, and a finding.
    """
    read = read_yaml(text, path)
    if read.value is None:
        return Checked(None, read.findings)
    findings = Findings(path, raw=text)
    reader = TableReader(read.value, SETTINGS_TABLE, findings)
    settings = Settings(
        title=reader.get(TITLE, ""),
        tagline=reader.get(TAGLINE, ""),
        base_url=reader.get(BASE_URL, ""),
        language=reader.get(LANGUAGE_FIELD, "en"),
        time_zone=reader.get(TIME_ZONE, "UTC"),
        regions=reader.get(REGIONS, ()),
        sources=reader.get(SOURCES, ()),
        feed_limit=reader.get(FEED_LIMIT, 20),
        feed_content=cast('Literal["summary", "full"]', reader.get(FEED_CONTENT, "summary")),
        feed_hub=reader.get(FEED_HUB, ""),
        page_size=reader.get(PAGE_SIZE, 20),
        search=reader.get(SEARCH, True),
        search_index=reader.get(SEARCH_INDEX, False),
        image_sizes=reader.get(IMAGE_SIZES, False),
        email_edition=reader.get(EMAIL_EDITION, False),
        json_edition=reader.get(JSON_EDITION, False),
        menu=reader.get(MENU, ()),
        extra=reader.get(EXTRA, {}),
        places=dict(place_all(read.value)),
    )
    return Checked(settings, (*read.findings, *findings.found, *_repeated_keys(read.value, path)))


def region_keys(regions: tuple[Region, ...]) -> tuple[str, ...]:
    """Return all keys of a region tree in the order of the settings, parents before children."""
    return tuple(key for region in regions for key in (region.key, *region_keys(region.regions)))


def _repeated_keys(root: Mapping, path: str) -> Iterator[Diagnostic]:
    first: dict[str, Place] = {}
    for key in sorted(_region_keys(root), key=lambda scalar: (scalar.place.line, scalar.place.column)):
        if key.text in first:
            span = Span(path=path, line=key.place.line, column=key.place.column, length=key.place.length)
            message = f'region key "{key.text}" stands twice, first in line {first[key.text].line}'
            yield finding("duplicate-region", span, message, "give each region a key of its own")
        else:
            first[key.text] = key.place


def _region_keys(node: Node) -> Iterator[Scalar]:
    if isinstance(node, Mapping):
        regions = next((value for key, value in node.entries if key.text == "regions"), None)
        if isinstance(regions, Sequence):
            for child in regions.items:
                if isinstance(child, Mapping):
                    yield from (v for k, v in child.entries if k.text == "key" and isinstance(v, Scalar))
                    yield from _region_keys(child)
