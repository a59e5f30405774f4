"""Floor 7. `briefgen import`: captures to draft articles."""

import sys
from contextlib import ExitStack
from pathlib import Path

import click

from briefgen.cli.options import EXIT_FINDINGS, common_of, common_options
from briefgen.cli.terminal import count, print_findings, progress_bar, talk
from briefgen.diagnostics import BriefgenError
from briefgen.report import printable


@click.command("import")
@common_options
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path, allow_dash=True))
@click.option("--captured-at", default="", metavar="INSTANT", help="When it was captured: 2025-06-18T08:00:00+03:00.")
@click.option("--publisher", default="", help="Who published it: a key of briefgen.yml, or a name.")
@click.option("--url", default="", help="The page it was taken from.")
@click.option("--date", "day", default="", metavar="DATE", help="The day to file it under.")
@click.option("--region", default="", help="A region of briefgen.yml.")
@click.option("--lang", default="", help="Its language.")
@click.option("--into", default="content", show_default=True, metavar="DIR", help="The folder under content/ to write to.")
@click.option("--dry-run", is_flag=True, help="Print what would be written, and write nothing.")
@click.option("--explain", "explains", is_flag=True, help="Print the fate of every line.")
@click.option("--report", "report_file", type=click.Path(path_type=Path), help="Write a summary to this file.")
@click.option("--force", is_flag=True, help="Import again; beside an edited article write a .new.md.")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that read captures.")
def import_command(
    paths: tuple[Path, ...],
    captured_at: str,
    publisher: str,
    url: str,
    day: str,
    region: str,
    lang: str,
    into: str,
    dry_run: bool,
    explains: bool,
    report_file: Path | None,
    force: bool,
    workers: int,
    **given: object,
) -> None:
    """Turn captures (text, HTML, folders, - for standard input) into draft articles."""
    from concurrent.futures import ProcessPoolExecutor

    from briefgen.capture.ledger import Given
    from briefgen.importer import ImportOptions, Input, import_captures, list_inputs

    common = common_of(**given)
    facts = Given(captured_at=captured_at, publisher=publisher, url=url, date=day, region=region, lang=lang)
    options = ImportOptions(given=facts, into=into.rstrip("/"), dry_run=dry_run, force=force)
    streams = [Input("stdin", data=sys.stdin.buffer.read())] if Path("-") in paths else []
    inputs = (*streams, *list_inputs([path for path in paths if path != Path("-")]))
    with ExitStack() as stack:
        executor = stack.enter_context(ProcessPoolExecutor(workers)) if workers > 1 else None
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
        _write_report(report_file, result.report)
    counts = f"{count(len(result.articles), 'article')}, {count(len(result.written), 'file')} written"
    talk(f"{count(result.captures, 'capture')}: {counts}, {result.unchanged} imported before", common)
    if result.failed:
        raise SystemExit(EXIT_FINDINGS)


def _print_lines(text: str) -> None:
    """Print text of others, line by line: a line end is the only control that it may have."""
    for line in text.splitlines():
        click.echo(printable(line))


def _write_report(file: Path, text: str) -> None:
    try:
        file.write_text(text, "utf-8")
    except OSError as error:
        raise BriefgenError(f"cannot write {file}: {error.strerror}") from error
