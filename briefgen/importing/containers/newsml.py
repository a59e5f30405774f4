"""Floor 7. News of agencies in XML (NewsML-G2, NITF alone or inside): each item is a page with its time and byline."""

from collections.abc import Iterator
from typing import Final

from briefgen.importing.containers.documents import paragraphs_of
from briefgen.importing.containers.entries import Opened, Stated, refused
from briefgen.importing.containers.feeds import entries_of
from briefgen.importing.containers.markup import Element
from briefgen.importing.containers.moments import instant_of

_ITEMS: Final = ("newsItem", "NewsItem")
_BODIES: Final = ("inlineXML", "inlineData", "DataContent")


def is_newsml(root: Element, _name: str) -> bool:
    """Is this the root of a message or an item of NewsML, or of NITF?"""
    return root.name in {"newsItem", "newsMessage", "packageItem", "NewsML", "nitf"}


def read_newsml(root: Element, _name: str) -> Opened:
    """Return the items that have a text."""
    if root.name == "nitf":
        return entries_of([_of_nitf(root)])
    items = [root] if root.name in _ITEMS else list(root.below(*_ITEMS))
    found = [_item(item) for item in items]
    if not any(content for _, content in found):
        hint = "ask the agency for the items with their texts (inlineXML)"
        return refused("this NewsML has no text: it names items or pictures only", hint, "no-article")
    return entries_of(pair for pair in found if pair[1])


def _item(item: Element) -> tuple[Stated, str]:
    own = _of_item(item)
    nitf = next(item.below("nitf"), None)
    if nitf is not None:
        inner, content = _of_nitf(nitf)
        return _merged(own, inner), content
    for body in item.below(*_BODIES):
        html = next(body.below("body"), None) or next(body.below("body.content"), None)
        if html is not None:
            return own, html.markup
        if any(isinstance(child, Element) for child in body.children):
            return own, body.markup
        if body.text:
            return own, paragraphs_of(body.text)
    return own, ""


def _of_item(item: Element) -> Stated:
    meta = item.first("contentMeta") or item
    header = item.first("itemMeta") or item
    provider = _name(_one(item, "provider") or _one(meta, "infoSource"))
    authors = [
        _by(text)
        for text in (_name(_one(meta, "creator")) if meta.first("creator") else "", _text(meta, "by", "ByLine"))
        if text
    ]
    lang = meta.first("language")
    return Stated(
        title=_text(meta, "headline", "HeadLine") or header.text_of("title"),
        publisher=provider,
        url=_canonical(header),
        published=instant_of(
            _text(item, "firstCreated", "FirstCreated", "contentCreated", "versionCreated", "ThisRevisionCreated")
        ),
        updated=instant_of(_text(item, "versionCreated", "ThisRevisionCreated")),
        authors=tuple(dict.fromkeys(authors)),
        lang=(lang.attrs.get("tag", "") if lang else "") or item.attrs.get("lang", ""),
    )


def _canonical(header: Element) -> str:
    """Return the address of an item on its agency's site."""
    links = [link for link in header.all("link") if "canonical" in " ".join(link.attrs.values()).lower()]
    return next((href for link in links if (href := link.attrs.get("href", "")).startswith(("http://", "https://"))), "")


def _of_nitf(root: Element) -> tuple[Stated, str]:
    body = root.first("body") or root
    head = body.first("body.head") or body
    bylines = [_by(line.text_of("person") or _line(line)) for line in head.all("byline")]
    date = next((value for value in _dates(root) if value), "")
    holder = next(root.below("doc.copyright"), None)
    dateline = next(head.below("dateline"), None)
    content = next(root.below("body.content"), None)
    stated = Stated(
        title=_text(head, "hl1", "headline") or _text(root, "title"),
        publisher=_text(head, "distributor", "org") or (holder.attrs.get("holder", "") if holder else ""),
        published=date,
        authors=tuple(dict.fromkeys(name for name in bylines if name)),
        lang=root.attrs.get("lang", ""),
    )
    place = " ".join(_text(dateline, "location").split()) if dateline else ""
    lead = f"<p>{place}</p>" if place and content is not None and place not in content.text[:200] else ""
    return stated, lead + (content.markup if content is not None else "")


def _dates(root: Element) -> Iterator[str]:
    for name in ("date.issue", "date.release", "story.date", "pubdata"):
        for element in root.below(name):
            yield instant_of(element.attrs.get("norm", "") or element.attrs.get("date.publication", ""))


def _merged(own: Stated, inner: Stated) -> Stated:
    return Stated(
        title=inner.title or own.title, publisher=own.publisher or inner.publisher, url=own.url,
        published=own.published or inner.published, updated=own.updated, authors=inner.authors or own.authors,
        lang=own.lang or inner.lang,
    )  # fmt: skip


def _one(element: Element, name: str) -> Element | None:
    return next(element.below(name), None)


def _name(element: Element | None) -> str:
    return (element.text_of("name") or element.attrs.get("literal", "") or element.text) if element is not None else ""


def _text(element: Element, *names: str) -> str:
    return next((" ".join(text.split()) for name in names for child in element.below(name) if (text := child.text)), "")


def _line(element: Element) -> str:
    return " ".join(child.strip() for child in element.children if isinstance(child, str) and child.strip())


def _by(text: str) -> str:
    text = " ".join(text.split())
    return text[3:] if text[:3].lower() == "by " else text
