"""Floor 2. One Markdown text to its body: parsed once by markdown-it-py, then written, measured and checked.

Our own writer turns the tokens of most bodies into HTML. A body with raw HTML, images or odd addresses is rendered by the
library and sanitised.
"""

import contextlib
import html
import operator
import re
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import unquote

from markdown_it.token import Token
from msgspec.structs import replace

from briefgen.content.markup.definitions import findings_of_definitions
from briefgen.content.markup.leftovers import findings_of_leftovers
from briefgen.content.markup.limits import LEDE_LIMIT, NESTING_LIMIT, more_like_it
from briefgen.content.markup.locate import Locator
from briefgen.content.markup.parser import TooManyBracketsError, make_parser
from briefgen.content.markup.raw import Notice, lost_words, settle
from briefgen.content.markup.sanitize import Clean, sanitize, text_of
from briefgen.content.markup.tokens import align_by_class, inline_tokens, is_heavy, lede, order_headings, raw_tags
from briefgen.content.markup.writer import write_html
from briefgen.text.characters import find_bidi_control, find_control, is_free_of_controls, without_controls
from briefgen.text.words import measure, shorten
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Body, BodyFacts, Digest, Ref

#: What to do in place of an element that is dropped.
_INSTEAD: Final = {
    **dict.fromkeys(("audio", "video", "embed", "object"), "link to the file, as in [the film](film.mp4)"),
    **dict.fromkeys(("svg", "canvas"), "save the picture as a PNG file beside the article"),
    "math": "write the formula in words or letters, or show it as a picture",
    **dict.fromkeys(("script", "style"), "take it out: a page runs and loads nothing of a text's own"),
}
#: Most findings about raw HTML in one text: a page that was pasted may hold thousands of tags.
_MOST_NOTICES: Final = 50
_LEVEL: Final = operator.attrgetter("level")
# Hugo's shortcodes, and the tags of Jinja, Liquid and Nunjucks.
_SHORTCODE: Final = re.compile(r"\{\{[<%{]?|\{%")
#: The same, but not those that end a pair.
_OPENING: Final = re.compile(r"\{\{[<%{]?+(?!\s*/)|\{%(?!-?\s*end)")
_FRAME: Final = re.compile(r"<iframe\b", re.IGNORECASE)
_SAFE_SCHEME: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
#: A link with a host, as the sanitiser and our writer have it: they write names of elements in small letters.
_WHOLE_LINK: Final = re.compile(r'<a\b[^>]*? href="((?i:https?)://[^"]*)"')
_REMOTE: Final = re.compile(r"(?:https?:)?//", re.IGNORECASE)
# Characters that browsers drop from an address before they look at its scheme (URL Standard, 4.4).
_IGNORED_IN_URL: Final = re.compile(r"[\x00-\x20]+")


def read_body(markdown: str, digest: Digest, *, is_clean: bool) -> Checked[Body]:
    """Return the body of a Markdown text, given its digest: see `briefgen.content.markup.read_body`."""
    own = f"own-{digest}:"
    parser = make_parser()
    environment: dict[str, object] = {"own": own}
    try:
        tokens = parser.parse(markdown, environment)
    except TooManyBracketsError as error:
        return Checked(None, (_too_many_brackets(markdown, str(error)),))
    if too_deep := _too_deep(tokens):
        return Checked(None, (too_deep,))
    notices: tuple[Notice, ...] = ()
    if has_html := "<" in markdown and any(token.type.startswith("html") for token, _ in inline_tokens(tokens)):
        tokens, notices = settle(tokens)
    outline = order_headings(tokens, own)
    align_by_class(tokens)
    may_be_written = "&#" not in markdown and (is_clean or is_free_of_controls(markdown))
    written = write_html(tokens, own) if may_be_written else None
    lost: tuple[str, ...] = ()
    if written is not None:
        notes, text = written.notes, written.text
        clean = Clean(parts=written.parts, targets=written.targets)
    else:
        rendered: str = parser.renderer.render(tokens, parser.options, environment)
        if is_heavy(rendered):
            return Checked(None, (_too_many_tags(tokens),))
        notes = tuple(re.findall(rf' id="{own}(fn(?:ref)?-[0-9-]+)"', rendered)) if "footnote" in rendered else ()
        clean = sanitize(rendered, frozenset((*(heading.id for heading in outline), *notes)), own)
        cleaned = "".join(part for part in clean.parts if isinstance(part, str))
        text = text_of(cleaned)
        # Without raw HTML the sanitiser takes no words.
        lost = lost_words(rendered, cleaned) if has_html else ()
    words, minutes = measure(text)
    locator = Locator(markdown, tokens)
    facts = BodyFacts(
        lede=shorten(lede(tokens, may_have_mark="<!--" in markdown), LEDE_LIMIT),
        words=words,
        minutes=minutes,
        outline=outline,
        anchors=(*(heading.id for heading in outline), *notes, *clean.ids),
        refs=tuple(_refs(clean, locator)),
        whole=tuple(_whole(clean, locator)) if "//" in markdown else (),
    )
    # A locator of its own: the references have asked theirs for the same addresses already.
    locator = Locator(markdown, tokens)
    # Our writer refuses images and every link that could be a finding.
    findings = () if written is not None else tuple(_findings_of_addresses(tokens, locator))
    body = Body(digest=digest, parts=clean.parts, facts=facts)
    of_html = (*_of_notices(notices, locator), *_of_lost(lost, tokens))
    of_definitions = findings_of_definitions(markdown, tokens, environment, locator)
    of_leftovers = findings_of_leftovers(markdown, tokens, Locator(markdown, tokens))
    return Checked(body, (*findings, *of_html, *of_definitions, *of_leftovers, *_findings_of_text(markdown, clean, locator)))


