"""Floor 6. A project's settings, for commands that need nothing else of the project, and lines of its files for reports."""

from pathlib import Path

from briefgen.content import schema
from briefgen.disk.sources import read_file
from briefgen.text.characters import FILE_LIMIT, decode, decode_loosely
from briefgen.values.diagnostics import BriefgenError, Checked
from briefgen.values.model import Settings


def settings_of(root: Path) -> Checked[Settings]:
    """Return the settings of the project in a folder, and their findings; raises BriefgenError if there is no project."""
    data = read_file(root, schema.SETTINGS_FILE, FILE_LIMIT)
    if data.value is None:
        raise BriefgenError(f"there is no project in {root}; run briefgen init, or name it with --source")
    text = decode(data.value, schema.SETTINGS_FILE)
    return Checked(None, text.findings) if text.value is None else schema.read_settings(text.value)


def lines_of(root: Path, path: str) -> list[str] | None:
    """Return the lines of a project's file for an excerpt in a report, or None if the file cannot be shown."""
    if path.startswith("theme/"):
        return None
    try:
        data = read_file(root, path, FILE_LIMIT).value
    except BriefgenError:
        return None
    return None if data is None else decode_loosely(data)
