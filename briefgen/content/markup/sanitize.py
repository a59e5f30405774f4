"""Floor 2. HTML that may have come from anywhere -> HTML that can do nothing but be read. The only door to nh3.

An allow-list: no script, style, svg, math, form, frame or event attribute; links go to http, https and mailto; an image
of another host or an embedded frame becomes a plain link, since a reader's browser asks nobody but this site. Relative
addresses come out as numbered holes that the plan fills.
"""

import html
import re
from typing import Final
from urllib.parse import urlsplit

import msgspec
import nh3

from briefgen.text.characters import find_bidi_control, find_control, without_controls
from briefgen.text.slugs import html_anchor
from briefgen.values.model import Value

#: Elements that stay.
TAGS: Final = frozenset(
    """
    a abbr b bdi blockquote br caption cite code col colgroup dd del details dfn div dl dt em figcaption figure
    h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp section small span strong sub summary sup
    table tbody td tfoot th thead time tr u ul var wbr
    """.split()
)
#: Attributes that stay, by element; an `id` of raw HTML stays with a beginning that no id of ours has.
ATTRIBUTES: Final = {
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
_NUMBERS: Final = frozenset({"width", "height", "colspan", "rowspan", "start", "value"})

#: Stands in an address for a hole. No author can write one: the scheme is not allowed.
_HOLE: Final = "briefgen-hole:"

# nh3 writes canonical HTML: attributes in double quotes, and `<`, `>` and `"` escaped inside them. So these are exact.
_TAG: Final = re.compile(r"<[^>]*>")
_LINK_TAG: Final = re.compile(r"<(?:a|img)\b[^>]*>")
_LINK_OR_IMAGE: Final = re.compile(r"<a\b[^>]*>|</a>|<img\b[^>]*>")
_HOLE_ATTRIBUTE: Final = re.compile(rf' (?:href|src)="{_HOLE}(\d+)"')
_FRAME: Final = re.compile(r"<iframe([^>]*)>.*?</iframe>", re.DOTALL)
_NOTE_MARK: Final = re.compile(r'<sup class="footnote-ref">.*?</sup>|<a[^>]* class="footnote-back">.*?</a>', re.DOTALL)
_INLINE_TAG: Final = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|del|dfn|em|i|ins|kbd|mark|q|rp|rt|ruby|s|samp|small|span|strong|sub|sup|time|u|var|wbr)\b[^>]*>"
)


class Clean(Value, frozen=True, kw_only=True):
    """Sanitised HTML in parts (text, or the number of a target); `images` are the targets that are images.

    `ids` are those of raw HTML, as they stand on the page, in order.
    """

    parts: tuple[str | int, ...]
    targets: tuple[str, ...]
    images: frozenset[int] = frozenset()
    frames: int = 0
    controls: frozenset[str] = frozenset()
    ids: tuple[str, ...] = ()


def sanitize(rendered: str, ids: frozenset[str], own: str) -> Clean:
    """Clean rendered HTML. The ids in `ids` stay, and of those only our own, which begin with the mark `own`.

    Other ids, of raw HTML, become those of `html_anchor`, the first of equal ones.

    The mark holds the digest of the text, so that no text can hold its own mark.
    """
    source, frames = rendered, 0
    if "<iframe" in source.lower():
        source, frames = _FRAME.subn(_link_of_frame, _clean(source, ids, own, frames=True))
    targets: list[str] = []
    raw_ids: dict[str, None] = {}
    cleaned = _clean(source, ids, own, targets=targets, raw_ids=raw_ids)
    if "<img" in cleaned:
        cleaned = _without_remote_images(cleaned)
    # A character reference can bring in what the text itself may not hold; it is a finding, and goes here as well.
    texts = [text for text in (cleaned, *targets) if find_control(text) or find_bidi_control(text)]
    controls = {character for text in texts for character in text if find_control(character) or find_bidi_control(character)}
    if controls:
        cleaned = without_controls(cleaned)
    return msgspec.structs.replace(_with_holes(cleaned, targets, frames), controls=frozenset(controls), ids=tuple(raw_ids))


