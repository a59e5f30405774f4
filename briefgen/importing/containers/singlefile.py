"""Floor 7. Pages saved by browser extensions as one page (SingleFile): a comment states the address and the time.

The page is kept as it is.
"""

import re
from typing import Final

from briefgen.importing.containers.entries import Entry, Opened
from briefgen.importing.containers.moments import instant_of, with_zone
from briefgen.importing.containers.warc import urlsplit_path

_COMMENT: Final = re.compile(rb"<!--\s*Page saved with SingleFile(.{0,4000}?)-->", re.DOTALL)
_FIELD: Final = re.compile(r"^\s*(url|saved date):\s*(\S.*?)\s*$", re.MULTILINE)
#: "Tue May 06 2025 12:10:00 GMT+0200 (Central European Summer Time)", as scripts write a moment.
_MOMENT: Final = re.compile(r"\w{3} (\w{3}) (\d\d) (\d{4}) (\d\d:\d\d:\d\d) GMT([+-]\d{4})")
_MONTHS: Final = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_HEAD: Final = 16_384
#: "saved from url=(0030)https://...": what browsers write above a page that they save.
_MARK: Final = re.compile(rb"<!--\s*saved from url=\(\d{4}\)(https?://[^\s>]{4,1900}?)\s*-->")


def is_single_file(data: bytes, _name: str) -> bool:
    """Is this a page that says where it was saved from?"""
    return bool(_COMMENT.search(data[:_HEAD]) or _MARK.search(data[:_HEAD]))


def read_single_file(data: bytes, _name: str) -> Opened:
    """Return the page."""
    mark = _MARK.search(data[:_HEAD])
    comment = _COMMENT.search(data[:_HEAD])
    fields = dict(_FIELD.findall(comment[1].decode("utf-8", "replace"))) if comment else {}
    url = fields.get("url", "") or (mark[1].decode("ascii", "replace") if mark else "")
    saved = fields.get("saved date", "")
    return Opened(entries=(Entry(data=data, is_page=True, label=urlsplit_path(url), url=url, captured_at=_instant(saved)),))


def _instant(text: str) -> str:
    match = _MOMENT.match(text)
    if match and match[1] in _MONTHS:
        month = _MONTHS.index(match[1]) + 1
        text = f"{match[3]}-{month:02}-{match[2]}T{match[4]}{match[5]}"
    return with_zone(instant_of(text))
