"""Floor 6. A project folder as a site: read changed files, plan, and return a site that makes any output on demand.

`ProjectReader.read` shows the stages in order. Files that were read before are in a memory, which may come from the cache:
without it the site is the same, and takes longer.
"""

import time
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from briefgen.disk.cache import Table
from briefgen.disk.signatures import read_signature
from briefgen.disk.sources import SETTINGS_FILE, Scan, read_file, scan_project
from briefgen.disk.workers.pool import WorkerPool, in_process
from briefgen.plan.items import Window, turns_of, window_of
from briefgen.plan.material import Material
from briefgen.plan.planner import KnownOutputs, plan_change, plan_site
from briefgen.plan.site_context import SiteContext, make_context
from briefgen.project.contents import findings_of, make_items, read_contents, read_media
from briefgen.project.entries import NOTE_FOLDERS, parse_content, passed_over
from briefgen.project.hook_files import read_hooks
from briefgen.project.layouts import keep, read_layouts, read_text, words_of
from briefgen.project.memory import Memory, StaleError
from briefgen.project.records import Record, item_of
from briefgen.project.settings import with_extras
from briefgen.project.site import Site, copied_files
from briefgen.project.snapshot import Shared, make_site
from briefgen.text.characters import FILE_LIMIT
from briefgen.text.permalinks import output_path
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, in_order
from briefgen.values.hooks import Hooks
from briefgen.values.model import ARTICLE_LAYOUT, Options, Settings, digest_of

#: Changed files up to which the last plan is changed: with more, most of the site has to be planned anyway.
CHANGES_LIMIT: Final = 64


