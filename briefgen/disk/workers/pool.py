"""Floor 5. The worker pool: spread work over processes of this machine or over a cluster.

Arguments and results are values, so a worker needs no file of the project. Scheduling is left to an executor.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self, TypeVar

from briefgen.disk.system import fork_context, processors
from briefgen.disk.workers.address import ClusterAddress, be_silent
from briefgen.disk.workers.chunks import ForkedWork, stream, stream_forked
from briefgen.disk.workers.local import LocalWorkers

if TYPE_CHECKING:
    from briefgen.disk.workers.cluster import Cluster

#: From this many files or pages on, a worker pool is worth its start. Two workers start in 70 ms, and sending a chunk takes
#: 0.1 ms; a file takes 1 ms and a page 0.5 ms. Measured by `make bench` with `--workers 1` and `2` at 100 to 1,000 articles.
POOL_THRESHOLD: Final = 300
#: Pending chunks for each worker; more would only keep their results in memory.
_AHEAD: Final = 3

T = TypeVar("T")
R = TypeVar("R")


def is_any(_item: object, _result: object) -> bool:
    """Take any result of a cluster's worker."""
    return True


class WorkerPool:
    """Does work on many items, in order: in this process, in others once there is enough work, or on a cluster."""

    def __init__(
        self, number: int = 0, address: ClusterAddress | None = None, *, say: Callable[[str], None] = be_silent
    ) -> None:
        """Take the number of workers, 0 for one a processor; or the address of a cluster. `say` gets messages.

        Entering raises BriefgenError if the cluster cannot be reached.
        """
        # All processors that this process may use.
        self._workers = LocalWorkers(number or processors(), say)
        self._address = address
        self._say = say
        self._cluster: Cluster | None = None

    def __enter__(self) -> Self:
        if self._address and self._address.address:
            from briefgen.disk.workers.cluster import Cluster

            self._cluster = Cluster(self._address, self._say)
            self._cluster.connect()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._workers.close()
        if self._cluster is not None:
            self._cluster.close()

    def map_forked(
        self, work: Callable[[Sequence[int]], Sequence[R]], number: int, *, span: int, prepare: Callable[[], object]
    ) -> Iterator[R] | None:
        """Yield the results of work on 0 to `number` - 1, in order, from forked workers, which inherit all memory.

        So only numbers are sent, in chunks of `span` at most. `prepare` is called before workers are forked. If a pool is
        not worth its start, this process does the work. None if processes cannot be forked, so that values have to be sent.
        The annotations of `work` state the type of its results, which are values. Raises BriefgenError if they are killed.
        """
        if self._cluster is not None:
            return None
        if self._workers.number < 2 or number < POOL_THRESHOLD:
            return (result for one in range(number) for result in work([one]))
        if fork_context() is None:
            return None
        done = 0

        def start() -> Iterator[R]:
            self._workers.close()
            prepare()
            shared = ForkedWork(work)
            pool, ahead = self._workers.open(shared), self._workers.number * _AHEAD
            return stream_forked(pool, shared, range(done, number), span, ahead)

        def counted() -> Iterator[R]:
            nonlocal done
            for result in results:
                done += 1
                yield result

        results = self._workers.run(start, lambda: (result for one in range(done, number) for result in work([one])))
        return counted()

    def __call__(
        self,
        work: Callable[[Sequence[T]], Sequence[R]],
        items: Iterable[T],
        number: int,
        check: Callable[[T, R], bool] = is_any,
    ) -> Iterator[R]:
        """Yield what a module's function, or a `partial` of one, gives for each item, in order; annotations state types.

        `check` says whether a reply of a cluster's worker can be the result for an item. Raises BriefgenError if workers are
        killed, or if the cluster fails.
        """
        if self._cluster is not None:
            return self._cluster.stream(work, items, check)
        if self._workers.number < 2 or number < POOL_THRESHOLD:
            return (result for item in items for result in work([item]))
        return self._sent(work, items)

    def _sent(self, work: Callable[[Sequence[T]], Sequence[R]], items: Iterable[T]) -> Iterator[R]:
        rest = iter(items)
        #: Items that were taken and whose results were not yielded yet.
        pending: deque[T] = deque()

        def remaining() -> Iterator[T]:
            again = list(pending)
            pending.clear()
            for item in chain(again, rest):
                pending.append(item)
                yield item

        def start() -> Iterator[R]:
            return stream(self._workers.open(), work, remaining(), self._workers.number * _AHEAD)

        results = self._workers.run(start, lambda: (result for item in remaining() for result in work([item])))
        for result in results:
            pending.popleft()
            yield result


#: Does all work in this process.
in_process: Final = WorkerPool(1)
