"""Floor 7. Front matter of other tools: YAML, TOML, JSON, and the headers of Pelican and MultiMarkdown, to plain data.

The text is untrusted: YAML is read by the house's own door, which knows no tags and expands nothing.
"""

import datetime
import json
import re
import tomllib
from typing import Final

import msgspec

from briefgen.content.frontmatter import FRONT_MATTER_LIMIT, NESTING_LIMIT, Mapping, Node, Scalar, Sequence, read_yaml
from briefgen.importing.migrating.model import Data
from briefgen.values.diagnostics import Diagnostic, Severity, Span, finding

#: Eleventy lets a word behind the hyphens name the form.
_YAML: Final = re.compile(
    r"\A---(yaml|json|toml|js|javascript)?[^\S\n]*\n(.*?)^(?:---|\.\.\.)[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE
)
_TOML: Final = re.compile(r"\A\+\+\+[^\S\n]*\n(.*?)^\+\+\+[^\S\n]*(?:\n|\Z)", re.DOTALL | re.MULTILINE)
#: A header of Pelican's Markdown: a key at the beginning of a line, further lines of its value indented by four blanks.
_HEADER: Final = re.compile(r"[ ]{0,3}([A-Za-z0-9_-]+):[ \t]*(.*)", re.ASCII)
_MORE: Final = re.compile(r"(?: {4,}|\t)(.*)")
_DIGITS_LIMIT: Final = 18


class Front(msgspec.Struct, frozen=True, kw_only=True):
    """A content file in two; `line` is the line in which the body begins. `form` is empty if there is no front matter."""

    values: dict[str, Data]
    body: str
    line: int = 1
    form: str = ""
    findings: tuple[Diagnostic, ...] = ()

    @property
    def is_read(self) -> bool:
        """Could the front matter be read whole?"""
        return not any(found.severity is Severity.ERROR for found in self.findings)


def split_front(text: str, path: str) -> Front:
    """Split a content file at its fences of YAML (`---`), TOML (`+++`) or JSON, and read the front matter.

    Findings: those of `read_yaml`; `yaml-syntax` for TOML and JSON as well; `front-matter-too-large`.
    """
    for fence in (_YAML, _TOML):
        if found := fence.match(text):
            form = (found[1] or "yaml") if fence is _YAML else "toml"
            values, findings = read_data(found[fence.groups], form, path, 2)
            line = text.count("\n", 0, found.end()) + 1
            return Front(values=values, body=text[found.end() :], line=line, form=form, findings=findings)
    if text.startswith("{") and not text.startswith(("{{", "{%")):
        return _split_json(text, path)
    return Front(values={}, body=text)


def _split_json(text: str, path: str) -> Front:
    try:
        values, end = json.JSONDecoder(parse_float=_number).raw_decode(text)
    except (ValueError, RecursionError):
        # A text that begins with a brace and is no JSON is text.
        return Front(values={}, body=text)
    body = text[end:].lstrip("\n")
    line = text.count("\n", 0, len(text) - len(body)) + 1
    if end > FRONT_MATTER_LIMIT:
        return Front(values={}, body=body, line=line, form="json", findings=(_too_large(path, end),))
    return Front(values=_plain_mapping(values), body=body, line=line, form="json")


def split_headers(text: str, path: str) -> Front:
    """Split a content file of Pelican: YAML between fences, or headers up to the first empty line.

    A key that stands twice gets a list. A value over several lines is their texts, with line feeds.
    """
    if _YAML.match(text):
        return split_front(text, path)
    lines, rows = text.split("\n"), list[tuple[str, list[str]]]()
    number = 0
    while number < len(lines) and not lines[number].strip():
        number += 1
    for line in lines[number:]:
        if header := _HEADER.fullmatch(line):
            rows.append((header[1], [header[2].strip()]))
        elif rows and (more := _MORE.fullmatch(line)) and more[1].strip():
            rows[-1][1].append(more[1].strip())
        else:
            break
        number += 1
    if not rows:
        return Front(values={}, body=text)
    is_end = number < len(lines) and not lines[number].strip()
    number += is_end
    values: dict[str, Data] = {}
    for key, texts in rows:
        value: Data = "\n".join(texts).strip()
        name = key.lower()
        before = values.get(name)
        values[name] = value if name not in values else [*(before if isinstance(before, list) else [before]), value]
    size = sum(map(len, lines[:number]))
    findings = (_too_large(path, size),) if size > FRONT_MATTER_LIMIT else ()
    return Front(values=values, body="\n".join(lines[number:]), line=number + 1, form="headers", findings=findings)


