"""Floor 5. The record of the files that briefgen wrote, and the removal of these files.

`.briefgen-files` has a line for each file: its SHA-256 and its path, in the format of `sha256sum -c`. So the ownership of
files survives the cache, and a fresh clone of a committed site has it as well. The record is untrusted input: a line counts
only if its path is plain, and a file is removed only if its bytes have the digest of its line.
"""

import errno
import io
import os
import re
import stat
from collections.abc import Mapping
from pathlib import Path
from typing import Final, TypeAlias

from briefgen.disk.handles import OwnFolder, digest_of_file, is_relative
from briefgen.values.diagnostics import BriefgenError

#: The name of the record, and the folder in which files are staged.
RECORD: Final = ".briefgen-files"
STAGE: Final = ".briefgen-stage"

_HEADER: Final = b"# Files that briefgen wrote here. Check them with: sha256sum -c\n"
#: A digest and a path; no common system allows a longer path. A line without an end was cut, and so may be its path.
_LINE: Final = re.compile(r"^([0-9a-f]{64})  (.{1,4000})\n", re.MULTILINE)
#: Bytes of a record at most: a million files of a site have 150 MB.
_LIMIT: Final = 1 << 27
#: Digests that a file has in a record at most: each build that is killed while it publishes can add one.
_DIGESTS: Final = 8
#: Where the path begins in a line: after the digest and two spaces.
_PATH_FROM: Final = 66
#: Error numbers of the system for a path at which no file of ours can exist.
_MISSING_ERRORS: Final = frozenset({errno.ENOENT, errno.ENOTDIR, errno.ENAMETOOLONG, errno.ELOOP, errno.EINVAL})

#: By path, the digests that a file of ours may have, separated by spaces. It is one, but for a file that a killed build was
#: about to replace.
Owned: TypeAlias = Mapping[str, str]


def read_record(folder: Path) -> Owned:
    """Return the files of the record in a folder; lines that are not plain are ignored."""
    return parse_record(read_bytes(folder))


def read_bytes(folder: Path) -> bytes:
    """Return the bytes of a folder's record; empty if the folder has no record that can be read."""
    try:
        return OwnFolder(folder, re.compile(re.escape(RECORD))).read(RECORD, _LIMIT)
    except OSError:
        return b""


def parse_record(data: bytes, *, is_known: bool = False) -> Owned:
    """Return the files of a record. A known record is as the last build wrote it: one plain line for each file."""
    text = data.decode("utf-8", "replace")
    if is_known:  # A fifth of the time, which every build after an edit takes.
        return {line[_PATH_FROM:]: line[: _PATH_FROM - 2] for line in text.split("\n")[1:-1]}
    owned: dict[str, str] = {}
    for found in _LINE.finditer(text.replace("\r\n", "\n").replace("\r", "\n")):
        digest, path = found.groups()
        known = owned.get(path, "")
        if digest not in known and known.count(" ") < _DIGESTS - 1 and stays_inside(path):
            owned[path] = f"{known} {digest}" if known else digest
    return owned


def record_of(owned: Owned) -> bytes:
    """Return the bytes of a record, with its lines sorted by path; a file without digests is left out."""
    # Written line by line: a hundred thousand separate lines take twice the memory of their text.
    record = io.BytesIO()
    record.write(_HEADER)
    record.writelines(f"{digest}  {path}\n".encode() for path in sorted(owned) for digest in owned[path].split())
    return record.getvalue()


def remove_owned(folder: Path, path: str, digests: str) -> bool | None:
    """Remove a stale file of ours, and the folders that become empty.

    Return True if the file was removed, False if it was changed and so stays, None if it does not exist. Raises OSError.
    """
    target = folder / path
    if not stays_inside(path):
        return False
    try:
        parts = path.split("/")
        for end in range(1, len(parts)):
            # Not beyond the first folder that is missing: a forged record can have thousands of paths of as many parts.
            if not has_folder(folder, "/".join(parts[:end]), {}):
                _prune(folder, folder / "/".join(parts[:end]))
                return None
        status = target.lstat()
    except OSError as error:
        if error.errno not in _MISSING_ERRORS:
            raise
        _prune(folder, target)
        return None
    except BriefgenError:
        return False
    if not stat.S_ISREG(status.st_mode) or digest_of_file(target) not in digests.split():
        return False
    target.unlink()
    _prune(folder, target)
    return True


def has_folder(folder: Path, path: str, owned: Owned) -> bool:
    """Does a folder exist? Only the last part of its path is checked; raises BriefgenError for a link or a foreign file.

    A folder whose path is still taken by a file of ours does not exist yet: that file is stale.
    """
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
    if path in owned and digest_of_file(current) in owned[path].split():
        return False
    raise BriefgenError(f"{current} was not written by briefgen, and the site needs a folder there; move it")


def has_only_our_files(folder: Path, path: str, owned: Owned) -> bool:
    """Does a folder contain only unchanged files of ours? A file is to take its path, so these files are stale.

    An empty folder is ours if the record has files of the folder: a build that was killed can leave it empty.
    """
    if not any(other.startswith(f"{path}/") for other in owned):
        return False
    found = [place for place in (folder / path).rglob("*") if place.is_symlink() or not place.is_dir()]
    return all(
        place.is_file()
        and not place.is_symlink()
        and digest_of_file(place) in owned.get(place.relative_to(folder).as_posix(), "").split()
        for place in found
    )


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
    return is_relative(path) and path.partition("/")[0] not in {RECORD, STAGE}
