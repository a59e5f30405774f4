"""Floor 7. Claims that no capture has -> findings with their places."""

from collections.abc import Iterable
from typing import Final

from briefgen.importing.proving.claims import Claim
from briefgen.importing.proving.passages import Lines, Passage
from briefgen.values.diagnostics import Diagnostic, finding

#: The finding of each kind of claim.
_CODES: Final = {
    "figure": "not-in-capture",
    "name": "not-in-capture",
    "date": "not-in-capture",
    "quotation": "quote-not-in-capture",
    "speaker": "other-speaker",
    "negation": "capture-says-otherwise",
}


def tell(claims: Iterable[Claim], passage: Passage, path: str, lines: Lines) -> Iterable[Diagnostic]:
    """Yield a finding for each claim of a passage that is absent from the captures."""
    for claim in claims:
        if claim.standing == "absent":
            span = passage.place(path, lines, claim.start, claim.end)
            yield finding(_CODES[claim.kind], span, claim.problem, claim.hint)
