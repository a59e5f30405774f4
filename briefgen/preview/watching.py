"""Floor 9. The watch over the project's folders: watchfiles tells of edits, and the preview follows them.

A watch is over one folder, whatever its path is later. So the folders are looked at as well: when one was moved, removed,
unmounted or replaced, the new ones are watched.
"""

import asyncio
import contextlib
import stat
from collections.abc import Callable, Collection, Iterable
from pathlib import Path
from typing import Final, TypeAlias

from starlette.concurrency import run_in_threadpool
from watchfiles import Change, awatch

from briefgen.disk.sources import FOLDERS, is_ignored
from briefgen.preview.edits import Show
from briefgen.preview.session import Preview
from briefgen.values.diagnostics import BriefgenError

#: How long, in milliseconds, events are gathered into one edit at most, and how long no event must come for the edit to be
#: over: an editor that saves by a rename causes several events.
_DEBOUNCE: Final = 50
_STEP: Final = 5
#: An edit of more files than this is not read file by file: the whole folder is scanned.
_EDIT_LIMIT: Final = 8
#: Seconds after an edit, or after the start of a watch, at which the folder is scanned again: the system reports no event
#: for a file that is written into a new folder before the folder is watched.
_RESCAN_DELAYS: Final = (0.2, 1.0)
#: Seconds between two looks at whether the project's folders are still those that are watched: the system tells of no
#: folder that is moved with a parent, unmounted, or put in place of one that was removed.
_LOOK: Final = 0.5
#: Seconds after which a project that could not be read, or has its first error, is read once more before that is told: files
#: that another program replaces, such as Git, are missing for a moment, and an editor that empties a file before it writes
#: it leaves it empty for a moment.
_SECOND_TRY: Final = 0.1

#: Device and inode of each folder that is watched, or None if it is missing.
_Places: TypeAlias = tuple[tuple[int, int] | None, ...]


