"""Floor 2. Kinds of values: how one located YAML value becomes a typed one, and how the kind looks in JSON Schema.

Values are typed by the key's kind and never by YAML's guessing: `NO`, `on`, `12:30` and `0123` are text where text is asked
for. A kind that cannot read a value reports why at its place and returns None.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping as MappingLike
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Final, Generic, TypeAlias, TypeVar

from briefgen.diagnostics import Diagnostic, Span, finding
from briefgen.frontmatter import Mapping, Node, Scalar, Sequence
from briefgen.model import Day, Extra, Moment, Place, When
from briefgen.text import find_bidi_control, find_control, nearest, one_line

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
JsonSchema: TypeAlias = dict[str, object]

#: Years that a date may have: far from the ends of Python's calendar, so that no time zone can push a date over them.
FIRST_YEAR: Final = 1000
LAST_YEAR: Final = 9998

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_MOMENT: Final = re.compile(
    r"(\d{4}-\d{2}-\d{2})[Tt ]+(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?) ?(Z|z|[+-]\d{2}:?\d{2})?", re.ASCII
)


@dataclass(slots=True)
class Findings:
    """The findings of one file, as they come."""

    path: str
    found: list[Diagnostic] = field(default_factory=list)

    def add(self, code: str, place: Place, message: str, help: str = "") -> None:
        """Report at a place of the file."""
        span = Span(path=self.path, line=place.line, column=place.column, length=place.length)
        self.found.append(finding(code, span, message, help))


class Kind(ABC, Generic[T_co]):
    """How to read one value."""

    #: What is asked for, as it stands in a message: `a date`.
    wants: str = ""
    #: May the key stand there without a value? Only where that cannot be mistaken for anything.
    may_be_blank: bool = False

    @abstractmethod
    def read(self, node: Node, findings: Findings) -> T_co | None:
        """Return the typed value, or report at its place and return None."""

    @abstractmethod
    def json_schema(self) -> JsonSchema:
        """Return the JSON Schema of values of this kind."""

    def refuse(self, node: Node, findings: Findings, help: str = "") -> None:
        """Report that the value is of another kind."""
        findings.add("wrong-type", node.place, f"{self.wants} is needed here, not {_describe(node)}", help)


class Text(Kind[str]):
    """Text on one line: white space is folded."""

    wants = "text"

    def __init__(self, *, required: bool = False, pattern: str = "", example: str = "", code: str = "bad-value") -> None:
        """`required`: it may not be empty. `pattern`: a regular expression for all of it. `example`: what to write."""
        self.may_be_blank = not required
        self._required = required
        self._pattern = re.compile(pattern, re.ASCII) if pattern else None
        self._example = example
        self._code = code

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings, "quote the text if it begins with [ or {")
        if not is_clean(node, findings):
            return None
        text = one_line(node.text)
        if not text and self._required:
            return findings.add("empty-value", node.place, "the value is empty", "write the text")
        if text and self._pattern and not self._pattern.fullmatch(text):
            return findings.add(self._code, node.place, f'"{text}" is not of the form that is needed', self._example)
        return text

    def json_schema(self) -> JsonSchema:
        schema: JsonSchema = {"type": "string"}
        if self._pattern:
            schema["pattern"] = f"^(?:{self._pattern.pattern})$"
        elif self._required:
            schema["minLength"] = 1
        return schema


class Choice(Kind[str]):
    """One of a few words."""

    def __init__(self, *words: str) -> None:
        self._words = words
        self.wants = "one of " + ", ".join(words)

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if node.text in self._words:
            return node.text
        close = nearest(node.text, self._words)
        hint = f'nearest is "{close}"' if close else f"write {self.wants}"
        return findings.add("bad-value", node.place, f'"{one_line(node.text)}" is not {self.wants}', hint)

    def json_schema(self) -> JsonSchema:
        return {"enum": list(self._words)}


class Flag(Kind[bool]):
    """`true` or `false`, and no other word."""

    wants = "true or false"

    def read(self, node: Node, findings: Findings) -> bool | None:
        if isinstance(node, Scalar) and node.is_plain and node.text in {"true", "false"}:
            return node.text == "true"
        return self.refuse(node, findings, "write true or false, without quotes")

    def json_schema(self) -> JsonSchema:
        return {"type": "boolean"}


class Integer(Kind[int]):
    """A whole number in decimal digits."""

    wants = "a whole number"

    def __init__(self, minimum: int = -1_000_000, maximum: int = 1_000_000) -> None:
        self._minimum = minimum
        self._maximum = maximum

    def read(self, node: Node, findings: Findings) -> int | None:
        if not (isinstance(node, Scalar) and node.is_plain and re.fullmatch(r"[+-]?\d{1,9}", node.text, re.ASCII)):
            return self.refuse(node, findings, "write digits, without quotes")
        number = int(node.text)
        if not self._minimum <= number <= self._maximum:
            hint = f"write a number from {self._minimum} to {self._maximum}"
            return findings.add("bad-value", node.place, f"{number} is out of range", hint)
        return number

    def json_schema(self) -> JsonSchema:
        return {"type": "integer", "minimum": self._minimum, "maximum": self._maximum}


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


class ListOf(Kind[tuple[T, ...]]):
    """A list. `may_be_single`: one value may stand without the list round it."""

    may_be_blank = True

    def __init__(self, kind: Kind[T], *, may_be_single: bool = False, at_least: int = 0) -> None:
        self._kind = kind
        self._may_be_single = may_be_single
        self._at_least = at_least
        self.wants = "a list"

    def read(self, node: Node, findings: Findings) -> tuple[T, ...] | None:
        if isinstance(node, Scalar) and not node.text and node.is_plain:
            node = Sequence(items=(), place=node.place)
        if not isinstance(node, Sequence):
            if self._may_be_single:
                node = Sequence(items=(node,), place=node.place)
            else:
                hint = f"write [{one_line(node.text)}]" if isinstance(node, Scalar) else "put a hyphen before each item"
                return self.refuse(node, findings, hint)
        if len(node.items) < self._at_least:
            return findings.add("empty-value", node.place, "the list is empty", f"write at least {self._at_least}")
        read = [self._kind.read(item, findings) for item in node.items]
        return tuple(value for value in read if value is not None) if None not in read else None

    def json_schema(self) -> JsonSchema:
        items = self._kind.json_schema()
        schema: JsonSchema = {"type": "array", "items": items}
        if self._at_least:
            schema["minItems"] = self._at_least
        return {"anyOf": [items, schema]} if self._may_be_single else schema


class ExtraKind(Kind[dict[str, Extra]]):
    """Whatever a project's own layouts want, typed as JSON would be: plain true, false, null and decimal numbers."""

    wants = "a mapping"

    def read(self, node: Node, findings: Findings) -> dict[str, Extra] | None:
        if not isinstance(node, Mapping):
            return self.refuse(node, findings)
        before = len(findings.found)
        values = {key.text: _extra(value, findings) for key, value in node.entries if is_clean(key, findings)}
        return values if len(findings.found) == before else None

    def json_schema(self) -> JsonSchema:
        return {"type": "object"}


