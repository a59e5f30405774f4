"""Floor 8. The build: nothing to do, a change of some articles, or the whole site."""

import contextlib
import gc
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from briefgen.build.acceptance import accept
from briefgen.build.manifest import (
    Manifest,
    Move,
    load_manifest,
    load_part,
    save_manifest,
    unchanged_outputs,
)
from briefgen.build.result import USUAL, BuildResult, Progress, Ways, no_progress, stops
from briefgen.disk.cache import CacheDamagedError, CacheFolder, engine_of, save_engine
from briefgen.disk.output import OutputFolder, Staged, Written, check_output_folder
from briefgen.disk.signatures import InputScan, scan_inputs
from briefgen.disk.sources import FOLDERS, digest
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, in_order
from briefgen.values.model import Options

if TYPE_CHECKING:
    from briefgen.build.work import Change, Work
    from briefgen.disk.workers.pool import WorkerPool
    from briefgen.project.memory import Memory
    from briefgen.project.reader import ProjectReader
    from briefgen.project.records import Record
    from briefgen.project.site import Site

#: What using a cache can raise whose seals are right, and which no build wrote.
_UNSOUND: Final = (LookupError, ValueError, TypeError, ArithmeticError, RecursionError, MemoryError)
#: The end of a help on what is missing.
_ALLOW: Final = "if the pages should go, add --allow-removals"
#: The cache's folder in a project.
CACHE_FOLDER: Final = ".briefgen"


class _Job(msgspec.Struct, frozen=True):
    """What a build is asked for, the cache and the manifest of the last build (None: there is none), and its inputs."""

    root: Path
    output: Path
    options: Options
    strict: bool
    ways: Ways
    progress: Progress
    cache: CacheFolder | None
    old: Manifest | None
    inputs: InputScan

    def stops(self, findings: tuple[Diagnostic, ...]) -> bool:
        """Do findings stop this build? A warning that the settings accept stops none."""
        return stops(accept(self.root, findings) if self.strict else findings, strict=self.strict)


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
    result = _build_site(root, output, options, strict=strict, ways=ways, progress=progress)
    return msgspec.structs.replace(result, findings=accept(root, result.findings))


def _build_site(root: Path, output: Path, options: Options, *, strict: bool, ways: Ways, progress: Progress) -> BuildResult:
    check_output_folder(root, output)
    cache = open_cache(root) if ways.cache else None
    manifest = load_manifest(cache, root, output) if cache else None
    job = _Job(root, output, options, strict, ways, progress, cache, manifest, scan_inputs(root))
    if cache and manifest and not ways.removals and (findings := _missing_folders(job, cache, manifest)):
        return BuildResult(findings, manifest.pages, None)
    try:
        return (_nothing_to_do(job, cache, manifest) if cache and manifest else None) or _build(job)
    except CacheDamagedError:
        # The cache cannot be trusted: build without it, and write a new one.
        return _build(msgspec.structs.replace(job, old=None), is_damaged=True)
    except _UNSOUND as error:
        if cache is None or not cache.exists():
            raise
        # If it was not the cache, this build raises the same error.
        result = _build(msgspec.structs.replace(job, old=None), is_damaged=True)
        message = f"the cache does not fit the project ({type(error).__name__}), so the site was built without it"
        hint = "if the project came from a stranger, look at it; if you see this again, report it"
        unsound = finding("cache-unsound", Span(path=CACHE_FOLDER), message, hint)
        return msgspec.structs.replace(result, findings=in_order((*result.findings, unsound)))


def open_cache(root: Path) -> CacheFolder:
    """Return the cache of a project for this version of the program; its folder need not exist."""
    return CacheFolder(root / CACHE_FOLDER, engine_of(root / CACHE_FOLDER))


def _missing_folders(job: _Job, cache: CacheFolder, manifest: Manifest) -> tuple[Diagnostic, ...]:
    """Return a finding for each folder of the project that is missing, although the last build read files of it."""
    gone = [folder for folder in FOLDERS if not (job.root / folder).is_dir()]
    packed = load_part(cache, job.root, job.output, "scan", manifest.inputs) if gone else None
    before = job.inputs.changed_since(packed) or {} if packed is not None else {}
    missing = [folder for folder in gone if any(path.startswith(f"{folder}/") for path in before)]
    hint = f"put it back; {_ALLOW}"
    return tuple(
        finding("missing-folder", Span(path=folder), f"{folder}/ is missing, and the last build read files of it", hint)
        for folder in missing
    )


