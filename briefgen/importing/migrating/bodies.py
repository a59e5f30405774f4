"""Floor 7. The text of an old page to ours: links and pictures led anew, tags left visible, what was changed noted.

Law: each word of the old text is in the new one or in the changes. A link that leads nowhere keeps its words; its address
goes into a comment behind them, since a build refuses a link without a target.
"""

import posixpath
import re
from bisect import bisect_left
from collections.abc import Callable
from typing import Final
from urllib.parse import quote

import msgspec

from briefgen.importing.migrating.code import Code
from briefgen.importing.migrating.links import Link, images_without_alt, links_of
from briefgen.importing.migrating.model import Change, OldPage
from briefgen.importing.migrating.references import Reference
from briefgen.importing.migrating.shortcodes import Lines, tags_of, visible
from briefgen.plan.media import FILES
from briefgen.text.characters import find_bidi_control, find_control, without_controls
from briefgen.text.slugs import one_line

_WORDS: Final = re.compile(r"[^\W_]+")
_NO_ALT: Final = re.compile(r"!\[[ \t]*\](?=\[)")
#: A title behind an address, which is the next best description of a picture.
_TITLE: Final = re.compile(r"[\"'(](.*)[\"')]\s*\)$", re.DOTALL)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a reference leads in the new project: what to write as its address; empty if it leads nowhere."""

    address: str
    note: str = ""


class Edit(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """A range of a text, and what takes its place."""

    start: int
    end: int
    now: str


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """A text of ours, what was changed in it, and what is left for a person to do."""

    text: str
    changes: tuple[Change, ...]
    tasks: tuple[str, ...]


def clean_text(text: str) -> tuple[str, list[Change]]:
    """Return a text without control and bidirectional characters, and a change for each line that had one."""
    if not (find_control(text) or find_bidi_control(text)):
        return text, []
    rows = text.split("\n")
    found = [(number, row) for number, row in enumerate(rows, 1) if without_controls(row) != row]
    changes = [Change(line=number, kind="character", was=ascii(row), now=without_controls(row)) for number, row in found]
    return "\n".join(map(without_controls, rows)), changes


def write_body(
    text: str, page: OldPage, follow: Callable[[str, OldPage], Reference], place: Callable[[Reference, bool], Place]
) -> Written:
    """Return the text of a page with its links and pictures led anew.

    `follow` says where an address of the old page leads, `place` what to write for that; its flag asks for a picture.
    """
    code, lines = Code(text), Lines(text)
    edits: list[Edit] = []
    changes: list[Change] = []
    tasks: list[str] = []
    tags = list(tags_of(text, code))
    inside = _Taken([Edit(start=start, end=end, now="") for start, end in tags])
    for link in links_of(text, code):
        if inside.holds(link.start, link.end):
            continue
        reference = follow(link.address, page)
        found = place(reference, link.is_image) if reference.kind != "outside" else Place(address=reference.to)
        edits += _edits_of(text, link, found)
        if found.address != link.address:
            now = found.address or "the words without the link"
            changes.append(Change(line=lines.number(link.start), kind="link", was=link.address, now=f"{now}{found.note}"))
        if link.is_image and link.form == "inline" and not link.text.strip() and found.address:
            alt = alt_of(link.address, text[link.address_end : link.end])
            edits.append(Edit(start=link.start + 2, end=link.start + 2, now=alt))
            tasks.append(f'say what the picture "{link.address}" shows; its description is the name of the file')
    edits += [Edit(start=found.end() - 1, end=found.end() - 1, now="picture") for found in _NO_ALT.finditer(text)]
    for at, tag in images_without_alt(text, code):
        source = re.search(r"src[ ]*=[ ]*[\"']([^\"']*)", tag)
        name = source[1] if source else "picture"
        edits.append(Edit(start=at, end=at, now=f' alt="{alt_of(name)}"'))
        tasks.append(f'say what the picture "{name}" shows; its description is the name of the file')
    taken = _Taken(edits)
    for start, end in tags:
        tag = text[start:end]
        changes.append(Change(line=lines.number(start), kind="tag", was=tag, now="left visible"))
        if not taken.overlaps(start, end):
            edits.append(Edit(start=start, end=end, now=visible(tag)))
    return Written(text=_with(text, edits), changes=tuple(changes), tasks=tuple(dict.fromkeys(tasks)))


def alt_of(address: str, rest: str = "") -> str:
    """Return a description of a picture: its title, if it has one, else the words of its file's name."""
    title = _TITLE.search(rest)
    stem = posixpath.basename(address.partition("?")[0].partition("#")[0]).rpartition(".")[0] or address
    said = title[1] if title else " ".join(_WORDS.findall(stem))
    return one_line(re.sub(r"[\[\]\"<>\\]", " ", said)) or "picture"


def _edits_of(text: str, link: Link, place: Place) -> list[Edit]:
    """Return the edits that lead a link to its place, or that leave its words only."""
    if place.address == link.address:
        return []
    written = quote(place.address, safe="/~!$&'*+,;=:@#%?.-_") if place.address else ""
    if link.form == "attribute":
        if not written:
            return [Edit(start=link.start, end=link.start, now="data-")]
        return [Edit(start=link.address_start, end=link.address_end, now=f'"{written.replace("&", "&amp;")}"')]
    if link.form == "definition":
        if not written:
            return [Edit(start=link.start, end=link.end, now=_comment(text[link.start : link.end].strip()))]
        return [Edit(start=link.address_start, end=link.address_end, now=written)]
    if not written:
        before = 1 + link.is_image
        closing = link.start + before + len(link.text)
        words = "" if link.text.strip() or not link.is_image else alt_of(link.address)
        return [
            Edit(start=link.start, end=link.start + before, now=""),
            Edit(start=closing, end=link.end, now=f"{words} {_comment(text[closing + 1 : link.end].strip('()'))}"),
        ]
    is_file = link.is_image and written.rpartition(".")[2].lower() in FILES
    mark = [Edit(start=link.start, end=link.start + 1, now="")] if is_file else []
    return [*mark, Edit(start=link.address_start, end=link.address_end, now=written)]


def _comment(text: str) -> str:
    """Return a comment of HTML that says where a link led."""
    inner = one_line(text).replace("--", "- -").replace(">", "&gt;").replace("<", "&lt;")
    return f"<!-- led to: {inner} -->"


class _Taken:
    """The ranges of edits, to look up."""

    def __init__(self, edits: list[Edit]) -> None:
        self._edits = sorted(edit for edit in edits if edit.end > edit.start)
        self._starts = [edit.start for edit in self._edits]

    def holds(self, start: int, end: int) -> bool:
        """Does one edit take the place of a whole range?"""
        number = bisect_left(self._starts, start + 1)
        return number > 0 and self._edits[number - 1].end >= end

    def overlaps(self, start: int, end: int) -> bool:
        """Does an edit change a part of a range?"""
        number = bisect_left(self._starts, end)
        return any(edit.end > start for edit in self._edits[max(0, number - 2) : number])


def _with(text: str, edits: list[Edit]) -> str:
    """Return a text after its edits; of two that overlap the first one counts."""
    pieces: list[str] = []
    at = 0
    for edit in sorted(edits):
        if edit.start < at:
            continue
        pieces += [text[at : edit.start], edit.now]
        at = edit.end
    return "".join([*pieces, text[at:]])
