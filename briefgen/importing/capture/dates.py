"""Floor 7. The dates and days of the week that a text writes, each with its place, in many languages and some calendars.

Words are read one by one with the figures beside them, so ordinals, "de" and two names of one Arabic month cost nothing. A
date without a year has no day yet: its reader may know the year. What could be either of two days is not read at all.
"""

import functools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Final, NamedTuple

from briefgen.importing.capture import calendars
from briefgen.importing.capture.folding import fold_word
from briefgen.importing.capture.rules import Calendar

# Letters with the vowel signs that Arabic, Hebrew, the scripts of India and Thai set above and below them.
_MARKS: Final = (
    "\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f"
    "\u0980-\u0983\u09bc-\u09cd\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
)
_TOKEN: Final = re.compile(rf"[^\W\d_][{_MARKS}]*(?:\u200c?[^\W\d_][{_MARKS}]*)*|\d+")
_YEAR_FIRST: Final = re.compile(r"(?<![\d.,:/-])(\d{4})(?:[-/]|\.\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{1,2})(?!\d)")
# "06/05/202506/05/2025" is a date twice, as pages write it for two widths of the screen.
_DAY_FIRST: Final = re.compile(
    r"(?<![\d.,:])(\d{1,2})(?:([-/])|(\.)\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{4})(?!\d{3}|\d{1,2}(?![\d./-]))"
    r"|(?<=\d{4})(\d{1,2})(?:([-/])|(\.)\s?)(\d{1,2})(?:[-/]|\.\s?)(\d{4})(?!\d)"
)
_SIGNS: Final = re.compile(
    r"(?:(?:(民國|民国|令和|平成|昭和|大正|明治)\s*)?(\d{2,4}|\d(?=\s*年)|元)\s*[年년]\s*)?(\d{1,2})\s*[月월]\s*(\d{1,2})\s*[日号號일]"
)
_VIETNAMESE: Final = re.compile(r"(\d{1,2})\s+tháng\s+(\d{1,2})(?:,?\s+(?:năm\s+)?(\d{4}))?(?!\d)", re.IGNORECASE)
_HEBREW: Final = re.compile(
    r"(?<![א-ת])([א-ל][א-ט]?|[טיכ][\"״'׳]?[א-ט])['׳\"״]?\s+ב?([א-ת]{2,6}(?:\s[אב]['׳])?)\s+ה?['׳]?([א-ת]{2,4}[\"״'׳]{1,2}[א-ת])"
)
_LETTERS: Final = dict(zip("אבגדהוזחטיכלמנסעפצקרשת", (*range(1, 10), *range(10, 100, 10), 100, 200, 300, 400), strict=True))
_DOUBLED_YEAR: Final = re.compile(r"((?:19|20)\d\d)(\d{1,2})")
_ORDINALS: Final = frozenset(
    "st nd rd th er de del d of the le º ª من د the do den dne na a gada m г р р. року року. năm ng".split()
)
#: Words of the longest name of a month, and words between a month, or one named twice, and a number of its date, at most.
_LONGEST_NAME: Final = 3
_NEAR: Final = 8
_ARABIC: Final = re.compile("[\u0620-\u06ff\u0660-\u0669]")
_THAI: Final = re.compile("[\u0e00-\u0e7f]")
_HEBREW_LETTER: Final = re.compile("[א-ת]")
_FIGURE: Final = re.compile(r"\d")
_OTHER_FIGURE: Final = re.compile(r"[^\D0-9]")
#: What a number goes on with that is no day of a month: a sum, an hour, a share.
_NO_DAY: Final = re.compile(r"[.,]\d{3}(?!\d)|:\d|\s?%|[.,]\d(?!\d)|h\d")
#: Scripts without spaces between words, and Korean, which writes its particles behind a word.
_UNSPACED: Final = re.compile("[\u3040-\u30ff\u4e00-\u9fff\uac00-\ud7a3\u0e00-\u0e7f]")
#: Languages that write the days of the week with a capital; in others a capital says nothing.
_CAPITALS: Final = frozenset(["en", "de", "tr", "id", "ms", "el"])
#: First years of the calendars that news in the Arabic script may be dated in: Jalali, then Hijri.
_JALALI: Final = range(1300, 1430)
_HIJRI: Final = range(1430, 1501)


