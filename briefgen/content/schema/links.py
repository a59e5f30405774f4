"""Floor 2. Kinds of values that become addresses or file names: URLs, aliases, slugs, layouts, countries.

Each kind is an allow-list: a value that is not clearly an address of the right kind is a finding.
"""

import re
from typing import Final
from urllib.parse import unquote, urlsplit

from briefgen.content.frontmatter import Node, Scalar
from briefgen.content.schema.kinds import Findings, JsonSchema, Kind, Text, is_clean
from briefgen.text.slugs import is_device_name, slug
from briefgen.text.words import nearest
from briefgen.values.model import COUNTRIES

#: Schemes of URLs that a page may link to.
WEB_SCHEMES: Final = ("http", "https")

#: Longest part of an address, in bytes of UTF-8: file systems allow 255.
PART_LIMIT: Final = 200

_NOT_IN_URL: Final = re.compile(r"[\s\\<>\"{}|^`]")
_NOT_IN_ALIAS: Final = re.compile(r"[\s\\<>\"{}|^`%?#*:;&]")


class Url(Kind[str]):
    """A whole http or https URL. With `may_be_local` also an address of this site, which begins with one slash.

    With `is_base` only a URL at which a site can be published: without user, query and fragment.
    """

    wants = "a URL"

    def __init__(self, *, may_be_local: bool = False, is_base: bool = False) -> None:
        self._may_be_local = may_be_local
        self._is_base = is_base

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if not is_clean(node, findings):
            return None
        url = node.text.strip()
        if self._may_be_local and url.startswith("/") and not url.startswith("//") and not _NOT_IN_URL.search(url):
            return url
        if not is_web_url(url):
            hint = "write the whole address, beginning with https://"
            return findings.add("bad-url", node.place, f'"{url}" is not an address that a reader may be sent to', hint)
        if self._is_base and not is_base_url(url):
            return findings.add("bad-url", node.place, f'"{url}" is not the address of a site', "leave out user, ? and #")
        return url

    def json_schema(self) -> JsonSchema:
        return {"type": "string"} if self._may_be_local else {"type": "string", "format": "uri", "pattern": "^https?://"}


class Alias(Kind[str]):
    """The path of an old address of the site. An alias becomes a folder, or a file if it ends in `.html` or `.htm`."""

    wants = "an address on this site"

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if not is_clean(node, findings):
            return None
        alias = node.text
        parts = alias.removeprefix("/").removesuffix("/").split("/")
        if not alias.startswith("/") or _NOT_IN_ALIAS.search(alias) or not all(map(is_publishable, parts)):
            hint = 'write the path of the old address, such as "/briefs/old-name/"'
            return findings.add("bad-alias", node.place, f'"{alias}" is not an address on this site', hint)
        return alias if alias.endswith(("/", ".html", ".htm")) else f"{alias}/"

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": "^/[^/]"}


class SlugKind(Kind[str]):
    """The last part of an article's address."""

    wants = "text"

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if not is_clean(node, findings):
            return None
        proper = slug(node.text)
        if proper and proper == node.text:
            return proper
        hint = f'write "{proper}"' if proper else "write ASCII letters, digits and hyphens"
        return findings.add("bad-slug", node.place, f'"{node.text}" cannot be part of an address', hint)

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$", "maxLength": 80}


class Country(Kind[str]):
    """A code of ISO 3166-1 alpha-2, in capitals."""

    wants = "a country code"

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if node.text in COUNTRIES:
            return node.text
        close = node.text.upper() if node.text.upper() in COUNTRIES else nearest(node.text, tuple(sorted(COUNTRIES)))
        hint = f'nearest is "{close}"' if close else "write the two letters of ISO 3166-1, such as IQ"
        return findings.add("unknown-country", node.place, f'country "{node.text}" is not in ISO 3166-1', hint)

    def json_schema(self) -> JsonSchema:
        return {"enum": sorted(COUNTRIES)}


#: The name of a layout in the folder of layouts.
LAYOUT: Final = Text(
    required=True, pattern=r"(?!.*\.\.)[A-Za-z0-9_][A-Za-z0-9_./-]*\.html", example="write a file name such as article.html"
)


def is_web_url(url: str) -> bool:
    """Is a text a whole http or https URL with a host, without characters that a URL has to escape?"""
    if _NOT_IN_URL.search(url):
        return False
    try:
        parts = urlsplit(url)
        return parts.scheme.lower() in WEB_SCHEMES and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        return False


def is_base_url(url: str) -> bool:
    """Can a site be published at a URL? The URL must have no user, query or fragment."""
    if not is_web_url(url):
        return False
    parts = urlsplit(url)
    folders = unquote(parts.path).removeprefix("/").removesuffix("/").split("/")
    is_plain = "//" not in parts.path and (folders == [""] or all(map(is_publishable, folders)))
    return is_plain and not parts.query and not parts.fragment and "@" not in parts.netloc


def is_publishable(part: str) -> bool:
    """Can a text be one part of an address, and the name of a file or folder on every common system?"""
    return (
        bool(part)
        and not part.startswith(".")
        and not part.endswith((".", " "))
        and len(part.encode()) <= PART_LIMIT
        and not is_device_name(part)
    )
