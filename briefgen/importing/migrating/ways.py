"""Floor 7. The ways of reading an old value: plain data in, a value of our front matter out, or None if it is none."""

import re
from collections.abc import Callable
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.importing.migrating.dates import as_moment, read_when
from briefgen.importing.migrating.model import Data
from briefgen.text.characters import without_controls
from briefgen.text.slugs import one_line, slug_in_script

_LANGUAGE: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_WEIGHT_LIMIT: Final = 1_000_000
_TRUE: Final = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}


def read_value(way: str, value: Data, zone: ZoneInfo) -> Data:
    """Return a value that is read in one of the ways of the tables; None if it is no such value, or empty."""
    if way == "moment" or way.endswith("date"):
        first = way.partition("-first")[0] if "-first" in way else ""
        when = read_when(value, zone, first=first) if isinstance(value, str) else ""
        return (as_moment(when, zone) if way == "moment" else when) or None
    return _WAYS[way](value)


def clean(text: str) -> str:
    """Return a text on one line, without characters that no page may hold."""
    return one_line(without_controls(text))


def words_of(value: Data) -> str:
    """Return a text, a number or a truth value as text; empty for anything else."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return clean(str(value)) if isinstance(value, str | int | float) else ""


def _text(value: Data) -> Data:
    return (words_of(value) if not isinstance(value, bool) else "") or None


def _texts(value: Data) -> Data:
    """Return a list of distinct texts; None if one of the items is none."""
    items = value if isinstance(value, list) else [value]
    texts = [words_of(item) for item in items if item is not None and item != ""]
    return list(dict.fromkeys(texts)) if texts and all(texts) else None


def _words(value: Data) -> Data:
    return _texts(list[Data](value.split()) if isinstance(value, str) and "," not in value else _between(value, ","))


def _commas(value: Data) -> Data:
    return _texts(_between(value, ","))


def _authors(value: Data) -> Data:
    return _texts(_between(value, ";" if isinstance(value, str) and ";" in value else ","))


def _between(value: Data, sign: str) -> Data:
    """Return the parts of a text between signs, or of each text of a list."""
    if isinstance(value, list):
        return [part for item in value for part in (item.split(sign) if isinstance(item, str) else [item]) if part]
    return [part for part in value.split(sign) if part.strip()] if isinstance(value, str) else value


def _names(value: Data) -> Data:
    items = value if isinstance(value, list) else [value]
    return _texts([item["name"] if isinstance(item, dict) and item.keys() == {"name"} else item for item in items])


def _flag(value: Data) -> Data:
    return value if isinstance(value, bool) else _TRUE.get(value.lower()) if isinstance(value, str) else None


def _not_flag(value: Data) -> Data:
    flag = _flag(value)
    return None if flag is None else not flag


def _status(value: Data) -> Data:
    return {"draft": True, "hidden": True, "skip": True, "published": False}.get(words_of(value).lower())


def _number(value: Data) -> Data:
    is_number = isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _WEIGHT_LIMIT
    return value if is_number else None


def _slug(value: Data) -> Data:
    return slug_in_script(words_of(value)) or None


def _language(value: Data) -> Data:
    text = words_of(value).replace("_", "-")
    return text if _LANGUAGE.fullmatch(text) else None


def _picture(value: Data) -> Data:
    first = value[0] if isinstance(value, list) and value else value
    return words_of(first) or None if isinstance(first, str) else None


def _mapping(value: Data) -> Data:
    return value if isinstance(value, dict) else None


_WAYS: Final[dict[str, Callable[[Data], Data]]] = {
    "text": _text,
    "texts": _texts,
    "words": _words,
    "commas": _commas,
    "names": _names,
    "authors": _authors,
    "flag": _flag,
    "not flag": _not_flag,
    "status": _status,
    "number": _number,
    "slug": _slug,
    "address": _text,
    "addresses": _texts,
    "language": _language,
    "picture": _picture,
    "mapping": _mapping,
    "value": lambda value: value,
}
