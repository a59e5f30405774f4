"""Floor 2. What is known of a body beside its HTML: its digest, facts and references, and findings of its text."""

import hashlib
import re
from collections.abc import Iterator
from typing import Final

from briefgen.content.markup.clean import Clean
from briefgen.content.markup.locate import Locator
from briefgen.text.characters import find_bidi_control, find_control
from briefgen.text.words import measure, shorten
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import BodyFacts, Digest, Heading, Ref

#: Longest lede taken from a body without `<!--more-->`, in characters: two or three sentences.
LEDE_LIMIT: Final = 400

# Hugo's shortcodes, and the tags of Jinja, Liquid and Nunjucks.
_SHORTCODE: Final = re.compile(r"\{\{[<%{]?|\{%")
_FRAME: Final = re.compile(r"<iframe\b", re.IGNORECASE)


def digest_of(markdown: str) -> Digest:
    """Return the digest by which a body is known."""
    return Digest(hashlib.sha256(markdown.encode()).hexdigest())


def facts_of(
    text: str, first: str, outline: tuple[Heading, ...], clean: Clean, locator: Locator, notes: tuple[str, ...] = ()
) -> BodyFacts:
    """Return the facts of a body, given what a reader reads of it, its first paragraph and its headings."""
    words, minutes = measure(text)
    return BodyFacts(
        lede=shorten(first, LEDE_LIMIT),
        words=words,
        minutes=minutes,
        outline=outline,
        anchors=(*(heading.id for heading in outline), *notes),
        refs=tuple(_refs(clean, locator)),
    )


def _refs(clean: Clean, locator: Locator) -> Iterator[Ref]:
    for index, target in enumerate(clean.targets):
        line, column = locator.address(target) or (None, None)
        yield Ref(target=target, is_image=index in clean.images, line=line, column=column)


def findings_of_text(markdown: str, clean: Clean, locator: Locator) -> Iterator[Diagnostic]:
    """Give what is wrong with a text whatever its Markdown means."""
    if "{" in markdown and _SHORTCODE.search(markdown) and (place := locator.pattern(_SHORTCODE)):
        message = "this looks like a shortcode or template tag; it stays as text"
        yield finding(
            "unknown-shortcode", span_of(place, None, 2), message, "write it as Markdown, or as code between backticks"
        )
    if clean.frames:
        hint = "readers' browsers ask no other site; link to the page instead"
        span = span_of(locator.pattern(_FRAME), None, len("<iframe"))
        yield finding("iframe-replaced", span, "an embedded frame was replaced by a link", hint)
    if "&#" in markdown:
        for character, place in locator.character_references():
            code = "control-character" if find_control(character) else "bidi-control" if find_bidi_control(character) else ""
            if code and character in clean.controls:
                message = f"a character reference stands for U+{ord(character):04X}"
                yield finding(code, span_of(place, None, 2), message, "remove it")


def span_of(place: tuple[int, int] | None, row: int | None, length: int) -> Span:
    """Return a place as a span, or the line of a row from 0 where the place is not known."""
    if place:
        return Span(path="", line=place[0], column=place[1], length=max(1, length))
    return Span(path="", line=None if row is None else row + 1)
