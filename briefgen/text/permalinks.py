"""Floor 1. The only place where addresses and output paths are made.

An address is a path from the site's root (`/iraq/2025-04-10/`). `Site` adds the base path, or the whole base URL.
"""

import functools
import re
import unicodedata
from collections.abc import Iterable
from datetime import date
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from briefgen.text.slugs import slug
from briefgen.values.model import UrlPath, Value

#: First parts of addresses that the site itself needs: no region may have one of them as its key.
RESERVED: Final = frozenset(
    {"404.html", "archive", "assets", "corrections", "countries", "dates", "feed.json", "feed.xml", "feeds.opml"}
    | {"index.html", "page", "robots.txt", "search", "sitemap.xml", "sources", "stories", "tags"}
)

#: Names at the root of the output folder and of the preview that briefgen itself uses: no file of static/ may have one.
OWN_NAMES: Final = frozenset({".briefgen", ".briefgen-files", ".briefgen-stage"})

#: Letters beyond ASCII in a URL.
_ESCAPED: Final = re.compile(r"(?:%[89A-Fa-f][0-9A-Fa-f])+")
#: Paths without a character that a URL has to quote.
_PLAIN: Final = re.compile(r"[A-Za-z0-9/._-]*")

HOME: Final = UrlPath("/")
ARCHIVE: Final = UrlPath("/archive/")
STORIES: Final = UrlPath("/stories/")
SOURCES: Final = UrlPath("/sources/")
TAGS: Final = UrlPath("/tags/")
COUNTRIES: Final = UrlPath("/countries/")
CORRECTIONS: Final = UrlPath("/corrections/")
SEARCH: Final = UrlPath("/search/")
NOT_FOUND: Final = UrlPath("/404.html")
SITEMAP: Final = UrlPath("/sitemap.xml")
ROBOTS: Final = UrlPath("/robots.txt")
OPML: Final = UrlPath("/feeds.opml")
#: Files that hosts read. They stand at the root of the folder, whatever the base path is.
HEADERS: Final = UrlPath("/_headers")
REDIRECTS: Final = UrlPath("/_redirects")
MINING: Final = UrlPath("/.well-known/tdmrep.json")


class Site(Value, frozen=True, kw_only=True):
    """The place of publication: `origin` such as `https://briefs.example`, `base` such as `/` or `/daily/`."""

    origin: str
    base: str

    def href(self, address: UrlPath) -> str:
        """Return the address as a link from any page of the site: with the base path, and quoted as a URL."""
        path = self.base + address.removeprefix("/")
        # Nearly all addresses are slugs, and this match takes a tenth of the time of `quote`.
        return path if _PLAIN.fullmatch(path) else quote(path, safe="/~!$&'()*+,;=:@")

    def url(self, address: UrlPath) -> str:
        """Return the address as a whole URL."""
        return self.origin + self.href(address)

    def address(self, url: str) -> UrlPath | None:
        """Return the address that a whole URL names, unquoted; None if it leads to another site or outside the base path."""
        try:
            parts = urlsplit(url)
        except ValueError:
            return None
        path = unquote(parts.path) or "/"
        path = f"{path}/" if f"{path}/" == self.base else path
        is_own = host_in_ascii(parts.netloc) == host_in_ascii(urlsplit(self.origin).netloc) and path.startswith(self.base)
        return UrlPath(f"/{path.removeprefix(self.base)}") if is_own else None


@functools.lru_cache(maxsize=1024)
def host_in_ascii(host: str) -> str:
    """Return a host in lower case and ASCII (Punycode), as Markdown writes it where an author wrote other letters."""
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()


def readable(url: str) -> str:
    """Return a URL or an address as readers write it: letters beyond ASCII stand there as they are.

    What is no letter stays percent-encoded, and so do characters that nobody sees.
    """
    return _ESCAPED.sub(lambda found: _decoded(found[0]), url)


def _decoded(escaped: str) -> str:
    try:
        text = unquote(escaped, errors="strict")
    except UnicodeDecodeError:
        return escaped
    return text if text.isprintable() else escaped


def site_of(base_url: str) -> Site:
    """Return the origin and base path of a validated base URL; an empty one stands for a preview on this machine."""
    parts = urlsplit(base_url or "http://localhost/")
    path = unquote(parts.path)
    return Site(origin=f"{parts.scheme}://{parts.netloc}", base=path if path.endswith("/") else path + "/")


def region(key: str) -> UrlPath:
    """Return the address of a region's page."""
    return UrlPath(f"/{key}/")


def briefing(region_key: str, day: date) -> UrlPath:
    """Return the address of a region's briefing on a date."""
    return UrlPath(f"/{region_key}/{day.isoformat()}/")


