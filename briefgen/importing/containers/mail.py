"""Floor 7. Mails: a message is a text or a page with sender, day and subject in its head; carried ones are entries too."""

import email.errors
import re
from collections.abc import Iterator, Sequence
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr
from typing import Final, NamedTuple

from briefgen.importing.capture.dates import dates_in
from briefgen.importing.capture.headers import is_note, read_header, read_parts
from briefgen.importing.capture.ledger import Piece
from briefgen.importing.containers.documents import decode_part, paragraphs_of, text_of, visible_text, with_head
from briefgen.importing.containers.entries import MOST_BYTES, Entry, Opened, Stated, damaged, left_out, numbered, refused
from briefgen.importing.containers.moments import instant_of, with_zone
from briefgen.importing.reading import the_rules
from briefgen.text.words import shorten

#: Deepest nesting of parts in parts, and most parts, of one message.
_DEEPEST: Final = 20
_MOST_PARTS: Final = 500
#: Share of the page's words from which on the plain text of a mail is as good, and most of its words that are addresses.
_AS_GOOD: Final = 0.8
_LINKS: Final = 0.06
#: Words under which the text above a carried mail is a note to whoever gets it, and words of a run that two texts share.
_NOTE: Final = 25
_RUN: Final = 4
#: Characters of a note that a finding shows.
_SHOWN: Final = 40
_HEADER: Final = re.compile(rb"[!-9;-~]{1,60}:[ \t]?[^\r\n]*\r?\n?")
_NAMES: Final = frozenset(
    b"from to subject date message-id mime-version received return-path content-type delivered-to reply-to sender".split()
)
_COUNT: Final = re.compile(rb"\A\s*(\d{1,9})[ \t]*\r?\n")
_ADDRESS: Final = re.compile(r"\bhttps?://\S+")
_PREFIXES: Final = re.compile(
    r"^(?:(?:fwd?|re|aw|wg|tr|rv|enc|vs|vb|sv|i|r|odp|pd|转发|答复|回复)\s?[:：]\s*)+", re.IGNORECASE
)
_LIST_TAG: Final = re.compile(r"^\[[^\]]{1,40}\]\s+(?=\S)")


def is_mail(data: bytes, name: str) -> bool:
    """Do the bytes begin with the header of a mail? Without its name, three fields that only mails have are asked for."""
    fields = first_fields(_without_count(data))
    sure = {b"message-id", b"mime-version", b"received", b"return-path", b"delivered-to"}
    if name.endswith((".eml", ".emlx", ".mht", ".mhtml")):
        return bool(_NAMES & fields)
    return len(_NAMES & fields) >= 3 and bool(sure & fields)


def read_mail(data: bytes, _name: str) -> Opened:
    """Return the entries of one message."""
    return read_messages([_without_count(data)])


def _without_count(data: bytes) -> bytes:
    """Return a message without what Apple Mail (.emlx) keeps around it: the number of its bytes, and a property list."""
    match = _COUNT.match(data)
    return data[match.end() : match.end() + int(match[1])] if match else data


def read_messages(messages: list[bytes]) -> Opened:
    """Return the entries of messages: each one's own text, and those of the messages that it carries."""
    entries: list[Entry] = []
    attached: list[str] = []
    notes: list[str] = []
    empty: list[str] = []
    size = 0
    for number, data in enumerate(messages, start=1):
        found = parse_message(data)
        if isinstance(found, str):
            if len(messages) == 1:
                return damaged("mail", found)
            empty.append(f"message {number} ({found})")
            continue
        before = len(entries)
        for message in _messages(found):
            part = _entry_of(message, attached, notes, number)
            entries += [part] if part else []
            size += len(part.data) if part else 0
        if len(entries) == before:
            empty.append(f"message {number}")
        if size > MOST_BYTES:
            return damaged("mail", f"its texts have over {MOST_BYTES:,} bytes")
    problems = []
    if not entries:
        return refused(
            "this mail has no text", "look at it in a mail program: it may be a picture or an attachment alone", "no-article"
        )
    if empty:
        problems.append(left_out(empty, "some messages have no text", "look at them in a mail program"))
    if notes:
        problems.append(
            left_out(notes, "some notes above mails that are carried were not read", "look at them in a mail program")
        )
    if attached:
        problems.append(
            left_out(attached, "some attachments were not read", "save those with articles, and import the files")
        )
    return Opened(entries=numbered(entries), problems=tuple(problems))


