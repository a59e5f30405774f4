"""Floor 7. Mailboxes (mbox): messages one after another, each below a line that begins with "From "."""

import re
from typing import Final

from briefgen.importing.containers.entries import MOST_ENTRIES, Opened, damaged
from briefgen.importing.containers.mail import read_messages

_FROM: Final = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\r\n\r\n))From [^\r\n]{1,200}\r?\n(?=[!-9;-~]{1,60}:)")
#: Lines of a text that would begin a message are written with a ">" before them.
_QUOTED: Final = re.compile(rb"^>(>*From )", re.MULTILINE)


def is_mailbox(data: bytes, _name: str) -> bool:
    """Do the bytes begin like a mailbox?"""
    return _FROM.match(data) is not None


def read_mailbox(data: bytes, _name: str) -> Opened:
    """Return the entries of all messages."""
    marks = list(_FROM.finditer(data))
    if len(marks) > MOST_ENTRIES:
        return damaged("mailbox", f"it has {len(marks):,} messages, the limit is {MOST_ENTRIES:,}")
    ends = [*(mark.start() for mark in marks[1:]), len(data)]
    return read_messages([_QUOTED.sub(rb"\1", data[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)])
