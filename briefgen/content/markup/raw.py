"""Floor 2. Raw HTML of a text, before it is sanitised: what is text stays text, and what is dropped is told.

A browser and the sanitiser take far more than a tag where an element is not closed, or where its name is one of a drawing or
a formula: `<text>` takes its paragraph, `<title>` takes the article. So a name that HTML does not have is text here, an
element that goes with its content must end among the tokens that it stands among, or it is text too, and a tag or comment
ends with its token. What is handed on is what this module has understood.
"""

import html
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple
from urllib.parse import unquote

from markdown_it.token import Token

from briefgen.content.markup.sanitize import ATTRIBUTES, TAGS
from briefgen.text.characters import expand_references, without_controls
from briefgen.text.slugs import html_anchor

#: Elements of the HTML Standard, with those that it calls obsolete (16.2).
_HTML: Final = frozenset(
    """
    a abbr acronym address applet area article aside audio b base basefont bdi bdo bgsound big blink blockquote body br
    button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed
    fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img
    input ins kbd keygen label legend li link main map mark marquee math menu menuitem meta meter nav nobr noembed
    noframes noscript object ol optgroup option output p param picture plaintext pre progress q rb rp rt rtc ruby s samp
    script search section select slot small source span strike strong style sub summary sup svg table tbody td template
    textarea tfoot th thead time title tr track tt u ul var video wbr xmp
    """.split()
)
#: Elements that are dropped with their content, so that one which does not end would take all that comes after it.
_WHOLE: Final = frozenset(
    "script style template noscript svg math object textarea title xmp noembed noframes plaintext iframe".split()
)
#: Those of them whose content is no HTML, so that nothing in it begins or ends but themselves.
_RAW_TEXT: Final = frozenset("script style textarea title xmp noembed noframes iframe".split())
#: Elements that show something of their own; what stands between their tags stays.
_SHOWN: Final = frozenset("applet audio bgsound canvas embed input keygen meter progress video".split())
#: Elements that play or embed the file of their `src`: a link to the file takes their place.
_PLAYED: Final = frozenset("audio bgsound embed source track video".split())
_SCHEME: Final = re.compile(r"\s*[A-Za-z][A-Za-z0-9+.-]*:")

# An attribute, and a tag, as a browser reads them (HTML Standard, 13.2.5.32 and after), but a `<` that stands outside of
# quotation marks begins a new tag. No quantifier goes back: a text may be made to be slow.
_VALUE: Final = r"\s*+=\s*+(?>\"[^\"]*+\"|'[^']*+'|[^\s<>\"'][^\s<>]*+|(?=>))"
_ATTRIBUTE: Final = re.compile(rf"([^\s</>][^\s</>=]*+)(?>{_VALUE}|(?!\s*+=))")
_TAG: Final = re.compile(
    rf"<(?P<end>/?)(?P<name>[a-z][^\s</>]*+)(?P<attributes>(?>[\s/]++|{_ATTRIBUTE.pattern})*+)>", re.IGNORECASE
)
_COMMENT_END: Final = re.compile(r"--!?>")
_BEGINNING: Final = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_NAME: Final = re.compile(r"</?([a-z][^\s</>]*)", re.IGNORECASE)


class Notice(NamedTuple):
    """What a finding has to say of a tag: its code, the element, the tag as it is written, and the rows of its block."""

    code: str
    name: str
    source: str
    rows: tuple[int, int] | None
    words: int = 0
    what: str = ""


class _Piece(NamedTuple):
    """A piece of raw HTML. `kind` is text, comment, open, end, whole (with its end tag) or cut (it has no end)."""

    kind: str
    source: str
    name: str = ""
    content: str = ""


class _Event(NamedTuple):
    """Where an element of `_WHOLE` begins or ends: the index of the token, and of the piece in it."""

    token: int
    piece: int


def settle(tokens: list[Token]) -> tuple[list[Token], tuple[Notice, ...]]:
    """Return the tokens of a body with its raw HTML settled, and what is to be told of it."""
    notices: list[Notice] = []
    for token in tokens:
        if any(child.type == "html_inline" for child in token.children or ()):
            token.children = _settled(token.children or [], _rows(token), notices)
    if any(token.type == "html_block" for token in tokens):
        tokens = _settled(tokens, None, notices)
    return tokens, tuple(_without_repeats(notices))


def _without_repeats(notices: Iterable[Notice]) -> Iterator[Notice]:
    """Give the notices, but of equal tags with attributes that are dropped only the first."""
    told: set[str] = set()
    for notice in notices:
        if not notice.what or notice.source not in told:
            yield notice
        told.add(notice.source)


