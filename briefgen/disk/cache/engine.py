"""Floor 5. The digest of the program: over its own sources, and the versions of the libraries that shape the output."""

import contextlib
import functools
import hashlib
import os
import re
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from briefgen.disk.cache.files import own_files
from briefgen.disk.handles import OwnFolder

#: Libraries whose version can change a byte of the output: the name of the module, and the name of the package.
_LIBRARIES: Final = {
    "PIL": "pillow",
    "babel": "babel",
    "css_inline": "css-inline",
    "imagesize": "imagesize",
    "jinja2": "jinja2",
    "markdown_it": "markdown-it-py",
    "markupsafe": "markupsafe",
    "mdit_py_plugins": "mdit-py-plugins",
    "msgspec": "msgspec",
    "nh3": "nh3",
    "pagefind_bin": "pagefind-bin",
    "tzdata": "tzdata",
    "yaml": "pyyaml",
}
#: The name of the file in the cache folder that holds the stamp and the digest of the program.
_ENGINE_FILE: Final = "engine"
_ENGINE: Final = re.compile(rb"([0-9a-f]{32}) ([0-9a-f]{32})\n")
_ENGINE_LIMIT: Final = 100
_PYTHON: Final = f"{sys.implementation.name} {sys.version}"


def engine_of(folder: Path) -> str:
    """Return the digest of this program, from the cache folder if the stamp is unchanged: computing it takes 40 ms."""
    stamp = _engine_stamp()
    known = _ENGINE.fullmatch(_read(own_files(folder)))
    return known[2].decode() if known and known[1].decode() == stamp else _engine_digest(stamp)


def save_engine(files: OwnFolder, digest: str) -> None:
    """Store the digest of this program among the files of a cache, for `engine_of`; raises OSError."""
    text = f"{_engine_stamp()} {digest}\n".encode()
    if _read(files) != text:
        files.write(_ENGINE_FILE, (text,), sync=False)


def _read(files: OwnFolder) -> bytes:
    try:
        return files.read(_ENGINE_FILE, _ENGINE_LIMIT)
    except OSError:
        return b""


def _engine_stamp() -> str:
    """Return a digest of sizes and times of the program's files, without reading them; equal stamps mean equal digests."""
    stamp = hashlib.blake2b(_PYTHON.encode(), digest_size=16)
    files = _sources()
    for module in _LIBRARIES:
        with contextlib.suppress(ValueError):
            spec = find_spec(module)
            if spec and spec.origin:  # The library of an extra may be missing.
                files.append(Path(spec.origin))
    for file in files:
        status = file.stat()
        stamp.update(f"{file} {status.st_size} {status.st_mtime_ns} {status.st_ctime_ns}\n".encode())
    return stamp.hexdigest()


@functools.lru_cache(maxsize=1)
def _engine_digest(_stamp: str) -> str:
    """Return the digest of our own sources and the versions of Python and the libraries; equal on all machines.

    The stamp is there for the next project that this process builds: equal stamps mean equal digests.
    """
    from importlib.metadata import PackageNotFoundError, version

    engine = hashlib.blake2b(_PYTHON.encode(), digest_size=16)
    root = Path(__file__).parent.parent.parent
    for file in _sources():
        engine.update(f"{file.relative_to(root).as_posix()}\n".encode())
        engine.update(hashlib.blake2b(file.read_bytes()).digest())
    for package in _LIBRARIES.values():
        try:
            engine.update(f"{package} {version(package)}\n".encode())
        except PackageNotFoundError:  # The package belongs to an extra.
            engine.update(f"{package}\n".encode())
    return engine.hexdigest()


def _sources() -> list[Path]:
    found = []
    for folder, folders, names in os.walk(Path(__file__).parent.parent.parent):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        found += [Path(folder, name) for name in sorted(names) if name.endswith((".py", ".yml"))]
    return found
