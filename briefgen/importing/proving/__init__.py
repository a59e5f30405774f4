"""Floor 7. What `briefgen check` proves of imported articles: captures are accounted for, and texts stand in them."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import lru_cache, partial
from pathlib import Path
from typing import Final

from briefgen.content import schema
from briefgen.importing.known import Ledgers, days_of, read_ledgers
from briefgen.importing.proving.articles import EDITOR_MARK, ArticleFile, by_capture, read_article, span_of
from briefgen.importing.proving.captured import Captured, read_captured, stands_in
from briefgen.importing.proving.claims import Claim, Grounds, claims_of, grounds_of, language_of_text
from briefgen.importing.proving.evidence import Evidence, read_evidence
from briefgen.importing.proving.ledgers import missing_captures, prove_ledger, unreadable
from briefgen.importing.proving.passages import passages_of, without_targets
from briefgen.importing.proving.told import tell
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, finding, in_order
from briefgen.values.model import Article, Digest

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
    evidence = lru_cache(maxsize=_HELD)(read_evidence)
    for path in by_capture(root):
        file = read_article(root, path)
        findings += _prove_article(root, file, ledgers, captured, evidence) if file else ()
    return in_order(findings)


def _prove_article(
    root: Path,
    file: ArticleFile,
    ledgers: Ledgers,
    captured: Callable[[tuple[str, ...]], Captured | None],
    evidence: Callable[[tuple[tuple[str, str], ...]], Evidence],
) -> Iterable[Diagnostic]:
    article = schema.read_stray(file.text, file.path, Digest("")).value
    yield from missing_captures(root, article)
    digests = tuple(sha256 for sha256 in file.captures if sha256 in ledgers.by_digest)
    source = captured(digests) if digests else None
    if source is None:
        return
    is_imported = any(row.path == file.path for sha256 in digests for row in ledgers.by_digest[sha256].articles)
    # An article with a source that was not captured may say what that one says.
    has_all = is_imported or (article is not None and len(digests) == len(article.sources))
    lines = file.text.split("\n")
    claims_in = _prover(file, article, evidence, source, days_of(ledgers, digests)) if has_all else None
    for passage in passages_of(file):
        is_there = stands_in(passage.plain, source) or all(stands_in(part, source) for part in passage.parts)
        is_told = is_imported and not passage.field and not passage.is_editors and not is_there
        if is_told:
            message = f'this paragraph is not in the capture: "{shorten(passage.plain, 60)}"'
            hint = f"write {EDITOR_MARK} on a line above what is yours"
            yield finding("paragraph-not-in-capture", span_of(file.path, lines, passage.line), message, hint)
        # What stands in the captures word for word claims nothing else: an import is not read twice.
        if claims_in is None or is_there or (passage.field and passage.is_editors):
            continue
        claims = claims_in(passage.text)
        if is_told or passage.is_editors:
            # The paragraph is told as a whole, or is the desk's own; a quotation is somebody else's words all the same.
            claims = tuple(claim for claim in claims if claim.kind == "quotation")
        yield from tell(claims, passage, file.path, without_targets(lines))


def _prover(
    file: ArticleFile,
    article: Article | None,
    evidence: Callable[[tuple[tuple[str, str], ...]], Evidence],
    source: Captured,
    days: Sequence[date],
) -> Callable[[str], tuple[Claim, ...]]:
    """Return what gives the claims of a text of an article; the captures are read when the first text needs it."""
    lang = (article.lang if article else "") or language_of_text(file.body)
    grounds: list[Grounds] = []

    def claims_in(text: str) -> tuple[Claim, ...]:
        held = evidence(source.texts)
        if not grounds:
            grounds.append(grounds_of(article, held, days))
        return claims_of(text, held, grounds[0], lang)

    return claims_in
