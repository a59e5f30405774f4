"""Floor 5. An executor of `concurrent.futures` over worker processes of this machine, for values that can be pickled."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor
from itertools import starmap
from typing import Any, TypeVar

from briefgen.disk.workers.address import be_silent
from briefgen.disk.workers.local import LocalWorkers

R = TypeVar("R")


class LocalExecutor(Executor):
    """An executor over local workers, which maps functions of modules over values that can be pickled."""

    def __init__(self, number: int, say: Callable[[str], None] = be_silent) -> None:
        """Take the number of workers; `say` gets a message when the work goes on with fewer."""
        self._workers = LocalWorkers(number, say)

    def map(
        self, fn: Callable[..., R], *iterables: Iterable[Any], timeout: float | None = None, chunksize: int = 1
    ) -> Iterator[R]:
        """Yield the results in order; raises BriefgenError if workers are killed twice."""
        rows = list(zip(*iterables, strict=False))
        done = 0

        def start() -> Iterator[R]:
            columns = zip(*rows[done:], strict=True)
            return self._workers.open().map(fn, *columns, timeout=timeout, chunksize=chunksize)

        def in_process() -> Iterator[R]:
            return starmap(fn, rows[done:])

        for result in self._workers.run(start, in_process):
            done += 1
            yield result

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        """End the workers."""
        self._workers.close()
