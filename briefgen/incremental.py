"""Floor 5. What a build has to make, given the manifest of the last one, and the manifest that it leaves."""

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.diagnostics import Diagnostic
from briefgen.manifest import (
    Made,
    Manifest,
    digest_of_scan,
    look_again,
    look_at,
    look_at_all,
    pack_outputs,
    request_of,
    window_of,
    young_until_ns,
)
from briefgen.model import Options
from briefgen.output import RECORD
from briefgen.plan import Recipe
from briefgen.project import Copy, Output, ProjectReader, Site
from briefgen.sources import Scan, Signature, is_settled, racy_until_ns


@dataclass(frozen=True, slots=True)
class Work:
    """The outputs that are there already by path, and those that have to be made; `keys` are those of all recipes by path.

    `young` are those that are there and may have changed since they were looked at.
    """

    kept: Mapping[str, Made]
    todo: tuple[Output, ...]
    keys: Mapping[str, bytes]
    young: frozenset[str] = frozenset()


def divide(site: Site, old: Manifest | None, folder: str | None) -> Work:
    """Part the outputs of a site; without a folder, one whose recipe is the same counts as there."""
    kept: dict[str, Made] = {}
    todo: list[Output] = []
    keys: dict[str, bytes] = {}
    young: set[str] = set()
    same = _known(site, old)
    lying = {} if folder is None or old is None else _lying(folder, same, old.young)
    for output in site.outputs():
        path = output.output
        key = keys[path] = output.key if isinstance(output, Recipe) else site.key(output)
        made = same.get(path)
        if made is None or made.key != key or not key or made.layout != layout_of(output):
            todo.append(output)
        elif folder is None or lying.get(path) == made.signature:
            kept[path] = made
        else:
            seen_at, place = time.time_ns(), f"{folder}/{path}"
            there = look_again(made, place)
            if there is None:
                todo.append(output)
                continue
            kept[path] = there
            if seen_at <= young_until_ns(there.signature):
                young.add(path)
    return Work(kept, tuple(todo), keys, frozenset(young))


def _known(site: Site, old: Manifest | None) -> dict[str, Made]:
    """Return what the last build made, by path, as far as what pages share and their layouts are the same."""
    if old is None or old.frame != site.frame:
        return {}
    sound = {layout for layout, digest in old.closures.items() if not layout or site.closures(layout) == digest}
    outputs = old.outputs()
    if len(sound) == len(old.closures):
        return outputs
    return {path: made for path, made in outputs.items() if made.layout in sound}


def _lying(folder: str, paths: Iterable[str], young: Collection[str]) -> Mapping[str, tuple[int, ...] | None]:
    """Return how outputs lie there, but for those whose bytes have to be looked at."""
    paths = [path for path in paths if path not in young] if young else list(paths)
    found = look_at_all(folder, paths)
    return dict(zip(paths, found, strict=True)) if found else {path: look_at(f"{folder}/{path}") for path in paths}


def layout_of(output: Output) -> str:
    """Return the name of an output's layout; nothing where none makes it."""
    return "" if isinstance(output, Copy) else output.layout


def manifest_of(
    site: Site,
    reader: ProjectReader,
    options: Options,
    *,
    folder: Path,
    scanned_at_ns: int,
    theme: Mapping[str, Signature],
    findings: tuple[Diagnostic, ...],
    work: Work,
    digests: Mapping[str, str],
    record_digest: str,
) -> Manifest | None:
    """Return the manifest of a build that wrote into a folder, given the digests of what it made; None: it is gone again."""
    scan, record = reader.scan, look_at(str(folder / RECORD))
    if scan is None or record is None:
        return None
    since, until = window_of(reader.instants(), options.now)
    outputs, young = dict(work.kept), {path: work.kept[path].digest for path in work.young}
    for output in work.todo:
        path, seen_at = output.output, time.time_ns()
        signature = look_at(f"{folder}/{path}")
        if signature is not None and path in digests:
            outputs[path] = Made(work.keys[path], layout_of(output), digests[path], signature)
            if seen_at <= young_until_ns(signature):
                young[path] = digests[path]
    racy = _racy(reader, scan, scanned_at_ns)
    lay, paths, packed = pack_outputs({path: outputs[path] for path in sorted(outputs)})
    layouts = {made.layout for made in outputs.values()}
    return Manifest(
        request=request_of(options),
        since=since,
        until=until,
        inputs=digest_of_scan(scan.files, scan.findings),
        theme=digest_of_scan(theme),
        findings=findings,
        pages=len(site.plan.pages),
        frame=dict(site.frame),
        closures={layout: site.closures(layout) if layout else "" for layout in sorted(layouts)},
        record=record,
        record_digest=record_digest,
        racy=racy,
        young=young,
        settled_from_ns=max(
            [
                0,
                *(racy_until_ns(scan.files[path]) for path in racy or ()),
                *(young_until_ns(outputs[path].signature) for path in young),
            ]
        ),
        lay=lay,
        paths=paths,
        packed=packed,
    )


def _racy(reader: ProjectReader, scan: Scan, scanned_at_ns: int) -> dict[str, str] | None:
    """Return the digests of files that may have changed since they were read and look the same; None: not all are known."""
    records, racy = reader.memory.records, {}
    for path, signature in scan.files.items():
        record = records.get(path)
        if record is None:
            if not is_settled(signature, scanned_at_ns):
                return None
        elif not is_settled(signature, record.read_at_ns):
            if not record.digest:
                return None
            racy[path] = record.digest
    return racy
