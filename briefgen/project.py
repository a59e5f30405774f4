"""Floor 5. A project folder as a site: read what changed, plan, and render any output on demand.

The stages stand in order in `ProjectReader.read`. The reader keeps what it parsed by path and signature, so that a preview
parses only what an edit touched; forgetting it changes nothing but the time.
"""

import importlib.resources
import io
import time
from collections.abc import Callable, Iterable
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final, TypeAlias, TypeVar
from zoneinfo import ZoneInfo

import imagesize
import msgspec

from briefgen import markup, schema
from briefgen.assets import Asset, publish_assets
from briefgen.diagnostics import Checked, Diagnostic, Span, finding, in_order
from briefgen.encoding import FILE_LIMIT, decode
from briefgen.feeds import render_document
from briefgen.locales import Label, Locale
from briefgen.model import Article, Body, BriefingNote, Digest, Settings, StandingText
from briefgen.permalinks import output_path, site_of
from briefgen.plan import Copy, Document, Material, Media, Page, SitePlan, Window, plan_site
from briefgen.render import Layout, LayoutSet, Renderer, layout_names
from briefgen.sources import Scan, Signature, digest, read_file, scan_folder, scan_project

#: The default theme: the folder of the package `briefgen.layouts`.
_THEME_MODULE: Final = "briefgen.layouts"
#: Folders of content/ whose files are no articles.
_NOTE_FOLDERS: Final = tuple(f"content/{folder}/" for folder in ("briefings", "regions", "stories", "pages"))
#: A file this young when it was read may change again within the clock's grain, so it is read again next time (git's rule).
_RACY_NS: Final = 2_000_000_000

Content: TypeAlias = Article | BriefingNote | StandingText
Output: TypeAlias = Page | Document | Copy

