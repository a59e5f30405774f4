"""The facts about an article that a truth holds, beside the fates of its lines."""

from __future__ import annotations

from typing import Literal, NotRequired, TypedDict


class Facts(TypedDict):
    """What a careful curator, who knows when the capture was made, would write about one article."""

    publisher: str | None
    """As the capture states it, or null."""
    url: str | None
    authors: list[str]
    """As the byline has them; empty if the capture names none."""
    date: str | None
    """The day of publication, as ISO 8601 has it. If nothing states it: the day on which things happened in the lead."""
    other_dates: NotRequired[list[str]]
    """Days that are as right."""
    date_basis: Literal["stated", "inferred", "none"]
    """Whether a calendar day is printed, or a weekday, "yesterday" or "2 hours ago" was counted from the capture."""
    region: list[str]
    """ISO 3166-1 codes of the countries in which the story plays, the first one first."""
