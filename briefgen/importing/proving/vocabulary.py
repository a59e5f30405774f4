"""Floor 7. The words that claims are read by, for each language: numbers, units, verbs of speaking, words that say no."""

import functools
import importlib.resources
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from briefgen.content.frontmatter import Node, Scalar, Sequence, read_yaml
from briefgen.importing.capture.folding import fold, fold_words
from briefgen.text.locales import month_names, thousands_mark, weekday_names

_ACCENTS: Final = re.compile("[\u0300-\u036f]")
#: The language whose words are used where a language has none of its own.
_COMMON: Final = "en"
#: Countries whose months have names of their own in a language.
_VARIANTS: Final = {"ar": ("ar-LB", "ar-DZ", "ar-MA"), "de": ("de-AT",)}
#: Words in the longest phrase of the tables.
LONGEST_PHRASE: Final = 3


@dataclass(frozen=True, slots=True, eq=False)
class Vocabulary:
    """What one language has words for, all folded. Phrases of several words are joined by spaces."""

    lang: str
    numbers: Mapping[str, int]
    scales: Mapping[str, int]
    alone: frozenset[str]
    ordinals: Mapping[str, int]
    fractions: Mapping[str, int]
    of: frozenset[str]
    about: frozenset[str]
    over: frozenset[str]
    under: frozenset[str]
    units: Mapping[str, str]
    said: frozenset[str]
    told: frozenset[str]
    titles: frozenset[str]
    persons: frozenset[str]
    places: frozenset[str]
    given: frozenset[str]
    capitals: frozenset[str]
    roles: tuple[str, ...]
    endings: tuple[str, ...]
    cases: tuple[str, ...]
    openers: frozenset[str]
    negations: frozenset[str]
    refusals: tuple[str, ...]
    ago: re.Pattern[str]
    relative: Mapping[str, int]
    group: str
    months: Mapping[str, int]
    weekdays: Mapping[str, int]


@functools.cache
def vocabulary(lang: str) -> Vocabulary:
    """Return the words of a language, by its tag; those of English where the tables have none for it."""
    primary = lang.casefold().split("-")[0]
    tables = _tables()
    own = tables.get(primary) or tables[_COMMON]
    return Vocabulary(
        lang=primary,
        numbers=_numbered(own, "numbers"),
        scales=_numbered(own, "scales"),
        alone=_phrases(own, "alone"),
        ordinals=_numbered(own, "ordinals"),
        fractions=_numbered(own, "fractions"),
        of=_phrases(own, "of"),
        about=_phrases(own, "about"),
        over=_phrases(own, "over"),
        under=_phrases(own, "under"),
        units={word: unit for unit, node in _entries(own.get("units")) for word in _folded(_texts(node))},
        said=_phrases(own, "said"),
        told=_phrases(own, "told"),
        titles=_phrases(own, "titles"),
        persons=_phrases(own, "persons"),
        places=_phrases(own, "places"),
        given=_phrases(own, "given"),
        capitals=_phrases(tables[_COMMON], "capitals") | _phrases(own, "capitals"),
        roles=tuple(sorted(_phrases(own, "roles"), key=len, reverse=True)),
        endings=tuple(sorted(_phrases(own, "endings"), key=len, reverse=True)),
        cases=tuple(sorted(_phrases(own, "cases"), key=len, reverse=True)),
        openers=_phrases(own, "openers"),
        negations=_phrases(own, "no"),
        refusals=tuple(sorted(_phrases(own, "refusals"))),
        ago=_pattern(_phrases(own, "ago")),
        relative=_numbered(own, "relative"),
        group=thousands_mark(primary),
        months=_keyed(name for tag in (primary, *_VARIANTS.get(primary, ())) for name in month_names(tag))
        | _numbered(own, "months"),
        weekdays=_keyed(weekday_names(primary)) | _numbered(own, "weekdays"),
    )


def known_languages() -> tuple[str, ...]:
    """Return the languages that have tables of their own."""
    return tuple(_tables())


@functools.cache
def _tables() -> Mapping[str, Mapping[str, Node]]:
    text = importlib.resources.files("briefgen.importing.proving").joinpath("data/words.yml").read_text("utf-8")
    read = read_yaml(text, "words.yml")
    # The file is ours, so a fault in it is a bug.
    if read.value is None or read.findings:
        raise ValueError(f"words.yml: {read.findings}")
    return {key.text: dict(_entries(node)) for key, node in read.value.entries}


def _entries(node: Node | None) -> list[tuple[str, Node]]:
    if node is None or isinstance(node, Scalar | Sequence):
        return []
    return [(key.text, value) for key, value in node.entries]


def _texts(node: Node | None) -> tuple[str, ...]:
    if isinstance(node, Scalar):
        return (node.text,)
    return tuple(text for item in node.items for text in _texts(item)) if isinstance(node, Sequence) else ()


def _folded(texts: Iterable[str]) -> list[str]:
    return [" ".join(fold_words(text)) or fold(text) for text in texts]


def key_of(word: str) -> str:
    """Return a word as names are compared: folded, without accents."""
    folded = fold(word)
    if folded.isascii():
        return folded
    return unicodedata.normalize("NFC", _ACCENTS.sub("", unicodedata.normalize("NFD", folded)))


def _phrases(table: Mapping[str, Node], key: str) -> frozenset[str]:
    """Return the phrases of a table, with their accents and without them."""
    phrases = _folded(_texts(table.get(key)))
    return frozenset([*phrases, *map(key_of, phrases)])


def _numbered(table: Mapping[str, Node], key: str) -> dict[str, int]:
    return {word: int(value) for value, node in _entries(table.get(key)) for word in _folded(_texts(node))}


def _keyed(named: Iterable[tuple[str, int]]) -> dict[str, int]:
    return {key: number for name, number in named if (key := " ".join(fold_words(name)))}


def _pattern(phrases: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any of the phrases in folded words; one that matches nothing where there are none."""
    found = "|".join(re.escape(phrase) for phrase in sorted(phrases))
    return re.compile(rf"(?<!\w)(?:{found})(?!\w)" if found else r"(?!)")
