"""Floor 9. The preview on HTTP: starlette on uvicorn, with server-sent events for reloads.

The server answers GET and HEAD only. No endpoint takes a path of the file system, and no header allows a different site to
read an answer.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from importlib.resources import files
from types import FrameType
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from briefgen.preview.beside import BESIDE, POLICY
from briefgen.preview.edits import Show
from briefgen.preview.headers import is_allowed_host, is_allowed_origin, is_loopback, reply_to
from briefgen.preview.session import OWN, Answer, Preview
from briefgen.preview.watching import Watch
from briefgen.values.diagnostics import BriefgenError

#: Seconds between comments on an idle event stream, which show whether the browser is still connected.
_HEARTBEAT: Final = 15.0
#: How many bytes of a chunked request body are read before the request is answered.
_BODY_LIMIT: Final = 1 << 16

_SAFE_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
_STYLES: Final = "text/css; charset=utf-8"
_OWN_FILES: Final = {"live.js": "text/javascript; charset=utf-8", "live.css": _STYLES, "beside.css": _STYLES}


def serve_preview(
    preview: Preview, host: str, port: int, *, announce: Callable[[str], None], show: Show, tell: Callable[[str], None]
) -> None:
    """Serve the preview until an interrupt, whatever happens to the project's folder.

    `announce` gets the URL when the port is bound, `show` each edit, and `tell` a line when the project cannot be read or
    watched, and when it can be read again.
    """
    if not preview.root.is_dir():
        raise BriefgenError(f"there is no folder {preview.root}")
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    announce(f"http://{name}:{listener.getsockname()[1]}/")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_Server(preview, host, show, tell).run(listener))


class _Listener(uvicorn.Server):
    """A server that calls a function when it is asked to end."""

    def __init__(self, config: uvicorn.Config, end: Callable[[], None]) -> None:
        super().__init__(config)
        self._end = end

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        super().handle_exit(sig, frame)
        # This is called between any two steps of the event loop's own code.
        asyncio.get_running_loop().call_soon_threadsafe(self._end)


class _Server:
    """One running preview: its routes, its watch, and its connected browsers with the pages that they show."""

    def __init__(self, preview: Preview, host: str, show: Show, tell: Callable[[str], None]) -> None:
        self._preview = preview
        self._host = host
        self._readers: dict[asyncio.Event, str] = {}
        self._watch = Watch(preview, show, tell, pages=self._readers.values, changed=self._wake)
        self._is_ending = False

    async def run(self, listener: socket.socket) -> None:
        routes = [
            Route(f"{OWN}events", self._events, methods=["GET"]),
            Route(f"{BESIDE}{{name:str}}", self._beside, methods=["GET", "HEAD"]),
            Route(BESIDE, self._beside, methods=["GET", "HEAD"]),
            Route(f"{OWN}{{name}}", self._own_file, methods=["GET", "HEAD"]),
            Route("/{path:path}", self._page, methods=["GET", "HEAD"]),
        ]
        app = Starlette(routes=routes)
        # A path that matches no route is not found: no redirect is made from the text of the request.
        app.router.redirect_slashes = False
        config = uvicorn.Config(
            _with_host_check(app, self._host),
            log_level="warning",
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
            server_header=False,
            # The preview uses neither proxies nor websockets, so it trusts no header of a proxy and opens no websocket.
            proxy_headers=False,
            ws="none",
        )
        watching = asyncio.create_task(self._watch.run())
        try:
            await _Listener(config, self._end).serve(sockets=[listener])
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    def _end(self) -> None:
        """End the streams of events, which the server waits for before it ends."""
        self._is_ending = True
        self._watch.ready.set()
        self._wake()

    def _wake(self) -> None:
        """Send the new state to all connected browsers."""
        for reader in self._readers:
            reader.set()

    async def _page(self, request: Request) -> Response:
        await self._watch.ready.wait()
        raw = request.scope.get("raw_path") or request.url.path.encode()
        answer = await run_in_threadpool(self._preview.answer, raw.split(b"?")[0].decode("ascii", "replace"))
        return _respond(request, answer)

    async def _beside(self, request: Request) -> Response:
        # Captures are other people's pages in full: they are shown on this machine, even if the preview is on a network.
        if request.client is None or not is_loopback(request.client.host):
            return PlainTextResponse("captures are shown on the preview's own machine only", 403, _SAFE_HEADERS)
        await self._watch.ready.wait()
        answer = await run_in_threadpool(self._preview.beside, request.path_params.get("name", ""))
        response = _respond(request, answer)
        response.headers["Content-Security-Policy"] = POLICY
        return response

    async def _own_file(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _OWN_FILES:
            return PlainTextResponse("not found", 404, _SAFE_HEADERS)
        return _respond(request, Answer(200, _OWN_FILES[name], files("briefgen.preview").joinpath(name).read_bytes()))

    async def _events(self, request: Request) -> Response:
        if not is_allowed_origin(request.headers.get("origin"), request.headers.get("sec-fetch-site"), self._host):
            return PlainTextResponse("another site may not listen here", 403, _SAFE_HEADERS)
        page = request.query_params.get("page", "")
        return StreamingResponse(self._stream(page), media_type="text/event-stream", headers=_SAFE_HEADERS)

    async def _stream(self, page: str) -> AsyncIterator[str]:
        changed = asyncio.Event()
        self._readers[changed] = page
        try:
            await self._watch.ready.wait()
            while not self._is_ending:
                changed.clear()
                state = {"version": self._preview.version, "findings": self._preview.overlay()}
                # With errors, the overlay has the warnings as well.
                state["warnings"] = "" if state["findings"] else self._preview.warnings()
                yield f"data: {json.dumps(state)}\n\n"
                while not changed.is_set():
                    try:
                        await asyncio.wait_for(changed.wait(), _HEARTBEAT)
                    except TimeoutError:
                        yield ": still here\n\n"
        finally:
            del self._readers[changed]


def _with_host_check(app: ASGIApp, listening_on: str) -> ASGIApp:
    """Return an app that refuses each request whose Host is not the preview's own, before other code reads the request."""

    async def check(scope: Scope, receive: Receive, send: Send) -> None:
        hosts = [value for name, value in scope.get("headers", ()) if name == b"host"]
        in_pieces = any(name == b"transfer-encoding" for name, _ in scope.get("headers", ()))
        if in_pieces and not await _read_body(receive):
            return
        if len(hosts) != 1 or not is_allowed_host(hosts[0].decode("latin-1"), listening_on):
            refusal = PlainTextResponse("this preview does not answer to that host name", 421, _SAFE_HEADERS)
            await refusal(scope, receive, send)
            return
        await app(scope, receive, send)

    return check


