"""Floor 5. How files lie: those of a project and of the theme when a build begins, its outputs when it has ended.

By sizes, times and inodes, as git's index has them. What is too young for that to tell is known by the digest of its bytes.
"""

import hashlib
import os
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from briefgen.disk.sources import Scan, Signature, scan_project, scan_theme, signature_of
from briefgen.values.diagnostics import Diagnostic

#: What a `Signature` says, as a plain tuple: tens of thousands of them are made, compared and packed.
Stamp: TypeAlias = tuple[int, int, int, int]
#: An output this young when it was looked at, in nanoseconds, may have been written again within the clock's grain: ten
#: times the coarsest tick of Linux. Not git's two seconds: outputs are ours, and a build ends with writing them.
_OUTPUT_RACY_NS: Final = 100_000_000


class Look(msgspec.Struct, frozen=True, dict=True):
    """The project's files and the theme's, as they were at an instant."""

    at_ns: int
    scan: Scan
    theme: dict[str, Signature]

    @cached_property
    def packed(self) -> bytes:
        """Names, sizes, times and inodes of the project's files, and what is wrong with them."""
        return msgspec.msgpack.encode((list(self.scan.files.items()), self.scan.findings))

    @cached_property
    def inputs(self) -> str:
        """The digest of that."""
        return digest(self.packed)

    @cached_property
    def theme_digest(self) -> str:
        """The digest of the same of the theme's files."""
        return digest(msgspec.msgpack.encode(list(self.theme.items())))

    def changed_since(self, packed: bytes) -> dict[str, Stamp | None] | None:
        """Return the files that came, went or changed since an earlier look, each with its signature then (None: it came).

        Takes that look packed. None where it cannot be read, or where other files than then cannot be read.
        """
        try:
            (before, findings), (now, _) = _SCAN.decode(packed), _SCAN.decode(self.packed)
            if findings != self.scan.findings:
                return None
            # As bytes: of ten thousand files a few have changed, and no other is decoded.
            old, new = set(map(bytes, before)), set(map(bytes, now))
            came: dict[str, Stamp | None] = dict.fromkeys(_FILE.decode(file)[0] for file in new - old)
            return came | dict(_FILE.decode(file) for file in old - new)
        except msgspec.MsgspecError:
            return None


def look_around(root: Path) -> Look:
    """Look at a project and the theme; raises BriefgenError where there is no such project."""
    return Look(time.time_ns(), scan_project(root), scan_theme())


def digest_of_signatures(signatures: Sequence[Stamp | msgspec.Raw]) -> str:
    """Return the digest of sizes, times and inodes, in order; some may be in MessagePack already."""
    return digest(msgspec.msgpack.encode(signatures))


def digest(data: bytes) -> str:
    """Return a digest of bytes."""
    return hashlib.blake2b(data, digest_size=16).hexdigest()


def look_at(path: str) -> Signature | None:
    """Return how a regular file lies there now, or None where there is none."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    return signature_of(status) if stat.S_ISREG(status.st_mode) else None


def look_at_all(folder: str, paths: Iterable[str]) -> list[Stamp] | None:
    """Return how files lie there now, as signatures, or None where one of them is not there.

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
    return all(has_digest(f"{folder}/{path}", digest) for path, digest in digests.items())


def has_digest(place: str, wanted: str) -> bool:
    """Has a file these bytes, by their SHA-256?"""
    try:
        # Follow no link: what was there when it was looked at was a file.
        with open(os.open(place, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)), "rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest() == wanted
    except (OSError, ValueError):
        return False


_SCAN = msgspec.msgpack.Decoder(tuple[list[msgspec.Raw], tuple[Diagnostic, ...]])
_FILE = msgspec.msgpack.Decoder(tuple[str, Stamp])
