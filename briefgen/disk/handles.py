"""Floor 5. Files whose paths, or whose folders, may come from a stranger: of caches, records, ledgers and captures.

Every file is opened by its name in an open folder, so no part of its path can be exchanged meanwhile. No link is followed,
only regular files are read, and nothing is read beyond a limit. `OwnFolder` is for the files of the cache and the record of
the output, which briefgen writes whole, by a rename; `open_below` is for paths in a project.
"""

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

from briefgen.disk.system import FOLDER_FLAGS, HAS_FOLDER_HANDLES, IS_WINDOWS, READ_FLAGS
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding

#: What the system says of a path that no file can have.
NO_SUCH_ERRORS: Final = frozenset([errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ENXIO, errno.ENODEV])
#: The name of a file that is being written.
_NEW: Final = re.compile(r"\.new-[0-9a-f]{16}")
#: Bytes of a file at most whose digest is taken: more than any file of a site has.
_DIGEST_LIMIT: Final = 1 << 32


class OwnFolder:
    """A folder with files that briefgen writes for itself, whose names match a pattern."""

    def __init__(self, path: Path, names: re.Pattern[str]) -> None:
        """Take the folder, which need not exist, and the pattern of the names of its files."""
        self.path = path
        self._names = names

    def exists(self) -> bool:
        """Does the folder exist? A symbolic link does not count."""
        return self.path.is_dir() and not self.path.is_symlink()

    def open(self, name: str, flags: int = os.O_RDONLY) -> int:
        """Return a descriptor of a regular file; raises OSError, also for a link, a pipe, a device, or a foreign name."""
        with self._handle() as handle:
            return self._open(name, flags, handle)

    def read(self, name: str, limit: int) -> bytes:
        """Return the bytes of a file; raises OSError, also if there are more than the limit."""
        descriptor = self.open(name)
        with open(descriptor, "rb", buffering=0) as file:
            size = os.fstat(descriptor).st_size
            if size > limit:
                raise OSError(errno.EFBIG, f"more than {limit:,} bytes", str(self.path / name))
            # A file that grows meanwhile is not briefgen's: its files get their names when they are whole.
            return file.read(size)

    def write(self, name: str, parts: Iterable[bytes], *, sync: bool = True) -> None:
        """Write a file whole or not at all, from its parts in order; raises OSError. `sync` forces it to the disk first."""
        temporary = f".new-{os.urandom(8).hex()}"
        with self._handle() as handle:
            descriptor = self._open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, handle)
            try:
                with open(descriptor, "wb") as file:
                    file.writelines(parts)
                    if sync:
                        file.flush()
                        os.fsync(descriptor)
                source, target = self._place(temporary, handle), self._place(name, handle)
                os.replace(source, target, src_dir_fd=handle, dst_dir_fd=handle)
            except BaseException:
                with contextlib.suppress(OSError):
                    os.unlink(self._place(temporary, handle), dir_fd=handle)
                raise

    def remove(self, name: str) -> None:
        """Remove a file, if it exists; raises OSError."""
        with self._handle() as handle, contextlib.suppress(FileNotFoundError):
            os.unlink(self._place(name, handle), dir_fd=handle)

    def names(self) -> list[str]:
        """Return the names of briefgen's files in the folder, also of those that a killed process was writing."""
        with self._handle() as handle:
            found = os.listdir(self.path if handle is None else handle)
        return [name for name in found if self._names.fullmatch(name) or _NEW.fullmatch(name)]

    @contextlib.contextmanager
    def _handle(self) -> Iterator[int | None]:
        """Open the folder while something is done in it; None on systems without handles of folders. Raises OSError."""
        if not HAS_FOLDER_HANDLES:
            if self.path.is_symlink():
                raise OSError(errno.ELOOP, "a symbolic link", str(self.path))
            yield None
            return
        handle = os.open(self.path, FOLDER_FLAGS)
        try:
            yield handle
        finally:
            os.close(handle)

    def _open(self, name: str, flags: int, handle: int | None) -> int:
        place = self._place(name, handle)
        if handle is None and os.path.islink(place):  # noqa: PTH114 - a Path would be made for each file
            raise OSError(errno.ELOOP, "a symbolic link", place)
        descriptor = os.open(place, flags | READ_FLAGS, 0o600, dir_fd=handle)
        status = os.fstat(descriptor)
        # A second name of a file may stand outside of the folder: such a file is read, and never written.
        is_shared = status.st_nlink > 1 and flags & (os.O_WRONLY | os.O_RDWR)
        if not stat.S_ISREG(status.st_mode) or is_shared:
            os.close(descriptor)
            raise OSError(errno.EINVAL, "not a file of briefgen's", str(self.path / name))
        return descriptor

    def _place(self, name: str, handle: int | None) -> str:
        if not self._names.fullmatch(name) and not _NEW.fullmatch(name):
            raise OSError(errno.EINVAL, "no name of briefgen's", name)
        return str(self.path / name) if handle is None else name


