"""Floor 0. Findings about the files of a project, and the table of their codes.

A stage returns its findings beside its result and goes on, so that one run reports all of them: nothing here raises for bad
content, and nothing here prints.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, Generic, NamedTuple, TypeVar

import msgspec

T = TypeVar("T")


class Severity(StrEnum):
    """The severity of a finding: an error stops a build, a warning stops a strict one, and a note stops none."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """A place in a file, by its path from the root; line and column (in characters) count from 1, or are not known."""

    path: str
    line: int | None = None
    column: int | None = None
    length: int = 1


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """One finding: what is wrong, where, and what to do about it."""

    code: str
    severity: Severity
    span: Span
    message: str
    help: str = ""


class Checked(msgspec.Struct, Generic[T], frozen=True):
    """The result of a stage with all its findings; `value` is None where errors left no result."""

    value: T | None
    findings: tuple[Diagnostic, ...] = ()


class BriefgenError(Exception):
    """The environment is at fault (no such folder, port taken, disk full): one message, exit code 2."""


class UnsoundCacheError(Exception):
    """A value of the cache differs from what was saved. Only who opened the cache handles this, and goes on without it."""


class Code(NamedTuple):
    """A row of the table of codes: the severity of each finding with the code, and what the code means, as a sentence."""

    severity: Severity
    meaning: str


_E = Severity.ERROR
_W = Severity.WARNING
#: Notes are about what passes with time or with work that is under way: nothing is wrong, and nothing has to be mended.
_N = Severity.NOTE

#: Every code that a finding can have. A code that is removed is never used again with a different meaning.
CODES: Final[dict[str, Code]] = {
    # The file as bytes.
    "not-utf8": Code(_E, "The file's bytes are not UTF-8."),
    "control-character": Code(_E, "The file holds a NUL, another control character, or a noncharacter."),
    "bidi-control": Code(_E, "The file holds a character that reorders the text around it for the reader's eye."),
    "file-too-large": Code(_E, "The file is over 5 MiB."),
    "symbolic-link": Code(_E, "A symbolic link stands among the project's files; none is followed."),
    "not-a-file": Code(_E, "A path of the project is neither a regular file nor a folder."),
    "bad-path": Code(_E, "A file's name cannot be published on every system."),
    "secret-file": Code(_W, "A file that the site publishes has a name that usually holds secrets, or is a left-over."),
    "conflict-markers": Code(_E, "The file holds the markers of a conflict that git could not solve."),
    # The front matter as YAML.
    "front-matter-missing": Code(_E, "The file does not begin with a line of three hyphens."),
    "front-matter-open": Code(_E, "The line of three hyphens that ends the front matter is missing."),
    "front-matter-too-large": Code(_E, "The front matter is over 64 KiB."),
    "yaml-syntax": Code(_E, "The YAML cannot be read."),
    "yaml-tab": Code(_E, "A tab stands where YAML wants spaces."),
    "yaml-anchor": Code(_E, "The YAML uses an anchor or an alias."),
    "yaml-tag": Code(_E, "The YAML uses a tag."),
    "yaml-nesting": Code(_E, "The YAML is nested more than 100 levels deep."),
    "yaml-documents": Code(_E, "There is more than one YAML document."),
    "yaml-comment": Code(_W, "A number sign behind a space cuts a value off: the rest of the line is a comment to YAML."),
    "duplicate-key": Code(_E, "A key stands twice in one mapping."),
    # Keys and values.
    "unknown-key": Code(_E, "The key is not one that briefgen knows."),
    "missing-key": Code(_E, "A required key is missing."),
    "unfinished-draft": Code(_N, "A draft lacks a key that it needs before it can be published."),
    "wrong-type": Code(_E, "The value is not of the key's type."),
    "empty-value": Code(_E, "The value is empty where text is needed."),
    "bad-value": Code(_E, "The value is of the right type but not one that the key can take."),
    "too-many-items": Code(_E, "A list has more items than the key can take."),
    "bad-date": Code(_E, "The date does not exist or is not written as one."),
    "naive-time": Code(_E, "A time of day has no offset from UTC, so nobody can tell which instant it means."),
    "bad-url": Code(_E, "The address is not one that a reader's browser may be sent to."),
    "bad-language": Code(_E, "The language tag is not one of BCP 47."),
    "bad-slug": Code(_E, "The slug cannot be part of an address."),
    "bad-alias": Code(_E, "The alias is not an address on this site."),
    "unknown-country": Code(_E, "The country code is not in ISO 3166-1."),
    "unknown-time-zone": Code(_E, "The time zone is not in the IANA database."),
    "missing-settings": Code(_E, "The project has no briefgen.yml."),
    "gone-page": Code(_W, "An address that the settings call gone is on the site."),
    "unused-acceptance": Code(_N, "A warning that the settings accept does not occur any more."),
    "no-base-url": Code(_W, "Feeds and the sitemap need the site's own address."),
    "missing-extra": Code(_E, "A setting needs a library of an extra that is not installed."),
    "empty-article": Code(_W, "The article has neither a text nor a summary nor key points."),
    "no-source": Code(_W, "The article names no source."),
    "misplaced-file": Code(_E, "A file under briefings, regions, stories or pages is not where its kind belongs."),
    "missing-credit": Code(_W, "An image has no credit."),
    "date-ahead": Code(_W, "The date of an article lies more than a day ahead; until then the article is not published."),
    "date-order": Code(_W, "Two dates of an article contradict each other."),
    "unlikely-date": Code(_W, "The year of a date is probably mistyped."),
    # The regions.
    "reserved-region": Code(_E, "A region's key would take an address that the site needs."),
    "duplicate-region": Code(_E, "Two regions have one key."),
    "unknown-region": Code(_E, "The region is not in briefgen.yml."),
    # Markdown.
    "unknown-shortcode": Code(_W, "The text holds a shortcode or template tag of another tool; it stays as text."),
    "markup-nesting": Code(_E, "The Markdown is nested too deeply."),
    "missing-alt": Code(_E, "An image in the text has no description."),
    "remote-image": Code(_W, "An image lies on another host; it is shown as a link."),
    "iframe-replaced": Code(_W, "An embedded frame was replaced by a link."),
    "dropped-element": Code(_W, "An element of raw HTML was dropped with what it shows."),
    "dropped-attribute": Code(_W, "An element of raw HTML has attributes that no page has."),
    "unclosed-element": Code(_W, "An element or comment of raw HTML has no end, and would take what comes after it."),
    "duplicate-footnote": Code(_E, "A footnote is defined twice, so one of the two is on no page."),
    "unused-footnote": Code(_W, "Nothing refers to a footnote, so it is on no page."),
    "missing-footnote": Code(_W, "The text refers to a footnote that is not defined; the reference stays as text."),
    "unused-reference": Code(_W, "A definition of a link is not used, so it is on no page."),
    "not-a-link": Code(_W, "The text holds what looks like a link or an image and is none; it stays as text."),
    "empty-link": Code(_W, "A link has no words, so no reader sees it."),
    "open-fence": Code(_W, "A block of code has no end, so the rest of the text is code."),
    "extra-cell": Code(_W, "A row of a table has more cells than the table has columns; the last cells are on no page."),
    "unsafe-link": Code(_W, "A link was dropped because its address is not http, https or mailto."),
    # Across files.
    "duplicate-address": Code(_E, "Two pages would have one address."),
    "duplicate-id": Code(_E, "Two articles have one id in feeds."),
    "missing-article": Code(_E, "A link names an article that does not exist."),
    "missing-file": Code(_E, "A link names a file that does not exist."),
    "missing-anchor": Code(_E, "A link names a place that its target does not have."),
    "missing-page": Code(_E, "A link names an address that this site does not have."),
    "missing-image": Code(_E, "An image does not exist."),
    "image-outside-project": Code(_E, "An image or linked file lies outside the content folder."),
    "media-kind": Code(_E, "The file is of a kind that briefgen does not publish, or not what its name says."),
    "hidden-link": Code(_N, "A link names an article that is not published; it is shown without the link."),
    "empty-briefing": Code(_W, "A file about a briefing or a day is for one without published articles."),
    "unknown-item": Code(_W, "A day's note names a slug that none of its articles has, or several."),
    "unused-story": Code(_W, "A story file is for a story that no published article belongs to."),
    "unlikely-story": Code(_W, "One article alone names a story whose key is one letter apart from that of another story."),
    "unlikely-source": Code(
        _W, "A source is not in the registry, and its name or its host is that of one that is, or nearly so."
    ),
    # Captures, and the articles that were imported from them.
    "binary-capture": Code(_E, "A capture is not text but another kind of file."),
    "broken-file": Code(_E, "A mail, an archive or the like is damaged, or goes beyond the limits."),
    "no-file-reader": Code(_E, "A capture needs the extra that reads its kind of file, and the extra is not installed."),
    "unknown-encoding": Code(_E, "A capture is not UTF-8, and its letters make no words in any other encoding."),
    "entries-left-out": Code(_W, "Some entries of a mail, a feed, an archive or the like give no capture."),
    "unreadable-capture": Code(_E, "A capture cannot be opened."),
    "capture-too-large": Code(_E, "A capture is over 20 MiB."),
    "capture-too-long": Code(_E, "A capture has too many lines, characters or articles, or too long a line."),
    "draft-too-large": Code(_E, "An imported article would be over 5 MiB, so it was not written."),
    "no-article": Code(_E, "No article was found in a capture, so nothing was written for it."),
    "no-html-reader": Code(_E, "A capture is HTML, and the extra that reads HTML is not installed."),
    "page-too-large": Code(_E, "A page of HTML has over 200,000 tags, 2,000,000 characters of text or 2,000 articles."),
    "not-extracted": Code(_W, "A page of HTML is too long for the extractor, or it failed; simpler rules chose the text."),
    "capture-missing": Code(_E, "A capture that a ledger or an article names is not there."),
    "capture-changed": Code(_E, "A capture is not the one that was imported."),
    "ledger-missing": Code(_W, "A capture was imported, and its ledger is not there."),
    "imported-article-missing": Code(_W, "An article that was imported from a capture is not in content/."),
    "source-altered": Code(_W, "A source does not name the capture that its article was imported from, or not its SHA-256."),
    "ledger-broken": Code(
        _E, "A ledger cannot be read, was changed by hand, or does not account for every byte of its capture."
    ),
    "capture-encoding": Code(_W, "A capture is not UTF-8, so its letters rest on a guess."),
    "capture-characters": Code(_W, "A capture holds control or bidirectional characters; they are left out of the article."),
    "possible-stories": Code(_W, "Other stories may begin in the middle of an article of a capture."),
    "split-outside": Code(
        _E, "--split names a line that the capture does not have, or stands beside a file with several texts."
    ),
    "unassigned-lines": Code(_W, "Lines of a capture belong to no article, and no rule drops them."),
    "long-lines-dropped": Code(_W, "Several long lines of a capture were dropped as furniture of the page."),
    "dropped-inside": Code(_W, "A longer text inside an article was dropped from it."),
    "paywall": Code(_W, "An article of a page of HTML stops at a paywall, or its page is for subscribers."),
    "text-from-data": Code(_W, "A page shows no text of its article, so the text is that of its structured data."),
    "table-as-list": Code(_N, "A table of a page became a list, since Markdown has no such table."),
    "damaged-credit": Code(_W, "A credit is damaged in the capture; it is not mended."),
    "edited-article": Code(_W, "An imported article was edited since, so a new import did not touch it."),
    "paragraph-not-in-capture": Code(
        _W, "A paragraph of an imported article is neither in its part of the capture nor marked as the editor's."
    ),
    "value-not-in-capture": Code(
        _W, "The front matter of an imported article says what is neither in its capture nor marked as the editor's."
    ),
    "date-not-in-capture": Code(_W, "The date is called stated, and no capture of the article states it."),
    "quote-not-in-capture": Code(_W, "A quotation is not in the capture of its article."),
    "not-in-capture": Code(_W, "A figure, a name or a date of an article is in none of its captures."),
    "other-speaker": Code(_W, "A quotation is of a different speaker in the capture."),
    "capture-says-otherwise": Code(_W, "A sentence denies what the capture says in the same words, or says what it denies."),
    # Layouts.
    "layout-missing": Code(_E, "The layout does not exist."),
    "layout-syntax": Code(_E, "The layout cannot be compiled."),
    "layout-error": Code(_E, "The layout failed while a page was rendered."),
    "unlikely-layout": Code(
        _W, "Nothing names a layout of the project, and its name is one letter apart from one of the theme."
    ),
    "unused-block": Code(_W, "A layout has a block that no layout has which it extends, so no page shows the block."),
    "unused-macro": Code(
        _W, "A layout has a macro that replaces none of the layout which it extends, and nothing calls it."
    ),
    "hook-error": Code(_E, "A hook of the project cannot be read, failed, or gave what is no page."),
    "unasked-hooks": Code(_N, "The project has a file of hooks that the settings do not ask for, so it was not run."),
    "layout-alt": Code(_W, "A layout writes an image without a description."),
    "layout-heading": Code(_W, "A layout writes a heading that leaves out a level."),
    "layout-id": Code(_W, "An id of a layout is on a page twice."),
    "layout-label": Code(_W, "A layout writes a link or a button without words."),
    "layout-link": Code(_W, "A layout links to an address or an id that this site does not have."),
    "unlikely-label": Code(_W, "No layout names a label of the project, and it is one letter apart from one of the theme."),
    "stylesheet-reference": Code(_E, "A stylesheet names an asset that does not exist."),
    # The output folder.
    "changed-output": Code(_W, "A stale output file was changed by somebody else, so it was left in place."),
    "moved-address": Code(_W, "A published article has another address now, and nothing is at the old one."),
    "missing-folder": Code(_E, "A folder of the project is missing, although the last build read files of it."),
    "many-removals": Code(_E, "The build would remove more than half of the pages of the last build."),
    # Links to other hosts.
    "dead-link": Code(_W, "A link leads to another host, and no page is there."),
    "moved-link": Code(_W, "A link leads to another host, which says that the page has another address for good."),
    "unchecked-link": Code(_N, "A link leads to another host, and it is not known whether a page is there."),
    # The cache.
    "cache-unsound": Code(_W, "The cache does not fit the project, so the site was built without it."),
}


def finding(code: str, span: Span, message: str, help: str = "") -> Diagnostic:
    """Return a finding with the severity that the table gives its code; raises KeyError for a code that it lacks."""
    return Diagnostic(code=code, severity=CODES[code].severity, span=span, message=message, help=help)


def how_to_install(extra: str) -> str:
    """Return what to do where the libraries of an extra are missing, for those who use pip and those who use pipx."""
    return (
        f'in the clone of briefgen, run pip install ".[{extra}]", or pipx install --force ".[{extra}]" if pipx installed it'
    )


def has_errors(findings: Iterable[Diagnostic]) -> bool:
    """Is one of the findings an error, so that it stops a build?"""
    return any(found.severity is Severity.ERROR for found in findings)


def are_known(findings: Iterable[Diagnostic]) -> bool:
    """Has each of the findings a code of the table?"""
    return all(found.code in CODES for found in findings)


def in_order(findings: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return the findings without duplicates, sorted by place: a report does not depend on the order of the work."""

    def key(found: Diagnostic) -> tuple[str, int, int, str, str]:
        span = found.span
        return (span.path, span.line or 0, span.column or 0, found.code, found.message)

    return tuple(sorted(dict.fromkeys(findings), key=key))
