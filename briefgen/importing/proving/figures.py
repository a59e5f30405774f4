"""Floor 7. The figures that a text states, in digits and in words, as values with their units. Text in, figures out.

A figure may be read in more than one way ("1.200" is twelve hundred to one reader and one point two to the next): it has all
its values, and two figures are the same if they share one. Percentages and parts of a whole are hundredths.
"""

import itertools
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from briefgen.importing.capture.folding import fold
from briefgen.importing.proving.measures import FAMILIES, Bound, Spans, clocks_in, plain_digits, readings
from briefgen.importing.proving.numerals import LONGEST_NUMBER, Numeral, number_at, numerals_in
from briefgen.importing.proving.vocabulary import LONGEST_PHRASE, Vocabulary
from briefgen.text.words import unspaced_pattern

#: Digits in groups of three, in Indian groups, and without groups; each may have decimals.
_GROUPED: Final = r"\d{1,3}(?:[.,'’\u00a0\u202f\u2009\u066c ]\d{3})+(?!\d)(?:[.,\u066b]\d+)?"
_NUMBER: Final = rf"{_GROUPED}|\d{{1,3}}(?:,\d{{2}})+,\d{{3}}(?!\d)|\d+(?:[.,\u066b]\d+)?"
#: A code of letters and digits, such as F-35 or G7, is a name and no figure.
_TOKEN: Final = re.compile(
    rf"(?P<code>(?<![^\W\d_])(?!(?:EUR|USD|GBP|CHF|JPY|CNY|RUB|TRY)\d)[A-ZА-Я][^\W\d_]{{0,9}}[-‑]?\d+[^\W_]*)"
    rf"|(?P<number>{_NUMBER})|(?P<word>[^\W\d_]+)|(?P<sign>[%٪‰$€£¥₽₺₹°½¼¾])"
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
    spans = Spans(len(text), taken)
    found = []
    for start, end, minutes in clocks_in(plain):
        if not spans.meets(start, end):
            found.append(Figure(start, end, minutes, "clock"))
            spans.add(start, end)
    tokens = [
        _Token(match.lastgroup or "", match[0] if match.lastgroup == "number" else fold(match[0]), *match.span())
        for match in _TOKEN.finditer(plain)
        if not spans.meets(*match.span())
    ]
    if words.lang in {"zh", "ja"}:
        numerals = [one for one in numerals_in(plain, words) if not spans.meets(one.start, one.end)]
        found += [_of_numeral(plain, one, words) for one in numerals]
        taken_too = Spans(len(text), [(one.start, one.end) for one in numerals])
        tokens = [token for token in tokens if not taken_too.meets(token.start, token.end)]
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
    values = readings(token.text, words.group)
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
    if (half := _half_of_unit(tokens, index, words)) is not None:
        return half
    if _is_half(tokens, index, words):
        return Figure(tokens[index].start, tokens[index].end, (0.5,), "part", in_words=True), 1
    run = [token.text for token in itertools.takewhile(_is_word, tokens[index : index + LONGEST_NUMBER])]
    value, size = number_at(run, words)
    if not size:
        return None, 0
    start = tokens[index].start
    if index + size < len(tokens) and _is_part(tokens, index + size, words):
        part = round(value / words.fractions[tokens[index + size].text], 8)
        return Figure(start, tokens[index + size].end, (part,), "part", in_words=True), size + 1
    if size == 1 and value == 1:
        return None, 1
    return Figure(start, tokens[index + size - 1].end, (value,), in_words=True), size


def _is_word(token: _Token) -> bool:
    return token.kind == "word"


def _half_of_unit(tokens: Sequence[_Token], index: int, words: Vocabulary) -> tuple[Figure, int] | None:
    """Return half a measure, such as "half a century", with the number of its tokens; None for anything else."""
    if not (
        words.fractions.get(tokens[index].text) == 2 or tokens[index].text in {"halbes", "halber", "demi", "medio", "media"}
    ):
        return None
    for size in (1, 2):
        unit = words.units.get(tokens[index + size].text, "") if index + size < len(tokens) else ""
        if unit in FAMILIES and (size == 1 or words.numbers.get(tokens[index + 1].text) == 1):
            figure = Figure(tokens[index].start, tokens[index + size].end, (0.5,), unit, in_words=True)
            return figure, size + 1
    return None


def _is_half(tokens: Sequence[_Token], index: int, words: Vocabulary) -> bool:
    """Does a word say one half of something, as "half of the lines"? Half a word is none."""
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return words.fractions.get(tokens[index].text) == 2 and (not words.of or after in words.of)


def _part(tokens: Sequence[_Token], index: int, words: Vocabulary) -> bool:
    """Is this word a part of a whole, and no quarter of a town or a year?"""
    word = tokens[index].text
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return word.endswith("s") or after in words.of or word in {"halb", "halbe", "halben"} or not words.of


def _is_part(tokens: Sequence[_Token], index: int, words: Vocabulary) -> bool:
    """Is this word a part of a whole, as in "two thirds", and no quarter of a town or a year?"""
    word = tokens[index].text
    after = tokens[index + 1].text if index + 1 < len(tokens) else ""
    return word in words.fractions and (word.endswith("s") or after in words.of or not words.of)


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
    return _unit_behind(text, tokens, end, words)


def _unit_behind(text: str, tokens: Sequence[_Token], end: int, words: Vocabulary) -> str:
    position = tokens[end - 1].end
    # "87 millions d'euros": the unit is the next word but one.
    while end < len(tokens) and tokens[end].text in _OF and words.lang in {"fr", "es", "it", "pt"}:
        end, position = end + 1, tokens[end].end
    for number, token in enumerate(tokens[end : end + _REACH + 1]):
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
