"""Floor 2. Our own writer: the tokens of Markdown's own elements -> sanitised HTML with holes, in one walk.

A text without raw HTML gives a few known tags around escaped text, so only addresses need a check. The writer is an
allow-list: it knows for certain that the sanitiser would leave a token as it is, or it refuses the whole body, and the
body is rendered and sanitised instead. `tests/laws/test_dispatch.py` compares the two on every case, the sample, and texts
that hypothesis makes.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from markdown_it.token import Token

from briefgen.content.markup.parser import NOTE_BACK, NOTES_CLOSE, NOTES_OPEN, note_number, note_reference

#: Addresses that no reader of URLs refuses or rewrites, and that lead to other sites: a name of letters, a plain path.
_WHOLE: Final = re.compile(
    r"(?:https?://(?!xn--)[a-z0-9]+(?:\.(?!xn--)[a-z0-9]+)*\.[a-z]{2,20}(?:/[A-Za-z0-9._~!$'()*+,;=:@%&/?#-]*)?"
    r"|mailto:[a-z0-9.]+@[a-z0-9]+\.[a-z]{2,20})"
)
#: Addresses that are seen from the article: holes for the plan to fill.
_RELATIVE: Final = re.compile(r"(?:(?:\.\.?/)*[A-Za-z0-9_][A-Za-z0-9_./-]*)?(?:#[A-Za-z0-9_.%-]*)?")
#: Elements of one kind inside each other: up to here a browser's reading is that of any reader.
_SAME_DEPTH: Final = 3

#: Blocks that are their tag, attributes apart.
_BLOCKS: Final = frozenset(
    f"{name}_{end}"
    for name in (
        "paragraph", "heading", "bullet_list", "ordered_list", "list_item", "blockquote", "table", "thead", "tbody", "tr",
        "th", "td",
    )
    for end in ("open", "close")
) | {"hr"}  # fmt: skip
#: Inline elements that are their tag.
_INLINE: Final = frozenset({"em_open", "strong_open", "s_open"})
_CLASSES: Final = frozenset({"align-left", "align-center", "align-right"})
_START: Final = re.compile(r"\d{1,5}", re.ASCII)
_ODD_IN_ATTRIBUTE: Final = re.compile("[&<>\"'\xa0\n]")


class WrittenHtml(NamedTuple):
    """HTML in parts as `sanitize` gives them, its relative addresses, ids of footnotes, and the text that a reader reads."""

    parts: tuple[str | int, ...]
    targets: tuple[str, ...]
    notes: tuple[str, ...]
    text: str


def write_html(tokens: Sequence[Token], own: str) -> WrittenHtml | None:
    """Return the HTML of a body that the sanitiser would leave as it is; None where that is not certain.

    The text that was parsed must hold no control characters and no numeric character references. `own` begins the ids.
    """
    return _Writer(own).write(tokens)


class _Writer:
    """Gathers pieces of HTML and text. A method that returns false has met something that the sanitiser must judge.

    `_parts` are the parts of HTML up to the last hole, `_html` the pieces after it, `_text` all that a reader reads.
    """

    def __init__(self, own: str) -> None:
        self._own = own
        self._parts: list[str | int] = []
        self._html: list[str] = []
        self._text: list[str] = []
        self._targets: list[str] = []
        self._notes: dict[str, None] = {}
        self._open_blocks: list[str] = []

    def write(self, tokens: Sequence[Token]) -> WrittenHtml | None:
        """Write blocks with their inline markup."""
        for index, token in enumerate(tokens):
            kind = token.type
            if kind == "inline":
                is_known = self._inline(token.children or ())
            elif kind in _BLOCKS:
                is_known = token.hidden or self._tag(tokens, index)
            else:
                is_known = self._block(token)
            if not is_known:
                return None
        self._cut()
        written = WrittenHtml(tuple(self._parts), tuple(self._targets), tuple(self._notes), "".join(self._text))
        return None if self._open_blocks else written

    def _block(self, token: Token) -> bool:
        self._text.append("\n")
        match token.type:
            case "fence" | "code_block" if not token.attrs:
                self._html.append(f"<pre><code>{_escape(token.content)}</code></pre>\n")
                self._text += [token.content, "\n"]
            case "footnote_block_open":
                self._html.append(NOTES_OPEN)
            case "footnote_block_close":
                self._html.append(NOTES_CLOSE)
            case "footnote_open":
                return self._named(f"fn-{note_number(token)}", "<li", ">")
            case "footnote_close":
                self._html.append("</li>\n")
            case "footnote_anchor":
                self._html.append(" <a")
                self._hole(f"#{note_reference(token)}")
                self._html.append(f' class="footnote-back">{NOTE_BACK}</a>')
            case _:
                return False
        return True

    def _tag(self, tokens: Sequence[Token], index: int) -> bool:
        token = tokens[index]
        self._text.append("\n")
        # Where lines end: as the parser's own renderer has it (`RendererHTML.renderToken`).
        if token.nesting == -1:
            self._html.append(f"</{token.tag}>\n")
            # A footnote in a quotation in a footnote ends the quotation outside of both.
            return bool(self._open_blocks) and self._open_blocks.pop() == token.tag
        attributes = self._attributes(token) if token.attrs else ""
        if attributes is None:
            return False
        if token.nesting == 1:
            self._open_blocks.append(token.tag)
        before = "\n" if index and tokens[index - 1].hidden else ""
        following = tokens[index + 1] if token.nesting == 1 and index + 1 < len(tokens) else None
        is_open = following is not None and (
            following.type == "inline" or following.hidden or (following.nesting == -1 and following.tag == token.tag)
        )
        self._html.append(f"{before}<{token.tag}{attributes}>" if is_open else f"{before}<{token.tag}{attributes}>\n")
        return True

    def _inline(self, children: Sequence[Token]) -> bool:
        open_tags: list[str] = []
        for token in children:
            if token.type == "text":
                self._html.append(_escape(token.content))
                self._text.append(token.content)
            elif token.type == "softbreak":
                self._html.append("\n")
                self._text.append("\n")
            elif not (self._element(token, open_tags) if token.nesting else self._point(token, open_tags)):
                return False
        return not open_tags

    def _element(self, token: Token, open_tags: list[str]) -> bool:
        if token.nesting == -1:
            self._html.append(f"</{token.tag}>")
            return bool(open_tags) and open_tags.pop() == token.tag
        # More of one kind inside each other are read in ways of their own.
        if open_tags.count(token.tag) == _SAME_DEPTH:
            return False
        open_tags.append(token.tag)
        if token.type == "link_open":
            return open_tags.count("a") == 1 and self._link(token)
        self._html.append(f"<{token.tag}>")
        return token.type in _INLINE and not token.attrs

    def _point(self, token: Token, open_tags: list[str]) -> bool:
        match token.type:
            case "hardbreak":
                self._html.append("<br>\n")
                self._text.append("\n")
            case "code_inline" if not token.attrs:
                self._html.append(f"<code>{_escape(token.content)}</code>")
                self._text.append(token.content)
            case "footnote_ref" if "a" not in open_tags:
                number = note_number(token)
                self._html.append('<sup class="footnote-ref"><a')
                self._hole(f"#fn-{number}")
                return self._named(note_reference(token), "", f">{number}</a></sup>")
            case _:
                return False
        return True

    def _link(self, token: Token) -> bool:
        href, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
        if _ODD_IN_ATTRIBUTE.search(title) or token.attrs.keys() - {"href", "title"}:
            return False
        after = f' title="{title}">' if "title" in token.attrs else ">"
        if href and _RELATIVE.fullmatch(href):
            self._html.append("<a")
            self._hole(href)
            self._html.append(after)
            return True
        if _WHOLE.fullmatch(href):
            self._html.append(f'<a href="{_escape(href)}"{after}')
            return True
        return False

    def _attributes(self, token: Token) -> str | None:
        match token.type, token.attrs:
            case "heading_open", {"id": str(name), **rest} if not rest and name.startswith(self._own):
                return f' id="{name.removeprefix(self._own)}"'
            case (("th_open" | "td_open"), {"class": str(name), **rest}) if not rest and name in _CLASSES:
                return f' class="{name}"'
            case "ordered_list_open", {"start": start, **rest} if not rest and _START.fullmatch(str(start)):
                return f' start="{start}"'
            case _:
                return None

    def _named(self, name: str, before: str, after: str) -> bool:
        # The sanitiser lets an id stand once; whose it is then is for it to say.
        if name in self._notes:
            return False
        self._notes[name] = None
        self._html.append(f'{before} id="{name}"{after}')
        return True

    def _hole(self, target: str) -> None:
        self._cut()
        self._parts.append(len(self._targets))
        self._targets.append(target)

    def _cut(self) -> None:
        self._parts.append("".join(self._html))
        self._html.clear()


def _escape(text: str) -> str:
    """Return text as the sanitiser writes it."""
    # What nh3 escapes in text: no quotation marks, and the no-break space by name.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")
