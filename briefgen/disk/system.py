"""Floor 5. What differs between Linux, macOS and Windows: this room asks which system it is, and no other does.

docs/systems.md says what the differences mean for users.
"""

import errno
import hashlib
import os
import stat
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from multiprocessing.context import BaseContext

IS_WINDOWS: Final = sys.platform == "win32"


def _flags(*names: str) -> int:
    # A system without one of these flags does not have the danger that it is for.
    return sum(getattr(os, f"O_{name}", 0) for name in names)


#: Flags for reading a file that may be anything: follow no link, and do not wait for a pipe. Windows cannot refuse a link
#: while it opens a file, so there the caller looks first.
READ_FLAGS: Final = os.O_RDONLY | _flags("CLOEXEC", "NOFOLLOW", "NONBLOCK", "BINARY")
#: Flags for opening a folder, and for a new file that is written whole.
FOLDER_FLAGS: Final = os.O_RDONLY | _flags("CLOEXEC", "NOFOLLOW", "DIRECTORY")
NEW_FILE_FLAGS: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _flags("CLOEXEC", "BINARY")
#: Can a file be opened by its name in an open folder? Not on Windows: there the path of the folder is looked up again.
HAS_FOLDER_HANDLES: Final = os.open in os.supports_dir_fd


def take_lock(folder: Path) -> int:
    """Lock a folder, and return a descriptor that releases it when closed; raises OSError, BlockingIOError if it is held.

    The lock ends with the process, in whatever way.
    """
    # The folder itself is locked, so no lock file is left behind; Windows cannot lock a folder.
    if sys.platform == "win32":
        import tempfile

        name = hashlib.sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()[:32]
        descriptor = os.open(Path(tempfile.gettempdir(), f"briefgen-{name}.lock"), os.O_RDWR | os.O_CREAT)
    else:
        descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if sys.platform == "win32":
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in {errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK}:
            raise BlockingIOError(error.errno, error.strerror, str(folder)) from error
        raise
    return descriptor


def processors() -> int:
    """Return the number of processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def fork_context() -> "BaseContext | None":
    """Return the context for forked processes, or None where forking is not safe and processes start from nothing."""
    import multiprocessing  # Imported here: a build after an edit needs no other process.

    # Forking takes a sixth of the time of a new interpreter. It is safe, because no thread runs before the first chunk; on
    # macOS the system's own libraries may run some.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return multiprocessing.get_context("fork") if can_fork else None


def is_running(process: int) -> bool:
    """Is a process running that has this number? On Windows the answer is always yes."""
    if IS_WINDOWS:
        # There, signal 0 is no question but Ctrl-C.
        return True
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def is_own_file(path: Path) -> bool:
    """Is there a file of this name that belongs to this user? Windows has no such owners, so there any file is."""
    try:
        status = path.stat()
    except OSError:
        return False
    return stat.S_ISREG(status.st_mode) and (not hasattr(os, "geteuid") or status.st_uid == os.geteuid())


def is_private(status: os.stat_result) -> bool:
    """Do owner and mode say that only this user can put files into a folder? Windows has neither, and its own rules."""
    if not hasattr(os, "geteuid"):
        return stat.S_ISDIR(status.st_mode)
    is_closed = not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    return stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid() and is_closed


def read_at(descriptor: int, length: int, offset: int) -> bytes:
    """Return bytes of an open file from an offset; where possible, without disturbing processes that share the file."""
    if hasattr(os, "pread"):
        return os.pread(descriptor, length, offset)
    os.lseek(descriptor, offset, os.SEEK_SET)
    data = os.read(descriptor, length)
    os.lseek(descriptor, 0, os.SEEK_END)  # Where the next value is added.
    return data


def force_all_to_disk() -> None:
    """Wait until all files that were written are on the disk, where the system can be asked for it."""
    if hasattr(os, "sync"):
        os.sync()


def force_folder_to_disk(folder: Path) -> None:
    """Wait until the names in a folder are on the disk; raises OSError. Windows has no such request."""
    if IS_WINDOWS:
        return
    descriptor = os.open(folder, FOLDER_FLAGS)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
