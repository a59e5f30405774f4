"""Floor 7. Chats as text: what Telegram copies, what WhatsApp exports. Each message that may be an article is an entry.

A message begins with a line that says who and when; the rest is its text. Who wrote and when are lines of the kept text.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from briefgen.importing.capture.decoding import decode_capture
from briefgen.importing.containers.archives import Archive, ZipError
from briefgen.importing.containers.documents import clean, message_of
from briefgen.importing.containers.entries import MOST_ENTRIES, Entry, Opened, damaged
from briefgen.importing.containers.telegram import chosen

_MARKS: Final = "\u200e\u200f\u202a\u202c\ufeff"
_WHEN: Final = r"[^\[\]\n]{0,40}?\d{1,2}[:.]\d{2}(?:[:.]\d{2})?[^\[\]\n]{0,12}?"
#: Telegram: "Orsund Wire, [06.05.2025 10:00]", and of late "Orsund Wire, [May 6, 2025 at 10:00:00 AM]:".
_TELEGRAM: Final = re.compile(rf"^(?P<who>[^\n\[\]]{{1,80}}), \[(?P<when>{_WHEN})\]:?[ \t]*$", re.MULTILINE)
#: Days and times as phones write them: "06.05.25, 10:00:00", "2025. 5. 6. 오전 10:00", "6/5/2025, 10:00 a. m.",
#: "6.5.2025 klo 10.00"; in Arabic there are marks of direction between the figures.
_BETWEEN: Final = rf"[{_MARKS}]*[./-] ?[{_MARKS}]*"
_DAY: Final = rf"\d{{1,4}}{_BETWEEN}\d{{1,2}}{_BETWEEN}\d{{1,4}}\.?[{_MARKS}]*"
_HALF: Final = r"[AaPp]\.?[ \u00a0]?[Mm]\.?|[صم]|[πμ]\.?μ\.?"
_TIME: Final = (
    r"(?:(?:à|klo|kl\.?|um|at|la|ora|o) )?(?:(?:上午|下午|오전|오후|午前|午後) ?)?"
    rf"\d{{1,2}}[:.]\d{{2}}(?:[:.]\d{{2}})?(?:[ \u00a0\u202f]?(?:{_HALF}))?[{_MARKS}]*"
)
#: WhatsApp on Android: "06/05/2025, 10:00 - Orsund Wire: text"; on iOS: "[06.05.25, 10:00:00] Orsund Wire: text"; copied in
#: a browser: "[10:00, 06/05/2025] Orsund Wire: text". A text may also begin on the next line.
_HEAD: Final = rf"(?P<when>{_DAY}[,،]? ?{_TIME}|{_TIME}[,،] ?{_DAY})"
_SAID: Final = r"(?:(?P<who>[^\n:]{1,80}):(?: |$))?(?P<text>[^\n]*)"
_ANDROID: Final = re.compile(rf"^[{_MARKS}]*{_HEAD} [-–] {_SAID}", re.MULTILINE)
_IOS: Final = re.compile(rf"^[{_MARKS}]*\[{_HEAD}\] {_SAID}", re.MULTILINE)
_NUMBERS: Final = re.compile(r"(\d{1,4})([./-]) ?(\d{1,2})[./-] ?(\d{1,4})")
_DIRECTION: Final = str.maketrans("", "", _MARKS)
#: Lines of Telegram that say what was there beside the text.
_ASIDE: Final = re.compile(
    r"^\[ ?(?:Photo|Video|Album|File|Sticker|GIF|Voice message|Poll|Location|Animation|Audio)[^\]\n]{0,60}\]$"
    r"|^\[In reply to [^\]\n]{1,100}\]$"
)
_FORWARDED: Final = re.compile(r"^\[?Forwarded (?:message )?from:? ([^\]\n]{1,80})\]?$", re.IGNORECASE)
_EXPORT: Final = re.compile(r"(?:^|/)(?:_chat|WhatsApp[^/]*)\.txt$", re.IGNORECASE)
#: What WhatsApp shows as bold or italic; a star behind a figure, as in "a 4* hotel", is none.
_EMPHASIS: Final = tuple(
    re.compile(rf"(?<![\w{mark}])[{mark}](?=\S)([^{mark}\n]+)(?<=\S)[{mark}](?![\w{mark}])") for mark in "*_"
)
_SIGNATURE: Final = re.compile(r"^(?:@\w{3,40}|(?:https?://)?t\.me/\S{2,80})$")


#: Most notices of the program before somebody writes.
_NOTICES: Final = 30


class _Message(NamedTuple):
    who: str
    when: str
    text: str


def is_chat(data: bytes, _name: str) -> bool:
    """Does the text begin with a message? Notices of the program may come before it."""
    head = data[:4096].decode("utf-8", "ignore").replace("\r\n", "\n").lstrip(f"{_MARKS}\n ")
    return _form_of(head) is not None


def _form_of(text: str) -> re.Pattern[str] | None:
    """Return the pattern of the messages that a text begins with, where one of the first says who wrote it.

    The program's own notices do not, and neither does the first line of an article: "06.05.2025, 10:00 - Politics".
    """
    for pattern in (_TELEGRAM, _ANDROID, _IOS):
        if pattern.match(text) and any(found["who"] for found in islice(pattern.finditer(text), _NOTICES)):
            return pattern
    return None


def is_zipped_chat(archive: Archive, _name: str) -> bool:
    """Is this an export of WhatsApp as it is sent: a chat with its pictures?"""
    return bool(_chats_in(archive))


def read_zipped_chat(archive: Archive, name: str) -> Opened:
    """Return the messages of the chat in an export."""
    try:
        return read_chat(archive.read(_chats_in(archive)[0]), name)
    except ZipError as error:
        return damaged("chat", str(error))


def _chats_in(archive: Archive) -> list[str]:
    return [name for name in archive.names if _EXPORT.search(name)]


def read_chat(data: bytes, _name: str) -> Opened:
    """Return the messages that are long enough for an article."""
    text, _, _ = decode_capture(data)
    text = text.replace("\r\n", "\n").replace("\r", "\n").lstrip(f"{_MARKS}\n ")
    pattern = _form_of(text)
    if pattern is None:
        return damaged("chat", "it does not begin with a message")
    messages = list(_messages(text, pattern))
    if len(messages) > MOST_ENTRIES:
        return damaged("chat", f"it has {len(messages):,} messages, the limit is {MOST_ENTRIES:,}")
    order = _order(message.when for message in messages)
    last = Counter(_last_line(message.text) for message in messages)
    entries = [
        _entry(message, number, order, last)
        for number, message in enumerate(messages, start=1)
        if message.who and message.text.strip()
    ]
    return chosen(entries)


def _messages(text: str, pattern: re.Pattern[str]) -> Iterator[_Message]:
    marks = list(pattern.finditer(text))
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    for mark, end in zip(marks, ends, strict=True):
        first = mark["text"] if "text" in pattern.groupindex else ""
        who = (mark["who"] or "").strip(f"{_MARKS} ~")
        written = f"{first}{text[mark.end() : end]}".strip(f"{_MARKS} \n")
        yield _Message(who, mark["when"].translate(_DIRECTION).strip(), written if pattern is _TELEGRAM else _plain(written))


def _plain(text: str) -> str:
    """Return a message of WhatsApp without its marks of bold and italic words."""
    for pattern in _EMPHASIS:
        text = pattern.sub(r"\1", text)
    return text


def _last_line(text: str) -> str:
    return text.rstrip().rpartition("\n")[2].strip()


def _entry(message: _Message, number: int, order: str, last: Counter[str]) -> Entry:
    """Return a message without what the channel writes below each, and without the program's own lines."""
    who = message.who
    lines: list[str] = []
    for line in message.text.split("\n"):
        forwarded = _FORWARDED.match(line.strip())
        who = forwarded[1].strip() if forwarded else who
        if not forwarded and not _ASIDE.match(line.strip()):
            lines.append(line.strip(_MARKS))
    while lines and (not lines[-1].strip() or _is_signature(lines[-1].strip(), last)):
        lines.pop()
    text = "\n".join(lines).strip()
    label = clean(text.split("\n", 1)[0])
    day = _day(message.when, order)
    when = f"{day} ({message.when})" if day else message.when
    return Entry(data=message_of(who, when, text), is_page=False, number=number, label=label)


def _is_signature(line: str, last: Counter[str]) -> bool:
    return bool(_SIGNATURE.match(line)) or (last[line] > 1 and len(line.split()) <= 8)


def _order(whens: Iterator[str] | list[str]) -> str:
    """Return in which order a chat writes its days: "ymd", "dmy" or "mdy"; empty where its days do not tell."""
    firsts, seconds, is_dotted = 0, 0, False
    for when in whens:
        match = _NUMBERS.search(when)
        if match is None:
            continue
        if len(match[1]) == 4:
            return "ymd"
        firsts, seconds = max(firsts, int(match[1])), max(seconds, int(match[3]))
        is_dotted = is_dotted or match[2] == "."
    if firsts > 12 or is_dotted:
        return "dmy"
    return "mdy" if seconds > 12 else ""


def _day(when: str, order: str) -> str:
    """Return the day of a message as 2025-05-06; empty where its order is not known, or it is in words."""
    match = _NUMBERS.search(when)
    if match is None or not order:
        return ""
    numbers = [int(match[place]) for place in (1, 3, 4)]
    year, month, day = (numbers[order.index(part)] for part in "ymd")
    year += 2000 if year < 100 else 0
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else ""
