"""Floor 1. Measure text: count words, work out the reading time, and shorten a text at the end of a word."""

import functools
import itertools
import re
from typing import Final

#: Words that a reader reads in a minute. 238 for English prose: Brysbaert 2019, a meta-analysis of 190 studies.
WORDS_A_MINUTE: Final = 238
#: Characters of scripts without word spaces that a reader reads in a minute (Chinese: 255-260 in the same meta-analysis).
CHARACTERS_A_MINUTE: Final = 255
#: Characters of scripts without word spaces, as a pattern: Han, kana and their marks, Thai, Lao, Khmer, Burmese.
UNSPACED: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
_LETTER: Final = re.compile(r"\w")


def count_words(text: str) -> int:
    """Return the number of words; in scripts without word spaces, two characters count as a word."""
    return measure(text)[0]


def reading_minutes(text: str, words: int) -> int:
    """Return the reading time of a text with this number of words, in whole minutes: at least 1, or 0 for no words."""
    return _reading_minutes(words, _count_unspaced(text, text.encode("utf-8", "surrogatepass")))


def measure(text: str) -> tuple[int, int]:
    """Return the number of words of a text, and its reading time in whole minutes."""
    data = text.encode("utf-8", "surrogatepass")
    unspaced = _count_unspaced(text, data)
    words = _count_words(text, data, unspaced)
    return words, _reading_minutes(words, unspaced)


def _count_words(text: str, data: bytes, unspaced: int) -> int:
    simple = _as_simple(data)
    if simple is not None:
        return _count_simple_words(simple)
    spaced = unspaced_pattern().sub(" ", text) if unspaced else text
    # White space ends a word in every script that has spaces; combining signs and narrow breaks do not.
    words = spaced.split()
    # Most words are letters and digits only; `isalnum` takes a tenth of the time of a search for a letter.
    odd = itertools.filterfalse(str.isalnum, words)
    return len(words) - sum(not (word[0].isalnum() or _LETTER.search(word)) for word in odd) + (unspaced + 1) // 2


# Dashes, quotation marks, the bullet and the ellipsis (U+2010 to U+2027), and signs of Latin-1, in UTF-8.
_GENERAL_SIGN: Final = re.compile(rb"\xe2\x80[\x90-\xa7]")
_LATIN_SIGN: Final = re.compile(rb"\xc2[\xa1\xa3\xa7\xa9\xab\xae\xb0\xb1\xb7\xbb\xbf]")
#: The bytes of ASCII, and of U+00C0 to U+017F and U+0400 to U+047F: all of these characters are letters, except × and ÷.
_SIMPLE_BYTES: Final = bytes({*range(0xC0), 0xC3, 0xC4, 0xC5, 0xD0, 0xD1})
_TIMES: Final = "×".encode()
_DIVIDED: Final = "÷".encode()
#: The kind of each byte: part of a word (`a`), white space (` `), or a sign (`.`), which is not a word by itself.
_KINDS: Final = bytes(
    ord("a" if _LETTER.match(character) or byte > 127 else " " if character.isspace() else ".")
    for byte, character in enumerate(map(chr, range(256)))
)


def _as_simple(data: bytes) -> bytes | None:
    """Return a text as bytes for `_count_simple_words`, or None if a letter is outside of a few alphabets."""
    odd = data.translate(None, _SIMPLE_BYTES)
    if odd:
        if odd.strip(b"\xe2\xc2"):
            return None
        data = _LATIN_SIGN.sub(b".", _GENERAL_SIGN.sub(b".", data))
        if data.translate(None, _SIMPLE_BYTES):
            return None
    return None if _TIMES in data or _DIVIDED in data else data


def _count_simple_words(data: bytes) -> int:
    """Return the number of words in a third of the time that `_count_words` takes: no word is copied out of the text."""
    kinds = b" " + data.translate(_KINDS)
    begin_with_a_sign = kinds.split(b" .")[1:]
    return kinds.count(b" a") + sum(b"a" in rest.partition(b" ")[0] for rest in begin_with_a_sign)


def _reading_minutes(words: int, unspaced: int) -> int:
    minutes = (words - (unspaced + 1) // 2) / WORDS_A_MINUTE + unspaced / CHARACTERS_A_MINUTE
    return max(1, round(minutes)) if words else 0


@functools.cache
def unspaced_pattern(times: str = "") -> re.Pattern[str]:
    """Return the compiled pattern of characters of scripts without word spaces; `times` is a quantifier of `re`."""
    # Compiled only when a text needs it: that takes 2 ms, more than the import of most modules.
    return re.compile(UNSPACED + times)


#: All bytes of UTF-8 except those that begin a character of `UNSPACED` (or one of its neighbours).
_SPACED_BYTES: Final = bytes(set(range(256)) - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0})


def _count_unspaced(text: str, data: bytes) -> int:
    if text.isascii() or not data.translate(None, _SPACED_BYTES):
        return 0
    return len(unspaced_pattern().findall(text))


def shorten(text: str, limit: int) -> str:
    """Return plain text of at most `limit` characters: cut at the end of a word, with an ellipsis if it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:-–—") + "…"
