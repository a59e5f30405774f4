"""Floor 4. Editions of a briefing that no page layout makes: plain text for e-mail, and JSON. Values in, bytes out."""

import json
import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from briefgen.text.locales import Locale
from briefgen.values.documents import BriefingEdition, FeedEntry
from briefgen.values.parts import SourceLine

#: Columns of a plain text: the width that RFC 3676 recommends for lines of mail, with room for marks of quotation.
_COLUMNS: Final = 72
#: The version of `briefing.json`, which docs/briefing.schema.json describes; a new field does not change the version.
JSON_VERSION: Final = 1


def render_edition(edition: BriefingEdition, path: str, locale: Locale) -> bytes:
    """Return the bytes of an edition: JSON if the path ends in `.json`, else plain text."""
    if path.endswith(".json"):
        return (json.dumps(_json(edition), ensure_ascii=False, indent=1) + "\n").encode()
    return ("\n".join(_lines(edition, locale)) + "\n").encode()


def _json(edition: BriefingEdition) -> dict[str, object]:
    return {
        "version": JSON_VERSION,
        "url": edition.url,
        "site": {"title": edition.site, "url": edition.site_url},
        "region": {"key": edition.region, "name": edition.region_name},
        "date": edition.date.isoformat(),
        "language": edition.lang,
        **_said(title=edition.title, summary=edition.summary, trend=edition.trend),
        **({"number": edition.number} if edition.number is not None else {}),
        **({"cutoff": _instant(edition.cutoff)} if edition.cutoff else {}),
        "key_points": list(edition.key_points),
        "items": [_json_item(entry) for entry in edition.entries],
    }


def _json_item(entry: FeedEntry) -> dict[str, object]:
    return {
        "title": entry.title,
        "url": entry.url,
        "language": entry.lang,
        "region": entry.categories[0],
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.changed),
        **_said(summary=entry.summary),
        "authors": list(entry.authors),
        "tags": list(dict.fromkeys(entry.categories[1:])),
        "sources": [_said(name=one.name, title=one.title, url=one.url, language=one.lang) for one in entry.sources],
        "corrections": list(entry.notes),
    }


def _lines(edition: BriefingEdition, locale: Locale) -> Iterator[str]:
    yield from _paragraph(f"{edition.region_name} – {locale.calendar(edition.date, 'full')}")
    if edition.title:
        yield from _paragraph(edition.title)
    facts = [locale.label("edition", number=edition.number)] if edition.number is not None else []
    facts += [locale.label(f"trend_{edition.trend}")] if edition.trend else []
    facts += [f"{locale.label('cutoff')} {_moment(edition.cutoff, locale)}"] if edition.cutoff else []
    for fact in (*facts, locale.label("items", n=len(edition.entries))):
        yield from _paragraph(fact)
    if edition.summary:
        yield ""
        yield from _paragraph(edition.summary)
    if edition.key_points:
        yield from ("", locale.label("at_a_glance"))
        for point in edition.key_points:
            yield from _paragraph(point, first="- ", rest="  ")
    for number, entry in enumerate(edition.entries, start=1):
        yield ""
        yield from _item(number, entry, locale)
    yield from ("", "-- ", edition.site, edition.url)


def _item(number: int, entry: FeedEntry, locale: Locale) -> Iterator[str]:
    mark = f"{number}. "
    margin = " " * len(mark)
    yield from _paragraph(entry.title, first=mark, rest=margin)
    if entry.sources:
        names = locale.label("comma").join(_name(source) for source in entry.sources)
        yield from _paragraph(f"{locale.label('source')} {names}", first=margin, rest=margin)
    for text in (entry.summary, *entry.notes):
        if text:
            yield from _paragraph(text, first=margin, rest=margin)
    yield margin + entry.url


def _name(source: SourceLine) -> str:
    return f"{source.name} ({source.host})" if source.host else source.name


def _paragraph(text: str, *, first: str = "", rest: str = "") -> Iterable[str]:
    return textwrap.wrap(" ".join(text.split()), _COLUMNS, initial_indent=first, subsequent_indent=rest) or [first.rstrip()]


def _moment(at: datetime, locale: Locale) -> str:
    return locale.calendar(at, "medium") + locale.label("comma") + locale.clock(at)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(**texts: str) -> dict[str, str]:
    return {key: text for key, text in texts.items() if text}
