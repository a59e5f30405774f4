"""Floor 7. Lines -> pieces -> units: what a reader would take for one paragraph, headline or label, with its shape.

A unit is mostly a line. Lines wrapped by an editor are joined to a paragraph, and what intrudes into a line is cut out of
it, so everything above may think of units and the ledger may think of pieces.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Final, Literal, TypeAlias

from briefgen.importing.capture.folding import fold, visible
from briefgen.importing.capture.ledger import Piece
from briefgen.importing.capture.lines import Line
from briefgen.importing.capture.rules import Rules, hits_of
from briefgen.importing.capture.when import ends_in_ago, says_only_when
from briefgen.text.words import word_pattern

Shape: TypeAlias = Literal["prose", "short", "rule"]

#: Characters from which on a line is prose whatever it ends with: of 181 real pages' lines over 120 characters 2 in 3 are
#: body, and most others are captions and teasers, which are found by other signs.
LONG_LINE: Final = 120
#: Words from which on a line that ends like a sentence is one; shorter ones may be labels with a full stop.
SENTENCE_WORDS: Final = 8

# A sentence's end, and what may close after it.
_STOPS: Final = (".", "。", "۔", "…")
_CLOSERS: Final = "\"'”’»)]›」"
_QUOTED_STOP: Final = re.compile(r"[,!?؟][\"”’»]$|:$")
_SIGNED: Final = re.compile(r"(?<=[.!?»”\"])\s\(?[A-ZÀ-Þ]{2,8}(?:/[A-ZÀ-Þ]{2,8})?\)?$")
#: Longest signature, in characters.
_SIGNATURE: Final = 22
_ASK: Final = re.compile(r"[?؟!]$")
_INNER_STOP: Final = re.compile(r"(?:[a-zà-ÿ\u0600-\u06ff]{3}|[)”\"»’])[.!?؟۔][\"”’»)]*\s+[“\"«‘(]?[A-ZÀ-Þ\u0600-\u06ff]")
#: Characters at the end of a line in which an ellipsis may stand: two marks with spaces between them.
_ELLIPSIS_LENGTH: Final = 80
_ELLIPSIS: Final = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s*[\"”»]?$")
_LIST_ITEM: Final = re.compile(r"^(?:[-*•▪●◦‣·–—]|\(?\d{1,2}[.)]|\((?:[ivx]{1,5}|[a-z])\)|[a-z]\))\s+\S")
# Kana, Han and Hangul: no spaces between words, or few.
IS_WIDE: Final = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
#: Characters at the beginning of a text in which the first letter stands.
_BEGINNING: Final = 12
_DIGIT: Final = re.compile(r"\d")
_LETTER: Final = re.compile(r"[^\W\d_]")
# A label set into the middle of a sentence: after a letter or comma and before more text.
_INTRUSION: Final = re.compile(
    r"(?<=[^\W\d_,;])\s+(?:ADVERTISEMENT|Advertisement|PUBLICITÉ|Publicité|PUBLICIDAD|Publicidad|\[Advertisement\])\s+(?=[^\W\d_])"
    r"|(?<=[.!?\"”])(?:ADVERTISEMENT|Advertisement)(?=[A-Z“\"\s])"
)
# "News | Sport | Tides", "Home > World > Isles": short names with bars or arrows between them.
_BAR: Final = re.compile("([|•·›»>/])")
#: Longest name in a menu, and longest last one, in characters.
_MENU_NAME: Final = 24
_LAST_NAME: Final = 60
# An address of mail or web, a number to ring: what a page's foot says and a story seldom.
_CONTACT: Final = re.compile(
    r"^\(?(?:©|\(c\)|(?i:copyright)\b)|[\w.+-]+@[\w-]+\.\w{2,}|\bhttps?://\S+|\bwww\.\w+|(?:\+\d{1,3}|\(0\d+\)|\b0\d{2,4})[\s./-]\d{2,}[\s.-]?\d{2,}"
)
_LINKED: Final = re.compile(r"^(?:#{1,6} |\d{1,3}[.)] )?(?:\*\*)?\[[^\[\]]+\]\(https?://[^\s()]+\)(?:\*\*)?$")
# "BC-ISLES-VOLCANO, 2nd Ld", "EDS: UPDATES with ...", "-0-", "(MORE)", "TCP 1644 SUN": a desk's own marks.
_SLUG: Final = re.compile(
    r"^(?:[A-Z]{2,4}[-–—]{1,2}[A-Z][\w-]*(?:[-–—, ]|$)|(?i:eds?|editors?|note to editors)\s?[:.]"
    r"|[-–—(\[]{1,2}(?:0|30|(?i:more|end|ends|mf))[-–—)\]]{1,2}$|[A-Z]{2,5} \d{3,4}(?: [A-Z]{3})?$|\[\d\d?:\d\d\] [A-Z]"
    r"|(?:Priority|Slug|Keywords|Category) ?: ?\S+(?: \S+)?$|(?:[A-Z]{2,4} )?[a-z]{2,4}(?:[/-][a-z]{1,5})+$"
    # "**A headline**" is one in bold.
    r"|(?!\*\*[^*]+\*\*$)[-–—+*=]{2,} ?[^-–—+*=].{0,60}[^-–—+*=] ?[-–—+*=]{2,}$|[A-Z]{4}$)"
)
#: What a wire sets before a line: a sign of its own, behind control characters.
_WIRE: Final = "^" + "".join(map(chr, range(32)))
#: Longest line of contact or menu, in words.
_LABEL: Final = 40
#: Characters above which a line is no label, however few words it has: a word may have megabytes.
_LONGEST_LABEL: Final = 1000
#: Wrapped text: lines at least this share of the width are full.
_FULL: Final = 0.72
_WIDTHS: Final = (45, 130)
#: Lines that are torn in mid-sentence and stand this close together are a wrapped text; so few say nothing.
_WINDOW: Final = 20
_NEAR: Final = 4
_TORN: Final = 3
#: Characters in which the words of a byline stand.
_OPENING: Final = 40
#: Characters by which an editor may wrap earlier than at the width.
_SLACK: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A paragraph, headline or label. `gap`: blank lines before it; `hits`: the tables of rules that know it.

    `size` is the length in words; scripts without spaces count two characters a word. `is_sentence`: does it end like one?
    """

    index: int
    pieces: tuple[int, ...]
    text: str
    fold: str
    words: tuple[str, ...]
    gap: int
    shape: Shape
    hits: frozenset[str]
    when: Literal["", "date", "relative"]
    lead: str = ""
    size: int = 0
    is_sentence: bool = False

    @property
    def is_cut(self) -> bool:
        """Does it end in an ellipsis?"""
        return bool(_ELLIPSIS.search(self.text, max(0, len(self.text) - _ELLIPSIS_LENGTH)))

    @property
    def is_list_item(self) -> bool:
        """Does it begin with a bullet or a number?"""
        return bool(_LIST_ITEM.match(self.text))


