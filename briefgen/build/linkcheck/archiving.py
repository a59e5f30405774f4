"""Floor 8. Archived copies of sources: asks an archive for them, has them made, and writes them into front matter.

The archive speaks the two public interfaces of the Internet Archive. Availability: GET with `url` and `timestamp` gives JSON
with the nearest copy. Save: GET with the address behind it makes a copy, and a header of the answer says where.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, Literal
from urllib.parse import quote, urldefrag, urlsplit

import msgspec

from briefgen.build.linkcheck.checking import LinkOptions, make_visitor
from briefgen.build.linkcheck.history import Known, load_history
from briefgen.build.linkcheck.visiting import Visitor
from briefgen.build.open_site import with_site
from briefgen.build.result import Progress, no_progress
from briefgen.content.frontmatter.editing import add_to_mapping
from briefgen.content.schema import is_web_url
from briefgen.disk.new_files import replace_unchanged
from briefgen.disk.sources import read_file
from briefgen.disk.web import Answer, Limits
from briefgen.disk.web.asking import host_of_url
from briefgen.disk.web.hosts import is_public_host
from briefgen.project.site import Site
from briefgen.text.characters import FILE_LIMIT
from briefgen.values.diagnostics import Diagnostic
from briefgen.values.model import Options

#: Where the Internet Archive tells of copies, and makes them: https://archive.org/help/wayback_api.php
FIND: Final = "https://archive.org/wayback/available"
SAVE: Final = "https://web.archive.org/save/"
#: Bytes of the answer about copies, which has some hundreds; seconds that making a copy takes at most.
_ANSWER_LIMIT: Final = 65_536
_SAVE_SECONDS: Final = 90.0
#: Pauses between requests to an archive, as multiples of the pause at other hosts: it answers everybody, for nothing.
_PAUSES: Final = 5
#: Pages in a row for which an archive does not answer before it is left alone.
_SILENT: Final = 3
#: Days by which a copy may be older than the day on which the source was seen, where its own day is not known.
_OLDER: Final = 30
#: Characters of the address of a copy: two addresses, one in the other.
_URL_LIMIT: Final = 4_000
#: The address of a copy has its instant in UTC: https://web.archive.org/web/20250410060000/https://...
_COPY: Final = re.compile(r"/(\d{14})[a-z_]*/")


class Archive(msgspec.Struct, frozen=True):
    """An archive: where it tells of copies, and where it makes one."""

    find: str = FIND
    save: str = SAVE


class Copied(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a source without an archived copy.

    `written`: the copy is in the front matter. `refused`: there is one, and the file could not be changed. `asked`: the
    archive makes one. `none`: there is no copy, and none can be made. `failed`: the archive did not answer.
    """

    state: Literal["written", "refused", "asked", "none", "failed"]
    path: str
    index: int
    page: str
    url: str = ""
    date: str = ""


class _Cited(msgspec.Struct, frozen=True):
    """A source of a visible article that has an address and no copy. A copy of the day `earliest` or later will do.

    `page` is the address without the part behind #.
    """

    path: str
    index: int
    url: str
    page: str
    wanted: datetime
    earliest: date


class _Closest(msgspec.Struct, frozen=True):
    url: str = ""
    timestamp: str = ""
    status: str = ""
    available: bool = False


class _Snapshots(msgspec.Struct, frozen=True):
    closest: _Closest | None = None


class _Found(msgspec.Struct, frozen=True):
    archived_snapshots: _Snapshots = _Snapshots()


_DECODER: Final = msgspec.json.Decoder(_Found)
_Copy = tuple[str, str]


def archive_sources(
    root: Path, options: Options, how: LinkOptions, archive: Archive, *, progress: Progress = no_progress
) -> tuple[Copied, ...]:
    """Record a copy for each source that has none, and return what became of each, in order of path.

    Only for pages that `check_links` has asked: what it could not ask, such as the page of a private network, is nobody
    else's to ask. Raises BriefgenError if a file cannot be written.
    """

    def collect(site: Site | None, _findings: tuple[Diagnostic, ...]) -> tuple[tuple[_Cited, ...], str]:
        return (tuple(_cited(site)), site.settings.base_url) if site is not None else ((), "")

    cited, base_url = with_site(root, options, collect)
    rows = load_history(root, int(options.now.timestamp()))
    visitor = make_visitor(base_url, msgspec.structs.replace(how, delay=how.delay * _PAUSES))
    by_page: dict[str, list[_Cited]] = {}
    for one in cited:
        if one.page in rows and _may_be_told(one.page, archive):
            by_page.setdefault(one.page, []).append(one)
    found: list[Copied] = []
    silent = 0
    for done, (page, places) in enumerate(by_page.items(), start=1):
        # An archive that is down is left alone: what is left is for another day.
        is_down = silent >= _SILENT
        found += (
            [_failed(one) for one in places] if is_down else _record(root, visitor, archive, page, places, rows[page], how)
        )
        silent = silent + 1 if found[-1].state == "failed" else 0
        progress(done, len(by_page))
    return tuple(sorted(found, key=lambda one: (one.path, one.index)))


