"""Floor 5. What a project has already: ledgers of earlier imports, and the articles of content/ as plain text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from briefgen import schema
from briefgen.capture.ledger import LEDGER_VERSION, Ledger, read_ledger
from briefgen.capture.markdown import unescape
from briefgen.capture.rules import Profile
from briefgen.encoding import FILE_LIMIT, decode
from briefgen.importer.files import digest_of
from briefgen.importer.planning import Copy, Known
from briefgen.importer.reading import CAPTURES, LEDGER, Input, read_input
from briefgen.sources import read_file, scan_project

#: Largest ledger that is read: one of a capture of 20 MiB with lines of ten bytes has about 150 MB of rows.
_LEDGER_LIMIT: Final = 256 * 1024 * 1024
_NO_ARTICLES: Final = ("content/briefings/", "content/regions/", "content/stories/", "content/pages/")
_MARKUP: Final = re.compile(r"^(?:#{1,6} |[-*] |\d{1,2}\. |> )|<!--.*?-->|\[([^\]]*)\]\([^)]*\)", re.MULTILINE)
_DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
_COMMENT: Final = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Ledgers:
    """The ledgers of a project, by the digest of their capture; `written` leads from an article's path to its ledgers."""

    by_digest: Mapping[str, Ledger]
    broken: tuple[str, ...]

    def written(self) -> dict[str, list[tuple[Ledger, int, str]]]:
        """Return for each article the ledgers that name it, its number in their capture, and the digest written."""
        found: dict[str, list[tuple[Ledger, int, str]]] = {}
        for ledger in self.by_digest.values():
            for article in ledger.articles:
                found.setdefault(article.path, []).append((ledger, article.article, article.sha256))
        return found


def read_ledgers(root: Path) -> Ledgers:
    """Return the ledgers that lie beside the captures; one that cannot be read is named."""
    by_digest: dict[str, Ledger] = {}
    broken = []
    folder = root / CAPTURES
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(LEDGER)) if folder.is_dir() else []
    for name in names:
        path = f"{CAPTURES}/{name}"
        data = read_file(root, path, _LEDGER_LIMIT).value
        ledger = read_ledger(data.decode("utf-8", "replace")) if data is not None else None
        if ledger is None or not _is_plain(ledger):
            broken.append(path)
        elif ledger.version == LEDGER_VERSION:
            by_digest[ledger.sha256] = ledger
    return Ledgers(by_digest, tuple(broken))


def _is_plain(ledger: Ledger) -> bool:
    """Does the ledger name only files inside the project's folders? It is input like any other."""
    paths = [(ledger.capture, f"{CAPTURES}/"), *((article.path, "content/") for article in ledger.articles)]
    return all(path.startswith(folder) and ".." not in path.split("/") and "\\" not in path for path, folder in paths)


def article_paths(root: Path) -> list[str]:
    """Return the paths of the project's articles."""
    scan = scan_project(root, schema.SETTINGS_FILE)
    paths = [path for path in scan.files if path.startswith("content/") and path.endswith(".md")]
    return [path for path in paths if not path.startswith(_NO_ARTICLES)]


def captures_named(yaml: str) -> tuple[str, ...]:
    """Return the digests that a front matter names, each once; it may have other faults, which are not the matter here."""
    return tuple(dict.fromkeys(_DIGEST.findall(yaml)))


def plain_text(markdown: str) -> str:
    """Return Markdown as plain text, near enough to compare."""
    lines = _MARKUP.sub(lambda match: match[1] or "", _COMMENT.sub("", markdown)).split("\n")
    return "\n".join(unescape(line).strip() for line in lines if line.strip())


def known_articles(root: Path, ledgers: Ledgers, profiles: tuple[Profile, ...], again: Iterable[str]) -> tuple[Known, ...]:
    """Return the project's articles. Those that an import wrote and nobody edited come with their copies, read again.

    Articles made from captures in `again` only are left out: they are being imported anew.
    """
    written = ledgers.written()
    redone = frozenset(again)
    found = []
    for path in article_paths(root):
        rows = written.get(path, [])
        current = digest_of(root / path)
        is_ours = any(sha256 == current for _, _, sha256 in rows)
        if is_ours and all(ledger.sha256 in redone for ledger, _, _ in rows):
            continue
        copies = tuple(copy for row in rows for copy in _copies(root, row, profiles)) if is_ours else ()
        found.append(_known(root, path, copies))
    return tuple(found)


def _known(root: Path, path: str, copies: tuple[Copy, ...]) -> Known:
    data = read_file(root, path, FILE_LIMIT).value
    text = decode(data, path).value if data is not None else None
    parts = schema.split(text, path).value if text is not None else None
    if parts is None:
        return Known(path, "")
    return Known(path, plain_text(parts.body), copies, frozenset(captures_named(parts.yaml)))


def _copies(root: Path, row: tuple[Ledger, int, str], profiles: tuple[Profile, ...]) -> list[Copy]:
    ledger, number, _ = row
    read = read_input(Input(ledger.capture, root / ledger.capture), ledger.given, profiles)
    if read.account is None or read.sha256 != ledger.sha256:
        return []
    return [
        Copy(ledger.capture, ledger.sha256, ledger.given, draft, read.account.publisher, read.account.url)
        for draft in read.account.drafts
        if draft.number == number
    ]
