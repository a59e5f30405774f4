"""Floor 8. The kinds of targets: a folder of releases, what commands do, and a branch of git."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Final, NamedTuple, Self

from briefgen.build.publishing.branch import Branch, Commit
from briefgen.build.publishing.changes import NOTHING, Side
from briefgen.disk.output import Owned, check_output_folder
from briefgen.disk.releases import Releases, instant_of, release_name
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import PublishTarget

#: Runs the commands of a target: takes the folder of the release, its name, and its files before and after.
Run = Callable[[Path, str, Side, Side], None]
#: Where releases of targets lie that are no folder, below the project's cache.
_OWN_FOLDER: Final = ".briefgen/publish"


class Release(NamedTuple):
    """A release of a target: its name, its instant in UTC, how many files it has, and whether readers see it."""

    name: str
    at: datetime
    files: int
    is_current: bool


class Outlet(AbstractContextManager["Outlet"], ABC):
    """A target that is open for one command, so that no other command publishes to it. Errors are BriefgenErrors."""

    @abstractmethod
    def releases(self) -> tuple[Release, ...]:
        """Return the releases, oldest first."""

    @abstractmethod
    def side(self, name: str) -> Side:
        """Return the files of a release."""

    @abstractmethod
    def offer(self, site: Path, files: Owned, at: datetime) -> tuple[str, Side]:
        """Return name and files of the release that these files of a site make."""

    @abstractmethod
    def show(self, name: str, run: Run, site: Path, files: Owned | None) -> None:
        """Make the release if it is new (`files`), let readers see it, and run the commands."""

    @property
    def current(self) -> Side:
        """The files that readers see."""
        name = self.current_name
        return self.side(name) if name else NOTHING

    @property
    def current_name(self) -> str:
        """The name of the release that readers see; empty if there is none."""
        return next((one.name for one in self.releases() if one.is_current), "")

    @property
    def is_unfinished(self) -> bool:
        """Has a command of the current release still to run?"""
        return False


class FolderOutlet(Outlet):
    """Releases in a folder. The link is switched, then the commands run; or the commands are the transfer, and run first."""

    def __init__(self, folder: Path, keep: int, compress: tuple[str, ...] = (), *, is_shown_here: bool) -> None:
        """Take the folder, the number of releases to keep, codings, and whether readers see the folder itself."""
        self._releases = Releases(folder, keep, compress)
        self._is_shown_here = is_shown_here

    def __enter__(self) -> Self:
        self._releases.__enter__()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._releases.__exit__(kind, error, trace)

    def releases(self) -> tuple[Release, ...]:
        kept, current = self._releases, self._releases.current
        return tuple(Release(name, instant_of(name), len(kept.files(name)), name == current) for name in kept.names())

    def side(self, name: str) -> Side:
        place = self._releases.place(name)
        return Side(self._releases.files(name), lambda path: (place / path).read_bytes())

    def offer(self, site: Path, files: Owned, at: datetime) -> tuple[str, Side]:
        self._releases.check_codings()
        return release_name(at, files), Side(files, lambda path: (site / path).read_bytes())

    @property
    def current(self) -> Side:
        """The files that readers see; where the commands are the transfer, with what they may have left behind."""
        name = self._releases.current
        if not self._is_shown_here:
            return self._sent(name)
        return self.side(name) if name else NOTHING

    def show(self, name: str, run: Run, site: Path, files: Owned | None) -> None:
        kept = self._releases
        is_new = name not in kept.names()
        if files is not None:
            kept.make(name, site, files)
        before = kept.current if kept.unfinished is None else kept.unfinished
        there = self._sent(before)
        kept.begin_transfer(before, name)
        if self._is_shown_here:
            kept.begin()
            kept.switch(name)
            run(kept.place(name), name, there, self.side(name))
        else:
            try:
                run(kept.place(name), name, there, self.side(name))
            except BriefgenError:
                if is_new:
                    kept.drop(name)
                raise
            kept.switch(name)
        kept.finish()
        kept.prune()

    def _sent(self, name: str) -> Side:
        """Return a release as commands have sent it: the digest of a file that a failed one may have changed is empty."""
        unsure, place = self._releases.unsure, self._releases.place(name)

        def read(path: str) -> bytes:
            return (place / path).read_bytes() if path not in unsure or (place / path).is_file() else b""

        return Side({**self._releases.files(name), **dict.fromkeys(unsure, "")}, read)

    @property
    def is_unfinished(self) -> bool:
        return self._releases.unfinished is not None


class BranchOutlet(Outlet):
    """A branch of the project's repository: each commit of it is a release."""

    def __init__(self, branch: Branch) -> None:
        """Take the branch."""
        self._branch = branch
        self._tip = ""

    def __enter__(self) -> Self:
        self._tip = self._branch.tip()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        pass

    def releases(self) -> tuple[Release, ...]:
        def release(commit: Commit) -> Release:
            return Release(commit.name, commit.at, len(self._branch.files(commit.name)), commit.name == self._tip)

        return tuple(map(release, reversed(self._branch.commits(self._tip)))) if self._tip else ()

    @property
    def current_name(self) -> str:
        return self._tip

    def side(self, name: str) -> Side:
        return Side(self._branch.files(name), lambda path: self._branch.read(name, path))

    def offer(self, site: Path, files: Owned, at: datetime) -> tuple[str, Side]:
        name = self._branch.write(site, files, self._tip, at)
        return name, self.side(name)

    def show(self, name: str, run: Run, site: Path, files: Owned | None) -> None:
        before = self.current
        if files is None:
            name = self._branch.again(name, self._tip)
        self._branch.move(self._tip, name)
        self._tip = name
        run(site, name, before, self.side(name))


def open_outlet(root: Path, output: Path, target: PublishTarget) -> Outlet:
    """Return the outlet of a target of a project; raises BriefgenError if it cannot be one."""
    if target.branch:
        return BranchOutlet(Branch(root, target.branch, target.remote))
    if not target.folder:
        return FolderOutlet(root / _OWN_FOLDER / target.key, 2, is_shown_here=False)
    folder = root / Path(target.folder).expanduser()
    check_output_folder(root, folder, "a target")
    one, other = folder.resolve(), output.resolve()
    if one.is_relative_to(other) or other.is_relative_to(one):
        raise BriefgenError(f"{folder} cannot be a target: it is, or lies in, the folder that a build writes")
    return FolderOutlet(folder, target.keep, target.compress, is_shown_here=True)
