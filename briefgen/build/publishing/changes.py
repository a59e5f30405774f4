"""Floor 8. What a new site changes for readers: addresses that are new, changed or removed, with titles."""

from collections.abc import Callable, Iterable, Mapping
from html.parser import HTMLParser
from typing import Literal, NamedTuple, TypeAlias

import msgspec

from briefgen.disk.output import publishing_order
from briefgen.text.permalinks import Site
from briefgen.values.model import UrlPath, Value

ChangeKind: TypeAlias = Literal["new", "changed", "removed"]


class Side(NamedTuple):
    """A site before or after: the digests of its files by path, in any one format, and a function that reads a file.

    The function raises OSError or BriefgenError.
    """

    digests: Mapping[str, str]
    read: Callable[[str], bytes]


NOTHING = Side({}, lambda path: b"")


class Change(Value, frozen=True, kw_only=True):
    """A file that is not the same before and after: its path, its address with the base path, and its whole URL.

    `title` and `layout` are those of a page, and empty where they are not known; other files have none.
    """

    kind: ChangeKind
    path: str
    address: str
    url: str
    title: str = ""
    layout: str = ""

    @property
    def is_page(self) -> bool:
        """Is it a page that a reader opens?"""
        return self.path.endswith(".html")


def changes_between(before: Side, after: Side, layouts: Mapping[str, str], site: Site) -> tuple[Change, ...]:
    """Return the changes from one side to the other, in the order in which a transfer is safe.

    Assets come before the pages that refer to them, articles before lists, and removals last. `layouts` are the names of
    layouts by path.
    """
    there = {path for path, digest in after.digests.items() if before.digests.get(path) != digest}
    found = []
    for path in sorted(there, key=publishing_order):
        kind: ChangeKind = "changed" if path in before.digests else "new"
        found.append(_change(kind, path, after, layouts.get(path, ""), site))
    gone = sorted(before.digests.keys() - after.digests.keys(), key=publishing_order, reverse=True)
    return (*found, *(_change("removed", path, before, layouts.get(path, ""), site) for path in gone))


def as_lines(changes: Iterable[Change]) -> bytes:
    """Return changes as JSON lines: kind, address, url, title, layout and path of each."""
    return b"".join(msgspec.json.encode(change) + b"\n" for change in changes)


def _change(kind: ChangeKind, path: str, side: Side, layout: str, site: Site) -> Change:
    address = UrlPath("/" + (path.removesuffix("index.html") if f"/{path}".endswith("/index.html") else path))
    title = title_of(side.read(path)) if path.endswith(".html") else ""
    return Change(kind=kind, path=path, address=site.href(address), url=site.url(address), title=title, layout=layout)


def title_of(page: bytes) -> str:
    """Return the title of a page in HTML: the one that it gives for sharing, which lacks the site's name, or its title."""
    reader = _TitleReader()
    reader.feed(page.partition(b"</head>")[0].decode("utf-8", "replace"))
    return " ".join((reader.shared or reader.title).split())


class _TitleReader(HTMLParser):
    """Reads the head of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.title = self.shared = ""
        self._is_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self._is_title = tag == "title"
        if tag == "meta" and values.get("property") == "og:title":
            self.shared = values.get("content") or ""

    def handle_endtag(self, tag: str) -> None:
        self._is_title = False

    def handle_data(self, data: str) -> None:
        if self._is_title:
            self.title += data
