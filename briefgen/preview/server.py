"""Floor 9. The preview on HTTP: starlette on uvicorn, with watchfiles for edits and server-sent events for reloads.

The server answers GET and HEAD only. No endpoint takes a path of the file system, and no header allows a different site to
read an answer.
"""

import asyncio
import contextlib
import json
import socket
from collections.abc import AsyncIterator, Callable, Collection, Iterable
from importlib.resources import files
from pathlib import Path
from typing import Final

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send
from watchfiles import awatch

from briefgen.disk.sources import FOLDERS, is_ignored
from briefgen.preview.headers import is_allowed_host, is_allowed_origin, reply_to
from briefgen.preview.session import OWN, Answer, Preview, Show
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError

#: How long, in milliseconds, events are gathered into one edit at most, and how long no event must come for the edit to be
#: over: an editor that saves by a rename causes several events.
_DEBOUNCE: Final = 50
_STEP: Final = 5
#: An edit of more files than this is not read file by file: the whole folder is scanned.
_EDIT_LIMIT: Final = 8
#: Seconds after an edit, or after the start of a watch, at which the folder is scanned again: the system reports no event
#: for a file that is written into a new folder before the folder is watched.
_RESCAN_DELAYS: Final = (0.2, 1.0)
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
_OWN_FILES: Final = {"live.js": "text/javascript; charset=utf-8", "live.css": "text/css; charset=utf-8"}


def serve_preview(preview: Preview, host: str, port: int, *, announce: Callable[[str], None], show: Show) -> None:
    """Serve the preview until an interrupt. `announce` gets the URL when the port is bound, `show` each edit's findings."""
    if not preview.root.is_dir():
        raise BriefgenError(f"there is no folder {preview.root}")
    listener = _listen(host, port)
    name = f"[{host}]" if ":" in host else host
    announce(f"http://{name}:{listener.getsockname()[1]}/")
    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(_Server(preview, host, show).run(listener))


class _Server:
    """One running preview: its routes, its watch over the project's folders, and its connected browsers."""

    def __init__(self, preview: Preview, host: str, show: Show) -> None:
        self._preview = preview
        self._host = host
        self._show = show
        self._ready = asyncio.Event()
        self._reading = asyncio.Lock()
        self._readers: dict[asyncio.Event, str] = {}
        self._rescans: asyncio.Task[None] | None = None

    async def run(self, listener: socket.socket) -> None:
        routes = [
            Route(f"{OWN}events", self._events, methods=["GET"]),
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
        watching = asyncio.create_task(self._watch())
        try:
            await uvicorn.Server(config).serve(sockets=[listener])
        finally:
            watching.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await watching

    async def _page(self, request: Request) -> Response:
        await self._ready.wait()
        raw = request.scope.get("raw_path") or request.url.path.encode()
        try:
            answer = await run_in_threadpool(self._preview.answer, raw.split(b"?")[0].decode("ascii", "replace"))
        except BriefgenError as error:
            return PlainTextResponse(printable(str(error)), 500, _SAFE_HEADERS)
        return _respond(request, answer)

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
            await self._ready.wait()
            while True:
                changed.clear()
                state = {"version": self._preview.version, "findings": self._preview.overlay()}
                yield f"data: {json.dumps(state)}\n\n"
                while not changed.is_set():
                    try:
                        await asyncio.wait_for(changed.wait(), _HEARTBEAT)
                    except TimeoutError:
                        yield ": still here\n\n"
        finally:
            del self._readers[changed]

    async def _watch(self) -> None:
        """Read the project, and read it again after every edit of a file that a build reads."""
        await self._refresh()
        self._ready.set()
        while True:
            folders = _folders(self._preview.root)
            restart = asyncio.Event()
            deep = asyncio.create_task(self._watch_folders(folders, restart))
            self._schedule_rescans()
            # The root without its folders: for the settings, and for project folders that are made or removed.
            async for _ in awatch(self._preview.root, recursive=False, debounce=_DEBOUNCE, step=_STEP):
                await self._refresh()
                self._schedule_rescans()
                if _folders(self._preview.root) != folders:
                    break
            restart.set()
            await deep

    async def _watch_folders(self, folders: tuple[Path, ...], stop: asyncio.Event) -> None:
        if not folders:
            await stop.wait()
            return
        async for changes in awatch(*folders, debounce=_DEBOUNCE, step=_STEP, stop_event=stop):
            await self._refresh(_paths(self._preview.root, (path for _, path in changes)))
            self._schedule_rescans()

    def _schedule_rescans(self) -> None:
        if self._rescans is not None:
            self._rescans.cancel()
        self._rescans = asyncio.create_task(self._rescan_later())

    async def _rescan_later(self) -> None:
        for seconds in _RESCAN_DELAYS:
            await asyncio.sleep(seconds)
            with contextlib.suppress(BriefgenError):
                if await run_in_threadpool(self._preview.is_stale):
                    await self._refresh()

    async def _refresh(self, paths: Collection[str] = ()) -> None:
        try:
            async with self._reading:
                await run_in_threadpool(self._preview.refresh, tuple(self._readers.values()), paths)
        except BriefgenError:
            # The folder is missing for a moment, as when a branch is switched; the next event reads it again.
            return
        self._show(self._preview.findings)
        for reader in self._readers:
            reader.set()


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


def _paths(root: Path, changed: Iterable[str]) -> Collection[str]:
    """Return the project's files that an edit changed, or none if the project has to be scanned to find them."""
    found = set()
    place = root.resolve()
    for name in changed:
        try:
            path = Path(name).relative_to(place).as_posix()
        except ValueError:
            return ()
        if not is_ignored(Path(name).name, path):
            found.add(path)
    return found if len(found) <= _EDIT_LIMIT else ()


def _folders(root: Path) -> tuple[Path, ...]:
    return tuple(folder for folder in (root.resolve() / name for name in FOLDERS) if folder.is_dir())


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
