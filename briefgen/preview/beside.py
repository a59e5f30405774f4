"""Floor 9. An article beside its captures, as pages of the preview: never of a site that a build writes.

Captures are other people's text, so everything is escaped, and what could reorder a line is replaced. A request names an
article by a digest of its path: no path is opened that a request spells.
"""

import hashlib
from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefgen.text.report import printable
from briefgen.text.words import direction

if TYPE_CHECKING:
    from briefgen.importing.proving.trace import Doubt, Sentence, Trace

#: Where these pages are.
BESIDE: Final = "/.briefgen/trace/"
#: Nothing but the preview's own styles and script is loaded, whatever a capture says.
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)

_STYLES: Final = "/.briefgen/beside.css"
_DIGITS: Final = 20
#: Signs that say which way their neighbours are read, or join letters: Arabic, Farsi and emoji need them. The page keeps
#: every text apart from its neighbours, so that they reach no further.
_MARKS: Final = frozenset("\u061c\u200c\u200d\u200e\u200f\u00ad")


def address_of(path: str) -> str:
    """Return the address of the page that shows an article of `content/` beside its captures."""
    return BESIDE + hashlib.sha256(path.encode()).hexdigest()[:_DIGITS]


def page_for(root: Path, name: str) -> str | None:
    """Return the content of a page below `BESIDE`, by the last part of its address, or of the list of articles (empty).

    None for an address that no article has.
    """
    # Imported here: a preview of which nobody asks this does not load the importer.
    from briefgen.importing.known import article_paths
    from briefgen.importing.proving.trace import trace_article

    paths = article_paths(root)
    if not name:
        return _document("Articles beside their captures", _list(paths))
    path = next((path for path in paths if address_of(path) == BESIDE + name), None)
    if path is None:
        return None
    trace = trace_article(root, path)
    if trace is None:
        empty = f"<p>{_shown(path)} cannot be read as an article: see the findings of the preview.</p>"
        return _document("No article", empty)
    return _document(trace.title or trace.path, "".join(_article(trace)), heading=_isolated(trace.title or trace.path))


def _document(title: str, content: str, *, heading: str = "") -> str:
    head = (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<title>{_shown(title)}</title><link rel="stylesheet" href="{_STYLES}"></head>'
    )
    return f"{head}<body><main><h1>{heading or _shown(title)}</h1>{content}</main></body></html>"


def _list(paths: Sequence[str]) -> str:
    entries = "".join(f'<li><a href="{address_of(path)}">{_shown(path)}</a></li>' for path in paths)
    return f"<ul>{entries}</ul>" if entries else "<p>There is no article in content/.</p>"


def _article(trace: "Trace") -> Iterator[str]:
    from briefgen.importing.proving.shown import SIGNS

    yield f'<p>{_shown(trace.path)} · <a href="{BESIDE}">all articles</a></p>'
    if trace.captures:
        yield "<h2>Captures</h2><ol>"
        for capture in trace.captures:
            unit = "blocks of a page" if capture.unit == "block" else "lines"
            yield f"<li>{_shown(capture.path)} ({unit}{'' if capture.has_ledger else ', no ledger'})</li>"
        yield "</ol>"
    else:
        yield "<p>No source names a capture that can be read.</p>"
    yield from _doubts(trace.doubts)
    yield '<h2>Sentences</h2><ul class="legend">'
    for state, (sign, _, meaning) in SIGNS.items():
        if trace.count(state):
            shown = f'<span class="sign" aria-hidden="true">{sign}</span> {trace.count(state)}: {meaning}'
            yield f'<li class="{state}">{shown}</li>'
    yield '</ul><table><thead><tr><th scope="col">Article</th><th scope="col">Captures</th></tr></thead>'
    for block in trace.blocks:
        yield f'<tbody><tr><th scope="rowgroup" colspan="2">{_shown(block.key)}, line {block.line}</th></tr>'
        for sentence in block.sentences:
            yield from _row(sentence, trace)
        yield "</tbody>"
    yield "</table>"


def _row(sentence: "Sentence", trace: "Trace") -> Iterator[str]:
    from briefgen.importing.proving.shown import SIGNS, where

    lang = f' lang="{_shown(trace.lang)}"' if trace.lang else ""
    way = direction(trace.lang) if trace.lang else "auto"
    sign = f'<span class="sign" title="{sentence.state}">{SIGNS[sentence.state][0]}</span>'
    label = f'<span class="state">{sentence.state}</span>'
    words = [doubt.words for doubt in sentence.doubts if doubt.words]
    yield f'<tr class="{sentence.state}"><td>{sign}{label}<p dir="{way}"{lang}>{_marked(sentence.text, words)}</p>'
    yield from _doubts(sentence.doubts)
    yield "</td><td>"
    if sentence.grounds:
        near = "nearest: " if sentence.state == "reworded" else ""
        yield f'<p class="where">{near}{_shown(where(sentence.grounds, trace.captures))}</p>'
    for ground in sentence.grounds:
        yield f'<blockquote dir="auto">{_shown(ground.text)}</blockquote>'
    yield "</td></tr>"


def _doubts(doubts: "Sequence[Doubt]") -> Iterator[str]:
    for doubt in doubts:
        hint = f" <em>{_shown(doubt.help)}</em>" if doubt.help else ""
        yield f'<p class="doubt"><strong>{_shown(doubt.code)}</strong> {_shown(doubt.message)}{hint}</p>'


def _marked(text: str, words: Sequence[str]) -> str:
    """Return a sentence as HTML with the words marked that findings are about, each once, from left to right."""
    spans: list[tuple[int, int]] = []
    for one in words:
        start = text.find(one)
        while start >= 0 and any(start < end and first < start + len(one) for first, end in spans):
            start = text.find(one, start + 1)
        spans += [(start, start + len(one))] if start >= 0 else []
    shown, place = [], 0
    for start, end in sorted(spans):
        shown += [_shown(text[place:start]), f"<mark>{_shown(text[start:end])}</mark>"]
        place = end
    return "".join([*shown, _shown(text[place:])])


def _isolated(text: str) -> str:
    return f"<bdi>{_shown(text)}</bdi>"


def _shown(text: str) -> str:
    """Return text of others for HTML: escaped, with U+FFFD for what could reorder it, or is no character of text."""
    safe = "".join(one if one in _MARKS else printable(one) for one in text) if not text.isascii() else printable(text)
    return escape(safe)