def _removals(folder: OutputFolder) -> Diagnostic | None:
    """Return a finding if the pages that are about to be removed are most of the pages of the last build."""
    pages, stale = ([path for path in paths if path.endswith(".html")] for paths in (folder.owned, folder.stale()))
    if 2 * len(stale) <= len(pages):
        return None
    message = f"this build would remove {len(stale)} of the {len(pages)} pages of the last one, {stale[0]} among them"
    return finding("many-removals", Span(path="content"), message, f"see whether content/ is complete; {_ALLOW}")


def _nothing_to_do(job: _Job, cache: CacheFolder, manifest: Manifest) -> BuildResult | None:
    """Return the findings of the last build if nothing has changed since; loads no library that makes pages."""
    inputs = job.inputs
    if not _is_same_request(job, manifest) or manifest.inputs != inputs.inputs:
        return None
    signatures = unchanged_outputs(manifest, job.root, str(job.output))
    if signatures is None:
        return None
    if (manifest.recent_inputs or manifest.recent_outputs) and inputs.at_ns > manifest.trusted_from_ns:
        with cache.writing() as may_write:
            if may_write:
                trusted = msgspec.structs.replace(manifest, recent_inputs={}, recent_outputs={})
                save_manifest(cache, job.root, job.output, trusted)
    if job.stops(manifest.findings):
        return BuildResult(manifest.findings, manifest.pages, None)
    return BuildResult(manifest.findings, manifest.pages, Written(unchanged=len(signatures)))


def _is_same_request(job: _Job, manifest: Manifest) -> bool:
    """Are options and theme those of the last build, and the same articles visible?"""
    is_same = manifest.request == job.options.request and manifest.theme == job.inputs.theme_digest
    return is_same and manifest.since <= job.options.now < manifest.until


def _build(job: _Job, *, is_damaged: bool = False) -> BuildResult:
    from briefgen.disk.workers.pool import WorkerPool, in_process
    from briefgen.project.memory import Memory, StaleError
    from briefgen.project.reader import ProjectReader

    with _without_garbage_collection() as collect_again, Memory(job.cache, is_damaged=is_damaged) as memory:
        engine = job.cache.engine if job.cache else ""
        # After a build that stopped, records are newer than the pages.
        before = memory.known if job.old and job.old.index == memory.index else {}
        if job.cache and job.old:
            with contextlib.suppress(StaleError):
                reader = ProjectReader(job.root, memory=memory, engine=engine)
                read, change = _read_change(job, job.cache, job.old, reader)
                return _make(job, memory, in_process, read, before, change)
        with WorkerPool(job.ways.workers, job.ways.executor, say=job.ways.say) as workers:
            reader = ProjectReader(job.root, memory=memory, engine=engine, pool=workers)
            read = reader.read(job.options, job.inputs.scan)
            collect_again()
            return _make(job, memory, workers, read, before)


def _read_change(job: _Job, cache: CacheFolder, old: Manifest, reader: "ProjectReader") -> "tuple[Checked[Site], Change]":
    """Return the site of the last build after a change of some articles.

    Raises StaleError if the whole site has to be read.
    """
    from briefgen.build.work import Change
    from briefgen.plan.planner import KnownOutputs
    from briefgen.project.memory import StaleError
    from briefgen.project.snapshot import load_site

    # A build that stopped, or one into another folder, may have saved records since.
    inputs = job.inputs
    if not _is_same_request(job, old) or old.index != reader.memory.index:
        raise StaleError
    packed = load_part(cache, job.root, job.output, "scan", old.inputs)
    snapshot = load_part(cache, job.root, job.output, "plan", old.snapshot)
    changed = inputs.changed_since(packed) if packed is not None else None
    if snapshot is None or not changed or job.stops(old.findings):
        raise StaleError
    # Settings and layouts are never from the cache: they are programs, and run only from files that their owner can read.
    shared = reader.read_shared(inputs.scan, job.options).value
    if shared is None or shared.frame != old.frame or shared.frame["settings"] != reader.memory.settings:
        raise StaleError
    site = load_site(snapshot, job.root, reader.memory, shared, options=job.options, scan=inputs.scan)
    known = KnownOutputs(of=lambda section: old.by_section.get(section, ()), all=lambda: old.each_path)
    read = reader.change(site, old.findings, changed, known, inputs.scan)
    # Last, since a build of the whole site compares each output by itself.
    signatures = unchanged_outputs(old, job.root, str(job.output), changed)
    if signatures is None or reader.scan != inputs.scan or job.stops(read.findings):
        raise StaleError
    return read, Change(changed, signatures)


