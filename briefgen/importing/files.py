"""Floor 7. Files that an import writes: each whole or not at all, and nobody else's ever replaced."""

import contextlib
import hashlib
import os
import re
import stat
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from briefgen.values.diagnostics import BriefgenError

_MODE: Final = 0o644
#: Captures are evidence: nobody should edit one by accident.
_READ_ONLY: Final = 0o444
#: How a file is called while it is written, after its own name and the number of the process.
_TEMPORARY: Final = ".briefgen.tmp"
_LEFT: Final = re.compile(r"\..*\.(\d+)" + re.escape(_TEMPORARY), re.DOTALL)
#: Longest part of its own name in that name, in characters: file systems take 255 bytes.
_LONGEST: Final = 50


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a regular file, or empty text where there is none."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return ""
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return ""


def write_file(root: Path, path: str, data: bytes, *, replaces: str = "", read_only: bool = False) -> bool:
    """Write a file whole, by way of a temporary one beside it; say whether anything was written.

    A file that is there is replaced only where its digest is `replaces`; raises BriefgenError for any other.
    """
    target = root / path
    try:
        _make_folders(root, path)
        there = digest_of(target)
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
        with temporary.open("wb") as file:
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
