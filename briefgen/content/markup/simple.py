"""Floor 2. Inline markup that whoever looks at it understands: emphasis round words, links, footnotes, each by itself."""

import functools
import re
from typing import Final

from briefgen.content.markup.plain import is_normal_link, is_relative, is_whole

# Text without any mark, and such text that begins and ends with a letter or a digit: only then do the delimiters round it
# open and close whatever stands on their other side (CommonMark 6.2).
_TEXT: Final = r"[^\[\]*_`<&!\\^~\n]+"
_WORDS: Final = r"[^\W_](?:[^\[\]*_`<&!\\^~\n]*[^\W_])?"
# Each form begins with its mark, so that a search runs from mark to mark.
_SIMPLE: Final = re.compile(
    rf"\*(?<!\*\*)(?:\*(?P<strong>{_WORDS})\*\*|(?P<em>{_WORDS})\*)(?!\*)"
    rf"|\[(?P<label>{_TEXT})\]\((?P<href>[A-Za-z0-9:/._~#%-]+)\)"
    r"|\[\^(?P<note>[A-Za-z0-9]+)\](?!\()"
)
#: Before a bracket they say that this is an image, or a footnote on the spot.
_BEFORE_BRACKET: Final = frozenset("!^")


def is_bare(text: str) -> bool:
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


def cut_simple(text: str) -> list[tuple[str, str, str]] | None:
    """Cut text into pieces of one element each, or none: tag or `note`, text, address or label.

    None where there is other markup in it.
    """
    pieces: list[tuple[str, str, str]] = []
    start = 0
    for found in _SIMPLE.finditer(text):
        between = text[start : found.start()]
        if not is_bare(between):
            return None
        if between:
            pieces.append(("", between, ""))
        start = found.end()
        kind = found.lastgroup
        if kind in {"href", "note"}:
            target = found[kind]
            if between[-1:] in _BEFORE_BRACKET or (kind == "href" and not _is_known_link(target)):
                return None
            pieces.append(("a", found["label"], target) if kind == "href" else (kind, "", target))
        elif kind is not None:
            pieces.append((kind, found[kind], ""))
    rest = text[start:]
    if not is_bare(rest):
        return None
    pieces.append(("", rest, ""))
    return pieces


@functools.lru_cache(maxsize=1024)
def _is_known_link(href: str) -> bool:
    return is_normal_link(href) and (is_relative(href) or is_whole(href))
