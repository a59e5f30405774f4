"""Floor 10. `briefgen import`: captures to draft articles. `briefgen trace`: an article beside its captures."""

import functools
import sys
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from briefgen.cli.completing import complete_file, complete_region
from briefgen.cli.options import EXIT_FINDINGS, Common, common_options, path_in_project, with_help
from briefgen.cli.terminal import count, has_color, print_findings, progress_bar, talk
from briefgen.disk.system import processors
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from briefgen.importing import ImportResult

#: Captures from which on all cores are used. Two processes take 0.8 of the time of one for 50 captures of 8 KB, 0.7 for 200,
#: and more than the time of one for 20: measured by `python tools/import_bench.py 20 50 200` on two cores.
_MANY: Final = 50
#: Articles of content/ that take as long to be compared as one capture takes to be read.
_ARTICLES: Final = 10
_MOST_WORKERS: Final = 64
#: The word that asks for the time of each file in place of one moment.
_FILE_TIME: Final = "file-time"
#: Rows of the table on a terminal; if there are more captures, only those with findings or unassigned lines are shown.
_TABLE_ROWS: Final = 25


@click.command("import")
@common_options
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option(
    "--captured-at",
    default="",
    metavar="INSTANT",
    help="When the captures were made, such as 2025-06-18T08:00:00+03:00; file-time takes the time of each file.",
)
@click.option(
    "--publisher", default="", metavar="NAME", help="Who published them: a key of sources in briefgen.yml, or a name."
)
@click.option("--url", default="", metavar="URL", help="The page that they were taken from.")
@click.option("--date", "day", default="", metavar="DATE", help="The day to file them under, such as 2025-06-18.")
@click.option("--region", default="", metavar="REGION", help="Their region, by its key.", shell_complete=complete_region)
@click.option("--lang", default="", metavar="LANG", help="Their language, such as ar.  [default: as the text shows]")
@click.option(
    "--split", default="", metavar="LINE,...", help="The lines at which the stories of this one file begin, such as 1,14,30."
)
@click.option("--into", default="content", show_default=True, metavar="DIR", help="The folder under content/ to write to.")
@click.option("--dry-run", is_flag=True, help="Print the articles that would be written, and write none of them.")
@click.option("--explain", "explains", is_flag=True, help="Print the fate of every line.")
@click.option(
    "--report", "report_file", type=click.Path(path_type=Path), metavar="FILE", help="Write a summary to this file."
)
@click.option(
    "--force",
    is_flag=True,
    help="Import again what was imported before; the new text of an edited article goes to NAME.new.md.",
)
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="NUMBER",
    help="Processes that read captures.  [default: 1; all cores from 50 captures on]",
)
def import_command(
    paths: tuple[Path, ...],
    captured_at: str,
    publisher: str,
    url: str,
    day: str,
    region: str,
    lang: str,
    split: str,
    into: str,
    dry_run: bool,
    explains: bool,
    report_file: Path | None,
    force: bool,
    workers: int | None,
    common: Common,
) -> None:
    """Turn captures (text, HTML, folders, - for standard input) into draft articles."""
    from briefgen.importing import ImportOptions, Input, import_captures, list_inputs
    from briefgen.importing.capture.ledger import Given

    words = {
        "--captured-at": captured_at,
        "--publisher": publisher,
        "--url": url,
        "--date": day,
        "--region": region,
        "--lang": lang,
    }
    from briefgen.text.characters import legible

    for name, word in words.items():
        if word and legible(word) != word:
            raise click.BadParameter("this is not text in the terminal's encoding", param_hint=name)
    by_file_time = captured_at == _FILE_TIME
    facts = Given(
        captured_at="" if by_file_time else captured_at, publisher=publisher, url=url, date=day, region=region, lang=lang,
        split=_lines_of(split),
    )  # fmt: skip
    options = ImportOptions(
        given=facts, into=into.rstrip("/"), by_file_time=by_file_time, dry_run=dry_run, force=force, explains=explains
    )
    streams = [Input("stdin", data=sys.stdin.buffer.read())] if Path("-") in paths else []
    inputs = (*streams, *list_inputs([path for path in paths if path != Path("-")]))
    if split and len(inputs) != 1:
        raise click.UsageError(f"--split is for one file, and these are {len(inputs)}")
    with ExitStack() as stack:
        executor = _executor(stack, workers or _workers_for(len(inputs), common.source), common)
        progress = stack.enter_context(progress_bar(common, "importing"))
        result = import_captures(common.source, inputs, options, executor=executor, progress=progress)
    print_findings(result.findings, common)
    if explains:
        _print_lines(result.explanation)
    for article in result.articles if dry_run else ():
        _print_lines(f"=== {article.path}\n{article.text}")
    if not dry_run:
        _print_lines("\n".join(result.written))
    if report_file:
        from briefgen.disk.new_files import replace_file

        replace_file(report_file, result.report.encode())
    _summarize(result, common, into=options.into, dry_run=dry_run)
    if result.failed:
        raise SystemExit(EXIT_FINDINGS)


