"""Floor 7. Captures as evidence: each is read once, and what it states can be looked up: words, figures, dates, sentences.

Every look-up takes a time that does not grow with the capture, apart from the places of the rarest word of a quotation.
"""

import bisect
import itertools
import re
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from briefgen.importing.capture.folding import fold
from briefgen.importing.capture.languages import language_of
from briefgen.importing.proving.countries import country_of
from briefgen.importing.proving.dates import Mention, dates_in
from briefgen.importing.proving.figures import figures_in
from briefgen.importing.proving.measures import in_base
from briefgen.importing.proving.names import Word, stems_of, words_in
from briefgen.importing.proving.vocabulary import Vocabulary, vocabulary
from briefgen.importing.proving.wording import WORD
from briefgen.importing.reading import the_rules
from briefgen.text.words import unspaced_pattern

#: Places of a word that are tried for a quotation. A word that stands more often is not the rarest one of a sentence.
_TRIED: Final = 10_000
_INFLECTED: Final = frozenset("ar cs el fa fi he hu pl ru sk sr tr uk ur".split())
_ENDS: Final = re.compile(r"[.!?:;'|()\[\]。！？]")
# "Dr. Hale" and "J. Hale" end no sentence.
_SENTENCE: Final = re.compile(
    r"(?<=[.!?…])(?<!\b[A-Z]\.)(?<!\b[A-Z][a-z]\.)(?<!\bMme\.)(?<!\bGen\.)[\"'”’»)\]]*\s+(?=\S)|(?<=[。！？])[”’」』]*"
)
_DIVIDES: Final = re.compile(r"[:;]\s|\s[–—-]\s|,\s(?=(?:and|but|und|aber|et|mais|y|pero|и|а|но|ve|ama)\s)")
#: Shortest line that somebody wrapped, in characters, and what ends a line that goes on in none.
_WRAPPED: Final = 40
_LINE_ENDS: Final = '.!?:…;"”’»」。！？؟|'
#: Shortest and longest word that is compared with misspelt ones, in letters.
_NEAR: Final = 5
_LONG: Final = 30
#: Lines that are kept for each value and unit.
_KEPT: Final = 3
#: Letters of the stem by which words of one sense are taken to be one.
_STEM: Final = 5


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a capture that is not blank: its capture's path, its number from 1, and the index of its paragraph."""

    path: str
    number: int
    paragraph: int


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of a capture: its text, with wrapped lines joined; where each line begins in it; the first line."""

    text: str
    starts: tuple[int, ...]
    first: int

    def line_at(self, offset: int) -> int:
        """Return the index of the line at a place of the text."""
        return self.first + bisect.bisect_right(self.starts, offset) - 1


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a capture: its paragraph's index and its place in it."""

    paragraph: int
    start: int
    end: int


@dataclass(slots=True)
class Evidence:
    """What some captures state. Lines are named by their index in `lines`."""

    lines: list[Line] = field(default_factory=list)
    paragraphs: list[Paragraph] = field(default_factory=list)
    langs: set[str] = field(default_factory=set)
    keys: dict[str, int] = field(default_factory=dict)
    stems: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    before: dict[str, set[str]] = field(default_factory=dict)
    after: dict[str, set[str]] = field(default_factory=dict)
    initials: dict[str, int] = field(default_factory=dict)
    countries: dict[str, int] = field(default_factory=dict)
    near: dict[str, int] = field(default_factory=dict)
    figures: dict[float, dict[str, list[int]]] = field(default_factory=dict)
    measures: dict[tuple[str, float], int] = field(default_factory=dict)
    sorted_values: list[float] = field(default_factory=list)
    mentions: list[tuple[Mention, int]] = field(default_factory=list)
    relatives: list[tuple[int, int]] = field(default_factory=list)
    leads_back: bool = False
    has_dual: bool = False
    sentences: list[Sentence] = field(default_factory=list)
    by_stem: dict[str, list[int]] = field(default_factory=dict)
    run: list[str] = field(default_factory=list)
    run_lines: "array[int]" = field(default_factory=lambda: array("I"))
    run_ends: bytearray = field(default_factory=bytearray)
    run_places: dict[str, list[int]] = field(default_factory=dict)

    def find_run(self, asked: Sequence[str], first: int = 0) -> int:
        """Return where words stand in the captures, one after another, from an index on; -1 where they do not."""
        if not asked or any(word not in self.run_places for word in asked):
            return -1
        rarest = min(range(len(asked)), key=lambda index: len(self.run_places[asked[index]]))
        wanted = list(asked)
        for place in self.run_places[wanted[rarest]][:_TRIED]:
            start = place - rarest
            if start >= first and self.run[start : start + len(wanted)] == wanted:
                return start
        return -1

    def line_of_name(self, word: Word, words: Vocabulary, *, is_strict: bool = False) -> int | None:
        """Return the first line that has a word of a name, in any of its forms; None where none has.

        `is_strict` leaves the forms that one and the same name has: cases, and no adjectives made of it.
        """
        if words.lang in {"zh", "ja"}:
            place = self.find_run(run_words(word.key))
            return self.run_lines[place] if place >= 0 else None
        known = self.cases if is_strict else self.stems
        if word.key in known:
            return known[word.key]
        # Where words are inflected both forms may have an ending; elsewhere two endings make two names: Keller, Kelling.
        known = known if words.lang in _INFLECTED else self.keys
        return next((known[stem] for stem in stems_of(word.key, words, is_strict=is_strict) if stem in known), None)


