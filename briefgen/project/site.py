"""Floor 6. A planned site, and all that it takes to make any of its outputs, or to know that one need not be made."""

import contextlib
from collections.abc import Callable, Generator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeAlias

import msgspec

from briefgen.disk.output import Staged
from briefgen.disk.sources import Signature, is_settled, read_file
from briefgen.disk.workers.pool import Spread, alone
from briefgen.plan import Copy, Document, Item, Page, Recipe, Resized, SitePlan, digest_of
from briefgen.project.bytecode import Compiled
from briefgen.project.memory import Memory
from briefgen.render.assets import Asset
from briefgen.render.jobs import Press, printer, sheets_of
from briefgen.values.diagnostics import Checked, Diagnostic, finding
from briefgen.values.documents import BriefingEdition
from briefgen.values.model import Body, Digest, Settings

if TYPE_CHECKING:
    from briefgen.plan import Batch
    from briefgen.render.bytecode import CompiledLayouts
    from briefgen.render.renderer import LayoutSet, Renderer
    from briefgen.text.locales import Label, Locale

Output: TypeAlias = Page | Document | Copy | Resized

#: Outputs that a process makes one after the other. Those side by side show the same articles, so whatever one of them
#: needed is at hand for the next: in spans of 32, two processes took 4.3 s for what takes them 3.9 in these.
_SPAN: Final = 1000


