"""Floor 5. A pack: many small values in one file, each with a checksum; a value is found by its location in the file.

New values go to a temporary file first and are appended to the pack when a build saves it. So a build that fails, or may
not write, leaves no trace. Locations count through both files: a location beyond the end of the pack is in the temporary
file.
"""

import contextlib
import os
import re
import weakref
import zlib
from typing import IO, Final, TypeAlias

from briefgen.disk.cache.files import CacheDamagedError
from briefgen.disk.handles import OwnFolder
from briefgen.disk.system import read_at
from briefgen.values.diagnostics import BriefgenError

#: Where a value begins, and how long it is with its checksum, both in bytes.
Location: TypeAlias = tuple[int, int]

_SUM: Final = 4
#: The name of a pack. What the index says is checked: a build writes to the file of that name.
_NAME: Final = re.compile(r"pack-[0-9a-f]{8}")
#: Bytes of a value at most: an article has 5 MiB, and a picture of a smaller size less.
_VALUE_LIMIT: Final = 1 << 28
#: The buffer of the temporary file, in bytes: some hundred values, so that not every value needs a system call.
_BUFFER: Final = 1 << 20


class Pack:
    """A pack that is open for reading, and for adding values."""

    def __init__(self, files: OwnFolder | None, name: str = "", size: int = 0) -> None:
        """Take the files of the cache, the pack's name, and how many bytes of the pack are valid; no name is an empty pack.

        Raises CacheDamagedError if the pack is missing or shorter than that. Without a cache the pack cannot be saved.
        """
        self._files = files
        self._file: IO[bytes] | None = None
        self.name, self.size = "", 0
        if name:
            self._open(name, size)
        self._spool: IO[bytes] | None = None
        #: How many bytes were added that are not saved.
        self.unsaved = 0

    def _open(self, name: str, size: int) -> None:
        assert self._files is not None
        if not _NAME.fullmatch(name):
            raise CacheDamagedError(name)
        try:
            file = open(self._files.open(name), "rb")  # noqa: SIM115 - closed with the pack
        except OSError as error:
            raise CacheDamagedError(name) from error
        if not 0 <= size <= os.fstat(file.fileno()).st_size:
            file.close()
            raise CacheDamagedError(name)
        self._file, self.name, self.size = file, name, size
        weakref.finalize(self, file.close)

    def close(self) -> None:
        """Close the files. Values that were added and not saved are lost."""
        for file in (self._file, self._spool):
            if file is not None:
                _close(file)
        self._file = self._spool = None

    def add(self, value: bytes) -> Location:
        """Add a value and return its location; raises BriefgenError if there is no room for temporary files."""
        place = (self.size + self.unsaved, len(value) + _SUM)
        try:
            if self._spool is None:
                import tempfile  # Imported here: many builds add no value.

                self._spool = tempfile.TemporaryFile(buffering=_BUFFER, prefix="briefgen-")  # noqa: SIM115 - closed with the pack
                weakref.finalize(self, _close, self._spool)
            self._spool.write(zlib.crc32(value).to_bytes(_SUM, "little") + value)
        except OSError as error:
            raise _no_room(error) from error
        self.unsaved += len(value) + _SUM
        return place

    def flush(self) -> None:
        """Flush the added values to the temporary file, so that a forked process can read them; raises BriefgenError."""
        if self._spool is not None:
            try:
                self._spool.flush()
            except OSError as error:
                raise _no_room(error) from error

    def get(self, place: Location) -> bytes:
        """Return the value at a location; raises CacheDamagedError if its checksum is wrong or it cannot be read."""
        start, length = place
        is_saved = start < self.size
        file, offset = (self._file, start) if is_saved else (self._spool, start - self.size)
        end = self.size if is_saved else self.size + self.unsaved
        # A place comes from the cache: nothing is read, and no memory is taken, for one that cannot be.
        if file is None or start < 0 or not _SUM <= length <= _VALUE_LIMIT or start + length > end:
            raise CacheDamagedError(self.name)
        if file is self._spool:
            self.flush()
        try:
            data = read_at(file.fileno(), length, offset)
        except OSError as error:
            raise CacheDamagedError(self.name) from error
        value = data[_SUM:]
        if len(data) != length or zlib.crc32(value) != int.from_bytes(data[:_SUM], "little"):
            raise CacheDamagedError(self.name)
        return value

    def save(self) -> None:
        """Append the added values to the pack; raises OSError. The caller holds the lock of the cache folder."""
        if not self.unsaved or self._spool is None:
            return
        assert self._files is not None
        name = self.name or f"pack-{os.urandom(4).hex()}"
        flags = os.O_RDWR if self.name else os.O_RDWR | os.O_CREAT | os.O_EXCL
        with open(self._files.open(name, flags), "r+b") as file:
            # A build that was killed may have appended values that no index names.
            file.truncate(self.size)
            file.seek(self.size)
            self._spool.seek(0)
            while chunk := self._spool.read(1 << 20):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        total = self.size + self.unsaved
        self.close()
        self.unsaved = 0
        self._open(name, total)


def _no_room(error: OSError) -> BriefgenError:
    import tempfile

    return BriefgenError(f"cannot write a temporary file in {tempfile.gettempdir()}: {error.strerror or error}")


def _close(file: IO[bytes]) -> None:
    """Close a file whose content is not needed any more, so that a failed write does not matter."""
    with contextlib.suppress(OSError):
        file.close()
