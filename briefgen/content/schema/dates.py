"""Floor 2. Kinds of values that are days and instants.

A day is a day in the site's time zone. An instant needs an offset from UTC: without one its meaning depends on the reader.
"""

import re
from datetime import UTC, date, datetime
from typing import Final

from briefgen.content.frontmatter import Node, Scalar
from briefgen.content.schema.kinds import Findings, JsonSchema, Kind
from briefgen.text.slugs import one_line
from briefgen.values.model import Day, Moment, When

#: First and last year that a date may have. They are far from the ends of Python's calendar, so that a change of time zone
#: cannot overflow.
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9998

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})(?:[Tt]| +)(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?(Z|z|[+-]\d{2}:?\d{2})?", re.ASCII
)


class DateKind(Kind[date]):
    """A day of the calendar."""

    wants = "a date"

    def read(self, node: Node, findings: Findings) -> date | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if not _DATE.fullmatch(node.text):
            return _bad_date(node, findings, "write it as 2025-04-10")
        return _day(node.text, node, findings)

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "format": "date"}


class MomentKind(Kind[datetime]):
    """An instant: a date, a time of day, and the offset from UTC. The value is in UTC."""

    wants = "a date and time with an offset"

    def read(self, node: Node, findings: Findings) -> datetime | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        parts = _MOMENT.fullmatch(node.text)
        if not parts:
            return _bad_date(node, findings, "write it as 2025-04-10T06:00:00+03:00")
        if not parts[3]:
            message = f'"{node.text}" has no offset from UTC'
            return findings.add("naive-time", node.place, message, f"add one: {parts[1]}T{parts[2]}+00:00 is UTC")
        if _day(parts[1], node, findings) is None:
            return None
        try:
            return datetime.fromisoformat(f"{parts[1]}T{parts[2]}{parts[3].upper()}").astimezone(UTC)
        except ValueError:
            return _bad_date(node, findings, "correct the time of day or the offset")

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "format": "date-time"}


class WhenKind(Kind[When]):
    """A day, or an instant with its offset."""

    wants = "a date, or a date and time with an offset"

    def read(self, node: Node, findings: Findings) -> When | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if _DATE.fullmatch(node.text) or not _MOMENT.fullmatch(node.text):
            day = DateKind().read(node, findings)
            return Day(day=day) if day else None
        at = MomentKind().read(node, findings)
        return Moment(at=at) if at else None

    def json_schema(self) -> JsonSchema:
        return {"anyOf": [DateKind().json_schema(), MomentKind().json_schema()]}


def is_possible_day(day: date) -> bool:
    """Is the year of a day between FIRST_YEAR and LAST_YEAR?"""
    return FIRST_YEAR <= day.year <= LAST_YEAR


def _day(text: str, node: Scalar, findings: Findings) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _bad_date(node, findings, "correct the day or the month", exists=False)
    if not is_possible_day(day):
        return _bad_date(node, findings, f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _bad_date(node: Scalar, findings: Findings, hint: str, *, exists: bool = True) -> None:
    said = "is not a date" if exists else "is not in the calendar"
    findings.add("bad-date", node.place, f'"{one_line(node.text)}" {said}', hint)
