"""Floor 7. The words that rules go by, as a value: read from data files by whoever may read files.

Looking a line up costs a few set tests whatever the number of phrases, so the tables can grow.
"""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Final

import msgspec

from briefgen.importing.capture.folding import fold_words, phrase_key
from briefgen.importing.capture.states import Table
from briefgen.text.words import word_pattern
from briefgen.values.model import Value

#: Tables whose phrases are whole lines, beginnings of longer lines, and stretches anywhere in a line.
WHOLE: Final = ("comments", "end", "form", "section", "author", "label", "furniture", "agency")
PREFIX: Final = ("promo", "section_prefix", "furniture_prefix", "wire", "wire_label")
WITHIN: Final = ("furniture_within",)
#: Tables that are looked up by name only.
OTHER: Final = ("byline", "when", "updated", "credit", "caption_prefix", "rights", "calling", "goes_on", "live")
#: Single words of notices (consent, accounts, rights): many of them in one paragraph make it one, whatever its wording.
BAGS: Final = ("notice", "address")
TABLES: Final = (*WHOLE, *PREFIX, *WITHIN, *OTHER, *BAGS)

#: Beginnings that count only with a colon, bar or dash after them, since they are common words as well.
_SEPARATED: Final = frozenset(["promo", "wire_label"])
#: Share of a line's longer words that are words of notices from which on it is one, and the fewest of them.
_NOTICE: Final = 0.34
_NOTICE_WORDS: Final = 3
#: Words to the reader in one line outside of quotations from which on it speaks to the reader, and what quotes.
_ADDRESSED: Final = 2
_QUOTED: Final = re.compile('["“”„«»]')
#: Longest line that opens a part of the page by how it begins, in words.
_LONGEST_MARK: Final = 8
#: Words in the longest whole line and in the longest beginning that are looked up.
_LONGEST_WHOLE: Final = 9
_LONGEST_PREFIX: Final = 8


class Calendar(Value, frozen=True, kw_only=True):
    """Words for months, weekdays and spans of time, folded: month and weekday to their number from 1, unit to its name.

    Months and weekdays are by language, and under "" those of all: 0 for a word that is a different one in two languages.
    `other` has the months of other calendars, each with its calendar; `ahead` what makes a day one that is still to come.
    """

    months: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    weekdays: dict[str, dict[str, int]] = msgspec.field(default_factory=dict)
    units: dict[str, str] = msgspec.field(default_factory=dict)
    duals: dict[str, str] = msgspec.field(default_factory=dict)
    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    yesterday: frozenset[str] = frozenset()
    today: frozenset[str] = frozenset()
    other: dict[str, tuple[str, int]] = msgspec.field(default_factory=dict)
    ahead: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    words: frozenset[str] = frozenset()
    #: The first words of the days of the week in all languages.
    weekday_starts: frozenset[str] = frozenset()

    def months_of(self, lang: str) -> dict[str, int]:
        """Return the months of a language; those of all languages where it has no table."""
        return self.months.get(lang.split("-", maxsplit=1)[0]) or self.months.get("", {})

    def weekdays_of(self, lang: str) -> dict[str, int]:
        """Return the days of the week of a language; those of all languages where it has no table."""
        return self.weekdays.get(lang.split("-", maxsplit=1)[0]) or self.weekdays.get("", {})


class Rules(Value, frozen=True, kw_only=True):
    """All that the rules know of words: phrases by table, the calendar, small words by language, places by name.

    `weights` are the tables of evidence.py: for each decision the weight of each feature.
    """

    phrases: dict[str, frozenset[str]]
    within: dict[str, tuple[tuple[str, ...], ...]] = msgspec.field(default_factory=dict)
    calendar: Calendar = Calendar()
    languages: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)
    places: dict[str, str] = msgspec.field(default_factory=dict)
    exact_places: dict[str, str] = msgspec.field(default_factory=dict)
    weights: dict[str, dict[str, float]] = msgspec.field(default_factory=dict)
    states: Table = Table()
    #: The first words of the names of places: most words of a text are none, and need no second look.
    place_starts: frozenset[str] = frozenset()
    #: Labels of facts, each with the fact that it states; and the words of `data/facts.yml`, by table.
    labels: dict[str, str] = msgspec.field(default_factory=dict)
    facts: dict[str, frozenset[str]] = msgspec.field(default_factory=dict)

    def has(self, table: str, key: str) -> bool:
        """Does the table hold this folded phrase?"""
        return key in self.phrases.get(table, frozenset())

    def begins(self, table: str, words: tuple[str, ...]) -> int:
        """Return how many words of the beginning the table holds, the longest phrase first; 0 for none."""
        phrases = self.phrases.get(table, frozenset())
        # Most lines begin with no word of a table, and need no second look.
        if not words or words[0] not in _first_words(phrases):
            return 0
        longest = min(_LONGEST_PREFIX, len(words))
        return next((count for count in range(longest, 0, -1) if " ".join(words[:count]) in phrases), 0)


