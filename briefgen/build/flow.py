"""Floor 8. The build: nothing to do, a change of some articles, or the whole site."""

import contextlib
import gc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from briefgen.build.manifest import (
    Manifest,
    forget_manifest,
    load_inputs,
    load_manifest,
    load_snapshot,
    request_of,
    save_manifest,
    save_snapshot,
    unchanged_outputs,
    without_recent,
)
from briefgen.build.result import USUAL, BuildResult, Progress, Ways, no_progress, stops
from briefgen.disk.cache import CacheDamagedError, CacheFolder, engine_of, save_engine
from briefgen.disk.output import OutputFolder, Staged, Written, check_output_folder
from briefgen.disk.signatures import InputScan, scan_inputs
from briefgen.values.diagnostics import Diagnostic, in_order
from briefgen.values.model import Options

if TYPE_CHECKING:
    from briefgen.build.work import Work
    from briefgen.project.memory import Memory
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import Site

#: The cache's folder in a project.
CACHE_FOLDER: Final = ".briefgen"


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
    """Write the site into a folder, and return findings and counts; nothing is written if a finding stops the build.

    A finding stops the build if it is an error, or if `strict` and it is a warning. Raises BriefgenError.
    """
    check_output_folder(root, output)
    job = _Job(root, output, options, strict, ways, progress)
    if not ways.cache:
        return _build(job, None, None, scan_inputs(root))
    cache = open_cache(root)
    manifest, inputs = load_manifest(cache, root, output), scan_inputs(root)
    if manifest is not None and (done := _nothing_to_do(job, cache, manifest, inputs)):
        return done
    try:
        return _build(job, cache, manifest, inputs)
    except CacheDamagedError:
        # The cache cannot be trusted: build without it, and write a new one.
        return _build(job, cache, None, inputs, is_damaged=True)


def open_cache(root: Path) -> CacheFolder:
    """Return the cache of a project for this version of the program; its folder need not exist."""
    return CacheFolder(root / CACHE_FOLDER, engine_of(root / CACHE_FOLDER))


def _nothing_to_do(job: _Job, cache: CacheFolder, manifest: Manifest, inputs: InputScan) -> BuildResult | None:
    """Return the findings of the last build if nothing has changed since; loads no library that makes pages."""
    if not _is_same_request(job, manifest):
        return None
    if (manifest.inputs, manifest.theme) != (inputs.inputs, inputs.theme_digest):
        return None
    signatures = unchanged_outputs(manifest, job.root, str(job.output))
    if signatures is None:
        return None
    if (manifest.recent_inputs or manifest.recent_outputs) and inputs.at_ns > manifest.trusted_from_ns:
        with cache.writing() as may_write:
            if may_write:
                save_manifest(cache, job.root, job.output, without_recent(manifest))
    if stops(manifest.findings, strict=job.strict):
        return BuildResult(manifest.findings, manifest.pages, None)
    return BuildResult(manifest.findings, manifest.pages, Written(unchanged=len(signatures)))


def _is_same_request(job: _Job, manifest: Manifest) -> bool:
    """Are the options those of the last build, and the same articles visible?"""
    return manifest.request == request_of(job.options) and manifest.since <= job.options.now < manifest.until


def _build(
    job: _Job, cache: CacheFolder | None, old: Manifest | None, inputs: InputScan, *, is_damaged: bool = False
) -> BuildResult:
    from briefgen.project.memory import Memory
    from briefgen.project.reader import ProjectReader

    with _without_garbage_collection() as collect_again, Memory(cache, is_damaged=is_damaged) as memory:
        if cache is not None and old is not None and _is_same_request(job, old) and old.theme == inputs.theme_digest:
            reader = ProjectReader(job.root, memory=memory, engine=cache.engine)
            if done := _build_change(job, cache, old, inputs, reader):
                return done
        return _build_whole(job, cache, old, inputs, memory, collect_again)


def _build_change(
    job: _Job, cache: CacheFolder, old: Manifest, inputs: InputScan, reader: "ProjectReader"
) -> BuildResult | None:
    """Build after changes of some articles; None, and nothing is written, if the whole site has to be planned."""
    from briefgen.build.work import changed_manifest, divide_change, pages_after
    from briefgen.plan.planner import KnownOutputs
    from briefgen.project.memory import StaleError
    from briefgen.project.reader import CHANGES_LIMIT, LastBuild
    from briefgen.project.site import make_all
    from briefgen.project.snapshot import save_site

    packed, snapshot = load_inputs(cache, job.root, job.output, old), load_snapshot(cache, job.root, job.output, old)
    changed = inputs.changed_since(packed) if packed is not None else None
    if snapshot is None or not changed or len(changed) > CHANGES_LIMIT or stops(old.findings, strict=job.strict):
        return None
    known = KnownOutputs(of=lambda section: old.by_section.get(section, ()), all=lambda: old.each_path)
    try:
        read = reader.resume(job.options, LastBuild(snapshot, old.frame, known), inputs.scan, changed)
        if read is None:
            return None
        # Last, since a build of the whole site compares each output by itself.
        signatures = unchanged_outputs(old, job.root, str(job.output), changed)
        if signatures is None:
            return None
        site, records = read.site, read.records
        singles = (found for record in records.values() if record is not None for found in record.findings)
        others = (found for found in old.findings if found.span.path not in records and found not in read.old_findings)
        findings = in_order((*others, *singles, *site.plan.findings))
        if stops(findings, strict=job.strict):
            return None
        work = divide_change(site, old, signatures)
        digests: dict[str, str] = {}
        with OutputFolder(job.output, old.record_digest) as folder:

            def take(path: str, staged: Staged) -> None:
                folder.take(path, staged)
                digests[path] = staged.digest

            folder.keep(work.digests_of_kept())
            if make_all(site, work.todo, folder.stage, take, progress=job.progress):
                return None  # A layout fails: all pages have to be tried for the findings.
            written = folder.publish()
    except StaleError:
        return None

    def manifest() -> Manifest | None:
        if written.findings:
            return None
        return changed_manifest(
            old,
            site,
            records,
            job.options,
            folder=job.output,
            inputs=inputs,
            findings=findings,
            work=work,
            digests=digests,
            record_digest=folder.record_digest,
        )

    _save(job, reader.memory, cache, manifest, inputs, lambda: None if read.is_same_plan else save_site(site))
    paths = tuple(sorted(output.output for output in work.todo))
    return BuildResult(in_order((*findings, *written.findings)), pages_after(old, site), written, paths)


