"""Floor 5. The folder of a cache: small sealed files, written whole, under a lock."""

import contextlib
import hashlib
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Final

from briefgen.values.diagnostics import BriefgenError

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no flock; there the last of two builds at once wins, and its files are whole.
    fcntl = None

#: What a file of ours begins with; the digest and the engine come next, then the value.
_MAGIC: Final = b"briefgen cache 1\n"
_DIGEST_SIZE: Final = 32
_SEAL_SIZE: Final = len(_MAGIC) + _DIGEST_SIZE
_IGNORE: Final = "*\n"


class CacheDamagedError(Exception):
    """Something in the cache is not what was put there: begin without it."""


class CacheFolder:
    """The cache folder of one project, for one version of the program."""

    def __init__(self, folder: Path, engine: str) -> None:
        """Take the folder, which may not be there yet, and the program's digest."""
        self.folder = folder
        self.engine = engine

    def exists(self) -> bool:
        """Is there a cache folder of ours? A link is none."""
        return self.folder.is_dir() and not self.folder.is_symlink()

    def load(self, name: str) -> bytes | None:
        """Return a value, or None where it is not there, is damaged, or was put there by another version."""
        if not self.exists():
            return None
        try:
            with (self.folder / name).open("rb", buffering=0) as file:
                seal, value = file.read(_SEAL_SIZE), file.read()
        except OSError:
            return None
        return value if seal == seal_of(value, self.engine.encode()) else None

    def digest(self, name: str) -> bytes:
        """Return the digest with which a value was sealed; empty where there is none."""
        try:
            with (self.folder / name).open("rb") as file:
                return file.read(_SEAL_SIZE)[len(_MAGIC) :]
        except OSError:
            return b""

    def stamp(self, name: str) -> tuple[int, int, int] | None:
        """Return what changes whenever a value is put there anew."""
        try:
            status = (self.folder / name).stat()
        except OSError:
            return None
        return (status.st_ino, status.st_mtime_ns, status.st_size)

    def save(self, name: str, value: bytes | Iterable[bytes], *, sync: bool = True) -> None:
        """Put a value there, or its parts one after the other, whole or not at all; raises OSError."""
        import tempfile  # A build with nothing to do saves nothing.

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
        """Forget a value; raises OSError."""
        (self.folder / name).unlink(missing_ok=True)

    @contextlib.contextmanager
    def writing(self) -> Iterator[bool]:
        """Give whether the cache can be written now: it is made and locked. What the environment forbids ends it quietly."""
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
            # So that nobody commits it who has not thought of it.
            (self.folder / ".gitignore").write_text(_IGNORE, "utf-8")
        if not os.access(self.folder, os.W_OK):
            return None
        lock = os.open(self.folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
        if fcntl is not None:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                os.close(lock)
                return None
        return lock


def seal_of(value: bytes, engine: bytes) -> bytes:
    """Return what stands before a value in its file: the digest of it and of the program's."""
    # SHA-256, since processors have it: a tenth of the time of reading the value.
    digest = hashlib.sha256(engine)
    digest.update(value)
    return _MAGIC + digest.digest()
