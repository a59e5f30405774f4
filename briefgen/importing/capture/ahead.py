"""Floor 7. Is a day that a sentence names still to come? "Is to meet on Saturday" says nothing of when it was written.

A word of what is to come stands before the day, and nothing that was said in between: "said on Tuesday that it will meet on
Saturday" has one day of each kind. In languages with the verb at the end, it may stand behind the day as well.
"""

import functools
import re
from typing import Final

from briefgen.importing.capture.dates import words_of
from briefgen.importing.capture.rules import Calendar

_SENTENCE: Final = re.compile(r"[.!?؟。।۔…]+[\"”’»)」]*\s+|[.。]$|\n")
_CLAUSE: Final = re.compile(r"[,;:،؛，；—–]")
# Where another verb begins: "streikten am Montag und wollen am Freitag verhandeln".
_JOINED: Final = re.compile(r"\s(?:and|und|but|et|mais|y|pero|e|ma|mas|en|maar|och|men|og|i|и|а|но|та|але|ve|و)\s")
#: Languages whose verb stands at the end of a sentence.
_VERB_LAST: Final = frozenset(["tr", "fa", "ur", "hi", "bn", "ja", "ko", "de", "nl"])
#: Words behind a day that opens a sentence in which its verb is looked for: "On Saturday the council will hear".
_VERB_WITHIN: Final = 9
#: Words of a sentence before its day where the day opens it.
_OPENING: Final = 3
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")


def is_ahead(text: str, start: int, end: int, calendar: Calendar, lang: str) -> bool:
    """Does the sentence say that its day, from `start` to `end`, is still to come?"""
    begin = max((match.end() for match in _SENTENCE.finditer(text, 0, start)), default=0)
    stop = next((match.start() for match in _SENTENCE.finditer(text, end)), len(text))
    before, after = text[begin:start], text[end:stop]
    primary = lang.split("-", maxsplit=1)[0]
    pattern = _pattern(tuple(calendar.ahead.get(primary) or calendar.ahead.get("en", ())), bool(_UNSPACED.search(text)))
    # What stands before the last mark of a clause belongs to a clause of its own: "If all goes well, ...".
    words = words_of(before)
    if pattern.search(" ".join(words_of(_CLAUSE.split(before)[-1]))):
        return True
    behind = words_of(_JOINED.split(_CLAUSE.split(after)[0])[0])
    if primary in _VERB_LAST:
        return bool(pattern.search(" ".join(behind)))
    # "Next week", "المقبل", "prochain" stand right behind the day; the verb only where the day opens the sentence.
    reach = _VERB_WITHIN if len(words) <= _OPENING else 2
    return bool(pattern.search(" ".join(behind[:reach])))


@functools.lru_cache(64)
def _pattern(phrases: tuple[str, ...], is_unspaced: bool) -> re.Pattern[str]:
    if is_unspaced:
        return re.compile("|".join(map(re.escape, phrases)) or r"(?!)")
    parts = [_as_pattern(phrase) for phrase in phrases]
    return re.compile(rf"(?<!\w)(?:{'|'.join(parts)})(?!\w)" if parts else r"(?!)")


def _as_pattern(phrase: str) -> str:
    if phrase.endswith(" >"):
        # "By Friday", "bis zum Freitag": one small word may stand between.
        return re.escape(phrase.removesuffix(" >")) + r"(?: \w{1,4})?$"
    return re.escape(phrase).replace(r"\*", r"\w*" if phrase.endswith("*") else r"\w+")
