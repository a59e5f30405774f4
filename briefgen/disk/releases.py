"""Floor 5. A folder of releases: each is a whole site that never changes, and the link `current` leads to the one shown.

    releases/20250410T060000Z-9f86d081884c/    the site's files; its name is the instant in UTC and a digest of the site
    records/20250410T060000Z-9f86d081884c      their digests, in the format of `sha256sum -c`; nobody is shown this file
    current -> releases/20250410T060000Z-9f86d081884c
    unfinished                                 there are commands to run for `current`; it names the release before
    unsure                                     files of which nobody knows what a transfer that failed did to them

A file that the last release has as well is a hard link to it, so a release costs the disk what it changes. A release is made
under another name, forced to the disk, and renamed; then one rename switches the link. Killed at any instant, `current`
leads to the old or to the new release, and the next run removes what is left over.
"""

import contextlib
import hashlib
import os
import re
import shutil
from collections.abc import Collection
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from briefgen.disk.coding import CODINGS, is_worth_coding
from briefgen.disk.output.record import Owned, parse_record, record_of
from briefgen.disk.output.staging import FOLDER_MODE, Environment, write
from briefgen.disk.system import force_all_to_disk, force_folder_to_disk, take_lock
from briefgen.values.diagnostics import BriefgenError

CURRENT: Final = "current"
_NAME: Final = re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{12}")
_RELEASES: Final = "releases"
_RECORDS: Final = "records"
_UNFINISHED: Final = "unfinished"
_UNSURE: Final = "unsure"
#: How the names of what is being made begin. No release has such a name.
_NEW: Final = ".new-"
#: Nobody edits a file of a release: other releases have the same file.
_FILE_MODE: Final = 0o444
#: Files whose name has a digest of their bytes. A page that a reader already has may still ask for one of an older release.
_ASSETS: Final = "assets/"


class Releases:
    """A folder of releases, locked while it is open. All methods raise BriefgenError if the system refuses a request."""

    def __init__(self, folder: Path, keep: int, compress: Collection[str] = ()) -> None:
        """Take the folder, which need not exist, and how many releases to keep. Nothing is touched before `__enter__`.

        `compress` are the codings in which text files are there as well: `gzip` as `.gz`, `brotli` as `.br`.
        """
        self.folder = folder
        self._keep = keep
        self._codings = [coding for coding in CODINGS if coding.name in compress]
        self._lock: int | None = None

    def check_codings(self) -> None:
        """Raise BriefgenError if the library of a coding is not installed, before anything is written."""
        for coding in self._codings:
            coding.encode(b"")

    def __enter__(self) -> Self:
        """Make and lock the folder, and remove what a killed run left over."""
        with Environment(self.folder):
            for name in ("", _RELEASES, _RECORDS):
                (self.folder / name).mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
            try:
                self._lock = take_lock(self.folder)
            except BlockingIOError as error:
                raise BriefgenError(f"another command is publishing to {self.folder}; wait for it to end") from error
            self._remove_leftovers()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Release the lock, and remove the folders if no release was made in them."""
        for name in (_RELEASES, _RECORDS, ""):
            with contextlib.suppress(OSError):
                (self.folder / name).rmdir()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def names(self) -> list[str]:
        """Return the names of the releases that are whole, oldest first."""
        return whole_releases(self.folder)

    @property
    def current(self) -> str:
        """The name of the release that is shown; empty if there is none."""
        return current_release(self.folder)

    def place(self, name: str) -> Path:
        """Return the folder of a release."""
        return self.folder / _RELEASES / name

    def files(self, name: str) -> Owned:
        """Return the digests of a release's files by path, without assets of older releases; empty if it is unknown."""
        return files_of_release(self.folder, name)

    def make(self, name: str, site: Path, files: Owned) -> None:
        """Make a release of a site's files, unless it is there; a file whose bytes do not have its digest is an error."""
        if name in self.names():
            return
        before = self.files(self.current) if self.current else {}
        new = self.folder / _RELEASES / f"{_NEW}{name}"
        with Environment(new):
            folders = {""}
            new.mkdir(mode=FOLDER_MODE)
            for path in sorted(files):
                _make_folder(new, path, folders)
                is_known = before.get(path) == files[path]
                if not is_known or not _link(self.place(self.current) / path, new / path):
                    _copy(site / path, new / path, files[path])
                for coding in self._codings if is_worth_coding(path, new / path) else ():
                    ending = f"{path}{coding.ending}"
                    if not is_known or not _link(self.place(self.current) / ending, new / ending):
                        _write(new / ending, coding.encode((new / path).read_bytes()))
            for older in self.names()[::-1]:
                for path in self.files(older):
                    if path.startswith(_ASSETS) and not os.path.lexists(new / path):
                        _make_folder(new, path, folders)
                        _link(self.place(older) / path, new / path)
            self._write(f"{_RECORDS}/{name}", record_of(files))
            force_all_to_disk()
            new.rename(self.place(name))
            force_folder_to_disk(self.folder / _RELEASES)

    def switch(self, name: str) -> None:
        """Let `current` lead to a release, in one rename."""
        with Environment(self.folder):
            link = self.folder / f"{_NEW}{CURRENT}"
            link.unlink(missing_ok=True)
            link.symlink_to(f"{_RELEASES}/{name}", target_is_directory=True)
            link.replace(self.folder / CURRENT)
            force_folder_to_disk(self.folder)

    def prune(self) -> tuple[str, ...]:
        """Remove the oldest releases beyond those to keep, never the current one, and return their names."""
        names = self.names()
        old = [name for name in names[: max(0, len(names) - self._keep)] if name not in {self.current, self.unfinished}]
        for name in old:
            self._remove(name)
        return tuple(old)

    @property
    def unfinished(self) -> str | None:
        """The release before the one whose commands have not all run (empty: there was none); None if all have run."""
        try:
            name = (self.folder / _UNFINISHED).read_text("ascii", "replace").strip()
        except OSError:
            return None
        return name if _NAME.fullmatch(name) else ""

    def begin(self) -> None:
        """Note that commands are to run for the release that becomes the current one."""
        if self.unfinished is None:
            with Environment(self.folder):
                self._write(_UNFINISHED, f"{self.current}\n".encode())

    def finish(self) -> None:
        """Note that all commands have run, and have done all that they had to do."""
        with Environment(self.folder):
            (self.folder / _UNSURE).unlink(missing_ok=True)
            (self.folder / _UNFINISHED).unlink(missing_ok=True)

    @property
    def unsure(self) -> Owned:
        """The files that failed commands may have changed: each may be there or not, with the bytes of any release."""
        try:
            return parse_record((self.folder / _UNSURE).read_bytes())
        except OSError:
            return {}

    def begin_transfer(self, before_name: str, name: str) -> None:
        """Note the files that a transfer from one release to another changes, in the format of records."""
        before, after = self.files(before_name), self.files(name)
        changed = {path: digest for path, digest in {**before, **after}.items() if before.get(path) != after.get(path)}
        with Environment(self.folder):
            self._write(_UNSURE, record_of({**self.unsure, **changed}))

    def drop(self, name: str) -> None:
        """Remove a release that nobody was shown."""
        if name != self.current:
            self._remove(name)

    def _write(self, path: str, data: bytes) -> None:
        new = self.folder / f"{_NEW}file"
        write(str(new), data, sync=True)
        new.replace(self.folder / path)

    def _remove(self, name: str) -> None:
        """Remove a release. Its record goes first: without one, a release that is half removed is none."""
        with Environment(self.folder):
            (self.folder / _RECORDS / name).unlink(missing_ok=True)
            shutil.rmtree(self.place(name))

    def _remove_leftovers(self) -> None:
        shown = self.current
        for place in [*self.folder.iterdir(), *(self.folder / _RELEASES).iterdir()]:
            if place.name.startswith(_NEW):
                shutil.rmtree(place) if place.is_dir() and not place.is_symlink() else place.unlink()
        for place in [*(self.folder / _RELEASES).iterdir(), *(self.folder / _RECORDS).iterdir()]:
            is_whole = self.place(place.name).is_dir() and (self.folder / _RECORDS / place.name).is_file()
            if _NAME.fullmatch(place.name) and place.name != shown and not is_whole:
                shutil.rmtree(place) if place.is_dir() else place.unlink()


