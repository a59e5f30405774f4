"""Floor 6. Where compiled layouts lie: beside the theme, as Python keeps its modules, or in the user's cache.

Never in a project: a cloned project must not run code through its cache. See docs/decisions/0006.
"""

import contextlib
import os
import stat
import sys
from collections.abc import Mapping
from importlib.util import cache_from_source
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from briefgen.disk.cache import CacheFolder
from briefgen.disk.sources import theme_folder
from briefgen.values.digests import digest_of
from briefgen.values.model import Settings

if TYPE_CHECKING:
    from briefgen.render.bytecode import CompiledLayouts
    from briefgen.text.locales import Label

_PREFIX: Final = "briefgen-layouts-"
#: Files that are kept, the newest: one for each way to speak (language, zone, words, base URL), of 250 KB to a megabyte.
_KEPT: Final = 16


class Compiled:
    """The compiled layouts of sites that speak in one way, as one version of the program compiles them."""

    def __init__(self, engine: str, settings: Settings, labels: "Mapping[str, Label]") -> None:
        """Take the program's digest (nothing is kept without), and all that filters can make of constants in a layout."""
        folder = _folder() if engine else None
        self._folder = CacheFolder(folder, engine) if folder else None
        speech = (settings.language, settings.time_zone, settings.base_url, sorted(labels.items()))
        self._name = _PREFIX + digest_of(speech).hex()

    def load(self) -> "CompiledLayouts":
        """Return what is known."""
        from briefgen.render.bytecode import CompiledLayouts

        try:
            return CompiledLayouts(self._folder.load(self._name) if self._folder else None)
        except msgspec.MsgspecError:
            return CompiledLayouts()

    def save(self, layouts: "CompiledLayouts") -> None:
        """Keep what was compiled; a folder that cannot be written is no fault."""
        if self._folder is None or not layouts.has_unsaved:
            return
        with contextlib.suppress(OSError):
            self._folder.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._folder.save(self._name, layouts.dump(), sync=False)
            layouts.has_unsaved = False
            kept = sorted(self._folder.folder.glob(f"{_PREFIX}*"), key=lambda file: file.stat().st_mtime_ns)
            for file in kept[:-_KEPT]:
                file.unlink(missing_ok=True)


def _folder() -> Path | None:
    """Return where Python keeps what it compiles of the theme's package, else the user's cache; None: neither is safe."""
    beside = Path(cache_from_source(str(theme_folder() / "__init__.py"))).parent
    there = next(folder for folder in (beside, *beside.parents) if folder.exists())
    if not sys.dont_write_bytecode and os.access(there, os.W_OK):
        return beside
    from platformdirs import user_cache_path

    folder = user_cache_path("briefgen", appauthor=False)
    return folder if _is_own(folder) else None


def _is_own(folder: Path) -> bool:
    """Can nobody but this user put something into a folder, as its owner and mode say? One that is not there is own."""
    try:
        status = folder.lstat()
    except FileNotFoundError:
        return True
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode):
        return False
    return not hasattr(os, "geteuid") or (
        status.st_uid == os.geteuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    )
