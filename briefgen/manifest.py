"""Floor 5. The manifest of the last build into a folder: what each output was made from, and how it lay there then.

By it a build knows which pages need not be made. A build with nothing to do needs no plan: the project's files, the theme
and the outputs look as they did, this is the same program with the same options, and no article came or went by the clock.
"""

import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from briefgen.diagnostics import Diagnostic
from briefgen.model import Options
from briefgen.sources import Signature, signature_of
from briefgen.store import CacheFolder

#: An output this young when it was looked at, in nanoseconds, may have been written again within the clock's grain: ten
#: times the coarsest tick of Linux. Not git's two seconds: outputs are ours, and a build ends with writing them.
_OUTPUT_RACY_NS: Final = 100_000_000
#: Before all articles, and after them.
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One output: the key of its recipe, its layout, the digest of its bytes, and how it lay there when it was looked at."""

    key: bytes
    layout: str
    digest: str
    signature: Signature


class Request(msgspec.Struct, frozen=True):
    """What was asked for, beside the instant."""

    drafts: bool
    future: bool
    base_url: str


class Manifest(msgspec.Struct, frozen=True):
    """The last build into one folder. The visible articles are the same from `since` up to, not including, `until`.

    `frame` and `closures` are the digests of what pages share, and of what layouts are made of, by name. `inputs` is the
    digest of the scan, `theme` that of the theme's; `record` and `record_digest` are
    the signature and the digest of the output's record. `lay` is the digest
    of the signatures of all outputs; `paths` and `packed` hold their paths and what else is known of them, in one order:
    first those of the batches, of which `batches` has the name, the key, and how many outputs each has.

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
    racy: dict[str, str] | None
    young: dict[str, str]
    settled_from_ns: int
    lay: str
    batches: list[tuple[str, bytes, int]]
    paths: str
    packed: bytes

    def outputs(self) -> dict[str, Made]:
        """Return what was made, by path in the order of `paths`; raises MsgspecError."""
        return dict(zip(paths_of(self), _OUTPUTS.decode(self.packed), strict=True))

    def paths_of_batches(self) -> Iterator[tuple[str, tuple[bytes, tuple[str, ...]]]]:
        """Give each batch by name, with its key and the paths of its outputs."""
        paths, start = paths_of(self), 0
        for name, key, size in self.batches:
            yield name, (key, tuple(paths[start : start + size]))
            start += size


def pack_outputs(outputs: Mapping[str, Made]) -> tuple[str, str, bytes]:
    """Return the fields of a manifest that hold outputs: `lay`, `paths`, `packed`."""
    lay = digest_of_signatures([made.signature for made in outputs.values()])
    return lay, "\0".join(outputs), msgspec.msgpack.encode(list(outputs.values()))


def paths_of(manifest: Manifest) -> list[str]:
    """Return the paths of all outputs, in the order of the manifest."""
    return manifest.paths.split("\0") if manifest.paths else []


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


def settled(manifest: Manifest) -> Manifest:
    """Return the manifest without files that have to be looked at closer."""
    return msgspec.structs.replace(manifest, racy={}, young={})


def save_manifest(cache: CacheFolder, root: Path, output: Path, manifest: Manifest) -> None:
    """Keep a manifest; raises OSError."""
    cache.save(_name(root, output), msgspec.msgpack.encode(manifest), sync=False)


def forget_manifest(cache: CacheFolder, root: Path, output: Path) -> None:
    """Forget it; raises OSError."""
    cache.remove(_name(root, output))


def digest_of_scan(files: Mapping[str, Signature], findings: Iterable[Diagnostic] = ()) -> str:
    """Return the digest of names, sizes, times and inodes."""
    data = msgspec.msgpack.encode((list(files.items()), tuple(findings)))
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def digest_of_signatures(signatures: "list[Signature] | list[tuple[int, int, int, int]]") -> str:
    """Return the digest of sizes, times and inodes, in order."""
    return hashlib.blake2b(msgspec.msgpack.encode(signatures), digest_size=16).hexdigest()


def window_of(instants: Iterable[datetime], now: datetime) -> tuple[datetime, datetime]:
    """Return from when up to when the same articles are visible as now, given the instants at which one comes or goes."""
    found = set(instants)
    since = max((at for at in found if at <= now), default=_FIRST)
    return since, min((at for at in found if at > now), default=_LAST)


def look_at(path: str) -> Signature | None:
    """Return how a regular file lies there now, or None where there is none."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    return signature_of(status) if stat.S_ISREG(status.st_mode) else None


def look_at_all(folder: str, paths: Iterable[str]) -> list[tuple[int, int, int, int]] | None:
    """Return how files lie there now, or None where one of them is not there.

    Whether they are regular files is not asked: only these get into a manifest, and nothing else can have their inode
    and their times. One expression, since it is most of a build with nothing to do.
    """
    places = [f"{folder}/{path}" for path in paths]
    try:
        return [(at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino) for at in map(os.lstat, places)]
    except (OSError, ValueError):
        return None


def young_until_ns(signature: Signature) -> int:
    """Return until when an output may change and look the same."""
    return max(signature.mtime_ns, signature.ctime_ns) + _OUTPUT_RACY_NS


def have_digests(folder: str, digests: Mapping[str, str]) -> bool:
    """Have files the bytes that they had?"""
    return all(_has_digest(f"{folder}/{path}", digest) for path, digest in digests.items())


def look_again(made: Made, place: str) -> Made | None:
    """Return an output as it lies there now, if it has the bytes that it had."""
    signature = look_at(place)
    if signature is None or signature.size != made.signature.size or not _has_digest(place, made.digest):
        return None
    return msgspec.structs.replace(made, signature=signature)


def _has_digest(place: str, digest: str) -> bool:
    try:
        # Follow no link: what was there when it was looked at was a file.
        with open(os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == digest
    except (OSError, ValueError):
        return False


def _name(root: Path, output: Path) -> str:
    # Relative to the project, so that a project that was moved or checked out elsewhere finds it.
    place = os.path.relpath(output.resolve(), root.resolve())
    return f"site-{hashlib.blake2b(os.fsencode(place), digest_size=8).hexdigest()}"


_DECODER = msgspec.msgpack.Decoder(Manifest)
_OUTPUTS = msgspec.msgpack.Decoder(list[Made])
