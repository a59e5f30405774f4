"""Floor 7. Labelled lines above a text ("From:", "Date:", "Subject:", "URL:"), and texts that mails quote with ">".

Mails that somebody saved or forwarded have such lines, and so has every text that an import made of a container's entry. The
lines are facts and no part of the article; where a text has several headers, each begins a part of its own. The marks of
quoting are left out of what is read, and not of the ledger.
"""

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from briefgen.importing.capture.drafts import Basis, Draft, Evidence
from briefgen.importing.capture.folding import fold, visible
from briefgen.importing.capture.ledger import Fate, Mark, Piece
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.when import dates_in
from briefgen.values.model import Value

#: Labels, folded, by what stands behind them.
_LABELS: Final = {
    "from": "from von de da van от från fra kimden gönderen od lähettäjä 发件人 寄件者 差出人 보낸사람 من feladó від",
    "publisher": "source publisher publication quelle fuente fonte источник المصدر",
    "date": "date sent datum gesendet envoyé fecha enviado data inviato дата отправлено verzonden dato skickat sendt tarih "
    "gönderildi 日期 发送时间 日時 送信日時 날짜 보낸날짜 التاريخ published veröffentlicht",
    "subject": "subject betreff objet asunto oggetto assunto тема onderwerp ämne emne konu 主题 主旨 件名 제목 "
    "الموضوع temat title headline titel titre título titolo",
    "to": "to an à para a кому aan till til kime 收件人 宛先 받는사람 إلى cc bcc kopie copie reply-to antwort-an",
    "url": "url link archived-at address",
    "author": "author authors by autor auteur autore автор",
    "sender": "posted-by",
    "posted": "posted",
}
_KIND_OF: Final = {label: kind for kind, labels in _LABELS.items() for label in labels.split()}
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
_PREFIXES: Final = re.compile(
    r"^(?:(?:fwd?|re|aw|wg|tr|rv|enc|vs|vb|sv|i|r|odp|pd|转发|答复|回复)\s?[:：]\s*)+", re.IGNORECASE
)
_URL: Final = re.compile(r"https?://[^\s<>\"'\\^`{|}]{3,1900}", re.IGNORECASE)
_MAILBOX: Final = re.compile(r"^[\"']?([^\"'<>]{1,200}?)[\"']?\s*<[^<>]{1,200}>")
#: Longest label and value together, in characters, and most lines of one header.
_LONGEST: Final = 1200
#: Longest label, longest line that announces a mail, and longest one that says who wrote it, in characters.
_LABEL: Final = 40
_ANNOUNCEMENT: Final = 70
_ATTRIBUTION: Final = 320
_MOST: Final = 40
_FATES: Final[dict[str, Fate]] = {
    "from": "publisher",
    "publisher": "publisher",
    "sender": "publisher",
    "date": "date",
    "posted": "date",
    "author": "byline",
}
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


def read_parts(pieces: Sequence[Piece]) -> tuple[tuple[Piece, ...], tuple[Part, ...]]:
    """Return the parts of a capture: one for each header, and what stands before the first; and the pieces that they are of.

    Labels of headers are pieces of their own there, so that a value is a row of the ledger.
    """
    shown = unquoted(pieces)
    headers = _headers(shown)
    if not headers:
        return tuple(pieces), (Part(start=0, body=0, end=len(pieces)),)
    inside = {index for start, end in headers for index in range(start, end)}
    found: list[Piece] = []
    for index, piece in enumerate(pieces):
        match = _FIELD.match(shown[index].text) if index in inside else None
        if match is None or not match["value"].strip():
            found.append(piece)
            continue
        prefix = _PREFIXES.match(match["value"]) if _kind(shown[index].text) == "subject" else None
        cut = len(piece.text) - len(match["value"]) + (prefix.end() if prefix else 0)
        found += [Piece(line=piece.line, text=piece.text[:cut]), Piece(line=piece.line, text=piece.text[cut:])]
    return tuple(found), _parts(unquoted(found))


def _parts(pieces: Sequence[Piece]) -> tuple[Part, ...]:
    headers = _headers(pieces)
    starts = [start for start, _ in headers]
    first = starts[0] if starts else len(pieces)
    parts = [Part(start=0, body=0, end=first)] if first > 0 else []
    ends = [*starts[1:], len(pieces)]
    for (start, body), end in zip(headers, ends, strict=False):
        parts.append(Part(start=start, body=body, end=end, fields=tuple(_fields(pieces, start, body))))
    return tuple(parts)


def is_note(part: Part, pieces: Sequence[Piece], parts: Sequence[Part]) -> bool:
    """Is the text of the first part a note above a mail that was forwarded?"""
    words = sum(len(piece.text.split()) for piece in pieces[part.body : part.end])
    return part is parts[0] and len(parts) > 1 and words < _NOTE


def _headers(pieces: Sequence[Piece]) -> list[tuple[int, int]]:
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
        end, kinds = _run(pieces, index) if has_label else (index, [])
        if _is_header(kinds, is_first=is_first, is_announced=is_announced) and _ends_there(pieces, end, kinds):
            found.append((start, end))
            index = end
        elif not is_announced and len(text) < _ATTRIBUTION and text.rstrip().endswith(":") and _WROTE.match(visible(text)):
            found.append((start, index + 1))
            index += 1
        else:
            index = max(index, start + 1) if is_announced else index + 1
        is_first = False
    return found


