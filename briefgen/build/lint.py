"""Floor 8. The pages that a check makes, read as browsers and screen readers read them: what layouts got wrong.

A page with a fault is made once more with marks that say which line of which layout wrote each element. So a site without
faults pays for one look at each page, and what comes from a text is never told of a layout: it has findings of its own.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit

from briefgen.disk.output import Staged
from briefgen.plan.checks import address_of
from briefgen.plan.kinds.article import NOTE_REDIRECT, REDIRECT
from briefgen.plan.recipes import Page
from briefgen.project.site import Site, on_pages
from briefgen.render.inspection import Fault, Inspection, LinkOnPage, inspect
from briefgen.render.marks import Mark
from briefgen.text.permalinks import output_path
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import UrlPath

#: Addresses up to which a finding names the nearest one: with more, the comparison takes longer than the check.
_NEAREST_LIMIT: Final = 5_000
#: A fragment without an element: the top of the page, and words of its text (https://wicg.github.io/scroll-to-text-fragment/).
_NO_ID: Final = re.compile(r"|top|.*:~:text=.*", re.IGNORECASE | re.DOTALL)


class _Target(NamedTuple):
    """What a link of a page leads to on this site: an output path, and an id on that page, or no id."""

    path: str
    id: str


class PageLint:
    """Looks at each page of a site while the pages are made, and then gives the findings of all of them."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._pages = {page.output: page for page in site.plan.pages}
        self._seen: dict[str, Inspection] = {}

    def store(self, path: str, content: bytes) -> Staged:
        """Look at a page that was made; other outputs are passed over. Nothing is written."""
        if path in self._pages:
            self._seen[path] = inspect(content.decode())
        return Staged("")

    def findings(self) -> tuple[Diagnostic, ...]:
        """Return the findings of all pages: one for each kind of fault and place in a layout."""
        site = self._site
        # Two articles of one address have one anchor as well, which is no layout's fault.
        is_clash = any(one.code == "duplicate-address" for one in site.plan.findings)
        links = _Links(site, {path: seen.ids for path, seen in self._seen.items()})
        found: dict[tuple[str, str, int | None], tuple[Fault, list[str]]] = {}
        for path, seen in self._seen.items():
            if not seen.faults and not any(links.dead(path, seen.links)):
                continue
            for fault, place in _placed(site, self._pages[path], links, seen):
                if is_clash and fault.code == "layout-id":
                    continue
                _, where = found.setdefault((fault.code, place.path, place.line), (fault, []))
                if path not in where[-1:]:
                    where.append(path)
        return tuple(
            on_pages(finding(fault.code, _span(site, fault, place, line), fault.message, fault.help), _by_depth(where))
            for (_, place, line), (fault, where) in found.items()
        )


def _by_depth(outputs: Iterable[str]) -> list[str]:
    """Return outputs with those that are nearest to the home page first."""
    return sorted(outputs, key=lambda path: (path.count("/"), path))


def _placed(site: Site, page: Page, links: "_Links", seen: Inspection) -> "Iterator[tuple[Fault, Mark | Span]]":
    """Give the faults of a page that a layout is at fault for, each with its place."""
    marked = site.printer.marked_renderer.render(page.layout, page.view(site.plan.maker), page.origin(site.plan.maker).path)
    again = inspect(marked.value.decode()) if marked.value is not None else None
    faults = [*again.faults, *links.dead(page.output, again.links)] if again else []
    for fault in faults:
        if fault.mark is not None:
            yield fault, fault.mark
    # A layout can measure or cut what it prints, so that the marks change it. Then only the layout of the page is known.
    told = {fault.code for fault in faults}
    for fault in (*seen.faults, *links.dead(page.output, seen.links)):
        if fault.code not in told:
            yield fault, Span(path=site.printer.layout_set.layouts[page.layout].path)


