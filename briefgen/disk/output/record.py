"""Floor 5. The record of the files that briefgen wrote, and the removal of these files.

`.briefgen-files` has a line for each file: its SHA-256 and its path, in the format of `sha256sum -c`. So the ownership of
files survives the cache, and a fresh clone of a committed site has it as well. The record is untrusted input: a line counts
only if its path is plain, and a file is removed only if its bytes have the digest of its line.
"""

import errno
import hashlib
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from briefgen.values.diagnostics import BriefgenError

#: The name of the record, and the folder in which files are staged.
RECORD: Final = ".briefgen-files"
STAGE: Final = ".briefgen-stage"

_HEADER: Final = "# Files that briefgen wrote here. Check them with: sha256sum -c"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_LINES: Final = 1000
#: Where the path begins in a line, in bytes: after the digest and two spaces.
_PATH_FROM: Final = 66
#: Longest part of a path, and longest path, in bytes: no common file system allows longer ones.
_PART_LIMIT: Final = 255
_PATH_LIMIT: Final = 4000
#: Error numbers of the system for a path at which no file of ours can exist.
_MISSING_ERRORS: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})

#: The digests that a file may have: one, one of several, or none for a file that leaves the record.
FileDigests: TypeAlias = str | Collection[str]


class ExpectedRecord(msgspec.Struct, frozen=True):
    """The known content of the record with this digest: a function that returns our files' digests by path, in order."""

    digest: str
    owned: Callable[[], Mapping[str, str]]


def read_record(folder: Path) -> Mapping[str, set[str]]:
    """Return the digests that each of our files may have, by path; lines that are not plain are ignored."""
    return parse_record(read_bytes(folder))


def read_bytes(folder: Path) -> bytes:
    """Return the bytes of a folder's record; empty if the folder has no record."""
    record = folder / RECORD
    return b"" if record.is_symlink() or not record.is_file() else record.read_bytes()


class KnownRecord(Mapping[str, set[str]]):
    """The content of a known record: one digest for each file, as a set, like the result of `read_record`."""

    def __init__(self, digests: Mapping[str, str]) -> None:
        """Take the digests by path."""
        self.digests = digests

    def __getitem__(self, path: str) -> set[str]:
        return {self.digests[path]}

    def __iter__(self) -> Iterator[str]:
        return iter(self.digests)

    def __len__(self) -> int:
        return len(self.digests)

    def __contains__(self, path: object) -> bool:
        return path in self.digests


def parse_record(data: bytes) -> Mapping[str, set[str]]:
    """Return the digests that each file of a record may have, by path, as `read_record` does."""
    owned: dict[str, set[str]] = {}
    for line in data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        matched = _LINE.fullmatch(line)
        if matched and _is_plain(matched[2]):
            owned.setdefault(matched[2], set()).add(matched[1])
    return owned


def record_text(digests: Mapping[str, FileDigests]) -> str:
    """Return the text of a record from the digests that each file may have, by path. Lines are sorted by path."""
    paths = sorted(digests)
    # Joined by the thousand: a hundred thousand separate lines take twice the memory of their text.
    parts = [
        "".join(
            f"{found}  {path}\n" if isinstance(found := digests[path], str) else _lines(path, found)
            for path in paths[start : start + _LINES]
        )
        for start in range(0, len(paths), _LINES)
    ]
    return f"{_HEADER}\n{''.join(parts)}"


def amend_record(data: bytes, known: Mapping[str, str], changes: Mapping[str, FileDigests]) -> bytes | None:
    """Return the bytes of a record with changed digests for some files, by path; a file with no digests is left out.

    `known` is the one digest of each file in the record. None if the line of a changed file is not at its sorted place.
    """
    parts: list[bytes | memoryview] = []
    # Paths are sorted as the lines are, so one pass finds all lines; characters and their UTF-8 have the same order.
    rest, start = memoryview(data), data.find(b"\n") + 1
    done = 0
    for path in sorted(changes):
        if path in known:
            line = f"{known[path]}  {path}\n".encode()
            place = data.find(b"\n" + line, start - 1) + 1
            if not place:
                return None
            start = place + len(line)
        else:
            start = place = _place_of(data, path.encode(), start)
        parts += (rest[done:place], _lines(path, changes[path]).encode())
        done = start
    return b"".join((*parts, rest[done:]))


