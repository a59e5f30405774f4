"""Floor 7. Numbers in words: runs of words, German compounds, Chinese numerals. Words in, values out."""

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.vocabulary import Vocabulary

_DIGITS: Final = {one: value for value, one in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "兩": 2}
_STEPS: Final = {"十": 10, "百": 100, "千": 1000}
_MYRIADS: Final = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
_NUMERAL: Final = re.compile(r"(\d[\d,.]*)?([零一二三四五六七八九〇两兩十百千万萬亿億]*)")
#: Most words of one number: "two hundred and forty-five million six hundred thousand" has ten.
LONGEST_NUMBER: Final = 12
_JOINERS: Final = frozenset(["and", "und", "et", "y", "e", "و"])
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


def number_at(run: Sequence[str], words: Vocabulary) -> tuple[float, int]:
    """Return the number that folded words begin with, and how many of them it has; 0 and 0 where they begin with none."""
    total = current = 0.0
    size = position = 0
    if len(run) > 1 and " ".join(run[:2]) in words.numbers:
        current, size, position = float(words.numbers[" ".join(run[:2])]), 2, 2
    while position < len(run):
        text = run[position]
        value = _number_of(text, words, is_first=not size)
        scale = words.scales.get(text)
        if value is not None and (not size or _composes(current, value, words)):
            current = current + 76 if _is_eighty(current, value, words) else current + value
        elif scale is not None and (size or text in words.alone):
            total, current = _scaled(total, current, scale)
        elif not (size and text in _JOINERS and _goes_on(run, position, words)):
            break
        position += 1
        size = position if text not in _JOINERS else size
    return total + current, size


def _scaled(total: float, current: float, scale: int) -> tuple[float, float]:
    if scale == 100:
        return total, max(1.0, current) * scale
    return total + max(1.0, current) * scale, 0.0


def _number_of(text: str, words: Vocabulary, *, is_first: bool) -> float | None:
    value = words.numbers.get(text)
    if value is None and words.lang == "ar" and not is_first and text.startswith("و"):
        value = words.numbers.get(text[1:])
    if value is None and words.lang == "de":
        return _compound_number(text, words)
    return value


def _composes(current: float, value: float, words: Vocabulary) -> bool:
    """Do two number words in a row make one number, as "forty two" and "two hundred five"?"""
    if not current:
        return True
    if words.lang == "fr" and ((current % 100 in {60.0, 80.0} and value < 20) or _is_eighty(current, value, words)):
        return True
    if words.lang == "ar":
        # Units come first: "five and twenty".
        return current % 100 < 10 <= value < 100 or (current % 100 == 0 and value < 100) or (current < 10 and value == 10)
    step = next((step for step in (100.0, 10.0) if current % step == 0), 1.0)
    return value < step


def _is_eighty(current: float, value: float, words: Vocabulary) -> bool:
    return words.lang == "fr" and current % 100 == 4 and value == 20


def _goes_on(run: Sequence[str], position: int, words: Vocabulary) -> bool:
    """Does "and" join a number: "two hundred and five"? "Two and three" are two numbers."""
    if position + 1 >= len(run):
        return False
    value = _number_of(run[position + 1], words, is_first=False)
    if value is None or run[position - 1] in words.scales:
        return value is not None
    first = _number_of(run[position - 1], words, is_first=False) or 0
    return words.lang in {"fr", "es", "it"} and first >= 20 and value < 10


def _compound_number(text: str, words: Vocabulary) -> float | None:
    """Return the value of a German number that is one word, such as "dreihundertvierzig"; None for any other word."""
    if len(text) > _LONGEST:
        return None
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
