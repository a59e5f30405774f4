"""Floor 1. Links that lead to words on a page: text fragments (URL fragment text directives, WICG).

A browser that knows them scrolls to the words and marks them. Any other browser, and a page without these words, shows what
it shows without them.
"""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

#: What stands for words that were left out or replaced: the page has other words there.
_GAP: Final = re.compile(r"\[[^\]]*\]|\(\s*(?:\.\.\.|…)\s*\)|\.\.\.+|…+")
#: Words and characters up to which a passage is named whole. A longer one is named by its ends: a slip in the middle, such
#: as another form of quotation marks, does no harm then, and the address stays short.
_WHOLE_WORDS: Final = 10
_WHOLE: Final = 100
#: Words at each end of a longer passage. Five are rarely twice on a page.
_END_WORDS: Final = 5
#: Characters of an end at most: in a script without spaces it cannot be cut between two words.
_LONGEST: Final = 300


def to_passage(url: str, words: str) -> str:
    """Return a URL that leads to words on its page; the URL itself if there are no words, or if it leads to some already."""
    directive = _directive(words)
    if not directive or ":~:" in url:
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={directive}"


def pieces_of(words: str) -> list[str]:
    """Return the pieces of a quotation between marks of what was left out, without punctuation at their ends."""
    return [found for piece in _GAP.split(words) if (found := _bare(piece))]


def _directive(words: str) -> str:
    pieces = pieces_of(words)
    if not pieces:
        return ""
    first, last = pieces[0].split(), pieces[-1].split()
    if len(pieces) == 1 and len(first) <= _WHOLE_WORDS and len(pieces[0]) <= _WHOLE:
        return _encoded(pieces[0])
    ends = [_bare(" ".join(first[:_END_WORDS])), _bare(" ".join(last[-_END_WORDS:]))]
    if len(pieces) == 1 and len(first) < 2 * _END_WORDS:
        # The ends would overlap: a few long words, or one row of characters.
        ends = [pieces[0]]
    return ",".join(map(_encoded, ends)) if max(map(len, ends)) <= _LONGEST else ""


def _bare(text: str) -> str:
    """Return a text with single spaces, and without spaces, quotation marks and other punctuation at its ends."""
    text = " ".join(text.split())
    start, end = 0, len(text)
    while start < end and _is_edge(text[start]):
        start += 1
    while end > start and _is_edge(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_edge(character: str) -> bool:
    return character == " " or unicodedata.category(character).startswith("P")


def _encoded(text: str) -> str:
    """Return a text for a directive, in which a hyphen, a comma and an ampersand mean something else."""
    return quote(text, safe="").replace("-", "%2D")
