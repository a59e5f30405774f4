"""Floor 4. Marks in a page that say which line of which layout wrote an element.

A page with a fault is rendered once more by layouts in which every `<` of their own text has a mark before it. What comes
from a body or a value has none, so no layout is taken for the author of a text. A mark holds noncharacters, which no content
may hold.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream

_BEGIN, _BETWEEN, _END = "\ufdd0", "\ufdd1", "\ufdd2"
_MARKS: Final = re.compile(f"{_BEGIN}[^{_END}]*{_END}")


class Mark(NamedTuple):
    """A place in a layout: the path of the file, and the line, from 1."""

    path: str
    line: int


class MarkExtension(Extension):
    """Puts a mark before each tag that a layout's text has; hangs on Jinja's seam for tokens."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        """Give the tokens of a layout, with marks in its text."""
        path = stream.filename or stream.name or ""
        for token in stream:
            yield Token(token.lineno, "data", _marked(token.value, path, token.lineno)) if token.type == "data" else token


def _marked(text: str, path: str, line: int) -> str:
    first, *others = text.split("<")
    parts = [first]
    for index, part in enumerate(others):
        line += (first if index == 0 else others[index - 1]).count("\n")
        parts.append(f"{_BEGIN}{path}{_BETWEEN}{line}{_END}<{part}")
    return "".join(parts)


def mark_before(page: str, at: int) -> Mark | None:
    """Return the mark that ends before a place on a page, or None if there is none."""
    if at == 0 or page[at - 1] != _END:
        return None
    path, _, line = page[page.rindex(_BEGIN, 0, at) + 1 : at - 1].rpartition(_BETWEEN)
    return Mark(path, int(line))


def has_marks(page: str) -> bool:
    """Is a page one with marks?"""
    return _BEGIN in page


def without_marks(text: str) -> str:
    """Return a text of a page without marks."""
    return _MARKS.sub("", text) if _BEGIN in text else text
