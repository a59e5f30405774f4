"""Floor 1. The only place where addresses and output paths are made.

An address is a path from the site's root (`/iraq/2025-04-10/`); `Site` puts the base path or the whole base URL before it.
"""

import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from briefgen.text.slugs import slug
from briefgen.values.model import UrlPath, Value

#: First parts of addresses that the site itself needs: no region may have one as its key.
RESERVED: Final = frozenset(
    {"404.html", "archive", "assets", "corrections", "dates", "feed.json", "feed.xml", "feeds.opml", "index.html", "page"}
    | {"robots.txt", "search", "sitemap.xml", "sources", "stories", "tags"}
)

#: Names at the root of the output that briefgen's own notes and preview have: no file of static/ may take them.
OWN_NAMES: Final = frozenset({".briefgen", ".briefgen-files", ".briefgen-stage"})

#: Paths in which nothing is to be quoted.
_PLAIN: Final = re.compile(r"[A-Za-z0-9/._-]*")

HOME: Final = UrlPath("/")
ARCHIVE: Final = UrlPath("/archive/")
STORIES: Final = UrlPath("/stories/")
SOURCES: Final = UrlPath("/sources/")
TAGS: Final = UrlPath("/tags/")
CORRECTIONS: Final = UrlPath("/corrections/")
SEARCH: Final = UrlPath("/search/")
NOT_FOUND: Final = UrlPath("/404.html")
SITEMAP: Final = UrlPath("/sitemap.xml")
ROBOTS: Final = UrlPath("/robots.txt")
OPML: Final = UrlPath("/feeds.opml")


class Site(Value, frozen=True, kw_only=True):
    """Where the site is published: `origin` such as `https://briefs.example`, `base` such as `/` or `/daily/`."""

    origin: str
    base: str

    def href(self, address: UrlPath) -> str:
        """Return the address as a link from any page of the site: the base path before it, escaped for a URL."""
        path = self.base + address.removeprefix("/")
        # Nearly all of them are slugs, which are told apart in a tenth of the time of quoting them.
        return path if _PLAIN.fullmatch(path) else quote(path, safe="/~!$&'()*+,;=:@")

    def url(self, address: UrlPath) -> str:
        """Return the address as a whole URL."""
        return self.origin + self.href(address)


def site_of(base_url: str) -> Site:
    """Split a validated base URL; an empty one stands for a preview on this machine."""
    parts = urlsplit(base_url or "http://localhost/")
    path = unquote(parts.path)
    return Site(origin=f"{parts.scheme}://{parts.netloc}", base=path if path.endswith("/") else path + "/")


def region(key: str) -> UrlPath:
    """The page of a region."""
    return UrlPath(f"/{key}/")


def briefing(region_key: str, day: date) -> UrlPath:
    """The briefing of a region on a date."""
    return UrlPath(f"/{region_key}/{day.isoformat()}/")


def briefings(region_keys: Iterable[str], day: date) -> tuple[UrlPath, ...]:
    """The briefings of regions on a date, in their order."""
    name = day.isoformat()
    return tuple([UrlPath(f"/{key}/{name}/") for key in region_keys])


def email(region_key: str, day: date) -> UrlPath:
    """A briefing as HTML for e-mail."""
    return UrlPath(f"{briefing(region_key, day)}email.html")


def email_text(region_key: str, day: date) -> UrlPath:
    """The same as plain text."""
    return UrlPath(f"{briefing(region_key, day)}email.txt")


def briefing_json(region_key: str, day: date) -> UrlPath:
    """A briefing as JSON."""
    return UrlPath(f"{briefing(region_key, day)}briefing.json")


def article(region_key: str, day: date, slug: str) -> UrlPath:
    """An article, under its home region."""
    return UrlPath(f"/{region_key}/{day.isoformat()}/{slug}/")


def day_page(day: date) -> UrlPath:
    """One day, all regions."""
    return UrlPath(f"/dates/{day.isoformat()}/")


def year(number: int) -> UrlPath:
    """One year of the archive."""
    return UrlPath(f"/archive/{number:04d}/")


def month(first: date) -> UrlPath:
    """One month of the archive."""
    return UrlPath(f"/archive/{first.year:04d}/{first.month:02d}/")


def story(key: str) -> UrlPath:
    """A story's timeline."""
    return UrlPath(f"/stories/{key}/")


def source(key: str) -> UrlPath:
    """The items of one source."""
    return UrlPath(f"/sources/{key}/")


def tag(key: str) -> UrlPath:
    """The items of one tag."""
    return UrlPath(f"/tags/{key}/")


def standing(name: str) -> UrlPath:
    """A standing page."""
    return UrlPath(f"/{name}/")


def paged(first: UrlPath, number: int) -> UrlPath:
    """The page of that number, from 1, of a list that begins at `first`."""
    return first if number == 1 else UrlPath(f"{first}page/{number}/")


def atom(first: UrlPath = HOME) -> UrlPath:
    """The Atom feed of the site or a region."""
    return UrlPath(f"{first}feed.xml")


def json_feed(first: UrlPath = HOME) -> UrlPath:
    """The JSON Feed of the site or a region."""
    return UrlPath(f"{first}feed.json")


def sitemap_part(number: int) -> UrlPath:
    """One part, from 1, of a sitemap that needs an index."""
    return UrlPath(f"/sitemap-{number}.xml")


def search_index(lang: str, period: str) -> UrlPath:
    """The folder of one piece of the search index: one language, one year or month."""
    return UrlPath(f"/search/index/{lang}/{period}/")


def asset(name: str, digest: str) -> UrlPath:
    """A file whose address changes with its content: `style.css` becomes `/assets/style.1f2e3d4c5b.css`.

    Ten hexadecimal digits: with 100,000 assets the chance of two alike is under one in 200, and only for one name.
    """
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, "bin"
    return UrlPath(f"/assets/{slug(stem) or 'file'}.{digest[:10]}.{extension.lower()}")


def image_size(name: str, digest: str, width: int) -> UrlPath:
    """A picture in a smaller size: `pier.jpg` of 480 pixels becomes `/assets/pier-480.1f2e3d4c5b.webp`."""
    stem = name.rpartition(".")[0]
    return asset(f"{slug(stem) or 'file'}-{width}.webp", digest)


def output_path(address: UrlPath) -> str:
    """Return where the bytes of an address go, relative to the output folder."""
    path = address.removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def output_paths(addresses: Iterable[UrlPath]) -> list[str]:
    """Return the same of many addresses, each but that of the home page, in a third of the time."""
    return [f"{address[1:]}index.html" if address[-1] == "/" else address[1:] for address in addresses]


def fold_path(path: str) -> str:
    """Return a path as the least careful file system would compare it: case-folded, NFC."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())
