"""Floor 7. Names and addresses that lines suggest without a label: who sent it, who may reprint it, who was told.

A claim is a value and the line that it stands on, for a curator to take.
"""

import functools
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.dates import words_of
from briefgen.importing.capture.folding import fold, visible
from briefgen.importing.capture.labels import LONGEST, URL, is_publisher_name, label_of
from briefgen.importing.capture.metas import dateline_at
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Story
from briefgen.importing.capture.when import sender_of
from briefgen.text.words import shorten
from briefgen.values.model import Value

_RIGHTS: Final = re.compile(r"^[\s*_]*(?:©|\(c\)|copyright\b|&copy;)[\s©:,-]*(.*)$", re.IGNORECASE)
_YEARS: Final = re.compile(r"(?:19|20)\d\d(?:\s*[-–/,]\s*(?:19|20)?\d\d)?")
# "A headline | Orsund Post", as pages are called.
_SITE: Final = re.compile(r"\s[|–—·•»-]\s+([^|–—·•»]{2,40})$")
_IN_BRACKETS: Final = re.compile(r"^[(（【［]\s*([^()（）【】［］]{2,50}?)\s*[)）】］]$")
# "(Release No.: 114027)", "(ID 4521)": a label with its value, or a long number.
_NUMBERED: Final = re.compile(r"[:：]|\d{4}")
_AT_END: Final = re.compile(r"\S\s+[(（]([^()（）]{2,40})[)）]$")
_DASHED: Final = re.compile(r"^[-–—]{1,2}\s*(\S.{1,40})$")
_PLACE_AND_PAPER: Final = re.compile(r"^[^:：«»\"“”]{2,40}[:：]\s*[«\"“](?P<name>[^«»\"“”]{2,40})[»\"”]$")
# A name in quotes, or words with capitals in a row.
_NAMED: Final = re.compile(
    r"\s*(?:[«\"“]([^«»\"“”]{2,40})[»\"”]|((?:[A-ZÀ-ÞА-ЯΑ-Ω][\w’'-]*)(?:\s+[A-ZÀ-ÞА-ЯΑ-Ω][\w’'-]*){0,3}))"
)
_ARTICLE: Final = re.compile(r"^(?:the|la|le|les|el|il|o|a|die|der|das|den|de|het|al)\s+(?=\S)", re.IGNORECASE)
#: Lines of a page's head in which a mail or a newsletter names its sender, and the shortest name of a site, in characters.
_FIRST: Final = 10
_SHORT: Final = 4
#: Longest name of a site in the first lines of its page, in words.
_SITE_NAME: Final = 5
#: How often somebody has to have told a name something before it is claimed.
_TOLD: Final = 2


class Claim(Value, frozen=True, kw_only=True):
    """A value that may be a fact, and its ground: the line, and what stands there."""

    value: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Around:
    """The units of a page that belong to an article and are not its text: those above its first paragraph, and below."""

    head: tuple[int, ...]
    foot: tuple[int, ...]


def claims_of_page(page: Page, line_of: Sequence[int]) -> tuple[Claim, ...]:
    """Return the names that a page has for itself, in its lines of rights, its first lines and its texts."""
    found = []
    for unit in page.units:
        rights = _RIGHTS.search(unit.text) if len(unit.text) < 2 * LONGEST else None
        owner = visible(_YEARS.sub("", _owner(rights[1], page.rules))).strip(" ,.;-–—|·*_") if rights else ""
        if owner and is_publisher_name(owner, page.rules):
            found.append(Claim(value=owner, line=line_of[unit.index], text=shorten(unit.text, 80)))
    # Of several articles on a page, one says in its text whose page it is.
    prose = [(unit.text, line_of[unit.index]) for unit in page.units if unit.shape == "prose"]
    return (*found, *_first_lines(page, line_of), *_told_in(prose, page.rules))


def _behind_title(page: Page, around: Around, title: str, line_of: Sequence[int]) -> Iterator[Claim]:
    """Yield the name that stands behind the headline where it comes again as the name of its page."""
    key = fold(title)
    for index in around.head if title else ():
        unit = page.units[index]
        named = _SITE.search(unit.text) if unit.size < 40 and unit.fold.startswith(key[:60]) else None
        if named and unit.fold != key and is_publisher_name(named[1], page.rules):
            yield Claim(value=named[1].strip(), line=line_of[index], text=shorten(unit.text, 80))


