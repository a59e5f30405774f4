"""Floor 5. One HTTP request: to an address that was checked, with an end in time, and no byte more than is wanted."""

import contextlib
import ssl
import threading
import time
from collections.abc import Iterator, Mapping
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Final, Literal
from urllib.parse import urljoin

import msgspec

from briefgen.disk.web.hosts import NotPublicError, addresses_of

if TYPE_CHECKING:
    from urllib3.connection import HTTPConnection
    from urllib3.response import BaseHTTPResponse
    from urllib3.util import Url

#: Why there was no answer: the name leads nowhere, no connection, no end in time, a bad certificate, a broken answer; a
#: certificate that cannot be traced here ("chain"); or nothing was asked, since the host is not public, the address is none,
#: or the host wants to be left alone.
Reason = Literal["name", "connection", "time", "tls", "answer", "chain", "private", "address", "wait"]
#: What OpenSSL says where the issuer of a certificate is missing. Browsers fetch it, or know it: a reader may see the page.
_UNTRACED: Final = frozenset({2, 20, 21})
#: Seconds at most that an answer can ask to wait, so that a number of any size is a number of seconds.
_LONGEST_WAIT: Final = 10**9


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """What a request may take: seconds in all, and bytes of the body; and whether its host may be private."""

    seconds: float = 15.0
    bytes: int = 0
    private: bool = False


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """A request for a URL; its fragment is not sent, and neither are a user's name and password."""

    url: str
    method: Literal["HEAD", "GET"] = "GET"
    headers: Mapping[str, str] = {}


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer: its status, and the beginning of its body.

    `location` is a whole URL, that of a redirect or else that of the header `Content-Location`, or empty. `wait` are the
    seconds that the host asks to wait, or None.
    """

    status: int
    location: str = ""
    wait: float | None = None
    body: bytes = b""


class NoAnswer(msgspec.Struct, frozen=True):
    """No answer: why, and in words for a user."""

    reason: Reason
    words: str


def has_client() -> bool:
    """Is urllib3 installed?"""
    try:
        import urllib3.connection
    except ImportError:
        return False
    return bool(urllib3.connection)


def host_of_url(url: str) -> str:
    """Return the host of a URL in ASCII and lower case, or an empty text if the URL is none."""
    parsed = _parse(url)
    return (parsed.host or "").lower() if parsed else ""


def ask(request: Request, limits: Limits) -> Answer | NoAnswer:
    """Send one request, follow no redirect, and return what came of it."""
    url = _parse(request.url)
    if url is None or url.scheme not in {"http", "https"} or not url.host:
        return NoAnswer("address", "it is no address of the web")
    host, port = url.host.strip("[]"), url.port or (443 if url.scheme == "https" else 80)
    end = time.monotonic() + limits.seconds
    try:
        addresses = addresses_of(host, port, private=limits.private)
    except NotPublicError as error:
        return NoAnswer("private", str(error))
    except OSError:
        return NoAnswer("name", f"there is no host {host}")
    found: Answer | NoAnswer = NoAnswer("time", _too_long(limits))
    for address in addresses:
        left = end - time.monotonic()
        if left <= 0:
            break
        found = _ask_at(address, host, port, url, request, msgspec.structs.replace(limits, seconds=left))
        # The next address of the host may be of the network that works here: many hosts have one of IPv6 and one of IPv4.
        if not isinstance(found, NoAnswer) or found.reason not in {"connection", "time"}:
            break
    if isinstance(found, NoAnswer) and found.reason == "time":
        return NoAnswer("time", _too_long(limits))
    return found


def _too_long(limits: Limits) -> str:
    return f"it did not answer within {limits.seconds:g} seconds"


def _ask_at(address: str, host: str, port: int, url: "Url", request: Request, limits: Limits) -> Answer | NoAnswer:
    """Ask one address of a host; all that can go wrong on the way is told in words."""
    from http.client import HTTPException

    from urllib3.connection import HTTPConnection, HTTPSConnection
    from urllib3.exceptions import HTTPError

    connection: HTTPConnection
    if url.scheme == "https":
        connection = HTTPSConnection(
            address,
            port,
            timeout=limits.seconds,
            ssl_context=_context(),
            server_hostname=host,
            assert_hostname=host,
        )
    else:
        connection = HTTPConnection(address, port, timeout=limits.seconds)
    is_over = threading.Event()
    try:
        with _ended_after(limits.seconds, connection, is_over):
            connection.connect()
            headers = {"Host": _host_header(url), "Accept": "*/*", **request.headers}
            connection.request(request.method, url.request_uri, headers=headers, preload_content=False, decode_content=False)
            response = connection.getresponse()
            answer = _answer(response, request, limits)
            # What was cut off by our own clock may look like a whole head.
            return NoAnswer("time", "") if is_over.is_set() else answer
    except (HTTPError, HTTPException, OSError, ValueError) as error:
        # Closed by our own clock: whatever the library says of it, the time was over.
        return NoAnswer("time", "") if is_over.is_set() else _failure(error)
    finally:
        connection.close()


def _answer(response: "BaseHTTPResponse", request: Request, limits: Limits) -> Answer:
    body = response.read(limits.bytes, decode_content=False) if limits.bytes and request.method == "GET" else b""
    headers = response.headers
    location = headers.get("Location") or headers.get("Content-Location") or ""
    return Answer(
        status=response.status,
        location=_joined(request.url, location) if location else "",
        wait=_seconds(headers.get("Retry-After") or ""),
        body=body[: limits.bytes],
    )


def _joined(url: str, location: str) -> str:
    """Return the whole URL that a header of an answer names; headers are read as Latin-1, and most have UTF-8 in them."""
    with contextlib.suppress(UnicodeError):
        location = location.encode("latin-1").decode("utf-8")
    try:
        return urljoin(url, location.strip())
    except ValueError:
        return ""


def _seconds(header: str) -> float | None:
    """Return the seconds of a header `Retry-After`, a number or a date (RFC 9110, 10.2.3); None for anything else."""
    header = header.strip()
    if header.isascii() and header.isdigit():
        return float(min(int(header[:12]), _LONGEST_WAIT))
    try:
        at = parsedate_to_datetime(header)
        return max(0.0, at.timestamp() - time.time())
    except (ValueError, TypeError, OverflowError):
        return None


def _failure(error: Exception) -> NoAnswer:
    from urllib3.exceptions import ConnectTimeoutError, NewConnectionError, ReadTimeoutError, SSLError

    # The library calls this one a time-out as well.
    if isinstance(error, NewConnectionError):
        is_refused = isinstance(error.__cause__, ConnectionRefusedError)
        return NoAnswer("connection", "it refuses connections" if is_refused else "there is no way to its host")
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, ssl.SSLCertVerificationError) and cause.verify_code in _UNTRACED:
            return NoAnswer("chain", "who vouches for its certificate is not known here")
        if isinstance(cause, ssl.SSLCertVerificationError):
            return NoAnswer("tls", f"its certificate is refused: {cause.verify_message or cause.reason}")
        if isinstance(cause, ssl.SSLError | SSLError):
            return NoAnswer("tls", "it does not speak TLS as it should")
        if isinstance(cause, ConnectTimeoutError | ReadTimeoutError | TimeoutError):
            return NoAnswer("time", "")
        cause = cause.__cause__ or cause.__context__
    return NoAnswer("answer", "it closes the connection, or answers what is not HTTP")


@contextlib.contextmanager
def _ended_after(seconds: float, connection: "HTTPConnection", is_over: threading.Event) -> Iterator[None]:
    """End what happens on a connection after some seconds: a time-out of a socket counts from its last byte.

    So a host that sends one byte a second could hold a request for hours.
    """

    def end() -> None:
        import socket

        is_over.set()
        with contextlib.suppress(OSError, AttributeError):
            sock = connection.sock
            if sock is not None:
                # The method of the class: that of TLS sockets takes their state away while the other thread reads.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)

    timer = threading.Timer(seconds, end)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


@lru_cache(maxsize=1)
def _context() -> ssl.SSLContext:
    """Return what certificates are checked by: those that this machine trusts."""
    context = ssl.create_default_context()
    # Browsers are not so strict about the form of a certificate, and newer versions of Python are.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    return context


def _host_header(url: "Url") -> str:
    return url.host + (f":{url.port}" if url.port else "") if url.host else ""


def _parse(url: str) -> "Url | None":
    """Return the parts of a URL, its host in ASCII and its path percent-encoded; None if it is none."""
    from urllib3.exceptions import LocationParseError
    from urllib3.util import parse_url

    try:
        return parse_url(url)
    except (LocationParseError, ValueError):
        return None
