"""Floor 7. Text in, comparable text out: what two copies of one sentence have in common.

Copies differ in quotes, dashes, spaces, digits, case and invisible characters long before they differ in words. Nothing
here is ever shown: folded text is for comparing only.
"""

import functools
import re
import unicodedata
from typing import Final

from briefgen.text.words import word_pattern

# Soft hyphen, zero-width space, embeddings and overrides, word joiner, byte order mark: no reader misses them. The joiners
# U+200C and U+200D are letters' shapes in Farsi, and the marks U+200E, U+200F and U+061C order Arabic: they stay.
_INVISIBLE: Final = re.compile("[\u00ad\u200b\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
# What copies of one text may differ in beyond that: joiners, marks, the Arabic tatweel.
_UNHEARD: Final = re.compile("[\u061c\u0640\u200c-\u200f]")
# Arabic vowel signs and the superscript alef: one publisher writes them, the next does not.
_VOWELS: Final = re.compile("[\u064b-\u065f\u0670]")
_WORD: Final = word_pattern()
# Runs that are shown as one space. No-break spaces stay: French sets them beside its quotes and colons.
_BREAKING: Final = re.compile(r"[^\S\u00a0\u202f]+")
# No text has as many spaces in a row, and each pattern that allows for spaces would try every length of such a run.
_WIDE: Final = re.compile(r"\s{64,}")

_ALIKE: Final = str.maketrans(
    {
        **dict.fromkeys('‘’‚‛“”„‟«»‹›`´ʼ"″′＂＇', "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("أإآٱ", "ا"),
        **dict.fromkeys("يىۍې", "ی"),
        "ك": "ک",
        "ة": "ه",
        "…": "...",
        "،": ",",
        "؛": ";",
        "؟": "?",
        "۔": ".",
    }
)
_DIGITS: Final = str.maketrans({chr(zero + value): str(value) for zero in (0x660, 0x6F0, 0x966) for value in range(10)})
_CHANGES: Final = {chr(code): as_one for code, as_one in {**_ALIKE, **_DIGITS}.items()}
# A pattern finds the few characters to change faster than a table looks up every one.
_CHANGED: Final = re.compile(f"[{re.escape(''.join(_CHANGES))}]")
_DROPPED: Final = re.compile(f"{_INVISIBLE.pattern}|{_UNHEARD.pattern}|{_VOWELS.pattern}")


def visible(text: str) -> str:
    """Return the text as a reader sees it: without invisible characters, each run of white space one space."""
    seen = text if text.isascii() else _INVISIBLE.sub("", text)
    if "\u00a0" in seen or "\u202f" in seen:
        return _WIDE.sub(" ", _BREAKING.sub(" ", seen).strip())
    return " ".join(seen.split())


def ascii_digits(text: str) -> str:
    """Return the text with Arabic-Indic, Persian and Devanagari digits as ASCII ones; its length does not change."""
    return text if text.isascii() else text.translate(_DIGITS)


def fold(text: str) -> str:
    """Return the text with quotes, dashes, digits, spaces and case alike, and without invisible characters."""
    if text.isascii():
        return " ".join(text.split()).lower().translate(_ALIKE)
    plain = _alike(_DROPPED.sub("", text))
    if not unicodedata.is_normalized("NFKC", plain):
        plain = _alike(unicodedata.normalize("NFKC", plain))
    folded = plain.casefold()
    if folded != plain.lower():
        folded = _alike(folded)
    return " ".join(_DROPPED.sub("", folded).split())


@functools.lru_cache(50_000)
def fold_word(word: str) -> str:
    """Return a folded word: pages have few words, and each of them often."""
    return fold(word)


def _alike(text: str) -> str:
    return _CHANGED.sub(lambda match: _CHANGES[match[0]], text)


# What is asked of a whole article is asked in a row: its key, its length, its fingerprints.
@functools.lru_cache(1)
def fold_words(text: str) -> tuple[str, ...]:
    """Return the folded words, without punctuation."""
    return tuple(_WORD.findall(fold(text)))


def phrase_key(text: str) -> str:
    """Return the folded words without numbers, joined by spaces: "Comments (12)" and "COMMENTS" have one key."""
    return " ".join(word for word in fold_words(text) if not word.isdigit())
