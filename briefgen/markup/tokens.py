"""Floor 2. Token streams of one body: headings put in order, text taken out, addresses found in the source again."""

import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token

from briefgen.model import Heading
from briefgen.text import anchor, one_line

_MORE: Final = re.compile(r"\s*<!--\s*more\s*-->\s*")
#: Ids that footnotes have.
_FOOTNOTE_ID: Final = re.compile(r"fn(?:ref)?-\d")
#: What an author writes before an address: `](`, `]: `, `href=` or `src=`.
_BEFORE_ADDRESS: Final = r"(?:\]\(\s*<?|\]:\s*<?|<|(?:href|src)\s*=\s*[\"']?)"


def order_headings(tokens: Sequence[Token]) -> tuple[Heading, ...]:
    """Give the headings ids, unique in the body, and levels from 2 on without gaps, and return them in order.

    The shallowest level of the body becomes 2, whatever it was, so that the title stays the page's only first-level heading.
    """
    headings: list[Heading] = []
    taken: set[str] = set()
    path: list[int] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        written = int(token.tag[1])
        while path and path[-1] >= written:
            path.pop()
        path.append(written)
        level = min(len(path) + 1, 6)
        text = plain_text(tokens[index + 1].children or ())
        name = _unique(anchor(text), taken)
        token.tag = tokens[index + 2].tag = f"h{level}"
        token.attrSet("id", name)
        headings.append(Heading(level=level, id=name, text=text))
    return tuple(headings)


def align_by_class(tokens: Iterable[Token]) -> None:
    """Turn the inline style of aligned table cells into a class: a strict content security policy allows no inline style."""
    for token in tokens:
        if token.type in {"td_open", "th_open"} and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}


def plain_text(children: Iterable[Token]) -> str:
    """Return what a reader reads of inline tokens, without notes and images, on one line."""
    pieces = []
    for token in children:
        if token.type in {"text", "code_inline"}:
            pieces.append(token.content)
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append(" ")
    return one_line("".join(pieces))


def body_text(tokens: Iterable[Token]) -> str:
    """Return the text of a body, a line a block, for counting words and for search."""
    lines = []
    for token in tokens:
        if token.type == "inline":
            lines.append(plain_text(token.children or ()))
        elif token.type in {"fence", "code_block"}:
            lines.append(token.content)
    return "\n".join(lines)


def lede(tokens: Sequence[Token]) -> str:
    """Return the text before `<!--more-->`, or the first paragraph's where there is no such mark."""
    blocks: list[str] = []
    first = ""
    for index, token in enumerate(tokens):
        if token.type == "html_block" and _MORE.fullmatch(token.content):
            return " ".join(blocks)
        if token.type != "inline" or tokens[index - 1].type != "paragraph_open":
            continue
        children = token.children or []
        cut = next(
            (at for at, child in enumerate(children) if _MORE.fullmatch(child.content) and child.type == "html_inline"), None
        )
        text = plain_text(children if cut is None else children[:cut])
        blocks += [text] if text else []
        if cut is not None:
            return " ".join(blocks)
        if not first and token.level == 1:
            first = text
    return first


def inline_tokens(tokens: Iterable[Token]) -> Iterator[tuple[Token, int | None]]:
    """Give every inline token with the first line, from 0, of its block (None where the parser does not say)."""
    for token in tokens:
        if token.type == "inline":
            for child in token.children or ():
                yield child, token.map[0] if token.map else None


class Locator:
    """Finds where in the Markdown something was written, front to back; code is left out, since nothing in it counts."""

    def __init__(self, markdown: str, tokens: Sequence[Token]) -> None:
        """Take the text and its tokens, which say where code is."""
        self._markdown = markdown
        self._tokens = tokens
        self._cursor: dict[str, int] = {}

    @functools.cached_property
    def _text(self) -> str:
        # Most bodies have nothing to look for, so this waits until something is.
        lines = self._markdown.split("\n")
        for token in self._tokens:
            if token.type in {"fence", "code_block"} and token.map:
                for row in range(token.map[0], min(token.map[1], len(lines))):
                    lines[row] = " " * len(lines[row])
        text = "\n".join(lines)
        return re.sub(r"(`+)(?!`).+?(?<!`)\1(?!`)", lambda code: re.sub(r"[^\n]", " ", code[0]), text)

    def address(self, target: str) -> tuple[int, int] | None:
        """Return line and column, from 1, of the next place where this address was written, if it is to be seen."""
        for written in dict.fromkeys((target, unquote(target))):
            if not written:
                continue
            found = re.compile(_BEFORE_ADDRESS + f"({re.escape(written)})").search(self._text, self._cursor.get(target, 0))
            if found:
                self._cursor[target] = found.end()
                return self._position(found.start(1))
        return None

    def pattern(self, pattern: re.Pattern[str]) -> tuple[int, int] | None:
        """Return line and column, from 1, of the first match."""
        found = pattern.search(self._text)
        return self._position(found.start()) if found else None

    def _position(self, index: int) -> tuple[int, int]:
        return self._text.count("\n", 0, index) + 1, index - self._text.rfind("\n", 0, index)


def _unique(name: str, taken: set[str]) -> str:
    base = name or "section"
    if _FOOTNOTE_ID.match(base):
        base = f"section-{base}"
    candidate, number = base, 1
    while candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    taken.add(candidate)
    return candidate