_WORDS: Final = word_pattern()


def cut_pieces(lines: Sequence[Line]) -> tuple[Piece, ...]:
    """Return the lines as pieces, with labels that intrude into a sentence as pieces of their own."""
    pieces: list[Piece] = []
    for line in lines:
        whole = line.text + line.end
        start = 0
        if len(line.text) > LONG_LINE:
            for match in _INTRUSION.finditer(line.text):
                pieces += [
                    Piece(line=line.number, text=whole[start : match.start()]),
                    Piece(line=line.number, text=match[0]),
                ]
                start = match.end()
        pieces.append(Piece(line=line.number, text=whole[start:]))
    return tuple(pieces)


def intrusions_in(pieces: Sequence[Piece]) -> frozenset[int]:
    """Return which pieces are labels inside a sentence: neither the first nor the last of their line."""
    return frozenset(
        index
        for index in range(1, len(pieces) - 1)
        if pieces[index - 1].line == pieces[index].line == pieces[index + 1].line and len(pieces[index].text) < 24
    )


def make_units(pieces: Sequence[Piece], rules: Rules) -> tuple[Unit, ...]:
    """Return the units of a capture in order; blank pieces and intrusions belong to none."""
    texts = [visible(piece.text) for piece in pieces]
    intrusions = intrusions_in(pieces)
    widths = _wrap_widths(pieces, texts)
    units: list[Unit] = []
    group: list[int] = []
    gap = blank = 0
    for index, text in enumerate(texts):
        if index in intrusions:
            continue
        if not text:
            blank += 1
            continue
        same_line = group and pieces[group[-1]].line == pieces[index].line
        joins = bool(group) and not blank and widths[index] and _continues(texts[group[-1]], text, widths[index])
        joins = joins and not _opens_byline(text, rules) and not _is_doubled(units, group, texts)
        if group and not same_line and not joins:
            units.append(_unit(len(units), group, texts, gap, rules))
            group = []
        if not group:
            gap = blank
        blank = 0
        group.append(index)
    if group:
        units.append(_unit(len(units), group, texts, gap, rules))
    return tuple(units)


