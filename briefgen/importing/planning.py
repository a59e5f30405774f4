"""Floor 7. Drafts of many captures -> the articles to write: one for each story, with all its sources.

Copies that are equal after folding become one article here, inside a capture, across captures, and with what an earlier
import wrote. Copies that are merely alike are each written, and told: joining them is a curator's decision.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from briefgen.content import schema
from briefgen.importing.capture.drafts import Draft, chosen_day
from briefgen.importing.capture.ledger import Given
from briefgen.importing.capture.markdown import SourceFacts, article_of
from briefgen.importing.capture.places import count_regions
from briefgen.importing.capture.stories import SAME, group_exact
from briefgen.importing.likeness import find_alike
from briefgen.importing.packing import Offer
from briefgen.importing.pairs import tell_pairs
from briefgen.text.slugs import SLUG_LENGTH, is_spelt_in_ascii, one_line, slug_in_script
from briefgen.values.model import Settings


@dataclass(frozen=True, slots=True)
class Copy:
    """One draft in one capture: the path of the kept capture and what was said about it on the command line."""

    capture: str
    sha256: str
    given: Given
    offer: Offer
    publisher: str = ""
    url: str = ""

    @property
    def draft(self) -> Draft:
        """Return the draft, unpacked."""
        return self.offer.draft


@dataclass(frozen=True, slots=True)
class Known:
    """An article that content/ has: its path, what its text is compared by, and the digests of the captures that it names.

    `is_ours` where an import wrote it and nobody edited it since; `made_from` are the copies that its ledgers name, each by
    its capture and its number there. Without a key it is not compared, and only its path is taken.
    """

    path: str
    key: bytes = b""
    prints: bytes = b""
    captures: frozenset[str] = frozenset()
    made_from: frozenset[tuple[str, int]] = frozenset()
    is_ours: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """What content/ has. `copies_of` reads again what an article was made from, `text_of` its body as plain text."""

    known: Sequence[Known] = ()
    copies_of: Callable[[str], Sequence[Copy]] = lambda path: ()
    text_of: Callable[[str], str] = lambda path: ""


@dataclass(frozen=True, slots=True)
class Planned:
    """One article to write: its copies, the best first, the file it goes to, and remarks on other articles like it."""

    copies: tuple[Copy, ...]
    path: str
    is_joined: bool
    notes: tuple[str, ...]
    settings: Settings

    @property
    def text(self) -> str:
        """Return the article's file; it is made when it is asked for, since a run may have thousands."""
        return _file_of(self.copies, self.path, self.settings, self.notes)


@dataclass(frozen=True, slots=True)
class Plan:
    """The articles to write, and what was seen of copies among them, in words."""

    articles: tuple[Planned, ...] = ()
    remarks: tuple[str, ...] = ()


def plan_articles(copies: Sequence[Copy], content: Content, settings: Settings, into: str) -> Plan:
    """Return one article for each story of the copies."""
    keys = group_exact(copy.offer.key for copy in copies)
    known_by_key = {article.key: article for article in content.known if article.key}
    groups: list[tuple[tuple[Copy, ...], Known | None]] = []
    for key, places in keys.items():
        joined = known_by_key.get(key)
        mine = [copies[place] for place in places]
        before = content.copies_of(joined.path) if joined and joined.is_ours else ()
        earlier = [copy for copy in before if not any(_is_same(copy, other) for other in mine)]
        groups.append((_best_first([*earlier, *mine]), joined))
    paths = _paths(groups, into, content.known)
    others = [article for article in content.known if article.key and article.key not in keys]
    notes, remarks = _likenesses(groups, paths, others, content)
    articles = tuple(
        Planned(group, path, joined is not None, notes.get(place, ()), settings)
        for place, ((group, joined), path) in enumerate(zip(groups, paths, strict=True))
    )
    return Plan(articles, remarks)


def _is_same(one: Copy, other: Copy) -> bool:
    return one.sha256 == other.sha256 and one.offer.number == other.offer.number


