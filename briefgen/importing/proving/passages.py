"""Floor 7. The passages of an article that are proved: title, summary, key points and the blocks of its body.

What the desk says in words of its own it marks. In a body, `<!-- editor -->` on a line of its own is for the paragraph
below, and `<!-- editor -->...<!-- /editor -->` for the words between; in front matter `# editor` is for the value beside it
or below it.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

from briefgen.content.frontmatter import Scalar, Sequence, read_yaml, split
from briefgen.importing.proving.articles import ArticleFile, read_blocks
from briefgen.text.words import word_pattern
from briefgen.values.diagnostics import Span

#: The lines of a file.
Lines: TypeAlias = tuple[str, ...] | list[str]

#: The keys of front matter whose texts are proved.
_FIELDS: Final = frozenset(["title", "summary", "key_points"])
#: Where the words of the desk begin and end, in the text of a block that was read with `_marked`.
# They are noncharacters, which no file of the project may have.
_BEGIN: Final = "\ufdd0"
_END: Final = "\ufdd1"
_LINK: Final = "\ufdd2"
_SIGNS: Final = re.compile(f"([{_BEGIN}{_END}{_LINK}])")
#: A phrase has an end, so that many marks without one take no longer than their text.
_PHRASE: Final = re.compile(
    r"<!--\s*editor\s*-->(?!\s*$)((?:(?!<!--|\n\n).){1,4000}?)<!--\s*/editor\s*-->", re.DOTALL | re.MULTILINE
)
_COMMENT: Final = re.compile(r"(?:^|\s)#\s*editor\b")
#: What is no text of the article: footnote marks, HTML elements, code, addresses.
_NO_TEXT: Final = re.compile(
    r"\[\^[^\]\s]{1,200}\]:?|</?[A-Za-z][^<>]{0,500}>|<https?://[^<>\s]{1,2000}>|https?://\S{1,2000}|`[^`]{1,500}`"
)
#: A link to another text of the site: its words are about that text, and not about the captures.
_INNER: Final = re.compile(r"(?<!!)\[([^\]]{0,500})\]\((?!https?:)[^)\s]{0,2000}\.md(?:#[^)\s]{0,500})?\)")
_UNSEEN: Final = re.compile(r"(?<=\])\([^()\s]{0,2000}\)|<!--.{0,200}?-->")
_WORD: Final = word_pattern()


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of an article: plain, the line and column of its file where it begins, and whether it is the desk's own.

    `text` has spaces in place of what the desk marked as its own and of what is no prose, so that places stay; `parts` are
    the stretches of `plain` between what the desk marked. `field` is the key of front matter (`key_points.0`), or empty.
    """

    plain: str
    text: str
    line: int
    column: int
    last: int
    is_editors: bool
    parts: tuple[str, ...] = ()
    field: str = ""

    def place(self, path: str, lines: Lines, start: int, end: int) -> Span:
        """Return the place in the file of a stretch of the text; of its first line, where it goes on in the next.

        The words of the text stand in the file in the same order, so they are found one after another.
        """
        number, column = self.line, self.column - 1
        first: tuple[int, int] | None = None
        for match in _WORD.finditer(self.plain, 0, end):
            at = _find(lines, match[0], (number, column), self.last)
            if at is None:
                continue
            number, column = at[0], at[1] + len(match[0])
            if match.end() <= start:
                continue
            if first is None:
                first = (at[0], at[1] - _same_before(lines[at[0] - 1][: at[1]], self.plain[start : match.start()]))
            elif at[0] > first[0]:
                return _span(path, first, len(lines[first[0] - 1].rstrip()))
        if first is None:
            return Span(path=path, line=self.line)
        tail = self.plain[:end]
        marks = tail[len(tail.rstrip("”’»\"'“‘«›」』%")) :]
        while marks and not lines[number - 1].startswith(marks, column):
            marks = marks[:-1]
        return _span(path, first, column + len(marks))


def without_targets(lines: Lines) -> Lines:
    """Return the lines of a file with spaces in place of what no reader sees: comments, and where links lead."""
    return [_UNSEEN.sub(lambda match: " " * len(match[0]), line) for line in lines]


