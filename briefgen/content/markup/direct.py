"""Floor 2. The body of a plain article, straight from its text: the same body as by way of tokens, sooner.

Most articles are paragraphs of text with some emphasis and links, subheads, quotations, short lists and footnotes, with
empty lines between them. Whoever looks at such a block sees at once what it is, and no other block can change that. So it is
written as it is read; a block whose inline markup is not that simple, and an odd table, is parsed by itself; and anything
else gives nothing, and the whole text goes the long way (`briefgen.markup`). What may be taken here is an allow-list.
`tests/laws/test_quick.py` holds the two ways against each other on articles, cases, and texts made up by hypothesis.
"""

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from briefgen.content.markup.blocks import TRIMMED, begins_text, goes_on, read_cells, read_items, read_quotation
from briefgen.content.markup.footnotes import NOTES_CLOSE, NOTES_OPEN, Notes, is_note, read_notes, reference_id
from briefgen.content.markup.limits import BRACKET_STEPS, TooManyBracketsError
from briefgen.content.markup.outline import Outline
from briefgen.content.markup.plain import Plain, Writer, escape, is_relative
from briefgen.content.markup.simple import cut_simple, is_bare
from briefgen.text.slugs import one_line
from briefgen.values.model import Heading

if TYPE_CHECKING:
    from markdown_it.token import Token

#: What may reach over empty lines is not for here, wherever it stands: a mark, and what it begins.
_FAR: Final = (("^", "^["), ("`", "```"), ("~", "~~~"))
#: Steps in brackets that the parser may take here: a body that needs more is not plain, and nobody should take them twice.
_STEPS: Final = 50_000
_HEADING: Final = re.compile(r"(#{1,6}) ([^\n]*[^\n#])")
#: The attribute of a table's cells by the colons at the two ends of the column's delimiter.
_ALIGNED: Final = {
    (False, False): "",
    (True, False): ' class="align-left"',
    (False, True): ' class="align-right"',
    (True, True): ' class="align-center"',
}


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
    blocks = [block.strip("\n") for block in markdown.split("\n\n")]
    notes = read_notes(blocks) if "[^" in markdown else {}
    if notes is None:
        return None
    body = _Body(own, notes)
    try:
        if not (all(map(body.block, blocks)) and body.notes()):
            return None
    except TooManyBracketsError:
        return None
    # The limit is on all steps of a body; simple links, which took none here, would have taken one a character at most.
    if body.steps + len(markdown) > BRACKET_STEPS:
        return None
    return Direct(body.writer.result(), tuple(body.outline.headings), body.lede)


class _Body:
    """Writes the blocks of one body; every method says whether it knew what to do."""

    def __init__(self, own: str, notes: Mapping[str, str]) -> None:
        self.writer = Writer(own)
        self.outline = Outline()
        self.lede = ""
        self._environment = {"bracket_steps": BRACKET_STEPS - _STEPS}
        self._was_list = False
        self._notes = Notes(notes)

    @property
    def steps(self) -> int:
        """The steps in brackets that the parser took."""
        return self._environment["bracket_steps"] - (BRACKET_STEPS - _STEPS)

    def block(self, source: str) -> bool:
        """Write what stands between two empty lines."""
        if not source:
            return True
        first = source[0]
        was_list, self._was_list = self._was_list, False
        if begins_text(source):
            return self._paragraph(source, "<p>", "</p>\n", is_first=not self.lede)
        if first == "#":
            return self._heading(source)
        if first == ">":
            return self._quotation(source)
        if first == "|":
            return self._table(source)
        if first != "[":
            self._was_list = True
            # Two lists with nothing between them may be one, with room between its items.
            return not was_list and self._list(source)
        # Footnotes are written behind all blocks.
        return is_note(source)

    def notes(self) -> bool:
        """Write the footnotes that were asked for."""
        html, asked = self.writer.html, self._notes.asked()
        if not asked:
            return True
        html.append(NOTES_OPEN)
        for number, (text, times) in enumerate(asked, 1):
            if not (self.writer.note(number) and self._paragraph(text, "<p>", "")):
                return False
            for repeat in range(times):
                self.writer.way_back(reference_id(number, repeat))
            html.append("</p>\n</li>\n")
        html.append(NOTES_CLOSE)
        return True

    def _paragraph(self, source: str, before: str, after: str, *, is_first: bool = False) -> bool:
        if not goes_on(source):
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
        if found is None or (content := found[2]) != content.strip() or "[^" in content:
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
        paragraphs = read_quotation(source)
        if paragraphs is None:
            return False
        html = self.writer.html
        html.append("<blockquote>\n")
        is_known = all(self._paragraph(paragraph, "<p>", "</p>\n") for paragraph in paragraphs)
        html.append("</blockquote>\n")
        return is_known

    def _list(self, source: str) -> bool:
        items = read_items(source)
        if items is None:
            return False
        tag = "ul" if items.start is None else "ol"
        html = self.writer.html
        html.append(f"<{tag}>\n" if items.start in {None, 1} else f'<{tag} start="{items.start}">\n')
        is_known = all(self._paragraph(text, "<li>", "</li>\n") for text in items.texts)
        html.append(f"</{tag}>\n")
        return is_known

    def _table(self, source: str) -> bool:
        rows = read_cells(source)
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
        if source.count("\n|") != source.count("\n") or "[^" in source:
            return False
        from briefgen.content.markup.parser import make_parser
        from briefgen.content.markup.tokens import align_by_class

        tokens = make_parser().parse(source, self._environment)
        if (tokens[0].type, tokens[-1].type) != ("table_open", "table_close"):
            return False
        align_by_class(tokens)
        return self.writer.tokens(tokens)

    def _inline(self, content: str) -> str | None:
        """Write inline markup, and return what a reader reads of it."""
        writer = self.writer
        if is_bare(content):
            writer.html.append(escape(content))
            writer.text += (content, "\n")
            return content
        pieces = cut_simple(content)
        if pieces is None:
            return self._inline_by_tokens(content)
        for kind, text, href in pieces:
            if kind == "a" and is_relative(href):
                writer.html.append("<a")
                writer.hole(href)
                writer.html.append(f">{escape(text)}</a>")
            elif kind == "a":
                writer.html.append(f'<a href="{href}">{escape(text)}</a>')
            elif kind == "note":
                place = self._notes.ask(href)
                if place is None or not writer.reference(place[0], reference_id(*place)):
                    return None
            else:
                writer.html.append(f"<{kind}>{escape(text)}</{kind}>" if kind else escape(text))
        read = "".join([text for _, text, _ in pieces])
        writer.text += (read, "\n")
        return read

    def _inline_by_tokens(self, content: str) -> str | None:
        if "[^" in content:
            return None
        # Imported here, and above: most bodies need no parser, and loading it takes longer than reading ten articles.
        from briefgen.content.markup.parser import make_parser
        from briefgen.content.markup.tokens import plain_text

        children: Sequence[Token] = make_parser().parseInline(content, self._environment)[0].children or ()
        is_known = self.writer.inline(children)
        self.writer.text.append("\n")
        return plain_text(children) if is_known else None
