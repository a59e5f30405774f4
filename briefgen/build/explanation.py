"""Floor 8. The explanation of an output: its inputs, whether a build would write it now, and why."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from briefgen.build.flow import CACHE_FOLDER, open_cache
from briefgen.build.layout_use import LayoutUse, layouts_meant
from briefgen.build.manifest import Manifest, load_manifest
from briefgen.build.work import layout_of
from briefgen.disk.cache import CacheDamagedError, CacheFolder
from briefgen.plan.recipes import Copy, Output, Resized
from briefgen.project.memory import Memory
from briefgen.project.reader import ProjectReader
from briefgen.project.site import Site
from briefgen.text.permalinks import output_path
from briefgen.values.diagnostics import BriefgenError, Diagnostic
from briefgen.values.model import Options, UrlPath

#: The digests of what all pages share, by name, in words for a user.
_SHARED = {
    "engine": "briefgen or a library of its",
    "settings": "the settings",
    "labels": "the words of the interface",
    "assets": "the addresses of assets",
    "hooks": "the hooks",
}


#: Where a preview listens, as browsers show it.
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Explanation:
    """What `briefgen explain` says about one output, in words for a user.

    Address, output path, layout, class of the view and paths of the inputs; whether a build would write the output now, and
    what changed since the last build. Layout and view are empty for a copy.
    """

    address: str
    output: str
    layout: str
    view: str
    inputs: tuple[str, ...]
    would_write: str
    changed: str


#: What can be explained: outputs, or layouts.
Explanations = tuple[Explanation, ...] | tuple[LayoutUse, ...]


def explain(root: Path, output: Path, options: Options, wanted: str) -> tuple[Explanations, tuple[Diagnostic, ...]]:
    """Return the explanations of the outputs, or else of the layouts, that a text means, and the findings of the project.

    `wanted` is an address with or without the site's base path, a whole URL of the site or of its preview, an output path,
    the path of a content file, which means all outputs that show the file, or a layout's file or name; `layouts` means all
    layouts of the project. There is no explanation if the project cannot be planned. Raises BriefgenError if nothing is
    meant.
    """
    cache = open_cache(root)
    try:
        return _explain_all(root, output, options, wanted, cache)
    except CacheDamagedError:
        return _explain_all(root, output, options, wanted, CacheFolder(root / CACHE_FOLDER / "none", ""))


def _explain_all(
    root: Path, output: Path, options: Options, wanted: str, cache: CacheFolder
) -> tuple[Explanations, tuple[Diagnostic, ...]]:
    with Memory(cache) as memory:
        read = ProjectReader(root, memory=memory, engine=cache.engine).read(options)
        site = read.value
        if site is None:
            return (), read.findings
        found = [made for made in site.outputs() if _is_meant(made, wanted, site)]
        if not found and (layouts := layouts_meant(site, wanted)):
            return layouts, read.findings
        if not found:
            raise BriefgenError(f'no page has the address or the file "{wanted}", and no layout the name')
        manifest = load_manifest(cache, root, output)
        return tuple(_explain(made, site, output, manifest) for made in found), read.findings


def _is_meant(made: Output, wanted: str, site: Site) -> bool:
    path, local = made.output, _local(wanted, site)
    if not local:
        inputs = (made.path,) if isinstance(made, Copy | Resized) else made.inputs
        return wanted in inputs or wanted == path
    return output_path(UrlPath(local)) == path or (not local.endswith("/") and output_path(UrlPath(f"{local}/")) == path)


def _local(wanted: str, site: Site) -> str:
    """Return an address of the site without its base path; empty if a text is no address of the site, but may be a file."""
    base = site.plan.chrome.home
    if wanted.startswith("/"):
        path = wanted.partition("#")[0].partition("?")[0]
    else:
        try:
            url = urlsplit(wanted)
        except ValueError:
            return ""
        own = urlsplit(site.plan.chrome.base_url).netloc
        is_here = url.scheme in {"http", "https"} and (url.netloc == own or url.hostname in _LOOPBACK)
        path = (url.path or "/") if is_here else ""
    return f"/{unquote(path).removeprefix(base).removeprefix('/')}" if path else ""


def _explain(made: Output, site: Site, output: Path, manifest: Manifest | None) -> Explanation:
    path = made.output
    content = site.make(made).value
    target = output / path
    if content is None:
        state = "no: the layout fails"
    elif not target.is_file():
        state = "yes: the file is not there"
    else:
        state = "no: the file has these bytes" if target.read_bytes() == content else "yes: the file has other bytes"
    changed = _what_changed(made, site, manifest)
    if isinstance(made, Copy | Resized):
        return Explanation(f"/{path}", path, "", "", (made.path,), state, changed)
    return Explanation(
        str(made.address), path, made.layout, type(made.view(site.plan.maker)).__name__, made.inputs, state, changed
    )


def _what_changed(made: Output, site: Site, manifest: Manifest | None) -> str:
    """Return what changed for an output since the last build, in words for a user."""
    if manifest is None:
        return "there is no build to compare with"
    before = manifest.outputs.get(made.output)
    if before is None:
        return "the page is new"
    parts = [_SHARED[name] for name, digest in site.frame.items() if manifest.frame.get(name) != digest]
    layout = layout_of(made)
    if layout and (before.layout != layout or manifest.closures.get(layout) != site.closures(layout)):
        parts.append("its layout")
    key = site.key(made)
    if not key or before.key != key:
        parts.append("the file" if isinstance(made, Copy | Resized) else "its view")
    return ", ".join(parts) or "nothing"
