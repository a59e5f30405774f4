"""Floor 1. Fold text for a search, and find the known word that is nearest to a mistyped one."""

import re
from typing import Final

from briefgen.text.measures import unspaced_pattern


def nearest(word: str, known: "list[str] | tuple[str, ...]") -> str:
    """Return the known word that is most similar to `word`, in any letter case, or an empty text if no word is close."""
    # Imported here: only a wrong key needs difflib, and importing it takes 4 ms.
    import difflib

    by_fold = {name.casefold(): name for name in known}
    close = difflib.get_close_matches(word.casefold(), list(by_fold), n=1, cutoff=0.6)
    return by_fold[close[0]] if close else ""


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
    """Return text for the search index: Arabic folded, and each run of a script without spaces split into pairs.

    A run `abc` becomes the words `ab bc c`. A query is folded in the same way, so that the words of any part of a run are
    words of the text or beginnings of them. No dictionary has to decide where words end. The theme's search.js folds alike.
    """
    return text if text.isascii() else unspaced_pattern("+").sub(_pairs, fold_arabic(text))


def _pairs(found: "re.Match[str]") -> str:
    run = found[0]
    return f" {' '.join(run[at : at + 2] for at in range(len(run)))} "
