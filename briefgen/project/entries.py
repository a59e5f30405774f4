"""Floor 6. One content file: from its bytes to an entry, a body and findings. Workers run this in any process."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import Final

import msgspec

from briefgen.content.frontmatter import FRONT_MATTER_LIMIT
from briefgen.disk.cache import CacheDamagedError, unpack
from briefgen.disk.sources import digest
from briefgen.plan.entry_store import Shown
from briefgen.plan.items import Item, make_item_and_shown
from briefgen.plan.site_context import SiteContext
from briefgen.text.characters import decode
from briefgen.values.diagnostics import Checked, Diagnostic, Span, are_known, finding, has_errors
from briefgen.values.model import (
    Article,
    Body,
    BodyFacts,
    BriefingNote,
    Content,
    DayNote,
    Digest,
    Entry,
    StandingText,
    digest_of,
)

#: Folders of content/ whose files are notes and not articles.
NOTE_FOLDERS: Final = tuple(f"content/{folder}/" for folder in ("briefings", "days", "regions", "stories", "pages"))

#: Extensions, in lower case, that other tools read as Markdown.
_LIKE_MARKDOWN: Final = frozenset("markdown md mdown mdtext mdwn mdx mkd mkdn qmd rmd".split())
#: Extensions of markup that is no Markdown, and of all texts that other tools read with front matter.
_OTHER_MARKUP: Final = frozenset("adoc asciidoc htm html mdx njk org rst textile xhtml".split())
_TEXTS: Final = _OTHER_MARKUP | {"text", "txt", "yaml", "yml"}
#: The head of a file that begins with front matter, up to the second fence; and a key, without which the fences are rules.
_HEAD: Final = re.compile(rb"(?:\xef\xbb\xbf)?---[ \t\r]*\n(.*?\n)---[ \t\r]*(?:\n|\Z)", re.DOTALL)
_KEY: Final = re.compile(rb"^[A-Za-z_]+[ \t]*:", re.MULTILINE)


class BodyMemo(msgspec.Struct, frozen=True):
    """A body and its findings: a function of the Markdown. Line 1 of a finding is the first line of the body.

    `body` is None if a finding is an error.
    """

    body: Body | None
    findings: tuple[Diagnostic, ...] = ()


class Reading(msgspec.Struct, frozen=True, array_like=True):
    """A content file at the instant when it was read, ready to be stored in a memory.

    `entry`, `body_memo` and `shown` are encoded, so that a worker does that work and the parent process only stores bytes.
    `body` is the digest of the Markdown. `body_memo` is empty if the memory has it already, or if the body could not be
    read. `item` is that of a good article; `shown` is what lists show of the article, and empty if it has no item.
    """

    path: str
    read_at_ns: int
    digest: str
    is_good: bool
    findings: tuple[Diagnostic, ...]
    entry: bytes
    body: str = ""
    body_memo: bytes = b""
    item: Item | None = None
    shown: bytes = b""


class Raw(msgspec.Struct, frozen=True):
    """The bytes of a content file at an instant; None and a finding if the file could not be read."""

    path: str
    read_at_ns: int
    data: bytes | None
    findings: tuple[Diagnostic, ...] = ()


def parse_all(context: SiteContext | None, raws: Sequence[Raw]) -> list[Reading]:
    """Return the readings of some content files in order; a worker runs this for a chunk of files."""
    return [
        _unread(raw.path, raw.read_at_ns, "", raw.findings)
        if raw.data is None
        else parse_content(raw.path, raw.data, raw.read_at_ns, context)
        for raw in raws
    ]


def is_reading_of(raw: Raw, reading: Reading) -> bool:
    """Can this be the reading of a file? All that is encoded in it is decoded, as it would be from the cache."""
    file_digest = "" if raw.data is None else digest(raw.data)
    if (reading.path, reading.read_at_ns, reading.digest) != (raw.path, raw.read_at_ns, file_digest):
        return False
    try:
        entry = unpack(_ENTRY, reading.entry)
        body = unpack(_MEMO, reading.body_memo).body if reading.body_memo else None
        has_card = bool(reading.shown and unpack(_SHOWN, reading.shown))
    except CacheDamagedError:
        return False
    return (
        (entry.path, entry.body) == (raw.path, reading.body)
        and (body.digest if body else "") == reading.body
        and reading.is_good == (entry.content is not None)
        and (reading.is_good or has_errors(reading.findings))
        and (reading.item is not None or not has_card)
        and are_known(reading.findings)
    )


def parse_content(
    path: str,
    data: bytes,
    read_at: int,
    context: SiteContext | None,
    find_body: Callable[[str], BodyMemo | None] = lambda _markdown: None,
) -> Reading:
    """Return the reading of a content file, given its bytes and the instant when they were read, in nanoseconds.

    A good article gets its item if there is a context. `find_body` returns the body of a Markdown text if it was parsed
    before, or None.
    """
    from briefgen.content import schema

    file_digest = digest(data)
    text = decode(data, path)
    if text.value is None:
        return _unread(path, read_at, file_digest, text.findings)
    value = _read_value(text.value, path, Digest(file_digest))
    # A file that was read says where its body is.
    parts = value.value or schema.split(text.value, path).value
    if parts is None:
        return _unread(path, read_at, file_digest, (*text.findings, *value.findings))
    memo, fresh, findings = find_body(parts.body), b"", (*text.findings, *value.findings)
    if memo is None:
        from briefgen.content import markup

        read = markup.read_body(parts.body, is_clean=not text.findings)
        memo = BodyMemo(read.value, read.findings)
        fresh = msgspec.msgpack.encode(memo) if read.value else b""
    if memo.body and isinstance(value.value, Article) and _says_nothing(value.value, memo.body):
        findings += (_empty_article(path),)
    if memo.findings:
        from briefgen.content import markup

        findings += markup.in_file(memo.findings, path, parts.body_line)
    is_stray_article = value.value is None and not path.startswith(NOTE_FOLDERS)
    stray = schema.read_stray(text.value, path, Digest("")).value if is_stray_article else None
    content: Content | None = msgspec.structs.replace(value.value, body="") if value.value and memo.body else None
    facts = memo.body.facts if memo.body else BodyFacts()
    # The body is kept if the file has a page, or has errors in its front matter only.
    body = memo.body.digest if memo.body else Digest("")
    entry = Entry(
        path=path,
        own=_own_digest(content, facts, body),
        content=content,
        stray=msgspec.structs.replace(stray, body="") if stray else None,
        facts=facts,
        body=body,
        body_line=parts.body_line,
        has_prose=bool(parts.body.strip()),
    )
    item, shown = make_item_and_shown(entry, context) if context and isinstance(content, Article) else (None, None)
    return Reading(
        path=path,
        read_at_ns=read_at,
        digest=file_digest,
        is_good=content is not None,
        findings=findings,
        entry=msgspec.msgpack.encode(entry),
        body=body,
        body_memo=fresh,
        item=item,
        shown=msgspec.msgpack.encode(shown) if shown else b"",
    )


def _says_nothing(article: Article, body: Body) -> bool:
    """Would readers find a headline alone? A draft may be without a text."""
    has_text = any(isinstance(part, int) or part.strip() for part in body.parts)
    return not (article.draft or article.summary or article.key_points or has_text)


def _empty_article(path: str) -> Diagnostic:
    hint = "write the text under the front matter, add summary:, or set draft: true"
    message = "the article has neither a text nor a summary nor key points"
    return finding("empty-article", Span(path=path, line=1, column=1), message, hint)


def _unread(path: str, read_at: int, file_digest: str, findings: tuple[Diagnostic, ...]) -> Reading:
    """Return the reading of a file whose front matter and body cannot be told apart."""
    return Reading(path, read_at, file_digest, False, findings, msgspec.msgpack.encode(Entry(path=path, own="")))


def _read_value(
    text: str, path: str, file_digest: Digest
) -> Checked[Article] | Checked[BriefingNote] | Checked[DayNote] | Checked[StandingText]:
    from briefgen.content import schema

    folder = path.split("/")[1]
    match folder:
        case "briefings":
            return schema.read_briefing_note(text, path)
        case "days":
            return schema.read_day_note(text, path)
        case "regions" | "stories" | "pages":
            return schema.read_standing_text(text, path, folder)
        case _:
            return schema.read_article(text, path, file_digest)


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


def passed_over(paths: Iterable[str], with_front_matter: Collection[str]) -> Iterator[Diagnostic]:
    """Give a finding for each file of content/ that is written as an article and is not read, because of its extension.

    That is a file with an extension that looks like Markdown (`.MD`, `.markdown`, `.mdx`), and a file of text with another
    one (`.html`, `.txt`) that begins with front matter: `with_front_matter` has the paths of these.
    """
    for path in paths:
        if not path.startswith("content/") or path.endswith(".md"):
            continue
        extension = path.rpartition(".")[2]
        if extension.lower() in _LIKE_MARKDOWN or path in with_front_matter:
            message = f"a file that ends in .{extension} is not read as an article"
            has_other_markup = extension.lower() in _OTHER_MARKUP
            hint = "write it as Markdown, and rename" if has_other_markup else "rename"
            yield finding("bad-path", Span(path=path), message, f"{hint} the file, so that it ends in .md")


def begins_with_front_matter(path: str, data: bytes) -> bool:
    """Does a file that is not read as an article begin with front matter? Files that are no texts have none."""
    if path.rpartition(".")[2].lower() not in _TEXTS:
        return False
    head = _HEAD.match(data[:FRONT_MATTER_LIMIT])
    return bool(head and _KEY.search(head[1]))


_ENTRY = msgspec.msgpack.Decoder(Entry)
_MEMO = msgspec.msgpack.Decoder(BodyMemo)
_SHOWN = msgspec.msgpack.Decoder(Shown)
