"""Floor 7. Which language a text is in: by script first, then by its small words. No model: a handful is enough."""

import re
from collections import Counter
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.rules import Rules

#: Scripts, and the language where a script has one in this handful; languages of small words are tried within a script.
_SCRIPTS: Final = (
    ("arab", "[\u0620-\u06ff]", ("ar", "fa", "ur")),
    (
        "latn",
        "[A-Za-z\u00c0-\u024f]",
        tuple("en fr es de it pt nl tr sv da nb pl cs ro fi hu id vi sw tl et lv lt sq".split()),
    ),
    ("cyrl", "[\u0400-\u04ff]", ("ru", "uk", "bg", "sr", "be", "kk")),
    ("hebr", "[\u05d0-\u05ea]", ("he",)),
    ("grek", "[\u0370-\u03ff]", ("el",)),
    ("kana", "[\u3040-\u30ff]", ("ja",)),
    ("hang", "[\uac00-\ud7a3]", ("ko",)),
    ("hani", "[\u4e00-\u9fff]", ("zh",)),
    ("deva", "[\u0900-\u097f]", ("hi",)),
    ("beng", "[\u0980-\u09ff]", ("bn",)),
    ("guru", "[\u0a00-\u0a7f]", ("pa",)),
    ("gujr", "[\u0a80-\u0aff]", ("gu",)),
    ("taml", "[\u0b80-\u0bff]", ("ta",)),
    ("telu", "[\u0c00-\u0c7f]", ("te",)),
    ("sinh", "[\u0d80-\u0dff]", ("si",)),
    ("thai", "[\u0e00-\u0e7f]", ("th",)),
    ("mymr", "[\u1000-\u109f]", ("my",)),
    ("geor", "[\u10a0-\u10ff]", ("ka",)),
    ("ethi", "[\u1200-\u137f]", ("am",)),
    ("armn", "[\u0530-\u058f]", ("hy",)),
    ("khmr", "[\u1780-\u17ff]", ("km",)),
)
_KANA: Final = re.compile("[\u3040-\u30ff]")
_LATIN: Final = re.compile("[A-Za-z]")
_PATTERNS: Final = tuple((name, re.compile(pattern), languages) for name, pattern, languages in _SCRIPTS)
#: Letters that one language of the Arabic script has and Arabic has not.
_FARSI: Final = re.compile("[پچژگ]")
_URDU: Final = re.compile("[ٹڈڑںےھ]")
#: Characters read: the first pages of an article say enough.
_SAMPLE: Final = 6000
#: Share of small words below which nothing is said, and the lead that the first language needs over the second.
_SHARE: Final = 0.04
_LEAD: Final = 1.15
#: Words that a text needs: of fewer nothing is said.
_WORDS: Final = 8


def script_of(text: str) -> str:
    """Return the script that most letters are of, as a short name of our own; empty where there are no letters."""
    if text.isascii():
        return "latn" if _LATIN.search(text) else ""
    half = sum(map(str.isalpha, text)) / 2
    counts: dict[str, int] = {}
    for name, pattern, _ in _PATTERNS:
        counts[name] = len(pattern.findall(text))
        if counts[name] > half:
            return name
    name = max(counts, key=lambda name: counts[name])
    return name if counts[name] else ""


def language_of(text: str, rules: Rules) -> str:
    """Return the language's tag, or empty text where it is not clear."""
    sample = text[:_SAMPLE]
    script = script_of(sample)
    if script == "hani" and _KANA.search(sample):
        script = "kana"
    languages = next((languages for name, _, languages in _PATTERNS if name == script), ())
    if len(languages) == 1:
        return languages[0]
    words = Counter(fold_words(sample))
    total = sum(words.values())
    if script == "arab":
        letters = len(re.findall("[\u0620-\u06ff]", sample)) or 1
        if len(_URDU.findall(sample)) > 0.02 * letters:
            return "ur"
        if len(_FARSI.findall(sample)) < 0.004 * letters:
            return "ar"
    if total < _WORDS:
        return ""
    scores = sorted(
        ((_count(words, rules.languages.get(lang, frozenset())) / total, lang) for lang in languages),
        reverse=True,
    )
    if not scores or scores[0][0] < _SHARE:
        return ""
    return scores[0][1] if len(scores) == 1 or scores[0][0] >= _LEAD * scores[1][0] else ""


def _count(words: Counter[str], known: frozenset[str]) -> int:
    """Return how many of the words are known: most texts have fewer words than a language, so the words are looked up."""
    return sum(words[word] for word in known.intersection(words))