def _build_whole(
    job: _Job,
    cache: CacheFolder | None,
    old: Manifest | None,
    inputs: InputScan,
    memory: "Memory",
    collect_again: Callable[[], None],
) -> BuildResult:
    from briefgen.build.work import divide, manifest_of
    from briefgen.disk.workers.pool import WorkerPool
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import make_all
    from briefgen.project.snapshot import save_site

    with WorkerPool(job.ways.workers, job.ways.executor) as workers:
        engine = cache.engine if cache else ""
        reader = ProjectReader(job.root, memory=memory, engine=engine, pool=workers)
        read = reader.read(job.options, inputs.scan)
        site = read.value
        collect_again()
        if site is None or stops(read.findings, strict=job.strict):
            # The layouts are tried even so: all findings of a run come in that run.
            faults = make_all(site, divide(site, old, None).todo, keep_nothing, pool=workers) if site else ()
            return _stop(job, memory, cache, in_order((*read.findings, *faults)), site)
        with OutputFolder(job.output, old.record_digest if old else "") as folder:
            work = divide(site, old, str(job.output))
            folder.keep(work.digests_of_kept())
            digests: dict[str, str] = {}

            def take(path: str, staged: Staged) -> None:
                folder.take(path, staged)
                digests[path] = staged.digest

            faults = make_all(site, work.todo, folder.stage, take, progress=job.progress, pool=workers)
            findings = in_order((*read.findings, *faults))
            if stops(findings, strict=job.strict):
                return _stop(job, memory, cache, findings, site)
            index_keys = _put_indexes(site, work, folder, digests)
            site.plan.store.forget_cards()
            written = folder.publish()

        def manifest() -> Manifest | None:
            if written.findings:
                return None
            return manifest_of(
                site,
                reader,
                job.options,
                folder=job.output,
                inputs=inputs,
                findings=findings,
                work=work,
                digests=digests,
                record_digest=folder.record_digest,
                index_keys=index_keys,
            )

        if cache is not None:
            _save(job, memory, cache, manifest, inputs, lambda: save_site(site))
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
def _without_garbage_collection() -> Iterator[Callable[[], None]]:
    """Switch the garbage collector off while a project is read and planned: nearly all values stay until the end.

    Gives a function that switches the collector on again. From then on the collector skips the values that exist already,
    which are most of what a build holds.
    """
    was_on = gc.isenabled()

    def collect_again() -> None:
        gc.freeze()
        if was_on:
            gc.enable()

    gc.disable()
    try:
        yield collect_again
    finally:
        gc.unfreeze()
        if was_on:
            gc.enable()


def _stop(
    job: _Job, memory: "Memory", cache: CacheFolder | None, findings: tuple[Diagnostic, ...], site: "Site | None"
) -> BuildResult:
    """Write nothing; save what was read if there is a cache already."""
    if cache is not None and cache.exists():
        with cache.writing() as may_write:
            if may_write:
                memory.save()
                save_engine(cache.folder, cache.engine)
    return BuildResult(findings, _count(site), None)


def _save(
    job: _Job,
    memory: "Memory",
    cache: CacheFolder,
    make_manifest: Callable[[], Manifest | None],
    inputs: InputScan,
    make_snapshot: Callable[[], bytes | None],
) -> None:
    """Save memory, snapshot and manifest for the next build; nothing if the cache cannot be written, which is no error.

    If `make_snapshot` returns None, the snapshot in the cache stays. If `make_manifest` returns None, the old manifest is
    removed.
    """
    with cache.writing() as may_write:
        if may_write:
            memory.save()
            save_engine(cache.folder, cache.engine)
            # One after the other: each takes memory, and a large site has too little for all of them at once.
            snapshot = make_snapshot()
            digest = None if snapshot is None else save_snapshot(cache, job.root, job.output, snapshot)
            del snapshot
            manifest = make_manifest()
            if manifest is None:
                forget_manifest(cache, job.root, job.output)
                return
            if digest is not None:
                manifest = msgspec.structs.replace(manifest, snapshot=digest)
            save_manifest(cache, job.root, job.output, manifest, inputs)


def keep_nothing(_path: str, _content: bytes) -> Staged:
    """Return an empty digest, and drop the bytes, for a caller that needs findings only."""
    return Staged("")


def _count(site: "Site | None") -> int:
    return site.plan.page_count if site else 0
