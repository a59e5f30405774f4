"""Floor 3. Outputs that are no pages: media of articles, assets of layouts, and static files."""

from collections.abc import Iterator

from briefgen.plan.media import media_outputs
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Copy, Output
from briefgen.values.diagnostics import Span


def media_recipes(output: str, planning: Planning) -> Iterator[Output]:
    """Give the outputs of a published media file, given the output path of its copy.

    Files with the same name and the same bytes have the same output path.
    """
    yield from media_outputs(planning.published[output], planning.context)


def copy_recipes(_key: str, planning: Planning) -> Iterator[Output]:
    """Give the copies of assets and static files."""
    for path, output in planning.copies.items():
        yield Copy(output=output, path=path, origin=Span(path=path))
