"""Floor 5. Files that are written for people: each whole or not at all, and a run that fails leaves nothing behind.

A full disk refuses the middle of a file. So a file is written under a temporary name in its own folder, and gets its name
when all of it is on the disk.
"""

import contextlib
import errno
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from briefgen.disk.handles import NO_SUCH_ERRORS, open_below
from briefgen.values.diagnostics import BriefgenError

#: How a temporary file ends, as the ones of an import do: a build takes none of them for content, and an import removes
#: those of killed runs from content/ and captures/.
_TEMPORARY: Final = ".briefgen.tmp"
#: Longest part of a file's own name in that of its temporary file, in characters: file systems take 255 bytes.
_LONGEST: Final = 50


def write_new_files(files: Mapping[Path, bytes]) -> tuple[Path, ...]:
    """Write files in their order, with their folders, and return those that were written: a file that exists is left out.

    Raises BriefgenError if one cannot be written, after everything that was made before is removed.
    """
    written = []
    with contextlib.ExitStack() as undo:
        for path, data in files.items():
            with _told(path):
                for folder in _missing_folders(path.parent):
                    folder.mkdir(exist_ok=True)
                    undo.callback(_remove, folder)
                if _write_new(path, data):
                    written.append(path)
                    undo.callback(_remove, path)
        undo.pop_all()
    return tuple(written)


def replace_file(path: Path, data: bytes) -> None:
    """Write a file, in place of an existing one; raises BriefgenError, and then an existing file is unchanged.

    A link or a device, such as /dev/stdout, is written through.
    """
    with _told(path):
        if not os.path.lexists(path):
            _write_whole(path, data).replace(path)
        elif stat.S_ISREG(mode := path.lstat().st_mode):
            temporary = _write_whole(path, data)
            temporary.chmod(stat.S_IMODE(mode))
            temporary.replace(path)
        else:
            path.write_bytes(data)


def replace_unchanged(root: Path, path: str, before: bytes, after: bytes) -> bool:
    """Write a file of a project in place of one that has the bytes `before`, and return whether that was done.

    A file that has other bytes, that lies behind a link, or that its owner may not write, stays as it is. The file keeps its
    mode. Raises BriefgenError, and then the file is unchanged.
    """
    target = root / path
    with _told(target):
        mode = _mode_of(root, path, before)
        if mode is None or not mode & stat.S_IWUSR:
            return False
        temporary = _write_whole(target, after)
        try:
            temporary.chmod(stat.S_IMODE(mode))
            # Looked at again, as late as can be: an editor may have saved the file while the new one was written.
            if _mode_of(root, path, before) != mode:
                return False
            temporary.replace(target)
        finally:
            temporary.unlink(missing_ok=True)
    return True


def _mode_of(root: Path, path: str, wanted: bytes) -> int | None:
    """Return the mode of a regular file, or None if it has other bytes or a link leads to it."""
    try:
        with open_below(root, path) as descriptor:
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode) or status.st_size != len(wanted):
                return None
            with open(descriptor, "rb", closefd=False) as file:
                return status.st_mode if file.read(len(wanted) + 1) == wanted else None
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno not in {*NO_SUCH_ERRORS, errno.ELOOP}:
            raise
        return None


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Raise an error of the system as the BriefgenError that names the file."""
    try:
        yield
    except OSError as error:
        raise BriefgenError(f"cannot write {path}: {error.strerror or error}") from error


def _missing_folders(folder: Path) -> list[Path]:
    """Return the folders on the way to a folder, and the folder, that do not exist; the outermost first."""
    return [one for one in (*reversed(folder.parents), folder) if not one.is_dir()]


def _remove(path: Path) -> None:
    """Remove a file or an empty folder; a folder that somebody else has put a file into stays."""
    with contextlib.suppress(OSError):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink()


def _write_new(path: Path, data: bytes) -> bool:
    """Write a file, and return True; return False if the file exists, or anything else with its name."""
    if os.path.lexists(path):
        return False
    temporary = _write_whole(path, data)
    try:
        # Unlike a rename, a link never replaces a file that somebody has made in the meantime.
        os.link(temporary, path)
    except FileExistsError:
        return False
    except OSError:
        # A file system without hard links: the check before is the best there is.
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)
    return True


def _write_whole(path: Path, data: bytes) -> Path:
    """Write the temporary file of a file, down to the disk, and return its path; if that fails, remove it."""
    temporary = path.with_name(f".{path.name[:_LONGEST]}.{os.getpid()}{_TEMPORARY}")
    # A killed run may have had this process number: in containers they are often the same.
    temporary.unlink(missing_ok=True)
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())  # A quota on a network disk is told of here at the latest.
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary
