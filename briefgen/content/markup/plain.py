"""Floor 2. Bodies that hold nothing but Markdown's own elements -> the HTML that the sanitiser would have made of them.

A text without raw HTML gives a few known tags round escaped text, so there is nothing in it to take out: what has to be
looked at are its addresses. Here every token is either known for certain to pass the sanitiser as it is, or the whole body
goes to the sanitiser (`write_plain` gives nothing then). Trust rests on `tests/rooms/test_markup.py`, which holds the two
against each other on every case, the sample, and texts made up by hypothesis.
"""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from briefgen.content.markup.footnotes import NOTE_BACK, NOTES_CLOSE, NOTES_OPEN, note_number, note_reference

if TYPE_CHECKING:
    from markdown_it.token import Token

#: Addresses that no reader of URLs refuses or rewrites, and that lead to other sites: a name of letters, a plain path.
_WHOLE: Final = re.compile(
    r"(?:https?://(?!xn--)[a-z0-9]+(?:\.(?!xn--)[a-z0-9]+)*\.[a-z]{2,20}(?:/[A-Za-z0-9._~!$'()*+,;=:@%&/?#-]*)?"
    r"|mailto:[a-z0-9.]+@[a-z0-9]+\.[a-z]{2,20})"
)
#: Addresses that are seen from the article: holes for the plan to fill.
_RELATIVE: Final = re.compile(r"(?:(?:\.\.?/)*[A-Za-z0-9_][A-Za-z0-9_./-]*)?(?:#[A-Za-z0-9_.%-]*)?")
#: Addresses that `normalizeLink` leaves as they are: nothing to encode, and a host in small letters.
_NORMAL_LINK: Final = re.compile(
    r"(?:https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9/._~-]*)?|[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*)"
)
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


def write_plain(tokens: "Sequence[Token]", own: str) -> Plain | None:
    """Return the HTML of a body that the sanitiser would leave as it is; None where that is not certain.

    The text that was parsed must hold no control characters and no numeric character references. `own` begins the ids.
    """
    writer = Writer(own)
    return writer.result() if writer.tokens(tokens) else None


def is_relative(href: str) -> bool:
    """Is this an address seen from the article, of a form that is known for certain?"""
    return _RELATIVE.fullmatch(href) is not None


def is_whole(href: str) -> bool:
    """Is this the whole address of another site, of a form that is known for certain?"""
    return _WHOLE.fullmatch(href) is not None


def is_normal_link(url: str) -> bool:
    """Is there nothing in this address that the parser would write in another way?"""
    return _NORMAL_LINK.fullmatch(url) is not None


