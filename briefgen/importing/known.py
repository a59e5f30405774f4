"""Floor 7. What a project has already: ledgers of earlier imports, and the articles of content/ as plain text."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final, Protocol, TypeVar

import msgspec

from briefgen.content import schema
from briefgen.disk.handles import read_below
from briefgen.disk.sources import scan_project
from briefgen.importing.capture.ledger import (
    LEDGER_VERSIONS,
    Capture,
    Count,
    Given,
    Ledger,
    Origin,
    Sha256,
    Written,
    read_ledger,
)
from briefgen.importing.capture.markdown import unescape
from briefgen.importing.capture.rules import Profile
from briefgen.importing.files import digest_of, names_in
from briefgen.importing.given import check_given
from briefgen.importing.likeness import fingerprints
from briefgen.importing.packing import key_of
from briefgen.importing.planning import Content, Copy, Known
from briefgen.importing.reading import CAPTURES, LEDGER, Input, read_input
from briefgen.project.entries import NOTE_FOLDERS
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.values.diagnostics import Diagnostic, Severity
from briefgen.values.model import Value

#: Largest ledger that is read: that of a capture with 100,000 lines has 11 MB, and a page with 200,000 blocks has 22 MB.
LEDGER_LIMIT: Final = 64 * 1024 * 1024
# A link's text and address have an end, so that a million brackets take a million short steps and not long ones.
_MARKUP: Final = re.compile(r"^(?:#{1,6} |[-*] |\d{1,2}\. |> )|\[([^\]]{0,500})\]\([^)]{0,2000}\)", re.MULTILINE)
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
_DAY: Final = re.compile(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1\d|2[0-8])")
#: How the new text of an edited article is called; it is no article of its own.
BESIDE: Final = ".new.md"

T = TypeVar("T")
R = TypeVar("R")


class Spread(Protocol):
    """Call a function for each of many values, here or in other processes, and give the results in order."""

    def __call__(self, function: Callable[[T], R], values: Sequence[T]) -> Iterable[R]:
        """Give the results in the order of the values."""


class LedgerHead(Value, frozen=True, kw_only=True):
    """A ledger without its rows, which are most of it: what a run has to know of every capture of a project."""

    version: Count
    capture: Capture
    sha256: Sha256
    given: Given = Given()
    origin: Origin | None = None
    articles: tuple[Written, ...] = ()

    @property
    def path(self) -> str:
        """Return where the ledger lies."""
        return self.capture.rsplit(".", 1)[0] + LEDGER


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The ledgers of a project, by the digest of their capture, and the files that should be ledgers and are none.

    `findings` say why the folder of captures cannot be read.
    """

    by_digest: Mapping[str, LedgerHead]
    broken: tuple[str, ...]
    findings: tuple[Diagnostic, ...] = ()

    def written(self) -> dict[str, list[tuple[LedgerHead, int, str]]]:
        """Return for each article the ledgers that name it, its number in their capture, and the digest written."""
        found: dict[str, list[tuple[LedgerHead, int, str]]] = {}
        for ledger in self.by_digest.values():
            for article in ledger.articles:
                found.setdefault(article.path, []).append((ledger, article.article, article.sha256))
        return found


def read_ledgers(root: Path) -> Ledgers:
    """Return the ledgers that lie beside the captures; one that cannot be read is named."""
    by_digest: dict[str, LedgerHead] = {}
    broken = []
    names = names_in(root, CAPTURES)
    for name in (name for name in names.value or () if name.endswith(LEDGER)):
        path = f"{CAPTURES}/{name}"
        data = read_below(root, path, LEDGER_LIMIT).value
        head = _head(data) if data is not None else None
        if head is None or fault_of(head, path):
            broken.append(path)
        elif head.version in LEDGER_VERSIONS:
            by_digest[head.sha256] = head
    return Ledgers(by_digest, tuple(broken), names.findings)


def read_whole(root: Path, head: LedgerHead) -> Ledger | None:
    """Return a ledger with its rows, or None where it cannot be read."""
    data = read_below(root, head.path, LEDGER_LIMIT).value
    return read_ledger(data.decode("utf-8", "replace")) if data is not None else None


def days_of(ledgers: Ledgers, digests: Iterable[str]) -> list[date]:
    """Return the days on which captures were taken, for those of which the user said it."""
    given = (ledgers.by_digest[sha256].given.captured_at[:10] for sha256 in digests)
    return [date.fromisoformat(day) for day in given if _DAY.fullmatch(day)]


def _head(data: bytes) -> LedgerHead | None:
    try:
        return msgspec.json.decode(data, type=LedgerHead)
    except (msgspec.MsgspecError, RecursionError):
        return None


