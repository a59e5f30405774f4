"""Floor 10. The command that previews the site, and what it says on the terminal after each edit."""

import sys
from typing import TYPE_CHECKING, Final

import click
import msgspec

from briefgen.cli.options import Common, common_options, filter_options, read_now
from briefgen.cli.terminal import count, print_findings, talk
from briefgen.text.report import printable
from briefgen.values.diagnostics import Severity

if TYPE_CHECKING:
    from briefgen.preview import Edit
    from briefgen.values.model import Options


@click.command("serve")
@common_options
@filter_options
@click.option(
    "--host",
    metavar="HOST",
    default="127.0.0.1",
    show_default=True,
    help="The address to listen on; 0.0.0.0 is the whole network's.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="PORT",
    default=8000,
    show_default=True,
    help="The port; 0 takes a free one.",
)
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
def serve_command(host: str, port: int, open_browser: bool, common: Common, options: "Options") -> None:
    """Preview the site while writing: pages follow every edit, and nothing is written."""
    from briefgen.preview import Preview, serve_preview

    # The folder by its whole path: a relative one leads nowhere when the folder that the command was run in is removed.
    common = msgspec.structs.replace(common, source=common.source.absolute())
    is_fixed = bool(click.get_current_context().params["now"])
    preview = Preview(common.source, options, clock=None if is_fixed else lambda: read_now(None))

    def announce(url: str) -> None:
        click.echo(url)
        sys.stdout.flush()
        if open_browser:
            click.launch(url)

    def tell(message: str) -> None:
        click.echo(f"briefgen: {printable(message)}", err=True)

    serve_preview(preview, host, port, announce=announce, show=_Reporter(common).show, tell=tell)


#: What an edit is said to leave; a note asks for nothing.
_TOLD: Final = (Severity.ERROR, Severity.WARNING)


class _Reporter:
    """Says on stderr what each edit made and what was found, and when all is well again."""

    def __init__(self, common: Common) -> None:
        self._common = common
        self._before: Edit | None = None

    def show(self, edit: "Edit") -> None:
        """Print the findings of an edit, and a line that says what it made."""
        before, self._before = self._before, edit
        print_findings(edit.findings, self._common, err=True)
        if not edit.is_shown:
            talk(f"{_left(edit)}; the last good site stays", self._common)
        elif before is not None:
            is_well = _left(before) and not _left(edit)
            state = "all is well again; " if is_well else f"{_left(edit)}; " if _left(edit) else ""
            talk(f"{state}{_made(edit)} in {edit.seconds * 1000:.0f} ms", self._common)


def _made(edit: "Edit") -> str:
    if edit.is_whole:
        return f"{count(edit.pages, 'page')} read anew"
    return f"{count(edit.pages, 'page')} changed" if edit.pages else "no page changed"


def _left(edit: "Edit") -> str:
    """Return how many errors and warnings there are, in words; empty if there are none."""
    numbers = [(sum(one.severity is severity for one in edit.findings), severity) for severity in _TOLD]
    return ", ".join(count(number, str(severity)) for number, severity in numbers if number)
