"""Floor 7. JSON Feed: each item is a page with its address, time and writers."""

from collections.abc import Iterator
from typing import Any

from briefgen.importing.containers.documents import paragraphs_of
from briefgen.importing.containers.entries import Opened, Stated, refused
from briefgen.importing.containers.feeds import entries_of
from briefgen.importing.containers.moments import instant_of


def is_json_feed(value: Any, _name: str) -> bool:
    """Is this value of JSON a feed?"""
    return (
        isinstance(value, dict)
        and "jsonfeed.org" in str(value.get("version", ""))[:100]
        and isinstance(value.get("items"), list)
    )


def read_json_feed(value: Any, _name: str) -> Opened:
    """Return the entries of a feed that are more than teasers."""
    if not value["items"]:
        return refused("this feed has no entries", "get it again when it has some", "no-article")
    return entries_of(_item(item, value) for item in value["items"] if isinstance(item, dict))


def _item(item: dict[str, Any], feed: dict[str, Any]) -> tuple[Stated, str]:
    stated = Stated(
        title=text_at(item, "title"),
        publisher=text_at(feed, "title"),
        url=text_at(item, "url") or text_at(item, "external_url"),
        published=instant_of(text_at(item, "date_published")),
        updated=instant_of(text_at(item, "date_modified")),
        authors=tuple(dict.fromkeys(_names(item) or _names(feed))),
        lang=text_at(item, "language") or text_at(feed, "language"),
    )
    content = text_at(item, "content_html") or paragraphs_of(text_at(item, "content_text") or text_at(item, "summary"))
    return stated, content


def _names(value: dict[str, Any]) -> tuple[str, ...]:
    return tuple(_people(value.get("authors"))) or tuple(_people([value.get("author")]))


def _people(value: object) -> Iterator[str]:
    for person in value[:20] if isinstance(value, list) else ():
        name = text_at(person, "name") if isinstance(person, dict) else ""
        if name:
            yield name


def text_at(value: dict[str, Any], key: str) -> str:
    """Return the text at a key; empty where there is none."""
    text = value.get(key)
    return text if isinstance(text, str) else ""
