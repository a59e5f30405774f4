"""Floor 7. What an import writes, in an order that makes it safe to kill.

Captures come first, then articles, then ledgers. A ledger says that its capture is done, so what a killed import left undone
is done by the next one. Before an article of an earlier import is replaced, its ledgers name the new digest beside the old
one: whichever of the two is there after a kill, the article is known as one that nobody edited.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import msgspec

from briefgen.importing.capture.ledger import LEDGER_VERSION, Given, Ledger, Written, digest, sealed, write_ledger
from briefgen.importing.files import digest_of, write_file
from briefgen.importing.known import BESIDE, LedgerHead, Ledgers, Spread, read_whole
from briefgen.importing.planning import Plan, Planned
from briefgen.importing.reading import CAPTURES, Read, capture_path, given_for, read_bytes
from briefgen.text.characters import FILE_LIMIT
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Span, finding

#: Folders that an import writes to.
FOLDERS: Final = (CAPTURES, "content")

#: The longest that Markdown writes one byte of a text, in bytes: "&amp;". And what a source takes in front matter, at most.
_LONGEST_ESCAPE: Final = 5
_SOURCE: Final = 10_000

_Before = Mapping[str, Sequence[tuple[LedgerHead, int, str]]]


@dataclass(frozen=True, slots=True)
class Done:
    """What was written, in order, and what was not touched because somebody had edited it."""

    written: tuple[str, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def without_large(plan: Plan) -> tuple[Plan, tuple[Diagnostic, ...]]:
    """Leave out the articles that a build would refuse for their size, with a finding for each."""
    kept: list[Planned] = []
    findings: list[Diagnostic] = []
    for article in plan.articles:
        # Made here only where it may be too large at all: a run may have thousands.
        most = _LONGEST_ESCAPE * sum(copy.offer.size + _SOURCE for copy in article.copies)
        size = len(article.text.encode()) if most > FILE_LIMIT else 0
        if size <= FILE_LIMIT:
            kept.append(article)
            continue
        message = f"the draft would have {size:,} bytes, the limit of an article is {FILE_LIMIT:,}; it was not written"
        hint = f"split the capture that was to be {article.copies[0].capture}, and import the parts"
        findings.append(finding("draft-too-large", Span(path=article.path), message, hint))
    return Plan(tuple(kept), plan.remarks), tuple(findings)


def write_plan(
    root: Path, good: Sequence[Read], plan: Plan, ledgers: Ledgers, *, given: Given, force: bool, spread: Spread
) -> Done:
    """Write captures, articles and ledgers; raises BriefgenError where a file is in the way."""
    # All texts come before the first write, so that nothing is written if a worker is killed.
    texts = list(spread(_text_of, plan.articles))
    written = [capture_path(read) for read in good if _keep_capture(root, read)]
    findings: list[Diagnostic] = []
    rows: dict[str, dict[int, Written]] = {}
    before = ledgers.written()
    for article, text in zip(plan.articles, texts, strict=True):
        sha256, paths, found = _write_article(root, article.path, text.encode(), before, force=force)
        written += paths
        findings += found
        for copy in article.copies:
            row = Written(article=copy.offer.number, path=article.path, sha256=sha256)
            rows.setdefault(copy.sha256, {})[copy.offer.number] = row
    made = {read.sha256: read for read in good}
    # Those of earlier imports come first: as long as one of now is missing, its capture is imported again.
    for sha256 in sorted(rows, key=lambda sha256: (sha256 in made, sha256)):
        ledger = _ledger_of(made[sha256], given) if sha256 in made else read_whole(root, ledgers.by_digest[sha256])
        if ledger is not None:
            kept = {row.article: row for row in ledger.articles} | rows[sha256]
            written += _write_ledger(root, ledger, [kept[number] for number in sorted(kept)])
    return Done(tuple(written), tuple(findings))


def _keep_capture(root: Path, read: Read) -> bool:
    data = read_bytes(read.input)
    if data.value is None or digest(data.value) != read.sha256:
        raise BriefgenError(f"{read.input.name} changed while it was imported; import it again")
    return write_file(root, capture_path(read), data.value, read_only=True)


def _text_of(article: Planned) -> str:
    return article.text


def _write_article(
    root: Path, path: str, data: bytes, before: _Before, *, force: bool
) -> tuple[str, list[str], tuple[Diagnostic, ...]]:
    """Write one article; return the digest of what was written (empty: it was edited and left alone), paths and findings."""
    there, new = digest_of(root, path), digest(data)
    if there == new:
        return new, [], ()
    rows = before.get(path, ())
    if not there or there in {sha256 for _, _, sha256 in rows}:
        if there:
            _announce(root, path, rows, new)
        return new, [path] if write_file(root, path, data, replaces=there) else [], ()
    hint = "its capture was kept; add the source by hand, or import with --force for a .new.md beside it"
    paths = []
    if force:
        beside, is_written = _write_beside(root, path, data)
        hint = f"the new text is in {beside}; take over what you want and remove it"
        paths = [beside] if is_written else []
    message = "the article was edited after it was imported, so it was not touched"
    return "", paths, (finding("edited-article", Span(path=path), message, hint),)


def _write_beside(root: Path, path: str, data: bytes) -> tuple[str, bool]:
    """Write the new text of an edited article; return where it is, and whether it had to be written."""
    stem = path.removesuffix(".md")
    number = 1
    while True:
        # One that is there with other bytes may have been edited as well.
        beside = f"{stem}{'' if number == 1 else f'-{number}'}{BESIDE}"
        there = digest_of(root, beside)
        if not there or there == digest(data):
            return beside, write_file(root, beside, data)
        number += 1


def _announce(root: Path, path: str, rows: Iterable[tuple[LedgerHead, int, str]], sha256: str) -> None:
    """Write into an article's ledgers what it is about to be replaced with, beside what it is."""
    for head in {head.sha256: head for head, _, _ in rows}.values():
        ledger = read_whole(root, head)
        if ledger is None:
            continue
        more = [Written(article=row.article, path=path, sha256=sha256) for row in ledger.articles if row.path == path]
        _write_ledger(root, ledger, [*ledger.articles, *(row for row in more if row not in ledger.articles)])


def _write_ledger(root: Path, ledger: Ledger, articles: Sequence[Written]) -> list[str]:
    """Write a ledger with these articles, and return its path if that changed anything."""
    path = _path_of(ledger)
    text = write_ledger(sealed(msgspec.structs.replace(ledger, articles=tuple(articles))))
    return [path] if write_file(root, path, text.encode(), replaces=digest_of(root, path)) else []


def _path_of(ledger: Ledger) -> str:
    return LedgerHead(version=ledger.version, capture=ledger.capture, sha256=ledger.sha256).path


def _ledger_of(read: Read, given: Given) -> Ledger:
    held = read.held
    assert held is not None
    return Ledger(
        version=LEDGER_VERSION, capture=capture_path(read), sha256=read.sha256, size=read.size, encoding=held.encoding,
        is_guess=held.is_guess, blocks=read.blocks, given=given_for(read.input, given), origin=read.input.origin,
        rows=held.rows,
    )  # fmt: skip
