"""Floor 7. The findings about what was imported: of the whole project, and of one article."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from briefgen.content import schema
from briefgen.importing.known import LedgerHead, Ledgers, read_ledgers
from briefgen.importing.proving.articles import ArticleFile, by_capture, read_article, read_blocks, span_of
from briefgen.importing.proving.basis import Basis, ReadCaptured, basis_of, reader_of
from briefgen.importing.proving.custody import follow_articles, prove_ledgers_exist, prove_sources
from briefgen.importing.proving.ledgers import missing_captures, prove_ledger, unreadable
from briefgen.importing.proving.paragraphs import prove_block
from briefgen.importing.proving.quotations import prove_quotations
from briefgen.importing.proving.stated import FrontMatter, prove_day, prove_values
from briefgen.values.diagnostics import Diagnostic, in_order
from briefgen.values.model import Digest


def prove_project(root: Path) -> tuple[Diagnostic, ...]:
    """Return what is wrong with the ledgers, the captures, and the articles that rest on them; reads, and writes nothing."""
    ledgers = read_ledgers(root)
    findings = [*ledgers.findings, *(unreadable(root, path) for path in ledgers.broken)]
    for _, head in sorted(ledgers.by_digest.items()):
        findings += prove_ledger(root, head)
    files = by_capture(root)
    custody = follow_articles(root, files, ledgers, {file.path for file in files})
    findings += [*custody.findings, *prove_ledgers_exist(root, ledgers)]
    read = reader_of(root, ledgers)
    for path in (file.path for file in files):
        file = read_article(root, path)
        findings += prove_article(root, file, ledgers, custody.origins.get(path, ()), read) if file else ()
    return in_order(findings)


def prove_article(
    root: Path, file: ArticleFile, ledgers: Ledgers, origins: Sequence[tuple[LedgerHead, int]], read: ReadCaptured
) -> Iterable[Diagnostic]:
    """Yield the findings about one article; `origins` are the articles of captures that it was imported from."""
    article = schema.read_stray(file.text, file.path, Digest("")).value
    front = FrontMatter(file)
    if origins or "capture" in file.yaml or "sha256" in file.yaml:
        yield from missing_captures(root, front)
        yield from prove_sources(root, front, origins, ledgers)
    basis = basis_of(file, front, origins, ledgers, read)
    if basis is None:
        return
    if article is not None and basis.parts:
        yield from prove_values(article, front, basis.parts)
    if article is not None and article.date_basis == "stated" and basis.has_all and front.has("date"):
        yield from prove_day(article, front, basis.source)
    yield from _prove_body(file, basis)


def _prove_body(file: ArticleFile, basis: Basis) -> Iterable[Diagnostic]:
    lines = file.text.split("\n")
    after = [0] * len(basis.parts)
    for line, block, is_editors in read_blocks(file.body, file.body_line):
        if basis.parts and not is_editors:
            found, after = prove_block(block, basis.parts, after, span_of(file.path, lines, line))
            yield from [found] if found else []
        if basis.has_all:
            yield from prove_quotations(block, basis.source, file.path, lines, line)
