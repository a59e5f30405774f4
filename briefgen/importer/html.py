"""Floor 5. HTML captures: a page's text blocks, and which an extractor takes for the article. The door to trafilatura.

The ledger of a page is over its text blocks, a line each: bytes of markup say nothing to a curator. Pages with several
whole articles are split at their `article` elements first, since an extractor keeps one and drops the rest in silence.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html.parser import HTMLParser
from typing import Any, Final

from briefgen.capture.drafts import Draft, Evidence, Paragraph
from briefgen.capture.folding import fold_words
from briefgen.capture.languages import language_of
from briefgen.capture.ledger import Given, Mark, Piece, digest, rows_of
from briefgen.capture.lines import read_capture
from briefgen.capture.places import count_places
from briefgen.capture.reading import Account
from briefgen.capture.rules import Rules
from briefgen.capture.walk import Role
from briefgen.diagnostics import Checked, Span, finding
from briefgen.text import count_words, one_line

#: Fewest words of an `article` element that is a whole article; teasers are such elements as well, of 10 to 50 words.
_WHOLE: Final = 60

_BLOCKS: Final = frozenset(
    """
    address article aside blockquote body br caption dd details dialog div dl dt fieldset figcaption figure footer form h1 h2
    h3 h4 h5 h6 header hgroup hr html legend li main nav ol option p pre section summary table tbody td tfoot th thead title
    tr ul
    """.split()
)
_SILENT: Final = frozenset(
    ["script", "style", "noscript", "template", "svg", "math", "iframe", "textarea", "select", "button"]
)
_SPACES: Final = re.compile(r"\s+")
_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([A-Za-z0-9_-]{2,30})", re.IGNORECASE)
_LANG: Final = re.compile(r"<html[^>]{0,400}?\blang\s*=\s*[\"']?([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)", re.IGNORECASE)
_ROLES: Final[dict[str, Role]] = {
    "p": "body",
    "head": "subhead",
    "item": "item",
    "quote": "body",
    "cell": "body",
    "code": "body",
}


@dataclass(frozen=True, slots=True)
class _Found:
    """What the extractor says of one article."""

    paragraphs: tuple[tuple[Role, str], ...]
    title: str
    author: str
    day: str
    site: str
    url: str


def decode_html(data: bytes) -> tuple[str, str, bool]:
    """Return a page's text, its encoding, and whether that is a guess: the page's own word counts where it fits."""
    declared = _CHARSET.search(data[:4096])
    if declared:
        encoding = declared[1].decode("ascii").lower()
        try:
            text = data.decode(encoding)
            if text.encode(encoding) == data and encoding not in {"utf8", "utf-8"}:
                return text, encoding, False
        except (LookupError, UnicodeError):
            pass
    capture = read_capture(data)
    return "".join(line.text + line.end for line in capture.lines), capture.encoding, capture.is_guess


def text_blocks(page: str) -> str:
    """Return the text of a page that a reader could see, a block a line; the same page always gives the same lines."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    return "".join(f"{line}\n" for line in reader.lines())


def read_html(data: bytes, name: str, rules: Rules, given: Given) -> Checked[tuple[Account, str]]:
    """Return the account of a page and the digest of its text blocks; without trafilatura there is a finding instead."""
    try:
        import trafilatura  # type: ignore[import-not-found,import-untyped,unused-ignore]  # an extra
    except ImportError:
        hint = 'install it with: pip install "briefgen[html]"'
        message = "this capture is HTML, and trafilatura, which reads it, is not installed"
        return Checked(None, (finding("no-html-reader", Span(path=name), message, hint),))
    page, encoding, is_guess = decode_html(data)
    blocks = text_blocks(page)
    lines = blocks.split("\n")[:-1]
    pieces = [Piece(line=number, text=f"{line}\n") for number, line in enumerate(lines, start=1)]
    parts = _split(page)
    found = [(part, _extract(trafilatura, part, page)) for part in parts]
    stories = [story for _, story in found if story is not None]
    marks, numbered = _marks(lines, stories)
    lang = (_LANG.search(page[:4096]) or ["", ""])[1]
    drafts = [
        _draft(number, story, numbered[number - 1], rules, given, page_lang=lang, is_only=len(stories) == 1)
        for number, story in enumerate(stories, start=1)
    ]
    account = Account(
        drafts=tuple(draft for draft in drafts if draft.paragraphs),
        rows=rows_of(pieces, marks, "utf-8"),
        texts=tuple(piece.text for piece in pieces),
        encoding=encoding,
        is_guess=is_guess,
        url=stories[0].url if len(stories) == 1 else "",
    )
    return Checked((account, digest(blocks.encode("utf-8", "surrogateescape"))))


def _split(page: str) -> Sequence[str]:
    """Return the page's whole articles as HTML of their own; the page itself where it has not several."""
    reader = _Reader()
    reader.feed(page)
    reader.close()
    starts = [0, *(index + 1 for index, character in enumerate(page) if character == "\n")]
    parts = [page[starts[a - 1] + b : starts[c - 1] + d] for (a, b), (c, d) in reader.articles]
    whole = [part for part in parts if count_words(text_blocks(part)) >= _WHOLE]
    return whole if len(whole) > 1 else [page]


