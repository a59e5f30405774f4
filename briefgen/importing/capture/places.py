"""Floor 7. Which places a text speaks of, and which regions that points to: counts for a curator, never a decision.

Names of countries and of the cities of time zones are those of CLDR in the language of the text, so that a Swedish island is
no Iceland in English. Capitals, other cities and adjectives are in data/places.yml. Where a script has capitals, a name has
one. A region is counted by the countries that the settings give it: what a desk means by "Middle East" is the desk's to say,
and no list of the United Nations knows it.
"""

import functools
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.folding import fold, fold_word, fold_words
from briefgen.importing.capture.languages import script_of
from briefgen.importing.capture.rules import Rules
from briefgen.text.locales import city_names, country_names
from briefgen.text.words import word_pattern
from briefgen.values.model import Region

_ACRONYM: Final = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,3}|(?<![\w.])[A-Z]{2,4}(?![\w-])")
_WORD: Final = word_pattern()
_ARABIC: Final = re.compile("[\u0620-\u06ff]")
_HEBREW: Final = re.compile("[\u05d0-\u05ea]")
#: Scripts without spaces between words: names are found in the text as it stands.
_UNSPACED: Final = frozenset(["zh", "ja", "th"])
#: Longest name of a place that is looked up, in words.
_LONGEST: Final = 4
#: Languages that bend names at their end, and the longest ending.
_BENT: Final = frozenset("ru uk be bg sr hr bs sl pl cs sk hu fi et lt lv el tr ko".split())
_ENDING: Final = 4
#: Languages whose adjectives agree with their nouns.
_AGREEING: Final = frozenset(["fr", "es", "pt", "it", "de", "nl", "ca"])
#: Letters by which stems are looked up.
_START: Final = 2
_VOWELS: Final = "aeiouyáéíóúýąęěůаеёиоуыэюяйьіїєαεηιουωάέήίόύώς"
#: Letters of a country's name that an adjective in lower case has as well: "iraní" is of "Irán".
_ALIKE: Final = 4
#: How adjectives of Slavic languages go on behind a name: "иранский", "irański".
_ADJECTIVE: Final = re.compile("ск|sk|цк|ck")
#: Names that are first names, family names or states as well. They are no place between other words with capitals.
_AMBIGUOUS: Final = frozenset(
    ["chad", "jordan", "georgia", "turkey", "jersey", "victoria", "kingston", "hamilton", "dakota"]
)
_BEFORE: Final = frozenset("in from to of the with and for by at near across between around against as into".split())
#: Language whose names are looked up where that of the text is not known, by script.
_BY_SCRIPT: Final = {"arab": "ar", "cyrl": "ru", "hebr": "he", "grek": "el", "kana": "ja", "hani": "zh", "hang": "ko"}
#: Capitals that are no cities of time zones, in scripts that data/places.yml has no names in.
_OWN: Final = tuple(
    (code, name)
    for code, names in {
        "CN": "北京", "US": "华盛顿 華盛頓 ワシントン 米国", "IL": "特拉维夫", "IN": "新德里", "DE": "柏林", "TR": "安卡拉",
        "PK": "伊斯兰堡", "CA": "渥太华", "BR": "巴西利亚", "AE": "アブダビ 阿布扎比",
    }.items()
    for name in names.split()
)  # fmt: skip
#: Share of the places named that a region needs to be proposed. A strike of one power on another country names both as
#: often, a third has a part in it; under a quarter it is mentioned.
CARRIES: Final = 0.25


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """The places that CLDR names in a language: by their folded words, by their stem, and as one pattern."""

    words: Mapping[str, str]
    stems: Mapping[str, Sequence[tuple[str, str, str]]]
    starts: Mapping[str, str]
    pattern: re.Pattern[str]
    firsts: frozenset[str]
    heads: frozenset[str]


