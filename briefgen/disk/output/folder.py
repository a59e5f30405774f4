"""Floor 5. Write the outputs of one build: stage every file that differs, then publish all of them in one short pass.

Files are staged in `.briefgen-stage/`, inside the output folder, so that a rename publishes them. Publishing begins when
all outputs are staged. First the record gets the digests of the new files; then files and new folders are renamed into
place; then stale files are removed; then the record drops the stale files. If a build is killed at any instant, every file
is whole, and the next build knows which files briefgen wrote.
"""

import contextlib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from briefgen.disk.output.record import RECORD, Owned, parse_record, read_bytes, record_of, remove_owned
from briefgen.disk.output.staging import FOLDER_MODE, NEW, Environment, Stage, Staged, write
from briefgen.disk.sources import digest
from briefgen.disk.system import take_lock
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Span, finding

#: Number of parts in the path of an article's page: region, date, slug, index.html.
_PARTS_OF_ARTICLE: Final = 4


class Written(msgspec.Struct, frozen=True):
    """Sorted paths, the number of unchanged files, and a `changed-output` for each stale file that was left in place."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


class OutputFolder:
    """An output folder, locked while it is open: stage each file, then publish all of them, or change nothing."""

    def __init__(self, folder: Path, known: str = "") -> None:
        """Take the folder, and the digest of the record that the last build wrote. Nothing is touched before `__enter__`.

        `record_digest` is the digest of the record on the disk: once `publish` has run, of the record that it wrote.
        """
        self._folder = folder
        self._known = known
        self.record_digest = ""
        self._stage = Stage(folder, {})
        self._lock: int | None = None
        self._made: list[Path] = []
        #: What the record said when the build began. A known record has the digests of all kept files already.
        self._owned: Owned = {}
        self._is_known = False
        #: By path: the digests of the files that stay as they are, and of all other files of the site, which outrank them.
        self._kept: Mapping[str, str] = {}
        self._digests: dict[str, str] = {}
        #: The name in the stage of each file that is to be renamed, by path.
        self._staged: dict[str, str] = {}
        #: Folders that exist, and folders that were published by renaming them whole.
        self._folders = {""}
        self._moved: set[str] = set()

    def __enter__(self) -> Self:
        """Make and lock the folder, remove the stage of a killed build, and read the record; raises BriefgenError."""
        try:
            with Environment(self._folder):
                self._made = _make_folders(self._folder)
                try:
                    self._lock = take_lock(self._folder)
                except BlockingIOError as error:
                    raise BriefgenError(f"another build is writing to {self._folder}; wait for it to end") from error
                self._stage.remove()
                record = read_bytes(self._folder)
                self.record_digest = digest(record)
                self._is_known = self.record_digest == self._known
                self._owned = parse_record(record, is_known=self._is_known)
                self._stage = Stage(self._folder, self._owned, is_new=bool(self._made))
        except BriefgenError:
            self._release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove staged files that were not published, and release the lock."""
        try:
            with Environment(self._folder):
                self._stage.remove()
        finally:
            self._release()

    def keep(self, digests: Mapping[str, str]) -> None:
        """Keep files as they are: the caller knows their digests, by path. A file that is also put is replaced."""
        self._kept = digests

    def put(self, path: str, content: bytes) -> str:
        """Stage a file if it differs, and return its digest; raises BriefgenError if a foreign file has its path."""
        staged = self.stage(path, content)
        self.take(path, staged)
        return staged.digest

    def stage(self, path: str, content: bytes) -> Staged:
        """Write a file to the stage, in this process or a forked one. The parent process passes the result to `take`."""
        return self._stage.put(path, content)

    def take(self, path: str, staged: Staged) -> None:
        """Add the result of `stage` to the files that `publish` publishes."""
        self._digests[path] = staged.digest
        if staged.name:
            self._staged[path] = staged.name

    def stale(self) -> list[str]:
        """Return the paths of files of the last build that `publish` will remove, sorted."""
        return sorted(set(self._owned).difference(self._digests, self._kept))

    @property
    def owned(self) -> Collection[str]:
        """The paths of the files of the last build."""
        return self._owned.keys()

    def publish(self) -> Written:
        """Rename staged files into place, remove stale ones, and write the record; raises BriefgenError."""
        stale = self.stale()
        # While files are published, a replaced file may have its old or its new digest.
        before: dict[str, str] = {}
        after: dict[str, str] = {}
        for path, wanted in (self._digests if self._is_known else {**self._kept, **self._digests}).items():
            owned = self._owned.get(path, "")
            if owned != wanted:
                before[path], after[path] = " ".join(sorted({wanted, *owned.split()})), wanted
        if self._staged or stale or before:
            self._write_record({**self._owned, **before})
        staged = self._staged
        deepest = max((path.count("/") for path in staged), default=0)
        above = {folder for path in staged for folder in _folders_of(path, deepest)}
        blocking = {path for path in stale if path in above or not staged.keys().isdisjoint(_folders_of(path, deepest + 1))}
        outcomes = {path: self._remove(path) for path in sorted(blocking, key=publishing_order, reverse=True)}
        self._move_all()
        # In reverse order: a page is removed before the files that it refers to.
        for path in sorted(set(stale) - blocking, key=publishing_order, reverse=True):
            outcomes[path] = self._remove(path)
        changed = sorted(path for path, outcome in outcomes.items() if outcome is False)
        after |= {path: "" for path, outcome in outcomes.items() if outcome is not False}
        self._write_record({**self._owned, **after})
        removed = tuple(sorted(path for path, outcome in outcomes.items() if outcome is True))
        unchanged = len(self._kept) + sum(path not in self._kept for path in self._digests) - len(self._staged)
        return Written(tuple(sorted(self._staged)), unchanged, removed, tuple(map(_changed, changed)))

    def _move_all(self) -> None:
        """Rename all staged files into place; a folder that does not exist yet is renamed whole."""
        with Environment(self._folder):
            for path in sorted(self._staged, key=publishing_order):
                if self._staged[path] != NEW or not self._is_moved(path):
                    self._rename(path)

    def _is_moved(self, path: str) -> bool:
        """Is a file of a new folder published with the folder? The first file of the folder renames it."""
        end = path.find("/")
        while end != -1:
            folder = path[:end]
            if folder in self._moved:
                return True
            if folder not in self._folders:
                target = f"{self._folder}{os.sep}{folder}"
                if not os.path.lexists(target):
                    os.replace(self._stage.place(folder, NEW), target)  # noqa: PTH105 - a fifth of the time of Path.replace
                    self._moved.add(folder)
                    return True
                self._folders.add(folder)
            end = path.find("/", end + 1)
        return False

    def _rename(self, path: str) -> None:
        staged, target = self._stage.place(path, self._staged[path]), f"{self._folder}{os.sep}{path}"
        try:
            os.replace(staged, target)  # noqa: PTH105 - as above
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError):
            # Rare: the folder was removed together with a stale file, or a folder has the path of the file.
            place = Path(target)
            _make_folders(place.parent)
            if place.is_dir():
                # Its files were ours and have been removed; a build that was killed can leave the empty folders.
                for folder in sorted((found for found in place.rglob("*") if found.is_dir()), reverse=True):
                    folder.rmdir()
                place.rmdir()
            os.replace(staged, target)  # noqa: PTH105 - as above

    def _remove(self, path: str) -> bool | None:
        with Environment(self._folder, path):
            return remove_owned(self._folder, path, self._owned[path])

    def _write_record(self, owned: Owned) -> None:
        data = record_of(owned)
        if digest(data) == self.record_digest:
            return
        target = self._folder / RECORD
        with Environment(target):
            staged = self._stage.place(RECORD, self._stage.name())
            write(staged, data, sync=True)
            Path(staged).replace(target)
        self.record_digest = digest(data)

    def _release(self) -> None:
        """Release the lock, and remove the folders that this build made, if they are still empty."""
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def check_output_folder(project: Path, output: Path, what: str = "the output folder") -> None:
    """Check that a folder may be the output folder, or another one that is written (`what`); raises BriefgenError.

    Refused are the project, its parents and its source folders, the home folder and its parents, links, and files.
    """
    resolved, root = output.resolve(), project.resolve()
    if resolved in {root, Path.home(), *root.parents, *Path.home().parents}:
        raise BriefgenError(f"{output} cannot be {what}: it holds other things than the site")
    for name in ("content", "layouts", "static", "captures", ".briefgen", ".git"):
        if resolved.is_relative_to(root / name):
            raise BriefgenError(f"{output} cannot be {what}: it lies in {name}/")
    if output.is_symlink():
        raise BriefgenError(f"{output} is a symbolic link; name the folder itself")
    if output.exists() and not output.is_dir():
        raise BriefgenError(f"{output} is not a folder")