def _first_lines(page: Page, line_of: Sequence[int]) -> Iterator[Claim]:
    """Yield the name in a page's first lines: who sent it, or what has a word of papers or stands again further down."""
    for unit in page.units[:_FIRST]:
        labelled = label_of(unit.text, page.rules)
        sender = _sender_in(labelled.value) if labelled and labelled.kind == "sender" else ""
        if sender and is_publisher_name(sender, page.rules):
            yield Claim(value=sender, line=line_of[unit.index], text=shorten(unit.text, 80))
    prose = next((unit.index for unit in page.units if unit.shape == "prose"), len(page.units))
    for unit in page.units[: min(3, prose)]:
        # "The Valley Echo - serving Pine Hollow", "Torvale Herald · News · Business": the name comes first.
        name = re.split(r"\s+[-–—|·•]\s+", unit.text)[0].strip()
        keys = words_of(name)
        if unit.shape != "short" or unit.when or unit.is_sentence or unit.is_list_item or not 0 < len(keys) <= _SITE_NAME:
            continue
        if _is_known(unit, page.rules) or not is_publisher_name(name, page.rules) or len(name) < _SHORT:
            continue
        has_outlet = any(key in page.rules.facts.get("no_names", ()) for key in keys)
        folded = fold(name)
        if has_outlet or any(folded in other.fold for other in page.units if other.index != unit.index):
            yield Claim(value=name, line=line_of[unit.index], text=shorten(unit.text, 80))


def _is_known(unit: Unit, rules: Rules) -> bool:
    """Is a line known by a table of furniture as a whole, or a label with its value?"""
    return bool(unit.hits - {"menu"}) or label_of(unit.text, rules) is not None


def _sender_in(value: str) -> str:
    return re.sub(r"\s*<[^<>]*>|\s*\[?mailto:.*$", "", value).strip('" ')


def _claims(page: Page, around: Around, line_of: Sequence[int]) -> Iterator[Claim]:
    """Yield the names that single lines suggest, the surest signs first."""
    rules = page.rules
    found: list[tuple[int, Claim]] = []
    for index in (*around.head, *around.foot):
        unit = page.units[index]
        if len(unit.text) > LONGEST:
            continue
        rank, name = _named_by(unit, rules, is_below=index in around.foot and not _is_in_list(page, index))
        name = visible(_YEARS.sub("", name)).strip(" ,.;-–—|·*_")
        if name and is_publisher_name(name, rules):
            found.append((rank, Claim(value=name, line=line_of[index], text=shorten(unit.text, 80))))
    yield from (claim for _, claim in sorted(found, key=lambda pair: pair[0]))


def _is_in_list(page: Page, index: int) -> bool:
    """Does an item of a list stand right above or below a line that looks like one?"""
    beside = [page.units[other] for other in (index - 1, index + 1) if 0 <= other < len(page.units)]
    return page.units[index].is_list_item and any(other.is_list_item for other in beside)


def _named_by(unit: Unit, rules: Rules, *, is_below: bool) -> tuple[int, str]:
    """Return the name that a line suggests, and how sure its sign is (0 is the surest)."""
    text = unit.text
    sender = sender_of(text, rules.calendar)
    if sender:
        return 0, sender
    labelled = label_of(text, rules)
    if labelled and labelled.kind == "sender":
        return 0, _sender_in(labelled.value)
    place = _PLACE_AND_PAPER.match(text)
    if place:
        return 1, place["name"]
    bracketed = _IN_BRACKETS.match(text)
    if bracketed and not unit.hits & {"wire", "slug", "label"} and unit.size <= 5 and not _NUMBERED.search(bracketed[1]):
        return 1, "" if bracketed[1].isupper() and len(bracketed[1]) < 5 and bracketed[1] in {"END", "MORE"} else bracketed[
            1
        ]
    rights = _RIGHTS.match(text)
    if rights:
        return 3, _owner(rights[1], rules)
    dashed = _DASHED.match(text)
    if dashed and is_below and unit.size <= 5:
        return 4, dashed[1]
    count = rules.begins("byline", unit.words)
    if count and unit.size <= 6 and rules.has("agency", " ".join(unit.words[count:])):
        return 2, re.sub(rf"^(?:\W*\w+){{{count}}}\W*", "", text)
    return 9, ""


