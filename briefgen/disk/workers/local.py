"""Floor 5. Worker processes of this machine, and what happens if the system kills one.

A worker is killed from outside, above all by a system that runs out of memory. Then the work goes on once with half as many
workers, which need less memory. With one worker left, this process does the work itself.
"""

import contextlib
import signal
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, TypeVar

from briefgen.disk.system import fork_context
from briefgen.disk.workers.address import be_silent
from briefgen.disk.workers.chunks import ForkedWork, initialize_worker
from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from concurrent.futures import Executor

R = TypeVar("R")


class LocalWorkers:
    """Worker processes, which are started when they are first needed, and fewer of them after one was killed."""

    def __init__(self, number: int, say: Callable[[str], None] = be_silent) -> None:
        """Take the number of workers; `say` gets a message each time when the work goes on with fewer."""
        self.number = number
        self._say = say
        self._pool: Executor | None = None
        self._was_killed = False

    def run(self, start: Callable[[], Iterator[R]], in_process: Callable[[], Iterator[R]]) -> Iterator[R]:
        """Yield the results of `start`, which uses `open`, or those of `in_process` if one worker is left.

        After a worker was killed, both are called again for the results that were not yielded yet. Raises BriefgenError if
        a worker is killed a second time.
        """
        results = self._begin(start)
        # Workers start now, and not when the first result is asked for.
        return self._go_on(results, start, in_process)

    def _go_on(
        self, results: Iterator[R] | None, start: Callable[[], Iterator[R]], in_process: Callable[[], Iterator[R]]
    ) -> Iterator[R]:
        from concurrent.futures import BrokenExecutor

        while results is not None:
            try:
                yield from results
            except BrokenExecutor as error:
                self._note_death(error)
                results = self._begin(start)
            else:
                return
        yield from in_process()

    def _begin(self, start: Callable[[], Iterator[R]]) -> Iterator[R] | None:
        """Return the results of `start`, or None if one worker is left; the system may refuse to start more."""
        import multiprocessing
        from concurrent.futures import BrokenExecutor

        while self.number > 1:
            others = multiprocessing.active_children()
            try:
                return start()
            except BrokenExecutor as error:
                self._note_death(error)
            except OSError as error:
                # A pool that could not start all its workers does not end those that it has started.
                for child in multiprocessing.active_children():
                    if child not in others:
                        child.terminate()
                        child.join()
                self._pool = None
                self._halve(f"{self.number} worker processes cannot be started: {error.strerror or error}")
        return None

    def open(self, *shared: ForkedWork) -> "Executor":
        """Return the pool of processes; a new one for shared work, which its workers inherit. Raises OSError."""
        if shared:
            # The workers of the old pool were forked before the memory had what the work needs.
            self.close()
        if self._pool is None:
            from concurrent.futures import ProcessPoolExecutor

            context = fork_context()
            self._pool = ProcessPoolExecutor(self.number, context, initialize_worker, shared)
            with _without_interrupts():
                # The first work starts all workers, if they are forked.
                self._pool.submit(int)
        return self._pool

    def close(self) -> None:
        """Wait until the workers have ended, so that none writes a file any more."""
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None

    def _note_death(self, error: BaseException) -> None:
        self.close()
        if self._was_killed:
            message = "worker processes were killed twice, perhaps because memory ran out"
            raise BriefgenError(f"{message}; try --workers 1, or free some memory") from error
        self._was_killed = True
        self._halve("a worker process was killed, perhaps because memory ran out")

    def _halve(self, why: str) -> None:
        self.number //= 2
        then = f"trying again with {self.number} workers" if self.number > 1 else "going on in one process"
        self._say(f"{why}; {then}")


@contextlib.contextmanager
def _without_interrupts() -> Iterator[None]:
    """Hold interrupts back: Python drops a KeyboardInterrupt while it forks processes, and the build would go on."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows, which does not fork.
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
