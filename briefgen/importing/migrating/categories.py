"""Floor 7. Categories of the old site to tags and regions: the map that is proposed, and the map that a person edited."""

import functools
from collections.abc import Iterable
from typing import Final

import msgspec

from briefgen.content.frontmatter import Mapping, Node, Scalar, Sequence, read_yaml, write_yaml
from briefgen.content.schema import region_keys
from briefgen.content.schema.settings import read_settings
from briefgen.importing.capture.folding import fold_words
from briefgen.importing.migrating.fronts import plain
from briefgen.importing.migrating.model import Data
from briefgen.importing.migrating.tables import parts_of_the_world
from briefgen.text.locales import country_names
from briefgen.text.permalinks import RESERVED
from briefgen.text.slugs import slug
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding
from briefgen.values.model import Place

#: Languages in which a category is looked up as the name of a country; where two agree, the first one counts.
_LANGUAGES: Final = (
    "en",
    "fr",
    "de",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "pl",
    "cs",
    "tr",
    "ru",
    "uk",
    "ar",
    "fa",
    "he",
    "zh",
    "ja",
)
#: The name of the map in the new project.
MAP_FILE: Final = "regions.map.yml"
_HEAD: Final = """\
# What becomes of the categories of the old site. Change this file, and run the same `briefgen migrate` again.
#
#   default      the region of every article that no category gives one
#   regions      the region tree of the new site, as briefgen.yml has it
#   categories   {region: KEY}, {tag: TEXT}, or {extra: true} to keep it as data that no page shows
"""
_WAYS: Final = ("region", "tag", "extra")


class RegionMap(msgspec.Struct, frozen=True, kw_only=True):
    """Where categories go: `categories` leads from a category to a way (`region`, `tag`, `extra`) and a word."""

    default: str
    regions: list[Data]
    categories: dict[str, tuple[str, str]]

    def text(self) -> str:
        """Return the map as its file has it."""
        rows: dict[str, object] = {
            name: {way: True if way == "extra" else word} for name, (way, word) in self.categories.items()
        }
        return _HEAD + write_yaml({"default": self.default, "regions": self.regions, "categories": rows})


def propose_map(categories: Iterable[str]) -> RegionMap:
    """Return a map in which a category with the name of a country or a part of the world is a region, all others tags."""
    rows: dict[str, tuple[str, str]] = {}
    regions: dict[str, dict[str, Data]] = {"world": {"key": "world", "name": "World"}}
    for category in sorted(set(categories), key=str.casefold):
        key, code = _region_of(category)
        if not key:
            rows[category] = ("tag", category)
            continue
        rows[category] = ("region", key)
        if key not in regions:
            regions[key] = {"key": key, "name": category} | ({"countries": [code]} if code else {})
    return RegionMap(default="world", regions=list(regions.values()), categories=rows)


def with_new(old: RegionMap, categories: Iterable[str]) -> RegionMap:
    """Return an edited map with the categories that it lacks, as tags."""
    more = {name: ("tag", name) for name in sorted(set(categories), key=str.casefold) if name not in old.categories}
    return msgspec.structs.replace(old, categories=old.categories | more)


def read_map(text: str) -> Checked[RegionMap]:
    """Return the map that a person edited, or what is wrong with it."""
    read = read_yaml(text, MAP_FILE)
    if read.value is None or read.findings:
        return Checked(None, read.findings)
    nodes = {key.text: value for key, value in read.value.entries}
    findings: list[Diagnostic] = []
    for key, _ in read.value.entries:
        if key.text not in {"default", "regions", "categories"}:
            findings.append(_finding("unknown-key", key.place, f'key "{key.text}" is not one of the map', "take it out"))
    # The tree is that of briefgen.yml, so its own checks say what is wrong with it.
    values = plain(read.value)
    tree = values.get("regions")
    settings = read_settings(write_yaml({"title": "-", "regions": tree}), MAP_FILE)
    findings += [
        msgspec.structs.replace(found, span=Span(path=MAP_FILE, line=_place(nodes.get("regions")).line))
        for found in settings.findings
        if found.code != "no-base-url"
    ]
    keys = region_keys(settings.value.regions) if settings.value else ()
    default = values.get("default")
    if default not in keys:
        place = _place(nodes.get("default"))
        findings.append(_finding("unknown-region", place, f'region "{default}" is not under regions', "add it there"))
    rows = _read_rows(nodes.get("categories"), keys, findings)
    if findings or not isinstance(tree, list):
        return Checked(None, tuple(findings))
    return Checked(RegionMap(default=str(default), regions=tree, categories=rows))


def _read_rows(node: Node | None, keys: tuple[str, ...], findings: list[Diagnostic]) -> dict[str, tuple[str, str]]:
    rows: dict[str, tuple[str, str]] = {}
    for key, value in node.entries if isinstance(node, Mapping) else ():
        entry = value.entries[0] if isinstance(value, Mapping) and len(value.entries) == 1 else None
        way = entry[0].text if entry else ""
        word = entry[1].text if entry and isinstance(entry[1], Scalar) else ""
        if way not in _WAYS or not word:
            hint = "write {region: KEY}, {tag: TEXT} or {extra: true}"
            findings.append(_finding("bad-value", value.place, f'category "{key.text}" has no place', hint))
        elif way == "region" and word not in keys:
            findings.append(_finding("unknown-region", value.place, f'region "{word}" is not under regions', "add it there"))
        else:
            rows[key.text] = (way, word)
    if isinstance(node, Sequence):
        findings.append(_finding("wrong-type", node.place, "a mapping of categories is needed here, not a list", ""))
    return rows


def _region_of(category: str) -> tuple[str, str]:
    """Return the key of the region that a category names, and the code of its country; empty if it names none."""
    words = fold_words(category)
    folded = " ".join(words)
    for part, names in parts_of_the_world().items():
        if words and any(fold_words(name) == words for name in names):
            return part, ""
    code = _countries().get(folded, "") if folded else ""
    key = slug(category)
    return (key, code) if code and key and key not in RESERVED else ("", "")


@functools.lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Return the code of each country by its folded names, in the languages that old sites are mostly in."""
    return {" ".join(fold_words(name)): code for lang in reversed(_LANGUAGES) for code, name in country_names(lang)}


def _place(node: Node | None) -> Place:
    return node.place if node else Place(line=1, column=1)


def _finding(code: str, place: Place, message: str, hint: str) -> Diagnostic:
    span = Span(path=MAP_FILE, line=place.line, column=place.column, length=place.length)
    return finding(code, span, message, hint)