def _owner(text: str, rules: Rules) -> str:
    """Return who a line of rights names: what stands between the year and "All rights reserved"."""
    bare = _YEARS.sub(" ", text)
    words = bare.split()
    for place in range(len(words)):
        key = tuple(words_of(" ".join(words[place : place + 3])))
        if any(" ".join(key[:size]) in rules.facts.get("rights", ()) for size in range(1, len(key) + 1)):
            words = words[:place]
            break
    name = re.split(r"[.|;,](?:\s|$)", " ".join(words))[0]
    return re.sub(r"^(?:by|par|por|von|bei)\s+", "", name, flags=re.IGNORECASE).strip()


def _claims_of_text(title: str, body: str, rules: Rules, line_of: Sequence[int], story: Story) -> Iterator[Claim]:
    first = line_of[story.parts[0][1]] if story.parts else 0
    agency = dateline_at(body).agency
    if agency and is_publisher_name(agency, rules):
        yield Claim(value=agency, line=first, text=shorten(body, 60))
    ending = _AT_END.search(title)
    if ending and is_publisher_name(ending[1], rules) and story.title is not None and not ending[1].isdigit():
        yield Claim(value=ending[1], line=line_of[story.title], text=shorten(title, 80))
    yield from _told_in([(body, first)], rules)


def _told_in(texts: Iterable[tuple[str, int]], rules: Rules) -> Iterator[Claim]:
    """Yield the name that people told something most often in some texts, each with its line."""
    told: Counter[str] = Counter()
    lines: dict[str, int] = {}
    for text, line in texts:
        for match in _told(rules.facts.get("told", frozenset())).finditer(text):
            named = _NAMED.match(_ARTICLE.sub("", text[match.end() : match.end() + 60].lstrip()))
            name = (named[1] or named[2]).strip() if named else ""
            told.update([name] if name else [])
            lines.setdefault(name, line)
    for name, count in told.most_common(1):
        if count >= _TOLD:
            yield Claim(value=name, line=lines[name], text=f"{count} times somebody told {name} something")


@functools.lru_cache(4)
def _told(phrases: frozenset[str]) -> re.Pattern[str]:
    """Return a pattern of the words by which somebody tells a paper something."""
    ordered = sorted(phrases, key=lambda phrase: (-len(phrase), phrase))
    # Most words begin with none of these letters, and are not compared with the phrases.
    letters = "".join(sorted({re.escape(phrase[0]) for phrase in phrases}))
    pattern = rf"\b(?=[{letters}])(?:{'|'.join(map(re.escape, ordered))})\s?"
    return re.compile(pattern if ordered else r"(?!)", re.IGNORECASE)


def urls_of(page: Page, around: Around, line_of: Sequence[int]) -> Iterable[Claim]:
    """Yield the addresses that stand on lines of their own."""
    for index in (*around.head, *around.foot):
        match = URL.fullmatch(page.units[index].text.strip(" <>"))
        if match:
            yield Claim(value=match[0], line=line_of[index], text=shorten(match[0], 80))


def claims_of(
    page: Page, around: Around, line_of: Sequence[int], *, title: str, body: str, story: Story, of_page: Sequence[Claim]
) -> tuple[Claim, ...]:
    """Return the publishers that lines around an article suggest, each name once, the surest signs first."""
    claims = [
        *_claims(page, around, line_of),
        *_claims_of_text(title, body, page.rules, line_of, story),
        *_behind_title(page, around, title, line_of),
        *(claim for claim in of_page if fold(claim.value) != fold(title)),
    ]
    once: dict[str, Claim] = {}
    for claim in claims:
        once.setdefault(fold(claim.value), claim)
    return tuple(once.values())
