"""Floor 3. Files beside the articles: which are published, in which sizes, and where."""

import posixpath
from collections.abc import Iterator
from typing import Final

from briefgen.plan.recipes import Copy, Resized
from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.model import UrlPath, Value

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


class Media(Value, frozen=True, kw_only=True):
    """A file beside the articles, with the digest of its bytes; width and height in pixels where it is an image, else 0."""

    path: str
    digest: str
    width: int = 0
    height: int = 0
    is_animated: bool = False

    @property
    def extension(self) -> str:
        """The extension of its name in small letters, without the full stop."""
        return self.path.rpartition(".")[2].lower()

    @property
    def is_publishable(self) -> bool:
        """Is it of a kind that is published, and where its name says so, an image?"""
        return self.extension in FILES or (self.extension in IMAGES and self.width > 0)


def media_outputs(media: Media, context: SiteContext) -> Iterator[Copy | Resized]:
    """Give the outputs of a published file: a copy, and its smaller sizes if it is a picture that has such."""
    origin = Span(path=media.path)
    yield Copy(output=permalinks.output_path(_address(media)), path=media.path, origin=origin)
    for width in widths_of(media, context):
        address = permalinks.image_size(posixpath.basename(media.path), media.digest, width)
        yield Resized(permalinks.output_path(address), media.path, media.digest, width, origin)


def widths_of(media: Media, context: SiteContext) -> tuple[int, ...]:
    """Return the widths in pixels that a picture is published in beside its own file, smallest first."""
    if not context.settings.image_sizes or media.extension not in RESIZED or media.is_animated:
        return ()
    if not SMALLEST < media.width <= PIXELS_LIMIT // max(1, media.height):
        return ()
    own = min(media.width, WIDTHS[-1])
    return (*(width for width in WIDTHS if width < own), own)


def srcset_of(media: Media, context: SiteContext) -> str:
    """Return the sizes of a picture as a browser chooses among them; empty where there is only its own file."""
    name = posixpath.basename(media.path)
    return ", ".join(
        f"{context.href(permalinks.image_size(name, media.digest, width))} {width}w" for width in widths_of(media, context)
    )


def media_href(media: Media, context: SiteContext) -> str:
    """Return the address of a published file."""
    return context.href(_address(media))


def media_output(media: Media) -> str:
    """Return the output path of a published file: two files of one name and content have the same."""
    return permalinks.output_path(_address(media))


def _address(media: Media) -> UrlPath:
    return permalinks.asset(posixpath.basename(media.path), media.digest)
