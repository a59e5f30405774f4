"""Floor 7. Patterns of addresses, as the tools' settings write them: names of parts in, the address of a page out."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

_NAME: Final = re.compile(r":(\w+)")
#: Slashes in a row become one.
_SLASHES: Final = re.compile(r"/{2,}")
MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
)  # fmt: skip
DAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def fill(pattern: str, parts: Mapping[str, str]) -> str:
    """Return a pattern such as `/:year/:title/` with its parts filled in; empty if one is not known or empty of a date."""
    missing = [found[1] for found in _NAME.finditer(pattern) if found[1] not in parts]
    if missing:
        return ""
    return squeeze(_NAME.sub(lambda found: parts[found[1]], pattern))


def squeeze(address: str) -> str:
    """Return an address that begins with one slash and has no two in a row."""
    return _SLASHES.sub("/", f"/{address}")


def parts_of_day(day: date | None) -> dict[str, str]:
    """Return the parts of a date that patterns name, as both Hugo and Jekyll call them; none for no date."""
    if day is None:
        return {}
    year, week, weekday = day.isocalendar()
    month, name = MONTHS[day.month - 1], DAYS[day.weekday()]
    return {
        "year": f"{day.year:04d}",
        "short_year": f"{day.year % 100:02d}",
        "month": f"{day.month:02d}",
        "i_month": str(day.month),
        "monthname": month.capitalize(),
        "long_month": month.capitalize(),
        "short_month": month[:3].capitalize(),
        "day": f"{day.day:02d}",
        "i_day": str(day.day),
        "y_day": f"{day.timetuple().tm_yday:03d}",
        "yearday": str(day.timetuple().tm_yday),
        "w_year": f"{year:04d}",
        "week": f"{week:02d}",
        "w_day": str(weekday),
        "weekday": str(day.isoweekday() % 7),
        "weekdayname": name.capitalize(),
        "long_day": name.capitalize(),
        "short_day": name[:3].capitalize(),
    }
