"""Floor 1. Bodies as HTML: what goes into the holes, for a page of the site and for readers elsewhere."""

import re
from collections.abc import Sequence
from typing import Final

from briefgen.values.model import Body, ImageTarget, Target

#: How wide a picture is shown: the theme's column of text, or the whole of a small screen.
IMAGE_SIZES: Final = "(min-width: 40rem) 38rem, 100vw"

_ATTRIBUTES: Final = re.compile(r'(?: [\w-]+="[^"]*")*')
_SIZE: Final = re.compile(r' (?:width|height)="')


def fill_holes(body: Body, targets: tuple[Target, ...]) -> str:
    """Return the body's HTML with each hole's target in it; an empty target leaves the attribute out."""
    pieces: list[str] = []
    for index, part in enumerate(body.parts):
        if isinstance(part, str):
            pieces.append(part)
            continue
        target = targets[part]
        if isinstance(target, ImageTarget):
            pieces.append(_image(target, is_sized=_has_size(body.parts, index)))
        elif target:
            pieces.append(f' {"src" if body.facts.refs[part].is_image else "href"}="{escape(target)}"')
    return "".join(pieces)


def _image(image: ImageTarget, *, is_sized: bool) -> str:
    """Return the attributes of an image: with its size, so that no page jumps, and loaded when a reader comes near it."""
    size = "" if is_sized else f' width="{image.width}" height="{image.height}"'
    sizes = f' srcset="{escape(image.srcset)}" sizes="{IMAGE_SIZES}"' if image.srcset else ""
    return f' src="{escape(image.src)}"{sizes}{size} loading="lazy" decoding="async"'


def _has_size(parts: Sequence[str | int], hole: int) -> bool:
    """Does the author's HTML say a size round a hole? The sanitiser writes every attribute in double quotes."""
    before, after = parts[hole - 1] if hole else "", parts[hole + 1] if hole + 1 < len(parts) else ""
    head = before.rpartition("<img")[2] if isinstance(before, str) else ""
    tail = _ATTRIBUTES.match(after) if isinstance(after, str) else None
    return bool(_SIZE.search(head) or (tail and _SIZE.search(tail[0])))


def escape(text: str) -> str:
    """Return text as HTML, for content and for attributes in quotes of either kind.

    As markupsafe escapes, so that a body reads alike wherever it is printed.
    """
    # Five searches for a character take a twentieth of the time of a table that every character is looked up in.
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return text.replace('"', "&#34;").replace("'", "&#39;")


def whole_target(target: Target, origin: str, page: str) -> Target:
    """Return where a reference leads as a whole URL, given the site's origin and the URL of the page that it stands on.

    An image keeps its size, and leaves its smaller ones to the page.
    """
    if isinstance(target, ImageTarget):
        return ImageTarget(src=origin + target.src, width=target.width, height=target.height)
    if target.startswith("/"):
        return origin + target
    return page + target if target.startswith("#") else target
