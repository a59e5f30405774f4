"""Floor 2. Markdown in, a body out: HTML with holes, outline, references, facts. The only door to markdown_it.

A body is a function of its Markdown and of the policy in this package, of nothing else: no file, no settings, no other
article. Findings and references count lines from the body's first line; whoever knows the file moves them (`in_file`).
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Final

import msgspec
from markdown_it.token import Token

from briefgen.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.markup.parser import NESTING_LIMIT, make_parser
from briefgen.markup.sanitize import Clean, sanitize
from briefgen.markup.tokens import Locator, align_by_class, body_text, inline_tokens, lede, order_headings
from briefgen.model import Body, BodyFacts, Digest, Ref
from briefgen.text import count_words, reading_minutes, shorten

#: Longest lede taken from a body without `<!--more-->`, in characters: two or three sentences.
LEDE_LIMIT: Final = 400

# Hugo's shortcodes, and the tags of Jinja, Liquid and Nunjucks.
_SHORTCODE: Final = re.compile(r"\{\{[<%{]?|\{%")
_SAFE_SCHEME: Final = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def digest_of(markdown: str) -> Digest:
    """Return the digest by which a body is known."""
    return Digest(hashlib.sha256(markdown.encode()).hexdigest())


def read_body(markdown: str) -> Checked[Body]:
    """Turn Markdown into a body. The value is missing only where the nesting makes the parser drop text."""
    parser = make_parser()
    environment: dict[str, object] = {}
    tokens = parser.parse(markdown, environment)
    if too_deep := _too_deep(tokens):
        return Checked(None, (too_deep,))
    outline = order_headings(tokens)
    align_by_class(tokens)
    rendered: str = parser.renderer.render(tokens, parser.options, environment)
    anchors = (*(heading.id for heading in outline), *_footnote_ids(rendered))
    clean = sanitize(rendered, frozenset(anchors))
    text = body_text(tokens)
    words = count_words(text)
    refs = tuple(_refs(clean, Locator(markdown, tokens)))
    facts = BodyFacts(
        lede=shorten(lede(tokens), LEDE_LIMIT),
        words=words,
        minutes=reading_minutes(text, words),
        outline=outline,
        anchors=anchors,
        refs=refs,
    )
    findings = (*_findings(tokens, Locator(markdown, tokens)), *_findings_of_html(clean))
    return Checked(Body(digest=digest_of(markdown), parts=clean.parts, facts=facts), findings)


def in_file(findings: Sequence[Diagnostic], path: str, first_line: int) -> tuple[Diagnostic, ...]:
    """Move findings of a body, whose lines count from 1, to the file it stands in."""
    return tuple(msgspec.structs.replace(found, span=_moved(found.span, path, first_line)) for found in findings)


def _moved(span: Span, path: str, first_line: int) -> Span:
    line = None if span.line is None else span.line + first_line - 1
    return msgspec.structs.replace(span, path=path, line=line)


def _too_deep(tokens: Sequence[Token]) -> Diagnostic | None:
    deepest = next((token for token in tokens if token.level >= NESTING_LIMIT - 1), None)
    if deepest is None:
        return None
    # The innermost tokens may carry no line; the nearest one before them does.
    line = next((token.map[0] + 1 for token in reversed(tokens[: tokens.index(deepest) + 1]) if token.map), None)
    message = f"the Markdown is nested {NESTING_LIMIT} levels deep or more here"
    return finding("markup-nesting", Span(path="", line=line), message, "write it flatter")


def _footnote_ids(rendered: str) -> tuple[str, ...]:
    return tuple(re.findall(r' id="(fn(?:ref)?-[0-9-]+)"', rendered)) if "footnote" in rendered else ()


def _refs(clean: Clean, locator: Locator) -> Iterator[Ref]:
    for index, target in enumerate(clean.targets):
        line, column = locator.address(target) or (None, None)
        yield Ref(target=target, is_image=index in clean.images, line=line, column=column)


def _findings(tokens: Sequence[Token], locator: Locator) -> Iterator[Diagnostic]:
    has_shortcode = False
    for token, row in inline_tokens(tokens):
        if token.type == "text" and _SHORTCODE.search(token.content):
            has_shortcode = True
        elif token.type == "image":
            yield from _findings_of_image(token, row, locator)
        elif token.type == "link_open":
            href = str(token.attrs.get("href", ""))
            if _SCHEME.match(href) and not _SAFE_SCHEME.match(href):
                hint = "link to an http, https or mailto address"
                yield finding(
                    "unsafe-link", _span(locator.address(href), row, len(href)), f'the link to "{href}" was dropped', hint
                )
    if has_shortcode:
        place = locator.pattern(_SHORTCODE)
        message = "this looks like a shortcode or template tag; it stays as text"
        yield finding(
            "unknown-shortcode", _span(place, None, 2), message, "write it as Markdown, or as code between backticks"
        )


def _findings_of_image(token: Token, row: int | None, locator: Locator) -> Iterator[Diagnostic]:
    source = str(token.attrs.get("src", ""))
    if re.match(r"(?:https?:)?//", source, re.IGNORECASE):
        message = f'the image "{source}" lies on another host, so it is shown as a link'
        yield finding(
            "remote-image", _span(locator.address(source), row, len(source)), message, "save it beside the article"
        )
    elif not token.content.strip():
        hint = "say between the brackets what the image shows"
        yield finding("missing-alt", _span(locator.address(source), row, len(source)), "the image has no description", hint)


def _findings_of_html(clean: Clean) -> Iterator[Diagnostic]:
    if clean.frames:
        hint = "readers' browsers ask no other site; link to the page instead"
        yield finding("iframe-replaced", Span(path=""), "an embedded frame was replaced by a link", hint)
    for character in clean.controls:
        code = "bidi-control" if character > "\u2000" and character < "\u2070" else "control-character"
        message = f"a character reference stands for U+{ord(character):04X}"
        yield finding(code, Span(path=""), message, "remove it")


def _span(place: tuple[int, int] | None, row: int | None, length: int) -> Span:
    if place:
        return Span(path="", line=place[0], column=place[1], length=max(1, length))
    return Span(path="", line=None if row is None else row + 1)