def _span(site: Site, fault: Fault, path: str, line: int | None) -> Span:
    """Return the place of a fault; with a column if the line has only one tag with its name."""
    layout = next((one for one in site.printer.layout_set.layouts.values() if one.path == path), None)
    rows = layout.text.splitlines() if layout else []
    if line is None or not 0 < line <= len(rows):
        return Span(path=path, line=line)
    tags = list(re.finditer(rf"<{re.escape(fault.name)}(?=[\s/>{{])", rows[line - 1], re.IGNORECASE))
    if len(tags) != 1:
        return Span(path=path, line=line)
    return Span(path=path, line=line, column=tags[0].start() + 1, length=len(tags[0][0]))


class _Links:
    """Where the links of pages lead, and which of them lead nowhere."""

    def __init__(self, site: Site, ids: Mapping[str, frozenset[str]]) -> None:
        """Take the site, and the ids on each page by output path."""
        self._site = site.plan.planning.context.site
        redirects = {page.output for page in site.plan.pages if page.kind in {REDIRECT, NOTE_REDIRECT}}
        # From a redirect a browser takes the id along to the new address.
        self._ids = {path: found for path, found in ids.items() if path not in redirects}
        self._outputs = {output.output for output in site.plan.outputs}
        self._folders = tuple(output_path(index.address).removesuffix("index.html") for index in site.plan.indexes)
        self._scheme = self._site.origin.partition(":")[0]
        #: Addresses, as they are written, that lead somewhere. Those of the menu are of the settings, and not of the layout
        #: that prints them: `missing-page` tells of them.
        self._sound = {link.href for link in site.plan.chrome.menu}
        self._nearest: dict[str, str] = {}

    def dead(self, path: str, links: Iterable[LinkOnPage]) -> Iterator[Fault]:
        """Give a fault for each link on a page, by its output path, that leads to no page, file or id of this site."""
        for link in links:
            if link.href in self._sound:
                continue
            if not link.href:
                message = f"the address of {_element(link.name)} is empty"
                yield _fault(link, message, "write an address, or leave the element out")
                continue
            target = self._target(path, link.href)
            if target is None or self._is_there(target):
                # An address that begins with the site's root leads to the same place from each page.
                if link.href.startswith(("/", "https:", "http:")):
                    self._sound.add(link.href)
            elif target.path in self._outputs:
                message = f'"{address_of(target.path)}" has no id "{target.id}", which this link names'
                yield _fault(link, message, "correct the part after #, or give an element this id")
            else:
                yield _fault(link, f'this site has no address "{unquote(link.href)}"', self._hint(target))

    def _is_there(self, target: _Target) -> bool:
        if target.path not in self._outputs:
            return target.path.startswith(self._folders)
        ids = self._ids.get(target.path)
        return not target.id or ids is None or target.id in ids

    def _target(self, path: str, href: str) -> _Target | None:
        """Return what an address on a page leads to, or None if that is no part of this site."""
        try:
            if not href.startswith(("/", "#")):
                href = urljoin(self._site.url(UrlPath(address_of(path))), href)
            parts = urlsplit(href)
        except ValueError:
            return None
        place, fragment = unquote(parts.path), unquote(parts.fragment)
        named = "" if _NO_ID.fullmatch(fragment) else fragment
        if href.startswith("#"):
            return _Target(path, named)
        if parts.netloc and f"{parts.scheme or self._scheme}://{parts.netloc}" != self._site.origin:
            return None
        if not place.startswith(self._site.base) or parts.scheme not in {"", self._scheme}:
            return None
        return _Target(output_path(UrlPath("/" + place.removeprefix(self._site.base))), named)

    def _hint(self, target: _Target) -> str:
        if target.path not in self._nearest:
            known = sorted(map(address_of, self._outputs)) if len(self._outputs) < _NEAREST_LIMIT else []
            self._nearest[target.path] = nearest(address_of(target.path), known)
        close = self._nearest[target.path]
        return f'nearest is "{close}"' if close else "correct the address, or take it from a field of the view"


def _fault(link: LinkOnPage, message: str, hint: str) -> Fault:
    return Fault("layout-link", message, hint, link.name, link.mark)


def _element(name: str) -> str:
    return {"a": "a link", "img": "an image"}.get(name, f"the element {name}")
