"""Floor 7. The tables of keys: for each tool a file of `data/` that says what becomes of a key, and how it is read."""

import functools
import importlib.resources
from typing import Final

import msgspec

from briefgen.content.frontmatter import Mapping, Scalar, Sequence, read_yaml
from briefgen.importing.migrating.model import Tool
from briefgen.text.characters import decode

#: The ways of reading a value, and what each takes; docs/migrate.md has them.
WAYS: Final = {
    "text": "one text",
    "texts": "a list of texts, or one text",
    "words": "a list of texts, or words between blanks",
    "commas": "a list of texts, or texts between commas",
    "names": "names, or mappings with a `name`; several",
    "authors": "names between semicolons, else between commas",
    "date": "a day, or a day with a time",
    "month-first date": "a date; 03/04/2025 is the 4th of March",
    "day-first date": "a date; 03/04/2025 is the 3rd of April",
    "moment": "a day with a time; a day alone is its beginning",
    "flag": "true or false",
    "not flag": "the contrary of true or false",
    "status": "`draft`, `hidden`, `skip` or `published`",
    "number": "a whole number",
    "slug": "a text, made a slug",
    "address": "an address of the old site",
    "addresses": "addresses of the old site, or one",
    "language": "a language tag",
    "picture": "the path of a picture, the first of a list",
    "mapping": "a mapping, whose keys go there one by one",
    "value": "as it is",
}


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of one key: `to` is a key of ours, `extra.KEY`, `categories`, or `address`; `way` is one of `WAYS`."""

    key: str
    to: str
    way: str


@functools.cache
def table_of(tool: Tool) -> tuple[Row, ...]:
    """Return the rows of a tool's table, in order: where two keys lead to one of ours, the first that a file has wins."""
    rows = []
    for key, value in _read(tool).entries:
        assert isinstance(value, Mapping)
        fields = {name.text: part.text for name, part in value.entries if isinstance(part, Scalar)}
        assert fields["as"] in WAYS, f"{tool}: {key.text}"
        rows.append(Row(key=key.text, to=fields["to"], way=fields["as"]))
    return tuple(rows)


@functools.cache
def parts_of_the_world() -> dict[str, tuple[str, ...]]:
    """Return the names of parts of the world, by the key of a region."""
    return {
        key.text: tuple(item.text for item in value.items if isinstance(item, Scalar))
        for key, value in _read("regions").entries
        if isinstance(value, Sequence)
    }


def _read(name: str) -> Mapping:
    data = importlib.resources.files("briefgen.importing.migrating").joinpath(f"data/{name}.yml").read_bytes()
    text = decode(data, name).value
    read = read_yaml(text or "", name)
    # The files are ours, so a fault in one is a bug.
    assert read.value is not None, read.findings
    assert not read.findings, read.findings
    return read.value
