"""Floor 7. A page's tree -> its blocks of text: what a reader could see, a paragraph, headline or label each, in order.

The ledger of a page is over its blocks, a line each: bytes of markup say nothing to a curator. The same page always gives
the same blocks; what they are kept or dropped for is decided elsewhere.
"""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.folding import fold_words, visible
from briefgen.importing.capture.ledger import digest
from briefgen.importing.html.lazy import add_text, scripts_in, text_in_data
from briefgen.importing.html.naming import Look, leads_to_writer, look_at, names_credit, names_writer, naming_of
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.tree import SILENT, read_tree
from briefgen.text.characters import legible
from briefgen.text.words import count_words

#: Words of a text by which it is found, and fewest of a paragraph.
_START: Final = 8
#: Fewest words of a picture's description that is more than a label.
_ALT: Final = 3
#: Share of a block's characters in links from which on it is made of them.
LINKS: Final = 0.6
#: Share of the page's text from which on an element is its frame: what its class says is then said of the page.
_FRAME: Final = 0.5

#: Longest text of an element that names a writer, in characters.
_LONGEST_NAME: Final = 200

# White space that HTML folds. No-break spaces stay: French sets them beside its quotes and colons.
_SPACES: Final = re.compile(r"[ \t\n\r\f\v\x1c-\x1f\x85\u2028\u2029]+")
_EDGES: Final = " \u00a0\u202f\u2007\u200b\ufeff\u2060"
_ITEMS: Final = frozenset(["li", "dt", "dd"])
#: Elements that say nothing of their text by their tag alone, and attributes by which one says something.
_PLAIN: Final = frozenset("p div span a b i em strong section br small sup sub u font center tbody thead td th".split())
_HIDDEN: Final = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Context:
    """What the elements around a block say of it. `depth` counts the lists around it; a definition is in its term's."""

    hints: frozenset[str] = frozenset()
    level: int = 0
    is_item: bool = False
    depth: int = 0
    is_quote: bool = False
    is_caption: bool = False
    is_author: bool = False
    is_head: bool = False
    row: Node | None = None


@dataclass(slots=True, eq=False)
class Block:
    """A line of text on a page. `after_break`: only a line break parts it from the block above.

    `linked` is the share of its characters in links, `times` the moments that its elements state, `names` the writers that
    they name, `credit` a credit inside it, `box` the element that holds it. `words` are folded; `size` is their number, and
    in scripts without word spaces half the characters.
    """

    index: int
    text: str
    box: Node
    context: Context
    after_break: bool = False
    is_alt: bool = False
    linked: float = 0.0
    times: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    size: int = 0
    is_only_time: bool = False
    credit: str = ""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its tree, its blocks, and how often each text stands in its body, by folded words.

    `is_from_data`: the text of its article is that of its structured data, and stands at its end.
    """

    root: Node
    blocks: tuple[Block, ...]
    copies: Mapping[tuple[str, ...], int]
    is_from_data: bool = False

    @property
    def text(self) -> str:
        """Return the blocks, a line each."""
        return "".join(f"{block.text}\n" for block in self.blocks)


def read_page(text: str) -> Page | None:
    """Return a page's tree and blocks, or None for a page with too many tags or too much text."""
    page = legible(text)
    root = read_tree(page)
    if root is None:
        return None
    read = _page_of(root)
    hidden = text_in_data(scripts_in(root)) if "articleBody" in page else ""
    if not hidden or _shows(read, hidden):
        return read
    add_text(root, hidden)
    return _page_of(root, is_from_data=True)


def text_blocks(page: str, sha256: str = "") -> str:
    """Return the text of a page that a reader could see, a block a line; nothing for one that is too large.

    With the digest of what an earlier version read, that is returned where it was: without declared shadow roots, what is
    for readers without scripts, and the text of structured data.
    """
    read = read_page(page)
    text = read.text if read else ""
    if sha256 and digest(text.encode("utf-8", "surrogateescape")) != sha256:
        root = read_tree(legible(page), is_bare=True)
        bare = _page_of(root).text if root else ""
        return bare if digest(bare.encode("utf-8", "surrogateescape")) == sha256 else text
    return text


def _page_of(root: Node, *, is_from_data: bool = False) -> Page:
    blocks = tuple(_Reader(_sizes(root)).read(root))
    copies = Counter(block.words for block in blocks if not block.context.is_head)
    return Page(root, blocks, copies, is_from_data)