@functools.lru_cache(128)
def _first_words(phrases: frozenset[str]) -> frozenset[str]:
    return frozenset(phrase.split(" ", 1)[0] for phrase in phrases)


class Profile(Value, frozen=True, kw_only=True):
    """What a curator knows of one site: phrases for the tables, for captures that hold one of the lines in `when`."""

    name: str
    when: tuple[str, ...] = ()
    publisher: str = ""
    url: str = ""
    lang: str = ""
    phrases: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)


def make_rules(
    phrases: Mapping[str, Iterable[str]], calendar: Calendar, languages: Mapping[str, Iterable[str]],
    places: Mapping[str, str], exact_places: Mapping[str, str],
    facts: Mapping[str, Iterable[str]], labels: Mapping[str, str], weights: Mapping[str, dict[str, float]],
    states: Table,
) -> Rules:  # fmt: skip
    """Return the rules made of tables as people write them."""
    folded = {table: frozenset(key for key in map(phrase_key, phrases.get(table, ())) if key) for table in TABLES}
    named = {" ".join(fold_words(name)): code for name, code in places.items()}
    return Rules(
        phrases=folded,
        within=_by_first_word(folded["furniture_within"]),
        calendar=calendar,
        languages={lang: frozenset(" ".join(fold_words(word)) for word in words) for lang, words in languages.items()},
        places=named,
        place_starts=frozenset(name.split()[0] for name in named),
        exact_places=dict(exact_places),
        weights=dict(weights),
        states=states,
        labels={" ".join(fold_words(label)): kind for label, kind in labels.items()},
        facts={table: frozenset(" ".join(fold_words(word)) for word in words) for table, words in facts.items()},
    )


def with_profile(rules: Rules, profile: Profile) -> Rules:
    """Return the rules with a profile's phrases added."""
    phrases = {
        table: known | {phrase_key(phrase) for phrase in profile.phrases.get(table, ())}
        for table, known in rules.phrases.items()
    }
    return msgspec.structs.replace(rules, phrases=phrases, within=_by_first_word(phrases["furniture_within"]))


def hits_of(text: str, words: tuple[str, ...], rules: Rules) -> frozenset[str]:
    """Return the tables that know this line."""
    plain = tuple(word for word in words if not word.isdigit())
    if not plain:
        return frozenset()
    key = " ".join(plain) if len(plain) <= _LONGEST_WHOLE else ""
    hits = {table for table in WHOLE if key and rules.has(table, key)}
    for table in PREFIX:
        count = rules.begins(table, plain)
        if table == "section_prefix":
            if count and len(plain) <= _LONGEST_MARK:
                hits.add("section")
        elif count and table == "promo" and count == len(plain) > 1:
            hits |= {"promo", "leads away", "leads below"}
        elif count and (_is_separated(text, count) if table in _SEPARATED or count == 1 else count < len(plain)):
            hits.add(table)
            if table == "promo" and count > 1:
                hits.add("leads away")
    if words_within(plain, rules):
        hits.add("furniture_within")
    if _is_notice(plain, rules.phrases.get("notice", frozenset())):
        hits.add("notice")
    if not _QUOTED.search(text) and sum(map(rules.phrases.get("address", frozenset()).__contains__, words)) >= _ADDRESSED:
        hits.add("address")
    return frozenset(hits)


def _is_notice(words: tuple[str, ...], bag: frozenset[str]) -> bool:
    long = [word for word in words if len(word) > 3]
    known = {word for word in long if word in bag}
    return len(known) >= _NOTICE_WORDS and sum(word in known for word in long) >= _NOTICE * len(long)


def words_within(words: tuple[str, ...], rules: Rules) -> frozenset[str]:
    """Return the words of the phrases of furniture that stand in a line."""
    found: set[str] = set()
    for index, word in enumerate(words):
        for phrase in rules.within.get(word, ()):
            if words[index : index + len(phrase)] == phrase:
                found.update(phrase)
    return frozenset(found)


def _is_separated(text: str, count: int) -> bool:
    """Does a colon, bar or dash follow the line's first words, and then more?"""
    stop = r"|\.\s" if count > 1 else ""
    word = word_pattern().pattern
    return re.match(rf"\W*(?:{word}\W+){{{count - 1}}}{word}\s*(?:[:|»>：/]|\s[-–—]\s{stop})", text[:120]) is not None


def _by_first_word(phrases: frozenset[str]) -> dict[str, tuple[tuple[str, ...], ...]]:
    found: dict[str, list[tuple[str, ...]]] = {}
    for phrase in sorted(phrases):
        words = tuple(phrase.split())
        found.setdefault(words[0], []).append(words)
    return {first: tuple(rest) for first, rest in found.items()}
