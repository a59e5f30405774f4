"""Floor 2. Where in the Markdown something was written: the parser says lines of blocks only, a finding wants columns.

One pass over the text, whatever it holds. Code and comments are left out, since nothing in them counts. A place that
cannot be told is None: a column is never invented.
"""

import functools
import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final
from urllib.parse import unquote

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from briefgen.text.characters import expand_references

# An address in a link, in angle brackets or bare with one level of parentheses; in a definition; in raw HTML; between `<>`.
_BARE: Final = r"(?:[^\s()<>\\]|\\.|\([^\s()]*\))+"
_LINK: Final = rf"\]\(\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>{_BARE}))"
_ADDRESS: Final = re.compile(
    rf"{_LINK}"
    r"|(?:\bhref|\bsrc)\s*=\s*(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<unquoted>[^\s\"'>]+))"
    r"|<(?P<auto>[a-z][a-z0-9+.-]*:[^\s<>]*)>",
    re.IGNORECASE,
)
#: The same for a text with no `<` and no `=`: a search by its first two characters takes a tenth of the time.
_PLAIN_ADDRESS: Final = re.compile(_LINK)
_DEFINITION: Final = re.compile(r"^ {0,3}\[[^\]\n]+\]:\s*(?:<(?P<angled>[^<>\n]*)>|(?P<bare>\S+))", re.MULTILINE)
_BACKTICKS: Final = re.compile(r"\\`|`+|\n[ \t]*\n")
#: The groups of the pattern above that are HTML's.
_OF_HTML: Final = frozenset({"double", "single", "unquoted"})
_REFERENCE: Final = re.compile(r"&#(?:x([0-9a-f]{1,8})|([0-9]{1,8}));?", re.IGNORECASE)
_LAST_CODE_POINT: Final = 0x10FFFF


class Locator:
    """Finds places in one Markdown text: asked twice for one address, it gives the first place, then the next."""

    def __init__(self, markdown: str, tokens: Sequence[Token]) -> None:
        """Take the text, and its tokens, which say where code is. Nothing is looked for before it is asked for."""
        self._markdown = markdown
        self._tokens = tokens
        self._asked: dict[str, int] = {}
        self._after: dict[tuple[str, tuple[int, int] | None], int] = {}
        self._taken: set[int] = set()

    def address(self, target: str) -> tuple[int, int] | None:
        """Return line and column, from 1, of the next place where this address was written, or where it was defined."""
        key = unquote(target)
        places = self._addresses.get(key, [])
        index = self._asked.get(key, 0)
        self._asked[key] = index + 1
        if index < len(places):
            return self._position(places[index])
        return self._position(self._definitions[key]) if key in self._definitions else None

    def patterns(self, pattern: re.Pattern[str]) -> list[tuple[int, int]]:
        """Return line and column, from 1, of every match."""
        return [self._position(found.start()) for found in pattern.finditer(self._text)]

    def written(self, source: str, rows: tuple[int, int] | None) -> tuple[int, int] | None:
        """Return line and column, from 1, of the next place between two rows, from 0, where this is written.

        Code is looked at where nothing is found outside of it: what looks like code here may be none to the parser.
        """
        starts = self._starts
        start, end = (starts[rows[0]], starts[rows[1]] if rows[1] < len(starts) else None) if rows else (0, None)
        for text in (self._text, self._markdown):
            at = text.find(source, self._after.get((source, rows), start), end)
            while at in self._taken:
                at = text.find(source, at + 1, end)
            if at != -1:
                self._taken.add(at)
                self._after[source, rows] = at + 1
                return self._position(at)
        return None

    def matches(self, pattern: re.Pattern[str]) -> Iterator[tuple[str, tuple[int, int]]]:
        """Give the first group of each match, with its line and column, from 1."""
        for found in pattern.finditer(self._text):
            yield found[1], self._position(found.start())

    def character_references(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """Give the characters that numeric references stand for, with their places."""
        for found in _REFERENCE.finditer(self._text):
            code = int(found[1], 16) if found[1] else int(found[2])
            # Zero stands for U+FFFD (HTML Standard, 13.2.5.80).
            if 0 < code <= _LAST_CODE_POINT:
                yield chr(code), self._position(found.start())

    @functools.cached_property
    def _text(self) -> str:
        text = self._markdown
        code = [token.map for token in self._tokens if token.type in {"fence", "code_block"} and token.map]
        if code:
            lines = text.split("\n")
            for start, end in code:
                for row in range(start, min(end, len(lines))):
                    lines[row] = " " * len(lines[row])
            text = "\n".join(lines)
        return _without_comments(_without_code(text) if "`" in text else text)

    @functools.cached_property
    def _addresses(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        pattern = _ADDRESS if "<" in self._text or "=" in self._text else _PLAIN_ADDRESS
        for found in pattern.finditer(self._text):
            kind = found.lastgroup
            assert kind is not None
            places.setdefault(_as_written(found[kind], is_html=kind in _OF_HTML), []).append(found.start(kind))
        return places

    @functools.cached_property
    def _definitions(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for found in _DEFINITION.finditer(self._text):
            kind = "angled" if found["angled"] is not None else "bare"
            places.setdefault(_as_written(found[kind]), found.start(kind))
        return places

    @functools.cached_property
    def _starts(self) -> list[int]:
        return [*accumulate((len(line) + 1 for line in self._text.split("\n")[:-1]), initial=0)]

    def _position(self, index: int) -> tuple[int, int]:
        row = bisect_right(self._starts, index)
        return row, index - self._starts[row - 1] + 1


def _as_written(address: str, *, is_html: bool = False) -> str:
    """Return an address as the parser understands it, without escapes of any kind.

    A reference ends in a semicolon in Markdown (CommonMark 2.5), and need not in HTML, where a backslash is no escape.
    """
    if is_html:
        return unquote(expand_references(address))
    return unquote(unescapeAll(address) if "\\" in address or "&" in address else address)


def _without_code(text: str) -> str:
    """Blank code spans: a run of backticks up to the next run of that length in the same paragraph (CommonMark 6.1).

    Runs are looked up by length, so that a text of runs of every length is still read in one pass.
    """
    runs = [found for found in _BACKTICKS.finditer(text) if not found[0].startswith("\\")]
    # The next run of each length, and the paragraph's end, are known when the runs are walked from the back.
    closing: dict[int, int] = {}
    closes_at: list[int | None] = [None] * len(runs)
    for index in range(len(runs) - 1, -1, -1):
        if runs[index][0][0] == "\n":
            closing.clear()
            continue
        closes_at[index] = closing.get(len(runs[index][0]))
        closing[len(runs[index][0])] = index
    pieces: list[str] = []
    start = index = 0
    while index < len(runs):
        closer = closes_at[index]
        if closer is None:
            index += 1
            continue
        span = text[runs[index].start() : runs[closer].end()]
        pieces += [text[start : runs[index].start()], _blank(span)]
        start, index = runs[closer].end(), closer + 1
    return "".join((*pieces, text[start:]))


def _without_comments(text: str) -> str:
    """Blank comments; one that never ends is text. By `find`: a pattern would look for the end anew at each beginning.

    `<!-->` and `<!--->` are whole comments (CommonMark 6.6).
    """
    if "<!--" not in text:
        return text
    pieces: list[str] = []
    done = 0
    while (start := text.find("<!--", done)) != -1 and (end := text.find("-->", start + 2)) != -1:
        pieces += [text[done:start], _blank(text[start : end + 3])]
        done = end + 3
    return "".join((*pieces, text[done:]))


def _blank(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)
