"""Floor 7. Values as people write and round them: digits with separators, times of day, measures of one family."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, Literal, TypeAlias

#: How a figure is said to be rounded: "about", "more than" or "at least", "under" or "almost".
Bound: TypeAlias = Literal["", "about", "over", "under"]

_CLOCK: Final = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:[:.h٫](\d{2}))?(?::\d{2})?\s?"
    r"(a\.?m\b\.?|p\.?m\b\.?|uhr\b|heures?\b(?=\s+(?:gmt|précises|locales|du|ce))|h(?![^\W_]))"
    r"|(?<![\d.,:])(\d{1,2}):(\d{2})(?![:\d])|(?<![\d.,:])(\d{1,2})h(\d{2})(?!\d)"
    # Agencies write 1500 GMT; without such a word four digits are a number or a year.
    r"|(?<![\d.,:])(\d{2})(\d{2})(?=\s?(?:gmt|utc|bst|ces?t|e[ds]t|hrs|hours|local\s+time|uhr)\b)",
    re.IGNORECASE,
)
#: Units that measure one thing: the thing, and how many of its base unit each is.
FAMILIES: Final = {
    "second": ("short", 1.0), "minute": ("short", 60.0), "hour": ("short", 3600.0), "day": ("short", 86400.0),
    "week": ("short", 604800.0), "fortnight": ("short", 1209600.0),
    "month": ("long", 1.0), "year": ("long", 12.0), "decade": ("long", 120.0), "century": ("long", 1200.0),
    "millennium": ("long", 12000.0),
    "mm": ("length", 0.001), "cm": ("length", 0.01), "m": ("length", 1.0), "km": ("length", 1000.0),
    "gram": ("mass", 0.001), "kg": ("mass", 1.0), "ton": ("mass", 1000.0),
    "megawatt": ("power", 1.0), "gigawatt": ("power", 1000.0),
}  # fmt: skip


class Spans:
    """Stretches of a text that belong to something; whether another stretch meets one is asked in its own length."""

    __slots__ = ("_taken",)

    def __init__(self, length: int, spans: Iterable[tuple[int, int]] = ()) -> None:
        """Take the length of the text, and stretches to begin with."""
        self._taken = bytearray(length)
        for start, end in spans:
            self.add(start, end)

    def add(self, start: int, end: int) -> None:
        """Take in a stretch."""
        self._taken[start:end] = b"\x01" * (end - start)

    def meets(self, start: int, end: int) -> bool:
        """Has a stretch a character in common with one of these?"""
        return self._taken.find(1, start, end) >= 0


def plain_digits(text: str) -> str:
    """Return the text with the decimal digits of all scripts as ASCII ones; its length does not change."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if not one.isascii() and one.isdecimal() else one for one in text)


def readings(number: str, group: str = "") -> tuple[float, ...]:
    """Return the values that digits with separators can be read as, each once: "1.200" is 1200 and 1.2.

    With `group`, the mark that the language puts between thousands, that mark has one reading.
    """
    marks = [one for one in number if not one.isdigit()]
    if not marks:
        return (float(number),)
    whole = "".join(one for one in number if one.isdigit())
    head, mark, tail = number.rpartition(marks[-1])
    as_decimal = float("".join(one for one in head if one.isdigit()) + "." + tail)
    is_grouped = len(tail) == 3 and len(set(marks)) == 1
    if len(marks) > 1 or marks[-1] not in ".,٫":
        return (float(whole),) if is_grouped else (as_decimal,)
    if mark in ".," and is_grouped and head[:1] != "0" and len(head) <= 3:
        return (float(whole),) if mark == group else (float(whole), as_decimal)
    return (as_decimal,)


def in_base(value: float, unit: str) -> tuple[str, float] | None:
    """Return a measure in the base unit of its family, so that 1.2 metres are 120 centimetres; None for other units."""
    family, factor = FAMILIES.get(unit, ("", 0.0))
    return (family, round(value * factor, 6)) if family else None


def is_within(values: Iterable[float], bound: Bound, value: float) -> bool:
    """Is a value that the capture has what a rounded figure of the article says? See docs/import.md for the bounds."""
    for stated in values:
        if stated == value:
            return True
        if not stated or not value:
            continue
        if bound == "about" and abs(value - stated) <= max(_step(stated) / 2, 0.05 * stated):
            return True
        if bound == "over" and stated < value <= stated + max(_step(stated), 0.25 * stated):
            return True
        if bound == "under" and stated - max(_step(stated), 0.25 * stated) <= value < stated:
            return True
    return False


def clocks_in(text: str) -> Iterator[tuple[int, int, tuple[float, ...]]]:
    """Yield the times of day of a text with plain digits: where each begins and ends, and the minutes that it may be."""
    for match in _CLOCK.finditer(text):
        if minutes := _minutes(match):
            yield *match.span(), minutes


def _minutes(match: re.Match[str]) -> tuple[float, ...]:
    hour = int(match[1] or match[4] or match[6] or match[8])
    minute = int(match[2] or match[5] or match[7] or match[9] or 0)
    if hour > 24 or minute > 59:
        return ()
    half = (match[3] or "").casefold().replace(".", "")
    if half in {"am", "pm"}:
        return (float((hour % 12 + (12 if half == "pm" else 0)) * 60 + minute),)
    stated = float(hour * 60 + minute)
    return (stated, stated + 720) if match[4] and 0 < hour < 12 and match[4][0] != "0" else (stated,)


def _step(value: float) -> float:
    """Return the size of the last digit of a round figure that is not 0: 100 for 1,200; 0 for one that is not round."""
    step = 1.0
    while value % (step * 10) == 0 and step < value:
        step *= 10
    return step if step > 1 else 0
