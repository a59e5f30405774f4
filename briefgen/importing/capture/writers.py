"""Floor 7. Who wrote an article: only where a sign says so. A name without one is a claim, and a desk is nobody."""

import re
from collections.abc import Iterable, Sequence
from typing import Final

from briefgen.importing.capture.claims import Claim
from briefgen.importing.capture.dates import words_of, written_in
from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.labels import label_of
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.rules import Rules
from briefgen.text.words import shorten

_AND: Final = re.compile(r"\s+(?:and|et|y|und|e|и|та|і|ve|en|och|og|ja|και|و|dan|şi|și)\s+|\s*[&;،、/]\s*|\s+ו(?=\S)")
_ENDS: Final = re.compile(
    r"\s*[|•·\[(<@–—]\s*|\s+-\s+|\s+(?:in|for|at|from|à|en|aus|für|pour|para|per|в|من)\s+|\s*[:：]\s*|,?\s*\d"
)
_PARTICLES: Final = frozenset("van von de der den del di da du la le bin ibn al el ben abu af av zu dos das do y e".split())
_EMPHASIS: Final = " *_,.;:=^<>-–—\"'"
#: Longest name of a person, in words.
_LONGEST: Final = 5


def writers_of(text: str, rules: Rules) -> tuple[str, ...]:
    """Return the people that a byline names; nobody where it names a desk, an agency or a paper."""
    bare = text.strip(_EMPHASIS)
    count = rules.begins("byline", tuple(words_of(bare)))
    labelled = label_of(bare, rules)
    if labelled and labelled.kind == "author":
        bare = labelled.value
        count = rules.begins("byline", tuple(words_of(bare)))
    elif not count:
        return _by_reporter(bare, rules)
    return people_in(re.sub(rf"^(?:[\W_]*[^\W_]+){{{count}}}[\W_]*", "", bare) if count else bare, rules)


def people_in(text: str, rules: Rules) -> tuple[str, ...]:
    """Return the names in the words of a byline: those that "and" joins, up to the first word that is no name."""
    written = written_in(text, rules.calendar)
    plain = _ENDS.split(text[: written[0].start] if written else text)[0]
    parts = _AND.split(plain)
    # "Nils Berg, Orsund Post": without an "and", what stands behind a comma is mostly an office or a paper.
    parts = [name for part in parts for name in part.split(",")] if len(parts) > 1 else plain.split(",")[:1]
    names = [name for part in parts if (name := part.strip(_EMPHASIS)) and is_person(name, rules)]
    return tuple(dict.fromkeys(names))


def is_person(name: str, rules: Rules) -> bool:
    """Could this be a person's name: a few words with capitals where there are capitals, and none that no name has?"""
    words = name.split()
    keys = words_of(name)
    if not 1 <= len(words) <= _LONGEST or re.search(r"[\d«»\"“”:/@©()]|https?", name) or not re.search(r"[^\W\d_]{2}", name):
        return False
    if any(key in rules.facts.get("no_names", ()) for key in keys) or rules.has("agency", " ".join(keys)):
        return False
    if any(rules.has(table, " ".join(keys)) for table in ("furniture", "label", "section", "form", "end")):
        return False
    return all(word[:1].isupper() or word[:1].lower() == word[:1].upper() or fold(word) in _PARTICLES for word in words)


def _by_reporter(text: str, rules: Rules) -> tuple[str, ...]:
    """Return the name beside a word for reporters, as Korean and Chinese papers sign."""
    for word in rules.facts.get("reporters", ()):
        match = re.match(
            rf"^[\s(\[=]*(?:{word}[\s:：/]*(?P<after>[^\W\d_]{{2,5}})|(?P<before>[^\W\d_]{{2,5}})\s*{word})[\s)\]=]*$", text
        )
        if match:
            return (match["after"] or match["before"],)
    return ()


def claimed_writers(page: Page, units: Iterable[int], line_of: Sequence[int], publisher: str) -> tuple[Claim, ...]:
    """Return the lines of a head that could be a name, without any sign that it is the writer's."""
    found = []
    for index in units:
        unit = page.units[index]
        is_plain = not (unit.when or unit.lead or unit.hits or page.rules.begins("byline", unit.words))
        for name in people_in(unit.text, page.rules) if is_plain else ():
            is_name = name == unit.text.strip(_EMPHASIS) and 2 <= len(name.split()) <= 4 and fold(name) != fold(publisher)
            if is_name and not page.is_repeated(index):
                found.append(Claim(value=name, line=line_of[index], text=shorten(unit.text, 80)))
    return tuple(found)
