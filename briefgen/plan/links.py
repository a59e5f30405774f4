"""Floor 3. References in bodies: the target of each, and findings for targets that do not exist.

What a link may lead to:

| it names | it leads to | otherwise |
|---|---|---|
| `x.md`, `/x.md` | an article or note, from this file or from content/ | missing-article, hidden-link |
| `x.md#part`, `#part` | an anchor of it; `#top`, `#` and `#:~:text=` belong to the browser | missing-anchor |
| `x.pdf`, an image | a file of content/; an image that begins with `/` may be in static/ | missing-file, missing-image |
| `/x/`, `/x.html` | any output: page, feed, sitemap, copy of a static file, folder with an index.html | missing-page |
| the site's own `base_url` and `x/` | the same; the link stays whole | missing-page |

Queries, percent-encoding and the Unicode form of a name make no difference. Letter case does: most hosts have
no address in another case.
"""

import posixpath
import unicodedata
from collections.abc import Callable, Container, Iterable, Mapping
from datetime import date
from itertools import chain
from typing import Final
from urllib.parse import unquote

import msgspec

from briefgen.plan.groups import BRIEFING, STORY, Groups, is_address, path_of, resolve
from briefgen.plan.items import Item
from briefgen.plan.media import FILES, IMAGES, Media, srcset_of
from briefgen.plan.recipes import Maker
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.text.slugs import html_anchor
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import ImageTarget, Ref, Target, UrlPath

#: Findings that name the nearest file, at most: a comparison with 10,000 files takes 0.2 s, and a moved folder breaks many
#: links.
_HINTS: Final = 20


class Found(msgspec.Struct, frozen=True):
    """What following the references of bodies brings.

    `local` has the addresses on this site that references name, each with its place; they are checked later. `targets`
    caches the targets of an article by path, since several feeds need them. `anchors` caches the anchors of one file, the
    last one.
    """

    local: list[tuple[str, Span]] = msgspec.field(default_factory=list)
    findings: list[Diagnostic] = msgspec.field(default_factory=list)
    targets: dict[str, tuple[Target, ...]] = msgspec.field(default_factory=dict)
    anchors: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)


