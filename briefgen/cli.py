"""Floor 7. Arguments -> options. The clock and the environment are read here and nowhere else; exit codes are made here.

Heavy rooms are imported inside the commands that need them: `briefgen --version` loads click and msgspec.
"""

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, ParamSpec, TypeVar, cast

import click

from briefgen import __version__
from briefgen.diagnostics import BriefgenError, Diagnostic, Severity
from briefgen.report import FORMATS, Format, printable, render_findings

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from briefgen.build import BuildResult, Progress
    from briefgen.project import Options

P = ParamSpec("P")
R = TypeVar("R")

#: What takes longer than this, in seconds, shows a progress bar on a terminal.
_PATIENCE: Final = 1.0

EXIT_FINDINGS: Final = 1
EXIT_ENVIRONMENT: Final = 2
EXIT_INTERRUPTED: Final = 130


@dataclass(frozen=True, slots=True)
class Common:
    """The options that every command has."""

    source: Path
    form: Format
    verbose: bool
    quiet: bool


def _common(command: Callable[P, R]) -> Callable[P, R]:
    """Add the common options; they may stand before or after the command's name."""
    options = [
        click.option("--source", type=click.Path(path_type=Path), help="The project's folder.  [default: .]"),
        click.option("--format", "form", type=click.Choice(FORMATS), help="How findings are printed.  [default: text]"),
        click.option("-v", "--verbose", is_flag=True, help="Say more."),
        click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


def _filters(command: Callable[P, R]) -> Callable[P, R]:
    """Add the options that say what is visible, and where the site will live."""
    options = [
        click.option("--base-url", metavar="URL", help="Where the site is published, instead of briefgen.yml's base_url."),
        click.option("--drafts", is_flag=True, help="Show drafts, with a badge."),
        click.option("--future", is_flag=True, help="Show what is still under embargo, with a badge."),
        click.option("--now", metavar="INSTANT", help="What counts as now, such as 2025-04-10T06:00:00+03:00."),
    ]
    for option in reversed(options):
        command = option(command)
    return command


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None})
@click.version_option(__version__, message="briefgen %(version)s")
@_common
@click.pass_context
def cli(context: click.Context, source: Path | None, form: str | None, verbose: bool, quiet: bool) -> None:
    """Turn curated articles into a static briefing site, grouped by region and date."""
    context.obj = {"source": source, "form": form, "verbose": verbose, "quiet": quiet}


def common_of(**given: object) -> Common:
    """Join the common options given before and after the command's name; those after it win."""
    before: dict[str, object] = click.get_current_context().find_root().obj or {}
    joined = {key: given.get(key) or before.get(key) for key in ("source", "form", "verbose", "quiet")}
    source = cast("Path | None", joined["source"]) or Path()
    return Common(source, cast("Format | None", joined["form"]) or "text", bool(joined["verbose"]), bool(joined["quiet"]))


@cli.command()
@_common
@_filters
@click.option("--output", type=click.Path(path_type=Path), help="The folder to write.  [default: SOURCE/site]")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that read articles.")
@click.option("--no-cache", is_flag=True, help="Trust nothing kept from earlier builds.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build as well.")
def build(
    output: Path | None, workers: int, no_cache: bool, strict: bool, base_url: str | None, drafts: bool, future: bool,
    now: str | None, **given: object,
) -> None:  # fmt: skip
    """Write the site: all of it, or nothing where something is wrong."""
    from briefgen.build import build_site

    common = common_of(**given)
    options = _options(base_url=base_url, drafts=drafts, future=future, now=now)
    started = time.monotonic()
    with _progress(common, "building") as progress:
        folder = output or common.source / "site"
        result = build_site(common.source, folder, options, strict=strict, workers=workers, progress=progress)
    _print_findings(result.findings, common, strict=strict)
    _summarize(result, time.monotonic() - started, common, strict=strict)
    if result.failed(strict=strict):
        raise SystemExit(EXIT_FINDINGS)


@cli.command()
@_common
@_filters
@click.option("--strict", is_flag=True, help="Count warnings as findings that fail.")
def check(strict: bool, base_url: str | None, drafts: bool, future: bool, now: str | None, **given: object) -> None:
    """Find everything that a build would find, links included; write nothing."""
    from briefgen.build import check_site

    common = common_of(**given)
    options = _options(base_url=base_url, drafts=drafts, future=future, now=now)
    with _progress(common, "checking") as progress:
        result = check_site(common.source, options, progress=progress)
    _print_findings(result.findings, common, strict=strict)
    errors = len(result.findings) - result.warnings
    _talk(f"{_count(result.pages, 'page')} checked: {_count(errors, 'error')}, {_count(result.warnings, 'warning')}", common)
    if result.failed(strict=strict):
        raise SystemExit(EXIT_FINDINGS)


