"""Floor 7. An article beside its captures as text for a terminal of 80 columns, and as JSON.

All texts come from files of others, so every line goes through `printable`.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

import msgspec

from briefgen.importing.proving.trace import Ground, Sentence, State, Trace, TracedCapture
from briefgen.text.report import printable, width
from briefgen.text.words import shorten

#: Columns of a line, and of the sign before it.
_COLUMNS: Final = 80
_INDENT: Final = "  "
#: Characters of the nearest line that are shown.
_SHOWN: Final = 200

_RED, _YELLOW, _BLUE, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"
#: The sign of each state, its colour, and what it means, in the order of the summary.
SIGNS: Final[dict[State, tuple[str, str, str]]] = {
    "captured": ("=", "", "in a capture, word for word but for marked changes"),
    "reworded": ("~", _YELLOW, "in other words; the sentence of the captures most like it is shown"),
    "elsewhere": ("x", _RED, "in a capture, but not in this article's part of it"),
    "editor": ("+", _BLUE, "marked as the desk's own"),
    "missing": ("?", _RED, "nothing in the captures is like it"),
}


def trace_json(trace: Trace) -> str:
    """Return the trace as one line of JSON in ASCII: parsing it gives the same text, and none of it controls a terminal."""
    return json.dumps(msgspec.to_builtins(trace)).replace("\x7f", "\\u007f")


def trace_text(trace: Trace, *, color: bool = False) -> str:
    """Return the trace as text: each sentence behind its sign, below it where it stands and what is wrong with it."""
    return "".join(f"{line}\n" for line in _lines(trace, color=color))


def _lines(trace: Trace, *, color: bool) -> Iterator[str]:
    yield _painted(printable(trace.path), _BOLD, color=color)
    if not trace.captures:
        yield "no capture: no source names one that can be read"
    for number, capture in enumerate(trace.captures, start=1):
        yield from _wrapped(f"[{number}] {capture.path}{'' if capture.has_ledger else ' (no ledger)'}", "    ")
    for doubt in trace.doubts:
        yield from _doubt(doubt.code, doubt.message, color=color)
    for block in trace.blocks:
        yield ""
        yield _painted(f"{block.key}, line {block.line}", _BOLD, color=color)
        for sentence in block.sentences:
            yield from _sentence(sentence, trace.captures, color=color)
    yield ""
    for state, (sign, hue, meaning) in SIGNS.items():
        if trace.count(state):
            yield f"{_painted(sign, hue, color=color)} {trace.count(state):>4}  {meaning}"
    doubts = len(trace.doubts) + sum(len(one.doubts) for block in trace.blocks for one in block.sentences)
    if doubts:
        yield f"{_painted('!', _RED, color=color)} {doubts:>4}  {'finding' if doubts == 1 else 'findings'} of briefgen check"


def _sentence(sentence: Sentence, captures: Sequence[TracedCapture], *, color: bool) -> Iterator[str]:
    sign, hue, _ = SIGNS[sentence.state]
    first, *others = list(_wrapped(sentence.text, _INDENT)) or [_INDENT]
    yield f"{_painted(sign, hue, color=color)} {first[len(_INDENT) :]}"
    yield from others
    if sentence.grounds:
        said = " ".join(ground.text for ground in sentence.grounds)
        shown = f': "{shorten(said, _SHOWN)}"' if sentence.state in {"reworded", "elsewhere"} else ""
        yield from _wrapped(f"{where(sentence.grounds, captures)}{shown}", "    ")
    for doubt in sentence.doubts:
        yield from _doubt(doubt.code, doubt.message, color=color)


def _doubt(code: str, message: str, *, color: bool) -> Iterator[str]:
    first, *others = _wrapped(f"{code}: {message}", "    ")
    yield f"  {_painted('!', _RED, color=color)} {first[4:]}"
    yield from others


def where(grounds: Sequence[Ground], captures: Sequence[TracedCapture]) -> str:
    """Return the rows as words: `[1] lines 12-13, 15`; the number of the capture is left out where there is only one."""
    shown = []
    for path, group in groupby(grounds, key=lambda ground: ground.capture):
        number = next((number for number, one in enumerate(captures, start=1) if one.path == path), 0)
        unit = captures[number - 1].unit if number else "line"
        lines = list(dict.fromkeys(ground.line for ground in group))
        before = f"[{number}] " if len(captures) > 1 else ""
        shown.append(f"{before}{unit}{'s' if len(lines) > 1 else ''} {_ranges(lines)}")
    return "; ".join(shown)


def _ranges(lines: Sequence[int]) -> str:
    found: list[list[int]] = []
    for line in lines:
        if found and line == found[-1][-1] + 1:
            found[-1].append(line)
        else:
            found.append([line])
    return ", ".join(str(run[0]) if len(run) == 1 else f"{run[0]}-{run[-1]}" for run in found)


def _wrapped(text: str, indent: str) -> Iterator[str]:
    """Yield the lines of a text, each within the columns; a word that is longer has pieces."""
    room = _COLUMNS - len(indent)
    line = ""
    for word in printable(text).split():
        if line and width(line) + 1 + width(word) > room:
            yield indent + line
            line = ""
        rest = f"{line} {word}" if line else word
        while width(rest) > room:
            cut = next(at for at in range(len(rest), 0, -1) if width(rest[:at]) <= room)
            yield indent + rest[:cut]
            rest = rest[cut:]
        line = rest
    if line:
        yield indent + line


def _painted(text: str, hue: str, *, color: bool) -> str:
    return f"{hue}{text}{_PLAIN}" if color and hue else text
