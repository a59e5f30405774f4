"""Floor 10. What commands say: findings on stdout, talk on stderr, a progress bar where somebody waits."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from briefgen.cli.options import Common
from briefgen.text.report import printable, render_findings
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Severity

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from briefgen.build.result import BuildResult, Progress

#: What takes longer than this, in seconds, shows a progress bar on a terminal.
_PATIENCE: Final = 1.0


def render(findings: Sequence[Diagnostic], common: Common, stream: object = sys.stdout) -> str:
    """Return the findings in the form that was asked for, with colour only where the stream is a terminal."""
    color = common.form == "text" and not os.environ.get("NO_COLOR") and _is_terminal(stream)
    return render_findings(findings, common.form, lambda path: _lines(common.source, path), color=color)


def print_findings(findings: Sequence[Diagnostic], common: Common, *, strict: bool = False) -> None:
    """Print the findings on stdout; a quiet run prints errors only."""
    # What a strict run fails for is said in a quiet one too.
    says_all = strict or not common.quiet
    shown = findings if says_all else [found for found in findings if found.severity is Severity.ERROR]
    click.echo(render(shown, common), nl=False, color=True)


def _lines(root: Path, path: str) -> list[str] | None:
    from briefgen.disk.sources import read_file
    from briefgen.text.encoding import FILE_LIMIT, decode_loosely

    if path.startswith("theme/"):
        return None
    try:
        data = read_file(root, path, FILE_LIMIT).value
    except BriefgenError:
        return None
    return None if data is None else decode_loosely(data)


def summarize(result: "BuildResult", seconds: float, common: Common, *, strict: bool) -> None:
    """Say what a build did, or why it did nothing."""
    warnings = count(result.warnings, "warning")
    if result.written is None:
        errors = len(result.findings) - result.warnings
        stopped = f"{count(errors, 'error')}, {warnings}" + (" (strict)" if strict else "")
        talk(f"nothing was written: {stopped}; {seconds:.1f} s", common)
        return
    files = result.written
    if common.verbose:
        for doing, paths in (("wrote", files.written), ("removed", files.removed)):
            talk("\n".join(f"{doing} {printable(path)}" for path in paths), common)
    counts = f"{len(files.written)} files written, {files.unchanged} unchanged, {len(files.removed)} removed"
    talk(f"{count(result.pages, 'page')}: {counts}; {warnings}; {seconds:.1f} s", common)


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 page, 2 pages."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def talk(text: str, common: Common) -> None:
    """Say something on stderr, unless the run is quiet or there is nothing to say."""
    if text and not common.quiet:
        click.echo(text, err=True)


def _is_terminal(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())


@contextmanager
def progress_bar(common: Common, doing: str) -> Iterator["Progress"]:
    """Give something to tell of progress; a bar appears on a terminal once a second has passed."""
    if common.quiet or not _is_terminal(sys.stderr):
        yield lambda done, total: None
        return
    started = time.monotonic()
    bars: list[ProgressBar[int]] = []

    def tell(done: int, total: int) -> None:
        if not bars and time.monotonic() - started > _PATIENCE:
            bars.append(click.progressbar(length=total, label=doing, file=sys.stderr))
        for bar in bars:
            bar.update(done - bar.pos)

    try:
        yield tell
    finally:
        for bar in bars:
            bar.render_finish()
