"""Floor 2. How far the parser goes, and how much of a body is its lede."""

import re
from collections.abc import Sequence
from typing import Final

#: Longest lede taken from a body without `<!--more-->`, in characters: two or three sentences.
LEDE_LIMIT: Final = 400
#: Deepest nesting of blocks. The parser drops what is deeper in silence, so reaching it is a finding.
NESTING_LIMIT: Final = 100
#: Most steps that the parser may take in one body to find where brackets end, about four seconds' worth. It takes one a
#: character in most brackets, and a hundred times that for each bracket that does not end or has others around it. Prose of
#: 5 MiB that is all links takes less; 100 KiB of `![` takes more.
BRACKET_STEPS: Final = 5_000_000

#: Further places that one finding names at most.
_NAMED: Final = 10
_MORE: Final = re.compile(r"(?<=more like it \(line )\d+(?:, \d+)*")


def more_like_it(places: Sequence[tuple[int, int]]) -> str:
    """Return the end of a message: how many more places there are, and their lines; empty if there are none."""
    if not places:
        return ""
    lines = ", ".join(str(line) for line in dict.fromkeys(line for line, _ in places[:_NAMED]))
    return f", and {len(places)} more like it (line {lines}{' ...' if len(places) > _NAMED else ''})"


def moved(message: str, by: int) -> str:
    """Return a message whose further lines, if `more_like_it` names some, count from another first line."""
    if "more like it (line " not in message:
        return message
    return _MORE.sub(lambda lines: ", ".join(str(int(line) + by) for line in lines[0].split(", ")), message)
