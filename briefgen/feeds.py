"""Floor 2. Feeds, outlines and sitemaps: values in, bytes out.

One writer for XML (the standard library's, which escapes) and one for JSON. Characters that XML cannot hold have been
findings long before; they are dropped here as well, so that no path leads round that check.
"""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Final, assert_never
from xml.etree import ElementTree

from briefgen.documents import DocumentView, Feed, FeedEntry, FeedList, Robots, Sitemap, SitemapIndex

_ATOM: Final = "http://www.w3.org/2005/Atom"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: When a feed without an item last changed: Atom wants an instant, and the clock has no say in what is built.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def render_document(view: DocumentView, path: str) -> bytes:
    """Return the document's bytes. A feed is JSON where the path ends in `.json`, else Atom."""
    match view:
        case Feed():
            return _json_feed(view) if path.endswith(".json") else _atom(view)
        case FeedList():
            return _opml(view)
        case Sitemap():
            return _sitemap(view)
        case SitemapIndex():
            return _sitemap_index(view)
        case Robots():
            return f"User-agent: *\nAllow: /\n\nSitemap: {view.sitemap}\n".encode()
        case _:
            assert_never(view)


def _atom(feed: Feed) -> bytes:
    """RFC 4287. The origin of an item is a link with the relation `via`."""
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.lang})
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
    _add(root, "id", feed.url)
    _add(root, "updated", _instant(max((entry.changed for entry in feed.entries), default=_NEVER)))
    _add(_add(root, "author"), "name", feed.title)
    _add(root, "link", rel="self", type="application/atom+xml", href=feed.atom_url)
    _add(root, "link", rel="alternate", type="text/html", href=feed.url)
    _add(root, "generator", "briefgen")
    for entry in feed.entries:
        _atom_entry(root, entry)
    return _xml(root)


def _atom_entry(root: ElementTree.Element, entry: FeedEntry) -> None:
    element = _add(root, "entry", **{"xml:lang": entry.lang})
    _add(element, "title", entry.title)
    _add(element, "id", entry.url)
    _add(element, "published", _instant(entry.published))
    _add(element, "updated", _instant(entry.changed))
    _add(element, "link", rel="alternate", type="text/html", href=entry.url)
    for url in _origins(entry):
        _add(element, "link", rel="via", href=url)
    for author in entry.authors:
        _add(_add(element, "author"), "name", author)
    for category in dict.fromkeys(entry.categories):
        _add(element, "category", term=category)
    if entry.summary:
        _add(element, "summary", entry.summary)


def _json_feed(feed: Feed) -> bytes:
    """JSON Feed 1.1. The origin of an item is its `external_url`."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **({"description": feed.subtitle} if feed.subtitle else {}),
        "home_page_url": feed.url,
        "feed_url": feed.json_url,
        "language": feed.lang,
        "items": [_json_item(entry) for entry in feed.entries],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(entry: FeedEntry) -> dict[str, object]:
    origin = next(_origins(entry), "")
    return {
        "id": entry.url,
        "url": entry.url,
        **({"external_url": origin} if origin else {}),
        "title": entry.title,
        "content_text": entry.summary or entry.title,
        **({"summary": entry.summary} if entry.summary else {}),
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.changed),
        **({"authors": [{"name": author} for author in entry.authors]} if entry.authors else {}),
        "tags": list(dict.fromkeys(entry.categories)),
        "language": entry.lang,
    }


def _opml(feeds: FeedList) -> bytes:
    """OPML 2.0."""
    root = ElementTree.Element("opml", version="2.0")
    _add(_add(root, "head"), "title", feeds.title)
    body = _add(root, "body")
    for title, atom_url, url in feeds.feeds:
        _add(body, "outline", type="rss", text=title, title=title, xmlUrl=atom_url, htmlUrl=url)
    return _xml(root)


def _sitemap(sitemap: Sitemap) -> bytes:
    root = ElementTree.Element("urlset", xmlns=_SITEMAP)
    for entry in sitemap.entries:
        element = _add(root, "url")
        _add(element, "loc", entry.url)
        if entry.changed:
            _add(element, "lastmod", entry.changed.isoformat())
    return _xml(root)


def _sitemap_index(index: SitemapIndex) -> bytes:
    root = ElementTree.Element("sitemapindex", xmlns=_SITEMAP)
    for url in index.urls:
        _add(_add(root, "sitemap"), "loc", url)
    return _xml(root)


def _origins(entry: FeedEntry) -> Iterator[str]:
    return (source.url for source in entry.sources if source.url)


def _add(parent: ElementTree.Element, tag: str, content: str = "", /, **attributes: str) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, tag, {key: _NOT_XML.sub("", value) for key, value in attributes.items()})
    if content:
        element.text = _NOT_XML.sub("", content)
    return element


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _xml(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root, space=" ")
    text = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
