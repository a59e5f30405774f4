"""Floor 8. Publish a site: check it, build it, see what changes for readers, and let them see it; or go back.

Drafts and what is under embargo are never published: no option of a publication shows them.
"""

import contextlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.build.check import check_site
from briefgen.build.flow import build_site, open_cache
from briefgen.build.manifest import load_manifest
from briefgen.build.publishing.changes import Change, Side, changes_between
from briefgen.build.publishing.commands import run_commands, split_commands
from briefgen.build.publishing.outlets import Outlet, Release, open_outlet
from briefgen.build.result import BuildResult, Progress, Ways, no_progress
from briefgen.disk.output import read_record
from briefgen.disk.system import take_lock
from briefgen.project.settings import settings_of
from briefgen.text.permalinks import Site, site_of
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Options, PublishTarget, Settings

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """A release that is ready to be shown at a target, and what it changes there.

    `name` is that of the release. `is_unfinished` says that commands of the release before have not all run.
    """

    target: PublishTarget
    name: str
    changes: tuple[Change, ...]
    is_unfinished: bool
    show: Callable[[], None]

    @property
    def is_needed(self) -> bool:
        """Is there anything to do at the target?"""
        return bool(self.changes) or self.is_unfinished


def make_site(
    root: Path, output: Path, options: Options, *, ways: Ways, progress: Progress = no_progress
) -> tuple[BuildResult, BuildResult | None]:
    """Check the project and build the site, both strictly; return both results, without a build after a failed check."""
    checked = check_site(root, options, output=output, is_published=True, progress=progress)
    if checked.failed(strict=True):
        return checked, None
    return checked, build_site(root, output, options, strict=True, ways=ways, progress=progress)


@contextlib.contextmanager
def prepare(root: Path, output: Path, options: Options, wanted: str, say: Say) -> Iterator[Publication]:
    """Give the publication of a built site at a target (empty: the first one); raises BriefgenError.

    Target and output folder are locked meanwhile. `say` is told each command of the target before it runs.
    """
    settings = _settings(root)
    target = _target(settings, wanted)
    run = _runner(root, target, settings, options, say)
    with _locked(output), open_outlet(root, output, target) as outlet:
        files = read_record(output)
        if not files:
            raise BriefgenError(f"{output} has no site that briefgen built")
        before = outlet.current
        name, after = outlet.offer(output, files, options.now)
        changes = changes_between(before, after, _layouts(root, output), _place(settings, options))
        yield Publication(
            target=target,
            name=name if changes else outlet.current_name,
            changes=changes,
            is_unfinished=outlet.is_unfinished,
            show=lambda: outlet.show(name, run, output, files),
        )


@contextlib.contextmanager
def prepare_return(root: Path, output: Path, options: Options, wanted: str, release: str, say: Say) -> Iterator[Publication]:
    """Give the publication that goes back to a release of a target, as `prepare`; an empty one is the one before."""
    settings = _settings(root)
    target = _target(settings, wanted)
    run = _runner(root, target, settings, options, say)
    with open_outlet(root, output, target) as outlet:
        name = _earlier(outlet, release)
        changes = changes_between(outlet.current, outlet.side(name), {}, _place(settings, options))
        yield Publication(
            target=target,
            name=name,
            changes=changes,
            is_unfinished=outlet.is_unfinished,
            show=lambda: outlet.show(name, run, output, None),
        )


class ChangesOfBuild:
    """What a build changes in its output folder. The pages that a build removes are read before it removes them."""

    def __init__(self, root: Path, output: Path, options: Options) -> None:
        """Take the build's folders and options, before it runs."""
        self._root = root
        self._output = output
        self._options = options
        self._before = read_record(output)
        self._leaving: dict[str, bytes] = {}

    def leave(self, paths: Iterable[str]) -> None:
        """Read the pages that are about to be removed, for their titles."""
        for path in paths:
            with contextlib.suppress(OSError):
                self._leaving[path] = (self._output / path).read_bytes() if path.endswith(".html") else b""

    def found(self) -> tuple[Change, ...]:
        """Return the changes, after the build has run; raises BriefgenError."""
        before = Side(self._before, lambda path: self._leaving.get(path, b""))
        after = Side(read_record(self._output), lambda path: (self._output / path).read_bytes())
        place = _place(_settings(self._root), self._options)
        return changes_between(before, after, _layouts(self._root, self._output), place)


def list_releases(root: Path, output: Path, wanted: str) -> tuple[Release, ...]:
    """Return the releases of a target (empty: the first one), oldest first; raises BriefgenError."""
    with open_outlet(root, output, _target(_settings(root), wanted)) as outlet:
        return outlet.releases()


def _settings(root: Path) -> Settings:
    settings = settings_of(root).value
    if settings is None:
        raise BriefgenError("briefgen.yml cannot be read; run briefgen check")
    return settings


def _target(settings: Settings, wanted: str) -> PublishTarget:
    if not settings.publish:
        raise BriefgenError("briefgen.yml names no target: add publish: with a target, such as live: {folder: ../live}")
    found = next((one for one in settings.publish if wanted in {"", one.key}), None)
    if found is None:
        known = ", ".join(one.key for one in settings.publish)
        raise BriefgenError(f'briefgen.yml has no target "{wanted}"; there are {known}')
    return found


def _place(settings: Settings, options: Options) -> Site:
    return site_of(options.base_url or settings.base_url)


def _layouts(root: Path, output: Path) -> Mapping[str, str]:
    """Return the layouts of the last build by path; none if its manifest cannot be read."""
    manifest = load_manifest(open_cache(root), root, output)
    return {path: row.layout for path, row in manifest.outputs.items()} if manifest else {}


def _runner(
    root: Path, target: PublishTarget, settings: Settings, options: Options, say: Say
) -> Callable[[Path, str, Side, Side], None]:
    # Split now: a command that cannot be read is told before anything is shown.
    commands, site = split_commands(target.run), _place(settings, options)

    def run(folder: Path, name: str, before: Side, after: Side) -> None:
        changes = changes_between(before, after, {}, site)
        values = {"folder": str(folder.absolute()), "release": name, "url": site.origin + site.base}
        run_commands(commands, root, values, changes, say)

    return run


def _earlier(outlet: Outlet, release: str) -> str:
    """Return the release that a user means by a name or its beginning; the one before the current if it is empty."""
    names, current = [one.name for one in outlet.releases()], outlet.current_name
    if not release:
        before = names[: names.index(current)] if current in names else names
        if not before:
            raise BriefgenError("there is no release before the current one")
        return before[-1]
    found = [name for name in names if name.startswith(release)]
    if len(found) != 1:
        what = f"{len(found)} releases of this target begin" if found else "no release of this target begins"
        raise BriefgenError(f'{what} with "{release}"; see briefgen releases')
    return found[0]


@contextlib.contextmanager
def _locked(output: Path) -> Iterator[None]:
    """Lock the output folder, so that no build changes it while it is published."""
    try:
        lock = take_lock(output)
    except BlockingIOError as error:
        raise BriefgenError(f"a build is writing to {output}; wait for it to end") from error
    except OSError as error:
        raise BriefgenError(f"{output} cannot be read: {error.strerror or error}") from error
    try:
        yield
    finally:
        os.close(lock)
