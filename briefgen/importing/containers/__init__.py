"""Floor 7. Files that hold texts or pages in another form: mails, feeds, archives, chats, documents. A file a kind.

`open_container` finds the kind of a file by its bytes and gives its entries, each a text or a page with what the container
states of it. To add a kind, write a module with two functions and add a row to the table. Whatever is of no kind, and no
text or page either, is named by its type (`foreign`).

Everything here is bounded: the bytes that come out of a file, its parts, and how deep they are nested (`entries`). XML and
ZIP have one door each (`markup`, `archives`).
"""

import json
from typing import Any, Final

from briefgen.importing.containers import (
    chats,
    clips,
    epub,
    feeds,
    json_feed,
    mail,
    mbox,
    mhtml,
    newsml,
    ninjs,
    pdf,
    rtf,
    singlefile,
    telegram,
    wacz,
    warc,
    webarchive,
    word,
)  # fmt: skip
from briefgen.importing.containers.archives import Archive, ZipError
from briefgen.importing.containers.entries import Entry, Family, Kind, Opened, Problem, damaged, refused
from briefgen.importing.containers.foreign import name_foreign
from briefgen.importing.containers.markup import XmlError, read_xml
from briefgen.importing.html import looks_like_html
from briefgen.text.words import shorten

__all__ = ["KINDS", "Entry", "Opened", "Problem", "may_be_container", "open_container"]

#: The kinds, in the order in which a file is tried: those whose first bytes are surest come first.
KINDS: Final[tuple[Kind, ...]] = (
    Kind("PDF", "bytes", pdf.is_pdf, pdf.read_pdf),
    Kind("rich text", "bytes", rtf.is_rtf, rtf.read_rtf),
    Kind("web archive", "bytes", warc.is_archive, warc.read_archive),
    Kind("web archive", "bytes", warc.is_packed, warc.read_packed),
    Kind("web archive of Safari", "bytes", webarchive.is_property_list, webarchive.read_property_list),
    Kind("saved page", "bytes", singlefile.is_single_file, singlefile.read_single_file),
    Kind("saved page", "bytes", mhtml.is_saved_page, mhtml.read_saved_page),
    Kind("mailbox", "bytes", mbox.is_mailbox, mbox.read_mailbox),
    Kind("mail", "bytes", mail.is_mail, mail.read_mail),
    Kind("chat", "bytes", chats.is_chat, chats.read_chat),
    Kind("clip", "bytes", clips.is_clip, clips.read_clip),
    Kind("Word document", "zip", word.is_docx, word.read_docx),
    Kind("OpenDocument text", "zip", word.is_odt, word.read_odt),
    Kind("EPUB", "zip", epub.is_epub, epub.read_epub),
    Kind("web archive", "zip", wacz.is_wacz, wacz.read_wacz),
    Kind("chat", "zip", chats.is_zipped_chat, chats.read_zipped_chat),
    Kind("feed", "json", json_feed.is_json_feed, json_feed.read_json_feed),
    Kind("Telegram export", "json", telegram.is_telegram, telegram.read_telegram),
    Kind("ninjs", "json", ninjs.is_ninjs, ninjs.read_ninjs),
    Kind("feed", "xml", feeds.is_feed, feeds.read_feed),
    Kind("NewsML", "xml", newsml.is_newsml, newsml.read_newsml),
)

#: Bytes that are enough to say whether a file may be anything but a text or a page.
HEAD: Final = 65_536
_ZIP: Final = (b"PK\x03\x04", b"PK\x05\x06")
_SHEETS: Final = (
    ("xl/", "a table of Excel"),
    ("ppt/", "slides of PowerPoint"),
    ("Index/", "a document of Pages, Numbers or Keynote"),
)
_XML_NAMES: Final = (".xml", ".rss", ".atom", ".rdf", ".nitf", ".svg")
_HINT: Final = "save the article as a page or a text, and import that"


