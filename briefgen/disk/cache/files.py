"""Floor 5. The folder of a cache: small sealed files, written whole, under a lock."""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from briefgen.disk.lock import take_lock
from briefgen.values.diagnostics import BriefgenError

#: The first bytes of a file of the cache; the digest over program and value follows, then the value.
_MAGIC: Final = b"briefgen cache 1\n"
_SEAL_SIZE: Final = len(_MAGIC) + hashlib.sha256().digest_size


class CacheDamagedError(Exception):
    """Says that a value of the cache differs from what was saved; the caller goes on without the cache."""


class CacheFolder:
    """The cache folder of one project, for one version of the program."""

    def __init__(self, folder: Path, engine: str) -> None:
        """Take the folder, which need not exist yet, and the program's digest."""
        self.folder = folder
        self.engine = engine

    def exists(self) -> bool:
        """Does the cache folder exist? A symbolic link does not count."""
        return self.folder.is_dir() and not self.folder.is_symlink()

    def load(self, name: str) -> bytes | None:
        """Return a value, or None if it is missing, damaged, or from a different version of the program."""
        if not self.exists():
            return None
        try:
            with (self.folder / name).open("rb", buffering=0) as file:
                seal, value = file.read(_SEAL_SIZE), file.read()
        except OSError:
            return None
        # SHA-256, since processors have instructions for it: it takes a tenth of the time of reading the value.
        digest = hashlib.sha256(self.engine.encode())
        digest.update(value)
        return value if seal == _MAGIC + digest.digest() else None

    def digest(self, name: str) -> bytes:
        """Return the digest in the seal of a value; empty if the value is missing."""
        try:
            with (self.folder / name).open("rb") as file:
                return file.read(_SEAL_SIZE)[len(_MAGIC) :]
        except OSError:
            return b""

    def stamp(self, name: str) -> tuple[int, int, int] | None:
        """Return inode, modification time and size of a value's file, which change at every save; None if it is missing."""
        try:
            status = (self.folder / name).stat()
        except OSError:
            return None
        return (status.st_ino, status.st_mtime_ns, status.st_size)

    def save(self, name: str, value: bytes | Iterable[bytes], *, sync: bool = True) -> None:
        """Save a value, whole or as its parts in order, or nothing; raises OSError. `sync` forces it to the disk first."""
        import tempfile  # Imported here: a build with nothing to do saves nothing.

        digest = hashlib.sha256(self.engine.encode())
        descriptor, temporary = tempfile.mkstemp(prefix=".new-", dir=self.folder)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.seek(_SEAL_SIZE)
                for part in (value,) if isinstance(value, bytes) else value:
                    digest.update(part)
                    file.write(part)
                file.seek(0)
                file.write(_MAGIC + digest.digest())
                if sync:
                    file.flush()
                    os.fsync(file.fileno())
            Path(temporary).replace(self.folder / name)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise

    def remove(self, name: str) -> None:
        """Remove a value, if it exists; raises OSError."""
        (self.folder / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[bool]:
        """Lock the folder, and give whether that worked. An OSError or BriefgenError in the block ends it quietly."""
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
        if self.folder.is_symlink():
            return None
        if not self.folder.is_dir():
            self.folder.mkdir()
            # So that nobody commits the cache by mistake.
            (self.folder / ".gitignore").write_text("*\n", "utf-8")
        return take_lock(self.folder) if os.access(self.folder, os.W_OK) else None
