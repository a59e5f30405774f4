"""Floor 7. The names in a text. Where a script has capitals a name is a run of words that begin with one.

German writes every noun so, and Arabic, Chinese and others have no capitals. There a name is what other words show to be
one: an office, a kind of place or a verb of speaking beside it. Other names are not looked for: what cannot be told apart
from common words is not said to be wrong.
"""

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.vocabulary import Vocabulary, key_of
from briefgen.text.words import unspaced_pattern

_WORD: Final = re.compile(r"[^\W_]+(?:[-‑‐][^\W_]+)*(?:\.(?=[^\W\d_]\.))?")
_SENTENCE: Final = re.compile(
    r"[.!?…:](?:[\"'”’»)\]]|\s)*\s*$|^[\W_]*$|[\n|•]\s*$|[“„«»\"(‘‚]\s*$|(?:^|\s)[-–—']\s*$|(?<=\s)[“”]$"
)
_JOINED: Final = re.compile(r"[ \u00a0\u202f]|[ ]?[-‑][ ]?|\. |['’]")
#: Particles between two words of one name.
_GERMAN_PARTICLES: Final = frozenset("von van al el bin ibn de da".split())
_PARTICLES: Final = frozenset("al el de la le van von der den bin ibn abu da di dos du of y e ter ten zu zum af av".split())
#: Shortest stem that an ending is taken from.
_STEM: Final = 3
_FLEETING: Final = re.compile("[ео]([бвгджзклмнпрстфхцчшщ])$")
#: Prefixes of Arabic words: and, so, by, like, for, the.
_ARABIC_PREFIX: Final = re.compile(r"^(?:[وف]?(?:[بک]?ال|لل|[بلک])|[وف])")
_CHINESE_NAME: Final = re.compile(
    r"(?=((?:[赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方任袁柳唐罗薛雷贺汤滕安常乐于傅顾孟黄和穆萧尹姚邵汪毛米贝明戴宋庞熊纪舒项祝董梁杜蓝闵贾江童颜郭梅林钟徐邱骆高夏蔡田樊胡凌霍卢莫白崔龚程邢裴陆荣翁侯宁甘厉武刘龙叶黎温庄晏柴阎连习容向古易廖耿文聂曾沙盖欧阳])[\u4e00-\u9fff]{1,2}))"
)
_PLAIN_CHINESE: Final = re.compile(r"[\u4e00-\u9fff]+(?:·[\u4e00-\u9fff]+)+")


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text: its place, its key (folded, without accents), and whether a capital begins it and it a sentence."""

    key: str
    start: int
    end: int
    is_capital: bool
    is_first: bool


@dataclass(frozen=True, slots=True)
class Name:
    """A name of a text: its place, and its words in order. `is_sure` is false for the first word of a sentence alone."""

    start: int
    end: int
    words: tuple[Word, ...]
    is_sure: bool = True


def words_in(text: str) -> list[Word]:
    """Return the words of a text in order; a word with hyphens is one."""
    found = []
    for match in _WORD.finditer(text):
        word = match[0].rstrip(".")
        before = text[max(0, match.start() - 6) : match.start()]
        found.append(
            Word(
                key_of(word),
                match.start(),
                match.start() + len(word),
                word[:1].isupper(),
                _SENTENCE.search(before) is not None,
            )
        )
    return found


def stems_of(key: str, words: Vocabulary, *, is_strict: bool = False) -> Iterator[str]:
    """Yield a name's key, and what is left of it without the endings and prefixes of its language.

    `is_strict` takes the endings of cases only, and not those that make an adjective of a place.
    """
    yield key
    heads = [key]
    if words.lang in {"ar", "fa", "ur"}:
        bare = _ARABIC_PREFIX.sub("", key)
        if bare != key and len(bare) >= _STEM:
            heads.append(bare)
            yield bare
    if "-" in key:
        yield key.replace("-", "")
    if words.lang in {"ru", "uk"} and _FLEETING.search(key):
        # Pavel, Pavla: the vowel goes when an ending comes.
        heads.append(_FLEETING.sub(r"\1", key))
        yield heads[-1]
    for head in heads:
        for ending in words.cases if is_strict else words.endings:
            if head.endswith(ending) and len(head) - len(ending) >= _STEM:
                yield head[: len(head) - len(ending)]


def names_in(text: str, words: Vocabulary) -> list[Name]:
    """Return the names of a text in order."""
    if words.lang in {"zh", "ja"}:
        return _unspaced(text, words)
    every = words_in(text)
    if words.lang in {"ar", "fa", "ur", "he"}:
        return _shown_by_others(every, text, words)
    capitals = [one for one in every if one.is_capital]
    if not capitals:
        return []
    runs = _runs(every, text, words)
    if words.lang == "de":
        return _german(runs, every, words)
    # A headline in which most words have a capital says nothing by them.
    long = [one for one in every if one.end - one.start > 3]
    if len(long) > 3 and sum(one.is_capital for one in long) > 0.75 * len(long):
        return []
    return [name for run in runs if (name := _trimmed(run, words))]


def _runs(every: Sequence[Word], text: str, words: Vocabulary) -> list[list[Word]]:
    """Return the runs of words with capitals; particles between two of them belong to the run."""
    runs: list[list[Word]] = []
    run: list[Word] = []
    held: list[Word] = []
    for word in every:
        previous = (held or run or [word])[-1]
        is_joined = not run or _JOINED.fullmatch(text, previous.end, word.start) is not None
        if run and not is_joined:
            runs.append(run)
            run, held = [], []
        is_name = word.is_capital and not (word.key in words.months or word.key in words.weekdays)
        if (
            is_name
            and run
            and word.is_first
            and previous.end - previous.start > 2
            and ". " in text[previous.end : word.start]
        ):
            runs.append(run)
            run, held = [], []
        if is_name:
            run = [*run, *held, word]
            held = []
        elif run and word.key in (_PARTICLES if words.lang != "de" else _GERMAN_PARTICLES) and not held:
            held = [word]
        elif run:
            runs.append(run)
            run, held = [], []
    return [*runs, run] if run else runs


def _trimmed(run: Sequence[Word], words: Vocabulary) -> Name | None:
    """Return a run without the common words and offices at its beginning."""
    rest = list(run)
    while rest and (rest[0].key in words.openers or rest[0].key in _PARTICLES):
        rest = rest[1:]
    if not rest or all(one.key in words.titles or one.key in words.openers for one in rest):
        return None
    return Name(rest[0].start, rest[-1].end, tuple(rest), not (len(rest) == 1 and rest[0].is_first))


def _german(runs: Sequence[Sequence[Word]], every: Sequence[Word], words: Vocabulary) -> list[Name]:
    """Return runs of two nouns or more, and single ones beside a verb of speaking; nothing else shows what is a name."""
    found = []
    places = {word.start: index for index, word in enumerate(every)}
    for run in runs:
        named = [word for word in run if not _is_no_name(word.key, words)]
        rest = list(named)
        while rest and _is_role(rest[0].key, words):
            rest = rest[1:]
        if not rest:
            continue
        first, last = places[rest[0].start], places[rest[-1].start]
        before = every[first - 1].key if first else ""
        after = every[last + 1].key if last + 1 < len(every) else ""
        is_noun = any(word.key.endswith(_NOUNS) for word in rest) and rest[0].key not in words.given
        speaks = before in _SAYS or (after in _SAYS and before not in _DETERMINERS)
        is_place = before in _AT and any(rest[0].key.endswith(end) and len(rest[0].key) > 5 for end in _PLACE_ENDS)
        is_run = len(rest) > 1 or speaks or len(named) > len(rest)
        if (is_run and not is_noun) or (is_place and not rest[0].key.endswith("bau")):
            is_shown = speaks or is_place or len(named) > len(rest) or rest[0].key in words.given
            found.append(
                Name(rest[0].start, rest[-1].end, tuple(rest), is_shown and not (len(rest) == 1 and rest[0].is_first))
            )
    return found


#: Verbs and words that stand beside a speaker and beside nothing else, and what common nouns end in.
_SAYS: Final = frozenset("sagte sagt sagten erklärte erklärt betonte betont meinte meint so laut zufolge".split())
_NOUNS: Final = tuple(
    """
    ung ungen heit heiten keit keiten schaft schaften tion tionen nis nisse tät täten ismus ment gruppe amt wert gang zahl
    verkehr plan projekt jahr jahre stelle
    """.split()
)
#: What stands before a German place and not before a common noun without an article, and what places end in.
_AT: Final = frozenset("in aus nach bei von bis um über".split())
_PLACE_ENDS: Final = tuple(
    """
    burg berg heim hausen stadt stedt dorf au bach ingen kirchen feld felde felden hofen ow furt hagen haven brück brücken
    münster tal wald see weiler beck rode leben itz fels heide hafen
    """.split()
)
_DETERMINERS: Final = frozenset(
    """
    der die das den dem des ein eine einen einem einer kein keine sein seine ihr ihre
    dieser diese dieses jeder jede jedes
    """.split()
)


def _is_no_name(key: str, words: Vocabulary) -> bool:
    return (
        key in words.openers or key in words.units or key in words.scales or key in words.numbers or key in words.months
        or key in _GERMAN_SPANS
    )  # fmt: skip


_GERMAN_SPANS: Final = frozenset(
    "ende anfang mitte semester prozent hälfte drittel viertel uhr angaben stück stücke mal".split()
)


def _is_role(key: str, words: Vocabulary) -> bool:
    return key in words.titles or any(key.endswith(role) for role in words.roles)


def _shown_by_others(every: Sequence[Word], text: str, words: Vocabulary) -> list[Name]:
    """Return what stands behind an office, a kind of place, or a verb of speaking: one or two words."""
    found = []
    for index, word in enumerate(every[:-1]):
        # An office in the construct ("minister of health") is followed by what it is the office of.
        is_shown = word.key in words.persons or word.key in words.places
        after = every[index + 1]
        if not is_shown or text[word.end : after.start].strip():
            continue
        if (
            after.key in words.titles
            or _is_small(after.key, words)
            or (after.key.endswith("یه") and not after.key.startswith("ال"))
        ):
            continue
        run = [after]
        follower = every[index + 2] if index + 2 < len(every) else None
        if follower is not None and not text[after.end : follower.start].strip() and follower.key not in words.said:
            # A place of two words is "spring of the sand": the second has the article and the first has none.
            is_second = word.key in words.persons or (follower.key.startswith("ال") and not after.key.startswith("ال"))
            run += [follower] if is_second and not _is_small(follower.key, words) else []
        found.append(Name(run[0].start, run[-1].end, tuple(run)))
    found += [
        Name(first.start, second.end, (first, second))
        for first, second in itertools.pairwise(every)
        if first.key in words.given
        and not text[first.end : second.start].strip()
        and not _is_small(second.key, words)
        and not any(name.start <= first.start < name.end for name in found)
    ]
    return sorted(found, key=lambda name: name.start)


def _is_small(key: str, words: Vocabulary) -> bool:
    """Is a word a particle, a verb of speaking or a part of a longer name ("son of")?"""
    return len(key) < _STEM or key in words.said or key in words.openers


def _unspaced(text: str, words: Vocabulary) -> list[Name]:
    """Return Chinese names: a family name and one or two signs before a verb of speaking or an office, and "A·B"."""
    found = [_whole(match.group(), match.start()) for match in _PLAIN_CHINESE.finditer(text)]
    for match in _CHINESE_NAME.finditer(text):
        for size in (3, 2):
            name = match[1][:size]
            after = text[match.start() + size : match.start() + size + 3]
            if len(name) == size and any(after.startswith(word) for word in (*words.said, *words.titles)):
                found.append(_whole(name, match.start()))
                break
    spaced = unspaced_pattern().sub(" ", text)
    found += [_whole(word[0], word.start()) for word in _WORD.finditer(spaced) if word[0][:1].isupper()]
    return sorted(found, key=lambda name: name.start)


def _whole(name: str, start: int) -> Name:
    return Name(start, start + len(name), (Word(key_of(name), start, start + len(name), True, False),))
