"""Floor 7. What `briefgen check` proves of imported articles: captures are accounted for, and texts stand in them."""

import os
import re
import stat
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

import msgspec

from briefgen.content import schema
from briefgen.disk.handles import open_below, read_below
from briefgen.importing.capture.folding import fold, fold_words
from briefgen.importing.capture.ledger import Ledger, digest, faults_of
from briefgen.importing.capture.lines import CAPTURE_LIMIT
from briefgen.importing.capture.markdown import unescape
from briefgen.importing.html import text_blocks
from briefgen.importing.html.decoding import CODECS
from briefgen.importing.known import (
    LEDGER_LIMIT,
    LedgerHead,
    Ledgers,
    article_paths,
    captures_named,
    fault_of,
    read_ledgers,
    read_whole,
    without_comments,
)
from briefgen.text.characters import FILE_LIMIT, decode, legible
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, Span, finding, in_order
from briefgen.values.model import Article, Digest

#: What a curator writes on a line of its own above a paragraph that is not the capture's.
EDITOR_MARK: Final = "<!-- editor -->"
#: Shortest quotation that is looked up, in words: one word in quotes is often a term and no quotation.
_SHORTEST: Final = 2
#: Longest message about a ledger, in characters: it may have words of the ledger in it.
_LONGEST: Final = 200
#: Captures whose folded text is held: articles come by capture, so few are looked at in turn.
_HELD: Final = 4

_QUOTE: Final = re.compile(r"“([^“”]{2,1200})”|«([^«»]{2,1200})»|„([^„“]{2,1200})“|(?<![\w\"])\"([^\"\n]{2,1200})\"(?!\w)")
_GAP: Final = re.compile(r"\[[^\]]*\]|\(\.\.\.\)|\.\.\.|…")
_WORD: Final = re.compile(r"\w+")
_BYTE: Final = re.compile(r"byte (\d+)")
# With bounds as in known.py, for the same reason.
_LINK: Final = re.compile(r"!?\[([^\]]{0,500})\]\([^)]{0,2000}\)")
_BLOCK_MARK: Final = re.compile(r"^(?:#{1,6}\s+|[-*+]\s+|\d{1,9}[.)]\s+|>\s?)")