class Last(msgspec.Struct, frozen=True, kw_only=True):
    """The last site that was read, with its options and all findings.

    The site has the same articles from the first instant of `window` up to, not including, the second.
    """

    site: Site
    options: Options
    window: tuple[datetime, datetime]
    findings: tuple[Diagnostic, ...]


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

    def is_over(self, now: datetime) -> bool:
        """Is the site that was read last another one now, although no file changed?"""
        return self._last is not None and now >= self._last.window[1]

    def reread(self, options: Options, paths: Collection[str]) -> Checked[Site] | None:
        """Return the site after edits of files at some paths, as `read` would; None if the whole site has to be read.

        The time does not grow with the site.
        """
        last, scan = self._last, self.scan
        if last is None or scan is None or not _is_same_request(last, options):
            return None
        if any(path not in scan.files or read_signature(f"{self.root}/{path}") is None for path in paths):
            # A file that came or went may be a renamed one, and the caller may know one of its paths only: scan the folder.
            now = scan_project(self.root)
            paths = [path for path in {**scan.files, **now.files} if scan.files.get(path) != now.files.get(path)]
            if now.findings != scan.findings:
                return None
        plan = last.site.plan
        known = KnownOutputs(
            of=lambda section: [output.output for output in plan.sections.get(section, ())], all=lambda: plan.by_path
        )
        try:
            read = self.change(last.site, last.findings, dict.fromkeys(paths), known, scan)
        except StaleError:
            return None
        records = [record for path in paths if (record := self.memory.known.get(path)) is not None]
        since, until = window_of(instants_of(records), options.now)
        window = max(since, last.window[0]), min(until, last.window[1])
        self._last = msgspec.structs.replace(last, site=read.value, window=window, findings=read.findings)
        return read

    def change(
        self, site: Site, found: Sequence[Diagnostic], paths: Collection[str], outputs: KnownOutputs, scan: Scan
    ) -> Checked[Site]:
        """Return a site after articles at some paths came, went or changed, with all findings, in the order of their places.

        Reads these articles, and plans the sections that they can change. The memory must have the records of the time when
        the site was planned; `found` are all findings of that time, `outputs` its outputs, and `scan` is a scan since then.
        Raises StaleError if the whole site has to be read, so that all findings of a run come together.
        """
        memory, old = self.memory, site.plan
        if len(paths) > CHANGES_LIMIT or not all(map(is_article_path, paths)):
            raise StaleError
        # A renamed article has the body of a file that is gone; after most edits of a title the body is the same, too.
        # Loading the parser takes longer than all else.
        memory.learn_bodies([record for path in paths if (record := memory.known.get(path)) is not None])
        fresh = {path: self._reread_article(path, old.planning.context) for path in paths}
        # Which layouts are named by content files, and so are not mistyped, is known when all are read.
        if any(_layout_of(memory.known.get(path)) != _layout_of(record) for path, record in fresh.items()):
            raise StaleError
        known = memory.known_with(fresh)
        store = old.store.changed(Table(known, memory.entry_of), Table(known, memory.shown).get, paths)
        planned = plan_change(old, list(fresh), Table(known, item_of), store, outputs)
        if planned is None or planned.value is None:
            raise StaleError
        memory.known, memory.is_changed = known, True
        signatures = {path: record.signature if record else None for path, record in fresh.items()}
        files = {path: signature for path, signature in {**scan.files, **signatures}.items() if signature is not None}
        self.scan = Scan(files, scan.findings)
        across = set(old.findings)
        others = [one for one in found if one.span.path not in fresh and one not in across]
        singles = [one for record in fresh.values() if record is not None for one in record.findings]
        findings = in_order([*others, *singles, *planned.value.findings])
        return Checked(msgspec.structs.replace(site, plan=planned.value), findings)

    def _reread_article(self, path: str, context: SiteContext) -> Record | None:
        """Return the new record of an article, or None if its file is missing; raises StaleError if it has an error."""
        read_at, signature = time.time_ns(), read_signature(f"{self.root}/{path}")
        if signature is None:
            return None
        data = read_file(self.root, path, FILE_LIMIT).value
        reading = parse_content(path, data, read_at, context, self.memory.find_body) if data is not None else None
        if reading is None or reading.item is None:
            raise StaleError
        return self.memory.keep(reading, signature)

    def read(self, options: Options, scan: Scan | None = None) -> Checked[Site]:
        """Return the site of the project, and all findings, in the order of their places.

        The site may exist beside errors, so that all findings of a run come together; there is none if settings or layouts
        cannot be read. `scan` is a scan that was just made, if there is one. Raises BriefgenError if there is no project,
        and CacheDamagedError.
        """
        scanned_at, self._last = time.time_ns(), None
        self.scan = scan = scan or scan_project(self.root)
        memory = self.memory
        findings = list(scan.findings)
        shared = keep(self.read_shared(scan, options), findings)
        if shared is not None:
            memory.forget_items(shared.frame["settings"])
        read_contents(self.root, scan, memory, self._pool, shared.context if shared else None)
        media = read_media(self.root, scan, memory)
        findings += passed_over(scan.files, {path for path, known in memory.media.items() if known.has_front_matter})
        if shared is None:
            return Checked(None, in_order([*findings, *findings_of(memory)]))
        context = shared.context
        make_items(memory, context)
        records = memory.records.values()
        entries = Table(memory.records, memory.entry_of)
        material = Material(
            context=context,
            window=Window(now=options.now, drafts=options.drafts, future=options.future),
            items=tuple([record.item for record in records if record.item is not None]),
            notes=tuple([memory.entry_of(record) for record in records if record.is_good and record.item is None]),
            strays=tuple([memory.entry_of(record) for record in records if not record.is_good]),
            entries=entries,
            shown=Table(memory.records, memory.shown).get,
            media=media,
            static=tuple([path for path in scan.files if path.startswith("static/")]),
            assets={asset.path: output_path(asset.address) for asset in shared.layouts.assets.values()},
        )
        planned = plan_site(material)
        plan = planned.value
        assert plan is not None
        findings += planned.findings
        if unlikely := shared.layouts.unlikely:
            used = {item.layout for item in material.items} | {page.layout for page in plan.pages}
            findings += [found for name, found in unlikely.items() if name not in used]
        site = make_site(self.root, plan, memory, shared, copied_files(scan, scanned_at))
        everything = in_order([*findings, *findings_of(memory)])
        window = window_of(instants_of(records), options.now)
        self._last = Last(site=site, options=options, window=window, findings=everything)
        return Checked(site, everything)

    def read_shared(self, scan: Scan, options: Options) -> Checked[Shared]:
        """Return what all pages share, and findings; None if settings or layouts cannot be read. Nothing is from a cache."""
        findings: list[Diagnostic] = []
        settings = keep(self._settings(scan, options), findings)
        if settings is None:
            return Checked(None, tuple(findings))
        settings = keep(with_extras(settings), findings) or settings
        layouts = keep(read_layouts(self.root, scan, settings), findings)
        hooks = keep(read_hooks(self.root, scan, settings), findings) or Hooks()
        if layouts is None or not settings.regions:
            return Checked(None, tuple(findings))
        frame = {
            "engine": self._engine,
            "settings": digest_of(msgspec.structs.replace(settings, places={}, accept=(), publish=())).hex(),
            "labels": digest_of(sorted(layouts.labels.items())).hex(),
            "assets": digest_of(sorted(layouts.layout_set.assets.items())).hex(),
        }
        if hooks.filters:
            # Any layout may call a filter. What a kind of pages gave is in the keys of its pages.
            frame["hooks"] = digest_of(sorted(hooks.texts.items())).hex()
        context = make_context(settings, words_of(layouts.labels), hooks.kinds)
        return Checked(Shared(context, layouts, frame, hooks), tuple(findings))

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


def _layout_of(record: Record | None) -> str:
    """Return the layout that an article names; of an article that is not there, that of those that name none."""
    return record.item.layout if record is not None and record.item is not None else ARTICLE_LAYOUT


def is_article_path(path: str) -> bool:
    """Is a path that of an article, if the file exists?"""
    return path.startswith("content/") and path.endswith(".md") and not path.startswith(NOTE_FOLDERS)


def instants_of(records: Iterable[Record]) -> list[datetime]:
    """Return all instants at which an article of these records, or a finding of one, comes or goes by the clock."""
    items = [record.item for record in records if record.item is not None]
    return [at for item in items for at in turns_of(item)]


def _is_same_request(last: Last, options: Options) -> bool:
    since, until = last.window
    return options.request == last.options.request and since <= options.now < until
