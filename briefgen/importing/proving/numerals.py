"""Floor 7. Numbers that are one word: German and Italian compounds, and Chinese numerals."""

import functools
import re
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.vocabulary import Vocabulary

_DIGITS: Final = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_STEPS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_NUMERAL: Final = re.compile(r"(\d[\d,.]*)?([零一二三四五六七八九〇两兩十百千万萬亿億]*)")
#: Longest word that is tried as a compound: no number in words is longer in print.
_LONGEST: Final = 60


@functools.lru_cache(4096)
def _german(text: str, words: Vocabulary) -> float | None:
    for scale, value in (("tausend", 1000), ("hundert", 100)):
        head, found, tail = text.partition(scale)
        if found:
            first = _german(head, words) if head else 1.0
            rest = _german(tail.removeprefix("und"), words) if tail else 0.0
            return first * value + rest if first is not None and rest is not None else None
    unit, found, tens = text.partition("und")
    if found and unit and tens:
        low, high = words.numbers.get(unit, 0), words.numbers.get(tens, 0)
        return float(low + high) if 0 < low < 10 <= high else None
    return float(words.numbers[text]) if text in words.numbers else None


def compound_number(text: str, words: Vocabulary) -> float | None:
    """Return the value of a number that is one word, such as "dreihundertvierzig"; None for any other word."""
    if len(text) > _LONGEST:
        return None
    if words.lang == "de":
        return _compound_german(text, words)
    return None


def _compound_german(text: str, words: Vocabulary) -> float | None:
    if "hundert" not in text and "tausend" not in text and "und" not in text:
        return None
    if text in {"hundert", "tausend", "hunderte", "tausende", "hunderten", "tausenden"}:
        return None
    return _german(text, words)


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number of a Chinese text that is written with numerals: its place, its value, its unit or empty text."""

    start: int
    end: int
    value: float
    unit: str


def numerals_in(text: str, words: Vocabulary) -> list[Numeral]:
    """Return the numbers of a Chinese text that are written with numerals, with or without digits before them."""
    found = []
    for match in _NUMERAL.finditer(text):
        digits, numerals = (match[1] or "").rstrip(".,"), match[2]
        if not numerals:
            continue
        after = text[match.end() : match.end() + 3]
        unit = next((words.units[after[:size]] for size in (3, 2, 1) if after[:size] in words.units), "")
        value = _value_of(digits, numerals)
        # A numeral is part of many words that count nothing, and "one" of most.
        if not digits and (value < 2 or (not unit and len(numerals) < 2)):
            continue
        is_percent = text.endswith("百分之", 0, match.start()) or after[:1] == "%"
        found.append(Numeral(match.start(), match.end(), value, "percent" if is_percent else unit))
    return found


def _value_of(digits: str, numerals: str) -> float:
    total = current = 0.0
    number = float(digits.replace(",", "")) if digits else None
    for one in numerals:
        if one in _DIGITS:
            # Digits in a row are a year: 二〇二五.
            number = float(_DIGITS[one]) if number is None else number * 10 + _DIGITS[one]
        elif one in _STEPS:
            current += (1 if number is None else number) * _STEPS[one]
            number = None
        else:
            total += (current + (number or 0)) * _MYRIADS[one]
            current, number = 0.0, None
    return total + current + (number or 0)
