"""Floor 5. The flows on a project: build it, check it, explain a page of it, clean up after it."""

import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.diagnostics import BriefgenError, Diagnostic, Severity, has_errors, in_order
from briefgen.model import UrlPath
from briefgen.output import OutputFolder, Written, check_output_folder, remove_all
from briefgen.permalinks import output_path
from briefgen.plan import Copy, Document, Page
from briefgen.project import Options, Output, ProjectReader, Site, make_all

#: The cache's folder in a project.
CACHE_FOLDER: Final = ".briefgen"

Progress = Callable[[int, int], None]


def no_progress(_done: int, _total: int) -> None:
    """Show nothing."""


@dataclass(frozen=True, slots=True)
class BuildResult:
    """What a build or a check found, how many pages the site has, and what was written (None: nothing)."""

    findings: tuple[Diagnostic, ...]
    pages: int
    written: Written | None

    def failed(self, *, strict: bool) -> bool:
        """Is something at fault that stops a build? `strict` counts warnings as well."""
        # What was left in place is told after the site was written, so it cannot be why it was not.
        return has_errors(self.findings) or (strict and any(found.code != "changed-output" for found in self.findings))

    @property
    def warnings(self) -> int:
        """How many of the findings are warnings."""
        return sum(found.severity is Severity.WARNING for found in self.findings)


def build_site(
    root: Path, output: Path, options: Options, *, strict: bool = False, workers: int = 1, progress: Progress = no_progress
) -> BuildResult:
    """Write the site, or nothing where there is a finding of severity error; raises BriefgenError."""
    check_output_folder(root, output)
    with ExitStack() as stack:
        executor = stack.enter_context(ProcessPoolExecutor(workers)) if workers > 1 else None
        read = ProjectReader(root, executor).read(options)
        site = read.value
        if site is None or _stops(read.findings, strict=strict):
            # The layouts are tried even so: all findings of a run come in that run.
            faults = make_all(site, _keep_nothing, no_progress) if site else ()
            return BuildResult(in_order((*read.findings, *faults)), _count(site), None)
        with OutputFolder(output) as folder:
            faults = make_all(site, lambda made, content: folder.put(made.output, content), progress)
            findings = in_order((*read.findings, *faults))
            if _stops(findings, strict=strict):
                return BuildResult(findings, _count(site), None)
            written = folder.publish()
    return BuildResult(in_order((*findings, *written.findings)), _count(site), written)


def check_site(root: Path, options: Options, *, progress: Progress = no_progress) -> BuildResult:
    """Find everything that a build would find, and what the ledgers of imports prove; write nothing."""
    # Imported here, so that a build does not load the importer.
    from briefgen.importer import prove_project

    read = ProjectReader(root).read(options)
    faults = make_all(read.value, _keep_nothing, progress) if read.value else ()
    return BuildResult(in_order((*read.findings, *faults, *prove_project(root))), _count(read.value), None)


@dataclass(frozen=True, slots=True)
class Explanation:
    """An output's recipe: what it is made from, and whether a build would write it now."""

    address: str
    output: str
    layout: str
    view: str
    inputs: tuple[str, ...]
    would_write: str


def explain(
    root: Path, output: Path, options: Options, wanted: str
) -> tuple[tuple[Explanation, ...], tuple[Diagnostic, ...]]:
    """Return the recipes of an address, or of every page that a content file goes into; raises BriefgenError for neither."""
    read = ProjectReader(root).read(options)
    site = read.value
    if site is None:
        return (), read.findings
    found = [made for made in site.outputs() if _is_meant(made, wanted, site)]
    if not found:
        raise BriefgenError(f'no page has the address or the file "{wanted}"')
    return tuple(_explain(made, site, output) for made in found), read.findings


def clean(root: Path, output: Path) -> Written:
    """Remove what earlier builds wrote, and the cache; nothing else."""
    check_output_folder(root, output)
    written = remove_all(output)
    cache = root / CACHE_FOLDER
    if cache.is_dir() and not cache.is_symlink():
        shutil.rmtree(cache)
    return written


def _is_meant(made: Output, wanted: str, site: Site) -> bool:
    path = made.output
    base = site.plan.chrome.home
    local = wanted.removeprefix(site.plan.chrome.base_url.removesuffix(base))
    local = f"/{local.removeprefix(base)}" if local.startswith("/") else local
    if not local.startswith("/"):
        inputs = (made.path,) if isinstance(made, Copy) else made.inputs
        return wanted in inputs or wanted == path
    return output_path(UrlPath(local)) == path or (not local.endswith("/") and output_path(UrlPath(f"{local}/")) == path)


def _explain(made: Output, site: Site, output: Path) -> Explanation:
    path = made.output
    content = site.make(made).value
    target = output / path
    if content is None:
        state = "no: the layout fails"
    elif not target.is_file():
        state = "yes: the file is not there"
    else:
        state = "no: the file has these bytes" if target.read_bytes() == content else "yes: the file has other bytes"
    address = f"/{made.output}" if isinstance(made, Copy) else str(made.address)
    match made:
        case Page():
            return Explanation(address, path, made.layout, type(made.view).__name__, made.inputs, state)
        case Document():
            return Explanation(address, path, "", type(made.view).__name__, made.inputs, state)
        case Copy():
            return Explanation(address, path, "", "", (made.path,), state)


def _keep_nothing(_made: Output, _content: bytes) -> None:
    """Take bytes and drop them: only the findings count."""


def _stops(findings: tuple[Diagnostic, ...], *, strict: bool) -> bool:
    return has_errors(findings) or (strict and bool(findings))


def _count(site: Site | None) -> int:
    return len(site.plan.pages) if site else 0
