"""Floor 8. The manifest of the last build into a folder: what each output was made from, and the signature of its file.

A build compares its recipes with the manifest to know which pages have changed. It needs no plan at all if the signatures of
inputs, theme and outputs are those of the manifest, program and options are the same, and no article has come or gone by
the clock.
"""

import hashlib
import os
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec

from briefgen.disk.cache import CacheDamagedError, CacheFolder, Table, unpack
from briefgen.disk.handles import is_relative
from briefgen.disk.output import RECORD, STAGE
from briefgen.disk.signatures import (
    SignatureTuple,
    digest_of_signatures,
    digests_match,
    read_signature,
    read_signatures,
)
from briefgen.disk.sources import Signature, digest
from briefgen.values.diagnostics import Diagnostic


class OutputRow(msgspec.Struct, frozen=True, array_like=True):
    """One output: the key of its recipe, its layout, the digest of its bytes, and the signature of its file."""

    key: bytes
    layout: str
    digest: str
    signature: Signature


class Move(msgspec.Struct, frozen=True, array_like=True):
    """A content file that moved: its path, an address at which it was published, and the keys that can be the cause."""

    path: str
    address: str
    causes: tuple[str, ...] = ()


class Manifest(msgspec.Struct, frozen=True, dict=True):
    """The last build into one folder. The same articles are visible from `since` up to, not including, `until`.

    `inputs` and `theme` are the digests of the signatures of the project's files and of the theme's files. `frame` has the
    digests of what all pages share, `closures` the digest of each layout with all that it names, both by name. `record` and
    `record_digest` are the signature and the digest of the output's record; `snapshot` is the digest of the snapshot of the
    site, `index` that of the index with the records of its articles. `signatures_digest` is the digest of the signatures of
    all outputs, in the order of `paths` (joined by NUL); `packed` has a row for each path. `sections` has kind and key of
    each section, and how many paths are its own, in that order. `moves` are the files whose old address has nothing yet.

    `recent_inputs` and `recent_outputs` are files that were too recent for their signatures to be trusted: the digests of
    their bytes by path. `recent_inputs` is None if there was such a file whose digest is not known. From `trusted_from_ns`
    on all signatures can be trusted, if the bytes are unchanged by then.
    """

    request: tuple[bool, bool, str]
    since: datetime
    until: datetime
    inputs: str
    theme: str
    findings: tuple[Diagnostic, ...]
    pages: int
    frame: dict[str, str]
    closures: dict[str, str]
    record: Signature
    record_digest: str
    snapshot: str
    index: bytes
    recent_inputs: dict[str, str] | None
    recent_outputs: dict[str, str]
    trusted_from_ns: int
    signatures_digest: str
    sections: list[tuple[str, str, int]]
    paths: str
    packed: bytes
    moves: tuple[Move, ...] = ()

    @cached_property
    def outputs(self) -> Table[msgspec.Raw, OutputRow]:
        """What was made, by path, in the order of the manifest; raises CacheDamagedError."""
        rows = unpack(_ROWS, self.packed)
        if len(rows) != len(self.each_path):
            raise CacheDamagedError("manifest")
        return Table(dict(zip(self.each_path, rows, strict=True)), lambda row: unpack(_ROW, row))

    def digests(self, paths: Iterable[str]) -> Table[msgspec.Raw, str]:
        """Return the digests of the bytes of some outputs by path; raises CacheDamagedError."""
        rows = self.outputs.rows
        return Table({path: rows[path] for path in paths}, lambda row: unpack(_ROW, row).digest)

    @cached_property
    def each_path(self) -> list[str]:
        """The paths of all outputs, in the order of the manifest."""
        return self.paths.split("\0") if self.paths else []

    @cached_property
    def by_section(self) -> dict[tuple[str, str], list[str]]:
        """The paths of outputs by section."""
        found: dict[tuple[str, str], list[str]] = {}
        start = 0
        for kind, key, size in self.sections:
            found[kind, key] = self.each_path[start : start + size]
            start += size
        return found


def load_manifest(cache: CacheFolder, root: Path, output: Path) -> Manifest | None:
    """Return the manifest of an output folder, or None if there is none that can be read."""
    data = cache.load(_name(root, output))
    if data is None:
        return None
    try:
        manifest = _DECODER.decode(data)
    except (msgspec.MsgspecError, RecursionError, MemoryError):
        return None
    # The paths are looked up before anything else is: none may lead out of the output, or of the project. Of all outputs
    # only odd ones are looked at, since looking at each takes a tenth of a build with nothing to do.
    paths = [*manifest.recent_outputs, *(manifest.recent_inputs or ()), *(move.path for move in manifest.moves)]
    if any(odd in manifest.paths for odd in ("..", "\\", "\n")):
        paths += manifest.each_path
    return manifest if all(map(is_relative, paths)) else None


def unchanged_outputs(
    manifest: Manifest, root: Path, folder: str, changed: Collection[str] = ()
) -> list[SignatureTuple] | None:
    """Return the signatures of all outputs in the order of the manifest, if the record and every output are unchanged.

    None otherwise, and None if a file of the project changed while it was too recent for its signature to tell; `changed`
    are files that are known to have changed.
    """
    if manifest.recent_inputs is None or os.path.lexists(f"{folder}/{STAGE}"):
        return None
    if read_signature(f"{folder}/{RECORD}") != manifest.record:
        return None
    found = read_signatures(folder, manifest.each_path)
    if found is None or digest_of_signatures(found) != manifest.signatures_digest:
        return None
    inputs = {path: digest for path, digest in manifest.recent_inputs.items() if path not in changed}
    return found if digests_match(folder, manifest.recent_outputs) and digests_match(str(root), inputs) else None


def load_part(cache: CacheFolder, root: Path, output: Path, kind: str, wanted: str) -> bytes | None:
    """Return what belongs to a manifest, the "scan" of its inputs or the "plan" of its site, given its digest there.

    None if the cache does not have it.
    """
    data = cache.load(_name(root, output, kind))
    return data if data is not None and digest(data) == wanted else None


def save_manifest(
    cache: CacheFolder, root: Path, output: Path, manifest: Manifest | None, parts: Mapping[str, bytes] = {}
) -> None:
    """Save a manifest, and what belongs to it by kind, if that is new; raises OSError. None removes all of them."""
    if manifest is None:
        for kind in ("site", "scan", "plan"):
            cache.remove(_name(root, output, kind))
    else:
        for kind, data in {**parts, "site": msgspec.msgpack.encode(manifest)}.items():
            cache.save(_name(root, output, kind), data, sync=False)


def _name(root: Path, output: Path, kind: str = "site") -> str:
    # Relative to the project, so that a project finds it after it was moved, or in another checkout.
    place = os.path.relpath(output.resolve(), root.resolve())
    return f"{kind}-{hashlib.blake2b(os.fsencode(place), digest_size=8).hexdigest()}"


_DECODER = msgspec.msgpack.Decoder(Manifest)
_ROW = msgspec.msgpack.Decoder(OutputRow)
_ROWS = msgspec.msgpack.Decoder(list[msgspec.Raw])
