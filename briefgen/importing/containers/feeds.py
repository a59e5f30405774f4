"""Floor 7. Feeds in XML (RSS 0.9 to 2.0, RDF, Atom): each entry is a page with its address, time and writers."""

import re
from collections.abc import Iterable
from typing import Final
from urllib.parse import urljoin

from briefgen.importing.containers.documents import clean, markup_of, page_of, visible_text
from briefgen.importing.containers.entries import Entry, Opened, Problem, Stated, left_out, numbered, refused
from briefgen.importing.containers.markup import Element
from briefgen.importing.containers.moments import instant_of

#: Fewest words of an entry that is more than a teaser; as for text captures.
_SHORTEST: Final = 25
_TEASER: Final = 80
_CUT: Final = re.compile(r"(?:\.\.\.|…|\[\.\.\.\]|\[…\]|\[&#8230;\])\W*$")
_ATOM: Final = ("http://www.w3.org/2005/Atom", "http://purl.org/atom/ns#")
_IN_BRACKETS: Final = re.compile(r"\(([^()]{2,80})\)\s*$")


def is_feed(root: Element, _name: str) -> bool:
    """Is this the root of a feed?"""
    return root.name in {"rss", "RDF", "feed"} and (
        root.name != "feed" or root.space in _ATOM or root.first("entry") is not None
    )


def read_feed(root: Element, _name: str) -> Opened:
    """Return the entries of a feed that are more than teasers."""
    channel = root if root.name == "feed" else root.first("channel") or root
    items = [*channel.all("entry", "item"), *(root.all("item") if channel is not root else ())]
    if not items:
        return refused("this feed has no entries", "get it again when it has some", "no-article")
    publisher = channel.text_of("title")
    base = _address(channel, "")
    lang = channel.text_of("language") or channel.attrs.get("lang", "") or root.attrs.get("lang", "")
    return entries_of(_item(item, publisher, base, lang) for item in items)


def entries_of(items: Iterable[tuple[Stated, str]]) -> Opened:
    """Return the entries of a feed: what is stated of each, and its content as HTML; teasers are told by address."""
    found: list[Entry] = []
    teasers: list[str] = []
    for number, (stated, content) in enumerate(items, start=1):
        text = visible_text(content).strip()
        words = len(text.split()) if " " in text[:200] else len(text) // 2
        is_teaser = words < _SHORTEST or (words < _TEASER and bool(_CUT.search(text)))
        if is_teaser:
            teasers.append(clean(stated.url or stated.title or f"entry {number}"))
        found.append(
            Entry(data=b"" if is_teaser else page_of(stated, content), is_page=True, label=stated.title, url=stated.url)
        )
    kept = tuple(entry for entry in numbered(found) if entry.data)
    hint = "open the pages and capture these"
    if not kept:
        message = f"this feed has teasers only, and no article: {', '.join(teasers[:3])}"
        return refused(message, hint, "no-article")
    problems: tuple[Problem, ...] = (left_out(teasers, "entries of the feed are teasers only", hint),) if teasers else ()
    return Opened(entries=kept, problems=problems)


def _item(item: Element, publisher: str, base: str, lang: str) -> tuple[Stated, str]:
    source = item.first("source")
    own = (source.text_of("title") or source.text) if source else ""
    stated = Stated(
        title=visible_text(item.text_of("title")).strip(),
        publisher=visible_text(own or publisher).strip(),
        url=_address(item, base),
        published=instant_of(item.text_of("pubDate", "published", "issued", "date", "created"))
        or instant_of(item.text_of("updated", "modified")),
        updated=instant_of(item.text_of("updated", "modified")),
        authors=tuple(dict.fromkeys(_authors(item))),
        lang=item.attrs.get("lang", "") or item.text_of("language") or lang,
    )
    return stated, _content(item)


def _content(item: Element) -> str:
    """Return the longest of what an entry has for its text, as HTML."""
    found = [child.text for child in item.all("encoded", "description", "fulltext")]
    for child in item.all("content", "summary"):
        if child.space in _ATOM or not child.space:
            is_tree = any(isinstance(part, Element) for part in child.children)
            found.append(child.markup if is_tree else child.text)
    return markup_of(max(found, key=len, default=""))


def _address(item: Element, base: str) -> str:
    links = list(item.all("link"))
    origin = item.text_of("origLink")
    atom = [
        link.attrs["href"] for link in links if link.attrs.get("href") and link.attrs.get("rel", "alternate") == "alternate"
    ]
    plain = [link.text for link in links if link.text]
    guid = item.first("guid")
    named = [guid.text] if guid and guid.attrs.get("isPermaLink", "true") == "true" else []
    url = next((url for url in (origin, *plain, *atom, *named) if url), "")
    try:
        url = urljoin(base, url) if url else ""
    except ValueError:
        return ""
    return url if url.lower().startswith(("http://", "https://")) else ""


def _authors(item: Element) -> Iterable[str]:
    for child in item.all("creator", "author"):
        name = child.text_of("name") or child.text
        inside = _IN_BRACKETS.search(name)
        name = inside[1] if inside and "@" in name else name
        if name and "@" not in name:
            yield visible_text(name).strip()
