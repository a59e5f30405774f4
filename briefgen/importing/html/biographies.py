"""Floor 7. The paragraphs at the end of a body that are about who wrote it, as the rules for text captures know them."""

from collections.abc import Iterable, Sequence
from typing import Final

from briefgen.importing.capture.rules import Rules
from briefgen.importing.html.blocks import Block
from briefgen.text.words import word_pattern

#: Longest paragraph about a writer, in words; fewest paragraphs before it; and how far from the end it may begin.
_LONGEST: Final = 80
_BEFORE: Final = 3
_REACH: Final = 4
#: Words of a name that are compared, and words behind it in which its calling stands ("is a professor of").
_NAME: Final = 2
_CALLING: Final = 8
_WORD: Final = word_pattern()


def names_of(lines: Iterable[Block], rules: Rules) -> frozenset[tuple[str, ...]]:
    """Return the first and the last two words of what may be names in the lines beside a headline."""
    found: set[tuple[str, ...]] = set()
    for block in lines:
        count = rules.begins("byline", block.words)
        words = block.words[count:]
        if _NAME <= len(words) <= _NAME + _BEFORE and not block.times:
            found |= {words[:_NAME], words[-_NAME:]}
    return frozenset(found)


def find_biography(body: Sequence[Block], names: frozenset[tuple[str, ...]], rules: Rules) -> int:
    """Return the place in a body from which on it is about its writers; its length where it is not."""
    for place in range(max(_BEFORE, len(body) - _REACH), len(body)):
        block = body[place]
        begins = (block.words[:_NAME], block.words[1 : 1 + _NAME])
        if block.size <= _LONGEST and not block.context.level and not names.isdisjoint(begins):
            return place
    place = len(body)
    while place > _BEFORE and _tells_of_a_stranger(body[place - 1], body[: place - 1], rules):
        place -= 1
        # Only the last ones: each look goes through the whole body.
        if place <= len(body) - _REACH:
            break
    return place


def _tells_of_a_stranger(block: Block, others: Sequence[Block], rules: Rules) -> bool:
    """Does a short paragraph begin with a name that no other one has, and say what that person is?"""
    name = _WORD.findall(block.text)[:_NAME]
    if block.size > _LONGEST or len(name) < _NAME or any(word.isascii() and not word[:1].isupper() for word in name):
        return False
    if not any(rules.has("calling", word) for word in block.words[_NAME : _NAME + _CALLING]):
        return False
    folded = set(block.words[:_NAME])
    return all(folded.isdisjoint(other.words) for other in others)
