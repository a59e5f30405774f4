"""Floor 1. The writing direction of a language."""

import itertools
from typing import Final, Literal

# Primary language subtags, and script subtags, of text that is written from right to left (CLDR character order).
_RTL_LANGUAGES: Final = frozenset(
    """
    acm ar arc arz azb ckb dv fa he iw ks lrc mzn nqo pnb prs ps sd syr ug ur yi
    """.split()
)
_RTL_SCRIPTS: Final = frozenset(["adlm", "arab", "aran", "hebr", "mand", "nkoo", "rohg", "samr", "syrc", "thaa"])


def direction(lang: str) -> Literal["ltr", "rtl"]:
    """Return the writing direction of a BCP 47 tag; an explicit script subtag outweighs the language."""
    parts = lang.casefold().split("-")
    # A subtag of one character begins an extension or private use; the subtags after it say nothing about the script.
    own = list(itertools.takewhile(lambda part: len(part) > 1, parts[1:]))
    scripts = [part for part in own if len(part) == 4 and part.isalpha()]
    if scripts:
        return "rtl" if scripts[0] in _RTL_SCRIPTS else "ltr"
    return "rtl" if parts[0] in _RTL_LANGUAGES else "ltr"
