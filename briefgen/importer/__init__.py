"""Floor 5. The flow of an import: captures in, drafts in content/, the captures and their ledgers in captures/.

The order of writing makes it safe to kill: captures first, then articles, then the ledgers, each file whole. A ledger says
that its capture is done, so what a killed import left undone is done by the next one, and done captures are left alone.
"""

import contextlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import msgspec

from briefgen import schema
from briefgen.capture.ledger import LEDGER_VERSION, Given, Ledger, Written, digest, write_ledger
from briefgen.capture.rules import Profile
from briefgen.configuration import settings_of
from briefgen.diagnostics import BriefgenError, Diagnostic, Span, finding, has_errors, in_order
from briefgen.importer.files import digest_of, write_file
from briefgen.importer.known import Ledgers, known_articles, read_ledgers
from briefgen.importer.planning import Copy, Plan, Planned, plan_articles
from briefgen.importer.proofs import prove_project
from briefgen.importer.reading import CAPTURES, LEDGER, Input, Read, list_inputs, read_bytes, read_input, read_profiles
from briefgen.importer.report import explain_reads, render_report
from briefgen.model import Digest, Settings
from briefgen.text import slug

__all__ = ["ImportOptions", "ImportResult", "Input", "import_captures", "list_inputs", "prove_project"]

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What `briefgen import` may be told. `given` is about every capture of the run."""

    given: Given = field(default_factory=Given)
    into: str = "content"
    dry_run: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did: findings, the articles of the run, the paths written, and two texts for whoever asks for them."""

    findings: tuple[Diagnostic, ...]
    articles: tuple[Planned, ...] = ()
    written: tuple[str, ...] = ()
    unchanged: int = 0
    captures: int = 0
    report: str = ""
    explanation: str = ""

    @property
    def failed(self) -> bool:
        """Is there a finding of severity error?"""
        return has_errors(self.findings)


def no_progress(_done: int, _total: int) -> None:
    """Show nothing."""


def import_captures(
    root: Path, inputs: Sequence[Input], options: ImportOptions,
    *, executor: Executor | None = None, progress: Progress = no_progress,
) -> ImportResult:  # fmt: skip
    """Import captures into a project; a bad one is a finding and stops no other. Raises BriefgenError."""
    settings = settings_of(root)
    if settings.value is None:
        return ImportResult(findings=settings.findings)
    _check_target(options.into)
    profiles = read_profiles(root)
    findings = [*settings.findings, *profiles.findings, *_check_given(options.given, settings.value)]
    if has_errors(findings):
        return ImportResult(findings=in_order(findings))
    ledgers = read_ledgers(root)
    before = frozenset[str]() if options.force else frozenset(ledgers.by_digest)
    old, new = _part(inputs, before)
    reads = [*old, *_read_all(new, options.given, profiles.value or (), executor, progress)]
    fresh, unchanged = _fresh(reads, ledgers, force=options.force)
    findings += [found for read in fresh for found in read.findings]
    good = [read for read in fresh if read.account is not None and read.account.drafts]
    plan = _plan(root, good, options, settings.value, ledgers, profiles.value or ())
    written: tuple[str, ...] = ()
    if not options.dry_run and good:
        done = _write_all(root, good, plan, options, ledgers)
        written = done.written
        findings += done.findings
    return ImportResult(
        findings=in_order(findings),
        articles=plan.articles,
        written=written,
        unchanged=unchanged,
        captures=len(reads),
        report=render_report(reads, good, plan, unchanged),
        explanation=explain_reads(good),
    )


def _check_target(into: str) -> None:
    parts = into.split("/")
    if parts[0] != "content" or any(part in {"", ".", ".."} or "\\" in part for part in parts):
        raise BriefgenError(f"--into {into} is not a folder under content/, such as content/2025")


def _check_given(given: Given, settings: Settings) -> Iterable[Diagnostic]:
    """Check what was said on the command line as if it stood in an article: there it will stand."""
    values = {"title": "T", "date": given.date or "2000-01-01", "region": given.region or "x"}
    source = {"name": "N"} | {key: value for key, value in (("url", given.url), ("retrieved", given.captured_at)) if value}
    lines = [f"{key}: {_quoted(value)}" for key, value in values.items()] + (
        [f"lang: {_quoted(given.lang)}"] if given.lang else []
    )
    inner = ", ".join(f"{key}: {_quoted(value)}" for key, value in source.items())
    text = "---\n" + "\n".join(lines) + f"\nsources: [{{{inner}}}]\n---\n"
    read = schema.read_article(text, "the options", Digest(""))
    yield from (found for found in read.findings)
    keys = schema.region_keys(settings.regions)
    if given.region and given.region not in keys:
        hint = "the regions are " + ", ".join(keys)
        span = Span(path=schema.SETTINGS_FILE)
        yield finding("unknown-region", span, f'region "{given.region}" is not in briefgen.yml', hint)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _part(inputs: Sequence[Input], done: frozenset[str]) -> tuple[list[Read], list[Input]]:
    """Return the captures that have a ledger, by their bytes alone, and those that have to be read."""
    old: list[Read] = []
    new: list[Input] = []
    for item in inputs:
        sha256 = ""
        if item.path and done:
            # One that cannot be read is told when it is read.
            with contextlib.suppress(OSError):
                sha256 = digest_of(item.path)
        if sha256 in done:
            old.append(Read(item, sha256))
        else:
            new.append(item)
    return old, new


