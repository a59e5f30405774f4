"""Floor 7. Links and pictures in a Markdown text, found in place: inline, in definitions, and in attributes of HTML."""

import re
from collections.abc import Iterator
from typing import Final

import msgspec

from briefgen.importing.migrating.code import Code

_MARK: Final = r"\{\{.{0,400}?\}\}|\{%.{0,400}?%\}"
#: The end of a link or an image: the bracket, the address, and a title. No part is tried twice: a mark could be read as
#: signs as well, and so many marks without an end would take for ever.
_INLINE: Final = re.compile(
    rf"\]\([ \t]*\n?[ \t]*(<[^<>\n]*>|(?:{_MARK}|[^\s()<{{]|\{{|\((?:[^\s()]|\([^\s()]*\))*+\))++)"
    r"((?:[ \t]*\n?[ \t]+(?:\"[^\"]{0,500}\"|'[^']{0,500}'|\([^()]{0,500}\)))?[ \t]*)\)"
)
_DEFINITION: Final = re.compile(rf"^ {{0,3}}\[(?!\^)[^\[\]\n]+\]:[ \t]*(<[^<>\n]*>|(?:{_MARK}|\S)++)[^\n]*$", re.MULTILINE)
_ATTRIBUTE: Final = re.compile(
    r"<(a|img)\b[^<>]{0,2000}?\s(href|src)[ ]{0,9}=[ ]{0,9}(\"[^\"]{0,2000}\"|'[^']{0,2000}'|[^\s\"'<>=`]{1,2000})",
    re.IGNORECASE,
)
_IMAGE: Final = re.compile(r"<img\b(?:[^<>\"']++|\"[^\"]{0,2000}\"|'[^']{0,2000}'){0,99}>", re.IGNORECASE)
#: Longest text of a link, in characters.
_LONGEST: Final = 4000


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """A link or an image: the ranges of its whole, of its opening bracket, and of its address.

    `form` is `inline`, `definition` or `attribute`. `text` is what stands between the brackets.
    """

    form: str
    is_image: bool
    start: int
    end: int
    address_start: int
    address_end: int
    address: str
    text: str = ""


def links_of(text: str, code: Code) -> Iterator[Link]:
    """Give the links and images of a text that are not in code."""
    for found in _INLINE.finditer(text):
        opening = _opening(text, found.start())
        if code.has(found.start()) or opening < 0 or code.has(opening):
            continue
        is_image = opening > 0 and text[opening - 1] == "!" and text[opening - 2 : opening - 1] != "\\"
        yield Link(
            form="inline", is_image=is_image, start=opening - is_image, end=found.end(),
            address_start=found.start(1), address_end=found.end(1), address=_bare(found[1]),
            text=text[opening + 1 : found.start()],
        )  # fmt: skip
    for found in _DEFINITION.finditer(text):
        if not code.has(found.start()):
            yield Link(
                form="definition", is_image=False, start=found.start(), end=found.end(),
                address_start=found.start(1), address_end=found.end(1), address=_bare(found[1]),
            )  # fmt: skip
    for found in _ATTRIBUTE.finditer(text):
        if not code.has(found.start()):
            yield Link(
                form="attribute", is_image=found[1].lower() == "img", start=found.start(2), end=found.end(3),
                address_start=found.start(3), address_end=found.end(3), address=_bare(found[3]).replace("&amp;", "&"),
            )  # fmt: skip


def images_without_alt(text: str, code: Code) -> Iterator[tuple[int, str]]:
    """Give the place behind the name of each `<img` without a description, and its tag."""
    for found in _IMAGE.finditer(text):
        if not re.search(r"\salt[ ]*=[ ]*(?:\"[^\"]+\"|'[^']+')", found[0], re.IGNORECASE) and not code.has(found.start()):
            yield found.start() + len("<img"), found[0]


def _opening(text: str, closing: int) -> int:
    """Return the index of the bracket that a closing one belongs to, or -1; no link goes over an empty line."""
    depth = 0
    for index in range(closing, max(-1, closing - _LONGEST), -1):
        sign = text[index]
        if sign == "\n" and text[index - 1 : index] == "\n":
            return -1
        if sign in "[]" and text[index - 1 : index] != "\\":
            depth += 1 if sign == "]" else -1
            if depth == 0:
                return index
    return -1


def _bare(address: str) -> str:
    return address[1:-1] if address.startswith(("<", '"', "'")) else address
