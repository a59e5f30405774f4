"""Floor 5. Captures from the world: which files there are, their bytes, and what the pure rules make of each.

One capture is read and understood in one call without side effects, so that many can be spread over an executor.
"""

import functools
import hashlib
import importlib.resources
import os
import stat
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen.capture.ledger import Given
from briefgen.capture.lines import CAPTURE_LIMIT, is_binary
from briefgen.capture.reading import Account, read_account
from briefgen.capture.rules import Profile, Rules
from briefgen.capture.tables import read_profile, read_rules
from briefgen.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding
from briefgen.encoding import FILE_LIMIT, decode
from briefgen.importer.html import read_html
from briefgen.sources import read_file
from briefgen.text import find_bidi_control, find_control

#: Where captures, their ledgers and the profiles of sites are kept in a project.
CAPTURES: Final = "captures"
PROFILES: Final = "captures/profiles"
LEDGER: Final = ".ledger.json"

_DATA: Final = ("rules", "calendar", "languages", "places")
_HTML: Final = (".html", ".htm", ".xhtml")
#: Line length in characters from which dropping a line is worth a warning when many are dropped, and how many are many.
_LONG: Final = 200
_MANY: Final = 3


@dataclass(frozen=True, slots=True)
class Input:
    """One capture to import: a file, or bytes that came on standard input."""

    name: str
    path: Path | None = None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """What one capture holds. Without an account where it cannot be imported; the findings say why."""

    input: Input
    sha256: str = ""
    size: int = 0
    is_html: bool = False
    account: Account | None = None
    blocks: str = ""
    findings: tuple[Diagnostic, ...] = ()


@functools.cache
def the_rules() -> Rules:
    """Return the rules that briefgen ships."""
    folder = importlib.resources.files("briefgen.capture").joinpath("data")
    return read_rules({name: folder.joinpath(f"{name}.yml").read_text("utf-8") for name in _DATA})


def read_profiles(root: Path) -> Checked[tuple[Profile, ...]]:
    """Return the profiles of sites that the project keeps, and what is wrong with them."""
    folder = root / PROFILES
    findings: list[Diagnostic] = []
    profiles: list[Profile] = []
    names = sorted(path.name for path in folder.glob("*.yml")) if folder.is_dir() else []
    for name in names:
        path = f"{PROFILES}/{name}"
        data = read_file(root, path, FILE_LIMIT)
        text = decode(data.value, path) if data.value is not None else Checked[str](None)
        found = (
            read_profile(text.value, path, name.removesuffix(".yml")) if text.value is not None else Checked[Profile](None)
        )
        findings += [*data.findings, *text.findings, *found.findings]
        profiles += [found.value] if found.value else []
    return Checked(tuple(profiles), tuple(findings))


def list_inputs(paths: Sequence[Path]) -> tuple[Input, ...]:
    """Return the captures that the paths name, folders with all that is in them, in order; raises BriefgenError."""
    found: list[Input] = []
    for path in paths:
        if path.is_dir():
            found += [Input(str(below), below) for below in sorted(_files_below(path))]
        elif path.exists():
            found.append(Input(str(path), path))
        else:
            raise BriefgenError(f"there is no file or folder {path}")
    return tuple({str(item.path): item for item in found}.values())


def _files_below(folder: Path) -> Sequence[Path]:
    found: list[Path] = []
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = sorted(name for name in folders if not name.startswith(".") and name != "profiles")
        found += [Path(parent) / name for name in names if not name.startswith(".") and _may_be_capture(name)]
    return found


def _may_be_capture(name: str) -> bool:
    return not name.endswith((LEDGER, "~", ".tmp")) and name not in {"README.md", "README", "Thumbs.db", "desktop.ini"}