def _failed(one: _Cited) -> Copied:
    return Copied(state="failed", path=one.path, index=one.index, page=one.page)


def _cited(site: Site) -> Iterator[_Cited]:
    context = site.plan.planning.context
    for item in site.plan.items:
        article = site.plan.store.article(item.path)
        for index, source in enumerate(article.sources):
            if source.url and source.archived is None:
                seen = context.moment_of(source.retrieved or source.published or article.date)
                day = seen.date() - timedelta(days=_OLDER)
                earliest = context.day_of(source.published) if source.published else day
                yield _Cited(item.path, index, source.url, urldefrag(source.url).url, seen, earliest)


def _may_be_told(page: str, archive: Archive) -> bool:
    """May an archive be told of a page? Of one in a private network only if the archive is in such a network as well."""
    return is_public_host(host_of_url(page)) or not is_public_host(host_of_url(archive.find))


def _record(
    root: Path, visitor: Visitor, archive: Archive, page: str, places: Iterable[_Cited], known: Known, how: LinkOptions
) -> Iterator[Copied]:
    """Look for copies of a page that suit its places, have one made where none does, and write them."""
    made: _Copy | Literal["asked", "failed"] | None = None
    for one in places:
        copy: _Copy | Literal["asked", "failed"] | None = _find(visitor, archive, one, how)
        if copy is None and known.state not in {"gone", "failed"}:
            made = made or _save(visitor, archive, page, how)
            copy = made
        if isinstance(copy, tuple):
            is_written = _write(root, one, copy)
            state: Literal["written", "refused"] = "written" if is_written else "refused"
            yield Copied(state=state, path=one.path, index=one.index, page=page, url=copy[0], date=copy[1])
        else:
            yield Copied(state=copy or "none", path=one.path, index=one.index, page=page)


def _find(visitor: Visitor, archive: Archive, one: _Cited, how: LinkOptions) -> _Copy | Literal["failed"] | None:
    """Return the copy that is nearest to the instant at which a source was seen, if it is not too old."""
    question = f"{archive.find}?url={quote(one.page, safe='')}&timestamp={one.wanted:%Y%m%d%H%M%S}"
    answer = visitor.get(question, Limits(seconds=how.timeout, bytes=_ANSWER_LIMIT, private=how.private))
    if not isinstance(answer, Answer) or answer.status != 200:
        return "failed"
    try:
        closest = _DECODER.decode(answer.body).archived_snapshots.closest
    except msgspec.MsgspecError:
        return "failed"
    if closest is None or not closest.available or closest.status not in {"", "200"}:
        return None
    copy = _copy_at(closest.url, archive)
    return copy if copy is not None and copy[1] >= one.earliest.isoformat() else None


def _save(visitor: Visitor, archive: Archive, page: str, how: LinkOptions) -> _Copy | Literal["asked", "failed"]:
    """Have a copy made, and return it if the answer says where it is."""
    answer = visitor.get(
        archive.save + quote(page, safe="/:?&=#%+,;@!$'()*~"), Limits(seconds=_SAVE_SECONDS, private=how.private)
    )
    if not isinstance(answer, Answer) or answer.status >= 400:
        return "failed"
    return _copy_at(answer.location, archive) or "asked"


def _copy_at(url: str, archive: Archive) -> _Copy | None:
    """Return address and day of a copy, or None if the address is none of this archive: what it says goes into a file."""
    if urlsplit(archive.find).scheme == "https":
        url = f"https://{url.removeprefix('http://')}" if url.startswith("http://") else url
    host, own = host_of_url(url), {host_of_url(archive.find), host_of_url(archive.save)}
    is_own = host in own or any(host.endswith(f".{one}") for one in own if one)
    when = _COPY.search(urlsplit(url).path) if is_own and is_web_url(url) and len(url) <= _URL_LIMIT else None
    if when is None or not url.isprintable():
        return None
    try:
        return url, datetime.strptime(when[1], "%Y%m%d%H%M%S").replace(tzinfo=UTC).date().isoformat()
    except ValueError:
        return None


def _write(root: Path, one: _Cited, copy: _Copy) -> bool:
    """Write a copy into the front matter of an article, and return whether that was done."""
    before = read_file(root, one.path, FILE_LIMIT).value
    value = {"url": copy[0], "date": copy[1]}
    after = (
        add_to_mapping(before, "sources", one.index, "archived", value, after=("url", one.url))
        if before is not None
        else None
    )
    return before is not None and after is not None and replace_unchanged(root, one.path, before, after)
