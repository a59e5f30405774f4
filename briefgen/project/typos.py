"""Floor 6. What is probably mistyped in a project's layouts: files that nothing names, blocks that no page has, macros."""

import re
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Final

from briefgen.text.words import nearest, one_edit_apart
from briefgen.values.diagnostics import Diagnostic, Span, finding

if TYPE_CHECKING:
    from briefgen.render.renderer import Layout

_BLOCK: Final = re.compile(r"\{%[-+]?\s*block\s+(\w+)")
_BLOCK_OR_END: Final = re.compile(r"\{%[-+]?\s*(?:block\s+(\w+)|endblock\b)")
#: Where a tag may be none: a comment with a tag in it, and raw text.
_NO_TAG: Final = re.compile(r"\{#(?:(?!#\}).)*\{%|\{%[-+]?\s*raw\b", re.DOTALL)
_MACRO: Final = re.compile(r"\{%[-+]?\s*macro\s+([a-z]\w*)")
_PARENT: Final = re.compile(r"\{%[-+]?\s*extends\s+[\"']([^\"']+)[\"']\s*[-+]?%\}")
#: A layout that is chosen when the page is made: any file may be the one.
_CHOSEN: Final = re.compile(r"\{%[-+]?\s*(?:extends|include|import|from)\s+[^\s\"']")


def unlikely_layouts(layouts: "Mapping[str, Layout]") -> dict[str, Diagnostic]:
    """Return a finding by name for each layout of the project that no layout names, one letter apart from a theme's layout.

    A content file may name one of these layouts; then its name is meant, and whoever knows the content drops the finding.
    """
    own = {name: layout for name, layout in layouts.items() if layout.path.startswith("layouts/")}
    known = {name.removeprefix("theme/") for name in layouts if name.startswith("theme/")}
    # A file that no layout is, such as notes of the desk, is none of ours.
    new = [name for name in own if name not in known and name.endswith(".html")]
    if not new or any(_CHOSEN.search(layout.text) for layout in own.values()):
        return {}
    close = [pair for pair in sorted(one_edit_apart([*known, *new])) if len(known.intersection(pair)) == 1]
    found = {}
    for pair in close:
        (name,), (right,) = set(pair) - known, known.intersection(pair)
        if name not in found and not any(name in layout.text for layout in own.values()):
            message = f'neither a layout nor a content file names "{name}", so it is on no page'
            found[name] = finding("unlikely-layout", Span(path=own[name].path), message, f'nearest is "{right}"')
    return found


def unused_blocks(layouts: "Mapping[str, Layout]") -> Iterator[Diagnostic]:
    """Give a finding for each block of a project's layout that no layout has which it extends: no page shows the block.

    Takes all layouts by name, `theme/NAME` for the packaged ones.
    """
    for name, layout in layouts.items():
        if not layout.path.startswith("layouts/"):
            continue
        parents = _parents(name, layouts)
        known = {block for parent in parents for block in _BLOCK.findall(layouts[parent].text)}
        doubtful = set(_BLOCK.findall(layout.text)) - known if parents else set()
        if not _may_have_outer(doubtful, layout.text):
            continue
        # The parser is asked only about layouts that may be wrong: most builds need it for none.
        from briefgen.render.renderer import outer_blocks

        for block, line in outer_blocks(layout.text):
            if block in doubtful:
                text = layout.text.split("\n")[line - 1]
                at = re.search(rf"\bblock\s+({block})\b", text)
                span = Span(path=layout.path, line=line, column=at.start(1) + 1 if at else None, length=len(block))
                message = f'no layout that this one extends has a block "{block}", so no page shows it'
                close = nearest(block, sorted(known))
                hint = f'nearest is "{close}"' if close else f"the blocks are {', '.join(sorted(known))}"
                yield finding("unused-block", span, message, hint)


def _may_have_outer(blocks: Collection[str], text: str) -> bool:
    """May one of some blocks of a layout stand in no other block? Then only the parser can tell."""
    if not blocks or _NO_TAG.search(text):
        return bool(blocks)
    depth = 0
    for found in _BLOCK_OR_END.finditer(text):
        if not depth and found[1] in blocks:
            return True
        depth += 1 if found[1] else -1
    return False


def unused_macros(layouts: "Mapping[str, Layout]") -> Iterator[Diagnostic]:
    """Give a finding for each macro of a project's layout that replaces none of those which it extends, and nothing calls.

    Takes all layouts by name, `theme/NAME` for the packaged ones.
    """
    own = {name: layout for name, layout in layouts.items() if layout.path.startswith("layouts/")}
    for name, layout in own.items():
        parents = _parents(name, layouts) if _MACRO.search(layout.text) else ()
        known = "\n".join(layouts[parent].text for parent in parents)
        for found in _MACRO.finditer(layout.text) if parents else ():
            macro = found[1]
            word = re.compile(rf"\b{macro}\b")
            # An extended layout may import the macro, and have no macro of that name itself.
            if word.search(known) or sum(len(word.findall(one.text)) for one in own.values()) > 1:
                continue
            line = layout.text.count("\n", 0, found.start(1)) + 1
            column = found.start(1) - layout.text.rfind("\n", 0, found.start(1))
            span = Span(path=layout.path, line=line, column=column, length=len(macro))
            message = f'no layout that this one extends has a macro "{macro}", and nothing calls it'
            close = nearest(macro, _MACRO.findall(known))
            yield finding("unused-macro", span, message, f'nearest is "{close}"' if close else "call it, or remove it")


def _parents(name: str, layouts: "Mapping[str, Layout]") -> list[str]:
    """Return the layouts that one extends, the nearest first; none if one of them is missing or chosen on the page."""
    parents: list[str] = []
    while "extends" in (text := layouts[name].text):
        found = _PARENT.findall(text)
        if len(found) != 1 or len(re.findall(r"\bextends\b", text)) != 1 or found[0] not in layouts:
            return []
        name = found[0]
        if name in parents:
            return []
        parents.append(name)
    return parents
