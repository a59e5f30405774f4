"""Floor 5. A table: values by path, each made from its row when its path is looked up; and values packed as MessagePack."""

from collections.abc import Callable, Iterator, Mapping
from typing import Generic, TypeVar

import msgspec

from briefgen.disk.cache.files import CacheDamagedError

Row = TypeVar("Row")
Value = TypeVar("Value")


class Table(Mapping[str, Value], Generic[Row, Value]):
    """Values by path: of ten thousand rows an edit decodes a few. A path has no value if its row has none."""

    def __init__(self, rows: Mapping[str, Row], read: Callable[[Row], Value | None], *, keeps: bool = False) -> None:
        """Take the rows by path, and the function that returns the value of a row, or None; `keeps` keeps the values."""
        self.rows = rows
        self._read = read
        self._kept: dict[str, Value] | None = {} if keeps else None

    def __getitem__(self, path: str) -> Value:
        if self._kept is not None and path in self._kept:
            return self._kept[path]
        value = self._read(self.rows[path])
        if value is None:
            raise KeyError(path)
        if self._kept is not None:
            self._kept[path] = value
        return value

    def __iter__(self) -> Iterator[str]:
        """Give the paths of all rows, also of those without a value: finding these takes reading every row."""
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def unpack(decoder: msgspec.msgpack.Decoder[Value], data: bytes | msgspec.Raw) -> Value:
    """Return a value of the cache that is packed as MessagePack; raises CacheDamagedError."""
    try:
        return decoder.decode(data)
    except (ValueError, msgspec.MsgspecError, RecursionError, MemoryError) as error:
        raise CacheDamagedError("a value") from error
