"""Floor 2. Which footnotes of a text a reader can come to, and their numbers."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token


def number_notes(state: StateCore) -> None:
    """Number the footnotes in the order in which a reader comes to them, and leave out those that nobody comes to.

    The plugin numbers references where they are written. So a footnote to which only another one refers, to which nothing
    does, was on the page, with a link back to a place that was not.
    """
    notes = state.env.get("footnotes")
    if not notes or not notes["list"]:
        return
    text, definitions = _apart(state.tokens)
    numbers: dict[int, int] = {}
    counts: dict[int, int] = {}
    reached = _number(text, numbers, counts)
    # The list grows while it is read: a footnote can refer to others.
    for old in reached:
        reached += _number(_tokens_of(notes["list"][old], definitions), numbers, counts)
    notes["list"] = {numbers[old]: _counted(notes["list"][old], counts[old]) for old in reached}
    notes["refs"] = {label: numbers.get(old, -1) for label, old in notes["refs"].items()}


def _apart(tokens: Iterable[Token]) -> tuple[list[Token], dict[str, list[Token]]]:
    """Return the tokens of the text, and those of each footnote by its label; of two with one label the last counts."""
    text: list[Token] = []
    definitions: dict[str, list[Token]] = {}
    into = text
    for token in tokens:
        if token.type == "footnote_reference_open":
            into = definitions[token.meta["label"]] = []
        elif token.type == "footnote_reference_close":
            into = text
        else:
            into.append(token)
    return text, definitions


def _tokens_of(entry: Mapping[str, Any], definitions: Mapping[str, list[Token]]) -> Sequence[Token]:
    """Return the tokens of a footnote, which is written in the text or defined by a label."""
    found: Sequence[Token] = entry["tokens"] if "tokens" in entry else definitions.get(entry["label"], ())
    return found


def _counted(entry: Mapping[str, Any], count: int) -> dict[str, Any]:
    """Return what the plugin knows of a footnote; one that is written in the text has no count of references."""
    return {**entry, "count": count} if "count" in entry else dict(entry)


def _number(tokens: Iterable[Token], numbers: dict[int, int], counts: dict[int, int]) -> list[int]:
    """Give the references in some tokens their numbers, and return the footnotes that none referred to before.

    `numbers` has the new number of each footnote by that of the plugin, `counts` the number of references to it.
    """
    first = []
    for token in _references(tokens):
        old = token.meta["id"]
        if old not in numbers:
            numbers[old] = len(numbers)
            first.append(old)
        count = counts.get(old, 0)
        counts[old] = count + 1
        token.meta = token.meta | {"id": numbers[old]} | ({"subId": count} if "subId" in token.meta else {})
    return first


def _references(tokens: Iterable[Token]) -> Iterator[Token]:
    for token in tokens:
        if token.type == "footnote_ref":
            yield token
        elif token.children and token.type != "image":
            yield from _references(token.children)
