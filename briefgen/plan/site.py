"""Floor 3. What goes into a plan and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefgen.model import Entry, Value
from briefgen.plan.desk import Desk, Shelf
from briefgen.plan.items import Item, Window
from briefgen.plan.recipes import Copy, Document, Page, Resized
from briefgen.plan.search import SearchIndex
from briefgen.views import Chrome


class Media(Value, frozen=True, kw_only=True):
    """A file beside the articles; width and height in pixels where it is an image."""

    path: str
    digest: str
    width: int = 0
    height: int = 0
    is_animated: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Everything that a plan is made of.

    `items` are those of all good articles, seen or not; `notes` the entries of other good content files; `strays` those of
    files with something wrong in them: their links and regions are checked too. `entries` gives that of any path. `media`
    is by path, `assets` output paths by path.
    """

    desk: Desk
    window: Window
    items: tuple[Item, ...] = ()
    notes: tuple[Entry, ...] = ()
    strays: tuple[Entry, ...] = ()
    entries: Mapping[str, Entry] = field(default_factory=dict)
    media: Mapping[str, Media] = field(default_factory=dict)
    static: tuple[str, ...] = ()
    assets: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class SitePlan:
    """All of a site: pages, documents and copies, each by output path; items newest first, and where views find more.

    `indexes` are the pieces of the search index, which only a build makes.
    """

    chrome: Chrome
    pages: tuple[Page, ...]
    documents: tuple[Document, ...]
    copies: tuple[Copy, ...]
    resized: tuple[Resized, ...]
    items: tuple[Item, ...] = field(repr=False)
    indexes: tuple[SearchIndex, ...] = field(repr=False)
    shelf: Shelf = field(compare=False, repr=False)
