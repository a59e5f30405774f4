"""Floor 5. What a build has to make, given the manifest of the last one, and the manifest that it leaves."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefgen.diagnostics import Diagnostic
from briefgen.manifest import Made, Manifest, are_settled, digest_of_scan, look_again, look_at, request_of, window_of
from briefgen.model import Options
from briefgen.output import RECORD
from briefgen.plan import Recipe, Resized, SearchIndex
from briefgen.project import Copy, Output, ProjectReader, Site
from briefgen.sources import Signature


@dataclass(frozen=True, slots=True)
class Work:
    """The outputs that are there already, and those that have to be made; `keys` are those of all recipes by path.

    `indexes` are the pieces of the search index that have to be made.
    """

    kept: tuple[Made, ...]
    todo: tuple[Output, ...]
    indexes: tuple[SearchIndex, ...]
    keys: Mapping[str, bytes]


def divide(site: Site, old: Manifest | None, folder: str | None) -> Work:
    """Part the outputs of a site; without a folder, one whose recipe is the same counts as there."""
    kept: list[Made] = []
    todo: list[Output] = []
    keys: dict[str, bytes] = {}
    same = _known(site, old)
    for output in site.outputs():
        path = output.output
        key = keys[path] = output.key if isinstance(output, Recipe) else site.key(output)
        made = same.get(path)
        if made is not None and made.key == key and key and made.layout == layout_of(output):
            there = made if folder is None else look_again(made, folder)
            if there is not None:
                kept.append(there)
                continue
        todo.append(output)
    indexes = []
    for index, files in _files_of_indexes(site, same):
        again = [look_again(file, folder) if folder is not None else None for file in files]
        standing = [file for file in again if file is not None]
        if files and len(standing) == len(files):
            kept += standing
        else:
            indexes.append(index)
    return Work(tuple(kept), tuple(todo), tuple(indexes), keys)


def _files_of_indexes(site: Site, same: Mapping[str, Made]) -> Iterator[tuple[SearchIndex, list[Made]]]:
    """Give each piece of the search index, with the files of it that the last build made from the same items."""
    files: dict[bytes, list[Made]] = defaultdict(list)
    if site.plan.indexes:
        for made in same.values():
            files[made.key].append(made)
    for index in site.plan.indexes:
        yield index, files.get(index.key, [])


def _known(site: Site, old: Manifest | None) -> dict[str, Made]:
    """Return what the last build made, by path, as far as what pages share and their layouts are the same."""
    if old is None or old.frame != site.frame:
        return {}
    sound = {layout for layout, digest in old.closures.items() if not layout or site.closures(layout) == digest}
    return {made.path: made for made in old.outputs if made.layout in sound}


def layout_of(output: Output) -> str:
    """Return the name of an output's layout; nothing where none makes it."""
    return "" if isinstance(output, Copy | Resized) else output.layout


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
    index_keys: Mapping[str, bytes],
) -> Manifest | None:
    """Return the manifest of a build that wrote into a folder, given the digests of what it made; None: it is gone again.

    `index_keys` are the keys of fresh files of the search index by path.
    """
    scan, record = reader.scan, look_at(str(folder / RECORD))
    if scan is None or record is None:
        return None
    since, until = window_of(reader.instants(), options.now)
    fresh = [(output.output, work.keys[output.output], layout_of(output)) for output in work.todo]
    fresh += [(path, key, "") for path, key in index_keys.items()]
    outputs = [*work.kept, *_look_at_all(fresh, digests, str(folder))]
    layouts = {made.layout for made in outputs}
    return Manifest(
        request=request_of(options),
        since=since,
        until=until,
        inputs=digest_of_scan(scan.files, scan.findings),
        theme=digest_of_scan(theme),
        scanned_at_ns=scanned_at_ns,
        is_settled=are_settled(scan, scanned_at_ns),
        findings=findings,
        pages=len(site.plan.pages),
        frame=dict(site.frame),
        closures={layout: site.closures(layout) if layout else "" for layout in sorted(layouts)},
        record=record,
        outputs=tuple(outputs),
    )


def _look_at_all(fresh: Iterable[tuple[str, bytes, str]], digests: Mapping[str, str], folder: str) -> Iterable[Made]:
    for path, key, layout in fresh:
        signature = look_at(f"{folder}/{path}")
        if signature is not None and path in digests:
            yield Made(path, key, layout, digests[path], signature, time.time_ns())
