"""Floor 6. A project folder as a site: read changed files, plan, and return a site that makes any output on demand.

`ProjectReader.read` shows the stages in order. Files that were read before are in a memory, which may come from the cache:
without it the site is the same, and takes longer.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.signatures import SignatureTuple, read_signature
from briefgen.disk.sources import SETTINGS_FILE, Scan, scan_project
from briefgen.disk.workers.pool import WorkerPool, in_process
from briefgen.plan.material import Material
from briefgen.plan.planner import KnownOutputs, plan_site
from briefgen.plan.site_context import SiteContext, make_context
from briefgen.plan.window import Window, window_of
from briefgen.project.changes import read_changes
from briefgen.project.contents import findings_of, make_items, read_contents, read_media
from briefgen.project.entries import is_misspelt, misspelt
from briefgen.project.layouts import Closures, Layouts, keep, read_layouts, read_text, words_of
from briefgen.project.memory import BodyStore, CachedRecords, Entries, Memory, Overlay, StaleError
from briefgen.project.printer import Printer
from briefgen.project.records import Record
from briefgen.project.settings import with_extras
from briefgen.project.site import Site, copied_files
from briefgen.project.snapshot import load_site
from briefgen.text.permalinks import output_path
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, in_order
from briefgen.values.digests import digest_of
from briefgen.values.model import Options, Settings

#: Changed files up to which the last plan is changed: with more, most of the site has to be planned anyway.
CHANGES_LIMIT: Final = 64


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """The last site that was read, with its options and all findings but those of single content files.

    The site has the same articles from the first instant of `window` up to, not including, the second.
    """

    site: Site
    options: Options
    window: tuple[datetime, datetime]
    findings: tuple[Diagnostic, ...]


class LastBuild(msgspec.Struct, frozen=True):
    """The last build, as the cache has it: a snapshot of its site, the digests of what all pages share, and its outputs."""

    snapshot: bytes
    frame: Mapping[str, str]
    outputs: KnownOutputs


class Resumed(msgspec.Struct, frozen=True):
    """A site after changes since the last build, with the records of changed files by path (None: the file is missing).

    `old_findings` are the findings across files of the last build. `is_same_plan` says that the snapshot of the last build
    need not be written again.
    """

    site: Site
    records: Mapping[str, Record | None]
    old_findings: frozenset[Diagnostic]
    is_same_plan: bool


class ProjectReader:
    """Reads one project folder, again and again. `memory` has what was read so far, `scan` the last scan of the folder."""

    def __init__(self, root: Path, *, memory: Memory | None = None, engine: str = "", pool: WorkerPool = in_process) -> None:
        """Take the folder of the project.

        `memory` is empty by default. `engine` is the digest of the program; `pool` runs the parsing of files, by default in
        this process.
        """
        self.root = root
        self.memory = memory or Memory()
        self.scan: Scan | None = None
        self._last: Last | None = None
        self._engine = engine
        self._pool = pool

    def is_stale(self) -> bool:
        """Did a file of the folder come, go or change its signature since the last read? No file is opened.

        Raises BriefgenError if there is no project folder.
        """
        return self.scan != scan_project(self.root)

    def instants(self) -> list[datetime]:
        """Return all instants at which an article comes or goes by the clock, in no order."""
        items = [record.item for record in self.memory.records.values() if record.item is not None]
        return [at for item in items for at in (item.publish_at, item.expires) if at is not None]

    def reread(self, options: Options, paths: Collection[str]) -> Checked[Site] | None:
        """Return the site after edits of files at some paths, as `read` would; None if the whole site has to be read.

        The time does not grow with the site.
        """
        last, scan = self._last, self.scan
        if last is None or scan is None or not _is_same_request(last, options) or len(paths) > CHANGES_LIMIT:
            return None
        if any(path not in scan.files or read_signature(f"{self.root}/{path}") is None for path in paths):
            # A file that came or went may be a renamed one, and the caller may know one of its paths only: scan the folder.
            now = scan_project(self.root)
            paths = [path for path in {**scan.files, **now.files} if scan.files.get(path) != now.files.get(path)]
            if now.findings != scan.findings or len(paths) > CHANGES_LIMIT:
                return None
        plan, records = last.site.plan, self.memory.records
        known = KnownOutputs(
            of=lambda section: [output.output for output in plan.sections.get(section, ())], all=lambda: plan.by_path
        )
        changes = read_changes(self.root, self.memory, plan, records, dict.fromkeys(paths), known)
        if changes is None:
            return None
        self.memory.change(changes.records)
        self.scan = Scan(changes.files_in(scan.files), scan.findings)
        last.site.bodies.learn(changes.entries)
        site = msgspec.structs.replace(last.site, plan=changes.plan)
        findings = (*(found for found in last.findings if found not in set(plan.findings)), *changes.plan.findings)
        self._last = msgspec.structs.replace(last, site=site, findings=findings)
        return Checked(site, in_order([*findings, *findings_of(self.memory)]))

    def resume(
        self, options: Options, build: LastBuild, scan: Scan, changed: Mapping[str, SignatureTuple | None]
    ) -> Resumed | None:
        """Return the site of the last build after changes of some articles; None if the whole site has to be read.

        `changed` has the paths that came, went or changed since, with their signatures at the last build (None: the file was
        missing). Raises CacheDamagedError, and StaleError if the cache is newer than the last build.
        """
        memory = self.memory
        if memory.settings != build.frame["settings"]:
            raise StaleError(SETTINGS_FILE)
        then: dict[str, Record | None] = {}
        for path, signature in changed.items():
            record = memory.record(path) if signature is not None else None
            if signature is not None and (record is None or record.signature != signature):
                raise StaleError(path)
            then[path] = record
        records = Overlay(CachedRecords(memory, scan.files), then)
        window = Window(now=options.now, drafts=options.drafts, future=options.future)
        site = load_site(build.snapshot, self.root, memory, records, window, build.frame, scan)
        changes = read_changes(self.root, memory, site.plan, records, changed, build.outputs)
        if changes is None or changes.files_in(scan.files) != scan.files:
            return None
        memory.change(changes.records)
        self.scan = scan
        site.bodies.learn(changes.entries)
        old, new = site.plan, changes.plan
        return Resumed(
            site=msgspec.structs.replace(site, plan=new),
            records=changes.records,
            old_findings=frozenset(old.findings),
            is_same_plan=old.findings == new.findings and old.planning.groups == new.planning.groups,
        )

    def read(self, options: Options, scan: Scan | None = None) -> Checked[Site]:
        """Return the site of the project, and all findings, in the order of their places.

        The site may exist beside errors, so that all findings of a run come together; there is none if settings or layouts
        cannot be read. `scan` is a scan that was just made, if there is one. Raises BriefgenError if there is no project,
        and CacheDamagedError.
        """
        import time

        scanned_at, self._last = time.time_ns(), None
        self.scan = scan = scan or scan_project(self.root)
        memory = self.memory
        findings = list(scan.findings)
        settings = keep(self._settings(scan, options), findings)
        findings += [misspelt(path) for path in scan.files if path.startswith("content/") and is_misspelt(path)]
        context, layouts, settings_digest = None, None, ""
        if settings is not None:
            settings = keep(with_extras(settings), findings) or settings
            layouts = keep(read_layouts(self.root, scan, settings), findings)
            settings_digest = digest_of(_without_places(settings)).hex()
        if settings is not None and layouts is not None and settings.regions:
            context = make_context(settings, words_of(layouts.labels))
            memory.forget_items(settings_digest)
        read_contents(self.root, scan, memory, self._pool, context)
        media = read_media(self.root, scan, memory)
        if settings is None or layouts is None or context is None:
            return Checked(None, in_order([*findings, *findings_of(memory)]))
        make_items(memory, context)
        records = memory.records.values()
        entries = Entries(memory, dict(memory.records))
        bodies = BodyStore(memory, entries)
        material = Material(
            context=context,
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
        closures = Closures(layouts.layout_set.layouts, memory.references)
        frame = self._frame(settings_digest, layouts, context)
        site = Site(
            root=self.root,
            plan=plan,
            printer=Printer(context, layouts.layout_set, layouts.labels, bodies, frame),
            assets={asset.path: asset for asset in layouts.assets.values()},
            bodies=bodies,
            frame=frame,
            closures=closures.digest,
            memory=memory,
            files=copied_files(scan, scanned_at),
        )
        window = window_of(self.instants(), options.now)
        self._last = Last(site=site, options=options, window=window, findings=tuple(findings))
        return Checked(site, in_order([*findings, *findings_of(memory)]))

    def _frame(self, settings: str, layouts: Layouts, context: SiteContext) -> dict[str, str]:
        """Return the digests of what all pages share: program, settings, labels and addresses of assets, by name."""
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


def _is_same_request(last: Last, options: Options) -> bool:
    since, until = last.window
    asked = (options.drafts, options.future, options.base_url)
    return asked == (last.options.drafts, last.options.future, last.options.base_url) and since <= options.now < until
