"""Floor 7. Quotations of an article stand in its captures, word for word."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.proving.articles import place_of
from briefgen.importing.proving.captured import Captured
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, finding

#: Shortest quotation that is looked up, in words: one word in quotes is often a term and no quotation.
_SHORTEST: Final = 2
_QUOTE: Final = re.compile(r"“([^“”]{2,1200})”|«([^«»]{2,1200})»|„([^„“]{2,1200})“|(?<![\w\"])\"([^\"\n]{2,1200})\"(?!\w)")
_GAP: Final = re.compile(r"\[[^\]]*\]|\(\.\.\.\)|\.\.\.|…")


def prove_quotations(block: str, source: Captured, path: str, lines: Sequence[str], line: int) -> Iterable[Diagnostic]:
    """Yield a finding for each quotation of a block that is not in the captures. `line` is the first of the block."""
    for match in _QUOTE.finditer(block):
        quote = next(group for group in match.groups() if group is not None)
        pieces = [fold_words(piece) for piece in _GAP.split(quote)]
        if sum(map(len, pieces)) >= _SHORTEST and not all(
            f" {' '.join(piece)} " in source.words for piece in pieces if piece
        ):
            message = f'the quotation "{shorten(quote, 60)}" is not in the capture'
            hint = "quote what the source says, word for word, or take the quotes away"
            yield finding("quote-not-in-capture", place_of(match[0], path, lines, line), message, hint)
