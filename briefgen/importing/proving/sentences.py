"""Floor 7. Text -> its sentences, near enough to show them one by one; nothing is lost between them but white space."""

import re
from typing import Final

_END: Final = re.compile(r"[.!?…؟۔]+[\"'”’»)\]]*(?=\s)|[。！？][”’」』）]*")
#: Words with a full stop that ends no sentence.
_SHORT: Final = frozenset(
    "mr mrs ms dr st gen col sen rep lt sgt maj prof no vs etc jr sr mt inc ltd u.s u.k e.g i.e".split()
)


def sentences_of(text: str) -> list[str]:
    """Return the sentences of plain text in order."""
    found = []
    start = 0
    for match in _END.finditer(text):
        last = text[start : match.start()].rpartition(" ")[2].lower().lstrip("\"'“‘«([")
        following = text[match.end() : match.end() + 40].lstrip()[:1]
        is_short = match[0][0] == "." and (last in _SHORT or len(last) == 1)
        if is_short or following.islower():
            continue
        found.append(text[start : match.end()].strip())
        start = match.end()
    found.append(text[start:].strip())
    return [sentence for sentence in found if sentence]
