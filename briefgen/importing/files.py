"""Floor 7. Files of captures and imports: read through no link, written whole or not at all, nobody else's ever replaced."""

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding

_MODE: Final = 0o644
#: Captures are evidence: nobody should edit one by accident.
_READ_ONLY: Final = 0o444
#: How a file is called while it is written, after its own name and the number of the process.
_TEMPORARY: Final = ".briefgen.tmp"
_LEFT: Final = re.compile(r"\..*\.(\d+)" + re.escape(_TEMPORARY), re.DOTALL)
#: Longest part of its own name in that name, in characters: file systems take 255 bytes.
_LONGEST: Final = 50


# Follow no link, and do not wait for a pipe; a system without one of these flags does not have that danger.
_READ: Final = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY"))
_FOLDER: Final = os.O_RDONLY | sum(getattr(os, flag, 0) for flag in ("O_CLOEXEC", "O_NOFOLLOW", "O_DIRECTORY"))
#: Can files be opened by their name in an open folder? Elsewhere each part of a path is looked at before the file is opened.
_BY_HANDLE: Final = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW") and hasattr(os, "O_DIRECTORY")
#: What the system says of a path that no file can have.
_NO_SUCH: Final = frozenset([errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ENXIO, errno.ENODEV])


def digest_of(base: Path, path: str) -> str:
    """Return the SHA-256 of a regular file in a folder, or empty text where there is none or a link leads to it."""
    try:
        with open_below(base, path) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return ""
            with open(descriptor, "rb", closefd=False) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno not in {*_NO_SUCH, errno.ELOOP}:
            raise
        return ""


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
        if error.errno in _NO_SUCH:
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
    if not _BY_HANDLE:
        descriptor = _open_checked(base, path)
    else:
        current = os.open(base, _FOLDER & ~os.O_NOFOLLOW)
        try:
            for folder in folders:
                inner = _open_folder(folder, current)
                os.close(current)
                current = inner
            descriptor = os.open(name, _READ, dir_fd=current)
        finally:
            os.close(current)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _open_folder(name: str, above: int) -> int:
    try:
        return os.open(name, _FOLDER, dir_fd=above)
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
    return os.open(place, _READ)


def refuse_links(root: Path, folders: Sequence[str]) -> None:
    """Raise BriefgenError if one of the project's folders, or a folder above it, is a link; it need not exist."""
    for folder in folders:
        try:
            with open_below(root, folder):
                pass
        except OSError as error:
            if error.errno == errno.ELOOP:
                message = f"{root / folder} is a symbolic link or lies below one, and nothing is written through one"
                raise BriefgenError(message) from error


def names_in(base: Path, folder: str) -> Checked[tuple[str, ...]]:
    """Return the names in a folder, in order; none for a folder that does not exist, a finding for a link."""
    try:
        with open_below(base, folder) as descriptor:
            return Checked(tuple(sorted(os.listdir(descriptor if os.listdir in os.supports_fd else base / folder))))
    except OSError as error:
        if error.errno == errno.ELOOP:
            return Checked(None, (link_finding(Span(path=folder)),))
        if error.errno in _NO_SUCH:
            return Checked(())
        raise BriefgenError(f"cannot read {base / folder}: {error.strerror}") from error


def write_file(root: Path, path: str, data: bytes, *, replaces: str = "", read_only: bool = False) -> bool:
    """Write a file whole, by way of a temporary one beside it; say whether anything was written.

    A file that is there is replaced only where its digest is `replaces`; raises BriefgenError for any other.
    """
    target = root / path
    try:
        _make_folders(root, path)
        there = digest_of(root, path)
        if there and there == hashlib.sha256(data).hexdigest():
            return False
        if os.path.lexists(target) and (not there or there != replaces):
            raise BriefgenError(f"{target} is there already and is not what an import wrote; it was not touched")
        _write(target, data, read_only=read_only, is_new=not there)
    except OSError as error:
        raise BriefgenError(f"cannot write {error.filename or target}: {error.strerror or error}") from error
    return True


def remove_leftovers(root: Path, folders: Sequence[str]) -> None:
    """Remove the temporary files of imports that were killed; those of one that still runs stay."""
    for folder in folders:
        if (root / folder).is_symlink():
            continue
        for parent, _, names in os.walk(root / folder, followlinks=False):
            for name in names:
                match = _LEFT.fullmatch(name)
                if match and not _runs(int(match[1])):
                    with contextlib.suppress(OSError):
                        (Path(parent) / name).unlink()


def _runs(process: int) -> bool:
    if os.name == "nt":
        # There, signal 0 is no question but Ctrl-C.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _write(target: Path, data: bytes, *, read_only: bool, is_new: bool) -> None:
    # The name ends in .tmp, so that a build which runs at the same moment does not take it for content.
    temporary = target.with_name(f".{target.name[:_LONGEST]}.{os.getpid()}{_TEMPORARY}")
    try:
        with open(temporary, "wb", opener=_open_new) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(_READ_ONLY if read_only else _MODE)
        if is_new:
            _link_new(temporary, target)
        else:
            temporary.replace(target)
    finally:
        with contextlib.suppress(FileNotFoundError):
            temporary.unlink()


def _open_new(path: str, flags: int) -> int:
    """Open a file that nobody had before: whatever has its name, a link for instance, is removed and not written to."""
    flags |= os.O_EXCL | getattr(os, "O_NOFOLLOW", 0)
    try:
        return os.open(path, flags, _MODE)
    except FileExistsError:
        Path(path).unlink()
        return os.open(path, flags, _MODE)


def _link_new(temporary: Path, target: Path) -> None:
    """Give the file its name if nobody has it: unlike a rename, a link never replaces what came in the meantime."""
    try:
        os.link(temporary, target)
    except FileExistsError as error:
        raise BriefgenError(f"{target} is there already; it was not touched") from error
    except OSError:
        # A file system without hard links: the check before this is the best there is.
        temporary.replace(target)


def _make_folders(root: Path, path: str) -> None:
    current = root
    for part in path.split("/")[:-1]:
        current = current / part
        if current.is_symlink():
            raise BriefgenError(f"{current} is a symbolic link, and nothing is written through one")
    current.mkdir(parents=True, exist_ok=True)
