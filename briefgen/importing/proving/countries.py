"""Floor 7. Names of one country: "Lebanese" and "Beirut" stand for Lebanon, as people write. A town stands for itself."""

import functools
from typing import Final

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.proving.vocabulary import Vocabulary, key_of
from briefgen.importing.reading import the_rules
from briefgen.text.locales import country_names

#: Letters that the name of a country and that of its people have in common at their beginning: France, French.
_COMMON: Final = 3
_LANGUAGES: Final = ("en", "de", "fr", "es", "ar", "pt")


def country_of(key: str) -> str:
    """Return the code of the country that a word names, or that its place is in; empty text for other words."""
    return _places().get(key, "")


def is_for_country(key: str, words: Vocabulary) -> bool:
    """Does a word name a country, its people, or the capital that stands for its government?"""
    code = country_of(key)
    if not code:
        return False
    return key in words.capitals or any(key[:_COMMON] == name[:_COMMON] for name in _names().get(code, ()))


@functools.cache
def _places() -> dict[str, str]:
    return {key_of(name): code for name, code in the_rules().places.items() if " " not in name}


@functools.cache
def _names() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {"GB": {"britain", "british", "english"}, "US": {"america", "us", "usa"}, "NL": {"dutch"}}
    for lang in _LANGUAGES:
        for code, name in country_names(lang):
            found.setdefault(code, set()).update(key_of(word) for word in fold_words(name) if len(word) > _COMMON)
    return {code: frozenset(names) for code, names in found.items()}
