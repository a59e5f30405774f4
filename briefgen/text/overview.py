"""Floor 1. Many findings on one screen: which of them are shown, how many there are of each code, and what to do first."""

from collections.abc import Sequence
from typing import Final

from briefgen.text.report import place, printable
from briefgen.values.diagnostics import Diagnostic, Severity

#: Findings that a report for reading shows at most, of one code and in all. A person mends a fault at fifty places with one
#: search, and does not read more than some screens.
OF_CODE: Final = 50
IN_ALL: Final = 200
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
    """Return the end of a report: how many findings there are of each code, and which one to mend first.

    `shown` is the number of findings that were printed. The text is empty if they fit on a screen.
    """
    if len(findings) <= _SCREEN and shown == len(findings):
        return ""
    codes: dict[str, list[Diagnostic]] = {}
    for found in findings:
        codes.setdefault(found.code, []).append(found)
    rows = sorted(codes.values(), key=lambda of_code: (_rank(of_code[0]), -len(of_code), of_code[0].code))
    names = [f"{of_code[0].severity}[{of_code[0].code}]" for of_code in rows]
    width, digits = max(map(len, names)), len(f"{max(map(len, rows)):,}")
    lines = [
        f"  {len(of_code):>{digits},} {name:<{width}} first at {place(of_code[0])}"
        for of_code, name in zip(rows, names, strict=True)
    ]
    if shown < len(findings):
        lines.append(f"{shown:,} of {len(findings):,} findings are shown; --all shows all")
    first = min(rows, key=lambda of_code: (_rank(of_code[0]), _reach(of_code[0]), -len(of_code)))[0]
    hint = f" ({printable(first.help)})" if first.help else ""
    lines.append(f"begin with {place(first)}: {printable(first.message)}{hint}")
    return "\n".join(("", "findings by code:", *lines)) + "\n"


def _rank(found: Diagnostic) -> int:
    return list(Severity).index(found.severity)


def _reach(found: Diagnostic) -> int:
    """Return 0 for a finding in the settings, which can cause findings elsewhere, 1 for layouts, and 2 for the content."""
    return 0 if found.span.path == "briefgen.yml" else 1 if found.span.path.startswith(("layouts/", "theme/")) else 2