@cli.command()
@_common
@_filters
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="The port; 0 takes a free one.")
@click.option("--open", "open_browser", is_flag=True, help="Open the site in the browser.")
def serve(
    host: str,
    port: int,
    open_browser: bool,
    base_url: str | None,
    drafts: bool,
    future: bool,
    now: str | None,
    **given: object,
) -> None:
    """Preview the site while writing: pages follow every edit, and nothing is written."""
    from briefgen.preview import Preview, serve_preview

    common = common_of(**given)
    options = _options(base_url=base_url, drafts=drafts, future=future, now=now)
    preview = Preview(common.source, options, clock=None if now else lambda: _now(None))

    def show(findings: Sequence[Diagnostic]) -> None:
        shown = [found for found in findings if found.severity is Severity.ERROR] if common.quiet else findings
        click.echo(_render(shown, common, stream=sys.stderr), nl=False, err=True)

    def announce(url: str) -> None:
        click.echo(url)
        sys.stdout.flush()
        if open_browser:
            click.launch(url)

    serve_preview(preview, host, port, announce=announce, show=show)


@cli.command()
@_common
@click.argument("title")
@click.option("--region", required=True, help="A region of briefgen.yml.")
@click.option("--date", "day", metavar="DATE", help="The day it is filed under.  [default: today, in the site's time zone]")
@click.option("--lang", help="Its language, where it is not the site's.")
def new(title: str, region: str, day: str | None, lang: str | None, **given: object) -> None:
    """Write a new article with its front matter, as a draft, and print its path."""
    from briefgen.starter import new_article

    common = common_of(**given)
    made = new_article(common.source, title, region, day=day, lang=lang or "", now=_now(None))
    _print_findings(made.findings, common)
    if made.value is None:
        raise SystemExit(EXIT_FINDINGS)
    click.echo(made.value)