def read_bytes(item: Input) -> Checked[bytes]:
    """Return a capture's bytes; one that is no regular file or too large is a finding."""
    span = Span(path=item.name)
    if item.data is not None or item.path is None:
        data = item.data or b""
        return Checked(None, (_too_large(span, len(data)),)) if len(data) > CAPTURE_LIMIT else Checked(data)
    try:
        descriptor = os.open(item.path, os.O_RDONLY | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_NONBLOCK", 0))
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                return Checked(None, (finding("not-a-file", span, "this is not a regular file", "name a file or a folder"),))
            if status.st_size > CAPTURE_LIMIT:
                return Checked(None, (_too_large(span, status.st_size),))
            return Checked(file.read(CAPTURE_LIMIT + 1))
    except OSError as error:
        hint = "see that it is there and may be read"
        return Checked(None, (finding("unreadable-capture", span, f"the file cannot be read: {error.strerror}", hint),))


def read_input(item: Input, given: Given, profiles: tuple[Profile, ...]) -> Read:
    """Return what one capture holds; a function of its bytes, the options and the profiles."""
    read = read_bytes(item)
    span = Span(path=item.name)
    if read.value is None:
        return Read(item, findings=read.findings)
    data = read.value
    sha256 = hashlib.sha256(data).hexdigest()
    is_html = item.name.lower().endswith(_HTML) or looks_like_html(data)
    if is_binary(data) and not is_html:
        found = finding("binary-capture", span, "these are not the bytes of a text", "capture the page as text or HTML")
        return Read(item, sha256, len(data), findings=(found,))
    blocks = ""
    if is_html:
        page = read_html(data, item.name, the_rules(), given)
        if page.value is None:
            return Read(item, sha256, len(data), is_html, findings=page.findings)
        account, blocks = page.value
    else:
        account = read_account(data, the_rules(), given, profiles)
    findings = (*_about_bytes(account, span), *_about_lines(account, span))
    if not account.drafts:
        hint = "look at it: a list of headlines, teasers or an empty page has no article"
        findings = (*findings, finding("no-article", span, "no article was found in this capture", hint))
    return Read(item, sha256, len(data), is_html, account, blocks, findings)


def looks_like_html(data: bytes) -> bool:
    """Do the bytes begin like a page of HTML?"""
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return head.startswith((b"<!doctype html", b"<html", b"<head", b"<body"))


def _too_large(span: Span, size: int) -> Diagnostic:
    message = f"the capture has {size:,} bytes, the limit is {CAPTURE_LIMIT:,}"
    return finding("capture-too-large", span, message, "capture the article and not the whole site")


def _about_bytes(account: Account, span: Span) -> list[Diagnostic]:
    found = []
    if account.is_guess:
        message = f"the bytes are not UTF-8; they were read as {account.encoding}"
        found.append(finding("capture-encoding", span, message, "look at letters with accents before you publish"))
    text = "".join(account.texts).replace("\r", "")
    for what, match in (("control", find_control(text)), ("bidirectional control", find_bidi_control(text))):
        if match:
            line = text.count("\n", 0, match.start()) + 1
            message = f"the capture holds the {what} character U+{ord(match[0]):04X}; it was left out of the articles"
            found.append(finding("capture-characters", Span(path=span.path, line=line), message, "compare with the page"))
    return found


def _about_lines(account: Account, span: Span) -> list[Diagnostic]:
    found = []
    unassigned = [row.line for row in account.rows if row.fate == "unassigned"]
    if unassigned and account.drafts:
        shown = ", ".join(map(str, unassigned[:8])) + (" ..." if len(unassigned) > 8 else "")
        message = f"{len(unassigned)} lines have no place in an article and no rule to drop them: {shown}"
        where = Span(path=span.path, line=unassigned[0])
        found.append(finding("unassigned-lines", where, message, "take what belongs to an article over by hand"))
    long = [
        row.line
        for row, text in zip(account.rows, account.texts, strict=True)
        if row.fate == "boilerplate" and len(text) > _LONG
    ]
    if len(long) >= _MANY:
        message = f"{len(long)} long lines were dropped, the first in line {long[0]}"
        where = Span(path=span.path, line=long[0])
        found.append(finding("long-lines-dropped", where, message, "see with --explain whether they belong to an article"))
    for draft in account.drafts:
        for caption in draft.captions:
            if caption.damage:
                message = f'the credit "{caption.credit}" is damaged: {caption.damage}'
                where = Span(path=span.path, line=caption.line)
                found.append(finding("damaged-credit", where, message, "look the credit up; it was not mended"))
    return found
