"""Floor 7. A page's tags -> the tree that a browser would make of them, near enough, and bounded in size and depth.

Near enough: tags that were left out are supplied for paragraphs, lists and tables, an end tag without its beginning is
left out, and no end tag closes what lies outside of its table cell.
"""

from typing import Final

from briefgen.importing.html.lazy import reveal
from briefgen.importing.html.nodes import BLOCKS, Node
from briefgen.importing.html.shadows import SHADOW, compose, is_shadow_root
from briefgen.importing.html.tokens import read_tokens

#: Most tags of a page. The longest real page met had 30,000; over 200,000 and the extractor would take minutes.
MOST_TAGS: Final = 200_000
#: Most characters of text, scripts left out: 350,000 words, three long novels.
MOST_CHARACTERS: Final = 2_000_000
#: Deepest nesting; what lies deeper belongs to the element at this depth. Real pages have 60 levels, libxml2 stops at 256.
DEEPEST: Final = 200
#: Longest structured data in one script, in characters.
_LONGEST_DATA: Final = 1_000_000

VOID: Final = frozenset(
    "area base basefont bgsound br col embed frame hr img input keygen link meta param source track wbr".split()
)
#: Elements whose text no reader sees, or sees only where something else fails.
SILENT: Final = frozenset(
    """
    script style noscript template svg math iframe textarea select button object audio video canvas datalist noembed noframes
    xmp applet
    """.split()
)
_HEAD: Final = frozenset("base basefont bgsound link meta title script style noscript template".split())
#: Elements of which an end tag closes no block that was opened inside of them.
_FORMATS: Final = frozenset(
    "a abbr b big cite code em font i label mark nobr s small span strike strong sub sup time tt u".split()
)
_HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
#: What a start tag closes, and what keeps it from looking further.
_CLOSES: Final[dict[str, tuple[frozenset[str], frozenset[str]]]] = {
    "li": (frozenset(["li"]), frozenset(["ul", "ol", "menu", "dir"])),
    "dt": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "dd": (frozenset(["dt", "dd"]), frozenset(["dl"])),
    "tr": (frozenset(["tr", "td", "th", "caption"]), frozenset(["table"])),
    "td": (frozenset(["td", "th"]), frozenset(["tr", "table"])),
    "th": (frozenset(["td", "th"]), frozenset(["tr", "table"])),
    **dict.fromkeys(
        ("tbody", "thead", "tfoot"),
        (frozenset(["tbody", "thead", "tfoot", "tr", "td", "th", "caption"]), frozenset(["table"])),
    ),
    "option": (frozenset(["option"]), frozenset(["select"])),
}
_SCOPE: Final = frozenset(["td", "th", "table", "caption", "html", "template", "shadow-root", "svg", "math"])
_TABLE_PARTS: Final = frozenset(["table", "tbody", "thead", "tfoot", "tr", "td", "th", "caption"])


def read_tree(page: str, *, is_bare: bool = False) -> Node | None:
    """Return the root of a page, or None for one with more tags or text than any page that people read.

    A bare one is without declared shadow roots and what is there for readers without scripts.
    """
    builder = _Builder(is_bare=is_bare)
    tags = characters = 0
    for token in read_tokens(page):
        if token.kind == "text":
            characters += builder.text(token.text, is_raw=token.is_raw)
            if characters > MOST_CHARACTERS:
                return None
            continue
        tags += 1
        if tags > MOST_TAGS:
            return None
        if token.kind == "start":
            builder.start(token.text, token.attrs)
        else:
            builder.end(token.text)
    compose(builder.hosts)
    if not is_bare:
        reveal(builder.lazy)
    return builder.root


