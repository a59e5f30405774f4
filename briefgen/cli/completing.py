"""Floor 10. What a shell offers when somebody presses Tab: kinds of notes, regions, stories, targets, files, pages, schemas.

Nothing is printed and nothing raised: in a folder without a project there is nothing to offer.
"""

from collections.abc import Iterable
from pathlib import Path

import click
from click.shell_completion import CompletionItem

from briefgen.cli.options import find_project, read_now
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Region, Settings


def complete_region(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the regions of the project whose keys begin so, each with its name."""
    settings = _settings(_project(context))
    return [
        CompletionItem(region.key, help=region.name)
        for region in (_every(settings.regions) if settings else ())
        if region.key.startswith(begun)
    ]


def complete_kind(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the kinds of files that `briefgen new` writes and that begin so."""
    from briefgen.project.new_notes import NOTE_KINDS

    return [CompletionItem(kind) for kind in ("article", *NOTE_KINDS) if kind.startswith(begun)]


def complete_name(context: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return what `briefgen new` can name, by the kind before it: regions, or the stories that articles belong to."""
    kind = context.params.get("kind")
    if kind in {"briefing", "region"}:
        return complete_region(context, parameter, begun)
    return [CompletionItem(key) for key in _stories(_project(context)) if key.startswith(begun)] if kind == "story" else []


def complete_file(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Ask the shell for files and folders that begin so."""
    return [CompletionItem(begun, type="file")]


def complete_target(context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the targets of the project whose keys begin so."""
    settings = _settings(_project(context))
    targets = settings.publish if settings else ()
    found = [target for target in targets if target.key.startswith(begun)]
    return [CompletionItem(target.key, help=target.folder or target.branch) for target in found]


def complete_schema(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the names of schemas that begin so."""
    from briefgen.content.schema import SCHEMAS

    return [CompletionItem(name) for name in SCHEMAS if name.startswith(begun)]


def complete_page(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the pages of the documentation and the codes of findings that begin so."""
    from briefgen.project.manual import page_names
    from briefgen.values.diagnostics import CODES

    return [CompletionItem(name) for name in (*page_names(), *CODES) if name.startswith(begun)]


def _project(context: click.Context) -> Path:
    """Return the project's folder: that of --source, if the line has it, else the one that is found from here."""
    named = context.params.get("source") or context.find_root().params.get("source")
    return named if isinstance(named, Path) else find_project()


def _settings(root: Path) -> Settings | None:
    from briefgen.project.settings import settings_of

    try:
        return settings_of(root).value
    except (BriefgenError, OSError):
        return None


def _stories(root: Path) -> list[str]:
    """Return the keys of stories that articles of the project have, also those that no reader sees yet."""
    from briefgen.build.open_site import with_site
    from briefgen.values.model import Options

    options = Options(now=read_now(None), drafts=True, future=True)
    try:
        return with_site(
            root, options, lambda site, _: sorted({one.story for one in site.plan.items} - {""}) if site else []
        )
    except (BriefgenError, OSError):
        return []


def _every(regions: Iterable[Region]) -> Iterable[Region]:
    for region in regions:
        yield region
        yield from _every(region.regions)
