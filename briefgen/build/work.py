"""Floor 8. The work of a build: the outputs to make, given the manifest of the last build, and the new manifest."""

import time
from collections.abc import Iterable, Mapping, Sequence, Set
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from briefgen.build.manifest import Manifest, request_of
from briefgen.build.rows import Digests, OutputRow, OutputRows, pack_outputs
from briefgen.build.unchanged import UnchangedOutputs
from briefgen.disk.output import RECORD
from briefgen.disk.signatures import InputScan, SignatureTuple, output_recent_until_ns, read_signature
from briefgen.disk.sources import Scan, is_trusted, recent_until_ns
from briefgen.plan.items import window_of
from briefgen.plan.kinds.search import SearchIndex
from briefgen.plan.recipes import Copy, Output, Recipe, Resized
from briefgen.plan.sections import Section, in_order
from briefgen.project.reader import ProjectReader
from briefgen.project.records import Record
from briefgen.project.site import Site
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options

_AGE_OF: Final = attrgetter("age")


class Work(msgspec.Struct, frozen=True):
    """The outputs that a build makes (`todo`), and those that it keeps (`kept`).

    `todo` is in the order of making. `sections` has the paths of all outputs by section, `keys` has keys by path, and `old`
    the rows of the last build. `kept` has the paths of outputs that are unchanged since then. If bytes were compared,
    `rechecked` has rows with new signatures, and `recent_outputs` the paths whose signatures cannot be trusted yet.
    `signatures` has the signatures of all outputs of `old`, if all are unchanged. `layouts` are the names of unchanged
    layouts; `indexes` are the pieces of the search index to make.
    """

    todo: tuple[Output, ...]
    sections: Mapping[Section, Sequence[str]]
    indexes: tuple[SearchIndex, ...]
    keys: Mapping[str, bytes]
    kept: Set[str]
    old: OutputRows | None
    rechecked: Mapping[str, OutputRow]
    recent_outputs: Set[str]
    layouts: Set[str]
    signatures: Sequence[SignatureTuple] | None = None

    def digests_of_kept(self) -> Mapping[str, str]:
        """Return the digests of all kept outputs by path."""
        return {} if self.old is None else Digests(self.old, self.kept)


def divide(site: Site, old: Manifest | None, folder: str | None) -> Work:
    """Return the work of a build of the whole site; `old` is the manifest of the last build into the folder.

    Without a folder, for a build that stops at its findings, no file is compared: an output is kept if its recipe is
    unchanged.
    """
    unchanged = UnchangedOutputs(site, old, folder)
    todo: list[Output] = []
    keys: dict[str, bytes] = {}
    for output in site.plan.outputs:
        path = output.output
        key = keys[path] = _key(site, output)
        if not (key and unchanged.keep(path, key, layout_of(output))):
            todo.append(output)
    # Only a build makes a search index, so without a folder all pieces are skipped.
    indexes = [
        index
        for index, paths in unchanged.files_of(site.plan.indexes)
        if folder is None or not paths or not unchanged.keep_all(paths)
    ]
    return Work(
        todo=_in_making_order(todo),
        sections={
            section: [output.output for output in site.plan.sections[section]] for section in in_order(site.plan.sections)
        },
        indexes=tuple(indexes),
        keys=keys,
        kept=unchanged.kept,
        old=unchanged.outputs,
        rechecked={path: made for path, made in unchanged.rechecked.items() if path in unchanged.kept},
        recent_outputs=unchanged.recent_outputs & unchanged.kept,
        layouts=unchanged.layouts if unchanged.kept else frozenset(),
    )


