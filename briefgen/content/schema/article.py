"""Floor 2. The front matter of an article: the table of its keys, and how a file becomes an `Article`."""

import posixpath
import re
from datetime import date
from typing import Final, Literal, cast

from briefgen.content.frontmatter import Mapping, read_yaml, split
from briefgen.content.schema.dates import DateKind, MomentKind, WhenKind
from briefgen.content.schema.fields import Field, Table, TableKind, TableReader
from briefgen.content.schema.kinds import (
    KEY,
    LANGUAGE,
    Choice,
    ExtraKind,
    Findings,
    Flag,
    Integer,
    ListOf,
    Text,
    place_all,
)
from briefgen.content.schema.links import LAYOUT, Alias, Country, SlugKind, Url
from briefgen.text.slugs import address_part
from briefgen.values.diagnostics import Checked, Diagnostic, Severity, finding
from briefgen.values.model import Article, Correction, Day, Digest, Image, Place, RegionKey, Slug, Source

_LINES: Final = ListOf(Text(required=True))

SOURCE_NAME = Field(
    key="name", kind=Text(required=True), about="The publisher: a key of the registry in briefgen.yml, or a name."
)
SOURCE_URL = Field(key="url", kind=Url(), about="The page it was taken from.")
SOURCE_TITLE = Field(key="title", kind=Text(), about="The title it had there.")
SOURCE_PUBLISHED = Field(key="published", kind=WhenKind(), about="When it was published there.")
SOURCE_RETRIEVED = Field(key="retrieved", kind=WhenKind(), about="When it was captured.")
SOURCE_CAPTURE = Field(key="capture", kind=Text(), about="The file under captures/ that holds it.")
SOURCE_SHA256 = Field(
    key="sha256",
    kind=Text(required=True, pattern="[0-9a-f]{64}", example="write 64 hexadecimal digits"),
    about="The digest of that file.",
)
SOURCE_LANG = Field(key="lang", kind=LANGUAGE, about="The language of the source.")
SOURCE_TABLE = Table(
    name="a source",
    fields=(
        SOURCE_NAME, SOURCE_URL, SOURCE_TITLE, SOURCE_PUBLISHED,
        SOURCE_RETRIEVED, SOURCE_CAPTURE, SOURCE_SHA256, SOURCE_LANG,
    ),
    any_of=("name", "url"),
)  # fmt: skip

IMAGE_SRC = Field(
    key="src",
    kind=Text(required=True),
    required=True,
    about="The file, seen from the article; from content/ if it begins with /.",
)
IMAGE_ALT = Field(key="alt", kind=Text(required=True), required=True, about="What the image shows, for who does not see it.")
IMAGE_CAPTION = Field(key="caption", kind=Text(), about="The caption.")
IMAGE_CREDIT = Field(key="credit", kind=Text(), about="Who made it.")
IMAGE_TABLE = Table(name="an image", fields=(IMAGE_SRC, IMAGE_ALT, IMAGE_CAPTION, IMAGE_CREDIT))

CORRECTION_DATE = Field(key="date", kind=WhenKind(), required=True, about="When it was made.")
CORRECTION_KIND = Field(key="kind", kind=Choice("correction", "clarification", "update"), required=True, about="What it is.")
CORRECTION_TEXT = Field(key="text", kind=Text(required=True), required=True, about="What was changed, and why.")
CORRECTION_TABLE = Table(name="a correction", fields=(CORRECTION_DATE, CORRECTION_KIND, CORRECTION_TEXT))


class _SourceKind(TableKind[Source]):
    def make(self, reader: TableReader, node: Mapping, findings: Findings) -> Source | None:
        return Source(
            name=reader.get(SOURCE_NAME, ""),
            url=reader.get(SOURCE_URL, ""),
            title=reader.get(SOURCE_TITLE, ""),
            published=reader.get(SOURCE_PUBLISHED),
            retrieved=reader.get(SOURCE_RETRIEVED),
            capture=reader.get(SOURCE_CAPTURE, ""),
            sha256=reader.get(SOURCE_SHA256, ""),
            lang=reader.get(SOURCE_LANG, ""),
        )


class _ImageKind(TableKind[Image]):
    def make(self, reader: TableReader, node: Mapping, findings: Findings) -> Image | None:
        caption, credit = reader.get(IMAGE_CAPTION, ""), reader.get(IMAGE_CREDIT, "")
        return Image(src=reader.get(IMAGE_SRC, ""), alt=reader.get(IMAGE_ALT, ""), caption=caption, credit=credit)


