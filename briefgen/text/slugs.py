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
    {
        "ß": "ss",
        "æ": "ae",
        "œ": "oe",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "ł": "l",
        "ı": "i",
        "ħ": "h",
        "ŋ": "ng",
        "ŧ": "t",
    }
)


def one_line(text: str) -> str:
    """Return the text with each run of white space as one space, and without white space at its ends."""
    return " ".join(text.split())


def slug(text: str) -> str:
    """Return the text as part of an address: ASCII, lower case, words joined by hyphens, 80 characters at most.

    The slug is empty where ASCII can spell no part of the text (Arabic, Chinese ...); the caller decides what to do then.
    The slug of a slug is the same slug. A slug is never the name of a Windows device.
    """
    ascii_text = _DROPPED_IN_SLUG.sub("", _letters(text)).encode("ascii", "ignore").decode("ascii")
    cut = _NOT_SLUG.sub("-", ascii_text).strip("-")[:SLUG_LENGTH].strip("-")
    return f"x-{cut}" if is_device_name(cut) else cut


@functools.lru_cache(maxsize=10_000)
def address_part(text: str, kind: str) -> str:
    """Return a slug that different texts do not share: if ASCII cannot spell all letters, eight digits of a digest follow.

    So two Chinese tags that end in the same year have different addresses. `kind` takes the place of an empty slug.
    """
    proper = slug(text)
    if proper and not _has_lost(_letters(text)):
        return proper
    digest = hashlib.sha256(_letters(one_line(text)).encode()).hexdigest()[:8]
    return f"{proper[: SLUG_LENGTH - 9].strip('-') or kind}-{digest}"


def is_device_name(name: str) -> bool:
    """Does Windows treat this name of a file or folder as a device?"""
    return name.split(".", 1)[0].rstrip(" ").casefold() in _DEVICES


def _has_lost(letters: str) -> bool:
    """Does a slug lose a character that distinguishes names: a letter beyond ASCII, or the sign of C++ or C#?"""
    if "+" in letters or "#" in letters:
        return True
    return not letters.isascii() and any(character.isalnum() and not character.isascii() for character in letters)


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_ASCII)


def anchor(text: str) -> str:
    """Return the id of a heading: its words in lower case in any script, joined by hyphens; empty where it has no word.

    The id does not begin with an underscore and has no full stop: the theme and the items of a briefing use such ids.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Signs that belong to the letter before them (categories M) are part of the word.
    kept = "".join(c if c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" else "-" for c in folded)
    return _HYPHENS.sub("-", kept).strip("-_")[:SLUG_LENGTH].strip("-_")
