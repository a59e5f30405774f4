"""Floor 8. The flows on a project: build it, check it, clean up after it."""

import contextlib
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from briefgen.values.diagnostics import Checked, Diagnostic, Severity, has_errors, in_order
from briefgen.disk.signatures import Look, look_around
from briefgen.build.manifest import (
    Manifest,
    forget_manifest,
    known_of,
    lies_as_left,
    load_manifest,
    request_of,
    save_manifest,
    save_plan,
    settled,
)
from briefgen.values.model import Options
from briefgen.disk.output import OutputFolder, Staged, Written, check_output_folder, remove_all
from briefgen.disk.cache import CacheDamagedError, CacheFolder, engine_of, note_engine

if TYPE_CHECKING:
    from briefgen.build.work import Work
    from briefgen.project.memory import Memory
    from briefgen.project.site import Site

#: The cache's folder in a project.
CACHE_FOLDER: Final = ".briefgen"

Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None:
    """Show nothing."""


class BuildResult(msgspec.Struct, frozen=True):
    """What a build or a check found, how many pages the site has, what was written (None: nothing), and which were made.

    `made` are the outputs that had to be made, by path in order; those of the others were known to be there.
    """

    findings: tuple[Diagnostic, ...]
    pages: int
    written: Written | None
    made: tuple[str, ...] = ()

    def failed(self, *, strict: bool) -> bool:
        """Is something at fault that stops a build? `strict` counts warnings as well."""
        # What was left in place is told after the site was written, so it cannot be why it was not.
        return has_errors(self.findings) or (strict and any(found.code != "changed-output" for found in self.findings))

    @property
    def warnings(self) -> int:
        """How many of the findings are warnings."""
        return sum(found.severity is Severity.WARNING for found in self.findings)


class Ways(msgspec.Struct, frozen=True, kw_only=True):
    """How a build goes about it: none of it changes what is written or found.

    `workers` is the number of processes, 0 for as many as pay; `executor` is a cluster's address. Without `cache` nothing
    kept from earlier builds is trusted, and nothing is kept.
    """

    cache: bool = True
    workers: int = 0
    executor: str = ""


#: How a build goes where nobody asks for anything else.
USUAL: Final = Ways()


class _Job(msgspec.Struct, frozen=True):
    root: Path
    output: Path
    options: Options
    strict: bool
    ways: Ways
    progress: Progress


def build_site(
    root: Path,
    output: Path,
    options: Options,
    *,
    strict: bool = False,
    ways: Ways = USUAL,
    progress: Progress = no_progress,
) -> BuildResult:
    """Write the site, or nothing where there is a finding of severity error; raises BriefgenError."""
    check_output_folder(root, output)
    job = _Job(root, output, options, strict, ways, progress)
    if not ways.cache:
        return _build(job, None, None, look_around(root))
    cache = open_cache(root)
    manifest, look = load_manifest(cache, root, output), look_around(root)
    if manifest is not None and (done := _nothing_to_do(job, cache, manifest, look)):
        return done
    try:
        if manifest is not None and (done := _revise(job, cache, manifest, look)):
            return done
        return _build(job, cache, manifest, look)
    except CacheDamagedError:
        # What the cache says is not to be trusted: begin as if there were none, and leave a sound one.
        return _build(job, cache, None, look, is_damaged=True)


def open_cache(root: Path) -> CacheFolder:
    """Return a project's cache, for this version of the program."""
    return CacheFolder(root / CACHE_FOLDER, engine_of(root / CACHE_FOLDER))


def _nothing_to_do(job: _Job, cache: CacheFolder, manifest: Manifest, look: Look) -> BuildResult | None:
    """Return what the last build found, if there is nothing to do since; loads no library that makes pages."""
    if not _is_same_request(job, manifest):
        return None
    if (manifest.inputs, manifest.theme) != (look.inputs, look.theme_digest):
        return None
    there = lies_as_left(manifest, job.root, str(job.output))
    if there is None:
        return None
    if (manifest.racy or manifest.young) and look.at_ns > manifest.settled_from_ns:
        with cache.writing() as may_write:
            if may_write:
                save_manifest(cache, job.root, job.output, settled(manifest))
    if _stops(manifest.findings, strict=job.strict):
        return BuildResult(manifest.findings, manifest.pages, None)
    return BuildResult(manifest.findings, manifest.pages, Written(unchanged=len(there)))


def _revise(job: _Job, cache: CacheFolder, manifest: Manifest, look: Look) -> BuildResult | None:
    """Build after edits of what a few articles say, without planning; None where there is more to it."""
    if not _is_same_request(job, manifest) or manifest.theme != look.theme_digest or not manifest.plan:
        return None
    from briefgen.build.revision import changed_articles, revise

    changed = changed_articles(cache, job.root, job.output, manifest, look)
    if not changed or _stops(manifest.findings, strict=job.strict):
        return None
    revised = revise(cache, job.root, job.output, manifest, look, changed)
    if revised is None:
        return None
    return BuildResult(manifest.findings, manifest.pages, revised.written, revised.made)


def _is_same_request(job: _Job, manifest: Manifest) -> bool:
    """Was the same asked for, with the same articles visible?"""
    return manifest.request == request_of(job.options) and manifest.since <= job.options.now < manifest.until


