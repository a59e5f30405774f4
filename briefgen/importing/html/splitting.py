"""Floor 7. A page with several whole articles -> its parts, since an extractor makes one text of them or drops all but one.

What looks like several articles often is one: chapters, entries of a live blog, readers' comments, teasers. So a part needs
a headline and a body, and parts that are not `article` elements need two signs that they are articles: a day each, a writer
each, headlines that are links, headlines of the first level, a class that says so, structured data with their headlines,
or a layout table each with a subject of its own.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.when import dates_in
from briefgen.importing.html.blocks import Block, Page
from briefgen.importing.html.metadata import Facts
from briefgen.importing.html.naming import classes_of
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.tree import SILENT
from briefgen.importing.html.weights import PART, SPLIT, weigh

#: Fewest words of prose in a whole article among several; teasers have 10 to 50.
WHOLE: Final = 60
#: The same for one of a single paragraph: readers' comments and excerpts are that long.
_WHOLE_IN_ONE: Final = 120
#: Fewest words of a block of prose, and longest line that says who and when.
PROSE: Final = 8
LINE: Final = 16
#: Share of the page's prose that parts without `article` elements have to have.
_MOST: Final = 0.6
#: Blocks below a headline in which its day and writer stand.
_HEAD: Final = 4
#: Levels of headings looked at, and children of one element.
_MOST_CHILDREN: Final = 2000

#: Share of a headline's characters in a link from which on it is one; of a paragraph's up to which it is running text; and
#: of a part's words that its markup calls something else, from which on it is no article.
_LINKED: Final = 0.8
_LED: Final = 0.5
_FOREIGN: Final = 0.5
#: Shortest word that says something of a subject, characters by which words are compared, and most parts compared.
_CONTENT: Final = 4
_STEM: Final = 5
_MOST_COMPARED: Final = 50
#: Elements that old pages and e-mails are laid out with.
_LAYOUT: Final = frozenset(["table", "tbody", "tr", "td"])

_KINDS: Final = frozenset("post entry story article hentry item news blogpost newsitem".split())
_NOT_ARTICLES: Final = frozenset(["comments", "related", "nav", "sidebar", "footer", "promo", "biography", "share"])


@dataclass(frozen=True, slots=True)
class Part:
    """One article's share of a page: blocks from `start` to `end`, its elements, its headline's block (None: unknown)."""

    start: int
    end: int
    nodes: tuple[Node, ...]
    title: int | None = None


def split_page(page: Page, facts: Facts, rules: Rules) -> tuple[Part, ...]:
    """Return the parts of a page with several whole articles, in order; the page itself where it has not several."""
    whole = Part(0, len(page.blocks), (page.root,))
    splitter = _Splitter(page, facts, rules)
    for parts in (splitter.by_elements(), splitter.by_siblings(), splitter.by_headings()):
        titles = {page.blocks[part.title].words for part in parts if part.title is not None}
        if len(parts) > 1 and len(titles) == len(parts):
            return tuple(parts)
    return (whole,)


class _Splitter:
    def __init__(self, page: Page, facts: Facts, rules: Rules) -> None:
        self._blocks = page.blocks
        self._page = page
        self._rules = rules
        self._headlines = {fold_words(item.headline) for item in facts.items if item.headline}
        self._prose = [0]
        for block in page.blocks:
            self._prose.append(self._prose[-1] + (block.size if is_prose(block) else 0))

    # `article` elements

    def by_elements(self) -> list[Part]:
        """Return the whole articles among `article` elements; one that holds others is taken for them or for itself."""
        found: list[Part] = []
        stack: list[Node] = [self._page.root]
        while stack:
            node = stack.pop()
            if _is_article(node) and not self._is_foreign(node.first, node.end):
                inner = [child for child in _below(node) if _is_article(child)]
                own = self._headline(node.first, min((child.first for child in inner), default=node.end))
                several = [child for child in inner if self._part(child) is not None]
                part = self._part(node)
                if part is not None and (own is not None or len(several) < 2):
                    found.append(part)
                    continue
            stack += [child for child in reversed(node.children) if isinstance(child, Node) and child.tag not in SILENT]
        return found

    # Elements side by side

    def by_siblings(self) -> list[Part]:
        """Return the whole articles among elements of one kind that stand side by side."""
        best: list[Part] = []
        most = _MOST * self._prose[-1]
        for node in self._below_with(most):
            groups: dict[tuple[str, str], list[Node]] = {}
            for child in node.children[:_MOST_CHILDREN]:
                if isinstance(child, Node) and child.is_block and child.end > child.first:
                    kind = (child.attrs.get("class", "").split() or [""])[0]
                    groups.setdefault((child.tag, kind), []).append(child)
            for group in groups.values():
                parts = [part for part in map(self._part, group) if part is not None] if len(group) > 1 else []
                words = sum(self._words(part.start, part.end) for part in parts)
                if len(parts) > 1 and words >= most and self._are_articles(parts, group):
                    best, most = parts, words + 1
        return best

    # Headings in a row

    def by_headings(self) -> list[Part]:
        """Return the whole articles in one element that begin with headings of one level."""
        best: list[Part] = []
        most = _MOST * self._prose[-1]
        for node in self._below_with(most):
            children = [child for child in node.children if isinstance(child, Node) and child.tag not in SILENT]
            for level in (1, 2, 3):
                starts = [place for place, child in enumerate(children) if self._begins(child, level)]
                if not 1 < len(starts) <= 200 or len(children) > _MOST_CHILDREN:
                    continue
                cuts = [children[start:end] for start, end in zip(starts, [*starts[1:], len(children)], strict=True)]
                parts = [self._part_of(cut) for cut in cuts]
                good = [part for part in parts if part is not None]
                words = sum(self._words(part.start, part.end) for part in good)
                if len(good) > 1 and len(good) == len(parts) and words >= most and self._are_articles(good, ()):
                    best, most = good, words + 1
        return best

    def _below_with(self, words: float) -> Iterator[Node]:
        """Yield the elements that hold so many words of prose: the parts of another one cannot hold them either."""
        stack = [self._page.root]
        while stack:
            node = stack.pop()
            if node is not self._page.root:
                yield node
            stack += [
                child
                for child in reversed(node.children)
                if isinstance(child, Node) and child.tag not in SILENT and self._words(child.first, child.end) >= words
            ]

    def _begins(self, node: Node, level: int) -> bool:
        if node.end <= node.first or self._words(node.first, node.end):
            return False
        return any(block.context.level == level for block in self._blocks[node.first : min(node.end, node.first + 3)])

    # What a part is

    def _part(self, node: Node) -> Part | None:
        return self._part_of([node])

    def _part_of(self, nodes: Sequence[Node]) -> Part | None:
        start, end = nodes[0].first, nodes[-1].end
        if self._words(start, end) < WHOLE:
            return None
        prose = [block for block in self._blocks[start:end] if is_prose(block)]
        words = sum(block.size for block in prose)
        title = self._headline(start, end)
        if title is None or self._is_foreign(start, end):
            return None
        if (len(prose) == 1 and words < _WHOLE_IN_ONE) or prose[-1].text.rstrip("”\"' ").endswith(("...", "…")):
            return None
        return Part(start, end, tuple(nodes), title)

    def _headline(self, start: int, end: int) -> int | None:
        """Return the first heading before the prose, the highest of them."""
        found: list[Block] = []
        for block in self._blocks[start:end]:
            if is_prose(block):
                break
            if block.context.level and block.size > 1 and not block.is_alt:
                found.append(block)
        return min(found, key=lambda block: block.context.level).index if found else None

    def _is_foreign(self, start: int, end: int) -> bool:
        blocks = self._blocks[start:end]
        strange = sum(block.size for block in blocks if block.context.hints & _NOT_ARTICLES)
        return strange > _FOREIGN * sum(block.size for block in blocks)

    def _words(self, start: int, end: int) -> int:
        return self._prose[end] - self._prose[start]

    def _are_articles(self, parts: Sequence[Part], nodes: Sequence[Node]) -> bool:
        heads = [self._blocks[part.start : (part.title or 0) + 1 + _HEAD] for part in parts]
        titles = [self._blocks[part.title or 0] for part in parts]
        # Old pages lay out the chapters of one article with tables as well.
        is_layout = all(node.tag in _LAYOUT for part in parts for node in part.nodes)
        signs = {
            "stated": all(title.words in self._headlines for title in titles),
            "day": all(any(self._says_when(block) for block in head) for head in heads),
            "writer": all(any(self._says_who(block) for block in head) for head in heads),
            "linked": all(title.linked > _LINKED for title in titles),
            "first level": all(title.context.level == 1 for title in titles),
            "own table": is_layout and self._have_subjects(parts),
            "class": bool(nodes) and all(not _KINDS.isdisjoint(classes_of(node)) for node in nodes),
        }
        return weigh(PART, [sign for sign, is_there in signs.items() if is_there]) >= SPLIT

    def _have_subjects(self, parts: Sequence[Part]) -> bool:
        """Are the words of each headline in its own text, and in no other? Chapters share a subject, articles do not."""
        heads = [_subject(self._blocks[part.title or 0]) for part in parts]
        bodies = [
            frozenset().union(*(_subject(block) for block in self._blocks[part.start : part.end] if is_prose(block)))
            for part in parts
        ]
        if len(parts) > _MOST_COMPARED:
            return False
        return all(
            len(head & body) > sum(len(head & other) for other in bodies if other is not body)
            for head, body in zip(heads, bodies, strict=True)
        )

    def _says_when(self, block: Block) -> bool:
        return block.size <= LINE and bool(block.times or dates_in(block.text, self._rules.calendar))

    def _says_who(self, block: Block) -> bool:
        return block.size <= LINE and (block.context.is_author or self._rules.begins("byline", block.words) > 0)


def _subject(block: Block) -> frozenset[str]:
    """Return the beginnings of a block's longer words, so that "bakers" is "baker's" and "bakery"."""
    return frozenset(word[:_STEM] for word in block.words if len(word) >= _CONTENT)


def is_prose(block: Block) -> bool:
    """Is the block a paragraph of running text, and not of a list of links?"""
    context = block.context
    return block.size >= PROSE and block.linked < _LED and not (block.is_alt or context.is_head or context.level)


def _is_article(node: Node) -> bool:
    kind = node.attrs.get("itemtype", "").rsplit("/", 1)[-1].lower()
    return (
        node.tag == "article" or node.attrs.get("role", "").lower() == "article" or kind.endswith(("article", "blogposting"))
    )


def _below(node: Node) -> Iterator[Node]:
    stack = [child for child in reversed(node.children) if isinstance(child, Node)]
    while stack:
        child = stack.pop()
        if child.tag not in SILENT:
            yield child
            stack += [inner for inner in reversed(child.children) if isinstance(inner, Node)]
