"""Floor 9. What a request asks of an answer beyond its path: a part of it, or nothing where the browser has it (RFC 9110).

Players of sound and video ask for parts; some play nothing without.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent: status, bytes, and headers beside the type."""

    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


def reply_to(request: Mapping[str, str], content: bytes, etag: str) -> Reply:
    """Return what a request is sent of a page that there is. `request` are its headers, with names in small letters.

    Several parts at once, and whatever is not a plain range, are answered with the whole (RFC 9110, 14.2).
    """
    headers = {"ETag": etag, "Accept-Ranges": "bytes"}
    if _has_it(request.get("if-none-match", ""), etag):
        return Reply(304, b"", headers)
    wanted = _RANGE.fullmatch(request.get("range", "").strip())
    if wanted is None or wanted[0] == "bytes=-" or request.get("if-range", etag) != etag:
        return Reply(200, content, headers)
    size = len(content)
    if wanted[1]:
        first, last = int(wanted[1]), int(wanted[2] or size)
        if last < first:
            return Reply(200, content, headers)
    else:
        first, last = max(0, size - int(wanted[2])), size
    last = min(last, size - 1)
    if first > last:
        return Reply(416, b"", headers | {"Content-Range": f"bytes */{size}"})
    return Reply(206, content[first : last + 1], headers | {"Content-Range": f"bytes {first}-{last}/{size}"})


def _has_it(header: str, etag: str) -> bool:
    # A weak tag is as good as another here (RFC 9110, 13.1.2).
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags
