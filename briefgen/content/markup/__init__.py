"""Floor 2. Markdown in, a body out: HTML with holes, outline, references, facts. The only door to markdown_it and nh3.

A body is a function of its Markdown and of the policy in this package, of nothing else: no file, no settings, no other
article. Findings and references count lines from the body's first line; whoever knows the file moves them (`in_file`).
"""

from collections.abc import Sequence

import msgspec

from briefgen.content.markup.facts import LEDE_LIMIT, digest_of
from briefgen.content.markup.limits import NESTING_LIMIT
from briefgen.values.diagnostics import Checked, Diagnostic, Span
from briefgen.values.model import Body

__all__ = ["LEDE_LIMIT", "NESTING_LIMIT", "digest_of", "in_file", "read_body"]


def read_body(markdown: str, *, is_clean: bool = False) -> Checked[Body]:
    """Turn Markdown into a body. The value is missing only where nesting makes the parser drop text, or slow.

    `is_clean` says that the caller has searched the text already, and found no control characters.
    """
    # Imported here: a build in which no body changed loads neither the parser nor the sanitiser, which take 60 ms.
    from briefgen.content.markup import body

    return body.read_body(markdown, is_clean=is_clean)


def in_file(findings: Sequence[Diagnostic], path: str, first_line: int) -> tuple[Diagnostic, ...]:
    """Move findings of a body, whose lines count from 1, to the file it stands in."""
    return tuple(msgspec.structs.replace(found, span=_moved(found.span, path, first_line)) for found in findings)


def _moved(span: Span, path: str, first_line: int) -> Span:
    line = None if span.line is None else span.line + first_line - 1
    return msgspec.structs.replace(span, path=path, line=line)
