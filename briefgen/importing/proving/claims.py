"""Floor 7. What a text of an article claims, and where its captures state it.

    evidence = read_evidence([("captures/x.txt", text), ...])     once for the captures of an article
    grounds = grounds_of(article, evidence, captured)             what the article's own front matter vouches for
    for claim in claims_of(block, evidence, grounds, "en"): ...   the claims of a block of plain text, in order

A claim has a kind (figure, name, date, quotation, speaker, negation), its place in the block (`start`, `end`), and a
standing:

- `found`: the captures state it, on the lines of `places` (capture's path and line from 1); no place means that the
  front matter vouches for it (the year of its `date`, the name of a source);
- `absent`: they do not, and `problem` and `hint` say what is wrong and what to do;
- `unknown`: nothing can be said, since the captures are in a different language.
"""

import bisect
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from briefgen.importing.capture.folding import fold_words
from briefgen.importing.capture.languages import language_of
from briefgen.importing.proving.countries import country_of, is_for_country
from briefgen.importing.proving.dates import Calendar, dates_in, lead, place_in
from briefgen.importing.proving.evidence import Evidence, one_letter_less
from briefgen.importing.proving.figures import Figure, figures_in
from briefgen.importing.proving.measures import Spans, in_base, is_within
from briefgen.importing.proving.names import Name, Word, names_in, stems_of, words_in
from briefgen.importing.proving.negations import negations_in
from briefgen.importing.proving.quotations import SHORTEST, Quotation, length_of, standing_of
from briefgen.importing.proving.speakers import Speakers, words_of_name
from briefgen.importing.proving.vocabulary import Vocabulary, key_of, vocabulary
from briefgen.importing.reading import the_rules
from briefgen.text.words import shorten
from briefgen.values.model import Article, Day, When

Kind = Literal["figure", "name", "date", "quotation", "speaker", "negation"]

#: Places of the captures that a claim names at most.
_PLACES: Final = 3
#: Largest number in words that an editor counts paragraphs and thoughts with, and the shortest word that is no particle.
_COUNTS: Final = 5
_SHORT: Final = 3
#: Characters of a paragraph that are searched for a speaker.
_NEARBY: Final = 20_000
#: Values near a rounded figure that are looked at, at most.
_NEAR: Final = 200
#: Units that stand for each other: a half is 50 per cent.
_PARTS: Final = frozenset(["percent", "part"])
_OWN_MARK: Final = "<!-- editor -->"


@dataclass(frozen=True, slots=True)
class Ground:
    """A place in a capture: the capture's path and the line, from 1."""

    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of a block: its kind and place, whether the captures state it, and where."""

    kind: Kind
    start: int
    end: int
    standing: Literal["found", "absent", "unknown"]
    places: tuple[Ground, ...] = ()
    problem: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Grounds:
    """What an article's front matter vouches for: keys of names, years, and the days that captures lead to from its own."""

    names: frozenset[str] = frozenset()
    years: frozenset[int] = frozenset()
    calendar: Calendar = field(default_factory=Calendar)


def grounds_of(article: Article | None, evidence: Evidence, captured: Sequence[date] = ()) -> Grounds:
    """Return what an article's own dates, sources and dateline vouch for; `captured` are the days of its captures."""
    own = [_day(when) for when in (article.date, article.updated) if when] if article else []
    own += [
        _day(when)
        for source in (article.sources if article else ())
        for when in (source.published, source.retrieved)
        if when
    ]
    if article and article.event_date:
        own.append(article.event_date)
    days = tuple(dict.fromkeys([*own, *captured]))
    calendar = Calendar()
    lead(calendar, days, evidence.mentions, evidence.relatives)
    for day in days:
        calendar.add(day.year, day.month, day.day, -1)
        if not calendar.weekdays:
            calendar.weekdays.setdefault(day.isoweekday(), -1)
    years = {day.year for day in days}
    if evidence.leads_back:
        years |= {year + step for year in years for step in (-1, 1)}
    names = [source.name for source in article.sources] + [source.title for source in article.sources] if article else []
    names += [article.dateline, *article.authors] if article else []
    return Grounds(frozenset(key_of(word) for name in names for word in fold_words(name)), frozenset(years), calendar)


