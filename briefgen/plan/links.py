"""Floor 3. References in bodies: what they lead to, and whether it is there."""

import posixpath
from collections.abc import Callable, Iterable, Mapping
from typing import Final
from urllib.parse import unquote

import msgspec

from briefgen.plan.desk import Desk
from briefgen.plan.media import Media
from briefgen.plan.recipes import Copy, Resized
from briefgen.text import permalinks
from briefgen.text.folding import nearest
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import ImageTarget, Ref, Target, UrlPath

#: What may be published beside an article, by extension: nothing that a browser would run as a page (HTML, SVG, XML).
IMAGES: Final = frozenset({"avif", "gif", "jpeg", "jpg", "png", "webp"})
FILES: Final = frozenset({"csv", "m4a", "mp3", "mp4", "ogg", "pdf", "txt", "webm"})

#: Images that are published in smaller sizes as well, by extension; of a moving one only its own file is.
RESIZED: Final = frozenset({"jpeg", "jpg", "png", "webp"})
#: Their widths in pixels: for a small phone, and for the theme's column of 608 on screens of one dot a pixel up to two.
WIDTHS: Final = (480, 640, 960, 1280)
#: A picture that is no wider has no smaller size that is worth a file.
SMALLEST: Final = 480
#: Above so many pixels a picture is not decoded: it would take gigabytes.
PIXELS_LIMIT: Final = 50_000_000

_CONTENT: Final = "content/"


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """What references can lead to.

    `addresses` of published files by path, `hidden` the paths of those that exist and are not published, `faulty` the paths
    of those that could not be read (a link to one is no second fault), `anchors` gives those of a path;
    `copies`, `resized`, `local` and `findings` gather what was used: media, addresses of this site, and what was wrong.
    `places` are the anchors of the path that was asked for last.
    """

    desk: Desk
    addresses: Mapping[str, UrlPath]
    hidden: frozenset[str]
    faulty: frozenset[str]
    anchors: Callable[[str], tuple[str, ...]]
    media: Mapping[str, Media]
    local: list[tuple[str, Span]] = msgspec.field(default_factory=list)
    copies: dict[str, Copy] = msgspec.field(default_factory=dict)
    resized: dict[str, Resized] = msgspec.field(default_factory=dict)
    findings: list[Diagnostic] = msgspec.field(default_factory=list)
    places: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)

    def fill(self, refs: tuple[Ref, ...], path: str, first_line: int) -> tuple[Target, ...]:
        """Return an address for every reference of a body, and report those that lead nowhere."""
        return tuple(self._target(ref, path, first_line) for ref in refs)

    def publish(self, source: str, from_path: str, span: Callable[[], Span], *, must_be_image: bool) -> Media | None:
        """Return the media file that an article names, and note that it is published; report it where it cannot be."""
        path = _resolve(unquote(source), from_path)
        if path is None:
            self._report(
                "image-outside-project", span(), f'"{source}" lies outside the content folder', "save it beside the article"
            )
            return None
        media = self.media.get(path)
        if media is None:
            hint = self._nearest(source, self.media, from_path) or "save it beside the article"
            code, what = ("missing-image", "image") if must_be_image else ("missing-file", "file")
            self._report(code, span(), f'{what} "{source}" does not exist', hint)
            return None
        extension = path.rpartition(".")[2].lower()
        if extension not in (IMAGES if must_be_image else IMAGES | FILES):
            kinds = ", ".join(sorted(IMAGES if must_be_image else IMAGES | FILES))
            self._report("media-kind", span(), f'"{source}" is of a kind that is not published', f"the kinds are {kinds}")
            return None
        if extension in IMAGES and not media.width:
            self._report("media-kind", span(), f'"{source}" is not an image of the kind its name says', "replace the file")
            return None
        address = permalinks.asset(posixpath.basename(path), media.digest)
        # Keyed by output: two files of one name and content are published once.
        output = permalinks.output_path(address)
        self.copies.setdefault(output, Copy(output=output, path=path, origin=Span(path=path)))
        for width in widths_of(media, self.desk):
            address = permalinks.image_size(posixpath.basename(path), media.digest, width)
            size = Resized(permalinks.output_path(address), path, media.digest, width, Span(path=path))
            self.resized.setdefault(size.output, size)
        return media

    def _target(self, ref: Ref, path: str, first_line: int) -> Target:
        line = None if ref.line is None else ref.line + first_line - 1
        span = Span(path=path, line=line, column=ref.column, length=max(1, len(ref.target)))
        target, mark, fragment = ref.target.partition("#")
        target = target.partition("?")[0]
        fragment = unquote(fragment)
        if ref.target.startswith("//"):
            return f"https:{ref.target}"
        if not target and not ref.is_image:
            self._check_anchor(path, fragment, span)
            return f"#{fragment}"
        if ref.is_image or not (target.startswith("/") or target.endswith(".md")):
            media = self.publish(target, path, lambda: span, must_be_image=ref.is_image)
            if media is None:
                return ""
            href = media_href(media, self.desk)
            if not ref.is_image:
                return href
            return ImageTarget(src=href, width=media.width, height=media.height, srcset=srcset_of(media, self.desk))
        if target.startswith("/") and not target.endswith(".md"):
            return self._local(unquote(target), mark + fragment, span)
        return self._page(target, path, fragment, span)

    def _page(self, target: str, path: str, fragment: str, span: Span) -> str:
        resolved = _resolve(unquote(target), path)
        if resolved in self.faulty:
            return ""
        if resolved in self.hidden:
            message = f'"{target}" is not published, so it is shown without the link'
            self._report("hidden-link", span, message, "publish the article, or remove the link")
            return ""
        if resolved is None or resolved not in self.addresses:
            hint = self._nearest(target, self.addresses, path) or "name a Markdown file, seen from this one"
            self._report("missing-article", span, f'article "{target}" does not exist', hint)
            return ""
        self._check_anchor(resolved, fragment, span)
        return self.desk.href(self.addresses[resolved]) + (f"#{fragment}" if fragment else "")

    def _local(self, target: str, fragment: str, span: Span) -> str:
        # Whether the site has this address is known once all pages are planned.
        self.local.append((target, span))
        return self.desk.href(UrlPath(target)) + fragment

    def _check_anchor(self, path: str, fragment: str, span: Span) -> None:
        if not fragment:
            return
        if path not in self.places:
            # Of one page at a time: a text asks for its own again and again, and its footnotes may be thousands.
            self.places.clear()
            self.places[path] = frozenset(self.anchors(path))
        if fragment not in self.places[path]:
            close = nearest(fragment, self.anchors(path)) if len(self.findings) < _HINTS else ""
            hint = f'nearest is "#{close}"' if close else "the headings of the target give the anchors"
            self._report("missing-anchor", span, f'"{path}" has no place "#{fragment}"', hint)

    def _nearest(self, target: str, paths: Iterable[str], from_path: str) -> str:
        if len(self.findings) >= _HINTS:
            return ""
        close = nearest(target, [_relative(path, from_path) for path in paths])
        return f'nearest is "{close}"' if close else ""

    def _report(self, code: str, span: Span, message: str, hint: str) -> None:
        self.findings.append(finding(code, span, message, hint))


