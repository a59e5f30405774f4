"""Floor 8. Warnings that the settings accept, each with a reason: they become notes, and nothing else is done about them."""

from collections.abc import Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from briefgen.build.result import LATE_WARNINGS
from briefgen.disk.sources import SETTINGS_FILE, read_file
from briefgen.text.characters import FILE_LIMIT
from briefgen.values.diagnostics import BriefgenError, Diagnostic, Severity, Span, finding, in_order
from briefgen.values.model import Acceptance, Settings

#: Warnings that only a check finds: whether such an acceptance is unused, a build cannot tell.
_PROVED: Final = frozenset(
    """
    layout-alt layout-heading layout-id layout-label layout-link paragraph-not-in-capture quote-not-in-capture
    value-not-in-capture date-not-in-capture not-in-capture other-speaker capture-says-otherwise source-altered
    ledger-missing imported-article-missing
    """.split()
)

#: Warnings that only `briefgen links` finds, which finds no other.
_ASKED: Final = frozenset({"dead-link", "moved-link"})
#: Warnings that only a publication finds.
_PUBLISHED: Final = frozenset({"reserved-base-url"})


def accept(
    root: Path, findings: Sequence[Diagnostic], *, is_proved: bool = False, is_asked: bool = False
) -> tuple[Diagnostic, ...]:
    """Return findings with each warning that the settings accept as a note that says the reason; an error stays an error.

    Adds a finding (`unused-acceptance`) for each acceptance that no warning needs. `is_proved` says that the findings have
    those of captures, which only a check looks for; `is_asked`, that they are those of links to other hosts and no others.
    """
    settings = _settings(root)
    if settings is None or not settings.accept:
        return tuple(findings)
    used = set[int]()
    accepted = []
    for found in findings:
        rule = next((index for index, rule in enumerate(settings.accept) if _covers(rule, found)), None)
        if rule is None:
            accepted.append(found)
            continue
        used.add(rule)
        message = f"{found.message} (accepted: {settings.accept[rule].reason})"
        accepted.append(replace(found, severity=Severity.NOTE, message=message))
    unused = [
        _unused(settings, index)
        for index, rule in enumerate(settings.accept)
        if index not in used and _is_looked_for(rule.code, is_proved=is_proved, is_asked=is_asked)
    ]
    return in_order([*accepted, *unused])


def _is_looked_for(code: str, *, is_proved: bool, is_asked: bool) -> bool:
    if is_asked or code in _ASKED:
        return is_asked and code in _ASKED
    return (is_proved or code not in _PROVED) and code not in LATE_WARNINGS | _PUBLISHED


def _covers(rule: Acceptance, found: Diagnostic) -> bool:
    is_code = found.code == rule.code and found.severity is Severity.WARNING
    return is_code and fnmatchcase(found.span.path, rule.path)


def _unused(settings: Settings, index: int) -> Diagnostic:
    rule, place = settings.accept[index], settings.places[f"accept.{index}"]
    span = Span(path=SETTINGS_FILE, line=place.line, column=place.column, length=place.length)
    message = f'no file "{rule.path}" has the warning {rule.code}, which is accepted here'
    return finding("unused-acceptance", span, message, "remove it from accept:, or correct its path")


def _settings(root: Path) -> Settings | None:
    """Return the settings if they can have the key `accept`; reading YAML takes longer than a build with nothing to do."""
    from briefgen.project.settings import settings_of

    try:
        data = read_file(root, SETTINGS_FILE, FILE_LIMIT).value
        return settings_of(root).value if data is not None and b"accept" in data else None
    except BriefgenError:
        return None
