"""Floor 2. Footnotes as the parser's tokens have them: their numbers, and the ids of where they are asked for."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it.token import Token

#: The way back from a footnote. U+FE0E asks for the text form of the arrow; without it phones show an emoji.
NOTE_BACK: Final = "\u21a9\ufe0e"


def note_number(token: "Token") -> str:
    """Return the number of a footnote, from 1."""
    return str(token.meta["id"] + 1)


def note_reference(token: "Token") -> str:
    """Return the id of a place that a footnote is asked for from."""
    repeat = token.meta.get("subId", 0)
    return f"fnref-{note_number(token)}" + (f"-{repeat + 1}" if repeat > 0 else "")
