"""Floor 2. YAML as values with their places: what the parser's events are made into."""

from typing import Final, TypeAlias

from briefgen.values.model import Place, Value

#: Deepest nesting of YAML that is read.
NESTING_LIMIT: Final = 100


class Scalar(Value, frozen=True, kw_only=True):
    """A value as it is written. `is_plain` is false for quoted and block text, which is never read as anything but text."""

    text: str
    place: Place
    is_plain: bool = True


class Sequence(Value, frozen=True, kw_only=True):
    """A list of values."""

    items: tuple["Node", ...]
    place: Place


class Mapping(Value, frozen=True, kw_only=True):
    """Keys and values in the order of the file; keys are unique."""

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place


Node: TypeAlias = Scalar | Sequence | Mapping