def _place_of(data: bytes, path: bytes, start: int) -> int:
    """Return the offset at which the line of a new path belongs, by a binary search from `start`, the start of a line."""
    end = len(data)
    while start < end:
        line = max(start, data.rfind(b"\n", start, (start + end) // 2) + 1)
        behind = data.index(b"\n", line) + 1
        if data[line + _PATH_FROM : behind - 1] < path:
            start = behind
        else:
            end = line
    return start


def _lines(path: str, digests: FileDigests) -> str:
    return "".join(f"{digest}  {path}\n" for digest in ([digests] if isinstance(digests, str) else sorted(digests)))


def digest_of_record(data: bytes) -> str:
    """Return the SHA-256 of a record in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def remove_owned(folder: Path, path: str, digests: set[str]) -> bool | None:
    """Remove a stale file of ours, and the folders that become empty.

    Return True if the file was removed, False if it was changed and so stays, None if it does not exist. Raises OSError.
    """
    target = folder / path
    if not stays_inside(path):
        return False
    try:
        refuse_links(folder, path, {})
        status = target.lstat()
    except OSError as error:
        if error.errno not in _MISSING_ERRORS:
            raise
        _prune(folder, target)
        return None
    except BriefgenError:
        return False
    if not stat.S_ISREG(status.st_mode) or digest_of(target) not in digests:
        return False
    target.unlink()
    _prune(folder, target)
    return True


def refuse_links(folder: Path, path: str, owned: Mapping[str, set[str]]) -> bool:
    """Return whether the folder of a path exists; raises BriefgenError if a parent is a link or a foreign file.

    A folder whose path is still taken by a file of ours does not exist yet: that file is stale.
    """
    parts = path.split("/")
    return all(has_folder(folder, "/".join(parts[:end]), owned) for end in range(1, len(parts)))


def has_folder(folder: Path, path: str, owned: Mapping[str, set[str]]) -> bool:
    """Does this folder exist? The same check as `refuse_links`, but of the last part of the path only."""
    place = f"{folder}{os.sep}{path}"
    try:
        mode = os.lstat(place).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return False
    if stat.S_ISDIR(mode):
        return True
    current = Path(place)
    if stat.S_ISLNK(mode):
        raise BriefgenError(f"{current} is a symbolic link, and nothing is written through one; remove it")
    if digest_of(current) in owned.get(path, ()):
        return False
    raise BriefgenError(f"{current} was not written by briefgen, and the site needs a folder there; move it")


def has_only_our_files(folder: Path, path: str, owned: Mapping[str, set[str]]) -> bool:
    """Does a folder contain only unchanged files of ours? A file is to take its path, so these files are stale.

    An empty folder is ours if the record has files of the folder: a build that was killed can leave it empty.
    """
    if not any(other.startswith(f"{path}/") for other in owned):
        return False
    for found in (folder / path).rglob("*"):
        if found.is_symlink():
            return False
        if found.is_file():
            if digest_of(found) not in owned.get(found.relative_to(folder).as_posix(), ()):
                return False
        elif not found.is_dir():
            return False
    return True


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _prune(folder: Path, target: Path) -> None:
    """Remove the empty folders above a path, innermost first, but not the output folder."""
    for parent in target.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except FileNotFoundError:
            continue
        except OSError:
            break


def stays_inside(path: str) -> bool:
    """Does the path stay in the output folder, outside the record and the stage? Records and caches are untrusted input."""
    parts = path.split("/")
    if "\\" in path or "\0" in path or parts[0] in {RECORD, STAGE}:
        return False
    return "" not in parts and "." not in parts and ".." not in parts


def _is_plain(path: str) -> bool:
    if len(path.encode()) > _PATH_LIMIT or not stays_inside(path):
        return False
    return all(len(part.encode()) <= _PART_LIMIT for part in path.split("/"))
