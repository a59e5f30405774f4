"""Floor 2. The parser's rules again where a text needs few of them: the same tokens, sooner.

News is mostly plain paragraphs, and the parser tries a dozen rules on the first line of each, and again on every character
that may be markup. Each rule begins with the same question, whether its own character stands there; here it is asked once
for all. `tests/test_markup.py` holds the tokens against those of the parser's own rules.
"""

import re
from typing import Final

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline

#: What a line may not begin with if it is to be a line of a paragraph for certain: some rule of blocks looks for it there.
_BLOCK_MARKS: Final = frozenset("`~>*-_+[<#|:=0123456789")
#: The rules of blocks that these marks speak for.
BLOCK_RULES: Final = frozenset(
    """
    table code fence blockquote hr list footnote_def reference html_block heading lheading paragraph
    """.split()
)
#: Lines that are indented so far are code.
_CODE_INDENT: Final = 4
#: What each rule of inline markup looks for. A rule that is not named here is tried on every character.
_INLINE_MARKS: Final = {
    "newline": "\n",
    "escape": "\\",
    "backticks": "`",
    "strikethrough": "~",
    "emphasis": "*_",
    "link": "[",
    "image": "!",
    "footnote_inline": "^",
    "footnote_ref": "[",
    "autolink": "<",
    "html_inline": "<",
    "entity": "&",
}
#: The end of a link's text is looked for between runs of text, so that it must end one.
_LABEL_END: Final = "]"


def plain_paragraph(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a paragraph of which no line can begin anything else; a rule of blocks, to be tried before all others."""
    source, begins, shifts, ends, indents = state.src, state.bMarks, state.tShift, state.eMarks, state.sCount
    if indents[start] - state.blkIndent >= _CODE_INDENT:
        return False
    line = start
    last = state.lineMax
    while line < last:
        first = begins[line] + shifts[line]
        if first >= ends[line]:
            break
        # A line that is less indented than its block is the parser's to judge.
        if source[first] in _BLOCK_MARKS or indents[line] < state.blkIndent:
            return False
        line += 1
    content = state.getLines(start, line, state.blkIndent, False).strip(MD_TRIM_CHARS)
    state.line = line
    state.push("paragraph_open", "p", 1).map = [start, line]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


class InlineRules:
    """The active rules of an inline parser by the character that they look for."""

    def __init__(self, parser: ParserInline) -> None:
        """Take a parser whose rules are chosen; `known` says whether all of them are ours to dispatch."""
        named = dict(zip(parser.ruler.get_active_rules(), parser.ruler.getRules(""), strict=True))
        self.known = named.keys() - {"text"} <= _INLINE_MARKS.keys()
        marks = {mark for name in named for mark in _INLINE_MARKS.get(name, "")} | {_LABEL_END}
        self._by_mark: dict[str, tuple[RuleFuncInlineType, ...]] = {
            mark: tuple(rule for name, rule in named.items() if mark in _INLINE_MARKS.get(name, "")) for mark in marks
        }
        #: Where text ends. The parser's own pattern also stops at characters that none of our rules looks for.
        self.marks = re.compile("[" + re.escape("".join(sorted(marks))) + "]")

    def tokenize(self, state: StateInline, nesting_limit: int) -> None:
        """Do what the parser does: text up to the next mark, then the first rule that takes the mark."""
        source, end, by_mark = state.src, state.posMax, self._by_mark
        while state.pos < end:
            start = state.pos
            rules = by_mark.get(source[start])
            if rules is None:
                found = self.marks.search(source, start)
                state.pos = found.start() if found else end
                state.append_pending(source[start : state.pos])
                continue
            if state.level < nesting_limit:
                for rule in rules:
                    if rule(state, False):
                        break
                else:
                    state.append_pending(source[start])
                    state.pos = start + 1
            else:
                state.append_pending(source[start])
                state.pos = start + 1
        if state.pending:
            state.pushPending()


def has_pairs(state: StateInline) -> bool:
    """Were there delimiters that may pair? If not, what comes after them has nothing to do."""
    return bool(state.delimiters) or any(meta and meta.get("delimiters") for meta in state.tokens_meta)