class Links(msgspec.Struct, frozen=True, kw_only=True):
    """The files that references can name, and the way from a reference to its target.

    `items` are the visible articles by path, `known` all good articles by path. `notes` are the paths of good notes,
    `unread` the paths of files that have errors of their own. `media` has the files beside the articles by path,
    `copies` the output paths of static files and assets by path. Nothing changes but `found`.
    """

    maker: Maker
    groups: Groups
    items: Mapping[str, Item]
    known: Mapping[str, Item]
    notes: frozenset[str]
    unread: frozenset[str] = frozenset()
    media: Mapping[str, Media]
    copies: Mapping[str, str]
    found: Found = msgspec.field(default_factory=Found)

    @property
    def context(self) -> SiteContext:
        """The site context."""
        return self.maker.context

    def targets_of(self, item: Item) -> tuple[Target, ...]:
        """Return a target for every reference of an article, in order; report references whose target does not exist."""
        if not (item.refs or item.own_links):
            return ()
        found = self.found.targets.get(item.path)
        if found is None:
            self.follow_own(item.own_links, item.path, item.body_line)
            found = self.found.targets[item.path] = self.targets(item.refs, item.path, item.body_line)
        return found

    def targets(self, refs: tuple[Ref, ...], path: str, first_line: int) -> tuple[Target, ...]:
        """Return a target for every reference of a body, in order; report references whose target does not exist.

        `path` is the file of the body, `first_line` the line of the file in which the body begins, from 1. The target of a
        reference with a finding is empty, or an address that does not exist.
        """
        return tuple(self._target(ref, path, first_line) for ref in refs)

    def follow_own(self, own_links: tuple[Ref, ...], path: str, first_line: int) -> None:
        """Note the addresses that a body links to by whole URLs; `check_local_links` reports those that do not exist."""
        for link in own_links:
            length = len(self.context.site.url(UrlPath(link.target)))
            self.found.local.append((link.target, _span_of(link, path, first_line, length)))

    def publish(self, source: str, from_path: str, span: Callable[[], Span], *, must_be_image: bool) -> Media | None:
        """Return the media file that a file refers to, or None if it cannot be published, which is reported.

        `source` is the path as the file at `from_path` writes it; `span` returns the place for a finding. The codes are
        `image-outside-project`, `missing-image`, `missing-file` and `media-kind`.
        """
        path = resolve(unquote(source), from_path)
        media = self.media.get(_existing(path, self.media)) if path else None
        published = IMAGES if must_be_image else IMAGES | FILES
        code, what = ("missing-image", "image") if must_be_image else ("missing-file", "file")
        if not source:
            self._report(code, span(), f"the address names no {what}", "write the path of a file beside the article")
        elif path is None:
            hint = "save it beside the article"
            self._report("image-outside-project", span(), f'"{unquote(source)}" lies outside the content folder', hint)
        elif media is None:
            is_static = self._static_address(source, from_path)
            hint = "it is in static/; " if is_static else self._nearest(unquote(source), self.media, from_path)
            hint = hint if hint and not is_static else f"{hint}save it beside the article"
            self._report(code, span(), f'{what} "{unquote(source)}" does not exist', hint)
        elif media.extension not in published:
            hint = f"the kinds are {', '.join(sorted(published))}"
            self._report("media-kind", span(), f'"{unquote(source)}" is of a kind that is not published', hint)
        elif not media.is_publishable:
            self._report(
                "media-kind", span(), f'"{unquote(source)}" is not an image of the kind its name says', "replace the file"
            )
        else:
            return media
        return None

    def _address(self, path: str) -> UrlPath | None:
        """Return the address of a published article or note, or None if the path is neither."""
        item = self.items.get(path)
        if item is not None:
            return item.address
        if path not in self.notes:
            return None
        _, folder, key = path.removesuffix(".md").split("/", 2)
        match folder:
            case "pages":
                return permalinks.standing(key)
            case "regions":
                return permalinks.region(key) if key in self.context.regions else None
            case "stories":
                return permalinks.story(key) if self.groups.has(STORY, key) else None
            case _:
                region, _, day = key.partition("/")
                exists = self.groups.has(BRIEFING, key)
                return permalinks.briefing(region, date.fromisoformat(day)) if exists else None

    def _target(self, ref: Ref, path: str, first_line: int) -> Target:
        span = _span_of(ref, path, first_line, len(ref.target))
        target, (before, mark, fragment) = path_of(ref), ref.target.partition("#")
        query, fragment = before.removeprefix(target), unquote(fragment)
        if ref.target.startswith("//"):
            return f"https:{ref.target}"
        if not target and not ref.is_image:
            return f"#{self._anchor(path, fragment, span)}"
        if ref.is_image and (address := self._static_address(target, path)):
            return self.context.href(address)
        if ref.is_image or not (target.startswith("/") or target.endswith(".md")):
            media = self.publish(target, path, lambda: span, must_be_image=ref.is_image)
            href = self.context.href(media.address) if media else ""
            if media is None or not ref.is_image:
                return href + (f"#{fragment}" if href and fragment else "")
            return ImageTarget(src=href, width=media.width, height=media.height, srcset=srcset_of(media, self.context))
        if is_address(ref):
            # Whether this address exists is known once all pages are planned: `check_local_links` reports it.
            self.found.local.append((unquote(target), span))
            return self.context.href(UrlPath(unquote(target))) + query + mark + fragment
        return self._page(target, path, fragment, span)

    def _static_address(self, target: str, path: str) -> UrlPath | None:
        """Return the address of a static file that an image names by its address; None if content/ has such a file."""
        resolved = resolve(unquote(target), path) if target.startswith("/") else None
        if resolved is None or _existing(resolved, self.media) in self.media:
            return None
        output = self.copies.get(_existing(f"static/{resolved.removeprefix('content/')}", self.copies))
        return UrlPath(f"/{output}") if output else None

    def _page(self, target: str, path: str, fragment: str, span: Span) -> str:
        target = unquote(target)
        resolved = _existing(resolve(target, path) or "", self.known, self.notes, self.unread)
        item, address = self.known.get(resolved), self._address(resolved)
        if resolved in self.unread or (item is not None and not item.regions):
            # The file has an error of its own: a finding here would be a second one for one fault.
            return ""
        if address is not None:
            fragment = self._anchor(resolved, fragment, span)
            return self.context.href(address) + (f"#{fragment}" if fragment else "")
        # The introduction of a region that is not in the settings has a finding of its own, and no address.
        if item is not None or (resolved in self.notes and not resolved.startswith("content/regions/")):
            message = f'"{target}" is not published, so it is shown without the link'
            self._report("hidden-link", span, message, "publish the article, or remove the link")
            return ""
        shown = (known for known in chain(self.items, self.notes) if self._address(known) is not None)
        hint = self._nearest(target, shown, path) or "name a Markdown file, seen from this one"
        self._report("missing-article", span, f'article "{target}" does not exist', hint)
        return ""

    def _anchor(self, path: str, whole: str, span: Span) -> str:
        """Return the fragment that leads to a place of a file, or the fragment as it is; report a place that it lacks."""
        # The top of a page, and directives for the browser, are in no page's HTML (HTML Standard, 7.4.6.3; URL fragment text
        # directives).
        fragment, directive, rest = whole.partition(":~:")
        if not fragment or fragment.lower() == "top":
            return whole
        if path not in self.found.anchors:
            # One file at a time: a body refers to its own anchors again and again, and may have thousands of footnotes.
            self.found.anchors.clear()
            self.found.anchors[path] = frozenset(self.maker.store.entry(path).facts.anchors)
        if fragment in self.found.anchors[path]:
            return whole
        if (of_html := html_anchor(fragment)) in self.found.anchors[path]:
            return of_html + directive + rest
        names = [name.removeprefix("text.") for name in self.maker.store.entry(path).facts.anchors]
        close = nearest(fragment, names) if len(self.found.findings) < _HINTS else ""
        hint = f'nearest is "#{close}"' if close else "headings, and ids of HTML, of the target give the anchors"
        self._report("missing-anchor", span, f'"{path}" has no place "#{fragment}"', hint)
        return whole

    def _nearest(self, target: str, paths: Iterable[str], from_path: str) -> str:
        if len(self.found.findings) >= _HINTS:
            return ""
        close = nearest(target, [posixpath.relpath(path, posixpath.dirname(from_path)) for path in paths])
        return f'nearest is "{close}"' if close else ""

    def _report(self, code: str, span: Span, message: str, hint: str) -> None:
        self.found.findings.append(finding(code, span, message, hint))


def _span_of(ref: Ref, path: str, first_line: int, length: int) -> Span:
    line = None if ref.line is None else ref.line + first_line - 1
    return Span(path=path, line=line, column=ref.column, length=max(1, length))


def forms_of(path: str) -> tuple[str, ...]:
    """Return a path as it is and in the Unicode forms in which systems store it: composed, and decomposed (macOS)."""
    if path.isascii():
        return (path,)
    return tuple(dict.fromkeys((path, unicodedata.normalize("NFC", path), unicodedata.normalize("NFD", path))))


def _existing(path: str, *tables: Container[str]) -> str:
    """Return the form of a path that one of the tables has, or the path itself."""
    return next((form for form in forms_of(path) if any(form in table for table in tables)), path)
