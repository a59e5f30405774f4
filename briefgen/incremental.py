"""Floor 5. What a build has to make, given the manifest of the last one, and the manifest that it leaves."""

import itertools
import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from briefgen.diagnostics import Diagnostic
from briefgen.looks import Look, look_at, look_at_all, young_until_ns
from briefgen.manifest import (
    Made,
    Manifest,
    look_again,
    pack_outputs,
    request_of,
    window_of,
)
from briefgen.model import Options
from briefgen.output import RECORD
from briefgen.plan import Recipe, Resized, SearchIndex
from briefgen.project import Copy, Output, ProjectReader, Site
from briefgen.sources import Scan, is_settled, racy_until_ns

_AGE_OF: Final = attrgetter("age")


class Work(msgspec.Struct, frozen=True):
    """The outputs that are there already by path, and those that have to be made; `keys` are those of all recipes by path.

    `batches` are those of the plan by name, each with its key and the paths of its outputs. `indexes` are the pieces of the
    search index that have to be made. `young` are the outputs that are there and may have changed since they were looked at.
    """

    kept: Mapping[str, Made]
    todo: tuple[Output, ...]
    batches: Mapping[str, tuple[bytes, tuple[str, ...]]]
    indexes: tuple[SearchIndex, ...]
    keys: Mapping[str, bytes]
    young: frozenset[str] = frozenset()


def divide(site: Site, old: Manifest | None, folder: str | None) -> Work:
    """Part the outputs of a site; without a folder, one whose recipe is the same counts as there."""
    kept: dict[str, Made] = {}
    todo: list[Output] = []
    keys: dict[str, bytes] = {}
    batches: dict[str, tuple[bytes, tuple[str, ...]]] = {}
    same = _known(site, old)
    look = _Look(folder, same, old.young if old else ())

    def part(outputs: Iterable[Output]) -> None:
        for output in outputs:
            path = output.output
            key = keys[path] = output.key if isinstance(output, Recipe) else site.key(output)
            made = same.get(path)
            there = None
            if made is not None and made.key == key and key and made.layout == layout_of(output):
                there = look.again(path, made)
            if there is None:
                todo.append(output)
            else:
                kept[path] = there

    part((*site.plan.copies, *site.plan.resized))
    known = dict(old.paths_of_batches()) if old else {}
    for batch in site.plan.batches:
        key, paths = known.get(batch.name, (b"", ()))
        there = look.all_again(paths, same) if key == batch.key else None
        if there is None:
            paths = tuple(output.output for output in batch.outputs)
            part(batch.outputs)
        else:
            kept |= there
        batches[batch.name] = (batch.key, paths)
    # Tens of thousands of cards are not at hand at once: each is made for the batch of its date, and once for lists.
    part(sorted(site.plan.others, key=_AGE_OF))
    indexes = []
    for index, files in _files_of_indexes(site, same):
        # Only a build makes an index, so without a folder there is none.
        there = look.all_again(files, files) if files and folder is not None else None
        if there is None:
            indexes.append(index)
        else:
            kept |= there
    # A piece of the index is kept whole or not at all, so what was looked at closer need not be kept.
    return Work(kept, tuple(todo), batches, tuple(indexes), keys, frozenset(look.young & kept.keys()))


class _Look:
    """How outputs lie in a folder: all are looked at in one go, and those that are not as they were left closer."""

    def __init__(self, folder: str | None, known: Iterable[str], young: Collection[str]) -> None:
        self._folder = folder
        self._lying: Mapping[str, tuple[int, ...] | None] = {}
        #: What was looked at closer, and may change again and look the same.
        self.young: set[str] = set()
        if folder is not None:
            paths = [path for path in known if path not in young]
            found = look_at_all(folder, paths)
            one_by_one = () if found else (look_at(f"{folder}/{path}") for path in paths)
            self._lying = dict(zip(paths, found or one_by_one, strict=True))

    def all_again(self, paths: Collection[str], known: Mapping[str, Made]) -> dict[str, Made] | None:
        """Return outputs as they lie there now by path, if all are known, and have the bytes that they had."""
        try:
            found = {path: known[path] for path in paths}
        except KeyError:
            return None
        for path, made in found.items():
            if self._folder is not None and self._lying.get(path) != made.signature:
                there = self.again(path, made)
                if there is None:
                    return None
                found[path] = there
        return found

    def again(self, path: str, made: Made) -> Made | None:
        """Return an output as it lies there now, if it has the bytes that it had."""
        if self._folder is None or self._lying.get(path) == made.signature:
            return made
        seen_at, there = time.time_ns(), look_again(made, f"{self._folder}/{path}")
        if there is not None and seen_at <= young_until_ns(there.signature):
            self.young.add(path)
        return there


def _files_of_indexes(site: Site, same: Mapping[str, Made]) -> Iterator[tuple[SearchIndex, dict[str, Made]]]:
    """Give each piece of the search index, with the files of it that the last build made from the same items, by path."""
    files: dict[bytes, dict[str, Made]] = defaultdict(dict)
    if site.plan.indexes:
        for path, made in same.items():
            files[made.key][path] = made
    for index in site.plan.indexes:
        yield index, files.get(index.key, {})


def _known(site: Site, old: Manifest | None) -> dict[str, Made]:
    """Return what the last build made, by path, as far as what pages share and their layouts are the same."""
    if old is None or old.frame != site.frame:
        return {}
    sound = {layout for layout, digest in old.closures.items() if not layout or site.closures(layout) == digest}
    outputs = old.outputs
    if len(sound) == len(old.closures):
        return outputs
    return {path: made for path, made in outputs.items() if made.layout in sound}


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
    outputs, young = dict(work.kept), {path: work.kept[path].digest for path in work.young}
    fresh = ((output.output, work.keys[output.output], layout_of(output)) for output in work.todo)
    for path, key, layout in itertools.chain(fresh, ((path, key, "") for path, key in index_keys.items())):
        seen_at, signature = time.time_ns(), look_at(f"{folder}/{path}")
        if signature is not None and path in digests:
            outputs[path] = Made(key, layout, digests[path], signature)
            if seen_at <= young_until_ns(signature):
                young[path] = digests[path]
    racy = _racy(reader, scan, look.at_ns)
    batches, ordered = _in_batches(work.batches, outputs)
    lay, paths, packed = pack_outputs(ordered)
    layouts = {made.layout for made in outputs.values()}
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
            *(young_until_ns(outputs[path].signature) for path in young),
            0,
            0,
        ),
        lay=lay,
        batches=batches,
        paths=paths,
        packed=packed,
    )


def _in_batches(
    batches: Mapping[str, tuple[bytes, tuple[str, ...]]], outputs: Mapping[str, Made]
) -> tuple[list[tuple[str, bytes, int]], dict[str, Made]]:
    """Return name, key and size of each batch of which all is there, and all outputs, those of these batches first."""
    found, ordered = [], {}
    for name, (key, paths) in batches.items():
        if all(path in outputs for path in paths):
            found.append((name, key, len(paths)))
            ordered.update({path: outputs[path] for path in paths})
    ordered.update({path: outputs[path] for path in sorted(outputs.keys() - ordered.keys())})
    return found, ordered


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
