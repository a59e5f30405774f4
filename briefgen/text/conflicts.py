"""Floor 1. Conflict markers that git leaves in a text file after a merge which it could not finish."""

import re
from collections.abc import Iterator
from typing import Final

from briefgen.values.diagnostics import Diagnostic, Span, finding

#: The four markers, each seven characters at the beginning of a line; the third one only with `merge.conflictStyle=diff3`.
_MARKER: Final = re.compile(r"<{7}(?: .*)?|\|{7}(?: .*)?|={7}|>{7}(?: .*)?")
#: A fence of code in Markdown (CommonMark 4.5): code may show markers on purpose.
_FENCE: Final = re.compile(r" {0,3}(`{3,}|~{3,})(.*)")


def find_conflicts(text: str, path: str) -> tuple[Diagnostic, ...]:
    """Return a finding (`conflict-markers`) for each whole set of markers outside fences of code, at its first line."""
    # A look for the first marker takes a hundredth of the time of the walk over all lines.
    if "<<<<<<<" not in text:
        return ()
    return tuple(_conflict(lines, path) for lines in _sets(text))


def _sets(text: str) -> Iterator[list[int]]:
    """Give the numbers of the lines, from 1, that hold the markers of each whole set, in order."""
    fence, found, marks = "", list[int](), ""
    for number, row in enumerate(text.split("\n"), 1):
        line = row.rstrip()
        if fence:
            fence = "" if _closes(line, fence) else fence
        elif _MARKER.fullmatch(line):
            # `<`, at most one `|`, `=`, `>`: anything else is text, or begins anew.
            marks, found = (marks + line[0], [*found, number]) if line[0] != "<" else ("<", [number])
            if marks in {"<=>", "<|=>"}:
                yield found
            if marks not in {"<", "<|", "<=", "<|="}:
                marks, found = "", []
        elif opening := _FENCE.fullmatch(line):
            fence = opening[1] if not (opening[1][0] == "`" and "`" in opening[2]) else ""


def _closes(line: str, fence: str) -> bool:
    closing = _FENCE.fullmatch(line)
    return bool(closing and closing[1][0] == fence[0] and len(closing[1]) >= len(fence) and not closing[2])


def _conflict(lines: list[int], path: str) -> Diagnostic:
    numbers = ", ".join(map(str, lines[:-1]))
    message = f"git left the markers of a conflict in lines {numbers} and {lines[-1]}"
    hint = "keep one of the two versions, or parts of both, and remove the lines with the markers"
    return finding("conflict-markers", Span(path=path, line=lines[0], column=1, length=7), message, hint)