def _build(
    job: _Job, cache: CacheFolder | None, old: Manifest | None, look: Look, *, is_damaged: bool = False
) -> BuildResult:
    from briefgen.build.work import divide, manifest_of
    from briefgen.project.memory import Memory
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import make_all
    from briefgen.disk.workers.pool import Workers

    with (
        _without_looking_for_garbage() as look_again,
        Memory(cache, is_damaged=is_damaged) as memory,
        Workers(job.ways.workers, job.ways.executor) as workers,
    ):
        engine = cache.engine if cache else ""
        reader = ProjectReader(job.root, memory=memory, engine=engine, spread=workers)
        read = reader.read(job.options, look.scan)
        site = read.value
        look_again()
        if site is None or _stops(read.findings, strict=job.strict):
            # The layouts are tried even so: all findings of a run come in that run.
            faults = make_all(site, divide(site, old, None).todo, _keep_nothing, spread=workers) if site else ()
            return _stop(job, memory, cache, in_order((*read.findings, *faults)), site)
        with OutputFolder(job.output, known_of(old)) as folder:
            work = divide(site, old, str(job.output))
            folder.keep(work.digests_of_kept())
            digests: dict[str, str] = {}

            def take(path: str, staged: Staged) -> None:
                folder.take(path, staged)
                digests[path] = staged.digest

            faults = make_all(site, work.todo, folder.stage, take, progress=job.progress, spread=workers)
            findings = in_order((*read.findings, *faults))
            if _stops(findings, strict=job.strict):
                return _stop(job, memory, cache, findings, site)
            index_keys = _put_indexes(site, work, folder, digests)
            site.plan.shelf.forget_all()
            written = folder.publish()

        def manifest() -> Manifest | None:
            if written.findings:
                return None
            return manifest_of(
                site,
                reader,
                job.options,
                folder=job.output,
                look=look,
                findings=findings,
                work=work,
                digests=digests,
                record_digest=folder.record_digest,
                index_keys=index_keys,
            )

        if cache is not None:
            _save(job, memory, cache, manifest, look, site)
    paths = tuple(sorted(output.output for output in work.todo))
    return BuildResult(in_order((*findings, *written.findings)), _count(site), written, paths)


def _put_indexes(site: "Site", work: "Work", folder: OutputFolder, digests: dict[str, str]) -> dict[str, bytes]:
    """Make the pieces of the search index that changed, and return the key of each file's piece by path."""
    if not work.indexes:
        return {}
    from briefgen.build.search_index import make_index

    keys = {}
    for index in work.indexes:
        for path, content in make_index(site, index):
            digests[path] = folder.put(path, content)
            keys[path] = index.key
    return keys


@contextlib.contextmanager
def _without_looking_for_garbage() -> Iterator[Callable[[], None]]:
    """Let nothing look for circles among what is read and planned, which all stays; gives what ends that before the end.

    What is there by then is not looked at later either: it is most of what a build holds.
    """
    was_on = gc.isenabled()

    def look_again() -> None:
        gc.freeze()
        if was_on:
            gc.enable()

    gc.disable()
    try:
        yield look_again
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _stop(
    job: _Job, memory: "Memory", cache: CacheFolder | None, findings: tuple[Diagnostic, ...], site: "Site | None"
) -> BuildResult:
    """Write nothing; what was read is kept where there is a cache already."""
    if cache is not None and cache.exists():
        with cache.writing() as may_write:
            if may_write:
                memory.save()
                note_engine(cache.folder, cache.engine)
    return BuildResult(findings, _count(site), None)


def _save(
    job: _Job,
    memory: "Memory",
    cache: CacheFolder,
    make_manifest: Callable[[], Manifest | None],
    look: Look,
    site: "Site",
) -> None:
    """Keep what the next build can use; a cache that cannot be written is no fault of the site's."""
    from briefgen.project.kept import keep_site

    with cache.writing() as may_write:
        if may_write:
            memory.save()
            note_engine(cache.folder, cache.engine)
            # One after the other: each takes room, and a large site has none for all of them.
            kept = keep_site(site)
            plan = save_plan(cache, job.root, job.output, kept) if kept else ""
            del kept
            manifest = make_manifest()
            if manifest is not None:
                manifest = msgspec.structs.replace(manifest, plan=plan)
                save_manifest(cache, job.root, job.output, manifest, look)
            else:
                forget_manifest(cache, job.root, job.output)


def check_site(root: Path, options: Options, *, progress: Progress = no_progress) -> BuildResult:
    """Find everything that a build would find, and what the ledgers of imports prove; write nothing."""
    # Imported here, so that a build does not load the importer.
    from briefgen.importing import prove_project

    cache = open_cache(root)
    try:
        read, faults = _try(root, options, cache, progress)
    except CacheDamagedError:
        read, faults = _try(root, options, None, progress)
    return BuildResult(in_order((*read.findings, *faults, *prove_project(root))), _count(read.value), None)


def _try(
    root: Path, options: Options, cache: CacheFolder | None, progress: Progress
) -> "tuple[Checked[Site], tuple[Diagnostic, ...]]":
    from briefgen.project.memory import Memory
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import make_all

    with Memory(cache) as memory:
        read = ProjectReader(root, memory=memory).read(options)
        return read, make_all(read.value, read.value.outputs(), _keep_nothing, progress=progress) if read.value else ()


def clean(root: Path, output: Path) -> Written:
    """Remove what earlier builds wrote, and the cache; nothing else."""
    import shutil

    check_output_folder(root, output)
    written = remove_all(output)
    cache = root / CACHE_FOLDER
    if cache.is_dir() and not cache.is_symlink():
        shutil.rmtree(cache)
    return written


def _keep_nothing(_path: str, _content: bytes) -> Staged:
    """Drop bytes: only the findings count."""
    return Staged("")


def _stops(findings: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    return has_errors(findings) or (strict and bool(findings))


def _count(site: "Site | None") -> int:
    return site.plan.page_count if site else 0
