"""Floor 2. Markdown in, a body out: HTML with holes, outline, references, facts. The only door to markdown_it and nh3.

A body is a function of its Markdown and of the policy in this package, of nothing else: no file, no settings, no other
article. Findings and references count lines from the body's first line; whoever knows the file moves them (`in_file`).
"""

import hashlib
from collections.abc import Sequence

from msgspec.structs import replace

from briefgen.content.markup.limits import LEDE_LIMIT, NESTING_LIMIT, moved
from briefgen.values.diagnostics import Checked, Diagnostic
from briefgen.values.model import Body, Digest

__all__ = ["LEDE_LIMIT", "NESTING_LIMIT", "digest_of", "in_file", "read_body"]


def digest_of(markdown: str) -> Digest:
    """Return the digest by which a body is known."""
    return Digest(hashlib.sha256(markdown.encode()).hexdigest())


def read_body(markdown: str, *, is_clean: bool = False) -> Checked[Body]:
    """Turn Markdown into a body. The value is missing only where nesting makes the parser drop text, or slow.

    `is_clean` says that the caller has searched the text already, and found no control characters.
    """
    # Imported here: a build in which no body changed loads neither the parser nor the sanitiser, which take 60 ms.
    from briefgen.content.markup import body

    return body.read_body(markdown, digest_of(markdown), is_clean=is_clean)


def in_file(findings: Sequence[Diagnostic], path: str, first_line: int) -> tuple[Diagnostic, ...]:
    """Move findings of a body, whose lines count from 1, to the file it stands in."""
    lines = (None if found.span.line is None else found.span.line + first_line - 1 for found in findings)
    return tuple(
        replace(found, span=replace(found.span, path=path, line=line), message=moved(found.message, first_line - 1))
        for found, line in zip(findings, lines, strict=True)
    )
