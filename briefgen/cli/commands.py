"""Floor 10. The commands. The docstring of a command is its help text.

Each command imports what it needs when it runs: `briefgen --version` loads click and msgspec only.
"""

import functools
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click

from briefgen import __version__
from briefgen.cli.accepting import accept_command
from briefgen.cli.completing import complete_kind, complete_name, complete_region, complete_schema
from briefgen.cli.correcting import correct_command
from briefgen.cli.explaining import explain_command
from briefgen.cli.importing import import_command, trace_command
from briefgen.cli.linking import links_command
from briefgen.cli.manual import docs_command
from briefgen.cli.migrating import migrate_command
from briefgen.cli.options import ALLOW_REMOVALS, EXIT_FINDINGS, Common, common_options, filter_options, read_now, with_help
from briefgen.cli.previewing import serve_command
from briefgen.cli.publishing import publish_command, releases_command, rollback_command, server_command
from briefgen.cli.terminal import count, less_than_errors, print_findings, progress_bar, summarize, talk
from briefgen.disk.workers.address import WORKER_WAIT, ClusterAddress
from briefgen.text.report import printable
from briefgen.values.diagnostics import BriefgenError, Severity

if TYPE_CHECKING:
    from briefgen.build.publishing import ChangesOfBuild
    from briefgen.build.result import BuildResult
    from briefgen.values.model import Options


@click.group(context_settings={"help_option_names": ["-h", "--help"], "auto_envvar_prefix": None})
@click.version_option(__version__, message="briefgen %(version)s")
@common_options
@click.pass_context
def cli(context: click.Context, common: Common) -> None:
    """Turn curated articles into a static briefing site, grouped by region and date."""
    context.obj = common


@cli.command()
@common_options
@filter_options
@click.option("--output", type=click.Path(path_type=Path), help="The folder to write.  [default: SOURCE/site]")
@click.option(
    "--workers",
    type=click.IntRange(1, 64),
    metavar="NUMBER",
    help="Processes that parse and render.  [default: all processors, where they pay]",
)
@click.option(
    "--executor",
    metavar="ADDRESS",
    default="",
    help="A cluster that does it instead: dask://HOST:PORT or dask+tls://HOST:PORT.",
)
@click.option(
    "--executor-wait",
    type=click.FloatRange(0, 86400),
    metavar="SECONDS",
    default=WORKER_WAIT,
    show_default=True,
    help="Seconds that the cluster may be without a worker.",
)
@click.option("--executor-ca", metavar="FILE", default="", help="For dask+tls://HOST:PORT: the CA of the cluster, as PEM.")
@click.option("--executor-cert", metavar="FILE", default="", help="The certificate of this machine, as PEM.")
@click.option("--executor-key", metavar="FILE", default="", help="Its key, if it is not in the file of the certificate.")
@click.option("--no-cache", is_flag=True, help="Trust nothing kept from earlier builds.")
@click.option("--verify", is_flag=True, help="Compare with a build from nothing, in memory.")
@click.option("--strict", is_flag=True, help="Let warnings stop the build as well: exit code 1.")
@click.option("--allow-removals", is_flag=True, help=ALLOW_REMOVALS)
@click.option(
    "--changes",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write what the build changes to this file, as JSON lines.",
)
def build(
    output: Path | None, workers: int | None, no_cache: bool, verify: bool, strict: bool, executor: str,
    executor_wait: float, executor_ca: str, executor_cert: str, executor_key: str,
    allow_removals: bool, changes: Path | None, common: Common, options: "Options",
) -> None:  # fmt: skip
    """Write the site: all of it, or nothing where something is wrong."""
    from briefgen.build.flow import build_site
    from briefgen.build.result import Ways, pass_over

    started = time.monotonic()
    with progress_bar(common, "building") as progress:
        folder = output or common.source / "site"
        files = {"ca": executor_ca, "certificate": executor_cert, "key": executor_key}
        address = ClusterAddress(address=executor, wait=executor_wait, **files)
        say = functools.partial(talk, common=common)
        watch = _watch_changes(common.source, folder, options) if changes else None
        ways = Ways(
            cache=not no_cache,
            workers=workers or 0,
            executor=address,
            say=say,
            removals=allow_removals,
            leave=watch.leave if watch else pass_over,
        )
        result = build_site(common.source, folder, options, strict=strict, ways=ways, progress=progress)
    if verify:
        from briefgen.build.check import verify as verify_build

        verify_build(common.source, folder, options, result)
    if changes and watch:
        _write_changes(changes, watch, is_written=result.written is not None)
    print_findings(result.findings, common, strict=strict)
    summarize(result, time.monotonic() - started, common, strict=strict)
    if result.written is not None and (options.drafts or options.future):
        what = " and ".join((["drafts"] if options.drafts else []) + (["embargoed articles"] if options.future else []))
        talk(printable(f"{folder} shows {what}: do not publish it; a build without them takes them out"), common)
    if result.failed(strict=strict):
        raise SystemExit(EXIT_FINDINGS)


