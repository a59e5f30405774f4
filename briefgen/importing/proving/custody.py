"""Floor 7. The chain of custody: captures, their ledgers, the articles made from them and the sources name one another."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.disk.handles import read_below
from briefgen.importing.files import digest_of, names_in
from briefgen.importing.known import LEDGER_LIMIT, LedgerHead, Ledgers
from briefgen.importing.proving.articles import ArticleFile, read_article, read_blocks
from briefgen.importing.proving.captured import read_captured
from briefgen.importing.proving.paragraphs import Part
from briefgen.importing.proving.stated import FrontMatter, Named
from briefgen.importing.reading import CAPTURES, LEDGER
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: Digits of a capture's SHA-256 at the beginning of the name that an import gives it.
_DIGITS: Final = 12
#: Share of a file's blocks that stand in an article of a capture, from which on the file is that article, moved.
_MOVED: Final = 0.5

#: The articles of captures that a file was made from: the ledger of each, and the article's number in it.
Origins = Mapping[str, Sequence[tuple[LedgerHead, int]]]


@dataclass(frozen=True, slots=True)
class Custody:
    """Which captures each article was imported from, by its path of today, and the articles that are nowhere."""

    origins: Origins
    findings: tuple[Diagnostic, ...] = ()


def follow_articles(root: Path, files: Sequence[ArticleFile], ledgers: Ledgers, paths: Set[str]) -> Custody:
    """Return where the articles of the ledgers are now: at their paths, or moved, which their sources and text tell.

    Files are those that an article may have moved to, `paths` are those of all articles of the project.
    """
    written = ledgers.written()
    origins = {
        path: tuple(dict.fromkeys((head, number) for head, number, _ in rows))
        for path, rows in written.items()
        if path in paths
    }
    strays = [file for file in files if file.path not in written and file.captures]
    lost = []
    for path in sorted(written.keys() - paths):
        rows = written[path]
        moved = _moved(root, [file for file in strays if file.path not in origins], rows, ledgers)
        if moved:
            origins[moved] = tuple(dict.fromkeys((head, number) for head, number, _ in rows))
        else:
            lost.append(path)
    # A brief that the desk wrote on a capture stands for one of its articles.
    briefs = [file for file in strays if file.path not in origins]
    findings = []
    for path in lost:
        heads = {head.sha256: head for head, _, _ in written[path]}
        brief = next((file for file in briefs if heads.keys() & {*file.captures}), None)
        briefs = [file for file in briefs if file is not brief]
        findings += [] if brief else [_lost(root, head, path) for head in heads.values()]
    return Custody(origins, tuple(findings))


def _moved(root: Path, strays: Sequence[ArticleFile], rows: Sequence[tuple[LedgerHead, int, str]], ledgers: Ledgers) -> str:
    """Return the path of the file that an article was moved to; empty text where there is none."""
    captures = {head.sha256 for head, _, _ in rows}
    near = [file for file in strays if captures & {*file.captures}]
    known = {sha256 for _, _, sha256 in rows}
    same = next((file.path for file in near if digest_of(root, file.path) in known), "")
    return same or next((file.path for file in near if _share(root, file, rows, ledgers) >= _MOVED), "")


def _share(root: Path, file: ArticleFile, rows: Sequence[tuple[LedgerHead, int, str]], ledgers: Ledgers) -> float:
    """Return how much of a file stands in an article of a capture, as a share of its blocks."""
    whole = read_article(root, file.path)
    blocks = [text for _, text, is_editors in read_blocks(whole.body, 1) if not is_editors] if whole else []
    shares = [0.0]
    for head, number, _ in rows:
        captured = read_captured(root, ledgers, ((head.capture, head.sha256),))
        for text in captured.texts if captured else ():
            own = Part(text, number)
            found = sum(1 for block in blocks if (at := own.find(block)) and at.stranger is None)
            shares.append(found / len(blocks) if blocks else 0.0)
    return max(shares)


def _lost(root: Path, head: LedgerHead, path: str) -> Diagnostic:
    text = (read_below(root, head.path, LEDGER_LIMIT).value or b"").decode("utf-8", "replace")
    at = text.find(f'"{path}"')
    span = Span(path=head.path, line=text.count("\n", 0, at) + 1 if at >= 0 else None)
    message = f'"{path}" was imported from this capture, and neither it nor its text is in content/'
    hint = (
        f"bring it back (as a draft, if it is not to be published), or accept: the warning for {head.path} with the reason"
    )
    return finding("imported-article-missing", span, message, hint)


def prove_ledgers_exist(root: Path, ledgers: Ledgers) -> Iterator[Diagnostic]:
    """Yield a finding for each capture that an import kept and that has no ledger."""
    known = {head.capture for head in ledgers.by_digest.values()}
    names = names_in(root, CAPTURES).value or ()
    for name in names:
        path, stem = f"{CAPTURES}/{name}", name.rpartition(".")[0]
        digits = name[:_DIGITS]
        is_kept = name.endswith((".txt", ".html")) and name[_DIGITS : _DIGITS + 1] == "-"
        if not is_kept or path in known or f"{CAPTURES}/{stem}{LEDGER}" in ledgers.broken:
            continue
        if digits.strip("0123456789abcdef") or digest_of(root, path)[:_DIGITS] != digits:
            continue
        hint = f"bring {CAPTURES}/{stem}{LEDGER} back, or run briefgen import {path}, which writes it anew"
        yield finding("ledger-missing", Span(path=path), "the capture was imported, and its ledger is not there", hint)


def prove_sources(
    root: Path, front: FrontMatter, origins: Sequence[tuple[LedgerHead, int]], ledgers: Ledgers
) -> Iterator[Diagnostic]:
    """Yield a finding for each source whose capture and SHA-256 do not fit, and for each capture that no source names."""
    by_path = {head.capture: head for head in ledgers.by_digest.values()}
    for source in front.sources:
        fault = _fault_of(root, source, by_path, ledgers, is_imported=bool(origins))
        if fault:
            at = f"sources.{source.index}"
            span = front.span(f"{at}.sha256", f"{at}.capture", at)
            hint = "bring the old values back: a capture and its SHA-256 say what the article was made from"
            yield finding("source-altered", span, fault, hint)
    for head in {head.sha256: head for head, _ in origins}.values():
        if not any(source.capture == head.capture or source.sha256 == head.sha256 for source in front.sources):
            message = f"no source names {head.capture}, which the article was imported from"
            hint = f"write capture: {head.capture} and sha256: {head.sha256} at its source again"
            yield finding("source-altered", front.span("sources", "title"), message, hint)


def _fault_of(root: Path, source: Named, by_path: Mapping[str, LedgerHead], ledgers: Ledgers, *, is_imported: bool) -> str:
    """Return what does not fit in a source, in words; empty text for nothing."""
    head = by_path.get(source.capture)
    if head:
        if source.sha256 == head.sha256:
            return ""
        if not source.sha256:
            return f"the source has no SHA-256 of its capture {head.capture}" if is_imported else ""
        return f"the SHA-256 of the source is not that of {head.capture}"
    if source.sha256 in ledgers.by_digest:
        named = f", and not {source.capture}" if source.capture else ""
        return f"the SHA-256 of the source is that of {ledgers.by_digest[source.sha256].capture}{named}"
    if not source.sha256:
        return ""
    if not source.capture:
        return "the source has a SHA-256, and names no capture"
    there = digest_of(root, source.capture) if source.capture.startswith(f"{CAPTURES}/") else ""
    return f"the SHA-256 of the source is not that of {source.capture}" if there and there != source.sha256 else ""
