"""Floor 7. An old site of another tool to a new project beside it: the flow of a migration.

The old site is read (one module for each tool), its front matter is mapped by a table that is data, the whole project is
planned as values, and then it is written. The old site is never changed, and nothing of it is run.
"""

from pathlib import Path
from typing import Final

import msgspec

from briefgen.importing.migrating.categories import MAP_FILE, RegionMap, propose_map, read_map, with_new
from briefgen.importing.migrating.eleventy import read_eleventy
from briefgen.importing.migrating.files import OldFiles, UnreadableError, list_files
from briefgen.importing.migrating.hugo import read_hugo
from briefgen.importing.migrating.jekyll import read_jekyll
from briefgen.importing.migrating.mapping import map_front
from briefgen.importing.migrating.model import TOOLS, FileFate, OldSite, Options, Plan, Tool
from briefgen.importing.migrating.pelican import read_pelican
from briefgen.importing.migrating.planning import plan_project
from briefgen.importing.migrating.report import report_json, report_text
from briefgen.importing.migrating.tables import table_of
from briefgen.importing.migrating.writing import Target
from briefgen.importing.migrating.zola import read_zola
from briefgen.project.contents import size_of_image
from briefgen.values.diagnostics import BriefgenError, Diagnostic, has_errors

__all__ = ["MAP_FILE", "TOOLS", "FileFate", "Migration", "Options", "Tool", "open_migration"]

_READERS: Final = {
    "eleventy": read_eleventy, "hugo": read_hugo, "jekyll": read_jekyll, "pelican": read_pelican, "zola": read_zola,
}  # fmt: skip
#: Bytes of a picture that its size is read from.
_PICTURE_LIMIT: Final = 1 << 29


class Migration:
    """An old site that was read, and the folder of the new project.

    `findings` are about files of the old site and about the map of categories; with an error in the map nothing can be
    written (`is_possible`).
    """

    def __init__(self, options: Options, site: OldSite, files: OldFiles, target: Target) -> None:
        """Use `open_migration`."""
        self._options, self._site, self._files, self._target = options, site, files, target
        self._pictures: dict[str, bool] = {}
        self._held: dict[str, str] = {}
        self._planned: Plan | None = None
        self.findings: tuple[Diagnostic, ...] = site.findings
        self._map = self._read_map()

    @property
    def is_possible(self) -> bool:
        """Can the project be written: is the map of categories right?"""
        return self._map is not None

    def plan(self) -> Plan:
        """Return the plan of the project, with the two reports as files of it."""
        assert self._map is not None
        if self._planned is not None:
            return self._planned
        tool = self._options.tool
        plan = plan_project(
            self._options, self._site, self._map, self._files.root.resolve().name, self._is_picture, self._held
        )
        reports = {"migration/report.json": report_json(plan, tool), "migration/report.md": report_text(plan, tool)}
        self._planned = msgspec.structs.replace(plan, texts=plan.texts | reports)
        return self._planned

    def write(self) -> Plan:
        """Write the project, and return its plan. Files that cannot be read are left out, and told."""
        plan = self.plan()
        failed = self._target.write(plan.texts, plan.copies, self._files)
        if failed:
            left = {path: reason for path, reason in failed.items() if path in self._site.copies}
            copies = {path: address for path, address in self._site.copies.items() if path not in left}
            by_hand = {path: reason for path, reason in self._site.by_hand.items() if path not in failed}
            self._site = msgspec.structs.replace(
                self._site, copies=copies, by_hand=by_hand, left=self._site.left | failed
            )  # fmt: skip
            self._planned = None
            return self.write()
        return plan

    def hold(self, wrong: dict[str, str]) -> bool:
        """Leave pages to a person, given by their new path with the reason; return whether there are any such pages."""
        new = {fate.to[0]: fate.path for fate in self.plan().fates if fate.what == "migrated"}
        found = {new[path]: reason for path, reason in wrong.items() if path in new}
        self._held |= found
        self._planned = None if found else self._planned
        return bool(found)

    def _read_map(self) -> RegionMap | None:
        categories = self._categories()
        text = self._target.map_text()
        if text is None:
            return propose_map(categories)
        read = read_map(text)
        self.findings += read.findings
        if read.value is None or has_errors(read.findings):
            return None
        return with_new(read.value, categories)

    def _categories(self) -> list[str]:
        from zoneinfo import ZoneInfo

        zone, rows = ZoneInfo("UTC"), table_of(self._options.tool)
        ignores_case = self._options.tool in {"hugo", "pelican"}
        pages = (page for page in self._site.pages if page.is_article)
        return [name for page in pages for name in map_front(page, rows, zone, ignores_case=ignores_case).categories]

    def _is_picture(self, path: str) -> bool:
        """Is a file a picture as its name says, with a size?"""
        if path not in self._pictures:
            try:
                self._pictures[path] = size_of_image(self._files.data(path, _PICTURE_LIMIT)) != (0, 0)
            except UnreadableError:
                self._pictures[path] = False
        return self._pictures[path]


def open_migration(source: Path, target: Path, options: Options) -> Migration:
    """Read an old site, and look at the folder of the new project; nothing is written yet.

    Raises BriefgenError if there is no old site, if the folder has files that no migration wrote or that were changed since,
    or if it is in the old site.
    """
    files = list_files(source)
    if target.resolve() == source.resolve() or target.resolve().is_relative_to(source.resolve()):
        raise BriefgenError(f"{target} is inside the old site, which stays as it is; name a folder beside it with --to")
    looked = Target(target)
    site = _READERS[options.tool](files, options.time_zone)
    if not site.pages and not site.by_hand:
        raise BriefgenError(f"{source} has no text that a {options.tool.capitalize()} site has; name its top folder")
    return Migration(options, site, files, looked)
