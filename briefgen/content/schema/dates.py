"""Floor 2. Kinds of values that are days and instants.

A day is a day in the site's time zone. An instant needs an offset from UTC: without one its meaning depends on the reader.
"""

import re
from datetime import UTC, date, datetime
from typing import Final

from briefgen.content.frontmatter import Scalar
from briefgen.content.schema.kinds import Findings, JsonSchema, scalar
from briefgen.text.slugs import one_line
from briefgen.values.model import Day, Moment, When

#: First and last year that a date may have. They are far from the ends of Python's calendar, so that a change of time zone
#: cannot overflow.
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9998

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
# An hour of one digit, nine decimals and an offset of hours are what other tools write; each means one instant.
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt]| +)(\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?) ?(Z|z|[+-]\d{2}(?::?\d{2})?)?", re.ASCII
)
_NUMBERS: Final = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})", re.ASCII)
_SPOKEN: Final = re.compile(
    r"(?:[a-z]{3,9},? )?(?:(\d{1,2}) ([a-z]{3,9}),?|([a-z]{3,9}) (\d{1,2}),?) (\d{4})", re.ASCII | re.IGNORECASE
)
#: The English names of months begin with these letters.
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_INTERNET: Final = re.compile(
    r"[A-Za-z]{3}, \d{1,2} [A-Za-z]{3} \d{4} \d{2}:\d{2}(?::\d{2})? (?:GMT|UTC|UT|[+-]\d{4})", re.ASCII
)
_TIME: Final = re.compile(r"\d:\d\d", re.ASCII)


def read_day(node: Scalar, findings: Findings) -> date | None:
    """Return a day of the calendar; if a text is none, report that and return None."""
    return (
        _day(node.text, node, findings)
        if _DATE.fullmatch(node.text)
        else _bad(node, findings, f"write it as {_day_meant(node.text) or '2025-04-10'}")
    )


def _day_meant(text: str) -> str:
    """Return the day that another way of writing clearly means, in ISO 8601; empty if it is none, or may be two."""
    year, month, day = 0, 0, 0
    if numbers := _NUMBERS.fullmatch(text):
        year, month, day = (int(part) for part in numbers.groups())
    elif spoken := _SPOKEN.fullmatch(text):
        name = (spoken[2] or spoken[3])[:3].lower()
        year, day = int(spoken[5]), int(spoken[1] or spoken[4])
        month = _MONTHS.index(name) + 1 if name in _MONTHS else 0
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _moment_meant(text: str) -> str:
    """Return an instant of an e-mail's or a feed's form (RFC 5322) in ISO 8601; empty if the text is none."""
    if not _INTERNET.fullmatch(text):
        return ""
    # Imported here: no proper date needs it, and the import takes 10 ms.
    from email.utils import parsedate_to_datetime

    try:
        return parsedate_to_datetime(text.replace("UTC", "GMT")).astimezone(UTC).isoformat()
    except (ValueError, OverflowError):
        return ""


def _day(text: str, node: Scalar, findings: Findings) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _bad(node, findings, "correct the day or the month", said="is not in the calendar")
    if FIRST_YEAR <= day.year <= LAST_YEAR:
        return day
    return _bad(node, findings, f"write a year from {FIRST_YEAR} to {LAST_YEAR}")


def _read_moment(node: Scalar, findings: Findings) -> datetime | None:
    parts = _MOMENT.fullmatch(node.text)
    if not parts:
        return _bad(node, findings, f"write it as {_moment_meant(node.text) or '2025-04-10T06:00:00+03:00'}")
    if not parts[3]:
        message = f'"{node.text}" has no offset from UTC'
        return findings.add("naive-time", node.place, message, f"add one: {parts[1]}T{_hours(parts[2])}+00:00 is UTC")
    if _day(parts[1], node, findings) is None:
        return None
    try:
        return datetime.fromisoformat(f"{parts[1]}T{_hours(parts[2])}{parts[3].upper()}").astimezone(UTC)
    except ValueError:
        return _bad(node, findings, "correct the time of day or the offset")


def _hours(time: str) -> str:
    """Return a time of day with two digits for the hour, and at most six decimals: no clock of a newsroom is more exact."""
    whole, stop, decimals = time.partition(".")
    return f"{whole.zfill(5) if whole.count(':') == 1 else whole.zfill(8)}{stop}{decimals[:6]}"


def _read_when(node: Scalar, findings: Findings) -> When | None:
    if _MOMENT.fullmatch(node.text):
        at = _read_moment(node, findings)
        return Moment(at=at) if at else None
    if _TIME.search(node.text):
        # The help keeps the time: with a day in its place the hour would be lost.
        _read_moment(node, findings)
        return None
    day = read_day(node, findings)
    return Day(day=day) if day else None


def _bad(node: Scalar, findings: Findings, hint: str, *, said: str = "is not a date") -> None:
    findings.add("bad-date", node.place, f'"{one_line(node.text)}" {said}', hint)


_DAY_SCHEMA: Final[JsonSchema] = {"type": "string", "format": "date"}
_MOMENT_SCHEMA: Final[JsonSchema] = {"type": "string", "format": "date-time"}
_WHEN_SCHEMA: Final[JsonSchema] = {"anyOf": [_DAY_SCHEMA, _MOMENT_SCHEMA]}

#: A day of the calendar.
DATE: Final = scalar("a date", _DAY_SCHEMA, read_day, is_closed=True)
#: An instant: a date, a time of day, and the offset from UTC. The value is in UTC.
MOMENT: Final = scalar("a date and time with an offset", _MOMENT_SCHEMA, _read_moment, is_closed=True)
#: A day, or an instant with its offset.
WHEN: Final = scalar("a date, or a date and time with an offset", _WHEN_SCHEMA, _read_when, is_closed=True)