def divide_change(site: Site, old: Manifest, signatures: Sequence[SignatureTuple]) -> Work:
    """Return the work of a build after a change of some articles.

    The files of all outputs of the last build must be unchanged; `signatures` has their signatures in the order of paths.
    """
    plan, before = site.plan, old.by_section
    fresh = {section: [output.output for output in made] for section, made in plan.sections.items()}
    todo: list[Output] = []
    keys: dict[str, bytes] = {}
    kept = set(old.outputs.numbers).difference(*(before.get(section, ()) for section in plan.fresh))
    for output in plan.outputs:
        path = output.output
        key = keys[path] = _key(site, output)
        made = old.outputs.get(path)
        if made is not None and key and made.key == key and made.layout == layout_of(output):
            kept.add(path)
        else:
            todo.append(output)
    sections: dict[Section, Sequence[str]] = {
        section: fresh.get(section, paths)
        for section, paths in before.items()
        if section in fresh or section not in plan.fresh
    }
    return Work(
        todo=_in_making_order(todo),
        sections=sections | fresh,
        indexes=(),
        keys=keys,
        kept=kept,
        old=old.outputs,
        rechecked={},
        recent_outputs=frozenset(),
        layouts=old.closures.keys(),
        signatures=signatures,
    )


def _key(site: Site, output: Output) -> bytes:
    return output.key if isinstance(output, Recipe) else site.key(output)


def _in_making_order(todo: Iterable[Output]) -> tuple[Output, ...]:
    # By the age of the first article: recipes that show the same articles come one after the other. The cache of cards is
    # too small for all articles, and in this order each card is decoded about twice.
    return tuple(sorted(todo, key=lambda output: _AGE_OF(output) if isinstance(output, Recipe) else -float("inf")))


def layout_of(output: Output) -> str:
    """Return the name of an output's layout; empty if no layout makes it."""
    return "" if isinstance(output, Copy | Resized) else output.layout


def manifest_of(
    site: Site,
    reader: ProjectReader,
    options: Options,
    *,
    folder: Path,
    inputs: InputScan,
    findings: tuple[Diagnostic, ...],
    work: Work,
    digests: Mapping[str, str],
    record_digest: str,
    index_keys: Mapping[str, bytes],
) -> Manifest | None:
    """Return the manifest of a build of the whole site into a folder; None if the record of the folder is missing.

    `digests` has the digests of the outputs that the build made, by path. `index_keys` has the key of the piece for each new
    file of the search index, by path.
    """
    scan, record = reader.scan, read_signature(str(folder / RECORD))
    if scan is None or record is None:
        return None
    since, until = window_of(reader.instants(), options.now)
    fresh, recent_outputs = _made(work, digests, index_keys, str(folder))
    made = {**work.rechecked, **fresh}
    recent_outputs |= {path: work.rechecked[path].digest for path in work.recent_outputs}
    recent_inputs = _recent_inputs(reader, scan, inputs.at_ns)
    indexes = {
        ("index", ""): sorted((work.kept | made.keys()) - {path for paths in work.sections.values() for path in paths})
    }
    sections = [*work.sections.items(), *indexes.items()]
    signatures_digest, paths, packed = pack_outputs([path for _, found in sections for path in found], made, work.old)
    # A layout that no page has any more may stay in the manifest.
    layouts = {one.layout for one in made.values()} | work.layouts
    return Manifest(
        request=request_of(options),
        since=since,
        until=until,
        inputs=inputs.inputs,
        theme=inputs.theme_digest,
        findings=findings,
        pages=site.plan.page_count,
        frame=dict(site.frame),
        closures={layout: site.closures(layout) if layout else "" for layout in sorted(layouts)},
        record=record,
        record_digest=record_digest,
        snapshot="",
        recent_inputs=recent_inputs,
        recent_outputs=recent_outputs,
        trusted_from_ns=max(
            *(recent_until_ns(scan.files[path]) for path in recent_inputs or ()),
            *(output_recent_until_ns(made[path].signature) for path in recent_outputs),
            0,
            0,
        ),
        signatures_digest=signatures_digest,
        sections=[(kind, key, len(found)) for (kind, key), found in sections],
        paths=paths,
        packed=packed,
    )


