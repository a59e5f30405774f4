"""Floor 1. Parts of addresses: slugs of texts, in ASCII, and anchors of headings, in any script."""

import functools
import hashlib
import re
import unicodedata
from typing import Final

#: Longest slug, in characters: far below the 255 bytes that a file name may have.
SLUG_LENGTH: Final = 80
# Names that Windows takes for devices, in any case and with any extension.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)
_DROPPED_IN_SLUG: Final = re.compile(r"['’ʼ`´]")
_HYPHENS: Final = re.compile(r"-{2,}")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")
# Latin letters that NFKD does not decompose, with their usual spelling in ASCII.
_ASCII: Final = str.maketrans(
    {**dict(zip("øđðłıħŧ", "oddliht", strict=True)), "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ŋ": "ng"}
)


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space, and without white space at its ends."""
    return " ".join(text.split())


def slug(text: str) -> str:
    """Return the text as part of an address: ASCII, lower case, words joined by hyphens, 80 characters at most.

    It is empty where ASCII can spell no part of the text (Arabic, Chinese ...), and never the name of a Windows device.
    """
    ascii_text = _DROPPED_IN_SLUG.sub("", _letters(text)).encode("ascii", "ignore").decode("ascii")
    cut = _NOT_SLUG.sub("-", ascii_text).strip("-")[:SLUG_LENGTH].strip("-")
    return f"x-{cut}" if is_device_name(cut) else cut


@functools.lru_cache(maxsize=10_000)
def address_part(text: str, kind: str) -> str:
    """Return a slug, or `kind` for an empty one; eight digits of a digest follow if ASCII cannot spell all letters."""
    # So two Chinese tags that end in the same year have different addresses.
    proper, letters = slug(text), _letters(text)
    # A slug loses letters beyond ASCII, and the sign of C++ or C#.
    if proper and not any(sign in "+#" or (sign.isalnum() and not sign.isascii()) for sign in letters):
        return proper
    digest = hashlib.sha256(_letters(one_line(text)).encode()).hexdigest()[:8]
    return f"{proper[: SLUG_LENGTH - 9].strip('-') or kind}-{digest}"


def is_device_name(name: str) -> bool:
    """Does Windows treat this name of a file or folder as a device?"""
    return name.split(".", 1)[0].rstrip(" ").casefold() in _DEVICES


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_ASCII)


def html_anchor(name: str) -> str:
    """Return the id that an element of a text's own HTML gets for an id; empty where the id is not letters and hyphens.

    The full stop keeps it apart from ids of headings, notes and the theme, and from the names that scripts of a page use.
    """
    return f"text.{name}" if name and anchor(name) == name.casefold() else ""


def anchor(text: str) -> str:
    """Return the id of a heading: its words in lower case in any script, joined by hyphens; empty where it has no word."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    # No id begins with an underscore or has a full stop: the theme and the items of a briefing use such ids.
    # Signs that belong to the letter before them (categories M) are part of the word.
    kept = "".join(c if c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" else "-" for c in folded)
    return _HYPHENS.sub("-", kept).strip("-_")[:SLUG_LENGTH].strip("-_")
