"""Floor 1. Parts of addresses: slugs of texts, in ASCII or in their own script, and anchors of headings."""

import functools
import hashlib
import re
import unicodedata
from typing import Final

#: Longest slug, in characters and in bytes of UTF-8: a slug is the name of a folder, and file systems take 255 bytes.
SLUG_LENGTH: Final = 80
SLUG_BYTES: Final = 200
#: Characters for a hyphen and the digits of a digest behind a slug.
_DIGITS: Final = 9
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
# Signs that an address is better without: the vowel signs of Arabic and Hebrew, which are seldom typed, and the stroke that
# only makes an Arabic word longer.
_VOWELS: Final = "\u0640\u0670" + "".join(map(chr, (*range(0x064B, 0x0653), *range(0x0591, 0x05C8))))
# Letters and marks that nobody sees: fillers of Hangul, vowels of Khmer, selectors of variants.
_UNSEEN: Final = "\u034f\u115f\u1160\u17b4\u17b5" + "".join(
    map(chr, (*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)))
)
_DROPPED_IN_SCRIPT: Final = frozenset(_VOWELS + _UNSEEN)
#: Between two parts of a word in Persian and other languages; it is the one sign without a width that is a hyphen.
_NON_JOINER: Final = "\u200c"


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


def slug_in_script(text: str, room: int = 0) -> str:
    """Return the text as part of an address in its own script: letters and digits, words joined by hyphens, NFC.

    What ASCII can spell is as in `slug`, and a text in ASCII gives the same slug. It has at most 80 characters and 200
    bytes, less `room`. It is empty where the text has no letter and no digit.
    """
    if text.isascii() and not room:
        return slug(text)  # Nearly all slugs are, and a build reads thousands.
    cut = _in_script(text)[: SLUG_LENGTH - room].encode()[: SLUG_BYTES - room].decode("utf-8", "ignore").strip("-")
    return f"x-{cut}" if is_device_name(cut) else cut


def _in_script(text: str) -> str:
    """Return the slug of a text in its own script before it is cut."""
    kept: list[str] = []
    is_script = False  # Is the last letter one that ASCII cannot spell? Only then the marks behind it are kept.
    for sign in _DROPPED_IN_SLUG.sub("", _letters(text)):
        category = unicodedata.category(sign)
        if sign in _DROPPED_IN_SCRIPT or (category == "Cf" and sign != _NON_JOINER):
            continue
        if category[0] == "M":
            kept += [sign] if is_script else []
        elif sign.isalnum():
            digit = unicodedata.decimal(sign, None)
            kept.append(sign if digit is None else str(digit))
            is_script = not kept[-1].isascii()
        else:
            kept.append("-")
            is_script = False
    return _HYPHENS.sub("-", unicodedata.normalize("NFC", "".join(kept))).strip("-")


def is_spelt_in_ascii(text: str) -> bool:
    """Can ASCII spell all letters and digits of a text, so that its slug loses none of them?"""
    return not any(sign.isalnum() and not sign.isascii() for sign in _letters(text))


@functools.lru_cache(maxsize=10_000)
def address_part(text: str, kind: str) -> str:
    """Return a slug, or `kind` for an empty one; eight digits of a digest follow if ASCII cannot spell all letters."""
    # So two Chinese tags that end in the same year have different addresses.
    proper, letters = slug(text), _letters(text)
    # A slug loses letters beyond ASCII, and the sign of C++ or C#.
    if proper and not any(sign in "+#" or (sign.isalnum() and not sign.isascii()) for sign in letters):
        return proper
    return f"{proper[: SLUG_LENGTH - _DIGITS].strip('-') or kind}-{_digits(text)}"


@functools.lru_cache(maxsize=10_000)
def term_slug(name: str) -> str:
    """Return the slug of a tag or of a source in its own script; two names that read as one to a slug are one term.

    Eight digits of a digest follow if the slug has lost the sign of C++ or C#, or the end of a name in a script of its own;
    without any letter or digit it is `term-` and the digits.
    """
    proper = slug_in_script(name)
    is_cut = not is_spelt_in_ascii(name) and len(_in_script(name)) > len(proper)
    if proper and not is_cut and not any(sign in "+#" for sign in _letters(name)):
        return proper
    return f"{slug_in_script(name, room=_DIGITS) or 'term'}-{_digits(name)}"


def _digits(text: str) -> str:
    return hashlib.sha256(_letters(one_line(text)).encode()).hexdigest()[:8]


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
