"""Floor 5. The project folder: which files there are, and their bytes. Knows paths and bytes, not articles.

Nothing outside the project is ever read: links are findings, and a file is opened without following one.
"""

import errno
import hashlib
import os
import re
import stat
import unicodedata
from functools import partial
from importlib.util import find_spec
from operator import attrgetter
from pathlib import Path
from typing import Final, NamedTuple

import msgspec

from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding

#: Folders of a project that a build reads, in this order.
FOLDERS: Final = ("content", "layouts", "static")

#: The settings of a project, as `schema` has it; named here, so that looking at a folder loads no schema.
SETTINGS_FILE: Final = "briefgen.yml"
#: The default theme: a package, whose folder holds layouts.
_THEME: Final = "briefgen.layouts"

#: Names that editors, file managers and version control leave lying about.
_IGNORED: Final = frozenset({".DS_Store", ".git", ".gitignore", ".gitkeep", "Thumbs.db", "__pycache__", "desktop.ini"})
# Follow no link, wait for no pipe; a system without one of these has no such danger.
_READ_FLAGS: Final = os.O_RDONLY | sum(
    getattr(os, flag, 0) for flag in ("O_CLOEXEC", "O_NOFOLLOW", "O_NONBLOCK", "O_BINARY")
)
#: Bytes that are asked for where a file has more than it was said to have.
_CHUNK: Final = 1 << 20
#: Names that need no closer look, and those of them that content files have: most do.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
_PLAIN_CONTENT: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.md", re.ASCII)
_NOT_PORTABLE: Final = frozenset('\\<>:"|?*')


class Signature(NamedTuple):
    """What says that a file is still the one that was read: size, times in nanoseconds, and inode, as git's index has it."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Scan(msgspec.Struct, frozen=True):
    """The files of a project by path, in order, and what cannot be read."""

    files: dict[str, Signature]
    findings: tuple[Diagnostic, ...]


def scan_project(root: Path, settings_file: str = SETTINGS_FILE) -> Scan:
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


def theme_folder() -> Path:
    """Return the folder of the default theme."""
    spec = find_spec(_THEME)
    assert spec is not None
    assert spec.submodule_search_locations
    return Path(next(iter(spec.submodule_search_locations)))


def scan_theme() -> dict[str, Signature]:
    """List the files of the default theme by name."""
    files: dict[str, Signature] = {}
    for entry in sorted(os.scandir(theme_folder()), key=_name):
        if not entry.name.endswith(".py"):
            _add(entry, entry.name, files, [])
    return files


def look_at(root: Path, path: str) -> Signature | None:
    """Return how a regular file of the project lies there now, or None where there is none."""
    try:
        status = (root / path).lstat()
    except (OSError, ValueError):
        return None
    return signature_of(status) if stat.S_ISREG(status.st_mode) else None


def read_file(root: Path, path: str, limit: int | None = None) -> Checked[bytes]:
    """Return a file's bytes. Without a value where it is gone, is no regular file any more, or is over the limit."""
    try:
        descriptor = os.open(f"{root}{os.sep}{path}", _READ_FLAGS)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENOTDIR}:
            return Checked(
                None, (finding("not-a-file", Span(path=path), "the file went away while it was read", "try again"),)
            )
        raise BriefgenError(f"cannot read {path}: {error.strerror}") from error
    # By descriptor: a file object asks the system four things more of each file.
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Checked(None, (_not_a_file(path),))
        if limit is not None and status.st_size > limit:
            message = f"the file has {status.st_size:,} bytes, the limit is {limit:,}"
            return Checked(None, (finding("file-too-large", Span(path=path), message, "split it, or keep it elsewhere"),))
        pieces = [os.read(descriptor, status.st_size + 1)]
        while pieces[-1]:
            pieces.append(os.read(descriptor, _CHUNK))
        return Checked(b"".join(pieces) if len(pieces) > 2 else pieces[0])
    finally:
        os.close(descriptor)


def signature_of(status: os.stat_result) -> Signature:
    """Return what says that a file is still the one that was looked at."""
    # As `Signature(...)`, which calls a function of Python's own for it; a build does this once a file.
    return _signature((status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))


#: A file this young when it was read may change again within the clock's grain, so it is read again next time (git's rule).
_RACY_NS: Final = 2_000_000_000


def is_settled(signature: Signature, read_at_ns: int) -> bool:
    """Was the file old enough when it was read, so that no later change can have the same times?"""
    return read_at_ns > racy_until_ns(signature)


def racy_until_ns(signature: Signature) -> int:
    """Return until when a file may change and have the same times."""
    return max(signature.mtime_ns, signature.ctime_ns) + _RACY_NS


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def _add(entry: "os.DirEntry[str]", path: str, files: dict[str, Signature], findings: list[Diagnostic]) -> None:
    if is_ignored(entry.name, path):
        return
    if not _PLAIN_NAME.fullmatch(entry.name) and (entry.name.endswith((" ", ".")) or any(map(_is_bad, entry.name))):
        shown = path.encode("utf-8", "backslashreplace").decode()
        message = f"the name {entry.name!a} cannot be published on every system"
        findings.append(finding("bad-path", Span(path=shown), message, "use letters, digits, hyphens and dots"))
    elif entry.is_symlink():
        message = "a symbolic link is not followed"
        findings.append(finding("symbolic-link", Span(path=path), message, "put the file itself here"))
    elif entry.is_dir(follow_symlinks=False):
        _add_all(entry.path, path, files, findings)
    elif entry.is_file(follow_symlinks=False):
        files[path] = signature_of(entry.stat(follow_symlinks=False))
    else:
        findings.append(_not_a_file(path))


def _add_all(folder: str, path: str, files: dict[str, Signature], findings: list[Diagnostic]) -> None:
    # What is asked of each file here is most of a build with nothing to do, so the usual kind of file is asked little.
    is_plain = _PLAIN_CONTENT.fullmatch
    for child in sorted(os.scandir(folder), key=_name):
        name = child.name
        if is_plain(name) and child.is_file(follow_symlinks=False):
            files[f"{path}/{name}"] = signature_of(child.stat(follow_symlinks=False))
        else:
            _add(child, f"{path}/{name}", files, findings)


_name: Final = attrgetter("name")
_signature: Final = partial(tuple.__new__, Signature)


def is_ignored(name: str, path: str) -> bool:
    """Is this one of the names that editors, file managers and version control leave lying about?"""
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
