"""Floor 7. The figures that a text states, in digits and in words, as values with their units. Text in, figures out.

A figure may be read in more than one way ("1.200" is twelve hundred to one reader and one point two to the next): it has all
its values, and two figures are the same if they share one. Percentages and parts of a whole are hundredths.
"""

import itertools
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from briefgen.importing.capture.folding import fold
from briefgen.importing.proving.numerals import Numeral, compound_number, numerals_in
from briefgen.importing.proving.vocabulary import LONGEST_PHRASE, Vocabulary
from briefgen.text.words import unspaced_pattern

Bound = Literal["", "about", "over", "under"]

#: Digits in groups of three, in Indian groups, and without groups; each may have decimals.
_GROUPED: Final = r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009\u066c ]\d{3})+(?!\d)(?:[.,\u066b]\d+)?"
_NUMBER: Final = rf"{_GROUPED}|\d{{1,3}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d+(?:[.,\u066b]\d+)?"
#: A code of letters and digits, such as F-35 or G7, is a name and no figure.
_TOKEN: Final = re.compile(
    rf"(?P<code>(?<![^\W\d_])(?!(?:EUR|USD|GBP|CHF|JPY|CNY|RUB|TRY)\d)[A-ZА-Я][^\W\d_]{{0,9}}[-‑]?\d+[^\W_]*)"
    rf"|(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+)|(?P<sign>[%٪‰$€£¥₽₺₹°½¼¾])"
)
_CLOCK: Final = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:[:.h٫](\d{2}))?(?::\d{2})?\s?(a\.?m\b\.?|p\.?m\b\.?|uhr\b|heures?\b(?=\s+(?:gmt|précises|locales|du|ce))|h(?![^\W_]))"
    r"|(?<![\d.,:])(\d{1,2}):(\d{2})(?![:\d])|(?<![\d.,:])(\d{1,2})h(\d{2})(?!\d)",
    re.IGNORECASE,
)
_SIGNS: Final = {
    "%": "percent", "٪": "percent", "$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY", "₽": "RUB", "₺": "TRY", "₹": "INR",
    "°": "degree",
}  # fmt: skip
_PARTS: Final = {"½": 0.5, "¼": 0.25, "¾": 0.75}
_CURRENCIES: Final = frozenset(["USD", "EUR", "GBP", "CHF", "JPY", "CNY", "RUB", "TRY", "INR"])
_SUFFIXES: Final = {"k": 1e3, "m": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12}
_ORDINAL: Final = frozenset(["st", "nd", "rd", "th", "e", "er", "ère", "ème", "º", "ª", "й", "го", "я", "е"])
_RANGE: Final = re.compile(r"\s*(?:[-–—]|to|or|and|bis|oder|und|à|ou|et|a|y|إلى|до|или|ila|至|到)\s*")
#: Words between a figure and its unit, at most: "24 newly built houses".
_REACH: Final = 2
#: Units whose figures may stand for each other: what is counted are people in all of them.
_SENTENCE_END: Final = re.compile(r"[.!?;:\n|()\[\]“”\"«»]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of a text: its place, its possible values, its unit or empty text, how it is rounded, the words after it."""

    start: int
    end: int
    values: tuple[float, ...]
    unit: str = ""
    bound: Bound = ""
    is_ordinal: bool = False
    in_words: bool = False
    counted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    start: int
    end: int


def figures_in(text: str, words: Vocabulary, taken: Iterable[tuple[int, int]] = ()) -> list[Figure]:
    """Return the figures of a text in order; `taken` are spans that belong to dates and are none."""
    plain = plain_digits(text)
    spans = list(taken)
    found = []
    for match in _CLOCK.finditer(plain):
        if not _overlaps(match.span(), spans) and (minutes := _minutes(match)):
            found.append(Figure(*match.span(), minutes, "clock"))
            spans.append(match.span())
    tokens = [
        _Token(match.lastgroup or "", match[0] if match.lastgroup == "number" else fold(match[0]), *match.span())
        for match in _TOKEN.finditer(plain)
        if not _overlaps(match.span(), spans)
    ]
    if words.lang in {"zh", "ja"}:
        numerals = [one for one in numerals_in(plain, words) if not _overlaps((one.start, one.end), spans)]
        found += [_of_numeral(plain, one, words) for one in numerals]
        spans += [(one.start, one.end) for one in numerals]
        tokens = [token for token in tokens if not _overlaps((token.start, token.end), spans)]
        tokens = [token for token in tokens if token.kind != "word" or not unspaced_pattern().search(token.text)]
    index = 0
    while index < len(tokens):
        figure, size = _figure_at(tokens, index, words)
        if figure is not None:
            unit = figure.unit or _unit_of(plain, tokens, index, index + size, words)
            values = figure.values
            if unit == "percent":
                values = (*values, *(round(value / 100, 8) for value in values))
            bound = _bound_of(plain, tokens, index, index + size, words)
            counted = tuple(token.text for token in tokens[index + size : index + size + _REACH])
            found.append(replace(figure, unit=unit, values=values, bound=bound, counted=counted))
        index += max(1, size)
    return _in_ranges(plain, sorted(found, key=lambda figure: figure.start))


def _in_ranges(text: str, figures: Sequence[Figure]) -> list[Figure]:
    """Return figures with the unit and the scale that the end of a range gives to its beginning: "2-3 million euros"."""
    found = list(figures)
    for index in range(len(found) - 2, -1, -1):
        first, last = found[index], found[index + 1]
        if first.unit or not _RANGE.fullmatch(text[first.end : last.start]):
            continue
        scale = next((scale for scale in (1e9, 1e6, 1e3) if last.values[0] >= scale > first.values[0]), 1)
        values = first.values
        if scale > 1 and not last.in_words and len(text[last.start : last.end].split()) > 1:
            values = (*values, *(round(value * scale, 6) for value in values))
        if last.unit == "percent":
            values = (*values, *(round(value / 100, 8) for value in values))
        found[index] = replace(first, unit=last.unit, values=values)
    return found


def _of_numeral(text: str, numeral: Numeral, words: Vocabulary) -> Figure:
    before = text[max(0, numeral.start - 3) : numeral.start]
    bounds = [bound for bound, phrases in _bounds(words) if any(before.endswith(phrase) for phrase in phrases)]
    is_percent = numeral.unit == "percent"
    value = round(numeral.value / 100, 8) if is_percent else numeral.value
    return Figure(numeral.start, numeral.end, (value,), "" if is_percent else numeral.unit, bounds[0] if bounds else "")


def plain_digits(text: str) -> str:
    """Return the text with the decimal digits of all scripts as ASCII ones; its length does not change."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(one)) if not one.isascii() and one.isdecimal() else one for one in text)


def readings(number: str) -> tuple[float, ...]:
    """Return the values that digits with separators can be read as, each once: "1.200" is 1200 and 1.2."""
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
        return (float(whole), as_decimal)
    return (as_decimal,)


def is_within(asked: Figure, value: float) -> bool:
    """Is a value that the capture has what a rounded figure of the article says? See docs/import.md for the bounds."""
    for stated in asked.values:
        if stated == value:
            return True
        if not stated or not value:
            continue
        if asked.bound == "about" and abs(value - stated) <= max(_step(stated) / 2, 0.05 * stated):
            return True
        if asked.bound == "over" and stated < value <= stated + max(_step(stated), 0.25 * stated):
            return True
        if asked.bound == "under" and stated - max(_step(stated), 0.25 * stated) <= value < stated:
            return True
    return False


def in_base(value: float, unit: str) -> tuple[str, float] | None:
    """Return a measure in the base unit of its family, so that 1.2 metres are 120 centimetres; None for other units."""
    family, factor = _FAMILIES.get(unit, ("", 0.0))
    return (family, round(value * factor, 6)) if family else None


_FAMILIES: Final = {
    "second": ("short", 1.0), "minute": ("short", 60.0), "hour": ("short", 3600.0), "day": ("short", 86400.0),
    "week": ("short", 604800.0), "fortnight": ("short", 1209600.0),
    "month": ("long", 1.0), "year": ("long", 12.0), "decade": ("long", 120.0), "century": ("long", 1200.0),
    "mm": ("length", 0.001), "cm": ("length", 0.01), "m": ("length", 1.0), "km": ("length", 1000.0),
    "gram": ("mass", 0.001), "kg": ("mass", 1.0), "ton": ("mass", 1000.0),
    "megawatt": ("power", 1.0), "gigawatt": ("power", 1000.0),
}  # fmt: skip


def _step(value: float) -> float:
    """Return the size of the last digit of a round figure that is not 0: 100 for 1,200; 0 for one that is not round."""
    step = 1.0
    while value % (step * 10) == 0 and step < value:
        step *= 10
    return step if step > 1 else 0


def _figure_at(tokens: Sequence[_Token], index: int, words: Vocabulary) -> tuple[Figure | None, int]:
    """Return the figure that begins at a token, and the number of tokens that make it; None and 0 for none."""
    token = tokens[index]
    if token.kind == "number":
        return _in_digits(tokens, index, words)
    if token.kind == "sign" and token.text in _PARTS:
        return Figure(token.start, token.end, (_PARTS[token.text],), "part"), 1
    if token.kind == "sign" and _SIGNS.get(token.text) in _CURRENCIES and index + 1 < len(tokens):
        after = tokens[index + 1]
        if after.kind == "number" and after.start - token.end <= 1:
            figure, size = _in_digits(tokens, index + 1, words)
            return (replace(figure, start=token.start, unit=_SIGNS[token.text]), size + 1) if figure else (None, 0)
    return _in_words(tokens, index, words) if token.kind == "word" else (None, 0)


def _in_digits(tokens: Sequence[_Token], index: int, words: Vocabulary) -> tuple[Figure | None, int]:
    token = tokens[index]
    values = readings(token.text)
    end, size = token.end, 1
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or after.start - end > 1:
        return Figure(token.start, end, values), size
    is_glued = after.start == end
    if is_glued and after.kind == "word" and after.text in _ORDINAL:
        return Figure(token.start, after.end, values, is_ordinal=True), 2
    if is_glued and after.kind == "sign" and after.text in _PARTS:
        return Figure(token.start, after.end, (values[0] + _PARTS[after.text],)), 2
    if is_glued and after.text in _SUFFIXES:
        # "5m" may be metres as well.
        scaled = tuple(round(value * _SUFFIXES[after.text], 6) for value in values)
        return Figure(token.start, after.end, (*values, *scaled)), 2
    while after is not None and after.kind == "word" and after.text in words.scales and after.start - end <= 1:
        values = tuple(round(value * words.scales[after.text], 6) for value in values)
        end, size = after.end, size + 1
        after = tokens[index + size] if index + size < len(tokens) else None
    return Figure(token.start, end, values), size


def _in_words(tokens: Sequence[_Token], index: int, words: Vocabulary) -> tuple[Figure | None, int]:
    """Return the figure of a run of number words. A lone "one" is a pronoun more often than a figure, and is none."""
    if _is_half(tokens, index, words):
        return Figure(tokens[index].start, tokens[index].end, (0.5,), "part", in_words=True), 1
    total, current, size, position = 0.0, 0.0, 0, index
    while position < len(tokens) and tokens[position].kind == "word":
        text = tokens[position].text
        value = _number_of(text, words, is_first=not size)
        pair = f"{text} {tokens[position + 1].text}" if position + 1 < len(tokens) else ""
        if not size and pair in words.numbers:
            current, position, size = float(words.numbers[pair]), position + 2, 2
            continue
        scale = words.scales.get(text)
        if value is not None and (not size or _composes(current, value, words)):
            current = current + 76 if _is_eighty(current, value, words) else current + value
        elif scale is not None and (size or text in words.alone):
            if scale == 100:
                current = max(1.0, current) * scale
            else:
                total, current = total + max(1.0, current) * scale, 0.0
        elif size and text in _JOINERS and _goes_on(tokens, position, words):
            position += 1
            continue
        else:
            break
        position += 1
        size = position - index
    value = total + current
    if not size:
        return None, 0
    after = tokens[index + size] if index + size < len(tokens) else None
    start, end = tokens[index].start, tokens[index + size - 1].end
    if after is not None and after.text in words.fractions and words.fractions[after.text] > 1:
        part = _part(tokens, index + size, words)
        if part:
            return Figure(
                start, after.end, (round(value / words.fractions[after.text], 8),), "part", in_words=True
            ), size + 1
    if size == 1 and value == 1:
        return None, 1
    return Figure(start, end, (value,), in_words=True), size


_JOINERS: Final = frozenset(["and", "und", "et", "y", "e", "و"])


def _is_half(tokens: Sequence[_Token], index: int, words: Vocabulary) -> bool:
    """Does a word say one half of something, as "half of the lines"? Half a word is none."""
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return words.fractions.get(tokens[index].text) == 2 and (not words.of or after in words.of)


def _part(tokens: Sequence[_Token], index: int, words: Vocabulary) -> bool:
    """Is this word a part of a whole, and no quarter of a town or a year?"""
    word = tokens[index].text
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return word.endswith("s") or after in words.of or word in {"halb", "halbe", "halben"} or not words.of


def _number_of(text: str, words: Vocabulary, *, is_first: bool) -> float | None:
    value = words.numbers.get(text)
    if value is None and words.lang == "ar" and not is_first and text.startswith("و"):
        value = words.numbers.get(text[1:])
    if value is None and words.lang in {"de", "it", "nl"}:
        return compound_number(text, words)
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


def _goes_on(tokens: Sequence[_Token], position: int, words: Vocabulary) -> bool:
    """Does "and" join a number: "two hundred and five"? "Two and three" are two numbers."""
    if position + 1 >= len(tokens) or position < 1:
        return False
    before, after = tokens[position - 1].text, tokens[position + 1].text
    value = _number_of(after, words, is_first=False)
    if value is None:
        return False
    if before in words.scales:
        return True
    first = _number_of(before, words, is_first=False) or 0
    return first >= 20 and value < 10 if words.lang in {"fr", "es"} else False


def _unit_of(text: str, tokens: Sequence[_Token], start: int, end: int, words: Vocabulary) -> str:
    """Return the unit of the figure that tokens from start to end make; empty text where no known word says it."""
    before = tokens[start - 1] if start else None
    if before is not None and tokens[start].start - before.end <= 1:
        if before.kind == "sign" and before.text in _SIGNS and before.text not in "%٪°":
            return _SIGNS[before.text]
        if before.text.upper() in _CURRENCIES:
            return before.text.upper()
        if words.lang == "tr" and before.text == "yüzde":
            return "percent"
    position = tokens[end - 1].end
    # "87 millions d'euros": the unit is the next word but one.
    while end < len(tokens) and tokens[end].text in _OF and words.lang in {"fr", "es", "it", "pt"}:
        end, position = end + 1, tokens[end].end
    for number, token in enumerate(itertools.islice(tokens, end, end + _REACH + 1)):
        if _SENTENCE_END.search(text, position, token.start) or token.kind == "number":
            break
        if token.kind == "sign" and token.text in _SIGNS:
            return _SIGNS[token.text] if number == 0 else ""
        for size in range(LONGEST_PHRASE, 0, -1):
            phrase = " ".join(one.text for one in tokens[end + number : end + number + size])
            unit = words.units.get(phrase)
            # A unit of measure stands beside its figure: "three of the 12 hours" says nothing of three.
            if unit is not None and (number == 0 or unit in _COUNTED):
                return unit
        if token.text.upper() in _CURRENCIES:
            return token.text.upper()
        if token.text in words.of and number == 0 and words.lang in {"en", "de"}:
            break
        position = token.end
    return ""


_OF: Final = frozenset(["d", "de", "des", "di"])
_COUNTED: Final = frozenset(["person", "vehicle", "ship", "building"])


def _bound_of(text: str, tokens: Sequence[_Token], start: int, end: int, words: Vocabulary) -> Bound:
    before = [token.text for token in tokens[max(0, start - LONGEST_PHRASE) : start]]
    if start and _SENTENCE_END.search(text, tokens[start - 1].end, tokens[start].start):
        return ""
    tails = {" ".join(before[-size:]) for size in range(1, len(before) + 1)}
    if words.lang in {"fr", "es", "it", "ru"}:
        tails |= {" ".join(before[-size:-1]) for size in range(2, len(before) + 1) if before[-1] in {"de", "di", "чем"}}
    for bound, phrases in _bounds(words):
        if tails & phrases:
            return bound
    after = tokens[end].text if end < len(tokens) else ""
    return "about" if words.lang == "tr" and after in words.about else ""


def _bounds(words: Vocabulary) -> tuple[tuple[Bound, frozenset[str]], ...]:
    return (("about", words.about), ("over", words.over), ("under", words.under))


def _minutes(match: re.Match[str]) -> tuple[float, ...]:
    hour = int(match[1] or match[4] or match[6])
    minute = int(match[2] or match[5] or match[7] or 0)
    if hour > 24 or minute > 59:
        return ()
    half = (match[3] or "").casefold().replace(".", "")
    if half in {"am", "pm"}:
        return (float((hour % 12 + (12 if half == "pm" else 0)) * 60 + minute),)
    stated = float(hour * 60 + minute)
    return (stated, stated + 720) if match[4] and 0 < hour < 12 and match[4][0] != "0" else (stated,)


def _overlaps(span: tuple[int, int], taken: Sequence[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)
