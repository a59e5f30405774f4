"""Floor 2. How our Markdown is parsed: CommonMark with tables, footnotes and strikethrough.

No typographer and no linkify: a briefing says what its source said, character for character.
"""

import functools
import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline.entity import entity
from markdown_it.rules_inline.state_inline import Scanned, StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.footnote import footnote_plugin

from briefgen.content.markup.dispatch import BLOCK_RULES, InlineRules, joined_text, plain_list, plain_paragraph, plain_source
from briefgen.content.markup.footnotes import number_notes
from briefgen.content.markup.limits import BRACKET_STEPS, NESTING_LIMIT
from briefgen.text.characters import expand_references

#: Addresses that `normalizeLink` leaves as they are: nothing to encode, and a host in small letters.
_NORMAL_LINK: Final = re.compile(
    r"(?:https?://[a-z0-9][a-z0-9.-]*(?:/[A-Za-z0-9/._~-]*)?|[A-Za-z0-9_-]+(?:[/.][A-Za-z0-9_-]+)*)"
)
_WINDOWS: Final = re.compile(r"&#(?:0*(12[89]|1[345]\d)|x0*([89][0-9a-f]));", re.IGNORECASE)
#: Labels are stored, so that a definition that nothing refers to can be told.
_OPTIONS: Final[dict[str, bool | int]] = {"html": True, "xhtmlOut": False, "maxNesting": NESTING_LIMIT, "store_labels": True}
#: The way back from a footnote. U+FE0E asks for the text form of the arrow; without it phones show an emoji.
NOTE_BACK: Final = "\u21a9\ufe0e"
#: What stands round all footnotes of a body.
NOTES_OPEN: Final = '<div class="footnotes">\n<ol>\n'
NOTES_CLOSE: Final = "</ol>\n</div>\n"


class TooManyBracketsError(Exception):
    """The parser took too many steps in brackets; the text that it was in is the argument."""


@functools.cache
def make_parser(*, quick: bool = True) -> MarkdownIt:
    """Return the parser; it holds rules only, so one serves all texts. Without `quick`, the library goes all its own way."""
    parser = _Parser("commonmark", _OPTIONS)
    parser.inline = _InlineParser(quick=quick)
    # The preset's rules were chosen on the parser's own inline rules, so they are chosen again on ours.
    parser.configure("commonmark", options_update=_OPTIONS)
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin)
    parser.core.ruler.before("footnote_tail", "footnote_places", _gather_notes)
    parser.core.ruler.before("footnote_tail", "footnote_numbers", number_notes)
    parser.inline.ruler.at("entity", _character)
    if quick and frozenset(parser.block.ruler.get_active_rules()) <= BLOCK_RULES:
        parser.block.ruler.before("table", "plain_paragraph", plain_paragraph)
        parser.block.ruler.after("plain_paragraph", "plain_list", plain_list)
    if quick:
        parser.core.ruler.at("normalize", plain_source)
        parser.core.ruler.at("text_join", joined_text)
    parser.add_render_rule("footnote_ref", _render_footnote_ref)
    parser.add_render_rule("footnote_block_open", lambda *_: NOTES_OPEN)
    parser.add_render_rule("footnote_block_close", lambda *_: NOTES_CLOSE)
    parser.add_render_rule("footnote_open", _render_footnote_open)
    parser.add_render_rule("footnote_anchor", _render_footnote_anchor)
    return parser