class Writer:
    """Gathers pieces; every method says whether it knew what to do.

    `parts` are those that are done; `html` and `text` are what is written since, and what a reader reads in all.
    """

    def __init__(self, own: str) -> None:
        """Take what begins the ids."""
        self._own = own
        self.parts: list[str | int] = []
        self.html: list[str] = []
        self.text: list[str] = []
        self._targets: list[str] = []
        self._notes: dict[str, None] = {}

    def result(self) -> Plain:
        """Return all that was written."""
        self._cut()
        return Plain(tuple(self.parts), tuple(self._targets), tuple(self._notes), "".join(self.text))

    def tokens(self, tokens: "Sequence[Token]") -> bool:
        """Write blocks with what is in them."""
        return all(
            self.inline(token.children or ()) if token.type == "inline" else self.block(tokens, index)
            for index, token in enumerate(tokens)
        )

    def block(self, tokens: "Sequence[Token]", index: int) -> bool:
        """Write one end of a block, or a block without inline markup."""
        token = tokens[index]
        if token.type in _BLOCKS:
            return token.hidden or self._tag(tokens, index)
        self.text.append("\n")
        match token.type:
            case "fence" | "code_block" if not token.attrs:
                self.html.append(f"<pre><code>{escape(token.content)}</code></pre>\n")
                self.text += [token.content, "\n"]
            case "footnote_block_open":
                self.html.append(NOTES_OPEN)
            case "footnote_block_close":
                self.html.append(NOTES_CLOSE)
            case "footnote_open":
                return self.note(note_number(token))
            case "footnote_close":
                self.html.append("</li>\n")
            case "footnote_anchor":
                self.way_back(note_reference(token))
            case _:
                return False
        return True

    def _tag(self, tokens: "Sequence[Token]", index: int) -> bool:
        token = tokens[index]
        attributes = self._attributes(token) if token.attrs else ""
        if attributes is None:
            return False
        self.text.append("\n")
        # Where lines end: as the parser's own renderer has it (`RendererHTML.renderToken`).
        if token.nesting == -1:
            self.html.append(f"</{token.tag}>\n")
            return True
        before = "\n" if index and tokens[index - 1].hidden else ""
        following = tokens[index + 1] if token.nesting == 1 and index + 1 < len(tokens) else None
        is_open = following is not None and (
            following.type == "inline" or following.hidden or (following.nesting == -1 and following.tag == token.tag)
        )
        self.html.append(f"{before}<{token.tag}{attributes}>" if is_open else f"{before}<{token.tag}{attributes}>\n")
        return True

    def inline(self, children: "Sequence[Token]") -> bool:
        """Write the inline markup of one block."""
        open_tags: list[str] = []
        for token in children:
            if token.type == "text":
                self.html.append(escape(token.content))
                self.text.append(token.content)
            elif not (self._element(token, open_tags) if token.nesting else self._point(token, open_tags)):
                return False
        return not open_tags

    def _element(self, token: "Token", open_tags: list[str]) -> bool:
        if token.nesting == -1:
            self.html.append(f"</{token.tag}>")
            return bool(open_tags) and open_tags.pop() == token.tag
        # More of one kind inside each other are read in ways of their own.
        if open_tags.count(token.tag) == _SAME_DEPTH:
            return False
        open_tags.append(token.tag)
        if token.type == "link_open":
            return open_tags.count("a") == 1 and self._link(token)
        self.html.append(f"<{token.tag}>")
        return token.type in _INLINE and not token.attrs

    def _point(self, token: "Token", open_tags: list[str]) -> bool:
        match token.type:
            case "softbreak":
                self.html.append("\n")
                self.text.append("\n")
            case "hardbreak":
                self.html.append("<br>\n")
                self.text.append("\n")
            case "code_inline" if not token.attrs:
                self.html.append(f"<code>{escape(token.content)}</code>")
                self.text.append(token.content)
            case "footnote_ref" if "a" not in open_tags:
                return self.reference(note_number(token), note_reference(token))
            case _:
                return False
        return True

    def _link(self, token: "Token") -> bool:
        href, title = str(token.attrs.get("href", "")), str(token.attrs.get("title", ""))
        if _ODD_IN_ATTRIBUTE.search(title) or token.attrs.keys() - {"href", "title"}:
            return False
        after = f' title="{title}">' if "title" in token.attrs else ">"
        if href and _RELATIVE.fullmatch(href):
            self.html.append("<a")
            self.hole(href)
            self.html.append(after)
            return True
        if _WHOLE.fullmatch(href):
            self.html.append(f'<a href="{escape(href)}"{after}')
            return True
        return False

    def _attributes(self, token: "Token") -> str | None:
        match token.type, token.attrs:
            case "heading_open", {"id": str(name), **rest} if not rest and name.startswith(self._own):
                return f' id="{name.removeprefix(self._own)}"'
            case (("th_open" | "td_open"), {"class": str(name), **rest}) if not rest and name in _CLASSES:
                return f' class="{name}"'
            case "ordered_list_open", {"start": start, **rest} if not rest and _START.fullmatch(str(start)):
                return f' start="{start}"'
            case _:
                return None

    def reference(self, number: int, name: str) -> bool:
        """Write a place that a footnote is asked for from, given its number and the id of the place."""
        self.html.append('<sup class="footnote-ref"><a')
        self.hole(f"#fn-{number}")
        return self._named(name, "", f">{number}</a></sup>")

    def note(self, number: int) -> bool:
        """Begin a footnote."""
        return self._named(f"fn-{number}", "<li", ">")

    def way_back(self, name: str) -> None:
        """Write the way back from a footnote to a place that it was asked for from, by its id."""
        self.html.append(" <a")
        self.hole(f"#{name}")
        self.html.append(f' class="footnote-back">{NOTE_BACK}</a>')

    def _named(self, name: str, before: str, after: str) -> bool:
        # The sanitiser lets an id stand once; whose it is then is for it to say.
        if name in self._notes:
            return False
        self._notes[name] = None
        self.html.append(f'{before} id="{name}"{after}')
        return True

    def hole(self, target: str) -> None:
        """Leave a hole for an address."""
        self._cut()
        self.parts.append(len(self._targets))
        self._targets.append(target)

    def _cut(self) -> None:
        """End the part that is being written."""
        self.parts.append("".join(self.html))
        self.html.clear()


def escape(text: str) -> str:
    """Return text as the sanitiser writes it."""
    # What nh3 escapes in text: no quotation marks, and the no-break space by name.
    if "&" in text:
        text = text.replace("&", "&amp;")
    if "<" in text:
        text = text.replace("<", "&lt;")
    if ">" in text:
        text = text.replace(">", "&gt;")
    return text.replace("\xa0", "&nbsp;")
