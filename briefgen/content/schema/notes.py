"""Floor 2. The other content files: the editor's part of a briefing, standing introductions, standing pages."""

import re
from datetime import date
from typing import Final, cast

from briefgen.content.frontmatter import Mapping, Split, read_yaml, split
from briefgen.content.schema.dates import MomentKind, is_possible_day
from briefgen.content.schema.fields import Field, Table, TableReader
from briefgen.content.schema.kinds import LANGUAGE, Choice, ExtraKind, Findings, Integer, ListOf, Text, is_key
from briefgen.content.schema.links import LAYOUT
from briefgen.values.diagnostics import Checked, Span, finding
from briefgen.values.model import BriefingNote, RegionKey, StandingText, Trend

TITLE = Field(key="title", kind=Text(), about="A title of its own; default: region and date.")
SUMMARY = Field(key="summary", kind=Text(), about="One or two sentences.")
TREND = Field(
    key="trend", kind=Choice("deteriorated", "improved", "unchanged"), about="How things stand against the briefing before."
)
KEY_POINTS = Field(
    key="key_points", kind=ListOf(Text(required=True)), about="At a glance; default: the key points of the articles."
)
CUTOFF = Field(key="cutoff", kind=MomentKind(), about="Until when news was taken in.")
NUMBER = Field(key="number", kind=Integer(0), about="The briefing's number in its series.")
BRIEFING_TABLE = Table(name="a briefing's front matter", fields=(TITLE, SUMMARY, TREND, KEY_POINTS, CUTOFF, NUMBER))

TEXT_TITLE = Field(key="title", kind=Text(), about="The name, where the key alone would not do.")
PAGE_TITLE = Field(key="title", kind=Text(required=True), required=True, about="The page's title.")
LANG = Field(key="lang", kind=LANGUAGE, about="Its language; default: the site's.")
LAYOUT_FIELD = Field(key="layout", kind=LAYOUT, about="Its layout; default page.html.")
EXTRA = Field(key="extra", kind=ExtraKind(), about="Data of your own, for your layouts.")
REGION_TABLE = Table(name="a region's front matter", fields=(TEXT_TITLE, SUMMARY, LANG))
STORY_TABLE = Table(name="a story's front matter", fields=(TEXT_TITLE, SUMMARY, LANG))
PAGE_TABLE = Table(name="a page's front matter", fields=(PAGE_TITLE, SUMMARY, LANG, LAYOUT_FIELD, EXTRA))

_BRIEFING_PATH: Final = re.compile(r"content/briefings/([^/]+)/(\d{4}-\d{2}-\d{2})\.md", re.ASCII)
_TABLES: Final = {"regions": REGION_TABLE, "stories": STORY_TABLE, "pages": PAGE_TABLE}


def read_briefing_note(text: str, path: str) -> Checked[BriefingNote]:
    """Return the note of a file `content/briefings/REGION/YYYY-MM-DD.md`, and its findings; no note beside findings.

    A file elsewhere in that folder is a finding (`misplaced-file`).
    """
    named = _BRIEFING_PATH.fullmatch(path)
    day = _date(named[2]) if named else None
    if not named or day is None:
        hint = "put it at content/briefings/REGION/YYYY-MM-DD.md"
        return Checked(None, (finding("misplaced-file", Span(path=path), "this is not the place of a briefing", hint),))
    opened = _open(text, path)
    if opened.value is None:
        return Checked(None, opened.findings)
    parts, mapping = opened.value
    findings = Findings(path, list(opened.findings), text)
    reader = TableReader(mapping, BRIEFING_TABLE, findings)
    note = BriefingNote(
        path=path,
        region=RegionKey(named[1]),
        date=day,
        title=reader.get(TITLE, ""),
        summary=reader.get(SUMMARY, ""),
        trend=cast("Trend", reader.get(TREND, "")),
        key_points=reader.get(KEY_POINTS, ()),
        cutoff=reader.get(CUTOFF),
        number=reader.get(NUMBER),
        body=parts.body,
        body_line=parts.body_line,
    )
    return Checked(None if findings.found else note, tuple(findings.found))


def read_standing_text(text: str, path: str, folder: str) -> Checked[StandingText]:
    """Return the text of a file `content/FOLDER/KEY.md`, and its findings; no text beside findings.

    The folder is `regions`, `stories` or `pages`. A name that cannot be a key is a finding (`misplaced-file`).
    """
    key = path.removeprefix(f"content/{folder}/").removesuffix(".md")
    if not is_key(key):
        hint = f"name it content/{folder}/KEY.md, the key in lower-case letters, digits and hyphens"
        return Checked(None, (finding("misplaced-file", Span(path=path), f'"{key}" cannot be a key', hint),))
    opened = _open(text, path)
    if opened.value is None:
        return Checked(None, opened.findings)
    parts, mapping = opened.value
    findings = Findings(path, list(opened.findings), text)
    reader = TableReader(mapping, _TABLES[folder], findings)
    standing = StandingText(
        path=path,
        key=key,
        title=reader.get(TEXT_TITLE, ""),
        summary=reader.get(SUMMARY, ""),
        lang=reader.get(LANG, ""),
        layout=reader.get(LAYOUT_FIELD, "page.html"),
        extra=reader.get(EXTRA, {}),
        body=parts.body,
        body_line=parts.body_line,
    )
    return Checked(None if findings.found else standing, tuple(findings.found))


def _open(text: str, path: str) -> Checked[tuple[Split, Mapping]]:
    parts = split(text, path)
    if parts.value is None:
        return Checked(None, parts.findings)
    read = read_yaml(parts.value.yaml, path, parts.value.yaml_line)
    return Checked((parts.value, read.value) if read.value else None, read.findings)


def _date(text: str) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if is_possible_day(day) else None
