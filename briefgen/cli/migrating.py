"""Floor 10. `briefgen migrate`: a site of another tool to a new project beside it."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from briefgen.cli.options import EXIT_FINDINGS, Common, common_options, read_now
from briefgen.cli.terminal import count, print_findings, talk
from briefgen.text.report import printable
from briefgen.values.diagnostics import Severity

if TYPE_CHECKING:
    from briefgen.importing.migrating import Migration
    from briefgen.importing.migrating.model import Plan

_TOOLS: Final = ("hugo", "jekyll", "pelican", "eleventy", "zola")
#: Rounds in which pages that the house finds wrong are left to a person: a link to such a page is wrong in the next round.
_ROUNDS: Final = 5


@click.command("migrate")
@common_options
@click.argument("path", type=click.Path(path_type=Path))
@click.option("--from", "tool", type=click.Choice(_TOOLS), required=True, help="The tool that the old site was made with.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The new project's folder.  [default: PATH-briefgen]",
)
@click.option(
    "--time-zone",
    default="",
    metavar="ZONE",
    help="The zone of times without an offset, such as Europe/London.  [default: the old site's, else UTC]",
)
@click.option("--dry-run", is_flag=True, help="Print the report of what would become of the old site, and write nothing.")
def migrate_command(path: Path, tool: str, target: Path | None, time_zone: str, dry_run: bool, common: Common) -> None:
    """Write a new project from a site of Hugo, Jekyll, Pelican, Eleventy or Zola; the old site stays as it is."""
    from briefgen.importing.migrating import Options, open_migration

    folder = target or _beside(path)
    kind = next(one for one in ("hugo", "jekyll", "pelican", "eleventy", "zola") if one == tool)
    migration = open_migration(path, folder, Options(tool=kind, now=read_now(None), time_zone=time_zone))
    print_findings(migration.findings, common)
    if not migration.is_possible:
        raise SystemExit(EXIT_FINDINGS)
    plan = migration.plan() if dry_run else _write(migration, folder)
    if dry_run:
        click.echo(printable_lines(plan.texts["migration/report.md"]))
    _summarize(plan, folder, common, dry_run=dry_run)


def _beside(path: Path) -> Path:
    """Return the folder of the new project beside an old site: relative, if the old one was named so."""
    if path.name not in {"", ".."}:
        return path.with_name(f"{path.name}-briefgen")
    # "." and ".." name no folder by themselves.
    whole = path.resolve()
    beside = whole.with_name(f"{whole.name}-briefgen")
    return beside if path.is_absolute() else Path(os.path.relpath(beside))


def _write(migration: "Migration", folder: Path) -> "Plan":
    """Write the project, check it, and leave the pages with errors to a person."""
    from briefgen.build.check import check_site
    from briefgen.values.model import Options as CheckOptions

    plan = migration.write()
    for _ in range(_ROUNDS):
        found = check_site(folder, CheckOptions(now=read_now(None)))
        wrong = {
            one.span.path: f"line {one.span.line}: {one.message} [{one.code}]"
            for one in reversed(found.findings)
            if one.severity is Severity.ERROR
        }
        if not wrong or not migration.hold(wrong):
            break
        plan = migration.write()
    return plan


def printable_lines(text: str) -> str:
    """Return a text that others wrote with line ends as its only control characters."""
    return "\n".join(printable(line) for line in text.splitlines())


def _summarize(plan: "Plan", folder: Path, common: Common, *, dry_run: bool) -> None:
    counts = {what: sum(fate.what == what for fate in plan.fates) for what in ("migrated", "copied", "by hand", "left out")}
    talk(", ".join(f"{number} {what}" for what, number in counts.items()), common)
    tasks = sum(len(fate.tasks) for fate in plan.fates)
    if tasks:
        talk(f"{count(tasks, 'task')} left to do", common)
    if dry_run:
        talk("nothing was written (--dry-run)", common)
        return
    talk(f"next: read {folder}/migration/report.md, edit {folder}/regions.map.yml and run this again, then:", common)
    talk(f"cd {folder} && briefgen build", common)
