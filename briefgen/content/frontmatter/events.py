"""Floor 2. YAML to located values from the events of PyYAML's C parser, and values back to YAML. The door to yaml.

The tree is built from events and not by `yaml.compose`, for three reasons. Composing resolves anchors and tags before
anybody can report them. It recurses, so that deep nesting ends in a traceback. It keeps two equal keys without a word.
The price is 0.06 ms for a front matter of eleven lines, tree and places included, where composing alone takes 0.03.
"""

from bisect import bisect_right
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import yaml

from briefgen.content.frontmatter.nodes import NESTING_LIMIT, Mapping, Node, Scalar, Sequence
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Place

# The C parser where the wheel has it (all common platforms); the Python one gives the same events ten times slower.
_Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(text: str, path: str, first_line: int = 1) -> Checked[Mapping]:
    """Return the mapping of a YAML text: see `briefgen.content.frontmatter.read_yaml`."""
    reader = _Reader(text, path, first_line)
    try:
        root = reader.read()
    except _TooDeepError:
        return Checked(None, tuple(reader.findings))
    except yaml.MarkedYAMLError as error:
        if too_deep := _too_deep_before(error, text, path, first_line):
            return Checked(None, too_deep)
        return Checked(None, (*reader.findings, reader.syntax_error(error)))
    except yaml.YAMLError as error:
        span = Span(path=path, line=first_line)
        return Checked(None, (*reader.findings, finding("yaml-syntax", span, _sentence(str(error)))))
    findings = tuple(reader.findings)
    if root is None or (isinstance(root, Scalar) and root.is_plain and root.text in {"", "~", "null"}):
        return Checked(Mapping(entries=(), place=Place(line=first_line, column=1)), findings)
    if not isinstance(root, Mapping):
        span = Span(path=path, line=root.place.line, column=root.place.column, length=root.place.length)
        wrong = finding("wrong-type", span, "keys and values are needed here", "write lines such as: title: The title")
        return Checked(None, (*findings, wrong))
    return Checked(root, findings)


def _too_deep_before(error: yaml.MarkedYAMLError, text: str, path: str, first_line: int) -> tuple[Diagnostic, ...]:
    """Return the findings of a text that is nested too deep before the place of an error; nothing for any other text.

    The parser reads up to 1,024 characters ahead, and from PyYAML 6.0.4 on it refuses more than 1,000 open brackets. So an
    error can come before the events of the brackets in front of it, and our own limit has to be checked without the rest.
    """
    if error.problem_mark is None:
        return ()
    reader = _Reader(text[: error.problem_mark.index], path, first_line)
    try:
        reader.read()
    except _TooDeepError:
        return tuple(reader.findings)
    except yaml.YAMLError:
        pass
    return ()


def write_yaml(values: dict[str, object]) -> str:
    """Write front matter that `read_yaml` and the schema read back to the same values, in the given order of keys."""
    text: str = yaml.dump(
        values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_NEVER_WRAP, default_flow_style=False
    )
    return text


# A folded line would put a line break into the middle of a sentence, and diffs would show the wrapping.
_NEVER_WRAP: Final = 1_000_000


class _Dumper(yaml.SafeDumper):
    """Dumps without aliases, and with every text quoted that YAML 1.1 or 1.2 could take for something else."""

    def ignore_aliases(self, data: object) -> bool:
        return True


def _dump_text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    is_odd = not text.isprintable() or text != text.strip()
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style='"' if is_odd else None)


_Dumper.add_representer(str, _dump_text)


