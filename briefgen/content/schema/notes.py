"""Floor 2. The other content files: the editor's part of a briefing and of a day, standing introductions, standing pages."""

import re
from datetime import date
from typing import Final, TypeVar

import msgspec

from briefgen.content.frontmatter import Scalar
from briefgen.content.schema.article import ALIASES_LIMIT, KEY_POINTS
from briefgen.content.schema.dates import MOMENT, read_day
from briefgen.content.schema.fields import Field, Table, open_content, read_table, table_of
from briefgen.content.schema.kinds import (
    EXTRA_DATA,
    FULL_TEXT,
    LANGUAGE,
    TEXT,
    Findings,
    choice,
    integer,
    is_key,
    list_of,
    place_all,
)
from briefgen.content.schema.links import ALIAS, LAYOUT
from briefgen.values.diagnostics import Checked, Span, finding
from briefgen.values.model import Alert, BriefingNote, DayNote, Place, StandingText

T = TypeVar("T")

#: Alerts of a briefing: with more, none is one.
ALERTS_LIMIT: Final = 10
#: Articles that a day's note can put in order.
ORDER_LIMIT: Final = 50

_SUMMARY: Final = Field("summary", TEXT, "One or two sentences.")
_TREND: Final = choice("deteriorated", "improved", "unchanged")
ALERT_TABLE: Final = Table(
    "an alert",
    (
        Field("text", TEXT, "What readers must not miss, in a line.", required=True),
        Field("kind", choice("opportunity", "risk"), "Whether it is a risk or an opportunity.", required=True),
    ),
)
BRIEFING_TABLE: Final = Table(
    "a briefing's front matter",
    (
        Field("title", TEXT, "A title of its own; default: region and date."),
        _SUMMARY,
        Field("trend", _TREND, "How things stand against the briefing before."),
        Field("alerts", list_of(table_of(ALERT_TABLE, Alert), at_most=ALERTS_LIMIT), "Risks and opportunities of the day."),
        Field("key_points", KEY_POINTS, "At a glance; default: the key points of the articles."),
        Field("cutoff", MOMENT, "Until when news was taken in."),
        Field("number", integer(0), "The briefing's number in its series."),
    ),
)

DAY_TABLE: Final = Table(
    "a day's front matter",
    (
        Field("title", TEXT, "A headline for the day; default: none."),
        _SUMMARY,
        Field("lead", TEXT, "The slug of the article at the top; REGION/SLUG where two articles have one slug."),
        Field("order", list_of(TEXT, at_most=ORDER_LIMIT), "The slugs of the articles that follow the lead, in order."),
    ),
)

_LANG: Final = Field("lang", LANGUAGE, "Its language; default: the site's.")
_ALIASES: Final = Field("aliases", list_of(ALIAS, at_most=ALIASES_LIMIT), "Old addresses on this site that lead here.")
_TEXT_FIELDS: Final = (Field("title", TEXT, "The name, where the key alone would not do."), _SUMMARY, _LANG, _ALIASES)
REGION_TABLE: Final = Table("a region's front matter", _TEXT_FIELDS)
STORY_TABLE: Final = Table("a story's front matter", _TEXT_FIELDS)
PAGE_TABLE: Final = Table(
    "a page's front matter",
    (
        Field("title", FULL_TEXT, "The page's title.", required=True),
        _SUMMARY,
        _LANG,
        _ALIASES,
        Field("layout", LAYOUT, "Its layout; default page.html."),
        Field("extra", EXTRA_DATA, "Data of your own, for your layouts."),
    ),
)

_BRIEFING_PATH: Final = re.compile(r"content/briefings/([^/]+)/(\d{4}-\d{2}-\d{2})\.md", re.ASCII)
_DAY_PATH: Final = re.compile(r"content/days/(\d{4}-\d{2}-\d{2})\.md", re.ASCII)
_TABLES: Final = {"regions": REGION_TABLE, "stories": STORY_TABLE, "pages": PAGE_TABLE}


def read_briefing_note(text: str, path: str) -> Checked[BriefingNote]:
    """Return the note of a file `content/briefings/REGION/YYYY-MM-DD.md`, and its findings; no note beside findings.

    A file elsewhere in that folder is a finding (`misplaced-file`).
    """
    named = _BRIEFING_PATH.fullmatch(path)
    day = _day_of(named[2], path) if named else None
    if not named or day is None:
        hint = "put it at content/briefings/REGION/YYYY-MM-DD.md"
        return Checked(None, (finding("misplaced-file", Span(path=path), "this is not the place of a briefing", hint),))
    return _read(text, path, BRIEFING_TABLE, BriefingNote, {"region": named[1], "date": day})


def read_day_note(text: str, path: str) -> Checked[DayNote]:
    """Return the note of a file `content/days/YYYY-MM-DD.md`, and its findings; no note beside findings.

    A file with another name in that folder is a finding (`misplaced-file`).
    """
    named = _DAY_PATH.fullmatch(path)
    day = _day_of(named[1], path) if named else None
    if day is None:
        hint = "put it at content/days/YYYY-MM-DD.md"
        return Checked(None, (finding("misplaced-file", Span(path=path), "this is not the place of a day", hint),))
    return _read(text, path, DAY_TABLE, DayNote, {"date": day}, frozenset({"lead", "order"}))


def _day_of(named: str, path: str) -> date | None:
    return read_day(Scalar(text=named, place=Place(line=1, column=1)), Findings(path))


def read_standing_text(text: str, path: str, folder: str) -> Checked[StandingText]:
    """Return the text of a file `content/FOLDER/KEY.md`, and its findings; no text beside findings.

    The folder is `regions`, `stories` or `pages`. A name that cannot be a key is a finding (`misplaced-file`).
    """
    key = path.removeprefix(f"content/{folder}/").removesuffix(".md")
    if not is_key(key):
        hint = f"name it content/{folder}/KEY.md, the key in lower-case letters, digits and hyphens"
        return Checked(None, (finding("misplaced-file", Span(path=path), f'"{key}" cannot be a key', hint),))
    return _read(text, path, _TABLES[folder], StandingText, {"key": key})


def _read(
    text: str, path: str, table: Table, value: type[T], named: dict[str, object], placed: frozenset[str] = frozenset()
) -> Checked[T]:
    """Read a content file to a value, with the fields that its path names, and the places of some keys, if it has any."""
    findings = Findings(path, raw=text)
    opened = open_content(text, findings)
    if opened is None:
        return Checked(None, tuple(findings.found))
    parts, mapping = opened
    of_file = {"path": path, "body": parts.body, "body_line": parts.body_line}
    places = {"places": place_all(mapping, placed)} if placed else {}
    values = of_file | named | places | read_table(mapping, table, findings)
    return Checked(None if findings.found else msgspec.convert(values, value), tuple(findings.found))