def _best_first(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Order copies by their text: the longest, the least damaged; then by digest, so that the order of a run never tells."""
    return tuple(sorted(copies, key=lambda copy: (*(-part for part in copy.offer.quality), copy.sha256, copy.offer.number)))


def _paths(groups: Sequence[tuple[tuple[Copy, ...], Known | None]], into: str, known: Sequence[Known]) -> list[str]:
    paths: list[str] = []
    used = {article.path.casefold() for article in known}
    by_copy = {made: article.path for article in known for made in article.made_from}
    by_capture: dict[str, list[str]] = {}
    for article in known:
        for sha256 in article.captures:
            by_capture.setdefault(sha256, []).append(article.path)
    numbers: dict[str, int] = {}
    taken: set[str] = set()
    for group, joined in groups:
        best = group[0]
        day, _ = chosen_day(best.draft, best.given)
        name = _Name(f"{into}/{day.isoformat() if day else 'undated'}-", _slug(best.offer.title))
        # A file of this name that was made from one of the copies is this article, and so is one that names its capture.
        mine = [by_copy.get((copy.sha256, copy.offer.number), "") for copy in group]
        mine += [path for copy in group for path in by_capture.get(copy.sha256, ())]
        path = joined.path if joined else next((path for path in mine if name.fits(path) and path not in taken), "")
        if not path:
            # Names that are cut to one beginning share their numbers, so that none of these is tried twice.
            cut = name.numbered(2)
            number = 1
            while (path := name.numbered(number)).casefold() in used:
                number = numbers.get(cut, 1) + 1
                numbers[cut] = number
        used.add(path.casefold())
        taken.add(path)
        paths.append(path)
    return paths


@dataclass(frozen=True, slots=True)
class _Name:
    """The name of an article's file: what comes before the slug, and the slug."""

    start: str
    slug: str

    def numbered(self, number: int) -> str:
        """Return the path with a number behind it from 2 on, cut so that it still gives a slug."""
        end = "" if number == 1 else f"-{number}"
        return f"{self.start}{self.slug[: SLUG_LENGTH - len(end)].rstrip('-')}{end}.md"

    def fits(self, path: str) -> bool:
        """Is this one of the paths that the name gives?"""
        number = path.removesuffix(".md").rpartition("-")[2]
        return path == self.numbered(1) or (number.isdecimal() and len(number) < 7 and path == self.numbered(int(number)))


def _slug(title: str) -> str:
    # A slash or a dot in a headline is no part of a path.
    return schema.slug_of_file(f"{one_line(title).replace('/', ' ').replace('.', ' ')}.md")


def _likenesses(
    groups: Sequence[tuple[tuple[Copy, ...], Known | None]], paths: Sequence[str], others: Sequence[Known], content: Content
) -> tuple[Mapping[int, tuple[str, ...]], tuple[str, ...]]:
    """Return remarks on texts that are alike and not equal: by the place of the article to write, and for the report."""
    names = [*paths, *(article.path for article in others)]
    prints = [group[0].offer.prints for group, _ in groups] + [article.prints for article in others]

    def text_of(place: int) -> str:
        return groups[place][0][0].draft.text if place < len(groups) else content.text_of(names[place])

    notes: dict[int, tuple[str, ...]] = {}
    pairs = find_alike(prints, text_of, len(groups))
    for pair in pairs:
        word = "the same story as" if pair.share >= SAME else "shares text with"
        share = f"{pair.share:.0%} of the shorter text"
        for here, there in ((pair.one, pair.other), (pair.other, pair.one)):
            if here < len(groups) and len(notes.get(here, ())) < 5:
                notes[here] = (*notes.get(here, ()), f"{word} {names[there]} ({share})")
    return notes, tell_pairs(names, pairs)


def _file_of(group: Sequence[Copy], path: str, settings: Settings, notes: Sequence[str]) -> str:
    best = group[0]
    drafts = [copy.draft for copy in group]
    draft = drafts[0]
    if not draft.captions:
        captions = next((other.captions for other in drafts if other.captions), ())
        draft = msgspec.structs.replace(draft, captions=captions)
    remarks = list(notes)
    if draft.is_stub:
        remarks.append("stub: the capture has only the beginning of this article")
    elif draft.is_cut:
        remarks.append("cut: the last paragraph does not end like one, or a paywall follows; the article may go on")
    sources = [facts_of(copy, made) for copy, made in zip(group, drafts, strict=True)]
    if any(not facts.name and not facts.url for facts in sources):
        is_proposed = all(facts.name or facts.url or facts.names or facts.urls for facts in sources)
        hint = "take one that is proposed, or write" if is_proposed else "write"
        remarks.insert(0, f"sources: a capture names no publisher for sure; {hint} its name: or url:")
    slug = _slug_to_write(posixpath.basename(path).removesuffix(".md"), best.offer.title)
    return article_of(draft, sources, best.given, count_regions(draft.countries, settings.regions), slug=slug, notes=remarks)


def _slug_to_write(name: str, title: str) -> str:
    """Return the slug that a file's name does not give, or will not give once it has a day; empty if it does.

    A title in a script of its own gives a slug in that script, with the number that the file has.
    """
    number = re.search(rf"{re.escape(_slug(title))}(-\d+)$", name)
    end = number[1] if number else ""
    own = "" if is_spelt_in_ascii(title) else slug_in_script(title, room=len(end))
    undated = name.removeprefix("undated-")
    return own + end if own else undated if undated != name else ""


def facts_of(copy: Copy, draft: Draft) -> SourceFacts:
    """Return what the article's front matter says of one copy."""
    published = next(
        (
            found.day.isoformat()
            for found in draft.days
            if found.where == "published" and found.basis == "stated" and found.day
        ),
        "",
    )
    return SourceFacts(
        name=draft.publisher or copy.publisher,
        url=draft.url or copy.given.url or copy.url,
        title=draft.title if draft.title_line else "",
        published=published,
        retrieved=copy.given.captured_at,
        capture=copy.capture,
        sha256=copy.sha256,
        lang=draft.lang,
        names=draft.publishers,
        urls=draft.urls,
    )
