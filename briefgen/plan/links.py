"""Floor 3. References in bodies: the target of each, and findings for targets that do not exist."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from typing import Final
from urllib.parse import unquote

import msgspec

from briefgen.plan.groups import BRIEFING, STORY, Groups
from briefgen.plan.items import Item
from briefgen.plan.media import FILES, IMAGES, Media, media_href, srcset_of
from briefgen.plan.references import is_address, path_of, relative, resolve
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import ImageTarget, Ref, Target, UrlPath

#: Findings that name the nearest file, at most: a comparison with 10,000 files takes 0.2 s, and a moved folder breaks many
#: links.
_HINTS: Final = 20


class Referents(msgspec.Struct, frozen=True, kw_only=True):
    """The files of content/ that a reference can name.

    `items` are the visible articles by path, `known` all good articles by path. `notes` are the paths of good notes,
    `unread` the paths of files that have errors in their front matter only. `anchors` returns the anchors of the file at a
    path, `media` has the files beside the articles by path.
    """

    context: SiteContext
    groups: Groups
    items: Mapping[str, Item]
    known: Mapping[str, Item]
    notes: frozenset[str]
    unread: frozenset[str]
    anchors: Callable[[str], tuple[str, ...]]
    media: Mapping[str, Media]

    def address(self, path: str) -> UrlPath | None:
        """Return the address of a published article or note, or None if the path is neither."""
        item = self.items.get(path)
        if item is not None:
            return item.address
        return self._address_of_note(path) if path in self.notes else None

    def is_unpublished(self, path: str) -> bool:
        """Is a path that of a good article or note without an address? Introductions of regions do not count."""
        if self.address(path) is not None or path.startswith("content/regions/"):
            return False
        return path in self.known or path in self.notes

    def is_faulty(self, path: str) -> bool:
        """Has a file an error of its own? A link to such a file gets no finding: it would be a second one for one fault."""
        item = self.known.get(path)
        return path in self.unread or (item is not None and not item.regions)

    def paths(self) -> Iterator[str]:
        """Give the paths of all published articles and notes, for hints."""
        yield from self.items
        yield from (path for path in self.notes if self._address_of_note(path) is not None)

    def _address_of_note(self, path: str) -> UrlPath | None:
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


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """Finds the targets of references, and collects addresses to check later, and findings.

    `local` has the addresses on this site that references name, each with its place. `filled` caches the targets of an
    article by path, since several feeds need them. `places` caches the anchors of one file, the last one.
    """

    referents: Referents
    local: list[tuple[str, Span]] = msgspec.field(default_factory=list)
    findings: list[Diagnostic] = msgspec.field(default_factory=list)
    filled: dict[str, tuple[Target, ...]] = msgspec.field(default_factory=dict)
    places: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)

    @property
    def context(self) -> SiteContext:
        """The site context."""
        return self.referents.context

    def of(self, item: Item) -> tuple[Target, ...]:
        """Return a target for every reference of an article, in order; report references whose target does not exist."""
        if not item.refs:
            return ()
        found = self.filled.get(item.path)
        if found is None:
            found = self.filled[item.path] = self.fill(item.refs, item.path, item.body_line)
        return found

    def fill(self, refs: tuple[Ref, ...], path: str, first_line: int) -> tuple[Target, ...]:
        """Return a target for every reference of a body, in order; report references whose target does not exist.

        `path` is the file of the body, `first_line` the line of the file in which the body begins, from 1. The target of a
        reference with a finding is empty, or an address that does not exist.
        """
        return tuple(self._target(ref, path, first_line) for ref in refs)

    def publish(self, source: str, from_path: str, span: Callable[[], Span], *, must_be_image: bool) -> Media | None:
        """Return the media file that a file refers to, or None if it cannot be published, which is reported.

        `source` is the path as the file at `from_path` writes it; `span` returns the place for a finding. The codes are
        `image-outside-project`, `missing-image`, `missing-file` and `media-kind`.
        """
        path = resolve(unquote(source), from_path)
        if path is None:
            self._report(
                "image-outside-project", span(), f'"{source}" lies outside the content folder', "save it beside the article"
            )
            return None
        media = self.referents.media.get(path)
        if media is None:
            hint = self._nearest(source, self.referents.media, from_path) or "save it beside the article"
            code, what = ("missing-image", "image") if must_be_image else ("missing-file", "file")
            self._report(code, span(), f'{what} "{source}" does not exist', hint)
            return None
        published = IMAGES if must_be_image else IMAGES | FILES
        if media.extension not in published:
            hint = f"the kinds are {', '.join(sorted(published))}"
            self._report("media-kind", span(), f'"{source}" is of a kind that is not published', hint)
            return None
        if not media.is_publishable:
            self._report("media-kind", span(), f'"{source}" is not an image of the kind its name says', "replace the file")
            return None
        return media

    def _target(self, ref: Ref, path: str, first_line: int) -> Target:
        line = None if ref.line is None else ref.line + first_line - 1
        span = Span(path=path, line=line, column=ref.column, length=max(1, len(ref.target)))
        target, (_, mark, fragment) = path_of(ref), ref.target.partition("#")
        fragment = unquote(fragment)
        if ref.target.startswith("//"):
            return f"https:{ref.target}"
        if not target and not ref.is_image:
            self._check_anchor(path, fragment, span)
            return f"#{fragment}"
        if ref.is_image or not (target.startswith("/") or target.endswith(".md")):
            return self._media(target, path, span, is_image=ref.is_image)
        if is_address(ref):
            return self._local(unquote(target), mark + fragment, span)
        return self._page(target, path, fragment, span)

    def _media(self, target: str, path: str, span: Span, *, is_image: bool) -> Target:
        media = self.publish(target, path, lambda: span, must_be_image=is_image)
        if media is None:
            return ""
        href = media_href(media, self.context)
        if not is_image:
            return href
        return ImageTarget(src=href, width=media.width, height=media.height, srcset=srcset_of(media, self.context))

    def _page(self, target: str, path: str, fragment: str, span: Span) -> str:
        resolved = resolve(unquote(target), path)
        if resolved is not None and self.referents.is_faulty(resolved):
            return ""
        address = self.referents.address(resolved) if resolved is not None else None
        if resolved is not None and address is not None:
            self._check_anchor(resolved, fragment, span)
            return self.context.href(address) + (f"#{fragment}" if fragment else "")
        if resolved is not None and self.referents.is_unpublished(resolved):
            message = f'"{target}" is not published, so it is shown without the link'
            self._report("hidden-link", span, message, "publish the article, or remove the link")
            return ""
        hint = self._nearest(target, self.referents.paths(), path) or "name a Markdown file, seen from this one"
        self._report("missing-article", span, f'article "{target}" does not exist', hint)
        return ""

    def _local(self, target: str, fragment: str, span: Span) -> str:
        # Whether this address exists is known once all pages are planned: `check_local_links` reports it.
        self.local.append((target, span))
        return self.context.href(UrlPath(target)) + fragment

    def _check_anchor(self, path: str, fragment: str, span: Span) -> None:
        if not fragment:
            return
        if path not in self.places:
            # One file at a time: a body refers to its own anchors again and again, and may have thousands of footnotes.
            self.places.clear()
            self.places[path] = frozenset(self.referents.anchors(path))
        if fragment not in self.places[path]:
            close = nearest(fragment, self.referents.anchors(path)) if len(self.findings) < _HINTS else ""
            hint = f'nearest is "#{close}"' if close else "the headings of the target give the anchors"
            self._report("missing-anchor", span, f'"{path}" has no place "#{fragment}"', hint)

    def _nearest(self, target: str, paths: Iterable[str], from_path: str) -> str:
        if len(self.findings) >= _HINTS:
            return ""
        close = nearest(target, [relative(path, from_path) for path in paths])
        return f'nearest is "{close}"' if close else ""

    def _report(self, code: str, span: Span, message: str, hint: str) -> None:
        self.findings.append(finding(code, span, message, hint))


def unknown_region(key: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Return the finding for a region that is not in the settings; `known` are the keys of the settings, for the hint."""
    close = nearest(key, list(known))
    hint = f'nearest is "{close}"' if close else "add it under regions: in briefgen.yml"
    return finding("unknown-region", span, f'region "{key}" is not in briefgen.yml', hint)
