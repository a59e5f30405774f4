"""Floor 6. A planned site: makes the bytes of any output, and gives the key that tells whether an output changed."""

import contextlib
import functools
from collections.abc import Callable, Generator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from briefgen.disk.output import Staged
from briefgen.disk.sources import MEDIA_LIMIT, Scan, Signature, is_trusted, read_file
from briefgen.disk.workers.pool import WorkerPool, in_process
from briefgen.plan.material import SitePlan
from briefgen.plan.recipes import Copy, Document, Output, Page, Recipe, Resized
from briefgen.project.memory import Memory
from briefgen.project.printer import Printer
from briefgen.render.assets import Asset
from briefgen.render.jobs import is_page, jobs_of, run_jobs
from briefgen.values.diagnostics import Checked, Diagnostic, finding
from briefgen.values.model import Body, Digest, Settings, digest_of
from briefgen.values.parts import BriefingEdition, MiningPolicy, Robots, ServerRules

if TYPE_CHECKING:
    from briefgen.text.locales import Locale

#: Outputs that a worker makes as one chunk. Outputs that follow each other show the same articles, so that cards are cached
#: for the next one: with chunks of 32, two processes took 4.3 s for what takes them 3.9 s with these.
_SPAN: Final = 1000


def copied_files(scan: Scan, scanned_at_ns: int) -> dict[str, tuple[Signature, int]]:
    """Return, by path, the files of a project that may be published unchanged: signature, and instant of the scan in ns."""
    return {
        path: (signature, scanned_at_ns)
        for path, signature in scan.files.items()
        if path.startswith(("content/", "static/")) and not path.endswith(".md")
    }


class Site(msgspec.Struct, frozen=True, kw_only=True):
    """A planned site, with all that it takes to make its outputs.

    `assets` are by path. `frame` has the digests of what all pages share, by name. `closures` returns the digest of a layout
    with all layouts that it needs, by name. `files` has, by path, the signature of each file that may be copied, and when it
    was read, in nanoseconds.
    """

    root: Path
    plan: SitePlan
    printer: Printer
    assets: Mapping[str, Asset]
    bodies: Callable[[Digest], Body]
    frame: Mapping[str, str] = msgspec.field(default_factory=dict)
    closures: Callable[[str], str] = str
    files: Mapping[str, tuple[Signature, int]] = msgspec.field(default_factory=dict)
    memory: Memory = msgspec.field(default_factory=Memory)

    @property
    def settings(self) -> Settings:
        """The site's settings."""
        return self.printer.settings

    @property
    def locale(self) -> "Locale":
        """The locale of the site, which formats dates, numbers and labels."""
        return self.printer.locale

    def outputs(self) -> tuple[Output, ...]:
        """Return all outputs in order: copies first, so that no page is written before a file that it refers to."""
        return self.plan.outputs

    def make(self, output: Output) -> Checked[bytes]:
        """Return the bytes of one output, always the same; or None and the findings of a layout or file that fails."""
        match output:
            case Page():
                maker = self.plan.maker
                return self.printer.renderer.render(output.layout, output.view(maker), output.origin(maker).path)
            case Document():
                return Checked(self._make_document(output))
            case Copy():
                if output.path in self.assets:
                    return Checked(self.assets[output.path].content)
                return read_file(self.root, output.path, MEDIA_LIMIT)
            case Resized():
                return self._resize(output)

    def _resize(self, size: Resized) -> Checked[bytes]:
        """Return the bytes of a resized picture, from the memory if it was made before."""
        from briefgen.disk.extras import resize

        made = self.memory.size_of(size.digest, size.width)
        if made is not None:
            return Checked(made)
        data = read_file(self.root, size.path, MEDIA_LIMIT)
        if data.value is None:
            return data
        made = resize(data.value, size.width)
        if made is None:
            message = f'"{size.path}" cannot be decoded'
            return Checked(None, (finding("media-kind", size.origin, message, "replace the file"),))
        self.memory.keep_size(size.digest, size.width, made)
        return Checked(made)

    def _make_document(self, output: Document) -> bytes:
        view = output.view(self.plan.maker)
        if isinstance(view, MiningPolicy | Robots | ServerRules):
            from briefgen.render.hosting import render_host_file

            return render_host_file(view, output.output)
        from briefgen.render.feeds import render_document, render_json_edition

        if isinstance(view, BriefingEdition):
            if output.output.endswith(".json"):
                return render_json_edition(view)
            from briefgen.render.plain import render_text_edition

            return render_text_edition(view, self.locale, self.bodies)
        return render_document(view, output.output, self.bodies)

    def key(self, output: Output) -> bytes:
        """Return the digest of what an output is made from, beside the frame and its layout.

        Two outputs with one key, one frame and one closure of the layout have the same bytes. The key is empty if the
        signature of the file to copy cannot be trusted yet.
        """
        if not isinstance(output, Copy):
            return output.key
        if output.path in self.assets:
            return digest_of(("asset", output.output, self.assets[output.path].content))
        signature, read_at = self.files[output.path]
        return digest_of(("copy", output.path, signature)) if is_trusted(signature, read_at) else b""


