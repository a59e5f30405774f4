"""Floor 7. Pages saved by Safari (.webarchive, a property list): the page and its address."""

import plistlib
from typing import Any
from xml.parsers.expat import ExpatError

from briefgen.importing.containers.documents import decode_part
from briefgen.importing.containers.entries import Entry, Opened, damaged
from briefgen.importing.containers.warc import urlsplit_path


def is_property_list(data: bytes, name: str) -> bool:
    """Is this a property list: the binary one, or the one in XML of a file with the name of an archive?"""
    return data.startswith(b"bplist") or (name.endswith(".webarchive") and b"<plist" in data[:1000])


def read_property_list(data: bytes, _name: str) -> Opened:
    """Return the page of a web archive."""
    what = "web archive of Safari"
    try:
        value: Any = plistlib.loads(data)
    except (plistlib.InvalidFileException, ExpatError, ValueError, OverflowError, RecursionError, LookupError, TypeError):
        return damaged(what, "it is damaged")
    main = value.get("WebMainResource") if isinstance(value, dict) else None
    page = main.get("WebResourceData") if isinstance(main, dict) else None
    if not isinstance(main, dict) or not isinstance(page, bytes) or "html" not in str(main.get("WebResourceMIMEType", "")):
        return damaged(what, "it is a property list without a page")
    url = str(main.get("WebResourceURL", ""))
    text = decode_part(page, str(main.get("WebResourceTextEncodingName", "")))
    data = text.encode() if text is not None else page
    return Opened(entries=(Entry(data=data, is_page=True, label=urlsplit_path(url), url=url),))
