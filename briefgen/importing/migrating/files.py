"""Floor 7. The folder of an old site: which files it has, and their bytes. No link is followed, nothing is run.

The folder is a stranger's: what is no regular file, too large or too deep is told and not read.
"""

import os
import re
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.handles import read_below
from briefgen.disk.private_names import reason_to_withhold
from briefgen.disk.sources import MEDIA_LIMIT
from briefgen.importing.capture.decoding import decode_capture, why_unread
from briefgen.text.characters import FILE_LIMIT
from briefgen.values.diagnostics import BriefgenError, how_to_install

#: Folders in one another at most, as in a project.
_DEPTH: Final = 64
#: Files of an old site at most. The largest sites of these tools have some tens of thousands.
FILES_LIMIT: Final = 200_000
#: Names that are never content, in whatever tool: version control, dependencies, caches, what the tool built.
_OTHERS: Final = {
    ".git": "version control",
    ".hg": "version control",
    ".svn": "version control",
    "node_modules": "programs that the site depends on",
    ".bundle": "programs that the site depends on",
    ".venv": "programs that the site depends on",
    ".jekyll-cache": "a cache",
    ".sass-cache": "a cache",
    ".cache": "a cache",
    "__pycache__": "a cache",
    ".DS_Store": "a file manager's",
    "Thumbs.db": "a file manager's",
}
_LINE_END: Final = re.compile(r"\r\n?")


class OldFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The regular files of an old site, by path in order, and what was not read, with the reason; folders end in a slash."""

    root: Path
    sizes: dict[str, int]
    left: dict[str, str]

    def text(self, path: str) -> str:
        """Return a file as text, with line feeds as line ends; raises `UnreadableError` for what is no text."""
        return self.text_and_encoding(path)[0]

    def text_and_encoding(self, path: str) -> tuple[str, str]:
        """Return a file as text, and the encoding if it is not UTF-8; raises `UnreadableError` for what is no text."""
        data = self.data(path, FILE_LIMIT)
        if b"\0" in data and data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
            raise UnreadableError("the file is not text")
        unread = why_unread(data)
        if unread:
            why = f"chardet, which knows other encodings, is not installed: {how_to_install('import')}"
            raise UnreadableError(f"the bytes are not UTF-8; {why if unread == 'missing' else unread}")
        text, encoding, _ = decode_capture(data)
        text = text.encode("utf-8", "replace").decode("utf-8").removeprefix("\ufeff")
        return _LINE_END.sub("\n", text), "" if encoding == "utf-8" else encoding

    def data(self, path: str, limit: int = MEDIA_LIMIT) -> bytes:
        """Return the bytes of a file; raises `UnreadableError` where it went away, became a link, or is over the limit."""
        try:
            read = read_below(self.root, path, limit)
        except OSError as error:
            raise UnreadableError(error.strerror or "the system refuses to read it") from error
        if read.value is None:
            raise UnreadableError(read.findings[0].message)
        return read.value


class UnreadableError(Exception):
    """A file of the old site cannot be read; the message says why."""


def list_files(root: Path) -> OldFiles:
    """Return the files of an old site; raises BriefgenError if there is no such folder or it has too many files."""
    if not root.is_dir():
        raise BriefgenError(f"there is no folder {root}")
    sizes: dict[str, int] = {}
    left: dict[str, str] = {}
    _add_all(root, "", sizes, left)
    if not sizes:
        raise BriefgenError(f"there is no file in {root}")
    return OldFiles(root=root, sizes=dict(sorted(sizes.items())), left=dict(sorted(left.items())))


def _add_all(folder: Path, above: str, sizes: dict[str, int], left: dict[str, str]) -> None:
    if above.count("/") > _DEPTH:
        left[above] = f"there are more than {_DEPTH} folders in one another"
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        left[above or "./"] = error.strerror or "the system refuses to read it"
        return
    for entry in entries:
        name = entry.name.encode("utf-8", "backslashreplace").decode()
        path = f"{above}{name}"
        if entry.is_symlink():
            left[path] = "a symbolic link, which is not followed"
        elif entry.name in _OTHERS:
            left[path + ("/" if entry.is_dir(follow_symlinks=False) else "")] = _OTHERS[entry.name]
        elif entry.is_dir(follow_symlinks=False):
            _add_all(folder / entry.name, f"{path}/", sizes, left)
        elif name != entry.name or "\\" in name:
            left[path] = "the name is no text"
        elif not entry.is_file(follow_symlinks=False):
            left[path] = "neither a regular file nor a folder"
        elif (size := entry.stat(follow_symlinks=False).st_size) > MEDIA_LIMIT:
            left[path] = f"the file has {size:,} bytes, the limit is {MEDIA_LIMIT:,}"
        else:
            sizes[path] = size
            if len(sizes) > FILES_LIMIT:
                raise BriefgenError(f"{folder} has more than {FILES_LIMIT:,} files; name the folder of the site alone")


def is_secret(name: str) -> bool:
    """Has a file a name that usually holds secrets, or a left-over's, so that it is not copied to be published?"""
    return bool(reason_to_withhold(name, f"static/{name}"))
