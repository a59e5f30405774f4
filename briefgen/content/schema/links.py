"""Floor 2. Kinds of values that become addresses or file names: URLs, aliases, slugs, layouts, countries.

Each kind is an allow-list: a value that is not clearly an address of the right kind is a finding.
"""

import ipaddress
import re
import unicodedata
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.content.frontmatter import Scalar
from briefgen.content.schema.kinds import Findings, JsonSchema, Kind, formed, scalar
from briefgen.text.slugs import SLUG_BYTES, SLUG_LENGTH, is_device_name, one_line, slug_in_script
from briefgen.text.words import nearest
from briefgen.values.model import COUNTRIES

#: Longest part of an address, in bytes of UTF-8.
PART_LIMIT: Final = SLUG_BYTES
#: Names that no public name server knows or will ever sell (RFC 2606, RFC 6761): the last part, or the last two.
_RESERVED_ENDINGS: Final = frozenset({"example", "test", "invalid", "localhost"})
_RESERVED_NAMES: Final = frozenset({"example.com", "example.net", "example.org"})

_NOT_IN_URL: Final = re.compile(r"[\s\\<>\"{}|^`]")
_ID_FORM: Final = re.compile(
    r"tag:[A-Za-z0-9.@_-]+,\d{4}(-\d\d){0,2}:[!-~]+|urn:[A-Za-z0-9][A-Za-z0-9-]{1,31}:[!-~]+", re.ASCII
)
_NOT_IN_ALIAS: Final = re.compile(r"[\s\\<>\"{}|^`%?#*:;&]")


def _url(*, may_be_local: bool = False, is_base: bool = False) -> Kind:
    def read(node: Scalar, findings: Findings) -> str | None:
        url = node.text.strip()
        if may_be_local and url.startswith("/") and not url.startswith("//") and not _NOT_IN_URL.search(url):
            return url
        if not is_web_url(url):
            hint = "write the whole address, beginning with https://"
            return findings.add("bad-url", node.place, f'"{url}" is not an address that a reader may be sent to', hint)
        if is_base and not is_base_url(url):
            return findings.add("bad-url", node.place, f'"{url}" is not the address of a site', "leave out user, ? and #")
        return url

    form: JsonSchema = {} if may_be_local else {"format": "uri", "pattern": "^https?://"}
    return scalar("a URL", {"type": "string"} | form, read)


#: A whole http or https URL.
URL: Final = _url()
#: The same, or an address of this site, which begins with one slash.
LINK: Final = _url(may_be_local=True)
#: A URL at which a site can be published: without user, query and fragment.
BASE_URL: Final = _url(is_base=True)


def _read_id(node: Scalar, findings: Findings) -> str | None:
    identity = node.text.strip()
    if _ID_FORM.fullmatch(identity) or is_web_url(identity):
        return identity
    hint = "write a tag URI such as tag:example.org,2025:boats, or the whole address that the item had at first"
    return findings.add("bad-value", node.place, f'"{one_line(identity)}" cannot be the id of an item in feeds', hint)


#: The id of an item in feeds: a tag URI (RFC 4151), a URN, or a whole http or https URL.
FEED_ID: Final = scalar("an id", {"type": "string", "format": "uri", "pattern": "^(tag:|urn:|https?://)"}, _read_id)


def _read_alias(node: Scalar, findings: Findings) -> str | None:
    alias = node.text
    parts = alias.removeprefix("/").removesuffix("/").split("/")
    if not alias.startswith("/") or _NOT_IN_ALIAS.search(alias) or not all(map(_is_publishable, parts)):
        hint = 'write the path of the old address, such as "/briefs/old-name/"'
        return findings.add("bad-alias", node.place, f'"{alias}" is not an address on this site', hint)
    return alias if alias.endswith(("/", ".html", ".htm")) else f"{alias}/"


#: The path of an old address of the site. An alias becomes a folder, or a file if it ends in `.html` or `.htm`.
ALIAS: Final = scalar("an address on this site", {"type": "string", "pattern": "^/[^/]"}, _read_alias)


def _read_slug(node: Scalar, findings: Findings) -> str | None:
    # Editors and systems write the same letters in two forms; an address has one.
    given = unicodedata.normalize("NFC", node.text)
    proper = slug_in_script(given)
    if proper and proper == given:
        return proper
    hint = f'write "{proper}"' if proper else "write letters, digits and hyphens"
    return findings.add("bad-slug", node.place, f'"{node.text}" cannot be part of an address', hint)


# JSON Schema has no classes of letters: of what a slug cannot have, this leaves out white space, and ASCII's signs and
# capitals.
_WORD: Final = r"[^\s!-,./:-`{-\x7f-]+"

#: The last part of an article's address.
SLUG: Final = scalar("text", {"type": "string", "pattern": f"^{_WORD}(-{_WORD})*$", "maxLength": SLUG_LENGTH}, _read_slug)


def _read_country(node: Scalar, findings: Findings) -> str | None:
    if node.text in COUNTRIES:
        return node.text
    close = node.text.upper() if node.text.upper() in COUNTRIES else nearest(node.text, tuple(sorted(COUNTRIES)))
    hint = f'nearest is "{close}"' if close else "write the two letters of ISO 3166-1, such as IQ"
    return findings.add("unknown-country", node.place, f'country "{node.text}" is not in ISO 3166-1', hint)


#: A code of ISO 3166-1 alpha-2, in capitals.
COUNTRY: Final = scalar("a country code", {"enum": sorted(COUNTRIES)}, _read_country, is_closed=True)

#: The name of a layout in the folder of layouts.
LAYOUT: Final = formed(r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*\.html", "write a file name such as article.html")


def is_web_url(url: str) -> bool:
    """Is a text a whole http or https URL with a host, without characters that a URL has to escape?"""
    if _NOT_IN_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def is_base_url(url: str) -> bool:
    """Can a site be published at a URL? The URL must have no user, query or fragment."""
    if not is_web_url(url):
        return False
    parts = urlsplit(url)
    folders = unquote(parts.path).removeprefix("/").removesuffix("/").split("/")
    is_plain = "//" not in parts.path and (folders == [""] or all(map(_is_publishable, folders)))
    return is_plain and not parts.query and not parts.fragment and "@" not in parts.netloc


def why_not_for_readers(base_url: str) -> str:
    """Return why readers should not be given a valid base URL: its host is reserved or a number; empty if they may be."""
    host = (urlsplit(base_url).hostname or "").rstrip(".").lower()
    if host.rpartition(".")[2] in _RESERVED_ENDINGS or ".".join(host.split(".")[-2:]) in _RESERVED_NAMES:
        return "is a name for examples and tests, which no reader can open"
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return ""
    return "is the number of a machine and no name: links to the site end when it moves"


def _is_publishable(part: str) -> bool:
    """Can a text be one part of an address, and the name of a file or folder on every common system?"""
    is_odd = not part or part.startswith(".") or part.endswith((".", " "))
    return not is_odd and len(part.encode()) <= PART_LIMIT and not is_device_name(part)