def remove_all(folder: Path) -> Written:
    """Remove every file of the record that is unchanged, the record, and the stage, and return what was done.

    Changed files stay, with a finding `changed-output` each. Raises BriefgenError.
    """
    if not folder.is_dir():
        return Written()
    with OutputFolder(folder) as output:
        written = output.publish()
    with Environment(folder):
        if not written.findings:
            (folder / RECORD).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    return written


def publishing_order(path: str) -> tuple[int, str]:
    """Return the key by which files are published in turn; they are removed in the reverse order."""
    # Assets come before the pages that refer to them, and lists after the articles that they link to. So no published page
    # has a link to a missing one.
    if path.startswith("assets/"):
        return (0, path)
    return (1 if path.endswith("/index.html") and len(path.split("/")) >= _PARTS_OF_ARTICLE else 2, path)


def _folders_of(path: str, most: int) -> list[str]:
    """Return the paths of the folders that a path lies in, outermost first, and `most` at most."""
    parts = path.split("/", most)
    return ["/".join(parts[:end]) for end in range(1, len(parts))]


def _changed(path: str) -> Diagnostic:
    message = f"{path} is stale, but was changed after briefgen wrote it, so it was left in place"
    return finding("changed-output", Span(path=path), message, "remove it by hand if it should go")


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and its missing parents, and return the folders that were made, outermost first."""
    if folder.is_dir():
        return []
    made = _make_folders(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:
        return made
    folder.chmod(FOLDER_MODE)
    return [*made, folder]
