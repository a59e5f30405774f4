"""Floor 7. What an old site leaves out by its settings: patterns and a path in, an answer out.

A stranger writes the patterns, so none of them runs as a regular expression; the time is that of pattern and path together.
"""

import fnmatch
import re
from collections.abc import Iterable
from typing import Final

#: The reason that the report gives.
LEFT_OUT: Final = "the old site leaves it out"
#: Patterns that one with braces may stand for.
_MOST: Final = 64
_BRACES: Final = re.compile(r"\{([^{}]*,[^{}]*)\}")
_ESCAPED: Final = re.compile(r"\\(.)|(\.\*\??)|([$^.])|([*+?()\[\]{}|])|(.)", re.DOTALL)


def matches(path: str, pattern: str) -> bool:
    """Is a path, or a folder above it, what a pattern of shells names? `*` is in one name, `**` in any number of folders.

    A pattern without a slash inside names a file or folder anywhere.
    """
    return any(_is_below(path.split("/"), one) for one in _alternatives(pattern))


def is_ignored(path: str, lines: Iterable[str]) -> bool:
    """Does a file of ignored paths, as git has it, leave a path out? The last line that names it counts."""
    found = False
    for line in lines:
        text = line.strip()
        if text and not text.startswith("#") and matches(path, text.removeprefix("!")):
            found = not text.startswith("!")
    return found


def as_glob(expression: str) -> str | None:
    r"""Return a regular expression such as `\.tmp$` or `^drafts/.*` as a pattern for `fnmatch`; None if it says more."""
    pieces: list[str] = []
    for found in _ESCAPED.finditer(expression):
        escaped, anything, anchor, other, plain = found.groups()
        at_end = (anchor == "^" and found.start() == 0) or (anchor == "$" and found.end() == len(expression))
        if other or (anchor in {"^", "$"} and not at_end) or (escaped and escaped.isalnum()):
            return None
        sign = "?" if anchor == "." else ""
        pieces.append("*" if anything else sign if anchor else re.sub(r"([*?\[])", r"[\1]", escaped or plain))
    before, after = "" if expression.startswith("^") else "*", "" if expression.endswith("$") else "*"
    return before + "".join(pieces) + after


def _alternatives(pattern: str) -> list[str]:
    """Return the patterns that one with braces stands for."""
    found = [pattern]
    while len(found) < _MOST and any(map(_BRACES.search, found)):
        found = [
            one[: braces.start()] + word + one[braces.end() :] if braces else one
            for one in found
            for braces in [_BRACES.search(one)]
            for word in (braces[1].split(",") if braces else [""])
        ]
    return found[:_MOST]


def _is_below(names: list[str], pattern: str) -> bool:
    parts = [part for part in pattern.split("/") if part not in {"", "."}]
    if not parts:
        return False
    parts = parts if "/" in pattern.removeprefix("./").strip("/") or pattern.startswith("/") else ["**", *parts]
    # After each name: how many parts of the pattern may be used up by now.
    reached = _with_skipped({0}, parts)
    for name in names:
        stayed = {at for at in reached if parts[at] == "**"}
        stepped = {at + 1 for at in reached - stayed if fnmatch.fnmatchcase(name, parts[at])}
        reached = _with_skipped(stayed | stepped, parts)
        if len(parts) in reached:
            return True
    return False


def _with_skipped(reached: set[int], parts: list[str]) -> set[int]:
    """Add what is reached by taking a `**` for no folder."""
    found = set(reached)
    for at in sorted(reached):
        step = at
        while step < len(parts) and parts[step] == "**":
            step += 1
            found.add(step)
    return found
