"""Floor 5. The project folder: list its files with their signatures, and read their bytes.

Nothing outside the project is ever read: a symbolic link is a finding, and files are opened without following links.
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

from briefgen.disk.handles import is_relative
from briefgen.disk.private_names import reason_to_withhold
from briefgen.disk.system import READ_FLAGS
from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding
from briefgen.values.hooks import HOOKS_FILE

#: Folders of a project that a build reads, in this order.
FOLDERS: Final = ("content", "layouts", "static")

#: The name of the settings file, as in `schema`; repeated here, so that a scan does not import the schema.
SETTINGS_FILE: Final = "briefgen.yml"
#: The default theme: a package whose folder has the layouts.
_THEME: Final = "briefgen.layouts"

#: Names of files that editors, file managers and version control make.
_IGNORED: Final = frozenset({".DS_Store", ".git", ".gitignore", ".gitkeep", "Thumbs.db", "__pycache__", "desktop.ini"})
#: Folders in one another at most; the path of a page has no more parts in the output.
_DEPTH: Final = 64
#: Bytes of a file at most that is published as it is.
MEDIA_LIMIT: Final = 1 << 29
#: How many bytes are read at once of a file that has grown since its size was taken.
_CHUNK: Final = 1 << 20
#: Names that need no further check, and such names of content files, which are most of them.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*", re.ASCII)
_PLAIN_CONTENT: Final = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.md", re.ASCII)
_NOT_PORTABLE: Final = frozenset('\\<>:"|?*')


class Signature(NamedTuple):
    """The signature of a file, which shows whether the file has changed: size in bytes, times in nanoseconds, and inode."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


class Scan(msgspec.Struct, frozen=True):
    """The files of a project: the signature of each by path, in order, and a finding for each file that cannot be read."""

    files: dict[str, Signature]
    findings: tuple[Diagnostic, ...]


def scan_project(root: Path) -> Scan:
    """Return the signatures of a project's files, and the findings `bad-path`, `symbolic-link`, `not-a-file`, `secret-file`.

    Raises BriefgenError if there is no such project or a folder cannot be read.
    """
    if not root.is_dir():
        raise BriefgenError(f"there is no folder {root}")
    files: dict[str, Signature] = {}
    findings: list[Diagnostic] = []
    try:
        entries = sorted(os.scandir(root), key=_name)
        is_hooked = any(entry.name == HOOKS_FILE for entry in entries)
        for entry in entries:
            # Of the modules beside a file of hooks, hooks may import any.
            is_module = is_hooked and entry.name.endswith(".py") and entry.is_file(follow_symlinks=False)
            if entry.name == SETTINGS_FILE or entry.name in FOLDERS or is_module:
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
    """Return the signatures of the default theme's files, by name, in order."""
    files: dict[str, Signature] = {}
    for entry in sorted(os.scandir(theme_folder()), key=_name):
        if not entry.name.endswith(".py"):
            _add(entry, entry.name, files, [])
    return files


def read_file(root: Path, path: str, limit: int | None = None) -> Checked[bytes]:
    """Return a file's bytes, or the finding `not-a-file` or `file-too-large` and no value; `limit` is in bytes.

    The path may come from a cache or a ledger. Raises BriefgenError for all other errors of the system.
    """
    if not is_relative(path):
        return Checked(
            None, (finding("not-a-file", Span(path=path), "the path leads out of the project", "name a file in it"),)
        )
    try:
        descriptor = os.open(f"{root}{os.sep}{path}", READ_FLAGS)
    except OSError as error:
        if error.errno in {errno.ENOENT, errno.ELOOP, errno.ENOTDIR}:
            gone = finding("not-a-file", Span(path=path), "the file went away while it was read", "try again")
            return Checked(None, (gone,))
        raise BriefgenError(f"cannot read {path}: {error.strerror}") from error
    # By descriptor: a file object needs four more system calls for each file.
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
    """Return the signature of a file from its status."""
    # The same as `Signature(...)` without a call of a Python function; a build does this once a file.
    return _signature((status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino))


#: How long after its last change a file is too recent to trust, in nanoseconds: it can change again within one tick of the
#: clock, so the next build reads it again (git's rule).
_RECENT_NS: Final = 2_000_000_000


def is_trusted(signature: Signature, read_at_ns: int) -> bool:
    """Was the file old enough when it was read, so that every later change gives it a new signature?"""
    return read_at_ns > recent_until_ns(signature)


def recent_until_ns(signature: Signature) -> int:
    """Return the time, in nanoseconds, up to which a file with this signature is too recent to trust."""
    return max(signature.mtime_ns, signature.ctime_ns) + _RECENT_NS


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
        _add_reason(entry.name, path, findings)
    elif entry.is_file(follow_symlinks=False):
        files[path] = signature_of(entry.stat(follow_symlinks=False))
        _add_reason(entry.name, path, findings)
    else:
        findings.append(_not_a_file(path))


def _add_reason(name: str, path: str, findings: list[Diagnostic]) -> None:
    """Add a finding for a file or folder that is published although nobody means to publish one of that name."""
    if reason := reason_to_withhold(name, path):
        message = f'"{name}" {reason}, and the site publishes what is in {path.partition("/")[0]}/'
        findings.append(finding("secret-file", Span(path=path), message, "move it out, or give it a different name"))


def _add_all(folder: str, path: str, files: dict[str, Signature], findings: list[Diagnostic]) -> None:
    # This loop takes most of the time of a build with nothing to do, so the usual kind of file gets few checks.
    if path.count("/") >= _DEPTH:
        message = f"there are more than {_DEPTH} folders in one another"
        findings.append(finding("bad-path", Span(path=path), message, "put the files into fewer folders"))
        return
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
    """Does the file have a name that editors, file managers or version control make, or a hidden one outside `static/`?"""
    is_left_over = name.endswith(("~", ".swp", ".swx", ".tmp", ".pyc")) or (name.startswith("#") and name.endswith("#"))
    # Dot files are published from static/ only: .well-known, .nojekyll.
    return name in _IGNORED or is_left_over or (name.startswith(".") and not path.startswith("static/"))


def _is_bad(character: str) -> bool:
    return character in _NOT_PORTABLE or unicodedata.category(character) in {"Cc", "Cs", "Cf"}


def _not_a_file(path: str) -> Diagnostic:
    return finding(
        "not-a-file", Span(path=path), "this is neither a regular file nor a folder", "remove it from the project"
    )