def _is_doubled(units: Sequence[Unit], group: Sequence[int], texts: Sequence[str]) -> bool:
    """Does a line say the same as the unit above it, as captions do? Then it is whole."""
    return len(group) == 1 and bool(units) and units[-1].text == texts[group[0]]


def _unit(index: int, group: list[int], texts: list[str], gap: int, rules: Rules) -> Unit:
    text = " ".join(texts[piece] for piece in group)
    folded = fold(text)
    words = tuple(_WORDS.findall(folded))
    size = _size(text, words)
    when = says_only_when(text, words, rules)
    return Unit(
        index=index,
        pieces=tuple(group),
        text=text,
        fold=folded,
        words=words,
        gap=gap,
        shape=_shape(text, words, size),
        size=size,
        is_sentence=_stops(text),
        hits=hits_of(text, words, rules) | (frozenset() if when else _shape_hits(text, words)),
        when=when,
        lead=ends_in_ago(text, words, rules),
    )


def _shape_hits(text: str, words: tuple[str, ...]) -> frozenset[str]:
    """Return what a line's shape alone says: a menu, an address, a desk's mark."""
    if len(words) > _LABEL or len(text) > _LONGEST_LABEL:
        return frozenset()
    found = {name for name, pattern in (("contact", _CONTACT), ("slug", _SLUG)) if pattern.search(text.lstrip(_WIRE))}
    if _LINKED.match(text):
        # A headline that is a link, in Markdown.
        found.discard("contact")
    return frozenset(found | {"menu"} if _is_menu(text) else found)


def _is_menu(text: str) -> bool:
    """Is the line names with bars or arrows between them, or does an arrow stand at its end?

    Not by one pattern: as spaces may belong to a name or to the bar beside it, the time would double with each bar.
    """
    if text[:1] in {"←", "‹"} or text[-1:] in {"→", "›"}:
        return True
    parts = _BAR.split(text)
    names, bars = parts[::2], ["", *parts[1::2], ""]
    return len(names) > 2 and all(_is_menu_name(name, bars[place], bars[place + 1]) for place, name in enumerate(names))


def _is_menu_name(name: str, before: str, after: str) -> bool:
    """May this stand between two bars, or between a bar and the line's end (""), less the spaces that belong to the bars?"""
    spaces = (len(name) - len(name.lstrip()), len(name) - len(name.rstrip()))
    sides = tuple(zip((before, after), spaces, strict=True))
    if any(bar == "/" and not space for bar, space in sides):
        return False
    # A slash has one space on each side, any other bar has as many as there are.
    least = sum(bar == "/" for bar, _ in sides)
    most = sum(1 if bar == "/" else space for bar, space in sides if bar)
    return len(name) > least and len(name) - most <= (_MENU_NAME if after else _LAST_NAME)


def _stops(text: str) -> bool:
    """Does a text end like a sentence? An agency may sign behind it: "... in October. AGC"."""
    may_be_signed = text[-1:].isupper() or text[-2:-1].isupper()
    signed = _SIGNED.search(text, max(0, len(text) - _SIGNATURE)) if may_be_signed else None
    bare = (text[: signed.start()] if signed else text).rstrip(_CLOSERS)
    return bare.endswith(_STOPS) or bool(_QUOTED_STOP.search(text, max(0, len(text) - 2)))


