"""Floor 1. Words in any script: count, shorten and compare them, fold them for a search, and the direction of writing."""

import functools
import itertools
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, Literal

#: Words that a reader reads in a minute. 238 for English prose: Brysbaert 2019, a meta-analysis of 190 studies.
WORDS_A_MINUTE: Final = 238
#: Characters of scripts without word spaces that a reader reads in a minute (Chinese: 255-260 in the same meta-analysis).
CHARACTERS_A_MINUTE: Final = 255
#: Characters of scripts without word spaces, as a pattern: Han, kana and their marks, Thai, Lao, Khmer, Burmese.
UNSPACED: Final = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
#: All bytes of UTF-8 except those that begin a character of `UNSPACED` (or one of its neighbours).
_SPACED_BYTES: Final = bytes(set(range(256)) - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0})
#: Characters of the longest cluster that a cut keeps whole: a family of four with skin tones has eleven.
_LONGEST_CLUSTER: Final = 32
_SIGNS: Final = re.compile(r"\W+")


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
    spaced = len(words) - len(list(filter(_SIGNS.fullmatch, odd)))
    minutes = max(1, round(spaced / WORDS_A_MINUTE + unspaced / CHARACTERS_A_MINUTE))
    return spaced + (unspaced + 1) // 2, minutes if spaced or unspaced else 0


def minutes_of(words: int) -> int:
    """Return the reading time of a number of words in whole minutes: at least 1, or 0 for no words."""
    return max(1, round(words / WORDS_A_MINUTE)) if words else 0


@functools.cache
def unspaced_pattern(times: str = "") -> re.Pattern[str]:
    """Return the compiled pattern of characters of scripts without word spaces; `times` is a quantifier of `re`."""
    # Compiled only when a text needs it: that takes 2 ms, more than the import of most modules.
    return re.compile(UNSPACED + times)


@functools.cache
def word_pattern() -> re.Pattern[str]:
    """Return the compiled pattern of words as they are compared: letters, digits and the marks that belong to them."""
    return re.compile(rf"[\w{word_marks()}]+")


@functools.cache
def word_marks() -> str:
    """Return the marks that belong to the letter before them, for a class of a pattern.

    To Python's own class of such characters the vowel signs of India, the points of Hebrew and the tones of Thai end a
    word: a word of Hindi would be three, and one with another vowel the same.
    """
    # Only captures and quotations are compared, and looking the marks up takes 2 ms. Later blocks have none that news use.
    return "".join(mark for mark in map(chr, range(0x300, 0x1B00)) if unicodedata.category(mark).startswith("M"))


def shorten(text: str, limit: int) -> str:
    """Return plain text of at most `limit` characters: cut at the end of a word, with an ellipsis if it was cut."""
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    cut = head.rfind(" ")
    head = head[:cut] if cut > limit // 2 else head[: _cluster_start(text, limit - 1)]
    return head.rstrip(" ,;:-–—") + "…"


def _cluster_start(text: str, at: int) -> int:
    """Return where the character that a reader sees at this index begins, as far as most of them go (Unicode, annex 29).

    Marks, joiners and signs of variants belong to what is before them, what is joined to what it is joined to, and flags are
    pairs.
    """
    start = at
    # No letter of a language has so many marks; a heap of them may be cut.
    while start > max(0, at - _LONGEST_CLUSTER) and (_continues(text[start]) or text[start - 1] == "\u200d"):
        start -= 1
    flags = start
    while flags > 0 and _is_flag(text[flags - 1]):
        flags -= 1
    if _is_flag(text[start]) and (start - flags) % 2:
        start -= 1
    return start or at


def _continues(character: str) -> bool:
    return (
        unicodedata.category(character) in {"Mn", "Me", "Mc"}
        or character in "\u200c\u200d\u0e33\u0eb3"
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or "\U000e0020" <= character <= "\U000e007f"
    )


def _is_flag(character: str) -> bool:
    return "\U0001f1e6" <= character <= "\U0001f1ff"


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """Return the known word that is most similar to `word`, in any letter case, or an empty text if no word is close."""
    # Imported here: only a wrong key needs difflib, and importing it takes 4 ms.
    import difflib

    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else ""


def one_edit_apart(words: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs of different words, in ascending order, that one letter more, less or changed makes equal.

    The time grows with the number of words, not with that of pairs: two words that are one edit apart are equal after each
    has lost at most one letter.
    """
    by_rest = defaultdict[str, list[str]](list)
    for word in sorted(words):
        for rest in dict.fromkeys([word, *(word[:place] + word[place + 1 :] for place in range(len(word)))]):
            by_rest[rest].append(word)
    pairs = {pair for found in by_rest.values() if len(found) > 1 for pair in itertools.combinations(found, 2)}
    return {(one, other) for one, other in pairs if _is_one_edit(one, other)}


def _is_one_edit(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    place = next((at for at, (here, there) in enumerate(zip(short, long, strict=False)) if here != there), len(short))
    return short[place + (len(short) == len(long)) :] == long[place + 1 :]


#: Letters of Arabic script that writers use in place of each other, and marks that writers may leave out. The theme's
#: search.js folds queries by the same table.
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
    """Return text without tatweel and vowel marks, and with one form each of alef, yeh, kaf and teh marbuta."""
    return text if text.isascii() else text.translate(_ARABIC_FOLDS)


def fold_for_search(text: str) -> str:
    """Return text for the search index: Arabic folded, and each run `abc` of a script without spaces as `ab bc c`.

    The theme's search.js folds queries alike, so that the words of any part of a run are words of the text or beginnings of
    them, and no dictionary has to decide where words end.
    """

    def pairs(found: re.Match[str]) -> str:
        run = found[0]
        return f" {' '.join(run[at : at + 2] for at in range(len(run)))} "

    return text if text.isascii() else unspaced_pattern("+").sub(pairs, fold_arabic(text))


# Primary language subtags, and script subtags, of text that is written from right to left (CLDR character order).
_RTL_LANGUAGES: Final = frozenset("acm ar arc arz azb ckb dv fa he iw ks lrc mzn nqo pnb prs ps sd syr ug ur yi".split())
_RTL_SCRIPTS: Final = frozenset("adlm arab aran hebr mand nkoo rohg samr syrc thaa".split())


@functools.lru_cache(maxsize=1024)
def direction(lang: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a BCP 47 tag; an explicit script subtag outweighs the language."""
    parts = lang.casefold().split("-")
    # A subtag of one character begins an extension or private use; the subtags after it say nothing about the script.
    own = list(itertools.takewhile(lambda part: len(part) > 1, parts[1:]))
    scripts = [part for part in own if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"
