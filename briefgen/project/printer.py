"""Floor 6. What all pages of a site are printed with: layouts, labels and dates, loaded when the first page is made."""

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from briefgen.plan.site_context import SiteContext, make_chrome
from briefgen.project.bytecode import CompiledLayouts, compiled_layouts
from briefgen.render.jobs import RenderSetup
from briefgen.values.hooks import Hooks
from briefgen.values.model import Body, Digest, Settings, digest_of

if TYPE_CHECKING:
    from briefgen.render.renderer import LayoutSet, Renderer
    from briefgen.text.locales import Label, Locale


class Printer:
    """The renderer of a site with its layouts and labels. One printer serves all plans of a site with the same layouts."""

    def __init__(
        self,
        context: SiteContext,
        layout_set: "LayoutSet",
        labels: "Mapping[str, Label]",
        bodies: Callable[[Digest], Body],
        frame: Mapping[str, str],
        hooks: Hooks,
    ) -> None:
        """Take the site context, the layouts, the labels by key, and the digests of what all pages share by name.

        `bodies` returns a body by its digest, `hooks` are the hooks of the project.
        """
        self.settings: Settings = context.settings
        self.layout_set = layout_set
        self.labels = labels
        self._chrome = make_chrome(context)
        self._bodies = bodies
        self._frame = frame
        self._hooks = hooks

    @cached_property
    def renderer(self) -> "Renderer":
        """The renderer of pages; loading it takes a tenth of a second."""
        from briefgen.render.renderer import Renderer

        filters = self._hooks.filters
        return Renderer(self.layout_set, self._chrome, self.locale, self._bodies, self._bytecode, hooks=filters)

    @cached_property
    def marked_renderer(self) -> "Renderer":
        """A renderer of pages with marks that say which line of which layout wrote an element: see `render.marks`."""
        from briefgen.render.renderer import Renderer

        filters = self._hooks.filters
        return Renderer(self.layout_set, self._chrome, self.locale, self._bodies, hooks=filters, is_marked=True)

    @cached_property
    def locale(self) -> "Locale":
        """The locale of the site, which formats dates, numbers and labels."""
        from zoneinfo import ZoneInfo

        from briefgen.text.locales import Locale

        return Locale(self.settings.language, ZoneInfo(self.settings.time_zone), self.labels)

    @cached_property
    def _bytecode(self) -> CompiledLayouts:
        return compiled_layouts(self._frame.get("engine", ""))

    def save_bytecode(self) -> None:
        """Save the bytecode of layouts that were compiled, for the next process; nothing if no page was made."""
        if "_bytecode" in vars(self):
            self._bytecode.save()

    def setup(self) -> RenderSetup:
        """Return all that a worker needs to print pages."""
        return RenderSetup(
            digest=digest_of((dict(self._frame), self.layout_set, self._chrome)).hex(),
            layout_set=self.layout_set,
            chrome=self._chrome,
            language=self.settings.language,
            time_zone=self.settings.time_zone,
            labels=dict(self.labels),
            hooks=self._hooks.texts,
        )