class _CorrectionKind(TableKind[Correction]):
    def make(self, reader: TableReader, node: Mapping, findings: Findings) -> Correction | None:
        when, kind = reader.get(CORRECTION_DATE), reader.get(CORRECTION_KIND)
        if when is None or kind is None:
            return None
        known = cast('Literal["correction", "clarification", "update"]', kind)
        return Correction(date=when, kind=known, text=reader.get(CORRECTION_TEXT, ""))


TITLE = Field(key="title", kind=Text(required=True), required=True, about="The headline.")
DATE = Field(
    key="date", kind=WhenKind(), required=True, about="The day it is filed under, in the site's time zone; or an instant."
)
REGION = Field(
    key="region", kind=ListOf(KEY, may_be_single=True, at_least=1), about="A region of briefgen.yml, or a list of them."
)
REGIONS = Field(
    key="regions",
    kind=ListOf(KEY, may_be_single=True, at_least=1),
    about="The same; the first is home and gives the address.",
)
COUNTRIES = Field(key="countries", kind=ListOf(Country()), about="Countries it is about, as ISO 3166-1 alpha-2 codes.")
SLUG = Field(
    key="slug", kind=SlugKind(), about="The last part of its address; default: the file's name without a leading date."
)
SUMMARY = Field(key="summary", kind=Text(), about="One or two sentences for cards, feeds and search engines.")
KEY_POINTS = Field(key="key_points", kind=_LINES, about="What a reader should know at a glance; shown on the briefing.")
TAGS = Field(key="tags", kind=_LINES, about="Subjects.")
STORY = Field(key="story", kind=KEY, about="The key of the story it belongs to, across dates and regions.")
SOURCES = Field(key="sources", kind=ListOf(_SourceKind(SOURCE_TABLE)), about="Where it comes from.")
AUTHORS = Field(key="authors", kind=_LINES, about="Who wrote it.")
DATELINE = Field(key="dateline", kind=Text(), about="The place it was reported from.")
EVENT_DATE = Field(key="event_date", kind=DateKind(), about="The day of what it tells.")
DATE_BASIS = Field(
    key="date_basis",
    kind=Choice("stated", "relative", "inferred"),
    about="How the date is known: in so many words, or worked out.",
)
LANG = Field(key="lang", kind=LANGUAGE, about="Its language; default: the site's.")
IMAGE = Field(key="image", kind=_ImageKind(IMAGE_TABLE), about="Its picture.")
DRAFT = Field(key="draft", kind=Flag(), about="true keeps it out of the site; default false.")
PUBLISH_AT = Field(key="publish_at", kind=MomentKind(), about="Not published before this instant.")
EXPIRES = Field(key="expires", kind=MomentKind(), about="Not published from this instant on.")
UPDATED = Field(key="updated", kind=WhenKind(), about="When it was last changed in substance.")
CORRECTIONS = Field(key="corrections", kind=ListOf(_CorrectionKind(CORRECTION_TABLE)), about="What was corrected, and when.")
ALIASES = Field(key="aliases", kind=ListOf(Alias()), about="Old addresses on this site that lead here.")
WEIGHT = Field(key="weight", kind=Integer(), about="Order inside a briefing: lower first; default 0.")
LAYOUT_FIELD = Field(key="layout", kind=LAYOUT, about="Its layout; default article.html.")
EXTRA = Field(key="extra", kind=ExtraKind(), about="Data of your own, for your layouts.")

ARTICLE_TABLE = Table(
    name="an article's front matter",
    fields=(
        TITLE, DATE, REGION, REGIONS, COUNTRIES, SLUG, SUMMARY, KEY_POINTS, TAGS, STORY, SOURCES, AUTHORS, DATELINE,
        EVENT_DATE, DATE_BASIS, LANG, IMAGE, DRAFT, PUBLISH_AT, EXPIRES, UPDATED, CORRECTIONS, ALIASES, WEIGHT, LAYOUT_FIELD,
        EXTRA,
    ),
    any_of=("region", "regions"),
)  # fmt: skip

#: Keys whose places an article keeps: checks across files need the places of addresses, regions and media. All other keys
#: are checked here.
_PLACED: Final = frozenset({"title", "slug", "region", "regions", "aliases", "image"})

_LEADING_DATE: Final = re.compile(r"^\d{4}-\d{2}-\d{2}(?:[-_ ]|$)", re.ASCII)


def read_article(text: str, path: str, digest: Digest) -> Checked[Article]:
    """Return the article of a content file, and the findings of its front matter; no article if any finding is an error.

    A draft without a required key (`unfinished-draft`) is no article either. `digest` is the digest of the file's bytes.
    Whether regions, links and images exist is checked across files, not here.
    """
    read = read_stray(text, path, digest)
    is_whole = not any(found.severity is Severity.ERROR or found.code == "unfinished-draft" for found in read.findings)
    return Checked(read.value if is_whole else None, read.findings)


