"""Floor 7. An entry -> the bytes that are kept of it: a text or a page whose head says what the container states.

The head is part of the capture, so the ledger accounts for it, and what it states can be proved of the article. A text has
the header lines of a mail, a page has the elements that pages have for this.
"""

import re
from html import escape
from typing import Final

from briefgen.importing.capture.decoding import CODECS_BY_NAME
from briefgen.importing.containers.entries import Stated
from briefgen.importing.html.metadata import SENDER, SENT
from briefgen.text.characters import expand_references, legible, without_controls
from briefgen.text.slugs import one_line

#: Encodings of mails that are no encodings of files: letters change their meaning in the middle of a text.
_OF_MAILS: Final = {"iso-2022-jp": "iso2022_jp_2", "iso-2022-kr": "iso2022_kr", "hz-gb-2312": "hz"}
#: Longest value of a head, in characters.
_LONGEST: Final = 500
_TAG: Final = re.compile(
    r"<(?:script|style)\b.*?(?:</(?:script|style)\s*>|\Z)|<!--.*?(?:-->|\Z)|<[a-zA-Z/!?][^>]*>", re.DOTALL | re.IGNORECASE
)
_BREAKS: Final = re.compile(r"<(?:/?(?:p|div|li|ul|ol|h[1-6]|blockquote|tr|table)\b[^>]*|br\s*/?)>", re.IGNORECASE)
_BLANKS: Final = re.compile(r"\n\s*\n")
_MARKUP: Final = re.compile(
    r"<(?:p|div|br|h[1-6]|ul|ol|li|blockquote|figure|img|table|a|b|i|em|strong|span)\b[^>]*>", re.IGNORECASE
)


def page_of(stated: Stated, body: str) -> bytes:
    """Return a page of an entry that is HTML without a page around it: the title is its headline."""
    headline = f"<h1>{escape(clean(stated.title))}</h1>\n" if stated.title else ""
    lang = f' lang="{escape(stated.lang)}"' if stated.lang else ""
    article = f"<article>\n{headline}{legible(body)}\n</article>"
    return f"<!DOCTYPE html>\n<html{lang}>\n{head_of(stated)}<body>\n{article}\n</body>\n</html>\n".encode()


def with_head(stated: Stated, page: str) -> bytes:
    """Return the page of a mail, which may have a head of its own, with what the mail states before it."""
    rows = [(SENT, stated.published), (SENDER, stated.sender)]
    more = "".join(f'<meta name="{name}" content="{escape(clean(value))}">\n' for name, value in rows if value)
    return f"<!DOCTYPE html>\n{head_of(stated, more)}{legible(page)}".encode()


def head_of(stated: Stated, more: str = "") -> str:
    """Return the head element of a page, with more elements at its end."""
    rows = ['<meta charset="utf-8">']
    rows += [f"<title>{escape(clean(stated.title))}</title>"] if stated.title else []
    rows += [f'<meta property="og:title" content="{escape(clean(stated.title))}">'] if stated.title else []
    for name, value in (
        ("og:site_name", stated.publisher),
        ("article:published_time", stated.published),
        ("article:modified_time", stated.updated),
        *(("article:author", author) for author in stated.authors),
    ):
        rows += [f'<meta property="{name}" content="{escape(clean(value))}">'] if value else []
    rows += [f'<link rel="canonical" href="{escape(clean(stated.url))}">'] if stated.url else []
    return "<head>\n" + "\n".join(rows) + f"\n{more}</head>\n"


def text_of(stated: Stated, body: str, when: str = "") -> bytes:
    """Return a text of an entry, below the header lines of a mail; `when` is the date as the container writes it."""
    sender = stated.publisher or stated.sender
    lines = [
        ("From", sender), *(("Author", author) for author in stated.authors), ("Date", when or stated.published),
        ("Subject", stated.title), ("URL", stated.url),
    ]  # fmt: skip
    head = "".join(f"{name}: {clean(value)}\n" for name, value in lines if value)
    return f"{head}\n{legible(body).strip()}\n".encode() if head else f"{legible(body).strip()}\n".encode()


def message_of(sender: str, when: str, body: str) -> bytes:
    """Return a message of a chat as a text: who sent it and when are proposals, since people pass on what others wrote."""
    return f"Message-from: {clean(sender)}\nMessage-date: {clean(when)}\n\n{legible(body).strip()}\n".encode()


def paragraphs_of(text: str) -> str:
    """Return a plain text as paragraphs of HTML; one that has blank lines is parted at these, any other at line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    parts = _BLANKS.split(text) if _BLANKS.search(text) else text.split("\n")
    return "\n".join(f"<p>{escape(part.strip(), quote=False)}</p>" for part in parts if part.strip())


def markup_of(text: str) -> str:
    """Return the content of a feed's entry as HTML: some feeds write plain text where markup is due."""
    return text if _MARKUP.search(text) else paragraphs_of(expand_references(text))


def visible_text(markup: str) -> str:
    """Return what a reader sees of a stretch of HTML, near enough to count its words; a paragraph a line."""
    return expand_references(_TAG.sub(" ", _BREAKS.sub("\n", markup)))


def clean(text: str) -> str:
    """Return a value for one line of a head: without control characters and line ends, not longer than any name is."""
    return without_controls(legible(one_line(text)))[:_LONGEST].strip()


def decode_part(data: bytes, charset: str) -> str | None:
    """Return the text of a part whose container names the encoding; None where it names none that fits."""
    named = charset.strip().strip("\"'").lower()
    for name in (CODECS_BY_NAME.get(named) or _OF_MAILS.get(named), "utf-8"):
        if name is None:
            continue
        try:
            return data.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return None
