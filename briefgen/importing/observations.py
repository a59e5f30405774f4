"""Floor 7. What somebody has to look at in a capture that was read, as findings: its bytes, and what became of its lines."""

from typing import Final

from briefgen.importing.capture.lines import line_ends_of
from briefgen.importing.capture.reading import Account
from briefgen.importing.capture.untold import dropped_lines, is_led_away
from briefgen.text.characters import find_bidi_control, find_control
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: Line length in characters from which dropping a line is worth a warning when many are dropped, and how many are many.
_LONG: Final = 200
_MANY: Final = 3
#: Lines that a finding names.
_LINES: Final = 12
#: Texts that a finding shows, and characters of each.
_NAMED: Final = 3
_SHOWN: Final = 50


def about_bytes(account: Account, span: Span, *, is_html: bool) -> list[Diagnostic]:
    """Say that the letters of a capture are a guess, or that it holds characters that nobody sees."""
    found = []
    if account.is_guess:
        message = f"the bytes are not UTF-8; they were read as {account.encoding}"
        found.append(finding("capture-encoding", span, message, "look at letters with accents before you publish"))
    whole = "".join(account.texts)
    text = line_ends_of(whole).sub("\n", whole)
    for what, match in (("control", find_control(text)), ("bidirectional control", find_bidi_control(text))):
        if match:
            line = text.count("\n", 0, match.start()) + 1
            message = f"the capture holds the {what} character U+{ord(match[0]):04X}; it was left out of the articles"
            where = _at(span, line, is_html=is_html)
            found.append(finding("capture-characters", where, message, "compare with the page"))
    return found


def about_lines(account: Account, span: Span, again: str, *, is_html: bool) -> list[Diagnostic]:
    """Say which lines of a capture have no place, were dropped or may begin other stories, and which credits are damaged.

    `again` is how a help calls what has to be imported again.
    """
    found = []
    lines = "blocks of text" if is_html else "lines"
    if account.maybes:
        found.append(_about_stories(account, span, again, is_html=is_html))
    unassigned = [row.line for row in account.rows if row.fate == "unassigned"]
    if unassigned and account.drafts:
        shown = ", ".join(map(str, unassigned[:8])) + (" ..." if len(unassigned) > 8 else "")
        message = f"{len(unassigned)} {lines} have no place in an article and no rule to drop them: {shown}"
        where = _at(span, unassigned[0], is_html=is_html)
        found.append(finding("unassigned-lines", where, message, "take what belongs to an article over by hand"))
    long = [
        row.line
        for row, text in zip(account.rows, account.texts, strict=True)
        if row.fate == "boilerplate" and len(text) > _LONG and "markup" not in row.signs
    ]
    if len(long) >= _MANY:
        message = f"{len(long)} long {lines} were dropped, the first is number {long[0]}"
        where = _at(span, long[0], is_html=is_html)
        found.append(finding("long-lines-dropped", where, message, "see with --explain whether they belong to an article"))
    found += _about_inside(account, span, is_html=is_html)
    for draft in account.drafts:
        for caption in draft.captions:
            if caption.damage:
                message = f'the credit "{caption.credit}" is damaged: {caption.damage}'
                where = _at(span, caption.line, is_html=is_html)
                found.append(finding("damaged-credit", where, message, "look the credit up; it was not mended"))
    return found


def _about_stories(account: Account, span: Span, again: str, *, is_html: bool) -> Diagnostic:
    """Say at which lines other stories may begin, and how to say so."""
    maybes = account.maybes
    place = "block" if is_html else "line"
    if is_html:
        # Nobody sees the numbers of blocks, so what stands there is named too.
        texts = {row.line: text.strip() for row, text in zip(account.rows, account.texts, strict=True)}
        named = [f'{line} "{shorten(texts[line], _SHOWN)}"' for line in maybes[:_NAMED]]
        shown = ", ".join([*named, *map(str, maybes[_NAMED:_LINES])])
    else:
        shown = ", ".join(map(str, maybes[:_LINES]))
    shown += " ..." if len(maybes) > _LINES else ""
    message = f"another story may begin at {place}{'s' * (len(maybes) > 1)} {shown}, which the import took for part of one"
    starts = sorted({*maybes, *(draft.title_line or draft.paragraphs[0].lines[0] for draft in account.drafts)})
    hint = f"if so, import {again} with --force --split {','.join(map(str, starts[: 2 * _LINES]))}"
    return finding("possible-stories", _at(span, maybes[0], is_html=is_html), message, hint)


def _about_inside(account: Account, span: Span, *, is_html: bool) -> list[Diagnostic]:
    """Say which longer texts were dropped inside an article, though they may be part of it."""
    inside, _, _ = dropped_lines(account.rows, account.texts)
    told = [(row, text) for row, text in inside if not is_led_away(row, is_html=is_html)]
    if not told:
        return []
    texts = "1 text" if len(told) == 1 else f"{len(told)} texts"
    place = "block" if is_html else "line"
    shown = ", ".join(f'{place} {row.line} "{shorten(text.strip(), _SHOWN)}"' for row, text in told[:_NAMED])
    more = f" and {len(told) - _NAMED} more" if len(told) > _NAMED else ""
    message = f"{texts} inside an article dropped: {shown}{more}"
    hint = "take over by hand what belongs to the article; --explain shows the signs"
    return [finding("dropped-inside", _at(span, told[0][0].line, is_html=is_html), message, hint)]


def _at(span: Span, line: int, *, is_html: bool) -> Span:
    """Return the place of a line; a page's ledger is over its blocks of text, and these are no lines of the file."""
    return span if is_html else Span(path=span.path, line=line)