def _run(pieces: Sequence[Piece], start: int) -> tuple[int, list[str]]:
    """Return where a row of labelled lines ends that begins at a piece, and the kinds of its labels."""
    kinds: list[str] = []
    index = start
    last = -1
    while index < len(pieces) and index - start < 2 * _MOST:
        piece = pieces[index]
        kind = _kind(piece.text)
        if kind:
            kinds.append(kind)
        elif not (kinds and visible(piece.text) and (piece.line == last or piece.text[:1] in " \t")):
            break
        last = piece.line
        index += 1
    return index, kinds


def _kind(text: str) -> str:
    match = _FIELD.match(text[:_LONGEST])
    return (
        _KIND_OF.get(fold(match["label"]).strip().replace(" ", "" if not match["label"].isascii() else "-"), "")
        if match
        else ""
    )


def _is_header(kinds: list[str], *, is_first: bool, is_announced: bool) -> bool:
    known = {*kinds} - {"to"}
    if is_first and (known & {"from", "url", "sender", "publisher"} or len(known) > 1):
        return True
    return len(known) > (1 if is_announced else 2) or (len(known) > 1 and "from" in known and len(kinds) > 2)


def _ends_there(pieces: Sequence[Piece], end: int, kinds: list[str]) -> bool:
    """Does a blank line, or a longer header, part the labelled lines from what follows?"""
    return end == len(pieces) or not visible(pieces[end].text) or len(kinds) > 2


def _fields(pieces: Sequence[Piece], start: int, end: int) -> list[Field]:
    found = []
    for index in range(start, end):
        kind = _kind(pieces[index].text)
        if not kind:
            continue
        own = pieces[index + 1] if index + 1 < end and pieces[index + 1].line == pieces[index].line else None
        value = visible(own.text) if own else ""
        found.append(Field(kind=kind, piece=index, value=value, line=pieces[index].line))
    return found


# What the lines state --------------------------------------------------------------------------------------------------


def with_fields(draft: Draft, part: Part, rules: Rules, *, is_only: bool) -> Draft:
    """Return a draft with what the header of its part states; of one article among several the day is a proposal."""
    title = part.value("subject")
    takes_title = bool(title and is_only and not draft.title_line)
    publisher = part.value("publisher") or part.value("from")
    writers = tuple(field.value for field in part.fields if field.kind == "author" and field.value)
    return msgspec.structs.replace(
        draft,
        title=title.value if takes_title and title else draft.title,
        title_line=title.line if takes_title and title else draft.title_line,
        publisher=draft.publisher or (_name(publisher.value) if publisher else ""),
        authors=draft.authors or (writers if is_only else ()),
        days=(*_days(part, rules, draft, is_only=is_only), *draft.days),
    )


def address_of(part: Part) -> str:
    """Return the address that a header states."""
    field = part.value("url")
    match = _URL.search(field.value) if field else None
    return match[0] if match else ""


def only_address(parts: Sequence[Part]) -> str:
    """Return the address that the headers of a capture state, where they state one."""
    addresses = {address for address in map(address_of, parts) if address}
    return addresses.pop() if len(addresses) == 1 else ""


def sender_of(part: Part) -> str:
    """Return who sent a message of a chat: perhaps its publisher."""
    field = part.value("sender")
    return field.value if field and re.search(r"[^\W\d_]{2}", field.value) else ""


def marks_of_header(part: Part, pieces: Sequence[Piece], draft: Draft | None) -> dict[int, Mark]:
    """Return the fates of the pieces of a header; `draft` is the only one of its part."""
    found = {
        index: Mark(fate="boilerplate", rule="header", signs=("position", "shape")) for index in range(part.start, part.body)
    }
    for index in range(part.start, part.body):
        if not visible(pieces[index].text):
            found[index] = Mark(fate="blank")
    for field in part.fields:
        fate = _FATES.get(field.kind)
        if field.kind == "subject" and draft and draft.title_line == field.line:
            fate = "title"
        if fate and field.value and field.piece + 1 < part.body and pieces[field.piece + 1].line == field.line:
            found[field.piece + 1] = Mark(fate=fate, article=draft.number if draft else 0)
    return found


def _days(part: Part, rules: Rules, draft: Draft, *, is_only: bool) -> list[Evidence]:
    """Return the days that a header states; beside an article that states its own, and among several, they are proposals."""
    is_own = is_only and not any(day.where == "published" and day.basis == "stated" for day in draft.days)
    where = "published" if is_own else "page"
    found = []
    for field in (field for field in (part.value("date"), part.value("posted")) if field):
        # A day that may be two, such as 05/06/2025, is evidence without a day.
        day = next(iter(dates_in(field.value, rules.calendar, draft.lang)), None)
        basis: Basis = "stated" if field.kind == "date" and is_own and day else "inferred"
        found.append(Evidence(where=where, basis=basis, text=field.value, line=field.line, day=day))
    return found


def _name(value: str) -> str:
    match = _MAILBOX.match(value)
    return match[1].strip() if match else value