def text_of(cleaned: str) -> str:
    """Return what a reader reads of sanitised HTML, without the marks of footnotes; blocks are lines."""
    text = _NOTE_MARK.sub("", cleaned) if 'class="footnote' in cleaned else cleaned
    return html.unescape(_TAG.sub("\n", _INLINE_TAG.sub("", text)))


def _clean(
    source: str,
    ids: frozenset[str],
    own_mark: str,
    *,
    frames: bool = False,
    targets: list[str] | None = None,
    raw_ids: dict[str, None] | None = None,
) -> str:
    free = set(ids)
    seen: dict[str, None] = {} if raw_ids is None else raw_ids

    def keep(tag: str, attribute: str, value: str) -> str | None:
        match attribute:
            case "id":
                own = value.removeprefix(own_mark)
                if targets is None:
                    return value
                if own == value:
                    name = html_anchor(value)
                    is_first = bool(name) and name not in seen
                    seen.update({name: None} if is_first else {})
                    return name if is_first else None
                if own not in free:
                    return None
                free.remove(own)
                return own
            case "dir":
                return value if value in {"ltr", "rtl", "auto"} else None
            case "class":
                return value or None
            case "href" | "src" if value.strip().startswith("//"):
                return f"https:{value.strip()}"
            case _ if attribute in _NUMBERS:
                return value if re.fullmatch(r"\d{1,5}", value, re.ASCII) else None
            case _:
                return value

    def make_hole(address: str) -> str:
        assert targets is not None
        targets.append(address)
        return f"{_HOLE}{len(targets) - 1}"

    return nh3.clean(
        source,
        tags=set(TAGS | {"iframe"} if frames else TAGS),
        clean_content_tags=_DROPPED_WHOLE,
        attributes=ATTRIBUTES | {"iframe": {"src"}} if frames else ATTRIBUTES,
        attribute_filter=keep,
        allowed_classes=_CLASSES,
        url_schemes=_SCHEMES,
        url_relative="pass_through" if targets is None else make_hole,
        link_rel=None,
    )


def _without_remote_images(cleaned: str) -> str:
    """Turn images of other hosts into links, or into their description inside a link; drop images without an address.

    Where an image has no description, its address stands in its place: a link without words is seen by nobody.
    """
    pieces: list[str] = []
    start = depth = 0
    for tag in _LINK_OR_IMAGE.finditer(cleaned):
        if not tag[0].startswith("<img"):
            depth += -1 if tag[0] == "</a>" else 1
            continue
        source, description = _attribute(tag[0], "src"), _attribute(tag[0], "alt")
        if source.startswith(_HOLE):
            continue
        pieces += [
            cleaned[start : tag.start()],
            _link(source, description) if source and not depth else html.escape(description or source),
        ]
        start = tag.end()
    return "".join((*pieces, cleaned[start:]))


def _with_holes(cleaned: str, targets: list[str], frames: int) -> Clean:
    """Cut the HTML at its holes, renumbered: addresses of elements that were dropped are dropped with them."""
    parts: list[str | int] = []
    kept: list[str] = []
    images: set[int] = set()
    start = 0
    for tag in _LINK_TAG.finditer(cleaned):
        for hole in _HOLE_ATTRIBUTE.finditer(tag[0]):
            parts += [cleaned[start : tag.start() + hole.start()], len(kept)]
            start = tag.start() + hole.end()
            if tag[0].startswith("<img"):
                images.add(len(kept))
            kept.append(targets[int(hole[1])])
    return Clean(parts=(*parts, cleaned[start:]), targets=tuple(kept), images=frozenset(images), frames=frames)


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf' {name}="([^"]*)"', tag)
    return html.unescape(found[1]) if found else ""


def _link(address: str, text: str) -> str:
    return f'<a href="{html.escape(address)}">{html.escape(text or address)}</a>'


def _link_of_frame(frame: re.Match[str]) -> str:
    address = _attribute(f"<iframe{frame[1]}>", "src")
    return _link(address, urlsplit(address).hostname or "") if address.startswith(("http://", "https://")) else ""
