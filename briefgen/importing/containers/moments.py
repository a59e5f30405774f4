"""Floor 7. When containers say that something was: the forms of mails, feeds and archives -> one form, of ISO 8601."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

_ISO: Final = re.compile(
    r"(\d{4})-(\d\d)-(\d\d)(?:[T ](\d\d):(\d\d)(?::(\d\d)(?:\.\d{1,9})?)?\s?(Z|[+-]\d\d:?\d\d)?)?", re.IGNORECASE
)
#: The compact form of news agencies: 20250506T100000+0200.
_COMPACT: Final = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?(\d\d)(\d\d)(\d\d)?(Z|[+-]\d\d:?\d\d)?)?")
_YEARS: Final = range(1900, 2101)


def instant_of(text: str) -> str:
    """Return a moment or a day as 2025-05-06T10:00:00+02:00 or 2025-05-06, as it was written; empty where it is none."""
    text = text.strip()[:100]
    match = _ISO.match(text) or _COMPACT.fullmatch(text)
    if match:
        day, time, zone = "-".join(match.groups()[:3]), match[4], match[7] or ""
        zone = "+00:00" if zone.upper() == "Z" else f"{zone[:3]}:{zone[-2:]}" if zone else ""
        found = f"{day}T{match[4]}:{match[5]}:{match[6] or '00'}{zone}" if time else day
    else:
        try:
            found = parsedate_to_datetime(text).isoformat()
        except (ValueError, TypeError, IndexError, OverflowError):
            return ""
    try:
        moment = datetime.fromisoformat(found)
    except ValueError:
        return ""
    return found if moment.year in _YEARS else ""


def with_zone(instant: str) -> str:
    """Return an instant for `--captured-at`: in UTC where it names no zone; empty for a day without a time."""
    if "T" not in instant:
        return ""
    moment = datetime.fromisoformat(instant)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).isoformat()


def instant_from_seconds(seconds: float) -> str:
    """Return the instant that many seconds after 1970 began, in UTC; empty for one beyond all years."""
    try:
        return instant_of(datetime.fromtimestamp(seconds, UTC).isoformat())
    except (ValueError, OverflowError, OSError):
        return ""
