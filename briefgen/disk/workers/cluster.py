"""Floor 5. A cluster: chunks of work are done by dask's workers.

A cluster fails in more ways than this process: whatever the library raises becomes one message, and nothing waits for ever
without a word. Results come as bytes and are checked. But the library itself unpickles what a cluster says, so a cluster is
trusted: SECURITY.md.
"""

import concurrent.futures
import contextlib
import logging
import pickle
import re
import socket
import ssl
import threading
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from itertools import islice
from typing import Any, Final, TypeVar

import msgspec

from briefgen.disk.workers.address import ClusterAddress
from briefgen.disk.workers.chunks import CHUNK_SIZE, decoders_of
from briefgen.disk.workers.replies import do_cluster_chunk, in_one_line, results_of, versions_here
from briefgen.values.diagnostics import BriefgenError, how_to_install

#: Pending chunks for each thread of a worker; more would only keep their results in memory.
_AHEAD: Final = 3
#: Seconds that a scheduler may take for an answer, and the whole way to a connection.
_ANSWER: Final = 10
_CONNECTION: Final = 30
#: Seconds after which the cluster is asked how it is, while a result is missing; and while there is no worker.
_LOOK: Final = 1.0
_LOOK_FOR_WORKERS: Final = 0.2
#: Seconds for taking leave of a cluster.
_FAREWELL: Final = 3
_ADDRESS: Final = re.compile(r"dask(?P<tls>\+tls)?://(?P<host>[^/\s]+):(?P<port>\d{1,5})")
#: The first bytes of a scheduler: a length in 8 bytes, at most this, and a handshake that has this word.
_LONGEST_HANDSHAKE: Final = 1 << 16
_HANDSHAKE: Final = b"pickle-protocol"

T = TypeVar("T")
R = TypeVar("R")