def prove_project(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the ledgers, the captures, and the articles that rest on them; reads, and writes nothing."""
    ledgers = read_ledgers(root)
    findings = [*ledgers.findings, *(_unreadable(root, path) for path in ledgers.broken)]
    for _, head in sorted(ledgers.by_digest.items()):
        findings += _prove_ledger(root, head)
    captured = lru_cache(maxsize=_HELD)(partial(_read_captured, root, ledgers))
    for path in _by_capture(root):
        file = _read_article(root, path)
        findings += _prove_article(root, file, ledgers, captured) if file else ()
    return in_order(findings)


@dataclass(frozen=True, slots=True)
class _File:
    """An article's file: its text, its body and where that begins, and the digests of captures that it names."""

    path: str
    text: str
    body: str
    body_line: int
    captures: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Captured:
    """The folded text of some captures: with its punctuation, and its words alone."""

    folded: str
    words: str


def _unreadable(root: Path, path: str) -> Diagnostic:
    hint = "import its capture again; the ledger is made anew"
    read = read_below(root, path, LEDGER_LIMIT)
    if read.value is None and [found.code for found in read.findings] != ["not-a-file"]:
        return read.findings[0]
    text = (read.value or b"").decode("utf-8", "replace")
    try:
        ledger = msgspec.json.decode(text.encode(), type=Ledger)
    except (msgspec.MsgspecError, RecursionError) as error:
        place = _BYTE.search(str(error))
        # Without a byte the file ends too early: its last line is where to look.
        line = text.encode().count(b"\n", 0, int(place[1]) if place else None) + 1
        return finding("ledger-broken", Span(path=path, line=line), f"the ledger cannot be read: {_said(error)}", hint)
    head = LedgerHead(
        version=ledger.version, capture=ledger.capture, sha256=ledger.sha256, given=ledger.given, articles=ledger.articles
    )
    message = fault_of(head, path) or "the ledger changed while it was read"
    return finding("ledger-broken", Span(path=path), shorten(message, _LONGEST), hint)


def _said(error: Exception) -> str:
    said = str(error)
    return shorten(said[:1].lower() + said[1:], _LONGEST)


def _prove_ledger(root: Path, head: LedgerHead) -> list[Diagnostic]:
    span = Span(path=head.capture)
    read = read_below(root, head.capture, CAPTURE_LIMIT)
    data = read.value
    if data is None:
        if "symbolic-link" in {found.code for found in read.findings}:
            return list(read.findings)
        hint = "bring the file back, from a backup or from version control"
        return [finding("capture-missing", span, "a ledger names this capture, but it is not there", hint)]
    if digest(data) != head.sha256:
        hint = "captures are kept as they came; bring the old bytes back"
        return [finding("capture-changed", span, "the capture is not the one that was imported", hint)]
    ledger = read_whole(root, head)
    if ledger is None:
        return [_unreadable(root, head.path)]
    text = _text_of(ledger, data)
    if text is None:
        message = f'the ledger names the encoding "{ledger.encoding}", which no capture is read with'
        return [finding("ledger-broken", Span(path=head.path), message, "import the capture again with --force")]
    faults = faults_of(ledger, text.encode("utf-8", "surrogateescape") if ledger.blocks else data)
    hint = "import the capture again with --force; the ledger is made anew"
    where = Span(path=head.path, line=_line_of_gap(root, ledger) if faults else None)
    return [
        finding("ledger-broken", where, f"the ledger does not account for the capture: {fault}", hint) for fault in faults
    ]


def _line_of_gap(root: Path, ledger: Ledger) -> int | None:
    """Return the line of a ledger's file whose row does not go on where the one above ended; None where all do."""
    path = LedgerHead(version=ledger.version, capture=ledger.capture, sha256=ledger.sha256).path
    place = 0
    for row in ledger.rows:
        if row.start != place:
            text = (read_below(root, path, LEDGER_LIMIT).value or b"").decode("utf-8", "replace")
            match = re.search(rf'"start":\s?{row.start}\b', text)
            return text.count("\n", 0, match.start()) + 1 if match else None
        place = row.end
    return None


def _text_of(ledger: Ledger, data: bytes) -> str | None:
    """Return what a reader could see of a capture: its lines, or the blocks of a page."""
    if ledger.encoding not in CODECS:
        return None
    text = data.decode(ledger.encoding, "surrogateescape" if ledger.encoding == "utf-8" else "replace")
    return text_blocks(text) if ledger.blocks else legible(text)


def _read_captured(root: Path, ledgers: Ledgers, digests: tuple[str, ...]) -> _Captured | None:
    """Return the text of captures, folded; None where one of them is not what was imported."""
    texts = []
    for sha256 in digests:
        head = ledgers.by_digest[sha256]
        data = read_below(root, head.capture, CAPTURE_LIMIT).value
        ledger = read_whole(root, head)
        text = _text_of(ledger, data) if ledger and data is not None and digest(data) == sha256 else None
        if text is None:
            return None
        texts.append(text)
    # Joined by spaces, so that what a page broke into two lines is found as one.
    folded = fold(" ".join(text for text in texts if text))
    return _Captured(folded, f" {' '.join(_WORD.findall(folded))} ")


def _by_capture(root: Path) -> list[str]:
    """Return the paths of the articles, those of one capture one after another, so that its text is folded once."""
    files = (_read_article(root, path) for path in article_paths(root))
    # Their texts are read again one by one: all of them at once would be the whole of content/ in memory.
    return [path for _, path in sorted((file.captures, file.path) for file in files if file)]


def _read_article(root: Path, path: str) -> _File | None:
    data = read_below(root, path, FILE_LIMIT).value
    text = decode(data, path).value if data is not None else None
    parts = schema.split(text, path).value if text is not None else None
    if text is None or parts is None:
        return None
    return _File(path, text, parts.body, parts.body_line, captures_named(parts.yaml))


def _prove_article(
    root: Path, file: _File, ledgers: Ledgers, captured: Callable[[tuple[str, ...]], _Captured | None]
) -> Iterable[Diagnostic]:
    article = schema.read_stray(file.text, file.path, Digest("")).value
    yield from _missing_captures(root, article)
    digests = tuple(sha256 for sha256 in file.captures if sha256 in ledgers.by_digest)
    source = captured(digests) if digests else None
    if source is None:
        return
    is_imported = any(row.path == file.path for sha256 in digests for row in ledgers.by_digest[sha256].articles)
    # An article with a source that was not captured may quote that one.
    has_all = is_imported or (article is not None and len(digests) == len(article.sources))
    lines = file.text.split("\n")
    for line, block, is_editors in _blocks(file.body, file.body_line):
        if is_imported and not is_editors and not _stands_in(block, source):
            message = f'this paragraph is not in the capture: "{shorten(block, 60)}"'
            hint = f"write {EDITOR_MARK} on a line above what is yours"
            yield finding("paragraph-not-in-capture", _span_of(file.path, lines, line), message, hint)
        if has_all:
            yield from _quotes(block, source, file.path, lines, line)


def _span_of(path: str, lines: Sequence[str], line: int) -> Span:
    """Return the place of a block's first line, without its mark."""
    text = lines[line - 1].rstrip()
    mark = _BLOCK_MARK.match(text)
    start = mark.end() if mark else len(text) - len(text.lstrip())
    return Span(path=path, line=line, column=start + 1, length=len(text) - start)


def _missing_captures(root: Path, article: Article | None) -> Iterable[Diagnostic]:
    for source in article.sources if article else ():
        if source.capture and not _is_capture(root, source.capture):
            message = f'the source names the capture "{source.capture}", which is not there'
            yield finding(
                "capture-missing", Span(path=article.path if article else ""), message, "bring it back, or correct the path"
            )


def _is_capture(root: Path, path: str) -> bool:
    """Is there a file with this path in captures/? No other file is looked for."""
    if not path.startswith("captures/"):
        return False
    try:
        with open_below(root, path) as descriptor:
            return stat.S_ISREG(os.fstat(descriptor).st_mode)
    except (OSError, ValueError):
        return False


def _quotes(block: str, source: _Captured, path: str, lines: Sequence[str], line: int) -> Iterable[Diagnostic]:
    for match in _QUOTE.finditer(block):
        quote = next(group for group in match.groups() if group is not None)
        pieces = [fold_words(piece) for piece in _GAP.split(quote)]
        if sum(map(len, pieces)) >= _SHORTEST and not all(
            f" {' '.join(piece)} " in source.words for piece in pieces if piece
        ):
            message = f'the quotation "{shorten(quote, 60)}" is not in the capture'
            hint = "quote what the source says, word for word, or take the quotes away"
            yield finding("quote-not-in-capture", _place_of(match[0], path, lines, line), message, hint)


def _place_of(quote: str, path: str, lines: Sequence[str], line: int) -> Span:
    """Return the place of a quotation of a block; its line alone where Markdown writes it in another way."""
    for number in range(line, len(lines) + 1):
        text = lines[number - 1]
        if not text.strip():
            break
        whole = text.find(quote)
        if whole >= 0:
            return Span(path=path, line=number, column=whole + 1, length=len(quote))
        # One that goes on in the next line is found by the words up to there.
        start = text.find(quote[0])
        while start >= 0 and not quote.startswith(text[start:].rstrip()):
            start = text.find(quote[0], start + 1)
        if start >= 0:
            return Span(path=path, line=number, column=start + 1, length=len(text.rstrip()) - start)
    return Span(path=path, line=line)


def _stands_in(block: str, source: _Captured) -> bool:
    folded = fold(block)
    return folded in source.folded or f" {' '.join(_WORD.findall(folded))} " in source.words


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
    return unescape(_LINK.sub(r"\1", without_comments(text))).strip()