@cli.command()
@_common
@click.argument("directory", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
def init(directory: Path, **given: object) -> None:
    """Make a new project that builds at once. Files that are already there stay as they are."""
    from briefgen.starter import make_project

    common = common_of(**given)
    for path in make_project(directory, _now(None)):
        _talk(f"wrote {path}", common)
    shown = "" if directory == Path() else f"cd {directory} && "
    _talk(f"next: {shown}briefgen serve", common)


@cli.command()
@_common
@_filters
@click.option(
    "--output", type=click.Path(path_type=Path), help="The folder that a build would write.  [default: SOURCE/site]"
)
@click.argument("url_or_path")
def explain(
    url_or_path: str, output: Path | None, base_url: str | None, drafts: bool, future: bool, now: str | None, **given: object
) -> None:
    """Say which inputs a page has, and whether a build would write it now; for a file, the pages it goes into."""
    from briefgen.build import explain as explain_page

    common = common_of(**given)
    options = _options(base_url=base_url, drafts=drafts, future=future, now=now)
    explanations, findings = explain_page(common.source, output or common.source / "site", options, url_or_path)
    if not explanations:
        _print_findings(findings, common)
        raise SystemExit(EXIT_FINDINGS)
    for explanation in explanations:
        rows = [
            ("address", explanation.address),
            ("output", explanation.output),
            ("layout", explanation.layout),
            ("view", explanation.view),
            *(("input", path) for path in explanation.inputs),
            ("would write", explanation.would_write),
        ]
        click.echo("\n".join(f"{name}: {printable(value)}" for name, value in rows if value) + "\n")


@cli.command()
@_common
@click.argument("name", default="article")
def schema(name: str, **_given: object) -> None:
    """Print the JSON Schema of a kind of file: article, briefing, config, page, region or story."""
    import json

    from briefgen.schema import SCHEMAS, json_schema

    if name not in SCHEMAS:
        raise click.UsageError(f'"{name}" is not one of {", ".join(SCHEMAS)}')
    click.echo(json.dumps(json_schema(name), indent=2, ensure_ascii=False))


@cli.command()
@_common
@click.option("--output", type=click.Path(path_type=Path), help="The folder to clean.  [default: SOURCE/site]")
def clean(output: Path | None, **given: object) -> None:
    """Remove what earlier builds wrote, and the cache; nothing else."""
    from briefgen.build import clean as clean_project

    common = common_of(**given)
    if not common.source.is_dir():
        raise BriefgenError(f"there is no folder {common.source}")
    written = clean_project(common.source, output or common.source / "site")
    _print_findings(written.findings, common)
    if common.verbose:
        _talk("\n".join(f"removed {printable(path)}" for path in written.removed), common)
    _talk(f"{_count(len(written.removed), 'file')} removed", common)


@cli.command()
@_common
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str, **_given: object) -> None:
    """Print the completion script of a shell: eval "$(briefgen completion bash)"."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(cli, {}, "briefgen", "_BRIEFGEN_COMPLETE").source())


def main() -> None:
    """Run the command line; what the environment is to blame for is one line and exit code 2."""
    try:
        code = cli(prog_name="briefgen", standalone_mode=False)
    except BriefgenError as error:
        click.echo(f"briefgen: {printable(str(error))}", err=True)
        raise SystemExit(EXIT_ENVIRONMENT) from None
    except click.ClickException as error:
        error.show()
        raise SystemExit(EXIT_ENVIRONMENT) from None
    except click.Abort:
        # Interrupted: by convention 128 and the number of the signal; 1 would say that the content is at fault.
        raise SystemExit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        # The reader of our output went away (`briefgen check | head`); there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise SystemExit(EXIT_ENVIRONMENT) from None
    raise SystemExit(code if isinstance(code, int) else 0)


def _options(*, base_url: str | None, drafts: bool, future: bool, now: str | None) -> "Options":
    from briefgen.project import Options
    from briefgen.schema import is_base_url

    if base_url and not is_base_url(base_url):
        raise click.BadParameter(f'"{base_url}" is not the address of a site; write https://...', param_hint="--base-url")
    return Options(now=_now(now), drafts=drafts, future=future, base_url=base_url or "")


def _now(given: str | None) -> datetime:
    """Return what counts as now: the option, else SOURCE_DATE_EPOCH (reproducible-builds.org), else the clock."""
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


def _render(findings: Sequence[Diagnostic], common: Common, stream: object = sys.stdout) -> str:
    color = common.form == "text" and not os.environ.get("NO_COLOR") and _is_terminal(stream)
    return render_findings(findings, common.form, lambda path: _lines(common.source, path), color=color)


def _print_findings(findings: Sequence[Diagnostic], common: Common, *, strict: bool = False) -> None:
    # What a strict run fails for is said in a quiet one too.
    says_all = strict or not common.quiet
    shown = findings if says_all else [found for found in findings if found.severity is Severity.ERROR]
    click.echo(_render(shown, common), nl=False, color=True)


def _lines(root: Path, path: str) -> list[str] | None:
    from briefgen.encoding import FILE_LIMIT, decode_loosely
    from briefgen.sources import read_file

    if path.startswith("theme/"):
        return None
    try:
        data = read_file(root, path, FILE_LIMIT).value
    except BriefgenError:
        return None
    return None if data is None else decode_loosely(data)


def _summarize(result: "BuildResult", seconds: float, common: Common, *, strict: bool) -> None:
    warnings = _count(result.warnings, "warning")
    if result.written is None:
        errors = len(result.findings) - result.warnings
        stopped = f"{_count(errors, 'error')}, {warnings}" + (" (strict)" if strict else "")
        _talk(f"nothing was written: {stopped}; {seconds:.1f} s", common)
        return
    files = result.written
    if common.verbose:
        for doing, paths in (("wrote", files.written), ("removed", files.removed)):
            _talk("\n".join(f"{doing} {printable(path)}" for path in paths), common)
    counts = f"{len(files.written)} files written, {files.unchanged} unchanged, {len(files.removed)} removed"
    _talk(f"{_count(result.pages, 'page')}: {counts}; {warnings}; {seconds:.1f} s", common)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _talk(text: str, common: Common) -> None:
    if text and not common.quiet:
        click.echo(text, err=True)


def _is_terminal(stream: object) -> bool:
    return bool(getattr(stream, "isatty", lambda: False)())


@contextmanager
def _progress(common: Common, doing: str) -> Iterator["Progress"]:
    """Give something to tell of progress; a bar appears on a terminal once a second has passed."""
    if common.quiet or not _is_terminal(sys.stderr):
        yield lambda done, total: None
        return
    started = time.monotonic()
    bars: list[ProgressBar[int]] = []

    def tell(done: int, total: int) -> None:
        if not bars and time.monotonic() - started > _PATIENCE:
            bars.append(click.progressbar(length=total, label=doing, file=sys.stderr))
        for bar in bars:
            bar.update(done - bar.pos)

    try:
        yield tell
    finally:
        for bar in bars:
            bar.render_finish()
