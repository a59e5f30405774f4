"""Floor 5. Lock a folder, so that one build at a time writes to it. The lock ends with the process, in whatever way."""

import errno
import hashlib
import os
import sys
from pathlib import Path

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def take_lock(folder: Path) -> int:
    """Lock a folder, and return a descriptor that releases it when closed; raises OSError, BlockingIOError if it is held."""
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
