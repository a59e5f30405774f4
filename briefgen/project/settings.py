"""Floor 6. A project's settings with the extras that they need, and lines of its files for reports."""

from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.extras import can_resize, has_pagefind
from briefgen.disk.handles import read_below
from briefgen.disk.sources import SETTINGS_FILE, read_file
from briefgen.text.characters import FILE_LIMIT, decode, decode_loosely
from briefgen.values.diagnostics import BriefgenError, Checked, Span, finding, how_to_install
from briefgen.values.model import Settings


def settings_of(root: Path) -> Checked[Settings]:
    """Return the settings of the project in a folder, and their findings; raises BriefgenError if there is no project."""
    from briefgen.content import schema

    data = read_file(root, SETTINGS_FILE, FILE_LIMIT)
    if data.value is None:
        raise BriefgenError(f"there is no project in {root}; run briefgen init, or name it with --source")
    text = decode(data.value, SETTINGS_FILE)
    return Checked(None, text.findings) if text.value is None else schema.read_settings(text.value)


def lines_of(root: Path, path: str) -> list[str] | None:
    """Return the lines of a project's file for an excerpt in a report, or None if the file cannot be shown."""
    # A finding may come from a cache, and so may its path.
    if path.startswith("theme/"):
        return None
    try:
        data = read_below(root, path, FILE_LIMIT).value
    except OSError:
        return None
    return None if data is None else decode_loosely(data)


def with_extras(settings: Settings) -> Checked[Settings]:
    """Return the settings with every setting off whose extra is not installed, and a finding (`missing-extra`) for each."""
    off: dict[str, bool] = {}
    findings = []
    for key, extra, is_installed in _NEEDS:
        if getattr(settings, key) and not is_installed():
            off[key], place = False, settings.places[key]
            span = Span(path=SETTINGS_FILE, line=place.line, column=place.column, length=place.length)
            hint = f"{how_to_install(extra)}; or set {key} to false"
            message = f"{key} needs the extra {extra}, which is not installed"
            findings.append(finding("missing-extra", span, message, hint))
    return Checked(msgspec.structs.replace(settings, **off), tuple(findings))


def _can_inline() -> bool:
    # Imported here: rendering loads jinja2, which a build with nothing to do does not need.
    from briefgen.render.renderer import can_inline

    return can_inline()


#: A setting that is on or off, the extra that it needs, and a function that says whether the extra is installed.
_NEEDS: Final = (
    ("email_edition", "email", _can_inline),
    ("search_index", "search", has_pagefind),
    ("image_sizes", "images", can_resize),
)
