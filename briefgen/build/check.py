"""Floor 8. Check a project without writing anything, verify a build, and remove what builds wrote."""

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from briefgen.build.acceptance import accept
from briefgen.build.flow import CACHE_FOLDER, open_cache
from briefgen.build.manifest import Manifest, Move, load_manifest
from briefgen.build.result import LATE_WARNINGS, BuildResult, Progress, no_progress
from briefgen.disk.cache import CacheDamagedError
from briefgen.disk.output import Staged, Written, check_output_folder, read_record, remove_all
from briefgen.disk.sources import SETTINGS_FILE
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Severity, Span, finding, in_order
from briefgen.values.model import Options

if TYPE_CHECKING:
    from briefgen.project.memory import Memory
    from briefgen.project.site import Site

#: Paths that a message of `verify` names at most.
_NAMED: Final = 3


def check_site(
    root: Path, options: Options, *, output: Path | None = None, is_published: bool = False, progress: Progress = no_progress
) -> BuildResult:
    """Find everything that a build would find, and what the ledgers of imports prove; write nothing.

    `output` is the folder of the last build (None: site/), from which addresses of moved files are known. `is_published`:
    the site is for readers, so its base URL has to be one that they can open.
    """
    # Imported here, so that a build does not load the importer.
    from briefgen.importing import prove_project
    from briefgen.project.memory import Memory

    cache, folder = open_cache(root), output or root / "site"
    try:
        with Memory(cache) as memory:
            found = _check_pages(root, options, memory, load_manifest(cache, root, folder), progress)
    except CacheDamagedError:
        with Memory() as memory:
            found = _check_pages(root, options, memory, None, progress)
    more = (*prove_project(root), *(_reserved(root, options) if is_published else ()))
    findings = accept(root, in_order((*found.findings, *more)), is_proved=True)
    # A move that the settings accept is meant.
    meant = {one.span.path for one in findings if one.code == "moved-address" and one.severity is Severity.NOTE}
    moves = tuple(move for move in found.moves if move.path not in meant)
    return msgspec.structs.replace(found, findings=findings, moves=moves)


def _reserved(root: Path, options: Options) -> tuple[Diagnostic, ...]:
    """Tell a base URL of the settings that readers cannot open; one of the options is named for this run, and is meant."""
    from briefgen.content.schema.links import why_not_for_readers
    from briefgen.project.settings import settings_of

    settings = settings_of(root).value
    why = why_not_for_readers(settings.base_url) if settings and settings.base_url and not options.base_url else ""
    if not settings or not why:
        return ()
    place = settings.places["base_url"]
    span = Span(path=SETTINGS_FILE, line=place.line, column=place.column, length=place.length)
    hint = "write the address at which readers find the site; to try a target out: --base-url http://localhost:8000/"
    return (finding("reserved-base-url", span, f'the host of "{settings.base_url}" {why}', hint),)


def _check_pages(root: Path, options: Options, memory: "Memory", old: Manifest | None, progress: Progress) -> BuildResult:
    """Make all outputs and look at the pages; raises CacheDamagedError. `old` is the manifest of the last build."""
    from briefgen.build.lint import PageLint
    from briefgen.build.moves import new_moves, open_moves, tell_move
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import make_all

    # After a build that stopped, records are newer than the pages.
    before = memory.known if old and old.index == memory.index else {}
    read = ProjectReader(root, memory=memory).read(options)
    site = read.value
    if site is None:
        return BuildResult(read.findings, 0, None)
    lint = PageLint(site)
    faults = make_all(site, site.outputs(), lint.store, progress=progress)
    moves: tuple[Move, ...] = ()
    if old is not None:
        now = {output.output for output in site.plan.outputs}
        gone = [path for path in old.each_path if path not in now]
        new = new_moves(site, before, {**before, **memory.known}, gone) if before and gone else ()
        moves = open_moves(site, (*old.moves, *new), now)
    told = [tell_move(site, move) for move in moves]
    findings = (*read.findings, *faults, *lint.findings(), *told)
    return BuildResult(findings, site.plan.page_count, None, moves=moves)


def _make_all(
    root: Path,
    options: Options,
    memory: "Memory",
    store: Callable[[str, bytes], Staged],
) -> "tuple[Site | None, tuple[Diagnostic, ...]]":
    """Make all outputs, and return the site with all findings; raises CacheDamagedError."""
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import make_all

    read = ProjectReader(root, memory=memory).read(options)
    faults = make_all(read.value, read.value.outputs(), store) if read.value else ()
    return read.value, in_order((*read.findings, *faults))


def verify(root: Path, output: Path, options: Options, result: BuildResult) -> None:
    """Compare the result of a build with a build without a cache; raises BriefgenError if findings or bytes differ."""
    from briefgen.build.search_index import make_index
    from briefgen.project.memory import Memory

    digests: dict[str, str] = {}

    def store(path: str, content: bytes) -> Staged:
        digests[path] = hashlib.sha256(content).hexdigest()
        return Staged(digests[path])

    with Memory() as memory:
        site, findings = _make_all(root, options, memory, store)
        if accept(root, findings) != tuple(one for one in result.findings if one.code not in LATE_WARNINGS):
            raise _differs("what was found")
        if result.written is None:
            return
        if site is not None:
            for index in site.plan.indexes:
                digests |= {path: hashlib.sha256(content).hexdigest() for path, content in make_index(site, index)}
    kept = {one.span.path for one in result.findings if one.code == "changed-output"}
    there = {path: _digest_of(output / path) for path in read_record(output) if path not in kept}
    different = sorted(path for path in {*digests, *there} if digests.get(path) != there.get(path))
    if different:
        others = f" and {len(different) - _NAMED} more" if len(different) > _NAMED else ""
        raise _differs(f"{', '.join(different[:_NAMED])}{others}")


def _digest_of(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _differs(what: str) -> BriefgenError:
    return BriefgenError(f"a build from nothing gives something else: {what}; run briefgen clean, build, and report this")


def clean(root: Path, output: Path) -> Written:
    """Remove what earlier builds wrote, and the cache; nothing else."""
    import shutil

    check_output_folder(root, output)
    written = remove_all(output)
    cache = root / CACHE_FOLDER
    if cache.is_dir() and not cache.is_symlink():
        try:
            shutil.rmtree(cache)
        except OSError as error:
            raise BriefgenError(f"cannot remove {cache}: {error.strerror or error}") from error
    return written
