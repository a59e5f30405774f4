"""Floor 3. Files beside the articles: which of them are published, in which sizes, and at which addresses."""

import posixpath
from typing import Final

from briefgen.plan.site_context import SiteContext
from briefgen.text import permalinks
from briefgen.text.holes import IMAGE_SIZES
from briefgen.values.model import Image, UrlPath, Value
from briefgen.values.parts import Picture

#: Extensions of files that may be published beside an article: none that a browser would run as a page (HTML, SVG, XML).
IMAGES: Final = frozenset({"avif", "gif", "jpeg", "jpg", "png", "webp"})
FILES: Final = frozenset({"csv", "m4a", "mp3", "mp4", "ogg", "pdf", "txt", "webm"})

#: Extensions of images that are published in smaller sizes as well, unless they are animated.
RESIZED: Final = frozenset({"jpeg", "jpg", "png", "webp"})
#: The widths in pixels of smaller sizes: 480 for a small phone, and the others for the theme's column of 608 pixels on
#: screens with one to two dots a pixel.
WIDTHS: Final = (480, 640, 960, 1280)
#: A picture up to this width in pixels has no smaller sizes.
SMALLEST: Final = 480
#: A picture with more pixels is not decoded, since that would take gigabytes of memory.
PIXELS_LIMIT: Final = 50_000_000


class Media(Value, frozen=True, kw_only=True):
    """A file beside the articles, with the digest of its bytes. Width and height are in pixels; 0 if it is no image."""

    path: str
    digest: str
    width: int = 0
    height: int = 0
    is_animated: bool = False

    @property
    def extension(self) -> str:
        """The extension of the file's name in lower case, without the full stop."""
        return self.path.rpartition(".")[2].lower()

    @property
    def is_publishable(self) -> bool:
        """Is the file of a kind that is published? A file with the extension of an image must be an image."""
        return self.extension in FILES or (self.extension in IMAGES and self.width > 0)

    @property
    def address(self) -> UrlPath:
        """The address of the published file; two files with the same name and bytes have the same address."""
        return permalinks.asset(posixpath.basename(self.path), self.digest)

    def resized(self, width: int) -> UrlPath:
        """Return the address of the picture in a smaller size, given in pixels."""
        return permalinks.image_size(posixpath.basename(self.path), self.digest, width)


def widths_of(media: Media, context: SiteContext) -> tuple[int, ...]:
    """Return the widths in pixels of a picture's smaller sizes, ascending, with its own up to the largest width, as WebP."""
    if not context.settings.image_sizes or media.extension not in RESIZED or media.is_animated:
        return ()
    if not SMALLEST < media.width <= PIXELS_LIMIT // max(1, media.height):
        return ()
    own = min(media.width, WIDTHS[-1])
    return (*(width for width in WIDTHS if width < own), own)


def srcset_of(media: Media, context: SiteContext) -> str:
    """Return the `srcset` of a picture: the address and width of each smaller size; empty if it has none."""
    return ", ".join(f"{context.href(media.resized(width))} {width}w" for width in widths_of(media, context))


def make_picture(image: Image, media: Media, context: SiteContext) -> Picture:
    """Return the picture of an article, given its file."""
    href, srcset = context.href(media.address), srcset_of(media, context)
    return Picture(
        href=href,
        url=context.site.origin + href,
        alt=image.alt,
        caption=image.caption,
        credit=image.credit,
        width=media.width,
        height=media.height,
        srcset=srcset,
        sizes=IMAGE_SIZES if srcset else "",
    )
