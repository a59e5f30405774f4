"""Floor 5. The stage: files are written to `.briefgen-stage/`, inside the output folder, and published by a rename.

A file whose folder does not exist yet is staged under `new/`, in folders like those of the site; a rename of the outermost
new folder publishes it. Forked processes can stage files as well; they return a `Staged` for each.
"""

import contextlib
import hashlib
import itertools
import os
import stat
from pathlib import Path
from types import TracebackType
from typing import Final

import msgspec

from briefgen.disk.handles import digest_of_file
from briefgen.disk.output.record import STAGE, Owned, has_folder, has_only_our_files, stays_inside
from briefgen.disk.system import NEW_FILE_FLAGS
from briefgen.values.diagnostics import BriefgenError

# Modes do not depend on the umask: everybody may read a site, on whatever machine it was built.
_FILE_MODE: Final = 0o644
FOLDER_MODE: Final = 0o755
#: The folder in the stage for files whose own folder does not exist yet.
NEW: Final = "new"


class Staged(msgspec.Struct, frozen=True, array_like=True):
    """A file of the site: the SHA-256 of its bytes in hexadecimal, and its name in the stage.

    The name is empty if the output folder already has the file, and `NEW` if the file is staged by its path in a new folder.
    """

    digest: str
    name: str = ""


class Stage:
    """The stage of one build: the files that are to be published."""

    def __init__(self, folder: Path, owned: Owned, *, is_new: bool = False) -> None:
        """Take the output folder, and the digests that our files in it may have, by path; a new folder is empty."""
        self._folder = folder
        self._stage = f"{folder}{os.sep}{STAGE}"
        self._owned = owned
        self._is_new = is_new
        #: Folders whose path has no link, and whether each exists.
        self._checked: dict[str, bool] = {}
        self._names = itertools.count()
        self._has_begun = False
        self._is_masked = True
        #: New folders that have been made in the stage, by their path on the site.
        self._folders: set[str] = set()

    def put(self, path: str, content: bytes) -> Staged:
        """Stage a file unless the folder has its bytes; raises BriefgenError if its path is foreign or leads outside."""
        if not stays_inside(path):
            message = f'the cache has a page at "{path}", outside of the site'
            raise BriefgenError(f"{message}; somebody made it on purpose, so remove .briefgen/ and look at the project")
        digest = hashlib.sha256(content).hexdigest()
        with Environment(self._folder, path):
            if not self._is_new and self._is_unchanged(path, digest, len(content)):
                return Staged(digest)
            folder, name = path.rpartition("/")[0], NEW
            if folder and (self._is_new or not self._checked[folder]):
                self._make_folder(folder)
            else:
                name = self.name()
            write(self.place(path, name), content, is_masked=self._is_masked)
        return Staged(digest, name)

    def place(self, path: str, name: str) -> str:
        """Return the place of a file or a new folder in the stage, from its path on the site and its name in the stage."""
        return f"{self._stage}{os.sep}{NEW}{os.sep}{path}" if name == NEW else f"{self._stage}{os.sep}{name}"

    def name(self) -> str:
        """Return a new name in the stage, for a file whose folder exists; raises OSError."""
        self._begin()
        # Each forked process has its own counter. The system may give a new process the number of one that was killed, whose
        # files are here: a name that is in use is left out.
        while True:
            name = f"{os.getpid()}-{next(self._names)}"
            if not os.path.lexists(self.place("", name)):
                return name

    def _begin(self) -> None:
        if not self._has_begun:
            for place in (self._stage, f"{self._stage}{os.sep}{NEW}"):
                Path(place).mkdir(mode=FOLDER_MODE, exist_ok=True)
            # If the umask left this mode as it is, no other mode has to be corrected.
            self._is_masked = stat.S_IMODE(os.lstat(self._stage).st_mode) != FOLDER_MODE
            self._has_begun = True

    def _make_folder(self, folder: str) -> None:
        """Make a new folder in the stage, and its parents."""
        if folder in self._folders:
            return
        self._begin()
        if "/" in folder:
            self._make_folder(folder.rpartition("/")[0])
        place = self.place(folder, NEW)
        with contextlib.suppress(FileExistsError):  # A different process made it.
            os.mkdir(place, FOLDER_MODE)  # noqa: PTH102 - a fifth of the time of Path.mkdir
        if self._is_masked:
            os.chmod(place, FOLDER_MODE)  # noqa: PTH101 - as above
        self._folders.add(folder)

    def remove(self) -> None:
        """Remove the stage with all its files; raises OSError, and BriefgenError if a link or a file has its name."""
        stage = Path(self._stage)
        if not os.path.lexists(stage):
            return
        if stage.is_symlink() or not stage.is_dir():
            raise BriefgenError(f"{stage} is not a folder of briefgen's; remove it")
        import shutil

        shutil.rmtree(stage)

    def _is_unchanged(self, path: str, digest: str, size: int) -> bool:
        """Does the output folder have this file with these bytes? Raises BriefgenError if the file is foreign."""
        place = f"{self._folder}{os.sep}{path}"
        if not self._has_folder(path):
            return False
        try:
            status = os.lstat(place)
        except (FileNotFoundError, NotADirectoryError):
            return False
        target = Path(place)
        if stat.S_ISREG(status.st_mode):
            if status.st_size == size and digest_of_file(target) == digest:
                return True
            if path in self._owned:
                return False
        elif stat.S_ISDIR(status.st_mode) and has_only_our_files(self._folder, path, self._owned):
            return False
        message = f"{target} was not written by briefgen, and the site needs its place"
        raise BriefgenError(f"{message}; move it, or choose another --output")

    def _has_folder(self, path: str) -> bool:
        """Does the folder of a path exist? It is checked once; raises BriefgenError for a link or a foreign file."""
        folder = path.rpartition("/")[0]
        exists = self._checked.get(folder)
        if exists is None:
            # A folder whose parent is missing is missing as well.
            exists = not folder or (self._has_folder(folder) and has_folder(self._folder, folder, self._owned))
            self._checked[folder] = exists
        return exists


class Environment:
    """Turns an OSError into a BriefgenError. It is a class: a build enters one for each file, and a generator costs more."""

    __slots__ = ("_folder", "_path")

    def __init__(self, folder: Path, path: str = "") -> None:
        """Take a folder, and a path in it."""
        self._folder = folder
        self._path = path

    def __enter__(self) -> None:
        pass

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if isinstance(error, RecursionError):
            raise BriefgenError(f"there are too many folders in one another below {self._folder}; remove them") from error
        if isinstance(error, OSError):
            where = error.filename2 or error.filename or self._folder / self._path
            raise BriefgenError(f"cannot write {where}: {error.strerror or error}") from error


def write(path: str, content: bytes, *, sync: bool = False, is_masked: bool = True) -> None:
    """Write a file; raises OSError. `sync` forces it to the disk; `is_masked` says that the umask may change its mode."""
    # By descriptor: a file object needs a buffer and two more system calls for each file.
    descriptor = os.open(path, NEW_FILE_FLAGS, _FILE_MODE)
    try:
        rest = memoryview(content)
        while rest:
            rest = rest[os.write(descriptor, rest) :]
        if sync:
            os.fsync(descriptor)
    finally:
        os.close(descriptor)
    if is_masked:
        os.chmod(path, _FILE_MODE)  # noqa: PTH101 - a fifth of the time of Path.chmod
