"""Floor 4. Feeds, outlines, sitemaps, and the edition of a briefing as JSON: values in, bytes out.

One writer makes all XML (the standard library's, which escapes), and one all JSON. Characters that XML cannot hold are
findings when a file is read. They are removed here as well, so that no text can avoid the check.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Final, TypeAlias, assert_never
from xml.etree import ElementTree

from briefgen.text.holes import escape, fill_holes
from briefgen.values.model import Body, Digest, FilledBody, Moment, When
from briefgen.values.parts import BriefingEdition, Feed, FeedEntry, FeedList, Sitemap, SitemapIndex, SourceLine

#: The views that `render_document` takes.
FeedView: TypeAlias = Feed | FeedList | Sitemap | SitemapIndex

_ATOM: Final = "http://www.w3.org/2005/Atom"
#: The type of a text in Atom. RFC 4287 (3.1.1) has it as the default, but some readers take an unmarked text for HTML.
_PLAIN: Final = {"type": "text"}
_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The last change of a feed without items: Atom needs an instant, and no output may depend on the clock.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)

#: The version of `briefing.json`, which docs/briefing.schema.json describes; a new field does not change the version.
_JSON_VERSION: Final = 1


def render_document(view: FeedView, path: str, bodies: Callable[[Digest], Body]) -> bytes:
    """Return the bytes of a document; a feed is JSON if the path ends in `.json`, else Atom. `bodies` gives full texts."""
    match view:
        case Feed():
            return _json(_feed_object(view, bodies)) if path.endswith(".json") else _atom(view, bodies)
        case FeedList():
            root = ElementTree.Element("opml", version="2.0")
            _add(_add(root, "head"), "title", view.title)
            body = _add(root, "body")
            for title, atom_url, url in view.feeds:
                _add(body, "outline", type="rss", text=title, title=title, xmlUrl=atom_url, htmlUrl=url)
            return _xml(root)
        case Sitemap():
            return _sitemap(view)
        case SitemapIndex():
            root = ElementTree.Element("sitemapindex", xmlns=_SITEMAP)
            for url in view.urls:
                _add(_add(root, "sitemap"), "loc", url)
            return _xml(root)
        case _:
            assert_never(view)


def render_json_edition(edition: BriefingEdition) -> bytes:
    """Return the bytes of a briefing's edition as JSON, by docs/briefing.schema.json."""
    return _json(_edition_object(edition))


def _atom(feed: Feed, bodies: Callable[[Digest], Body]) -> bytes:
    """Return a feed as Atom (RFC 4287): an item's sources with a URL are its `via` links, the first of them its `source`."""
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.lang})
    _add(root, "title", feed.title, **_PLAIN)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle, **_PLAIN)
    _add(root, "id", feed.url)
    _add(root, "updated", _instant(max((entry.changed for entry in feed.entries), default=_NEVER)))
    _add(_add(root, "author"), "name", feed.title)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.atom_url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.url)
    if feed.hub:
        _add(root, "link", rel="hub", href=feed.hub)
    _add(root, "generator", "briefgen")
    for entry in feed.entries:
        _atom_entry(root, entry, bodies)
    return _xml(root)


def _atom_entry(root: ElementTree.Element, entry: FeedEntry, bodies: Callable[[Digest], Body]) -> None:
    element = _add(root, "entry", **{"xml:lang": entry.lang})
    _add(element, "title", entry.title, **_PLAIN)
    _add(element, "id", entry.id or entry.url)
    _add(element, "published", _instant(entry.published))
    _add(element, "updated", _instant(entry.changed))
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    origins = [source for source in entry.sources if source.url]
    for source in origins:
        _add(element, "link", rel="via", href=source.url)
    for author in entry.authors:
        _add(_add(element, "author"), "name", author)
    for category in dict.fromkeys(entry.categories):
        _add(element, "category", term=category)
    if origins:
        origin = _add(element, "source")
        _add(origin, "id", origins[0].url)
        _add(origin, "title", origins[0].name, **_PLAIN)
    if text := _text(entry):
        _add(element, "summary", text, **_PLAIN)
    if entry.body:
        _add(element, "content", _html(entry, entry.body, bodies), type="html")


def _text(entry: FeedEntry) -> str:
    """Return the short text of an item: its summary, then its corrections."""
    return "\n\n".join(filter(None, (entry.summary, *entry.notes)))


