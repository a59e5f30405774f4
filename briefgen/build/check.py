"""Floor 8. Check a project without writing anything, and remove what builds wrote."""

from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.build.flow import CACHE_FOLDER, keep_nothing, open_cache
from briefgen.build.result import BuildResult, Progress, no_progress
from briefgen.disk.cache import CacheDamagedError, CacheFolder
from briefgen.disk.output import Written, check_output_folder, remove_all
from briefgen.values.diagnostics import Checked, Diagnostic, in_order
from briefgen.values.model import Options

if TYPE_CHECKING:
    from briefgen.project.site import Site


def check_site(root: Path, options: Options, *, progress: Progress = no_progress) -> BuildResult:
    """Find everything that a build would find, and what the ledgers of imports prove; write nothing."""
    # Imported here, so that a build does not load the importer.
    from briefgen.importing import prove_project

    cache = open_cache(root)
    try:
        read, faults = _try(root, options, cache, progress)
    except CacheDamagedError:
        read, faults = _try(root, options, None, progress)
    return BuildResult(
        in_order((*read.findings, *faults, *prove_project(root))), read.value.plan.page_count if read.value else 0, None
    )


def _try(
    root: Path, options: Options, cache: CacheFolder | None, progress: Progress
) -> "tuple[Checked[Site], tuple[Diagnostic, ...]]":
    from briefgen.project.memory import Memory
    from briefgen.project.reader import ProjectReader
    from briefgen.project.site import make_all

    with Memory(cache) as memory:
        read = ProjectReader(root, memory=memory).read(options)
        return read, make_all(read.value, read.value.outputs(), keep_nothing, progress=progress) if read.value else ()


def clean(root: Path, output: Path) -> Written:
    """Remove what earlier builds wrote, and the cache; nothing else."""
    import shutil

    check_output_folder(root, output)
    written = remove_all(output)
    cache = root / CACHE_FOLDER
    if cache.is_dir() and not cache.is_symlink():
        shutil.rmtree(cache)
    return written
