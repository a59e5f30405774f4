"""Floor 8. Ask a question about a project's site, without building it."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from briefgen.build.flow import CACHE_FOLDER, open_cache
from briefgen.disk.cache import CacheDamagedError, CacheFolder
from briefgen.project.memory import Memory
from briefgen.project.reader import ProjectReader
from briefgen.project.site import Site
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options

T = TypeVar("T")


def with_site(root: Path, options: Options, use: Callable[[Site | None, tuple[Diagnostic, ...]], T]) -> T:
    """Return what a function makes of the site (None: there is none) and all findings."""
    cache = open_cache(root)
    try:
        with Memory(cache) as memory:
            read = ProjectReader(root, memory=memory, engine=cache.engine).read(options)
            return use(read.value, read.findings)
    except CacheDamagedError:
        with Memory(CacheFolder(root / CACHE_FOLDER / "none", "")) as memory:
            read = ProjectReader(root, memory=memory).read(options)
            return use(read.value, read.findings)