def run_words(text: str) -> list[str]:
    """Return the folded words of a text as quotations are compared. In scripts without spaces each sign is a word."""
    return WORD.findall(_spaced(text))


def _spaced(text: str) -> str:
    folded = fold(text)
    return folded if folded.isascii() else unspaced_pattern().sub(lambda match: f" {match[0]} ", folded)


def read_evidence(texts: Iterable[tuple[str, str]]) -> Evidence:
    """Return what the texts of captures state; each text has its capture's path."""
    evidence = Evidence()
    for path, text in texts:
        lang = language_of(text, the_rules())
        evidence.langs.add(lang)
        words = vocabulary(lang or "en")
        for numbered in _paragraphs_of(text):
            _add_paragraph(evidence, path, numbered, words)
        # No quotation goes on from one capture to the next.
        evidence.run.append("\n")
        evidence.run_lines.append(0)
        evidence.run_ends.append(1)
    evidence.sorted_values = sorted(evidence.figures)
    return evidence


def one_letter_less(key: str) -> Iterator[str]:
    """Yield a word, and what is left of it without one of its letters: two words one letter apart share one of these."""
    if _NEAR <= len(key) <= _LONG:
        yield key
        for place in range(len(key)):
            yield key[:place] + key[place + 1 :]


def sentences_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield where each sentence of a text begins and ends."""
    start = 0
    for match in _SENTENCE.finditer(text):
        if text[start : match.start()].strip():
            yield start, match.start() if match[0].isspace() else match.end()
            start = match.end()
    if text[start:].strip():
        yield start, len(text)


def clauses_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text's sentences that a colon, a semicolon, a dash or a comma with "but" divide."""
    for start, end in sentences_of(text):
        place = start
        for match in _DIVIDES.finditer(text, start, end):
            yield place, match.start()
            place = match.end()
        yield place, end


def stems_in(text: str, words: Vocabulary) -> frozenset[str]:
    """Return the stems of the words of a text that carry its sense."""
    if words.lang in {"zh", "ja"}:
        run = run_words(text)
        return frozenset(one + other for one, other in itertools.pairwise(run))
    found = []
    for word in words_in(text):
        key = word.key
        if len(key) > 3 and key not in words.openers and key not in words.negations:
            found.append(next(iter(list(stems_of(key, words))[1:2]), key)[:_STEM] if words.lang == "ar" else key[:_STEM])
    return frozenset(found)


def _paragraphs_of(text: str) -> Iterator[list[tuple[int, str]]]:
    """Yield the paragraphs of a text as their lines with their numbers. A line that ends within a sentence was wrapped."""
    held: list[tuple[int, str]] = []
    for number, line in enumerate(text.split("\n"), start=1):
        shown = line.strip()
        if held and (not shown or not _is_wrapped(held[-1][1])):
            yield held
            held = []
        if shown:
            held.append((number, shown))
    if held:
        yield held


def _is_wrapped(line: str) -> bool:
    return len(line) >= _WRAPPED and line[-1] not in _LINE_ENDS


