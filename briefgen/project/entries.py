"""Floor 6. One content file: its bytes to an entry, a body and findings. What workers do, in whatever process."""

from collections.abc import Sequence
from typing import Final, TypeVar

import msgspec

from briefgen.disk.sources import digest
from briefgen.plan.entry_store import Shown
from briefgen.plan.items import Item, make_item_and_shown
from briefgen.plan.site_context import SiteContext
from briefgen.text.encoding import decode
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.digests import digest_of
from briefgen.values.model import Article, Body, BodyFacts, BriefingNote, Content, Digest, Entry, StandingText

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


class Packed(msgspec.Struct, frozen=True, array_like=True):
    """A reading as a memory keeps it, with the item of a good article: the others are bytes, which nobody reads yet.

    `body` is the digest of its Markdown, `shown` what lists show of the article, if it has an item. So a process that parses
    leaves little for the one that waits for it.
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
    """Return a reading as a memory keeps it, with the item of a good article if there is a context."""
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
    """Return what lists show of an article as a memory keeps it; empty where there is nothing."""
    return b"" if shown is None else msgspec.msgpack.encode(shown)


class Bodies:
    """The bodies that are known already, by digest of their Markdown; this one knows none."""

    def find(self, _markdown: str) -> BodyMemo | None:
        """Return what is known of a text."""
        return None


class Raw(msgspec.Struct, frozen=True):
    """The bytes of a content file as they were at an instant, or why there are none."""

    path: str
    read_at_ns: int
    data: bytes | None
    findings: tuple[Diagnostic, ...] = ()


def parse_all(raws: Sequence[Raw]) -> list[Reading]:
    """Parse some content files; what a worker does."""
    return [_parse(raw) for raw in raws]


def _parse(raw: Raw) -> Reading:
    if raw.data is None:
        return Reading(raw.path, raw.read_at_ns, "", Entry(path=raw.path, own=""), b"", raw.findings)
    return parse_content(raw.path, raw.data, raw.read_at_ns)


def parse_content(path: str, data: bytes, read_at: int, bodies: Bodies | None = None) -> Reading:
    """Parse the bytes of a content file."""
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
        # A body counts where the file has a page, or where nothing but its front matter is at fault.
        body=memo.body.digest if memo.body else Digest(""),
        body_line=parts.body_line,
        has_prose=bool(parts.body.strip()),
    )
    return Reading(path, read_at, file_digest, entry, fresh, (*findings, *placed))


def _body_of(markdown: str, bodies: Bodies, *, is_clean: bool) -> tuple[BodyMemo, bytes]:
    """Return the body, and its bytes for the cache where it was not known."""
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
