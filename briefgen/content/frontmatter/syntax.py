"""Floor 2. What a YAML parser says of a mistake -> where the mistake is, what it is in plain words, and what to do."""

from collections.abc import Callable
from typing import Final, NamedTuple

_QUOTE: Final = "put the whole value between quotation marks"
_SIGN_HINT: Final = f"{_QUOTE}, as each value that begins with one of [ ] {{ }} & * ! | > ' \" % @ `"


class Mistake(NamedTuple):
    """A mistake in a YAML text: the index of its character, what is wrong, and what to do."""

    at: int
    message: str
    help: str


class _Said(NamedTuple):
    """What the parser says: the text, the index at which it stopped, and that of what it was reading there.

    `is_later` says that the first is in a later line than the second.
    """

    text: str
    at: int
    begun: int
    is_later: bool

    @property
    def character(self) -> str:
        return self.text[self.at : self.at + 1]

    def row(self, index: int) -> str:
        """Return the line of a character from its beginning up to that character."""
        return self.text[self.text.rfind("\n", 0, index) + 1 : index]


def explain(text: str, context: str, problem: str, at: int, begun: int) -> Mistake | None:
    """Return the mistake behind a parser's words, or None if they are none of the usual ones.

    `context` and `problem` are in the words of libyaml; `at` is the index of the problem, `begun` that of the context.
    """
    said = _Said(text, at, begun, "\n" in text[begun:at])
    words = f"{context}, {problem}"
    return next((mistake for part, find in _MISTAKES if part in words and (mistake := find(said))), None)


def _open_quote(said: _Said) -> Mistake:
    # A quote that never ends goes on to the end of the front matter; the mistake is where the quote begins.
    sign = said.text[said.begun : said.begun + 1]
    return Mistake(said.begun, "the quote that begins here never ends", f"write {sign} at the end of the text as well")


def _open_bracket(what: str, sign: str, item: str) -> Callable[[_Said], Mistake]:
    def find(said: _Said) -> Mistake:
        hint = f"end the {what} with {sign}, with a comma between two {item}"
        if said.is_later:
            return Mistake(said.begun, f"the {what} that begins here has no {sign}", hint)
        return Mistake(said.at, f"a comma or {sign} is missing before this", hint)

    return find


def _no_key(said: _Said) -> Mistake:
    before = said.row(said.at).rstrip()
    if before.endswith('"'):
        hint = 'write \\" for a quotation mark inside of the text, or put the text between single quotes'
        return Mistake(said.at, "text goes on behind its second quotation mark", hint)
    if before.endswith("'"):
        hint = "write '' for an apostrophe inside of the text, or put the text between double quotes"
        return Mistake(said.at, "text goes on behind its second quotation mark", hint)
    return _item_for_key(said.at) if said.character == "-" else _unlike_keys(said)


def _no_colon(said: _Said) -> Mistake | None:
    return _colon_missing(said.text, said.begun) if said.is_later else None


def _second_colon(said: _Said) -> Mistake:
    before = said.text[: said.text.rfind("\n", 0, said.at) + 1].rstrip("\n")
    start = before.rfind("\n") + 1
    if before and ":" not in before[start:] + said.row(said.at) and not said.row(said.at).startswith(" "):
        return _colon_missing(said.text, start)
    hint = f"{_QUOTE}, or, if it is a key, indent its line as those of the keys before it"
    return Mistake(said.at, "a value cannot hold a colon and a space", hint)


def _no_document(said: _Said) -> Mistake | None:
    before = said.text[: said.at].rstrip("\n")
    is_odd = before[before.rfind("\n") + 1 :].startswith(("...", "%", "---"))
    return None if is_odd else _unlike_keys(said)


def _unlike_keys(said: _Said) -> Mistake:
    return Mistake(said.at, "this line is not indented as the keys before it", "indent all keys alike")


def _item_for_key(at: int) -> Mistake:
    hint = "write the list below its key, each item with a hyphen"
    return Mistake(at, "an item of a list is here, where a key is needed", hint)


def _colon_missing(text: str, at: int) -> Mistake:
    end = text.find("\n", at)
    row = text[at : end if end >= 0 else None].strip()[:60]
    hint = "write a colon and a space after each key, and indent the further lines of a text"
    return Mistake(at, f'no colon comes after "{row}"', hint)


def _begins_wrong(said: _Said) -> Mistake:
    return Mistake(said.at, f"a value cannot begin with {said.character}", _SIGN_HINT)


def _no_name(said: _Said) -> Mistake:
    return Mistake(said.begun, f"a value cannot begin with {said.text[said.begun : said.begun + 1]}", _SIGN_HINT)


def _escape(said: _Said) -> Mistake:
    hint = "write \\\\ for a backslash, or put the text between single quotes"
    return Mistake(said.at, f"\\{said.text[said.at + 1 : said.at + 2]} means nothing between double quotes", hint)


def _list_in_line(said: _Said) -> Mistake:
    return Mistake(said.at, "a list with hyphens cannot begin here", "begin the list in a line of its own, below its key")


def _no_dash(said: _Said) -> Mistake:
    if said.begun == 0:
        return _item_for_key(0)
    hint = "begin each item of the list with a hyphen, all indented alike"
    return Mistake(said.at, "this line is not indented as the items before it", hint)


#: The mistakes by a part of the parser's words; the first one counts that is found.
_MISTAKES: Final[tuple[tuple[str, Callable[[_Said], Mistake | None]], ...]] = (
    ("while scanning a quoted scalar, found unexpected end of stream", _open_quote),
    ("did not find expected ',' or ']'", _open_bracket("list", "]", "items")),
    ("did not find expected ',' or '}'", _open_bracket("mapping", "}", "keys")),
    ("did not find expected '-' indicator", _no_dash),
    ("could not find expected ':'", _no_colon),
    ("did not find expected key", _no_key),
    ("did not find expected <document start>", _no_document),
    ("mapping values are not allowed", _second_colon),
    ("found character that cannot start any token", _begins_wrong),
    ("while scanning an alias", _no_name),
    ("while scanning an anchor", _no_name),
    ("unknown escape character", _escape),
    ("block sequence entries are not allowed", _list_in_line),
)
