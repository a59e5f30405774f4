"""Floor 4. The output folder: write what differs, each file whole, remove only what we wrote. Knows paths and bytes.

What we own is written down in the folder itself, in `.briefgen-files`: a line for each file, its SHA-256 and path, in the
form that `sha256sum -c` reads. So ownership outlives the cache, and a fresh clone of a committed site knows it too. The
record is input like any other: a line is believed only where the path is plain and the file's bytes have that digest.

A build first stages every file that differs in `.briefgen-stage/`, inside the folder so that a rename suffices. Only when
all pages are made are they published: the record first grows by what is to come, then files are renamed into place, then
stale ones go, then the record shrinks to what is there. Killed at any instant, every file is whole, and the next build knows
what is ours.
"""

import contextlib
import errno
import hashlib
import os
import re
import shutil
import stat
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType, TracebackType
from typing import Final, Self

from briefgen.diagnostics import BriefgenError, Diagnostic, Span, finding

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows has no flock; there two builds at once are the user's to avoid.
    fcntl = None

#: The record of what we wrote.
RECORD: Final = ".briefgen-files"
#: Where files wait until all are made.
STAGE: Final = ".briefgen-stage"

_HEADER: Final = "# Files that briefgen wrote here. Check them with: sha256sum -c"
_LINE: Final = re.compile(r"([0-9a-f]{64})  ([^\n]+)")
# Modes do not follow the umask: a site is for all to read, on whatever machine it was built.
_FILE_MODE: Final = 0o644
_FOLDER_MODE: Final = 0o755


@dataclass(frozen=True, slots=True)
class Written:
    """What publishing did, by path in order, how many files were right already, and what it left alone."""

    written: tuple[str, ...] = ()
    unchanged: int = 0
    removed: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


@dataclass(slots=True)
class _State:
    """`owned`: the digests that our files may have; `digests`: what is to be there; `staged`: what waits to be renamed."""

    owned: dict[str, set[str]] = field(default_factory=dict)
    digests: dict[str, str] = field(default_factory=dict)
    staged: dict[str, Path] = field(default_factory=dict)
    checked: set[str] = field(default_factory=set)


class OutputFolder:
    """An output folder that is locked while it is open: stage each file, then publish them all, or leave it as it was."""

    def __init__(self, folder: Path) -> None:
        """Take the folder; nothing is touched before `__enter__`."""
        self._folder = folder
        self._stage = folder / STAGE
        self._lock: int | None = None
        self._made_folder = False
        self._state = _State()

    def __enter__(self) -> Self:
        """Lock the folder, read its record, and clear what a killed build left; raises BriefgenError."""
        with _environment(self._folder):
            self._made_folder = not self._folder.exists()
            _make_folders(self._folder)
            self._take_lock()
            _remove_stage(self._stage)
            self._state = _State(owned=_read_record(self._folder))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        """Remove what was staged and not published, and release the lock."""
        with _environment(self._folder):
            _remove_stage(self._stage)
            if self._made_folder and not any(self._folder.iterdir()):
                self._folder.rmdir()
        if self._lock is not None:
            os.close(self._lock)

    def put(self, path: str, content: bytes) -> None:
        """Stage a file if what is there differs; raises BriefgenError where somebody else's file stands in its place."""
        digest = hashlib.sha256(content).hexdigest()
        with _environment(self._folder / path):
            self._state.digests[path] = digest
            if self._is_there(path, digest, len(content)):
                return
            if not self._stage.exists():
                self._stage.mkdir(mode=_FOLDER_MODE)
            staged = self._stage / str(len(self._state.staged))
            _write(staged, content)
            self._state.staged[path] = staged

    def publish(self) -> Written:
        """Rename all staged files into place, remove stale ones, and write the record."""
        state = self._state
        with _environment(self._folder):
            stale = sorted(path for path in state.owned if path not in state.digests)
            if state.staged or stale or set(state.owned) != set(state.digests):
                grown = [(digest, path) for path, owned in state.owned.items() for digest in owned]
                self._write_record([*grown, *((digest, path) for path, digest in state.digests.items())])
        in_the_way = {path for path in stale if _is_in_the_way(path, state.staged)}
        outcomes = {path: self._remove(path) for path in sorted(in_the_way)}
        for path in sorted(state.staged, key=_publishing_order):
            with _environment(self._folder / path):
                target = self._folder / path
                _make_folders(target.parent)
                state.staged[path].replace(target)
        outcomes |= {path: self._remove(path) for path in stale if path not in in_the_way}
        changed = sorted(path for path, outcome in outcomes.items() if outcome is False)
        kept = [(digest, path) for path in changed for digest in state.owned[path]]
        with _environment(self._folder):
            self._write_record([*kept, *((digest, path) for path, digest in state.digests.items())])
        unchanged = len(state.digests) - len(state.staged)
        removed = tuple(sorted(path for path, outcome in outcomes.items() if outcome is True))
        findings = tuple(map(_changed, changed))
        return Written(tuple(sorted(state.staged)), unchanged, removed, findings)

    def _remove(self, path: str) -> bool | None:
        with _environment(self._folder / path):
            return _remove_owned(self._folder, path, self._state.owned[path])

    def _is_there(self, path: str, digest: str, size: int) -> bool:
        """Is this very file there already? Somebody else's in its place is nobody's to overwrite."""
        target = self._folder / path
        folder = path.rpartition("/")[0]
        if folder not in self._state.checked:
            _refuse_links(self._folder, path, self._state.owned)
            self._state.checked.add(folder)
        try:
            status = target.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        if stat.S_ISDIR(status.st_mode) and self._is_all_ours(path):
            return False
        if stat.S_ISREG(status.st_mode) and status.st_size == size and _digest_of(target) == digest:
            return True
        if path not in self._state.owned or not stat.S_ISREG(status.st_mode):
            message = (
                f"{target} was not written by briefgen, and the site needs its place; move it, or choose another --output"
            )
            raise BriefgenError(message)
        return False

    def _is_all_ours(self, path: str) -> bool:
        """Does a folder that is in a file's way hold our files only? They are stale then, and go first."""
        return any(owned.startswith(f"{path}/") for owned in self._state.owned)

    def _write_record(self, lines: Iterable[tuple[str, str]]) -> None:
        content = "\n".join([_HEADER, *(f"{digest}  {path}" for path, digest in sorted({(p, d) for d, p in lines}))]) + "\n"
        target = self._folder / RECORD
        data = content.encode()
        if target.is_file() and not target.is_symlink() and target.read_bytes() == data:
            return
        self._stage.mkdir(mode=_FOLDER_MODE, exist_ok=True)
        staged = self._stage / "record"
        _write(staged, data, sync=True)
        staged.replace(target)

    def _take_lock(self) -> None:
        if fcntl is None:
            return
        # A lock on the folder itself: no file to leave behind, and the system frees it however the process ends.
        self._lock = os.open(self._folder, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._lock)
            self._lock = None
            if error.errno in {errno.EWOULDBLOCK, errno.EACCES}:
                raise BriefgenError(f"another build is writing to {self._folder}; wait for it to end") from error
            raise


