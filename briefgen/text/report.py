"""Floor 1. Format findings: text for a terminal, JSON, GitHub annotations, SARIF, and the preview's HTML.

All text that comes from files goes through `printable`, so that no escape sequence in a capture reaches a terminal.
"""

import functools
import unicodedata
from collections.abc import Callable, Sequence
from typing import Final, Literal, TypeAlias
from urllib.parse import quote

from briefgen.values.diagnostics import CODES, Diagnostic, Severity

Format: TypeAlias = Literal["text", "json", "github", "sarif"]
FORMATS: Final[tuple[Format, ...]] = ("text", "json", "github", "sarif")

#: Longest excerpt of a line, in characters; the excerpt always includes the place of the caret.
_EXCERPT: Final = 100

_RED, _YELLOW, _BLUE, _BOLD, _PLAIN = "\x1b[31m", "\x1b[33m", "\x1b[34m", "\x1b[1m", "\x1b[0m"
_HUES: Final = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.NOTE: _BLUE}

#: Returns the lines of a project's file by its path, or None where the file cannot be shown.
Lines: TypeAlias = Callable[[str], Sequence[str] | None]


def render_findings(findings: Sequence[Diagnostic], form: Format, lines: Lines, *, color: bool = False) -> str:
    """Return the findings in one of the formats, in their order; no findings give an empty text, or an empty SARIF log."""
    # Findings of one file follow one another, so a cache of one file reads each file once.
    lines = functools.lru_cache(maxsize=1)(lines)
    match form:
        case "text":
            return "".join(_text(found, lines, color=color) for found in findings)
        case "json":
            return "".join(_json(_object(found)) + "\n" for found in findings)
        case "github":
            return "".join(map(_annotation, findings))
        case "sarif":
            return _json(_sarif(findings), indent=2) + "\n"


def render_html(findings: Sequence[Diagnostic], lines: Lines) -> str:
    """Return the findings as an HTML fragment, in their order, for the preview's overlay and error page."""
    from html import escape

    def shown(text: str) -> str:
        return escape(printable(text))

    lines = functools.lru_cache(maxsize=1)(lines)
    sections = []
    for found in findings:
        excerpt = "\n".join(_excerpt(found, lines))
        pre = f"<pre>{escape(excerpt)}</pre>" if excerpt else ""
        hint = f"<p>help: {shown(found.help)}</p>" if found.help else ""
        kind = shown(f"{found.severity}[{found.code}]")
        strong = f'<strong class="{found.severity}">{kind}</strong>'
        head = f"<h2>{shown(place(found))}</h2><p>{strong} {shown(found.message)}</p>"
        sections.append(f"<section>{head}{pre}{hint}</section>")
    return "\n".join(sections)


def printable(text: str) -> str:
    """Return the text with U+FFFD in place of every character that could control a terminal or reorder a line."""
    return "".join(
        "\ufffd" if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and c != "\u200c" else c for c in text
    )


def place(found: Diagnostic) -> str:
    """Return the finding's place as `path:line:column`, without the parts that are not known."""
    parts = (printable(found.span.path), found.span.line, found.span.column)
    return ":".join(str(part) for part in parts if part is not None)


def _text(found: Diagnostic, lines: Lines, *, color: bool) -> str:
    hue = _HUES[found.severity]
    bold, hue, blue, plain = (_BOLD, hue, _BLUE, _PLAIN) if color else ("", "", "", "")
    kind = f"{found.severity}[{found.code}]"
    rows = [f"{bold}{place(found)}{plain}: {hue}{kind}{plain} {printable(found.message)}", *_excerpt(found, lines)]
    if found.help:
        rows.append(f"  {blue}help:{plain} {printable(found.help)}")
    return "\n".join(rows) + "\n"


def _excerpt(found: Diagnostic, lines: Lines) -> list[str]:
    span = found.span
    if span.line is None:
        return []
    source = lines(span.path)
    if source is None or not 0 < span.line <= len(source):
        return []
    row = printable(source[span.line - 1].replace("\t", " "))
    if span.column is None:
        return [f"  {span.line} | {row[:_EXCERPT]}"] if row.strip() else []
    start = max(0, span.column - 1 - _EXCERPT // 2) if len(row) > _EXCERPT else 0
    shown = row[start : start + _EXCERPT]
    at = span.column - 1 - start
    margin = f"  {span.line} | "
    indent = " " * (len(margin) + width(shown[:at]))
    carets = "^" * max(1, width(shown[at : at + span.length]))
    return [margin + shown, indent + carets]


def width(text: str) -> int:
    """Return the number of terminal columns that a text takes."""
    standing = [character for character in text if not unicodedata.combining(character)]
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in standing)


def _object(found: Diagnostic) -> dict[str, object]:
    where = {"path": found.span.path, "line": found.span.line, "column": found.span.column}
    return {"code": found.code, "severity": str(found.severity), **where, "message": found.message, "help": found.help}


def _json(document: object, indent: int | None = None) -> str:
    """Return JSON in ASCII: parsing it gives the same text, and no character in it can control a terminal."""
    import json

    return json.dumps(document, indent=indent).replace("\x7f", "\\u007f")


def _annotation(found: Diagnostic) -> str:
    """Return a workflow command of GitHub Actions, with `%`, line ends and, in properties, `:` and `,` escaped."""
    span = found.span
    properties = {"file": span.path, "line": span.line, "col": span.column, "title": found.code}
    written = ",".join(f"{name}={_escape(str(value), ':,')}" for name, value in properties.items() if value is not None)
    message = f"{found.message}; {found.help}" if found.help else found.message
    level = "notice" if found.severity is Severity.NOTE else found.severity
    return f"::{level} {written}::{_escape(message)}\n"


def _escape(text: str, also: str = "") -> str:
    for character in "%\r\n" + also:
        text = text.replace(character, f"%{ord(character):02X}")
    return printable(text)


def _sarif(findings: Sequence[Diagnostic]) -> dict[str, object]:
    """Return the findings as a log of SARIF 2.1.0 (OASIS)."""
    codes = sorted({found.code for found in findings})
    rules = [{"id": code, "shortDescription": {"text": CODES[code].meaning}} for code in codes]
    results = [
        {
            "ruleId": found.code,
            "level": str(found.severity),
            "message": {"text": f"{found.message}. Help: {found.help}" if found.help else found.message},
            "locations": [{"physicalLocation": _location(found)}],
        }
        for found in findings
    ]
    driver = {"name": "briefgen", "rules": rules}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}],
    }


def _location(found: Diagnostic) -> dict[str, object]:
    span = found.span
    end = span.column + span.length if span.column is not None else None
    region = {"startLine": span.line, "startColumn": span.column, "endColumn": end}
    known = {name: number for name, number in region.items() if number is not None}
    return {"artifactLocation": {"uri": quote(span.path, errors="replace")}, **({"region": known} if known else {})}