class _Builder:
    """The open elements while a page is read."""

    def __init__(self, *, is_bare: bool) -> None:
        self.root = Node("html", {}, None)
        self._open = [self.root]
        self._names: dict[str, int] = {"html": 1}
        self._too_deep: list[str] = []
        #: Elements with a declared shadow root, outer ones first; and those for readers without scripts.
        self.hosts: list[Node] = []
        self.lazy: list[Node] = []
        self._is_bare = is_bare

    def text(self, text: str, *, is_raw: bool) -> int:
        """Take text where it may be seen or is data, and return how many characters of it are seen."""
        top = self._open[-1]
        is_data = top.tag == "script" and "ld+json" in top.attrs.get("type", "").lower()
        if top.tag in SILENT and not (is_data or top.tag == "noscript"):
            return 0
        if top.tag == "head" and not is_raw and text.strip():
            self._pop_to("head")
            top = self._open[-1]
        if top.tag == "script":
            top.children.append(text[:_LONGEST_DATA])
            return 0
        top.children.append(text)
        return len(text) if not text.isspace() else 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        if tag == "html":
            self.root.attrs = attrs | self.root.attrs
            return
        if self._names.get("head") and tag not in _HEAD and tag != "head":
            self._pop_to("head")
        if tag in {"body", "head"} and self._names.get(tag):
            return
        self._close_for(tag)
        top = self._open[-1]
        if (
            tag == "template"
            and not self._is_bare
            and is_shadow_root(attrs)
            and top is not self.root
            and top not in self.hosts[-1:]
        ):
            tag = SHADOW
            self.hosts.append(top)
        node = Node(tag, attrs, top)
        if tag == "noscript" and not self._names.get("head"):
            self.lazy.append(node)
        if tag in VOID:
            top.children.append(node)
        elif len(self._open) >= DEEPEST:
            self._too_deep.append(tag)
            # It stays visible that a block began here.
            top.children.append(Node("br", {}, top)) if node.is_block else None
        else:
            top.children.append(node)
            self._open.append(node)
            self._names[tag] = self._names.get(tag, 0) + 1

    def end(self, tag: str) -> None:
        if tag in {"html", "body"}:
            return
        if tag == "br" or (tag == "p" and not self._names.get("p")):
            self._open[-1].children.append(Node("br", {}, self._open[-1]))
        if self._too_deep and self._too_deep[-1] == tag:
            self._too_deep.pop()
            return
        wanted = _HEADINGS if tag in _HEADINGS else {tag, SHADOW} if tag == "template" else {tag}
        if not any(self._names.get(name) for name in wanted):
            return
        is_format = tag in _FORMATS
        for depth in range(len(self._open) - 1, 0, -1):
            name = self._open[depth].tag
            if name in wanted:
                self._cut(depth)
                return
            if (name in _SCOPE and tag not in _TABLE_PARTS) or (is_format and self._open[depth].is_block):
                return

    def _close_for(self, tag: str) -> None:
        is_block = tag in BLOCKS
        if is_block and (self._names.get("svg") or self._names.get("math")) and tag != "title":
            self._pop_to("svg")
            self._pop_to("math")
        if is_block and self._names.get("p"):
            self._pop_near(frozenset(["p"]), _SCOPE | {"button", "object"})
        if tag in _CLOSES:
            self._pop_near(*_CLOSES[tag])
        if tag in _HEADINGS and self._open[-1].tag in _HEADINGS:
            self._cut(len(self._open) - 1)

    def _pop_near(self, wanted: frozenset[str], barrier: frozenset[str]) -> None:
        """Close the outermost of the wanted elements that lies before a barrier."""
        found = 0
        for depth in range(len(self._open) - 1, 0, -1):
            name = self._open[depth].tag
            if name in wanted:
                found = depth
            elif name in barrier:
                break
        if found:
            self._cut(found)

    def _pop_to(self, tag: str) -> None:
        for depth in range(len(self._open) - 1, 0, -1):
            if self._open[depth].tag == tag:
                self._cut(depth)
                return

    def _cut(self, depth: int) -> None:
        for node in self._open[depth:]:
            self._names[node.tag] -= 1
        del self._open[depth:]
        self._too_deep.clear()
