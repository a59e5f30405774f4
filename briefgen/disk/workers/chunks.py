"""Floor 5. Chunks of work: split work into chunks, submit them to an executor, do them in a worker, yield results in order.

Values are sent as MessagePack, by the annotations of the work function; pickling structs takes five times as long.
"""

import functools
import inspect
import os
import typing
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import TYPE_CHECKING, Any, Final, TypeVar

import msgspec

if TYPE_CHECKING:
    from concurrent.futures import Executor, Future

#: Items in one chunk of work: large enough that sending it costs little, small enough to keep all workers busy.
CHUNK_SIZE: Final = 32
#: Towards the end chunks of numbers get smaller, down to this many, so that no worker waits long for the last chunk.
_SMALLEST_CHUNK: Final = 4
#: A worker checks after this many numbers whether it has to stop; an interrupt waits for that.
_STOP_INTERVAL: Final = 16

T = TypeVar("T")
R = TypeVar("R")


def stream(executor: "Executor", work: Callable[[Sequence[T]], Sequence[R]], items: Iterable[T], ahead: int) -> Iterator[R]:
    """Yield the result of the work on each item, in order; at most `ahead` chunks are submitted at a time."""
    # Pickled once for all chunks, since its arguments may be large: the site's layouts are among them.
    import pickle

    sent = pickle.dumps(work)
    rest = iter(items)
    chunks = iter(lambda: list(islice(rest, CHUNK_SIZE)), [])
    futures = (executor.submit(do_chunk, sent, msgspec.msgpack.encode(chunk)) for chunk in chunks)
    return _in_order(futures, decoders_of(work)[1], ahead, _cancel)


def _in_order(
    futures: "Iterator[Future[bytes]]",
    results: msgspec.msgpack.Decoder[Sequence[R]],
    ahead: int,
    end: "Callable[[Iterable[Future[bytes]]], None]",
) -> Iterator[R]:
    """Yield results in order. Taking a future submits a chunk. At most `ahead` are pending, and `end` gets the last ones."""
    waiting: deque[Future[bytes]] = deque()
    try:
        for future in futures:
            waiting.append(future)
            if len(waiting) >= ahead:
                yield from results.decode(_first_of(waiting))
        while waiting:
            yield from results.decode(_first_of(waiting))
    finally:
        end(waiting)


def _first_of(waiting: "deque[Future[bytes]]") -> bytes:
    # The chunk stays pending until its result has come: an interrupt may come before that.
    done = waiting[0].result()
    waiting.popleft()
    return done


def _cancel(waiting: "Iterable[Future[bytes]]") -> None:
    for future in waiting:
        future.cancel()


def do_chunk(work: bytes, items: bytes) -> bytes:
    """Return the results of one chunk, encoded; runs in a worker."""
    function, decoder = _unpickle_work(work)
    return msgspec.msgpack.encode(function(decoder.decode(items)))


class ForkedWork:
    """Work on numbers in forked workers, which inherit everything that the work needs."""

    def __init__(self, work: Callable[[Sequence[int]], Sequence[Any]]) -> None:
        """Take the work."""
        import mmap

        self.work = work
        # One byte of memory that the processes share: 1 tells the workers to stop.
        self._stop = mmap.mmap(-1, 1)

    def do(self, numbers: Sequence[int]) -> bytes:
        """Return the results in order, encoded, or only the first of them if the work was stopped; runs in a worker."""
        results: list[Any] = []
        for start in range(0, len(numbers), _STOP_INTERVAL):
            if self._stop[0]:
                break
            results += self.work(numbers[start : start + _STOP_INTERVAL])
        return msgspec.msgpack.encode(results)

    def stop(self, waiting: "Iterable[Future[bytes]]") -> None:
        """Tell the workers to stop, and wait until the pending chunks have ended.

        Workers may be writing files that the caller is about to remove. Nothing is cancelled: a pool whose processes were
        interrupted never reports a cancelled chunk as ended.
        """
        from concurrent.futures import wait

        self._stop[0] = 1
        wait(waiting)


def stream_forked(executor: "Executor", shared: ForkedWork, numbers: range, span: int, ahead: int) -> Iterator[Any]:
    """Yield the results of shared work on each number of a range, in order, in chunks of `span` numbers at most."""
    futures = (executor.submit(do_forked_chunk, start, stop) for start, stop in _ranges(numbers, span, ahead))
    return _in_order(futures, decoders_of(shared.work)[1], ahead, shared.stop)


def _ranges(numbers: range, span: int, ahead: int) -> Iterator[tuple[int, int]]:
    start = numbers.start
    while start < numbers.stop:
        stop = min(numbers.stop, start + max(_SMALLEST_CHUNK, min(span, (numbers.stop - start) // (2 * ahead))))
        yield start, stop
        start = stop


#: The work of a forked worker, with everything that the worker inherits; empty in all other processes.
_forked_work: list[ForkedWork] = []


def initialize_worker(*shared: ForkedWork) -> None:
    """Initialize a worker: keep the shared work, if any, ignore interrupts, and exit when the parent process ends."""
    import signal
    import threading

    # An interrupt from the terminal reaches all processes of a build; the parent process decides what happens.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _forked_work[:] = shared
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    # Without this, a worker of a killed build would wait for work for ever and hold the lock on the output folder.
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def do_forked_chunk(start: int, stop: int) -> bytes:
    """Return the results of the shared work on `start` to `stop` - 1, encoded; runs in a worker."""
    return _forked_work[0].do(range(start, stop))


@functools.lru_cache(maxsize=2)
def _unpickle_work(work: bytes) -> tuple[Callable[[Sequence[Any]], Sequence[Any]], msgspec.msgpack.Decoder[Any]]:
    """Return a work function, and the decoder of its items."""
    import pickle

    function = pickle.loads(work)  # noqa: S301 - from the process that started this
    return function, decoders_of(function)[0]


def decoders_of(work: Callable[[Sequence[T]], Sequence[R]]) -> tuple[msgspec.msgpack.Decoder[Any], ...]:
    """Return the decoders of a work function's last parameter and of its result, by their annotations."""
    function = work.func if isinstance(work, functools.partial) else work
    hints = typing.get_type_hints(function)
    *_, last = inspect.signature(function).parameters
    return msgspec.msgpack.Decoder(hints[last]), msgspec.msgpack.Decoder(hints["return"])
