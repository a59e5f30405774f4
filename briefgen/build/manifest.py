"""Floor 8. The manifest of the last build into a folder: what each output was made from, and how it lay there then.

By it a build knows which pages need not be made. A build with nothing to do needs no plan: the project's files, the theme
and the outputs look as they did, this is the same program with the same options, and no article came or went by the clock.
"""

import hashlib
import os
from collections.abc import Collection
from datetime import datetime
from functools import cached_property
from pathlib import Path

import msgspec

from briefgen.build.rows import Digests, Outputs
from briefgen.disk.cache import CacheFolder
from briefgen.disk.output import RECORD, STAGE, ExpectedRecord
from briefgen.disk.signatures import (
    InputScan,
    SignatureTuple,
    digest,
    digest_of_signatures,
    digests_match,
    read_signature,
    read_signatures,
)
from briefgen.disk.sources import Signature
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options


class Request(msgspec.Struct, frozen=True):
    """What was asked for, beside the instant."""

    drafts: bool
    future: bool
    base_url: str


class Manifest(msgspec.Struct, frozen=True, dict=True):
    """The last build into one folder. The visible articles are the same from `since` up to, not including, `until`.

    `frame` and `closures` are the digests of what pages share, and of what layouts are made of, by name. `inputs` is the
    digest of the scan, `theme` that of the theme's; `record` and `record_digest` are
    the signature and the digest of the output's record, `plan` the digest of what is kept of the plan, if anything. `lay` is
    the digest of the signatures of all outputs; `paths` and `packed` hold their paths and what else is known of them, in one
    order: section by section, of which `sections` has the kind, the key, and how many outputs each has.

    `racy` are files of the project, `young` outputs, that may have changed after they were looked at and look the same: the
    digests of their bytes by path, as they were. Without `racy`, there is such a file whose digest is not known. If all are
    the same when `settled_from_ns` has passed, none of them can change any more and look the same.
    """

    request: Request
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
    plan: str
    racy: dict[str, str] | None
    young: dict[str, str]
    settled_from_ns: int
    lay: str
    sections: list[tuple[str, str, int]]
    paths: str
    packed: bytes

    @cached_property
    def outputs(self) -> Outputs:
        """What was made, by path; raises CacheDamagedError."""
        return Outputs(self.each_path, self.packed)

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


def known_of(manifest: Manifest | None) -> ExpectedRecord | None:
    """Return what the output's record says, if it is the one that the last build left."""
    if manifest is None:
        return None
    return ExpectedRecord(manifest.record_digest, lambda: Digests(manifest.outputs, manifest.outputs.numbers))


def request_of(options: Options) -> Request:
    """Return what was asked for, beside the instant."""
    return Request(options.drafts, options.future, options.base_url)


def load_manifest(cache: CacheFolder, root: Path, output: Path) -> Manifest | None:
    """Return the manifest of an output folder, if there is a sound one."""
    data = cache.load(_name(root, output))
    if data is None:
        return None
    try:
        return _DECODER.decode(data)
    except msgspec.MsgspecError:
        return None


def lies_as_left(manifest: Manifest, root: Path, folder: str, changed: Collection[str] = ()) -> list[SignatureTuple] | None:
    """Return how the outputs lie there, in the order of the manifest, if they and their record lie as the build left them.

    So do the files of the project that may have changed after they were looked at, beside those that are known to have
    changed. None where something is another.
    """
    if (
        manifest.racy is None
        or read_signature(f"{folder}/{RECORD}") != manifest.record
        or os.path.lexists(f"{folder}/{STAGE}")
    ):
        return None
    there = read_signatures(folder, manifest.each_path)
    if there is None or digest_of_signatures(there) != manifest.lay:
        return None
    racy = {path: digest for path, digest in manifest.racy.items() if path not in changed}
    return there if digests_match(folder, manifest.young) and digests_match(str(root), racy) else None


def settled(manifest: Manifest) -> Manifest:
    """Return the manifest without files that have to be looked at closer."""
    return msgspec.structs.replace(manifest, racy={}, young={})


def save_manifest(cache: CacheFolder, root: Path, output: Path, manifest: Manifest, look: InputScan | None = None) -> None:
    """Keep a manifest, and the look by which it was made if that is a new one; raises OSError."""
    if look is not None:
        cache.save(_name(root, output, "scan"), look.packed, sync=False)
    cache.save(_name(root, output), msgspec.msgpack.encode(manifest), sync=False)


def load_look(cache: CacheFolder, root: Path, output: Path, manifest: Manifest) -> bytes | None:
    """Return the look by which a manifest was made, packed, if it is there."""
    data = cache.load(_name(root, output, "scan"))
    return data if data is not None and digest(data) == manifest.inputs else None


def save_plan(cache: CacheFolder, root: Path, output: Path, data: bytes) -> str:
    """Keep what is kept of a plan, and return its digest for the manifest; raises OSError."""
    cache.save(_name(root, output, "plan"), data, sync=False)
    return digest(data)


def load_plan(cache: CacheFolder, root: Path, output: Path, manifest: Manifest) -> bytes | None:
    """Return what is kept of the plan that belongs to a manifest, if there is any."""
    data = cache.load(_name(root, output, "plan")) if manifest.plan else None
    return data if data is not None and digest(data) == manifest.plan else None


def forget_manifest(cache: CacheFolder, root: Path, output: Path) -> None:
    """Forget it, and what belongs to it; raises OSError."""
    for kind in ("site", "scan", "plan"):
        cache.remove(_name(root, output, kind))


def _name(root: Path, output: Path, kind: str = "site") -> str:
    # Relative to the project, so that a project that was moved or checked out elsewhere finds it.
    place = os.path.relpath(output.resolve(), root.resolve())
    return f"{kind}-{hashlib.blake2b(os.fsencode(place), digest_size=8).hexdigest()}"


_DECODER = msgspec.msgpack.Decoder(Manifest)