def count_places(text: str, rules: Rules, lang: str = "") -> tuple[tuple[str, int], ...]:
    """Return the country codes of the places named and how often: most first, then in the order of the text."""
    primary = lang.partition("-")[0] or _BY_SCRIPT.get(script_of(text[:2000]), "en")
    names = _names_of(primary)
    counts: Counter[str] = Counter()
    if primary in _UNSPACED:
        counts.update(names.words[match[0]] for match in names.pattern.finditer(fold(text)))
    else:
        counts.update(_codes(text, names, rules, primary))
    for match in _ACRONYM.finditer(text):
        key = match[0].rstrip(".") if match[0].count(".") > 1 else match[0]
        code = rules.exact_places.get(key) or rules.exact_places.get(key.replace(".", ""), "")
        if code:
            counts[code] += 1
    # Of two that are named equally often, the one that is named first: the headline says what it is about.
    return tuple(sorted(counts.items(), key=lambda item: -item[1]))


def is_place(text: str, rules: Rules, lang: str = "") -> bool:
    """Is a text the name of a place, and nothing else?"""
    primary = lang.partition("-")[0] or _BY_SCRIPT.get(script_of(text), "en")
    key = fold(text).strip(" :：") if primary in _UNSPACED else " ".join(map(fold_word, _WORD.findall(text)))
    return bool(key) and (key in _names_of(primary).words or key in rules.places)


def count_regions(countries: Iterable[tuple[str, int]], regions: Iterable[Region]) -> tuple[tuple[str, int], ...]:
    """Return the regions of the settings that these countries are in, and how often they are named, most first."""
    region_of = dict(_regions_by_country(regions))
    counts: Counter[str] = Counter()
    for code, count in countries:
        if code in region_of:
            counts[region_of[code]] += count
    # Of two that are named equally often, the one that is named first: the headline says what it is about.
    return tuple(sorted(counts.items(), key=lambda item: -item[1]))


def share_of(regions: Sequence[tuple[str, int]], countries: Sequence[tuple[str, int]]) -> tuple[float, float]:
    """Return the share of the places named that the first region has, and the share that is in no region."""
    whole = sum(count for _, count in countries)
    inside = sum(count for _, count in regions)
    return (regions[0][1] / whole if regions else 0.0, (whole - inside) / whole) if whole else (0.0, 0.0)


def _regions_by_country(regions: Iterable[Region]) -> Iterable[tuple[str, str]]:
    for region in regions:
        yield from ((code, str(region.key)) for code in region.countries)
        yield from _regions_by_country(region.regions)


def _codes(text: str, names: _Names, rules: Rules, lang: str) -> Iterator[str]:
    words = _WORD.findall(text)
    keys = list(map(fold_word, words))
    firsts = names.firsts | rules.place_starts
    has_forms = lang in _BENT or lang in _AGREEING
    end = 0
    for index, key in enumerate(keys):
        # Where names have no forms and no prefixes, most words begin none, and need no second look.
        if index >= end and (key in firsts or has_forms or not words[index].isascii()):
            size, code = _place_at(words, keys, index, names, rules, lang)
            end = index + size
            if code:
                yield code


def _place_at(
    words: Sequence[str], keys: Sequence[str], index: int, names: _Names, rules: Rules, lang: str
) -> tuple[int, str]:
    """Return how many words the name of a place has that begins here, one for no name, and its country, or empty text."""
    word, first = words[index], keys[index]
    has_capital = not word[:1].islower()
    is_first = first in names.firsts or first in rules.place_starts
    for size in range(min(_LONGEST, len(words) - index), 0, -1) if is_first else ():
        key = " ".join(keys[index : index + size])
        code = names.words.get(key) or rules.places.get(key, "")
        if not code:
            continue
        if not (has_capital or _is_adjective(key, code, names, lang)):
            return 1, ""
        return (1, "") if key in _AMBIGUOUS and _is_name(words, keys, index) else (size, code)
    if _ARABIC.match(word) or _HEBREW.match(word):
        return 1, _without_prefix(first, names, rules)
    if lang in _BENT:
        return 1, _bent(word, first, names)
    return 1, _of_many(first, names, rules, lang) if lang in _AGREEING else ""


