"""Floor 2. Bodies that hold nothing but Markdown's own elements -> the HTML that the sanitiser would have made of them.

A text without raw HTML gives a few known tags round escaped text, so there is nothing in it to take out: what has to be
looked at are its addresses. Here every token is either known for certain to pass the sanitiser as it is, or the whole body
goes to the sanitiser (`write_plain` gives nothing then). Trust rests on `tests/test_markup.py`, which holds the two against
each other on every case, the sample, and texts made up by hypothesis.
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from markdown_it.token import Token

from briefgen.markup.parser import NOTE_BACK, note_number, note_reference

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


class Plain(NamedTuple):
    """HTML in parts as `sanitize` gives them, its relative addresses, ids of footnotes, and what a reader reads."""

    parts: tuple[str | int, ...]
    targets: tuple[str, ...]
    notes: tuple[str, ...]
    text: str


def write_plain(tokens: Sequence[Token], own: str) -> Plain | None:
    """Return the HTML of a body that the sanitiser would leave as it is; None where that is not certain.

    The text that was parsed must hold no control characters and no numeric character references. `own` begins the ids.
    """
    writer = _Writer(own)
    is_known = all(
        writer.inline(token.children or ()) if token.type == "inline" else writer.block(tokens, index)
        for index, token in enumerate(tokens)
    )
    return writer.result() if is_known else None


class _Writer:
    """Gathers pieces; every method says whether it knew what to do."""

    def __init__(self, own: str) -> None:
        self._own = own
        self._parts: list[str | int] = []
        self._html: list[str] = []
        self._text: list[str] = []
        self._targets: list[str] = []
        self._notes: list[str] = []

    def result(self) -> Plain:
        self._cut()
        return Plain(tuple(self._parts), tuple(self._targets), tuple(self._notes), "".join(self._text))

    def block(self, tokens: Sequence[Token], index: int) -> bool:
        token = tokens[index]
        if token.type in _BLOCKS:
            return token.hidden or self._tag(tokens, index)
        self._text.append("\n")
        match token.type:
            case "fence" | "code_block" if not token.attrs:
                self._html.append(f"<pre><code>{_escape(token.content)}</code></pre>\n")
                self._text += [token.content, "\n"]
            case "footnote_block_open":
                self._html.append('<div class="footnotes">\n<ol>\n')
            case "footnote_block_close":
                self._html.append("</ol>\n</div>\n")
            case "footnote_open":
                return self._note(f"fn-{note_number(token)}", "<li", ">")
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
        attributes = self._attributes(token) if token.attrs else ""
        if attributes is None:
            return False
        self._text.append("\n")
        # Where lines end: as the parser's own renderer has it (`RendererHTML.renderToken`).
        if token.nesting == -1:
            self._html.append(f"</{token.tag}>\n")
            return True
        before = "\n" if index and tokens[index - 1].hidden else ""
        following = tokens[index + 1] if token.nesting == 1 and index + 1 < len(tokens) else None
        is_open = following is not None and (
            following.type == "inline" or following.hidden or (following.nesting == -1 and following.tag == token.tag)
        )
        self._html.append(f"{before}<{token.tag}{attributes}>" if is_open else f"{before}<{token.tag}{attributes}>\n")
        return True

    def inline(self, children: Sequence[Token]) -> bool:
        open_tags: list[str] = []
        for token in children:
            if token.type == "text":
                self._html.append(_escape(token.content))
                self._text.append(token.content)
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
            case "softbreak":
                self._html.append("\n")
                self._text.append("\n")
            case "hardbreak":
                self._html.append("<br>\n")
                self._text.append("\n")
            case "code_inline" if not token.attrs:
                self._html.append(f"<code>{_escape(token.content)}</code>")
                self._text.append(token.content)
            case "footnote_ref" if "a" not in open_tags:
                return self._reference(token)
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

    def _reference(self, token: Token) -> bool:
        number = note_number(token)
        self._html.append('<sup class="footnote-ref"><a')
        self._hole(f"#fn-{number}")
        return self._note(note_reference(token), "", f">{number}</a></sup>")

    def _note(self, name: str, before: str, after: str) -> bool:
        # The sanitiser lets an id stand once; whose it is then is for it to say.
        if name in self._notes:
            return False
        self._notes.append(name)
        self._html.append(f'{before} id="{name}"{after}')
        return True

    def _hole(self, target: str) -> None:
        self._cut()
        self._parts.append(len(self._targets))
        self._targets.append(target)

    def _cut(self) -> None:
        """End the part that is being written."""
        self._parts.append("".join(self._html))
        self._html.clear()


def _escape(text: str) -> str:
    # What nh3 escapes in text: no quotation marks, and the no-break space by name.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")
