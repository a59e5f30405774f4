"""Floor 7. The dates that a text states: days, months of a year, days of the week, in the forms of its language.

A date is compared with the days that a capture leads to: those that it states, and those that its weekdays and its
"yesterday" mean on the article's day, on the day of a source or on that of the capture.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from briefgen.importing.capture.folding import fold
from briefgen.importing.proving.measures import Spans, plain_digits
from briefgen.importing.proving.vocabulary import Vocabulary

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
_ISO: Final = re.compile(r"(?<![\d.-])(\d{4})-(\d{1,2})-(\d{1,2})(?!\d)")
_NUMERIC: Final = re.compile(r"(?<![\d.,/])(\d{1,2})([./-])(\d{1,2})\2((?:19|20)\d{2})(?!\d)")
_SHORT: Final = re.compile(r"(?<![\d.,/])([0-3]?\d)\.([01]?\d)\.(?!\d)")
_CHINESE: Final = re.compile(r"(?:(\d{4})年)?(\d{1,2})月(?:(\d{1,2})[日号])?|(\d{4})年")
_CHINESE_WEEKDAY: Final = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_YEARS: Final = (1000, 2200)
#: Words between a day and its month.
_BETWEEN: Final = frozenset(["st", "nd", "rd", "th", "er", "de", "del", "of", "the", "من", "º", "e", "d"])
#: Names of months and days that are other words too: they need a figure or one of these words beside them.
_AMBIGUOUS: Final = frozenset("may march mar mai mars sat sun mon wed so mi do sa ocak ekim pazar salı".split())
_LEADS: Final = frozenset(
    """
    in of since until till by early late mid last next this on from to before after
    en depuis fin début mi dès avant après anfang ende mitte im seit bis ab vor nach en desde hasta
    """.split()
)
#: Longest name of a month that needs a figure or a lead: "sept" is also seven in French, "mar" a day in three languages.
_SHORTEST: Final = 4
#: How far a weekday, "yesterday" or "last week" may lead, in days.
_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Mention:
    """A date of a text: its place, and what it states of year, month, day and weekday (1 is Monday); 0 for the others."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    weekday: int = 0


@dataclass(slots=True)
class Calendar:
    """The days that captures and an article's own dates lead to: what a date may be held against, each with its line.

    `days` has for a month and a day (0 for the month alone) the years that go with them, 0 where none is stated.
    """

    days: dict[tuple[int, int], dict[int, int]] = field(default_factory=dict)
    weekdays: dict[int, int] = field(default_factory=dict)

    def add(self, year: int, month: int, day: int, line: int) -> None:
        """Take in a day, or a month where `day` is 0, with the line that it stands on."""
        for key in {(month, day), (month, 0)}:
            self.days.setdefault(key, {}).setdefault(year, line)


def dates_in(text: str, words: Vocabulary) -> list[Mention]:
    """Return the dates of a text in order. A year alone is a figure and no date."""
    plain = plain_digits(text)
    if words.lang in {"zh", "ja"}:
        return _chinese(plain)
    found = [_of(match.span(), match[1], match[2], match[3]) for match in _ISO.finditer(plain)]
    found += [mention for match in _NUMERIC.finditer(plain) if (mention := _numeric(match, words.lang))]
    if words.lang in {"de", "ru", "tr"}:
        found += [
            _of(match.span(), "0", match[2], match[1]) for match in _SHORT.finditer(plain) if _is_day(match[2], match[1])
        ]
    taken = Spans(len(text), [(mention.start, mention.end) for mention in found])
    tokens = [(fold(match[0]), *match.span()) for match in _TOKEN.finditer(plain) if not taken.meets(*match.span())]
    named = _named(plain, tokens, words)
    of_names = Spans(len(text), [(mention.start, mention.end) for mention in named])
    found += [mention for mention in _weekdays(plain, tokens, words) if not of_names.meets(mention.start, mention.end)]
    return sorted([*found, *named], key=lambda mention: mention.start)


def lead(
    calendar: Calendar,
    days: Iterable[date],
    mentions: Iterable[tuple[Mention, int]],
    relatives: Iterable[tuple[int, int]],
) -> None:
    """Add to a calendar what captures mean on some days: their dates, and their steps from the day, each with its line."""
    near = tuple(days)
    for mention, line in mentions:
        if mention.weekday:
            calendar.weekdays.setdefault(mention.weekday, line)
            for day in near:
                # "On Friday" is the last one or the next one.
                last = day - timedelta(days=(day.isoweekday() - mention.weekday) % _WEEK)
                for meant in (last, last + timedelta(days=_WEEK), last - timedelta(days=_WEEK)):
                    calendar.add(meant.year, meant.month, meant.day, line)
        if mention.month:
            calendar.add(mention.year, mention.month, mention.day, line)
            years = {mention.year} if mention.year else {day.year for day in near}
            for year in sorted(years):
                if mention.day and (whole := day_of(year, mention.month, mention.day)):
                    calendar.add(whole.year, whole.month, whole.day, line)
                    calendar.weekdays.setdefault(whole.isoweekday(), line)
    for step, line in relatives:
        for day in near:
            for days_back in range(-step + 1) if step <= -_WEEK else (-step,):
                meant = day - timedelta(days=days_back)
                calendar.add(meant.year, meant.month, meant.day, line)
                if step > -_WEEK:
                    calendar.weekdays.setdefault(meant.isoweekday(), line)


