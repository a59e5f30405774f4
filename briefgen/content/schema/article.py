"""Floor 2. The front matter of an article: the table of its keys, and how a file becomes an `Article`."""

import posixpath
import re
from datetime import date
from typing import Final

import msgspec

from briefgen.content.frontmatter import Node, Scalar, Sequence
from briefgen.content.schema.dates import DATE, MOMENT, WHEN
from briefgen.content.schema.fields import Field, Table, open_content, read_field, read_table, table_of
from briefgen.content.schema.kinds import (
    EXTRA_DATA,
    FLAG,
    FULL_TEXT,
    KEY,
    LANGUAGE,
    TEXT,
    Findings,
    choice,
    formed,
    integer,
    list_of,
    place_all,
)
from briefgen.content.schema.links import ALIAS, COUNTRY, FEED_ID, LAYOUT, SLUG, URL
from briefgen.content.schema.order import check_order
from briefgen.text.slugs import address_part
from briefgen.values.diagnostics import Checked, Diagnostic, Severity, finding
from briefgen.values.model import ArchivedCopy, Article, Correction, Day, Digest, Image, Place, Source

# Items that a list of front matter may have. Without limits one file of 64 KiB makes 7,000 pages, each in the site map and
# in lists of its kind. Each limit is several times what a long article has; docs/front-matter.md states them.
#: Each tag and region makes pages of its own. A reader takes in a handful.
TAGS_LIMIT: Final = 50
REGIONS_LIMIT: Final = 50
#: All countries of ISO 3166-1, which are 249.
COUNTRIES_LIMIT: Final = 250
#: Lines under the headline.
KEY_POINTS_LIMIT: Final = 50
AUTHORS_LIMIT: Final = 50
#: Each publisher makes a page. An import makes one article of the copies of an agency's report, which can be a hundred.
SOURCES_LIMIT: Final = 200
#: Each correction is shown on the article and on the page of all corrections.
CORRECTIONS_LIMIT: Final = 100
#: Each alias makes a page that redirects.
ALIASES_LIMIT: Final = 100

_KEYS: Final = list_of(KEY, may_be_single=True, at_least=1, at_most=REGIONS_LIMIT, is_distinct=True)
#: A briefing has the same limit.
KEY_POINTS: Final = list_of(FULL_TEXT, at_most=KEY_POINTS_LIMIT)
_SHA256: Final = formed("[0-9a-f]{64}", "write 64 hexadecimal digits")

ARCHIVED_TABLE: Final = Table(
    "an archived copy",
    (
        Field("url", URL, "Its address in the archive.", required=True),
        Field("date", WHEN, "When it was made.", required=True),
    ),
    single="url",
)
SOURCE_TABLE: Final = Table(
    "a source",
    (
        Field("name", FULL_TEXT, "The publisher: a key of the registry in briefgen.yml, or a name."),
        Field("url", URL, "The page it was taken from."),
        Field("title", TEXT, "The title it had there."),
        Field("published", WHEN, "When it was published there."),
        Field("retrieved", WHEN, "When it was captured."),
        Field("archived", table_of(ARCHIVED_TABLE, ArchivedCopy), "A copy of that page in an archive."),
        Field("quote", TEXT, "Words of that page that the article rests on; the link leads to them."),
        Field("capture", TEXT, "The file under captures/ that holds it."),
        Field("sha256", _SHA256, "The digest of that file."),
        Field("lang", LANGUAGE, "The language of the source."),
    ),
    any_of=("name", "url"),
    single="name",
)
IMAGE_TABLE: Final = Table(
    "an image",
    (
        Field("src", FULL_TEXT, "The file, seen from the article; from content/ if it begins with /.", required=True),
        Field("alt", FULL_TEXT, "What the image shows, for who does not see it.", required=True),
        Field("caption", TEXT, "The caption."),
        Field("credit", TEXT, "Who made it."),
    ),
    single="src",
)
CORRECTION_TABLE: Final = Table(
    "a correction",
    (
        Field("date", WHEN, "When it was made.", required=True),
        Field("kind", choice("correction", "clarification", "update"), "What it is.", required=True),
        Field("text", FULL_TEXT, "What was changed, and why.", required=True),
    ),
    single="text",
)

