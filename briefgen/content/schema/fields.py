"""Floor 2. Tables of keys: a table lists all keys that a mapping may have; every wrong key and value is reported.

Reading, JSON Schema and the reference in docs use the same table, so they cannot drift apart. The default of a key is that
of the value's field in `values.model`.
"""

from collections.abc import Collection

import msgspec

from briefgen.content.frontmatter import Mapping, Node, Scalar, Split, read_yaml, split
from briefgen.content.schema.kinds import Findings, JsonSchema, Kind, in_flow
from briefgen.content.schema.others import hint_for
from briefgen.text.conflicts import find_conflicts
from briefgen.text.slugs import one_line
from briefgen.text.words import nearest
from briefgen.values.model import Place


class Field(msgspec.Struct, frozen=True):
    """One key: its kind, and a sentence about it for the docs."""

    key: str
    kind: Kind
    about: str
    required: bool = False


class Table(msgspec.Struct, frozen=True):
    """The keys of one kind of mapping. If `any_of` names keys, the mapping must have at least one of them.

    `single` is the key that a text means which stands in place of the mapping.
    """

    name: str
    fields: tuple[Field, ...]
    any_of: tuple[str, ...] = ()
    single: str = ""

    def written(self, text: str) -> str:
        """Return how to write a text that stands in place of the mapping, as YAML; empty if no key takes such a text."""
        is_url = text.startswith(("http://", "https://"))
        single = "url" if is_url and "url" in self.any_of else self.single
        if not single or not text:
            return ""
        others = "".join(f", {field.key}: ..." for field in self.fields if field.required and field.key != single)
        return f"{{{single}: {in_flow(text)}{others}}}"

    def json_schema(self) -> JsonSchema:
        """Return the table as a closed JSON Schema object."""
        properties = {field.key: {**field.kind.json_schema, "description": field.about} for field in self.fields}
        required = [field.key for field in self.fields if field.required]
        schema: JsonSchema = {"type": "object", "properties": properties, "additionalProperties": False}
        if required:
            schema["required"] = required
        if self.any_of:
            schema["anyOf"] = [{"required": [key]} for key in self.any_of]
        return schema


def open_content(text: str, findings: Findings) -> tuple[Split, Mapping] | None:
    """Split a content file and read the YAML of its front matter; None, and findings, where that cannot be done."""
    if conflicts := find_conflicts(text, findings.path):
        findings.found += conflicts
        return None
    parts = split(text, findings.path)
    findings.found += parts.findings
    if parts.value is None:
        return None
    read = read_yaml(parts.value.yaml, findings.path, parts.value.yaml_line)
    findings.found += read.findings
    return (parts.value, read.value) if read.value else None


def read_table(mapping: Mapping, table: Table, findings: Findings, *, without: Collection[str] = ()) -> dict[str, object]:
    """Return the values of a mapping by key, without the keys that are missing or wrong, or that `without` names.

    Reports every key that is not in the table, with the nearest key of the table, and every missing required key.
    """
    keys = [field.key for field in table.fields]
    for key, node in mapping.entries:
        if key.text not in keys:
            close = nearest(key.text, keys)
            hint = f'nearest is "{close}"' if close else "the keys are " + ", ".join(keys)
            if not close and "extra" in keys:
                hint = "put data of your own under extra"
            hint = hint_for(key.text, node, keys) or hint
            findings.add("unknown-key", key.place, f'key "{key.text}" is not one of {table.name}', hint)
    nodes = {key.text: value for key, value in mapping.entries}
    missing = [(f'"{field.key}"', field.key) for field in table.fields if field.required and field.key not in nodes]
    if table.any_of and nodes.keys().isdisjoint(table.any_of):
        missing.append((" or ".join(f'"{key}"' for key in table.any_of), table.any_of[0]))
    for named, example in missing:
        place = Place(line=mapping.place.line, column=mapping.place.column)
        findings.add("missing-key", place, f"key {named} is missing", f"add {example}: ...")
    values = {}
    for field in table.fields:
        if field.key not in without and (value := read_field(nodes, field, findings)) is not None:
            values[field.key] = value
    return values


def read_field(nodes: dict[str, Node], field: Field, findings: Findings) -> object:
    """Return the value of a key, or None if it is missing or wrong; a wrong value is reported."""
    node = nodes.get(field.key)
    if node is None:
        return None
    if isinstance(node, Scalar) and not node.text and node.is_plain and not field.kind.may_be_blank:
        hint = "write the value" if field.required else "write a value, or remove the key"
        return findings.add("empty-value", node.place, f'key "{field.key}" has no value', hint)
    return field.kind.read(node, findings)


def table_of(table: Table, value: type[object]) -> Kind:
    """Return the kind of mappings with a table of their own, each of which becomes a value of a class."""

    def written(text: str) -> str:
        return table.written(one_line(text))

    def read(node: Node, findings: Findings) -> object:
        if not isinstance(node, Mapping):
            keys = ", ".join(field.key for field in table.fields)
            example = written(node.text) if isinstance(node, Scalar) else ""
            like = f", such as {example}" if example else ""
            return findings.refuse(node, "a mapping", f"write keys and values; the keys are {keys}{like}")
        before = len(findings.found)
        values = read_table(node, table, findings)
        return msgspec.convert(values, value) if len(findings.found) == before else None

    return Kind(read, table.json_schema(), written=written)