def claims_of(text: str, evidence: Evidence, grounds: Grounds, lang: str) -> tuple[Claim, ...]:
    """Return the claims of a block of plain text in the language given, by their place."""
    words = vocabulary(lang)
    is_same = evidence.langs <= {words.lang, ""}
    claims = list(_of_quotations(Speakers(text, words), evidence, words, is_same=is_same))
    # What is wrong with a quotation is told once, and not for each figure in it.
    told = Spans(
        len(text),
        [(claim.start, claim.end) for claim in claims if claim.kind == "quotation" and claim.standing == "absent"],
    )
    mentions = dates_in(text, words)
    spans = [(mention.start, mention.end) for mention in mentions]
    dated = Spans(len(text), spans)
    for mention in mentions:
        line = place_in(grounds.calendar, mention)
        claims.append(_of_date(text, mention.start, mention.end, line, evidence))
    claims += [_of_figure(text, figure, evidence, grounds) for figure in figures_in(text, words, spans)]
    claims += [
        claim
        for name in names_in(text, words)
        if not dated.meets(name.start, name.end)
        and (claim := _of_name(text, name, evidence, grounds, words, is_same=is_same))
    ]
    claims += [
        Claim("negation", found.start, found.end, "absent", _grounds(evidence, [found.line]), found.problem, found.hint)
        for found in (negations_in(text, evidence, words) if is_same else ())
    ]
    kept = [claim for claim in claims if claim.kind in {"quotation", "speaker"} or not told.meets(claim.start, claim.end)]
    return tuple(sorted(kept, key=lambda claim: (claim.start, claim.end)))


def language_of_text(text: str) -> str:
    """Return the tag of the language that a text is in; English where that is not clear."""
    return language_of(text, the_rules()) or "en"


def _day(when: When) -> date:
    return when.day if isinstance(when, Day) else when.at.date()


def _grounds(evidence: Evidence, lines: Sequence[int]) -> tuple[Ground, ...]:
    seen = dict.fromkeys(line for line in lines if line >= 0)
    return tuple(Ground(evidence.lines[line].path, evidence.lines[line].number) for line in list(seen)[:_PLACES])


def _of_date(text: str, start: int, end: int, line: int | None, evidence: Evidence) -> Claim:
    if line is not None:
        return Claim("date", start, end, "found", _grounds(evidence, [line]))
    said = shorten(text[start:end], 60)
    hint = f"give the date of the capture, or put {_OWN_MARK} around what is yours"
    return Claim("date", start, end, "absent", (), f'the date "{said}" is not in the capture', hint)


def _of_figure(text: str, figure: Figure, evidence: Evidence, grounds: Grounds) -> Claim:
    found, others = _lines_of(figure, evidence)
    if not found:
        found = _computed(text, figure, evidence, grounds)
    if (
        not found
        and figure.in_words
        and not figure.unit
        and figure.values[0] <= _COUNTS
        and not _is_counted(figure, evidence)
    ):
        return Claim("figure", figure.start, figure.end, "unknown")
    if found:
        return Claim("figure", figure.start, figure.end, "found", _grounds(evidence, found))
    if not figure.unit and any(value in grounds.years for value in figure.values):
        return Claim("figure", figure.start, figure.end, "found")
    said = shorten(text[figure.start : figure.end], 60)
    hint = f"give the figure of the capture, or put {_OWN_MARK} around what is yours"
    problem = f'the figure "{said}" is not in the capture'
    if others:
        problem = f'the figure "{said}" is in the capture, but not of what it counts here'
    return Claim("figure", figure.start, figure.end, "absent", _grounds(evidence, others), problem, hint)


def _lines_of(figure: Figure, evidence: Evidence) -> tuple[list[int], list[int]]:
    """Return the lines that state a figure, and those that state its value of something else."""
    if figure.values == (1.0,) or (figure.values == (2.0,) and evidence.has_dual):
        return [0] if evidence.lines else [], []
    found, others = [], []
    for value in _values_near(figure, evidence):
        for unit, lines in evidence.figures.get(value, {}).items():
            if _is_unit(figure, unit):
                found += lines
            else:
                others += lines
    return found, others