def read_stray(text: str, path: str, digest: Digest) -> Checked[Article]:
    """Return an article although its front matter has errors, so that its links and regions can be checked in the same run.

    A value that cannot be read has its default; the default of `date` is 1 January 1970. There is no article if the front
    matter is no YAML mapping. An article with errors is never shown.
    """
    parts = split(text, path)
    if parts.value is None:
        return Checked(None, parts.findings)
    read = read_yaml(parts.value.yaml, path, parts.value.yaml_line)
    if read.value is None:
        return Checked(None, read.findings)
    findings = Findings(path, list(read.findings), text)
    reader = TableReader(read.value, ARTICLE_TABLE, findings)
    if (place := reader.place("region")) and reader.place("regions"):
        findings.add("bad-value", place, "region and regions are both given", "keep one of the two")
    when = reader.get(DATE)
    article = Article(
        path=path,
        digest=digest,
        title=reader.get(TITLE, ""),
        date=when or Day(day=_NO_DAY),
        regions=_unique_regions(reader, findings),
        slug=Slug(reader.get(SLUG) or slug_of_file(path)),
        countries=reader.get(COUNTRIES, ()),
        summary=reader.get(SUMMARY, ""),
        key_points=reader.get(KEY_POINTS, ()),
        tags=tuple(dict.fromkeys(reader.get(TAGS, ()))),
        story=reader.get(STORY, ""),
        sources=reader.get(SOURCES, ()),
        authors=reader.get(AUTHORS, ()),
        dateline=reader.get(DATELINE, ""),
        event_date=reader.get(EVENT_DATE),
        date_basis=cast('Literal["", "stated", "relative", "inferred"]', reader.get(DATE_BASIS, "")),
        lang=reader.get(LANG, ""),
        image=reader.get(IMAGE),
        draft=reader.get(DRAFT, False),
        publish_at=reader.get(PUBLISH_AT),
        expires=reader.get(EXPIRES),
        updated=reader.get(UPDATED),
        corrections=reader.get(CORRECTIONS, ()),
        aliases=reader.get(ALIASES, ()),
        weight=reader.get(WEIGHT, 0),
        layout=reader.get(LAYOUT_FIELD, "article.html"),
        extra=reader.get(EXTRA, {}),
        body=parts.value.body,
        body_line=parts.value.body_line,
        places=dict(place_all(read.value, _PLACED)),
    )
    _warn(article, reader, findings)
    found = map(_as_unfinished, findings.found) if article.draft else findings.found
    return Checked(article, tuple(found))


def _as_unfinished(found: Diagnostic) -> Diagnostic:
    """Return a missing key as a warning: a draft may be incomplete, and must not stop the build."""
    return finding("unfinished-draft", found.span, found.message, found.help) if found.code == "missing-key" else found


def slug_of_file(path: str) -> str:
    """Return the slug of a file, made from its name without a leading date; `index.md` has the slug of its folder's name.

    A name with letters that ASCII cannot say (Arabic, Chinese ...) gets eight digits of its digest.
    """
    stem = posixpath.basename(path).rsplit(".", 1)[0]
    if stem == "index":
        stem = posixpath.basename(posixpath.dirname(path))
    return slug_of_name(stem)


def slug_of_name(name: str) -> str:
    """Return the slug of a title, or of a file's name without extension; a leading date is left out."""
    return address_part(_LEADING_DATE.sub("", name) or name, "item")


#: The date of an article whose own date cannot be read; such an article is never shown.
_NO_DAY: Final = date(1970, 1, 1)


def _unique_regions(reader: TableReader, findings: Findings) -> tuple[RegionKey, ...]:
    keys: tuple[str, ...] = reader.get(REGIONS, ()) or reader.get(REGION, ())
    return tuple(RegionKey(key) for key in dict.fromkeys(keys))


def _warn(article: Article, reader: TableReader, findings: Findings) -> None:
    # Sources with an error have a finding of their own, and a draft is not finished yet.
    if not article.sources and not article.draft and not reader.has_items("sources"):
        place = reader.place("sources") or Place(line=1, column=1)
        hint = "add sources: with a name and, where there is one, a url"
        findings.add("no-source", place, "the article names no source", hint)
    if article.image and not article.image.credit:
        place = reader.place("image") or Place(line=1, column=1)
        findings.add("missing-credit", place, "the image has no credit", "add credit: under image:")
