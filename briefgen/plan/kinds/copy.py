"""Floor 3. Outputs that are no pages: media of articles in all sizes, assets of layouts, and static files."""

from collections.abc import Iterator

from briefgen.plan.media import widths_of
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Copy, Output, Resized
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span


def media_recipes(output: str, planning: Planning) -> Iterator[Output]:
    """Give the copy of a published media file, which is at `output`, and its smaller sizes."""
    media = planning.published[output]
    origin = Span(path=media.path)
    yield Copy(output=output, path=media.path, origin=origin)
    for width in widths_of(media, planning.context):
        yield Resized(permalinks.output_path(media.resized(width)), media.path, media.digest, width, origin)


def copy_recipes(_key: str, planning: Planning) -> Iterator[Output]:
    """Give the copies of assets and static files."""
    for path, output in planning.copies.items():
        yield Copy(output=output, path=path, origin=Span(path=path))
