"""Floor 7. The texts of captures, as they were imported: what an article is held against."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from briefgen.disk.handles import read_below
from briefgen.importing.capture.decoding import CODECS, decode_capture
from briefgen.importing.capture.folding import visible
from briefgen.importing.capture.ledger import Ledger, digest, faults_of
from briefgen.importing.capture.lines import CAPTURE_LIMIT, find_excess, is_binary, line_ends_of
from briefgen.importing.html import decode_html, looks_like_html, text_blocks
from briefgen.importing.known import Ledgers, read_whole
from briefgen.importing.proving.evidence import Evidence, read_evidence
from briefgen.importing.proving.wording import Wording, words_of
from briefgen.text.characters import legible, without_controls

#: Fates of rows that are the text of an article, and of rows that may be taken into any article of the capture.
_TEXT: Final = frozenset(["body", "subhead"])
_FREE: Final = frozenset(["", "unassigned", "repeat", "blank"])


@dataclass(frozen=True, slots=True)
class CapturedRow:
    """A line of a capture, or a block of a page: its number, its text, and what its ledger says of it (none: empty)."""

    line: int
    text: str
    fate: str = ""
    article: int = 0


@dataclass(frozen=True, eq=False)
class CapturedText:
    """One capture: what a reader could see of it, and that in rows.

    `page` is the source of a page of HTML, whose rows are its blocks of text and not its lines.
    """

    path: str
    sha256: str
    text: str
    rows: tuple[CapturedRow, ...]
    has_ledger: bool = True
    page: str = ""
    _own: dict[int, Wording] = field(default_factory=dict, repr=False)
    _free: dict[int, Wording] = field(default_factory=dict, repr=False)

    @cached_property
    def words(self) -> tuple[tuple[str, ...], ...]:
        """Return the words of each row."""
        # A draft has spaces for the white space of a capture, and none of its other control characters.
        return tuple(words_of(without_controls(visible(row.text))) for row in self.rows)

    @cached_property
    def whole(self) -> Wording:
        """Return all rows."""
        return Wording(enumerate(self.words))

    def own(self, article: int) -> Wording:
        """Return the paragraphs and subheads of one article of the capture, without what stands between them."""
        if article not in self._own:
            is_own = [row.article == article and row.fate in _TEXT for row in self.rows]
            self._own[article] = Wording((index, self.words[index]) for index, own in enumerate(is_own) if own)
        return self._own[article]

    def free(self, article: int) -> Wording:
        """Return all rows that a paragraph of the article may stand in."""
        if article not in self._free:
            free = [index for index in range(len(self.rows)) if self.may_stand(index, article)]
            self._free[article] = Wording((index, self.words[index]) for index in free)
        return self._free[article]

    def title(self, article: int) -> str:
        """Return the headline that stands above an article; empty text where there is none."""
        return " ".join(row.text.strip() for row in self.rows if row.fate == "title" and row.article == article)

    @cached_property
    def articles(self) -> tuple[int, ...]:
        """Return the numbers of the capture's articles; 0 for a capture without any."""
        return tuple(sorted({row.article for row in self.rows if row.fate in _TEXT})) or (0,)

    def may_stand(self, row: int, article: int) -> bool:
        """May a paragraph of an article stand in this row: one of the article, or one that the ledger gives to none?"""
        found = self.rows[row]
        return found.fate in _FREE or (found.article == article and found.fate not in {"boilerplate", "stub"})


@dataclass(frozen=True, eq=False)
class Captured:
    """Some captures."""

    texts: tuple[CapturedText, ...]

    @cached_property
    def evidence(self) -> Evidence:
        """Return what the captures state: figures, names, dates, sentences; read when it is first asked for."""
        return read_evidence((text.path, text.text) for text in self.texts)


def read_captured(root: Path, ledgers: Ledgers, captures: tuple[tuple[str, str], ...]) -> Captured | None:
    """Return captures by their paths and digests; None where one of them cannot be read, or is not what was imported.

    One without a ledger is read as well; its digest may be empty, and then its bytes are believed.
    """
    texts = [_read_text(root, ledgers, path, sha256) for path, sha256 in captures]
    return Captured(tuple(text for text in texts if text)) if all(texts) else None


def _read_text(root: Path, ledgers: Ledgers, path: str, sha256: str) -> CapturedText | None:
    data = read_below(root, path, CAPTURE_LIMIT).value
    if data is None or (sha256 and digest(data) != sha256):
        return None
    head = ledgers.by_digest.get(sha256)
    if head is None:
        return _without_ledger(path, data)
    ledger = read_whole(root, head)
    page = _decoded(ledger, data) if ledger else None
    if ledger is None or page is None:
        return None
    text = text_blocks(page, ledger.blocks) if ledger.blocks else "\n".join(_lines(legible(page)))
    account = text.encode("utf-8", "surrogateescape") if ledger.blocks else data
    if faults_of(ledger, account):
        # The ledger has a finding of its own; the capture is what was imported all the same.
        return _without_ledger(path, data)
    encoding = "utf-8" if ledger.blocks else ledger.encoding
    rows = tuple(
        CapturedRow(row.line, legible(_decode(account[row.start : row.end], encoding)), row.fate, row.article)
        for row in ledger.rows
    )
    return CapturedText(path, sha256, text, rows, page=page if ledger.blocks else "")


def _without_ledger(path: str, data: bytes) -> CapturedText | None:
    """Return a capture that nobody imported: all its lines, of which none belongs to an article."""
    is_page = path.endswith(".html") or looks_like_html(data)
    if not is_page and (is_binary(data) or find_excess(data)):
        return None
    page = decode_html(data)[0] if is_page else ""
    text = text_blocks(page) if is_page else "\n".join(_lines(legible(decode_capture(data)[0])))
    rows = tuple(CapturedRow(number, line) for number, line in enumerate(text.split("\n"), start=1))
    return CapturedText(path, digest(data), text, rows, has_ledger=False, page=page)


def _lines(text: str) -> Iterable[str]:
    return line_ends_of(text).split(text)


def text_of(ledger: Ledger, data: bytes) -> str | None:
    """Return what a reader could see of a capture: its lines, or the blocks of a page."""
    text = _decoded(ledger, data)
    return text if text is None else text_blocks(text, ledger.blocks) if ledger.blocks else legible(text)


def _decoded(ledger: Ledger, data: bytes) -> str | None:
    return _decode(data, ledger.encoding) if ledger.encoding in CODECS else None


def _decode(data: bytes, encoding: str) -> str:
    return data.decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
