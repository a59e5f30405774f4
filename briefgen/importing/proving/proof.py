"""Floor 7. The findings about what was imported: of the whole project, and of one article."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import replace
from datetime import date
from pathlib import Path

from briefgen.content import schema
from briefgen.importing.known import LedgerHead, Ledgers, days_of, read_ledgers
from briefgen.importing.proving.articles import ArticleFile, by_capture, read_article, span_of
from briefgen.importing.proving.basis import Basis, ReadCaptured, basis_of, reader_of
from briefgen.importing.proving.claims import Claim, Grounds, claims_of, grounds_of, language_of_text
from briefgen.importing.proving.custody import follow_articles, prove_ledgers_exist, prove_sources
from briefgen.importing.proving.ledgers import missing_captures, prove_ledger, unreadable
from briefgen.importing.proving.paragraphs import is_of_one_article, prove_block
from briefgen.importing.proving.passages import Passage, passages_of, without_targets
from briefgen.importing.proving.quotations import quotations_in
from briefgen.importing.proving.stated import FrontMatter, prove_day, prove_values
from briefgen.importing.proving.told import tell
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, in_order
from briefgen.values.model import Article, Digest


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
    told: set[str] = set()
    if article is not None and basis.parts:
        for path, found in prove_values(article, front, basis.parts):
            told.add(path)
            yield found
    if article is not None and article.date_basis == "stated" and basis.has_all and front.place("date"):
        yield from prove_day(article, front, basis.source)
    yield from _prove_passages(file, article, front, basis, days_of(ledgers, basis.digests), told)


def _prove_passages(
    file: ArticleFile, article: Article | None, front: FrontMatter, basis: Basis, days: Sequence[date], told: Set[str]
) -> Iterable[Diagnostic]:  # fmt: skip
    """Yield the findings about paragraphs, and about the figures, names, dates and quotations of all passages.

    `days` are those of the captures; `told` are the values of the front matter that have a finding as a whole.
    """
    lines = file.text.split("\n")
    seen = without_targets(lines)
    lang = (article.lang if article else "") or language_of_text(file.body)
    after = [0] * len(basis.parts)
    grounds: Grounds | None = None
    for passage in passages_of(file):
        is_told = passage.field in told
        is_editors = front.is_editors(passage.field) if passage.field else passage.is_editors
        if basis.parts and not passage.field and not is_editors:
            # What the desk marked inside a paragraph is no part of what is to stand in the capture.
            found, after = prove_block(" ".join(passage.parts), basis.parts, after, span_of(file.path, lines, passage.line))
            yield from [found] if found else []
            is_told = found is not None
        is_captured = bool(basis.parts) and not is_told and not is_editors
        # What stands in its capture word for word claims nothing that is not there.
        if not basis.has_all or is_captured:
            continue
        # The passage is told as a whole, or is the desk's own; a quotation is somebody else's words all the same.
        only_quotations = is_told or is_editors
        if only_quotations and not quotations_in(passage.text):
            continue
        evidence = basis.source.evidence
        grounds = grounds or grounds_of(article, evidence, days)
        claims = claims_of(passage.text, evidence, grounds, lang)
        if only_quotations:
            claims = tuple(claim for claim in claims if claim.kind == "quotation")
        yield from tell([_of_one_article(claim, passage, basis) for claim in claims], passage, file.path, seen)


def _of_one_article(claim: Claim, passage: Passage, basis: Basis) -> Claim:
    """Return a claim; that of a quotation which joins passages of two articles of a capture is absent."""
    quotation = passage.text[claim.start : claim.end]
    if claim.kind != "quotation" or claim.standing != "found" or is_of_one_article(quotation, basis.source.texts):
        return claim
    problem = f'the quotation "{shorten(quotation[1:-1], 60)}" joins passages of two articles of the capture'
    return replace(claim, standing="absent", problem=problem, hint="quote one article at a time")
