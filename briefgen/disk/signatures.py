"""Floor 5. Signatures of files: of the project and the theme when a build begins, of its outputs when it has ended.

A signature is size, times and inode, as in git's index. A file that was written just before its signature was taken can
change again without a change of signature. Such a file is too recent to trust (git calls it racy); the digest of its bytes
decides.
"""

import os
import stat
import time
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Final, TypeAlias

import msgspec

from briefgen.disk.handles import digest_of_file
from briefgen.disk.sources import Scan, Signature, digest, scan_project, scan_theme, signature_of
from briefgen.values.diagnostics import Diagnostic

#: A `Signature` as a plain tuple, which is quicker to make, compare and encode: a build has tens of thousands.
SignatureTuple: TypeAlias = tuple[int, int, int, int]
#: How long after its last change an output is too recent to trust, in nanoseconds: ten times the coarsest clock tick of
#: Linux. Git's two seconds are not needed, since only briefgen writes outputs, and a build ends with writing them.
_OUTPUT_RECENT_NS: Final = 100_000_000


class InputScan(msgspec.Struct, frozen=True, dict=True):
    """The signatures of the project's files and of the theme's, taken at an instant, in nanoseconds."""

    at_ns: int
    scan: Scan
    theme: dict[str, Signature]

    @cached_property
    def packed(self) -> bytes:
        """Return paths and signatures of the project's files, and the findings of the scan, as MessagePack."""
        return msgspec.msgpack.encode((list(self.scan.files.items()), self.scan.findings))

    @cached_property
    def inputs(self) -> str:
        """Return the digest of `packed`."""
        return digest(self.packed)

    @cached_property
    def theme_digest(self) -> str:
        """Return the digest of the names and signatures of the theme's files."""
        return digest(msgspec.msgpack.encode(list(self.theme.items())))

    def changed_since(self, packed: bytes) -> dict[str, SignatureTuple | None] | None:
        """Return the files that came, went or changed since an earlier look, each with its signature then (None: it came).

        Takes that look packed. None where it cannot be read, or where other files than then cannot be read.
        """
        try:
            (before, findings), (now, _) = _SCAN.decode(packed), _SCAN.decode(self.packed)
            if findings != self.scan.findings:
                return None
            # As bytes: of ten thousand files a few have changed, and no other is decoded.
            old, new = set(map(bytes, before)), set(map(bytes, now))
            came: dict[str, SignatureTuple | None] = dict.fromkeys(_FILE.decode(file)[0] for file in new - old)
            return came | dict(_FILE.decode(file) for file in old - new)
        except (msgspec.MsgspecError, RecursionError, MemoryError):
            return None


def scan_inputs(root: Path) -> InputScan:
    """Return the signatures of a project's and the theme's files now; raises BriefgenError if there is no such project."""
    return InputScan(time.time_ns(), scan_project(root), scan_theme())


def digest_of_signatures(signatures: Sequence[SignatureTuple | msgspec.Raw]) -> str:
    """Return the digest of a sequence of signatures; some may be encoded as MessagePack already."""
    return digest(msgspec.msgpack.encode(signatures))


def read_signature(path: str) -> Signature | None:
    """Return the current signature of a regular file, or None if no regular file has this path."""
    try:
        status = os.lstat(path)
    except (OSError, ValueError):
        return None
    return signature_of(status) if stat.S_ISREG(status.st_mode) else None


def read_signatures(folder: str, paths: Iterable[str]) -> list[SignatureTuple] | None:
    """Return the current signatures of files, in the order of the paths, or None if one of the files is missing.

    Nothing checks that they are regular files: a manifest names only regular files, and nothing else can have the same
    inode and times. It is one expression, because it takes most of the time of a build with nothing to do.
    """
    places = [f"{folder}/{path}" for path in paths]
    try:
        return [(at.st_size, at.st_mtime_ns, at.st_ctime_ns, at.st_ino) for at in map(os.lstat, places)]
    except (OSError, ValueError):
        return None


def output_recent_until_ns(signature: Signature) -> int:
    """Return the time, in nanoseconds, up to which an output with this signature is too recent to trust."""
    return max(signature.mtime_ns, signature.ctime_ns) + _OUTPUT_RECENT_NS


def digests_match(folder: str, digests: Mapping[str, str]) -> bool:
    """Does each file have the bytes of its SHA-256, given by path?"""
    return all(digest_matches(f"{folder}/{path}", digest) for path, digest in digests.items())


def digest_matches(place: str, wanted: str) -> bool:
    """Does a file have the bytes of this SHA-256? A missing or unreadable file, and what is no file, does not."""
    try:
        return digest_of_file(place) == wanted
    except (OSError, ValueError):
        return False


_SCAN = msgspec.msgpack.Decoder(tuple[list[msgspec.Raw], tuple[Diagnostic, ...]])
_FILE = msgspec.msgpack.Decoder(tuple[str, SignatureTuple])
