"""Floor 2. Markdown in, a body out: HTML with holes, outline, references, facts. The only door to markdown_it.

A body is a function of its Markdown and of the policy in this package, of nothing else: no file, no settings, no other
article. Findings and references count lines from the body's first line; whoever knows the file moves them (`in_file`).
"""

from collections.abc import Sequence

import msgspec

from briefgen.content.markup.clean import Clean
from briefgen.content.markup.direct import write_direct
from briefgen.content.markup.facts import LEDE_LIMIT, digest_of, facts_of, findings_of_text
from briefgen.content.markup.limits import NESTING_LIMIT
from briefgen.content.markup.locate import Locator
from briefgen.text.characters import is_free_of_controls
from briefgen.values.diagnostics import Checked, Diagnostic, Span
from briefgen.values.model import Body

__all__ = ["LEDE_LIMIT", "NESTING_LIMIT", "digest_of", "in_file", "read_body", "read_by_tokens"]


def read_body(markdown: str, *, is_clean: bool = False) -> Checked[Body]:
    """Turn Markdown into a body. The value is missing only where nesting makes the parser drop text, or slow.

    `is_clean` says that somebody has looked already, and there are no control characters in it.
    """
    if "&#" in markdown or not (is_clean or is_free_of_controls(markdown)):
        return read_by_tokens(markdown)
    digest = digest_of(markdown)
    direct = write_direct(markdown, f"own-{digest}:")
    if direct is None:
        return read_by_tokens(markdown)
    clean = Clean(parts=direct.plain.parts, targets=direct.plain.targets)
    facts = facts_of(direct.plain.text, direct.lede, direct.outline, clean, Locator(markdown, ()), direct.plain.notes)
    findings = tuple(findings_of_text(markdown, clean, Locator(markdown, ())))
    return Checked(Body(digest=digest, parts=clean.parts, facts=facts), findings)


def read_by_tokens(markdown: str) -> Checked[Body]:
    """Return the same as `read_body`, the long way, which any text can go."""
    # Imported here: most bodies are plain, and loading the parser and the sanitiser takes longer than reading ten articles.
    from briefgen.content.markup import parsed

    return parsed.read_by_tokens(markdown)


def in_file(findings: Sequence[Diagnostic], path: str, first_line: int) -> tuple[Diagnostic, ...]:
    """Move findings of a body, whose lines count from 1, to the file it stands in."""
    return tuple(msgspec.structs.replace(found, span=_moved(found.span, path, first_line)) for found in findings)


def _moved(span: Span, path: str, first_line: int) -> Span:
    line = None if span.line is None else span.line + first_line - 1
    return msgspec.structs.replace(span, path=path, line=line)