def _of_many(word: str, names: _Names, rules: Rules, lang: str) -> str:
    """Return the country of an adjective that agrees with a noun: "iraniennes" is of "iranien"."""
    if word[:2] not in names.heads:
        return ""
    for ending in ("s", "es", "e", "ne", "nes", "n", "en", "er", "em"):
        stem = word.removesuffix(ending)
        code = rules.places.get(stem, "") if stem != word and len(stem) > _ALIKE else ""
        if code and _is_adjective(stem, code, names, lang):
            return code
    return ""


def _is_adjective(key: str, code: str, names: _Names, lang: str) -> bool:
    """Is a word in lower case the adjective of a country, in a language that writes adjectives so?"""
    if lang == "en":
        return False
    plain, name = _plain(key), names.starts.get(code, "")
    # The name itself in lower case is another word: "en ö, en island".
    return len(key) > _ALIKE and plain != name and name[:_ALIKE] == plain[:_ALIKE]


def _is_name(words: Sequence[str], keys: Sequence[str], index: int) -> bool:
    """Does a name stand among others with capitals, as that of a person does?"""
    follows = index > 0 and words[index - 1][:1].isupper() and keys[index - 1] not in _BEFORE
    below = words[index + 1] if index + 1 < len(words) else ""
    return follows or (below[:1].isupper() and below[1:2].islower())


def _without_prefix(word: str, names: _Names, rules: Rules) -> str:
    """Return the country of a word behind "and", "in", "to", which Arabic and Hebrew write as part of it."""
    if len(word) < 4:
        return ""
    if _HEBREW.match(word):
        stems = [word[1:], word[2:]] if word[0] in "ובלמהכש" else []
        return next((names.words[stem] for stem in stems if len(stem) > 2 and stem in names.words), "")
    bare = word[1:] if word[0] in "وف" else word
    known = (bare, f"ال{bare[2:]}" if bare.startswith("لل") else bare[1:] if bare[0] in "بلک" else bare)
    return next((code for stem in known if (code := names.words.get(stem) or rules.places.get(stem, ""))), "")


def _bent(word: str, key: str, names: _Names) -> str:
    """Return the country of a name with an ending of its case: "в Москве", "Ирана"."""
    for stem, name, code in names.stems.get(key[:_START], ()):
        if key.startswith(stem) and len(key) <= len(name) + _ENDING:
            ending = key[len(stem) :]
            if not word[:1].islower() or _ADJECTIVE.search(ending):
                return code
    return ""


@functools.lru_cache(40)
def _names_of(lang: str) -> _Names:
    # In English, CLDR names a few bases and islands, and takes the rest from the zones.
    named = [*(city_names(lang) if lang != "en" else ()), *country_names(lang), *(_OWN if lang in _UNSPACED else ())]
    words = {
        fold(name) if lang in _UNSPACED else " ".join(map(fold_word, _WORD.findall(name))): code
        for code, name in named
        if len(name) > 1
    }
    stems: dict[str, list[tuple[str, str, str]]] = {}
    if lang in _BENT:
        for key, code in words.items():
            stem = key if lang == "ko" else key.rstrip(_VOWELS) if len(key.rstrip(_VOWELS)) > 2 else key
            stem = stem if len(key) - len(stem) < 2 else key[:-1]
            if " " not in key and len(stem) > (1 if lang == "ko" else 2):
                stems.setdefault(stem[:_START], []).append((stem, key, code))
    unspaced = sorted((key for key in words if lang in _UNSPACED), key=len, reverse=True)
    starts = {code: _plain(" ".join(fold_words(name))) for code, name in country_names(lang)}
    return _Names(
        words=words,
        stems={start: sorted(found, key=lambda one: -len(one[0])) for start, found in stems.items()},
        starts=starts,
        pattern=re.compile("|".join(map(re.escape, unspaced)) or r"(?!)"),
        firsts=frozenset(key.split()[0] for key in words if key.split()),
        # With and without the accents of the first letters: "éthiopiennes", "ethiopiennes".
        heads=frozenset(start[:2] for code, name in country_names(lang) for start in (starts[code], fold(name))),
    )


def _plain(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFD", text) if not unicodedata.combining(one))
