"""Floor 2. The body of a plain article, straight from its text: the same body as by way of tokens, sooner.

Most articles are paragraphs of text with some emphasis and links, subheads, quotations and short lists, with empty lines
between them. Whoever looks at such a block sees at once what it is, and no other block can change that. So it is written
as it is read; a block whose inline markup is not that simple, and an odd table, is parsed by itself; and anything else gives
nothing, and the whole text goes the long way (`briefgen.markup`). What may be taken here is an allow-list.
`tests/test_quick.py` holds the two ways against each other on articles, cases, and texts made up by hypothesis.
"""

import functools
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from briefgen.markup.limits import BRACKET_STEPS, TooManyBracketsError
from briefgen.markup.outline import Outline
from briefgen.markup.plain import Plain, Writer, escape, is_normal_link, is_relative, is_whole
from briefgen.model import Heading
from briefgen.text import one_line

if TYPE_CHECKING:
    from markdown_it.token import Token

#: What reaches over empty lines (footnotes, fences) is not for here, wherever it stands: a mark, and what it begins.
_FAR: Final = (("^", "[^"), ("^", "^["), ("`", "```"), ("~", "~~~"))
#: Marks that begin something other than a paragraph at the start of a line, unless what follows them says no.
_MARKS: Final = frozenset(" \t`~>*-_+[<#|:=0123456789")
#: The white space that the parser takes off the ends of a paragraph.
TRIMMED: Final = (
    "\t\n\x0b\x0c\r \xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
#: Steps in brackets that the parser may take here: a body that needs more is not plain, and nobody should take them twice.
_STEPS: Final = 50_000
_BULLETS: Final = frozenset("-*+")
#: A paragraph may begin with a number that is none of a list, emphasis round a word, or a link.
_TEXT_START: Final = re.compile(r"\d+(?![\d.)])|\*\*?[^\W_]|\[[^\[\]\\^]+\]\(")
#: A line after the first one that may not be text.
_ODD_LINE: Final = re.compile(r"\n(?:[ \t`~>*\-_+[<#|:=]|\d+[.)])")
_HEADING: Final = re.compile(r"(#{1,6}) ([^\n]*[^\n#])")

_DELIMITER: Final = re.compile(":?-+:?")
#: The attribute of a table's cells by the colons at the two ends of the column's delimiter.
_ALIGNED: Final = {
    (False, False): "",
    (True, False): ' class="align-left"',
    (False, True): ' class="align-right"',
    (True, True): ' class="align-center"',
}

# Text without any mark, and such text that begins and ends with a letter or a digit: only then do the delimiters round it
# open and close whatever stands on their other side (CommonMark 6.2).
_TEXT: Final = r"[^\[\]*_`<&!\\^~\n]+"
_WORDS: Final = r"[^\W_](?:[^\[\]*_`<&!\\^~\n]*[^\W_])?"
# Each form begins with its mark, so that a search runs from mark to mark.
_SIMPLE: Final = re.compile(
    rf"\*(?<!\*\*)(?:\*(?P<strong>{_WORDS})\*\*|(?P<em>{_WORDS})\*)(?!\*)"
    rf"|\[(?P<label>{_TEXT})\]\((?P<href>[A-Za-z0-9:/._~#%-]+)\)"
)


class Direct(NamedTuple):
    """What a body is made of: see `Plain`, and its headings and its first paragraph."""

    plain: Plain
    outline: tuple[Heading, ...]
    lede: str


def write_direct(markdown: str, own: str) -> Direct | None:
    """Return what the tokens of this text would be written to; None where that is not certain.

    The text must hold no control characters and no numeric character references. `own` begins the ids.
    """
    if any(mark in markdown and far in markdown for mark, far in _FAR):
        return None
    body = _Body(own)
    try:
        if not all(map(body.block, markdown.split("\n\n"))):
            return None
    except TooManyBracketsError:
        return None
    # The limit is on all steps of a body; simple links, which took none here, would have taken one a character at most.
    if body.steps + len(markdown) > BRACKET_STEPS:
        return None
    return Direct(body.writer.result(), tuple(body.outline.headings), body.lede)


class _Body:
    """Writes the blocks of one body; every method says whether it knew what to do."""

    def __init__(self, own: str) -> None:
        self.writer = Writer(own)
        self.outline = Outline()
        self.lede = ""
        self._environment = {"bracket_steps": BRACKET_STEPS - _STEPS}
        self._was_list = False

    @property
    def steps(self) -> int:
        """The steps in brackets that the parser took."""
        return self._environment["bracket_steps"] - (BRACKET_STEPS - _STEPS)

    def block(self, source: str) -> bool:
        """Write what stands between two empty lines."""
        source = source.strip("\n")
        if not source:
            return True
        first = source[0]
        was_list, self._was_list = self._was_list, False
        if first not in _MARKS or _TEXT_START.match(source):
            return self._paragraph(source, "<p>", "</p>\n", is_first=not self.lede)
        if first == "#":
            return self._heading(source)
        if first == ">":
            return self._quotation(source)
        if first in _BULLETS:
            self._was_list = True
            # Two lists with nothing between them may be one, with room between its items.
            return not was_list and self._list(source)
        return first == "|" and self._table(source)

    def _paragraph(self, source: str, before: str, after: str, *, is_first: bool = False) -> bool:
        if "\n" in source and _ODD_LINE.search(source):
            return False
        content = source.strip(TRIMMED)
        html = self.writer.html
        html.append(before)
        text = self._inline(content)
        html.append(after)
        if is_first and text:
            self.lede = one_line(text)
        return text is not None

    def _heading(self, source: str) -> bool:
        found = _HEADING.fullmatch(source)
        if found is None or (content := found[2]) != content.strip():
            return False
        # The id is made of the text, so the tag is written after it.
        html = self.writer.html
        html.append("")
        place, parts = len(html) - 1, len(self.writer.parts)
        text = self._inline(content)
        if text is None or len(self.writer.parts) != parts:
            return False
        heading = self.outline.add(len(found[1]), one_line(text))
        html[place] = f'<h{heading.level} id="{heading.id}">'
        html.append(f"</h{heading.level}>\n")
        return True

    def _quotation(self, source: str) -> bool:
        lines = _after_marks(source, "> ")
        return lines is not None and self._paragraph("\n".join(lines), "<blockquote>\n<p>", "</p>\n</blockquote>\n")

    def _list(self, source: str) -> bool:
        items = _after_marks(source, f"{source[0]} ")
        if items is None:
            return False
        self.writer.html.append("<ul>\n")
        is_known = all(self._paragraph(item, "<li>", "</li>\n") for item in items)
        self.writer.html.append("</ul>\n")
        return is_known

    def _table(self, source: str) -> bool:
        rows = _cells(source)
        if rows is None:
            return self._table_by_tokens(source)
        classes = [_ALIGNED[mark[0] == ":", mark[-1] == ":"] for mark in rows[1]]
        html = self.writer.html
        html.append("<table>\n<thead>\n")
        is_known = self._row("th", rows[0], classes)
        html.append("</thead>\n")
        if rows[2:]:
            html.append("<tbody>\n")
            is_known = is_known and all(self._row("td", row, classes) for row in rows[2:])
            html.append("</tbody>\n")
        html.append("</table>\n")
        return is_known

    def _row(self, tag: str, cells: Sequence[str], classes: Sequence[str]) -> bool:
        self.writer.html.append("<tr>\n")
        is_known = all(
            self._paragraph(cell, f"<{tag}{name}>", f"</{tag}>\n") for cell, name in zip(cells, classes, strict=True)
        )
        self.writer.html.append("</tr>\n")
        return is_known

    def _table_by_tokens(self, source: str) -> bool:
        if source.count("\n|") != source.count("\n"):
            return False
        from briefgen.markup.parser import make_parser
        from briefgen.markup.tokens import align_by_class

        tokens = make_parser().parse(source, self._environment)
        if (tokens[0].type, tokens[-1].type) != ("table_open", "table_close"):
            return False
        align_by_class(tokens)
        return self.writer.tokens(tokens)

    def _inline(self, content: str) -> str | None:
        """Write inline markup, and return what a reader reads of it."""
        writer = self.writer
        if _is_bare(content):
            writer.html.append(escape(content))
            writer.text += (content, "\n")
            return content
        pieces = _simple(content)
        if pieces is None:
            return self._inline_by_tokens(content)
        for kind, text, href in pieces:
            if kind == "a" and is_relative(href):
                writer.html.append("<a")
                writer.hole(href)
                writer.html.append(f">{escape(text)}</a>")
            elif kind == "a":
                writer.html.append(f'<a href="{href}">{escape(text)}</a>')
            else:
                writer.html.append(f"<{kind}>{escape(text)}</{kind}>" if kind else escape(text))
        read = "".join([text for _, text, _ in pieces])
        writer.text += (read, "\n")
        return read

    def _inline_by_tokens(self, content: str) -> str | None:
        # Imported here, and above: most bodies need no parser, and loading it takes longer than reading ten articles.
        from briefgen.markup.parser import make_parser
        from briefgen.markup.tokens import plain_text

        children: Sequence[Token] = make_parser().parseInline(content, self._environment)[0].children or ()
        is_known = self.writer.inline(children)
        self.writer.text.append("\n")
        return plain_text(children) if is_known else None


def _after_marks(source: str, mark: str) -> list[str] | None:
    """Return what follows a mark on each line, if that can be nothing but text."""
    lines = source.split("\n")
    for line in lines:
        if not line.startswith(mark) or len(line) < 3 or line[2] in _MARKS:
            return None
    return [line[2:] for line in lines]


def _cells(source: str) -> list[list[str]] | None:
    """Return the cells of a table by rows, the second of which says how columns are aligned; None where it is not plain."""
    if "\\" in source or "`" in source:
        return None
    rows: list[list[str]] = []
    for line in source.split("\n"):
        if len(line) < 2 or line[0] != "|" or line[-1] != "|":
            return None
        rows.append([cell.strip(TRIMMED) for cell in line[1:-1].split("|")])
    is_table = len(rows) > 1 and all(map(_DELIMITER.fullmatch, rows[1]))
    return rows if is_table and all(len(row) == len(rows[0]) for row in rows) else None


def _is_bare(text: str) -> bool:
    """Is there no inline markup in the text?

    Asked mark by mark, since that is done in a tenth of the time of a search for any of them.
    """
    return not (
        "*" in text
        or "[" in text
        or "_" in text
        or "`" in text
        or "<" in text
        or "\\" in text
        or "~~" in text
        or (";" in text and "&" in text)
        or " \n" in text
    )


def _simple(text: str) -> list[tuple[str, str, str]] | None:
    """Cut text into pieces of one element each, or none: tag, text, address. None where there is other markup in it."""
    pieces: list[tuple[str, str, str]] = []
    start = 0
    for found in _SIMPLE.finditer(text):
        between = text[start : found.start()]
        if not _is_bare(between):
            return None
        if between:
            pieces.append(("", between, ""))
        start = found.end()
        kind = found.lastgroup
        if kind == "href":
            href = found["href"]
            # An image, or a note.
            if between[-1:] in {"!", "^"} or not _is_known_link(href):
                return None
            pieces.append(("a", found["label"], href))
        elif kind is not None:
            pieces.append((kind, found[kind], ""))
    rest = text[start:]
    if not _is_bare(rest):
        return None
    pieces.append(("", rest, ""))
    return pieces


@functools.lru_cache(maxsize=1024)
def _is_known_link(href: str) -> bool:
    return is_normal_link(href) and (is_relative(href) or is_whole(href))
