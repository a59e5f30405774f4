"""Floor 2. Kinds of values: how one located YAML value becomes a typed one, and the JSON Schema of each kind.

The kind of a key decides the type of its value, never YAML's guessing: `NO`, `on`, `12:30` and `0123` are text if the kind
is text.
"""

import re
from collections.abc import Callable
from typing import Final, TypeAlias

import msgspec

from briefgen.content.frontmatter import Mapping, Node, Scalar, Sequence
from briefgen.text.characters import find_bidi_control, find_control, is_free_of_controls
from briefgen.text.slugs import SLUG_LENGTH, is_device_name, one_line, slug
from briefgen.text.words import nearest
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import Extra, Place

#: Texts that need no quotes in brackets and braces.
_PLAIN_ITEM: Final = re.compile(r"[^\W\d_](?:[^\[\]{},:#&*!|>'\"%@`]|:(?=[^\s\[\]{},]))*")

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

    def refuse(self, node: Node, wanted: str, help: str = "") -> None:
        """Report that a value is of another kind than is needed; `wanted` is that kind in words: `a date`."""
        if isinstance(node, Scalar):
            said = f'"{one_line(node.text)}"' if node.text else "nothing"
        else:
            said = "a mapping" if isinstance(node, Mapping) else "a list"
        self.add("wrong-type", node.place, f"{wanted} is needed here, not {said}", help)


class Kind(msgspec.Struct, frozen=True):
    """A kind of value.

    `read` returns the typed value; if the value is wrong, it reports the reason at the value's place and returns None.
    `may_be_blank`: a key may have no value, because that has one clear meaning, such as an empty list. `written` returns how
    a text is written as a value of this kind, as YAML, where the text alone is no such value.
    """

    read: Callable[[Node, Findings], object]
    json_schema: JsonSchema
    may_be_blank: bool = False
    written: "Callable[[str], str] | None" = None


def in_flow(text: str) -> str:
    """Return a text as an item of a YAML list in brackets or of a mapping in braces, in quotes where it needs them."""
    is_plain = _PLAIN_ITEM.fullmatch(text) and not text.endswith((":", " "))
    return text if is_plain else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def scalar(
    wanted: str,
    json_schema: JsonSchema,
    read: Callable[[Scalar, Findings], object],
    *,
    help: str = "",
    is_closed: bool = False,
    may_be_blank: bool = False,
) -> Kind:
    """Return the kind of values that are written as one text.

    `is_closed` says that `read` takes a few texts only, so that none with a control character can pass.
    """

    def read_scalar(node: Node, findings: Findings) -> object:
        if not isinstance(node, Scalar):
            return findings.refuse(node, wanted, help)
        return read(node, findings) if is_closed or is_clean(node, findings) else None

    return Kind(read_scalar, json_schema, may_be_blank)


def _text(json_schema: JsonSchema, *, required: bool = True, pattern: str = "", example: str = "", code: str = "") -> Kind:
    form = re.compile(pattern, re.ASCII) if pattern else None

    def read(node: Scalar, findings: Findings) -> str | None:
        text = one_line(node.text)
        if not text and required:
            return findings.add("empty-value", node.place, "the value is empty", "write the text")
        if form and not form.fullmatch(text):
            return findings.add(code, node.place, f'"{text}" is not of the form that is needed', example)
        return text

    hint = "quote the text if it begins with [ or {"
    return scalar("text", {"type": "string"} | json_schema, read, help=hint, may_be_blank=not required)


#: Text on one line: each run of white space, line breaks too, becomes one space.
TEXT: Final = _text({}, required=False)
#: The same, but never empty.
FULL_TEXT: Final = _text({"minLength": 1})


def formed(pattern: str, example: str, code: str = "bad-value") -> Kind:
    """Return the kind of texts of one form, a regular expression for the whole text; `example` is the help of a finding."""
    return _text({"pattern": f"^(?:{pattern})$"}, pattern=pattern, example=example, code=code)


def choice(*words: str) -> Kind:
    """Return the kind of one of a few words."""
    wanted = "one of " + ", ".join(words)

    def read(node: Scalar, findings: Findings) -> str | None:
        if node.text in words:
            return node.text
        close = nearest(node.text, words)
        hint = f'nearest is "{close}"' if close else f"write {wanted}"
        return findings.add("bad-value", node.place, f'"{one_line(node.text)}" is not {wanted}', hint)

    return scalar(wanted, {"enum": list(words)}, read, is_closed=True)


