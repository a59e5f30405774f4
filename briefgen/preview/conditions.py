"""Floor 9. Conditional requests and range requests (RFC 9110): answer with the whole, with a part, or with "not modified".

Players of sound and video request ranges, and some play nothing without them.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

_RANGE: Final = re.compile(r"bytes=([0-9]{0,18})-([0-9]{0,18})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply: its status, its bytes, and its headers except the content type."""

    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)


def reply_to(request: Mapping[str, str], content: bytes, etag: str) -> Reply:
    """Return the reply to a request for an existing page: status 200, 206, 304 or 416.

    `request` are the headers, with names in lower case. A request for several ranges, or for a malformed one, is answered
    with the whole page (RFC 9110, 14.2).
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
    # Weak and strong tags are compared alike here (RFC 9110, 13.1.2).
    tags = {tag.strip().removeprefix("W/") for tag in header.split(",")}
    return "*" in tags or etag in tags
