"""Floor 7. Bytes of a page -> its text, so that the text gives back the bytes. What a page says of itself is often wrong.

In this order: a byte order mark; UTF-8 where the bytes are that and not only ASCII, whatever the page declares, since text
in another encoding is hardly ever UTF-8 by chance; what the page declares, where it fits; a guess, which is told.
"""

import re
from typing import Final

from briefgen.importing.capture.decoding import (
    CODECS_BY_NAME,
    UTF_16_MARKS,
    decode_capture,
    decode_exactly,
    utf_16_of,
    why_unread,
)

_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:-]{2,30})|^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:-]{2,30})""",
    re.IGNORECASE,
)
#: Bytes in which a declaration counts; the standard says 1,024, pages have it later behind long comments.
_HEAD: Final = 8192


def decode_html(data: bytes) -> tuple[str, str, bool]:
    """Return a page's text, the codec that it was read with, and whether that is a guess."""
    if not utf_16_of(data):
        if not data.isascii() and decode_exactly(data, "utf-8") is not None:
            return data.decode("utf-8"), "utf-8", False
        declared = _DECLARED.search(data[:_HEAD])
        codec = CODECS_BY_NAME.get((declared[1] or declared[2]).decode("ascii").lower()) if declared else None
        if codec and not data.isascii():
            text = decode_exactly(data, codec)
            if text is not None:
                return text, codec, False
    return decode_capture(data)


def why_unread_html(data: bytes) -> str:
    """Return why a page's letters are not known, as `why_unread` does of a text."""
    _, encoding, is_guess = decode_html(data)
    return why_unread(data) if is_guess and encoding == "utf-8" else ""


def looks_like_html(data: bytes) -> bool:
    """Do the bytes begin like a page of HTML? White space, comments and an XML declaration may come first."""
    head = data[:4096]
    if utf_16_of(head):
        head = head.replace(b"\0", b"").removeprefix(UTF_16_MARKS[0]).removeprefix(UTF_16_MARKS[1])
    head = _BEFORE.sub(b"", head, count=1).lower()
    return _PAGE.match(head) is not None


#: What a page begins with, and what begins a stretch of one that somebody cut out: no text begins so.
_PAGE: Final = re.compile(
    rb"<(?:!doctype html|html|head|body|article|main|section|header|div|table|center|h[1-6]|p|meta|title|link)(?=[\s>])"
)
_BEFORE: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?xml[^>]*>)*", re.DOTALL)
