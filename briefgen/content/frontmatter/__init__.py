"""Floor 2. Split a content file, read its YAML to located values, write front matter back. The only door to yaml.

Values stay text here, with their place in the file: `schema` gives them types.
"""

import re
from typing import Final

from briefgen.content.frontmatter.nodes import NESTING_LIMIT, Mapping, Node, Scalar, Sequence
from briefgen.values.diagnostics import Checked, Span, finding
from briefgen.values.model import Value

__all__ = [
    "FRONT_MATTER_LIMIT", "NESTING_LIMIT", "Mapping", "Node", "Scalar", "Sequence", "Split", "read_yaml", "split",
    "write_yaml",
]  # fmt: skip

#: Longest front matter, in bytes of UTF-8. Real ones are under 4 KiB.
FRONT_MATTER_LIMIT: Final = 64 * 1024

_FENCE: Final = "---"
_CLOSING: Final = re.compile(r"^---[^\S\n]*$", re.MULTILINE)


class Split(Value, frozen=True, kw_only=True):
    """A content file in two: YAML and Markdown. `yaml_line` and `body_line` are where each begins."""

    yaml: str
    body: str
    yaml_line: int
    body_line: int


def split(text: str, path: str) -> Checked[Split]:
    """Split a content file at its two fences of three hyphens. Line ends are line feeds and there is no byte order mark."""
    first, newline, rest = text.partition("\n")
    closing = _CLOSING.search(rest) if newline else None
    span = Span(path=path, line=1, column=1)
    if first.rstrip() != _FENCE:
        hint = f'begin the file with a line "{_FENCE}", the keys (at least title, date and region), and another "{_FENCE}"'
        return Checked(None, (finding("front-matter-missing", span, "the file has no front matter", hint),))
    if not closing:
        span = Span(path=path, line=1, column=1, length=len(_FENCE))
        hint = f'end the front matter with a line that holds only "{_FENCE}"'
        return Checked(None, (finding("front-matter-open", span, "the front matter never ends", hint),))
    head, body = rest[: max(0, closing.start() - 1)], rest[closing.end() + 1 :]
    if (size := len(head.encode())) > FRONT_MATTER_LIMIT:
        message = f"the front matter has {size:,} bytes, the limit is {FRONT_MATTER_LIMIT:,}"
        return Checked(None, (finding("front-matter-too-large", span, message, "move text into the body"),))
    return Checked(Split(yaml=head, body=body, yaml_line=2, body_line=rest.count("\n", 0, closing.start()) + 3))


def read_yaml(text: str, path: str, first_line: int = 1) -> Checked[Mapping]:
    """Read one YAML mapping to located values; no text gives an empty mapping.

    Anchors, aliases, tags, duplicate keys, further documents and more than 100 levels are findings. After a syntax error
    nothing can be said of the rest, so there is no value then.
    """
    # Imported here: a build in which no file changed does not load the library, which takes 15 ms.
    from briefgen.content.frontmatter import events

    return events.read_yaml(text, path, first_line)


def write_yaml(values: dict[str, object]) -> str:
    """Write front matter that `read_yaml` and the schema read back to the same values, in the given order of keys."""
    from briefgen.content.frontmatter import events

    return events.write_yaml(values)
