"""Floor 2. Markdown that nobody would write as text and that stays text, and what shows nothing: each is a finding."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from markdown_it.rules_block.table import escapedSplit
from markdown_it.token import Token

from briefgen.content.markup.locate import Locator
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: What looks like a link or an image: with its address, with a reference, or as a wiki writes it.
_LINK: Final = re.compile(r"(?<![\w\\\]])(!?\[(?!\^)(?:\[[^\[\]\n]+\]\]|[^\[\]\n]*\](?:\([^()\n]*\)|\[[^\[\]\n]+\])))")
#: Attributes as some tools write them, right behind a link, an image or other markup.
_ATTRIBUTES: Final = re.compile(r"\{[ :]*(?:[.#][\w-]+|[\w-]+=[^{}\n]*)[^{}\n]*\}")
_FENCE: Final = re.compile(r"[\s>]*(`{3,}|~{3,})\s*")
#: Most findings of one kind in a text.
_MOST: Final = 50


def findings_of_leftovers(markdown: str, tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    """Give a finding for each link that is none, link without words, block of code without an end, and cell too many."""
    if "[" in markdown:
        yield from _of_links(tokens, locator)
    if "```" in markdown or "~~~" in markdown:
        yield from _of_fences(markdown, tokens)
    if "|" in markdown:
        yield from _of_tables(markdown, tokens)


def _of_links(tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    left: set[str] = set()
    empty = 0
    # Most paragraphs have neither links nor attributes.
    for token in (token for token in tokens if token.children and ("[" in token.content or "{" in token.content)):
        for child in token.children or ():
            if child.type == "text" and "[" in child.content:
                left.update(found[1] for found in _LINK.finditer(child.content))
        for before, child in pairwise(token.children or ()):
            if child.type == "link_close" and before.type == "link_open" and empty < _MOST:
                empty += 1
                address = str(before.attrs.get("href", ""))
                place = locator.address(address)
                span = Span(path="", line=place[0], column=place[1]) if place else _line(token)
                yield finding(
                    "empty-link", span, "the link has no words, so no reader sees it", "write between the brackets"
                )
            if child.type == "text" and before.type != "softbreak" and (found := _ATTRIBUTES.match(child.content)):
                message = f"{found[0][:60]} looks like attributes of another tool; it stays as text"
                place = locator.written(found[0], (token.map[0], token.map[1]) if token.map else None)
                span = Span(path="", line=place[0], column=place[1], length=len(found[0])) if place else _line(token)
                yield finding("unknown-shortcode", span, message, "remove it")
    if left:
        # An escaped bracket is text for certain: the source says so.
        places = [(text, place) for text, place in locator.matches(_LINK) if text in left]
        for text, place in places[:_MOST]:
            span = Span(path="", line=place[0], column=place[1], length=len(text))
            what = "an image" if text.startswith("!") else "a link"
            message = f'"{text[:60]}" looks like {what}, but it stays as text'
            yield finding("not-a-link", span, message, _hint(text))


def _hint(text: str) -> str:
    if text.endswith(")"):
        return "put an address with spaces between < and >, or write %20 for each space"
    if text.startswith("[["):
        return "write the text in brackets and the address in parentheses, as in [the boats](boats.md)"
    return 'define the reference, as in "[name]: https://port.example/", or write a backslash before the bracket'


def _of_fences(markdown: str, tokens: Iterable[Token]) -> Iterator[Diagnostic]:
    fences = [token for token in tokens if token.type == "fence" and token.map]
    lines = markdown.split("\n") if fences else []
    for token in fences:
        assert token.map is not None
        start, end = token.map
        last = _FENCE.fullmatch(lines[end - 1]) if end - 1 > start and end <= len(lines) else None
        if last is None or not last[1].startswith(token.markup):
            message = "the code that begins here does not end, so the rest of the text is code"
            yield finding("open-fence", Span(path="", line=start + 1), message, f"end it with a line {token.markup}")


def _of_tables(markdown: str, tokens: Iterable[Token]) -> Iterator[Diagnostic]:
    lines: list[str] = []
    columns = 0
    for token in tokens:
        if token.type == "thead_open":
            columns = 0
        elif token.type == "th_open":
            columns += 1
        elif token.type == "tr_open" and columns and token.map:
            lines = lines or markdown.split("\n")
            # Split as the parser does; a quotation's marks are before the row.
            row = escapedSplit(lines[token.map[0]].strip().lstrip("> \t"))
            cells = len(row) - (not row[0]) - (len(row) > 1 and not row[-1])
            if cells > columns:
                message = f"the row has {cells} cells and the table {columns} columns, so the last cells are on no page"
                hint = 'give the table more columns in its first two rows, or write "\\|" for a bar that is text'
                yield finding("extra-cell", Span(path="", line=token.map[0] + 1), message, hint)


def _line(token: Token) -> Span:
    return Span(path="", line=token.map[0] + 1 if token.map else None)
