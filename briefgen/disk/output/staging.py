"""Floor 5. Where files wait until all are made: `.briefgen-stage/`, inside the output folder, so that a rename suffices.

A file whose folder is not there yet waits in a folder of its own, laid out as the site: it is published with a rename of the
outermost one. Forked processes can stage as well, and say what they did.
"""

import contextlib
import hashlib
import itertools
import os
import stat
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from briefgen.disk.output.record import STAGE, digest_of, has_folder, is_all_ours, stays_inside
from briefgen.values.diagnostics import BriefgenError

# Modes do not follow the umask: a site is for all to read, on whatever machine it was built.
_FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755
#: The folder of files whose own folder is not there yet.
NEW: Final = "new"
#: How files are opened that are written whole.
_NEW_FILE: Final = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)


class Staged(msgspec.Struct, frozen=True, array_like=True):
    """One file that the site has: the SHA-256 of its bytes in hexadecimal, and the name under which it waits.

    It has no name if it is there, and is called `NEW` if it waits by its path, in a folder of its own.
    """

    digest: str
    name: str = ""


class Stage:
    """The files of one build that wait to be published."""

    def __init__(self, folder: Path, owned: Mapping[str, set[str]], *, is_new: bool = False) -> None:
        """Take the output folder, and the digests that our files in it may have, by path; nothing is in one that is new."""
        self._folder = folder
        self._stage = f"{folder}{os.sep}{STAGE}"
        self._owned = owned
        self._is_new = is_new
        #: Folders on whose way there is no link, and whether they are there.
        self._checked: dict[str, bool] = {}
        self._names = itertools.count()
        self._has_begun = False
        self._is_masked = True
        #: Folders in which files wait, by path on the site.
        self._folders: set[str] = set()

    def put(self, path: str, content: bytes) -> Staged:
        """Write a file if what is there differs.

        Raises BriefgenError where somebody else's file stands in its place, and where a path leads elsewhere.
        """
        if not stays_inside(path):
            message = f'the cache has a page at "{path}", outside of the site'
            raise BriefgenError(f"{message}; somebody made it on purpose, so remove .briefgen/ and look at the project")
        digest = hashlib.sha256(content).hexdigest()
        with Environment(self._folder, path):
            if not self._is_new and self._is_there(path, digest, len(content)):
                return Staged(digest)
            name = self._name(path)
            write(self.place(path, name), content, is_masked=self._is_masked)
        return Staged(digest, name)

    def place(self, path: str, name: str) -> str:
        """Return where a file or a new folder waits, given its path and its name."""
        return f"{self._stage}{os.sep}{NEW}{os.sep}{path}" if name == NEW else f"{self._stage}{os.sep}{name}"

    def _name(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        if not folder or (not self._is_new and self._checked[folder]):
            return self.name()
        self._make_folder(folder)
        return NEW

    def name(self) -> str:
        """Return a name for a file that goes into a folder that is there; raises OSError."""
        self._begin()
        # Processes that were forked from one another count for themselves.
        return f"{os.getpid()}-{next(self._names)}"

    def _begin(self) -> None:
        if not self._has_begun:
            for place in (self._stage, f"{self._stage}{os.sep}{NEW}"):
                Path(place).mkdir(mode=FOLDER_MODE, exist_ok=True)
            # Where this mode was kept, nothing takes bits from a mode here, and no other has to be put right.
            self._is_masked = stat.S_IMODE(os.lstat(self._stage).st_mode) != FOLDER_MODE
            self._has_begun = True

    def _make_folder(self, folder: str) -> None:
        """Make a folder in which files wait, and those above it."""
        if folder in self._folders:
            return
        self._begin()
        if "/" in folder:
            self._make_folder(folder.rpartition("/")[0])
        place = self.place(folder, NEW)
        with contextlib.suppress(FileExistsError):  # Made by another process.
            os.mkdir(place, FOLDER_MODE)  # noqa: PTH102 - a fifth of the time of Path.mkdir
        if self._is_masked:
            os.chmod(place, FOLDER_MODE)  # noqa: PTH101 - as above
        self._folders.add(folder)

    def remove(self) -> None:
        """Remove it with all that waits; raises BriefgenError where it is none of ours, and OSError."""
        stage = Path(self._stage)
        if stage.is_symlink() or stage.is_file():
            raise BriefgenError(f"{stage} is not a folder of briefgen's; remove it")
        if stage.is_dir():
            import shutil

            shutil.rmtree(stage)
        self._has_begun = False
        self._folders.clear()

    def _is_there(self, path: str, digest: str, size: int) -> bool:
        """Is this very file there already? Somebody else's in its place is nobody's to overwrite."""
        place = f"{self._folder}{os.sep}{path}"
        if not self._has_folder(path):
            return False
        try:
            status = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return False
        target = Path(place)
        if stat.S_ISREG(status.st_mode):
            if status.st_size == size and digest_of(target) == digest:
                return True
            if path in self._owned:
                return False
        elif stat.S_ISDIR(status.st_mode) and is_all_ours(self._folder, path, self._owned):
            return False
        message = f"{target} was not written by briefgen, and the site needs its place"
        raise BriefgenError(f"{message}; move it, or choose another --output")

    def _has_folder(self, path: str) -> bool:
        """Is the folder of a path there? Each is looked at once; raises BriefgenError where there is something else."""
        folder = path.rpartition("/")[0]
        is_there = self._checked.get(folder)
        if is_there is None:
            # Where a folder is not there, none is in it.
            is_there = not folder or (self._has_folder(folder) and has_folder(self._folder, folder, self._owned))
            self._checked[folder] = is_there
        return is_there


class Environment:
    """Turns what the system says against writing a path into a BriefgenError; a class, since a build enters one a file."""

    __slots__ = ("_folder", "_path")

    def __init__(self, folder: Path, path: str = "") -> None:
        """Take a folder, and a path in it."""
        self._folder = folder
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, OSError):
            where = error.filename2 or error.filename or self._folder / self._path
            raise BriefgenError(f"cannot write {where}: {error.strerror or error}") from error


def write(path: str, content: bytes, *, sync: bool = False, is_masked: bool = True) -> None:
    """Write a file whole; raises OSError. `is_masked` says that its mode may have to be put right."""
    # By descriptor: a file object asks the system two things more of each file, and a buffer is made for it.
    descriptor = os.open(path, _NEW_FILE, _FILE_MODE)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if sync:
            os.fsync(descriptor)
        if is_masked and hasattr(os, "fchmod"):
            os.fchmod(descriptor, _FILE_MODE)
    finally:
        os.close(descriptor)
    if is_masked and not hasattr(os, "fchmod"):
        os.chmod(path, _FILE_MODE)  # noqa: PTH101 - a fifth of the time of Path.chmod
