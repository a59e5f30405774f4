"""Floor 1. Many findings on one screen: which of them are shown, how many there are of each code, and what to do first."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from briefgen.text.report import place, printable
from briefgen.values.diagnostics import Diagnostic, Severity

#: Findings that a report for reading shows at most, of one code and in all. A person mends a fault at fifty places with one
#: search, and does not read more than some screens.
OF_CODE: Final = 50
IN_ALL: Final = 200
#: Lines of the overview for codes and examples: a screen of 40 lines has the beginning and the end of the overview as well.
_LINES: Final = 34
#: Longest line of an example, in characters.
_WIDTH: Final = 140
#: Codes of files that cannot be read: nobody knows yet what else is wrong in them, and links to them lead nowhere.
_UNREAD: Final = frozenset(
    """
    not-utf8 symbolic-link not-a-file file-too-large conflict-markers front-matter-missing front-matter-open
    front-matter-too-large yaml-syntax yaml-tab yaml-documents yaml-nesting
    """.split()
)
#: Findings up to which a report needs no overview: about as many as a screen shows.
_SCREEN: Final = 10


def leading(findings: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Return the findings that a report for reading shows, in their order: of each code the first ones, errors above all."""
    counts: dict[str, int] = {}
    chosen = set[int]()
    for index in sorted(range(len(findings)), key=lambda index: _rank(findings[index])):
        code = findings[index].code
        if len(chosen) < IN_ALL and counts.get(code, 0) < OF_CODE:
            counts[code] = counts.get(code, 0) + 1
            chosen.add(index)
    return [found for index, found in enumerate(findings) if index in chosen]


def overview(findings: Sequence[Diagnostic], shown: int) -> str:
    """Return the end of a report, at most a screen: what is wrong most, code by code in the order in which to mend it.

    Each code has its number, the file with most of them, one example and its help; with many codes only the first ones have
    an example. `shown` is the number of findings that were printed. The text is empty if they fit on a screen.
    """
    if len(findings) <= _SCREEN and shown == len(findings):
        return ""
    codes: dict[str, list[Diagnostic]] = {}
    for found in findings:
        codes.setdefault(found.code, []).append(found)
    rows = sorted(codes.values(), key=lambda of_code: (*_urgency(of_code[0]), -len(of_code), of_code[0].code))
    names = [f"{of_code[0].severity}[{of_code[0].code}]" for of_code in rows]
    width, digits = max(map(len, names)), len(f"{max(map(len, rows)):,}")
    # An example is two lines more.
    examples = max(0, (_LINES - min(len(rows), _LINES)) // 2)
    lines = []
    for index, (of_code, name) in enumerate(zip(rows[:_LINES], names, strict=False)):
        lines.append(f"  {len(of_code):>{digits},} {name:<{width}} {_where(of_code)}")
        if index < examples:
            lines += [_cut(f"{' ' * (digits + 3)}{text}") for text in _example(of_code[0])]
    if len(rows) > _LINES:
        lines.append(f"  and {len(rows) - _LINES} codes more")
    if shown < len(findings):
        lines.append(f"{shown:,} of {len(findings):,} findings are shown; --all shows all")
    first = rows[0][0]
    hint = f" ({printable(first.help)})" if first.help else ""
    lines.append(f"begin with {place(first)}: {printable(first.message)}{hint}")
    return "\n".join(("", "findings by code, in the order to mend them:", *lines)) + "\n"


def _where(of_code: Sequence[Diagnostic]) -> str:
    """Return in how many files the findings of one code are, and in which of them most are."""
    files = Counter(found.span.path for found in of_code)
    path, most = files.most_common(1)[0]
    if len(files) == 1:
        return f"in {printable(path)}"
    return f"in {len(files):,} files" + (f", most ({most:,}) in {printable(path)}" if most > 1 else "")


def _example(found: Diagnostic) -> list[str]:
    return [f"{place(found)}: {printable(found.message)}", *([f"help: {printable(found.help)}"] if found.help else [])]


def _cut(text: str) -> str:
    return text if len(text) <= _WIDTH else text[: _WIDTH - 1] + "…"


def _rank(found: Diagnostic) -> int:
    return list(Severity).index(found.severity)


def _urgency(found: Diagnostic) -> tuple[int, int]:
    """Return what decides the order of codes: severity, and how much else the fault can cause or hide.

    A fault in the settings comes first, then those in layouts, then those that keep a whole file from being read.
    """
    path = found.span.path
    is_shared = 0 if path == "briefgen.yml" else 1 if path.startswith(("layouts/", "theme/")) else 3
    return _rank(found), 2 if is_shared == 3 and found.code in _UNREAD else is_shared
