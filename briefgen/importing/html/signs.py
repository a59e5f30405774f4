"""Floor 7. The signs that a block of a page is not the article: those of its markup, links, words, place and shape.

No sign counts alone. What a class says of most of the text, as those of a page builder do, is no sign.
"""

import re
from collections.abc import Mapping
from typing import Final

from briefgen.importing.html.blocks import LINKS, Block, Page
from briefgen.importing.html.nodes import Node
from briefgen.importing.html.opinions import Opinion
from briefgen.importing.html.splitting import PROSE, Part, is_prose
from briefgen.importing.html.weights import is_dropped

#: Longest label, in words; and longest line of links: the headlines of other articles are as long.
LABEL: Final = 5
_LINK: Final = 22
#: Share of the prose that the extractor takes from which on an element is a home of the body; and from which on a class is
#: one of the whole page.
_HOME: Final = 0.2
_EVERYWHERE: Final = 0.4
#: Rules for text captures that go by words. The others go by position and neighbours, which a page's elements tell better.
_WORDS: Final = frozenset("comments section author label promo furniture wire agency rights credit counter share".split())
#: Those of them that a paragraph is dropped by, against the extractor.
_SURE: Final = frozenset(["wire", "label", "author"])
_STOP: Final = re.compile(r"[.!?…:;۔。؟][\"'”’»)\]]*$")
_INNER: Final = frozenset("li ul ol blockquote dl dt dd table tbody thead tr th figure".split())


class Signs:
    """What speaks against the blocks of a part. `votes` are the blocks that the extractor takes."""

    def __init__(self, page: Page, part: Part, votes: frozenset[int], opinions: Mapping[int, Opinion]) -> None:
        self._blocks = page.blocks
        self._part = part
        self._votes = votes
        self._opinions = opinions
        self.copies = page.copies
        prose = [block for block in page.blocks[part.start : part.end] if block.index in votes and is_prose(block)]
        total = sum(block.size for block in prose) or 1
        self._everywhere = frozenset(
            hint
            for hint in {hint for block in prose for hint in block.context.hints}
            if sum(block.size for block in prose if hint in block.context.hints) >= _EVERYWHERE * total
        )
        self._homes = _homes(prose, total)

    def hints(self, block: Block) -> frozenset[str]:
        """Return what the markup says of a block, without what it says of most of the text."""
        return block.context.hints - self._everywhere

    def is_furniture(self, index: int) -> bool:
        """Do the words of a block say that it is furniture?"""
        opinion = self._opinions.get(index)
        return opinion is not None and opinion.kind == "furniture"

    def of(self, index: int) -> tuple[str, ...]:
        """Return the signs that a block is not the article, without the extractor's and its position."""
        block = self._blocks[index]
        hints = block.context.hints - self._everywhere
        opinion = self._opinions.get(index)
        signs = []
        if hints - {"hidden"}:
            signs.append("markup")
        if "hidden" in hints:
            # A page that hides most of its text does so until a script shows it (`_everywhere`).
            signs += ["hidden", "markup"]
        if block.linked >= LINKS:
            signs.append("links")
        if (
            opinion
            and opinion.kind == "furniture"
            and opinion.rule in _WORDS
            and (not block.context.level or index not in self._votes)
        ):
            signs.append("words")
            # Two signs of the text's own are enough, but not against the extractor where the page shows a paragraph.
            if block.size < PROSE or opinion.rule in _SURE or block.linked > 0:
                signs += [sign for sign in opinion.signs if sign != "position"][:1]
        is_copied = self.copies.get(block.words, 0) > 1 and block.size < PROSE
        if is_copied and not block.context.row and not self._is_sentence(block):
            signs.append("repetition")
        # In an element of its own; what stands among the paragraphs is more likely a part of the body.
        if signs and index in self._votes and not self.is_at_home(block):
            signs.append("apart")
        longest = _LINK if block.linked >= LINKS else LABEL
        if signs and block.size <= longest and not ends_like_prose(block) and not block.context.level:
            signs.append("shape")
        return tuple(dict.fromkeys(signs))

    def _is_sentence(self, block: Block) -> bool:
        """Is it a short paragraph among the paragraphs of the body? "No." may come twice."""
        return ends_like_prose(block) and not block.linked and not block.context.level and self.is_at_home(block)

    def rule_of(self, index: int) -> str:
        """Return what a dropped block is: the rule for text that knows it, what its markup says, or who left it out."""
        opinion = self._opinions.get(index)
        if opinion and opinion.kind == "furniture" and opinion.rule in _WORDS:
            return opinion.rule
        hints = sorted(self._blocks[index].context.hints)
        if hints or self._blocks[index].linked >= LINKS:
            return hints[0] if hints else "links"
        return "apart" if index in self._votes else "trafilatura"

    def reads_as_caption(self, index: int) -> bool:
        """Do the rules for text captures take it for a caption?"""
        opinion = self._opinions.get(index)
        return opinion is not None and opinion.kind == "caption"

    def is_apart(self, index: int) -> bool:
        """Does a paragraph stand in another element than the body, among blocks that are no part of it?"""
        if self.is_at_home(self._blocks[index]):
            return False
        above = [other for other in range(index - 1, max(index - 3, self._part.start), -1) if self._speaks_against(other)]
        below = [other for other in range(index + 1, min(index + 3, self._part.end)) if self._speaks_against(other)]
        return len(above) == 2 and len(below) == min(2, self._part.end - index - 1)

    def _speaks_against(self, index: int) -> bool:
        return is_dropped([*self.of(index), *(["extractor"] if index not in self._votes else [])])

    def is_at_home(self, block: Block) -> bool:
        home = _home(block)
        return not self._homes or id(home) in self._homes or (home.tag, home.attrs.get("class", "")) in self._homes


def ends_like_prose(block: Block) -> bool:
    """Does a block end as a sentence does?"""
    return bool(_STOP.search(block.text))


def _home(block: Block) -> Node:
    """Return the element whose children the paragraphs of a body are: the block's own where line breaks part them."""
    node = block.box
    if node.end - node.first < 2 or node.tag in {"p", "li"}:
        node = node.parent or node
    while node.tag in _INNER and node.parent is not None:
        node = node.parent
    return node


def _homes(prose: list[Block], total: int) -> set[int | tuple[str, str]]:
    """Return the elements that hold much of the prose, by identity and by their tag and class where they have one."""
    words: dict[int, int] = {}
    nodes: dict[int, Node] = {}
    for block in prose:
        home = _home(block)
        nodes[id(home)] = home
        words[id(home)] = words.get(id(home), 0) + block.size
    much = [nodes[key] for key, count in words.items() if count >= _HOME * total]
    return {id(node) for node in much} | {(node.tag, node.attrs["class"]) for node in much if node.attrs.get("class")}
