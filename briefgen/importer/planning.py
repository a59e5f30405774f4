"""Floor 5. Drafts of many captures -> the articles to write: one for each story, with all its sources.

Copies that are equal after folding become one article here, inside a capture, across captures, and with what an earlier
import wrote. Copies that are merely alike are each written, and told: joining them is a curator's decision.
"""

import posixpath
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import msgspec

from briefgen import schema
from briefgen.capture.drafts import Draft, chosen_day
from briefgen.capture.ledger import Given
from briefgen.capture.markdown import SourceFacts, article_of
from briefgen.capture.places import count_regions
from briefgen.capture.stories import SAME, alike, exact_key, group_exact, quality, runs_of
from briefgen.model import Settings
from briefgen.text import one_line


@dataclass(frozen=True, slots=True)
class Copy:
    """One draft in one capture: the path of the kept capture and what was said about it on the command line."""

    capture: str
    sha256: str
    given: Given
    draft: Draft
    publisher: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Known:
    """An article that content/ has: its path, its body as plain text, and the digests of the captures that it names.

    `copies` are what it was made from, where an import wrote it and nobody edited it since.
    """

    path: str
    text: str
    copies: tuple[Copy, ...] = ()
    captures: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Planned:
    """One article to write: its copies, the best first, the file it goes to, and remarks on other articles like it."""

    copies: tuple[Copy, ...]
    path: str
    text: str
    is_joined: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """The articles to write, and what was seen of copies among them, in words."""

    articles: tuple[Planned, ...]
    remarks: tuple[str, ...]


def plan_articles(copies: Sequence[Copy], known: Sequence[Known], settings: Settings, into: str) -> Plan:
    """Return one article for each story of the copies, and its file's text."""
    keys = group_exact(exact_key(copy.draft.text) for copy in copies)
    known_by_key = {exact_key(article.text): article for article in known if article.text}
    groups: list[tuple[tuple[Copy, ...], Known | None]] = []
    for key, places in keys.items():
        joined = known_by_key.get(key)
        mine = [copies[place] for place in places]
        earlier = [copy for copy in joined.copies if not any(_is_same(copy, other) for other in mine)] if joined else []
        groups.append((_best_first([*earlier, *mine]), joined))
    paths = _paths(groups, into, known)
    notes, remarks = _likenesses(groups, paths, [article for article in known if exact_key(article.text) not in keys])
    articles = tuple(
        Planned(group, path, _file_of(group, path, settings, notes.get(place, ())), joined is not None)
        for place, ((group, joined), path) in enumerate(zip(groups, paths, strict=True))
    )
    return Plan(articles, tuple(remarks))


def _is_same(one: Copy, other: Copy) -> bool:
    return one.sha256 == other.sha256 and one.draft.number == other.draft.number


def _best_first(copies: Iterable[Copy]) -> tuple[Copy, ...]:
    """Order copies by their text: the longest, the least damaged; then by digest, so that the order of a run never tells."""
    return tuple(
        sorted(copies, key=lambda copy: (*(-part for part in quality(copy.draft.text)), copy.sha256, copy.draft.number))
    )


def _paths(groups: Sequence[tuple[tuple[Copy, ...], Known | None]], into: str, known: Sequence[Known]) -> list[str]:
    paths: list[str] = []
    used = {article.path.casefold() for article in known}
    captures = {article.path.casefold(): article.captures for article in known}
    for group, joined in groups:
        if joined:
            paths.append(joined.path)
            continue
        best = group[0]
        day, _ = chosen_day(best.draft, best.given)
        name = f"{day.isoformat() if day else 'undated'}-{_slug(best.draft.title)}"
        path = f"{into}/{name}.md"
        number = 2
        # A file of this name that names this capture is this article, edited since.
        digests = {copy.sha256 for copy in group}
        while path.casefold() in used and not captures.get(path.casefold(), frozenset()) & digests:
            path, number = f"{into}/{name}-{number}.md", number + 1
        used.add(path.casefold())
        paths.append(path)
    return paths


def _slug(title: str) -> str:
    # A slash or a dot in a headline is no part of a path.
    return schema.slug_of_file(f"{one_line(title).replace('/', ' ').replace('.', ' ')}.md")


def _likenesses(
    groups: Sequence[tuple[tuple[Copy, ...], Known | None]], paths: Sequence[str], others: Sequence[Known]
) -> tuple[Mapping[int, tuple[str, ...]], list[str]]:
    """Return remarks on texts that are alike and not equal: by the place of the article to write, and for the report."""
    names = [*paths, *(article.path for article in others)]
    texts = [group[0].draft.text for group, _ in groups] + [article.text for article in others]
    notes: dict[int, tuple[str, ...]] = {}
    remarks: list[str] = []
    for pair in alike([runs_of(text) for text in texts]):
        if pair.one >= len(groups):
            continue
        word = "the same story as" if pair.share >= SAME else "shares text with"
        share = f"{pair.share:.0%} of the shorter text"
        remarks.append(f"{names[pair.one]}: {word} {names[pair.other]} ({share}); not joined, decide by hand")
        for here, there in ((pair.one, pair.other), (pair.other, pair.one)):
            if here < len(groups) and len(notes.get(here, ())) < 5:
                notes[here] = (*notes.get(here, ()), f"{word} {names[there]} ({share})")
    return notes, remarks


def _file_of(group: Sequence[Copy], path: str, settings: Settings, notes: Sequence[str]) -> str:
    best = group[0]
    draft = best.draft
    if not draft.captions:
        captions = next((copy.draft.captions for copy in group if copy.draft.captions), ())
        draft = msgspec.structs.replace(draft, captions=captions)
    remarks = list(notes)
    if draft.is_stub:
        remarks.append("stub: the capture has only the beginning of this article")
    elif draft.is_cut:
        remarks.append("cut: the last paragraph does not end like one; the capture may stop before the article does")
    sources = [facts_of(copy) for copy in group]
    if any(not facts.name and not facts.url for facts in sources):
        remarks.insert(0, "sources: a capture names no publisher; write its name: or url:, or import with --publisher")
    slug = _slug(draft.title) if posixpath.basename(path).startswith("undated-") else ""
    return article_of(draft, sources, best.given, count_regions(draft.countries, settings.regions), slug=slug, notes=remarks)


def facts_of(copy: Copy) -> SourceFacts:
    """Return what the article's front matter says of one copy."""
    published = next(
        (
            found.day.isoformat()
            for found in copy.draft.days
            if found.where == "published" and found.basis == "stated" and found.day
        ),
        "",
    )
    return SourceFacts(
        name=copy.draft.publisher or copy.publisher,
        url=copy.given.url or copy.url,
        title=copy.draft.title if copy.draft.title_line else "",
        published=published,
        retrieved=copy.given.captured_at,
        capture=copy.capture,
        sha256=copy.sha256,
        lang=copy.draft.lang,
    )
