"""Floor 8. What a build has to make, given the manifest of the last one, and the manifest that it leaves."""

import itertools
import time
from collections.abc import Iterable, Mapping, Set
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from briefgen.values.diagnostics import Diagnostic
from briefgen.build.unchanged import Left
from briefgen.disk.signatures import Look, look_at, young_until_ns
from briefgen.build.rows import Digests, Made, Outputs, pack_outputs
from briefgen.plan.window import window_of
from briefgen.build.manifest import Manifest, request_of
from briefgen.values.model import Options
from briefgen.disk.output import RECORD
from briefgen.plan import Recipe, Resized, SearchIndex
from briefgen.plan import Copy
from briefgen.project.site import Output, Site
from briefgen.project.reader import ProjectReader
from briefgen.disk.sources import Scan, is_settled, racy_until_ns

_AGE_OF: Final = attrgetter("age")


class Work(msgspec.Struct, frozen=True):
    """The outputs that are there already, and those that have to be made; `keys` are those of all recipes by path.

    `kept` are as `old` has them, but those that were looked at closer: `again` has these as they lie there now, and of them
    `young` may have changed since they were looked at. `layouts` has those that kept pages may have.
    `batches` are those of the plan by name, each with its key and the paths of its outputs. `indexes` are the pieces of the
    search index that have to be made.
    """

    todo: tuple[Output, ...]
    batches: Mapping[str, tuple[bytes, tuple[str, ...]]]
    indexes: tuple[SearchIndex, ...]
    keys: Mapping[str, bytes]
    kept: Set[str]
    old: Outputs | None
    again: Mapping[str, Made]
    young: Set[str]
    layouts: Set[str]

    def digests_of_kept(self) -> Mapping[str, str]:
        """Return the digests of what is kept, by path."""
        return {} if self.old is None else Digests(self.old, self.kept)


def divide(site: Site, old: Manifest | None, folder: str | None) -> Work:
    """Part the outputs of a site; without a folder, one whose recipe is the same counts as there."""
    todo: list[Output] = []
    keys: dict[str, bytes] = {}
    batches: dict[str, tuple[bytes, tuple[str, ...]]] = {}
    left = Left(site, old, folder)

    def part(outputs: Iterable[Output]) -> None:
        for output in outputs:
            path = output.output
            key = keys[path] = output.key if isinstance(output, Recipe) else site.key(output)
            if not (key and left.keep(path, key, layout_of(output))):
                todo.append(output)

    part((*site.plan.copies, *site.plan.resized))
    known = dict(old.paths_of_batches()) if old else {}
    for batch in site.plan.batches:
        key, paths = known.get(batch.name, (b"", ()))
        if key != batch.key or not left.keep_all(paths):
            paths = tuple(output.output for output in batch.outputs)
            part(batch.outputs)
        batches[batch.name] = (batch.key, paths)
    # Tens of thousands of cards are not at hand at once: each is made for the batch of its date, and once for lists.
    part(sorted(site.plan.others, key=_AGE_OF))
    # Only a build makes an index, so without a folder there is none.
    indexes = [
        index for index, paths in left.files_of(site.plan.indexes) if folder is None or not paths or not left.keep_all(paths)
    ]
    return Work(
        todo=tuple(todo),
        batches=batches,
        indexes=tuple(indexes),
        keys=keys,
        kept=left.kept,
        old=left.outputs,
        again={path: made for path, made in left.again.items() if path in left.kept},
        young=left.young & left.kept,
        layouts=left.layouts if left.kept else frozenset(),
    )


def layout_of(output: Output) -> str:
    """Return the name of an output's layout; nothing where none makes it."""
    return "" if isinstance(output, Copy | Resized) else output.layout


def manifest_of(
    site: Site,
    reader: ProjectReader,
    options: Options,
    *,
    folder: Path,
    look: Look,
    findings: tuple[Diagnostic, ...],
    work: Work,
    digests: Mapping[str, str],
    record_digest: str,
    index_keys: Mapping[str, bytes],
) -> Manifest | None:
    """Return the manifest of a build that wrote into a folder, given the digests of what it made; None: it is gone again.

    `index_keys` are the keys of fresh files of the search index by path.
    """
    scan, record = reader.scan, look_at(str(folder / RECORD))
    if scan is None or record is None:
        return None
    since, until = window_of(reader.instants(), options.now)
    made, young = dict(work.again), {path: work.again[path].digest for path in work.young}
    fresh = ((output.output, work.keys[output.output], layout_of(output)) for output in work.todo)
    for path, key, layout in itertools.chain(fresh, ((path, key, "") for path, key in index_keys.items())):
        seen_at, signature = time.time_ns(), look_at(f"{folder}/{path}")
        if signature is not None and path in digests:
            made[path] = Made(key, layout, digests[path], signature)
            if seen_at <= young_until_ns(signature):
                young[path] = digests[path]
    racy = _racy(reader, scan, look.at_ns)
    batches, ordered = _in_batches(work.batches, work.kept | made.keys())
    lay, paths, packed = pack_outputs(ordered, made, work.old)
    # A layout that no page has any more does no harm.
    layouts = {one.layout for one in made.values()} | work.layouts
    return Manifest(
        request=request_of(options),
        since=since,
        until=until,
        inputs=look.inputs,
        theme=look.theme_digest,
        findings=findings,
        pages=site.plan.page_count,
        frame=dict(site.frame),
        closures={layout: site.closures(layout) if layout else "" for layout in sorted(layouts)},
        record=record,
        record_digest=record_digest,
        plan="",
        racy=racy,
        young=young,
        settled_from_ns=max(
            *(racy_until_ns(scan.files[path]) for path in racy or ()),
            *(young_until_ns(made[path].signature) for path in young),
            0,
            0,
        ),
        lay=lay,
        batches=batches,
        paths=paths,
        packed=packed,
    )


def _in_batches(
    batches: Mapping[str, tuple[bytes, tuple[str, ...]]], outputs: Set[str]
) -> tuple[list[tuple[str, bytes, int]], list[str]]:
    """Return name, key and size of each batch of which all is there, and the paths of all outputs, those of these first."""
    found: list[tuple[str, bytes, int]] = []
    ordered: dict[str, None] = {}
    for name, (key, paths) in batches.items():
        if outputs >= set(paths):
            found.append((name, key, len(paths)))
            ordered.update(dict.fromkeys(paths))
    return found, [*ordered, *sorted(outputs - ordered.keys())]


def _racy(reader: ProjectReader, scan: Scan, scanned_at_ns: int) -> dict[str, str] | None:
    """Return the digests of files that may have changed since they were read and look the same; None: not all are known."""
    records, racy = reader.memory.records, {}
    # What was old enough before the first of them was read need not be asked one by one.
    first = min((record.read_at_ns for record in records.values()), default=0)
    for path in [path for path, signature in scan.files.items() if not is_settled(signature, first)]:
        record, signature = records.get(path), scan.files[path]
        if record is None:
            if not is_settled(signature, scanned_at_ns):
                return None
        elif not is_settled(signature, record.read_at_ns):
            if not record.digest:
                return None
            racy[path] = record.digest
    return racy