def _lines_of(split: str) -> tuple[int, ...]:
    """Return the line numbers of --split in order."""
    words = [word.strip() for word in split.split(",")] if split else []
    if not all(word.isascii() and word.isdecimal() and 0 < len(word) < 8 and int(word) for word in words):
        raise click.BadParameter("this is no list of line numbers, such as 1,14,30", param_hint="--split")
    return tuple(sorted({int(word) for word in words}))


@click.command("trace")
@with_help(form="How the article is printed; json is for programs.  [default: text]")
@common_options
@click.argument("file", shell_complete=complete_file)
def trace_command(file: str, common: Common) -> None:
    """Print an article beside its captures: each sentence with the lines that it stands on, and what is not found."""
    from briefgen.importing.proving.shown import trace_json, trace_text
    from briefgen.importing.proving.trace import trace_article

    path = path_in_project(file, common.source)
    trace = trace_article(common.source, path)
    if trace is None:
        raise BriefgenError(f"{file} is no article of the project: name a file under content/ that has front matter")
    if common.form == "json":
        click.echo(trace_json(trace))
        return
    click.echo(trace_text(trace, color=common.form == "text" and has_color(sys.stdout)), nl=False, color=True)


def _workers_for(captures: int, root: Path) -> int:
    """Return the number of processes for an import: one if there is little to read, since starting more costs time."""
    articles = sum(1 for _ in (root / "content").rglob("*.md"))
    if captures + articles // _ARTICLES < _MANY:
        return 1
    return min(processors(), _MOST_WORKERS)


def _executor(stack: ExitStack, workers: int, common: Common) -> "Executor | None":
    if workers == 1:
        return None
    from briefgen.disk.workers.executor import LocalExecutor

    return stack.enter_context(LocalExecutor(workers, functools.partial(talk, common=common)))


def _summarize(result: "ImportResult", common: Common, *, into: str, dry_run: bool) -> None:
    """Print counts and the next steps on stderr; on a terminal also a table of the captures."""
    from briefgen.importing.accepting import proposals_of
    from briefgen.importing.report import left_to_do, render_table

    if sys.stderr.isatty():
        talk(_printable_lines(render_table(result.summary, _TABLE_ROWS)), common)
    files = f"{count(len(result.written), 'file')} written" if not dry_run else "nothing written"
    counts = f"{count(len(result.articles), 'article')}, {files}"
    equal = len(result.summary.twice)
    twice = f", {equal} equal to {'another' if equal == 1 else 'others'} of this run" if equal else ""
    talk(f"{count(result.summary.total, 'capture')}: {counts}, {result.unchanged} imported before{twice}", common)
    steps = left_to_do(result.articles)
    if steps and not dry_run:
        talk(_printable_lines("\n".join(f"next: {step}" for step in steps)), common)
        if any(proposals_of(article.text) for article in result.articles):
            talk(printable(f"to take what is proposed, one by one: briefgen accept {into}"), common)
        talk("then take out draft: true where you are done, and run: briefgen check", common)


def _printable_lines(text: str) -> str:
    """Return a text that others wrote with line ends as its only control characters."""
    return "\n".join(printable(line) for line in text.splitlines())


def _print_lines(text: str) -> None:
    """Print a text that others wrote, line by line, without any control character but line ends."""
    for line in text.splitlines():
        click.echo(printable(line))