class _Reader:
    """Builds the tree of one text from parser events, without recursion."""

    def __init__(self, text: str, path: str, first_line: int) -> None:
        self.findings: list[Diagnostic] = []
        self._text = text
        self._path = path
        self._first_line = first_line
        # libyaml counts U+0085 and U+2028 as line breaks, editors do not: lines are counted from the mark's index.
        self._starts = [0, *accumulate(len(line) + 1 for line in text.split("\n"))]

    def read(self) -> Node | None:
        root: Node | None = None
        documents = 0
        open_nodes: list[_Open] = []
        parser = _Loader(self._text)
        try:
            while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents == 2:
                        self._report("yaml-documents", event, "a second YAML document begins here", "keep one document")
                        break
                done = self._node(event, open_nodes)
                if done is None:
                    continue
                if open_nodes:
                    open_nodes[-1].children.append(done)
                else:
                    root = done
        finally:
            parser.dispose()
        return root

    def syntax_error(self, error: yaml.MarkedYAMLError) -> Diagnostic:
        mark = error.problem_mark or error.context_mark
        line, column = self._position(mark.index) if mark else (self._first_line, 1)
        at_mark = self._text[mark.index : mark.index + 1] if mark else ""
        row = self._text.split("\n")[line - self._first_line] if line - self._first_line < len(self._starts) - 1 else ""
        if at_mark == "\t" or "\t" in row[: len(row) - len(row.lstrip())]:
            tab = row.index("\t") + 1
            span = Span(path=self._path, line=line, column=tab)
            return finding("yaml-tab", span, "a tab stands where YAML wants spaces", "indent with spaces")
        said = ", ".join(part for part in (error.context, error.problem) if part)
        hint = "quote values that hold a colon and a space, or begin with one of [ { & * ! | > ' \" % @ `"
        return finding("yaml-syntax", Span(path=self._path, line=line, column=column), _sentence(said), hint)

    def _node(self, event: yaml.Event, open_nodes: list["_Open"]) -> Node | None:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._check_plainness(event)
            return Scalar(text=event.value, place=self._place(event), is_plain=not event.style)
        if isinstance(event, yaml.AliasEvent):
            self._report("yaml-anchor", event, f"alias *{event.anchor} is not read here", "write the value out")
            return Scalar(text="", place=self._place(event), is_plain=False)
        if isinstance(event, yaml.NodeEvent):
            self._check_plainness(event)
        if isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            if len(open_nodes) == NESTING_LIMIT:
                message = f"the nesting here is more than {NESTING_LIMIT} levels deep"
                self._report("yaml-nesting", event, message, "write it flatter")
                raise _TooDeepError
            open_nodes.append(_Open(self._place(event), []))
            return None
        if isinstance(event, yaml.SequenceEndEvent):
            done = open_nodes.pop()
            return Sequence(items=tuple(done.children), place=done.place)
        if isinstance(event, yaml.MappingEndEvent):
            done = open_nodes.pop()
            return Mapping(entries=self._entries(done.children), place=done.place)
        return None

    def _check_plainness(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._report("yaml-anchor", event, f"anchor &{event.anchor} is not read here", "write the value out")
        tag = getattr(event, "tag", None)
        if tag is not None:
            hint = "leave the tag out: each key has its own type"
            self._report("yaml-tag", event, f"tag {tag} is not read here", hint)

    def _entries(self, children: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            span = self._span(key.place)
            if not isinstance(key, Scalar):
                self.findings.append(finding("wrong-type", span, "a key is text", "write one word before the colon"))
            elif key.text in entries:
                first = entries[key.text][0].place
                message = f'key "{key.text}" stands twice, first in line {first.line}'
                self.findings.append(finding("duplicate-key", span, message, "keep one of the two"))
            else:
                entries[key.text] = (key, value)
        return tuple(entries.values())

    def _report(self, code: str, event: yaml.Event, message: str, hint: str) -> None:
        line, column = self._position(self._start(event))
        self.findings.append(finding(code, Span(path=self._path, line=line, column=column), message, hint))

    def _place(self, event: yaml.Event) -> Place:
        start, starts = self._start(event), self._starts
        assert event.end_mark is not None
        row = bisect_right(starts, start) - 1
        # A value that goes on over lines is pointed at in its first one.
        end = min(event.end_mark.index, starts[row + 1] - 1)
        return Place(line=self._first_line + row, column=start - starts[row] + 1, length=max(1, end - start))

    def _span(self, place: Place) -> Span:
        return Span(path=self._path, line=place.line, column=place.column, length=place.length)

    @staticmethod
    def _start(event: yaml.Event) -> int:
        # Events of a parser always carry marks; the types allow for events that were made by hand.
        assert event.start_mark is not None
        return event.start_mark.index

    def _position(self, index: int) -> tuple[int, int]:
        row = bisect_right(self._starts, index) - 1
        return self._first_line + row, index - self._starts[row] + 1


@dataclass(frozen=True, slots=True)
class _Open:
    """A mapping or sequence that has begun; its children are appended until it ends."""

    place: Place
    children: list[Node]


class _TooDeepError(Exception):
    """The nesting limit was reached; the finding is already written."""


def _sentence(text: str) -> str:
    return " ".join(text.split()).rstrip(".") or "the YAML cannot be read"