def fault_of(ledger: LedgerHead, path: str) -> str:
    """Return what the ledger in a file says that no import writes, beyond its form; empty text for nothing."""
    if any(part in {"", ".", ".."} for article in ledger.articles for part in article.path.split("/")):
        return "the ledger names a file outside captures/ or content/"
    if ledger.path != path:
        return f"the ledger is not that of {ledger.capture}, which it names"
    faults = [found.message for found in check_given(ledger.given) if found.severity is Severity.ERROR]
    return f"what was given for the capture cannot be: {faults[0]}" if faults else ""


def article_paths(root: Path) -> list[str]:
    """Return the paths of the project's articles."""
    scan = scan_project(root)
    paths = [path for path in scan.files if path.startswith("content/") and path.endswith(".md")]
    return [path for path in paths if not path.startswith(NOTE_FOLDERS)]


def captures_named(yaml: str) -> tuple[str, ...]:
    """Return the digests that a front matter names, each once; it may have other faults, which are not the matter here."""
    return tuple(dict.fromkeys(_DIGEST.findall(yaml)))


def without_comments(markdown: str) -> str:
    """Return Markdown without its comments; one that never ends is text, and is looked for once."""
    parts = []
    place = 0
    while (start := markdown.find("<!--", place)) >= 0 and (end := markdown.find("-->", start + 4)) >= 0:
        parts.append(markdown[place:start])
        place = end + 3
    return "".join([*parts, markdown[place:]])


def plain_text(markdown: str) -> str:
    """Return Markdown as plain text, near enough to compare."""
    lines = _MARKUP.sub(lambda match: match[1] or "", without_comments(markdown)).split("\n")
    return "\n".join(unescape(line).strip() for line in lines if line.strip())


def read_content(
    root: Path, ledgers: Ledgers, profiles: tuple[Profile, ...], again: Iterable[str], spread: Spread
) -> Content:
    """Return what content/ has. Of articles made from captures in `again` only, the paths alone: they are imported anew."""
    written = ledgers.written()
    redone = frozenset(again)
    paths = [path for path in article_paths(root) if not path.endswith(BESIDE)]
    rows = {path: written.get(path, []) for path in paths}
    old = [path for path in paths if rows[path] and all(head.sha256 in redone for head, _, _ in rows[path])]
    anew = {path for path in old if digest_of(root, path) in {sha256 for _, _, sha256 in rows[path]}}
    others = [path for path in paths if path not in anew]
    known = [
        replace(
            found,
            is_ours=any(sha256 == current for _, _, sha256 in rows[found.path]),
            made_from=_made_from(rows[found.path]),
        )
        for found, current in spread(partial(_known, root), others)
    ]
    known += [Known(path, made_from=_made_from(rows[path])) for path in sorted(anew)]
    return Content(
        known=tuple(known),
        copies_of=lambda path: [copy for row in _once(rows[path]) for copy in _copies(root, row, profiles)],
        text_of=lambda path: _text_and_captures(root, path)[0],
    )


def _made_from(rows: Iterable[tuple[LedgerHead, int, str]]) -> frozenset[tuple[str, int]]:
    return frozenset((head.sha256, number) for head, number, _ in rows)


def _once(rows: Iterable[tuple[LedgerHead, int, str]]) -> list[tuple[LedgerHead, int]]:
    """Return each copy once: while an article is being replaced, its ledgers name it by the old digest and the new."""
    return list({(ledger.sha256, number): (ledger, number) for ledger, number, _ in rows}.values())


def _known(root: Path, path: str) -> tuple[Known, str]:
    """Return what is known of an article, and the digest of its file."""
    text, captures = _text_and_captures(root, path)
    found = Known(path, key_of(text), fingerprints(text), captures) if text else Known(path, captures=captures)
    return found, digest_of(root, path)


def _text_and_captures(root: Path, path: str) -> tuple[str, frozenset[str]]:
    data = read_below(root, path, FILE_LIMIT).value
    text = decode(data, path).value if data is not None else None
    parts = schema.split(text, path).value if text is not None else None
    return ("", frozenset()) if parts is None else (plain_text(parts.body), frozenset(captures_named(parts.yaml)))


def _copies(root: Path, row: tuple[LedgerHead, int], profiles: tuple[Profile, ...]) -> list[Copy]:
    ledger, number = row
    read = read_input(Input(ledger.capture, root / ledger.capture, base=root), ledger.given, profiles)
    if read.held is None or read.sha256 != ledger.sha256:
        return []
    return [
        Copy(ledger.capture, ledger.sha256, ledger.given, offer, read.held.publisher, read.held.url)
        for offer in read.held.offers
        if offer.number == number
    ]
