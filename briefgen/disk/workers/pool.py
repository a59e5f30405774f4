"""Floor 5. Work spread over processes, or over a cluster: one seam, an executor of `concurrent.futures`.

What is sent are values, and so is what comes back: a worker needs no file of the project. Nothing here schedules.
"""

import contextlib
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Final, Protocol, Self, TypeVar

from briefgen.disk.workers.chunks import Shared, begin, do_shared, stream, stream_shared
from briefgen.values.diagnostics import BriefgenError, how_to_install

if TYPE_CHECKING:
    from concurrent.futures import Executor
    from multiprocessing.context import BaseContext

#: From how many files, or pages, on other processes pay. Two of them are ready in 70 ms and hand a piece over in 0.1; a file
#: takes 1 ms and a page 0.5. Measured by `make bench` with `--workers 1` and `2` at 100 to 1,000 articles.
WORTH: Final = 300
#: Pieces under way for each worker; more would only wait, and keep their results in memory.
_AHEAD: Final = 3

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does work on many things, in order: here, or somewhere else."""

    def share(
        self,
        work: Callable[[Sequence[int]], Sequence[R]],
        number: int,
        *,
        span: int,
        prepare: Callable[[], object] = lambda: None,
    ) -> Iterator[R] | None:
        """Give the results of work on the numbers below one, in order, by processes that know all that this one knows.

        So nothing but numbers has to be sent to them, a span of so many at most. `prepare` is called before such processes
        are forked; where they do not pay, the work is done here. None where values have to be sent. `work` says by its
        annotations what the results are, and these are values.
        """

    def __call__(
        self, work: Callable[[Sequence[T]], Sequence[R]], things: Sequence[T] | Iterable[T], number: int
    ) -> Iterator[R]:
        """Give the results in order; `number` is how many things there are.

        `work` is a function of a module, perhaps with its first arguments; its annotations say what the things and the
        results are, and these are values.
        """


class _Alone:
    """Does the work here, one thing after the other."""

    def share(
        self,
        work: Callable[[Sequence[int]], Sequence[R]],
        number: int,
        *,
        span: int,
        prepare: Callable[[], object] = lambda: None,
    ) -> Iterator[R]:
        for one in range(number):
            yield from work([one])

    def __call__(self, work: Callable[[Sequence[T]], Sequence[R]], things: Iterable[T], number: int) -> Iterator[R]:
        for thing in things:
            yield from work([thing])


alone: Final = _Alone()


class Workers:
    """The processes of one build: none before there is enough to do."""

    def __init__(self, number: int = 0, address: str = "") -> None:
        """Take the number of processes, 0 for as many as there are processors; or a cluster's address, `dask://HOST:PORT`."""
        self._number = number or _processors()
        self._address = address
        self._executor: Executor | None = None
        self._close: Callable[[], object] | None = None

    def __enter__(self) -> Self:
        if self._address:
            self._executor, self._close, self._number = _cluster(self._address)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if self._executor is not None and not self._address:
            self._executor.shutdown(cancel_futures=True)
        if self._close is not None:
            self._close()

    def share(
        self,
        work: Callable[[Sequence[int]], Sequence[R]],
        number: int,
        *,
        span: int,
        prepare: Callable[[], object] = lambda: None,
    ) -> Iterator[R] | None:
        """Give the results of work on numbers, made by forked processes or here: see `Spread`."""
        if self._address:
            return None
        if self._number < 2 or number < WORTH:
            return alone.share(work, number, span=span)
        context = _forking()
        if context is None:
            return None
        if self._executor is not None:
            # They were forked before there was anything to know.
            self._executor.shutdown()
        from concurrent.futures import ProcessPoolExecutor

        prepare()
        shared = Shared(work)
        # With forking, arguments are not sent: they are there already.
        self._executor = ProcessPoolExecutor(self._number, mp_context=context, initializer=begin, initargs=(shared,))
        with _no_interrupt():
            # The first thing to do starts all of them.
            self._executor.submit(do_shared, 0, 0)
        return stream_shared(self._executor, shared, number, span, self._number * _AHEAD)

    def __call__(self, work: Callable[[Sequence[T]], Sequence[R]], things: Iterable[T], number: int) -> Iterator[R]:
        """Give the results of the work on each thing, in order, made here or elsewhere."""
        if self._executor is None and (self._number < 2 or number < WORTH):
            return alone(work, things, number)
        if self._executor is None:
            self._executor = processes(self._number)
        return stream(self._executor, work, things, self._number * _AHEAD)


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Put an interrupt off while processes are forked: Python drops what is raised there, and the build would go on."""
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def processes(number: int) -> "Executor":
    """Return a pool of processes that end with this one, however it ends."""
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(number, mp_context=_forking(), initializer=begin)


def _forking() -> "BaseContext | None":
    """Return how to fork a process, where that is safe; None: it has to be started anew."""
    import multiprocessing

    # Forking takes a sixth of the time of starting anew; nothing here runs threads yet when the first piece is due. On
    # macOS the system's own libraries may.
    can_fork = "fork" in multiprocessing.get_all_start_methods() and sys.platform != "darwin"
    return multiprocessing.get_context("fork") if can_fork else None


class _Client(Protocol):
    """What we use of distributed's client, which has no types."""

    def nthreads(self) -> dict[str, int]: ...
    def get_executor(self, *, pure: bool) -> "Executor": ...
    def close(self) -> object: ...


def _cluster(address: str) -> "tuple[Executor, Callable[[], object], int]":
    kind, _, place = address.partition("://")
    if kind != "dask" or not place:
        raise BriefgenError(f'"{address}" is not the address of a cluster; write dask://HOST:PORT')
    try:
        import distributed
    except ImportError:
        raise BriefgenError(f"dask is not installed; {how_to_install('dask')}") from None
    try:
        connect: Callable[..., _Client] = distributed.Client
        client = connect(f"tcp://{place}", timeout="10s", set_as_default=False)
    except OSError as error:
        raise BriefgenError(f"cannot reach the cluster at {place}: {error}") from error
    number = max(1, sum(client.nthreads().values()))
    return client.get_executor(pure=False), client.close, number


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
