"""Floor 6. A site without its plan: enough of it, kept from the last build, to make the pages that an edit touches."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Self

import msgspec

from briefgen.disk.cache import CacheDamagedError, Location
from briefgen.disk.sources import Signature
from briefgen.plan.batches import Batch
from briefgen.plan.desk import Desk, Shelf, Shown, make_chrome, make_desk
from briefgen.plan.items import Item, make_card
from briefgen.plan.kept import KeptPlan, keep_plan
from briefgen.plan.recipes import Document, Maker, Page
from briefgen.plan.reordering import is_among_newest, reordered, terms_of
from briefgen.plan.site import SitePlan
from briefgen.project.edits import Edit
from briefgen.project.layouts import read_layout_texts, words_of
from briefgen.project.memory import Memory, bodies_of
from briefgen.project.records import Record
from briefgen.project.site import Site
from briefgen.render.renderer import LayoutSet
from briefgen.values.model import Body, Digest, Entry, Settings

if TYPE_CHECKING:
    from pathlib import Path


class KeptSite(msgspec.Struct, frozen=True, array_like=True):
    """What a build knew, beside content files and layouts: settings, hrefs of assets, labels, paths of notes, the plan."""

    settings: Settings
    assets: dict[str, str]
    labels: dict[str, str | dict[str, str]]
    notes: list[str]
    plan: KeptPlan


def keep_site(site: Site) -> bytes | None:
    """Return what is kept of a site; None where an edit needs all of it."""
    plan = keep_plan(site.plan)
    if plan is None:
        return None
    labels = {key: label if isinstance(label, str) else dict(label) for key, label in site.labels.items()}
    notes = [record.path for record in site.memory.records.values() if record.is_good and record.item is None]
    return msgspec.msgpack.encode(KeptSite(site.settings, site.layout_set.assets, labels, notes, plan))


def thaw_site(data: bytes) -> KeptSite:
    """Return it again; raises CacheDamagedError."""
    try:
        return _KEPT.decode(data)
    except msgspec.MsgspecError as error:
        raise CacheDamagedError("plan") from error


class StaleError(Exception):
    """What was kept is not enough for the pages that are to be made."""


class RevisedSite:
    """The site after edits of what some articles say; a title may have moved one of them among those of its day."""

    def __init__(
        self, root: "Path", kept: KeptSite, memory: Memory, frame: Mapping[str, str], files: Mapping[str, Signature]
    ) -> None:
        """Take the project's folder, what was kept, the memory, the digests of what pages share, and the files there are.

        Raises StaleError where a layout cannot be read.
        """
        layouts = read_layout_texts(root, files)
        if layouts.value is None or layouts.findings:
            raise StaleError("layouts")
        self._kept = kept
        self._memory = memory
        self._files = files
        self.desk: Desk = make_desk(kept.settings, words_of(kept.labels))
        self._entries = _Entries(memory, self._record)
        shelf = Shelf(self._entries, lambda entry: make_card(entry, self.desk), self._entries.shown)
        self._maker = Maker(self.desk, shelf)
        #: The plan to keep, where it is another.
        self.plan: KeptPlan | None = None
        self._items: dict[str, Item] = {}
        self._bodies: dict[str, Location] = {}
        plan = SitePlan(
            chrome=make_chrome(self.desk), batches=(), other_pages=(), other_documents=(), copies=(), resized=(), items=(),
            indexes=(), shelf=shelf,
        )  # fmt: skip
        self.site = Site(
            root=root,
            settings=kept.settings,
            plan=plan,
            layout_set=LayoutSet(layouts=layouts.value, assets=kept.assets),
            labels=kept.labels,
            assets={},
            bodies=self._body,
            frame=frame,
            memory=memory,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        # Its parts ask it for more, and nobody looks for such circles while a whole build reads and plans.
        vars(self).clear()

    def neighbours(self, path: str) -> tuple[Item | None, Item | None]:
        """Return the items before and after an article among those of its day: no others can be as old."""
        record = self._memory.record(path)
        paths = self._kept.plan.paths_of(record.item.day.isoformat()) if record and record.item else []
        if path not in paths:
            return None, None
        place = paths.index(path)
        before, after = paths[max(0, place - 1) : place], paths[place + 1 : place + 2]
        return (self._item(before[0]) if before else None, self._item(after[0]) if after else None)

    def outputs(self, edits: Mapping[str, Edit]) -> tuple[list[Batch], list[Page | Document]]:
        """Return the batches of the days of edited articles, and all recipes that may show one of them.

        Raises StaleError where a title moves an article farther than among the others of its day.
        """
        moved = [edit.item for edit in edits.values() if not edit.keeps_place(self.neighbours)]
        plan = self._kept.plan
        self._items |= {path: edit.item for path, edit in edits.items()}
        days = sorted({edit.old.day.isoformat() for edit in edits.values()})
        batches = [
            plan.batch(day, self._item, self._maker) for day in days if not edits.keys().isdisjoint(plan.paths_of(day))
        ]
        recipes = [plan.make(kept, self._item, self._maker) for kept in plan.showing(edits)]
        if moved:
            recipes = self._reordered(moved, recipes, batches)
            self.plan = plan.revised(batches, recipes)
        return batches, [*(output for batch in batches for output in batch.outputs), *recipes]

    def _reordered(
        self, moved: list[Item], recipes: list[Page | Document], batches: Iterable[Batch]
    ) -> list[Page | Document]:
        (item, *others), plan = moved, self._kept.plan
        newest = [plan.make(kept, self._item, self._maker) for kept in plan.newest()]
        # Of two at once, each would be looked at beside the other.
        if others or is_among_newest(item, newest):
            raise StaleError(item.path)
        as_old = {other.path for batch in batches for other in batch.material.items if other.age == item.age}
        known, terms = {recipe.address for recipe in recipes}, tuple(terms_of(item))
        beside = [kept for kept in plan.showing(as_old) if kept.address not in known and kept.address.startswith(terms)]
        found = reordered([*recipes, *(plan.make(kept, self._item, self._maker) for kept in beside)], item)
        if found is None:
            raise StaleError(item.path)
        return found

    def keep(self) -> bytes | None:
        """Return what is to be kept now; None if that is what was kept."""
        return None if self.plan is None else msgspec.msgpack.encode(msgspec.structs.replace(self._kept, plan=self.plan))

    def _item(self, path: str) -> Item:
        item = self._items.get(path)
        if item is None:
            found = self._record(path).item
            if found is None:
                raise StaleError(path)
            item = self._items[path] = found
        return item

    def _record(self, path: str) -> Record:
        """Return the record of a file as it lies there now: another build may have saved less than it wrote."""
        record = self._memory.record(path)
        if record is None or record.signature != self._files.get(path):
            raise StaleError(path)
        return record

    def _body(self, digest: Digest) -> Body:
        """Return a body, looked for among articles that are shown, then notes, then all files."""
        memory, places = self._memory, self._bodies
        if digest not in places:
            self._learn([*self._entries.seen, *self._kept.notes])
        if digest not in places:
            self._learn(memory.records)
        return bodies_of(memory, places, digest)

    def _learn(self, paths: Iterable[str]) -> None:
        records = filter(None, map(self._memory.record, paths))
        self._bodies |= {record.body: record.body_at for record in records if record.body}


class _Entries(Mapping[str, Entry]):
    """The entries of a memory by path, each read when it is asked for; `seen` are the paths that were."""

    def __init__(self, memory: Memory, record: Callable[[str], Record]) -> None:
        self._memory = memory
        self._record = record
        self.seen: set[str] = set()

    def __getitem__(self, path: str) -> Entry:
        self.seen.add(path)
        return self._memory.entry_at(self._record(path).entry_at)

    def shown(self, path: str) -> Shown | None:
        """Return what lists show of an article, if that is known."""
        return self._memory.shown(self._record(path))

    def __iter__(self) -> Iterator[str]:
        return iter(self._memory.records)

    def __len__(self) -> int:
        return len(self._memory.records)


_KEPT = msgspec.msgpack.Decoder(KeptSite)
