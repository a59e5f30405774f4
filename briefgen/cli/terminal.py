"""Floor 10. What commands print: findings on stdout, messages on stderr, and a progress bar on a terminal."""

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

#: Seconds after which a progress bar appears.
_PATIENCE: Final = 1.0


def render(findings: Sequence[Diagnostic], common: Common, stream: object = sys.stdout) -> str:
    """Return the findings as text in the format of the options, with colour only if the stream is a terminal."""
    color = common.form == "text" and not os.environ.get("NO_COLOR") and _is_terminal(stream)
    return render_findings(findings, common.form, lambda path: _lines(common.source, path), color=color)


def print_findings(findings: Sequence[Diagnostic], common: Common, *, strict: bool = False) -> None:
    """Print the findings on stdout; a quiet run prints errors only."""
    # A strict run can fail because of a warning, so it prints warnings even if it is quiet.
    says_all = strict or not common.quiet
    shown = findings if says_all else [found for found in findings if found.severity is Severity.ERROR]
    click.echo(render(shown, common), nl=False, color=True)


def _lines(root: Path, path: str) -> list[str] | None:
    from briefgen.disk.sources import read_file
    from briefgen.text.characters import FILE_LIMIT, decode_loosely

    if path.startswith("theme/"):
        return None
    try:
        data = read_file(root, path, FILE_LIMIT).value
    except BriefgenError:
        return None
    return None if data is None else decode_loosely(data)


def summarize(result: "BuildResult", seconds: float, common: Common, *, strict: bool) -> None:
    """Print on stderr what a build wrote, or why it wrote nothing."""
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
    """Print a message on stderr, unless the run is quiet or the message is empty."""
    if text and not common.quiet:
        click.echo(text, err=True)


def _is_terminal(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())


@contextmanager
def progress_bar(common: Common, doing: str) -> Iterator["Progress"]:
    """Give a function that takes the done and the total number of steps; on a terminal it draws a bar after a second."""
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
