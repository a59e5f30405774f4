"""Floor 3. The material of a plan, and the plan itself."""

from collections.abc import Callable, Mapping
from functools import cached_property

import msgspec

from briefgen.plan.entry_store import EntryStore, Shown
from briefgen.plan.groups import ALL
from briefgen.plan.items import Item, Window
from briefgen.plan.kinds.search import SearchIndex
from briefgen.plan.media import Media
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Document, Maker, Output, Page
from briefgen.plan.sections import Section, in_order
from briefgen.plan.site_context import SiteContext
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Entry
from briefgen.values.views import Chrome


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a plan is made of.

    `items` has all good articles, visible or not. `notes` has the entries of all other good content files, `strays` the
    entries of files with errors, whose links and regions are checked too. `entries` has the entries of all these files by
    path. `shown` returns the cached card of an article by path, or None. `media` has the files beside the articles by path,
    `static` the paths of static files, `assets` the output paths of assets by path.
    """

    context: SiteContext
    window: Window
    items: tuple[Item, ...] = ()
    notes: tuple[Entry, ...] = ()
    strays: tuple[Entry, ...] = ()
    entries: Mapping[str, Entry] = msgspec.field(default_factory=dict)
    shown: Callable[[str], Shown | None] = lambda _path: None
    media: Mapping[str, Media] = msgspec.field(default_factory=dict)
    static: tuple[str, ...] = ()
    assets: Mapping[str, str] = msgspec.field(default_factory=dict)


class SitePlan(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """The outputs of a site in sections: all sections, or only the sections that a change can change.

    `planning` is what the outputs were planned from, `window` decided which articles are visible, `findings` are those
    across files. `fresh` names the sections that were planned last: all, or those of a change. A section of `fresh` that is
    not in `sections` no longer exists. `indexes` are the pieces of the search index, which only a build makes.
    """

    chrome: Chrome
    planning: Planning
    sections: Mapping[Section, tuple[Output, ...]]
    fresh: frozenset[Section]
    window: Window
    findings: tuple[Diagnostic, ...] = ()
    indexes: tuple[SearchIndex, ...] = ()

    @property
    def store(self) -> EntryStore:
        """The entries and cards of content files."""
        return self.planning.maker.store

    @property
    def maker(self) -> Maker:
        """The site context and the entry store, with which views are made."""
        return self.planning.maker

    @property
    def items(self) -> tuple[Item, ...]:
        """All visible articles, newest first."""
        return self.planning.of(ALL)

    @cached_property
    def outputs(self) -> tuple[Output, ...]:
        """All outputs in the order of sections: copies first, so that no page is written before a file that it refers to."""
        return tuple([output for section in in_order(self.sections) for output in self.sections[section]])

    @property
    def pages(self) -> tuple[Page, ...]:
        """All outputs that a layout makes."""
        return tuple([output for output in self.outputs if isinstance(output, Page)])

    @property
    def documents(self) -> tuple[Document, ...]:
        """All outputs that no layout makes."""
        return tuple([output for output in self.outputs if isinstance(output, Document)])

    @cached_property
    def page_count(self) -> int:
        """The number of pages."""
        return sum([isinstance(output, Page) for output in self.outputs])

    @cached_property
    def by_path(self) -> dict[str, Output]:
        """All outputs by output path."""
        return {output.output: output for output in self.outputs}
