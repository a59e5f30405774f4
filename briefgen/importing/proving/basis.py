"""Floor 7. What an article is held against: the captures that it was made from, or that its sources name."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from briefgen.importing.known import LedgerHead, Ledgers
from briefgen.importing.proving.articles import ArticleFile
from briefgen.importing.proving.captured import Captured, read_captured
from briefgen.importing.proving.paragraphs import Part
from briefgen.importing.proving.stated import FrontMatter
from briefgen.importing.reading import CAPTURES

#: Captures whose text is held: articles come by capture, so few are looked at in turn.
_HELD: Final = 4

#: Captures by their paths and digests -> their texts, or None where one of them cannot be held against.
ReadCaptured = Callable[[tuple[tuple[str, str], ...]], Captured | None]


@dataclass(frozen=True, slots=True)
class Basis:
    """What an article is held against: its captures, its parts of them if it was imported, and whether these are all.

    `parts` is empty for an article that somebody wrote. An article with a source that was not captured may say what that
    one says. `digests` are those of the captures with a ledger.
    """

    source: Captured
    parts: tuple[Part, ...]
    has_all: bool
    digests: tuple[str, ...] = ()


def reader_of(root: Path, ledgers: Ledgers) -> ReadCaptured:
    """Return a function that reads captures and holds the last few."""
    return lru_cache(maxsize=_HELD)(partial(read_captured, root, ledgers))


def basis_of(
    file: ArticleFile, front: FrontMatter, origins: Sequence[tuple[LedgerHead, int]], ledgers: Ledgers, read: ReadCaptured
) -> Basis | None:
    """Return what an article is held against; None where it has no captures, or one of them cannot be read.

    `origins` are the articles of captures that it was imported from.
    """
    heads = {head.sha256: head for head, _ in origins}
    heads |= {sha256: ledgers.by_digest[sha256] for sha256 in file.captures if sha256 in ledgers.by_digest}
    known = {head.capture for head in heads.values()}
    named = [
        (source.capture, source.sha256)
        for source in (front.sources if f"{CAPTURES}/" in file.yaml else ())
        if source.capture.startswith(f"{CAPTURES}/") and source.capture not in known
    ]
    # Captures that nobody imported, or whose ledger is lost, are read as they are. One that is not there has a finding.
    others = [pair for pair in dict.fromkeys(named) if read((pair,))]
    pairs = (*((head.capture, head.sha256) for head in heads.values()), *others)
    source = read(pairs) if pairs else None
    if source is None:
        return None
    by_path = {text.path: text for text in source.texts}
    parts = tuple(Part(by_path[head.capture], number) for head, number in origins)
    is_held = [one.capture in by_path or one.sha256 in heads for one in ([] if parts else front.sources)]
    return Basis(source, parts, has_all=bool(parts) or (bool(is_held) and all(is_held)), digests=tuple(heads))
