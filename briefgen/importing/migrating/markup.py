"""Floor 7. What a text needs before its links are looked at: HTML as Markdown has it, and a title from its headings."""

import re
from typing import Final

from briefgen.text.slugs import one_line

_PRE: Final = re.compile(r"<(pre|textarea|script|style)\b.*?(?:</\1\s*>|\Z)", re.IGNORECASE | re.DOTALL)
_HEADING: Final = re.compile(r"\A\s*(?:#[ \t]+(.{1,400}?)[ \t]{0,9}#*|(.{1,400})\n=+)[ \t]{0,9}$", re.MULTILINE)
_ANY_HEADING: Final = re.compile(r"^ {0,3}#{1,6}[ \t]{1,9}(.{1,400}?)[ \t]{0,9}#*$", re.MULTILINE)
_OF_HTML: Final = re.compile(r"<h[1-6][^<>]{0,400}>(.{0,1000}?)</h[1-6]>", re.IGNORECASE | re.DOTALL)
_TAG: Final = re.compile(r"<[^<>]*>")
_LINK: Final = re.compile(r"!?\[([^\[\]]*)\](?:\([^()]*\)|\[[^\[\]]*\])")


def html_as_markdown(text: str) -> str:
    """Return HTML as one block of Markdown: without indentation and empty lines, which would end it, but in `<pre>`."""
    pieces: list[str] = []
    at = 0
    for found in _PRE.finditer(text):
        pieces += [_flat(text[at : found.start()]), re.sub(r"\n[ \t]*(?=\n)", "\n&#32;", found[0])]
        at = found.end()
    body = "".join([*pieces, _flat(text[at:])]).strip()
    # A block of HTML begins with a tag; text before the first one would be Markdown.
    return body if not body or body.startswith("<") else f"<div>\n{body}\n</div>"


def _flat(text: str) -> str:
    inner = re.sub(r"\n\s*", "\n", text)
    return re.sub(r"^[ \t]+", "", inner)


def title_in(text: str, *, is_html: bool) -> str:
    """Return the words of the first heading of a text; empty if there is none."""
    found = _OF_HTML.search(text) if is_html else _HEADING.match(text) or _ANY_HEADING.search(text)
    words = next((group for group in found.groups() if group), "") if found else ""
    words = _TAG.sub("", _LINK.sub(lambda link: link[1], words))
    return one_line(re.sub(r"[*`]|\{[:#][^{}]*\}", "", words))
