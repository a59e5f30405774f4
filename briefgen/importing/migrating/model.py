"""Floor 7. What a migration reads and makes, as values: files and pages of the old site, files of the new project, fates.

Paths of the old site are POSIX text relative to its folder, paths of the new project relative to the project.
"""

from datetime import date, datetime
from typing import Final, Literal, TypeAlias

import msgspec

from briefgen.values.diagnostics import Diagnostic

#: What an old site's front matter or configuration holds: text, numbers and truth values, lists and mappings of them.
Data: TypeAlias = "str | bool | int | float | list[Data] | dict[str, Data] | None"

Tool: TypeAlias = Literal["hugo", "jekyll", "pelican", "eleventy", "zola"]
TOOLS: Final[tuple[Tool, ...]] = ("hugo", "jekyll", "pelican", "eleventy", "zola")

#: What became of a file: a content file that was read, a file that was copied as it is, one that is kept for a person to
#: take over, one that has no place in the new project.
What: TypeAlias = Literal["migrated", "copied", "by hand", "left out"]


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """What the user says: the tool, what counts as now, and the zone of times without an offset (empty: the old site's)."""

    tool: Tool
    now: datetime
    time_zone: str = ""


class KeyFate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a key: `to` is a key of ours, such as `tags` or `extra.mood`; empty if it is in this report alone.

    `was` is the old value as JSON, wherever the new value is not the same text.
    """

    key: str
    to: str = ""
    was: str = ""
    note: str = ""


class OldPage(msgspec.Struct, frozen=True, kw_only=True):
    """A content file of the old site. `address` is its path there, from the site's root; empty where it is not known.

    `name` is what the new file is named after. `day` is the day that the file's name states. `is_published` is false for
    what the tool keeps out of its site. `keys` are those that were left out already.
    """

    path: str
    front: dict[str, Data]
    body: str
    is_html: bool = False
    address: str = ""
    name: str
    is_article: bool
    is_published: bool = True
    day: date | None = None
    lang: str = ""
    keys: tuple[KeyFate, ...] = ()


class OldSite(msgspec.Struct, frozen=True, kw_only=True):
    """An old site: its settings, its content files, and the address of each other file that it publishes.

    `copies` has the files that are no texts, with their addresses; empty for one that is published only if a text names it.
    `names` leads from what references of the tool name (`posts/a.md`, `2020-01-01-a`) to the path of a content file.
    `variables` are texts of the configuration that references may name (`site.repository`).
    `left` are the files that have no place in the new project, with the reason, `by_hand` those that could not be read.
    """

    title: str = ""
    tagline: str = ""
    base_url: str = ""
    language: str = ""
    time_zone: str = ""
    pages: tuple[OldPage, ...] = ()
    copies: dict[str, str] = {}
    names: dict[str, str] = {}
    left: dict[str, str] = {}
    by_hand: dict[str, str] = {}
    variables: dict[str, str] = {}
    notes: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change of a text, with the line of the old text from 1: what stood there, and what stands there now."""

    line: int
    kind: str
    was: str
    now: str = ""


class FileFate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a file of the old site."""

    path: str
    what: What
    to: tuple[str, ...] = ()
    reason: str = ""
    address: str = ""
    keys: tuple[KeyFate, ...] = ()
    changes: tuple[Change, ...] = ()
    tasks: tuple[str, ...] = ()


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The new project: its files as text, and which files of the old site are copied where (new path: old path)."""

    texts: dict[str, str]
    copies: dict[str, str]
    fates: tuple[FileFate, ...]
    notes: tuple[str, ...] = ()
