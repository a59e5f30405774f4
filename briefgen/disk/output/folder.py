"""Floor 5. One build's writing: stage every file that differs, then publish them all in one short pass, or nothing.

Files are staged in `.briefgen-stage/`, inside the folder so that a rename suffices. Only when all pages are made are
they published: the record first grows by what is to come, then files and new folders are renamed into place, then stale
ones go, then the record shrinks to what is there. Killed at any instant, every file is whole, and the next build knows
what is ours.
"""

import contextlib
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Final, Self

import msgspec

from briefgen.disk.output.lock import take_lock
from briefgen.disk.output.record import (
    RECORD,
    FileDigests,
    Known,
    KnownRecord,
    amended,
    digest_of_record,
    owned_of,
    read_bytes,
    read_record,
    record_text,
    remove_owned,
)
from briefgen.disk.output.staging import FOLDER_MODE, NEW, Environment, Stage, Staged, write
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Span, finding

#: Parts in the path of an article's page: region, date, slug, index.html.
_PARTS_OF_ARTICLE: Final = 4


class Written(msgspec.Struct, frozen=True):
    """What publishing did, by path in order, how many files were right already, and what it left alone."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


class _State(msgspec.Struct):
    """`record`: what was there at first; `written`: the digest of what is there now.

    `owned`: the digests that our files may have; `kept`: what is to stay there; `digests`: what else is to be there, which
    goes before that. `staged`: what waits to be renamed, and its name. `folders`: those that are known to be there;
    `moved`: those that were published whole.
    """

    record: bytes = b""
    written: str = ""
    owned: Mapping[str, set[str]] = msgspec.field(default_factory=dict)
    kept: Mapping[str, str] = msgspec.field(default_factory=dict)
    digests: dict[str, str] = msgspec.field(default_factory=dict)
    staged: dict[str, str] = msgspec.field(default_factory=dict)
    folders: set[str] = msgspec.field(default_factory=lambda: {""})
    moved: set[str] = msgspec.field(default_factory=set)


class OutputFolder:
    """An output folder that is locked while it is open: stage each file, then publish them all, or leave it as it was."""

    def __init__(self, folder: Path, known: Known | None = None) -> None:
        """Take the folder, and what its record is known to say; nothing is touched before `__enter__`.

        `record_digest` is the digest of the record as it was published.
        """
        self._folder = folder
        self._known = known
        self.record_digest = ""
        self._stage = Stage(folder, {})
        self._lock: int | None = None
        self._made: list[Path] = []
        self._state = _State()

    def __enter__(self) -> Self:
        """Lock the folder, read its record, and clear what a killed build left; raises BriefgenError."""
        try:
            with Environment(self._folder):
                self._made = _make_folders(self._folder)
                self._take_lock()
                self._stage.remove()
                record = read_bytes(self._folder)
                written = digest_of_record(record)
                known = self._known if self._known is not None and self._known.digest == written else None
                owned = owned_of(record) if known is None else KnownRecord(known.owned())
                self._state = _State(record=record, written=written, owned=owned)
                self._stage = Stage(self._folder, self._state.owned, is_new=bool(self._made))
        except BriefgenError:
            self._release()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove what was staged and not published, and release the lock."""
        try:
            with Environment(self._folder):
                self._stage.remove()
        finally:
            self._release()

    def keep(self, digests: Mapping[str, str]) -> None:
        """Leave files as they are, but those that are put: they are known to be there, with the bytes of these digests."""
        self._state.kept = digests

    def keep_known(self) -> bool:
        """Leave all files that are known to be there as they are, but those that are put; False where they are not known."""
        owned = self._state.owned
        if isinstance(owned, KnownRecord):
            self.keep(owned.digests)
        return isinstance(owned, KnownRecord)

    def put(self, path: str, content: bytes) -> str:
        """Stage a file if what is there differs, and return its digest.

        Raises BriefgenError where somebody else's file stands in its place.
        """
        staged = self.stage(path, content)
        self.take(path, staged)
        return staged.digest

    def stage(self, path: str, content: bytes) -> Staged:
        """Write a file to where it waits, in this process or one that was forked; `take` has to be told of it."""
        return self._stage.put(path, content)

    def take(self, path: str, staged: Staged) -> None:
        """Publish a staged file with the others."""
        self._state.digests[path] = staged.digest
        if staged.name:
            self._state.staged[path] = staged.name

    def publish(self) -> Written:
        """Rename all staged files into place, remove stale ones, and write the record."""
        state = self._state
        stale = sorted(set(state.owned).difference(state.digests, state.kept))
        before, after = self._changes_of_record()
        if state.staged or stale or before:
            self._write_record(self._record_with(before))
        in_the_way = {path for path in stale if _is_in_the_way(path, state.staged)}
        outcomes = {path: self._remove(path) for path in sorted(in_the_way, key=_publishing_order, reverse=True)}
        self._move_all()
        # The other way round: a page goes before what it refers to.
        for path in sorted(set(stale) - in_the_way, key=_publishing_order, reverse=True):
            outcomes[path] = self._remove(path)
        changed = sorted(path for path, outcome in outcomes.items() if outcome is False)
        after |= {path: () for path, outcome in outcomes.items() if outcome is not False}
        self._write_record(self._record_with(after))
        self.record_digest = state.written
        removed = tuple(sorted(path for path, outcome in outcomes.items() if outcome is True))
        unchanged = len(state.kept) + sum(path not in state.kept for path in state.digests) - len(state.staged)
        return Written(tuple(sorted(state.staged)), unchanged, removed, tuple(map(_changed, changed)))

    def _changes_of_record(self) -> tuple[dict[str, FileDigests], dict[str, FileDigests]]:
        """Return the digests that files may have while they are published, and those of them after it, where they change."""
        state = self._state
        before: dict[str, FileDigests] = {}
        after: dict[str, FileDigests] = {}
        # A record that is known says of files that are kept what is known of them.
        wanted = state.digests if isinstance(state.owned, KnownRecord) else {**state.kept, **state.digests}
        for path, digest in wanted.items():
            owned = state.owned.get(path)
            if owned is None:
                before[path] = after[path] = digest
            elif owned != {digest}:
                before[path], after[path] = {digest, *owned}, digest
        return before, after

    def _record_with(self, changes: Mapping[str, FileDigests]) -> bytes:
        """Return the record with other digests of some files, by path; a file without any is left out."""
        owned, record = self._state.owned, None
        if isinstance(owned, KnownRecord):
            record = amended(self._state.record, owned.digests, changes)
        if record is None:  # Somebody changed it, perhaps: what is put together anew is ours, line by line.
            record = record_text({**owned, **changes}).encode()
        return record

    def _move_all(self) -> None:
        """Rename all that waits into place, whole folders where there are none yet."""
        staged = self._state.staged
        for path in sorted(staged, key=_publishing_order):
            with Environment(self._folder, path):
                if staged[path] != NEW or not self._is_moved(path):
                    self._rename(path)

    def _is_moved(self, path: str) -> bool:
        """Has a file of a new folder been published with that, or is it now?"""
        moved, there = self._state.moved, self._state.folders
        end = path.find("/")
        while end != -1:
            folder = path[:end]
            if folder in moved:
                return True
            if folder not in there:
                target = f"{self._folder}{os.sep}{folder}"
                if not os.path.lexists(target):
                    os.replace(self._stage.place(folder, NEW), target)  # noqa: PTH105 - a fifth of the time of Path.replace
                    moved.add(folder)
                    return True
                there.add(folder)
            end = path.find("/", end + 1)
        return False

    def _rename(self, path: str) -> None:
        staged, target = self._stage.place(path, self._state.staged[path]), f"{self._folder}{os.sep}{path}"
        try:
            os.replace(staged, target)  # noqa: PTH105 - as above
        except (FileNotFoundError, IsADirectoryError, NotADirectoryError, PermissionError):
            # Seldom: its folder went with a stale file, or what stands in its place is a folder.
            if not self._make_folder(path.rpartition("/")[0]):
                self._clear_folder(Path(target))
            os.replace(staged, target)  # noqa: PTH105 - as above

    def _make_folder(self, folder: str) -> bool:
        """Make a folder of the output and those above it; was it not there before?"""
        state = self._state
        if folder in state.folders:
            return False
        place = f"{self._folder}{os.sep}{folder}"
        made = True
        try:
            os.mkdir(place)  # noqa: PTH102 - as above
        except FileExistsError:
            made = False
        except FileNotFoundError:
            self._make_folder(folder.rpartition("/")[0])
            os.mkdir(place)  # noqa: PTH102 - as above
        if made:
            os.chmod(place, FOLDER_MODE)  # noqa: PTH101 - as above
        state.folders.add(folder)
        return made

    @staticmethod
    def _clear_folder(target: Path) -> None:
        """Remove an empty folder, or empty folders only, in the place of a file of ours."""
        if target.is_dir():
            # What it held was ours and is gone; a build that was killed can leave the empty folders.
            for folder in sorted((found for found in target.rglob("*") if found.is_dir()), reverse=True):
                folder.rmdir()
            target.rmdir()

    def _remove(self, path: str) -> bool | None:
        with Environment(self._folder, path):
            return remove_owned(self._folder, path, self._state.owned[path])

    def _write_record(self, data: bytes) -> None:
        digest = digest_of_record(data)
        if digest == self._state.written:
            return
        target = self._folder / RECORD
        with Environment(target):
            staged = self._stage.place(RECORD, self._stage.name())
            write(staged, data, sync=True)
            Path(staged).replace(target)
        self._state.written = digest

    def _take_lock(self) -> None:
        try:
            self._lock = take_lock(self._folder)
        except BlockingIOError as error:
            raise BriefgenError(f"another build is writing to {self._folder}; wait for it to end") from error

    def _release(self) -> None:
        """Free the lock, and remove the folders that were made for a site that then was not written."""
        for folder in reversed(self._made):
            with contextlib.suppress(OSError):
                folder.rmdir()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def check_output_folder(project: Path, output: Path) -> None:
    """Refuse a folder in which a site would do harm: the project, what holds it, its sources, home, or the root."""
    resolved, root = output.resolve(), project.resolve()
    sources = [root / name for name in ("content", "layouts", "static", "captures", ".briefgen", ".git")]
    if resolved in {root, Path.home(), *root.parents, *Path.home().parents}:
        raise BriefgenError(f"{output} cannot be the output folder: it holds other things than the site")
    for source in sources:
        if resolved == source or source in resolved.parents:
            raise BriefgenError(f"{output} cannot be the output folder: it lies in {source.name}/")
    if output.is_symlink():
        raise BriefgenError(f"{output} is a symbolic link; name the folder itself")
    if output.exists() and not output.is_dir():
        raise BriefgenError(f"{output} is not a folder")