def _extract(trafilatura: Any, part: str, page: str) -> _Found | None:  # the door: what comes in is narrowed here
    html = part if part is page else f"<html><body>{part}</body></html>"
    document = trafilatura.bare_extraction(html, favor_precision=True, with_metadata=True, include_comments=False)
    if document is None or document.body is None:
        return None
    paragraphs: list[tuple[Role, str]] = []
    for element in document.body.iter():
        role = _ROLES.get(str(element.tag))
        if role is None or (element.getparent() is not None and str(element.getparent().tag) in {"quote", "item", "cell"}):
            continue
        text = one_line("".join(element.itertext()))
        if text:
            paragraphs.append((role, f"- {text}" if role == "item" else text))
    title = one_line(str(document.title or ""))
    while paragraphs and paragraphs[0][0] == "subhead" and (not title or fold_words(paragraphs[0][1]) == fold_words(title)):
        title = title or paragraphs[0][1]
        paragraphs.pop(0)
    values = (document.author, document.date, document.sitename, document.url)
    author, day, site, url = (one_line(str(value or "")) for value in values)
    return _Found(tuple(paragraphs), title or _heading(part), author, day, site, url if url.startswith("http") else "")


def _heading(part: str) -> str:
    match = re.search(r"<h[12][^>]*>(.{1,2000}?)</h[12]>", part, re.DOTALL | re.IGNORECASE)
    return one_line(text_blocks(match[1])) if match else ""


def _marks(
    lines: Sequence[str], stories: Sequence[_Found]
) -> tuple[list[Mark], list[list[tuple[Role, str, tuple[int, ...]]]]]:
    """Return a fate for every block, and for each story its paragraphs with the blocks that they stand in."""
    folded = [" ".join(fold_words(line)) for line in lines]
    places: dict[str, list[int]] = {}
    for index, line in enumerate(folded):
        places.setdefault(line, []).append(index)
    dropped = Mark(fate="boilerplate", rule="trafilatura", signs=("position", "shape"))
    marks = [dropped] * len(lines)
    numbered = []
    for number, story in enumerate(stories, start=1):
        title = " ".join(fold_words(story.title))
        for index in places.get(title, ()):
            marks[index] = Mark(fate="title", article=number)
        rows: list[tuple[Role, str, tuple[int, ...]]] = []
        at = 0
        for role, text in story.paragraphs:
            found, at = _find(" ".join(fold_words(text)), folded, places, at)
            for index in found:
                marks[index] = Mark(fate="subhead" if role == "subhead" else "body", article=number)
            rows.append((role, text, tuple(index + 1 for index in found)))
        numbered.append(rows)
    return marks, numbered


def _find(wanted: str, folded: Sequence[str], places: dict[str, list[int]], at: int) -> tuple[list[int], int]:
    """Return the blocks of a paragraph: one that equals it, or those in a row that make it up."""
    exact = [index for index in places.get(wanted, ()) if index >= at]
    if exact:
        return [exact[0]], exact[0] + 1
    for start in range(at, min(len(folded), at + 400)):
        if not folded[start] or not wanted.startswith(folded[start]):
            continue
        joined, end = folded[start], start + 1
        while end < len(folded) and len(joined) < len(wanted) and wanted.startswith(f"{joined} {folded[end]}".strip()):
            joined, end = f"{joined} {folded[end]}".strip(), end + 1
        if joined == wanted:
            return list(range(start, end)), end
    return [], at


def _draft(
    number: int, story: _Found, rows: Sequence[tuple[Role, str, tuple[int, ...]]], rules: Rules, given: Given,
    *, page_lang: str, is_only: bool,
) -> Draft:  # fmt: skip
    # What the extractor made up of pieces that no block has cannot be traced, so it is not taken.
    paragraphs = tuple(Paragraph(role=role, text=text, lines=lines) for role, text, lines in rows if lines)
    body = "\n".join(paragraph.text for paragraph in paragraphs)
    days: tuple[Evidence, ...] = ()
    if story.day and is_only:
        try:
            days = (
                Evidence(
                    where="published", basis="stated", text="the page's metadata", line=1, day=date.fromisoformat(story.day)
                ),
            )
        except ValueError:
            days = ()
    return Draft(
        number=number,
        title=story.title or one_line(body)[:90],
        title_line=1 if story.title else 0,
        paragraphs=paragraphs,
        authors=tuple(one_line(name) for name in story.author.split(";") if name.strip()) if is_only else (),
        publisher=given.publisher or story.site,
        days=days,
        lang=given.lang or page_lang or language_of(body, rules),
        countries=count_places(f"{story.title}\n{body}", rules),
        signs=("trafilatura",),
    )


class _Reader(HTMLParser):
    """Collects the text between block elements, and where the outermost `article` elements begin and end."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.articles: list[tuple[tuple[int, int], tuple[int, int]]] = []
        self._parts: list[str] = []
        self._silent: list[str] = []
        self._open = 0
        self._start = (1, 0)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a block's beginning."""
        if tag in _SILENT:
            self._silent.append(tag)
        if tag in _BLOCKS:
            self._parts.append("\n")
        if tag == "article":
            self._open += 1
            if self._open == 1:
                self._start = self.getpos()

    def handle_endtag(self, tag: str) -> None:
        """Note a block's end."""
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()
        if tag in _BLOCKS:
            self._parts.append("\n")
        if tag == "article" and self._open:
            self._open -= 1
            if self._open == 0:
                line, column = self.getpos()
                self.articles.append((self._start, (line, column + len("</article>"))))

    def handle_data(self, data: str) -> None:
        """Take text that a reader could see."""
        if not self._silent:
            self._parts.append(_SPACES.sub(" ", data))

    def lines(self) -> list[str]:
        """Return the blocks that hold text."""
        rows = (_SPACES.sub(" ", row).strip() for row in "".join(self._parts).split("\n"))
        return [row for row in rows if row]
