"""Say which file system a folder is on, and find a temporary folder that is on a disk.

Linux lists file systems in `/proc/self/mountinfo`. On other systems the file system is unknown, and the usual temporary
folder is taken.
"""

import os
import tempfile
from pathlib import Path

#: File systems whose files are in memory.
_IN_MEMORY = {"ramfs", "tmpfs"}
#: The type of a file system if the operating system does not tell.
_UNKNOWN = "unknown"
_MOUNTS = Path("/proc/self/mountinfo")


def folder_on_disk() -> Path:
    """Return a folder for temporary files that is on a disk; the usual folder if there is no such folder."""
    usual = Path(tempfile.gettempdir())
    candidates = [usual, Path("/var/tmp"), Path.home()]
    return next((folder for folder in candidates if os.access(folder, os.W_OK) and not is_in_memory(folder)), usual)


def is_in_memory(folder: Path) -> bool:
    """Is a folder on a file system that keeps its files in memory?"""
    return file_system_of(folder) in _IN_MEMORY


def file_system_of(folder: Path) -> str:
    """Return the type of the file system that a folder is on, such as ext4 or tmpfs."""
    place = folder.resolve()
    found, kind = Path(), _UNKNOWN
    for point, point_kind in _mounts():
        # If two file systems have one mount point, the later one hides the earlier one.
        if place.is_relative_to(point) and len(point.parts) >= len(found.parts):
            found, kind = point, point_kind
    return kind


def _mounts() -> list[tuple[Path, str]]:
    """Return mount points with the types of their file systems, in the order in which they were mounted."""
    try:
        lines = _MOUNTS.read_text("utf-8").splitlines()
    except OSError:
        return []
    # The fifth field is the mount point; the first field after the lone hyphen is the type.
    return [
        (_unescaped(before.split()[4]), after.split()[0]) for before, _, after in (line.partition(" - ") for line in lines)
    ]


def _unescaped(text: str) -> Path:
    for code, character in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        text = text.replace(code, character)
    return Path(text)
