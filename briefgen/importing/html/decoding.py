"""Floor 7. Bytes of a page -> its text, so that the text gives back the bytes. What a page says of itself is often wrong.

In this order: a byte order mark; UTF-8 where the bytes are that and not only ASCII, whatever the page declares, since text
in another encoding is hardly ever UTF-8 by chance; what the page declares, where it fits; a guess, which is told.
"""

import re
from typing import Final

from briefgen.importing.capture.lines import decode_capture

_DECLARED: Final = re.compile(
    rb"""<meta[^>]{0,300}?charset\s*=\s*["']?\s*([A-Za-z0-9_:-]{2,30})|^\s*<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9_:-]{2,30})""",
    re.IGNORECASE,
)
#: Bytes in which a declaration counts; the standard says 1,024, pages have it later behind long comments.
_HEAD: Final = 8192

# Names that pages use -> the codec that browsers take for them, which often is a superset. Other names are not followed:
# Python knows codecs that are no encodings of text, and UTF-7 hides markup.
_CODECS: Final = {
    **dict.fromkeys(["iso-8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii", "windows-1252", "cp1252"], "cp1252"),
    **dict.fromkeys(["iso-8859-9", "latin5", "windows-1254"], "cp1254"),
    **dict.fromkeys(["gb2312", "gbk", "gb18030", "x-gbk"], "gb18030"),
    **dict.fromkeys(["shift_jis", "shift-jis", "sjis", "x-sjis", "windows-31j"], "cp932"),
    **dict.fromkeys(["euc-kr", "ks_c_5601-1987", "korean", "windows-949"], "cp949"),
    **dict.fromkeys(["euc-jp", "x-euc-jp"], "euc_jp"),
    **dict.fromkeys(["big5", "big5-hkscs", "x-x-big5"], "big5hkscs"),
    **{f"iso-8859-{part}": f"iso8859_{part}" for part in (2, 3, 4, 5, 6, 7, 8, 10, 13, 14, 15, 16)},
    **{f"windows-125{part}": f"cp125{part}" for part in (0, 1, 3, 5, 6, 7, 8)},
    "iso-8859-8-i": "iso8859_8",
    "koi8-r": "koi8_r",
    "koi8-u": "koi8_u",
    "macintosh": "mac_roman",
    "windows-874": "cp874",
    "tis-620": "cp874",
}


#: Every codec that a capture is read with, and so every one that a ledger may name. Python knows others that are no
#: encodings of text: they raise what decoding does not, or make much of little.
CODECS: Final = frozenset(["utf-8", "utf-16-le", "utf-16-be", "cp1256", "cp1252", *_CODECS.values()])


def decode_html(data: bytes) -> tuple[str, str, bool]:
    """Return a page's text, the codec that it was read with, and whether that is a guess."""
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"}:
        if not data.isascii() and _is_utf8(data):
            return data.decode("utf-8"), "utf-8", False
        declared = _DECLARED.search(data[:_HEAD])
        codec = _CODECS.get((declared[1] or declared[2]).decode("ascii").lower()) if declared else None
        if codec and not data.isascii():
            text = _try(data, codec)
            if text is not None:
                return text, codec, False
    return decode_capture(data)


def looks_like_html(data: bytes) -> bool:
    """Do the bytes begin like a page of HTML? White space, comments and an XML declaration may come first."""
    head = data[:4096]
    if head[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        head = head.replace(b"\0", b"")[2:]
    head = _BEFORE.sub(b"", head, count=1).lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


_BEFORE: Final = re.compile(rb"\A(?:\xef\xbb\xbf)?(?:\s|<!--.*?-->|<\?xml[^>]*>)*", re.DOTALL)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _try(data: bytes, codec: str) -> str | None:
    try:
        text = data.decode(codec)
        return text if text.encode(codec) == data else None
    except UnicodeError:
        return None