def _watch_changes(source: Path, folder: Path, options: "Options") -> "ChangesOfBuild":
    from briefgen.build.publishing import ChangesOfBuild

    return ChangesOfBuild(source, folder, options)


def _write_changes(target: Path, watch: "ChangesOfBuild", *, is_written: bool) -> None:
    """Write the changes of a build as JSON lines; a build that wrote nothing changed nothing."""
    from briefgen.build.publishing import as_lines
    from briefgen.disk.new_files import replace_file

    replace_file(target, as_lines(watch.found() if is_written else ()))


@cli.command()
@with_help(drafts="Check drafts as if they were published.", future="Check what is under embargo as if it were published.")
@common_options
@filter_options
@click.option("--strict", is_flag=True, help="Let warnings fail as well: exit code 1.")
@click.option("--fix", is_flag=True, help="Write old addresses of moved files into their aliases.")
@click.option("--output", type=click.Path(path_type=Path), help="The folder of the last build.  [default: SOURCE/site]")
def check(strict: bool, fix: bool, output: Path | None, common: Common, options: "Options") -> None:
    """Find everything that a build would find, and more: links, captures, pages. Nothing is written without --fix."""
    from briefgen.build.check import check_site

    with progress_bar(common, "checking") as progress:
        result = check_site(common.source, options, output=output, progress=progress)
        if fix and _fix(result, common):
            result = check_site(common.source, options, output=output, progress=progress)
    print_findings(result.findings, common, strict=strict)
    counts = f"{count(result.errors, 'error')}, {less_than_errors(result)}"
    talk(f"{count(result.pages, 'page')} checked: {counts}", common)
    if result.failed(strict=strict):
        raise SystemExit(EXIT_FINDINGS)


def _fix(result: "BuildResult", common: Common) -> bool:
    """Mend what can be mended, say what was done, and return whether a file was changed."""
    from briefgen.build.fixing import fix_moves

    fixes = fix_moves(common.source, result.moves)
    for one in fixes:
        aliases = ", ".join(one.aliases)
        done = f"{one.path}: added {aliases} to aliases"
        refused = f"{one.path} was not changed, since {one.refusal}; write by hand: aliases: [{aliases}]"
        talk(printable(refused if one.refusal else done), common)
    if not fixes:
        talk("nothing to fix", common)
    return any(not one.refusal for one in fixes)


@cli.command()
@common_options
@click.argument("kind", default="", metavar="[KIND]", shell_complete=complete_kind)
@click.argument("name", default="", metavar="NAME", shell_complete=complete_name)
@click.option(
    "--region",
    default="",
    metavar="REGION",
    help="The region of an article or a briefing, by its key.",
    shell_complete=complete_region,
)
@click.option(
    "--date",
    "day",
    metavar="DATE",
    help="The day it is filed under, such as 2025-04-10.  [default: today, in the site's time zone]",
)
@click.option("--lang", metavar="LANG", help="The language of an article, such as ar.  [default: the site's]")
def new(kind: str, name: str, region: str, day: str | None, lang: str | None, common: Common) -> None:
    """Write a new file with its front matter, and print its path: an article, as a draft, or a note.

    KIND is article (the default), briefing, day, story, region or page. NAME is the title of an article, a story or a page,
    or a region.
    """
    from briefgen.project.new_notes import NOTE_KINDS, new_note
    from briefgen.project.starter import new_article

    if not kind:
        raise click.UsageError("a title is missing: write briefgen new TITLE --region REGION")
    if not name and kind in {"article", *NOTE_KINDS} - {"day"} and not (kind == "briefing" and region):
        named = {"briefing": "REGION", "region": "REGION", "article": "TITLE --region REGION"}.get(kind, "NAME")
        raise click.UsageError(f'"{kind}" is a kind of file: write briefgen new {kind} {named}')
    if not name and kind != "day":
        kind, name = ("briefing", region) if kind == "briefing" and region else ("article", kind)
    note = next((one for one in NOTE_KINDS if one == kind), None)
    if note is None and kind != "article":
        raise click.UsageError(f'"{kind}" is not one of article, {", ".join(NOTE_KINDS)}; put a title in quotes')
    if note is None and not region:
        raise click.UsageError("an article needs --region, a region of briefgen.yml")
    if note is not None:
        made = new_note(common.source, note, name or region, day=day, now=read_now(None))
    else:
        made = new_article(common.source, name, region, day=day, lang=lang or "", now=read_now(None))
    print_findings(made.findings, common)
    if made.value is None:
        raise SystemExit(EXIT_FINDINGS)
    click.echo(made.value)