def first_fields(data: bytes) -> frozenset[bytes]:
    """Return the names of the fields that the bytes begin with, in lower case."""
    data = data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n")
    fields: list[bytes] = []
    for line in data[:8192].splitlines(keepends=True):
        if line[:1] in b" \t" and fields:
            continue
        if not _HEADER.fullmatch(line):
            break
        fields.append(line.partition(b":")[0].lower())
    return frozenset(fields)


def parse_message(data: bytes) -> Message | str:
    """Return a message, or why it cannot be read."""
    if data.lower().count(b"content-type: multipart") > _MOST_PARTS:
        return f"it has over {_MOST_PARTS} parts with parts"
    try:
        message = BytesParser(policy=compat32).parsebytes(data.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n"))
    except (RecursionError, ValueError, LookupError, email.errors.MessageError):
        return "its parts are not those of a mail"
    return message


def _messages(message: Message) -> Iterator[Message]:
    """Yield a message, then those that it carries as attachments, and those that these carry."""
    stack = [(message, 0)]
    while stack:
        found, depth = stack.pop()
        yield found
        inner = [part.get_payload() for part in parts_of(found) if part is not found and _is_message(part)]
        carried = [one for each in inner if isinstance(each, list) for one in each if isinstance(one, Message)]
        stack += [(one, depth + 1) for one in reversed(carried) if depth < _DEEPEST]


def _is_message(part: Message) -> bool:
    return part.get_content_type() == "message/rfc822"


def parts_of(message: Message) -> Iterator[Message]:
    """Yield the parts of a message in order; those of the messages that it carries are not among them."""
    stack = [(message, 0)]
    count = 0
    while stack and count < _MOST_PARTS:
        part, depth = stack.pop()
        count += 1
        yield part
        inner = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(inner, list) and depth < _DEEPEST:
            stack += [(child, depth + 1) for child in reversed(inner) if isinstance(child, Message)]


def _entry_of(message: Message, attached: list[str], notes: list[str], number: int) -> Entry | None:
    """Return the text of a message as an entry; what is attached to it, and a note above a carried mail, are noted."""
    body = _body(message, attached, number)
    pages = [one for one in body if one.is_page]
    texts = [one for one in body if not one.is_page and not any(_is_of(one.text, page.text) for page in pages)]
    whole = "\n\n".join(visible_text(one.text) if one.is_page else one.text for one in body)
    if not whole.strip():
        return None
    if len(whole.split()) < _NOTE and any(_is_message(part) for part in parts_of(message)):
        notes.append(f'"{shorten(" ".join(whole.split()), _SHOWN)}" of message {number}')
        return None
    stated, when = _stated(message)
    captured_at = with_zone(stated.published)
    if not pages:
        text = "\n\n".join(one.text for one in texts)
        return Entry(data=text_of(stated, text, when), is_page=False, label=stated.title, captured_at=captured_at)
    shown = [one for one in body if one.is_page or one in texts]
    page = "\n".join(one.text if one.is_page else f"<div>\n{paragraphs_of(one.text)}\n</div>" for one in shown)
    stated = _carried_in(whole, stated.title) or stated
    return Entry(data=with_head(stated, page), is_page=True, label=stated.title, captured_at=captured_at)


def _carried_in(text: str, subject: str) -> Stated | None:
    """Return what the header of a forwarded mail states, with at most a note above it; None where no mail is forwarded.

    A mail that is quoted in an answer has the answer's `subject`.
    """
    rules = the_rules()
    lines = [Piece(line=number, text=line) for number, line in enumerate(text.split("\n"), start=1)]
    pieces, parts = read_parts(lines, rules)
    found = [read_header(part, rules) for part in parts if part.fields]
    if not found or not (parts[0].fields or is_note(parts[0], pieces, parts)):
        return None
    if len(found) > 1:
        # Of several mails in one page, none is that of all articles.
        return Stated()
    header = found[0]
    if any(field.kind == "wrote" for part in parts for field in part.fields):
        # The line above the quoted mail is a block of the page, and proposes its day and its writer there.
        return Stated(title=header.title or subject)
    days = [day for one in header.dates if one.where == "published" for day in dates_in(one.text, rules.calendar)]
    return Stated(
        title=header.title,
        publisher=header.publisher or header.sender,
        published=days[0].isoformat() if days else "",
        url=header.url,
        sender=header.claims[0].value if header.claims else "",
    )


class _Body(NamedTuple):
    """A text in a mail, and whether it is markup."""

    text: str
    is_page: bool


def _body(part: Message, attached: list[str], number: int, depth: int = 0) -> list[_Body]:
    """Return the texts of a part in order: of several forms of one text the best, of all others each."""
    kind = part.get_content_type()
    inner = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(inner, list):
        if depth > _DEEPEST:
            attached.append(f"parts in over {_DEEPEST} others of message {number}")
            return []
        found = [_body(child, attached, number, depth + 1) for child in inner if isinstance(child, Message)]
        return _best(found) if kind == "multipart/alternative" else [one for each in found for one in each]
    if kind in {"text/plain", "text/html"} and part.get_content_disposition() != "attachment":
        text = _text(part)
        return [_Body(text, kind == "text/html")] if text.strip() else []
    # A picture with an identifier is one of the page; programs of offices give one to every attachment.
    is_of_page = part.get_content_maintype() == "image" and part.get("Content-ID")
    if not is_of_page and part.get_content_maintype() not in {"multipart", "message"}:
        attached.append(f"{clean_name(part.get_filename()) or kind} of message {number}")
    return []


def _best(forms: Sequence[list[_Body]]) -> list[_Body]:
    """Return one of several forms of a text: the plain one if it is as good as the page."""
    pages = [form for form in forms if any(one.is_page for one in form)]
    plain = [form for form in forms if form and form not in pages]
    if not pages or not plain:
        return (pages or plain or [[]])[-1]
    text, page = ("\n\n".join(one.text for one in form) for form in (plain[0], pages[-1]))
    return plain[0] if _is_as_good(text, page) else pages[-1]


def _is_of(text: str, page: str) -> bool:
    """Is a plain text what a page says as well, though the mail does not call them two forms of one?"""
    runs, others = _runs(text), _runs(visible_text(page))
    return len(runs & others) > len(runs) / 2


def _runs(text: str) -> set[tuple[str, ...]]:
    words = text.split()
    return {tuple(words[place : place + _RUN]) for place in range(max(1, len(words) - _RUN + 1))}


def _is_as_good(text: str, page: str) -> bool:
    """Has the plain text of a mail what its page has, and is it a text for people and no list of addresses?"""
    words = len(text.split())
    links = len(_ADDRESS.findall(text))
    return words - links >= _AS_GOOD * len(visible_text(page).split()) and links <= max(2, _LINKS * words)


def _text(part: Message) -> str:
    try:
        data = part.get_payload(decode=True)
    except (ValueError, LookupError):
        return ""
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset() or ""
    text = decode_part(data, charset)
    return text if text is not None else data.decode("cp1252", "replace")


def _stated(message: Message) -> tuple[Stated, str]:
    """Return what the header states, and its date as it is written."""
    sender, address = parseaddr(header(message, "From"))
    when = header(message, "Date")
    title = _LIST_TAG.sub("", _PREFIXES.sub("", header(message, "Subject")))
    # Some programs write the address for the name.
    name = "" if "@" in sender else sender
    stated = Stated(
        title=title, publisher=name, sender="" if name else address, published=instant_of(when), url=_archived(message)
    )
    return stated, when if stated.published else ""


def _archived(message: Message) -> str:
    match = _ADDRESS.search(header(message, "Archived-At"))
    return match[0].rstrip(">") if match else ""


def header(message: Message, name: str) -> str:
    """Return a field of the header as text, on one line."""
    value = message.get(name, "")
    try:
        text = str(make_header(decode_header(str(value))))
    except (ValueError, LookupError, email.errors.MessageError):
        text = str(value)
    return " ".join(text.split())[:1000]


def clean_name(name: str | None) -> str:
    """Return the name of an attachment for one line of a message."""
    return " ".join((name or "").split())[:60]
