"""Floor 7. Dates as old sites write them, to the form of front matter: a day, or a day with a time and its offset."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.content.schema.dates import FIRST_YEAR, LAST_YEAR

_FORM: Final = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
    r"(?:(?:[Tt]|[ ]+)(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?"
    r"[ ]?(Z|z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?(?:[ ][A-Z]{2,5})?)?",
    re.ASCII,
)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The 10th of April 2025, April 10, 2025, and with the name of the day before: English only, as the tools read them.
_SPOKEN: Final = re.compile(
    r"(?:[A-Za-z]{3,9},? )?(?:(\d{1,2}) ([A-Za-z]{3,9}),?|([A-Za-z]{3,9}) (\d{1,2}),?) (\d{4})"
    r"(?:,? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: (Z|UTC|GMT|[+-]\d{2}:?\d{2}))?)?",
    re.ASCII,
)


def read_when(text: str, zone: ZoneInfo) -> str:
    """Return a date in the form of front matter: `2025-04-10` or `2025-04-10T06:00:00+01:00`; empty if it is none.

    A time without an offset is one in the zone. Of a time that a clock shows twice, the first one is taken.
    """
    parts = _parts(text.strip())
    if parts is None:
        return ""
    year, month, day, hour, minute, second, offset = parts
    try:
        if hour is None:
            found = date(year, month, day)
            return found.isoformat() if FIRST_YEAR <= found.year <= LAST_YEAR else ""
        at = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=_offset(offset, zone))
    except (ValueError, OverflowError):
        return ""
    return at.isoformat() if FIRST_YEAR < at.year < LAST_YEAR else ""


def as_moment(when: str, zone: ZoneInfo) -> str:
    """Return a date of front matter as an instant: a day alone is its beginning in the zone."""
    return when if "T" in when or not when else read_when(f"{when} 00:00", zone)


def day_of(when: str, zone: ZoneInfo) -> date | None:
    """Return the day in the zone of a date of front matter; None for an empty one."""
    if not when:
        return None
    return datetime.fromisoformat(when).astimezone(zone).date() if "T" in when else date.fromisoformat(when)


def _parts(text: str) -> tuple[int, int, int, int | None, int, int, str] | None:
    if found := _FORM.fullmatch(text):
        year, month, day, hour, minute, second, offset = found.groups()
        return (
            int(year), int(month), int(day), int(hour) if hour else None, int(minute or 0), int(second or 0), offset or ""
        )  # fmt: skip
    if found := _SPOKEN.fullmatch(text):
        name = (found[2] or found[3])[:3].lower()
        if name not in _MONTHS:
            return None
        day, hour = int(found[1] or found[4]), int(found[6]) if found[6] else None
        return int(found[5]), _MONTHS.index(name) + 1, day, hour, int(found[7] or 0), int(found[8] or 0), found[9] or ""
    return None


def _offset(text: str, zone: ZoneInfo) -> timezone | ZoneInfo:
    if not text:
        return zone
    if text.upper() in {"Z", "UTC", "GMT"}:
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-span if text[0] == "-" else span)