def changed_manifest(
    old: Manifest,
    site: Site,
    records: Mapping[str, Record | None],
    options: Options,
    *,
    folder: Path,
    inputs: InputScan,
    findings: tuple[Diagnostic, ...],
    work: Work,
    digests: Mapping[str, str],
    record_digest: str,
) -> Manifest | None:
    """Return the manifest of a build after a change of some articles; None if a new output or the record is missing.

    `records` has the records of the changed articles by path (None: the file is missing), `digests` the digests of the
    outputs that the build made, by path.
    """
    record = read_signature(str(folder / RECORD))
    made, fresh_recent = _made(work, digests, {}, str(folder))
    if record is None or len(made) != len(digests):
        return None
    # Files that were too recent at the last build have just been compared by their bytes. From `trusted_from_ns` on their
    # signatures can be trusted.
    is_old = inputs.at_ns > old.trusted_from_ns
    recent_inputs = (
        {} if is_old else {path: digest for path, digest in (old.recent_inputs or {}).items() if path not in records}
    )
    recent_outputs = {} if is_old else {path: digest for path, digest in old.recent_outputs.items() if path in work.kept}
    times = [0 if is_old else old.trusted_from_ns]
    for path, changed in records.items():
        if changed is not None and not is_trusted(changed.signature, changed.read_at_ns):
            recent_inputs[path] = changed.digest
            times.append(recent_until_ns(changed.signature))
    times += [output_recent_until_ns(made[path].signature) for path in fresh_recent]
    signatures_digest, paths, packed = pack_outputs(
        [path for found in work.sections.values() for path in found], made, work.old, work.signatures
    )
    items = [changed.item for changed in records.values() if changed is not None and changed.item is not None]
    since, until = window_of([at for item in items for at in (item.publish_at, item.expires) if at], options.now)
    layouts = {one.layout for one in made.values()} - old.closures.keys()
    return msgspec.structs.replace(
        old,
        since=max(since, old.since),
        until=min(until, old.until),
        inputs=inputs.inputs,
        findings=findings,
        pages=pages_after(old, site),
        closures=old.closures | {layout: site.closures(layout) if layout else "" for layout in layouts},
        record=record,
        record_digest=record_digest,
        recent_inputs=recent_inputs,
        recent_outputs=recent_outputs | fresh_recent,
        trusted_from_ns=max(times),
        signatures_digest=signatures_digest,
        sections=[(kind, key, len(found)) for (kind, key), found in work.sections.items()],
        paths=paths,
        packed=packed,
    )


def pages_after(old: Manifest, site: Site) -> int:
    """Return the number of pages of a site after a change, given the manifest of before."""
    gone = [path for section in site.plan.fresh for path in old.by_section.get(section, ())]
    return old.pages + site.plan.page_count - sum([bool(old.outputs[path].layout) for path in gone])


def _made(
    work: Work, digests: Mapping[str, str], index_keys: Mapping[str, bytes], folder: str
) -> tuple[dict[str, OutputRow], dict[str, str]]:
    """Return the rows of new outputs by path, and the digests of those whose signatures cannot be trusted yet."""
    made: dict[str, OutputRow] = {}
    recent_outputs: dict[str, str] = {}
    fresh = [(output.output, work.keys[output.output], layout_of(output)) for output in work.todo]
    for path, key, layout in (*fresh, *((path, key, "") for path, key in index_keys.items())):
        seen_at, signature = time.time_ns(), read_signature(f"{folder}/{path}")
        if signature is not None and path in digests:
            made[path] = OutputRow(key, layout, digests[path], signature)
            if seen_at <= output_recent_until_ns(signature):
                recent_outputs[path] = digests[path]
    return made, recent_outputs


def _recent_inputs(reader: ProjectReader, scan: Scan, scanned_at_ns: int) -> dict[str, str] | None:
    """Return the digests of inputs that are too recent for their signatures to be trusted; None if one is not known."""
    records, recent_inputs = reader.memory.records, {}
    # A signature that could be trusted before the first file was read can be trusted for that file as well.
    first = min((record.read_at_ns for record in records.values()), default=0)
    for path in [path for path, signature in scan.files.items() if not is_trusted(signature, first)]:
        record, signature = records.get(path), scan.files[path]
        if record is None:
            if not is_trusted(signature, scanned_at_ns):
                return None
        elif not is_trusted(signature, record.read_at_ns):
            if not record.digest:
                return None
            recent_inputs[path] = record.digest
    return recent_inputs