def lost_words(rendered: str, cleaned: str) -> tuple[str, ...]:
    """Return the words that rendered HTML shows and cleaned HTML does not.

    Elements may move, and words join where a tag between them goes, so characters are counted before words are.
    """
    before, after = _text(rendered), _text(cleaned)
    if not Counter(_compact(before)) - Counter(_compact(after)):
        return ()
    return tuple(Counter(before.split()) - Counter(after.split())) or (_compact(before)[:1],)


def _text(source: str) -> str:
    return without_controls(expand_references("".join(piece.source for piece in _pieces(source) if piece.kind == "text")))


def _compact(text: str) -> str:
    return "".join(text.split())


def _settled(tokens: list[Token], rows: tuple[int, int] | None, notices: list[Notice]) -> list[Token]:
    """Return the tokens of a block, or of a body, with those that are raw HTML settled."""
    pieces = {at: list(_pieces(token.content)) for at, token in enumerate(tokens) if token.type.startswith("html")}
    ends = _ends(tokens, pieces)
    settled: list[Token] = []
    resume: _Event | None = None
    for at, token in enumerate(tokens):
        if resume and at < resume.token:
            continue
        if at not in pieces:
            settled.append(token)
            continue
        lines = _rows(token) or rows
        kept: list[_Piece] = []
        for index, piece in enumerate(pieces[at]):
            if resume and (at, index) <= resume:
                continue
            end = ends.get(_Event(at, index))
            if piece.kind == "open" and piece.name in _WHOLE and end:
                words = _words_between(tokens, pieces, _Event(at, index), end)
                kept += _dropped(piece, lines, words, notices)
                resume = end
                if end.token != at:
                    break
            else:
                kept += _kept(piece, lines, notices)
        settled += _tokens(token, kept)
    return settled


def _rows(token: Token) -> tuple[int, int] | None:
    return (token.map[0], token.map[1]) if token.map else None


def _ends(tokens: list[Token], pieces: dict[int, list[_Piece]]) -> dict[_Event, _Event]:
    """Return the end of each element of `_WHOLE` that ends among the tokens it stands among."""
    ends: dict[_Event, _Event] = {}
    opened: list[tuple[int, str, _Event]] = []
    names: dict[str, int] = {}
    for at, token in enumerate(tokens):
        while opened and token.level < opened[-1][0]:
            names[opened.pop()[1]] -= 1
        for index, piece in enumerate(pieces.get(at, ())):
            if piece.name not in _WHOLE:
                continue
            if piece.kind == "open":
                opened.append((token.level, piece.name, _Event(at, index)))
                names[piece.name] = names.get(piece.name, 0) + 1
            elif piece.kind == "end" and names.get(piece.name):
                # What is open inside the element that ends here goes with it.
                while opened:
                    level, name, begin = opened.pop()
                    names[name] -= 1
                    if name == piece.name and level == token.level:
                        ends[begin] = _Event(at, index)
                    if name == piece.name:
                        break
    return ends


def _kept(piece: _Piece, rows: tuple[int, int] | None, notices: list[Notice]) -> Iterator[_Piece]:
    """Give what stays of a piece: itself, or itself as text."""
    if piece.kind in {"text", "comment"}:
        yield piece
    elif piece.kind == "whole":
        yield from _dropped(piece, rows, _count(piece.content), notices)
    elif piece.kind == "cut":
        # A comment is no text, wherever it was meant to end.
        if not piece.name:
            notices.append(Notice("unclosed-element", "", piece.source, rows, _count(piece.content)))
            return
        notices.append(Notice("unclosed-element", piece.name, piece.source, rows))
        yield piece._replace(kind="text", source=html.escape(piece.source, quote=False), content=piece.source)
    elif piece.name not in _HTML or piece.name in _WHOLE:
        if piece.name in _WHOLE and piece.kind == "open":
            notices.append(Notice("unclosed-element", piece.name, piece.source, rows))
        yield piece._replace(kind="text", source=html.escape(piece.source, quote=False), content=piece.source)
    else:
        if piece.name in _SHOWN and piece.kind == "open":
            notices.append(Notice("dropped-element", piece.name, piece.source, rows))
        if piece.name in _PLAYED and piece.kind == "open" and (link := _link_of_file(piece.source)):
            yield piece._replace(source=link)
            return
        if piece.name not in _SHOWN and piece.kind == "open" and (dropped := _dropped_attributes(piece)):
            notices.append(Notice("dropped-attribute", piece.name, piece.source, rows, what=dropped))
        yield piece


def _link_of_file(tag: str) -> str:
    """Return a link to the file that an element plays or embeds; empty without a file at an address that may be linked."""
    written = next((found[0] for found in _ATTRIBUTE.finditer(tag) if found[1].lower() == "src"), "")
    address = expand_references(written.partition("=")[2].strip("\"' \n\t"))
    name = address.partition("?")[0].partition("#")[0].rstrip("/").rpartition("/")[2]
    scheme = _SCHEME.match(address)
    if not name or (scheme and scheme[0].lower() not in {"http:", "https:"}):
        return ""
    return f'<a href="{html.escape(address)}">{html.escape(unquote(name))}</a>'