class Written(NamedTuple):
    """A date as it is written: from `start` to `end` of the text, its month and day of the month, and the day that it is.

    `day` is None where the year is missing. `calendar` is empty for ours; `other` is the day of the civil Hijri calendar.
    """

    start: int
    end: int
    day: date | None
    month: int = 0
    of_month: int = 0
    calendar: str = ""
    other: date | None = None


class Weekday(NamedTuple):
    """A day of the week in a text: where it stands, and its number; 1 is Monday."""

    start: int
    end: int
    number: int


class _Token(NamedTuple):
    text: str
    start: int
    end: int


def plain_digits(text: str) -> str:
    """Return the text with the digits of all scripts as ASCII ones; its length does not change."""
    return text if text.isascii() else _OTHER_FIGURE.sub(lambda match: str(int(match[0])), text)


def words_of(text: str) -> list[str]:
    """Return the folded words and numbers of a text, with figures and letters apart: "11hours" is two."""
    return [token.text for token in _tokens(plain_digits(text).replace("_", " "))]


def year_near(month: int, day: int, now: date) -> date | None:
    """Return the last such day that is not after `now`; one day later counts, since a zone may be ahead."""
    found = (calendars.gregorian(year, month, day) for year in (now.year + 1, now.year, now.year - 1))
    return next((one for one in found if one and one <= now + timedelta(days=1)), None)


def dates_in(text: str, calendar: Calendar, lang: str = "") -> tuple[date, ...]:
    """Return the full dates that the text states in exact calendars, in order, each once."""
    found = (written.day for written in written_in(text, calendar, lang) if written.calendar != "hijri")
    return tuple(dict.fromkeys(day for day in found if day is not None))


def written_in(text: str, calendar: Calendar, lang: str = "") -> tuple[Written, ...]:
    """Return the dates that the text writes, in order. A month of a year without a day is none of them."""
    plain = plain_digits(text)
    found: list[Written] = []
    if _FIGURE.search(plain):
        is_arabic = bool(_ARABIC.search(text)) or lang.split("-", maxsplit=1)[0] in {"ar", "fa", "ur"}
        found += (*_in_figures(plain, lang, is_arabic=is_arabic), *_in_signs(plain), *_in_words(plain, calendar, lang))
    if _HEBREW_LETTER.search(plain):
        found += _in_letters(plain, calendar)
    found.sort()
    kept: list[Written] = []
    for one in found:
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
    return tuple(kept)


def months_in(text: str, calendar: Calendar, lang: str = "") -> tuple[str, ...]:
    """Return the months of a year that the text names without a day, as "March 2025" is 2025-03, each once."""
    if not re.search(r"\d{4}", text):
        return ()
    tokens, starts = _words_of_dates(plain_digits(text), calendar)
    found = []
    for first, last, month in _months(tokens, starts, calendar.months_of(lang)):
        year = tokens[last + 1].text if last + 1 < len(tokens) else ""
        has_day = first > 0 and tokens[first - 1].text.isdigit()
        if month and len(year) == 4 and year.isdigit() and not has_day and calendars.gregorian(int(year), month, 1):
            found.append(f"{year}-{month:02}")
    return tuple(dict.fromkeys(found))