def _make(
    job: _Job,
    memory: "Memory",
    pool: "WorkerPool",
    read: "Checked[Site]",
    before: "Mapping[str, Record]",
    change: "Change | None" = None,
) -> BuildResult:
    """Make the outputs of a site that differ from those of the last build, publish them, and save the cache.

    `before` has the records of the last build. Raises StaleError, and writes nothing, if a layout fails after a change.
    """
    from briefgen.build.work import Work
    from briefgen.project.memory import StaleError
    from briefgen.project.site import make_all
    from briefgen.project.snapshot import save_site

    site, cache = read.value, job.cache
    if site is None or job.stops(read.findings):
        # The layouts are tried even so: all findings of a run come in that run.
        faults = make_all(site, Work(site, job.old, None).todo, keep_nothing, pool=pool) if site else ()
        return _stop(memory, cache, in_order((*read.findings, *faults)), site)
    with OutputFolder(job.output, job.old.record_digest if job.old else "") as folder:
        work = Work(site, job.old, job.output, change)
        folder.keep(work.digests_of_kept())
        digests: dict[str, str] = {}

        def take(path: str, staged: Staged) -> None:
            folder.take(path, staged)
            digests[path] = staged.digest

        faults = make_all(site, work.todo, folder.stage, take, progress=job.progress, pool=pool)
        if faults and change:
            raise StaleError  # All pages have to be tried for the findings.
        findings = in_order((*read.findings, *faults))
        if job.stops(findings):
            return _stop(memory, cache, findings, site)
        index_keys: dict[str, bytes] = {}
        for index in work.indexes:
            from briefgen.build.search_index import make_index

            for path, content in make_index(site, index):
                digests[path] = folder.put(path, content)
                index_keys[path] = index.key
        moved, pending = _moves(job, site, work, before, change)
        site.plan.store.forget_cards()
        if not job.ways.removals and (found := _removals(folder)):
            return _stop(memory, cache, in_order((*findings, found)), site)
        job.ways.leave(folder.stale())
        written = folder.publish()
    if cache is not None:
        with cache.writing() as may_write:
            if may_write:
                _save_memory(memory, cache)
                manifest, snapshot = None, save_site(site)
                if not written.findings:
                    manifest = work.manifest(
                        memory,
                        job.options,
                        inputs=job.inputs,
                        findings=findings,
                        digests=digests,
                        index_keys=index_keys,
                        record_digest=folder.record_digest,
                        snapshot=digest(snapshot),
                        moves=pending,
                    )
                parts = {"scan": job.inputs.packed, "plan": snapshot}
                if change and manifest and job.old and manifest.snapshot == job.old.snapshot:
                    del parts["plan"]  # The cache has it.
                save_manifest(cache, job.root, job.output, manifest, parts)
    paths = tuple(sorted(output.output for output in work.todo))
    return BuildResult(in_order((*findings, *moved, *written.findings)), work.pages, written, paths)


def _moves(
    job: _Job, site: "Site", work: "Work", before: "Mapping[str, Record]", change: "Change | None"
) -> tuple[tuple[Diagnostic, ...], tuple[Move, ...]]:
    """Return the findings of moves by which this build removes an address, and the open moves of this and earlier builds."""
    if job.old is None or not (before or job.old.moves):
        return (), ()
    now = {*work.kept, *(output.output for output in work.todo)}
    gone = {path for path in job.old.each_path if path not in now} if before else set()
    if not gone and not job.old.moves:
        return (), ()
    from briefgen.build.moves import new_moves, open_moves, tell_move

    paths = change.paths if change else {**before, **site.memory.known}
    found = open_moves(site, new_moves(site, before, paths, gone), now) if gone else ()
    return tuple(tell_move(site, move) for move in found), open_moves(site, (*job.old.moves, *found), now)


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


def _stop(memory: "Memory", cache: CacheFolder | None, findings: tuple[Diagnostic, ...], site: "Site | None") -> BuildResult:
    """Write nothing; save what was read if there is a cache already."""
    if cache is not None and cache.exists():
        with cache.writing() as may_write:
            if may_write:
                _save_memory(memory, cache)
    return BuildResult(findings, site.plan.page_count if site else 0, None)


def _save_memory(memory: "Memory", cache: CacheFolder) -> None:
    memory.save()
    save_engine(cache.files, cache.engine)


def keep_nothing(_path: str, _content: bytes) -> Staged:
    """Return an empty digest, and drop the bytes, for a caller that needs findings only."""
    return Staged("")
