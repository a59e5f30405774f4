"""Floor 10. The command that takes what an import proposed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen.cli.completing import complete_region
from briefgen.cli.options import EXIT_FINDINGS, Common, common_options, with_help
from briefgen.cli.terminal import count, is_terminal, print_findings, talk
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from briefgen.importing.accepting import Proposal


@click.command("accept")
@with_help(everything="Take the likeliest proposal for each key, and ask nothing; print all findings.")
@common_options
@click.option(
    "--date", "day", metavar="DATE", default="", help="The day of all these drafts, such as 2025-04-10; nothing is asked."
)
@click.option(
    "--region",
    metavar="REGION",
    default="",
    help="The region of all these drafts, by its key; nothing is asked.",
    shell_complete=complete_region,
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FILES...")
def accept_command(files: tuple[Path, ...], day: str, region: str, common: Common) -> None:
    """Take what an import proposed for drafts: day, region, countries, writers, publisher and address.

    FILES are drafts, or folders of them. Each proposal is asked for, on a terminal; with --all the likeliest ones are taken.
    """
    import sys

    from briefgen.importing.accepting import accept_draft, is_draft, proposals_of

    given = {key: value for key, value in (("date", day), ("region", region)) if value}
    is_asked = not common.everything and not given
    if is_asked and not is_terminal(sys.stdin):
        raise BriefgenError("nobody can be asked here; add --all, --date or --region")
    choose = _ask if is_asked else _likeliest if common.everything else _none
    is_bad, others = False, 0
    for path, is_named in _paths(files, common):
        text = (common.source / path).read_text("utf-8", "replace") if (common.source / path).is_file() else ""
        # In a folder there are notes, pages and published articles as well: nobody meant these one by one.
        if not is_named and not (proposals_of(text) or (given and is_draft(text))):
            others += 1
            continue
        if is_asked and proposals_of(text):
            click.echo(printable(f"{path}"), err=True)
        done = accept_draft(common.source, path, choose, given)
        print_findings(done.findings, common)
        is_bad = is_bad or bool(done.findings)
        if done.refusal:
            talk(printable(f"{path} was not changed: {done.refusal}"), common)
            continue
        click.echo(printable(done.path))
        talk(printable("  " + ", ".join(f"{key}: {value}" for key, value in done.taken)), common)
        if done.kept:
            talk(f"  {' and '.join(done.kept)} stayed, since the draft has it already", common)
    if others:
        talk(f"{count(others, 'other file')} without proposals", common)
    if is_bad:
        raise SystemExit(EXIT_FINDINGS)


def _paths(files: Sequence[Path], common: Common) -> Iterator[tuple[str, bool]]:
    """Give the paths of files in the project, and whether each was named itself and not by its folder.

    Files are named from the project's folder or from the current one.
    """
    root = common.source.resolve()
    for file in files:
        place = file if file.exists() else common.source / file
        if not place.exists():
            raise BriefgenError(f"there is no file or folder {file}")
        if not place.resolve().is_relative_to(root / "content"):
            raise BriefgenError(f"{file} is not under content/ of this project")
        found = sorted(place.rglob("*.md")) if place.is_dir() else [place]
        if not found:
            talk(f"{count(0, 'file')} in {file}", common)
        yield from ((one.resolve().relative_to(root).as_posix(), not place.is_dir()) for one in found)


def _likeliest(found: "Sequence[Proposal]") -> "Proposal | None":
    return found[0]


def _none(_found: "Sequence[Proposal]") -> "Proposal | None":
    return None


def _ask(found: "Sequence[Proposal]") -> "Proposal | None":
    """Show the proposals for one key with their grounds, and ask which is right; none is an answer as well.

    `y` takes the first, and `n` none.
    """
    for number, one in enumerate(found, start=1):
        click.echo(printable(f"  {number}  {one.key}: {one.value}  ({one.why})"), err=True)

    def chosen(answer: str) -> int:
        word = answer.strip().casefold()
        if word in {"y", "yes", "n", "no"}:
            return int(word.startswith("y"))
        if not re.fullmatch(r"[0-9]{1,4}", word) or int(word) > len(found):
            hint = f"write a number from 0 to {len(found)}; 0 takes none"
            raise click.UsageError(f'"{printable(answer)}" is none of these: {hint}')
        return int(word)

    answer = click.prompt("  take", value_proc=chosen, default="1", err=True, prompt_suffix=" (0: none) ")
    return found[answer - 1] if answer else None
