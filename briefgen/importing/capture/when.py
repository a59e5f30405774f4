"""Floor 7. What a text says about days: dates in words and figures, and "four hours ago". What is not sure is not said.

Words are read one by one, so doubled dates without a space, ordinals, "de" and two names of one Arabic month cost nothing.
Years outside 1900 to 2100 are other calendars' (Hijri, Jalali) and give no day.
"""

import re
from datetime import date, datetime, timedelta
from typing import Final, Literal

from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.rules import Calendar, Rules
from briefgen.values.model import Value

_TOKEN: Final = re.compile(r"[^\W\d_]+|\d+")
_ISO: Final = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_NUMERIC: Final = re.compile(r"(?<!\d)(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?!\d{2})")
_ORDINALS: Final = frozenset(["st", "nd", "rd", "th", "er", "de", "del", "of", "le", "º", "من", "د"])
_ONE: Final = frozenset(["a", "an", "une", "un", "una", "uno", "یک", "ein", "einer", "uma", "um"])
#: Words that a line may hold beside a full date and still only say when: a place, a desk.
_REST: Final = 2
#: Longest line that only says when, in words: "Published on Tuesday, 17 June 2025 at 10:30 GMT, updated ..." has 20.
_LONGEST: Final = 24
_YEARS: Final = (1900, 2100)


# "• 2h", "· 38 min": how applications write a short while.
_BRIEF_AGO: Final = re.compile(
    r"\s*[·•|]\s*\d{1,2}\s?(?:s|m|h|d|w|sec|min|mins|hr|hrs|std|j|sa|س|د)\.?(?:\s+ago)?$", re.IGNORECASE
)


_BRIEF_ALONE: Final = re.compile(r"^\d{1,2}\s?(?:m|h|d|w|min|mins|hr|hrs)\.?(?:\s+ago)?$", re.IGNORECASE)
# "Coastline RadioYesterday": a day glued to a name.
_GLUED_DAY: Final = re.compile(
    r"(?<=[^\W\d_A-ZÀ-Þ])(?:Yesterday|Today|Just now|Hier|Ayer|Hoy|Gestern|Heute|Ontem|أمس|اليوم|دیروز|امروز)$"
)


class Ago(Value, frozen=True, kw_only=True):
    """A span back from the moment of capture."""

    count: int
    unit: str

    def day(self, captured_at: datetime) -> date:
        """Return the day that the span leads to, in the zone of the moment given."""
        days = {"day": 1, "week": 7, "month": 30}.get(self.unit)
        if days is not None:
            return (captured_at - timedelta(days=min(self.count * days, 36500))).date()
        minutes = self.count * (60 if self.unit == "hour" else 1)
        return (captured_at - timedelta(minutes=min(minutes, 52_560_000))).date()


def tokens_of(text: str) -> list[str]:
    """Return the folded words and numbers, with figures and letters apart: "11hours" is two."""
    return _TOKEN.findall(fold(text).replace("_", " "))


def dates_in(text: str, calendar: Calendar, lang: str = "") -> tuple[date, ...]:
    """Return the full dates that the text states, in order, each once."""
    folded = fold(text)
    found = [_date(int(match[1]), int(match[2]), int(match[3])) for match in _ISO.finditer(folded)]
    found += [_numeric(int(match[1]), int(match[2]), int(match[3]), lang) for match in _NUMERIC.finditer(folded)]
    words = [word for word in _TOKEN.findall(folded) if word not in _ORDINALS]
    months = _months(words, calendar)
    for index, month in months:
        found.append(_around(words, index, month))
    return tuple(dict.fromkeys(day for day in found if day is not None))


def months_in(text: str, calendar: Calendar) -> tuple[str, ...]:
    """Return the months of a year that the text names without a day, as "March 2025" is 2025-03, each once."""
    words = [word for word in _TOKEN.findall(fold(text)) if word not in _ORDINALS]
    found = []
    for (first, last), month in _months(words, calendar):
        year = words[last + 1] if last + 1 < len(words) else ""
        has_day = first > 0 and words[first - 1].isdigit()
        if len(year) == 4 and year.isdigit() and not has_day and _YEARS[0] <= int(year) <= _YEARS[1]:
            found.append(f"{year}-{month:02}")
    return tuple(dict.fromkeys(found))


def ago_in(text: str, calendar: Calendar) -> Ago | None:
    """Return the span of "4 hours ago" and the like, in any of the languages; None where the text has none."""
    words = tokens_of(text)
    for index, word in enumerate(words):
        if word in calendar.duals and index and words[index - 1] in calendar.before:
            return Ago(count=2, unit=calendar.duals[word])
        unit = calendar.units.get(word)
        if unit is None:
            continue
        count = words[index - 1] if index else ""
        if not (count.isdigit() or count in _ONE):
            if index and count in calendar.before:
                return Ago(count=1, unit=unit)
            continue
        lead = " ".join(words[max(0, index - 4) : index - 1])
        after = words[index + 1] if index + 1 < len(words) else ""
        if after in calendar.after or any(lead == phrase or lead.endswith(f" {phrase}") for phrase in calendar.before):
            return Ago(count=int(count) if count.isdigit() and len(count) < 5 else 1, unit=unit)
    if 0 < len(words) <= 3 and " ".join(words[:2]).split(" ")[0] in calendar.yesterday:
        return Ago(count=1, unit="day")
    return None