def read_data(
    text: str, form: str, path: str, line: int = 1, *, limit: int = FRONT_MATTER_LIMIT
) -> tuple[dict[str, Data], tuple[Diagnostic, ...]]:
    """Return a mapping of YAML, TOML or JSON (`form`), and what is wrong with it: an error means that it is not read whole.

    `line` is the line in which the text begins, `limit` its greatest length in bytes.
    """
    if (size := len(text.encode())) > limit:
        return {}, (_too_large(path, size, limit),)
    if form in {"js", "javascript"}:
        program = finding(
            "yaml-syntax", Span(path=path, line=1), "the front matter is a program, which is not run", "write YAML"
        )
        return {}, (program,)
    if form == "yaml":
        read = read_yaml(text, path, line)
        return plain(read.value) if read.value else {}, read.findings
    try:
        values = tomllib.loads(text, parse_float=_number) if form == "toml" else json.loads(text, parse_float=_number)
    except (ValueError, RecursionError) as error:
        at = re.search(r"line (\d+)", str(error))
        span = Span(path=path, line=line - 1 + int(at[1]) if at else line)
        said = " ".join(str(error).split()) or "the nesting is too deep"
        return {}, (finding("yaml-syntax", span, f"the {form.upper()} cannot be read: {said}", "mend it in the old site"),)
    return _plain_mapping(values), ()


def plain(mapping: Mapping) -> dict[str, Data]:
    """Return located YAML as plain data; a number or a truth value has its type only if it is written as JSON would."""
    return {key.text: _plain_node(value) for key, value in mapping.entries}


def _plain_node(node: Node) -> Data:
    if isinstance(node, Mapping):
        return plain(node)
    if isinstance(node, Sequence):
        return [_plain_node(item) for item in node.items]
    return _plain_scalar(node)


def _plain_scalar(node: Scalar) -> Data:
    if not node.is_plain:
        return node.text
    words: dict[str, Data] = {"true": True, "True": True, "false": False, "False": False, "": None, "null": None, "~": None}
    if node.text in words:
        return words[node.text]
    # 007 and 1.10 are no numbers of JSON: as numbers they would lose their zeros.
    if re.fullmatch(r"-?(0|[1-9]\d{0,17})", node.text, re.ASCII):
        return int(node.text)
    return _number(node.text)


def _number(text: str) -> float | str:
    """Return a decimal number, if it would be written again as it is; else its text: 1.10 is no number of this kind."""
    is_number = re.fullmatch(r"-?(0|[1-9]\d{0,17})\.\d{1,17}", text, re.ASCII) and repr(float(text)) == text
    return float(text) if is_number else text


def _plain_mapping(values: object) -> dict[str, Data]:
    found = _plain_value(values, 0)
    return found if isinstance(found, dict) else {}


def _plain_value(value: object, depth: int) -> Data:
    if depth > NESTING_LIMIT // 2:
        return str(value)
    if isinstance(value, dict):
        return {str(key): _plain_value(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain_value(item, depth + 1) for item in value]
    if isinstance(value, bool | float | str) or value is None:
        return value
    if isinstance(value, int):
        return value if len(str(abs(value))) <= _DIGITS_LIMIT else str(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _too_large(path: str, size: int, limit: int = FRONT_MATTER_LIMIT) -> Diagnostic:
    message = f"the front matter has {size:,} bytes, the limit is {limit:,}"
    return finding("front-matter-too-large", Span(path=path, line=1), message, "move text into the body")
