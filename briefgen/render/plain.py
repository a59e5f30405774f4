"""Floor 4. A briefing as plain text: the second part of an e-mail, with all that the part in HTML has."""

import html
import re
import textwrap
from collections.abc import Callable, Iterator
from typing import Final

from briefgen.text.holes import fill_holes
from briefgen.text.locales import Locale
from briefgen.values.model import Body, Digest
from briefgen.values.parts import BriefingEdition, Card

#: Columns of a plain text: the width that RFC 3676 recommends for lines of mail, with room for marks of quotation.
_COLUMNS: Final = 72

# The sanitiser and our writer give canonical HTML, so these are exact.
_LINK: Final = re.compile(r'<a\b[^>]*? href="(https?://[^"]*|mailto:[^"]*)"[^>]*>(.*?)</a>', re.DOTALL)
_IMAGE: Final = re.compile(r'<img\b[^>]*? alt="([^"]*)"[^>]*>')
#: What is struck out would read as true without the stroke. One inside another is struck out as far as the first ends.
_STRUCK: Final = re.compile(r"<(del|s)\b[^>]*>.*?</\1>", re.DOTALL)
_NOTE_MARK: Final = re.compile(r'<sup class="footnote-ref"><a\b[^>]*>(\d+)</a></sup>')
_NOTE: Final = re.compile(r'<li id="fn-(\d+)">\s*(?:<p>)?')
_NOTE_BACK: Final = re.compile(r'\s*<a\b[^>]* class="footnote-back">.*?</a>')
_ITEM: Final = re.compile(r"<li\b[^>]*>\s*(?:<p>)?")
_CELL: Final = re.compile(r"</t[dh]>\s*(?=<t[dh]\b)")
_BLOCK: Final = re.compile(
    r"</?(?:blockquote|br|caption|dd|details|div|dl|dt|figcaption|figure|h[2-6]|hr|li|ol|p|pre|section|summary|table|tr|ul)"
    r"\b[^>]*>"
)
_TAG: Final = re.compile(r"<[^>]*>")


def render_text_edition(edition: BriefingEdition, locale: Locale, bodies: Callable[[Digest], Body]) -> bytes:
    """Return the bytes of a briefing's edition as plain text; `bodies` gives the body of a digest."""
    return ("\n".join(_lines(edition, locale, bodies)) + "\n").encode()


def _lines(edition: BriefingEdition, locale: Locale, bodies: Callable[[Digest], Body]) -> Iterator[str]:
    yield from _paragraph(f"{edition.region_name} – {locale.calendar(edition.date, 'full')}")
    facts = [edition.title] if edition.title else []
    facts += [locale.label("edition", number=edition.number)] if edition.number is not None else []
    facts += [locale.label(f"trend_{edition.trend}")] if edition.trend else []
    if at := edition.cutoff:
        moment = locale.calendar(at, "medium") + locale.label("comma") + locale.clock(at)
        facts.append(f"{locale.label('cutoff')} {moment}")
    minutes = sum(card.minutes for card in edition.cards)
    for fact in (*facts, locale.label("items", n=len(edition.cards)), locale.label("minutes", n=minutes)):
        yield from _paragraph(fact)
    if edition.summary:
        yield from ("", *_paragraph(edition.summary))
    yield from _glance(edition, locale)
    if edition.body:
        for text in _prose(fill_holes(bodies(edition.body.digest), edition.body.targets)):
            yield from ("", *_paragraph(text, rest="  " if text.startswith("- ") else ""))
    for words in edition.below:
        trend = locale.label(f"trend_{words.trend}") if words.trend else ""
        yield from ("", *_paragraph(" · ".join(filter(None, (words.region.name, words.title, trend)))))
        if words.summary:
            yield from _paragraph(words.summary)
    for number, (card, entry) in enumerate(zip(edition.cards, edition.entries, strict=True), start=1):
        yield from ("", *_item(number, card, edition.region, locale))
        margin = " " * len(f"{number}. ")
        for note in entry.notes:
            yield from _paragraph(note, first=margin, rest=margin)
        yield margin + entry.url
    yield from ("", "-- ", edition.site, edition.url)


def _glance(edition: BriefingEdition, locale: Locale) -> Iterator[str]:
    for alert in edition.alerts:
        region = f" {alert.region.name}" if alert.region.key != edition.region else ""
        yield from ("", *_paragraph(f"{locale.label(alert.kind)} {alert.text}{region}"))
    if edition.key_points:
        yield from ("", locale.label("at_a_glance"))
        for point in edition.key_points:
            yield from _paragraph(point, first="- ", rest="  ")


def _item(number: int, card: Card, region: str, locale: Locale) -> Iterator[str]:
    mark = f"{number}. "
    margin = " " * len(mark)
    yield from _paragraph(card.title, first=mark, rest=margin)
    marks = [locale.label(f"change_{card.change}")] if card.change else []
    marks += [card.region.name] if card.region.key != region else []
    marks += [locale.label("in_language", name=locale.language(card.lang))] if card.foreign else []
    marks += [f"{locale.label('updated')} {locale.when(card.updated, 'medium')}"] if card.updated else []
    named = [f"{one.name} ({one.host})" if one.host else one.name for one in card.sources]
    source = f"{locale.label('source')} {locale.label('comma').join(named)}" if named else ""
    summary = f"{card.dateline} – {card.summary}" if card.dateline and card.summary else card.dateline or card.summary
    for text in filter(None, (" · ".join(marks), source, summary)):
        yield from _paragraph(text, first=margin, rest=margin)


def _prose(body: str) -> list[str]:
    """Return the blocks of a body's HTML as plain text, with the addresses of links behind their words."""
    text = _NOTE.sub("\n\n[\\1] ", _NOTE_MARK.sub(r"[\1]", _NOTE_BACK.sub("", body)))
    text = _IMAGE.sub(r"\1", _STRUCK.sub("", text))
    text = _LINK.sub(lambda link: link[2] if link[1] in {link[2], f"mailto:{link[2]}"} else f"{link[2]} ({link[1]})", text)
    text = _CELL.sub(" | ", _ITEM.sub("\n\n- ", text))
    blocks = re.split(r"\n\s*\n", _TAG.sub("", _BLOCK.sub("\n\n", text)))
    return [html.unescape(block.strip()) for block in blocks if block.strip() not in {"", "-"}]


def _paragraph(text: str, *, first: str = "", rest: str = "") -> list[str]:
    # An address in two pieces is none.
    breaks = "://" not in text
    wrapper = textwrap.TextWrapper(
        _COLUMNS, initial_indent=first, subsequent_indent=rest, break_long_words=breaks, break_on_hyphens=breaks
    )
    return wrapper.wrap(" ".join(text.split())) or [first.rstrip()]
