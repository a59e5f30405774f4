"""Floor 2. Dates of an article that cannot all be meant: out of order, or in a year that is probably mistyped.

A day has no time zone here, so two dates contradict each other only if they do so in every time zone. What depends on the
clock (a date ahead of now) is checked when the site is planned.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, timezone
from typing import Final

from briefgen.content.frontmatter import Mapping, Node, Sequence
from briefgen.content.schema.kinds import Findings
from briefgen.values.model import Article, Day, Moment, Place, When

#: Dates before this year are told: mistyped years such as 1025 or 0225 are, the dates of news are not.
_FIRST_LIKELY_YEAR: Final = 1900
#: Years from an article's date to the event that it tells of, above which the event's year is probably mistyped.
_YEARS_AHEAD: Final = 5

#: The time zones in which a day begins first and ends last.
_FIRST: Final = timezone(timedelta(hours=14))
_LAST: Final = timezone(timedelta(hours=-12))


def check_order(article: Article, nodes: dict[str, Node], findings: Findings) -> None:
    """Report dates of an article that contradict each other (`date-order`), and unlikely years (`unlikely-date`)."""
    for place, when in _dates(article, nodes):
        year = _year(when)
        if year < _FIRST_LIKELY_YEAR:
            findings.add("unlikely-date", place, f"the year {year} is before {_FIRST_LIKELY_YEAR}", "correct the year")
    event = article.event_date
    if event and event.year - _year(article.date) > _YEARS_AHEAD:
        message = f"the event is in {event.year}, and the article of {_year(article.date)}"
        findings.add("unlikely-date", nodes["event_date"].place, message, "correct the year")
    ends = Moment(at=article.expires) if article.expires else None
    if ends and article.publish_at and ends.at <= article.publish_at:
        _contradict(findings, nodes["expires"].place, "expires", "publish_at, so the article is never published")
    elif ends and _is_before(ends, article.date):
        _contradict(findings, nodes["expires"].place, "expires", "the date, so the article is never published")
    for place, when in _changes(article, nodes):
        if _is_before(when, article.date):
            _contradict(findings, place, "the change", "the date of the article")


def _contradict(findings: Findings, place: Place, what: str, than: str) -> None:
    findings.add("date-order", place, f"{what} is before {than}", "correct one of the two")


def _changes(article: Article, nodes: dict[str, Node]) -> Iterator[tuple[Place, When]]:
    """Give the dates of `updated` and of corrections, each with its place."""
    if article.updated:
        yield nodes["updated"].place, article.updated
    node = nodes.get("corrections")
    if isinstance(node, Sequence) and len(node.items) == len(article.corrections):
        for item, made in zip(node.items, article.corrections, strict=True):
            if isinstance(item, Mapping):
                yield next((value.place for key, value in item.entries if key.text == "date"), item.place), made.date


def _dates(article: Article, nodes: dict[str, Node]) -> Iterator[tuple[Place, When]]:
    yield nodes["date"].place, article.date
    if article.event_date:
        yield nodes["event_date"].place, Day(day=article.event_date)
    yield from _changes(article, nodes)


def _year(when: When) -> int:
    return when.day.year if isinstance(when, Day) else when.at.year


def _is_before(one: When, other: When) -> bool:
    """Is a date or instant before another one, in every time zone?"""
    if isinstance(one, Day) and isinstance(other, Day):
        return one.day < other.day
    return _end(one) <= _start(other) if one != other else False


def _start(when: When) -> datetime:
    return datetime.combine(when.day, time(), tzinfo=_FIRST).astimezone(UTC) if isinstance(when, Day) else when.at


def _end(when: When) -> datetime:
    if isinstance(when, Day):
        return (datetime.combine(when.day, time(), tzinfo=_LAST) + timedelta(days=1)).astimezone(UTC)
    return when.at
