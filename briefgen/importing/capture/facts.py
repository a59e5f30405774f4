"""Floor 7. What the lines around an article state of it: labelled lines, who sent it, who may reprint it, who was told.

A label ("Source:", "URL:") states a fact. All else is a claim: a name, and the line that it stands on, for a curator.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from briefgen.importing.capture.dates import words_of
from briefgen.importing.capture.folding import fold, visible
from briefgen.importing.capture.ledger import Fate
from briefgen.importing.capture.metas import dateline_at
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.units import Unit
from briefgen.importing.capture.walk import Story
from briefgen.importing.capture.when import sender_of
from briefgen.text.words import shorten
from briefgen.values.model import Value

_LABELLED: Final = re.compile(r"^[\s*_#>\[(•·-]*([^:：\[\]()]{1,40}?)[\s*_]*[:：][\s*_]*(\S.*)$")
_LINKED: Final = re.compile(r"^[\s*_>•·-]*\[([^\[\]]{1,60})\]\((https?://[^\s()]+)\)[\s*_.]*$")
_URL: Final = re.compile(r"https?://[^\s<>\"'()\[\]*]{3,1900}")
_RIGHTS: Final = re.compile(r"^[\s*_]*(?:©|\(c\)|copyright\b|&copy;)[\s©:,-]*(.*)$", re.IGNORECASE)
_YEARS: Final = re.compile(r"(?:19|20)\d\d(?:\s*[-–/,]\s*(?:19|20)?\d\d)?")
_IN_BRACKETS: Final = re.compile(r"^[(（【［]\s*([^()（）【】［］]{2,50}?)\s*[)）】］]$")
_AT_END: Final = re.compile(r"\S\s+[(（]([^()（）]{2,40})[)）]$")
_DASHED: Final = re.compile(r"^[-–—]{1,2}\s*(\S.{1,40})$")
_PLACE_AND_PAPER: Final = re.compile(r"^[^:：«»\"“”]{2,40}[:：]\s*[«\"“](?P<name>[^«»\"“”]{2,40})[»\"”]$")
# A name in quotes, or words with capitals in a row.
_NAMED: Final = re.compile(
    r"\s*(?:[«\"“]([^«»\"“”]{2,40})[»\"”]|((?:[A-ZÀ-ÞА-ЯΑ-Ω][\w’'-]*)(?:\s+[A-ZÀ-ÞА-ЯΑ-Ω][\w’'-]*){0,3}))"
)
_ARTICLE: Final = re.compile(r"^(?:the|la|le|les|el|il|o|a|die|der|das|den|de|het|al)\s+(?=\S)", re.IGNORECASE)
#: Longest name of a publisher, in words, and the most characters that are read of a line.
_NAME: Final = 7
_LONGEST: Final = 200
#: Lines of a head or a foot that are looked at.
_AROUND: Final = 40
#: What a ledger says of a line that states a fact.
_FATES: Final[dict[str, Fate]] = {"author": "byline", "date": "date"}
#: How often somebody has to have told a name something before it is claimed.
_TOLD: Final = 2


class Labelled(NamedTuple):
    """A line with a label: which fact it states, and the words behind the label."""

    kind: str
    value: str


class Claim(Value, frozen=True, kw_only=True):
    """A value that may be a fact, and its ground: the line, and what stands there."""

    value: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lines around an article state, and what they only suggest; the likeliest first. `lines`: units that state.

    Each of `lines` has a fate of a ledger: publisher, byline or date.
    """

    title: str = ""
    publisher: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    publishers: tuple[Claim, ...] = ()
    urls: tuple[Claim, ...] = ()
    lines: tuple[tuple[int, Fate], ...] = ()


@dataclass(frozen=True, slots=True)
class Around:
    """The units of a page that belong to an article and are not its text: those above its first paragraph, and below."""

    head: tuple[int, ...]
    foot: tuple[int, ...]


def label_of(text: str, rules: Rules) -> Labelled | None:
    """Return what a labelled line states; None for another line."""
    if len(text) > _LONGEST + 60:
        return None
    linked = _LINKED.match(text)
    if linked:
        return Labelled("url", linked[2]) if rules.labels.get(_key(linked[1])) in {"publisher", "url"} else None
    match = _LABELLED.match(text)
    kind = rules.labels.get(_key(match[1]), "") if match else ""
    return Labelled(kind, match[2].strip(" *_")) if match and kind else None


def without_label(text: str, rules: Rules) -> str:
    """Return a headline without the label that stands before it."""
    labelled = label_of(text, rules)
    return labelled.value if labelled and labelled.kind == "title" else text


def surroundings(page: Page, stories: Sequence[Story]) -> list[Around]:
    """Return what stands around each article: what is between two of them belongs to the one above, less the next's head."""
    starts = [_start(page, story, before) for story, before in zip(stories, (None, *stories), strict=False)]
    found = []
    for place, story in enumerate(stories):
        own = {index for _, index in story.parts}
        first, last = min(own, default=starts[place]), max(own, default=starts[place])
        end = starts[place + 1] if place + 1 < len(stories) else len(page.units)
        head = tuple(index for index in range(starts[place], first) if index not in own)
        found.append(Around(head[-_AROUND:], tuple(range(last + 1, end))[:_AROUND]))
    return found


def _start(page: Page, story: Story, before: Story | None) -> int:
    if before is None:
        return 0
    parts = [index for _, index in story.parts]
    own = [*parts[:1], *story.metas, *story.captions, *([] if story.title is None else [story.title])]
    above = max((index for _, index in before.parts), default=0)
    start = min((index for index in own if index > above), default=above + 1)
    # Labelled lines right above a headline are its head: those of the article above have a blank line below.
    while start - 1 > above and not page.units[start].gap and label_of(page.units[start - 1].text, page.rules):
        start -= 1
    return start