def _of_notices(notices: Sequence[Notice], locator: Locator) -> Iterator[Diagnostic]:
    for notice in notices[:_MOST_NOTICES]:
        yield _of_notice(notice, locator)
    if more := notices[_MOST_NOTICES:]:
        found = _of_notice(more[0], locator)
        yield replace(found, message=f"{found.message} (and {len(more) - 1} more like these)") if len(more) > 1 else found


def _of_notice(notice: Notice, locator: Locator) -> Diagnostic:
    place = locator.written(notice.source.partition("\n")[0], notice.rows)
    span = _span(place, notice.rows[0] if notice.rows else None, len(notice.source.partition("\n")[0]))
    if notice.code == "unclosed-element":
        if not notice.name:
            message = f"the comment that begins here does not end, so {notice.words} words behind it are not shown"
            return finding(notice.code, span, message, 'end it with "-->"')
        message = f'"{_short(notice.source)}" has no end among the lines around it, so it is shown as text'
        hint = f"write `{_short(notice.source)}` between backticks if it is text, or close the element"
        return finding(notice.code, span, message, hint)
    if notice.code == "dropped-attribute":
        message = f"<{notice.name}> has attributes that are dropped: {_short(notice.what)}"
        return finding(notice.code, span, message, "leave them out; write `<` as `&lt;` if this is text")
    words = f", and {notice.words} words in it" if notice.words > 1 else ", and a word in it" if notice.words else ""
    message = f"the element <{notice.name}> was dropped{words}"
    return finding(notice.code, span, message, _INSTEAD.get(notice.name, "write its words as Markdown"))


def _of_lost(lost: Sequence[str], tokens: Sequence[Token]) -> Iterator[Diagnostic]:
    if lost:
        rows = (row for token, row in inline_tokens(tokens) if row is not None and lost[0] in token.content)
        row = next(rows, None)
        message = f'the raw HTML here takes {len(lost)} words off the page, "{_short(lost[0])}" first'
        yield finding("dropped-element", _span(None, row, 1), message, "close its elements, or write it as Markdown")


def _too_deep(tokens: Sequence[Token]) -> Diagnostic | None:
    if max(map(_LEVEL, tokens), default=0) < NESTING_LIMIT - 1:
        return None
    deepest = next(token for token in tokens if token.level >= NESTING_LIMIT - 1)
    # The innermost tokens may carry no line; the nearest one before them does.
    line = next((token.map[0] + 1 for token in reversed(tokens[: tokens.index(deepest) + 1]) if token.map), None)
    message = f"the Markdown is nested {NESTING_LIMIT} levels deep or more here"
    return finding("markup-nesting", Span(path="", line=line), message, "write it flatter")


def _too_many_brackets(markdown: str, text: str) -> Diagnostic:
    # The parser says where no more; a paragraph's first line stands in the Markdown as it is.
    start = markdown.find(text.partition("\n")[0])
    line = None if start == -1 else markdown.count("\n", 0, start) + 1
    message = "the brackets here do not end, or stand inside one another, so often that reading them takes too long"
    return finding("markup-nesting", Span(path="", line=line), message, "write a backslash before brackets that are text")


def _too_many_tags(tokens: Sequence[Token]) -> Diagnostic:
    nested = list(inline_tokens(tokens))
    raw = (row for token, row in nested if token.type.startswith("html"))
    row = next(raw, max(nested, key=lambda found: found[0].level)[1])
    message = "so many elements stand inside one another from here on that a browser would take too long"
    hint = "close HTML elements that are open, and write a backslash before marks that are text"
    return finding("markup-nesting", Span(path="", line=None if row is None else row + 1), message, hint)


