"""Floor 1. Small pure functions on text: slugs, white space, folding, reading time, direction.

Nothing here knows what the text is for.
"""

import functools
import hashlib
import html
import itertools
import re
import unicodedata
from typing import Final, Literal

#: Longest slug, in characters: a path of three parts stays far below the 255 bytes a file name may have.
SLUG_LENGTH: Final = 80

#: Words that a reader takes in a minute. 238 for English prose: Brysbaert 2019, a meta-analysis of 190 studies.
WORDS_A_MINUTE: Final = 238
#: Characters of scripts without word spaces that a reader takes in a minute (Chinese: 255-260 in the same meta-analysis).
CHARACTERS_A_MINUTE: Final = 255

# Names that Windows takes for devices, in any case and with any extension.
_DEVICES: Final = frozenset(
    {"con", "prn", "aux", "nul", "conin$", "conout$", "clock$"}
    | {f"{port}{digit}" for port in ("com", "lpt") for digit in "0123456789¹²³"}
)
# Primary language subtags, and script subtags, that are written from right to left (CLDR character order).
_RTL_LANGUAGES: Final = frozenset(
    """
    acm ar arc arz azb ckb dv fa he iw ks lrc mzn nqo pnb prs ps sd syr ug ur yi
    """.split()
)
_RTL_SCRIPTS: Final = frozenset(["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])

#: Characters of scripts without word spaces, as a pattern: Han, kana and their marks, Thai, Lao, Khmer, Burmese.
UNSPACED: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_LETTER: Final = re.compile(r"\w")
_DROPPED_IN_SLUG: Final = re.compile(r"['’ʼ`´]")
_HYPHENS: Final = re.compile(r"-{2,}")
_NOT_SLUG: Final = re.compile(r"[^a-z0-9]+")

# Latin letters that NFKD leaves whole, as they are usually written in ASCII.
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
    """Fold every run of white space to one space and trim the ends."""
    return " ".join(text.split())


def slug(text: str) -> str:
    """Return the text as part of an address: ASCII, lower case, words joined by hyphens, 80 characters at most.

    Empty where nothing of the text can be said in ASCII (Arabic, Chinese ...): whoever asks decides what to do then. The
    result is its own slug, and never a name that a system keeps for a device.
    """
    ascii_text = _DROPPED_IN_SLUG.sub("", _letters(text)).encode("ascii", "ignore").decode("ascii")
    cut = _NOT_SLUG.sub("-", ascii_text).strip("-")[:SLUG_LENGTH].strip("-")
    return f"x-{cut}" if is_device_name(cut) else cut


@functools.lru_cache(maxsize=10_000)
def address_part(text: str, kind: str) -> str:
    """Return a slug that different texts do not share: where ASCII cannot say all letters, digits of its digest follow.

    So two Chinese tags that end in one year stay apart. `kind` stands for a text of which ASCII can say nothing.
    """
    proper = slug(text)
    if proper and not _has_lost(_letters(text)):
        return proper
    digest = hashlib.sha256(_letters(one_line(text)).encode()).hexdigest()[:8]
    return f"{proper[: SLUG_LENGTH - 9].strip('-') or kind}-{digest}"


def is_device_name(name: str) -> bool:
    """Would a Windows system take this file or folder name for a device?"""
    return name.split(".", 1)[0].rstrip(" ").casefold() in _DEVICES


def _has_lost(letters: str) -> bool:
    """Does a slug leave out a character that tells names apart: a letter beyond ASCII, or that of C++ and C#?"""
    if "+" in letters or "#" in letters:
        return True
    return not letters.isascii() and any(character.isalnum() and not character.isascii() for character in letters)


def _letters(text: str) -> str:
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()).translate(_ASCII)


def count_words(text: str) -> int:
    """Count words; in scripts without word spaces, count a word for every two characters."""
    return measure(text)[0]


def reading_minutes(text: str, words: int) -> int:
    """Return how long a reader takes for a text of so many words, in whole minutes and at least one; none for no words."""
    return _reading_minutes(words, _count_unspaced(text, text.encode("utf-8", "surrogatepass")))


def measure(text: str) -> tuple[int, int]:
    """Return how many words a text has, and how many minutes a reader takes for it."""
    data = text.encode("utf-8", "surrogatepass")
    unspaced = _count_unspaced(text, data)
    words = _count_words(text, data, unspaced)
    return words, _reading_minutes(words, unspaced)


def _count_words(text: str, data: bytes, unspaced: int) -> int:
    simple = _as_simple(data)
    if simple is not None:
        return _count_simple_words(simple)
    spaced = _unspaced().sub(" ", text) if unspaced else text
    # White space ends a word in every script that has spaces; combining signs and narrow breaks do not.
    words = spaced.split()
    # Most words are letters and digits only, which is asked in a tenth of the time of a search.
    odd = itertools.filterfalse(str.isalnum, words)
    return len(words) - sum(not (word[0].isalnum() or _LETTER.search(word)) for word in odd) + (unspaced + 1) // 2


# Dashes, quotation marks, the bullet and the ellipsis (U+2010 to U+2027), and signs of Latin-1, in UTF-8.
_GENERAL_SIGN: Final = re.compile(rb"\xe2\x80[\x90-\xa7]")
_LATIN_SIGN: Final = re.compile(rb"\xc2[\xa1\xa3\xa7\xa9\xab\xae\xb0\xb1\xb7\xbb\xbf]")
#: The bytes of ASCII, and of U+00C0 to U+017F and U+0400 to U+047F, which are letters all, but for × and ÷.
_SIMPLE_BYTES: Final = bytes({*range(0xC0), 0xC3, 0xC4, 0xC5, 0xD0, 0xD1})
_TIMES: Final = "×".encode()
_DIVIDED: Final = "÷".encode()
#: What a byte is to a word: of it (`a`), white space between two, or a sign (`.`), which is no word by itself.
_KINDS: Final = bytes(
    ord("a" if _LETTER.match(character) or byte > 127 else " " if character.isspace() else ".")
    for byte, character in enumerate(map(chr, range(256)))
)


def _as_simple(data: bytes) -> bytes | None:
    """Return a text as bytes by which its words can be counted, if all its letters are of a few alphabets."""
    odd = data.translate(None, _SIMPLE_BYTES)
    if odd:
        if odd.strip(b"\xe2\xc2"):
            return None
        data = _LATIN_SIGN.sub(b".", _GENERAL_SIGN.sub(b".", data))
        if data.translate(None, _SIMPLE_BYTES):
            return None
    return None if _TIMES in data or _DIVIDED in data else data


def _count_simple_words(data: bytes) -> int:
    """Count as above, in a third of the time, since no word has to be taken out of the text."""
    kinds = b" " + data.translate(_KINDS)
    begin_with_a_sign = kinds.split(b" .")[1:]
    return kinds.count(b" a") + sum(b"a" in rest.partition(b" ")[0] for rest in begin_with_a_sign)


def _reading_minutes(words: int, unspaced: int) -> int:
    minutes = (words - (unspaced + 1) // 2) / WORDS_A_MINUTE + unspaced / CHARACTERS_A_MINUTE
    return max(1, round(minutes)) if words else 0


@functools.cache
def _unspaced(times: str = "") -> re.Pattern[str]:
    # Compiled where a text needs it: that takes 2 ms, more than most of what a process loads.
    return re.compile(UNSPACED + times)


#: All bytes of UTF-8 but the first ones of characters of `UNSPACED`, or of their neighbours.
_SPACED_BYTES: Final = bytes(set(range(256)) - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0})


def _count_unspaced(text: str, data: bytes) -> int:
    if text.isascii() or not data.translate(None, _SPACED_BYTES):
        return 0
    return len(_unspaced().findall(text))


def direction(lang: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a BCP 47 tag; an explicit script subtag outweighs the language."""
    parts = lang.casefold().split("-")
    # A subtag of one character begins an extension or private use; what follows says nothing of the script.
    own = list(itertools.takewhile(lambda part: len(part) > 1, parts[1:]))
    scripts = [part for part in own if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """Return the known word that is most like this one, or nothing if none is close."""
    # Imported here: only a wrong key needs it, and it costs every start 4 ms.
    import difflib

    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else ""


def shorten(text: str, limit: int) -> str:
    """Cut plain text at a word's end so that it has at most `limit` characters, with an ellipsis where it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:-–—") + "…"


#: Letters of Arabic script that writers use for one another, and the marks that they may leave out. The theme's search.js
#: folds queries by the same table.
_ARABIC_FOLDS: Final = str.maketrans(
    {
        **dict.fromkeys("آأإٱ", "ا"),
        "ؤ": "و",
        **dict.fromkeys("ئىی", "ي"),
        "ة": "ه",
        "ک": "ك",
        **dict.fromkeys([0x640, *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6EE)]),
    }
)


def fold_arabic(text: str) -> str:
    """Return text for a search: without tatweel and vowel marks, with one form of alef, yeh, kaf and teh marbuta."""
    return text if text.isascii() else text.translate(_ARABIC_FOLDS)


def fold_for_search(text: str) -> str:
    """Return text as it is searched: Arabic folded, and each run of a script without spaces as pairs of its characters.

    A run ends with its last character alone. So whatever part of a run a reader asks for, folded alike, is words of the
    text or begins some, and nobody has to agree with a dictionary on where words end. The theme's search.js does the same.
    """
    return text if text.isascii() else _unspaced("+").sub(_pairs, fold_arabic(text))


def _pairs(found: "re.Match[str]") -> str:
    run = found[0]
    return f" {' '.join(run[at : at + 2] for at in range(len(run)))} "


_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]")
_BIDI: Final = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


