"""Floor 7. What `briefgen check` proves of imported articles: captures are accounted for, and texts stand in them."""

from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from briefgen.content import schema
from briefgen.importing.known import Ledgers, read_ledgers
from briefgen.importing.proving.articles import EDITOR_MARK, ArticleFile, by_capture, read_article, read_blocks, span_of
from briefgen.importing.proving.captured import Captured, read_captured, stands_in
from briefgen.importing.proving.ledgers import missing_captures, prove_ledger, unreadable
from briefgen.importing.proving.quotations import prove_quotations
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, finding, in_order
from briefgen.values.model import Digest

__all__ = ["EDITOR_MARK", "prove_project"]

#: Captures whose folded text is held: articles come by capture, so few are looked at in turn.
_HELD: Final = 4


def prove_project(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the ledgers, the captures, and the articles that rest on them; reads, and writes nothing."""
    ledgers = read_ledgers(root)
    findings = [*ledgers.findings, *(unreadable(root, path) for path in ledgers.broken)]
    for _, head in sorted(ledgers.by_digest.items()):
        findings += prove_ledger(root, head)
    captured = lru_cache(maxsize=_HELD)(partial(read_captured, root, ledgers))
    for path in by_capture(root):
        file = read_article(root, path)
        findings += _prove_article(root, file, ledgers, captured) if file else ()
    return in_order(findings)


def _prove_article(
    root: Path, file: ArticleFile, ledgers: Ledgers, captured: Callable[[tuple[str, ...]], Captured | None]
) -> Iterable[Diagnostic]:
    article = schema.read_stray(file.text, file.path, Digest("")).value
    yield from missing_captures(root, article)
    digests = tuple(sha256 for sha256 in file.captures if sha256 in ledgers.by_digest)
    source = captured(digests) if digests else None
    if source is None:
        return
    is_imported = any(row.path == file.path for sha256 in digests for row in ledgers.by_digest[sha256].articles)
    # An article with a source that was not captured may quote that one.
    has_all = is_imported or (article is not None and len(digests) == len(article.sources))
    lines = file.text.split("\n")
    for line, block, is_editors in read_blocks(file.body, file.body_line):
        if is_imported and not is_editors and not stands_in(block, source):
            message = f'this paragraph is not in the capture: "{shorten(block, 60)}"'
            hint = f"write {EDITOR_MARK} on a line above what is yours"
            yield finding("paragraph-not-in-capture", span_of(file.path, lines, line), message, hint)
        if has_all:
            yield from prove_quotations(block, source, file.path, lines, line)