def _shows(page: Page, text: str) -> bool:
    """Does a page show a text of its structured data, or its beginning, or another one of half its length?"""
    wanted = fold_words(text)
    seen = [block for block in page.blocks if not (block.context.is_head or block.is_alt or block.linked >= LINKS)]
    start = " ".join(wanted[:_START])
    if any(start in " ".join(block.words) for block in seen):
        return True
    return sum(block.size for block in seen if block.size >= _START) >= len(wanted) / 2


def fold_spaces(text: str) -> str:
    """Return the text with each run of white space as one space, as a browser shows it; no-break spaces stay."""
    # To look at the text so takes a fifth of the time of a substitution, and most texts have nothing to fold.
    return text if "  " not in text and text.isprintable() else _SPACES.sub(" ", text)


def _sizes(root: Node) -> dict[int, int]:
    """Return the characters of text in each element, by its identity."""
    sizes: dict[int, int] = {}
    order: list[Node] = [root]
    for node in order:
        order += [child for child in node.children if isinstance(child, Node) and child.tag not in SILENT]
    for node in reversed(order):
        mine = sum(len(child) for child in node.children if isinstance(child, str))
        sizes[id(node)] = mine + sum(sizes.get(id(child), 0) for child in node.children if isinstance(child, Node))
    return sizes


