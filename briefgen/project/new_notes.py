"""Floor 6. New notes: files about a briefing, a day, a story or a region, and standing pages. No file is overwritten."""

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Final, Literal, TypeAlias
from zoneinfo import ZoneInfo

from briefgen.content import schema
from briefgen.content.frontmatter import write_yaml
from briefgen.disk.new_files import write_new_files
from briefgen.project.settings import settings_of
from briefgen.project.starter import check_region, refuse_links
from briefgen.text.slugs import one_line, slug
from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic
from briefgen.values.model import Settings

#: The kinds of notes that can be begun.
NOTE_KINDS: Final[tuple["NoteKind", ...]] = ("briefing", "day", "story", "region", "page")
NoteKind: TypeAlias = Literal["briefing", "day", "story", "region", "page"]

# Comments and not empty keys: a key without a value is a finding.
_BRIEFING: Final = """\
# title: A title of its own
# summary: One or two sentences.
# trend: improved, stable or worsened
# key_points: [What a reader should know at a glance]
# alerts:
#   - text: What a reader should watch
#     kind: risk
"""
_DAY: Final = """\
# title: A title of its own
# lead: The file of the lead article, such as 2025-04-10-ferries.md
# order: [The files of the next items, in their order]
# summary: One or two sentences.
"""
_STANDING: Final = "# summary: One or two sentences.\n"


def new_note(root: Path, kind: NoteKind, name: str, *, day: str | None, now: datetime) -> Checked[str]:
    """Write a note, and return its path; a wrong region, date or name is a finding.

    `name` is a region's key, for a briefing and a region; the title or the key of a story or a page; and empty for a day.
    `day` is a date in ISO 8601; None is the day of `now` in the site's time zone. Raises BriefgenError if the file exists or
    cannot be written, if the name makes no address, or if there is no project.
    """
    settings = settings_of(root)
    if settings.value is None:
        return Checked(None, settings.findings)
    found = check_region(settings.value, name) if kind in {"briefing", "region"} else ()
    if found:
        return Checked(None, found)
    filed = day or now.astimezone(ZoneInfo(settings.value.time_zone)).date().isoformat()
    path, front, read = _plan(kind, name, filed, settings.value)
    text = f"---\n{front}---\n"
    findings = read(text, path)
    if findings:
        return Checked(None, findings)
    refuse_links(root, path)
    if not write_new_files({root / path: text.encode()}):
        raise BriefgenError(f"{root / path} is there already; edit it")
    return Checked(path)


def _plan(
    kind: NoteKind, name: str, filed: str, settings: Settings
) -> tuple[str, str, Callable[[str, str], tuple[Diagnostic, ...]]]:
    """Return path and front matter of a note, and what gives the findings of its text."""
    match kind:
        case "briefing":
            path = f"content/briefings/{name}/{_day(filed)}.md"
            return path, _BRIEFING, lambda text, path: schema.read_briefing_note(text, path).findings
        case "day":
            return f"content/days/{_day(filed)}.md", _DAY, lambda text, path: schema.read_day_note(text, path).findings
        case "region":
            folder, key, title = "regions", name, _name_of(settings, name)
        case "story":
            folder, (key, title) = "stories", _key_and_title(name)
        case "page":
            folder, (key, title) = "pages", _key_and_title(name)
    front = write_yaml({"title": title}) + _STANDING
    return f"content/{folder}/{key}.md", front, lambda text, path: schema.read_standing_text(text, path, folder).findings


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise BriefgenError(f'"{text}" is not a date; write YYYY-MM-DD') from None


def _key_and_title(name: str) -> tuple[str, str]:
    title = one_line(name)
    key = slug(title)
    if not key:
        hint = "give a key such as water-talks, and change the title in the file"
        raise BriefgenError(f'ASCII can spell no part of "{title}"; {hint}')
    return key, title if title != key else title.replace("-", " ").capitalize()


def _name_of(settings: Settings, key: str) -> str:
    waiting = list(settings.regions)
    while waiting:
        region = waiting.pop()
        if region.key == key:
            return region.name
        waiting += region.regions
    return key
