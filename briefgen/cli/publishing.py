"""Floor 10. The commands that let readers see the site: publish, rollback, releases."""

import functools
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

from briefgen.cli.completing import complete_target
from briefgen.cli.options import (
    ALLOW_REMOVALS,
    EXIT_FINDINGS,
    Common,
    base_url_option,
    common_options,
    filter_options,
    now_option,
    read_now,
    with_help,
)
from briefgen.cli.terminal import count, is_terminal, print_findings, progress_bar, summarize, talk
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from briefgen.build.publishing import Change, Publication
    from briefgen.values.model import Options

R = TypeVar("R")
#: Changes that are printed for reading, of each kind.
_SHOWN: Final = 20
_CHANGES_FORM: Final = "How findings and changes are printed.  [default: text]"
_CHANGES_ALL: Final = "Print all findings and all changed pages, however many there are."


def _target_options(command: Callable[..., R]) -> Callable[..., R]:
    """Return a command with the options of all commands on a target."""
    for option in (
        click.option(
            "--output", type=click.Path(path_type=Path), help="The folder of the built site.  [default: SOURCE/site]"
        ),
        click.option(
            "--to",
            "target",
            metavar="TARGET",
            default="",
            help="A target of briefgen.yml, by its key.  [default: the first]",
            shell_complete=complete_target,
        ),
    ):
        command = option(command)
    return command


def _decision_options(command: Callable[..., R]) -> Callable[..., R]:
    """Return a command with the options of commands that change what readers see."""
    for option in (
        base_url_option,
        now_option,
        click.option(
            "--changes",
            type=click.Path(path_type=Path),
            metavar="FILE",
            help="Write what changes to this file, as JSON lines.",
        ),
        click.option("--yes", is_flag=True, help="Do not ask before readers see it."),
        click.option("--dry-run", is_flag=True, help="Show what would change, and stop."),
    ):
        command = option(command)
    return command


@click.command("publish")
@with_help(form=_CHANGES_FORM, everything=_CHANGES_ALL)
@common_options
@_target_options
@_decision_options
@click.option("--allow-removals", is_flag=True, help=ALLOW_REMOVALS)
def publish_command(
    target: str, output: Path | None, dry_run: bool, yes: bool, changes: Path | None, base_url: str, now: str | None,
    allow_removals: bool, common: Common,
) -> None:  # fmt: skip
    """Check, build, show what changes for readers, and let them see it."""
    from briefgen.build.publishing import make_site, prepare
    from briefgen.build.result import Ways
    from briefgen.values.model import Options

    options = Options(now=read_now(now), base_url=base_url)
    folder, started = output or common.source / "site", time.monotonic()
    with progress_bar(common, "building") as progress:
        checked, built = make_site(common.source, folder, options, ways=Ways(removals=allow_removals), progress=progress)
    print_findings(checked.findings if built is None else built.findings, common, strict=True)
    summarize(built or checked, time.monotonic() - started, common, strict=True)
    if built is None or built.failed(strict=True):
        if not (built or checked).errors:
            talk("publish lets no warning through: mend it, or accept it under accept: in briefgen.yml", common)
        raise SystemExit(EXIT_FINDINGS)
    with prepare(common.source, folder, options, target, functools.partial(_tell_command, common=common)) as found:
        _carry_out(found, "publish", changes, common, dry_run=dry_run, yes=yes)


@click.command("rollback")
@with_help(form=_CHANGES_FORM, everything=_CHANGES_ALL)
@common_options
@_target_options
@_decision_options
@click.argument("release", default="")
def rollback_command(
    release: str, target: str, output: Path | None, dry_run: bool, yes: bool, changes: Path | None, base_url: str,
    now: str | None, common: Common,
) -> None:  # fmt: skip
    """Let readers see an earlier release again: RELEASE, or the one before the current one."""
    from briefgen.build.publishing import prepare_return
    from briefgen.values.model import Options

    options, folder = Options(now=read_now(now), base_url=base_url), output or common.source / "site"
    say = functools.partial(_tell_command, common=common)
    with prepare_return(common.source, folder, options, target, release, say) as found:
        _carry_out(found, "go back", changes, common, dry_run=dry_run, yes=yes)


