"""Hosts of this machine for tests of what asks other hosts: each path does what a test says."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

#: What a test host does with a request.
Does = Callable[["Handler"], None]


class Handler(BaseHTTPRequestHandler):
    """Answers as the host's table says, and 404 for all else."""

    protocol_version = "HTTP/1.1"

    def do_HEAD(self) -> None:
        host = self.server
        assert isinstance(host, Server)
        host.seen.append((self.command, self.path, dict(self.headers)))
        host.begin(self)
        try:
            (host.table.get(self.path) or host.otherwise(self.path) or status(404))(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True
        finally:
            host.end(self)

    do_GET = do_HEAD  # noqa: N815 - the name that the standard library calls

    def log_message(self, format: str, *arguments: object) -> None:
        pass

    def reply(self, code: int, body: bytes = b"", **headers: str) -> None:
        # Who has the answer may ask again before this thread runs on: by then the request must count as ended.
        host = self.server
        assert isinstance(host, Server)
        host.end(self)
        self.send_response(code)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing: that a connection is closed in the middle is what many tests are about."""

    def __init__(self, address: str) -> None:
        super().__init__((address, 0), Handler)
        self.table: dict[str, Does] = {}
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.lock = threading.Lock()
        self.running: set[Handler] = set()
        self.most = 0
        #: What a path does that is not in the table; None: it does not exist.
        self.otherwise: Callable[[str], Does | None] = lambda _path: None

    def begin(self, request: Handler) -> None:
        """Count a request as one that waits for its answer, and keep how many waited at most."""
        with self.lock:
            self.running.add(request)
            self.most = max(self.most, len(self.running))

    def end(self, request: Handler) -> None:
        """Count a request as answered; twice is once."""
        with self.lock:
            self.running.discard(request)


@dataclass
class Host:
    """A host of this machine, by its own address: 127.0.0.1 and 127.0.0.2 are two hosts."""

    server: Server
    url: str

    def does(self, path: str, what: Does) -> str:
        """Say what a path does, and return its URL."""
        self.server.table[path] = what
        return f"{self.url}{path}"

    def asked(self, path: str = "") -> list[str]:
        """Return the methods of all requests, of a path if one is given, in order."""
        return [method for method, at, _ in self.server.seen if at == path or not path]


@contextlib.contextmanager
def host_at(address: str, context: ssl.SSLContext | None = None) -> Iterator[Host]:
    server = Server(address)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield Host(server, f"http{'s' if context else ''}://{address}:{server.server_address[1]}")
    finally:
        server.shutdown()
        server.server_close()


def status(code: int, **headers: str) -> Does:
    return lambda request: request.reply(code, **headers)


def by_method(head: Does, get: Does) -> Does:
    return lambda request: (head if request.command == "HEAD" else get)(request)


def in_turn(*every: Does) -> Does:
    """Do one after another, and the last one from then on."""
    left = list(every)

    def do(request: Handler) -> None:
        (left.pop(0) if len(left) > 1 else left[0])(request)

    return do


def closed_port(address: str = "127.0.0.1") -> str:
    """Return the URL of a port at which nothing listens."""
    with socket.socket() as found:
        found.bind((address, 0))
        return f"http://{address}:{found.getsockname()[1]}/"
