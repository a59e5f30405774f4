"""Floor 7. Which places a text speaks of, and which regions that points to: counts for a curator, never a decision.

A region is counted by the countries that the settings give it: what a desk means by "Middle East" is the desk's to say, and
no list of the United Nations knows it.
"""

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.rules import Rules
from briefgen.values.model import Region

_ACRONYM: Final = re.compile(r"(?<![\w.])(?:[A-Z]\.){2,3}|(?<![\w.])[A-Z]{2,4}(?![\w-])")
_ARABIC: Final = re.compile("[\u0620-\u06ff]")
#: Longest name of a place that is looked up, in words.
_LONGEST: Final = 4


def count_places(text: str, rules: Rules) -> tuple[tuple[str, int], ...]:
    """Return the country codes of the places named and how often: most first, then in the order of the text."""
    counts: Counter[str] = Counter()
    words = fold_words(text)
    index = 0
    while index < len(words):
        size, code = _place_at(words, index, rules)
        if code:
            counts[code] += 1
        index += max(1, size)
    for match in _ACRONYM.finditer(text):
        key = match[0].rstrip(".") if match[0].count(".") > 1 else match[0]
        code = rules.exact_places.get(key) or rules.exact_places.get(key.replace(".", ""), "")
        if code:
            counts[code] += 1
    # Of two that are named equally often, the one that is named first: the headline says what it is about.
    return tuple(sorted(counts.items(), key=lambda item: -item[1]))


def count_regions(countries: Iterable[tuple[str, int]], regions: Iterable[Region]) -> tuple[tuple[str, int], ...]:
    """Return the regions of the settings that these countries are in, and how often they are named, most first."""
    region_of = dict(_regions_by_country(regions))
    counts: Counter[str] = Counter()
    for code, count in countries:
        if code in region_of:
            counts[region_of[code]] += count
    # Of two that are named equally often, the one that is named first: the headline says what it is about.
    return tuple(sorted(counts.items(), key=lambda item: -item[1]))


def _regions_by_country(regions: Iterable[Region]) -> Iterable[tuple[str, str]]:
    for region in regions:
        yield from ((code, str(region.key)) for code in region.countries)
        yield from _regions_by_country(region.regions)


def _place_at(words: tuple[str, ...], index: int, rules: Rules) -> tuple[int, str]:
    for size in range(min(_LONGEST, len(words) - index), 0, -1):
        code = rules.places.get(" ".join(words[index : index + size]))
        if code:
            return size, code
    word = words[index]
    if len(word) < 4 or not _ARABIC.match(word):
        return 1, ""
    # Arabic writes "and", "in", "to" as part of the word.
    bare = word[1:] if word[0] in "وف" else word
    stems = (bare, f"ال{bare[2:]}" if bare.startswith("لل") else bare[1:] if bare[0] in "بلک" else bare)
    return 1, next((rules.places[stem] for stem in stems if stem in rules.places), "")
