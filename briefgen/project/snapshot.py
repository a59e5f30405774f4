"""Floor 6. The snapshot of a planned site in the cache: the groups of its articles, and what else planning a change needs.

A snapshot has no recipes: a change makes the recipes of the sections that it touches, and the manifest has their old keys.
"""

import time
from collections.abc import Mapping
from pathlib import Path

import msgspec

from briefgen.disk.cache import CacheDamagedError, Table, unpack
from briefgen.disk.sources import Scan, Signature
from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import Groups
from briefgen.plan.items import VisibleItems, Window, make_shown
from briefgen.plan.material import SitePlan
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Maker
from briefgen.plan.site_context import SiteContext, make_chrome
from briefgen.project.layouts import Closures, Layouts
from briefgen.project.memory import Memory
from briefgen.project.printer import Printer
from briefgen.project.records import item_of
from briefgen.project.site import Site, copied_files
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.hooks import Hooks
from briefgen.values.model import Options


class Shared(msgspec.Struct, frozen=True):
    """What all pages of a site share: site context, layouts with assets and labels, their digests by name, and hooks."""

    context: SiteContext
    layouts: Layouts
    frame: Mapping[str, str]
    hooks: Hooks


class Snapshot(msgspec.Struct, frozen=True, array_like=True):
    """What a plan needs beside content files, settings and layouts, which are always read from the project.

    `notes` are the paths of good notes, `noted` the paths and addresses that shown notes refer to, `copies` the output paths
    of assets and static files by path, `findings` the findings across files. `paths` and `members` are those of `Groups`.
    """

    notes: list[str]
    noted: list[str]
    copies: dict[str, str]
    findings: tuple[Diagnostic, ...]
    paths: list[str]
    members: dict[str, dict[str, bytes]]


def save_site(site: Site) -> bytes:
    """Return the encoded snapshot of a site."""
    planning = site.plan.planning
    snapshot = Snapshot(
        notes=sorted(planning.notes),
        noted=sorted(planning.noted),
        copies=dict(planning.copies),
        findings=site.plan.findings,
        paths=list(planning.groups.paths),
        members=planning.groups.members,
    )
    return msgspec.msgpack.encode(snapshot)


def load_site(data: bytes, root: Path, memory: Memory, shared: Shared, *, options: Options, scan: Scan) -> Site:
    """Return the site of a snapshot, without any section planned.

    `memory` has the records of content files at the time of the snapshot, `shared` what all pages share, and `scan` is the
    scan of now. Raises CacheDamagedError.
    """
    snapshot = unpack(_DECODER, data)
    groups = Groups(tuple(snapshot.paths), snapshot.members)
    if not groups.is_sound():
        raise CacheDamagedError("snapshot")
    context = shared.context
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
    return make_site(root, plan, memory, shared, copied_files(scan, time.time_ns()))


def make_site(
    root: Path, plan: SitePlan, memory: Memory, shared: Shared, files: Mapping[str, tuple[Signature, int]]
) -> Site:
    """Return the site of a plan, given what all pages share; `files` are those of `Site`."""
    layouts = shared.layouts
    return Site(
        root=root,
        plan=plan,
        printer=Printer(shared.context, layouts.layout_set, layouts.labels, memory.body, shared.frame, shared.hooks),
        assets={asset.path: asset for asset in layouts.assets.values()},
        bodies=memory.body,
        frame=shared.frame,
        closures=Closures(layouts.layout_set.layouts, memory.references).digest,
        files=files,
        memory=memory,
    )


_DECODER = msgspec.msgpack.Decoder(Snapshot)
