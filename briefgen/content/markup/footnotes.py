"""Floor 2. Footnotes: the marks around them, their numbers and their ids."""

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from markdown_it.token import Token

#: The way back from a footnote. U+FE0E asks for the text form of the arrow; without it phones show an emoji.
NOTE_BACK: Final = "\u21a9\ufe0e"
#: What stands round all footnotes of a body.
NOTES_OPEN: Final = '<div class="footnotes">\n<ol>\n'
NOTES_CLOSE: Final = "</ol>\n</div>\n"


def note_number(token: "Token") -> int:
    """Return the number of a footnote, from 1."""
    number: int = token.meta["id"]
    return number + 1


def note_reference(token: "Token") -> str:
    """Return the id of the place where the text refers to a footnote."""
    number, repeat = note_number(token), token.meta.get("subId", 0)
    return f"fnref-{number}-{repeat + 1}" if repeat else f"fnref-{number}"
