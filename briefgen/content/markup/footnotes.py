"""Floor 2. Footnotes: their numbers and ids, and those of plain articles straight from their text."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Final

from briefgen.content.markup.blocks import begins_text, goes_on

if TYPE_CHECKING:
    from markdown_it.token import Token

#: The way back from a footnote. U+FE0E asks for the text form of the arrow; without it phones show an emoji.
NOTE_BACK: Final = "\u21a9\ufe0e"
#: What stands round all footnotes of a body.
NOTES_OPEN: Final = '<div class="footnotes">\n<ol>\n'
NOTES_CLOSE: Final = "</ol>\n</div>\n"

_NOTE: Final = re.compile(r"\[\^([A-Za-z0-9]+)\]: ")
#: What a further line of a footnote begins with.
_INDENT: Final = "    "


def note_number(token: "Token") -> int:
    """Return the number of a footnote, from 1."""
    number: int = token.meta["id"]
    return number + 1


def note_reference(token: "Token") -> str:
    """Return the id of a place that a footnote is asked for from."""
    return reference_id(note_number(token), token.meta.get("subId", 0))


def reference_id(number: int, repeat: int) -> str:
    """Return the same, given the number of the footnote, and how often it was asked for before."""
    return f"fnref-{number}-{repeat + 1}" if repeat else f"fnref-{number}"


def is_note(block: str) -> bool:
    """Does a block begin as footnotes do?"""
    return block.startswith("[^")


def read_notes(blocks: Iterable[str]) -> dict[str, str] | None:
    """Return the texts of footnotes by label, if each is a paragraph that asks for no other; None where it may be more."""
    found: dict[str, list[str]] = {}
    label = ""
    for line in (line for block in blocks if is_note(block) for line in block.split("\n")):
        note = _NOTE.match(line)
        if note is not None and note[1] not in found:
            label = note[1]
            found[label] = [line[note.end() :]]
        elif label and line.startswith(_INDENT) and line != _INDENT:
            found[label].append(line.removeprefix(_INDENT))
        else:
            return None
    notes = {label: "\n".join(lines) for label, lines in found.items()}
    return notes if all(begins_text(text) and goes_on(text) and "[^" not in text for text in notes.values()) else None


class Notes:
    """The footnotes of a plain article, numbered in the order in which its text asks for them."""

    def __init__(self, texts: Mapping[str, str]) -> None:
        """Take their texts by label."""
        self._texts = texts
        self._numbers: dict[str, int] = {}
        self._times: Counter[str] = Counter()

    def ask(self, label: str) -> tuple[int, int] | None:
        """Return the number of a footnote, and how often it was asked for before; None where there is none."""
        if label not in self._texts:
            return None
        self._times[label] += 1
        return self._numbers.setdefault(label, len(self._numbers) + 1), self._times[label] - 1

    def asked(self) -> list[tuple[str, int]]:
        """Return the texts of those that were asked for, in order, and how often."""
        return [(self._texts[label], self._times[label]) for label in self._numbers]