#: The bytes of UTF-8 but those of ASCII's control characters, and the first ones of all others that are looked for.
_HARMLESS: Final = bytes(code for code in range(256) if code > 127 or not _CONTROL.match(chr(code))).translate(
    None, b"\xc2\xe2\xef"
)
#: The others as they stand in UTF-8: U+0080 to U+009F; bidirectional ones; U+FDD0 to U+FDEF and the last two of the plane.
_HARMFUL: Final = (
    (b"\xc2", re.compile(rb"\xc2[\x80-\x9f]")),
    (b"\xe2", re.compile(rb"\xe2(?:\x80[\xaa-\xae]|\x81[\xa6-\xa9])")),
    (b"\xef", re.compile(rb"\xef(?:\xb7[\x90-\xaf]|\xbf[\xbe\xbf])")),
)


def is_free_of_controls(text: str) -> bool:
    """Is there nothing in the text that `find_control` or `find_bidi_control` would find?

    Asked of the bytes, which takes a tenth of the time of a search in the text.
    """
    data = text.encode("utf-8", "surrogatepass")
    odd = data.translate(None, _HARMLESS)
    if not odd:
        return True
    for first, characters in _HARMFUL:
        if first in odd:
            if characters.search(data):
                return False
            odd = odd.replace(first, b"")
    return not odd