#: Findings that get a nearest file as a hint: a look through 10,000 takes 0.2 s, and a moved folder breaks many links.
_HINTS: Final = 20


def widths_of(media: Media, desk: Desk) -> tuple[int, ...]:
    """Return the widths that a picture is published in beside its own file, smallest first."""
    extension = media.path.rpartition(".")[2].lower()
    if not desk.settings.image_sizes or extension not in RESIZED or media.is_animated:
        return ()
    if not SMALLEST < media.width <= PIXELS_LIMIT // max(1, media.height):
        return ()
    own = min(media.width, WIDTHS[-1])
    return (*(width for width in WIDTHS if width < own), own)


def srcset_of(media: Media, desk: Desk) -> str:
    """Return the sizes of a picture as a browser chooses among them; nothing where there is only its own file."""
    name = posixpath.basename(media.path)
    return ", ".join(
        f"{desk.href(permalinks.image_size(name, media.digest, width))} {width}w" for width in widths_of(media, desk)
    )


def media_href(media: Media, desk: Desk) -> str:
    """Return the address of a published media file."""
    return desk.href(permalinks.asset(posixpath.basename(media.path), media.digest))


def _resolve(target: str, from_path: str) -> str | None:
    """Return a file's path, seen from a content file (from content/ if it begins with a slash); None outside content/."""
    start = _CONTENT if target.startswith("/") else posixpath.dirname(from_path)
    resolved = posixpath.normpath(posixpath.join(start, target.lstrip("/")))
    return resolved if resolved.startswith(_CONTENT) and "\\" not in resolved else None


def _relative(path: str, from_path: str) -> str:
    return posixpath.relpath(path, posixpath.dirname(from_path))


def unknown_region(key: str, span: Span, known: Iterable[str]) -> Diagnostic:
    """Report a region that the settings do not have."""
    close = nearest(key, list(known))
    hint = f'nearest is "{close}"' if close else "add it under regions: in briefgen.yml"
    return finding("unknown-region", span, f'region "{key}" is not in briefgen.yml', hint)
