"""Floor 10. Options from the command line. Only this module reads the clock for "now", and SOURCE_DATE_EPOCH."""

import functools
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

import click
import msgspec

from briefgen.disk.sources import SETTINGS_FILE
from briefgen.disk.system import is_own_file
from briefgen.text.report import FORMATS, Format
from briefgen.values.diagnostics import BriefgenError

EXIT_FINDINGS: Final = 1
EXIT_ENVIRONMENT: Final = 2
EXIT_INTERRUPTED: Final = 130

R = TypeVar("R")


def find_project() -> Path:
    """Return the folder with the settings that is nearest upward from here, as a relative path; the current one without any.

    A folder above that belongs to somebody else is passed over: its settings and layouts are programs.
    """
    here = Path.cwd()
    for up, folder in enumerate((here, *here.parents)):
        if is_own_file(folder / SETTINGS_FILE) or (not up and (folder / SETTINGS_FILE).is_file()):
            return Path(*[".."] * up)
    return Path()


class Common(msgspec.Struct, frozen=True):
    """The options that all commands have: the project's folder, the format of findings, and how much is printed.

    `everything` asks for all findings where there are many of them.
    """

    source: Path = Path()
    form: Format = "text"
    verbose: bool = False
    quiet: bool = False
    everything: bool = False


def common_options(command: Callable[..., R]) -> Callable[..., R]:
    """Return a command with the common options as `common`: one after the command's name overrides one before it."""

    @functools.wraps(command)
    def run(source: Path | None, form: Format | None, verbose: bool, quiet: bool, everything: bool, **given: object) -> R:
        before = click.get_current_context().find_root().obj or Common(source=find_project())
        common = Common(
            source or before.source,
            form or before.form,
            verbose or before.verbose,
            quiet or before.quiet,
            everything or before.everything,
        )
        return command(common=common, **given)

    return _with_options(
        run,
        click.option("--source", type=click.Path(path_type=Path), help="The project's folder.  [default: here or above]"),
        click.option("--format", "form", type=click.Choice(FORMATS), help="How findings are printed.  [default: text]"),
        click.option("--all", "everything", is_flag=True, help="Print all findings, however many there are."),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    )


def filter_options(command: Callable[..., R]) -> Callable[..., R]:
    """Return a command with the options for visible articles, the instant of now, and the site's URL, as `options`."""

    @functools.wraps(command)
    def run(base_url: str | None, drafts: bool, future: bool, now: str | None, **given: object) -> R:
        from briefgen.content.schema import is_base_url
        from briefgen.values.model import Options

        if base_url and not is_base_url(base_url):
            message = f'"{base_url}" is not the address of a site; write https://...'
            raise click.BadParameter(message, param_hint="--base-url")
        return command(options=Options(now=read_now(now), drafts=drafts, future=future, base_url=base_url or ""), **given)

    return _with_options(
        run,
        click.option("--base-url", metavar="URL", help="Where the site is published, instead of briefgen.yml's base_url."),
        click.option("--drafts", is_flag=True, help="Show drafts, with a badge."),
        click.option("--future", is_flag=True, help="Show what is still under embargo, with a badge."),
        click.option("--now", metavar="INSTANT", help="What counts as now, such as 2025-04-10T06:00:00+03:00."),
    )


def path_in_project(file: str, source: Path) -> str:
    """Return a path of the project: as it was given, or that of a file which was named from the current folder."""
    place = Path(os.path.normpath(Path(file).absolute()))
    top = Path(os.path.normpath(source.absolute()))
    return place.relative_to(top).as_posix() if place.is_relative_to(top) and place.exists() else Path(file).as_posix()


def _with_options(command: Callable[..., R], *options: Callable[[Callable[..., R]], Callable[..., R]]) -> Callable[..., R]:
    for option in reversed(options):
        command = option(command)
    return command


def read_now(given: str | None) -> datetime:
    """Return the instant of now in UTC: the option, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock."""
    if given:
        try:
            instant = datetime.fromisoformat(given)
        except ValueError:
            raise click.BadParameter(f'"{given}" is not an instant', param_hint="--now") from None
        if instant.tzinfo is None:
            raise click.BadParameter(f'"{given}" has no offset from UTC; add Z or +03:00', param_hint="--now")
        if not _has_known_year(instant):
            raise click.BadParameter(f'"{given}" has a year that no article can have', param_hint="--now")
        return instant.astimezone(UTC)
    if epoch := os.environ.get("SOURCE_DATE_EPOCH", ""):
        try:
            instant = datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise BriefgenError(f'SOURCE_DATE_EPOCH is "{epoch}", which is not a number of seconds') from None
        if not _has_known_year(instant):
            raise BriefgenError(f'SOURCE_DATE_EPOCH is "{epoch}", in a year that no article can have')
        return instant
    return datetime.now(UTC)


def _has_known_year(instant: datetime) -> bool:
    """Has an instant a year that articles can have? Days around it have to exist."""
    # Imported here: most commands are told no instant, and read no article either.
    from briefgen.content.schema.dates import FIRST_YEAR, LAST_YEAR

    return FIRST_YEAR <= instant.year <= LAST_YEAR
