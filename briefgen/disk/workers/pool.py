"""Floor 5. The worker pool: an executor of `concurrent.futures`, over processes of this machine or over a cluster.

Arguments and results are values, so a worker needs no file of the project. Scheduling is left to the executor.
"""

import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Self, TypeVar

from briefgen.disk.workers.chunks import ForkedWork, do_forked_chunk, initialize_worker, stream, stream_forked
from briefgen.values.diagnostics import BriefgenError, how_to_install

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.context import BaseContext

#: From this many files or pages on, a worker pool is worth its start. Two workers start in 70 ms, and sending a chunk takes
#: 0.1 ms; a file takes 1 ms and a page 0.5 ms. Measured by `make bench` with `--workers 1` and `2` at 100 to 1,000 articles.
POOL_THRESHOLD: Final = 300
#: Pending chunks for each worker; more would only keep their results in memory.
_AHEAD: Final = 3

T = TypeVar("T")
R = TypeVar("R")


class WorkerPool:
    """Does work on many items, in order: in this process, in others once there is enough work, or on a cluster."""

    def __init__(self, number: int = 0, address: str = "") -> None:
        """Take the number of workers, 0 for one a processor; or the address of a cluster, `dask://HOST:PORT`.

        Entering raises BriefgenError if the cluster cannot be reached.
        """
        # All processors that this process may use.
        processors = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
        self._number = number or processors
        self._address = address
        self._executor: Executor | None = None
        self._at_end = ExitStack()

    def __enter__(self) -> Self:
        if self._address:
            client = _connect_to_cluster(self._address)
            self._at_end.callback(client.close)
            self._executor = client.get_executor(pure=False)
            self._number = max(1, sum(client.nthreads().values()))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._executor is not None and not self._address:
            self._executor.shutdown(cancel_futures=True)
        self._at_end.close()

    def map_forked(
        self, work: Callable[[Sequence[int]], Sequence[R]], number: int, *, span: int, prepare: Callable[[], object]
    ) -> Iterator[R] | None:
        """Yield the results of work on 0 to `number` - 1, in order, from forked workers, which inherit all memory.

        So only numbers are sent, in chunks of `span` at most. `prepare` is called before the workers are forked. If a pool
        is not worth its start, this process does the work. None if processes cannot be forked, so that values have to be
        sent. The annotations of `work` state the type of its results, which are values.
        """
        if self._address:
            return None
        if self._number < 2 or number < POOL_THRESHOLD:
            return (result for one in range(number) for result in work([one]))
        if _fork_context() is None:
            return None
        if self._executor is not None:
            # The workers of the old pool were forked before the memory had what the work needs.
            self._executor.shutdown()
        prepare()
        shared = ForkedWork(work)
        self._executor = process_pool(self._number, shared)
        # Python drops a KeyboardInterrupt while it forks processes, and the build would go on.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            # The first chunk starts all workers.
            self._executor.submit(do_forked_chunk, 0, 0)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return stream_forked(self._executor, shared, number, span, self._number * _AHEAD)

    def __call__(self, work: Callable[[Sequence[T]], Sequence[R]], items: Iterable[T], number: int) -> Iterator[R]:
        """Yield what a module's function, or a `partial` of one, gives for each item, in order; annotations state types."""
        if self._executor is None and (self._number < 2 or number < POOL_THRESHOLD):
            return (result for item in items for result in work([item]))
        if self._executor is None:
            self._executor = process_pool(self._number)
        return stream(self._executor, work, items, self._number * _AHEAD)


#: Does all work in this process.
in_process: Final = WorkerPool(1)


def process_pool(number: int, *shared: ForkedWork) -> "Executor":
    """Return a pool of processes that exit when this process ends, in whatever way; forked ones inherit shared work."""
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(number, mp_context=_fork_context(), initializer=initialize_worker, initargs=shared)


def _fork_context() -> "BaseContext | None":
    """Return the context for forked processes, or None where forking is not safe and processes start from nothing."""
    import multiprocessing

    # Forking takes a sixth of the time of a new interpreter. It is safe, because no thread runs before the first chunk; on
    # macOS the system's own libraries may run some.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return multiprocessing.get_context("fork") if can_fork else None


def _connect_to_cluster(address: str) -> Any:
    """Return a client of the library, which has no type annotations."""
    kind, _, place = address.partition("://")
    if kind != "dask" or not place:
        raise BriefgenError(f'"{address}" is not the address of a cluster; write dask://HOST:PORT')
    try:
        import distributed
    except ImportError:
        raise BriefgenError(f"dask is not installed; {how_to_install('dask')}") from None
    try:
        connect: Any = distributed.Client
        return connect(f"tcp://{place}", timeout="10s", set_as_default=False)
    except OSError as error:
        raise BriefgenError(f"cannot reach the cluster at {place}: {error}") from error
