"""Floor 2. Token streams of one body: headings put in order, and what a reader reads of inline tokens."""

import html
import re
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from typing import Final

from markdown_it.token import Token

from briefgen.content.markup.sanitize import sanitize, text_of
from briefgen.text.characters import with_short_references
from briefgen.text.slugs import anchor, one_line
from briefgen.values.model import Heading

_MORE: Final = re.compile(r"\s*<!--\s*more\s*-->\s*")
#: Struck-out text in sanitised HTML. One inside another is struck out as far as the first ends.
_STRUCK: Final = re.compile(r"<(del|s)\b[^>]*>.*?</\1>", re.DOTALL)
#: Ids that footnotes have.
_FOOTNOTE_ID: Final = re.compile(r"fn(?:ref)?-\d")
#: Inline tokens that end a line: a space to a reader of one line.
_BREAKS: Final = frozenset({"softbreak", "hardbreak"})
#: Inline tokens that a reader reads.
_READ: Final = _BREAKS | {"text", "code_inline", "html_inline"}


def order_headings(tokens: Sequence[Token], own: str) -> tuple[Heading, ...]:
    """Give the headings ids, unique in the body, and levels from 2 on without gaps, and return them in order.

    The shallowest level of the body becomes 2, whatever it was, so that the title stays the page's only first-level heading.
    """
    headings: list[Heading] = []
    taken: dict[str, int] = {}
    # The levels, as they are written, of the headings that the next one may stand under.
    path: list[int] = []
    for index, token in enumerate(tokens):
        if token.type != "heading_open":
            continue
        children = tokens[index + 1].children or ()
        written, whole = int(token.tag[1]), plain_text(children, with_struck=True)
        while path and path[-1] >= written:
            path.pop()
        path.append(written)
        # What is struck out stays in the id: links to it were made before.
        name, text = _unique(anchor(whole), taken), plain_text(children) or whole
        heading = Heading(level=min(len(path) + 1, 6), id=name, text=text)
        headings.append(heading)
        token.tag = tokens[index + 2].tag = f"h{heading.level}"
        token.attrSet("id", own + heading.id)
    return tuple(headings)


def _unique(name: str, taken: dict[str, int]) -> str:
    """Return the name, with the next number behind it where it is taken."""
    base = name or "section"
    if _FOOTNOTE_ID.match(base):
        base = f"section-{base}"
    candidate, number = base, taken.get(base, 0)
    while number and candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    taken[base] = max(number, 1)
    taken.setdefault(candidate, 1)
    return candidate


def align_by_class(tokens: Iterable[Token]) -> None:
    """Turn the inline style of aligned table cells into a class: a strict content security policy allows no inline style."""
    for token in tokens:
        if token.attrs and token.type in {"td_open", "th_open"} and "style" in token.attrs:
            token.attrs = {"class": str(token.attrs["style"]).replace("text-align:", "align-")}


def plain_text(children: Iterable[Token], *, with_struck: bool = False) -> str:
    """Return what a reader reads of inline tokens, without notes and images, on one line; what is struck out is left out."""
    read = [token for token in (children if with_struck else _standing(children)) if token.type in _READ]
    if not any(token.type == "html_inline" for token in read):
        return one_line("".join(" " if token.type in _BREAKS else token.content for token in read))
    # Raw HTML can hold text that no reader sees: the sanitiser knows.
    joined = "".join(
        token.content
        if token.type == "html_inline"
        else " "
        if token.type in _BREAKS
        else html.escape(token.content, quote=False)
        for token in read
    )
    cleaned = "".join(part for part in sanitize(joined, frozenset(), "-").parts if isinstance(part, str))
    return one_line(text_of(cleaned if with_struck else _STRUCK.sub("", cleaned)))


def _standing(children: Iterable[Token]) -> Iterator[Token]:
    """Give the tokens that are not struck out: without the stroke, a sentence that was withdrawn would read as true."""
    depth = 0
    for token in children:
        if token.type == "s_open":
            depth += 1
        elif token.type == "s_close":
            depth -= 1
        elif not depth:
            yield token


def lede(tokens: Sequence[Token], *, may_have_mark: bool = True) -> str:
    """Return the text before `<!--more-->`, or the first paragraph's where there is no such mark."""
    paragraphs: list[Sequence[Token]] = []
    first = ""
    for index, token in enumerate(tokens):
        if token.type == "html_block" and _MORE.fullmatch(token.content):
            return _joined(paragraphs)
        if token.type != "inline" or tokens[index - 1].type != "paragraph_open":
            continue
        children = token.children or []
        cut = next(
            (at for at, child in enumerate(children) if child.type == "html_inline" and _MORE.fullmatch(child.content)), None
        )
        paragraphs.append(children if cut is None else children[:cut])
        if cut is not None:
            return _joined(paragraphs)
        if not first and token.level == 1:
            first = plain_text(children)
            if first and not may_have_mark:
                break
    return first


def _joined(paragraphs: Iterable[Iterable[Token]]) -> str:
    return " ".join(text for text in map(plain_text, paragraphs) if text)


def inline_tokens(tokens: Iterable[Token]) -> Iterator[tuple[Token, int | None]]:
    """Give every inline token and block of HTML with the first line, from 0, of its block (None where it is not known)."""
    for token in tokens:
        row = token.map[0] if token.map else None
        if token.type == "inline":
            for child in token.children or ():
                yield child, row
        elif token.type == "html_block":
            yield token, row


def raw_tags(source: str) -> tuple[tuple[str, dict[str, str]], ...]:
    """Return the start tags of raw HTML, each with its attributes, names in lower case."""
    collector = _TagCollector()
    collector.feed(with_short_references(source))
    return tuple(collector.tags)


#: Elements that have no end tag, and those that most writers leave to end by themselves.
_ENDLESS: Final = frozenset(
    """
    area base br col embed hr img input link meta param source track wbr dd dt li optgroup option p rp rt tbody td tfoot th
    thead tr
    """.split()
)
_TAG: Final = re.compile(r"<(/?)([a-z][a-z0-9]*)", re.IGNORECASE)
#: Most work that tags inside one another may make, see `is_heavy`. Two thousand elements that are never closed make as much,
#: or 300,000 that stand six deep. What is allowed takes a second to sanitise, and 80 MiB.
_WORK_LIMIT: Final = 2_000_000


def is_heavy(rendered: str) -> bool:
    """Would a browser's parser make far more of this HTML than stands there?

    It looks through all open elements at many tags, and opens formatting elements again in each new block: 25 KB of
    `<b>` and `<p>` become 16 MB (HTML Standard, 13.2.4.3). So the work is the number of open elements, summed over all tags.
    """
    depth = work = 0
    for found in _TAG.finditer(rendered):
        work += depth
        if work > _WORK_LIMIT:
            return True
        if found[2].lower() not in _ENDLESS:
            depth = max(0, depth - 1) if found[1] else depth + 1
    return False


class _TagCollector(HTMLParser):
    """Collects start tags."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str]]] = []

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        # `<![x` makes the standard library's parser raise AssertionError; to a browser it is a comment.
        return self.parse_bogus_comment(i)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, {name: value or "" for name, value in attrs}))
