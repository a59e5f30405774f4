"""Floor 6. Settings that need the library of an extra: whether the extra is installed."""

from typing import Final

import msgspec

from briefgen.disk.sources import SETTINGS_FILE
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, how_to_install
from briefgen.values.model import Settings


def _can_inline() -> bool:
    # Imported here: rendering loads jinja2, which a build with nothing to do does not need.
    from briefgen.render.renderer import can_inline

    return can_inline()


def _can_search() -> bool:
    from briefgen.disk.pagefind import has_pagefind

    return has_pagefind()


def _can_resize() -> bool:
    from briefgen.disk.images import can_resize

    return can_resize()


#: A setting that is on or off, the extra that it needs, and a function that says whether the extra is installed.
_NEEDS: Final = (
    ("email_edition", "email", _can_inline),
    ("search_index", "search", _can_search),
    ("image_sizes", "images", _can_resize),
)


def with_extras(settings: Settings) -> Checked[Settings]:
    """Return the settings with every setting off whose extra is not installed, and a finding (`missing-extra`) for each."""
    missing = [(key, extra) for key, extra, is_there in _NEEDS if getattr(settings, key) and not is_there()]
    off = msgspec.structs.replace(settings, **{key: False for key, _ in missing})
    return Checked(off, tuple(_missing(settings, key, extra) for key, extra in missing))


def _missing(settings: Settings, key: str, extra: str) -> Diagnostic:
    place = settings.places[key]
    span = Span(path=SETTINGS_FILE, line=place.line, column=place.column, length=place.length)
    hint = f"{how_to_install(extra)}; or set {key} to false"
    return finding("missing-extra", span, f"{key} needs the extra {extra}, which is not installed", hint)
