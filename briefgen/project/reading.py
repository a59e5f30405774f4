"""Floor 5. One content file: its bytes to an entry, a body and findings. What workers do, in whatever process."""

import time
from pathlib import Path
from typing import Final, TypeVar

import msgspec

from briefgen.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.encoding import FILE_LIMIT, decode
from briefgen.model import Article, Body, BodyFacts, BriefingNote, Content, Digest, Entry, StandingText
from briefgen.plan import digest_of
from briefgen.sources import digest, read_file

#: Folders of content/ whose files are no articles.
NOTE_FOLDERS: Final = tuple(f"content/{folder}/" for folder in ("briefings", "regions", "stories", "pages"))


class BodyMemo(msgspec.Struct, frozen=True):
    """A body and what was found in it: a function of its Markdown. Lines of the findings count from the body's first."""

    body: Body | None
    findings: tuple[Diagnostic, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A content file as it was read at an instant: its digest, its entry, and its body, ready for the cache.

    `body` is empty where it was known already, or could not be read.
    """

    path: str
    read_at_ns: int
    digest: str
    entry: Entry
    body: bytes
    findings: tuple[Diagnostic, ...]


class Bodies:
    """The bodies that are known already, by digest of their Markdown; this one knows none."""

    def find(self, _digest: str) -> BodyMemo | None:
        """Return what is known."""
        return None


def read_content(root: Path, path: str, bodies: Bodies | None = None) -> Reading:
    """Read one content file, front matter and body; a function of its bytes and path."""
    read_at = time.time_ns()
    data = read_file(root, path, FILE_LIMIT)
    if data.value is None:
        return Reading(path, read_at, "", Entry(path=path, own=""), b"", data.findings)
    return parse_content(path, data.value, read_at, bodies)


def parse_content(path: str, data: bytes, read_at: int, bodies: Bodies | None = None) -> Reading:
    """Parse the bytes of a content file."""
    from briefgen import schema

    file_digest = digest(data)
    text = decode(data, path)
    if text.value is None:
        return Reading(path, read_at, file_digest, Entry(path=path, own=""), b"", text.findings)
    value = _read_value(text.value, path, Digest(file_digest))
    findings = (*text.findings, *value.findings)
    parts = schema.split(text.value, path).value
    if parts is None:
        return Reading(path, read_at, file_digest, Entry(path=path, own=""), b"", findings)
    memo, fresh = _body_of(parts.body, bodies or Bodies())
    placed = _in_file(memo.findings, path, parts.body_line)
    is_stray_article = value.value is None and not path.startswith(NOTE_FOLDERS)
    stray = schema.read_stray(text.value, path, Digest("")).value if is_stray_article else None
    content: Content | None = _without_text(value.value) if value.value is not None and memo.body is not None else None
    facts = memo.body.facts if memo.body else BodyFacts()
    entry = Entry(
        path=path,
        own=_own_digest(content, facts, memo.body.digest if memo.body else ""),
        content=content,
        stray=_without_text(stray) if stray is not None else None,
        facts=facts,
        # A body counts where the file has a page, or where nothing but its front matter is at fault.
        body=memo.body.digest if memo.body else Digest(""),
        body_line=parts.body_line,
        has_prose=bool(parts.body.strip()),
    )
    return Reading(path, read_at, file_digest, entry, fresh, (*findings, *placed))


def body_digest_of(data: bytes, path: str) -> str:
    """Return the digest by which the body of a content file is known, or nothing where the file cannot be split."""
    from briefgen import schema
    from briefgen.markup import digest_of as digest_of_markdown

    text = decode(data, path).value
    parts = schema.split(text, path).value if text is not None else None
    return digest_of_markdown(parts.body) if parts else ""


def _body_of(markdown: str, bodies: Bodies) -> tuple[BodyMemo, bytes]:
    """Return the body, and its bytes for the cache where it was not known."""
    import hashlib

    known = bodies.find(hashlib.sha256(markdown.encode()).hexdigest())
    if known is not None:
        return known, b""
    from briefgen import markup

    read = markup.read_body(markdown)
    memo = BodyMemo(read.value, read.findings)
    return memo, msgspec.msgpack.encode(memo) if read.value else b""


def _in_file(findings: tuple[Diagnostic, ...], path: str, first_line: int) -> tuple[Diagnostic, ...]:
    if not findings:
        return ()
    from briefgen import markup

    return markup.in_file(findings, path, first_line)


def _read_value(
    text: str, path: str, file_digest: Digest
) -> Checked[Article] | Checked[BriefingNote] | Checked[StandingText]:
    from briefgen import schema

    folder = path.split("/")[1]
    match folder:
        case "briefings":
            return schema.read_briefing_note(text, path)
        case "regions" | "stories" | "pages":
            return schema.read_standing_text(text, path, folder)
        case _:
            return schema.read_article(text, path, file_digest)


C = TypeVar("C", bound=Content)


def _without_text(content: C) -> C:
    return msgspec.structs.replace(content, body="")


def _own_digest(content: Content | None, facts: BodyFacts, body: str) -> str:
    """Digest what pages can show of a file: not where things stand in it, nor its very bytes."""
    if content is None:
        return ""
    shown = msgspec.structs.replace(content, body_line=1)
    if isinstance(shown, Article):
        shown = msgspec.structs.replace(shown, places={}, digest=Digest(""))
    return digest_of((shown, facts, body)).hex()


def is_misspelt(path: str) -> bool:
    """Does a file have an extension of Markdown that is not read?"""
    return path.lower().endswith((".md", ".markdown")) and not path.endswith(".md")


def misspelt(path: str) -> Diagnostic:
    """Report such a file."""
    extension = path.rpartition(".")[2]
    hint = "rename the file, so that it ends in .md"
    return finding("bad-path", Span(path=path), f"a file that ends in .{extension} is not read as an article", hint)
