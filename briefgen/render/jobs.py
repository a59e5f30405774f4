"""Floor 4. Pages made elsewhere: what a worker needs to print them, and how it does."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache, partial
from typing import TYPE_CHECKING, cast

import msgspec

from briefgen.plan.recipes import Maker, Page
from briefgen.values.diagnostics import Checked
from briefgen.values.model import Body, Digest, FilledBody
from briefgen.values.views import AnyView, Chrome

if TYPE_CHECKING:
    from briefgen.render.renderer import LayoutSet, Renderer
    from briefgen.text.locales import Label


class Press(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages of a site are printed with. Equal digests are equal presses."""

    digest: str
    layout_set: "LayoutSet"
    chrome: Chrome
    language: str
    time_zone: str
    labels: "Mapping[str, Label]"

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Press) and other.digest == self.digest


class Sheet(msgspec.Struct, frozen=True):
    """One page to print: its layout, its view, the file that asked for it, and the body that the view names."""

    layout: str
    view: AnyView
    asked_by: str
    body: Body | None


def sheets_of(pages: Iterable[Page], maker: Maker, bodies: Callable[[Digest], Body]) -> Iterator[Sheet]:
    """Give what printing each page takes."""
    for page in pages:
        view = cast(AnyView, page.view(maker))
        filled = getattr(view, "body", None)
        body = bodies(filled.digest) if isinstance(filled, FilledBody) else None
        yield Sheet(page.layout, view, page.origin(maker).path, body)


def print_sheets(press: Press, sheets: Sequence[Sheet]) -> list[Checked[bytes]]:
    """Print some pages; what a worker does."""
    renderer, bodies = _renderer(press)
    printed = []
    for sheet in sheets:
        bodies.clear()
        if sheet.body is not None:
            bodies[sheet.body.digest] = sheet.body
        printed.append(renderer.render(sheet.layout, sheet.view, sheet.asked_by))
    return printed


def printer(press: Press) -> Callable[[Sequence[Sheet]], list[Checked[bytes]]]:
    """Return the work on sheets, ready to be sent."""
    return partial(print_sheets, press)


@lru_cache(maxsize=1)
def _renderer(press: Press) -> "tuple[Renderer, dict[Digest, Body]]":
    return make_renderer(press)


def make_renderer(press: Press) -> "tuple[Renderer, dict[Digest, Body]]":
    """Return a renderer, and the bodies that it knows."""
    from zoneinfo import ZoneInfo

    from briefgen.render.renderer import Renderer
    from briefgen.text.locales import Locale

    bodies: dict[Digest, Body] = {}
    locale = Locale(press.language, ZoneInfo(press.time_zone), press.labels)
    return Renderer(press.layout_set, press.chrome, locale, bodies.__getitem__), bodies
