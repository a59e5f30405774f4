"""Floor 7. Shortcodes, includes and template tags in texts: listed, left visible, and never run.

What CommonMark would eat of a tag (`<figure`, stars, brackets) is written as a character reference, so that a page shows the
tag as it stood in the old file. Blocks of code that a tag marks become fences, since their text is no Markdown.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from typing import Final

from briefgen.importing.migrating.code import Code
from briefgen.importing.migrating.model import Change

#: Longest tag, in characters: without a limit, each of many openings would be compared with the rest of the text.
_LONGEST: Final = 1000
_ANY: Final = f".{{0,{_LONGEST}}}?"
_TAG: Final = re.compile(rf"\{{\{{[<%]{_ANY}[>%]\}}\}}|\{{%{_ANY}%\}}|\{{\{{{_ANY}\}}\}}|\{{\#{_ANY}\#\}}", re.DOTALL)
#: Code between two tags, each on a line: what Jekyll and Hugo have for that, and the names that themes give it.
_CODE: Final = re.compile(
    r"^[ \t]{0,9}(?:\{%-?[ ]?highlight[ ]+(?P<liquid>[^\s%}]*)[^%\n]{0,200}%\}"
    r"|\{\{[<%][ ]?(?P<name>highlight|code|code-toggle)\b[ ]?(?P<hugo>[^\s>%]*)[^\n]{0,300}?[>%]\}\})[ \t]{0,9}\n?",
    re.MULTILINE,
)
_CODE_END: Final = re.compile(
    r"\n?[ \t]{0,9}(?:\{%-?[ ]?endhighlight[ ]?-?%\}"
    r"|\{\{[<%][ ]?/[ ]?(?:highlight|code|code-toggle)[ ]?[>%]\}\})[ \t]{0,9}$",
    re.MULTILINE,
)
_HEADING_ID: Final = re.compile(
    r"^( {0,3}#{1,6}[ \t].{0,400}?)[ \t]{0,9}\{:?[ ]?#([A-Za-z][\w:.-]*)[^}\n]{0,200}\}[ \t]{0,9}$", re.MULTILINE
)
_MORE: Final = re.compile(r"^[ \t]*<!--[ ]*more[ ]*-->[ \t]*$", re.MULTILINE | re.IGNORECASE)
#: What CommonMark could read as markup within a tag.
_EATEN: Final = re.compile(r"<(?=[A-Za-z/!?])|[*`\[\]\\]|(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])|~~|&(?=[A-Za-z#])")
_BREAK: Final = re.compile(r"\s*\n\s*")


def prepare(text: str) -> tuple[str, list[Change]]:
    """Return a body with code marked by tags as fences, ids of headings as HTML, and the mark of the lede as ours."""
    changes: list[Change] = []
    text = _with_fences(text, changes) if "highlight" in text or "code" in text else text
    code, lines = Code(text), Lines(text)

    def heading(found: re.Match[str]) -> str:
        if code.has(found.start()):
            return found[0]
        anchor = found[2].replace(".", "-").replace(":", "-").replace("_", "-").strip("-")
        now = f'{found[1]} <a id="{anchor}"></a>'
        changes.append(Change(line=lines.number(found.start()), kind="heading", was=found[0].strip(), now=now))
        return now

    prepared = _HEADING_ID.sub(heading, text) if "{#" in text or "{:" in text else text
    return _MORE.sub("<!--more-->", prepared), changes


def tags_of(text: str, code: Code) -> Iterator[tuple[int, int]]:
    """Give the range of each tag of a text that is not in code, in order."""
    if "{" in text:
        yield from (found.span() for found in _TAG.finditer(text) if not code.has(found.start()))


def visible(tag: str) -> str:
    """Return a tag so that a page shows it as it is, on one line."""
    return _BREAK.sub(" ", _EATEN.sub(lambda found: "".join(f"&#{ord(sign)};" for sign in found[0]), tag)).replace(
        "&#60;", "&lt;"
    )


class Lines:
    """The lines of a text, to look up the number of one."""

    def __init__(self, text: str) -> None:
        """Note where the lines of a text end."""
        self._ends = [found.start() for found in re.finditer("\n", text)]

    def number(self, index: int) -> int:
        """Return the number of the line that an index is in, from 1."""
        return bisect_left(self._ends, index) + 1


def _with_fences(text: str, changes: list[Change]) -> str:
    """Return a text with the code between tags as fences; a tag of a theme may name a file, so it stays above its fence."""
    lines, pieces, at = Lines(text), list[str](), 0
    while (opening := _CODE.search(text, at)) and (closing := _CODE_END.search(text, opening.end())):
        inner, tag = text[opening.end() : closing.start()], opening[0].strip()
        ticks = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", inner)), default=0))
        is_own = opening["name"] in {"code", "code-toggle"}
        language = "" if is_own else (opening["liquid"] or opening["hugo"] or "").strip("\"'")
        before = f"{tag}\n\n" if is_own else ""
        pieces += [text[at : opening.start()], f"{before}{ticks}{language}\n{inner}\n{ticks}"]
        was = f"{tag} {closing[0].strip()}"
        changes.append(Change(line=lines.number(opening.start()), kind="code", was=was, now="a fence"))
        at = closing.end()
    return "".join([*pieces, text[at:]])