def may_be_container(head: bytes, name: str) -> bool:
    """May a file that begins so be anything but a plain text or a page? Then all of it is looked at."""
    name = name.lower()
    head = _in_utf8(head)
    family = _family(head, name)
    if family != "bytes":
        return True
    return any(kind.fits(head, name) for kind in KINDS if kind.family == "bytes") or name_foreign(head, name) is not None


def open_container(data: bytes, name: str) -> tuple[str, Opened] | None:
    """Return the kind of a file and what it holds; None for a plain text or a page, which is read as it is."""
    name = name.lower()
    data = _in_utf8(data)
    family = _family(data, name)
    value: Any = data
    try:
        value = _parse(data, family)
    except XmlError as error:
        return "", damaged("XML", str(error))
    except ZipError as error:
        return "", damaged("ZIP archive", str(error))
    except (ValueError, RecursionError):
        # A text may begin with a bracket; one that begins as no text does is JSON that is broken.
        return ("", damaged("JSON", "it is not well formed")) if name.endswith(".json") or _is_surely_json(data) else None
    kind = next((kind for kind in KINDS if kind.family == family and kind.fits(value, name)), None)
    if kind is not None:
        return kind.name, kind.read(value, name)
    if family == "bytes":
        foreign = name_foreign(data, name)
        return ("", foreign) if foreign is not None else None
    return "", _unknown(value, family)


def _in_utf8(data: bytes) -> bytes:
    """Return the bytes of a file in UTF-16 as those of the same text in UTF-8; any other bytes as they are."""
    if data[:2] not in {b"\xff\xfe", b"\xfe\xff"} or data[2:4] == b"\0\0":
        return data
    return data.decode("utf-16", "ignore").encode("utf-8", "ignore")


def _family(data: bytes, name: str) -> Family:
    head = data[:2000].removeprefix(b"\xef\xbb\xbf").lstrip()
    if data.startswith(_ZIP):
        return "zip"
    if (head and name.endswith(".json")) or (head[:1] in {b"{", b"["} and _is_surely_json(data)):
        return "json"
    if looks_like_html(data):
        return "bytes"
    is_xml = head.startswith((b"<?xml", b"<rss", b"<feed", b"<rdf:RDF", b"<newsItem", b"<newsMessage", b"<nitf", b"<NewsML"))
    return "xml" if is_xml or (head[:1] == b"<" and name.endswith(_XML_NAMES)) else "bytes"


def _is_surely_json(data: bytes) -> bool:
    """Does it begin with a brace and a quoted name, or with brackets around these?"""
    start = b"".join(data[:2000].removeprefix(b"\xef\xbb\xbf").split())[:3]
    return start.startswith((b'{"', b'[{"', b"[[", b'["'))


def _parse(data: bytes, family: Family) -> Any:
    if family == "xml":
        return read_xml(data.removeprefix(b"\xef\xbb\xbf").lstrip())
    if family == "zip":
        return Archive(data)
    return json.loads(data) if family == "json" else data


def _unknown(value: Any, family: Family) -> Opened:
    """Return what is said of a file of JSON, XML or ZIP that is of no kind."""
    if family == "zip":
        what = next((what for start, what in _SHEETS if any(name.startswith(start) for name in value.names)), "")
        if what:
            return refused(f"this is {what}", "copy the article's text into a .txt file, and import that")
        names = ", ".join(value.names[:3])
        return refused(
            f"this is a ZIP archive{f' with {shorten(names, 100)}' if names else ''}",
            "unpack it, and import the files that are in it",
        )
    if family == "xml":
        return refused(f'this is XML of a form that is not read (its first element is "{value.name[:40]}")', _HINT)
    keys = ", ".join(f'"{key}"' for key in list(value)[:4]) if isinstance(value, dict) else ""
    return refused(f"this is JSON of a form that is not read{f' (it has {shorten(keys, 100)})' if keys else ''}", _HINT)