def remove_all(folder: Path) -> Written:
    """Remove everything that the record says is ours and unchanged, the record, and the stage."""
    if not folder.is_dir():
        return Written()
    with OutputFolder(folder) as output:
        written = output.publish()
    with Environment(folder):
        if not read_record(folder):
            (folder / RECORD).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    return written


def _publishing_order(path: str) -> tuple[int, str]:
    # What pages refer to comes before them, and lists come after what they lead to: nobody reads a link to nothing.
    if path.startswith("assets/"):
        return (0, path)
    return (1 if path.endswith("/index.html") and len(path.split("/")) >= _PARTS_OF_ARTICLE else 2, path)


def _is_in_the_way(stale: str, staged: Iterable[str]) -> bool:
    return any(path.startswith(f"{stale}/") or stale.startswith(f"{path}/") for path in staged)


def _changed(path: str) -> Diagnostic:
    message = f"{path} is stale, but was changed after briefgen wrote it, so it was left in place"
    return finding("changed-output", Span(path=path), message, "remove it by hand if it should go")


def _make_folders(folder: Path) -> list[Path]:
    """Make a folder and those above it, and return the ones that were made, the outermost first."""
    if folder.is_dir():
        return []
    made = _make_folders(folder.parent)
    try:
        folder.mkdir()
    except FileExistsError:
        return made
    folder.chmod(FOLDER_MODE)
    return [*made, folder]
