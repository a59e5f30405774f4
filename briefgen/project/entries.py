"""Floor 6. One content file: from its bytes to an entry, a body and findings. Workers run this in any process."""

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from briefgen.disk.sources import digest
from briefgen.plan.entry_store import Shown
from briefgen.plan.items import Item, make_item_and_shown
from briefgen.plan.site_context import SiteContext
from briefgen.text.characters import decode
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Article, Body, BodyFacts, BriefingNote, Content, Digest, Entry, StandingText, digest_of

#: Folders of content/ whose files are notes and not articles.
NOTE_FOLDERS: Final = tuple(f"content/{folder}/" for folder in ("briefings", "regions", "stories", "pages"))


class BodyMemo(msgspec.Struct, frozen=True):
    """A body and its findings: a function of the Markdown. Line 1 of a finding is the first line of the body.

    `body` is None if a finding is an error.
    """

    body: Body | None
    findings: tuple[Diagnostic, ...] = ()


class Reading(msgspec.Struct, frozen=True):
    """A content file at the instant when it was read: its digest, its entry, its body and its findings.

    `body` is an encoded `BodyMemo` for the cache; empty if the cache has it already, or if the body could not be read.
    """

    path: str
    read_at_ns: int
    digest: str
    entry: Entry
    body: bytes
    findings: tuple[Diagnostic, ...]


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A reading ready to be stored in a memory, with the item of a good article.

    `entry`, `body_memo` and `shown` are encoded, so that a worker does that work and the parent process only stores bytes.
    `body` is the digest of the Markdown. `shown` is what lists show of the article; empty if it has no item.
    """

    path: str
    read_at_ns: int
    digest: str
    is_good: bool
    findings: tuple[Diagnostic, ...]
    entry: bytes
    body: str
    body_memo: bytes
    item: Item | None
    shown: bytes


def pack_reading(reading: Reading, context: SiteContext | None) -> Packed:
    """Return a reading ready to be stored, with the item of a good article if there is a context."""
    entry = reading.entry
    item, shown = None, None
    if context is not None and isinstance(entry.content, Article):
        item, shown = make_item_and_shown(entry, context)
    return Packed(
        path=reading.path,
        read_at_ns=reading.read_at_ns,
        digest=reading.digest,
        is_good=entry.content is not None,
        findings=reading.findings,
        entry=msgspec.msgpack.encode(entry),
        body=entry.body,
        body_memo=reading.body,
        item=item,
        shown=pack_shown(shown),
    )


def pack_shown(shown: Shown | None) -> bytes:
    """Return encoded what lists show of an article; empty for None."""
    return b"" if shown is None else msgspec.msgpack.encode(shown)


class Bodies:
    """Bodies that were parsed before, found by their Markdown. This class has none; `KnownBodies` has those of a memory."""

    def find(self, _markdown: str) -> BodyMemo | None:
        """Return the body of a Markdown text with its findings, or None if the body is not known."""
        return None


class Raw(msgspec.Struct, frozen=True):
    """The bytes of a content file at an instant; None and a finding if the file could not be read."""

    path: str
    read_at_ns: int
    data: bytes | None
    findings: tuple[Diagnostic, ...] = ()


def parse_all(raws: Sequence[Raw]) -> list[Reading]:
    """Return the readings of some content files in order; a worker runs this for a chunk of files."""
    return [_parse(raw) for raw in raws]


def _parse(raw: Raw) -> Reading:
    if raw.data is None:
        return Reading(raw.path, raw.read_at_ns, "", Entry(path=raw.path, own=""), b"", raw.findings)
    return parse_content(raw.path, raw.data, raw.read_at_ns)


def parse_content(path: str, data: bytes, read_at: int, bodies: Bodies | None = None) -> Reading:
    """Return the reading of a content file, given its bytes and the instant when they were read, in nanoseconds.

    `bodies` finds bodies that were parsed before; without it every body is parsed.
    """
    from briefgen.content import schema

    file_digest = digest(data)
    text = decode(data, path)
    if text.value is None:
        return Reading(path, read_at, file_digest, Entry(path=path, own=""), b"", text.findings)
    value = _read_value(text.value, path, Digest(file_digest))
    findings = (*text.findings, *value.findings)
    parts = schema.split(text.value, path).value
    if parts is None:
        return Reading(path, read_at, file_digest, Entry(path=path, own=""), b"", findings)
    memo, fresh = _body_of(parts.body, bodies or Bodies(), is_clean=not text.findings)
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
        # The body is kept if the file has a page, or has errors in its front matter only.
        body=memo.body.digest if memo.body else Digest(""),
        body_line=parts.body_line,
        has_prose=bool(parts.body.strip()),
    )
    return Reading(path, read_at, file_digest, entry, fresh, (*findings, *placed))


def _body_of(markdown: str, bodies: Bodies, *, is_clean: bool) -> tuple[BodyMemo, bytes]:
    """Return the body of a text with its findings, and its bytes for the cache; no bytes if it was known."""
    known = bodies.find(markdown)
    if known is not None:
        return known, b""
    from briefgen.content import markup

    read = markup.read_body(markdown, is_clean=is_clean)
    memo = BodyMemo(read.value, read.findings)
    return memo, msgspec.msgpack.encode(memo) if read.value else b""


def _in_file(findings: tuple[Diagnostic, ...], path: str, first_line: int) -> tuple[Diagnostic, ...]:
    if not findings:
        return ()
    from briefgen.content import markup

    return markup.in_file(findings, path, first_line)


def _read_value(
    text: str, path: str, file_digest: Digest
) -> Checked[Article] | Checked[BriefingNote] | Checked[StandingText]:
    from briefgen.content import schema

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
    """Return the digest of all that pages can show of a file; empty without content.

    Places in the file, and bytes that change nothing on a page, are not in the digest.
    """
    if content is None:
        return ""
    shown = msgspec.structs.replace(content, body_line=1)
    if isinstance(shown, Article):
        shown = msgspec.structs.replace(shown, places={}, digest=Digest(""))
    return digest_of((shown, facts, body)).hex()


def is_misspelt(path: str) -> bool:
    """Has a file an extension of Markdown that is not read, such as `.MD` or `.markdown`?"""
    return path.lower().endswith((".md", ".markdown")) and not path.endswith(".md")


def misspelt(path: str) -> Diagnostic:
    """Return the finding for a file whose extension is not read (`bad-path`)."""
    extension = path.rpartition(".")[2]
    hint = "rename the file, so that it ends in .md"
    return finding("bad-path", Span(path=path), f"a file that ends in .{extension} is not read as an article", hint)