def place_in(calendar: Calendar, mention: Mention) -> int | None:
    """Return the line of the capture that a date stands on, -1 for one of the article's own days, None for no line."""
    if mention.weekday and not mention.month:
        return calendar.weekdays.get(mention.weekday)
    years = calendar.days.get((mention.month, mention.day), {})
    if not mention.year:
        return next(iter(years.values()), None)
    return years.get(mention.year, years.get(0))


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the day; None where there is none of these numbers."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _of(span: tuple[int, int], year: str, month: str, day: str) -> Mention:
    return Mention(*span, year=int(year), month=int(month), day=int(day))


def _is_day(month: str, day: str) -> bool:
    return 1 <= int(month) <= 12 and 1 <= int(day) <= 31


def _numeric(match: re.Match[str], lang: str) -> Mention | None:
    first, second = int(match[1]), int(match[3])
    if first > 12 or (lang != "en" and second <= 12):
        return Mention(*match.span(), year=int(match[4]), month=second, day=first) if second <= 12 else None
    if second > 12 or first == second:
        return Mention(*match.span(), year=int(match[4]), month=first, day=second)
    # 04/05/2025 in English is April to one reader and May to the other.
    return None


def _named(text: str, tokens: Sequence[tuple[str, int, int]], words: Vocabulary) -> list[Mention]:
    found: list[Mention] = []
    index = 0
    while index < len(tokens):
        month, size = _month_at(tokens, index, words)
        if not month:
            index += 1
            continue
        mention = _around(text, tokens, index, index + size, month)
        is_short = size == 1 and len(tokens[index][0]) <= _SHORTEST
        is_stated = mention.day or mention.year or not (is_short or tokens[index][0] in _AMBIGUOUS)
        if not is_stated and index and tokens[index - 1][0] in _LEADS and tokens[index][0] != "sept":
            is_stated = True
        # "Iraqi factions march", "may": only capitals are months where months have them.
        if is_stated and (words.lang not in {"en", "de"} or text[tokens[index][1]].isupper()):
            if found and found[-1].month == month and mention.start <= found[-1].end + 1:
                last = found.pop()
                mention = Mention(
                    last.start, mention.end, year=mention.year or last.year, month=month, day=last.day or mention.day
                )
            found.append(mention)
        index += size
    return found


def _month_at(tokens: Sequence[tuple[str, int, int]], index: int, words: Vocabulary) -> tuple[int, int]:
    pair = " ".join(token[0] for token in tokens[index : index + 2])
    if " " in pair and pair in words.months:
        return words.months[pair], 2
    return words.months.get(tokens[index][0], 0), 1


def _around(text: str, tokens: Sequence[tuple[str, int, int]], first: int, last: int, month: int) -> Mention:
    """Return the date of a month with the day and the year beside it."""
    start, end = tokens[first][1], tokens[last - 1][2]
    day = year = 0
    before = first - 1
    while before >= 0 and tokens[before][0] in _BETWEEN:
        before -= 1
    if before >= 0 and _is_number(tokens[before][0], 1, 31) and _is_near(text, tokens[before][2], start):
        day, start = int(tokens[before][0]), tokens[before][1]
    after = last
    if not day and after < len(tokens) and _is_number(tokens[after][0], 1, 31) and _is_near(text, end, tokens[after][1]):
        # "June 17 people" has no day, but nobody writes so.
        day, end, after = int(tokens[after][0]), tokens[after][2], after + 1
    while after < len(tokens) and tokens[after][0] in _BETWEEN and tokens[after][1] - end <= 1:
        end, after = tokens[after][2], after + 1
    if after < len(tokens) and _is_number(tokens[after][0], *_YEARS) and _is_near(text, end, tokens[after][1]):
        year, end = int(tokens[after][0]), tokens[after][2]
    return Mention(start, end, year=year, month=month, day=day)


def _is_number(text: str, least: int, most: int) -> bool:
    return text.isdigit() and len(text) <= 4 and least <= int(text) <= most


def _is_near(text: str, end: int, start: int) -> bool:
    between = text[end:start].strip()
    return len(between) <= 12 and not any(one in between for one in ";:!?()–—")


def _weekdays(text: str, tokens: Sequence[tuple[str, int, int]], words: Vocabulary) -> list[Mention]:
    found = []
    for index, (word, start, end) in enumerate(tokens):
        number = words.weekdays.get(word) or _inflected(word, words)
        if not number or (words.lang in {"en", "de"} and not text[start].isupper()):
            continue
        if len(word) <= 3 and not (index and tokens[index - 1][0] in _LEADS):
            continue
        # "Good Friday", "Black Friday" and a ship's name stay words; a day is a day in most texts.
        found.append(Mention(start, end, weekday=number))
    return found


def _inflected(word: str, words: Vocabulary) -> int:
    if words.lang == "de":
        compounds: Mapping[str, int] = words.weekdays
        return next((number for name, number in compounds.items() if len(name) > 5 and word.startswith(name)), 0)
    if words.lang == "en" and word.endswith("s"):
        return words.weekdays.get(word[:-1], 0) if len(word) > 6 else 0
    if words.lang == "ar" and word[:1] in "وبل" and len(word) > 5:
        return words.weekdays.get(word[1:], 0)
    return 0


def _chinese(text: str) -> list[Mention]:
    found = [
        Mention(*match.span(), year=int(match[1] or 0), month=int(match[2]), day=int(match[3] or 0))
        for match in _CHINESE.finditer(text)
        if match[2] and 1 <= int(match[2]) <= 12
    ]
    found += [
        Mention(*match.span(), weekday="一二三四五六日".find(match[1].replace("天", "日")) + 1)
        for match in _CHINESE_WEEKDAY.finditer(text)
    ]
    return sorted(found, key=lambda mention: mention.start)
