"""Floor 10. The command that shows the documentation."""

import sys
import tempfile
from pathlib import Path

import click

from briefgen.cli.completing import complete_page
from briefgen.cli.options import Common, common_options, read_now
from briefgen.cli.terminal import is_terminal


@click.command("docs")
@common_options
@click.option("--open", "open_browser", is_flag=True, help="Show it in the browser, as a site made by briefgen.")
@click.argument("page", default="", shell_complete=complete_page)
def docs_command(page: str, open_browser: bool, common: Common) -> None:
    """Show the documentation: PAGE, the section on a finding by its code, or the list of all pages."""
    from briefgen.project.manual import CONTENTS, address_of, page_names, read_page, title_of

    if open_browser:
        read_page(page or CONTENTS)
        _serve(address_of(page or CONTENTS))
    elif page:
        text = read_page(page)
        click.echo_via_pager(text) if is_terminal(sys.stdout) else click.echo(text, nl=False)
    else:
        for name in page_names():
            click.echo(f"{name:<14}{title_of(read_page(name))}")


def _serve(address: str) -> None:
    """Serve the documentation from a folder of its own until an interrupt."""
    from briefgen.preview import Preview, serve_preview
    from briefgen.project.manual import write_manual
    from briefgen.values.model import Options

    def announce(url: str) -> None:
        click.echo(f"{url.rstrip('/')}{address}")
        sys.stdout.flush()
        click.launch(f"{url.rstrip('/')}{address}")

    with tempfile.TemporaryDirectory(prefix="briefgen-docs-") as folder:
        write_manual(Path(folder))
        preview = Preview(Path(folder), Options(now=read_now(None)))
        serve_preview(preview, "127.0.0.1", 0, announce=announce, show=lambda _: None, tell=lambda _: None)
