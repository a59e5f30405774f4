"""Floor 8. Articles that are not on the site, and why: drafts, scheduled, expired, unfinished, and files with errors."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from briefgen.build.open_site import with_site
from briefgen.disk.sources import FOLDERS, is_ignored
from briefgen.plan.entry_store import article_of
from briefgen.plan.items import Item, opens_at
from briefgen.project.reader import is_article_path
from briefgen.project.site import Site
from briefgen.values.diagnostics import Diagnostic, Severity
from briefgen.values.hooks import HOOKS_FILE
from briefgen.values.model import Entry, Options

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Absent:
    """An article that is not on the site: its file, its title (empty if it has none), and why it is not there.

    `state` is `draft`, `unfinished`, `scheduled`, `expired` or `error`; `at` is the instant in the site's time zone at which
    a scheduled article comes or an expired one went.
    """

    path: str
    state: str
    title: str
    at: datetime | None = None


def list_absent(root: Path, options: Options) -> tuple[tuple[Absent, ...], tuple[Diagnostic, ...]]:
    """Return the articles that are not on the site, by path, and all findings; no articles if there is no site.

    Raises BriefgenError if there is no project.
    """

    def collect(site: Site | None, findings: tuple[Diagnostic, ...]) -> tuple[Absent, ...]:
        if site is None:
            return ()
        records = site.memory.records.values()
        found = [(record, site.memory.entry_of(record)) for record in records if is_article_path(record.path)]
        made = [_absent(entry, record.item, findings, site, options.now) for record, entry in found]
        return tuple(sorted((one for one in made if one is not None), key=lambda one: one.path))

    return with_site(root, options, lambda site, findings: (collect(site, findings), findings))


@dataclass(frozen=True, slots=True)
class Turn:
    """The next instant at which the site changes by time alone, in its time zone, and the articles that change it.

    The state of an article is `comes` or `goes`.
    """

    at: datetime
    articles: tuple[Absent, ...]


def find_next(root: Path, options: Options) -> tuple[Turn | None, tuple[Diagnostic, ...]]:
    """Return the next turn after now, or None if there is none, and all findings; raises BriefgenError."""

    def find(site: Site | None, findings: tuple[Diagnostic, ...]) -> tuple[Turn | None, tuple[Diagnostic, ...]]:
        if site is None:
            return None, findings
        turns: dict[datetime, list[Absent]] = {}
        for record in site.memory.records.values():
            item = record.item
            if item is None or not item.regions or (item.draft and not options.drafts):
                continue
            for at, state in ((None if options.future else opens_at(item), "comes"), (item.expires, "goes")):
                if at is not None and at > options.now and (item.expires is None or at <= item.expires):
                    title = article_of(site.memory.entry_of(record)).title
                    turns.setdefault(at, []).append(Absent(record.path, state, title))
        if not turns:
            return None, findings
        first = min(turns)
        articles = sorted(turns[first], key=lambda one: one.path)
        return Turn(first.astimezone(site.plan.planning.context.zone), tuple(articles)), findings

    return with_site(root, options, find)


def why_absent(root: Path, options: Options, path: str) -> str:
    """Return why a file of the project is on no page, in words for a user; empty if there is no such file."""
    name = path.removeprefix("./")
    if not (root / name).is_file():
        return ""
    if name == HOOKS_FILE:
        return "hooks are run if the settings say hooks: true, and are never published"
    if name.partition("/")[0] not in FOLDERS:
        return f"only files of {', '.join(f'{folder}/' for folder in FOLDERS)} are read"
    for part in range(1, name.count("/") + 2):
        partial = "/".join(name.split("/")[:part])
        if is_ignored(partial.rpartition("/")[2], partial):
            return f'"{partial}" has a name that is ignored: editors and version control make such names'

    def explain(site: Site | None, findings: tuple[Diagnostic, ...]) -> str:
        own = next((one for one in findings if one.span.path == name and one.severity is Severity.ERROR), None)
        if own is not None:
            return f"it has an error: {own.message} ({own.help})"
        if site is None:
            return "the settings or layouts have an error; run briefgen check"
        record = site.memory.records.get(name)
        absent = _absent(site.memory.entry_of(record), record.item, findings, site, options.now) if record else None
        if absent is not None:
            return _REASONS[absent.state] + (f" {absent.at.isoformat()}" if absent.at else "")
        told = next((one.message for one in findings if one.span.path == name), "")
        return told or ("no article or note refers to it" if record is None else "no page shows it")

    return with_site(root, options, explain)


_REASONS = {
    "draft": "it is a draft: remove draft: true to publish it",
    "unfinished": "it is a draft that lacks a key: run briefgen check",
    "scheduled": "it is under embargo until",
    "expired": "it expired at",
    "error": "it has an error: run briefgen check",
}


def _absent(entry: Entry, item: Item | None, findings: tuple[Diagnostic, ...], site: Site, now: datetime) -> Absent | None:
    """Return what there is to say of an article, or None if it is on the site."""
    title = article_of(entry).title if entry.content or entry.stray else ""
    if item is None:
        own = [one for one in findings if one.span.path == entry.path]
        is_unfinished = any(one.code == "unfinished-draft" for one in own)
        has_error = any(one.severity is Severity.ERROR for one in own)
        return Absent(entry.path, "unfinished" if is_unfinished and not has_error else "error", title)
    zone = site.plan.planning.context.zone
    if item.expires is not None and item.expires <= now:
        return Absent(entry.path, "expired", title, item.expires.astimezone(zone))
    if item.draft:
        return Absent(entry.path, "draft", title)
    if opens_at(item) > now:
        return Absent(entry.path, "scheduled", title, opens_at(item).astimezone(zone))
    return None if item.regions else Absent(entry.path, "error", title)
