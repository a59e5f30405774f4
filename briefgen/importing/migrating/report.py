"""Floor 7. What became of an old site, as a report to read (Markdown) and as one for programs (JSON)."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final

import msgspec

from briefgen.importing.migrating.model import FileFate, Plan, Tool
from briefgen.text.slugs import one_line

_WHATS: Final = ("migrated", "copied", "by hand", "left out")
#: Rows of a table, and longest cell in characters; the JSON report has everything.
_ROWS: Final = 200
_CELL: Final = 120
_MEANINGS: Final = {
    "migrated": "a text that is in content/ now",
    "copied": "a picture or another file, copied as it was",
    "by hand": "a text that was not read; its copy is in by-hand/, which no build reads",
    "left out": "has no place in the new project",
}


class _Json(msgspec.Struct, frozen=True):
    version: int
    tool: Tool
    notes: tuple[str, ...]
    counts: dict[str, int]
    files: tuple[FileFate, ...]


def report_json(plan: Plan, tool: Tool) -> str:
    """Return the whole report as JSON: every file, every key, every change of a text, every task."""
    counts = {what: sum(fate.what == what for fate in plan.fates) for what in _WHATS}
    data = msgspec.json.encode(_Json(1, tool, plan.notes, counts, plan.fates))
    return msgspec.json.format(data, indent=1).decode() + "\n"


def report_text(plan: Plan, tool: Tool) -> str:
    """Return the report to read, in Markdown; long tables are cut, and say so."""
    return "\n".join(line for part in _parts(plan, tool) for line in (*part, "")).rstrip() + "\n"


def _parts(plan: Plan, tool: Tool) -> Iterator[list[str]]:
    fates = plan.fates
    yield [f"# What became of the {tool.capitalize()} site"]
    counts = Counter(fate.what for fate in fates)
    yield _table(("files", "", ""), ((str(counts[what]), what, _MEANINGS[what]) for what in _WHATS))
    yield ["The whole report, with every key and every change of a text, is `migration/report.json`."]
    if plan.notes:
        yield ["## Notes"]
        yield [f"- {_cell(note, 400)}" for note in plan.notes]
    tasks = [(fate.to[0] if fate.to else fate.path, task) for fate in fates for task in fate.tasks]
    if tasks:
        yield ["## What is left to do"]
        yield _table(("file", "task"), tasks)
    by_hand = [(fate.to[0], fate.reason) for fate in fates if fate.what == "by hand"]
    if by_hand:
        yield ["## Texts to take over by hand"]
        yield _table(("file", "reason"), by_hand)
    yield ["## Keys"]
    yield _keys(fates)
    yield from _changes(fates)
    yield ["## Texts"]
    yield _table(
        ("old file", "new file", "old address"), ((f.path, f.to[0], f.address) for f in fates if f.what == "migrated")
    )
    yield ["## Copied files"]
    yield _table(("old file", "new file", "why there"), ((f.path, f.to[0], f.reason) for f in fates if f.what == "copied"))
    yield ["## Left out"]
    yield _table(("file", "reason"), ((f.path, f.reason) for f in fates if f.what == "left out"))


def _keys(fates: tuple[FileFate, ...]) -> list[str]:
    """Return the table of keys: how often each went where, and why."""
    rows = Counter((key.key, key.to or "this report", key.note) for fate in fates for key in fate.keys)
    ordered = sorted(rows.items(), key=lambda item: (item[0][0].casefold(), -item[1], item[0]))
    return _table(("key", "became", "files", ""), ((key, to, str(number), note) for (key, to, note), number in ordered))


def _changes(fates: tuple[FileFate, ...]) -> Iterator[list[str]]:
    """Give the tables of what was changed in texts, or left visible."""
    titles = {
        "tag": "## Shortcodes, includes and template tags, left visible",
        "link": "## Links and pictures",
        "code": "## Code that tags marked, now in fences",
        "heading": "## Ids of headings",
        "character": "## Characters that no page may hold",
    }
    for kind, title in titles.items():
        found = [(fate.path, change) for fate in fates for change in fate.changes if change.kind == kind]
        if found:
            yield [title]
            rows = ((f"{path}, line {change.line}", change.was, change.now) for path, change in found)
            yield _table(("old text", "was", "is"), rows)


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> list[str]:
    every = list(rows)
    lines = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    lines += [f"| {' | '.join(_cell(cell) for cell in row)} |" for row in every[:_ROWS]]
    more = len(every) - _ROWS
    return [*lines, "", f"And {more} more, in migration/report.json."] if more > 0 else lines


def _cell(text: str, longest: int = _CELL) -> str:
    plain = one_line(text).replace("|", "\\|")
    return plain if len(plain) <= longest else plain[:longest] + "..."
