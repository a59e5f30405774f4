"""Floor 7. The texts of captures, as they were imported: what an article is held against."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.disk.handles import read_below
from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.ledger import Ledger, digest
from briefgen.importing.capture.lines import CAPTURE_LIMIT
from briefgen.importing.html import text_blocks
from briefgen.importing.html.decoding import CODECS
from briefgen.importing.known import Ledgers, read_whole
from briefgen.text.characters import legible

_WORD: Final = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Captured:
    """The folded text of some captures: with its punctuation, and its words alone; and their texts, each with its path."""

    folded: str
    words: str
    texts: tuple[tuple[str, str], ...] = ()


def read_captured(root: Path, ledgers: Ledgers, digests: tuple[str, ...]) -> Captured | None:
    """Return the text of captures, folded; None where one of them is not what was imported."""
    texts = list[tuple[str, str]]()
    for sha256 in digests:
        head = ledgers.by_digest[sha256]
        data = read_below(root, head.capture, CAPTURE_LIMIT).value
        ledger = read_whole(root, head)
        text = text_of(ledger, data) if ledger and data is not None and digest(data) == sha256 else None
        if text is None:
            return None
        texts.append((head.capture, text))
    # Joined by spaces, so that what a page broke into two lines is found as one.
    folded = fold(" ".join(text for _, text in texts if text))
    return Captured(folded, f" {' '.join(_WORD.findall(folded))} ", tuple(texts))


def text_of(ledger: Ledger, data: bytes) -> str | None:
    """Return what a reader could see of a capture: its lines, or the blocks of a page."""
    if ledger.encoding not in CODECS:
        return None
    text = data.decode(ledger.encoding, "surrogateescape" if ledger.encoding == "utf-8" else "replace")
    return text_blocks(text) if ledger.blocks else legible(text)


def stands_in(block: str, source: Captured) -> bool:
    """Is this plain text in the captures, apart from spaces, marks and case?"""
    folded = fold(block)
    return folded in source.folded or f" {' '.join(_WORD.findall(folded))} " in source.words
