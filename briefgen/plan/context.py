"""Floor 3. What the planners of page kinds work from: the desk, the groups, the notes and the filled bodies."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from briefgen.diagnostics import Span
from briefgen.model import Article, Body, BriefingNote, FilledBody, Place, StandingText
from briefgen.plan.items import Groups
from briefgen.plan.links import Targets
from briefgen.plan.site import Desk

#: Pages that no single content file asks for are asked for by the settings.
SETTINGS_SPAN: Final = Span(path="briefgen.yml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One plan in the making; nothing here changes but what `targets` gathers."""

    desk: Desk
    groups: Groups
    briefings: Mapping[tuple[str, date], BriefingNote]
    regions: Mapping[str, StandingText]
    stories: Mapping[str, StandingText]
    pages: tuple[StandingText, ...]
    bodies: Mapping[str, Body]
    targets: Targets

    def prose(self, of: Article | BriefingNote | StandingText) -> FilledBody:
        """Return the filled body of a content file."""
        return self.targets.fill(self.bodies[of.path], of.path, of.body_line)

    def prose_or_none(self, of: BriefingNote | StandingText | None) -> FilledBody | None:
        """Return the filled body of a note, or None where there is no note or no prose in it."""
        return self.prose(of) if of is not None and of.body.strip() else None


def place_of(path: str, places: Mapping[str, Place], key: str) -> Span:
    """Return where a key stands in a file, else the file."""
    place = places.get(key)
    return Span(path=path, line=place.line, column=place.column, length=place.length) if place else Span(path=path)
