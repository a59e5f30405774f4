"""Floor 2. YAML to located values from the events of PyYAML's C parser, and values back to YAML. The door to yaml.

The tree is built from events and not by `yaml.compose`, for three reasons. Composing resolves anchors and tags before
anybody can report them. It recurses, so that deep nesting ends in a traceback. It keeps two equal keys without a word.
The price is 0.06 ms for a front matter of eleven lines, tree and places included, where composing alone takes 0.03.
"""

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Final

import yaml

from briefgen.content.frontmatter.nodes import NESTING_LIMIT, Mapping, Node, Scalar, Sequence
from briefgen.content.frontmatter.syntax import explain
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Place

# The C parser where the wheel has it (all common platforms); the Python one gives the same events ten times slower.
Loader: Final = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
#: A number sign behind one blank, and what it cuts off.
_CUT: Final = re.compile(r"[ \t](#[^\n]*\S|#)")
#: How much of it a message shows, in characters.
_EXCERPT: Final = 60
#: Values that are no text: a number, a date, a time, a truth value. No value at all is one of a text that is cut off whole.
_NO_TEXT: Final = re.compile(r"[-+0-9.:TZ ]+|true|false|yes|no|on|off|null|~", re.IGNORECASE)


_QUOTE_HINT: Final = "quote values that hold a colon and a space, or begin with one of [ { & * ! | > ' \" % @ `"