def read_facts(page: Page, story: Story, around: Around, body: str, line_of: Sequence[int]) -> Facts:
    """Return what the lines around an article state. `line_of` has the number of each unit's first line."""
    stated: dict[str, str] = {}
    lines: list[tuple[int, Fate]] = []
    for index in (*around.head, *around.foot):
        unit = page.units[index]
        labelled = label_of(unit.text, page.rules)
        kind, value = _fact(labelled, page.rules) if labelled else ("", "")
        if not kind or (kind == "title" and index in around.foot):
            continue
        stated.setdefault(kind, value)
        if kind != "title":
            lines.append((index, _FATES.get(kind, "publisher")))
        if kind == "publisher" and (url := _URL.search(value)):
            stated.setdefault("url", url[0])
            stated["publisher"] = _URL.sub("", value).strip(" ()[],-–—|")
    title = page.units[story.title].text if story.title is not None else ""
    claims = [*_claims(page, around, line_of), *_claims_of_text(title, body, page.rules, line_of, story)]
    return Facts(
        title=without_label(title, page.rules) if title else stated.get("title", ""),
        publisher=stated.get("publisher", ""),
        url=stated.get("url", ""),
        authors=(stated["author"],) if "author" in stated else (),
        publishers=tuple({fold(claim.value): claim for claim in reversed(claims)}.values())[::-1],
        urls=tuple(_bare_urls(page, around, line_of)),
        lines=tuple(lines),
    )


def _fact(labelled: Labelled, rules: Rules) -> tuple[str, str]:
    """Return the fact of a labelled line, or nothing where the value is none of its kind."""
    kind, value = labelled
    url = _URL.search(value)
    if kind == "url":
        return ("url", url[0].rstrip(".,;")) if url else ("", "")
    if kind == "publisher" and url and len(_URL.sub("", value).strip(" ()[],-–—|")) < 2:
        return "url", url[0].rstrip(".,;")
    if kind == "publisher":
        return (
            (kind, value) if len(value.split()) <= _NAME + 1 and is_publisher_name(_URL.sub("", value), rules) else ("", "")
        )
    if kind == "author":
        return (kind, value) if len(value.split()) <= 2 * _NAME else ("", "")
    return ("", "") if kind == "sender" else (kind, value)


def is_publisher_name(name: str, rules: Rules) -> bool:
    """Could this be the name of a paper, an agency or a site: a few words with capitals, and no desk's mark?"""
    words = name.split()
    key = _key(name)
    if not 1 <= len(words) <= _NAME or not re.search(r"[^\W\d_]{2}", name) or re.search(r"[.!?؟。]\s|[.!?]$", name):
        return False
    if key in rules.facts.get("nobody", ()):
        return False
    if any(rules.has(table, key) for table in ("furniture", "end", "label", "form", "comments", "section")):
        return False
    first = next(iter(re.findall(r"[^\W\d_]", name)), "")
    return (first.isupper() or first.lower() == first.upper() or not first.isascii()) and not rules.begins(
        "wire", tuple(key.split())
    )


def _claims(page: Page, around: Around, line_of: Sequence[int]) -> Iterator[Claim]:
    """Yield the names that single lines suggest, the surest signs first."""
    rules = page.rules
    found: list[tuple[int, Claim]] = []
    for index in (*around.head, *around.foot):
        unit = page.units[index]
        if len(unit.text) > _LONGEST:
            continue
        rank, name = _named_by(unit, rules, is_below=index in around.foot)
        name = visible(_YEARS.sub("", name)).strip(" ,.;-–—|·*_")
        if name and is_publisher_name(name, rules):
            found.append((rank, Claim(value=name, line=line_of[index], text=shorten(unit.text, 80))))
    yield from (claim for _, claim in sorted(found, key=lambda pair: pair[0]))


def _named_by(unit: Unit, rules: Rules, *, is_below: bool) -> tuple[int, str]:
    """Return the name that a line suggests, and how sure its sign is (0 is the surest)."""
    text = unit.text
    sender = sender_of(text, rules.calendar)
    if sender:
        return 0, sender
    labelled = label_of(text, rules)
    if labelled and labelled.kind == "sender":
        return 0, re.sub(r"\s*<[^<>]*>|\s*\[?mailto:.*$", "", labelled.value).strip('" ')
    place = _PLACE_AND_PAPER.match(text)
    if place:
        return 1, place["name"]
    bracketed = _IN_BRACKETS.match(text)
    if bracketed and not unit.hits & {"wire", "slug", "label"} and unit.size <= 5:
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
    told: Counter[str] = Counter()
    for phrase in rules.facts.get("told", ()):
        for match in re.finditer(rf"(?<!\w){re.escape(phrase)}\s?", body, re.IGNORECASE):
            named = _NAMED.match(_ARTICLE.sub("", body[match.end() : match.end() + 60].lstrip()))
            if named:
                told[(named[1] or named[2]).strip()] += 1
    for name, count in told.most_common(1):
        if count >= _TOLD:
            yield Claim(value=name, line=first, text=f"{count} times somebody told {name} something")


def _bare_urls(page: Page, around: Around, line_of: Sequence[int]) -> Iterable[Claim]:
    """Yield the addresses that stand on lines of their own."""
    for index in (*around.head, *around.foot):
        match = _URL.fullmatch(page.units[index].text.strip(" <>"))
        if match:
            yield Claim(value=match[0], line=line_of[index], text=shorten(match[0], 80))


def _key(text: str) -> str:
    return " ".join(words_of(text))