def _span(path: str, first: tuple[int, int], end: int) -> Span:
    return Span(path=path, line=first[0], column=first[1] + 1, length=max(1, end - first[1]))


def _same_before(before: str, marks: str) -> int:
    """Return the length of the marks of a stretch's beginning where the file has them too, such as a quotation mark."""
    return len(marks) if marks and before.endswith(marks) else 0


def _find(lines: Lines, word: str, place: tuple[int, int], last: int) -> tuple[int, int] | None:
    number, column = place
    for current in range(number, min(last, len(lines)) + 1):
        at = lines[current - 1].find(word, column if current == number else 0)
        if at >= 0:
            return current, at
    return None


def passages_of(file: ArticleFile) -> Iterator[Passage]:
    """Yield the passages of an article: its front matter's, then the blocks of its body."""
    lines = file.text.split("\n")
    parts = split(file.text, file.path).value
    front = read_yaml(parts.yaml, file.path, parts.yaml_line).value if parts is not None else None
    for key, node in front.entries if front is not None else ():
        if key.text in _FIELDS:
            for index, item in enumerate(node.items if isinstance(node, Sequence) else (node,)):
                if isinstance(item, Scalar) and item.text.strip():
                    yield _field(f"{key.text}.{index}" if isinstance(node, Sequence) else key.text, item, lines)
    blocks = list(read_blocks(_marked(file.body), file.body_line))
    for index, (line, block, is_editors) in enumerate(blocks):
        last = blocks[index + 1][0] - 1 if index + 1 < len(blocks) else len(lines)
        plain, text, around = _unmarked(block)
        yield Passage(plain, text, line, 1, last, is_editors, around)


def _field(name: str, value: Scalar, lines: Lines) -> Passage:
    place, text = value.place, value.text
    line = lines[place.line - 1] if place.line <= len(lines) else ""
    above = lines[place.line - 2].strip() if place.line > 1 else ""
    own = _COMMENT.search(line[place.column - 1 :]) is not None or _COMMENT.match(above) is not None
    # A text of several lines goes on as long as they are indented, and are no point of their own.
    last = place.line
    while last < len(lines) and _goes_on(lines[last]):
        last += 1
    return Passage(text, text, place.line, place.column, last, own, (text,), name)


def _goes_on(line: str) -> bool:
    return not line.strip() or (line[:1].isspace() and not line.lstrip().startswith("- "))


def _marked(body: str) -> str:
    """Return a body with the phrases of the desk, and the names of other texts of the site, between signs."""
    marked = _PHRASE.sub(rf"{_BEGIN}\1{_END}", body) if "/editor" in body else body
    return _INNER.sub(rf"[{_LINK}\1{_END}]()", marked)


def _unmarked(block: str) -> tuple[str, str, tuple[str, ...]]:
    """Return a block without signs; with spaces for what is not to be proved; and the parts around the desk's words."""
    shown: list[str] = []
    parts = [""]
    held = ""
    for piece in _SIGNS.split(block):
        if piece in {_BEGIN, _LINK, _END}:
            held = piece
            continue
        shown.append(" " * len(piece) if held in {_BEGIN, _LINK} else piece)
        if held == _BEGIN:
            parts.append("")
        else:
            parts[-1] += piece
    text = _NO_TEXT.sub(lambda match: " " * len(match[0]), "".join(shown))
    plain = block.translate(dict.fromkeys(map(ord, (_BEGIN, _END, _LINK))))
    text = text.replace("*", " ").replace("~~", "  ")
    return plain, text, tuple(part for part in parts if _WORD.search(part))


def with_signs(body: str) -> str:
    """Return a body with the phrases that the desk marked as its own between two signs, which `without_signs` takes out."""
    return _PHRASE.sub(rf"{_BEGIN}\1{_END}", body) if "/editor" in body else body


def without_signs(text: str) -> tuple[str, str]:
    """Return a text of `with_signs` as it is read, and without the phrases of the desk."""
    parts = re.split(f"[{_BEGIN}{_END}]", text)
    # A sentence may begin or end within a phrase.
    is_inside = text.find(_END) >= 0 and not 0 <= text.find(_BEGIN) < text.find(_END)
    return "".join(parts), " ".join(parts[1::2] if is_inside else parts[::2])
