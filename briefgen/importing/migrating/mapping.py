"""Floor 7. Front matter of an old page to ours, by the table of its tool; what has no place there goes under `extra`.

Law: each key, and each value of it, is in the new front matter or in the fates of keys.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from briefgen.content.schema.article import AUTHORS_LIMIT, TAGS_LIMIT
from briefgen.importing.migrating.model import Data, KeyFate, OldPage
from briefgen.importing.migrating.tables import Row
from briefgen.importing.migrating.ways import read_value
from briefgen.text.characters import without_controls

#: Keys of ours that a standing page has. All others belong to articles.
_OF_PAGES: Final = frozenset({"title", "summary", "lang", "aliases", "address", "extra"})
_LIMITS: Final = {"tags": TAGS_LIMIT, "authors": AUTHORS_LIMIT}
#: Places whose values are written anew, whatever they are, and what the report calls them.
_CHANGED: Final = {
    "address": "aliases",
    "aliases": "",
    "categories": "regions.map.yml",
    "image": "",
    "slug": "the file's name",
}
#: Longest JSON of an old value in the report, in characters: front matter is 64 KiB at most.
_SHOWN: Final = 70_000
#: Deepest nesting under `extra`; YAML is read to 100 levels.
_DEPTH: Final = 40


class Mapped(msgspec.Struct, kw_only=True):
    """The new front matter of a page so far, and what became of its keys.

    `values` are keys of ours. `categories` are still to be mapped, `aliases` are addresses as the old site wrote them,
    `picture` is the path of a picture as the old page names it, with what describes it.
    """

    values: dict[str, Data] = msgspec.field(default_factory=dict)
    extra: dict[str, Data] = msgspec.field(default_factory=dict)
    categories: list[str] = msgspec.field(default_factory=list)
    aliases: list[str] = msgspec.field(default_factory=list)
    address: str = ""
    picture: str = ""
    of_picture: dict[str, str] = msgspec.field(default_factory=dict)
    fates: list[KeyFate] = msgspec.field(default_factory=list)

    def keep(self, key: str, value: Data, note: str = "", *, name: str = "", was: Data = None) -> None:
        """Put a value under `extra`, under `name` (empty: the key) or a free one, and note that; `was` is the old value."""
        wanted = without_controls(name or key) or "key"
        name, number = wanted, 2
        was = value if was is None else was
        while name in self.extra:
            name, number = f"{wanted}-{number}", number + 1
        self.extra[name] = kept = _storable(value)
        self.fates.append(KeyFate(key=key, to=f"extra.{name}", was="" if kept == was else as_json(was), note=note))


def map_front(page: OldPage, rows: tuple[Row, ...], zone: ZoneInfo, *, ignores_case: bool) -> Mapped:
    """Return our front matter for a page of the old site, without its address, categories and picture."""
    mapped = Mapped()
    named = {row.key: number for number, row in enumerate(rows)}
    opened = {row.key for row in rows if row.way == "mapping"}
    found = [
        (key, value, named.get(key.lower() if ignores_case else key)) for key, value in _flat(page.front, rows, ignores_case)
    ]
    for key, value, number in sorted(found, key=lambda one: len(rows) if one[2] is None else one[2]):
        row = None if number is None else rows[number]
        if row is None or (not page.is_article and row.to.partition(".")[0] not in _OF_PAGES):
            mapped.keep(key, value, name=key.partition(".")[2] if key.partition(".")[0].lower() in opened else "")
        elif value is None or value in ("", [], {}):
            mapped.fates.append(KeyFate(key=key, was=as_json(value), note="it has no value"))
        else:
            _apply(mapped, row, key, value, zone)
    return mapped


def why_hidden(page: OldPage, rows: tuple[Row, ...], zone: ZoneInfo, now: datetime, *, ignores_case: bool) -> str:
    """Return why a page may not be published as a standing page, which always is; empty if it may.

    What the old site holds back (a draft, an embargo, an expiry) must not come to light by a migration.
    """
    if not page.is_published:
        return "the old site does not publish it, and a standing page is always published"
    named = {row.key: row for row in rows}
    for key, value in _flat(page.front, rows, ignores_case):
        row = named.get(key.lower() if ignores_case else key)
        if row is None:
            continue
        # The status of a page is more than a draft's, and its reader has looked at it.
        if row.to == "draft" and row.way != "status" and read_value(row.way, value, zone) is True:
            return "it is a draft, and a standing page is always published"
        if row.to in {"publish_at", "expires"} and value not in (None, ""):
            at = read_value("moment", value, zone)
            is_past = isinstance(at, str) and datetime.fromisoformat(at) <= now
            if is_past != (row.to == "publish_at"):
                return f"{key} holds it back, and a standing page is always published"
    return ""


def _flat(front: dict[str, Data], rows: tuple[Row, ...], ignores_case: bool) -> Iterator[tuple[str, Data]]:
    """Give the keys and values of front matter; those of a mapping one by one, if the table names one of them."""
    parents: dict[str, set[str]] = {}
    for row in rows:
        if "." in row.key:
            parents.setdefault(row.key.partition(".")[0], set()).add(row.key)
    for key, value in front.items():
        name = key.lower() if ignores_case else key
        is_opened = name in parents or any(row.key == name and row.way == "mapping" for row in rows)
        if isinstance(value, dict) and value and is_opened:
            yield from ((f"{key}.{inner}", item) for inner, item in value.items())
        else:
            yield key, value


def _apply(mapped: Mapped, row: Row, key: str, value: Data, zone: ZoneInfo) -> None:
    """Put a value where its row says, or under `extra`."""
    if row.to.startswith("extra."):
        mapped.keep(key, value, name=row.to.removeprefix("extra."))
        return
    read = read_value(row.way, value, zone)
    limit = _LIMITS.get(row.to)
    if read is None or (limit and isinstance(read, list) and len(read) > limit):
        reason = f"more than {limit} items" if read is not None else f"not read as {row.way}"
        mapped.keep(key, value, reason, name=key.rpartition(".")[2])
        return
    if not _place(mapped, row.to, read):
        mapped.keep(key, value, f"{row.to} is taken by another key", name=key.rpartition(".")[2])
        return
    is_same = read == value and row.to not in _CHANGED
    mapped.fates.append(KeyFate(key=key, to=_CHANGED.get(row.to) or row.to, was="" if is_same else as_json(value)))


def _place(mapped: Mapped, to: str, read: Data) -> bool:
    """Put a value of ours in its place, unless the place is taken."""
    texts = [str(item) for item in read] if isinstance(read, list) else [str(read)]
    match to:
        case "categories":
            mapped.categories += [text for text in texts if text not in mapped.categories]
        case "aliases":
            mapped.aliases += texts
        case "address":
            if mapped.address:
                return False
            mapped.address = texts[0]
        case "image":
            if mapped.picture:
                return False
            mapped.picture = texts[0]
        case "image.alt" | "image.caption":
            mapped.of_picture[to.removeprefix("image.")] = texts[0]
        case _:
            if to in mapped.values:
                return False
            mapped.values[to] = read
    return True


def as_json(value: Data) -> str:
    """Return an old value for the report."""
    return json.dumps(value, ensure_ascii=False)[:_SHOWN]


def _storable(value: Data, depth: int = 0) -> Data:
    """Return a value as `extra` can hold it: without control characters, and not nested too deep."""
    if depth > _DEPTH:
        return without_controls(as_json(value))
    if isinstance(value, dict):
        return {without_controls(key): _storable(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [_storable(item, depth + 1) for item in value]
    return without_controls(value) if isinstance(value, str) else value
