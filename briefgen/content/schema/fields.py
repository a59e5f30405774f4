"""Floor 2. Tables of keys: a table lists all keys that a mapping may have, and a reader reports every wrong key.

Reading, JSON Schema and the reference in docs use the same table, so they cannot drift apart.
"""

from typing import Generic, TypeVar, overload

import msgspec

from briefgen.content.frontmatter import Mapping, Node, Scalar, Sequence
from briefgen.content.schema.kinds import Findings, JsonSchema, Kind
from briefgen.text.words import nearest
from briefgen.values.model import Place

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)
D = TypeVar("D")


class Field(msgspec.Struct, Generic[T_co], frozen=True, kw_only=True):
    """One key: its kind, and a sentence about it for the docs."""

    key: str
    kind: Kind[T_co]
    about: str
    required: bool = False


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one kind of mapping. If `any_of` names keys, the mapping must have at least one of them."""

    name: str
    fields: tuple[Field[object], ...]
    any_of: tuple[str, ...] = ()

    def json_schema(self) -> JsonSchema:
        """Return the table as a closed JSON Schema object."""
        properties = {field.key: {**field.kind.json_schema(), "description": field.about} for field in self.fields}
        required = [field.key for field in self.fields if field.required]
        schema: JsonSchema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        if self.any_of:
            schema["anyOf"] = [{"required": [key]} for key in self.any_of]
        return schema


class TableReader:
    """Reads one mapping by a table: reports unknown and missing keys when it is made, and wrong values in `get`."""

    def __init__(self, mapping: Mapping, table: Table, findings: Findings) -> None:
        """Report every key that is not in the table, with the nearest key of the table, and every missing required key."""
        self._findings = findings
        known = {field.key for field in table.fields}
        self._values: dict[str, Node] = {}
        for key, value in mapping.entries:
            if key.text in known:
                self._values[key.text] = value
            else:
                _report_unknown(key, table, findings)
        required = [field.key for field in table.fields if field.required]
        for key_name in required:
            if key_name not in self._values:
                _report_missing(mapping.place, f'key "{key_name}" is missing', f"add {key_name}: ...", findings)
        if table.any_of and not any(key_name in self._values for key_name in table.any_of):
            names = " or ".join(f'"{key_name}"' for key_name in table.any_of)
            _report_missing(mapping.place, f"key {names} is missing", f"add {table.any_of[0]}: ...", findings)

    @overload
    def get(self, field: Field[T]) -> T | None: ...
    @overload
    def get(self, field: Field[T], default: D) -> T | D: ...
    def get(self, field: Field[T], default: D | None = None) -> T | D | None:
        """Return the value of a key, or the default if the key is missing or its value is wrong; reports a wrong value."""
        node = self._values.get(field.key)
        if node is None:
            return default
        if isinstance(node, Scalar) and not node.text and node.is_plain and not field.kind.may_be_blank:
            hint = "write the value" if field.required else "write a value, or remove the key"
            self._findings.add("empty-value", node.place, f'key "{field.key}" has no value', hint)
            return default
        value = field.kind.read(node, self._findings)
        return default if value is None else value

    def place(self, key: str) -> Place | None:
        """Return the place of a key's value, or None if the key is missing."""
        node = self._values.get(key)
        return node.place if node else None

    def has_items(self, key: str) -> bool:
        """Is the value of a key a list or mapping that is not empty? The items may be wrong."""
        node = self._values.get(key)
        return bool(node.items if isinstance(node, Sequence) else isinstance(node, Mapping) and node.entries)


class TableKind(Kind[T_co]):
    """A mapping with a table of its own; `make` turns it into a value."""

    wants = "a mapping"

    def __init__(self, table: Table) -> None:
        self.table = table

    def make(self, reader: TableReader, node: Mapping, findings: Findings) -> T_co | None:
        """Return the value of a mapping, or None if a required key is wrong; the value is not used if there are findings."""
        raise NotImplementedError

    def read(self, node: Node, findings: Findings) -> T_co | None:
        if not isinstance(node, Mapping):
            keys = ", ".join(field.key for field in self.table.fields)
            return self.refuse(node, findings, f"write keys and values; the keys are {keys}")
        before = len(findings.found)
        value = self.make(TableReader(node, self.table, findings), node, findings)
        return value if len(findings.found) == before else None

    def json_schema(self) -> JsonSchema:
        return self.table.json_schema()


def _report_unknown(key: Scalar, table: Table, findings: Findings) -> None:
    close = nearest(key.text, [field.key for field in table.fields])
    if close:
        hint = f'nearest is "{close}"'
    elif any(field.key == "extra" for field in table.fields):
        hint = "put data of your own under extra"
    else:
        hint = "the keys are " + ", ".join(field.key for field in table.fields)
    findings.add("unknown-key", key.place, f'key "{key.text}" is not one of {table.name}', hint)


def _report_missing(place: Place, message: str, hint: str, findings: Findings) -> None:
    findings.add("missing-key", Place(line=place.line, column=place.column), message, hint)