@cli.command()
@common_options
@click.argument("directory", type=click.Path(path_type=Path), default=Path(), metavar="[DIR]")
@click.option("--regions", default="world", metavar="FILE", help="A file with the region tree.  [default: the world]")
def init(directory: Path, regions: str, common: Common) -> None:
    """Make a new project that builds at once. Files that are already there stay as they are."""
    from briefgen.project.starter import make_project

    made = make_project(directory, read_now(None), None if regions == "world" else Path(regions))
    print_findings(made.findings, common)
    if made.value is None:
        raise SystemExit(EXIT_FINDINGS)
    for path in made.value:
        talk(f"wrote {path}", common)
    shown = "" if directory == Path() else f"cd {directory} && "
    talk(f"next: {shown}briefgen serve", common)


@cli.command("list")
@with_help(
    form="How findings and articles are printed.  [default: text]",
    drafts="Drafts count as on the site; they are listed all the same.",
    future="What is under embargo counts as on the site; it is listed all the same.",
)
@common_options
@filter_options
def list_articles(common: Common, options: "Options") -> None:
    """List the articles that are not on the site, with the reason: drafts, scheduled, expired, unfinished, and errors."""
    import json

    from briefgen.build.absent import list_absent

    absent, findings = list_absent(common.source, options)
    for one in absent:
        at = one.at.isoformat() if one.at else None
        if common.form == "json":
            click.echo(json.dumps({"path": one.path, "state": one.state, "at": at, "title": one.title}))
        else:
            click.echo(printable("  ".join(filter(None, (f"{one.state:<10}", one.path, at, one.title)))))
    if not absent and any(found.severity is Severity.ERROR for found in findings):
        print_findings(findings, common)
        raise SystemExit(EXIT_FINDINGS)
    talk(f"{count(len(absent), 'article')} not on the site", common)


@cli.command("next")
@with_help(
    form="How findings and the instant are printed.  [default: text]",
    drafts="As if drafts were shown.",
    future="As if what is under embargo were shown.",
)
@common_options
@filter_options
def next_instant(common: Common, options: "Options") -> None:
    """Print the next instant at which the site changes by time alone, and the articles that come or go then."""
    import json

    from briefgen.build.absent import find_next

    found, findings = find_next(common.source, options)
    if any(one.severity is Severity.ERROR for one in findings):
        print_findings(findings, common)
        raise SystemExit(EXIT_FINDINGS)
    if common.form == "json":
        rows = [{"path": one.path, "state": one.state, "title": one.title} for one in found.articles] if found else []
        click.echo(json.dumps({"at": found.at.isoformat() if found else None, "articles": rows}))
    elif found:
        click.echo(found.at.isoformat())
        for one in found.articles:
            talk(printable("  ".join(filter(None, (f"{one.state:<8}", one.path, one.title)))), common)
    else:
        talk("the site does not change by time alone", common)


@cli.command()
@common_options
@click.argument("name", default="article", shell_complete=complete_schema)
def schema(name: str, **_given: object) -> None:
    """Print the JSON Schema of a kind of file: article (the default), briefing, config, day, page, region or story."""
    import json

    from briefgen.content.schema import SCHEMAS, json_schema

    if name not in SCHEMAS:
        raise click.UsageError(f'"{name}" is not one of {", ".join(SCHEMAS)}')
    click.echo(json.dumps(json_schema(name), indent=2, ensure_ascii=False))


@cli.command()
@common_options
@click.option("--output", type=click.Path(path_type=Path), help="The folder to clean.  [default: SOURCE/site]")
def clean(output: Path | None, common: Common) -> None:
    """Remove what earlier builds wrote, and the cache; nothing else."""
    from briefgen.build.check import clean as clean_project

    if not common.source.is_dir():
        raise BriefgenError(f"there is no folder {common.source}")
    written = clean_project(common.source, output or common.source / "site")
    print_findings(written.findings, common)
    if common.verbose:
        talk("\n".join(f"removed {printable(path)}" for path in written.removed), common)
    talk(f"{count(len(written.removed), 'file')} removed", common)


@cli.command()
@common_options
@click.argument("shell", type=click.Choice(["bash", "fish", "zsh"]))
def completion(shell: str, **_given: object) -> None:
    """Print the completion script of a shell: eval "$(briefgen completion bash)"."""
    from click.shell_completion import get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    click.echo(found(cli, {}, "briefgen", "_BRIEFGEN_COMPLETE").source())


cli.add_command(import_command)
cli.add_command(accept_command)
cli.add_command(correct_command)
cli.add_command(trace_command)
cli.add_command(links_command)
cli.add_command(explain_command)
cli.add_command(serve_command)
cli.add_command(docs_command)
cli.add_command(migrate_command)
cli.add_command(publish_command)
cli.add_command(rollback_command)
cli.add_command(releases_command)
cli.add_command(server_command)
