"""Floor 10. Options from the command line. Only this module reads the clock for "now", and SOURCE_DATE_EPOCH."""

import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar, cast

import click
import msgspec

from briefgen.text.report import FORMATS, Format
from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from briefgen.values.model import Options

EXIT_FINDINGS: Final = 1
EXIT_ENVIRONMENT: Final = 2
EXIT_INTERRUPTED: Final = 130

P = ParamSpec("P")
R = TypeVar("R")


class Common(msgspec.Struct, frozen=True):
    """The options that all commands have: the project's folder, the format of findings, and how much is printed."""

    source: Path
    form: Format
    verbose: bool
    quiet: bool


def common_options(command: Callable[P, R]) -> Callable[P, R]:
    """Return a command with the common options, which users may write before or after the command's name."""
    options = [
        click.option("--source", type=click.Path(path_type=Path), help="The project's folder.  [default: .]"),
        click.option("--format", "form", type=click.Choice(FORMATS), help="How findings are printed.  [default: text]"),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def filter_options(command: Callable[P, R]) -> Callable[P, R]:
    """Return a command with the options for visible articles, the instant of now, and the URL of the site."""
    options = [
        click.option("--base-url", metavar="URL", help="Where the site is published, instead of briefgen.yml's base_url."),
        click.option("--drafts", is_flag=True, help="Show drafts, with a badge."),
        click.option("--future", is_flag=True, help="Show what is still under embargo, with a badge."),
        click.option("--now", metavar="INSTANT", help="What counts as now, such as 2025-04-10T06:00:00+03:00."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def common_of(**given: object) -> Common:
    """Return the common options; an option after the command's name overrides the same option before the name."""
    before: dict[str, object] = click.get_current_context().find_root().obj or {}
    joined = {key: given.get(key) or before.get(key) for key in ("source", "form", "verbose", "quiet")}
    source = cast("Path | None", joined["source"]) or Path()
    return Common(source, cast("Format | None", joined["form"]) or "text", bool(joined["verbose"]), bool(joined["quiet"]))


def read_options(*, base_url: str | None, drafts: bool, future: bool, now: str | None) -> "Options":
    """Return the options of a build; raises click.BadParameter for a wrong URL or instant."""
    from briefgen.values.model import Options

    if base_url:
        from briefgen.content.schema import is_base_url

        if not is_base_url(base_url):
            raise click.BadParameter(
                f'"{base_url}" is not the address of a site; write https://...', param_hint="--base-url"
            )
    return Options(now=read_now(now), drafts=drafts, future=future, base_url=base_url or "")


def read_now(given: str | None) -> datetime:
    """Return the instant of now in UTC: the option, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock.

    Raises click.BadParameter for a wrong option, and BriefgenError for a wrong variable.
    """
    if given:
        try:
            instant = datetime.fromisoformat(given)
        except ValueError:
            raise click.BadParameter(f'"{given}" is not an instant', param_hint="--now") from None
        if instant.tzinfo is None:
            raise click.BadParameter(f'"{given}" has no offset from UTC; add Z or +03:00', param_hint="--now")
        return instant.astimezone(UTC)
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC)
        except (ValueError, OverflowError, OSError):
            raise BriefgenError(f'SOURCE_DATE_EPOCH is "{epoch}", which is not a number of seconds') from None
    return datetime.now(UTC)


def speak_utf8() -> None:
    """Restart the process in UTF-8 mode if the locale has a different charset: paths and pages must not depend on it."""
    if sys.getfilesystemencoding() != "utf-8" and not sys.flags.utf8_mode:
        command = [sys.executable, "-X", "utf8", "-m", "briefgen", *sys.argv[1:]]
        os.execv(sys.executable, command)  # noqa: S606 - ourselves, with the words that we were given
