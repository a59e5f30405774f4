"""Floor 7. A page's text -> its tags and texts in order, in time that grows with its length and nothing else.

A scanner of our own: a ledger holds the digest of what is read here, and the standard library's parser reads broken markup
differently from one release of Python to the next. It follows the HTML standard's tokeniser, without the states that only
scripts inside of scripts need.
"""

import re
from collections.abc import Generator, Iterator
from typing import Final, NamedTuple

from briefgen.text.characters import expand_references

#: Longest value of an attribute that is kept, in characters; addresses and descriptions are shorter.
_LONGEST_VALUE: Final = 2000
#: Attributes of one tag that are kept.
_MOST_ATTRIBUTES: Final = 40
_KEPT: Final = frozenset(
    """
    alt aria-hidden aria-label class colspan content datetime dir hidden href id itemprop itemscope itemtype lang name
    property pubdate rel role rowspan shadowroot shadowrootmode slot start style type
    """.split()
)

#: Where a tag, a comment or the like begins; any other "<" is text.
_MARK: Final = re.compile(r"<(?=[a-zA-Z!?/])")
_NAME: Final = re.compile(r"[^\s/>]*")
_SKIP: Final = re.compile(r"[\s/]*")
_ATTRIBUTE: Final = re.compile(r"=?[^\s/>=]*")
_EQUALS: Final = re.compile(r"\s*=\s*")
#: What most tags are: names, and values in double quotes. One match takes a third of the time of the steps below. A value
#: without "<" keeps the time from growing with the distance to a quote that is missing.
_SIMPLE: Final = re.compile(r'([a-zA-Z][a-zA-Z0-9]{0,50})((?:\s[a-zA-Z-]{1,50}(?:="[^"<>]*")?)*)\s?>')
_PAIR: Final = re.compile(r'([a-zA-Z-]+)(?:="([^"]*)")?')
_UNQUOTED: Final = re.compile(r"[^\s>]*")
_COMMENT_END: Final = re.compile("--!?>")
#: Elements whose content is text to the end of the element; in the first two, character references count.
_ESCAPABLE: Final = frozenset(["title", "textarea"])
_RAW: Final = frozenset([*_ESCAPABLE, "script", "style", "xmp", "iframe", "noembed", "noframes"])
_ENDS: Final = {name: re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE) for name in _RAW}


class Token(NamedTuple):
    """A start tag, an end tag, or text. `is_raw` marks text of elements that hold no markup."""

    kind: str
    text: str
    attrs: dict[str, str] = {}  # noqa: RUF012 - never written to
    is_raw: bool = False


def read_tokens(page: str) -> Iterator[Token]:
    """Yield the tags and texts of a page; comments, declarations and instructions are left out."""
    place, length = 1 if page[:1] == "\ufeff" else 0, len(page)
    while place < length:
        match = _MARK.search(page, place)
        mark = match.start() if match else length
        if mark > place:
            yield Token("text", expand_references(page[place:mark]))
        if mark == length:
            return
        place = mark
        after = page[mark + 1 : mark + 3]
        if after[:1] not in {"/", "!", "?"}:
            name, attrs, place = _tag(page, mark + 1)
            if place < 0:
                return
            yield Token("start", name, attrs)
            if name in _RAW:
                place = yield from _raw(page, place, name)
        elif after[:1] == "/" and after[1:].isascii() and after[1:].isalpha():
            name, _, place = _tag(page, mark + 2)
            if place < 0:
                return
            yield Token("end", name)
        else:
            place = _no_tag(page, mark)


def _raw(page: str, place: int, name: str) -> Generator[Token, None, int]:
    """Yield the text of an element without markup; return where its end tag begins."""
    match = _ENDS[name].search(page, place)
    end = match.start() if match else len(page)
    text = page[place:end]
    yield Token("text", expand_references(text) if name in _ESCAPABLE else text, is_raw=True)
    return end


def _no_tag(page: str, mark: int) -> int:
    """Return where a comment, a declaration or an instruction ends; one without an end takes the rest of the page."""
    if not page.startswith("<!--", mark):
        end = page.find(">", mark)
        return end + 1 if end >= 0 else len(page)
    if page.startswith((">", "->"), mark + 4):
        return page.index(">", mark + 4) + 1
    match = _COMMENT_END.search(page, mark + 4)
    return match.end() if match else len(page)


def _tag(page: str, start: int) -> tuple[str, dict[str, str], int]:
    """Return a tag's name, its attributes and where it ends; -1 for a tag that the page's end cuts off."""
    simple = _SIMPLE.match(page, start)
    if simple is not None:
        return simple[1].lower(), _pairs(simple[2]) if simple[2] else {}, simple.end()
    place = _end(_NAME, page, start)
    name = page[start : min(place, start + 60)].lower()
    attrs: dict[str, str] = {}
    while True:
        place = _end(_SKIP, page, place)
        if place >= len(page):
            return name, attrs, -1
        if page[place] == ">":
            return name, attrs, place + 1
        start, place = place, _end(_ATTRIBUTE, page, place)
        key = page[start : min(place, start + 60)].lower()
        value = ""
        equals = _EQUALS.match(page, place)
        if equals:
            value, place = _value(page, equals.end())
            if place < 0:
                return name, attrs, -1
        if _is_kept(key, attrs):
            attrs[key] = expand_references(value)


def _pairs(text: str) -> dict[str, str]:
    attrs: dict[str, str] = {}
    for match in _PAIR.finditer(text):
        key = match[1].lower()
        if _is_kept(key, attrs):
            attrs[key] = expand_references((match[2] or "")[:_LONGEST_VALUE])
    return attrs


def _is_kept(key: str, attrs: dict[str, str]) -> bool:
    return (key in _KEPT or key.startswith("data-")) and key not in attrs and len(attrs) < _MOST_ATTRIBUTES


def _value(page: str, place: int) -> tuple[str, int]:
    quote = page[place : place + 1]
    if quote in {'"', "'"} and quote:
        end = page.find(quote, place + 1)
        return page[place + 1 : min(end, place + 1 + _LONGEST_VALUE)], end + 1 if end >= 0 else -1
    end = _end(_UNQUOTED, page, place)
    return page[place : min(end, place + _LONGEST_VALUE)], end


def _end(pattern: re.Pattern[str], page: str, place: int) -> int:
    match = pattern.match(page, place)
    return match.end() if match else place
