"""Floor 7. Lines that say when and nothing else, and "four hours ago". What is not sure is not said."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Final, Literal

from briefgen.importing.capture.dates import dates_in, months_in, words_of, written_in
from briefgen.importing.capture.rules import Calendar, Rules
from briefgen.values.model import Value

__all__ = ["Ago", "ago_in", "dates_in", "ends_in_ago", "months_in", "says_only_when", "words_of"]

_FILLERS: Final = frozenset(
    [
        "st",
        "nd",
        "rd",
        "th",
        "er",
        "de",
        "del",
        "of",
        "le",
        "º",
        "من",
        "د",
        "هـ",
        "م",
        "ه",
        "الموافق",
        "г",
        *"時时分秒点點시분",
        "上午",
        "下午",
        "午前",
        "午後",
        "오전",
        "오후",
        "น",
    ]
)
_ONE: Final = frozenset(["a", "an", "une", "un", "una", "uno", "یک", "ein", "einer", "uma", "um"])
#: Words that a line may hold beside a full date and still only say when: a place, a desk.
_REST: Final = 2
#: Longest line that only says when, in words: "Published on Tuesday, 17 June 2025 at 10:30 GMT, updated ..." has 20.
_LONGEST: Final = 24

# "• 2h", "· 38 min": how applications write a short while.
_BRIEF_AGO: Final = re.compile(
    r"\s*[·•|]\s*\d{1,2}\s?(?:s|m|h|d|w|sec|min|mins|hr|hrs|std|j|sa|س|د)\.?(?:\s+ago)?$", re.IGNORECASE
)
_BRIEF_ALONE: Final = re.compile(r"^\d{1,2}\s?(?:m|h|d|w|min|mins|hr|hrs)\.?(?:\s+ago)?$", re.IGNORECASE)
# "Coastline RadioYesterday": a day glued to a name.
_GLUED_DAY: Final = re.compile(
    r"(?<=[^\W\d_A-ZÀ-Þ])(?:Yesterday|Today|Just now|Hier|Ayer|Hoy|Gestern|Heute|Ontem|أمس|اليوم|دیروز|امروز)$"
)
# 04/05/2025: a date, though not which.
_IN_FIGURES: Final = re.compile(
    r"(?<!\d)\d{1,2}[-/.]\s?\d{1,2}[-/.]\s?\d{4}(?!\d{2})|(?<!\d)\d{4}[-/.]\d{1,2}[-/.]\d{1,2}(?!\d)"
)
_FIGURE: Final = re.compile(r"\d")
# "Central Desk | 12 Aug": signs between the parts of a line that says who and when, and most words of who.
_PARTED: Final = re.compile(r"\s*[|•·]\s*")
_WHO: Final = 4
# "Orsund Wire, [06.05.2025 10:00]": who sent a message, as a chat is copied.
_SENT: Final = re.compile(r"^(?P<name>[^\[\]]{2,60}?),?\s*\[(?P<when>[^\[\]]{6,30})\]:?$")


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


def ago_in(text: str, calendar: Calendar) -> Ago | None:
    """Return the span of "4 hours ago" and the like, in any of the languages; None where the text has none."""
    return _ago_among(words_of(text), calendar)


def _ago_among(words: Sequence[str], calendar: Calendar) -> Ago | None:
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
    # Most lines have no figure: their words are known already.
    has_figure = bool(_FIGURE.search(text))
    tokens = words_of(text) if has_figure else list(words)
    # Vowel signs of other scripts part the words that are known, and not those of a span.
    ago = _ago_among(tokens if has_figure or (text.isascii() and "_" not in text) else words_of(text), calendar)
    has_number = any(token.isdigit() or token in calendar.yesterday or token in calendar.duals for token in tokens)
    if not has_number and not ago:
        return ""
    written = written_in(text, calendar) if len(tokens) <= _LONGEST else ()
    stated = [one for one in written if one.day]
    left = text
    for one in reversed(written):
        left = f"{left[: one.start]} {left[one.end :]}"
    rest = [token for token in words_of(left) if not _is_of_time(token, rules)]
    if stated and len(rest) <= (_REST if len(tokens) > 3 else 0):
        return "date"
    if stated and len(rest) <= 2 * _REST and rules.has("when", tokens[0]) and not tokens[0].isdigit():
        # "Posted on 12 March 2025 by the Bureau of Ports".
        return "date"
    if not rest and (ago or any(token in calendar.yesterday for token in tokens)):
        return "relative"
    has_month = any(token in calendar.words and len(token) > 1 for token in tokens) or _IN_FIGURES.search(text)
    if not rest and (written or has_month) and any(token.isdigit() for token in tokens):
        return "date"
    return "date" if has_month and _is_day_beside_who(text, rules) else ""


def _is_day_beside_who(text: str, rules: Rules) -> bool:
    """Is the line a day, without its year as well, and a bar or a dot between that and a few words of who?"""
    parts = [part for part in _PARTED.split(text) if part]
    if not 1 < len(parts) <= 3:
        return False
    days = [part for part in parts if says_only_when(part, tuple(words_of(part)), rules) == "date"]
    others = [part for part in parts if part not in days]
    return len(days) == 1 and all(len(words_of(part)) <= _WHO and not part.endswith((".", "?", "!")) for part in others)


def ends_in_ago(text: str, words: tuple[str, ...], rules: Rules) -> str:
    """Return what stands before a closing "4 hours ago" in a short line ("Name11 hours ago"); empty text for nothing."""
    if not 2 <= len(words) <= 8:
        return ""
    if brief := _BRIEF_AGO.search(text) or _GLUED_DAY.search(text):
        # "Metro Courier • 2h": such spans say no more than that it was not long ago.
        return text[: brief.start()].strip(" ·•|,–-")
    if sender := sender_of(text, rules.calendar):
        return sender
    if ago_in(text, rules.calendar) is None:
        return ""
    match = re.search(
        r"[\s·•|,–-]*(?:(?:il y a|hace|منذ|قبل)\s*)?(?:[\d٠-٩۰-۹]+|\ban?\b)\s*[^\W\d_]{1,8}\.?(?:\s+(?:ago|پیش|قبل))?$", text
    )
    if match is None or ago_in(match[0], rules.calendar) is None:
        return ""
    return text[: match.start()].strip(" ·•|,–-")


def sender_of(text: str, calendar: Calendar) -> str:
    """Return who sent a message of a chat that was copied, from the line above it; empty text for another line."""
    match = _SENT.match(text) if "[" in text else None
    return match["name"].strip() if match and written_in(match["when"], calendar, "fr") else ""


def _is_of_time(token: str, rules: Rules) -> bool:
    calendar = rules.calendar
    if token.isdigit() or token in calendar.words or token in calendar.units:
        return True
    if token in _FILLERS or token in _ONE or token in calendar.duals:
        return True
    return rules.has("when", token) or token in calendar.yesterday or token in calendar.today or token in calendar.after
