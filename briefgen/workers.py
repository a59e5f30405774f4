"""Floor 5. Work spread over processes, or over a cluster: one seam, an executor of `concurrent.futures`.

What is sent are values, and so is what comes back: a worker needs no file of the project. Values go as MessagePack, by the
types that a function of work says of what it takes and gives: pickling structs takes five times as long. Nothing here
schedules.
"""

import contextlib
import functools
import inspect
import os
import sys
import typing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Protocol, Self, TypeVar

import msgspec

from briefgen.diagnostics import BriefgenError

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future
    from multiprocessing.context import BaseContext

#: From how many files, or pages, on other processes pay. Two of them are ready in 70 ms and hand a piece over in 0.1; a file
#: takes 1 ms and a page 0.5. Measured by `make bench` with `--workers 1` and `2` at 100 to 1,000 articles.
WORTH: Final = 300
#: Files or pages in one piece of work: large enough that handing it over costs little, small enough to keep all busy.
_PIECE: Final = 32
#: At the end pieces get smaller down to this, so that no process waits long for the last one of another.
_LAST: Final = 4
#: Pieces under way for each worker; more would only wait, and keep their results in memory.
_AHEAD: Final = 3

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Does work on many things, in order: here, or somewhere else."""

    def share(
        self, work: Callable[[Sequence[int]], Sequence[R]], number: int, prepare: Callable[[], object] = lambda: None
    ) -> Iterator[R] | None:
        """Give the results of work on the numbers below one, in order, by processes that know all that this one knows.

        So nothing but numbers has to be sent to them. `prepare` is called before such processes are forked; where they do
        not pay, the work is done here. None where values have to be sent. `work` says by its annotations what the results
        are, and these are values.
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
        self, work: Callable[[Sequence[int]], Sequence[R]], number: int, prepare: Callable[[], object] = lambda: None
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
        self, work: Callable[[Sequence[int]], Sequence[R]], number: int, prepare: Callable[[], object] = lambda: None
    ) -> Iterator[R] | None:
        """Give the results of work on numbers, made by forked processes or here: see `Spread`."""
        if self._address:
            return None
        if self._number < 2 or number < WORTH:
            return alone.share(work, number)
        context = _forking()
        if context is None:
            return None
        if self._executor is not None:
            # They were forked before there was anything to know.
            self._executor.shutdown()
        from concurrent.futures import ProcessPoolExecutor

        prepare()
        # With forking, arguments are not sent: they are there already.
        self._executor = ProcessPoolExecutor(self._number, mp_context=context, initializer=_begin, initargs=(work,))
        with _no_interrupt():
            # The first thing to do starts all of them.
            self._executor.submit(_do_known, 0, 0)
        return _stream_numbers(self._executor, work, number, self._number * _AHEAD)

    def __call__(self, work: Callable[[Sequence[T]], Sequence[R]], things: Iterable[T], number: int) -> Iterator[R]:
        """Give the results of the work on each thing, in order, made here or elsewhere."""
        if self._executor is None and (self._number < 2 or number < WORTH):
            return alone(work, things, number)
        if self._executor is None:
            self._executor = processes(self._number)
        return _stream(self._executor, work, things, self._number * _AHEAD)


def _stream(
    executor: "Executor", work: Callable[[Sequence[T]], Sequence[R]], things: Iterable[T], ahead: int
) -> Iterator[R]:
    # The same for all pieces, and its own arguments may be large: the site's layouts are among them.
    import pickle

    sent = pickle.dumps(work)
    _, results = _types_of(_function_of(work))
    pieces = (executor.submit(_do, sent, msgspec.msgpack.encode(piece)) for piece in _pieces(things))
    return _in_order(pieces, results, ahead, _cancel)


