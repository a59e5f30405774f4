"""Floor 5. A cluster: chunks of work are done by dask's workers."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from typing import Any, Final, TypeVar

from briefgen.disk.workers.address import ClusterAddress
from briefgen.disk.workers.chunks import stream
from briefgen.values.diagnostics import BriefgenError, how_to_install

#: Pending chunks for each thread of a worker; more would only keep their results in memory.
_AHEAD: Final = 3

T = TypeVar("T")
R = TypeVar("R")


class Cluster:
    """A connection to a cluster's scheduler."""

    def __init__(self, address: ClusterAddress) -> None:
        """Take the address; nothing is connected yet."""
        self._address = address
        self._at_end = ExitStack()
        self._client: Any = None  # The library has no type annotations.

    def connect(self) -> None:
        """Connect to the scheduler; raises BriefgenError if that fails."""
        kind, _, place = self._address.address.partition("://")
        if kind != "dask" or not place:
            raise BriefgenError(f'"{self._address.address}" is not the address of a cluster; write dask://HOST:PORT')
        try:
            import distributed
        except ImportError:
            raise BriefgenError(f"dask is not installed; {how_to_install('dask')}") from None
        try:
            connect: Any = distributed.Client
            self._client = connect(f"tcp://{place}", timeout="10s", set_as_default=False)
        except OSError as error:
            raise BriefgenError(f"cannot reach the cluster at {place}: {error}") from error
        self._at_end.callback(self._client.close)

    def close(self) -> None:
        """End the connection."""
        self._at_end.close()

    def stream(self, work: Callable[[Sequence[T]], Sequence[R]], items: Iterable[T]) -> Iterator[R]:
        """Yield the result of the work on each item, in order."""
        threads = max(1, sum(self._client.nthreads().values()))
        return stream(self._client.get_executor(pure=False), work, items, threads * _AHEAD)