def read_below(base: Path, path: str, limit: int) -> Checked[bytes]:
    """Return the bytes of a file in a folder; through no link, and of at most `limit` bytes.

    The findings are `symbolic-link`, `not-a-file` (also for a path that no file has) and `file-too-large`. Raises OSError
    where the system refuses.
    """
    span = Span(path=path)
    try:
        with open_below(base, path) as descriptor:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                return Checked(None, (_not_a_file(span),))
            if status.st_size > limit:
                message = f"the file has {status.st_size:,} bytes, the limit is {limit:,}"
                return Checked(None, (finding("file-too-large", span, message, "split it, or keep it elsewhere"),))
            with open(descriptor, "rb", closefd=False) as file:
                return Checked(file.read(limit + 1))
    except ValueError:
        return Checked(None, (_not_a_file(span),))
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Checked(None, (link_finding(span),))
        if error.errno in NO_SUCH_ERRORS:
            return Checked(None, (_not_a_file(span),))
        raise


def link_finding(span: Span) -> Diagnostic:
    """Return the finding for a path that is a symbolic link, or leads through one."""
    return finding("symbolic-link", span, "a symbolic link is not followed", "put the file itself here")


def _not_a_file(span: Span) -> Diagnostic:
    return finding("not-a-file", span, "there is no regular file with this path", "remove it, or put a file here")


@contextlib.contextmanager
def open_below(base: Path, path: str) -> Iterator[int]:
    """Open a file or a folder by its path in a folder and close it afterwards; raises OSError (ELOOP for a link on the way).

    `base` itself may be reached through links: that is the user's word.
    """
    *folders, name = path.split("/")
    if ".." in (*folders, name):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), path)
    if not HAS_FOLDER_HANDLES:
        descriptor = _open_checked(base, path)
    else:
        current = os.open(base, FOLDER_FLAGS & ~os.O_NOFOLLOW)
        try:
            for folder in folders:
                inner = _open_folder(folder, current)
                os.close(current)
                current = inner
            descriptor = os.open(name, READ_FLAGS, dir_fd=current)
        finally:
            os.close(current)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_folder(name: str, above: int) -> int:
    try:
        return os.open(name, FOLDER_FLAGS, dir_fd=above)
    except NotADirectoryError:
        # Linux says so of a link as well.
        if stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name) from None
        raise


def _open_checked(base: Path, path: str) -> int:
    place = base
    for part in path.split("/"):
        place = place / part
        if place.is_symlink():
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(place))
    return os.open(place, READ_FLAGS)


def digest_of_file(path: str | Path) -> str | None:
    """Return the SHA-256 of a file in hexadecimal; None for what is none or too large. Raises OSError, also for a link."""
    with open(os.open(path, READ_FLAGS), "rb") as file:
        status = os.fstat(file.fileno())
        is_file = stat.S_ISREG(status.st_mode) and status.st_size <= _DIGEST_LIMIT
        return hashlib.file_digest(file, "sha256").hexdigest() if is_file else None


def is_relative(path: str) -> bool:
    """Does a path stay in its folder? Caches, records and ledgers name paths, and are untrusted input."""
    parts = path.split("/")
    is_odd = any(odd in path for odd in "\\\0\n") or (IS_WINDOWS and ":" in path)
    return not is_odd and "" not in parts and "." not in parts and ".." not in parts
