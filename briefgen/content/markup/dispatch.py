"""Floor 2. Rules and a dispatcher that are plugged into markdown-it-py: the same tokens, sooner.

News is mostly plain paragraphs, and the parser tries a dozen rules on the first line of each, and again on every character
that may be markup. Each rule begins with the same question, whether its own character stands there; here it is asked once
for all. That saves half of the time of parsing, and a fifth of the CPU of a cold build. `tests/laws/test_dispatch.py`
compares the tokens with those of the parser's own rules, on articles and on texts that hypothesis makes.
"""

import re
from typing import Final

from markdown_it.common.utils import MD_TRIM_CHARS
from markdown_it.parser_inline import ParserInline, RuleFuncInlineType
from markdown_it.rules_block.state_block import StateBlock
from markdown_it.rules_core import StateCore, normalize, text_join
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token

from briefgen.content.markup.limits import NESTING_LIMIT

#: What a line may not begin with if it is to be a line of a paragraph for certain: some rule of blocks looks for it there.
_BLOCK_MARKS: Final = frozenset("`~>*-_+[<#|:=0123456789")
#: The marks of a list without numbers.
_BULLETS: Final = frozenset("-*+")
#: The rules of blocks that these marks speak for.
BLOCK_RULES: Final = frozenset(
    "table code fence blockquote hr list footnote_def reference html_block heading lheading paragraph".split()
)
#: Lines that are indented so far are code.
_CODE_INDENT: Final = 4
#: What each rule of inline markup looks for. A rule that is not named here is tried on every character.
_INLINE_MARKS: Final = {
    "newline": "\n", "escape": "\\", "backticks": "`", "strikethrough": "~", "emphasis": "*_", "link": "[", "image": "!",
    "footnote_inline": "^", "footnote_ref": "[", "autolink": "<", "html_inline": "<", "entity": "&",
}  # fmt: skip
#: The end of a link's text is looked for between runs of text, so that it must end one.
_LABEL_END: Final = "]"


def plain_source(state: StateCore) -> None:
    """Normalise line ends and NUL only where there is one to normalise."""
    if "\r" in state.src or "\0" in state.src:
        normalize(state)


def joined_text(state: StateCore) -> None:
    """Join texts that stand side by side only where an escape or an entity may have split one."""
    if "\\" in state.src or ("&" in state.src and ";" in state.src):
        text_join(state)


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
    _push_paragraph(state, content, start, line, is_hidden=False)
    return True


def plain_list(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Take a list of short items, a line each, before all other rules: no item can hold anything but its text."""
    source, begins, shifts, ends = state.src, state.bMarks, state.tShift, state.eMarks
    marker = source[begins[start]]
    if marker not in _BULLETS or state.level or shifts[start] or state.parentType != "root":
        return False
    bullet = f"{marker} "
    line, last = start, state.lineMax
    while line < last and begins[line] + shifts[line] < ends[line]:
        begin = begins[line]
        if shifts[line] or begin + 2 >= ends[line] or source[begin : begin + 2] != bullet:
            return False
        first = source[begin + 2]
        if first in _BLOCK_MARKS or first in " \t":
            return False
        line += 1
    # The list ends for certain where text stands after it that is not indented.
    following = state.skipEmptyLines(line)
    if following < last and (shifts[following] or source[begins[following]] in _BLOCK_MARKS):
        return False
    opening = state.push("bullet_list_open", "ul", 1)
    opening.markup, opening.map = marker, [start, following]
    for item in range(start, line):
        token = state.push("list_item_open", "li", 1)
        token.markup, token.map = marker, [item, item + 1 if item + 1 < line else following]
        content = source[begins[item] + 2 : ends[item]].strip(MD_TRIM_CHARS)
        _push_paragraph(state, content, item, item + 1, is_hidden=True)
        state.push("list_item_close", "li", -1).markup = marker
    state.push("bullet_list_close", "ul", -1).markup = marker
    state.line = following
    return True


def _push_paragraph(state: StateBlock, content: str, start: int, end: int, *, is_hidden: bool) -> None:
    token = state.push("paragraph_open", "p", 1)
    token.map, token.hidden = [start, end], is_hidden
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start, end], []
    state.push("paragraph_close", "p", -1).hidden = is_hidden


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
        self._of_text = (named["text"],)
        #: Where text ends. The parser's own pattern also stops at characters that none of our rules looks for.
        self.marks = re.compile("[" + re.escape("".join(sorted(marks))) + "]")
        self._marks_in_lines = re.compile("[" + re.escape("".join(sorted(marks - {"\n"}))) + "]")

    def plain_lines(self, source: str) -> list[Token]:
        """Return the tokens of a text without any mark but line ends; nothing where the text has others.

        It takes a third of the time of the rule for line ends: a file of 2 MB may hold a paragraph of 500,000 lines.
        """
        # Spaces before a line end are of meaning.
        if " \n" in source or self._marks_in_lines.search(source):
            return []
        tokens: list[Token] = []
        # One token serves all line ends of a text: they are equal, and nobody changes them.
        end = Token("softbreak", "br", 0)
        for line in source.split("\n"):
            if text := line.lstrip(" \t"):
                tokens.append(Token("text", "", 0, content=text))
            tokens.append(end)
        return tokens[:-1]

    def tokenize(self, state: StateInline) -> None:
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
            for rule in rules if state.level < NESTING_LIMIT else ():
                if rule(state, False):
                    break
            else:
                state.append_pending(source[start])
                state.pos = start + 1
        if state.pending:
            state.pushPending()

    def skip(self, state: StateInline) -> None:
        """Do what the parser does to find the end of brackets: go over one token, in as many steps as the parser takes."""
        start, cache = state.pos, state.cache
        known = cache.get(start)
        if known is not None:
            state.pos = known
            return
        is_token = False
        if state.level < NESTING_LIMIT:
            state.level += 1
            for rule in self._by_mark.get(state.src[start], self._of_text):
                if rule(state, True):
                    is_token = True
                    break
            state.level -= 1
        else:
            state.pos = state.posMax
        if not is_token:
            state.pos += 1
        cache[start] = state.pos