def _computed(text: str, figure: Figure, evidence: Evidence, grounds: Grounds) -> list[int]:
    """Return the lines that a figure follows from by its unit: 120 cm from 1.2 m, "three years ago" from a year."""
    for value in figure.values:
        base = in_base(value, figure.unit)
        if base in evidence.measures:
            return [evidence.measures[base]]
        years = base[1] / 12 if base and base[0] == "long" else 0
        for year in grounds.years if years else ():
            if (stated := evidence.figures.get(year - years)) is not None:
                return next(iter(stated.values()))
    # "It was 2.7 billion; now it is 3.4": the scale is that of the figure before.
    if not figure.unit and not figure.in_words and any(mark in text[figure.start : figure.end] for mark in ".,"):
        for scale in (1e3, 1e6, 1e9):
            stated = evidence.figures.get(round(figure.values[-1] * scale, 6))
            if stated is not None:
                return next(iter(stated.values()))
    return []


def _is_counted(figure: Figure, evidence: Evidence) -> bool:
    """Does the capture have a word for what is counted? "Two questions" may be the desk's own way to tell a story."""
    return any(key_of(word) in evidence.stems for word in figure.counted if len(word) > _SHORT)


def _values_near(figure: Figure, evidence: Evidence) -> Iterator[float]:
    yield from figure.values
    if figure.bound:
        for stated in figure.values:
            first = bisect.bisect_left(evidence.sorted_values, stated * 0.5)
            last = bisect.bisect_right(evidence.sorted_values, stated * 2)
            for value in evidence.sorted_values[first : min(last, first + _NEAR)]:
                if is_within(figure.values, figure.bound, value):
                    yield value


def _is_unit(figure: Figure, unit: str) -> bool:
    """May a value of the capture with this unit be what the figure says?"""
    if unit == "date":
        return figure.is_ordinal or (not figure.unit and figure.values[0] > 31)
    return not figure.unit or not unit or figure.unit == unit or {figure.unit, unit} <= _PARTS


def _of_name(
    text: str, name: Name, evidence: Evidence, grounds: Grounds, words: Vocabulary, *, is_same: bool
) -> Claim | None:
    lines: list[int] = []
    missing = []
    for index, word in enumerate(words_of_name(name, words)):
        # "Iranian" is from Iran; but a family name, which is not the first of its words, has no such endings.
        is_strict = index > 0 or word.key in words.given or (words.lang == "ar" and len(name.words) > 1)
        line = evidence.line_of_name(word, words, is_strict=is_strict)
        line = evidence.initials.get(word.key) if line is None else line
        if line is None and is_for_country(word.key, words):
            line = evidence.countries.get(country_of(word.key))
        if line is not None:
            lines.append(line)
        elif word.key not in grounds.names and (
            not word.is_first or len(name.words) == 1 or _is_given(name, evidence, words)
        ):
            missing.append(word)
    if not missing:
        return Claim("name", name.start, name.end, "found", _grounds(evidence, lines))
    initials = "".join(word.key[:1] for word in name.words if word.is_capital)
    if len(initials) > 1 and initials in evidence.stems:
        return Claim("name", name.start, name.end, "found", _grounds(evidence, [evidence.stems[initials]]))
    # The first word of a sentence is a name if it is almost one of the captures', or a place of the tables.
    if not (
        name.is_sure or country_of(missing[0].key) or any(rest in evidence.near for rest in one_letter_less(missing[0].key))
    ):
        return None
    if not is_same:
        return Claim("name", name.start, name.end, "unknown")
    said = shorten(text[missing[0].start : missing[-1].end], 60)
    hint = f"write the name as the capture does, or put {_OWN_MARK} around what is yours"
    return Claim("name", missing[0].start, missing[-1].end, "absent", (), f'the name "{said}" is not in the capture', hint)


