"""Floor 7. What the lines around an article state of it by their labels, and what others suggest (`claims`).

`stated_in` says what a labelled line states, here and for the header above a text (`headers`), whose lines are no part of
the page that is looked at here.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.claims import Around, Claim, claims_of, urls_of
from briefgen.importing.capture.days import Dated
from briefgen.importing.capture.labels import NAME, URL, Labelled, is_publisher_name, label_of, without_label
from briefgen.importing.capture.ledger import Fate
from briefgen.importing.capture.page import Page
from briefgen.importing.capture.rules import Rules
from briefgen.importing.capture.walk import Story

#: Lines of a head or a foot that are looked at.
_AROUND: Final = 40
#: What a ledger says of a line that states a fact.
_FATES: Final[dict[str, Fate]] = {"author": "byline", "date": "date"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the lines around an article state, and what they only suggest; the likeliest first. `lines`: units that state.

    Each of `lines` has a fate of a ledger: publisher, byline or date. Of the header above the text: `title_line` is that of
    the title if it stands there, `sender` is a publisher where nothing else names one, `dates` are the lines that say when.
    """

    title: str = ""
    title_line: int = 0
    publisher: str = ""
    sender: str = ""
    url: str = ""
    authors: tuple[str, ...] = ()
    dates: tuple[Dated, ...] = ()
    publishers: tuple[Claim, ...] = ()
    urls: tuple[Claim, ...] = ()
    lines: tuple[tuple[int, Fate], ...] = ()


def surroundings(page: Page, stories: Sequence[Story]) -> list[Around]:
    """Return what stands around each article: what is between two of them belongs to the one above, less the next's head."""
    starts = [_start(page, story, before) for story, before in zip(stories, (None, *stories), strict=False)]
    found = []
    for place, story in enumerate(stories):
        own = {index for _, index in story.parts}
        first, last = min(own, default=starts[place]), max(own, default=starts[place])
        end = starts[place + 1] if place + 1 < len(stories) else len(page.units)
        head = tuple(index for index in range(max(starts[place], first - _AROUND), first) if index not in own)
        # A signature such as "- Orsund Post" may have been taken for the last item of a list.
        below = range(last if page.units[last].shape == "short" else last + 1, min(end, last + _AROUND))
        found.append(Around(head, tuple(below)))
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


def read_facts(
    page: Page, story: Story, around: Around, body: str, line_of: Sequence[int], of_page: Sequence[Claim]
) -> Facts:
    """Return what the lines around an article state. `line_of` has the number of each unit's first line.

    `of_page` are the names that the page has for itself.
    """
    stated: dict[str, str] = {}
    lines: list[tuple[int, Fate]] = []
    for index in (*around.head, *around.foot):
        unit = page.units[index]
        labelled = label_of(unit.text, page.rules)
        found = stated_in(labelled, page.rules) if labelled else {}
        if not found or ("title" in found and index in around.foot):
            continue
        stated = {**found, **stated}
        if "title" not in found:
            lines.append((index, _FATES.get(next(iter(found)), "publisher")))
    title = page.units[story.title].text if story.title is not None else ""
    return Facts(
        title=without_label(title, page.rules) if title else stated.get("title", ""),
        publisher=stated.get("publisher", ""),
        url=stated.get("url", ""),
        authors=(stated["author"],) if "author" in stated else (),
        publishers=claims_of(page, around, line_of, title=title, body=body, story=story, of_page=of_page),
        urls=tuple(urls_of(page, around, line_of)),
        lines=tuple(lines),
    )


def stated_in(labelled: Labelled, rules: Rules) -> dict[str, str]:
    """Return what a labelled line states: nothing where the value is none of its kind, and two of a name with an address."""
    kind, value = labelled
    url = URL.search(value)
    address = {"url": url[0].rstrip(".,;")} if url else {}
    if kind == "url":
        return address
    if kind == "publisher":
        name = URL.sub("", value).strip(" ()[],-–—|")
        if address and len(name) < 2:
            return address
        is_name = len(value.split()) <= NAME + 1 and is_publisher_name(name, rules)
        return {kind: name, **address} if is_name else {}
    if kind == "author":
        return {kind: value} if len(value.split()) <= 2 * NAME else {}
    return {kind: value} if kind in {"title", "date"} else {}