def release_name(at: datetime, files: Owned) -> str:
    """Return the name of a release from its instant and its files."""
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}-{hashlib.sha256(record_of(files)).hexdigest()[:12]}"


def instant_of(name: str) -> datetime:
    """Return the instant of a release in UTC, from its name."""
    return datetime.strptime(name.partition("-")[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def whole_releases(folder: Path) -> list[str]:
    """Return the names of the releases in a folder that are whole, oldest first; nothing is locked."""
    with contextlib.suppress(FileNotFoundError, NotADirectoryError):
        names = [place.name for place in (folder / _RECORDS).iterdir()]
        return sorted(name for name in names if _NAME.fullmatch(name) and (folder / _RELEASES / name).is_dir())
    return []


def current_release(folder: Path) -> str:
    """Return the name of the release that is shown; empty if there is none."""
    try:
        name = (folder / CURRENT).readlink().name
    except OSError:
        return ""
    return name if _NAME.fullmatch(name) and (folder / _RELEASES / name).is_dir() else ""


def files_of_release(folder: Path, name: str) -> Owned:
    """Return the digests of a release's files by path; none if there is no such release."""
    if not _NAME.fullmatch(name):
        return {}
    try:
        return parse_record((folder / _RECORDS / name).read_bytes())
    except OSError:
        return {}


def _make_folder(root: Path, path: str, made: set[str]) -> None:
    """Make the folders of a path; `made` has those that exist."""
    folder = path.rpartition("/")[0]
    if folder not in made:
        _make_folder(root, folder, made)
        (root / folder).mkdir(mode=FOLDER_MODE)
        made.add(folder)


def _link(source: Path, target: Path) -> bool:
    """Make a hard link to a file of a release; False if the file is missing, or the file system has no hard links."""
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:
        return False
    return True


def _copy(source: Path, target: Path, digest: str) -> None:
    data = source.read_bytes()
    if hashlib.sha256(data).hexdigest() not in digest.split():
        raise BriefgenError(f"{source} changed while it was published; publish again")
    _write(target, data)


def _write(target: Path, data: bytes) -> None:
    write(str(target), data)
    target.chmod(_FILE_MODE)
