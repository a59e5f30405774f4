"""Floor 2. Kinds of values: how one located YAML value becomes a typed one, and the JSON Schema of each kind.

The kind of a key decides the type of its value, never YAML's guessing: `NO`, `on`, `12:30` and `0123` are text if the kind
is text. A kind that cannot read a value reports the reason at the value's place and returns None.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Mapping as MappingLike
from typing import Final, Generic, TypeAlias, TypeVar

import msgspec

from briefgen.content.frontmatter import Mapping, Node, Scalar, Sequence
from briefgen.text.characters import find_bidi_control, find_control, is_free_of_controls
from briefgen.text.slugs import SLUG_LENGTH, is_device_name, one_line, slug
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import Extra, Place

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
JsonSchema: TypeAlias = dict[str, object]


class Findings(msgspec.Struct):
    """The findings of one file, in the order in which they were reported."""

    path: str
    found: list[Diagnostic] = msgspec.field(default_factory=list)
    #: The file's text. A control character that is in this text was reported when the file was decoded.
    raw: str = ""

    def add(self, code: str, place: Place, message: str, help: str = "") -> None:
        """Add a finding at a place of the file."""
        span = Span(path=self.path, line=place.line, column=place.column, length=place.length)
        self.found.append(finding(code, span, message, help))


class Kind(ABC, Generic[T_co]):
    """A kind of value: how to read a value, and its JSON Schema."""

    #: The kind in the words of a message: `a date`.
    wants: str = ""
    #: May a key have no value? Only if that has one clear meaning, such as an empty list.
    may_be_blank: bool = False

    @abstractmethod
    def read(self, node: Node, findings: Findings) -> T_co | None:
        """Return the typed value; if the value is wrong, report the reason at its place and return None."""

    @abstractmethod
    def json_schema(self) -> JsonSchema:
        """Return the JSON Schema of values of this kind."""

    def refuse(self, node: Node, findings: Findings, help: str = "") -> None:
        """Report that the value is of another kind."""
        findings.add("wrong-type", node.place, f"{self.wants} is needed here, not {_describe(node)}", help)


class Text(Kind[str]):
    """Text on one line: each run of white space, line breaks too, becomes one space."""

    wants = "text"

    def __init__(self, *, required: bool = False, pattern: str = "", example: str = "", code: str = "bad-value") -> None:
        """Take the rules for a text: `required` forbids empty text, `pattern` is a regular expression for the whole text.

        If the pattern does not match, the finding has `code`, and `example` as its help.
        """
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


class ListOf(Kind[tuple[T, ...]]):
    """A list. With `may_be_single` one value without a list is read as a list of one."""

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
    """Data for a project's own layouts, with the types of JSON: unquoted true, false, null and decimal numbers."""

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
_KEY_FORM: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_key(text: str) -> bool:
    """Can a text be the key of a region, story or source, or the name of a standing page? Keys become names of folders."""
    return bool(_KEY_FORM.fullmatch(text)) and len(text) <= SLUG_LENGTH and not is_device_name(text)


class Key(Kind[str]):
    """A key: lower-case letters, digits and hyphens, so that it can be a part of an address."""

    wants = "a key"

    def read(self, node: Node, findings: Findings) -> str | None:
        if not isinstance(node, Scalar):
            return self.refuse(node, findings)
        if not is_clean(node, findings):
            return None
        if is_key(node.text):
            return node.text
        close = slug(node.text)
        hint = f'write "{close}"' if close else "write lower-case letters, digits and hyphens"
        return findings.add("bad-value", node.place, f'"{one_line(node.text)}" cannot be a key', hint)

    def json_schema(self) -> JsonSchema:
        return {"type": "string", "pattern": f"^{_KEY_FORM.pattern}$", "maxLength": SLUG_LENGTH}


KEY: Final = Key()


def is_clean(node: Scalar, findings: Findings) -> bool:
    """Is a value free of control and bidirectional characters? Reports those that an escape in quoted YAML brings in."""
    if is_free_of_controls(node.text):
        return True
    control, bidi = find_control(node.text), find_bidi_control(node.text)
    if control and control[0] not in findings.raw:
        message = f"the value holds the control character U+{ord(control[0]):04X}"
        findings.add("control-character", node.place, message, "remove it")
    if bidi and bidi[0] not in findings.raw:
        message = f"the value holds the bidirectional control U+{ord(bidi[0]):04X}"
        findings.add("bidi-control", node.place, message, "remove it; direction comes from lang")
    return control is None and bidi is None


def place_all(mapping: Mapping, keys: frozenset[str] | None = None) -> MappingLike[str, Place]:
    """Return the place of each value by key path: `title`, `regions.1`, `image.src`.

    With `keys` only the values of these top-level keys; without, all but the values of `extra`.
    """
    places: dict[str, Place] = {}
    stack: list[tuple[str, Node]] = [
        (key.text, value) for key, value in mapping.entries if (key.text in keys if keys else key.text != "extra")
    ]
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


def _describe(node: Node) -> str:
    if isinstance(node, Mapping):
        return "a mapping"
    if isinstance(node, Sequence):
        return "a list"
    return f'"{one_line(node.text)}"' if node.text else "nothing"