def _read_all(
    inputs: Sequence[Input], given: Given, profiles: tuple[Profile, ...], executor: Executor | None, progress: Progress
) -> list[Read]:
    read = partial(read_input, given=given, profiles=profiles)
    results = executor.map(read, inputs, chunksize=_CHUNK) if executor else map(read, inputs)
    reads = []
    for done, result in enumerate(results, start=1):
        reads.append(result)
        progress(done, len(inputs))
    return reads


#: Captures sent to a worker at once: enough to hide the price of sending, few enough for the progress bar to move.
_CHUNK: Final = 16


def _fresh(reads: Sequence[Read], ledgers: Ledgers, *, force: bool) -> tuple[list[Read], int]:
    """Return what has to be imported, each content once, and how many captures were imported before."""
    fresh: dict[str, Read] = {}
    before = 0
    for read in reads:
        if not force and read.sha256 in ledgers.by_digest:
            before += 1
        elif read.sha256 and read.sha256 in fresh:
            continue
        else:
            fresh[read.sha256 or read.input.name] = read
    return list(fresh.values()), before


def _plan(
    root: Path,
    good: Sequence[Read],
    options: ImportOptions,
    settings: Settings,
    ledgers: Ledgers,
    profiles: tuple[Profile, ...],
) -> Plan:
    if not good:
        return Plan((), ())
    copies = [copy for read in good for copy in _copies_of(read, options.given)]
    known = known_articles(root, ledgers, profiles, [read.sha256 for read in good])
    return plan_articles(copies, known, settings, options.into)


def _copies_of(read: Read, given: Given) -> list[Copy]:
    account = read.account
    assert account is not None
    path = capture_path(read)
    return [Copy(path, read.sha256, given, draft, account.publisher, account.url) for draft in account.drafts]


def capture_path(read: Read) -> str:
    """Return where a capture is kept: the beginning of its digest, and its name."""
    name = Path(read.input.name).name
    stem = name.rsplit(".", 1)[0] if "." in name else name
    # One that lies in captures/ under its own digest stays where it is.
    stem = stem.removeprefix(f"{read.sha256[:12]}-")
    return f"{CAPTURES}/{read.sha256[:12]}-{slug(stem) or 'capture'}.{'html' if read.is_html else 'txt'}"


@dataclass(frozen=True, slots=True)
class _Done:
    written: tuple[str, ...]
    findings: tuple[Diagnostic, ...]


def _write_all(root: Path, good: Sequence[Read], plan: Plan, options: ImportOptions, ledgers: Ledgers) -> _Done:
    written: list[str] = []
    findings: list[Diagnostic] = []
    for read in good:
        data = read_bytes(read.input)
        if data.value is None or digest(data.value) != read.sha256:
            raise BriefgenError(f"{read.input.name} changed while it was imported; import it again")
        if write_file(root, capture_path(read), data.value, read_only=True):
            written.append(capture_path(read))
    digests: dict[str, dict[int, Written]] = {}
    before = ledgers.written()
    for article in plan.articles:
        sha256 = _write_article(root, article, options, before, written, findings)
        for copy in article.copies:
            row = Written(article=copy.draft.number, path=article.path, sha256=sha256)
            digests.setdefault(copy.sha256, {})[copy.draft.number] = row
    made = {read.sha256: _ledger_of(read, options.given) for read in good}
    for sha256, rows in sorted(digests.items()):
        ledger = made.get(sha256) or ledgers.by_digest[sha256]
        kept = {row.article: row for row in ledger.articles} | rows
        path = ledger.capture.rsplit(".", 1)[0] + LEDGER
        text = write_ledger(_with_articles(ledger, kept)).encode()
        if write_file(root, path, text, replaces=digest_of(root / path)):
            written.append(path)
    return _Done(tuple(written), tuple(findings))


def _write_article(
    root: Path, article: Planned, options: ImportOptions, before: Mapping[str, list[tuple[Ledger, int, str]]],
    written: list[str], findings: list[Diagnostic],
) -> str:  # fmt: skip
    """Write one article and return the digest of what was written; empty text where an edited file was left alone."""
    data = article.text.encode()
    there = digest_of(root / article.path)
    ours = {sha256 for _, _, sha256 in before.get(article.path, [])}
    if not there or there in ours or there == digest(data):
        if write_file(root, article.path, data, replaces=there):
            written.append(article.path)
        return digest(data)
    hint = "its capture was kept; add the source by hand, or import with --force for a .new.md beside it"
    if options.force:
        beside = f"{article.path.removesuffix('.md')}.new.md"
        hint = f"the new text is in {beside}; take over what you want and remove it"
        if write_file(root, beside, data, replaces=digest_of(root / beside)):
            written.append(beside)
    message = "the article was edited after it was imported, so it was not touched"
    findings.append(finding("edited-article", Span(path=article.path), message, hint))
    return ""


def _ledger_of(read: Read, given: Given) -> Ledger:
    account = read.account
    assert account is not None
    return Ledger(
        version=LEDGER_VERSION, capture=capture_path(read), sha256=read.sha256, size=read.size, encoding=account.encoding,
        is_guess=account.is_guess, blocks=read.blocks, given=given, rows=account.rows,
    )  # fmt: skip


def _with_articles(ledger: Ledger, rows: Mapping[int, Written]) -> Ledger:
    return msgspec.structs.replace(ledger, articles=tuple(rows[number] for number in sorted(rows)))
