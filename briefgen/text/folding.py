"""Floor 1. Texts that a search takes for the same, and the known word that is most like another one."""

import re
from typing import Final

from briefgen.text.measures import unspaced_pattern


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """Return the known word that is most like this one, or nothing if none is close."""
    # Imported here: only a wrong key needs it, and it costs every start 4 ms.
    import difflib

    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else ""


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
    return text if text.isascii() else unspaced_pattern("+").sub(_pairs, fold_arabic(text))


def _pairs(found: "re.Match[str]") -> str:
    run = found[0]
    return f" {' '.join(run[at : at + 2] for at in range(len(run)))} "
