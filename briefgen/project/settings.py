"""Floor 6. A project's settings, for commands that need nothing else of the project."""

from pathlib import Path

from briefgen.content import schema
from briefgen.disk.sources import read_file
from briefgen.text.encoding import FILE_LIMIT, decode
from briefgen.values.diagnostics import BriefgenError, Checked
from briefgen.values.model import Settings


def settings_of(root: Path) -> Checked[Settings]:
    """Return the settings of the project in a folder, and their findings; raises BriefgenError if there is no project."""
    data = read_file(root, schema.SETTINGS_FILE, FILE_LIMIT)
    if data.value is None:
        raise BriefgenError(f"there is no project in {root}; run briefgen init, or name it with --source")
    text = decode(data.value, schema.SETTINGS_FILE)
    return Checked(None, text.findings) if text.value is None else schema.read_settings(text.value)