class Site(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """A planned site. `frame` are the digests of what all pages share, by name; `closures` those of layouts, by name."""

    root: Path
    settings: Settings
    plan: SitePlan
    layout_set: "LayoutSet"
    labels: Mapping[str, "Label"]
    assets: Mapping[str, Asset]
    bodies: Callable[[Digest], Body]
    frame: Mapping[str, str] = msgspec.field(default_factory=dict)
    closures: Callable[[str], str] = str
    files: Mapping[str, tuple[Signature, int]] = msgspec.field(default_factory=dict)
    memory: Memory = msgspec.field(default_factory=Memory)

    @cached_property
    def renderer(self) -> "Renderer":
        """What makes pages; loading it takes a tenth of a second, so it is made when the first page is."""
        from briefgen.render.renderer import Renderer

        return Renderer(self.layout_set, self.plan.chrome, self.locale, self.bodies, self._layouts)

    @cached_property
    def locale(self) -> "Locale":
        """How the site says dates, numbers and labels; loading it takes time as well."""
        from zoneinfo import ZoneInfo

        from briefgen.text.locales import Locale

        return Locale(self.settings.language, ZoneInfo(self.settings.time_zone), self.labels)

    @cached_property
    def _compiled(self) -> Compiled:
        return Compiled(self.frame.get("engine", ""), self.settings, self.labels)

    @cached_property
    def _layouts(self) -> "CompiledLayouts":
        return self._compiled.load()

    def keep_layouts(self) -> None:
        """Keep what was compiled for the next process."""
        if "_layouts" in vars(self):
            self._compiled.save(self._layouts)

    @property
    def press(self) -> Press:
        """What a worker needs to print pages."""
        labels = dict(self.labels)
        return Press(
            digest=digest_of((dict(self.frame), self.layout_set, self.plan.chrome)).hex(),
            layout_set=self.layout_set,
            chrome=self.plan.chrome,
            language=self.settings.language,
            time_zone=self.settings.time_zone,
            labels=labels,
        )

    def neighbours(self, path: str) -> tuple[Item | None, Item | None]:
        """Return the items before and after one, newest first; none beside one that is not visible."""
        items = self.plan.items
        place = next((index for index, item in enumerate(items) if item.path == path), None)
        if place is None:
            return None, None
        return items[place - 1] if place else None, items[place + 1] if place + 1 < len(items) else None

    def outputs(self) -> tuple[Output, ...]:
        """Return every recipe: copies first, so that nothing refers to what is not there yet."""
        return self.plan.outputs

    def find(self, path: str) -> Output | None:
        """Return the recipe of an output path, if there is one; those of a date are made when one of them is asked for."""
        found = self._undated.get(path)
        if found is not None:
            return found
        # All that hangs on a date has it in its path.
        batches = (self._batches[part] for part in path.split("/") if part in self._batches)
        return next((output for batch in batches for output in batch.outputs if output.output == path), None)

    @cached_property
    def _undated(self) -> dict[str, Output]:
        return {output.output: output for output in (*self.plan.copies, *self.plan.resized, *self.plan.others)}

    @cached_property
    def _batches(self) -> "dict[str, Batch]":
        return {batch.name: batch for batch in self.plan.batches}

    def make(self, output: Output) -> Checked[bytes]:
        """Return the bytes of one output; the same recipe always gives the same bytes."""
        match output:
            case Page():
                return self.renderer.render(output.layout, output.view, output.asked_by)
            case Document():
                return Checked(self._make_document(output))
            case Copy():
                if output.path in self.assets:
                    return Checked(self.assets[output.path].content)
                return read_file(self.root, output.path)
            case Resized():
                return self._resize(output)

    def _resize(self, size: Resized) -> Checked[bytes]:
        """Return a picture in a smaller size, from the memory if it was made before."""
        from briefgen.disk.images import resize

        made = self.memory.size_of(size.digest, size.width)
        if made is not None:
            return Checked(made)
        data = read_file(self.root, size.path)
        if data.value is None:
            return data
        made = resize(data.value, size.width)
        if made is None:
            message = f'"{size.path}" cannot be decoded'
            return Checked(None, (finding("media-kind", size.origin, message, "replace the file"),))
        self.memory.keep_size(size.digest, size.width, made)
        return Checked(made)

    def _make_document(self, output: Document) -> bytes:
        view = output.view
        if isinstance(view, BriefingEdition):
            from briefgen.render.editions import render_edition

            return render_edition(view, output.output, self.locale)
        from briefgen.render.feeds import render_document

        return render_document(view, output.output, self.bodies)

    def key(self, output: Output) -> bytes:
        """Return the digest of what an output is made from, beside the frame and its layout; empty: not known.

        Two recipes of one key under one frame and one closure of layouts give the same bytes.
        """
        if not isinstance(output, Copy):
            return output.key
        if output.path in self.assets:
            return digest_of(("asset", output.output, self.assets[output.path].content))
        signature, read_at = self.files[output.path]
        return digest_of(("copy", output.path, signature)) if is_settled(signature, read_at) else b""


def make_all(
    site: Site,
    outputs: Sequence[Output],
    store: Callable[[str, bytes], Staged],
    take: Callable[[str, Staged], None] = lambda _path, _staged: None,
    *,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    spread: Spread = alone,
) -> tuple[Diagnostic, ...]:
    """Make outputs and store their bytes by path; return what is wrong with layouts, each fault once.

    Bytes are stored where they are made, which may be a forked process: `take` is told here what came of it, in order.
    """
    faults: dict[Diagnostic, list[str]] = {}
    # Closed here, whatever interrupts this: workers may be writing files, and whoever called clears these away.
    with contextlib.closing(_made(site, outputs, store, spread)) as everything:
        for index, (output, made) in enumerate(everything):
            if made.value is not None:
                take(output.output, made.value)
            for found in made.findings:
                faults.setdefault(found, []).append(output.output)
            progress(index + 1, len(outputs))
    site.keep_layouts()
    return tuple(_on_pages(found, where) for found, where in faults.items())


def _made(
    site: Site, outputs: Sequence[Output], store: Callable[[str, bytes], Staged], spread: Spread
) -> Generator[tuple[Output, Checked[Staged]], None, None]:
    """Give every output with what came of its bytes, in order: recipes perhaps made elsewhere, the others here."""
    recipes = [output for output in outputs if isinstance(output, Recipe)]

    def make(numbers: Sequence[int]) -> list[Checked[Staged]]:
        return [_stored(recipes[number], site.make(recipes[number]), store) for number in numbers]

    def prepare() -> None:
        site.memory.pack.settle()
        # One of each layout is made before there are others: so what it takes is loaded and compiled once, and kept.
        for recipe in {recipe.layout: recipe for recipe in reversed(recipes)}.values():
            site.make(recipe)

    shared = spread.share(make, len(recipes), span=_SPAN, prepare=prepare)
    if shared is None:
        pages = [recipe for recipe in recipes if isinstance(recipe, Page)]
        printed = spread(printer(site.press), sheets_of(pages, site.bodies), len(pages))
        for output in outputs:
            yield output, _stored(output, next(printed) if isinstance(output, Page) else site.make(output), store)
    else:
        for output in outputs:
            is_shared = isinstance(output, Recipe)
            yield output, next(shared) if is_shared else _stored(output, site.make(output), store)


def _stored(output: Output, made: Checked[bytes], store: Callable[[str, bytes], Staged]) -> Checked[Staged]:
    if made.value is None:
        return Checked(None, made.findings)
    return Checked(store(output.output, made.value), made.findings)


def _on_pages(found: Diagnostic, outputs: list[str]) -> Diagnostic:
    others = f" and {len(outputs) - 1} more" if len(outputs) > 1 else ""
    return msgspec.structs.replace(found, message=f"{found.message} (in {outputs[0]}{others})")
