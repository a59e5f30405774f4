"""Floor 5. What `briefgen check` proves of imported articles: captures are accounted for, and texts stand in them."""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from briefgen import schema
from briefgen.capture.folding import fold, fold_words
from briefgen.capture.ledger import Ledger, digest, faults_of
from briefgen.capture.lines import CAPTURE_LIMIT
from briefgen.capture.markdown import unescape
from briefgen.diagnostics import Diagnostic, Span, finding, in_order
from briefgen.encoding import FILE_LIMIT, decode
from briefgen.importer.html import text_blocks
from briefgen.importer.known import Ledgers, article_paths, captures_named, read_ledgers
from briefgen.model import Article, Digest
from briefgen.sources import read_file
from briefgen.text import shorten

#: What a curator writes on a line of its own above a paragraph that is not the capture's.
EDITOR_MARK: Final = "<!-- editor -->"
#: Shortest quotation that is looked up, in words: one word in quotes is often a term and no quotation.
_SHORTEST: Final = 2

_QUOTE: Final = re.compile(r"“([^“”]{2,1200})”|«([^«»]{2,1200})»|„([^„“]{2,1200})“|(?<![\w\"])\"([^\"\n]{2,1200})\"(?!\w)")
_GAP: Final = re.compile(r"\[[^\]]*\]|\(\.\.\.\)|\.\.\.|…")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)
_LINK: Final = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_BLOCK_MARK: Final = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+|\d{1,9}[.)]\s+|>\s?)")


def prove_project(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the ledgers, the captures, and the articles that rest on them; reads, and writes nothing."""
    ledgers = read_ledgers(root)
    hint = "import its capture again; the ledger is made anew"
    findings = [finding("ledger-broken", Span(path=path), "the ledger cannot be read", hint) for path in ledgers.broken]
    for _, ledger in sorted(ledgers.by_digest.items()):
        findings += _prove_ledger(root, ledger)
    for path in article_paths(root):
        findings += _prove_article(root, path, ledgers)
    return in_order(findings)


def _prove_ledger(root: Path, ledger: Ledger) -> list[Diagnostic]:
    span = Span(path=ledger.capture)
    data = read_file(root, ledger.capture, CAPTURE_LIMIT).value
    if data is None:
        return [finding("capture-missing", span, "a ledger names this capture, but it is not there", "bring it back")]
    if digest(data) != ledger.sha256:
        hint = "captures are kept as they came; bring the old bytes back"
        return [finding("capture-changed", span, "the capture is not the one that was imported", hint)]
    text = _text_of(ledger, data)
    if text is None:
        return [finding("ledger-broken", span, f'the ledger names the encoding "{ledger.encoding}"', "import it again")]
    faults = faults_of(ledger, text.encode("utf-8", "surrogateescape") if ledger.blocks else data)
    hint = "import the capture again with --force; the ledger is made anew"
    return [
        finding("ledger-broken", span, f"the ledger does not account for the capture: {fault}", hint) for fault in faults
    ]


def _text_of(ledger: Ledger, data: bytes) -> str | None:
    """Return what a reader could see of a capture: its lines, or the blocks of a page."""
    try:
        text = data.decode(ledger.encoding, "surrogateescape" if ledger.encoding == "utf-8" else "replace")
    except LookupError:
        return None
    return text_blocks(text) if ledger.blocks else text


def _captured_text(root: Path, ledger: Ledger) -> str | None:
    data = read_file(root, ledger.capture, CAPTURE_LIMIT).value
    return _text_of(ledger, data) if data is not None and digest(data) == ledger.sha256 else None


def _prove_article(root: Path, path: str, ledgers: Ledgers) -> Iterable[Diagnostic]:
    data = read_file(root, path, FILE_LIMIT).value
    text = decode(data, path).value if data is not None else None
    parts = schema.split(text, path).value if text is not None else None
    if text is None or parts is None:
        return
    article = schema.read_stray(text, path, Digest("")).value
    yield from _missing_captures(root, article)
    captured = [ledgers.by_digest[sha256] for sha256 in captures_named(parts.yaml) if sha256 in ledgers.by_digest]
    sources = [_captured_text(root, ledger) for ledger in captured]
    if not sources or None in sources:
        return
    # Joined by spaces, so that what a page broke into two lines is found as one.
    joined = " ".join(source for source in sources if source)
    folded, words = fold(joined), f" {' '.join(fold_words(joined))} "
    is_imported = any(written.path == path for ledger in captured for written in ledger.articles)
    # An article with a source that was not captured may quote that one.
    has_all = is_imported or (article is not None and len(sources) == len(article.sources))
    for line, block, is_editors in _blocks(parts.body, parts.body_line):
        span = Span(path=path, line=line)
        if is_imported and not is_editors and not _stands_in(block, folded, words):
            message = f'this paragraph is not in the capture: "{shorten(block, 60)}"'
            yield finding("paragraph-not-in-capture", span, message, f"write {EDITOR_MARK} on a line above what is yours")
        if has_all:
            yield from _quotes(block, words, span)


def _missing_captures(root: Path, article: Article | None) -> Iterable[Diagnostic]:
    for source in article.sources if article else ():
        if source.capture and not (root / source.capture).is_file():
            message = f'the source names the capture "{source.capture}", which is not there'
            yield finding(
                "capture-missing", Span(path=article.path if article else ""), message, "bring it back, or correct the path"
            )


def _quotes(block: str, words: str, span: Span) -> Iterable[Diagnostic]:
    for match in _QUOTE.finditer(block):
        quote = next(group for group in match.groups() if group is not None)
        pieces = [fold_words(piece) for piece in _GAP.split(quote)]
        if sum(map(len, pieces)) >= _SHORTEST and not all(f" {' '.join(piece)} " in words for piece in pieces if piece):
            message = f'the quotation "{shorten(quote, 60)}" is not in the capture'
            yield finding(
                "quote-not-in-capture", span, message, "quote what the source says, word for word, or take the quotes away"
            )


def _stands_in(block: str, folded: str, words: str) -> bool:
    return fold(block) in folded or f" {' '.join(fold_words(block))} " in words


def _blocks(body: str, first_line: int) -> Sequence[tuple[int, str, bool]]:
    """Return the body's blocks as plain text, each with its line, and whether it is marked as the editor's."""
    found: list[tuple[int, str, bool]] = []
    lines: list[str] = []
    start = first_line
    is_editors = False
    for number, line in enumerate([*body.split("\n"), ""], start=first_line):
        is_item = _BLOCK_MARK.match(line) is not None
        if line.strip() and not (is_item and lines) and line.strip() != EDITOR_MARK:
            start = start if lines else number
            lines.append(_BLOCK_MARK.sub("", line.strip()))
            continue
        if lines:
            text = _plain(" ".join(lines))
            if text:
                found.append((start, text, is_editors))
            is_editors = is_editors and is_item
            lines = []
        if line.strip() == EDITOR_MARK:
            is_editors = True
        elif line.strip():
            start = number
            lines = [_BLOCK_MARK.sub("", line.strip())]
    return found


def _plain(text: str) -> str:
    return unescape(_LINK.sub(r"\1", _COMMENT.sub("", text))).strip()
