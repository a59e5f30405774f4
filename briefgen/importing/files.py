"""Floor 7. Files of captures and imports: read through no link, written whole or not at all, nobody else's ever replaced."""

import contextlib
import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from briefgen.disk.handles import NO_SUCH_ERRORS, link_finding, open_below
from briefgen.disk.system import is_running
from briefgen.values.diagnostics import BriefgenError, Checked, Span

_MODE: Final = 0o644
#: Captures are evidence: nobody should edit one by accident.
_READ_ONLY: Final = 0o444
#: How a file is called while it is written, after its own name and the number of the process.
_TEMPORARY: Final = ".briefgen.tmp"
_LEFT: Final = re.compile(r"\..*\.(\d+)" + re.escape(_TEMPORARY), re.DOTALL)
#: Longest part of its own name in that name, in characters: file systems take 255 bytes.
_LONGEST: Final = 50


#: How the name of a file ends that lies beside a capture and speaks of it.
BESIDE_ENDS: Final = (".meta.json", ".yml")


def without_beside(names: Iterable[str]) -> list[str]:
    """Leave out the names in a folder that are no captures, but speak of one that is there: `NAME.meta.json`, `NAME.yml`."""
    every = list(names)
    known = {form for name in every if not name.endswith(BESIDE_ENDS) for form in (name, name.rsplit(".", 1)[0])}
    return [
        name
        for name in every
        if not (name.endswith(BESIDE_ENDS[0]) or (name.endswith(BESIDE_ENDS[1]) and name[: -len(BESIDE_ENDS[1])] in known))
    ]


def digest_of(base: Path, path: str) -> str:
    """Return the SHA-256 of a regular file in a folder, or empty text where there is none or a link leads to it."""
    try:
        with open_below(base, path) as descriptor:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                return ""
            with open(descriptor, "rb", closefd=False) as file:
                return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError) as error:
        if isinstance(error, OSError) and error.errno not in {*NO_SUCH_ERRORS, errno.ELOOP}:
            raise
        return ""


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
        if error.errno in NO_SUCH_ERRORS:
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
                if match and not is_running(int(match[1])):
                    with contextlib.suppress(OSError):
                        (Path(parent) / name).unlink()


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
    flags |= os.O_EXCL
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