def weekdays_in(text: str, calendar: Calendar, lang: str = "") -> Iterator[Weekday]:
    """Yield the days of the week that the text names, in order; names that are other words too need a capital."""
    table = calendar.weekdays_of(lang)
    if _UNSPACED.search(text[:200]):
        pattern = _pattern_of(tuple(sorted((name for name in table if _UNSPACED.match(name)), key=len, reverse=True)))
        yield from (Weekday(*match.span(), table[match[0].replace(" ", "")]) for match in pattern.finditer(text))
        return
    tokens = _tokens(text)
    needs_capital = not lang or lang.split("-", maxsplit=1)[0] in _CAPITALS
    index = 0
    while index < len(tokens):
        word = tokens[index].text
        if word not in calendar.weekday_starts and word[1:] not in calendar.weekday_starts:
            index += 1
            continue
        size, number = _weekday_at(tokens, index, table)
        first = tokens[index]
        written = text[first.start : tokens[index + size - 1].end]
        is_name = len(written) > 3 and not (needs_capital and written.islower())
        if number and is_name:
            yield Weekday(first.start, tokens[index + size - 1].end, number)
        index += size


def _weekday_at(tokens: Sequence[_Token], index: int, table: dict[str, int]) -> tuple[int, int]:
    pair = " ".join(token.text for token in tokens[index : index + 2])
    word = tokens[index].text
    # Arabic and Hebrew write "and", "on", "to" as part of the word.
    cut = 1 if word[:1] in {"و", "ب", "ל", "ב", "ו", "ה"} else 0
    for size, name in ((2, pair), (1, word), (2, pair[cut:]), (1, word[cut:])):
        if table.get(name):
            return min(size, len(tokens) - index), table[name]
    return 1, 0


# Figures and signs -----------------------------------------------------------------------------------------------------


def _in_figures(plain: str, lang: str, *, is_arabic: bool) -> Iterator[Written]:
    for match in _YEAR_FIRST.finditer(plain):
        yield from _of_numbers(match.span(), int(match[1]), int(match[2]), int(match[3]), is_arabic, plain)
    for match in _DAY_FIRST.finditer(plain):
        groups = match.groups()[:5] if match[1] else match.groups()[5:]
        first, second, year = int(groups[0]), int(groups[3]), int(groups[4])
        if (second > 12 and first <= 12) and not groups[2]:
            first, second = second, first
        elif not groups[2] and lang.startswith("en") and first <= 12 and first != second:
            # 04/05/2025 in English is April to one reader and May to the other. 6.5.2025 is nobody's June.
            continue
        elif not lang and not groups[2] and first <= 12 and first != second:
            continue
        yield from _of_numbers(match.span(), year, second, first, is_arabic, plain)


def _of_numbers(span: tuple[int, int], year: int, month: int, day: int, is_arabic: bool, text: str) -> Iterator[Written]:
    if _THAI.search(text) and year > 2400:
        found = Written(*span, calendars.buddhist(year, month, day), month, day, "buddhist")
    elif is_arabic and year in _JALALI:
        found = Written(*span, calendars.jalali(year, month, day), month, day, "jalali")
    elif is_arabic and year in _HIJRI:
        found = _hijri(span, year, month, day)
    else:
        found = Written(*span, calendars.gregorian(year, month, day), month, day)
    if found.day:
        yield found


def _hijri(span: tuple[int, int], year: int, month: int, day: int) -> Written:
    return Written(
        *span, calendars.umm_al_qura(year, month, day), month, day, "hijri", calendars.civil_hijri(year, month, day)
    )


def _in_signs(plain: str) -> Iterator[Written]:
    if not plain.isascii():
        for match in _SIGNS.finditer(plain):
            month, day = int(match[3]), int(match[4])
            kind, written = _year_of_era(match[1] or "", match[2] or "", month, day)
            if written or not match[2]:
                yield Written(*match.span(), written, month, day, kind)
        for match in _VIETNAMESE.finditer(plain):
            year = int(match[3] or 0)
            yield Written(
                *match.span(), calendars.gregorian(year, int(match[2]), int(match[1])), int(match[2]), int(match[1])
            )


