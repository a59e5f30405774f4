"""Floor 7. How an editor marks words as the desk's own: a comment of Markdown, or one of YAML."""

import re
from collections.abc import Sequence
from typing import Final

#: What a curator writes on a line of its own above a paragraph that is not the capture's.
EDITOR_MARK: Final = "<!-- editor -->"
#: What a curator writes behind a value of the front matter, or above its key.
EDITOR_COMMENT: Final = "# editor"

# A colon and a reason may follow.
_AT_END: Final = re.compile(r"(?:^|\s)#\s*editor\s*(?::[^#]*)?$")
_ALONE: Final = re.compile(r"^\s*#\s*editor\s*(?::.*)?$")


def is_marked(lines: Sequence[str], key: str, line: int) -> bool:
    """Is a value of the front matter marked as the editor's: on its line, on that of its key, or above one of the two?

    `lines` are those of the file, `key` is the key at the top, and `line` is where the value begins, from 1.
    """
    head = re.compile(rf"^(?:{re.escape(key)}|\"{re.escape(key)}\"|'{re.escape(key)}')\s*:")
    top = next((number for number in range(line, 0, -1) if head.match(lines[number - 1])), line)
    return any(
        _AT_END.search(lines[number - 1]) is not None or (number > 1 and _ALONE.match(lines[number - 2]) is not None)
        for number in {line, top}
    )
