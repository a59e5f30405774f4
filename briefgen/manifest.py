"""Floor 5. The manifest of the last build into a folder: what each output was made from, and how it lay there then.

By it a build knows which pages need not be made. A build with nothing to do needs no plan: the project's files, the theme
and the outputs look as they did, this is the same program with the same options, and no article came or went by the clock.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec

from briefgen.diagnostics import Diagnostic
from briefgen.model import Options
from briefgen.sources import Scan, Signature, is_settled, signature_of
from briefgen.store import CacheFolder

#: An output this young when it was looked at, in nanoseconds, may have been written again within the clock's grain: ten
#: times the coarsest tick of Linux. Not git's two seconds: outputs are ours, and a build ends with writing them.
_OUTPUT_RACY_NS: Final = 100_000_000
#: Before all articles, and after them.
_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


class Made(msgspec.Struct, frozen=True, array_like=True):
    """One output: the key of its recipe, its layout, the digest of its bytes, and how it lay there when it was looked at."""

    path: str
    key: bytes
    layout: str
    digest: str
    signature: Signature
    seen_at_ns: int


class Request(msgspec.Struct, frozen=True):
    """What was asked for, beside the instant."""

    drafts: bool
    future: bool
    base_url: str


class Manifest(msgspec.Struct, frozen=True):
    """The last build into one folder. The visible articles are the same from `since` up to, not including, `until`.

    `frame` and `closures` are the digests of what pages share, and of what layouts are made of, by name. `inputs` is the
    digest of the scan at `scanned_at_ns`, `theme` that of the theme's; `record` is the signature of the output's record.
    """

    request: Request
    since: datetime
    until: datetime
    inputs: str
    theme: str
    scanned_at_ns: int
    is_settled: bool
    findings: tuple[Diagnostic, ...]
    pages: int
    frame: dict[str, str]
    closures: dict[str, str]
    record: Signature
    outputs: tuple[Made, ...]


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


def are_settled(scan: Scan, scanned_at_ns: int) -> bool:
    """Was every file old enough when it was looked at?"""
    return all(is_settled(signature, scanned_at_ns) for signature in scan.files.values())


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


def is_unchanged(made: Made, folder: str) -> bool:
    """Does an output lie there just as it was left?"""
    return look_at(f"{folder}/{made.path}") == made.signature and is_output_settled(made)


def is_output_settled(made: Made) -> bool:
    """Was an output old enough when it was looked at?"""
    return made.seen_at_ns - max(made.signature.mtime_ns, made.signature.ctime_ns) > _OUTPUT_RACY_NS


def look_again(made: Made, folder: str) -> Made | None:
    """Return an output as it lies there now, if it has the bytes that it had."""
    path = f"{folder}/{made.path}"
    seen_at, signature = time.time_ns(), look_at(path)
    if signature == made.signature and is_output_settled(made):
        return made
    if signature is None or signature.size != made.signature.size:
        return None
    try:
        with open(path, "rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
    return msgspec.structs.replace(made, signature=signature, seen_at_ns=seen_at) if digest == made.digest else None


def _name(root: Path, output: Path) -> str:
    # Relative to the project, so that a project that was moved or checked out elsewhere finds it.
    place = os.path.relpath(output.resolve(), root.resolve())
    return f"site-{hashlib.blake2b(os.fsencode(place), digest_size=8).hexdigest()}"


_DECODER = msgspec.msgpack.Decoder(Manifest)
