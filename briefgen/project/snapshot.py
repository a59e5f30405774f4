"""Floor 6. The snapshot of a planned site in the cache: the groups of its articles, and what else planning a change needs.

A snapshot has no recipes: a change makes the recipes of the sections that it touches, and the manifest has their old keys.
"""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from briefgen.disk.cache import CacheDamagedError, Table, unpack
from briefgen.disk.sources import Scan, Signature
from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import Groups
from briefgen.plan.items import VisibleItems, Window, make_shown
from briefgen.plan.material import SitePlan
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Maker
from briefgen.plan.site_context import make_chrome, make_context
from briefgen.project.layouts import Closures, Layouts, read_layout_texts, words_of
from briefgen.project.memory import Memory, StaleError
from briefgen.project.printer import Printer
from briefgen.project.records import item_of
from briefgen.project.site import Site, copied_files
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options, Settings

if TYPE_CHECKING:
    from briefgen.text.locales import Label


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """What a plan needs beside content files and layouts.

    `assets` are the links to assets by name, `notes` the paths of good notes, `noted` the paths and addresses that shown
    notes refer to, `copies` the output paths of assets and static files by path, `findings` the findings across files.
    `paths` and `members` are those of `Groups`.
    """

    settings: Settings
    assets: dict[str, str]
    labels: "dict[str, str | dict[str, str]]"
    notes: list[str]
    noted: list[str]
    copies: dict[str, str]
    findings: tuple[Diagnostic, ...]
    paths: list[str]
    members: dict[str, dict[str, bytes]]


def save_site(site: Site) -> bytes:
    """Return the encoded snapshot of a site."""
    planning, printer = site.plan.planning, site.printer
    labels = {key: label if isinstance(label, str) else dict(label) for key, label in printer.labels.items()}
    snapshot = Snapshot(
        settings=printer.settings,
        assets=printer.layout_set.assets,
        labels=labels,
        notes=sorted(planning.notes),
        noted=sorted(planning.noted),
        copies=dict(planning.copies),
        findings=site.plan.findings,
        paths=list(planning.groups.paths),
        members=planning.groups.members,
    )
    return msgspec.msgpack.encode(snapshot)


def load_site(data: bytes, root: Path, memory: Memory, *, options: Options, frame: Mapping[str, str], scan: Scan) -> Site:
    """Return the site of a snapshot, without any section planned.

    `memory` has the records of content files at the time of the snapshot, `scan` is the scan of now. Raises
    CacheDamagedError, and StaleError if a layout cannot be read.
    """
    snapshot = unpack(_DECODER, data)
    groups = Groups(tuple(snapshot.paths), snapshot.members)
    if not groups.is_sound():
        raise CacheDamagedError("snapshot")
    # Never from the cache. A layout is a program: it must run only from files that its owner can read.
    layouts = read_layout_texts(root, scan.files)
    if layouts.value is None or layouts.findings:
        raise StaleError
    labels: dict[str, Label] = dict(snapshot.labels)
    context = make_context(snapshot.settings, words_of(labels))
    window = Window(now=options.now, drafts=options.drafts, future=options.future)
    records = memory.known
    items = Table(records, item_of)
    store = EntryStore(
        Table(records, memory.entry_of), lambda entry: make_shown(entry, context), Table(records, memory.shown).get
    )
    planning = Planning(
        maker=Maker(context, store),
        groups=groups,
        items=VisibleItems(items, window),
        known=items,
        notes=frozenset(snapshot.notes),
        noted=frozenset(snapshot.noted),
        media={record.media.path: record.media for record in memory.media.values()},
        copies=snapshot.copies,
    )
    plan = SitePlan(
        chrome=make_chrome(context),
        planning=planning,
        sections={},
        fresh=frozenset(),
        window=window,
        findings=snapshot.findings,
    )
    from briefgen.render.renderer import LayoutSet

    printed = Layouts(LayoutSet(layouts=layouts.value, assets=snapshot.assets), {}, labels)
    return make_site(root, plan, memory, layouts=printed, frame=frame, files=copied_files(scan, time.time_ns()))


def make_site(
    root: Path,
    plan: SitePlan,
    memory: Memory,
    *,
    layouts: Layouts,
    frame: Mapping[str, str],
    files: Mapping[str, tuple[Signature, int]],
) -> Site:
    """Return the site of a plan, given layouts, assets and labels; `frame` and `files` are those of `Site`."""
    return Site(
        root=root,
        plan=plan,
        printer=Printer(plan.planning.context, layouts.layout_set, layouts.labels, memory.body, frame),
        assets={asset.path: asset for asset in layouts.assets.values()},
        bodies=memory.body,
        frame=frame,
        closures=Closures(layouts.layout_set.layouts, memory.references).digest,
        files=files,
        memory=memory,
    )


_DECODER = msgspec.msgpack.Decoder(Snapshot)
