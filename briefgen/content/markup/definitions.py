"""Floor 2. Footnotes and definitions of links that no reader sees: defined twice, referred to by nothing, or not defined."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, Final

from markdown_it.token import Token

from briefgen.content.markup.locate import Locator
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: Most findings of one kind in a text.
_MOST: Final = 50
_NOTE: Final = re.compile(r"(?<![\\!])\[\^([^\]\[\s]+)\](?!\()")


def findings_of_definitions(
    markdown: str, tokens: Sequence[Token], environment: Mapping[str, Any], locator: Locator
) -> Iterator[Diagnostic]:
    """Give a finding for each footnote and definition whose words are on no page, and each footnote that is missing."""
    if "[^" in markdown:
        yield from _of_notes(environment, locator)
    if references := environment.get("references"):
        used = set(_labels(tokens))
        unused = [(label, reference["map"][0]) for label, reference in references.items() if label not in used]
        if unused:
            label, row = unused[0]
            also = f", nor to {len(unused) - 1} more" if len(unused) > 1 else ""
            message = f'nothing refers to the definition "[{label.lower()}]"{also}, so it is on no page'
            hint = "refer to it, remove it, or write a backslash before the bracket if it is text"
            yield finding("unused-reference", _at(None, row, 1), message, hint)
    if repeated := environment.get("duplicate_refs"):
        also = f", and so are {len(repeated) - 1} more" if len(repeated) > 1 else ""
        message = f'"[{repeated[0]["label"].lower()}]" is defined before{also}; the first definition counts'
        yield finding("unused-reference", _at(None, repeated[0]["map"][0], 1), message, "keep one of them")


def _of_notes(environment: Mapping[str, Any], locator: Locator) -> Iterator[Diagnostic]:
    numbers: Mapping[str, int] = environment.get("footnotes", {}).get("refs", {})
    defined: set[str] = set()
    for label, row in environment.get("note_places", ()):
        span = _at(locator.written(f"[^{label}]:", (row, row + 1)), row, len(label) + 3)
        if label in defined:
            # The plugin takes the last; an error keeps the choice from being made in silence.
            message = f"footnote [^{label}] is defined before, and only the last definition is on the page"
            yield finding("duplicate-footnote", span, message, "give each footnote a name of its own")
        elif numbers.get(f":{label}", -1) < 0:
            message = f"nothing refers to footnote [^{label}], so it is on no page"
            yield finding("unused-footnote", span, message, "refer to it in the text, or remove it")
        defined.add(label)
    missing = ((label, place) for label, place in locator.matches(_NOTE) if label not in defined)
    for label, place in islice(missing, _MOST):
        message = f"[^{label}] has no footnote, so it stays as text"
        hint = f'write "[^{label}]: the note" on a line of its own, or a backslash before the bracket'
        yield finding("missing-footnote", _at(place, None, len(label) + 3), message, hint)


def _labels(tokens: Iterable[Token]) -> Iterator[str]:
    for token in tokens:
        if token.meta and "label" in token.meta and token.type in {"link_open", "image"}:
            yield token.meta["label"]
        if token.children:
            yield from _labels(token.children)


def _at(place: tuple[int, int] | None, row: int | None, length: int) -> Span:
    if place:
        return Span(path="", line=place[0], column=place[1], length=length)
    return Span(path="", line=None if row is None else row + 1)
