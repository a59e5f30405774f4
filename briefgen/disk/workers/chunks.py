"""Floor 5. Work in pieces: how it is cut and handed to an executor, what a worker does, and what comes back in order.

Values go as MessagePack, by the types that a function of work says of what it takes and gives: pickling structs takes five
times as long.
"""

import functools
import inspect
import os
import typing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

#: Things that are sent in one piece of work: large enough that handing it over costs little, small enough to keep all busy.
_PIECE: Final = 32
#: At the end spans get smaller down to this, so that no process waits long for the last one of another.
_LAST: Final = 4
#: After so many of them a process asks whether it should stop: an interrupt waits for that.
_STEP: Final = 16

T = TypeVar("T")
R = TypeVar("R")


def stream(executor: "Executor", work: Callable[[Sequence[T]], Sequence[R]], things: Iterable[T], ahead: int) -> Iterator[R]:
    """Give the results of work on each thing, so many pieces ahead of what is given."""
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


def _first_of(waiting: "deque[Future[bytes]]") -> bytes:
    # It stays among those that are under way until it has ended: an interrupt may come before that.
    done = waiting[0].result()
    waiting.popleft()
    return done


def _cancel(waiting: "Iterable[Future[bytes]]") -> None:
    for future in waiting:
        future.cancel()


def _do(work: bytes, things: bytes) -> bytes:
    """Do the work on one piece; runs in a worker."""
    function = _received(work)
    decoder, _ = _types_of(_function_of(function))
    return msgspec.msgpack.encode(function(decoder.decode(things)))


class Shared:
    """Work on numbers by processes that were forked with all that it needs."""

    def __init__(self, work: Callable[[Sequence[int]], Sequence[Any]]) -> None:
        """Take the work."""
        import mmap

        self.work = work
        # One byte of memory that the processes have in common: is the work to stop?
        self._stop = mmap.mmap(-1, 1)

    def do(self, numbers: Sequence[int]) -> list[Any]:
        """Return the results, or those up to where the work was stopped; runs in a worker."""
        results: list[Any] = []
        for start in range(0, len(numbers), _STEP):
            if self._stop[0]:
                break
            results += self.work(numbers[start : start + _STEP])
        return results

    def stop(self, waiting: "Iterable[Future[bytes]]") -> None:
        """End what is under way, and wait for it.

        It may write files, and whoever asked for it is about to clear them away. Nothing is cancelled: a pool whose
        processes were interrupted never says of what was cancelled that it ended.
        """
        from concurrent.futures import wait

        self._stop[0] = 1
        wait(waiting)


def stream_shared(executor: "Executor", shared: Shared, number: int, span: int, ahead: int) -> Iterator[Any]:
    """Give the results of shared work on the numbers below one, in spans of so many at most."""
    _, results = _types_of(shared.work)
    pieces = (executor.submit(do_shared, start, stop) for start, stop in _spans(number, span, ahead))
    return _in_order(pieces, results, ahead, shared.stop)


def _spans(number: int, span: int, ahead: int) -> Iterator[tuple[int, int]]:
    start = 0
    while start < number:
        stop = min(number, start + max(_LAST, min(span, (number - start) // (2 * ahead))))
        yield start, stop
        start = stop


#: What a forked worker does, and all that it knows.
_shared: list[Shared] = []


def begin(*shared: Shared) -> None:
    """Take the work that is shared, if any, and end when the build ends, however that is; a worker begins with this."""
    import signal
    import threading

    # Who interrupts a build interrupts all its processes; the one that waits for this one says what is to be done.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _shared[:] = shared
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # A worker of a build that was killed would wait for work for ever, and hold the lock on the output folder.
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def do_shared(start: int, stop: int) -> bytes:
    """Do the shared work on some numbers; runs in a worker."""
    return msgspec.msgpack.encode(_shared[0].do(range(start, stop)))


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