def _year_of_era(era: str, year: str, month: int, day: int) -> tuple[str, date | None]:
    number = 1 if year == "元" else int(year or 0)
    if era in calendars.ERAS:
        return "japanese", calendars.gregorian(calendars.ERAS[era] + number, month, day)
    if era:
        return "minguo", calendars.minguo(number, month, day)
    return "", calendars.gregorian(number, month, day) if number else None


def _in_letters(plain: str, calendar: Calendar) -> Iterator[Written]:
    """Yield Hebrew dates whose figures are letters."""
    for match in _HEBREW.finditer(plain):
        kind, month = calendar.other.get(" ".join(words_of(match[2])), ("", 0))
        if kind == "hebrew":
            year, day = _number(match[3]), _number(match[1])
            found = calendars.hebrew(year + (5000 if year < 1000 else 0), month, day)
            if found:
                yield Written(*match.span(), found, month, day, "hebrew")


def _number(letters: str) -> int:
    return sum(_LETTERS.get(letter, 0) for letter in letters)


# Words -----------------------------------------------------------------------------------------------------------------


# A text is asked for its words, its months, its days of the week and its dates in two languages, mostly in a row.
@functools.lru_cache(8)
def _tokens(text: str) -> tuple[_Token, ...]:
    found = []
    for match in _TOKEN.finditer(text):
        word = match[0]
        if word.isdigit():
            doubled = _DOUBLED_YEAR.fullmatch(word)
            if doubled:
                # "3 Apr 20253 Apr 2025": the year of one date, and the day of the next.
                middle = match.start() + 4
                found += [_Token(doubled[1], match.start(), middle), _Token(doubled[2], middle, match.end())]
                continue
            found.append(_Token(word, *match.span()))
        else:
            found.append(_Token(fold_word(word), *match.span()))
    return tuple(found)


def _words_of_dates(plain: str, calendar: Calendar) -> tuple[list[_Token], list[int]]:
    """Return what may be part of a date, and where a month may begin: at words of a calendar that have a number near."""
    known = calendar.words
    tokens = [token for token in _tokens(plain) if token.text not in _ORDINALS]
    return tokens, [
        index
        for index, token in enumerate(tokens)
        if (token.text in known or token.text[1:] in known)
        and any(other.text.isdigit() for other in tokens[max(0, index - _NEAR) : index + _NEAR + 1])
    ]


def _months(tokens: Sequence[_Token], starts: Sequence[int], table: Mapping[str, int]) -> list[tuple[int, int, int]]:
    """Return the months named: the first and the last token of each name or double name, and the month."""
    found: list[tuple[int, int, int]] = []
    for index in starts:
        if found and index <= found[-1][1]:
            continue
        size, month = _name_at(tokens, index, table)
        if month and found and found[-1][2] == month and found[-1][1] == index - 1:
            found[-1] = (found[-1][0], index + size - 1, month)
        elif size:
            found.append((index, index + size - 1, month))
    return found


def _name_at(tokens: Sequence[_Token], index: int, table: Mapping[str, int]) -> tuple[int, int]:
    """Return how many tokens a name has, and its number; 0 tokens for no name."""
    for size in range(min(_LONGEST_NAME, len(tokens) - index), 0, -1):
        name = " ".join(token.text for token in tokens[index : index + size])
        if name in table:
            return size, table[name]
    word = tokens[index].text
    # Hebrew writes "in" as part of the word, and Latvian, Turkish and others have endings after an apostrophe.
    return (1, table[word[1:]]) if word[:1] in {"ב", "ל"} and word[1:] in table else (0, 0)