def _size(text: str, words: tuple[str, ...]) -> int:
    if IS_WIDE.search(text, 0, _BEGINNING):
        return max(len(words), len(IS_WIDE.findall(text)) // 2)
    return len(words) if len(words) * 12 > len(text) else max(len(words), len(text) // 6)


def _shape(text: str, words: tuple[str, ...], size: int) -> Shape:
    if not _LETTER.search(text) and not _DIGIT.search(text):
        return "rule"
    if not IS_WIDE.search(text, 0, _BEGINNING):
        size = max(len(words), len(text) // 12)
    if size >= SENTENCE_WORDS and _stops(text) and not text.endswith(":"):
        return "prose"
    if len(text) >= LONG_LINE and (not _ASK.search(text) or len(text) > LONG_LINE * 1.5):
        return "prose"
    # A headline may hold a question and its answer, so without an end of its own a line is prose only if it goes on.
    if len(text) >= (LONG_LINE // 2 if _stops(text) else LONG_LINE * 3 // 4) and _INNER_STOP.search(text):
        return "prose"
    return "short"


def _wrap_widths(pieces: Sequence[Piece], texts: list[str]) -> list[int]:
    """Return for each piece the width at which its neighbourhood was wrapped, or 0 where lines are whole paragraphs."""
    torn = [index for index in range(len(texts) - 1) if _is_torn(texts[index], texts[index + 1])]
    widths = [0] * len(texts)
    for place, index in enumerate(torn):
        near = [other for other in torn[max(0, place - _NEAR) : place + _NEAR + 1] if abs(other - index) <= _WINDOW]
        lengths = [len(texts[other]) for other in near]
        if len(near) >= _TORN and median(lengths) >= _FULL * max(lengths):
            for other in range(max(0, index - _NEAR), min(len(texts), index + _NEAR + 1)):
                widths[other] = max(widths[other], *lengths)
    if not any(widths) and not any(text[:1].isupper() for text in texts):
        width = _caseless_width(texts)
        widths = [width] * len(texts)
    return widths


def _is_torn(above: str, below: str) -> bool:
    """Does a line go on below in the middle of a sentence, as an editor wraps it?"""
    return (
        _WIDTHS[0] <= len(above) <= _WIDTHS[1] and below[:1].islower() and not _stops(above) and not _LIST_ITEM.match(below)
    )


def _caseless_width(texts: list[str]) -> int:
    """Return the width at which a text in a script without capitals was wrapped, or 0."""
    if max(map(len, texts), default=0) > _WIDTHS[1]:
        return 0
    pairs = [(here, below) for here, below in pairwise(texts) if here and below]
    full = [len(here) for here, _ in pairs if len(here) >= _WIDTHS[0] and not _stops(here) and not _ASK.search(here)]
    ends = sum(bool(_stops(here)) for here, below in zip(texts, (*texts[1:], ""), strict=False) if here and not below)
    if len(pairs) < 4 or len(full) < 0.45 * len(pairs) or ends < 2:
        return 0
    return max(full) if median(full) >= _FULL * max(full) else 0


def _opens_byline(text: str, rules: Rules) -> bool:
    """Does a line begin as a byline does, with a capital: "By Ada Quint"?"""
    return text[:1].isupper() and rules.begins("byline", tuple(_WORDS.findall(fold(text[:_OPENING])))) > 0


def _continues(above: str, below: str, width: int) -> bool:
    """Is the line below the rest of the paragraph above: would its first word not have fitted there?"""
    if _LIST_ITEM.match(below) or len(above) > _WIDTHS[1] or above == below:
        return False
    if len(above) + 1 + len(below.split(maxsplit=1)[0]) > width - _SLACK or _is_torn(above, below):
        return True
    # The last line of a paragraph may be a word or two, below a line that ends early.
    return len(below) < (1 - _FULL) * width and _stops(below) and not _stops(above) and len(above) >= _FULL * width
