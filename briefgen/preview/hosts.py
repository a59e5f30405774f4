"""Floor 9. The Host and Origin headers that a preview accepts, so that no website can read the preview.

A site can point a name at 127.0.0.1 (DNS rebinding), so the name in the request decides, and not the sender's address.
Names are compared exactly, without patterns: development servers have been read through patterns again and again
(CVE-2025-24010, -30360).
"""

import ipaddress
from collections.abc import Container
from urllib.parse import urlsplit

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_allowed_host(header: str, listening_on: str) -> bool:
    """May a preview that listens on an address answer a request with this Host header?

    A preview on loopback answers to loopback names only. A preview on a different address answers to that address as well.
    A preview on all addresses (0.0.0.0, ::) answers to every IP address, since DNS cannot point an IP address elsewhere.
    """
    name = _name_of(header)
    if name is None:
        return False
    if name in _LOOPBACK_NAMES or name == listening_on.casefold():
        return True
    return listening_on in {"0.0.0.0", "::"} and _is_ip(name)  # noqa: S104 - compared with, not bound to


def is_allowed_origin(header: str | None, site: str | None, listening_on: str) -> bool:
    """May a page with this Origin (and Sec-Fetch-Site, if the browser sends one) listen to the preview's events?"""
    if site is not None and site not in _SAME_SITES:
        return False
    if header is None:
        return True
    try:
        parts = urlsplit(header)
    except ValueError:  # a bracket that never ends
        return False
    return parts.scheme in {"http", "https"} and is_allowed_host(parts.netloc, listening_on)


_SAME_SITES: Container[str] = frozenset({"same-origin", "none"})


def _name_of(header: str) -> str | None:
    """Return the host of a Host header without its port, in lower case, or None if the header is malformed."""
    if header.startswith("["):
        name, bracket, port = header[1:].partition("]")
        well_formed = bool(bracket) and (not port or (port[0] == ":" and _is_port(port[1:])))
    else:
        name, colon, port = header.partition(":")
        well_formed = not colon or _is_port(port)
    return name.casefold() if well_formed and name else None


def _is_port(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 5


def _is_ip(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
