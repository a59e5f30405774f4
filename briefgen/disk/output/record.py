"""Floor 5. The record of what we wrote, and the removal of what it names.

`.briefgen-files` has a line for each file, its SHA-256 and path, in the form that `sha256sum -c` reads. So ownership
outlives the cache, and a fresh clone of a committed site knows it too. The record is input like any other: a line is
believed only where the path is plain, and a file is removed only where its bytes have the digest of its line.
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

#: The record's own name, and where files wait until all are made.
RECORD: Final = ".briefgen-files"
STAGE: Final = ".briefgen-stage"

_HEADER: Final = "# Files that briefgen wrote here. Check them with: sha256sum -c"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
_LINES: Final = 1000
#: Where the path begins in a line: behind the digest and two spaces.
_PATH_FROM: Final = 66
#: Longest part of a path, and longest path, in bytes: no file system that we know has longer ones.
_PART_LIMIT: Final = 255
_PATH_LIMIT: Final = 4000
#: What the system says of a path where no file of ours can be.
_NOT_THERE: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})

#: What a file may have: one digest, one of several, or none any more.
FileDigests: TypeAlias = str | Collection[str]


class Known(msgspec.Struct, frozen=True):
    """What a record is known to say if it has this digest: the digest of each of our files, by path in order."""

    digest: str
    owned: Callable[[], Mapping[str, str]]


def read_record(folder: Path) -> Mapping[str, set[str]]:
    """Return the digests that each of our files may have, by path; a line that is not plain is not believed."""
    return owned_of(read_bytes(folder))


def read_bytes(folder: Path) -> bytes:
    """Return the record of a folder as it lies there; empty where there is none."""
    record = folder / RECORD
    return b"" if record.is_symlink() or not record.is_file() else record.read_bytes()


class KnownRecord(Mapping[str, set[str]]):
    """What a record is known to say: one digest for each file."""

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


def owned_of(data: bytes) -> Mapping[str, set[str]]:
    """Return what a record says, as `read_record`."""
    owned: dict[str, set[str]] = {}
    for line in data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n"):
        matched = _LINE.fullmatch(line)
        if matched and _is_plain(matched[2]):
            owned.setdefault(matched[2], set()).add(matched[1])
    return owned


def record_text(digests: Mapping[str, FileDigests]) -> str:
    """Return the record of the digests that each file may have, by path; quickest where they are in order."""
    paths = sorted(digests)
    # Joined by the thousand: a hundred thousand lines by themselves take twice the room of their text.
    parts = [
        "".join(
            f"{found}  {path}\n" if isinstance(found := digests[path], str) else _lines(path, found)
            for path in paths[start : start + _LINES]
        )
        for start in range(0, len(paths), _LINES)
    ]
    return f"{_HEADER}\n{''.join(parts)}"


def amended(data: bytes, known: Mapping[str, str], changes: Mapping[str, FileDigests]) -> bytes | None:
    """Return a record of ours with other digests that some files may have, by path; a file without any is left out.

    `known` is the one digest that each file has in it. None where a line is not where it belongs.
    """
    parts: list[bytes | memoryview] = []
    # Sorted as the lines are, so all of them are found in one pass; characters and their UTF-8 have the same order.
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
    """Return where the line of a path that a record does not have belongs, looking from the start of a line."""
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
    """Remove a stale file of ours, and the folders that it leaves empty. False: it was changed. None: it was gone."""
    target = folder / path
    if not stays_inside(path):
        return False
    try:
        refuse_links(folder, path, {})
        status = target.lstat()
    except OSError as error:
        if error.errno not in _NOT_THERE:
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
    """Is the folder of the path there? Raise BriefgenError where a parent is a link, or a file that is not a stale one.

    Where a stale file of ours stands in its place, it is not there yet.
    """
    parts = path.split("/")
    return all(has_folder(folder, "/".join(parts[:end]), owned) for end in range(1, len(parts)))


def has_folder(folder: Path, path: str, owned: Mapping[str, set[str]]) -> bool:
    """Is this folder there? As `refuse_links`, of the last part of its path alone."""
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


def is_all_ours(folder: Path, path: str, owned: Mapping[str, set[str]]) -> bool:
    """Does a folder hold nothing but files of ours that nobody changed (they are stale then, and go first)?

    An empty folder is ours where the record has files of it: a build that was killed can leave it so.
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
    """Remove the folders above a path, up to the output folder, as far as they are empty."""
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
    """Is this the path of a file in the output folder, and none of our own? A record or a cache may come from anybody."""
    parts = path.split("/")
    if "\\" in path or "\0" in path or parts[0] in {RECORD, STAGE}:
        return False
    return "" not in parts and "." not in parts and ".." not in parts


def _is_plain(path: str) -> bool:
    if len(path.encode()) > _PATH_LIMIT or not stays_inside(path):
        return False
    return all(len(part.encode()) <= _PART_LIMIT for part in path.split("/"))
