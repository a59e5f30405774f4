"""Floor 7. ninjs (IPTC's news in JSON), one item or a list of them: each is a page with its time, byline and agency."""

from collections.abc import Iterator
from typing import Any

from briefgen.importing.containers.documents import paragraphs_of
from briefgen.importing.containers.entries import Opened, Stated
from briefgen.importing.containers.feeds import entries_of
from briefgen.importing.containers.json_feed import text_at
from briefgen.importing.containers.moments import instant_of


def is_ninjs(value: Any, _name: str) -> bool:
    """Is this an item of ninjs, or a list of items?"""
    return bool(_items(value))


def read_ninjs(value: Any, _name: str) -> Opened:
    """Return the items that have a text."""
    return entries_of((_stated(item), _content(item)) for item in _items(value))


def _items(value: Any) -> list[dict[str, Any]]:
    values = value if isinstance(value, list) else [value]
    items = [item for item in values if isinstance(item, dict) and _is_item(item)]
    return items if len(items) == len(values) else []


def _is_item(item: dict[str, Any]) -> bool:
    has_body = any(key.startswith(("body", "bodies")) for key in item) and not isinstance(item.get("body"), dict)
    return has_body and bool({"uri", "versioncreated", "versionCreated", "headline", "headlines"} & item.keys())


def _stated(item: dict[str, Any]) -> Stated:
    byline = text_at(item, "byline") or text_at(item, "by")
    byline = byline[3:] if byline[:3].lower() == "by " else byline
    people = item.get("people") if isinstance(item.get("people"), list) else []
    writers = [text_at(one, "name") for one in people or [] if isinstance(one, dict) and text_at(one, "rel") == "author"]
    url = text_at(item, "uri")
    return Stated(
        title=text_at(item, "headline") or next(_values(item.get("headlines")), "") or text_at(item, "title"),
        publisher=text_at(item, "source") or text_at(item, "copyrightholder") or text_at(item, "copyrightHolder"),
        url=url if url.startswith(("http://", "https://")) else "",
        published=instant_of(text_at(item, "firstcreated") or text_at(item, "firstCreated") or _version(item)),
        updated=instant_of(_version(item)),
        authors=(byline,) if byline else tuple(name for name in writers if name),
        lang=text_at(item, "language"),
    )


def _version(item: dict[str, Any]) -> str:
    return text_at(item, "versioncreated") or text_at(item, "versionCreated")


def _content(item: dict[str, Any]) -> str:
    """Return the body of an item as HTML: in the first versions body_xhtml and body_text, in later ones a list."""
    markup = text_at(item, "body_xhtml") or text_at(item, "body_html") or text_at(item, "bodyXhtml")
    if markup:
        return markup
    bodies = (
        [body for body in item.get("bodies", ()) if isinstance(body, dict)] if isinstance(item.get("bodies"), list) else []
    )
    for body in sorted(bodies, key=lambda body: "html" not in text_at(body, "contentType") + text_at(body, "contenttype")):
        value = text_at(body, "value")
        if value:
            return value if "html" in text_at(body, "contentType") + text_at(body, "contenttype") else paragraphs_of(value)
    return paragraphs_of(text_at(item, "body_text") or text_at(item, "bodyText") or text_at(item, "body"))


def _values(bodies: object) -> Iterator[str]:
    for body in bodies if isinstance(bodies, list) else ():
        if isinstance(body, dict) and text_at(body, "value"):
            yield text_at(body, "value")
