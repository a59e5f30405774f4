"""Floor 4. Feeds, outlines and sitemaps: values in, bytes out.

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
from briefgen.values.documents import Feed, FeedEntry, FeedList, Robots, Sitemap, SitemapIndex
from briefgen.values.model import Body, Digest, FilledBody
from briefgen.values.parts import SourceLine

#: The views that `render_document` takes.
FeedView: TypeAlias = Feed | FeedList | Sitemap | SitemapIndex | Robots

_ATOM: Final = "http://www.w3.org/2005/Atom"
_DECLARATION: Final = '<?xml version="1.0" encoding="utf-8"?>\n'
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_NOT_XML: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

#: The last change of a feed without items: Atom needs an instant, and no output may depend on the clock.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def render_document(view: FeedView, path: str, bodies: Callable[[Digest], Body]) -> bytes:
    """Return the bytes of a document. A feed is JSON if the path ends in `.json`, else Atom.

    `bodies` returns a body by its digest, for feeds with full texts.
    """
    match view:
        case Feed():
            return _json_feed(view, bodies) if path.endswith(".json") else _atom(view, bodies)
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


def _atom(feed: Feed, bodies: Callable[[Digest], Body]) -> bytes:
    """Return a feed as Atom (RFC 4287).

    The sources of an item that have a URL are links with the relation `via`; the first of them is its `source` as well.
    """
    root = ElementTree.Element("feed", {"xmlns": _ATOM, "xml:lang": feed.lang})
    _add(root, "title", feed.title)
    if feed.subtitle:
        _add(root, "subtitle", feed.subtitle)
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
    _add(element, "title", entry.title)
    _add(element, "id", entry.url)
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
        _add(origin, "title", origins[0].name)
    if text := _text(entry):
        _add(element, "summary", text)
    if entry.body:
        _add(element, "content", _html(entry, entry.body, bodies), type="html")


def _text(entry: FeedEntry) -> str:
    """Return the short text of an item: its summary, then its corrections."""
    return "\n\n".join(filter(None, (entry.summary, *entry.notes)))


def _html(entry: FeedEntry, filled: FilledBody, bodies: Callable[[Digest], Body]) -> str:
    """Return the full text of an item as HTML: its corrections, then its body, which was sanitised when it was read."""
    notes = "".join(f"<p>{escape(note)}</p>\n" for note in entry.notes)
    return notes + fill_holes(bodies(filled.digest), filled.targets)


def _json_feed(feed: Feed, bodies: Callable[[Digest], Body]) -> bytes:
    """Return a feed as JSON Feed 1.1.

    The first source of an item that has a URL is its `external_url`; all sources are in `_sources`, an extension.
    """
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        **({"description": feed.subtitle} if feed.subtitle else {}),
        "home_page_url": feed.url,
        "feed_url": feed.json_url,
        "language": feed.lang,
        **({"hubs": [{"type": "WebSub", "url": feed.hub}]} if feed.hub else {}),
        "items": [_json_item(entry, bodies) for entry in feed.entries],
    }
    return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


def _json_item(entry: FeedEntry, bodies: Callable[[Digest], Body]) -> dict[str, object]:
    origin = next((source.url for source in entry.sources if source.url), "")
    content = {"content_html": _html(entry, entry.body, bodies)} if entry.body else {}
    return {
        "id": entry.url,
        "url": entry.url,
        **({"external_url": origin} if origin else {}),
        "title": entry.title,
        **(content or {"content_text": _text(entry) or entry.title}),
        **({"summary": entry.summary} if entry.summary else {}),
        "date_published": _instant(entry.published),
        "date_modified": _instant(entry.changed),
        **({"authors": [{"name": author} for author in entry.authors]} if entry.authors else {}),
        "tags": list(dict.fromkeys(entry.categories)),
        "language": entry.lang,
        **({"_sources": [_json_source(source) for source in entry.sources]} if entry.sources else {}),
    }


def _json_source(source: SourceLine) -> dict[str, str]:
    told = {"name": source.name, "title": source.title, "url": source.url, "language": source.lang}
    return {key: text for key, text in told.items() if text}


def _opml(feeds: FeedList) -> bytes:
    """Return the list of feeds as OPML 2.0."""
    root = ElementTree.Element("opml", version="2.0")
    _add(_add(root, "head"), "title", feeds.title)
    body = _add(root, "body")
    for title, atom_url, url in feeds.feeds:
        _add(body, "outline", type="rss", text=title, title=title, xmlUrl=atom_url, htmlUrl=url)
    return _xml(root)


def _sitemap(sitemap: Sitemap) -> bytes:
    # Written as text: a tree of 17,000 pages (10,000 articles) takes a quarter of a second, and would have one level.
    lines = []
    for entry in sitemap.entries:
        lines.append(f" <url>\n  <loc>{escape(entry.url)}</loc>\n")
        if entry.changed:
            lines.append(f"  <lastmod>{entry.changed.isoformat()}</lastmod>\n")
        lines.append(" </url>\n")
    return f'{_DECLARATION}<urlset xmlns="{_SITEMAP}">\n{"".join(lines)}</urlset>\n'.encode()


def _sitemap_index(index: SitemapIndex) -> bytes:
    root = ElementTree.Element("sitemapindex", xmlns=_SITEMAP)
    for url in index.urls:
        _add(_add(root, "sitemap"), "loc", url)
    return _xml(root)


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
    return f"{_DECLARATION}{text}\n".encode()