def check_output_folder(project: Path, output: Path) -> None:
    """Refuse a folder in which a site would do harm: the project, what holds it, its sources, home, or the root."""
    resolved, root = output.resolve(), project.resolve()
    sources = [root / name for name in ("content", "layouts", "static", "captures", ".briefgen", ".git")]
    if resolved in {Path("/"), Path.home(), root} or resolved in root.parents:
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
    with _environment(folder):
        if not _read_record(folder):
            (folder / RECORD).unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()
    return written


@contextlib.contextmanager
def _environment(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        where = error.filename2 or error.filename or path
        raise BriefgenError(f"cannot write {where}: {error.strerror or error}") from error


def _publishing_order(path: str) -> tuple[int, str]:
    # What pages refer to comes before them, and lists come after what they lead to: nobody reads a link to nothing.
    if path.startswith("assets/"):
        return (0, path)
    return (1 if path.endswith("/index.html") and path.count("/") >= _DEPTH_OF_ARTICLES else 2, path)


_DEPTH_OF_ARTICLES: Final = 3


def _read_record(folder: Path) -> dict[str, set[str]]:
    """Return the digests that each of our files may have; a line that is not plain is not believed."""
    record = folder / RECORD
    if record.is_symlink() or not record.is_file():
        return {}
    owned: dict[str, set[str]] = {}
    for line in record.read_text("utf-8", "replace").split("\n"):
        matched = _LINE.fullmatch(line)
        if matched and _is_plain(matched[2]):
            owned.setdefault(matched[2], set()).add(matched[1])
    return owned


def _is_plain(path: str) -> bool:
    parts = path.split("/")
    return (
        "\\" not in path
        and "\0" not in path
        and not any(part in {"", ".", ".."} for part in parts)
        and parts[0] not in {RECORD, STAGE}
    )


def _remove_owned(folder: Path, path: str, digests: set[str]) -> bool | None:
    """Remove a stale file of ours and the folders that it leaves empty. False: it was changed. None: it was gone."""
    target = folder / path
    try:
        _refuse_links(folder, path, {})
        status = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except BriefgenError:
        return False
    if not stat.S_ISREG(status.st_mode) or _digest_of(target) not in digests:
        return False
    target.unlink()
    for parent in target.parents:
        if parent == folder:
            break
        try:
            parent.rmdir()
        except OSError:
            break
    return True


def _changed(path: str) -> Diagnostic:
    message = f"{path} is stale, but was changed after briefgen wrote it, so it was left in place"
    return finding("changed-output", Span(path=path), message, "remove it by hand if it should go")


def _is_in_the_way(stale: str, staged: Iterable[str]) -> bool:
    return any(path.startswith(f"{stale}/") or stale.startswith(f"{path}/") for path in staged)


def _refuse_links(folder: Path, path: str, owned: Container[str]) -> None:
    current = folder
    for part in path.split("/")[:-1]:
        current = current / part
        if current.is_symlink():
            raise BriefgenError(f"{current} is a symbolic link, and nothing is written through one; remove it")
        if not current.exists():
            return
        if current.relative_to(folder).as_posix() in owned:
            return
        if not current.is_dir():
            raise BriefgenError(f"{current} was not written by briefgen, and the site needs a folder there; move it")


def _make_folders(folder: Path) -> None:
    if folder.is_dir():
        return
    _make_folders(folder.parent)
    with contextlib.suppress(FileExistsError):
        folder.mkdir()
        folder.chmod(_FOLDER_MODE)


def _write(path: Path, content: bytes, *, sync: bool = False) -> None:
    with path.open("wb") as file:
        file.write(content)
        if sync:
            file.flush()
            os.fsync(file.fileno())
    path.chmod(_FILE_MODE)


def _digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _remove_stage(stage: Path) -> None:
    if stage.is_symlink() or stage.is_file():
        raise BriefgenError(f"{stage} is not a folder of briefgen's; remove it")
    if stage.is_dir():
        shutil.rmtree(stage)
