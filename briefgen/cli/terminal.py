"""Floor 10. What commands print: findings on stdout, messages on stderr, and a progress bar on a terminal."""

import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final

import click

from briefgen.cli.options import Common
from briefgen.text.overview import leading, overview
from briefgen.text.report import printable, render_findings
from briefgen.values.diagnostics import Diagnostic, Severity

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from briefgen.build.result import BuildResult, Progress

#: Seconds after which a progress bar appears.
_PATIENCE: Final = 1.0


def print_findings(findings: Sequence[Diagnostic], common: Common, *, strict: bool = False, err: bool = False) -> None:
    """Print the findings on stdout, or on stderr (`err`); a quiet run prints errors only.

    For reading, only the first of many findings are printed, and an overview after them; programs get all of them. On a
    terminal the first report of a run ends with where to read more.
    """
    # A strict run can fail because of a warning, so it prints warnings even if it is quiet.
    hidden = set[Severity]()
    if common.quiet:
        hidden = {Severity.NOTE} if strict else {Severity.NOTE, Severity.WARNING}
    shown = [found for found in findings if found.severity not in hidden]
    stream = sys.stderr if err else sys.stdout
    color = common.form == "text" and has_color(stream)

    def lines(path: str) -> list[str] | None:
        from briefgen.project.settings import lines_of

        return lines_of(common.source, path)

    is_short = common.form == "text" and not common.everything
    printed = leading(shown) if is_short else shown
    text = render_findings(printed, common.form, lines, color=color)
    if common.form == "text":
        text += overview(shown, len(printed))
    click.echo(text, nl=False, err=err, color=True)
    if text and common.form == "text" and is_terminal(stream) and not common.quiet:
        _tell_once("what a code means and how to mend it: briefgen docs CODE", err=err)


def _tell_once(text: str, *, err: bool) -> None:
    """Print a line that a run needs once, however often findings are printed, as in a preview."""
    told = click.get_current_context().find_root().meta.setdefault("briefgen.told", set())
    if text not in told:
        told.add(text)
        click.echo(text, err=err)


def summarize(result: "BuildResult", seconds: float, common: Common, *, strict: bool) -> None:
    """Print on stderr what a build wrote, or why it wrote nothing."""
    warnings = less_than_errors(result)
    if result.written is None:
        stopped = f"{count(result.errors, 'error')}, {warnings}" + (" (strict)" if strict else "")
        talk(f"nothing was written: {stopped}; {seconds:.1f} s", common)
        return
    files = result.written
    if common.verbose:
        for doing, paths in (("wrote", files.written), ("removed", files.removed)):
            talk("\n".join(f"{doing} {printable(path)}" for path in paths), common)
    counts = f"{count(len(files.written), 'file')} written, {files.unchanged} unchanged, {len(files.removed)} removed"
    talk(f"{count(result.pages, 'page')}: {counts}; {warnings}; {seconds:.1f} s", common)


def less_than_errors(result: "BuildResult") -> str:
    """Return how many warnings there are, and how many notes if there are any: 2 warnings, 1 note."""
    return count(result.warnings, "warning") + (f", {count(result.notes, 'note')}" if result.notes else "")


def count(number: int, noun: str) -> str:
    """Return a number with its noun: 1 page, 2 pages."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def talk(text: str, common: Common) -> None:
    """Print a message on stderr, unless the run is quiet or the message is empty."""
    if text and not common.quiet:
        click.echo(text, err=True)


def has_color(stream: object) -> bool:
    """May a text be coloured on this stream: is it a terminal, and does nobody mind (no-color.org)?"""
    return not os.environ.get("NO_COLOR") and is_terminal(stream)


def is_terminal(stream: object) -> bool:
    """Is a stream a terminal? A closed stream is none."""
    return bool(getattr(stream, "isatty", lambda: False)())


@contextmanager
def progress_bar(common: Common, doing: str) -> Iterator["Progress"]:
    """Give a function that takes the done and the total number of steps; on a terminal it draws a bar after a second."""
    if common.quiet or not is_terminal(sys.stderr):
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
