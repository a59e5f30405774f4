"""Floor 7. The flow of an import: captures in, drafts in content/, the captures and their ledgers in captures/.

Every capture is read by itself, which may be spread over processes; then all that was read is planned at once, since the
same story may stand in any of them; then everything is written. Done captures are left alone.
"""

import contextlib
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

from briefgen.content import schema
from briefgen.importing.beside import with_said
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.rules import Profile
from briefgen.importing.files import refuse_links, remove_leftovers
from briefgen.importing.given import check_given
from briefgen.importing.known import Ledgers, Spread, read_content, read_ledgers
from briefgen.importing.opening import open_input
from briefgen.importing.planning import Copy, Plan, Planned, plan_articles
from briefgen.importing.proving import prove_project
from briefgen.importing.reading import (
    CAPTURES,
    Input,
    Read,
    anchored,
    capture_path,
    digest_of_input,
    given_for,
    list_inputs,
    read_input,
    read_profiles,
)
from briefgen.importing.report import Summary, explain_reads, render_report, summarize
from briefgen.importing.writing import FOLDERS, Done, without_large, write_plan
from briefgen.project.settings import settings_of
from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding, has_errors, in_order
from briefgen.values.model import Settings

__all__ = ["ImportOptions", "ImportResult", "Input", "import_captures", "list_inputs", "prove_project"]

Progress = Callable[[int, int], None]
T = TypeVar("T")
R = TypeVar("R")

#: Values sent to a worker at once: enough to hide the price of sending, few enough for the progress bar to move.
_CHUNK: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOptions:
    """What `briefgen import` may be told. `given` is about every capture of the run; `explains` asks for every line.

    `by_file_time` takes the time of a capture's file where nothing else says when it was made.
    """

    given: Given = field(default_factory=Given)
    into: str = "content"
    by_file_time: bool = False
    dry_run: bool = False
    force: bool = False
    explains: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportResult:
    """What an import did: findings, the articles of the run, the paths written, and what can be said about it."""

    findings: tuple[Diagnostic, ...]
    articles: tuple[Planned, ...] = ()
    written: tuple[str, ...] = ()
    summary: Summary = field(default_factory=Summary)
    remarks: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def failed(self) -> bool:
        """Is there a finding of severity error?"""
        return has_errors(self.findings)

    @property
    def unchanged(self) -> int:
        """Return how many captures were imported before."""
        return self.summary.unchanged

    @property
    def report(self) -> str:
        """Return the report of the run, as Markdown."""
        return render_report(self.summary, self.articles, self.remarks)


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
    refuse_links(root, (CAPTURES, options.into))
    profiles = read_profiles(root)
    findings = [*settings.findings, *profiles.findings, *_check_options(options.given, settings.value)]
    if has_errors(findings):
        return ImportResult(findings=in_order(findings))
    spread = _spread_over(executor)
    ledgers = read_ledgers(root)
    known = frozenset() if options.force else ledgers.by_digest.keys()
    keys = tuple(schema.region_keys(settings.value.regions))
    said = partial(with_said, zone=settings.value.time_zone, regions=keys, by_file_time=options.by_file_time)
    old, new, told = _open([anchored(root, item) for item in inputs], known, said, spread)
    findings += told
    several = _split_of_several(options.given, [*(found.input for found in old), *new])
    if several:
        return ImportResult(findings=in_order([*findings, several]))
    read = partial(read_input, given=options.given, profiles=profiles.value or (), explains=options.explains)
    reads = [*old, *_tell(spread(read, new), progress, len(new))]
    fresh, unchanged, twice = _fresh(reads, known)
    good = [found for found in fresh if found.held is not None and found.held.offers]
    plan = _plan(root, good, options, settings.value, ledgers, profiles.value or (), spread)
    plan, refused = without_large(plan)
    # A capture of which nothing is left is not kept either.
    left = {copy.sha256 for article in plan.articles for copy in article.copies}
    good = [found for found in good if found.sha256 in left]
    done = Done()
    if not options.dry_run:
        remove_leftovers(root, FOLDERS)
    if not options.dry_run and good:
        done = write_plan(root, good, plan, ledgers, given=options.given, force=options.force, spread=spread)
    findings += [*refused, *(problem for found in fresh for problem in found.findings)]
    return ImportResult(
        findings=in_order([*findings, *done.findings]),
        articles=plan.articles,
        written=done.written,
        summary=summarize(fresh, plan, unchanged=unchanged, twice=twice, total=len(reads)),
        remarks=plan.remarks,
        explanation=explain_reads(good),
    )


