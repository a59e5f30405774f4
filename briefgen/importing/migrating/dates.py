"""Floor 7. Dates as old sites write them, to the form of front matter: a day, or a day with a time and its offset.

Figures from the year down are read here, with the clock and the zone; all other dates by the reader of captures, which knows
the names of months in many languages. What could be two days is read in the order of the tool: that day its readers saw.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.content.schema.dates import FIRST_YEAR, LAST_YEAR
from briefgen.importing.capture.dates import plain_digits, written_in
from briefgen.importing.reading import the_rules

_YEAR_FIRST: Final = re.compile(r"(\d{4})([-/._])(\d{1,2})\2(\d{1,2})\.?", re.ASCII)
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII | re.IGNORECASE)
_IN_DOUBT: Final = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})", re.ASCII)
#: "Mon Jan 3 09:05:02 CET 2011", as the command `date` and C write it: the year is behind the clock.
_YEAR_LAST: Final = re.compile(r"([A-Z][a-z]{2} [A-Z][a-z]{2} \d{1,2}) (\d{1,2}:\d\d.*?) (\d{4})", re.ASCII)
#: "13-Mar-14", as HTTP wrote it once. POSIX says which century: 69 is 1969, 68 is 2068.
_SHORT_YEAR: Final = re.compile(r"(?<=\d-[A-Za-z]{3}-)(\d\d)(?!\d)", re.ASCII)
_FIRST_SHORT_YEAR: Final = 69
_CLOCK: Final = re.compile(
    r"(?:T|,? ?(?:at )?|,? - )(\d{1,2})(?:[:h](\d{1,2})(?::(\d{1,2})(?:[.,]\d{1,9})?)?)?(?: ?([ap])\.?m\.?(?![a-z]))?"
    r"(?: ?(Z|[+-]\d{2}(?::?\d{2})?)(?![a-z]))?(?: ?\(?([A-Z]{1,5})\)?)?(?: m=[+-][\d.]+)?(?:\[[\w/+-]{1,40}\])?",
    re.ASCII | re.IGNORECASE,
)
#: Hours from UTC of names of zones. A name that several countries have is that of RFC 822, unless it is the site's own.
_ZONES: Final = {
    "UTC": 0, "GMT": 0, "UT": 0, "Z": 0, "WET": 0, "WEST": 1, "CET": 1, "CEST": 2, "EET": 2, "EEST": 3, "MSK": 3, "JST": 9,
    "EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
}  # fmt: skip
_NOON: Final = 12


def read_when(text: str, zone: ZoneInfo, *, first: str = "") -> str:
    """Return a date in the form of front matter: `2025-04-10` or `2025-04-10T06:00:00+01:00`; empty if it is none.

    A time without an offset is one in the zone. Of a time that a clock shows twice, the first one is taken. `first` is what
    the tool takes as first in 03/04/2025, `day` or `month`; empty: it takes no such date, and there is none.
    """
    plain = plain_digits(" ".join(text.split()))
    if found := _COMPACT.fullmatch(plain):
        year, month, day, *clock = found.groups()
        return _written(_day(year, month, day), "T{}:{}:{}{}".format(*(part or "00" for part in clock[:3]), clock[3] or "")
                        if clock[0] else "", zone)  # fmt: skip
    if found := _YEAR_FIRST.match(plain):
        return _written(_day(found[1], found[3], found[4]), plain[found.end() :], zone)
    if first and (found := _IN_DOUBT.match(plain)):
        one, other = (found[1], found[3]) if first == "month" else (found[3], found[1])
        return _written(_day(found[4], one, other) or _day(found[4], other, one), plain[found.end() :], zone)
    plain = _SHORT_YEAR.sub(lambda found: ("19" if int(found[1]) >= _FIRST_SHORT_YEAR else "20") + found[1], plain)
    plain = _YEAR_LAST.sub(r"\1 \3 \2", plain)
    written = next((one for one in written_in(plain, the_rules().calendar) if one.day), None)
    # Before a date may be its day of the week, and nothing else.
    if written is None or not re.fullmatch(r"(?:[^\W\d_]+[.,]{0,2} ?)?", plain[: written.start]):
        return ""
    return _written(written.day, plain[written.end :].removeprefix("."), zone)


def as_moment(when: str, zone: ZoneInfo) -> str:
    """Return a date of front matter as an instant: a day alone is its beginning in the zone."""
    return when if "T" in when or not when else read_when(f"{when} 00:00", zone)


def day_of(when: str, zone: ZoneInfo) -> date | None:
    """Return the day in the zone of a date of front matter; None for an empty one."""
    if not when:
        return None
    return datetime.fromisoformat(when).astimezone(zone).date() if "T" in when else date.fromisoformat(when)


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _written(day: date | None, rest: str, zone: ZoneInfo) -> str:
    """Return a day and the time behind it in the form of front matter; empty if one of the two is none."""
    if day is None:
        return ""
    if not rest.strip():
        return day.isoformat() if FIRST_YEAR <= day.year <= LAST_YEAR else ""
    found = _CLOCK.fullmatch(rest)
    if found is None:
        return ""
    hour, minute, second, half, offset, name = found.groups()
    if minute is None and half is None:
        return ""
    number = int(hour) % _NOON + (_NOON if half in "pP" else 0) if half and int(hour) <= _NOON else int(hour)
    try:
        at = datetime(day.year, day.month, day.day, number, int(minute or 0), min(int(second or 0), 59), tzinfo=zone)
        at = at.replace(tzinfo=_zone_of(offset or "", name or "", at, zone))
    except (ValueError, OverflowError):
        return ""
    return at.isoformat() if FIRST_YEAR < at.year < LAST_YEAR else ""


def _zone_of(offset: str, name: str, at: datetime, zone: ZoneInfo) -> tzinfo:
    """Return the zone of a time: that of its offset, else that of its name if the name is known, else that of the site."""
    if offset:
        if offset in "zZ":
            return UTC
        digits = offset[1:].replace(":", "").ljust(4, "0")
        span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
        return timezone(-span if offset[0] == "-" else span)
    if name.upper() not in _ZONES or at.tzname() == name.upper():
        return zone
    hours = _ZONES[name.upper()]
    return timezone(timedelta(hours=hours)) if hours else UTC
