"""Floor 5. What a cluster's worker replies: bytes only, which are checked before they are used.

No exception travels as an object: the library would unpickle it in the process that asked.
"""

import functools
import hashlib
import platform
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, Final, TypeVar

import msgspec

from briefgen import __version__
from briefgen.disk.workers.chunks import do_chunk
from briefgen.values.diagnostics import BriefgenError

#: Libraries whose version can change a byte of what a worker makes.
_LIBRARIES: Final = (
    "babel",
    "jinja2",
    "markdown-it-py",
    "markupsafe",
    "mdit-py-plugins",
    "msgspec",
    "nh3",
    "pyyaml",
    "tzdata",
)
#: The longest reply, in bytes: so many, and so many for each byte that was sent. A chunk is 32 files or pages; a page of the
#: default theme has some 20 KB beside its text.
_LONGEST: Final = 64 << 20
_GROWTH: Final = 16
#: Characters of a worker's message that are shown.
_SHOWN: Final = 300

T = TypeVar("T")
R = TypeVar("R")


class Reply(msgspec.Struct, frozen=True, array_like=True):
    """The encoded results of a chunk; or else the versions of a worker that has different ones, or what went wrong."""

    results: bytes = b""
    versions: dict[str, str] = {}
    error: str = ""


def do_cluster_chunk(versions: bytes, work: bytes, items: bytes) -> bytes:
    """Return the reply for one chunk, encoded; runs in a worker. `versions` are those of the process that asks."""
    here = versions_here()
    try:
        if msgspec.msgpack.decode(versions) != here:
            return msgspec.msgpack.encode(Reply(versions=here))
        return msgspec.msgpack.encode(Reply(do_chunk(work, items)))
    except Exception as error:  # noqa: BLE001, RUF100 - whatever it is, it must not travel as an object
        return msgspec.msgpack.encode(Reply(error=in_one_line(error)))


@functools.lru_cache(maxsize=1)
def versions_here() -> dict[str, str]:
    """Return the versions of Python, of briefgen with a digest of its sources, and of the libraries that shape results."""
    root = Path(__file__).parent.parent.parent
    sources = hashlib.blake2b(digest_size=4)
    for file in sorted((*root.rglob("*.py"), *root.rglob("*.yml"))):
        sources.update(file.relative_to(root).as_posix().encode() + b"\n" + hashlib.blake2b(file.read_bytes()).digest())
    found = {"briefgen": f"{__version__} ({sources.hexdigest()})", "python": ".".join(platform.python_version_tuple()[:2])}
    for library in _LIBRARIES:
        try:
            found[library] = version(library)
        except PackageNotFoundError:
            found[library] = "missing"
    return found


def results_of(
    reply: object,
    items: Sequence[T],
    sent: int,
    decoder: msgspec.msgpack.Decoder[Sequence[R]],
    check: Callable[[T, R], bool],
) -> Sequence[R]:
    """Return the results in a worker's reply to a chunk of items, which took `sent` bytes to send.

    Raises BriefgenError, with a message that goes on after "a worker", unless there is one result for each item, of the
    right type, and `check` takes it.
    """
    if not isinstance(reply, bytes):
        raise BriefgenError(f"replied {type(reply).__name__} and not bytes")
    if len(reply) > _LONGEST + _GROWTH * sent:
        raise BriefgenError(f"replied {len(reply)} bytes, which is too much for what it was sent")
    try:
        told = msgspec.msgpack.decode(reply, type=Reply)
        if told.versions:
            raise BriefgenError(f"has different versions: {_difference(told.versions)}")
        if told.error:
            raise BriefgenError(f"failed: {told.error[:_SHOWN]}")
        results = decoder.decode(told.results)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise BriefgenError(f"replied what cannot be read ({in_one_line(error)})") from error
    if len(results) != len(items):
        raise BriefgenError(f"replied {len(results)} results for {len(items)} items")
    if not all(check(item, result) for item, result in zip(items, results, strict=True)):
        raise BriefgenError("replied what is no result for what it was sent")
    return results


def _difference(there: dict[str, str]) -> str:
    here = versions_here()
    names = [name for name in sorted({*here, *there}) if here.get(name) != there.get(name)]
    return ", ".join(f"{name} {there.get(name, 'missing')}, here {here.get(name, 'missing')}" for name in names)[:_SHOWN]


def in_one_line(error: BaseException) -> str:
    """Return the kind of an error and the first line of its message, which may be any text or fail itself."""
    try:
        lines: list[Any] = str(error).splitlines()
    except Exception:  # noqa: BLE001, RUF100 - an error that a worker made may do anything
        lines = []
    return f"{type(error).__name__}: {lines[0][:_SHOWN]}" if lines else type(error).__name__