class _Parser(MarkdownIt):
    """The parser, which leaves it to the sanitiser to say which addresses are safe, for Markdown and raw HTML alike."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - the parser's own name
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 - likewise
        return url if _NORMAL_LINK.fullmatch(url) else super().normalizeLink(url)

    def normalizeLinkText(self, url: str) -> str:  # noqa: N802 - likewise
        # As it is written: decoded, an address can show hidden characters, or letters that look like those of another host.
        return url


class _InlineParser(ParserInline):
    """The inline parser, with emphasis that works beside Chinese, Japanese and Korean."""

    def __init__(self, *, quick: bool) -> None:
        super().__init__()
        self._quick = quick

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        rules = self._rules
        if rules and not rules.marks.search(src):
            if src:
                tokens.append(Token("text", "", 0, content=src))
            return tokens
        if rules and "\n" in src and (lines := rules.plain_lines(src)):
            tokens += lines
            return tokens
        state = _InlineState(src, md, env, tokens)
        self.tokenize(state)
        # Without delimiters that may pair, what comes after them has nothing to do.
        if not rules or state.delimiters or any(meta and meta.get("delimiters") for meta in state.tokens_meta):
            for rule in self.ruler2.getRules(""):
                rule(state)
        return state.tokens

    def tokenize(self, state: StateInline) -> None:
        if self._rules:
            self._rules.tokenize(state)
        else:
            super().tokenize(state)

    def skipToken(self, state: StateInline) -> None:  # noqa: N802 - the parser's own name
        steps = state.env.get("bracket_steps", 0) + 1
        if steps > BRACKET_STEPS:
            raise TooManyBracketsError(state.src)
        state.env["bracket_steps"] = steps
        if self._rules:
            self._rules.skip(state)
        else:
            super().skipToken(state)

    @functools.cached_property
    def _rules(self) -> InlineRules | None:
        # Asked for with the first text: by then all rules are chosen.
        rules = InlineRules(self)
        return rules if self._quick and rules.known else None


class _InlineState(StateInline):
    """Let emphasis begin and end beside CJK text; text without it parses as CommonMark says.

    CommonMark asks for a space or punctuation outside `**` that has punctuation inside. Chinese has no spaces, so a literal
    `**` stays on the page: `**“重点”**的`. Here a CJK character outside will do, and CJK punctuation inside asks for
    nothing. See the amendments at github.com/tats-u/markdown-cjk-friendly.
    """

    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:  # noqa: N802, N803 - the parser's own names
        scanned = super().scanDelims(start, canSplitWord)
        if self.src.isascii() or not canSplitWord:
            return scanned
        end = start + scanned.length
        before = self.src[start - 1] if start > 0 else " "
        after = self.src[end] if end < self.posMax else " "
        if not (_is_cjk(before) or _is_cjk(after)):
            return scanned
        opens = not after.isspace() and (not _blocks(after) or before.isspace() or _is_cjk(before) or _blocks(before))
        closes = not before.isspace() and (not _blocks(before) or after.isspace() or _is_cjk(after) or _blocks(after))
        return Scanned(opens, closes, scanned.length)


@functools.lru_cache(maxsize=4096)
def _is_cjk(character: str) -> bool:
    # Wide, full-width and half-width characters: ideographs, kana, hangul and the punctuation made for them; not emoji.
    if unicodedata.east_asian_width(character) not in {"W", "F", "H"}:
        return False
    return unicodedata.category(character) != "So" or "\u3000" <= character <= "\u33ff"


@functools.lru_cache(maxsize=4096)
def _blocks(character: str) -> bool:
    """Is this punctuation that needs a space or punctuation on its other side?"""
    return not _is_cjk(character) and unicodedata.category(character)[0] in {"P", "S"}


# Footnotes. Ids are unique inside a body because headings may not begin with `fn-` or `fnref-` (see `read_body`).


def _character(state: StateInline, silent: bool) -> bool:
    """Read a character reference as the library does, but the numbers 128 to 159 as browsers do: as Windows-1252."""
    found = _WINDOWS.match(state.src, state.pos)
    if found is None:
        return entity(state, silent)
    if not silent:
        token = state.push("text_special", "", 0)
        number = int(found[2], 16) if found[2] else int(found[1])
        # Windows-1252 leaves out five of them: those stay what they are, a finding like every control character.
        token.content, token.markup, token.info = expand_references(f"&#{number};"), found[0], "entity"
    state.pos = found.end()
    return True


def _gather_notes(state: StateCore) -> None:
    """Note where footnotes are defined, and put one that is defined inside another behind it, where the plugin reads it.

    The plugin would lose the words of the outer one, and end blocks that are not open.
    """
    if "footnotes" not in state.env:
        return
    places: list[tuple[str, int]] = []
    # The tokens of each footnote that is open, and of those that ended inside the outermost.
    opened: list[list[Token]] = []
    ended: list[Token] = []
    tokens: list[Token] = []
    for token in state.tokens:
        if token.type == "footnote_reference_open":
            places.append((token.meta["label"], token.map[0] if token.map else 0))
            opened.append([])
        (opened[-1] if opened else tokens).append(token)
        if token.type == "footnote_reference_close":
            ended += opened.pop()
            if not opened:
                tokens += ended
                ended = []
    state.tokens = tokens
    state.env["note_places"] = places


def note_number(token: Token) -> int:
    """Return the number of a footnote, from 1."""
    number: int = token.meta["id"]
    return number + 1


def note_reference(token: Token) -> str:
    """Return the id of the place where the text refers to a footnote."""
    number, repeat = note_number(token), token.meta.get("subId", 0)
    return f"fnref-{number}-{repeat + 1}" if repeat else f"fnref-{number}"


def _render_footnote_ref(_: object, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    token = tokens[index]
    number = note_number(token)
    return f'<sup class="footnote-ref"><a href="#fn-{number}" id="{env["own"]}{note_reference(token)}">{number}</a></sup>'


def _render_footnote_open(_: object, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return f'<li id="{env["own"]}fn-{note_number(tokens[index])}">'


def _render_footnote_anchor(_: object, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType) -> str:
    return f' <a href="#{note_reference(tokens[index])}" class="footnote-back">{NOTE_BACK}</a>'
