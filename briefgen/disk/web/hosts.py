"""Floor 5. Which addresses of the network a name leads to, and whether the whole world can reach them.

A text can name any host: a router, a printer, the service of a cloud that hands out keys. So names are resolved here, each
address is looked at, and the request goes to that very address: a name that leads elsewhere a moment later changes nothing.
"""

import ipaddress
import socket
from typing import Final

#: Prefixes of IPv6 in which an IPv4 address is written: that one decides (RFC 6052, RFC 8215).
_TRANSLATED: Final = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
#: Addresses of one host that are tried.
_TRIED: Final = 4
#: Ports below 1024 on which no web server answers are those of other services: mail, files, names.
_WEB_PORTS: Final = (80, 443)
_FIRST_FREE_PORT: Final = 1024


class NotPublicError(Exception):
    """Says why a host is not asked, in words for a user."""


def is_public(address: str) -> bool:
    """Can everybody on the internet reach an IP address, as far as its number says?"""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour or (found.teredo[1] if found.teredo else None)
        if inner is None and any(found in network for network in _TRANSLATED):
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
    return found.is_global and not found.is_multicast


#: Why the host of a link is not asked.
NOT_PUBLIC: Final = "its host is not on the public internet"


def is_public_host(host: str) -> bool:
    """Does a name lead to an address that everybody can reach? A name that leads nowhere does not."""
    try:
        return bool(addresses_of(host, 443, private=False))
    except (NotPublicError, OSError):
        return False


def addresses_of(host: str, port: int, *, private: bool) -> tuple[str, ...]:
    """Return the IP addresses of a host that may be asked, at most four, in the order of the system.

    `private` allows addresses that are not public as well. Raises NotPublicError if no address may be asked, and
    socket.gaierror if the name leads nowhere.
    """
    if port < _FIRST_FREE_PORT and port not in _WEB_PORTS:
        raise NotPublicError(f"port {port} is not one of the web")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError:
        # A part of a name that is empty or longer than 63 bytes.
        raise socket.gaierror(socket.EAI_NONAME, "no such host") from None
    every = tuple(dict.fromkeys(str(row[4][0]) for row in found))
    allowed = every if private else tuple(filter(is_public, every))
    if not allowed:
        raise NotPublicError(NOT_PUBLIC)
    return allowed[:_TRIED]
