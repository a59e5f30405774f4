"""Floor 6. The bytecode cache of layouts: what Jinja compiled, in one file beside the theme or in the user's cache folder.

The file never lies in a project: a cloned project must not run code through its cache. See docs/decisions/0006. Jinja's side
of the cache is in `render.environment`, since only `render` imports jinja2 and no pure room opens a file.
"""

import contextlib
import functools
import os
import sys
from collections import UserDict
from importlib.util import cache_from_source
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.cache import CacheFolder
from briefgen.disk.sources import theme_folder
from briefgen.disk.system import is_private

#: The file, one for each kind and version of Python, as for Python's own compiled modules.
_NAME: Final = f"briefgen-layouts-{sys.implementation.cache_tag}"
#: Layouts in the file: the theme's 35, those of projects, and their earlier versions.
_KEPT: Final = 120
#: Layouts in memory, before all are forgotten: a preview may see the edits of a whole day.
_HELD: Final = 500


class CompiledLayouts(UserDict[str, bytes]):
    """Compiled layouts by key, as one version of the program compiles them. It notes which keys were used."""

    def __init__(self, engine: str = "") -> None:
        """Load what earlier processes saved. Take the program's digest; without it there is no file."""
        super().__init__()
        folder = _folder() if engine else None
        self._file = CacheFolder(folder, engine) if folder else None
        with contextlib.suppress(msgspec.MsgspecError):
            saved = self._file.load(_NAME) if self._file else None
            self.data = msgspec.msgpack.decode(saved, type=dict[str, bytes]) if saved else {}
        self._used: set[str] = set()
        self._is_saved = True

    def __getitem__(self, key: str) -> bytes:
        """Return a compiled layout; raises KeyError."""
        code = self.data[key]
        self._used.add(key)
        return code

    def __setitem__(self, key: str, code: bytes) -> None:
        """Add a compiled layout."""
        if len(self.data) >= _HELD:
            self.data.clear()
        self.data[key] = code
        self._used.add(key)
        self._is_saved = False

    def save(self) -> None:
        """Write the file, if a layout was added. A folder that cannot be written is no fault."""
        if self._file is None or self._is_saved:
            return
        unused = (key for key in self.data if key not in self._used)
        dropped = set(islice(unused, max(0, len(self.data) - _KEPT)))
        with contextlib.suppress(OSError):
            self._file.files.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            kept = {key: code for key, code in self.data.items() if key not in dropped}
            self._file.save(_NAME, msgspec.msgpack.encode(kept), sync=False)
            self._is_saved = True


@functools.lru_cache(maxsize=2)
def compiled_layouts(engine: str) -> CompiledLayouts:
    """Return the compiled layouts of this process: the preview plans many sites one after another."""
    return CompiledLayouts(engine)


def _folder() -> Path | None:
    """Return the folder of Python's compiled modules of the theme, else the user's cache folder; None if neither is safe."""
    beside = Path(cache_from_source(str(theme_folder() / "__init__.py"))).parent
    there = next(folder for folder in (beside, *beside.parents) if folder.exists())
    if not sys.dont_write_bytecode and os.access(there, os.W_OK):
        return beside
    from platformdirs import user_cache_path

    folder = user_cache_path("briefgen", appauthor=False)
    return folder if _is_own(folder) else None


def _is_own(folder: Path) -> bool:
    """Do owner and mode say that only this user can put files into a folder? A missing folder counts as own."""
    try:
        status = folder.lstat()
    except OSError as error:
        return isinstance(error, FileNotFoundError)
    return is_private(status)