def _read_flag(node: Node, findings: Findings) -> bool | None:
    if isinstance(node, Scalar) and node.is_plain and node.text in {"true", "false"}:
        return node.text == "true"
    return findings.refuse(node, "true or false", "write true or false, without quotes")


#: `true` or `false`, and no other word.
FLAG: Final = Kind(_read_flag, {"type": "boolean"})


def integer(minimum: int = -1_000_000, maximum: int = 1_000_000) -> Kind:
    """Return the kind of whole numbers in decimal digits."""

    def read(node: Node, findings: Findings) -> int | None:
        if not (isinstance(node, Scalar) and node.is_plain and re.fullmatch(r"[+-]?\d{1,9}", node.text, re.ASCII)):
            return findings.refuse(node, "a whole number", "write digits, without quotes")
        number = int(node.text)
        if minimum <= number <= maximum:
            return number
        hint = f"write a number from {minimum} to {maximum}"
        return findings.add("bad-value", node.place, f"{number} is out of range", hint)

    return Kind(read, {"type": "integer", "minimum": minimum, "maximum": maximum})


def list_of(
    kind: Kind,
    *,
    may_be_single: bool = False,
    at_least: int = 0,
    at_most: int | None = None,
    is_distinct: bool = False,
) -> Kind:
    """Return the kind of lists. With `may_be_single` one value without a list is read as a list of one.

    With `is_distinct` an item that stands twice is read once. No item of a list with more than `at_most` is read.
    """

    def read(node: Node, findings: Findings) -> tuple[object, ...] | None:
        if isinstance(node, Sequence):
            items = node.items
        elif isinstance(node, Scalar) and not node.text and node.is_plain:
            items = ()
        elif may_be_single:
            items = (node,)
        else:
            hint = "put a hyphen before each item"
            if isinstance(node, Scalar):
                text = one_line(node.text)
                hint = f"write [{(kind.written(text) if kind.written else '') or in_flow(text)}]"
            return findings.refuse(node, "a list", hint)
        if len(items) < at_least:
            return findings.add("empty-value", node.place, "the list is empty", f"write at least {at_least}")
        if at_most is not None and len(items) > at_most:
            message = f"the list has {len(items):,} items, the limit is {at_most}"
            return findings.add("too-many-items", items[at_most].place, message, f"keep {at_most} at most")
        values = [kind.read(item, findings) for item in items]
        return None if None in values else tuple(dict.fromkeys(values) if is_distinct else values)

    many: JsonSchema = {"type": "array", "items": kind.json_schema} | ({"minItems": at_least} if at_least else {})
    many |= {} if at_most is None else {"maxItems": at_most}
    return Kind(read, {"anyOf": [kind.json_schema, many]} if may_be_single else many, may_be_blank=True)


def _read_extra(node: Node, findings: Findings) -> dict[str, Extra] | None:
    if not isinstance(node, Mapping):
        example = f", such as {{note: {in_flow(one_line(node.text))}}}" if isinstance(node, Scalar) else ""
        return findings.refuse(node, "a mapping", f"write keys of your own with their values{example}")
    before = len(findings.found)
    values = {key.text: _extra(value, findings) for key, value in node.entries if is_clean(key, findings)}
    return values if len(findings.found) == before else None


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


#: Data for a project's own layouts, with the types of JSON: unquoted true, false, null and decimal numbers.
EXTRA_DATA: Final = Kind(_read_extra, {"type": "object"})

#: A BCP 47 tag. Its form is checked, not whether the language exists.
LANGUAGE: Final = formed(
    r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*", "write a BCP 47 tag such as en, ar or pt-BR", code="bad-language"
)
_KEY_FORM: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def is_key(text: str) -> bool:
    """Can a text be the key of a region, story or source, or the name of a standing page? Keys become names of folders."""
    return bool(_KEY_FORM.fullmatch(text)) and len(text) <= SLUG_LENGTH and not is_device_name(text)


def _read_key(node: Scalar, findings: Findings) -> str | None:
    if is_key(node.text):
        return node.text
    close = slug(node.text)
    hint = f'write "{close}"' if close else "write lower-case letters, digits and hyphens"
    return findings.add("bad-value", node.place, f'"{one_line(node.text)}" cannot be a key', hint)


#: A key: lower-case letters, digits and hyphens, so that it can be a part of an address.
KEY: Final = scalar("a key", {"type": "string", "pattern": f"^{_KEY_FORM.pattern}$", "maxLength": SLUG_LENGTH}, _read_key)


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


def place_all(mapping: Mapping, keys: frozenset[str] | None = None) -> dict[str, Place]:
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
