"""Floor 10. The command that writes a correction into an article."""

import sys
from typing import Literal, get_args, get_type_hints

import click

from briefgen.cli.completing import complete_file
from briefgen.cli.options import EXIT_FINDINGS, Common, common_options, path_in_project, read_now
from briefgen.cli.terminal import is_terminal, print_findings, talk
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Correction

_KINDS = get_args(get_type_hints(Correction)["kind"])


@click.command("correct")
@common_options
@click.option("--kind", type=click.Choice(_KINDS), default=_KINDS[0], show_default=True, help="What is written.")
@click.option("--text", help="What was changed, and why.  [default: asked for]")
@click.option(
    "--date", metavar="DATE", default="", help="When it was made: 2025-04-10 or 2025-04-10T06:00:00+03:00.  [default: now]"
)
@click.argument("file", shell_complete=complete_file)
def correct_command(
    file: str, kind: Literal["correction", "clarification", "update"], text: str | None, date: str, common: Common
) -> None:
    """Write a correction, a clarification or an update into the front matter of an article.

    Readers see it on the article, on the page of all corrections and in feeds. The text of the article is yours to mend.
    """
    from briefgen.project.corrections import correct_article

    path = path_in_project(file, common.source)
    if text is None:
        if not is_terminal(sys.stdin):
            raise BriefgenError("nobody can be asked here; add --text")
        text = str(click.prompt("what was changed, and why", err=True))
    if not text.strip():
        raise click.BadParameter("a correction says what was changed, and why", param_hint="--text")
    done = correct_article(common.source, path, kind, text, date=date, now=read_now(None))
    print_findings(done.findings, common)
    if done.refusal:
        by_hand = "".join(f"\n{printable(line)}" for line in done.by_hand.splitlines())
        talk(
            printable(f"{path} was not changed: {done.refusal}") + (f"; write by hand:{by_hand}" if by_hand else ""), common
        )
        raise SystemExit(EXIT_FINDINGS)
    click.echo(printable(path))
    talk(printable(f"  {kind} of {done.date}: {' '.join(text.split())}"), common)