def read_yaml(text: str, path: str, first_line: int = 1) -> Checked[Mapping]:
    """Return the mapping of a YAML text: see `briefgen.content.frontmatter.read_yaml`."""
    reader = _Reader(text, path, first_line)
    root: Node | None = None
    try:
        root = reader.read()
        if root is None or (isinstance(root, Scalar) and root.is_plain and root.text in {"", "~", "null"}):
            root = Mapping(entries=(), place=Place(line=first_line, column=1))
        elif not isinstance(root, Mapping):
            hint = "write lines such as: title: The title"
            reader.report("wrong-type", root.place, "keys and values are needed here", hint, root.place.length)
    except _TooDeepError:
        pass
    except yaml.MarkedYAMLError as error:
        if too_deep := _too_deep_before(error, text, path, first_line):
            return Checked(None, too_deep)
        reader.report_syntax(error)
    except yaml.YAMLError as error:
        reader.findings.append(finding("yaml-syntax", Span(path=path, line=first_line), _sentence(str(error))))
    return Checked(root if isinstance(root, Mapping) else None, tuple(reader.findings))


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
    # A folded line would put a line break into the middle of a sentence, and diffs would show the wrapping.
    never = 1_000_000
    text: str = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=never, default_flow_style=False)
    return text


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
        # Mappings and sequences that have begun: their places, and their children so far.
        self._open: list[tuple[Place, list[Node]]] = []

    def read(self) -> Node | None:
        root: Node | None = None
        documents = 0
        parser = Loader(self._text)
        try:
            while not isinstance(event := parser.get_event(), yaml.StreamEndEvent):
                if isinstance(event, yaml.DocumentStartEvent):
                    documents += 1
                    if documents == 2:
                        place = self._place(event)
                        self.report("yaml-documents", place, "a second YAML document begins here", "keep one document")
                        break
                done = self._node(event)
                if done is None:
                    continue
                if self._open:
                    self._open[-1][1].append(done)
                else:
                    root = done
        finally:
            parser.dispose()
        return root

    def report(self, code: str, place: Place, message: str, hint: str, length: int = 1) -> None:
        span = Span(path=self._path, line=place.line, column=place.column, length=length)
        self.findings.append(finding(code, span, message, hint))

    def report_syntax(self, error: yaml.MarkedYAMLError) -> None:
        context, problem = error.context or "", error.problem or ""
        mark = error.problem_mark or error.context_mark
        begun = error.context_mark or mark
        if mark is None or begun is None:
            return self.report("yaml-syntax", Place(line=self._first_line, column=1), _sentence(problem), _QUOTE_HINT)
        line, column = self._position(mark.index)
        row = self._text.split("\n")[line - self._first_line] if line - self._first_line < len(self._starts) - 1 else ""
        if self._text[mark.index : mark.index + 1] == "\t" or "\t" in row[: len(row) - len(row.lstrip())]:
            place = Place(line=line, column=row.index("\t") + 1)
            return self.report("yaml-tab", place, "a tab stands where YAML wants spaces", "indent with spaces")
        mistake = explain(self._text, context, problem, mark.index, begun.index)
        if mistake is None:
            said = ", ".join(part for part in (context, problem) if part)
            return self.report("yaml-syntax", Place(line=line, column=column), _sentence(said), _QUOTE_HINT)
        line, column = self._position(mistake.at)
        return self.report("yaml-syntax", Place(line=line, column=column), mistake.message, mistake.help)

    def _node(self, event: yaml.Event) -> Node | None:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._check_plainness(event)
            if not event.style and "#" in self._text:
                self._check_comment(event)
            return Scalar(text=event.value, place=self._place(event), is_plain=not event.style)
        if isinstance(event, yaml.AliasEvent):
            place = self._place(event)
            self.report("yaml-anchor", place, f"alias *{event.anchor} is not read here", "write the value out")
            return Scalar(text="", place=place, is_plain=False)
        if isinstance(event, yaml.CollectionStartEvent):
            self._check_plainness(event)
            if len(self._open) == NESTING_LIMIT:
                message = f"the nesting here is more than {NESTING_LIMIT} levels deep"
                self.report("yaml-nesting", self._place(event), message, "write it flatter")
                raise _TooDeepError
            self._open.append((self._place(event), []))
        elif isinstance(event, yaml.SequenceEndEvent):
            place, children = self._open.pop()
            return Sequence(items=tuple(children), place=place)
        elif isinstance(event, yaml.MappingEndEvent):
            place, children = self._open.pop()
            return Mapping(entries=self._entries(children), place=place)
        return None

    def _check_plainness(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.anchor is not None:
            message = f"anchor &{event.anchor} is not read here"
            self.report("yaml-anchor", self._place(event), message, "write the value out")
        if event.tag is not None:
            hint = "leave the tag out: each key has its own type"
            self.report("yaml-tag", self._place(event), f"tag {event.tag} is not read here", hint)

    def _check_comment(self, event: yaml.ScalarEvent) -> None:
        """Report what a number sign cuts off a value: `title: Newsletter #79` is the text "Newsletter" to YAML.

        Behind two spaces, a quoted value, a number, a date or a word such as `true` it is a comment that somebody meant.
        """
        assert event.end_mark is not None
        end = event.end_mark.index
        cut = _CUT.match(self._text, end)
        if cut is None or _NO_TEXT.fullmatch(event.value):
            return
        line, column = self._position(end + 1)
        message = f'"{cut[1][:_EXCERPT]}" is a comment to YAML, and no part of the value'
        hint = "put the value in quotation marks, or two spaces before a comment"
        self.report("yaml-comment", Place(line=line, column=column), message, hint, len(cut[1]))

    def _entries(self, children: list[Node]) -> tuple[tuple[Scalar, Node], ...]:
        entries: dict[str, tuple[Scalar, Node]] = {}
        for key, value in zip(children[::2], children[1::2], strict=True):
            place, length = key.place, key.place.length
            if not isinstance(key, Scalar):
                self.report("wrong-type", place, "a key is text", "write one word before the colon", length)
            elif key.text in entries:
                message = f'key "{key.text}" stands twice, first in line {entries[key.text][0].place.line}'
                self.report("duplicate-key", place, message, "keep one of the two", length)
            else:
                entries[key.text] = (key, value)
        return tuple(entries.values())

    def _place(self, event: yaml.Event) -> Place:
        # Events of a parser always carry marks; the types allow for events that were made by hand.
        assert event.start_mark is not None
        assert event.end_mark is not None
        start = event.start_mark.index
        line, column = self._position(start)
        # A value that goes on over lines is pointed at in its first one.
        end = min(event.end_mark.index, self._starts[line - self._first_line + 1] - 1)
        return Place(line=line, column=column, length=max(1, end - start))

    def _position(self, index: int) -> tuple[int, int]:
        row = bisect_right(self._starts, index) - 1
        return self._first_line + row, index - self._starts[row] + 1


class _TooDeepError(Exception):
    """The nesting limit was reached; the finding is already written."""


def _sentence(text: str) -> str:
    return " ".join(text.split()).rstrip(".") or "the YAML cannot be read"
