"""Floor 3. No two outputs on one path, not even where only case or Unicode form differ, or one is the other's folder."""

from collections.abc import Iterable, Iterator

from briefgen.diagnostics import Diagnostic, Span, finding
from briefgen.permalinks import fold_path


def check_addresses(outputs: Iterable[tuple[str, Span]]) -> Iterator[Diagnostic]:
    """Report every output whose path another one has, or needs as a folder; each finding names both files.

    Takes output paths with what asked for them. The file of a finding is the later one by path, so that the order in which
    outputs come does not matter.
    """
    claims = sorted(outputs, key=lambda claim: (_folded(claim), claim[1].path, claim[1].line or 0, claim[0]))
    first: dict[str, tuple[str, Span]] = {}
    for claim in claims:
        folded = _folded(claim)
        if folded in first:
            yield _clash(claim, first[folded])
        else:
            first[folded] = claim
    in_the_way: set[str] = set()
    for claim in first.values():
        folded = _folded(claim)
        for end in (index for index, character in enumerate(folded) if character == "/"):
            # A file in the place of a folder is one fault, however many pages are in the folder.
            if folded[:end] in first and folded[:end] not in in_the_way:
                in_the_way.add(folded[:end])
                yield _clash(claim, first[folded[:end]])


def _folded(claim: tuple[str, Span]) -> str:
    return fold_path(claim[0])


def _clash(claim: tuple[str, Span], other: tuple[str, Span]) -> Diagnostic:
    (path, span), (other_path, other_span) = claim, other
    address, other_address = _address(path), _address(other_path)
    where = other_span.path if other_span.path != span.path else "the same file"
    same = "" if address == other_address else f" (as {other_address})"
    message = f"address {address} is already taken by {where}{same}"
    return finding("duplicate-address", span, message, "change the slug, the file's name or the alias of one of the two")


def _address(path: str) -> str:
    return "/" + (path.removesuffix("index.html") if path == "index.html" or path.endswith("/index.html") else path)
