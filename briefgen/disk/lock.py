"""Floor 5. Lock a folder, so that one build at a time writes to it.

The system releases the lock when the process ends, in whatever way.
"""

import errno
import hashlib
import os
from pathlib import Path
from types import ModuleType
from typing import Final

fcntl: ModuleType | None
msvcrt: ModuleType | None
try:
    import fcntl
except ImportError:
    fcntl = None
try:
    import msvcrt
except ImportError:
    msvcrt = None

_TAKEN: Final = frozenset({errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})


def take_lock(folder: Path) -> int:
    """Lock a folder and return the file descriptor that holds the lock; closing the descriptor releases the lock.

    Raises BlockingIOError if a different process holds the lock, and OSError.
    """
    # The folder itself is locked, so no lock file is left behind; Windows cannot lock a folder.
    if msvcrt is None:
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0))
    else:
        import tempfile

        name = hashlib.sha256(os.path.normcase(folder.resolve()).encode()).hexdigest()[:32]
        descriptor = os.open(Path(tempfile.gettempdir(), f"briefgen-{name}.lock"), os.O_RDWR | os.O_CREAT)
    try:
        if msvcrt is not None:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        elif fcntl is not None:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        os.close(descriptor)
        if error.errno in _TAKEN:
            raise BlockingIOError(error.errno, error.strerror, str(folder)) from error
        raise
    return descriptor
