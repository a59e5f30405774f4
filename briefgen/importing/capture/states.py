"""Floor 7. The states in which a unit of a page may be, the steps between them, and the table of what speaks for each."""

from collections.abc import Mapping
from typing import Final, Literal, TypeAlias

import msgspec

from briefgen.values.model import Value

State: TypeAlias = Literal["outside", "title", "head", "body", "subhead", "inside"]
#: A number for each state, in the order of `STATES`.
Weights: TypeAlias = tuple[float, ...]

#: Of no story; a headline; between a headline and its text; text; a subhead; what stands in the text and is none of it.
STATES: Final[tuple[State, ...]] = ("outside", "title", "head", "body", "subhead", "inside")
#: The states that may follow on each, and those in which a page may begin and end.
STEPS: Final[Mapping[State, tuple[State, ...]]] = {
    "outside": ("outside", "title", "body"),
    "title": ("head", "body"),
    "head": ("head", "body"),
    "body": ("outside", "title", "body", "subhead", "inside"),
    "subhead": ("body", "subhead", "inside"),
    "inside": ("body", "subhead", "inside"),
}
FIRST: Final[tuple[State, ...]] = ("outside", "title", "body")
LAST: Final[tuple[State, ...]] = ("outside", "body")


class Table(Value, frozen=True, kw_only=True):
    """The weights of all features, by where they are seen, and those of the steps from state to state."""

    features: dict[str, dict[str, Weights]] = msgspec.field(default_factory=dict)
    steps: tuple[Weights, ...] = ()


def make_table(written: Mapping[str, Mapping[str, str]]) -> Table:
    """Return the table as it is written in the data: numbers with spaces between them, in the order of the states."""
    rows = {kind: {name: tuple(map(float, row.split())) for name, row in rows.items()} for kind, rows in written.items()}
    steps = rows.pop("steps")
    return Table(features=rows, steps=tuple(steps[state] for state in STATES))
