"""Floor 7. The articles that are proved: their files, and the blocks of their bodies with their places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from briefgen.content import schema
from briefgen.disk.handles import read_below
from briefgen.importing.capture.markdown import unescape
from briefgen.importing.known import article_paths, captures_named, without_comments
from briefgen.importing.proving.marks import EDITOR_MARK
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.values.diagnostics import Span

# With bounds as in known.py, for the same reason.
_LINK: Final = re.compile(r"!?\[([^\]]{0,500})\]\([^)]{0,2000}\)")
#: A reference to a footnote, and the beginning of one. An imported text has a backslash before each bracket.
_FOOTNOTE: Final = re.compile(r"(?<!\\)\[\^[^\]\s\\]{1,100}\]:?")
_BLOCK_MARK: Final = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+|\d{1,9}[.)]\s+|>\s?)")


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """An article's file: its text, its front matter and body and where each begins, and the digests that it names."""

    path: str
    text: str
    yaml: str
    yaml_line: int
    body: str
    body_line: int
    captures: tuple[str, ...]


def by_capture(root: Path) -> list[ArticleFile]:
    """Return the articles without their texts, those of one capture one after another, so that its text is folded once."""
    files = (read_article(root, path) for path in article_paths(root))
    # Their texts are read again one by one: all of them at once would be the whole of content/ in memory.
    bare = [replace(file, text="", yaml="", body="") for file in files if file]
    return sorted(bare, key=lambda file: (file.captures, file.path))


def read_article(root: Path, path: str) -> ArticleFile | None:
    """Return the article at a path of the project; None where its file cannot be read as one."""
    data = read_below(root, path, FILE_LIMIT).value
    text = decode(data, path).value if data is not None else None
    parts = schema.split(text, path).value if text is not None else None
    if text is None or parts is None:
        return None
    return ArticleFile(path, text, parts.yaml, parts.yaml_line, parts.body, parts.body_line, captures_named(parts.yaml))


def read_blocks(body: str, first_line: int) -> Sequence[tuple[int, str, bool]]:
    """Return the body's blocks as plain text, each with its line, and whether it is marked as the editor's."""
    found: list[tuple[int, str, bool]] = []
    lines: list[str] = []
    start = first_line
    is_editors = False
    for number, line in enumerate([*body.split("\n"), ""], start=first_line):
        is_item = _BLOCK_MARK.match(line) is not None
        if line.strip() and not (is_item and lines) and line.strip() != EDITOR_MARK:
            start = start if lines else number
            lines.append(_BLOCK_MARK.sub("", line.strip()))
            continue
        if lines:
            text = _plain(" ".join(lines))
            if text:
                found.append((start, text, is_editors))
            is_editors = is_editors and is_item
            lines = []
        if line.strip() == EDITOR_MARK:
            is_editors = True
        elif line.strip():
            start = number
            lines = [_BLOCK_MARK.sub("", line.strip())]
    return found


def _plain(text: str) -> str:
    return unescape(_LINK.sub(r"\1", _FOOTNOTE.sub("", without_comments(text)))).strip()


def span_of(path: str, lines: Sequence[str], line: int) -> Span:
    """Return the place of a block's first line, without its mark."""
    text = lines[line - 1].rstrip()
    mark = _BLOCK_MARK.match(text)
    start = mark.end() if mark else len(text) - len(text.lstrip())
    return Span(path=path, line=line, column=start + 1, length=len(text) - start)


def place_of(quote: str, path: str, lines: Sequence[str], line: int) -> Span:
    """Return the place of a quotation of a block; its line alone where Markdown writes it in another way."""
    for number in range(line, len(lines) + 1):
        text = lines[number - 1]
        if not text.strip():
            break
        whole = text.find(quote)
        if whole >= 0:
            return Span(path=path, line=number, column=whole + 1, length=len(quote))
        # One that goes on in the next line is found by the words up to there.
        start = text.find(quote[0])
        while start >= 0 and not quote.startswith(text[start:].rstrip()):
            start = text.find(quote[0], start + 1)
        if start >= 0:
            return Span(path=path, line=number, column=start + 1, length=len(text.rstrip()) - start)
    return Span(path=path, line=line)