async def _read_body(receive: Receive) -> bool:
    """Read and drop the chunked body of a request; return whether the browser is still connected."""
    # A malformed chunk after the answer would be answered a second time, and would fill the log.
    taken = 0
    while taken <= _BODY_LIMIT:
        message = await receive()
        if message["type"] == "http.disconnect":
            return False
        taken += len(message.get("body", b""))
        if not message.get("more_body", False):
            break
    return True


def _respond(request: Request, answer: Answer) -> Response:
    if answer.location:
        return Response(status_code=answer.status, headers=_SAFE_HEADERS | {"Location": answer.location})
    headers = _SAFE_HEADERS | {"Content-Type": answer.kind}
    if answer.status != 200:
        return Response(answer.content, answer.status, headers)
    # A Range header counts for GET only (RFC 9110, 14.2).
    asked = {name: value for name, value in request.headers.items() if name != "range" or request.method == "GET"}
    status, content, added = reply_to(asked, answer.content)
    return Response(content, status, headers | added)


def _listen(host: str, port: int) -> socket.socket:
    try:
        # With the protocol named, asyncio sets TCP_NODELAY on every connection. Otherwise the second part of an answer waits
        # until the browser acknowledges the first, which takes 40 ms.
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        raise BriefgenError(f"cannot listen on {host}:{port}: {error.strerror or error}; try --port 0") from error
    return listener
