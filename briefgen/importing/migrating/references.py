"""Floor 7. Where links and pictures of the old site lead: to a page, to a file, to this site's own address, or nowhere.

Marks of the tools that name a file (`{{< ref "a.md" >}}`, `{% post_url 2020-01-01-a %}`, `{filename}a.md`, `@/a.md`) are
looked up in a table. No template is run.
"""

import posixpath
import re
from collections.abc import Mapping
from typing import Final, Literal
from urllib.parse import unquote, urlsplit

import msgspec

from briefgen.importing.migrating.model import OldPage, Tool

#: What a reference leads to: a page by its old path, a file by its old path, an address of this site, another site.
Kind = Literal["page", "file", "address", "outside", "nowhere"]

_SCHEME: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
#: Marks around or before the path in a reference; group 1 is the path. By tool, since the same braces mean other things.
_LIQUID: Final = (
    re.compile(r"\{%-?\s*(?:post_url|link)\s+([^%]+?)\s*-?%\}"),
    re.compile(
        r"\{\{-?\s*['\"]([^'\"{}]*)['\"]\s*\|\s*(?:relative_url|absolute_url|url|prepend:[^|}]*|htmlBaseUrl)\s*-?\}\}"
    ),
    re.compile(r"\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\}(?:\{\{-?\s*site\.baseurl\s*-?\}\})?()"),
)
_MARKS: Final[dict[Tool, tuple[re.Pattern[str], ...]]] = {
    "hugo": (re.compile(r"\{\{[<%]\s*(?:rel)?ref\s+(?:path=)?[\"'`]?([^\"'`<>%]+?)[\"'`]?\s*[>%]\}\}"),),
    "jekyll": _LIQUID,
    "eleventy": _LIQUID,
    "pelican": (re.compile(r"[{|](?:filename|static|attach)[}|]()"), re.compile(r"\{\{\s*SITEURL\s*\}\}()")),
    "zola": (re.compile(r"@()(?=/)"),),
}


#: A variable alone between braces.
_VARIABLE: Final = re.compile(r"\{\{-?\s*([\w.]+)\s*-?\}\}")


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reference leads: `to` is an old path, or an address. `rest` is its query, `fragment` its place on the page."""

    kind: Kind
    to: str = ""
    fragment: str = ""


class OldAddresses(msgspec.Struct, frozen=True, kw_only=True):
    """The pages and files of an old site, by path, by name and by address; `base` is the folder that it lived in.

    `variables` are plain texts of its configuration by name (`site.repository`), which references may begin with.
    """

    tool: Tool
    pages: Mapping[str, OldPage]
    files: Mapping[str, str]
    names: Mapping[str, str]
    addresses: Mapping[str, str]
    host: str = ""
    base: str = "/"
    variables: Mapping[str, str] = {}

    def follow(self, target: str, page: OldPage) -> Reference:
        """Return where a reference of a page leads."""
        target = _without_marks(target, self.tool)
        if self.variables and "{{" in target:
            target = _VARIABLE.sub(lambda found: self.variables.get(found[1], found[0]), target)
        if "{{" in target or "{%" in target:
            return Reference(kind="nowhere")
        if _SCHEME.match(target):
            own = self._own_path(target)
            if own is None:
                return Reference(kind="outside", to=target)
            target = own
        path, _, fragment = target.partition("#")
        path, fragment = unquote(path.partition("?")[0]), unquote(fragment)
        if not path and fragment.lower() in {"", "top"} and "#" in target:
            return Reference(kind="address", to=f"#{fragment}")
        if not path:
            return Reference(kind="page", to=page.path, fragment=fragment) if fragment else Reference(kind="nowhere")
        found = self._page_or_file(path, page)
        if found is None:
            return Reference(kind="address", to="/") if path == "/" else Reference(kind="nowhere")
        kind: Kind = "page" if found in self.pages else "file"
        return Reference(kind=kind, to=found, fragment=fragment)

    def _own_path(self, url: str) -> str | None:
        """Return the path of a URL of the old site itself, with its fragment; None for any other."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        if not self.host or parts.netloc.lower() != self.host or not f"{parts.path}/".startswith(self.base):
            return None
        return (parts.path or "/") + (f"#{parts.fragment}" if parts.fragment else "")

    def _page_or_file(self, path: str, page: OldPage) -> str | None:
        """Return the old path of the page or the file that a path names, as files name each other or as browsers do."""
        if path in self.names:
            return self.names[path]
        beside = posixpath.normpath(posixpath.join(posixpath.dirname(page.path), path))
        from_top = path.lstrip("/")
        for name in (beside, from_top) if not path.startswith("/") else (from_top,):
            if name in self.pages or name in self.files:
                return name
            if name in self.names:
                return self.names[name]
        inside = f"/{path.removeprefix(self.base)}" if self.base != "/" and path.startswith(self.base) else path
        folder = page.address if page.address.endswith("/") else posixpath.dirname(page.address) + "/"
        for address in dict.fromkeys((inside, path, posixpath.join(folder or "/", path))):
            for form in forms_of(posixpath.normpath(address) + ("/" if address.endswith("/") else "")):
                if form in self.addresses:
                    return self.addresses[form]
        return None


def forms_of(address: str) -> tuple[str, ...]:
    """Return the forms in which an address of a page may be written: with a slash, without, with `index.html`, `.html`."""
    bare = address.removesuffix("index.html").removesuffix("/") if address != "/" else ""
    bare = bare.removesuffix(".html")
    return tuple(dict.fromkeys((address, f"{bare}/", bare, f"{bare}/index.html", f"{bare}.html")))


def _without_marks(target: str, tool: Tool) -> str:
    """Return a reference without the marks of its tool around or before the path."""
    target = target.strip()
    for mark in _MARKS[tool]:
        target = mark.sub(lambda found: found[1], target)
    return target