T = TypeVar("T")
C = TypeVar("C", Article, BriefingNote, StandingText)


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a command may ask for beyond the project's own settings."""

    now: datetime
    drafts: bool = False
    future: bool = False
    base_url: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A planned site, and all that it takes to make any of its outputs."""

    root: Path
    settings: Settings
    plan: SitePlan
    renderer: Renderer
    assets: dict[str, Asset]

    def outputs(self) -> tuple[Output, ...]:
        """Return every recipe: copies first, so that nothing refers to what is not there yet."""
        return (*self.plan.copies, *self.plan.pages, *self.plan.documents)

    def make(self, output: Output) -> Checked[bytes]:
        """Return the bytes of one output; the same recipe always gives the same bytes."""
        match output:
            case Page():
                return self.renderer.render(output.layout, output.view, output.origin.path)
            case Document():
                return Checked(render_document(output.view, output.output))
            case Copy():
                if output.path in self.assets:
                    return Checked(self.assets[output.path].content)
                return read_file(self.root, output.path)


@dataclass(frozen=True, slots=True)
class _Parsed:
    """A content file as it was read."""

    signature: Signature
    read_at_ns: int
    value: Content | None
    body: Body | None
    body_line: int
    findings: tuple[Diagnostic, ...]
    stray: Article | None = None


@dataclass(frozen=True, slots=True)
class _Layouts:
    layout_set: LayoutSet
    assets: dict[str, Asset]
    labels: dict[str, Label]


@dataclass(slots=True)
class ProjectReader:
    """Reads one project folder, again and again; `parsed`, `media` and `scan` are what it knows from last time."""

    root: Path
    executor: Executor | None = None
    parsed: dict[str, _Parsed] = field(default_factory=dict)
    media: dict[str, tuple[Signature, int, Media]] = field(default_factory=dict)
    scan: Scan | None = None

    def is_stale(self) -> bool:
        """Is the folder another than the one that was read last? Looks at names, sizes and times only."""
        return self.scan != scan_project(self.root, schema.SETTINGS_FILE)

    def read(self, options: Options) -> Checked[Site]:
        """Return the site as the folder's files make it, with all findings.

        There may be a value beside errors (for a preview that shows what it can); there is none where the settings cannot be
        read. Raises BriefgenError where there is no project.
        """
        self.scan = scan = scan_project(self.root, schema.SETTINGS_FILE)
        findings = list(scan.findings)
        settings = _keep(self._settings(scan, options), findings)
        contents = self._contents(scan, findings)
        media = self._media(scan)
        if settings is None:
            return Checked(None, in_order(findings))
        layouts = _keep(self._layouts(scan, settings), findings)
        if layouts is None or not settings.regions:
            return Checked(None, in_order(findings))
        bodies = {path: self.parsed[path].body for path in contents}
        material = Material(
            settings=settings,
            window=Window(now=options.now, drafts=options.drafts, future=options.future),
            articles=_of_kind(Article, contents.values()),
            briefings=_of_kind(BriefingNote, contents.values()),
            regions=_in_folder("regions", contents),
            stories=_in_folder("stories", contents),
            pages=_in_folder("pages", contents),
            bodies={path: body for path, body in bodies.items() if body is not None},
            stray_articles=tuple(parsed.stray for parsed in self.parsed.values() if parsed.stray),
            strays={
                path: (parsed.body_line, parsed.body)
                for path, parsed in self.parsed.items()
                if parsed.body and not parsed.value
            },
            media=media,
            static=tuple(path for path in scan.files if path.startswith("static/")),
            assets={asset.path: output_path(asset.address) for asset in layouts.assets.values()},
            labels={key: label if isinstance(label, str) else label["other"] for key, label in layouts.labels.items()},
        )
        plan = _keep(plan_site(material), findings)
        if plan is None:
            return Checked(None, in_order(findings))
        return Checked(self._site(settings, plan, layouts, material.bodies.values()), in_order(findings))

    def _site(self, settings: Settings, plan: SitePlan, layouts: _Layouts, bodies: Iterable[Body]) -> Site:
        by_digest = {body.digest: body for body in bodies}
        locale = Locale(settings.language, ZoneInfo(settings.time_zone), layouts.labels)
        renderer = Renderer(layouts.layout_set, plan.chrome, locale, by_digest.__getitem__)
        return Site(self.root, settings, plan, renderer, {asset.path: asset for asset in layouts.assets.values()})

    def _settings(self, scan: Scan, options: Options) -> Checked[Settings]:
        path = schema.SETTINGS_FILE
        if path not in scan.files:
            hint = "run briefgen init, or name the project with --source"
            return Checked(None, (finding("missing-settings", Span(path=path), "the project has no briefgen.yml", hint),))
        text = _read_text(self.root, path)
        if text.value is None:
            return Checked(None, text.findings)
        read = schema.read_settings(text.value)
        settings = read.value
        findings = [*text.findings, *read.findings]
        if settings is not None and options.base_url:
            settings = msgspec.structs.replace(settings, base_url=options.base_url)
        if settings is not None and not settings.base_url and "base_url" not in settings.places:
            hint = "add base_url: https://... or build with --base-url"
            message = "feeds and the sitemap need the site's own address"
            findings.append(finding("no-base-url", Span(path=path), message, hint))
        return Checked(settings, tuple(findings))

    def _contents(self, scan: Scan, findings: list[Diagnostic]) -> dict[str, Content]:
        """Parse the content files that changed, forget those that went, and return the good ones by path."""
        paths = [path for path in scan.files if path.startswith("content/") and path.endswith(".md")]
        findings += [_misspelt(path) for path in scan.files if path.startswith("content/") and _is_misspelt(path)]
        stale = [path for path in paths if not self._is_fresh(path, scan.files[path])]
        read = partial(_parse, self.root)
        signatures = [scan.files[path] for path in stale]
        spread: Callable[..., Iterable[_Parsed]] = partial(self.executor.map, chunksize=32) if self.executor else map
        fresh = dict(zip(stale, spread(read, stale, signatures), strict=True))
        self.parsed = {path: fresh[path] if path in fresh else self.parsed[path] for path in paths}
        for parsed in self.parsed.values():
            findings += parsed.findings
        return {path: parsed.value for path, parsed in self.parsed.items() if parsed.value and parsed.body}

    def _is_fresh(self, path: str, signature: Signature) -> bool:
        known = self.parsed.get(path)
        if known is None or known.signature != signature:
            return False
        return _is_settled(signature, known.read_at_ns)

    def _media(self, scan: Scan) -> dict[str, Media]:
        found: dict[str, tuple[Signature, int, Media]] = {}
        for path, signature in scan.files.items():
            if not path.startswith("content/") or path.endswith(".md"):
                continue
            known = self.media.get(path)
            if known and known[0] == signature and _is_settled(signature, known[1]):
                found[path] = known
                continue
            read_at = time.time_ns()
            data = read_file(self.root, path).value
            if data is not None:
                width, height = _size_of_image(data)
                found[path] = (signature, read_at, Media(path=path, digest=digest(data), width=width, height=height))
        self.media = found
        return {path: media for path, (_, _, media) in found.items()}

    def _layouts(self, scan: Scan, settings: Settings) -> Checked[_Layouts]:
        findings: list[Diagnostic] = []
        theme_root = _theme_root()
        theme = {path: f"theme/{path}" for path in scan_folder(theme_root) if not path.endswith(".py")}
        own = [path for path in scan.files if path.startswith("layouts/") and not path.endswith(".py")]
        project = {path.removeprefix("layouts/"): path for path in own}
        theme_layouts = _read_layouts(theme_root, theme, "theme/", findings)
        project_layouts = _read_layouts(self.root, project, "", findings)
        files = {name: (path, theme_root / path.removeprefix("theme/")) for name, path in theme.items()}
        files |= {name: (path, self.root / path) for name, path in project.items()}
        named = {name.removeprefix("assets/"): place for name, place in files.items() if name.startswith("assets/")}
        assets = _keep(publish_assets({name: (path, file.read_bytes()) for name, (path, file) in named.items()}), findings)
        labels = self._labels(theme_root, theme, project, settings.language, findings)
        if assets is None:
            return Checked(None, tuple(findings))
        base = site_of(settings.base_url)
        hrefs = {name: base.href(asset.address) for name, asset in assets.items()}
        layout_set = LayoutSet(layouts=layout_names(theme_layouts, project_layouts), assets=hrefs)
        return Checked(_Layouts(layout_set, assets, labels), tuple(findings))

    def _labels(
        self, theme_root: Path, theme: dict[str, str], project: dict[str, str], language: str, findings: list[Diagnostic]
    ) -> dict[str, Label]:
        """Lay labels over each other: the theme's English, its own language, then the project's."""
        labels: dict[str, Label] = {}
        for tag in dict.fromkeys(("en", language.split("-", maxsplit=1)[0], language)):
            name = f"strings/{tag}.yml"
            for root, files in ((theme_root, theme), (self.root, project)):
                if name in files:
                    file = root / (name if root is theme_root else files[name])
                    read: Checked[dict[str, Label]] = _read_labels(file, files[name])
                    findings += read.findings
                    labels |= read.value or {}
        return labels


def make_all(
    site: Site, take: Callable[[Output, bytes], None], progress: Callable[[int, int], None]
) -> tuple[Diagnostic, ...]:
    """Make every output and hand over its bytes; return what is wrong with layouts, each fault once."""
    outputs = site.outputs()
    faults: dict[Diagnostic, list[str]] = {}
    for index, output in enumerate(outputs):
        made = site.make(output)
        if made.value is not None:
            take(output, made.value)
        for found in made.findings:
            faults.setdefault(found, []).append(output.output)
        progress(index + 1, len(outputs))
    return tuple(_on_pages(found, where) for found, where in faults.items())


def _on_pages(found: Diagnostic, outputs: list[str]) -> Diagnostic:
    others = f" and {len(outputs) - 1} more" if len(outputs) > 1 else ""
    return msgspec.structs.replace(found, message=f"{found.message} (in {outputs[0]}{others})")


def _parse(root: Path, path: str, signature: Signature) -> _Parsed:
    """Read one content file, front matter and body; a pure function of its bytes and path."""
    read_at = time.time_ns()
    data = read_file(root, path, FILE_LIMIT)
    if data.value is None:
        return _Parsed(signature, read_at, None, None, 1, data.findings)
    text = decode(data.value, path)
    if text.value is None:
        return _Parsed(signature, read_at, None, None, 1, text.findings)
    value = _read_content(text.value, path, Digest(digest(data.value)))
    findings = (*text.findings, *value.findings)
    parts = schema.split(text.value, path).value
    if parts is None:
        return _Parsed(signature, read_at, None, None, 1, findings)
    body = markup.read_body(parts.body)
    placed = markup.in_file(body.findings, path, parts.body_line)
    is_stray_article = value.value is None and not path.startswith(_NOTE_FOLDERS)
    stray = schema.read_stray(text.value, path, Digest("")).value if is_stray_article else None
    return _Parsed(signature, read_at, value.value, body.value, parts.body_line, (*findings, *placed), stray)


def _is_settled(signature: Signature, read_at_ns: int) -> bool:
    """Was the file old enough when it was read, so that no later change can have the same times?"""
    return read_at_ns - max(signature.mtime_ns, signature.ctime_ns) > _RACY_NS


def _is_misspelt(path: str) -> bool:
    return path.lower().endswith((".md", ".markdown")) and not path.endswith(".md")


def _misspelt(path: str) -> Diagnostic:
    extension = path.rpartition(".")[2]
    hint = "rename the file, so that it ends in .md"
    return finding("bad-path", Span(path=path), f"a file that ends in .{extension} is not read as an article", hint)


def _read_content(
    text: str, path: str, file_digest: Digest
) -> Checked[Article] | Checked[BriefingNote] | Checked[StandingText]:
    folder = path.split("/")[1]
    match folder:
        case "briefings":
            return schema.read_briefing_note(text, path)
        case "regions" | "stories" | "pages":
            return schema.read_standing_text(text, path, folder)
        case _:
            return schema.read_article(text, path, file_digest)


def _read_text(root: Path, path: str) -> Checked[str]:
    data = read_file(root, path, FILE_LIMIT)
    return Checked(None, data.findings) if data.value is None else decode(data.value, path)


def _read_layouts(root: Path, files: dict[str, str], prefix: str, findings: list[Diagnostic]) -> dict[str, Layout]:
    layouts = {}
    for name, path in files.items():
        if name.startswith(("assets/", "strings/")):
            continue
        text = _keep(_read_text(root, path.removeprefix(prefix)), findings)
        if text is not None:
            layouts[name] = Layout(path=path, text=text)
    return layouts


def _read_labels(file: Path, path: str) -> Checked[dict[str, Label]]:
    text = decode(file.read_bytes(), path)
    return Checked(None, text.findings) if text.value is None else schema.read_labels(text.value, path)


def _keep(checked: Checked[T], findings: list[Diagnostic]) -> T | None:
    findings += checked.findings
    return checked.value


def _of_kind(kind: type[C], contents: Iterable[Content]) -> tuple[C, ...]:
    return tuple(content for content in contents if isinstance(content, kind))


def _in_folder(folder: str, contents: dict[str, Content]) -> tuple[StandingText, ...]:
    prefix = f"content/{folder}/"
    return tuple(text for path, text in contents.items() if isinstance(text, StandingText) and path.startswith(prefix))


def _theme_root() -> Path:
    return Path(str(importlib.resources.files(_THEME_MODULE)))


def _size_of_image(data: bytes) -> tuple[int, int]:
    """Return width and height in pixels, or twice 0 where these are not the bytes of an image."""
    width, height = imagesize.get(io.BytesIO(data))
    return (int(width), int(height)) if width > 0 and height > 0 else (0, 0)