def briefings(region_keys: Iterable[str], day: date) -> tuple[UrlPath, ...]:
    """Return the addresses of the regions' briefings on a date, in the order of the keys."""
    name = day.isoformat()
    return tuple([UrlPath(f"/{key}/{name}/") for key in region_keys])


def email(region_key: str, day: date) -> UrlPath:
    """Return the address of a briefing's e-mail edition in HTML."""
    return UrlPath(f"{briefing(region_key, day)}email.html")


def email_text(region_key: str, day: date) -> UrlPath:
    """Return the address of a briefing's e-mail edition in plain text."""
    return UrlPath(f"{briefing(region_key, day)}email.txt")


def briefing_json(region_key: str, day: date) -> UrlPath:
    """Return the address of a briefing's JSON edition."""
    return UrlPath(f"{briefing(region_key, day)}briefing.json")


def article(region_key: str, day: date, slug: str) -> UrlPath:
    """Return the address of an article; `region_key` is its home region's."""
    return UrlPath(f"/{region_key}/{day.isoformat()}/{slug}/")


def day_page(day: date) -> UrlPath:
    """Return the address of the page of one day, with all regions."""
    return UrlPath(f"/dates/{day.isoformat()}/")


def year(number: int) -> UrlPath:
    """Return the address of one year of the archive."""
    return UrlPath(f"/archive/{number:04d}/")


def month(first: date) -> UrlPath:
    """Return the address of one month of the archive; `first` is its first day."""
    return UrlPath(f"/archive/{first.year:04d}/{first.month:02d}/")


def story(key: str) -> UrlPath:
    """Return the address of a story's timeline."""
    return UrlPath(f"/stories/{key}/")


def source(key: str) -> UrlPath:
    """Return the address of the list of one source's items."""
    return UrlPath(f"/sources/{key}/")


def tag(key: str) -> UrlPath:
    """Return the address of the list of one tag's items."""
    return UrlPath(f"/tags/{key}/")


def country(code: str) -> UrlPath:
    """Return the address of the list of one country's items; `code` is its code of ISO 3166-1."""
    return UrlPath(f"/{country_key(code)}/")


def country_key(code: str) -> str:
    """Return the address of a country's page without slashes at its ends; no region has it as its key."""
    return f"countries/{code.lower()}"


def standing(name: str) -> UrlPath:
    """Return the address of a standing page; `name` is its file's name without `.md`."""
    return UrlPath(f"/{name}/")


def page(first: UrlPath, number: int) -> UrlPath:
    """Return the address of page `number`, from 1 for the oldest, of the list whose newest page is `first`."""
    return UrlPath(f"{first}page/{number}/")


def atom(first: UrlPath = HOME) -> UrlPath:
    """Return the address of the Atom feed of the site, or of the region or country whose page is `first`."""
    return UrlPath(f"{first}feed.xml")


def json_feed(first: UrlPath = HOME) -> UrlPath:
    """Return the address of the JSON Feed of the site, or of the region or country whose page is `first`."""
    return UrlPath(f"{first}feed.json")


def sitemap_part(number: int) -> UrlPath:
    """Return the address of part `number`, from 1, of a sitemap that has an index."""
    return UrlPath(f"/sitemap-{number}.xml")


def search_index(lang: str, period: str) -> UrlPath:
    """Return the address of the folder of one piece of the search index: one language, one year or month."""
    return UrlPath(f"/search/index/{lang}/{period}/")


def asset(name: str, digest: str) -> UrlPath:
    """Return an address that changes with the file's content: `style.css` becomes `/assets/style.1f2e3d4c5b.css`."""
    # Ten hexadecimal digits: among 100,000 assets of one name the chance of a collision is under one in 200.
    stem, dot, extension = name.rpartition(".")
    if not dot:
        stem, extension = name, "bin"
    return UrlPath(f"/assets/{slug(stem) or 'file'}.{digest[:10]}.{extension.lower()}")


def image_size(name: str, digest: str, width: int) -> UrlPath:
    """Return the address of a picture's smaller size: `pier.jpg`, 480 pixels wide, is `/assets/pier-480.1f2e3d4c5b.webp`."""
    return asset(f"{slug(name.rpartition('.')[0]) or 'file'}-{width}.webp", digest)


def output_path(address: UrlPath) -> str:
    """Return the path of an address's file, relative to the output folder."""
    path = address.removeprefix("/")
    return f"{path}index.html" if not path or path.endswith("/") else path


def fold_path(path: str) -> str:
    """Return a path in the form in which the least strict file system compares names: case-folded, NFC."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", path).casefold())