class Watch:
    """The watch of one preview. `ready` is set when the project was read for the first time."""

    def __init__(
        self,
        preview: Preview,
        show: Show,
        tell: Callable[[str], None],
        *,
        pages: Callable[[], Iterable[str]],
        changed: Callable[[], None],
    ) -> None:
        """Take the preview, and what gets edits and lines for the terminal.

        `pages` returns the paths that browsers show; `changed` is called after every change of what the preview shows.
        """
        self.ready = asyncio.Event()
        self._preview = preview
        self._show = show
        self._tell = tell
        self._pages = pages
        self._changed = changed
        self._reading = asyncio.Lock()
        self._rescans: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Read the project, and read it again after every edit of a file that a build reads, and when its folders change."""
        await self._refresh()
        self.ready.set()
        while True:
            places = await run_in_threadpool(_places, self._preview.root)
            renewed, stop = asyncio.Event(), asyncio.Event()
            watches = [
                asyncio.create_task(self._watch_root(places, renewed, stop)),
                asyncio.create_task(self._watch_folders(places, renewed, stop)),
            ]
            self._schedule_rescans()
            try:
                await self._wait_for_other_places(places, watches, renewed)
            finally:
                stop.set()
                await asyncio.gather(*watches, return_exceptions=True)
            await self._refresh_if_stale()

    async def _wait_for_other_places(
        self, places: _Places, watches: Iterable["asyncio.Task[None]"], renewed: asyncio.Event
    ) -> None:
        """Wait until the folders are other ones; if one cannot be watched, as with too many watches, look for edits."""
        is_told = False
        while not renewed.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(renewed.wait(), _LOOK)
            if await run_in_threadpool(_places, self._preview.root) != places:
                return
            error = next((error for watch in watches if watch.done() and (error := watch.exception())), None)
            if isinstance(error, FileNotFoundError):
                # A folder was away at just the moment at which its watch began, and is back: watch it anew.
                return
            if error is not None and not is_told:
                # Behind its reason the library shows a value of its own language.
                reason = str(error).partition(" about [")[0].rstrip(".")
                self._tell(f"cannot watch {self._preview.root}: {reason}; the preview looks for edits twice a second")
                is_told = True
            if error is not None or self._preview.fault:
                await self._refresh_if_stale()
            elif self._preview.is_over():
                await self._refresh()

    async def _watch_root(self, places: _Places, renewed: asyncio.Event, stop: asyncio.Event) -> None:
        """Watch the root without its folders: for the settings, and for project folders that are made or removed."""
        root = self._preview.root.resolve()
        if places[0] is None:
            return
        names = {str(root), *(str(root / name) for name in FOLDERS)}
        async for changes in awatch(
            root, recursive=False, watch_filter=_filter(root), debounce=_DEBOUNCE, step=_STEP, stop_event=stop
        ):
            await self._refresh()
            self._schedule_rescans()
            if any(change is not Change.modified and path in names for change, path in changes):
                renewed.set()

    async def _watch_folders(self, places: _Places, renewed: asyncio.Event, stop: asyncio.Event) -> None:
        root = self._preview.root.resolve()
        folders = [root / name for name, place in zip(FOLDERS, places[1:], strict=True) if place is not None]
        if not folders:
            return
        names = set(map(str, folders))
        async for changes in awatch(*folders, watch_filter=_filter(root), debounce=_DEBOUNCE, step=_STEP, stop_event=stop):
            await self._refresh(_paths(self._preview.root, (path for _, path in changes)))
            self._schedule_rescans()
            if any(change is Change.deleted and path in names for change, path in changes):
                renewed.set()

    def _schedule_rescans(self) -> None:
        if self._rescans is not None:
            self._rescans.cancel()
        self._rescans = asyncio.create_task(self._rescan_later())

    async def _rescan_later(self) -> None:
        for seconds in _RESCAN_DELAYS:
            await asyncio.sleep(seconds)
            # An edit puts the rescans off. One that has begun goes on to its end: its thread would do so anyway, and without
            # the lock it could put an older state of the project over a newer one.
            await asyncio.shield(self._refresh_if_stale())

    async def _refresh_if_stale(self) -> None:
        try:
            is_stale = bool(self._preview.fault) or await run_in_threadpool(self._preview.is_stale)
        except BriefgenError:
            is_stale = True
        if is_stale:
            await self._refresh()

    async def _refresh(self, paths: Collection[str] = ()) -> None:
        async with self._reading:
            before, was_shown = self._preview.fault, self._preview.edit.is_shown
            await self._read(paths)
            if (self._preview.fault and not before) or (was_shown and not self._preview.edit.is_shown):
                await asyncio.sleep(_SECOND_TRY)
                await self._read(())
            fault = self._preview.fault
            if fault == before and fault:
                return
            # Browsers first: what is said on the terminal takes a while to count.
            self._changed()
            edit = None if fault else await run_in_threadpool(self._preview.told)
        if edit is None:
            self._tell(f"{fault}; the preview goes on when it is back")
            return
        if before:
            self._tell("the project can be read again")
        self._show(edit)

    async def _read(self, paths: Collection[str]) -> None:
        await run_in_threadpool(self._preview.refresh, tuple(self._pages()), paths)


def _filter(root: Path) -> Callable[[Change, str], bool]:
    """Return the filter of events: those of files that a scan of the project ignores are left out.

    The library's own filter leaves out folders that a build reads, such as `static/node_modules/`, and all events of a
    project in a folder of such a name.
    """
    above = len(root.parts)

    def is_wanted(_change: Change, name: str) -> bool:
        parts = Path(name).parts[above:]
        path = "/".join(parts)
        return not any(is_ignored(part, path) for part in parts)

    return is_wanted


def _paths(root: Path, changed: Iterable[str]) -> Collection[str]:
    """Return the project's files that an edit changed, or none if the project has to be scanned to find them."""
    found = set()
    place = root.resolve()
    for name in changed:
        try:
            path = Path(name).relative_to(place).as_posix()
        except ValueError:
            return ()
        if not is_ignored(Path(name).name, path):
            found.add(path)
    return found if len(found) <= _EDIT_LIMIT else ()


def _places(root: Path) -> _Places:
    """Return device and inode of the root and of the project's folders, in the order of FOLDERS; None if one is missing."""
    return tuple(_place(folder) for folder in (root, *(root / name for name in FOLDERS)))


def _place(folder: Path) -> tuple[int, int] | None:
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if stat.S_ISDIR(status.st_mode) else None
