"""Floor 5. The folder of a cache: small sealed files, written whole, under a lock."""

import contextlib
import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from briefgen.disk.handles import OwnFolder
from briefgen.disk.system import take_lock
from briefgen.values.diagnostics import BriefgenError, UnsoundCacheError

#: The first bytes of a file of the cache; the digest over program and value follows, then the value.
_MAGIC: Final = b"briefgen cache 1\n"
_SEAL_SIZE: Final = len(_MAGIC) + hashlib.sha256().digest_size
#: The names of all files of a cache. What the cache says of names is checked against this as well.
_NAMES: Final = re.compile(
    r"\.gitignore|engine|index|links|pack-[0-9a-f]{8}|(?:site|scan|plan)-[0-9a-f]{16}|briefgen-layouts-[a-z0-9-]{1,40}"
)
#: Bytes of a value at most: a hundred thousand articles have values of 80 MB.
_VALUE_LIMIT: Final = 1 << 29


class CacheDamagedError(UnsoundCacheError):
    """Says that a value of the cache differs from what was saved; the caller goes on without the cache."""


class CacheFolder:
    """The cache folder of one project, for one version of the program."""

    def __init__(self, folder: Path, engine: str) -> None:
        """Take the folder, which need not exist yet, and the program's digest."""
        self.files = own_files(folder)
        self.engine = engine

    def exists(self) -> bool:
        """Does the cache folder exist? A symbolic link does not count."""
        return self.files.exists()

    def load(self, name: str) -> bytes | None:
        """Return a value, or None if it is missing, damaged, or from a different version of the program."""
        try:
            data = self.files.read(name, _VALUE_LIMIT)
        except OSError:
            return None
        value = data[_SEAL_SIZE:]
        # SHA-256, since processors have instructions for it: it takes a tenth of the time of reading the value.
        digest = hashlib.sha256(self.engine.encode())
        digest.update(value)
        return value if data.startswith(_MAGIC + digest.digest()) else None

    def digest(self, name: str) -> bytes:
        """Return the digest in the seal of a value; empty if the value is missing."""
        try:
            with open(self.files.open(name), "rb", buffering=0) as file:
                return file.read(_SEAL_SIZE)[len(_MAGIC) :]
        except OSError:
            return b""

    def save(self, name: str, value: bytes, *, sync: bool = True) -> None:
        """Save a value, whole or not at all; raises OSError. `sync` forces it to the disk before."""
        digest = hashlib.sha256(self.engine.encode())
        digest.update(value)
        self.files.write(name, (_MAGIC, digest.digest(), value), sync=sync)

    def remove(self, name: str) -> None:
        """Remove a value, if it exists; raises OSError."""
        self.files.remove(name)

    @contextlib.contextmanager
    def writing(self) -> Iterator[bool]:
        """Make and lock the folder, and give whether that worked. An error in the block ends it: the cache is optional."""
        lock: int | None = None
        try:
            with contextlib.suppress(OSError):
                lock = self._lock()
            with contextlib.suppress(OSError, BriefgenError):
                yield lock is not None
        finally:
            if lock is not None:
                os.close(lock)

    def _lock(self) -> int | None:
        folder = self.files.path
        if folder.is_symlink():
            return None
        if not folder.is_dir():
            folder.mkdir(0o755)
            # So that nobody commits the cache by mistake.
            self.files.write(".gitignore", (b"*\n",), sync=False)
        return take_lock(folder) if os.access(folder, os.W_OK) else None


def own_files(folder: Path) -> OwnFolder:
    """Return the files of the cache in a folder."""
    return OwnFolder(folder, _NAMES)