def _check_target(into: str) -> None:
    parts = into.split("/")
    if parts[0] != "content" or any(part in {"", ".", ".."} or "\\" in part for part in parts):
        raise BriefgenError(f"--into {into} is not a folder under content/, such as content/2025")


def _split_of_several(given: Given, inputs: Sequence[Input]) -> Diagnostic | None:
    """Return what is wrong with lines to split at where one file holds several texts, each with lines of its own."""
    if not given.split or len(inputs) < 2:
        return None
    name, _, _ = inputs[0].name.rpartition("#")
    message = f"--split is for one text, and this file has {len(inputs):,}"
    hint = "import the file without it, then the capture of that text, which is kept below captures/, with --force --split"
    return finding("split-outside", Span(path=name or inputs[0].name), message, hint)


def _check_options(given: Given, settings: Settings) -> Iterable[Diagnostic]:
    yield from check_given(given)
    keys = schema.region_keys(settings.regions)
    if given.region and given.region not in keys:
        hint = "the regions are " + ", ".join(keys)
        span = Span(path=schema.SETTINGS_FILE)
        yield finding("unknown-region", span, f'region "{given.region}" is not in briefgen.yml', hint)


def _spread_over(executor: Executor | None) -> Spread:
    def spread(function: Callable[[T], R], values: Sequence[T]) -> Iterable[R]:
        return executor.map(function, values, chunksize=_CHUNK) if executor else map(function, values)

    return spread


def _tell(results: Iterable[R], progress: Progress, total: int) -> Iterable[R]:
    for done, result in enumerate(results, start=1):
        yield result
        progress(done, total)


def _open(
    inputs: Sequence[Input], known: Iterable[str], said: Callable[[Input], Checked[Input]], spread: Spread
) -> tuple[list[Read], list[Input], list[Diagnostic]]:
    """Return the captures that have a ledger or cannot be opened, those that have to be read, and what is told of files.

    `said` returns a capture with what a file beside it says. Of a container whose entries were all imported before, nothing
    is told again.
    """
    before = frozenset(known)
    done, others = _part(inputs, before)
    beside = [said(item) for item in others]
    new: list[Input] = []
    told = [problem for found in beside for problem in found.findings]
    for found in spread(open_input, [item.value for item in beside if item.value is not None]):
        if not found.inputs:
            done.append(Read(found.item, findings=found.findings))
            continue
        again, fresh = _part(found.inputs, before)
        done += again
        new += fresh
        told += found.findings if fresh else ()
    return done, new, told


def _part(inputs: Sequence[Input], done: Iterable[str]) -> tuple[list[Read], list[Input]]:
    """Return the captures that have a ledger, by their bytes alone, and those that have to be read."""
    known = frozenset(done)
    old: list[Read] = []
    new: list[Input] = []
    for item in inputs:
        sha256 = ""
        if (item.path or item.sha256) and known:
            # One that cannot be read is told when it is read.
            with contextlib.suppress(OSError):
                sha256 = digest_of_input(item)
        if sha256 in known:
            old.append(Read(item, sha256))
        else:
            new.append(item)
    return old, new


def _fresh(reads: Sequence[Read], known: Iterable[str]) -> tuple[list[Read], int, tuple[tuple[str, str], ...]]:
    """Return what has to be imported, each content once; how many captures were imported before; and those that are equal.

    Of two equal captures the pair of names is given, that of the one which is imported last.
    """
    before_now = frozenset(known)
    fresh: dict[str, Read] = {}
    twice: list[tuple[str, str]] = []
    before = 0
    for read in reads:
        if read.sha256 in before_now:
            before += 1
        elif read.sha256 and read.sha256 in fresh:
            twice.append((read.input.name, fresh[read.sha256].input.name))
        else:
            fresh[read.sha256 or read.input.name] = read
    return list(fresh.values()), before, tuple(twice)


def _plan(
    root: Path, good: Sequence[Read], options: ImportOptions, settings: Settings, ledgers: Ledgers,
    profiles: tuple[Profile, ...], spread: Spread,
) -> Plan:  # fmt: skip
    if not good:
        return Plan()
    copies = [copy for read in good for copy in _copies_of(read, options.given)]
    content = read_content(root, ledgers, profiles, [read.sha256 for read in good], spread)
    return plan_articles(copies, content, settings, options.into)


def _copies_of(read: Read, given: Given) -> list[Copy]:
    held = read.held
    assert held is not None
    path = capture_path(read)
    given = given_for(read.input, given)
    return [Copy(path, read.sha256, given, offer, held.publisher, held.url) for offer in held.offers]
