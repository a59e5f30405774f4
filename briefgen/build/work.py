"""Floor 8. The work of a build: the outputs to make, given the manifest of the last build, and the new manifest."""

import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from operator import attrgetter
from pathlib import Path
from typing import Final

import msgspec

from briefgen.build.manifest import Manifest, Move, OutputRow
from briefgen.disk.output import RECORD
from briefgen.disk.signatures import (
    InputScan,
    SignatureTuple,
    digest_matches,
    digest_of_signatures,
    output_recent_until_ns,
    read_signature,
    read_signatures,
)
from briefgen.disk.sources import Signature, is_trusted, recent_until_ns
from briefgen.plan.items import window_of
from briefgen.plan.kinds.search import SearchIndex
from briefgen.plan.recipes import Copy, Output, Recipe, Resized
from briefgen.plan.sections import Section, in_order
from briefgen.project.memory import Memory
from briefgen.project.reader import instants_of
from briefgen.project.records import Record
from briefgen.project.site import Site
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options

_AGE_OF: Final = attrgetter("args.age")


class Change(msgspec.Struct, frozen=True):
    """A change of some articles since the last build, none of whose outputs has changed since.

    `paths` are those of the changed articles, `signatures` the signatures of the outputs in the order of the manifest.
    """

    paths: Collection[str]
    signatures: Sequence[SignatureTuple]