class Names(Kind[dict[str, str]]):
    """A mapping of languages to names."""

    wants = "a mapping of languages to names"

    def read(self, node: Node, findings: Findings) -> dict[str, str] | None:
        if not isinstance(node, Mapping):
            return self.refuse(node, findings, "write lines such as: ar: the name")
        names = {}
        for key, value in node.entries:
            language = LANGUAGE.read(key, findings)
            name = Text(required=True).read(value, findings)
            if language and name:
                names[language] = name
        return names

    def json_schema(self) -> JsonSchema:
        return {"type": "object", "additionalProperties": {"type": "string"}}


#: A BCP 47 tag. Its form is checked, not whether the language exists.
LANGUAGE: Final = Text(
    required=True,
    pattern=r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*",
    example="write a BCP 47 tag such as en, ar or pt-BR",
    code="bad-language",
)
#: The form of keys: of regions, stories and the registry of sources.
KEY_PATTERN: Final = r"[a-z0-9]+(-[a-z0-9]+)*"


def is_clean(node: Scalar, findings: Findings) -> bool:
    """Report control and bidirectional characters, which an escape in a quoted YAML text can still bring in."""
    if found := find_control(node.text):
        message = f"the value holds the control character U+{ord(found[0]):04X}"
        findings.add("control-character", node.place, message, "remove it")
    elif found := find_bidi_control(node.text):
        message = f"the value holds the bidirectional control U+{ord(found[0]):04X}"
        findings.add("bidi-control", node.place, message, "remove it; direction comes from lang")
    return found is None


def place_all(mapping: Mapping) -> MappingLike[str, Place]:
    """Return where each value stands, by key path: `title`, `regions.1`, `image.src`, `sources.0.url`."""
    places: dict[str, Place] = {}
    stack: list[tuple[str, Node]] = [(key.text, value) for key, value in mapping.entries if key.text != "extra"]
    while stack:
        path, node = stack.pop()
        places[path] = node.place
        if isinstance(node, Sequence):
            stack += [(f"{path}.{index}", item) for index, item in enumerate(node.items)]
        elif isinstance(node, Mapping):
            stack += [(f"{path}.{key.text}", value) for key, value in node.entries]
    return places


def _extra(node: Node, findings: Findings) -> Extra:
    if isinstance(node, Mapping):
        return {key.text: _extra(value, findings) for key, value in node.entries if is_clean(key, findings)}
    if isinstance(node, Sequence):
        return [_extra(item, findings) for item in node.items]
    if not is_clean(node, findings) or not node.is_plain:
        return node.text
    words: dict[str, Extra] = {"true": True, "false": False, "null": None, "~": None, "": None}
    if node.text in words:
        return words[node.text]
    if re.fullmatch(r"-?(0|[1-9]\d{0,17})", node.text, re.ASCII):
        return int(node.text)
    if re.fullmatch(r"-?(0|[1-9]\d{0,17})\.\d{1,17}", node.text, re.ASCII):
        return float(node.text)
    return node.text


def _day(text: str, node: Scalar, findings: Findings) -> date | None:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return _bad_date(node, findings, "correct the day or the month", exists=False)
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return _bad_date(node, findings, f"write a year from {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _bad_date(node: Scalar, findings: Findings, hint: str, *, exists: bool = True) -> None:
    said = "is not a date" if exists else "is not in the calendar"
    findings.add("bad-date", node.place, f'"{one_line(node.text)}" {said}', hint)


def _describe(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return f'"{one_line(node.text)}"' if node.text else "nothing"
