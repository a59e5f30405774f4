"""Floor 6. A correction of an article: one item more in its front matter, with every other byte as it was."""

from collections import Counter
from datetime import datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from briefgen.content import schema
from briefgen.content.frontmatter.editing import add_to_list, lines_of_item
from briefgen.content.schema.article import CORRECTIONS_LIMIT
from briefgen.disk.new_files import replace_unchanged
from briefgen.disk.sources import read_file
from briefgen.project.entries import NOTE_FOLDERS
from briefgen.project.settings import settings_of
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.text.slugs import one_line
from briefgen.values.diagnostics import BriefgenError, Diagnostic
from briefgen.values.model import Digest

_KEY = "corrections"


class Correcting(msgspec.Struct, frozen=True):
    """What became of a correction: its date as it was written, and why nothing was done (empty: it was done).

    `by_hand` has the lines to write into the front matter by hand, where its form is not a usual one.
    """

    date: str = ""
    refusal: str = ""
    by_hand: str = ""
    findings: tuple[Diagnostic, ...] = ()


def correct_article(
    root: Path, path: str, kind: Literal["correction", "clarification", "update"], text: str, *, date: str, now: datetime
) -> Correcting:
    """Write a correction into the front matter of an article; `path` is from the project's folder.

    `date` is a day or an instant, as front matter has them; empty: the instant `now`, in the site's time zone. A file that
    somebody changes meanwhile, or that would have a finding more, stays as it is. Raises BriefgenError if the path is no
    article's, or the file cannot be written.
    """
    settings = settings_of(root)
    if settings.value is None:
        return Correcting(refusal="the settings cannot be read", findings=settings.findings)
    before = _read(root, path)
    when = date or now.astimezone(ZoneInfo(settings.value.time_zone)).isoformat(timespec="seconds")
    item = {"date": when, "kind": kind, "text": one_line(text)}
    found = _findings(before, path)
    after = add_to_list(before, _KEY, item, CORRECTIONS_LIMIT)
    if after is None:
        return Correcting(
            when, "its front matter has an odd form, or too many corrections", lines_of_item(_KEY, item), found
        )
    if after == before:
        return Correcting(when, "it has this correction")
    if worse := _worse(found, _findings(after, path)):
        return Correcting(when, "the correction would be wrong", "", worse)
    is_done = replace_unchanged(root, path, before, after)
    return Correcting(when, "" if is_done else "it is read-only, or changed meanwhile")


def _read(root: Path, path: str) -> bytes:
    is_article = path.startswith("content/") and path.endswith(".md") and not path.startswith(NOTE_FOLDERS)
    data = read_file(root, path, FILE_LIMIT).value if is_article else None
    if data is None:
        raise BriefgenError(f"{path} is no article of this project; only articles have corrections")
    return data


def _findings(data: bytes, path: str) -> tuple[Diagnostic, ...]:
    text = decode(data, path)
    return (*text.findings, *(schema.read_article(text.value, path, Digest("")).findings if text.value is not None else ()))


def _worse(before: tuple[Diagnostic, ...], after: tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Return the findings that were not there before, in whatever line."""
    known = Counter((one.code, one.message) for one in before)
    new = []
    for one in after:
        if known[one.code, one.message]:
            known[one.code, one.message] -= 1
        else:
            new.append(one)
    return tuple(new)
