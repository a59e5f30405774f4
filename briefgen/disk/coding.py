"""Floor 5. Smaller copies of text files, for web servers that hand out files as they lie there."""

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Final, NamedTuple

from briefgen.values.diagnostics import BriefgenError, how_to_install

#: Endings of files that are text.
_TEXTS: Final = (".css", ".html", ".js", ".json", ".opml", ".svg", ".txt", ".xml")
#: Bytes below which a smaller copy saves no packet.
_LEAST: Final = 1_000
#: Best for gzip; for brotli the highest level takes ten times the time of this one and saves a twentieth.
_GZIP_LEVEL: Final = 9
_BROTLI_LEVEL: Final = 9


class Coding(NamedTuple):
    """A content coding of HTTP: its name in settings, what it adds to the names of files, and its encoder."""

    name: str
    ending: str
    encode: Callable[[bytes], bytes]


def is_worth_coding(path: str, file: Path) -> bool:
    """Is a file text, and long enough?"""
    return path.endswith(_TEXTS) and file.stat().st_size >= _LEAST


def _gzip(data: bytes) -> bytes:
    # Without a time the same text gives the same bytes.
    return gzip.compress(data, _GZIP_LEVEL, mtime=0)


def _brotli(data: bytes) -> bytes:
    try:
        import brotli
    except ImportError:
        raise BriefgenError(f"compress: brotli needs the extra brotli; {how_to_install('brotli')}") from None
    made = brotli.compress(data, quality=_BROTLI_LEVEL)
    assert isinstance(made, bytes)
    return made


#: All codings, in the order in which they are made.
CODINGS: Final = (Coding("gzip", ".gz", _gzip), Coding("brotli", ".br", _brotli))