def _is_likely(name: Name, missing: Word, evidence: Evidence) -> bool:
    """Is a word that only may be a name one of the tables' places, almost one of the captures' names, or beside one?"""
    if country_of(missing.key) or any(rest in evidence.near for rest in one_letter_less(missing.key)):
        return True
    others = [word.key for word in name.words if word is not missing]
    return any(key in evidence.before or key in evidence.after for key in others)


def _is_given(name: Name, evidence: Evidence, words: Vocabulary) -> bool:
    """Is the first word of a sentence a given name? It is where the captures have one before the same family name."""
    second = name.words[1]
    return (
        name.words[0].key in words.given
        or bool(evidence.before.get(second.key))
        or evidence.line_of_name(second, words) is None
    )


def _of_quotations(speakers: Speakers, evidence: Evidence, words: Vocabulary, *, is_same: bool) -> Iterator[Claim]:
    # The paragraphs of the captures that are quoted, each read once.
    read: dict[int, Speakers] = {}
    for quotation in speakers.quotations:
        if length_of(quotation) < SHORTEST:
            continue
        standing = standing_of(quotation, evidence)
        said = shorten(quotation.text, 60)
        start, end = quotation.start, quotation.end
        if standing.line < 0:
            hint = "quote what the source says, word for word, or take the quotes away"
            problem = f'the quotation "{said}" is not in the capture'
            yield Claim("quotation", start, end, "absent" if is_same else "unknown", (), problem, hint)
            continue
        places = _grounds(evidence, [standing.line])
        if standing.cut:
            hint = "end the quotation with an ellipsis, or quote the whole sentence"
            problem = f'the quotation "{said}" goes on in the capture: "{shorten(standing.cut, 40)}"'
            yield Claim("quotation", start, end, "absent", places, problem, hint)
            continue
        yield Claim("quotation", start, end, "found", places)
        yield from _of_speaker(speakers, quotation, standing.position, evidence, words, read)


def _of_speaker(
    speakers: Speakers,
    quotation: Quotation,
    position: int,
    evidence: Evidence,
    words: Vocabulary,
    read: dict[int, Speakers],
) -> Iterator[Claim]:
    text = speakers.text
    here = speakers.of(quotation) if position >= 0 else None
    if here is None:
        return
    mine = [word for word in words_of_name(here, words) if evidence.line_of_name(word, words) is not None]
    if not mine:
        # Who is in no capture at all is told as a name.
        return
    line = evidence.run_lines[position]
    index = evidence.lines[line].paragraph
    if index not in read:
        read[index] = Speakers(evidence.paragraphs[index].text, words)
    theirs = read[index]
    source = theirs.text
    quoted = _quoted_in(theirs, quotation)
    there = theirs.of(quoted) if quoted else None
    # "She said" is somebody whom the paragraph names, or the one before if it names nobody.
    near = source[slice(*theirs.sentence(quoted))] if there and quoted else source[:_NEARBY]
    if not there and index and not any(len(name.words) > 1 for name in names_in(near, words)):
        near = f"{evidence.paragraphs[index - 1].text[-_NEARBY:]} {near}"
    stems = {stem for word in words_in(near) for stem in stems_of(word.key, words)}
    places = _grounds(evidence, [line])
    is_same = any(word.key in stems or not stems.isdisjoint(stems_of(word.key, words)) for word in mine)
    if is_same or (words.lang in {"zh", "ja"} and here.words[0].key in near):
        yield Claim("speaker", here.start, here.end, "found", places)
        return
    problem = f'the capture does not have "{shorten(text[here.start : here.end], 40)}" say this'
    if there:
        problem += f', but "{shorten(source[there.start : there.end], 40)}"'
    yield Claim("speaker", here.start, here.end, "absent", places, problem, "name the speaker of the capture")


def _quoted_in(theirs: Speakers, mine: Quotation) -> Quotation | None:
    """Return the quotation of a paragraph that has the first words of the article's."""
    first = " ".join(list(fold_words(mine.text))[:4])
    return next((one for one in theirs.quotations if first in " ".join(fold_words(one.text))), None)
