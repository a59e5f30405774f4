"""Floor 4. Render jobs: pages that a worker renders without the project at hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias, cast

import msgspec

from briefgen.plan.recipes import Maker, Page
from briefgen.values import views
from briefgen.values.diagnostics import Checked, are_known, has_errors
from briefgen.values.hooks import LayoutFilter
from briefgen.values.model import Body, Digest, FilledBody

if TYPE_CHECKING:
    from briefgen.render.renderer import LayoutSet, Renderer
    from briefgen.text.locales import Label


class RenderSetup(msgspec.Struct, frozen=True, kw_only=True):
    """What all pages of a site are rendered with. Two setups are equal if their digests are.

    `hooks` are the texts of the project's files of hooks, by path.
    """

    digest: str
    layout_set: "LayoutSet"
    chrome: views.Chrome
    language: str
    time_zone: str
    labels: "Mapping[str, Label]"
    hooks: Mapping[str, str]

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, RenderSetup) and other.digest == self.digest


#: Every kind of view, as a tagged union: a worker process decodes a view by its tag.
AnyView: TypeAlias = (
    views.HomeView | views.BriefingView | views.RegionView | views.DayView | views.ArticleView | views.StoryView
    | views.StoriesView | views.ArchiveView | views.YearView | views.MonthView | views.TermsView | views.TermView
    | views.CountriesView | views.CountryView | views.CorrectionsView | views.SearchView | views.StandingView
    | views.OwnView | views.NotFoundView | views.RedirectView
)  # fmt: skip

#: One page to render: its layout, its view, the path of the file that asked for it, and the body that the view names.
RenderJob: TypeAlias = tuple[str, AnyView, str, Body | None]


def jobs_of(pages: Iterable[Page], maker: Maker, bodies: Callable[[Digest], Body]) -> Iterator[RenderJob]:
    """Give the render job of each page, in order; `bodies` finds a body by its digest."""
    for page in pages:
        view = cast(AnyView, page.view(maker))
        filled = getattr(view, "body", None)
        body = bodies(filled.digest) if isinstance(filled, FilledBody) else None
        yield page.layout, view, page.origin(maker).path, body


def run_jobs(setup: RenderSetup, jobs: Sequence[RenderJob]) -> list[Checked[bytes]]:
    """Return the bytes and findings of each job, in order; this is what a worker does."""
    renderer, bodies = _renderer(setup)
    printed = []
    for layout, view, asked_by, body in jobs:
        bodies.clear()
        if body is not None:
            bodies[body.digest] = body
        printed.append(renderer.render(layout, view, asked_by))
    return printed


def is_page(_job: RenderJob, printed: Checked[bytes]) -> bool:
    """Can this be what `run_jobs` returns for a job? The bytes themselves are not looked at."""
    return are_known(printed.findings) and (printed.value is not None or has_errors(printed.findings))


@lru_cache(maxsize=1)
def _renderer(setup: RenderSetup) -> "tuple[Renderer, dict[Digest, Body]]":
    """Return a renderer for a setup, and the mapping of bodies by digest that it reads."""
    from zoneinfo import ZoneInfo

    from briefgen.render.renderer import Renderer
    from briefgen.text.locales import Locale

    bodies: dict[Digest, Body] = {}
    locale = Locale(setup.language, ZoneInfo(setup.time_zone), setup.labels)
    filters: tuple[LayoutFilter, ...] = ()
    if setup.hooks:
        from briefgen.render.hook_loading import load_hooks

        loaded = load_hooks(setup.hooks).value
        # The texts were loaded by the process that planned the site.
        assert loaded is not None
        filters = loaded.filters
    return Renderer(setup.layout_set, setup.chrome, locale, bodies.__getitem__, hooks=filters), bodies