class Work:
    """The outputs that a build makes (`todo`, in the order of making), and those of the last build that it keeps (`kept`).

    An output is kept if its recipe, its layout and what all pages share are unchanged, and its file has the bytes of the
    last build. The signature of the file says that it has, or else its bytes are compared. `indexes` are the pieces of the
    search index to make, `pages` is the number of pages of the site.
    """

    def __init__(self, site: Site, old: Manifest | None, folder: Path | None, change: Change | None = None) -> None:
        """Take the site, the manifest of the last build into a folder, and the folder.

        Without a folder, for a build that stops at its findings, no file is compared. With a change, the site is that of the
        last build after the change.
        """
        plan = site.plan
        self._site, self._folder, self._change = site, folder, change
        self._old = old if old is not None and old.frame == site.frame else None
        rows = self._old.outputs.rows if self._old else {}
        #: The signatures of the files of old outputs now, by path.
        self._signatures: dict[str, SignatureTuple] = {}
        if folder is not None:
            found = change.signatures if change else read_signatures(str(folder), rows)
            stamps = found or (read_signature(f"{folder}/{path}") for path in rows)
            self._signatures = {path: stamp for path, stamp in zip(rows, stamps, strict=True) if stamp is not None}
        #: The rows of outputs whose bytes were compared, with their signatures now.
        self._compared: dict[str, OutputRow] = {}
        #: The paths of outputs whose signatures cannot be trusted yet.
        self._recent: set[str] = set()
        #: The digests of unchanged layouts with all that they name, by name.
        closures = self._old.closures.items() if self._old else ()
        self._closures = {name: digest for name, digest in closures if not name or site.closures(name) == digest}
        #: The manifest whose other outputs stay as they are.
        self._base = self._old if change else None
        before = self._base.by_section if self._base else {}
        #: The paths of all outputs by section.
        self._sections: dict[Section, Sequence[str]] = {key: paths for key, paths in before.items() if key not in plan.fresh}
        self.kept = {path for paths in self._sections.values() for path in paths}
        self._sections |= {key: [output.output for output in plan.sections[key]] for key in in_order(plan.sections)}
        self.pages = plan.page_count
        if self._base:
            gone = [path for section in plan.fresh for path in before.get(section, ())]
            self.pages += self._base.pages - sum([bool(self._base.outputs[path].layout) for path in gone])
        self._keys: dict[str, bytes] = {}
        todo = [output for output in plan.outputs if not self._keep(output)]
        # By the age of the first article: recipes that show the same articles come one after the other. The cache of cards
        # is too small for all articles, and in this order each card is decoded about twice.
        self.todo = tuple(sorted(todo, key=lambda output: _AGE_OF(output) if isinstance(output, Recipe) else -float("inf")))
        # Only a build makes a search index, so without a folder all pieces are skipped.
        self.indexes = tuple(self._changed_indexes()) if folder is not None else ()

    def _keep(self, output: Output) -> bool:
        """Keep an output if nothing of it has changed, and return whether it is kept."""
        path = output.output
        key = self._keys[path] = output.key if isinstance(output, Recipe) else self._site.key(output)
        made = self._old.outputs.get(path) if self._old else None
        if not key or made is None or made.key != key or made.layout != layout_of(output) or not self._has_same(path, made):
            return False
        self.kept.add(path)
        return True

    def _changed_indexes(self) -> Iterator[SearchIndex]:
        """Give the pieces of the search index that have to be made, and keep the files of all others."""
        files: dict[bytes, dict[str, OutputRow]] = {index.key: {} for index in self._site.plan.indexes}
        if files and self._old:
            for path, made in self._old.outputs.items():
                if made.key in files:
                    files[made.key][path] = made
        for index in self._site.plan.indexes:
            found = files[index.key]
            if found and all(self._has_same(path, made) for path, made in found.items()):
                self.kept |= found.keys()
            else:
                yield index

    def _has_same(self, path: str, made: OutputRow) -> bool:
        """Has an output the layout and the file of the last build?"""
        if made.layout not in self._closures:
            return False
        if self._folder is None:
            return True
        assert self._old is not None
        if path not in self._old.recent_outputs and self._signatures.get(path) == made.signature:
            return True
        place = f"{self._folder}/{path}"
        seen_at, signature = time.time_ns(), read_signature(place)
        if signature is None or signature.size != made.signature.size or not digest_matches(place, made.digest):
            return False
        self._compared[path] = msgspec.structs.replace(made, signature=signature)
        if seen_at <= output_recent_until_ns(signature):
            self._recent.add(path)
        return True

    def digests_of_kept(self) -> Mapping[str, str]:
        """Return the digests of all kept outputs by path."""
        return self._old.digests(self.kept) if self._old else {}

    def manifest(
        self,
        memory: Memory,
        options: Options,
        *,
        inputs: InputScan,
        findings: tuple[Diagnostic, ...],
        digests: Mapping[str, str],
        index_keys: Mapping[str, bytes],
        record_digest: str,
        snapshot: str,
        moves: tuple[Move, ...] = (),
    ) -> Manifest | None:
        """Return the manifest of this build into its folder; None if the record of the folder or a new output is missing.

        `digests` has the digests of the outputs that the build made, by path. `index_keys` has the key of the piece for each
        new file of the search index, by path.
        """
        record, made = read_signature(f"{self._folder}/{RECORD}"), self._made(digests, index_keys)
        if record is None or len(made) != len(digests):
            return None
        rows = {path: row for path, row in self._compared.items() if path in self.kept} | made
        changed = self._change.paths if self._change else inputs.scan.files
        records = {path: known for path in changed if (known := memory.known.get(path)) is not None}
        recent_inputs, recent_outputs, trusted_from_ns = self._recent_files(rows, records, inputs)
        since, until = window_of(instants_of(records.values()), options.now)
        if self._base is not None:
            since, until = max(since, self._base.since), min(until, self._base.until)
        sections = self._sections
        if self._site.plan.indexes:
            sections = sections | {("index", ""): sorted((self.kept | made.keys()).difference(*sections.values()))}
        paths = [path for found in sections.values() for path in found]
        known_rows = self._old.outputs.rows if self._old else {}
        layouts = sorted({row.layout for row in made.values()} - self._closures.keys())
        return Manifest(
            request=options.request,
            since=since,
            until=until,
            inputs=inputs.inputs,
            theme=inputs.theme_digest,
            findings=findings,
            pages=self.pages,
            frame=dict(self._site.frame),
            closures=self._closures | {name: self._site.closures(name) if name else "" for name in layouts},
            record=record,
            record_digest=record_digest,
            snapshot=snapshot,
            moves=moves,
            index=memory.index,
            recent_inputs=recent_inputs,
            recent_outputs=recent_outputs,
            trusted_from_ns=trusted_from_ns,
            signatures_digest=digest_of_signatures(
                [rows[path].signature if path in rows else self._signatures[path] for path in paths]
            ),
            sections=[(kind, key, len(found)) for (kind, key), found in sections.items()],
            paths="\0".join(paths),
            packed=msgspec.msgpack.encode([rows.get(path) or known_rows[path] for path in paths]),
        )

    def _made(self, digests: Mapping[str, str], index_keys: Mapping[str, bytes]) -> dict[str, OutputRow]:
        """Return the rows of new outputs by path, and note those whose signatures cannot be trusted yet."""
        made: dict[str, OutputRow] = {}
        fresh = [(output.output, self._keys[output.output], layout_of(output)) for output in self.todo]
        for path, key, layout in (*fresh, *((path, key, "") for path, key in index_keys.items())):
            seen_at, signature = time.time_ns(), read_signature(f"{self._folder}/{path}")
            if signature is not None and path in digests:
                made[path] = OutputRow(key, layout, digests[path], signature)
                if seen_at <= output_recent_until_ns(signature):
                    self._recent.add(path)
        return made

    def _recent_files(
        self, rows: Mapping[str, OutputRow], records: Mapping[str, Record], inputs: InputScan
    ) -> tuple[dict[str, str] | None, dict[str, str], int]:
        """Return the fields `recent_inputs`, `recent_outputs` and `trusted_from_ns` of the manifest."""
        files, base = inputs.scan.files, self._base
        recent_inputs = _recent_inputs(files if base is None else {path: files[path] for path in records}, records, inputs)
        recent_outputs = {path: rows[path].digest for path in self._recent & rows.keys()}
        trusted_from = [0, *(recent_until_ns(files[path]) for path in recent_inputs or ())]
        trusted_from += [output_recent_until_ns(rows[path].signature) for path in recent_outputs]
        # Files that were too recent at the last build have just been compared by their bytes. From `trusted_from_ns` on
        # their signatures can be trusted.
        if base is not None and recent_inputs is not None and inputs.at_ns <= base.trusted_from_ns:
            trusted_from.append(base.trusted_from_ns)
            changed = self._change.paths if self._change else ()
            then = base.recent_inputs or {}
            recent_inputs |= {path: known for path, known in then.items() if path not in changed}
            unseen = self.kept - rows.keys()
            recent_outputs |= {path: known for path, known in base.recent_outputs.items() if path in unseen}
        return recent_inputs, recent_outputs, max(trusted_from)


def layout_of(output: Output) -> str:
    """Return the name of an output's layout; empty if no layout makes it."""
    return "" if isinstance(output, Copy | Resized) else output.layout


def _recent_inputs(
    files: Mapping[str, Signature], records: Mapping[str, Record], inputs: InputScan
) -> dict[str, str] | None:
    """Return the digests of files that are too recent for their signatures to be trusted; None if one is not known."""
    found: dict[str, str] = {}
    for path, signature in files.items():
        record = records.get(path)
        if not is_trusted(signature, record.read_at_ns if record else inputs.at_ns):
            if record is None or not record.digest:
                return None
            found[path] = record.digest
    return found
