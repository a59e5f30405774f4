"""Floor 9. Which Host and Origin headers a preview answers: a page on the web must not read it through a name of its own.

Any site can point a name at 127.0.0.1 (DNS rebinding), so the name in the request decides, not where it came from. Exact
names only, no patterns: development servers have been read through patterns again and again (CVE-2025-24010, -30360).
"""

import ipaddress
from collections.abc import Container
from urllib.parse import urlsplit

_LOOPBACK_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


def is_allowed_host(header: str, listening_on: str) -> bool:
    """May a request with this Host header be answered by a preview that listens on that address?

    A preview on loopback answers to loopback names only. One that was told to listen elsewhere also answers to that address;
    on all addresses (0.0.0.0, ::) to any IP address, which no name can be pointed at.
    """
    name = _name_of(header)
    if name is None:
        return False
    if name in _LOOPBACK_NAMES or name == listening_on.casefold():
        return True
    return listening_on in {"0.0.0.0", "::"} and _is_ip(name)  # noqa: S104 - compared with, not bound to


def is_allowed_origin(header: str | None, site: str | None, listening_on: str) -> bool:
    """May a page of this Origin (and Sec-Fetch-Site, where the browser sends it) listen to the preview's events?"""
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
    """Return the host of a Host header without its port, or None where the header is not one."""
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
