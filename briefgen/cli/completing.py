"""Floor 10. What a shell offers when somebody presses Tab: regions, targets and names of schemas.

Nothing is printed and nothing raised: in a folder without a project there is nothing to offer.
"""

from collections.abc import Iterable

import click
from click.shell_completion import CompletionItem

from briefgen.cli.options import find_project
from briefgen.values.diagnostics import BriefgenError
from briefgen.values.model import Region, Settings


def complete_region(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the regions of the project whose keys begin so, each with its name."""
    settings = _settings()
    return [
        CompletionItem(region.key, help=region.name)
        for region in (_every(settings.regions) if settings else ())
        if region.key.startswith(begun)
    ]


def complete_target(_context: click.Context, _parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Return the targets of the project whose keys begin so."""
    settings = _settings()
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


def _settings() -> Settings | None:
    from briefgen.project.settings import settings_of

    try:
        return settings_of(find_project()).value
    except (BriefgenError, OSError):
        return None


def _every(regions: Iterable[Region]) -> Iterable[Region]:
    for region in regions:
        yield region
        yield from _every(region.regions)
