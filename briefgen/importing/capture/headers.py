"""Floor 7. Labelled lines above a text ("From:", "Date:", "Subject:", "URL:"), and texts that mails quote with ">".

Mails that somebody saved or forwarded have such lines, and so has every text that an import made of a container's entry. The
lines are facts of all of the text below and no part of a page (`facts` reads the labelled lines around each article there);
where a text has several headers, each begins a part of its own. The marks of quoting are left out of what is read, and are
kept in the ledger.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import msgspec

from briefgen.importing.capture.claims import Claim
from briefgen.importing.capture.days import Dated
from briefgen.importing.capture.facts import Facts, stated_in
from briefgen.importing.capture.folding import visible
from briefgen.importing.capture.labels import Labelled, is_addressee, is_publisher_name, kind_of_label
from briefgen.importing.capture.ledger import Fate, Mark, Piece
from briefgen.importing.capture.rules import Rules
from briefgen.values.model import Value

_FIELD: Final = re.compile(r"^\s*\*{0,2}(?P<label>[^\W\d_][\w -]{0,24}?)\*{0,2}\s?[:：]\*{0,2}\s*(?P<value>.*)$", re.DOTALL)
_QUOTE: Final = re.compile(r"^(?:>[ \t]?)+")
#: Fewest lines in a row that begin with ">" for the marks to be those of a mail.
_QUOTED: Final = 3
#: Lines that announce a forwarded or quoted mail.
_ANNOUNCED: Final = re.compile(
    r"^[-_ ]*(?:begin forwarded message|forwarded message|original message|weitergeleitete nachricht"
    r"|ursprüngliche nachricht|anfang der weitergeleiteten nachricht|message transféré|début du message transféré"
    r"|message d'origine|mensaje reenviado|mensaje original|inicio del mensaje reenviado|messaggio inoltrato"
    r"|messaggio originale|mensagem encaminhada|mensagem original|пересылаемое сообщение|исходное сообщение"
    r"|doorgestuurd bericht|oorspronkelijk bericht|vidarebefordrat meddelande|videresendt melding|iletilen mesaj"
    r"|رسالة معاد توجيهها|転送されたメッセージ|转发的邮件)\s*[-_: ]*$",
    re.IGNORECASE,
)
_WROTE: Final = re.compile(
    r"^(?:on|am|le|el|il|op|den|em|в|w dniu)\s.{6,200}\s(?:wrote|schrieb.{0,80}|a écrit|escribió|ha scritto"
    r"|schreef|skrev|escreveu|написал\(?а?\)?|napisał\(?a?\)?)\s?:$",
    re.IGNORECASE,
)
# Whoever stands between the moment and the address: "On 6 May 2025 at 06:00, Orsund Post <post@orsund.example> wrote:".
_WRITER: Final = re.compile(
    r"^.*(?:[\d,]|\b[ap]\.?m\.?|\buhr|\bschrieb|\bskrev|\bschreef)\s+([^\d,<>:]{2,80}?)\s*<[^<>]{1,200}>", re.IGNORECASE
)
# Without the address: "On 06.05.2025 06:00, Orsund Post wrote:", "Am 06.05.25 um 06:00 schrieb Orsund Post:".
_NAMED_WRITER: Final = re.compile(
    r"(?:\d|\b[ap]\.?m\.?|\buhr)\s?,?\s+([^\d,<>:]{2,80}?)\s+(?:wrote|a écrit|escribió|ha scritto|escreveu|написал\(?а?\)?"
    r"|napisał\(?a?\)?)\s?:$|\s(?:schrieb|skrev|schreef)\s+([^\d,<>:]{2,80}?)\s?:$",
    re.IGNORECASE,
)
_PREFIXES: Final = re.compile(
    r"^(?:(?:fwd?|re|aw|wg|tr|rv|enc|vs|vb|sv|i|r|odp|pd|转发|答复|回复)\s?[:：]\s*)+", re.IGNORECASE
)
_MAILBOX: Final = re.compile(r"^[\"']?([^\"'<>]{1,200}?)[\"']?\s*<[^<>]{1,200}>")
#: Longest label and value together, in characters, and most lines of one header.
_LONGEST: Final = 1200
#: Longest label, longest line that announces a mail, and longest one that says who wrote it, in characters.
_LABEL: Final = 40
_ANNOUNCEMENT: Final = 70
_ATTRIBUTION: Final = 320
_MOST: Final = 40
_FATES: Final[dict[str, Fate]] = {
    "sender": "publisher",
    "publisher": "publisher",
    "poster": "publisher",
    "url": "publisher",
    "date": "date",
    "posted": "date",
    "author": "byline",
}
#: Where a day stands that a line of a header states, as evidence names it, and why its sender is proposed.
_WHERE: Final = {"date": "published", "posted": "message", "wrote": "message"}
_SAID: Final = {"sender": "whom the mail is from", "poster": "who sent the message", "wrote": "who wrote the mail"}
#: Words under which the text above a forwarded mail is a note to whoever gets it.
_NOTE: Final = 25


class Field(Value, frozen=True, kw_only=True):
    """One labelled line: the piece of its label, that of its value (the next one), what it says, and its line."""

    kind: str
    piece: int
    value: str
    line: int


class Part(Value, frozen=True, kw_only=True):
    """A stretch of pieces that is read by itself: its header ends at `body`, where its text begins."""

    start: int
    body: int
    end: int
    fields: tuple[Field, ...] = ()

    def value(self, kind: str) -> Field | None:
        """Return the first field of a kind that has a value."""
        return next((field for field in self.fields if field.kind == kind and field.value), None)


def unquoted(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """Return the pieces without the marks of quoting, where at least three lines in a row have one."""
    if not any(piece.text.startswith(">") for piece in pieces):
        return tuple(pieces)
    texts = list(pieces)
    run: list[int] = []
    last = 0
    for index, piece in enumerate((*pieces, Piece(line=0, text=""))):
        if piece.text.startswith(">"):
            run.append(index)
        elif not (run and piece.line == last):
            for place in run if len(run) >= _QUOTED else ():
                texts[place] = msgspec.structs.replace(texts[place], text=_QUOTE.sub("", texts[place].text))
            run = []
        last = piece.line
    return tuple(texts)


def read_parts(pieces: Sequence[Piece], rules: Rules) -> tuple[tuple[Piece, ...], tuple[Part, ...]]:
    """Return the parts of a capture: one for each header, and what stands before the first; and the pieces that they are of.

    Labels of headers are pieces of their own there, so that a value is a row of the ledger.
    """
    shown = unquoted(pieces)
    headers = _headers(shown, rules)
    if not headers:
        return tuple(pieces), (Part(start=0, body=0, end=len(pieces)),)
    inside = {index for start, end in headers for index in range(start, end)}
    found: list[Piece] = []
    for index, piece in enumerate(pieces):
        match = _FIELD.match(shown[index].text) if index in inside else None
        if match is None or not match["value"].strip():
            found.append(piece)
            continue
        prefix = _PREFIXES.match(match["value"]) if _kind(shown[index].text, rules) == "title" else None
        cut = len(piece.text) - len(match["value"]) + (prefix.end() if prefix else 0)
        found += [Piece(line=piece.line, text=piece.text[:cut]), Piece(line=piece.line, text=piece.text[cut:])]
    return tuple(found), _parts(unquoted(found), rules)


def _parts(pieces: Sequence[Piece], rules: Rules) -> tuple[Part, ...]:
    headers = _headers(pieces, rules)
    starts = [start for start, _ in headers]
    first = starts[0] if starts else len(pieces)
    parts = [Part(start=0, body=0, end=first)] if first > 0 else []
    ends = [*starts[1:], len(pieces)]
    for (start, body), end in zip(headers, ends, strict=False):
        parts.append(Part(start=start, body=body, end=end, fields=tuple(_fields(pieces, start, body, rules))))
    return tuple(parts)


def is_note(part: Part, pieces: Sequence[Piece], parts: Sequence[Part]) -> bool:
    """Is the text of the first part a note above a mail that was forwarded?"""
    words = sum(len(piece.text.split()) for piece in pieces[part.body : part.end])
    return part is parts[0] and len(parts) > 1 and words < _NOTE


def _headers(pieces: Sequence[Piece], rules: Rules) -> list[tuple[int, int]]:
    """Return where headers begin and end, with the lines that announce them; labels may be pieces of their own."""
    found: list[tuple[int, int]] = []
    index = 0
    is_first = True
    while index < len(pieces):
        text = pieces[index].text
        if not text.strip():
            index += 1
            continue
        start = index
        is_announced = len(text) < _ANNOUNCEMENT and bool(_ANNOUNCED.match(text.strip()))
        if is_announced:
            index += 1
            while index < len(pieces) and not visible(pieces[index].text):
                index += 1
        # Most lines have no label, and are looked at no further.
        has_label = index < len(pieces) and (":" in pieces[index].text[:_LABEL] or "：" in pieces[index].text[:_LABEL])
        end, kinds = _run(pieces, index, rules) if has_label else (index, [])
        if _is_header(kinds, is_first=is_first, is_announced=is_announced) and _ends_there(pieces, end, kinds):
            found.append((start, end))
            index = end
        elif not is_announced and (wrote := _attribution(pieces, start)):
            found.append((start, wrote))
            index = wrote
        else:
            index = max(index, start + 1) if is_announced else index + 1
        is_first = False
    return found


def is_attribution(text: str) -> bool:
    """Does a line say who wrote the mail that is quoted below it, and when?"""
    return len(text) < _ATTRIBUTION and text.rstrip().endswith(":") and _WROTE.match(visible(text)) is not None


def writer_in(attribution: str) -> str:
    """Return the name in such a line; empty text for none."""
    writer = _WRITER.search(attribution) or _NAMED_WRITER.search(attribution)
    return (writer[1] or writer[writer.lastindex or 1]).strip() if writer else ""


def _attribution(pieces: Sequence[Piece], start: int) -> int:
    """Return where the line ends that says who wrote the mail below it and when; 0 for any other line."""
    if start and pieces[start - 1].line == pieces[start].line:
        return 0
    end = start + 1
    while end < len(pieces) and pieces[end].line == pieces[start].line:
        end += 1
    return end if is_attribution("".join(piece.text for piece in pieces[start:end])) else 0


def _run(pieces: Sequence[Piece], start: int, rules: Rules) -> tuple[int, list[str]]:
    """Return where a row of labelled lines ends that begins at a piece, and the kinds of its labels."""
    kinds: list[str] = []
    index = start
    last = -1
    while index < len(pieces) and index - start < 2 * _MOST:
        piece = pieces[index]
        kind = _kind(piece.text, rules)
        if kind:
            kinds.append(kind)
        elif not (kinds and visible(piece.text) and (piece.line == last or piece.text[:1] in " \t")):
            break
        last = piece.line
        index += 1
    return index, kinds


def _kind(text: str, rules: Rules) -> str:
    match = _FIELD.match(text[:_LONGEST])
    if match is None:
        return ""
    return kind_of_label(match["label"], rules) or ("to" if is_addressee(match["label"], rules) else "")


def _is_header(kinds: list[str], *, is_first: bool, is_announced: bool) -> bool:
    """Are these the kinds of a header? One labelled line is a fact of the article beside it."""
    known = {*kinds} - {"to"}
    if is_first or is_announced:
        return len(known) > 1
    return len(known) > 2 or (len(known) > 1 and "sender" in known and len(kinds) > 2)


def _ends_there(pieces: Sequence[Piece], end: int, kinds: list[str]) -> bool:
    """Does a blank line, or a longer header, part the labelled lines from what follows?"""
    return end == len(pieces) or not visible(pieces[end].text) or len(kinds) > 2


def _fields(pieces: Sequence[Piece], start: int, end: int, rules: Rules) -> list[Field]:
    if _attribution(pieces, start) == end:
        line = visible("".join(piece.text for piece in pieces[start:end]))
        return [Field(kind="wrote", piece=start, value=line, line=pieces[start].line)]
    found = []
    for index in range(start, end):
        kind = _kind(pieces[index].text, rules)
        if not kind:
            continue
        own = pieces[index + 1] if index + 1 < end and pieces[index + 1].line == pieces[index].line else None
        value = visible(own.text) if own else ""
        found.append(Field(kind=kind, piece=index, value=value, line=pieces[index].line))
    return found


# What the lines state --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class HeaderFacts:
    """What the header above a text states; `dates` are its lines that say when, as evidence names them.

    `sender` is whom a mail is from, who may be its publisher; `claims` may be its publisher too, and are proposed.
    """

    title: str = ""
    title_line: int = 0
    publisher: str = ""
    sender: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()
    claims: tuple[Claim, ...] = ()


def read_header(part: Part, rules: Rules) -> HeaderFacts:
    """Return what the header of a part states; the first line of a kind counts, and each author."""
    stated: dict[str, str] = {}
    senders: list[tuple[str, Field]] = []
    authors: list[str] = []
    for field in (field for field in part.fields if field.value):
        found = stated_in(Labelled(field.kind, field.value), rules)
        stated = {**found, **stated}
        authors += [found["author"]] if "author" in found else []
        senders += [(name, field)] if field.kind in _SAID and (name := _name(field)) else []
    title = part.value("title")
    is_sure = [field.kind == "sender" and "@" not in name and is_publisher_name(name, rules) for name, field in senders]
    dates = [field for field in map(part.value, _WHERE) if field]
    return HeaderFacts(
        title=title.value if title else "",
        title_line=title.line if title else 0,
        publisher=stated.get("publisher", ""),
        sender=next((name for (name, _), sure in zip(senders, is_sure, strict=True) if sure), ""),
        url=stated.get("url", ""),
        authors=tuple(authors),
        dates=tuple(Dated(field.value, field.line, _WHERE[field.kind]) for field in dates),
        claims=tuple(
            Claim(value=name, line=field.line, text=_SAID[field.kind])
            for (name, field), sure in zip(senders, is_sure, strict=True)
            if not sure and re.search(r"[^\W\d_]{2}", name)
        ),
    )


def with_header(facts: Facts, header: HeaderFacts, *, is_only: bool) -> Facts:
    """Return the facts of an article with those of the header above its text.

    The header of the only article comes before what stands around the article, except for the headline; of one among
    several it comes last, and its day is one of the page.
    """
    return replace(
        facts,
        title=facts.title or (header.title if is_only else ""),
        title_line=header.title_line if is_only and not facts.title else 0,
        publisher=(is_only and header.publisher) or facts.publisher,
        sender=header.publisher or header.sender,
        url=(is_only and header.url) or facts.url or header.url,
        authors=(header.authors if is_only else ()) or facts.authors,
        dates=header.dates if is_only else tuple(replace(one, where="page") for one in header.dates),
        publishers=(*header.claims, *facts.publishers),
    )


def marks_of_header(part: Part, pieces: Sequence[Piece], drafts: Sequence[tuple[int, int]]) -> dict[int, Mark]:
    """Return the fates of the pieces of a header; `drafts` has the number and the line of the title of each of its part."""
    found = {
        index: Mark(fate="boilerplate", rule="header", signs=("position", "shape")) for index in range(part.start, part.body)
    }
    for index in range(part.start, part.body):
        if not visible(pieces[index].text):
            found[index] = Mark(fate="blank")
    number, title_line = drafts[0] if len(drafts) == 1 else (0, 0)
    for field in part.fields:
        fate = _FATES.get(field.kind)
        if field.kind == "title" and title_line == field.line:
            fate = "title"
        if field.kind == "wrote":
            found |= {index: Mark(fate="date", article=number) for index in range(part.start, part.body)}
        elif fate and field.value and field.piece + 1 < part.body and pieces[field.piece + 1].line == field.line:
            found[field.piece + 1] = Mark(fate=fate, article=number)
    return found


def _name(field: Field) -> str:
    if field.kind == "wrote":
        return writer_in(field.value)
    match = _MAILBOX.match(field.value)
    return match[1].strip() if match else field.value
