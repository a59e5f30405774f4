"""Floor 7. The ledger of a capture: every byte of it has one fate, and the fates in a row are the capture.

Pieces are whole lines, or parts of a line where something intrudes into it. A ledger names places in bytes, so the proof
needs nothing but the two files and does not depend on how a later version would read them.
"""

import hashlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Final, Literal, TypeAlias

import msgspec

from briefgen.importing.capture.lines import encode
from briefgen.values.model import Value

#: The form of the file that is written. Version 1 has no seal.
LEDGER_VERSION: Final = 2
#: The forms that are read; a ledger with another number is made anew.
LEDGER_VERSIONS: Final = frozenset([1, LEDGER_VERSION])

Kept: TypeAlias = Literal["title", "body", "subhead", "caption", "byline", "dateline", "date", "publisher"]
Fate: TypeAlias = Kept | Literal["boilerplate", "repeat", "stub", "blank", "unassigned"]

KEPT: Final[frozenset[str]] = frozenset(["title", "body", "subhead", "caption", "byline", "dateline", "date", "publisher"])


# A ledger is input like any other: numbers that no capture has, and texts that no import writes, are refused on reading.
Count: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=2**31 - 1)]
Sha256: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Sha256OrNone: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\A(?:[0-9a-f]{64})?\Z")]
_Short: TypeAlias = Annotated[str, msgspec.Meta(max_length=100)]
_Text: TypeAlias = Annotated[str, msgspec.Meta(max_length=2000)]
#: A file of captures/: no folder, no control character, no more bytes than a name may have.
Capture: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\Acaptures/[^/\\\x00-\x1f\x7f]+\.(?:txt|html)\Z", max_length=200)]
_Article: TypeAlias = Annotated[str, msgspec.Meta(pattern=r"\Acontent/[^\\\x00-\x1f\x7f]+\.md\Z", max_length=1000)]


class Mark(Value, frozen=True, kw_only=True):
    """What becomes of a piece: for what is kept the article, for what is dropped the rule and the signs that it rests on."""

    fate: Fate
    article: int = 0
    rule: str = ""
    signs: tuple[str, ...] = ()
    of: int = 0


class Piece(Value, frozen=True, kw_only=True):
    """A stretch of one line. `text` holds the line's end where the stretch reaches it."""

    line: int
    text: str


class Row(Value, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of a capture in its ledger: bytes `start` to `end`, and its fate."""

    line: Count
    start: Count
    end: Count
    fate: Fate
    article: Count = 0
    rule: _Short = ""
    signs: Annotated[tuple[_Short, ...], msgspec.Meta(max_length=50)] = ()
    of: Count = 0


class Given(Value, frozen=True, kw_only=True, omit_defaults=True):
    """What the user said about a capture, beside what it says itself."""

    captured_at: _Short = ""
    publisher: _Text = ""
    url: _Text = ""
    date: _Short = ""
    region: _Text = ""
    lang: _Short = ""


class Origin(Value, frozen=True, kw_only=True, omit_defaults=True):
    """The file that a capture was taken out of: its name, its kind, its digest, and the number of the entry in it."""

    file: _Text
    kind: _Short
    sha256: Sha256
    part: Count = 1


class Written(Value, frozen=True, kw_only=True, omit_defaults=True):
    """An article that an import wrote: its number in the capture, its file, and the digest of the bytes written."""

    article: Count
    path: _Article
    sha256: _Sha256OrNone


class Ledger(Value, frozen=True, kw_only=True, omit_defaults=True):
    """The account of one capture. `blocks` is set for HTML: the digest of the text blocks that the rows are about.

    `origin` is set for a capture that was taken out of another file: an entry of a mail, a feed, an archive or the like.

    `seal` is the digest of all the rest, so that a row which somebody changes by hand is seen. It keeps no secret: whoever
    wants to can work it out again.
    """

    version: Count
    capture: Capture
    sha256: Sha256
    size: Count
    encoding: _Short
    is_guess: bool = False
    blocks: _Sha256OrNone = ""
    given: Given = Given()
    origin: Origin | None = None
    articles: tuple[Written, ...] = ()
    seal: _Sha256OrNone = ""
    rows: tuple[Row, ...] = ()


def rows_of(pieces: Sequence[Piece], marks: Sequence[Mark], encoding: str) -> tuple[Row, ...]:
    """Return the ledger's rows: one for each piece, in order, with its place in bytes."""
    rows = []
    start = 0
    for piece, mark in zip(pieces, marks, strict=True):
        end = start + len(encode(piece.text, encoding))
        rows.append(
            Row(
                line=piece.line, start=start, end=end, fate=mark.fate, article=mark.article, rule=mark.rule,
                signs=mark.signs, of=mark.of,
            )
        )  # fmt: skip
        start = end
    return tuple(rows)


def rebuild(rows: Iterable[Row], data: bytes) -> bytes:
    """Return the bytes that the rows account for, in their order."""
    return b"".join(data[row.start : row.end] for row in rows)


def faults_of(ledger: Ledger, data: bytes) -> tuple[str, ...]:
    """Return what keeps the ledger from being an account of these bytes; nothing where the proof holds.

    `data` is the capture, or for HTML the text blocks that were read from it.
    """
    if ledger.version not in LEDGER_VERSIONS:
        return (f"the ledger is of version {ledger.version}, not {LEDGER_VERSION}",)
    faults = []
    place = 0
    for row in ledger.rows:
        if row.start != place or row.end < row.start:
            faults.append(f"line {row.line} is accounted for from byte {row.start}, but byte {place} is next")
            break
        place = row.end
    else:
        if place != len(data):
            faults.append(f"the ledger ends at byte {place}, the capture at byte {len(data)}")
    if not faults and digest(rebuild(ledger.rows, data)) != (ledger.blocks or ledger.sha256):
        faults.append("the pieces do not rebuild the capture")
    return tuple(faults)


def sealed(ledger: Ledger) -> Ledger:
    """Return the ledger with its seal; one of version 1 has none, and gets none, since nobody knows what was done to it."""
    bare = msgspec.structs.replace(ledger, seal="")
    return bare if ledger.version == 1 else msgspec.structs.replace(bare, seal=digest(write_ledger(bare).encode()))


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write_ledger(ledger: Ledger) -> str:
    """Return the ledger as JSON, a row a line, so that two ledgers can be compared line by line."""
    head = msgspec.to_builtins(msgspec.structs.replace(ledger, rows=()))
    lines = [f"{_json(key)}: {_json(value)}" for key, value in head.items() if key != "rows"]
    rows = ",\n".join(f"  {_json(row)}" for row in ledger.rows)
    return "{\n" + ",\n".join(lines) + ',\n"rows": [\n' + rows + "\n]\n}\n"


def read_ledger(text: str) -> Ledger | None:
    """Return the ledger that the text holds, or None where it holds none."""
    try:
        return msgspec.json.decode(text.encode("utf-8", "replace"), type=Ledger, strict=True)
    except (msgspec.MsgspecError, RecursionError):
        return None


def _json(value: object) -> str:
    return msgspec.json.encode(value).decode()