def make_all(
    site: Site,
    outputs: Sequence[Output],
    store: Callable[[str, bytes], Staged],
    take: Callable[[str, Staged], None] = lambda _path, _staged: None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    pool: WorkerPool = in_process,
) -> tuple[Diagnostic, ...]:
    """Make outputs and store their bytes by path; return the findings of layouts, each fault once.

    `store` gets the bytes of an output in the process that made them, which may be a forked worker. `take` gets its result
    in this process, in the order of the outputs.
    """
    faults: dict[Diagnostic, list[str]] = {}
    # Closed here even if an error interrupts this: the caller removes the staged files, so no worker may write any more.
    with contextlib.closing(_made(site, outputs, store, pool)) as everything:
        for index, (output, made) in enumerate(everything):
            if made.value is not None:
                take(output.output, made.value)
            for found in made.findings:
                faults.setdefault(found, []).append(output.output)
            progress(index + 1, len(outputs))
    site.printer.save_bytecode()
    return tuple(on_pages(found, where) for found, where in faults.items())


def _made(
    site: Site, outputs: Sequence[Output], store: Callable[[str, bytes], Staged], pool: WorkerPool
) -> Generator[tuple[Output, Checked[Staged]], None, None]:
    """Give every output with its stored bytes, in order. Workers may make pages and documents; copies are made here."""
    recipes = [output for output in outputs if isinstance(output, Recipe)]

    def make(numbers: Sequence[int]) -> list[Checked[Staged]]:
        return [_stored(recipes[number], site.make(recipes[number]), store) for number in numbers]

    def prepare() -> None:
        site.memory.pack.flush()
        # One page of each layout is made before workers are forked, so that layouts and libraries are loaded only once.
        for recipe in {recipe.layout: recipe for recipe in reversed(recipes)}.values():
            site.make(recipe)

    stored = pool.map_forked(make, len(recipes), span=_SPAN, prepare=prepare)
    if stored is None:
        pages = [recipe for recipe in recipes if isinstance(recipe, Page)]
        run = functools.partial(run_jobs, site.printer.setup())
        printed = pool(run, jobs_of(pages, site.plan.maker, site.bodies), len(pages), is_page)
        stored = (
            _stored(recipe, next(printed) if isinstance(recipe, Page) else site.make(recipe), store) for recipe in recipes
        )
    for output in outputs:
        yield output, next(stored) if isinstance(output, Recipe) else _stored(output, site.make(output), store)


def _stored(output: Output, made: Checked[bytes], store: Callable[[str, bytes], Staged]) -> Checked[Staged]:
    if made.value is None:
        return Checked(None, made.findings)
    return Checked(store(output.output, made.value), made.findings)


def on_pages(found: Diagnostic, outputs: Sequence[str]) -> Diagnostic:
    """Return a finding that says in which outputs the fault is seen: the first one, and how many more."""
    others = f" and {len(outputs) - 1} more" if len(outputs) > 1 else ""
    return msgspec.structs.replace(found, message=f"{found.message} (in {outputs[0]}{others})")