def _add_paragraph(evidence: Evidence, path: str, numbered: Sequence[tuple[int, str]], words: Vocabulary) -> None:
    starts = list(itertools.accumulate((len(line) + 1 for _, line in numbered[:-1]), initial=0))
    paragraph = Paragraph(" ".join(line for _, line in numbered), tuple(starts), len(evidence.lines))
    index = len(evidence.paragraphs)
    evidence.paragraphs.append(paragraph)
    evidence.lines += [Line(path, number, index) for number, _ in numbered]
    _add_words(evidence, paragraph, words)
    mentions = dates_in(paragraph.text, words)
    for mention in mentions:
        evidence.mentions.append((mention, paragraph.line_at(mention.start)))
        for value in (mention.year, mention.day):
            if value:
                _add_figure(evidence, float(value), "date", paragraph.line_at(mention.start))
    spans = [(mention.start, mention.end) for mention in mentions]
    for figure in figures_in(paragraph.text, words, spans):
        for stated in figure.values:
            line = paragraph.line_at(figure.start)
            _add_figure(evidence, stated, figure.unit, line)
            if base := in_base(stated, figure.unit):
                evidence.measures.setdefault(base, line)
    folded = paragraph.text if words.lang in {"zh", "ja"} else f" {' '.join(run_words(paragraph.text))} "
    for phrase, step in words.relative.items():
        if (phrase if words.lang in {"zh", "ja"} else f" {phrase} ") in folded:
            evidence.relatives.append((step, paragraph.first))
    evidence.leads_back = evidence.leads_back or words.ago.search(folded) is not None
    for start, end in clauses_of(paragraph.text):
        for stem in stems_in(paragraph.text[start:end], words):
            evidence.by_stem.setdefault(stem, []).append(len(evidence.sentences))
        evidence.sentences.append(Sentence(index, start, end))


def _add_figure(evidence: Evidence, value: float, unit: str, line: int) -> None:
    lines = evidence.figures.setdefault(value, {}).setdefault(unit, [])
    # A few lines are enough to look a figure up.
    if len(lines) < _KEPT:
        lines.append(line)


def _add_words(evidence: Evidence, paragraph: Paragraph, words: Vocabulary) -> None:
    run: list[str] = []
    previous: Word | None = None
    for word in words_in(paragraph.text):
        line = paragraph.line_at(word.start)
        if word.key not in evidence.keys:
            evidence.keys[word.key] = line
            if country := country_of(word.key):
                evidence.countries.setdefault(country, line)
            if word.is_capital and not word.is_first:
                for rest in one_letter_less(word.key):
                    evidence.near.setdefault(rest, line)
        # A name with a word behind a hyphen is stated as well: London-based.
        for part in dict.fromkeys((word.key, *word.key.split("-"))):
            for stem in stems_of(part, words):
                evidence.stems.setdefault(stem, line)
            for stem in stems_of(part, words, is_strict=True):
                evidence.cases.setdefault(stem, line)
        if words.lang == "ar" and word.key.endswith(("ان", "ین")):
            evidence.has_dual = True
        if previous is not None and previous.is_capital and word.is_capital and previous.end + 2 >= word.start:
            evidence.before.setdefault(word.key, set()).add(previous.key)
            evidence.after.setdefault(previous.key, set()).add(word.key)
        run = [*run[-5:], word.key[:1]] if word.is_capital else ([] if len(word.key) > 3 else run)
        for size in range(2, len(run) + 1):
            evidence.initials.setdefault("".join(run[-size:]), line)
        previous = word
    _add_run(evidence, paragraph)


def _add_run(evidence: Evidence, paragraph: Paragraph) -> None:
    for place, start in enumerate(paragraph.starts):
        end = paragraph.starts[place + 1] if place + 1 < len(paragraph.starts) else len(paragraph.text)
        spaced = _spaced(paragraph.text[start:end])
        matches = list(WORD.finditer(spaced))
        for match, after in itertools.zip_longest(matches, matches[1:]):
            evidence.run_places.setdefault(match[0], []).append(len(evidence.run))
            evidence.run.append(match[0])
            evidence.run_lines.append(paragraph.first + place)
            rest = spaced[match.end() : after.start() if after else None]
            is_last = after is None and place + 1 == len(paragraph.starts)
            evidence.run_ends.append(is_last or _ENDS.search(rest) is not None)
