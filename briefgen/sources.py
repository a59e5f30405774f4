"""Floor 4. The project folder: which files there are, and their bytes. Knows paths and bytes, not articles.

Nothing outside the project is ever read: links are findings, and a file is opened without following one.
"""

import errno
import hashlib
import os
import stat
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding

#: Folders of a project that a build reads, in this order.
FOLDERS: Final = ("content", "layouts", "static")

#: Names that editors, file managers and version control leave lying about.
_IGNORED: Final = frozenset({".DS_Store", ".git", ".gitignore", ".gitkeep", "Thumbs.db", "__pycache__", "desktop.ini"})
# Follow no link, wait for no pipe; a system without one of these has no such danger.
_READ_FLAGS: Final = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
)
_NOT_PORTABLE: Final = frozenset('\\<>:"|?*')


@dataclass(frozen=True, slots=True)
class Signature:
    """What says that a file is still the one that was read: size, times in nanoseconds, and inode, as git's index has it."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True, slots=True)
class Scan:
    """The files of a project by path, in order, and what cannot be read."""

    files: dict[str, Signature]
    findings: tuple[Diagnostic, ...]


def scan_project(root: Path, settings_file: str) -> Scan:
    """List the settings file and all files of the project's folders; raises BriefgenError where there is no such project."""
    if not root.is_dir():
        raise BriefgenError(f"there is no folder {root}")
    files: dict[str, Signature] = {}
    findings: list[Diagnostic] = []
    try:
        for entry in sorted(os.scandir(root), key=lambda entry: entry.name):
            if entry.name == settings_file or entry.name in FOLDERS:
                _add(entry, entry.name, files, findings)
    except OSError as error:
        raise BriefgenError(f"cannot read {error.filename or root}: {error.strerror}") from error
    return Scan(files, tuple(findings))


def scan_folder(root: Path) -> dict[str, Signature]:
    """List the files below a folder that is ours, such as the default theme's."""
    files: dict[str, Signature] = {}
    for entry in sorted(os.scandir(root), key=lambda entry: entry.name):
        _add(entry, entry.name, files, [])
    return files


def read_file(root: Path, path: str, limit: int | None = None) -> Checked[bytes]:
    """Return a file's bytes. Without a value where it is gone, is no regular file any more, or is over the limit."""
    try:
        descriptor = os.open(root / path, _READ_FLAGS)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENOTDIR}:
            return Checked(
                None, (finding("not-a-file", Span(path=path), "the file went away while it was read", "try again"),)
            )
        raise BriefgenError(f"cannot read {path}: {error.strerror}") from error
    with os.fdopen(descriptor, "rb") as file:
        status = os.fstat(file.fileno())
        if not stat.S_ISREG(status.st_mode):
            return Checked(None, (_not_a_file(path),))
        if limit is not None and status.st_size > limit:
            message = f"the file has {status.st_size:,} bytes, the limit is {limit:,}"
            return Checked(None, (finding("file-too-large", Span(path=path), message, "split it, or keep it elsewhere"),))
        return Checked(file.read())


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _add(entry: "os.DirEntry[str]", path: str, files: dict[str, Signature], findings: list[Diagnostic]) -> None:
    if _is_ignored(entry.name, path):
        return
    bad = next((character for character in entry.name if _is_bad(character)), None)
    if bad is not None or entry.name.endswith((" ", ".")):
        shown = path.encode("utf-8", "backslashreplace").decode()
        message = f"the name {entry.name!a} cannot be published on every system"
        findings.append(finding("bad-path", Span(path=shown), message, "use letters, digits, hyphens and dots"))
    elif entry.is_symlink():
        message = "a symbolic link is not followed"
        findings.append(finding("symbolic-link", Span(path=path), message, "put the file itself here"))
    elif entry.is_dir(follow_symlinks=False):
        for child in sorted(os.scandir(entry.path), key=lambda child: child.name):
            _add(child, f"{path}/{child.name}", files, findings)
    elif entry.is_file(follow_symlinks=False):
        status = entry.stat(follow_symlinks=False)
        files[path] = Signature(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    else:
        findings.append(_not_a_file(path))


def _is_ignored(name: str, path: str) -> bool:
    if (
        name in _IGNORED
        or name.endswith(("~", ".swp", ".swx", ".tmp", ".pyc"))
        or (name.startswith("#") and name.endswith("#"))
    ):
        return True
    # Dot files are published from static/ only: .well-known, .nojekyll.
    return name.startswith(".") and not path.startswith("static/")


def _is_bad(character: str) -> bool:
    return character in _NOT_PORTABLE or unicodedata.category(character) in {"Cc", "Cs", "Cf"}


def _not_a_file(path: str) -> Diagnostic:
    return finding(
        "not-a-file", Span(path=path), "this is neither a regular file nor a folder", "remove it from the project"
    )
