"""Floor 7. The door to ZIP: files by name, read in bounded memory; what they are named is never used as a path."""

import io
import zipfile
import zlib
from typing import Final

from briefgen.importing.containers.entries import MOST_BYTES

_MOST_FILES: Final = 20_000


class ZipError(Exception):
    """An archive, or a file of it, cannot be read. The text says why, for a finding."""


class Archive:
    """A ZIP archive. All that is read of one archive together is bounded, however little room it takes there."""

    def __init__(self, data: bytes) -> None:
        """Open an archive; raises ZipError."""
        try:
            self._file = zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as error:
            raise ZipError("it is damaged") from error
        infos = self._file.infolist()
        if len(infos) > _MOST_FILES:
            raise ZipError(f"it has over {_MOST_FILES:,} files")
        self.names = tuple(info.filename for info in infos)
        self._left = MOST_BYTES

    def read(self, name: str) -> bytes:
        """Return the bytes of a file; raises ZipError."""
        try:
            with self._file.open(name) as file:
                data = file.read(self._left + 1)
        except KeyError as error:
            raise ZipError(f"it has no {name}") from error
        except (zipfile.BadZipFile, RuntimeError, NotImplementedError, OSError, EOFError, ValueError, zlib.error) as error:
            raise ZipError(f"{name} is damaged, or has a password") from error
        self._left -= len(data)
        if self._left < 0:
            raise ZipError(f"it has over {MOST_BYTES:,} bytes when it is unpacked")
        return data
