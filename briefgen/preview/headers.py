"""Floor 9. Headers of requests: who may read the preview (Host, Origin), and what a browser has or wants of an answer.

A site can point a name at 127.0.0.1 (DNS rebinding), so the name in the request decides, and not the sender's address.
Names are compared exactly, without patterns: development servers have been read through patterns again and again
(CVE-2025-24010, -30360). Players of sound and video request ranges, and some play nothing without them.
"""

import hashlib
import ipaddress
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

_LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "::1"})
#: A Host header: an IPv6 address in brackets, or a name or IPv4 address, and a port or none.
_HOST: Final = re.compile(r"(?:\[([0-9a-f.]*:[0-9a-f:.]*)\]|([^:\[\]]+))(?::([1-9][0-9]{0,4}))?")
#: The highest port of TCP.
_LAST_PORT: Final = 65535
_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


def is_allowed_host(header: str, listening_on: str) -> bool:
    """May a preview that listens on an address answer a request with this Host header?

    A preview on loopback answers to loopback names only. A preview on a different address answers to that address as well.
    A preview on all addresses (0.0.0.0, ::) answers to every IP address, since DNS cannot point an IP address elsewhere.
    The port may be any that exists: an editor or ssh that forwards the preview gives it a different one.
    """
    found = _HOST.fullmatch(header.lower())
    if found is None or int(found[3] or 1) > _LAST_PORT:
        return False
    name = found[1] or found[2]
    if name in _LOOPBACK_NAMES or name == listening_on.lower():
        return True
    if listening_on not in {"0.0.0.0", "::"}:  # noqa: S104 - compared with, not bound to
        return False
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def is_loopback(address: str) -> bool:
    """Is this the address of a program on the preview's own machine?"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    # On a socket for both, a program with 127.0.0.1 has ::ffff:127.0.0.1.
    mapped = found.ipv4_mapped if isinstance(found, ipaddress.IPv6Address) else None
    return (mapped or found).is_loopback


def is_allowed_origin(header: str | None, site: str | None, listening_on: str) -> bool:
    """May a page with this Origin (and Sec-Fetch-Site, if the browser sends one) listen to the preview's events?"""
    if site not in {None, "same-origin", "none"}:
        return False
    if header is None:
        return True
    try:
        parts = urlsplit(header)
    except ValueError:  # a bracket that never ends
        return False
    return parts.scheme in {"http", "https"} and is_allowed_host(parts.netloc, listening_on)


def reply_to(request: Mapping[str, str], content: bytes) -> tuple[int, bytes, dict[str, str]]:
    """Return status (200, 206, 304 or 416), bytes and headers of the reply to a request for an existing page (RFC 9110).

    `request` are the headers, with names in lower case. A request for several ranges, or for a malformed one, is answered
    with the whole page (14.2).
    """
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": etag, "Accept-Ranges": "bytes"}
    # Weak and strong tags are compared alike here (13.1.2).
    if {"*", etag} & {tag.strip().removeprefix("W/") for tag in request.get("if-none-match", "").split(",")}:
        return 304, b"", headers
    wanted = _RANGE.fullmatch(request.get("range", "").strip())
    if wanted is None or wanted[0] == "bytes=-" or request.get("if-range", etag) != etag:
        return 200, content, headers
    size = len(content)
    if wanted[1]:
        first, last = int(wanted[1]), int(wanted[2] or size)
        if last < first:
            return 200, content, headers
    else:
        first, last = max(0, size - int(wanted[2])), size
    last = min(last, size - 1)
    if first > last:
        return 416, b"", headers | {"Content-Range": f"bytes */{size}"}
    return 206, content[first : last + 1], headers | {"Content-Range": f"bytes {first}-{last}/{size}"}
