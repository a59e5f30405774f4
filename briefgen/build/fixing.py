"""Floor 8. What a check mends by itself: the old address of a file that moved becomes an alias in its front matter."""

from collections.abc import Iterable
from pathlib import Path

import msgspec

from briefgen.build.manifest import Move
from briefgen.content.frontmatter.editing import add_to_list
from briefgen.content.schema.article import ALIASES_LIMIT
from briefgen.disk.new_files import replace_unchanged
from briefgen.disk.sources import read_file
from briefgen.text.characters import FILE_LIMIT


class Fix(msgspec.Struct, frozen=True):
    """A file, the aliases that were to be added, and why the file was not changed; empty if it was."""

    path: str
    aliases: tuple[str, ...]
    refusal: str = ""


def fix_moves(root: Path, moves: Iterable[Move]) -> tuple[Fix, ...]:
    """Write the old addresses of moved files into their `aliases`, and return what became of each file, in order of path.

    A file keeps every other byte. It is not changed if that is not safe: its front matter has an odd form, it is read-only,
    or somebody writes it meanwhile. Raises BriefgenError if a file cannot be written.
    """
    wanted: dict[str, list[str]] = {}
    for move in moves:
        wanted.setdefault(move.path, []).append(move.address)
    return tuple(_fix(root, path, tuple(wanted[path])) for path in sorted(wanted))


def _fix(root: Path, path: str, aliases: tuple[str, ...]) -> Fix:
    before = read_file(root, path, FILE_LIMIT).value
    after = before
    for alias in aliases:
        after = add_to_list(after, "aliases", alias, ALIASES_LIMIT) if after is not None else None
    if before is None or after is None:
        return Fix(path, aliases, "its front matter has an odd form, or too many aliases")
    return Fix(
        path, aliases, "" if replace_unchanged(root, path, before, after) else "it is read-only, or changed meanwhile"
    )