class _Reader:
    """Walks a tree and collects the blocks."""

    def __init__(self, sizes: dict[int, int]) -> None:
        self._sizes = sizes
        self._whole = max(sizes.values(), default=0)
        self._blocks: list[Block] = []
        self._alts: list[tuple[str, Node, Context]] = []
        self._box: Node | None = None
        self._context = Context()
        self._measured: dict[str, tuple[tuple[str, ...], int]] = {}
        self._looks: dict[tuple[str, ...], Look] = {}
        self._reset()

    def _reset(self) -> None:
        self._parts: list[str] = []
        self._linked = self._timed = 0
        self._times: list[str] = []
        self._names: list[str] = []
        self._credit = ""
        self._after_break = False

    def read(self, root: Node) -> list[Block]:
        """Return the blocks; each element learns which are its own."""
        # A frame on the stack: an element, its context, whether it is in a link or names a moment, and its next child.
        stack: list[tuple[Node, Context, Node, bool, bool, int]] = [(root, Context(), root, False, False, 0)]
        while stack:
            node, context, box, in_link, in_time, place = stack.pop()
            if place == 0:
                self._enter(node)
            if place == len(node.children):
                self._leave(node, context)
                continue
            stack.append((node, context, box, in_link, in_time, place + 1))
            child = node.children[place]
            if isinstance(child, str):
                self._take(child, box, context, in_link=in_link, in_time=in_time)
            elif child.tag == "br":
                self._flush(by_break=True)
            elif child.tag == "img":
                self._picture(child, box, context)
            elif child.tag not in SILENT:
                inner = self._inner(child, context)
                frame = (
                    child,
                    inner,
                    child if child.is_block else box,
                    in_link or child.tag == "a",
                    in_time or child.tag == "time",
                )
                stack.append((*frame, 0))
        self._flush()
        root.end = len(self._blocks)
        return self._blocks

    def _enter(self, node: Node) -> None:
        if node.is_block or node.tag == "hr":
            self._flush()
        node.first = len(self._blocks)
        if node.tag == "time" and node.attrs.get("datetime"):
            self._times.append(node.attrs["datetime"].strip()[:60])
        if node.attrs.get("itemprop", "").lower() in {"datepublished", "datemodified"} and node.attrs.get("content"):
            self._times.append(node.attrs["content"].strip()[:60])

    def _leave(self, node: Node, context: Context) -> None:
        is_short = self._sizes.get(id(node), 0) <= _LONGEST_NAME
        # The innermost element that names a writer says it best.
        if context.is_author and is_short and names_writer(node):
            name = fold_spaces(text_of(node)).strip(_EDGES)
            self._names += [name] if 0 < len(name) <= 80 and not any(one in name for one in self._names) else []
        if context.is_caption and is_short and not node.is_block and names_credit(node):
            self._credit = fold_spaces(text_of(node)).strip(_EDGES)
        if node.is_block:
            self._flush()
        # An element inside a line counts the line as its own, though it is not finished.
        node.end = len(self._blocks) + (not node.is_block and bool(self._parts))

    def _take(self, text: str, box: Node, context: Context, *, in_link: bool, in_time: bool) -> None:
        folded = fold_spaces(text)
        if not folded.strip(_EDGES):
            if self._parts:
                self._parts.append(folded)
            return
        if not any(part.strip(_EDGES) for part in self._parts):
            self._box, self._context = box, context
        elif context.is_author and not self._context.is_author:
            self._context = context
        elif "hidden" in self._context.hints and "hidden" not in context.hints:
            # An initial that is drawn large is hidden from screen readers, and its paragraph is not.
            self._box, self._context = box, context
        self._parts.append(folded)
        size = len(folded.strip())
        self._linked += size * in_link
        self._timed += size * in_time

    def _picture(self, node: Node, box: Node, context: Context) -> None:
        alt = visible(fold_spaces(node.attrs.get("alt", "")))
        if count_words(alt) >= _ALT:
            self._alts.append((alt, box, context))

    def _flush(self, *, by_break: bool = False) -> None:
        text = fold_spaces("".join(self._parts)).strip(_EDGES) if self._parts else ""
        if text and self._box is not None and (text.isascii() or visible(text)):
            words, count = self._measure(text)
            size = max(1, len(text.replace(" ", "")))
            self._blocks.append(
                Block(
                    index=len(self._blocks), text=text, box=self._box, context=self._context, words=words,
                    size=count,
                    after_break=self._after_break, linked=min(1.0, self._linked / size),
                    times=tuple(dict.fromkeys(self._times)), names=tuple(dict.fromkeys(self._names)),
                    is_only_time=self._timed >= size, credit=self._credit,
                )
            )  # fmt: skip
            self._reset()
            self._after_break = by_break
        else:
            # Two breaks in a row are a blank line.
            times, names = self._times, self._names
            self._reset()
            self._times, self._names = times[-4:], names[-4:]
        for alt, box, context in self._alts:
            words, count = self._measure(alt)
            self._blocks.append(Block(len(self._blocks), alt, box, context, is_alt=True, words=words, size=count))
        self._alts.clear()

    def _measure(self, text: str) -> tuple[tuple[str, ...], int]:
        """Return a text's folded words and their number; menus and headlines stand on a page twice and more often."""
        found = self._measured.get(text)
        if found is None:
            found = self._measured[text] = (fold_words(text), count_words(text))
        return found

    def _inner(self, node: Node, context: Context) -> Context:
        """Return what an element and those around it say of the text in it."""
        tag, attrs = node.tag, node.attrs
        if not attrs and tag in _PLAIN:
            return context
        look = self._look(node)
        is_frame = tag in {"html", "body", "main"} or self._sizes.get(id(node), 0) > _FRAME * self._whole
        hints = frozenset() if is_frame else look.hints
        level = int(tag[1]) if tag in {"h1", "h2", "h3", "h4", "h5", "h6"} else context.level
        is_writer = look.is_writer or (tag == "a" and leads_to_writer(attrs.get("href", "")))
        is_item = tag in _ITEMS or (context.is_item and tag not in {"ul", "ol", "dl", "blockquote", "table"})
        depth = 0 if tag in {"blockquote", "table"} else context.depth + (2 if tag == "dd" else tag in _ITEMS)
        row = node if tag == "tr" else None if tag == "table" else context.row
        if "hidden" in attrs or attrs.get("aria-hidden") == "true" or _HIDDEN.search(attrs.get("style", "")):
            hints |= {"hidden"}
        made = Context(
            hints=context.hints | hints if hints else context.hints, level=level, is_item=is_item, depth=depth,
            is_quote=tag == "blockquote" or context.is_quote, is_caption=context.is_caption or look.is_caption,
            is_author=context.is_author or is_writer, is_head=context.is_head or tag == "head", row=row,
        )  # fmt: skip
        return context if made == context else made

    def _look(self, node: Node) -> Look:
        """Return what an element's names say; a page has thousands of elements and a few dozen names."""
        key = naming_of(node)
        found = self._looks.get(key)
        if found is None:
            found = self._looks[key] = look_at(node)
        return found


def text_of(node: Node) -> str:
    """Return the text of an element, as it stands."""
    parts: list[str] = []
    stack: list[Node | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        elif item.tag not in SILENT or item is node:
            stack += reversed(item.children)
    return "".join(parts)