def _in_words(plain: str, calendar: Calendar, lang: str) -> Iterator[Written]:
    tokens, starts = _words_of_dates(plain, calendar)
    own, every = calendar.months_of(lang), calendar.months_of("")
    named = _months(tokens, starts, every) if own is not every else []
    foreign = [(*place, month) for *place, month in named if tokens[place[0]].text not in own]
    for first, last, month in sorted([*_months(tokens, starts, own), *foreign]):
        if not month:
            continue
        start, end, day, year = _beside(plain, tokens, first, last)
        if not day:
            continue
        # A month of another language counts in a whole date alone: in "mar. 6 mai 2025" the first word is a weekday.
        if not year and ((first, last, month) in foreign or any(other[0] - last == 2 for other in foreign)):
            continue
        if _THAI.search(plain) and year > 2400:
            yield Written(start, end, calendars.buddhist(year, month, day), month, day, "buddhist")
        else:
            yield Written(start, end, calendars.gregorian(year, month, day), month, day)
    if starts:
        yield from _in_other_words(plain, tokens, starts, calendar)


def _in_other_words(plain: str, tokens: Sequence[_Token], starts: Sequence[int], calendar: Calendar) -> Iterator[Written]:
    names = tuple(calendar.other)
    for first, last, place in _months(tokens, starts, _places_of(names)):
        kind, month = calendar.other[names[place - 1]]
        start, end, day, year = _beside(plain, tokens, first, last)
        if not (day and year):
            continue
        if kind == "hijri" and year in range(1300, 1501):
            found = _hijri((start, end), year, month, day)
        elif kind == "jalali":
            found = Written(start, end, calendars.jalali(year, month, day), month, day, kind)
        elif kind == "hebrew":
            found = Written(start, end, calendars.hebrew(year, month, day), month, day, kind)
        else:
            continue
        if found.day:
            yield found


@functools.lru_cache(4)
def _places_of(names: Sequence[str]) -> dict[str, int]:
    return {name: number for number, name in enumerate(names, start=1)}


def _beside(text: str, tokens: Sequence[_Token], first: int, last: int) -> tuple[int, int, int, int]:
    """Return the place of a date whose month is `first` to `last`, its day and its year; 0 for what is missing."""
    start, end = tokens[first].start, tokens[last].end
    before = tokens[first - 1] if first else None
    after = list(tokens[last + 1 : last + 3])
    day = year = 0
    if before and _is_day(before, text) and _is_near(text, before.end, start):
        day, start = int(before.text), before.start
    elif before and _is_year(before) and _is_near(text, before.end, start):
        year, start = int(before.text), before.start
    if not day and after and _is_day(after[0], text) and _is_near(text, end, after[0].start):
        day, end = int(after[0].text), after[0].end
        after = after[1:]
    if day and not year and after and _is_year(after[0]) and _is_near(text, end, after[0].start):
        year, end = int(after[0].text), after[0].end
    if day and not year and first > 1 and _is_year(tokens[first - 2]) and _is_near(text, tokens[first - 2].end, start):
        # "2025. május 6." and "2025. gada 6. maijs" begin with the year.
        year, start = int(tokens[first - 2].text), tokens[first - 2].start
    return start, end, day, year


def _is_day(token: _Token, text: str) -> bool:
    """Is a number a day of a month, and no part of an hour, a sum or a share?"""
    if not (token.text.isdigit() and len(token.text) <= 2 and 1 <= int(token.text) <= 31):
        return False
    if text[max(0, token.start - 1) : token.start] in {":", "$", "€", "£", "+"}:
        return False
    return not _NO_DAY.match(text[token.end : token.end + 5])


def _is_year(token: _Token) -> bool:
    return len(token.text) == 4 and token.text.isdigit()


def _is_near(text: str, end: int, start: int) -> bool:
    """Do only marks and small words stand between two parts of a date?"""
    return start - end <= 12 and not any(mark in text[end:start] for mark in ";:!?()[]–—|")


@functools.lru_cache(64)
def _pattern_of(names: Iterable[str]) -> re.Pattern[str]:
    # 每周一次 is "once every week".
    return re.compile("(?<!每)(?:" + "|".join(re.escape(name) for name in names) + ")" if names else r"(?!)")
