"""Floor 9. What the preview shows: the last site without errors, and the findings of the newest edit."""

import hashlib
import secrets
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from briefgen.build.flow import open_cache
from briefgen.disk.cache import CacheDamagedError
from briefgen.disk.sources import read_file
from briefgen.plan.recipes import Output
from briefgen.preview.indexes import Indexes
from briefgen.project.memory import Memory
from briefgen.project.reader import ProjectReader
from briefgen.project.site import Site
from briefgen.text.encoding import FILE_LIMIT, decode_loosely
from briefgen.text.permalinks import output_path, site_of
from briefgen.text.report import render_html
from briefgen.values.diagnostics import BriefgenError, Diagnostic, has_errors, in_order
from briefgen.values.model import Options, UrlPath

#: The address under which the preview serves its own script, styles and events. Only outputs from static/ can have a part
#: that begins with a dot.
OWN: Final = "/.briefgen/"

_TYPES: Final[Mapping[str, str]] = {
    "avif": "image/avif",
    "css": "text/css; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "gif": "image/gif",
    "html": "text/html; charset=utf-8",
    "ico": "image/x-icon",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json; charset=utf-8",
    "m4a": "audio/mp4",
    "mp3": "audio/mpeg",
    "mp4": "video/mp4",
    "ogg": "audio/ogg",
    "opml": "text/x-opml; charset=utf-8",
    "pdf": "application/pdf",
    "png": "image/png",
    "svg": "image/svg+xml",
    "txt": "text/plain; charset=utf-8",
    "webm": "video/webm",
    "webp": "image/webp",
    "woff2": "font/woff2",
    "xml": "application/xml; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the preview to a request: status, content type, bytes, and the target of a redirect (empty: none)."""

    status: int
    kind: str = _TYPES["html"]
    content: bytes = b""
    location: str = ""

    @property
    def etag(self) -> str:
        """The entity tag of the bytes, in quotation marks."""
        return f'"{hashlib.sha256(self.content).hexdigest()[:32]}"'


@dataclass(frozen=True, slots=True)
class _Shown:
    """A site without errors, and the base path of its addresses."""

    site: Site
    base: str

    def find(self, path: str) -> Output | None:
        """Return the output at the path of a request, which begins with the base path, or None."""
        return self.site.plan.by_path.get(output_path(UrlPath(f"/{path.removeprefix(self.base)}")))


@dataclass(slots=True)
class Preview:
    """One preview session on a project folder.

    `version` changes with every refresh, so that open pages know that they have to reload. `findings` are those of the last
    refresh.
    """

    root: Path
    options: Options
    #: Returns the instant of each refresh, so that an embargo can end while the preview runs; None: that of `options`.
    clock: Callable[[], datetime] | None = None
    version: str = ""
    findings: tuple[Diagnostic, ...] = ()
    _reader: ProjectReader = field(init=False)
    _shown: _Shown | None = None
    _indexes: Indexes = field(default_factory=Indexes)

    def __post_init__(self) -> None:
        """Make the reader, which starts with the project's cache and remembers what it parsed."""
        self._reader = self._new_reader(Memory(open_cache(self.root)))
        # Two sessions must never have the same version: an open page of an earlier session has to reload.
        self.version = secrets.token_hex(8)

    def _new_reader(self, memory: Memory) -> ProjectReader:
        return ProjectReader(self.root, memory=memory)

    def refresh(self, open_pages: Iterable[str] = (), paths: Collection[str] = ()) -> None:
        """Read changed files, and show the new site, or the last site if the new one has an error.

        `paths` are the changed files; without any, all files are compared. `open_pages` are the paths that browsers show: a
        layout that fails on one of them is an error, too. Raises BriefgenError if the project no longer exists.
        """
        try:
            self._refresh(open_pages, paths)
        except CacheDamagedError:
            # The preview writes no cache, so it goes on without one.
            self._reader = self._new_reader(Memory())
            self._refresh(open_pages, ())

    def _refresh(self, open_pages: Iterable[str], paths: Collection[str]) -> None:
        options = msgspec.structs.replace(self.options, now=self.clock()) if self.clock else self.options
        read = (self._reader.reread(options, paths) if paths else None) or self._reader.read(options)
        site, findings = read.value, read.findings
        if site is not None and not has_errors(findings):
            shown = self._shown
            if shown is None or shown.site is not site:
                shown = _Shown(site, site_of(site.settings.base_url).base)
            faults = [found for page in (shown.base, *open_pages) for found in self._try(shown, page)]
            findings = in_order((*findings, *faults))
            if not has_errors(findings):
                self._shown = shown
        self.findings = findings
        self.version = secrets.token_hex(8)

    def is_stale(self) -> bool:
        """Did the folder change since the last refresh? Raises BriefgenError if the project no longer exists."""
        return self._reader.is_stale()

    def answer(self, raw_path: str) -> Answer:
        """Return the answer to a request for a path.

        The path is decoded once and looked up among the outputs of the plan. It is never opened as a file, and no folder is
        listed.
        """
        try:
            return self._answer(raw_path)
        except CacheDamagedError:
            self._reader = self._new_reader(Memory())
            self.refresh()
            return self._answer(raw_path)

    def _answer(self, raw_path: str) -> Answer:
        shown = self._shown
        if shown is None:
            return Answer(500, content=self._page("The site has errors", self._findings_html()))
        try:
            path = unquote(raw_path, errors="strict")
        except UnicodeDecodeError:
            return self._not_found(shown)
        if path == "/" and shown.base != "/":
            return Answer(307, location=quote(shown.base))
        if not path.startswith(shown.base):
            return self._not_found(shown)
        if output := shown.find(path):
            return self._made(shown, output, 200)
        if (content := self._indexes.find(shown.site, path.removeprefix(shown.base), self.version)) is not None:
            return Answer(200, _kind_of(path), content)
        if shown.find(f"{path}/"):
            return Answer(307, location=quote(f"{path}/"))
        return self._not_found(shown)

    def overlay(self) -> str:
        """Return the errors of the newest edit as HTML; empty if there are none."""
        return self._findings_html() if has_errors(self.findings) else ""

    def _not_found(self, shown: _Shown) -> Answer:
        output = shown.site.plan.by_path.get("404.html")
        assert output is not None
        return self._made(shown, output, 404)

    def _made(self, shown: _Shown, output: Output, status: int) -> Answer:
        kind = _kind_of(output.output)
        made = shown.site.make(output)
        if made.value is None:
            fault = render_html(made.findings, self._lines)
            return Answer(500, content=self._page("The layout has an error", fault))
        content = self._with_snippet(made.value) if kind == _TYPES["html"] else made.value
        return Answer(status, kind, content)

    def _try(self, shown: _Shown, path: str) -> tuple[Diagnostic, ...]:
        output = shown.find(unquote(path))
        return shown.site.make(output).findings if output is not None else ()

    def _with_snippet(self, page: bytes) -> bytes:
        head, mark, tail = page.rpartition(b"</body>")
        return head + snippet(self.version).encode() + mark + tail if mark else page

    def _page(self, title: str, content: str) -> bytes:
        styles = f'<link rel="stylesheet" href="{OWN}live.css">'
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{styles}</head>'
        main = f'<main class="findings"><h1>{escape(title)}</h1>{content}</main>'
        return f"{head}<body>{main}{snippet(self.version)}</body></html>".encode()

    def _findings_html(self) -> str:
        return render_html([found for found in self.findings if has_errors((found,))], self._lines)

    def _lines(self, path: str) -> list[str] | None:
        if path.startswith("theme/"):
            return None
        try:
            data = read_file(self.root, path, FILE_LIMIT).value
        except BriefgenError:
            return None
        return None if data is None else decode_loosely(data)


def _kind_of(path: str) -> str:
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")


def snippet(version: str) -> str:
    """Return the script element that a served page has before its `</body>`; a built page does not have it."""
    return f'<script src="{OWN}live.js" data-version="{version}" defer></script>'


#: Called with the findings of every edit.
Show = Callable[[tuple[Diagnostic, ...]], None]