def says_only_when(text: str, words: tuple[str, ...], rules: Rules) -> Literal["", "date", "relative"]:
    """Does the line say nothing but when (and perhaps where)?"""
    if len(words) > _LONGEST or len(text) > 160:
        return ""
    if _BRIEF_ALONE.match(text):
        return "relative"
    calendar = rules.calendar
    tokens = tokens_of(text)
    has_number = any(token.isdigit() or token in calendar.yesterday or token in calendar.duals for token in tokens)
    if not has_number and not ago_in(text, calendar):
        return ""
    rest = [token for token in tokens if not _is_of_time(token, rules)]
    stated = dates_in(text, calendar)
    if stated and len(rest) <= (_REST if len(tokens) > 3 else 0):
        return "date"
    if stated and len(rest) <= 2 * _REST and rules.has("when", tokens[0]) and not tokens[0].isdigit():
        # "Posted on 12 March 2025 by the Bureau of Ports".
        return "date"
    if not rest and (ago_in(text, calendar) or any(token in calendar.yesterday for token in tokens)):
        return "relative"
    has_day = any(token in calendar.months or token in calendar.other for token in tokens)
    if (
        not rest
        and (has_day or _NUMERIC.search(fold(text)) or _ISO.search(fold(text)))
        and any(token.isdigit() for token in tokens)
    ):
        return "date"
    return ""


def ends_in_ago(text: str, words: tuple[str, ...], rules: Rules) -> str:
    """Return what stands before a closing "4 hours ago" in a short line ("Name11 hours ago"); empty text for nothing."""
    if not 2 <= len(words) <= 8:
        return ""
    if brief := _BRIEF_AGO.search(text) or _GLUED_DAY.search(text):
        # "Metro Courier • 2h": such spans say no more than that it was not long ago.
        return text[: brief.start()].strip(" ·•|,–-")
    if ago_in(text, rules.calendar) is None:
        return ""
    match = re.search(
        r"[\s·•|,–-]*(?:(?:il y a|hace|منذ|قبل)\s*)?(?:[\d٠-٩۰-۹]+|\ban?\b)\s*[^\W\d_]{1,8}\.?(?:\s+(?:ago|پیش|قبل))?$", text
    )
    if match is None or ago_in(match[0], rules.calendar) is None:
        return ""
    return text[: match.start()].strip(" ·•|,–-")


def _is_of_time(token: str, rules: Rules) -> bool:
    calendar = rules.calendar
    if token.isdigit() or token in calendar.months or token in calendar.weekdays or token in calendar.units:
        return True
    if token in _ORDINALS or token in _ONE or token in calendar.duals or token in calendar.other:
        return True
    return rules.has("when", token) or token in calendar.yesterday or token in calendar.today or token in calendar.after


def _months(words: list[str], calendar: Calendar) -> list[tuple[tuple[int, int], int]]:
    """Return the months named: the first and the last word of each name or double name, and the month."""
    found: list[tuple[tuple[int, int], int]] = []
    index = 0
    while index < len(words):
        pair = " ".join(words[index : index + 2])
        month, size = (calendar.months[pair], 2) if pair in calendar.months else (calendar.months.get(words[index], 0), 1)
        if month and found and found[-1][1] == month and found[-1][0][1] == index - 1:
            found[-1] = ((found[-1][0][0], index + size - 1), month)
        elif month:
            found.append(((index, index + size - 1), month))
        index += size if month else 1
    return found


def _around(words: list[str], span: tuple[int, int], month: int) -> date | None:
    before = words[span[0] - 1] if span[0] else ""
    after = [word if word.isdigit() else "" for word in words[span[1] + 1 : span[1] + 3]] + ["", ""]
    if before.isdigit() and len(before) <= 2 and len(after[0]) == 4:
        return _date(int(after[0]), month, int(before))
    if len(after[0]) in {1, 2} and len(after[1]) == 4:
        return _date(int(after[1]), month, int(after[0]))
    return None


def _numeric(first: int, second: int, year: int, lang: str) -> date | None:
    if first > 12 or (lang and not lang.startswith("en")):
        return _date(year, second, first)
    if second > 12:
        return _date(year, first, second)
    # 04/05/2025 in English is April to one reader and May to the other.
    return _date(year, second, first) if first == second else None


def _date(year: int, month: int, day: int) -> date | None:
    if not _YEARS[0] <= year <= _YEARS[1]:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None
