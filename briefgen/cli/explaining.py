"""Floor 10. The command that says what a page is made from, and which pages a layout has a part in."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from briefgen.cli.completing import complete_file
from briefgen.cli.options import EXIT_FINDINGS, Common, common_options, filter_options, path_in_project, with_help
from briefgen.cli.terminal import count, print_findings
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError

if TYPE_CHECKING:
    from briefgen.build.explanation import Explanation
    from briefgen.build.layout_use import LayoutUse
    from briefgen.values.model import Options

#: Pages of a layout that are printed for reading; --all prints all.
_SOME: Final = 20


@click.command("explain")
@with_help(
    form="How findings and the explanation are printed.  [default: text]",
    everything="Print all findings, and all pages of a layout.",
    drafts="As a build with --drafts would write it.",
    future="As a build with --future would write it.",
)
@common_options
@filter_options
@click.option(
    "--output", type=click.Path(path_type=Path), help="The folder that a build would write.  [default: SOURCE/site]"
)
@click.argument("url_or_path", shell_complete=complete_file)
def explain_command(url_or_path: str, output: Path | None, common: Common, options: "Options") -> None:
    """Say what a page is made from, and whether a build would write it; for a file or a layout, the pages it goes into."""
    from briefgen.build.explanation import Explanation, explain

    folder = output or common.source / "site"
    wanted = _in_project(url_or_path, folder, common.source)
    try:
        found, findings = explain(common.source, folder, options, wanted)
    except BriefgenError:
        from briefgen.build.absent import why_absent

        if not (reason := why_absent(common.source, options, wanted)):
            raise
        if common.form == "json":
            click.echo(_line({"kind": "absent", "path": wanted, "reason": reason}))
        else:
            click.echo(printable(f"{wanted} is not on the site: {reason}"))
        return
    if not found:
        print_findings(findings, common)
        raise SystemExit(EXIT_FINDINGS)
    for one in found:
        if common.form == "json":
            click.echo(_line(_page_object(one) if isinstance(one, Explanation) else _layout_object(one)))
            continue
        if not isinstance(one, Explanation) and len(found) > 1 and not common.everything:
            replaced = f"  overrides {one.overrides}" if one.overrides else ""
            click.echo(printable(f"{one.file}{replaced}  {count(len(one.pages), 'page')}"))
            continue
        rows = _page_rows(one) if isinstance(one, Explanation) else _layout_rows(one, common)
        click.echo("\n".join(f"{name}: {printable(value)}" for name, value in rows if value) + "\n")


def _in_project(given: str, output: Path, source: Path) -> str:
    """Return an address as it was given, the path of a file in the project, or that of a file in the output folder."""
    if "://" in given or (given.startswith("/") and not Path(given).is_file()):
        return given
    place = Path(given).absolute()
    if place.is_file() and place.is_relative_to(output.absolute()):
        return place.relative_to(output.absolute()).as_posix()
    return path_in_project(given, source)


def _page_rows(one: "Explanation") -> list[tuple[str, str]]:
    return [
        ("address", one.address),
        ("output", one.output),
        ("layout", one.layout),
        ("view", one.view),
        *(("input", path) for path in one.inputs),
        ("would write", one.would_write),
        ("changed since the last build", one.changed),
    ]


def _layout_rows(one: "LayoutUse", common: Common) -> list[tuple[str, str]]:
    shown = one.pages if common.everything else one.pages[:_SOME]
    more = len(one.pages) - len(shown)
    return [
        ("layout", one.file),
        ("overrides", one.overrides),
        ("overridden by", one.overridden_by),
        *(("needs", file) for file in one.needs),
        *(("needed by", file) for file in one.needed_by),
        ("pages", str(len(one.pages))),
        *(("page", address) for address in shown),
        ("more pages", f"{more}; --all shows all" if more else ""),
    ]


def _page_object(one: "Explanation") -> dict[str, object]:
    would_write, _, why = one.would_write.partition(": ")
    return {
        "kind": "output", "address": one.address, "output": one.output, "layout": one.layout, "view": one.view,
        "inputs": one.inputs, "would_write": would_write == "yes", "why": why, "changed": one.changed,
    }  # fmt: skip


def _layout_object(one: "LayoutUse") -> dict[str, object]:
    return {
        "kind": "layout", "file": one.file, "overrides": one.overrides, "overridden_by": one.overridden_by,
        "needs": one.needs, "needed_by": one.needed_by, "pages": one.pages,
    }  # fmt: skip


def _line(found: dict[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False)