def _dropped_attributes(piece: _Piece) -> str:
    tag = _TAG.match(piece.source)
    if tag is None or not tag["attributes"].strip("/ \n\t"):
        return ""
    known = ATTRIBUTES["*"] | ATTRIBUTES.get(piece.name, set()) if piece.name in TAGS else set()
    written = [(found[1].lower(), found[0]) for found in _ATTRIBUTE.finditer(tag["attributes"])]
    return ", ".join(dict.fromkeys(name for name, whole in written if name not in known or not _is_kept(name, whole)))


def _is_kept(name: str, written: str) -> bool:
    """Does the sanitiser leave an attribute that an element may have? Of all ids, only those that it can put apart."""
    return name != "id" or bool(html_anchor(expand_references(written.partition("=")[2].strip("\"' \n\t"))))


def _dropped(piece: _Piece, rows: tuple[int, int] | None, words: int, notices: list[Notice]) -> Iterator[_Piece]:
    """Give what stays of an element that goes with its content: nothing but a frame, which the sanitiser makes a link."""
    tag = _TAG.match(piece.source)
    source = tag[0] if tag else piece.source
    if piece.name == "iframe":
        yield _Piece("tag", f"{source}</iframe>", "iframe")
    else:
        notices.append(Notice("dropped-element", piece.name, source, rows, words))


def _tokens(token: Token, kept: list[_Piece]) -> Iterator[Token]:
    """Give a token of raw HTML as what is left of it; raw HTML inside a line that is text is a token of text."""
    if not kept:
        return
    if token.type == "html_inline" and all(piece.kind == "text" for piece in kept):
        token.type, token.content = "text", "".join(piece.content or expand_references(piece.source) for piece in kept)
    else:
        token.content = "".join(piece.source for piece in kept)
    yield token


def _pieces(source: str) -> Iterator[_Piece]:
    """Cut raw HTML as a browser would."""
    done = 0
    # Elements without an end from here on: to look for it at each beginning would take the square of the time.
    endless: set[str] = set()
    while begin := _BEGINNING.search(source, done):
        at = begin.start()
        if at > done:
            yield _Piece("text", source[done:at])
        piece = _comment(source, at) if source.startswith(("<!", "<?"), at) else _tag(source, at, endless)
        yield piece
        done = at + len(piece.source)
    if done < len(source):
        yield _Piece("text", source[done:])


def _comment(source: str, at: int) -> _Piece:
    if not source.startswith("<!--", at):
        # A browser takes `<!x>`, `<?x>` and `</1>` for comments.
        end = source.find(">", at)
        return _Piece("cut", source[at:], source[at : at + 2]) if end == -1 else _Piece("comment", source[at : end + 1])
    if source.startswith((">", "->"), at + 4):
        return _Piece("comment", source[at : source.index(">", at) + 1])
    if found := _COMMENT_END.search(source, at + 4):
        return _Piece("comment", source[at : found.end()])
    return _Piece("cut", source[at:], content=source[at + 4 :])


def _tag(source: str, at: int, endless: set[str]) -> _Piece:
    tag = _TAG.match(source, at)
    if tag is None:
        named = _NAME.match(source, at)
        if not named:
            return _comment(source, at)
        following = source.find("<", at + 1)
        return _Piece("cut", source[at : following if following != -1 else None], named[1].lower())
    name = tag["name"].lower()
    if tag["end"]:
        return _Piece("end", tag[0], name)
    if name in _RAW_TEXT - endless:
        end = re.compile(rf"</{name}(?=[\s/>])[^>]*>", re.IGNORECASE).search(source, tag.end())
        if end:
            return _Piece("whole", source[at : end.end()], name, source[tag.end() : end.start()])
        endless.add(name)
    return _Piece("open", tag[0], name)


def _words_between(tokens: list[Token], pieces: dict[int, list[_Piece]], begin: _Event, end: _Event) -> int:
    """Return how many words stand between the two tags of an element."""
    words = 0
    for at in range(begin.token, end.token + 1):
        if at not in pieces:
            words += _count(" ".join(_texts(tokens[at])))
            continue
        words += sum(
            _count(piece.source if piece.kind == "text" else piece.content)
            for index, piece in enumerate(pieces[at])
            if begin < (at, index) < end and piece.kind in {"text", "whole"}
        )
    return words


def _texts(token: Token) -> Iterable[str]:
    if token.type == "inline":
        for child in token.children or ():
            yield from _texts(child)
    elif token.type in {"text", "code_inline", "code_block", "fence", "image"}:
        yield token.content


def _count(text: str) -> int:
    return len(text.split())