def _html(entry: FeedEntry, filled: FilledBody, bodies: Callable[[Digest], Body]) -> str:
    """Return the full text of an item as HTML: its corrections, then its body, which was sanitised when it was read."""
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in entry.notes)
    return notes + fill_holes(bodies(filled.digest), filled.targets)


def _feed_object(feed: Feed, bodies: Callable[[Digest], Body]) -> dict[str, object]:
    """Return a feed as JSON Feed 1.1; the first source with a URL is an item's `external_url`, all are in `_sources`."""
    return {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **_some(description=feed.subtitle),
        "home_page_url": feed.url,
        "feed_url": feed.json_url,
        "language": feed.lang,
        **_some(hubs=[{"type": "WebSub", "url": feed.hub}] if feed.hub else []),
        "items": [_feed_item(entry, bodies) for entry in feed.entries],
    }


def _feed_item(entry: FeedEntry, bodies: Callable[[Digest], Body]) -> dict[str, object]:
    content = {"content_html": _html(entry, entry.body, bodies)} if entry.body else {}
    return {
        "id": entry.id or entry.url,
        "url": entry.url,
        **_some(external_url=next((source.url for source in entry.sources if source.url), "")),
        "title": entry.title,
        **(content or {"content_text": _text(entry) or entry.title}),
        **_some(summary=entry.summary),
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.changed),
        **_some(authors=[{"name": author} for author in entry.authors]),
        "tags": list(dict.fromkeys(entry.categories)),
        "language": entry.lang,
        **_some(_sources=[_json_source(source) for source in entry.sources]),
    }


def _edition_object(edition: BriefingEdition) -> dict[str, object]:
    return {
        "version": _JSON_VERSION,
        "url": edition.url,
        "site": {"title": edition.site, "url": edition.site_url},
        "region": {"key": edition.region, "name": edition.region_name},
        "date": edition.date.isoformat(),
        "language": edition.lang,
        **_some(title=edition.title, summary=edition.summary, trend=edition.trend),
        **({"number": edition.number} if edition.number is not None else {}),
        **_some(cutoff=edition.cutoff and _instant(edition.cutoff)),
        **_some(alerts=[{"kind": one.kind, "text": one.text} for one in edition.alerts if one.region.key == edition.region]),
        "key_points": edition.key_points,
        "items": [_edition_item(entry) for entry in edition.entries],
    }


def _edition_item(entry: FeedEntry) -> dict[str, object]:
    return {
        "title": entry.title,
        "url": entry.url,
        "language": entry.lang,
        "region": entry.categories[0],
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.changed),
        **_some(summary=entry.summary),
        "authors": entry.authors,
        "tags": list(dict.fromkeys(entry.categories[1:])),
        "sources": [_json_source(source) for source in entry.sources],
        "corrections": entry.notes,
    }


def _json_source(source: SourceLine) -> dict[str, object]:
    archived = source.archived and {"url": source.archived.url, "date": _iso(source.archived.date)}
    return _some(name=source.name, title=source.title, url=source.url, language=source.lang, archived=archived)


def _iso(when: When) -> str:
    return _instant(when.at) if isinstance(when, Moment) else when.day.isoformat()


def _some(**facts: object) -> dict[str, object]:
    """Return the facts that are not empty."""
    return {key: fact for key, fact in facts.items() if fact}


def _json(document: dict[str, object]) -> bytes:
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _sitemap(sitemap: Sitemap) -> bytes:
    # Written as text: a tree of 17,000 pages (10,000 articles) takes a quarter of a second, and would have one level.
    lines = []
    for entry in sitemap.entries:
        lines.append(f" <url>\n  <loc>{escape(entry.url)}</loc>\n")
        if entry.changed:
            lines.append(f"  <lastmod>{entry.changed.isoformat()}</lastmod>\n")
        lines.append(" </url>\n")
    return f'{_DECLARATION}<urlset xmlns="{_SITEMAP}">\n{"".join(lines)}</urlset>\n'.encode()


def _add(parent: ElementTree.Element, tag: str, content: str = "", /, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, {key: _NOT_XML.sub("", value) for key, value in attributes.items()})
    if content:
        element.text = _NOT_XML.sub("", content)
    return element


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, space=" ")
    return f"{_DECLARATION}{ElementTree.tostring(root, encoding='unicode')}\n".encode()
