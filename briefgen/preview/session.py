"""Floor 9. What the preview shows: the last site without errors, and the findings of the newest edit."""

import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

import msgspec

from briefgen.build.acceptance import accept
from briefgen.build.flow import open_cache
from briefgen.build.search_index import make_index
from briefgen.disk.cache import CacheDamagedError
from briefgen.plan.recipes import Output, Page
from briefgen.preview.beside import address_of, page_for
from briefgen.preview.edits import Edit, Touched, render_panel, touched
from briefgen.project.memory import Memory
from briefgen.project.reader import ProjectReader
from briefgen.project.settings import lines_of
from briefgen.project.site import Site
from briefgen.text.permalinks import output_path, site_of
from briefgen.text.report import printable, render_html
from briefgen.values.diagnostics import BriefgenError, Severity, has_errors, in_order
from briefgen.values.model import Options, UrlPath

#: The address under which the preview serves its own script, styles and events. Only outputs from static/ can have a part
#: that begins with a dot.
OWN: Final = "/.briefgen/"

_TYPES: Final[Mapping[str, str]] = {
    "avif": "image/avif", "gif": "image/gif", "ico": "image/x-icon", "jpeg": "image/jpeg", "jpg": "image/jpeg",
    "png": "image/png", "svg": "image/svg+xml", "webp": "image/webp", "woff2": "font/woff2", "pdf": "application/pdf",
    "m4a": "audio/mp4", "mp3": "audio/mpeg", "ogg": "audio/ogg", "mp4": "video/mp4", "webm": "video/webm",
    "css": "text/css; charset=utf-8", "csv": "text/csv; charset=utf-8", "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8", "opml": "text/x-opml; charset=utf-8", "txt": "text/plain; charset=utf-8",
    "json": "application/json; charset=utf-8", "xml": "application/xml; charset=utf-8",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer of the preview to a request: status, content type, bytes, and the target of a redirect (empty: none)."""

    status: int
    kind: str = _TYPES["html"]
    content: bytes = b""
    location: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of the search index: its files by output path, what it was made from, and the version that compared this."""

    files: Mapping[str, bytes]
    source: object
    version: str


@dataclass(slots=True)
class Preview:
    """One preview session on a project folder; `version` and `edit` are those of the last refresh."""

    root: Path
    options: Options
    #: Returns the instant of each refresh, so that an embargo can end while the preview runs; None: that of `options`.
    clock: Callable[[], datetime] | None = None
    version: str = ""
    edit: Edit = field(default_factory=Edit)
    #: Why the last refresh could not read the project, in one line; empty if it could.
    fault: str = ""
    _reader: ProjectReader = field(init=False)
    #: The last site without errors.
    _site: Site | None = None
    #: What the last edit can have changed, until its pages are counted; None if the whole site was read.
    _touched: Touched | None = None
    #: Did the project have content/? Then a missing one is a fault: nobody wants to see a site without articles.
    _had_content: bool = False
    #: Pieces of the search index by address. No edit waits for them: a piece is made when a browser requests a file of it.
    _pieces: dict[str, _Piece] = field(default_factory=dict)
    # A browser requests several files of a piece at once, and one run of Pagefind makes all of them.
    _making: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        """Make the reader, which starts with the project's cache and remembers what it parsed."""
        self._reader = ProjectReader(self.root, memory=Memory(open_cache(self.root)))
        # Two sessions must never have the same version: an open page of an earlier session has to reload.
        self.version = secrets.token_hex(8)

    def refresh(self, open_pages: Iterable[str] = (), paths: Collection[str] = ()) -> None:
        """Read the changed files `paths`, or compare all; show the new site, or go on with the last if the new has an error.

        A layout that fails on one of `open_pages`, the paths that browsers show, is an error, too. If the project cannot be
        read, as when its folder is missing, `fault` says so, and the last site stays.
        """
        try:
            self._refresh_with_cache(open_pages, paths)
        except (BriefgenError, OSError) as error:
            fault = printable(str(error))
        else:
            fault = ""
        if fault and fault != self.fault:
            self.version = secrets.token_hex(8)
        self.fault = fault

    def _refresh_with_cache(self, open_pages: Iterable[str], paths: Collection[str]) -> None:
        has_content = (self.root / "content").is_dir()
        if self._had_content and not has_content and self.root.is_dir():
            raise BriefgenError(f"there is no folder {self.root / 'content'}")
        self._had_content = self._had_content or has_content
        try:
            self._refresh(open_pages, paths)
        except CacheDamagedError:
            # The preview writes no cache, so it goes on without one.
            self._reader = ProjectReader(self.root, memory=Memory())
            self._refresh(open_pages, ())

    def _refresh(self, open_pages: Iterable[str], paths: Collection[str]) -> None:
        started = time.monotonic()
        options = msgspec.structs.replace(self.options, now=self.clock()) if self.clock else self.options
        reread = self._reader.reread(options, paths) if paths else None
        read = reread or self._reader.read(options)
        site, findings = read.value, read.findings
        # After an error the last good site is an older one than the reader's.
        before = self._site if reread is not None and self.edit.is_shown else None
        is_shown = False
        if site is not None and not has_errors(findings):
            opened = [_find(site, unquote(path)) for path in (_base_of(site), *open_pages)]
            faults = [found for page in opened if page is not None for found in site.make(page).findings]
            findings = in_order((*findings, *faults))
            is_shown = not has_errors(findings)
        self._touched = None
        if site is not None and is_shown:
            self._touched = touched(before.plan, site.plan) if before is not None else None
            self._site = site
        self.edit = Edit(
            findings=accept(self.root, findings),
            is_shown=is_shown,
            is_whole=before is None,
            seconds=time.monotonic() - started,
        )
        self.version = secrets.token_hex(8)

    def told(self) -> Edit:
        """Return the last edit with the number of its pages, which is counted now: no browser waits for that."""
        pages = self._touched.changed_pages() if self._touched else self._site.plan.page_count if self._site else 0
        self._touched = None
        return msgspec.structs.replace(self.edit, pages=pages)

    def is_stale(self) -> bool:
        """Did the folder change since the last refresh? Raises BriefgenError if the project no longer exists."""
        return self._reader.is_stale()

    def is_over(self) -> bool:
        """Is the site another one by time alone, as when an embargo ends?"""
        return self.clock is not None and self._reader.is_over(self.clock())

    def answer(self, raw_path: str) -> Answer:
        """Return the answer to a request for a path, which is an output of the plan: no file is opened, no folder listed."""
        try:
            try:
                return self._answer(raw_path)
            except CacheDamagedError:
                self._reader = ProjectReader(self.root, memory=Memory())
                self.refresh()
                return self._answer(raw_path)
        except BriefgenError as error:
            return Answer(500, content=self._page("The page cannot be made", self._as_section(str(error))))

    def _answer(self, raw_path: str) -> Answer:
        site = self._site
        if site is None:
            return Answer(500, content=self._page("The site has errors", self.overlay()))
        base = _base_of(site)
        try:
            path = unquote(raw_path, errors="strict")
        except UnicodeDecodeError:
            path = ""
        if path == "/" and base != "/":
            return Answer(307, location=quote(base))
        if path.startswith(base):
            if output := _find(site, path):
                return self._made(site, output, 200)
            if (content := self._index_file(site, path.removeprefix(base))) is not None:
                return Answer(200, _kind_of(path), content)
            if _find(site, f"{path}/"):
                return Answer(307, location=quote(f"{path}/"))
        missing = site.plan.by_path.get("404.html")
        assert missing is not None
        return self._made(site, missing, 404)

    def _index_file(self, site: Site, path: str) -> bytes | None:
        """Return a file of the search index by its output path, or None if it does not exist; raises BriefgenError."""
        index = next((one for one in site.plan.indexes if path.startswith(one.address.removeprefix("/"))), None)
        if index is None:
            return None
        with self._making:
            piece = self._pieces.get(index.address)
            if piece is None or piece.version != self.version:
                # An edit that leaves the plan as it is changes what an article says.
                source = index.key, tuple([site.plan.store.entry(item.path).own for item in index.items])
                files = piece.files if piece and piece.source == source else dict(make_index(site, index))
                piece = self._pieces[index.address] = _Piece(files, source, self.version)
        return piece.files.get(path)

    def overlay(self) -> str:
        """Return the fault, or the errors of the newest edit with its warnings, as HTML; empty if there are no errors."""
        if self.fault:
            return self._as_section(self.fault, "bring it back, and the preview goes on by itself")
        errors = render_panel(self.root, self.edit.findings, Severity.ERROR, is_open=True)
        return errors + self.warnings() if errors else ""

    def warnings(self) -> str:
        """Return the warnings of the newest edit as HTML that is folded to their number; empty if there are none."""
        return render_panel(self.root, self.edit.findings, Severity.WARNING, is_open=False)

    def _as_section(self, error: str, hint: str = "") -> str:
        """Return an error of the environment as the section of a page or of the overlay."""
        told = f"<p>help: {escape(hint)}</p>" if hint else ""
        head = f"<h2>{escape(printable(str(self.root)))}</h2>"
        return f"<section>{head}<p><strong>error</strong> {escape(printable(error))}</p>{told}</section>"

    def beside(self, name: str) -> Answer:
        """Return an article beside its captures, by the last part of the page's address; the list of articles if empty."""
        try:
            page = page_for(self.root, name)
        except (BriefgenError, OSError) as error:
            return Answer(500, content=self._page("The page cannot be made", self._as_section(str(error))))
        if page is None:
            return Answer(404, content=self._page("No article has this address", ""))
        return Answer(200, content=page.replace("</body>", f"{self._snippet()}</body>").encode())

    def _made(self, site: Site, output: Output, status: int) -> Answer:
        kind = _kind_of(output.output)
        made = site.make(output)
        if made.value is None:
            fault = render_html(made.findings, partial(lines_of, self.root))
            return Answer(500, content=self._page("The layout has an error", fault))
        if kind != _TYPES["html"]:
            return Answer(status, kind, made.value)
        head, mark, tail = made.value.rpartition(b"</body>")
        return Answer(status, kind, head + self._snippet(_article_of(output)).encode() + mark + tail if mark else tail)

    def _snippet(self, article: str = "") -> str:
        """Return the script element that a served page has before its `</body>`; a built page does not have it.

        On the page of an article, a content file, it leads to the article beside its captures.
        """
        beside = f' data-beside="{address_of(article)}"' if article else ""
        return f'<script src="{OWN}live.js" data-version="{self.version}"{beside} defer></script>'

    def _page(self, title: str, content: str) -> bytes:
        styles = f'<link rel="stylesheet" href="{OWN}live.css">'
        head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>{styles}</head>'
        main = f'<main class="findings"><h1>{escape(title)}</h1>{content}</main>'
        return f"{head}<body>{main}{self._snippet()}</body></html>".encode()


def _base_of(site: Site) -> str:
    return site_of(site.settings.base_url).base


def _find(site: Site, path: str) -> Output | None:
    """Return the output at the path of a request, which begins with the base path of the site, or None."""
    return site.plan.by_path.get(output_path(UrlPath(f"/{path.removeprefix(_base_of(site))}")))


def _article_of(output: Output) -> str:
    """Return the content file of an article's page; empty text for every other output."""
    return output.inputs[0] if isinstance(output, Page) and output.kind.name == "article" else ""


def _kind_of(path: str) -> str:
    return _TYPES.get(path.rpartition(".")[2].lower(), "application/octet-stream")