def _in_order(
    pieces: "Iterator[Future[bytes]]",
    results: msgspec.msgpack.Decoder[Sequence[R]],
    ahead: int,
    end: "Callable[[Iterable[Future[bytes]]], None]",
) -> Iterator[R]:
    """Give the results of pieces of work, which begin when they are asked for, so many ahead of what is given.

    `end` is told what is under way when nobody asks for more.
    """
    waiting: deque[Future[bytes]] = deque()
    try:
        for piece in pieces:
            waiting.append(piece)
            if len(waiting) >= ahead:
                yield from results.decode(_first_of(waiting))
        while waiting:
            yield from results.decode(_first_of(waiting))
    finally:
        end(waiting)


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


def _first_of(waiting: "deque[Future[bytes]]") -> bytes:
    # It stays among those that are under way until it has ended: an interrupt may come before that.
    done = waiting[0].result()
    waiting.popleft()
    return done


def _cancel(waiting: "Iterable[Future[bytes]]") -> None:
    for future in waiting:
        future.cancel()


def _wait(waiting: "Iterable[Future[bytes]]") -> None:
    # What is under way may write files, and whoever asked for it is about to clear them away. Nothing is cancelled: a pool
    # whose processes were interrupted never says of what was cancelled that it ended.
    from concurrent.futures import wait

    wait(waiting)


def _do(work: bytes, things: bytes) -> bytes:
    """Do the work on one piece; runs in a worker."""
    function = _received(work)
    decoder, _ = _types_of(_function_of(function))
    return msgspec.msgpack.encode(function(decoder.decode(things)))


def _stream_numbers(
    executor: "Executor", work: Callable[[Sequence[int]], Sequence[R]], number: int, ahead: int
) -> Iterator[R]:
    _, results = _types_of(work)
    pieces = (executor.submit(_do_known, start, stop) for start, stop in _spans(number, ahead))
    return _in_order(pieces, results, ahead, _wait)


def _spans(number: int, ahead: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < number:
        stop = min(number, start + max(_LAST, min(_PIECE, (number - start) // (2 * ahead))))
        yield start, stop
        start = stop


#: What a forked worker does, and all that it knows.
_known: list[Callable[[Sequence[int]], Sequence[Any]]] = []


def _begin(*known: Callable[[Sequence[int]], Sequence[Any]]) -> None:
    """Take the work that is known, if any, and end when the build ends, however that is; runs in a worker when it begins."""
    import signal
    import threading

    # Who interrupts a build interrupts all its processes; the one that waits for this one says what is to be done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _known[:] = known
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker of a build that was killed would wait for work for ever, and hold the lock on the output folder.
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do_known(start: int, stop: int) -> bytes:
    """Do the known work on some numbers; runs in a worker."""
    return msgspec.msgpack.encode(_known[0](range(start, stop)))


@functools.lru_cache(maxsize=2)
def _received(work: bytes) -> Callable[[Sequence[Any]], Sequence[Any]]:
    import pickle

    function: Callable[[Sequence[Any]], Sequence[Any]] = pickle.loads(work)  # noqa: S301 - from the process that started this
    return function


def _function_of(work: Callable[[Sequence[T]], Sequence[R]]) -> Callable[..., Sequence[R]]:
    return work.func if isinstance(work, functools.partial) else work


@functools.lru_cache(maxsize=8)
def _types_of(function: Callable[..., object]) -> tuple[msgspec.msgpack.Decoder[Any], msgspec.msgpack.Decoder[Any]]:
    """Return what decodes what a function of work takes, its last argument, and what it gives."""
    hints = typing.get_type_hints(function)
    *_, last = inspect.signature(function).parameters
    return msgspec.msgpack.Decoder(hints[last]), msgspec.msgpack.Decoder(hints["return"])


def _pieces(things: Iterable[T]) -> Iterator[list[T]]:
    piece: list[T] = []
    for thing in things:
        piece.append(thing)
        if len(piece) == _PIECE:
            yield piece
            piece = []
    if piece:
        yield piece


def processes(number: int) -> "Executor":
    """Return a pool of processes that end with this one, however it ends."""
    from concurrent.futures import ProcessPoolExecutor

    return ProcessPoolExecutor(number, mp_context=_forking(), initializer=_begin)


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
        raise BriefgenError('dask is not installed; run pip install "briefgen[dask]"') from None
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
