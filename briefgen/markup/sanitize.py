"""Floor 2. HTML that may have come from anywhere -> HTML that can do nothing but be read. The only door to nh3.

An allow-list: no script, style, svg, math, form, frame or event attribute; links go to http, https and mailto; an image
of another host or an embedded frame becomes a plain link, since a reader's browser asks nobody but this site. Relative
addresses come out as numbered holes that the plan fills.
"""

import html
import re
from typing import Final
from urllib.parse import urlsplit

import nh3

from briefgen.model import Value
from briefgen.text import find_bidi_control, find_control, without_controls

_TAGS: Final = frozenset(
    """
    a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure h2 h3
    h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup table
    tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
_ATTRIBUTES: Final = {
    "*": {"lang", "dir", "title", "id"},
    "a": {"href", "hreflang"},
    "img": {"src", "alt", "width", "height"},
    "li": {"value"},
    "ol": {"start", "reversed"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
#: Classes that our own rendering makes; those of raw HTML are dropped, since the theme's may mean something else.
_CLASSES: Final = {
    "a": {"footnote-back"},
    "div": {"footnotes"},
    "sup": {"footnote-ref"},
    "td": {"align-left", "align-center", "align-right"},
    "th": {"align-left", "align-center", "align-right"},
}
_SCHEMES: Final = {"http", "https", "mailto"}
#: Elements whose text is not for reading either.
_DROPPED_WHOLE: Final = {"script", "style", "template", "noscript", "svg", "math", "object", "textarea", "title", "xmp"}

#: Stands in an address for a hole. No author can write one: the scheme is not allowed.
_HOLE: Final = "briefgen-hole:"

# nh3 writes canonical HTML: attributes in double quotes, and `<`, `>` and `"` escaped inside them. So these are exact.
_LINK_TAG: Final = re.compile(r"<(?:a|img)\b[^>]*>")
_HOLE_ATTRIBUTE: Final = re.compile(rf' (?:href|src)="{_HOLE}(\d+)"')
_REMOTE_IMAGE: Final = re.compile(r'<img(?=[^>]* src="(?:https?:|mailto:)[^"]*")[^>]*>')
_IMAGE_WITHOUT_SOURCE: Final = re.compile(r'<img(?![^>]* src=")[^>]*>')
_FRAME: Final = re.compile(r"<iframe([^>]*)>.*?</iframe>", re.DOTALL)
_LINK_WITHOUT_TARGET: Final = re.compile(r"<a(?![^>]* href=)[^>]*>")


class Clean(Value, frozen=True, kw_only=True):
    """Sanitised HTML in parts (text, or the index of a target), and what had to go."""

    parts: tuple[str | int, ...]
    targets: tuple[str, ...]
    images: frozenset[int]
    frames: int
    remote_images: int
    dropped_links: int
    controls: tuple[str, ...]


def sanitize(rendered: str, ids: frozenset[str]) -> Clean:
    """Clean rendered HTML. Only ids in `ids` stay, each once; `targets` are addresses by hole, `images` holes of images."""
    controls = _controls(rendered)
    source = without_controls(rendered) if controls else rendered
    frames = remote_images = 0
    if "<iframe" in source.lower():
        source, frames = _FRAME.subn(_link_of_frame, _clean(source, ids, extra_tag="iframe"))
    targets: list[str] = []
    cleaned = _clean(source, ids, targets=targets)
    if "<img" in cleaned:
        remote_images = len(_REMOTE_IMAGE.findall(cleaned))
        if remote_images:
            # A link inside a link: only the parser can untangle that, and the holes are numbered anew.
            targets.clear()
            cleaned = _clean(_REMOTE_IMAGE.sub(_link_of_image, _clean(source, ids)), ids, targets=targets)
        cleaned = _IMAGE_WITHOUT_SOURCE.sub(lambda tag: html.escape(_attribute(tag[0], "alt")), cleaned)
    parts, images = _split_at_holes(cleaned)
    return Clean(
        parts=parts,
        targets=tuple(targets),
        images=images,
        frames=frames,
        remote_images=remote_images,
        dropped_links=len(_LINK_WITHOUT_TARGET.findall(cleaned)),
        controls=controls,
    )


def _clean(source: str, ids: frozenset[str], *, extra_tag: str = "", targets: list[str] | None = None) -> str:
    free = set(ids)

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if attribute == "id":
            if value not in free:
                return None
            free.remove(value)
        if attribute == "dir":
            return value if value in {"ltr", "rtl", "auto"} else None
        if attribute in {"width", "height", "colspan", "rowspan", "start", "value"}:
            return value if re.fullmatch(r"\d{1,5}", value, re.ASCII) else None
        return value

    def make_hole(address: str) -> str:
        assert targets is not None
        targets.append(address)
        return f"{_HOLE}{len(targets) - 1}"

    attributes = _ATTRIBUTES | {extra_tag: {"src"}} if extra_tag else _ATTRIBUTES
    return nh3.clean(
        source,
        tags=set(_TAGS | {extra_tag} if extra_tag else _TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=attributes,
        attribute_filter=keep,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        url_relative="pass_through" if targets is None else make_hole,
        link_rel=None,
    )


def _split_at_holes(cleaned: str) -> tuple[tuple[str | int, ...], frozenset[int]]:
    parts: list[str | int] = []
    images = set()
    start = 0
    for tag in _LINK_TAG.finditer(cleaned):
        for hole in _HOLE_ATTRIBUTE.finditer(tag[0]):
            parts += [cleaned[start : tag.start() + hole.start()], int(hole[1])]
            start = tag.start() + hole.end()
            if tag[0].startswith("<img"):
                images.add(int(hole[1]))
    return (*parts, cleaned[start:]), frozenset(images)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _link(address: str, text: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(text or address)}</a>'


def _link_of_frame(frame: re.Match[str]) -> str:
    address = _attribute(frame[0].split(">", 1)[0] + ">", "src")
    return _link(address, urlsplit(address).hostname or "") if address.startswith(("http://", "https://")) else ""


def _link_of_image(image: re.Match[str]) -> str:
    return _link(_attribute(image[0], "src"), _attribute(image[0], "alt"))


def _controls(rendered: str) -> tuple[str, ...]:
    # Raw text has been checked before, but a character reference such as `&#8238;` brings one in here. nh3 decodes those
    # of raw HTML, so it is asked first; the text itself is what a browser would show.
    shown = html.unescape(rendered) if "&#" in rendered else rendered
    return tuple(found[0] for found in (find_control(shown), find_bidi_control(shown)) if found)
