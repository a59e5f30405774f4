"""Floor 3. What goes into a plan and what comes out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from briefgen.plan.desk import Desk, Shelf, Shown
from briefgen.plan.items import Item
from briefgen.plan.kinds.search import SearchIndex
from briefgen.plan.media import Media
from briefgen.plan.recipes import Copy, Document, Page, Resized
from briefgen.plan.window import Window
from briefgen.values.model import Entry
from briefgen.values.views import Chrome

if TYPE_CHECKING:
    from briefgen.plan.batches import Batch


class Material(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a plan is made of.

    `items` are those of all good articles, seen or not; `notes` the entries of other good content files; `strays` those of
    files with something wrong in them: their links and regions are checked too. `entries` gives that of any path, and
    `shown` what lists show of an article by path, where that is known. `media` is by path, `assets` output paths by path.
    """

    desk: Desk
    window: Window
    items: tuple[Item, ...] = ()
    notes: tuple[Entry, ...] = ()
    strays: tuple[Entry, ...] = ()
    entries: Mapping[str, Entry] = msgspec.field(default_factory=dict)
    shown: Callable[[str], Shown | None] = lambda _path: None
    media: Mapping[str, Media] = msgspec.field(default_factory=dict)
    static: tuple[str, ...] = ()
    assets: Mapping[str, str] = msgspec.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """All of a site: what hangs on single dates, other pages and documents, copies; items newest first.

    `batches` are newest first. `indexes` are the pieces of the search index, which only a build makes. `shelf` is where
    views find more.
    """

    chrome: Chrome
    batches: tuple["Batch", ...]
    other_pages: tuple[Page, ...]
    other_documents: tuple[Document, ...]
    copies: tuple[Copy, ...]
    resized: tuple[Resized, ...]
    items: tuple[Item, ...] = field(repr=False)
    indexes: tuple[SearchIndex, ...] = field(repr=False)
    shelf: Shelf = field(compare=False, repr=False)

    @property
    def pages(self) -> tuple[Page, ...]:
        """All pages."""
        return (*(page for batch in self.batches for page in batch.pages), *self.other_pages)

    @property
    def others(self) -> tuple[Page | Document, ...]:
        """All recipes that are in no batch."""
        return (*self.other_pages, *self.other_documents)

    @property
    def outputs(self) -> tuple[Page | Document | Copy | Resized, ...]:
        """All outputs: copies first, so that nothing refers to what is not there yet."""
        batches = (output for batch in self.batches for output in batch.outputs)
        return (*self.copies, *self.resized, *batches, *self.others)

    @property
    def page_count(self) -> int:
        """How many pages there are."""
        return sum(batch.page_count for batch in self.batches) + len(self.other_pages)

    @property
    def documents(self) -> tuple[Document, ...]:
        """All outputs that no layout makes."""
        return (*(document for batch in self.batches for document in batch.documents), *self.other_documents)
