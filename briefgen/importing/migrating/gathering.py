"""Floor 7. What the readers of all tools share: texts of content files, configurations, and names with dates."""

import posixpath
import re
from collections.abc import Callable
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from briefgen.importing.migrating.files import OldFiles, UnreadableError, is_secret
from briefgen.importing.migrating.fronts import Front, read_data, split_front
from briefgen.importing.migrating.model import Data, OldPage, OldSite
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Severity

MARKDOWN: Final = ("md", "markdown", "mdown", "mkd", "mkdn")
HTML: Final = ("html", "htm")
#: Texts in other markup, which is not read.
OTHER_MARKUP: Final = ("rst", "org", "adoc", "asciidoc", "textile", "pandoc", "pdc", "rmd")
#: Longest configuration, in bytes.
_CONFIG_LIMIT: Final = 1 << 20
_FORMS: Final = {"toml": "toml", "yaml": "yaml", "yml": "yaml", "json": "json"}
_DATED: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:T[\d:-]+Z?)?[-_ ](.+)", re.ASCII | re.DOTALL)


class Gathering(msgspec.Struct, kw_only=True):
    """An old site while it is read: what `OldSite` has, to be added to."""

    files: OldFiles
    pages: list[OldPage] = msgspec.field(default_factory=list)
    copies: dict[str, str] = msgspec.field(default_factory=dict)
    names: dict[str, str] = msgspec.field(default_factory=dict)
    left: dict[str, str] = msgspec.field(default_factory=dict)
    by_hand: dict[str, str] = msgspec.field(default_factory=dict)
    variables: dict[str, str] = msgspec.field(default_factory=dict)
    notes: list[str] = msgspec.field(default_factory=list)
    findings: list[Diagnostic] = msgspec.field(default_factory=list)

    def front_of(self, path: str, split: Callable[[str, str], Front] = split_front) -> Front | None:
        """Return a content file in two; None if it is left for a person, which is noted."""
        try:
            text, encoding = self.files.text_and_encoding(path)
        except UnreadableError as error:
            self.by_hand[path] = str(error)
            return None
        front = split(text, path)
        self.findings += front.findings
        if not front.is_read:
            error_found = next(found for found in front.findings if found.severity is Severity.ERROR)
            self.by_hand[path] = f"line {error_found.span.line}: {error_found.message}"
            return None
        if encoding:
            self.notes.append(f"{path} is not UTF-8; it was read as {encoding}")
        return front

    def config(self, *paths: str) -> dict[str, Data]:
        """Return the mapping of the first of these files that exists, whatever its form; it is accounted for."""
        for path in paths:
            if path in self.files.sizes:
                self.left[path] = "the old site's configuration, which was read"
                try:
                    text = self.files.text(path)
                except UnreadableError as error:
                    self.left[path] = f"the old site's configuration, which was not read: {error}"
                    return {}
                values, findings = read_data(text, _FORMS[extension_of(path)], path, limit=_CONFIG_LIMIT)
                self.findings += findings
                return values
        return {}

    def lines(self, path: str) -> list[str]:
        """Return the lines of a file of the old site's settings; none if there is no such file. It is accounted for."""
        if path not in self.files.sizes:
            return []
        self.left[path] = "the old site's configuration, which was read"
        try:
            return self.files.text(path).split("\n")
        except UnreadableError as error:
            self.left[path] = f"the old site's configuration, which was not read: {error}"
            return []

    def zone(self, given: str, own: str) -> ZoneInfo:
        """Return the zone of naive dates: the given one, that of the site, or UTC; which one is noted."""
        for name, said in ((given, "as was asked for"), (own, "the old site's")):
            if name:
                try:
                    zone = ZoneInfo(name)
                except (ZoneInfoNotFoundError, ValueError, OSError):
                    if name == given:
                        raise BriefgenError(f'time zone "{name}" is not known; write a name such as Europe/London') from None
                    self.notes.append(f'the old site\'s time zone "{name}" is not known')
                    continue
                self.notes.append(f"times without an offset are read in {name}, {said}")
                return zone
        self.notes.append("times without an offset are read in UTC: the old site names no zone; --time-zone names one")
        return ZoneInfo("UTC")

    def copy(self, path: str, address: str) -> None:
        """Note that a file is published at an address of the old site, unless its name says that nobody means to."""
        if any(map(is_secret, path.split("/"))):
            self.left[path] = "a name that usually holds secrets, or a left-over"
        else:
            self.copies[path] = address

    def give_bundles(self, folders: dict[str, str]) -> None:
        """Give the files of page bundles their addresses: `folders` leads from a folder to the address of its page."""
        for path in self.copies:
            folder = posixpath.dirname(path)
            while folder and folder not in folders:
                folder = posixpath.dirname(folder)
            if folder and folders[folder].endswith("/"):
                self.copies[path] = folders[folder] + path.removeprefix(f"{folder}/")

    def done(self, **settings: str) -> OldSite:
        """Return what was gathered; files that nothing was said of are left out."""
        known = {*self.copies, *self.left, *self.by_hand, *(page.path for page in self.pages)}
        rest = {path: "outside of the folders that the tool reads" for path in self.files.sizes if path not in known}
        return OldSite(
            pages=tuple(self.pages), copies=self.copies, names=self.names, left=self.files.left | self.left | rest,
            by_hand=self.by_hand, variables=self.variables, notes=tuple(self.notes), findings=tuple(self.findings),
            **settings,
        )  # fmt: skip


def extension_of(path: str) -> str:
    """Return the extension of a path in lower case, without the full stop; empty if it has none."""
    name = posixpath.basename(path)
    return name.rpartition(".")[2].lower() if "." in name[1:] else ""


def stem_of(path: str) -> str:
    """Return the name of a file without its extension."""
    return posixpath.splitext(posixpath.basename(path))[0]


def split_day(stem: str) -> tuple[date | None, str]:
    """Return the day at the beginning of a file's name, and the rest of the name; no day if there is none."""
    found = _DATED.fullmatch(stem)
    if not found:
        return None, stem
    try:
        return date(int(found[1]), int(found[2]), int(found[3])), found[4]
    except ValueError:
        return None, stem


def text_of(values: dict[str, Data], *keys: str) -> str:
    """Return the first text under some keys, in any letter case; empty if there is none."""
    folded = {key.lower(): value for key, value in values.items()}
    for key in keys:
        value = folded.get(key.lower())
        if isinstance(value, str) and value.strip():
            return value.strip()
    return ""


def mapping_of(values: dict[str, Data], key: str) -> dict[str, Data]:
    """Return the mapping under a key, in any letter case; empty if there is none."""
    found = next((value for name, value in values.items() if name.lower() == key.lower()), None)
    return found if isinstance(found, dict) else {}


def texts_of(value: Data) -> list[str]:
    """Return a text or the texts of a list."""
    items = value if isinstance(value, list) else [value]
    return [item for item in items if isinstance(item, str) and item]


def is_template(text: str) -> bool:
    """Has a page of HTML the tags of a template, so that its text is a program?"""
    return "{{" in text or "{%" in text
