"""Floor 6. A project folder as a site: read what changed, plan, and render any output on demand.

The stages stand in order in `ProjectReader.read`. What was read before is kept in a memory, which may come from the cache;
forgetting it changes nothing but the time.
"""

from collections.abc import Collection
from datetime import datetime
from functools import partial
from pathlib import Path

import msgspec

from briefgen.disk.sources import SETTINGS_FILE, Scan, scan_project
from briefgen.disk.workers.pool import Spread, alone
from briefgen.plan import Desk, Material, Window, digest_of, make_desk, plan_site
from briefgen.plan.window import window_of
from briefgen.project.contents import findings_of, make_items, read_contents, read_media
from briefgen.project.entries import is_misspelt, misspelt
from briefgen.project.extras import with_extras
from briefgen.project.layouts import Closures, Layouts, keep, read_layouts, read_text, words_of
from briefgen.project.memory import Entries, Memory, bodies_of
from briefgen.project.rereading import Last, reread
from briefgen.project.site import Site
from briefgen.text.permalinks import output_path
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, in_order
from briefgen.values.model import Options, Settings


class ProjectReader:
    """Reads one project folder, again and again; `memory` and `scan` are what it knows from last time."""

    def __init__(self, root: Path, *, memory: Memory | None = None, engine: str = "", spread: Spread = alone) -> None:
        """Take the folder, what is known of it, this program's digest, and what spreads work over processes."""
        self.root = root
        self.memory = memory or Memory()
        self.scan: Scan | None = None
        self.last: Last | None = None
        self._engine = engine
        self._spread = spread

    def is_stale(self) -> bool:
        """Is the folder another than the one that was read last? Looks at names, sizes and times only."""
        return self.scan != scan_project(self.root)

    def instants(self) -> list[datetime]:
        """Return the instants at which an article comes or goes by the clock."""
        items = [record.item for record in self.memory.records.values() if record.item is not None]
        return [at for item in items for at in (item.publish_at, item.expires) if at is not None]

    def reread(self, options: Options, paths: Collection[str]) -> Checked[Site] | None:
        """Return the site after an edit of some files, if nothing but what they say themselves is another; else None.

        The same as `read` would return, in a time that does not grow with the site.
        """
        return reread(self, options, paths) if self.last else None

    def read(self, options: Options, scan: Scan | None = None) -> Checked[Site]:
        """Return the site as the folder's files make it, with all findings.

        There may be a value beside errors (for a preview that shows what it can); there is none where the settings cannot be
        read. Takes a scan that was just made, if there is one. Raises BriefgenError where there is no project, and
        CacheDamagedError where the memory's cache is not what it was.
        """
        import time

        scanned_at, self.last = time.time_ns(), None
        self.scan = scan = scan or scan_project(self.root)
        memory = self.memory
        findings = list(scan.findings)
        settings = keep(self._settings(scan, options), findings)
        findings += [misspelt(path) for path in scan.files if path.startswith("content/") and is_misspelt(path)]
        desk, layouts, settings_digest = None, None, ""
        if settings is not None:
            settings = keep(with_extras(settings), findings) or settings
            layouts = keep(read_layouts(self.root, scan, settings), findings)
            settings_digest = digest_of(_without_places(settings)).hex()
        if settings is not None and layouts is not None and settings.regions:
            desk = make_desk(settings, words_of(layouts.labels))
            memory.forget_items(settings_digest)
        read_contents(self.root, scan, memory, self._spread, desk)
        media = read_media(self.root, scan, memory)
        if settings is None or layouts is None or desk is None:
            return Checked(None, in_order([*findings, *findings_of(memory)]))
        make_items(memory, desk)
        records = memory.records.values()
        entries = Entries(memory)
        material = Material(
            desk=desk,
            window=Window(now=options.now, drafts=options.drafts, future=options.future),
            items=tuple([record.item for record in records if record.item is not None]),
            notes=tuple([memory.entry(record.path) for record in records if record.is_good and record.item is None]),
            strays=tuple([memory.entry(record.path) for record in records if not record.is_good]),
            entries=entries,
            shown=entries.shown,
            media=media,
            static=tuple([path for path in scan.files if path.startswith("static/")]),
            assets={asset.path: output_path(asset.address) for asset in layouts.assets.values()},
        )
        planned = plan_site(material)
        plan = planned.value
        assert plan is not None
        findings += planned.findings
        bodies = {record.body: record.body_at for record in records if record.body}
        closures = Closures(layouts.layout_set.layouts, memory.references)
        site = Site(
            root=self.root,
            settings=settings,
            plan=plan,
            layout_set=layouts.layout_set,
            labels=layouts.labels,
            assets={asset.path: asset for asset in layouts.assets.values()},
            bodies=partial(bodies_of, memory, bodies),
            frame=self._frame(settings_digest, layouts, desk),
            closures=closures.digest,
            memory=memory,
            files={path: (signature, scanned_at) for path, signature in scan.files.items() if _is_copied(path)},
        )
        self.last = Last(
            site=site,
            options=options,
            window=window_of(self.instants(), options.now),
            desk=desk,
            entries=entries,
            bodies=bodies,
            findings=tuple(findings),
            crossing=frozenset(found.span.path for found in planned.findings),
        )
        return Checked(site, in_order([*findings, *findings_of(memory)]))

    def _frame(self, settings: str, layouts: Layouts, desk: Desk) -> dict[str, str]:
        """Return the digests of what all pages share."""
        return {
            "engine": self._engine,
            "settings": settings,
            "labels": digest_of(sorted(layouts.labels.items())).hex(),
            "assets": digest_of(sorted(layouts.layout_set.assets.items())).hex(),
        }

    def _settings(self, scan: Scan, options: Options) -> Checked[Settings]:
        from briefgen.content import schema

        path = SETTINGS_FILE
        if path not in scan.files:
            hint = "run briefgen init, or name the project with --source"
            return Checked(None, (finding("missing-settings", Span(path=path), "the project has no briefgen.yml", hint),))
        text = read_text(self.root, path)
        if text.value is None:
            return Checked(None, text.findings)
        read = schema.read_settings(text.value)
        settings = read.value
        findings: list[Diagnostic] = [*text.findings, *read.findings]
        if settings is not None and options.base_url:
            settings = msgspec.structs.replace(settings, base_url=options.base_url)
        if settings is not None and not settings.base_url and "base_url" not in settings.places:
            hint = "add base_url: https://... or build with --base-url"
            message = "feeds and the sitemap need the site's own address"
            findings.append(finding("no-base-url", Span(path=path), message, hint))
        return Checked(settings, tuple(findings))


def _without_places(settings: Settings) -> Settings:
    return msgspec.structs.replace(settings, places={})


def _is_copied(path: str) -> bool:
    return not path.endswith(".md") and path.startswith(("content/", "static/"))