_REGION: Final = Field("region", _KEYS, "A region of briefgen.yml, or a list of them.")
_REGIONS: Final = Field("regions", _KEYS, "The same; the first is home and gives the address.")
_CORRECTIONS: Final = list_of(table_of(CORRECTION_TABLE, Correction), at_most=CORRECTIONS_LIMIT)
_BASES: Final = choice("stated", "relative", "inferred")
ARTICLE_TABLE: Final = Table(
    "an article's front matter",
    (
        Field("title", FULL_TEXT, "The headline.", required=True),
        Field("date", WHEN, "The day it is filed under, in the site's time zone; or an instant.", required=True),
        _REGION,
        _REGIONS,
        Field("countries", list_of(COUNTRY, at_most=COUNTRIES_LIMIT), "Countries it is about, as ISO 3166-1 alpha-2 codes."),
        Field("slug", SLUG, "The last part of its address; default: the file's name without a leading date."),
        Field("summary", TEXT, "One or two sentences for cards, feeds and search engines."),
        Field("key_points", KEY_POINTS, "What a reader should know at a glance."),
        Field("tags", list_of(FULL_TEXT, at_most=TAGS_LIMIT, is_distinct=True), "Subjects."),
        Field("story", KEY, "The key of the story it belongs to, across dates and regions."),
        Field("sources", list_of(table_of(SOURCE_TABLE, Source), at_most=SOURCES_LIMIT), "Where it comes from."),
        Field("authors", list_of(FULL_TEXT, at_most=AUTHORS_LIMIT), "Who wrote it."),
        Field("dateline", TEXT, "The place it was reported from."),
        Field("event_date", DATE, "The day of what it tells."),
        Field("date_basis", _BASES, "How the date is known: in so many words, or worked out."),
        Field("lang", LANGUAGE, "Its language; default: the site's."),
        Field("image", table_of(IMAGE_TABLE, Image), "Its picture."),
        Field("draft", FLAG, "true keeps it out of the site; default false."),
        Field("publish_at", MOMENT, "Not published before this instant."),
        Field("expires", MOMENT, "Not published from this instant on."),
        Field("updated", WHEN, "When it was last changed in substance."),
        Field("corrections", _CORRECTIONS, "What was corrected, and when."),
        Field("id", FEED_ID, "Its id in feeds, kept when its address changes; default: its address."),
        Field("aliases", list_of(ALIAS, at_most=ALIASES_LIMIT), "Old addresses on this site that lead here."),
        Field("weight", integer(), "Order inside a briefing: lower first; default 0."),
        Field("layout", LAYOUT, "Its layout; default article.html."),
        Field("extra", EXTRA_DATA, "Data of your own, for your layouts."),
    ),
    any_of=("region", "regions"),
)

#: Keys whose places an article keeps: checks across files and by the clock need them. All other keys are checked here.
_PLACED: Final = frozenset({"title", "date", "slug", "story", "region", "regions", "aliases", "image", "id"})
_SOURCES: Final = frozenset({"sources"})

#: The date of an article whose own date cannot be read; such an article is never shown.
_NO_DAY: Final = Day(day=date(1970, 1, 1))

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
    findings = Findings(path, raw=text)
    opened = open_content(text, findings)
    if opened is None:
        return Checked(None, tuple(findings.found))
    parts, mapping = opened
    nodes = {key.text: node for key, node in mapping.entries}
    if "region" in nodes and "regions" in nodes:
        findings.add("bad-value", nodes["region"].place, "region and regions are both given", "keep one of the two")
    values = read_table(mapping, ARTICLE_TABLE, findings, without=("region", "regions"))
    values["regions"] = read_field(nodes, _REGIONS, findings) or read_field(nodes, _REGION, findings) or ()
    if "slug" not in values:
        values["slug"] = slug_of_file(path)
    of_file = {"path": path, "digest": digest, "body": parts.body, "body_line": parts.body_line}
    of_sources = place_all(mapping, _SOURCES)
    places = place_all(mapping, _PLACED) | {key: place for key, place in of_sources.items() if key.endswith(".name")}
    article = msgspec.convert({"title": "", "date": _NO_DAY, "places": places} | of_file | values, Article)
    if "date" in values:
        check_order(article, nodes, findings)
    _warn(article, nodes, findings)
    return Checked(article, tuple(map(_as_unfinished, findings.found) if article.draft else findings.found))


def _warn(article: Article, nodes: dict[str, Node], findings: Findings) -> None:
    first = Place(line=1, column=1)
    sources = nodes.get("sources")
    is_given = sources is not None and bool(
        sources.text if isinstance(sources, Scalar) else sources.items if isinstance(sources, Sequence) else sources.entries
    )
    # Sources with an error have a finding of their own, and a draft is not finished yet.
    if not article.sources and not article.draft and not is_given:
        hint = "add sources: with a name and, where there is one, a url"
        findings.add("no-source", sources.place if sources else first, "the article names no source", hint)
    if article.image and not article.image.credit:
        findings.add("missing-credit", nodes["image"].place, "the image has no credit", "add credit: under image:")


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
