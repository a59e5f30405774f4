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
#: All bytes of UTF-8 except those that begin a character of `UNSPACED` (or one of its neighbours).
_SPACED_BYTES: Final = bytes(set(range(256)) - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0})
_LETTER: Final = re.compile(r"\w")


def count_words(text: str) -> int:
    """Return the number of words; in scripts without word spaces, two characters count as a word."""
    return measure(text)[0]


def measure(text: str) -> tuple[int, int]:
    """Return the number of words of a text, and its reading time in whole minutes: at least 1, or 0 for no words."""
    unspaced = 0
    # A search for characters without word spaces takes ten times as long as this look at the bytes.
    if not text.isascii() and text.encode("utf-8", "surrogatepass").translate(None, _SPACED_BYTES):
        text, unspaced = unspaced_pattern().subn(" ", text)
    # White space ends a word in every script that has spaces; combining signs and narrow breaks do not.
    words = text.split()
    # Most words are letters and digits only; `isalnum` takes a tenth of the time of a search for a letter.
    odd = itertools.filterfalse(str.isalnum, words)
    spaced = len(words) - sum(not _LETTER.search(word) for word in odd)
    minutes = max(1, round(spaced / WORDS_A_MINUTE + unspaced / CHARACTERS_A_MINUTE))
    return spaced + (unspaced + 1) // 2, minutes if spaced or unspaced else 0


@functools.cache
def unspaced_pattern(times: str = "") -> re.Pattern[str]:
    """Return the compiled pattern of characters of scripts without word spaces; `times` is a quantifier of `re`."""
    # Compiled only when a text needs it: that takes 2 ms, more than the import of most modules.
    return re.compile(UNSPACED + times)


def shorten(text: str, limit: int) -> str:
    """Return plain text of at most `limit` characters: cut at the end of a word, with an ellipsis if it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    return (head[:cut] if cut > limit // 2 else head).rstrip(" ,;:-–—") + "…"