class Cluster:
    """A connection to a cluster's scheduler."""

    def __init__(self, address: ClusterAddress, say: Callable[[str], None]) -> None:
        """Take the address, and what gets a message when a worker is waited for; nothing is connected yet."""
        self._address = address
        self._say = say
        self._place = address.address.partition("://")[2]
        self._at_end = ExitStack()
        self._client: Any = None  # The library has no type annotations.
        self._threads = 0
        #: Since when the cluster has had no worker, by the monotonic clock.
        self._alone_since: float | None = None

    def connect(self) -> None:
        """Connect to the scheduler, and wait for a worker; raises BriefgenError if either is missing."""
        found = _ADDRESS.fullmatch(self._address.address)
        if found is None:
            message = f'"{self._address.address}" is not the address of a cluster'
            raise BriefgenError(f"{message}; write dask://HOST:PORT or dask+tls://HOST:PORT")
        try:
            import distributed
        except ImportError:
            raise BriefgenError(f"dask is not installed; {how_to_install('dask')}") from None
        # The library tells of every failure in many lines, and each of them becomes one line here.
        self._at_end.callback(logging.disable, logging.root.manager.disable)
        logging.disable()
        self._at_end.enter_context(warnings.catch_warnings())
        warnings.simplefilter("ignore")
        try:
            security = self._security(distributed, is_tls=bool(found["tls"]))
            self._probe(found["host"].strip("[]"), int(found["port"]), security)
            # Made before it connects, so that it can be told to end if that fails.
            make: Any = distributed.Client
            self._client = make.__new__(make)
            self._at_end.callback(self._leave)
            options = {"timeout": _ANSWER, "set_as_default": False, "security": security}
            # No object of a worker is unpickled as a result.
            options |= {"serializers": ["msgpack"], "deserializers": ["msgpack"]}
            target = f"{'tls' if found['tls'] else 'tcp'}://{self._place}"
            self._ask(lambda: self._client.__init__(target, **options))
            while not self._threads:
                self._look()
                if not self._threads:
                    time.sleep(_LOOK_FOR_WORKERS)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the connection."""
        self._at_end.close()

    def stream(
        self, work: Callable[[Sequence[T]], Sequence[R]], items: Iterable[T], check: Callable[[T, R], bool]
    ) -> Iterator[R]:
        """Yield the result of the work on each item, in order, if `check` takes it; raises BriefgenError."""
        sent, versions = pickle.dumps(work), msgspec.msgpack.encode(versions_here())
        decoder = decoders_of(work)[1]
        rest = iter(items)
        waiting: deque[tuple[list[T], int, Any]] = deque()

        def take() -> Sequence[R]:
            chunk, size, future = waiting[0]
            reply = self._result(future)
            try:
                results = results_of(reply, chunk, size, decoder, check)
            except BriefgenError as error:
                message = f"a worker of the cluster at {self._place} {error}"
                raise BriefgenError(f"{message}; install the same briefgen and libraries on all its machines") from error
            waiting.popleft()
            return results

        try:
            while chunk := list(islice(rest, CHUNK_SIZE)):
                data = msgspec.msgpack.encode(chunk)
                with self._one_message():
                    future = self._client.submit(do_cluster_chunk, versions, sent, data, pure=False)
                waiting.append((chunk, len(data), future))
                if len(waiting) >= self._threads * _AHEAD:
                    yield from take()
            while waiting:
                yield from take()
        finally:
            for _, _, future in waiting:
                with contextlib.suppress(Exception):
                    future.cancel()

    def _result(self, future: Any) -> object:
        """Return a worker's reply, and look after the cluster while it is missing."""
        answer = _in_thread(future.result)
        while True:
            try:
                with self._one_message():
                    return answer.result(_LOOK)
            except TimeoutError:
                self._look()
                # The library stops listening if the scheduler passes on what cannot be unpickled.
                listener = getattr(self._client, "_handle_report_task", None)
                if listener is not None and listener.done() and not answer.done():
                    message = f"the cluster at {self._place} sent what cannot be read"
                    raise BriefgenError(f"{message}; look at its logs, and build without --executor") from None

    def _look(self) -> None:
        """Count the threads of all workers; raises BriefgenError if there has been no worker for too long."""
        try:
            self._threads = sum(self._ask(lambda: self._client.nthreads(callback_timeout=_ANSWER)).values())
        except BriefgenError as error:
            message = f"the scheduler at {self._place} ended, or does not answer any more"
            raise BriefgenError(f"{message}; look at its logs, start it again, and build again") from error
        now = time.monotonic()
        if self._threads:
            self._alone_since = None
        elif self._alone_since is None:
            self._alone_since = now
            self._say(f"the cluster at {self._place} has no worker; waiting up to {self._address.wait:g} s for one")
        elif now - self._alone_since >= self._address.wait:
            message = f"the cluster at {self._place} has had no worker for {self._address.wait:g} s"
            raise BriefgenError(f"{message}; start one there (dask worker), or wait longer (--executor-wait)")

    def _ask(self, function: Callable[[], Any]) -> Any:
        """Return what the library gives, or raise BriefgenError if it fails or takes too long."""
        try:
            with self._one_message():
                return _in_thread(function).result(_CONNECTION)
        except TimeoutError:
            raise BriefgenError(f"the scheduler at {self._place} does not answer; look at its logs") from None

    @contextlib.contextmanager
    def _one_message(self) -> Iterator[None]:
        """Turn whatever the library raises, which may come from a worker, into one message; but for a timeout of ours."""
        try:
            yield
        except (BriefgenError, KeyboardInterrupt):
            raise
        except BaseException as error:
            if type(error) is TimeoutError:
                raise
            raise BriefgenError(self._message(error)) from error

    def _message(self, error: BaseException) -> str:
        what = in_one_line(error)
        match type(error).__name__:
            case "KilledWorker":
                message = f"workers of the cluster at {self._place} died again and again, perhaps because memory ran out"
                return f"{message}; look at their logs, and give them more memory"
            # The scheduler loads the work as well, and keeps the cause to itself.
            case "RuntimeError" if "deserialization" not in what:
                pass
            case "ImportError" | "ModuleNotFoundError" | "AttributeError" | "RuntimeError":
                message = f"the cluster at {self._place} cannot load briefgen ({what})"
                return f"{message}; install the same version on the machines of its scheduler and its workers"
            case "CancelledError" | "FutureCancelledError" | "FuturesCancelledError":
                message = f"the scheduler at {self._place} ended, or does not answer any more"
                return f"{message}; look at its logs, start it again, and build again"
            case _:
                pass
        return f"the cluster at {self._place} failed ({what}); look at its logs, or build without --executor"

    def _security(self, distributed: Any, *, is_tls: bool) -> Any:
        """Return the library's settings for TLS: the files that were given, or those of its own configuration."""
        given = {
            "tls_ca_file": self._address.ca,
            "tls_client_cert": self._address.certificate,
            "tls_client_key": self._address.key,
        }
        given = {name: file for name, file in given.items() if file}
        if not is_tls:
            if given:
                raise BriefgenError("files for TLS are given, but the address is without TLS; write dask+tls://HOST:PORT")
            return distributed.Security()
        for file in given.values():
            try:
                with open(file, "rb"):
                    pass
            except OSError as error:
                raise BriefgenError(f"cannot read {file}: {error.strerror}") from error
        try:
            security = distributed.Security(require_encryption=True, **given)
            context = security.get_connection_args("client")["ssl_context"]
        except (OSError, ValueError) as error:
            message = f"the files for TLS cannot be used ({in_one_line(error)})"
            raise BriefgenError(f"{message}; give PEM files of a CA, a certificate and its key") from error
        if context is None:
            message = "dask+tls:// needs a CA and a certificate"
            raise BriefgenError(f"{message}; give --executor-ca and --executor-cert, or set distributed.comm.tls of dask")
        return security

    def _probe(self, host: str, port: int, security: Any) -> None:
        """Check that a scheduler answers: the library takes long to find out, or waits for ever."""
        context: ssl.SSLContext | None = security.get_connection_args("client")["ssl_context"] if security else None
        uses_tls = self._address.address.startswith("dask+tls:")

        def greet() -> bytes:
            with ExitStack() as stack:
                peer = stack.enter_context(socket.create_connection((host, port), _ANSWER))
                if uses_tls and context is not None:
                    peer = stack.enter_context(context.wrap_socket(peer))
                with peer.makefile("rb") as stream:
                    length = int.from_bytes(stream.read(8), "little")
                    return stream.read(length) if length <= _LONGEST_HANDSHAKE else b""

        try:
            greeting = _in_thread(greet).result(_CONNECTION)
        except ssl.SSLError as error:
            message = f"the cluster at {self._place} and this machine do not trust each other ({in_one_line(error)})"
            raise BriefgenError(f"{message}; check the CA, the certificate and the address") from error
        except (OSError, OverflowError, UnicodeError) as error:
            why = (error.strerror if isinstance(error, OSError) else None) or str(error) or "no answer"
            message = f"cannot reach the cluster at {self._place}: {why}"
            raise BriefgenError(f"{message}; check the address, and that a scheduler runs there (dask scheduler)") from error
        if _HANDSHAKE not in greeting:
            message = f"what answers at {self._place} is not a scheduler of dask"
            raise BriefgenError(f"{message}; check the address, and whether it is one for TLS (dask+tls://)")

    def _leave(self) -> None:
        with contextlib.suppress(Exception):
            _in_thread(lambda: self._client.close(timeout=_FAREWELL)).result(_FAREWELL + 1)
        # Otherwise the library tries again when the client is collected, for long and with a traceback.
        self._client.status = "closed"


def _in_thread(function: Callable[[], R]) -> "concurrent.futures.Future[R]":
    """Call a function in a thread of its own, which keeps no process from ending: the library may never return."""
    answer: concurrent.futures.Future[R] = concurrent.futures.Future()

    def run() -> None:
        try:
            answer.set_result(function())
        except BaseException as error:  # noqa: BLE001, RUF100 - it is raised where the answer is taken
            answer.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return answer
