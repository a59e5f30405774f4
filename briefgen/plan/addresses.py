"""Floor 3. The check that no two outputs have one path.

Paths that differ in case or Unicode form only are one path, since some file systems see no difference. A path that another
output needs as a folder clashes as well.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping

from briefgen.text.permalinks import fold_path
from briefgen.values.diagnostics import Diagnostic, Span, finding


def check_addresses(outputs: Mapping[str, int], origins: Callable[[], Iterable[tuple[str, Span]]]) -> Iterator[Diagnostic]:
    """Report every output whose path another output has, or needs as a folder; each finding names both files.

    `outputs` has the number of outputs by path. `origins` gives each path with the place that asked for the output: it is
    called only if two paths clash, since finding all places takes longer than planning the outputs.
    """
    if are_apart(outputs):
        return
    yield from _clashes(origins())


def are_apart(outputs: Mapping[str, int]) -> bool:
    """Has every output a path of its own, and is no path the folder of another path?"""
    folded = {path.lower() if path.isascii() else fold_path(path) for path in outputs}
    if len(folded) < len(outputs) or any(count > 1 for count in outputs.values()):
        return False
    # Nearly all files are named index.html. So a path that is also a folder has another name, or is itself named index.html:
    # both are few, and quickly found.
    files = [path for path in folded if not path.endswith("/index.html")]
    if any("/index.html/" in path for path in folded):
        return False
    in_order = sorted(folded)
    for path in files:
        place = bisect_left(in_order, f"{path}/")
        if place < len(in_order) and in_order[place].startswith(f"{path}/"):
            return False
    return True


def _clashes(outputs: Iterable[tuple[str, Span]]) -> Iterator[Diagnostic]:
    """Give a finding for each pair that clashes, at the later file by path: the order of the outputs does not matter."""
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
            # A file whose path is a folder is one fault, however many pages are in the folder.
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
