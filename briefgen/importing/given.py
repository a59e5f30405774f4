"""Floor 7. What was said about a capture, on the command line or in a ledger, checked as an article's front matter is."""

from collections.abc import Iterable

from briefgen.content import schema
from briefgen.importing.capture.ledger import Given
from briefgen.text.characters import find_bidi_control, find_control
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import Digest

#: What the findings name as their file.
_OPTIONS = "the options"


def check_given(given: Given) -> Iterable[Diagnostic]:
    """Check what was said as if it stood in an article: there it will stand."""
    values = {"title": "T", "date": given.date or "2000-01-01", "region": given.region or "x"}
    source = {"name": "N"} | {key: value for key, value in (("url", given.url), ("retrieved", given.captured_at)) if value}
    lines = [f"{key}: {_quoted(value)}" for key, value in values.items()] + (
        [f"lang: {_quoted(given.lang)}"] if given.lang else []
    )
    inner = ", ".join(f"{key}: {_quoted(value)}" for key, value in source.items())
    text = "---\n" + "\n".join(lines) + f"\nsources: [{{{inner}}}]\n---\n"
    yield from schema.read_article(text, _OPTIONS, Digest("")).findings
    said = f"{given.captured_at} {given.publisher} {given.url} {given.date} {given.region} {given.lang}"
    if find_control(said) or find_bidi_control(said) or "\n" in said:
        yield finding("control-character", Span(path=_OPTIONS), "a control character was given", "leave it out")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
