"""Floor 7. How a headline is written: behind a number or a hash, in bold, in capitals, as a link, with its source.

The marks belong to the file, not to the headline, so a title has none of them. What they say together is the file's own
grammar: lines with the same marks are mostly of one kind.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: Longest line that is looked at, in characters, and longest name of a source.
_LONGEST: Final = 400
_SOURCE_WORDS: Final = 6

_NUMBER: Final = re.compile(
    r"^(?:#\s?|№\s?|\[|\()?\d{1,3}(?:\ufe0f?\u20e3|[.):\]/]|\s[-–—])(?:\s*(?=[^\W\d_]|[\"'“«‘„*_#\[])|\s+(?=\d))"
)
# »Such marks« quote in German.
_BULLET: Final = re.compile(r"^(?:[■◆◾▪►▶★✦➤→•●]|»(?!.*«)|[\U0001F300-\U0001FAFF\u2600-\u27bf]\ufe0f?)\s*(?=\S)")
_HASH: Final = re.compile(r"^#{1,6}\s+(?=\S)|(?<=\S)\s+#{1,6}$")
_BOLD: Final = re.compile(r"^(\*\*|__|\*|_)(?=\S)(.+?)(?<=\S)\1(\s*[:.]?)$")
_LINK: Final = re.compile(r"^\[([^\[\]]+)\]\((https?://[^\s()]+)\)$")
_SOURCE: Final = re.compile(r"\s*[(\[]([^()\[\]]{2,60})[)\]]$")
_URL_LINE: Final = re.compile(r"^(?:[^\W\d_][\w ]{1,24}[:：]\s*|[<(\[]|→\s*)?(https?://[^\s<>()\[\]]+)[>)\]]?$")
# "Lund: Ferry sails again": what it is about comes first, as reports from several places are headed.
_TOPIC: Final = re.compile(r"^[^\W\d_][\w’'-]*(?: [\w’'-]+){0,2}: (?=[^\W\d_])")
#: Marks that say something only where several headlines of a file have them.
_COMMON: Final = frozenset(["number", "bullet", "source"])
# A wire sets its lines between these.
_WIRE: Final = re.compile(r"^\^+\s*|\s*[<=]+$|\s*>$")
_SMALL: Final = frozenset(
    ("of the and for de del la le les des du et y von via e di della do da dos der das und van het och og").split()
)


@dataclass(frozen=True, slots=True)
class Headline:
    """A line read as a headline: its words without marks, the marks, and what stands in it of a source."""

    text: str
    marks: frozenset[str]
    source: str = ""
    url: str = ""


def read_headline(line: str) -> Headline:
    """Return a line as a headline; a line without marks is its own text."""
    text, marks, source, url = line, set[str](), "", ""
    if len(line) > _LONGEST:
        return Headline(line, frozenset())
    for _ in range(4):
        before = text
        for name, pattern in (("number", _NUMBER), ("hash", _HASH), ("bullet", _BULLET)):
            bare = pattern.sub("", text)
            if bare != text and bare:
                text = bare
                marks.add(name)
        match = _BOLD.match(text)
        if match and match[1] not in match[2]:
            text = match[2]
            marks.add("bold")
        match = _LINK.match(text)
        if match:
            text, url = match[1], match[2]
            marks.add("link")
        match = _SOURCE.search(text)
        if match and not source and match.start() and _is_name(match[1]):
            text, source = text[: match.start()], match[1]
            marks.add("source")
        if text[:1] == "^" or (text != line and text[-1:] in "<="):
            text = _WIRE.sub("", text)
        if text == before:
            break
    if is_capitals(text):
        marks.add("capitals")
    if _TOPIC.match(text):
        marks.add("topic")
    return Headline(text.strip() or line, frozenset(marks), source, url)


def read_headlines(lines: Sequence[str]) -> tuple[Headline, ...]:
    """Return the headlines of one file without the marks that they have in common.

    One number, one sign or one name in brackets may belong to a headline; where two have it, it is how the file is written.
    """
    found = [read_headline(line) for line in lines]
    counts = Counter(mark for headline in found for mark in headline.marks)
    return tuple(
        Headline(line, frozenset()) if any(counts[mark] < 2 for mark in headline.marks & _COMMON) else headline
        for line, headline in zip(lines, found, strict=True)
    )


def url_in(line: str) -> str:
    """Return the address that a line holds and nothing else but a word or two of a label; empty text for none."""
    match = _URL_LINE.match(line) if "://" in line and len(line) <= _LONGEST else None
    return match[1] if match else ""


def is_capitals(text: str) -> bool:
    """Is a line of two words or more set in capitals?"""
    return text.isupper() and len(text.split()) > 1 and sum(map(str.isalpha, text)) > 7


def _is_name(text: str) -> bool:
    words = text.split()
    if not 0 < len(words) <= _SOURCE_WORDS or any(map(str.isdigit, text)):
        return False
    return all(word[:1].isupper() or not word[:1].isascii() or word.lower() in _SMALL or "." in word for word in words)