def _findings_of_addresses(tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    for token, row in inline_tokens(tokens):
        match token.type:
            case "image":
                source = str(token.attrs.get("src", ""))
                yield from _of_image(source, bool(token.content.strip()), locator, row)
            case "link_open":
                yield from _of_link(str(token.attrs.get("href", "")), locator, row)
            case "html_inline" | "html_block":
                for tag, attributes in raw_tags(token.content):
                    if tag == "img" and "src" in attributes:
                        yield from _of_image(attributes["src"], "alt" in attributes, locator, row)
                    elif tag == "a" and "href" in attributes:
                        yield from _of_link(attributes["href"], locator, row)
            case _:
                pass


def _of_image(source: str, has_description: bool, locator: Locator, row: int | None) -> Iterator[Diagnostic]:
    span = _span(locator.address(source), row, len(source))
    if _REMOTE.match(source.strip()):
        message = f'the image "{_shown(source)}" lies on another host, so it is shown as a link'
        yield finding("remote-image", span, message, "save it beside the article")
    elif _SCHEME.match(_IGNORED_IN_URL.sub("", source)):
        yield finding("unsafe-link", span, f'the image "{_short(source)}" was dropped', "save it beside the article")
    elif not has_description:
        yield finding("missing-alt", span, "the image has no description", "say in words what the image shows")


def _of_link(href: str, locator: Locator, row: int | None) -> Iterator[Diagnostic]:
    plain = _IGNORED_IN_URL.sub("", href)
    if _SCHEME.match(plain) and not _SAFE_SCHEME.match(plain):
        span = _span(locator.address(href), row, len(href))
        yield finding(
            "unsafe-link", span, f'the link to "{_short(href)}" was dropped', "link to an http, https or mailto address"
        )


def _short(address: str) -> str:
    return shorten(_shown(address), 60)


def _shown(address: str) -> str:
    """Return an address as people write it: the parser writes other letters than those of ASCII as `%C3%BC`."""
    return without_controls(unquote(address))


def _refs(clean: Clean, locator: Locator) -> Iterator[Ref]:
    for index, target in enumerate(clean.targets):
        line, column = locator.address(target) or (None, None)
        yield Ref(target=target, is_image=index in clean.images, line=line, column=column)


def _whole(clean: Clean, locator: Locator) -> Iterator[Ref]:
    for part in clean.parts:
        if isinstance(part, str):
            for found in _WHOLE_LINK.finditer(part):
                target = html.unescape(found[1])
                places = map(locator.address, _as_authors_write(target))
                line, column = next((place for place in places if place), (None, None))
                yield Ref(target=target, line=line, column=column)


def _as_authors_write(url: str) -> Iterator[str]:
    """Give a link as it is, without the scheme that two slashes leave out, and with a host in letters of any script."""
    yield url
    yield url.removeprefix("https:")
    if "xn--" in url:
        scheme, _, rest = url.partition("//")
        host, slash, path = rest.partition("/")
        with contextlib.suppress(UnicodeError):
            yield f"{scheme}//{host.encode().decode('idna')}{slash}{path}"


def _findings_of_text(markdown: str, clean: Clean, locator: Locator) -> Iterator[Diagnostic]:
    """Give what is wrong with a text whatever its Markdown means."""
    if "{" in markdown and _SHORTCODE.search(markdown):
        message = "this looks like a shortcode or template tag; it stays as text"
        hint = "write it as Markdown, or as code between backticks"
        if places := locator.patterns(_OPENING) or locator.patterns(_SHORTCODE)[:1]:
            yield finding("unknown-shortcode", _span(places[0], None, 2), f"{message}{more_like_it(places[1:])}", hint)
    if clean.frames:
        hint = "readers' browsers ask no other site; link to the page instead"
        places = locator.patterns(_FRAME)
        span = _span(places[0] if places else None, None, len("<iframe"))
        message = f"an embedded frame was replaced by a link{more_like_it(places[1:])}"
        yield finding("iframe-replaced", span, message, hint)
    if "&#" in markdown:
        told = set()
        for character, place in locator.character_references():
            code = "control-character" if find_control(character) else "bidi-control" if find_bidi_control(character) else ""
            if code and character in clean.controls:
                message = f"a character reference stands for U+{ord(character):04X}"
                yield finding(code, _span(place, None, 2), message, "remove it")
                told.add(character)
        # Whatever way a character came in by, it is told.
        for character in sorted(clean.controls - told):
            code = "control-character" if find_control(character) else "bidi-control"
            yield finding(code, Span(path=""), f"the text stands for U+{ord(character):04X} somewhere", "remove it")


def _span(place: tuple[int, int] | None, row: int | None, length: int) -> Span:
    """Return a place as a span, or the line of a row from 0 where the place is not known."""
    if place:
        return Span(path="", line=place[0], column=place[1], length=max(1, length))
    return Span(path="", line=None if row is None else row + 1)