def find_control(text: str) -> "re.Match[str] | None":
    """Find the first control character (but tab and line feed) or noncharacter; XML and HTML may not hold them."""
    return _CONTROL.search(text)


def find_bidi_control(text: str) -> "re.Match[str] | None":
    """Find the first bidirectional embedding, override or isolate: they can show a reader another text than is there.

    See CVE-2021-42574. The marks U+200E, U+200F and U+061C are harmless and common in Arabic and Hebrew text.
    """
    return _BIDI.search(text)


def without_controls(text: str) -> str:
    """Remove what `find_control` and `find_bidi_control` find."""
    return _BIDI.sub("", _CONTROL.sub("", text))


_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_LEADING_ZEROS: Final = re.compile("&#0+(?=[0-9])")
#: More digits than any character's number has. Python refuses to read numbers of some thousand digits.
_LONG_REFERENCE: Final = re.compile("&#[0-9]{8,}")


def legible(text: str) -> str:
    """Return the text with U+FFFD for what is no character: a byte that could not be read, or half of a pair."""
    return _SURROGATE.sub("\ufffd", text)


def expand_references(text: str) -> str:
    """Replace character references by what they stand for in HTML; a number that is none of a character's is U+FFFD."""
    return html.unescape(with_short_references(text))


def with_short_references(text: str) -> str:
    """Return the text with character references of at most seven digits that mean the same, for the standard library."""
    return _LONG_REFERENCE.sub("&#65533", _LEADING_ZEROS.sub("&#", text))


def anchor(text: str) -> str:
    """Return the id of a heading: its words in lower case in any script, joined by hyphens; empty where it has no word.

    It never begins with an underscore and holds no full stop: such ids are the theme's and the items' of a briefing.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    # Signs that belong to the letter before them (categories M) are part of the word.
    kept = "".join(c if c.isalnum() or c == "_" or unicodedata.category(c)[0] == "M" else "-" for c in folded)
    return _HYPHENS.sub("-", kept).strip("-_")[:SLUG_LENGTH].strip("-_")
