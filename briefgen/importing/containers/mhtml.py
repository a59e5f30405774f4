"""Floor 7. Pages saved by browsers as one file (MHTML): the page itself, its address, and when it was saved."""

from email.message import Message

from briefgen.importing.containers.documents import decode_part
from briefgen.importing.containers.entries import Entry, Opened, damaged
from briefgen.importing.containers.mail import first_fields, header, parse_message, parts_of
from briefgen.importing.containers.moments import instant_of, with_zone


def is_saved_page(data: bytes, name: str) -> bool:
    """Is this a page with its parts, and no mail?"""
    head = data[:8192].lower()
    if name.endswith((".mht", ".mhtml")) or b"snapshot-content-location:" in head or b"<saved by " in head:
        return bool(first_fields(data))
    return b"multipart/related" in head and b"content-location:" in head and b"\nto:" not in head


def read_saved_page(data: bytes, _name: str) -> Opened:
    """Return the page: the part that the header names as the root, else the first one of HTML."""
    message = parse_message(data)
    if isinstance(message, str):
        return damaged("saved page (MHTML)", message)
    address = header(message, "Snapshot-Content-Location") or header(message, "Content-Location")
    pages = [part for part in parts_of(message) if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    start = str(message.get_param("start") or "")
    root = next((part for part in pages if start and header(part, "Content-ID") == start), None)
    root = root or next((part for part in pages if address and header(part, "Content-Location") == address), None)
    root = root or next(iter(pages), None)
    page = _page(root) if root else b""
    if root is None or not page:
        return damaged("saved page (MHTML)", "it has no page of HTML")
    url = header(root, "Content-Location") or address
    url = url if url.lower().startswith(("http://", "https://")) else address
    saved = with_zone(instant_of(header(message, "Date")))
    return Opened(entries=(Entry(data=page, is_page=True, label=header(message, "Subject"), url=url, captured_at=saved),))


def _page(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return b""
    text = decode_part(data, part.get_content_charset() or "") if part.get_content_charset() else None
    return text.encode() if text is not None else data