@click.command("releases")
@with_help(form="How findings and releases are printed.  [default: text]")
@common_options
@_target_options
def releases_command(target: str, output: Path | None, common: Common) -> None:
    """List the releases of a target, oldest first; a star marks the one that readers see."""
    from briefgen.build.publishing import list_releases

    found = list_releases(common.source, output or common.source / "site", target)
    if not found:
        talk("there is no release yet: briefgen publish makes one", common)
    for one in found:
        if common.form == "json":
            row = {"name": one.name, "at": one.at.isoformat(), "files": one.files, "current": one.is_current}
            click.echo(json.dumps(row))
        else:
            mark = "*" if one.is_current else " "
            click.echo(f"{mark} {one.name}  {one.at:%Y-%m-%d %H:%M:%S} UTC  {count(one.files, 'file')}")


@click.command("server")
@with_help(drafts="With the old addresses of drafts.", future="With the old addresses of what is under embargo.")
@common_options
@filter_options
@click.option("--output", type=click.Path(path_type=Path), help="The folder of the built site.  [default: SOURCE/site]")
@click.option(
    "--root", type=click.Path(path_type=Path), help="The folder that the server shows.  [default: what publish writes]"
)
@click.argument("server", type=click.Choice(["nginx", "caddy", "apache"]))
def server_command(server: str, output: Path | None, root: Path | None, common: Common, options: "Options") -> None:
    """Print the configuration of a web server for the site: headers, redirects of old addresses, the page for 404."""
    from briefgen.build.publishing import server_configuration

    text, findings = server_configuration(common.source, output or common.source / "site", options, server, root)
    if not text:
        print_findings(findings, common)
        raise SystemExit(EXIT_FINDINGS)
    click.echo(text, nl=False)


def _carry_out(found: "Publication", verb: str, changes: Path | None, common: Common, *, dry_run: bool, yes: bool) -> None:
    """Show the changes of a publication, ask, and carry it out."""
    from briefgen.build.publishing import as_lines
    from briefgen.disk.new_files import replace_file

    _show_changes(found.changes, common)
    if changes is not None:
        replace_file(changes, as_lines(found.changes))
    where = f"{found.target.key} ({found.target.folder or found.target.branch or 'commands'})"
    if not found.is_needed:
        talk(f"{where} has this release already: {found.name}", common)
        return
    if dry_run:
        talk(f"nothing was published (--dry-run); the release for {where} would be {found.name}", common)
        return
    if not yes:
        if not is_terminal(sys.stdin):
            raise BriefgenError(f"nobody can be asked whether to {verb} here; add --yes, or --dry-run to look only")
        click.confirm(f"{verb} at {where}?", abort=True, err=True)
    found.show()
    talk(f"readers of {where} see {found.name}", common)


def _show_changes(changes: "tuple[Change, ...]", common: Common) -> None:
    """Print the changes on stdout: pages with their titles, and the number of other files; for programs, all as JSON."""
    from briefgen.build.publishing import as_lines
    from briefgen.text.permalinks import readable

    if common.form == "json":
        click.echo(as_lines(changes).decode(), nl=False)
        return
    pages = [change for change in changes if change.is_page]
    for kind in ("new", "changed", "removed"):
        found = [change for change in pages if change.kind == kind]
        shown = found if common.everything else found[:_SHOWN]
        for change in shown:
            click.echo(printable(f"{kind:<8} {readable(change.address)}  {change.title}".rstrip()))
        if len(found) > len(shown):
            click.echo(f"{kind:<8} and {count(len(found) - len(shown), 'other page')} (--all)")
    counts = ", ".join(f"{sum(one.kind == kind for one in pages)} {kind}" for kind in ("new", "changed", "removed"))
    talk(f"pages: {counts}; other files: {len(changes) - len(pages)}", common)


def _tell_command(command: str, common: Common) -> None:
    talk(f"run: {printable(command)}", common)
