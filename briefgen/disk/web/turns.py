"""Floor 5. Turns at hosts: one request at a time to each, and a pause between two."""

import contextlib
import threading
import time
from collections.abc import Iterator


class _Host:
    def __init__(self) -> None:
        self.lock = threading.Lock()
        #: The instant of the clock of the process from which the host may be asked again.
        self.free_at = 0.0


class Turns:
    """Who may ask a host now. Threads share one of these."""

    def __init__(self, pause: float) -> None:
        """Take the seconds between the end of a request to a host and the beginning of the next one."""
        self._pause = pause
        self._hosts: dict[str, _Host] = {}
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def at(self, host: str) -> Iterator[None]:
        """Wait for a turn at a host, and hold it."""
        with self._lock:
            found = self._hosts.setdefault(host, _Host())
        with found.lock:
            time.sleep(max(0.0, found.free_at - time.monotonic()))
            try:
                yield
            finally:
                found.free_at = max(found.free_at, time.monotonic() + self._pause)

    def rest(self, host: str, seconds: float) -> None:
        """Let nobody ask a host for some seconds from now on."""
        with self._lock:
            found = self._hosts.setdefault(host, _Host())
            found.free_at = max(found.free_at, time.monotonic() + seconds)
