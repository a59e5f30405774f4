"""Floor 7. HTML captures: a page's bytes in, the account of its blocks of text out. The door to trafilatura is `extractor`.

The rooms, from the bytes up: `decoding` (bytes to text), `tokens`, `nodes`, `shadows` and `tree` (text to elements),
`naming` (what tags and classes say) and `blocks` (what a reader could see, a line each: the ledger is over them),
`metadata` (what the page says of itself), `splitting` and `stories` (one page, several articles: by its elements, and by
its words), `extractor` (the door to the library), `matching` and `votes` (the blocks that it takes), `opinions` (what their
words say), `paywalls`, `biographies`, `signs` and `judging` (a fate for every block), `weights` (what each sign weighs),
`tables` and `paragraphs` (the text), `drafting` (facts).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.folding import visible
from briefgen.importing.capture.ledger import Given, Mark, Piece, digest, rows_of
from briefgen.importing.capture.lines import MOST_ARTICLES
from briefgen.importing.capture.reading import Account
from briefgen.importing.capture.rules import Rules
from briefgen.importing.html.blocks import Page, read_page, text_blocks
from briefgen.importing.html.decoding import decode_html, looks_like_html, why_unread_html
from briefgen.importing.html.drafting import make_draft, without_site
from briefgen.importing.html.extractor import MissingExtraError, load_extractor
from briefgen.importing.html.judging import Judged, judge_part
from briefgen.importing.html.metadata import Facts, item_for, read_facts
from briefgen.importing.html.opinions import Opinion, read_opinions
from briefgen.importing.html.paragraphs import tables_as_lists
from briefgen.importing.html.splitting import Part, split_page
from briefgen.importing.html.stories import find_starts, parts_at
from briefgen.importing.html.tree import MOST_CHARACTERS, MOST_TAGS
from briefgen.importing.html.votes import MOST_PARTS, find_votes, votes_within
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, how_to_install

__all__ = ["decode_html", "looks_like_html", "read_html", "stated_in_markup", "text_blocks", "why_unread_html"]

_TOO_LARGE: Final = f"the page has over {MOST_TAGS:,} tags or {MOST_CHARACTERS:,} characters of text"
_HINT: Final = "save the article alone, or copy its text into a .txt file and import that"
#: Characters of a text that a finding shows.
_SHOWN: Final = 60


def read_html(data: bytes, name: str, rules: Rules, given: Given) -> Checked[tuple[Account, str]]:
    """Return the account of a page and the digest of its text blocks, and what kept the extractor from its work.

    Without trafilatura, and for a page that is larger than any that people read, there is a finding instead.
    """
    try:
        load_extractor()
    except MissingExtraError:
        message = "this capture is HTML, and trafilatura, which reads it, is not installed"
        return Checked(None, (finding("no-html-reader", Span(path=name), message, how_to_install("html")),))
    text, encoding, is_guess = decode_html(data)
    page = read_page(text)
    if page is None:
        return Checked(None, (finding("page-too-large", Span(path=name), _TOO_LARGE, _HINT),))
    outside = [line for line in given.split if not 1 <= line <= len(page.blocks)]
    if outside:
        message = f"--split names block {outside[0]}, and the page has {len(page.blocks):,} blocks of text"
        hint = "name the blocks at which its stories begin; --explain shows their numbers"
        return Checked(None, (finding("split-outside", Span(path=name), message, hint),))
    facts = read_facts(page.root)
    parts = split_page(page, facts, rules)
    if len(parts) > MOST_ARTICLES:
        message = f"the page has {len(parts):,} articles, the limit is {MOST_ARTICLES:,}"
        return Checked(None, (finding("page-too-large", Span(path=name), message, _HINT),))
    votes_of, troubles = zip(
        *(find_votes(page, part, rules, is_asked=len(parts) <= MOST_PARTS) for part in parts), strict=True
    )
    findings = [_not_extracted(name, trouble) for trouble in troubles if trouble][:1]
    findings += [_from_data(name)] if page.is_from_data else []
    opinions = read_opinions(page, rules, frozenset().union(*votes_of))
    reader = _Reader(page, facts, rules, given, opinions)
    found, maybes = reader.read(parts, votes_of)
    for judged, draft in found:
        findings += [*_about_paywall(page, judged, draft, facts, name), *_about_tables(page, judged, draft, name)]
    address = _address(facts, [draft for _, draft in found])
    account = _account(page, found, encoding, is_guess=is_guess, url=address, maybes=maybes)
    return Checked((account, digest(page.text.encode("utf-8", "surrogateescape"))), tuple(findings))


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the articles of the parts of one page."""

    page: Page
    facts: Facts
    rules: Rules
    given: Given
    opinions: Mapping[int, Opinion]

    def read(
        self, parts: Sequence[Part], votes_of: Sequence[frozenset[int]]
    ) -> tuple[list[tuple[Judged, Draft]], tuple[int, ...]]:
        """Return the articles, and the blocks at which others may begin that were taken for a part of one.

        What is one article by its elements may be several stories by its words, or because somebody says so (`given`).
        """
        if self.given.split:
            whole = Part(0, len(self.page.blocks), (self.page.root,))
            said = [line - 1 for line in self.given.split]
            return self._stories(whole, said, frozenset().union(*votes_of), is_given=True), ()
        found = self._articles(parts, votes_of)
        if len(parts) > 1 or not found:
            return found, ()
        starts = find_starts(self.page, parts[0], found[0][0], self.facts, self.rules)
        stories = self._stories(parts[0], starts.sure, votes_of[0], is_given=False) if starts.sure else []
        if stories and len(stories) == len(starts.sure):
            return stories, starts.maybe
        return found, tuple(sorted({*starts.maybe, *starts.sure} - {found[0][0].title}))

    def _stories(
        self, part: Part, starts: Sequence[int], votes: frozenset[int], *, is_given: bool
    ) -> list[tuple[Judged, Draft]]:
        """Return the stories of a part that begin at these blocks."""
        parts = parts_at(self.page, part, starts)
        return self._articles(parts, [votes_within(self.page, one, votes) for one in parts], is_given=is_given)

    def _articles(
        self, parts: Sequence[Part], votes_of: Sequence[frozenset[int]], *, is_given: bool = False
    ) -> list[tuple[Judged, Draft]]:
        found: list[tuple[Judged, Draft]] = []
        is_only = len(parts) == 1
        for part, votes in zip(parts, votes_of, strict=True):
            number = len(found) + 1
            judged = judge_part(self.page, part, number, votes, self.opinions, self.facts, self.rules)
            if judged is None:
                continue
            draft = make_draft(self.page, judged, number, self.facts, self.rules, self.given, is_only=is_only)
            if draft.paragraphs and (is_given or not draft.is_stub or (is_only and draft.title_line)):
                found.append((judged, draft))
        return found


def stated_in_markup(text: str) -> tuple[str, ...]:
    """Return the headlines and writers that a page's markup states, of itself and its articles; none if it is too large."""
    page = read_page(text)
    if page is None:
        return ()
    facts = read_facts(page.root)
    names = (name for item in facts.items for name in item.authors)
    return (without_site(facts), *facts.titles, *facts.authors, *(item.headline for item in facts.items), *names)


def _about_paywall(page: Page, judged: Judged, draft: Draft, facts: Facts, name: str) -> list[Diagnostic]:
    """Say that an article stops at a paywall, or may do so since its page is for subscribers."""
    shown = f'"{shorten(draft.title, _SHOWN)}"'
    item = item_for(facts, draft.title) or (facts.items[0] if len(facts.items) == 1 else None)
    if judged.wall is not None:
        message = f'{shown} stops at a paywall: "{shorten(visible(page.blocks[judged.wall].text), _SHOWN)}"'
    elif item and not item.is_free:
        message = f"{shown} is for subscribers, as its page says, and may be there in part only"
    else:
        return []
    hint = "compare its end with the page; if it is cut, capture the page as a subscriber, or say that it is an extract"
    return [finding("paywall", Span(path=name), message, hint)]


def _about_tables(page: Page, judged: Judged, draft: Draft, name: str) -> list[Diagnostic]:
    """Say which tables became lists."""
    first = tables_as_lists(page, judged.body)
    if not first:
        return []
    tables = "a table" if len(first) == 1 else f"{len(first)} tables"
    message = f'{tables} of "{shorten(draft.title, _SHOWN)}" became a list: no row of headings, or joined cells'
    hint = f'write it as a table of Markdown; it begins with "{shorten(visible(page.blocks[first[0]].text), _SHOWN)}"'
    return [finding("table-as-list", Span(path=name), message, hint)]


def _from_data(name: str) -> Diagnostic:
    message = "the page shows no text of its article; the text is that of its structured data (articleBody)"
    hint = "compare it with the page in a browser: subheads, lists and later changes may be missing"
    return finding("text-from-data", Span(path=name), message, hint)


def _not_extracted(name: str, message: str) -> Diagnostic:
    hint = "compare the article with the page, or save the page's text as a .txt file and import that"
    return finding("not-extracted", Span(path=name), f"trafilatura did not read the page: {message}", hint)


def _account(
    page: Page, found: list[tuple[Judged, Draft]], encoding: str, *, is_guess: bool, url: str, maybes: Sequence[int]
) -> Account:
    rest = Mark(fate="boilerplate", rule="page", signs=("position", "extractor"))
    marks = [rest] * len(page.blocks)
    for judged, _ in found:
        for index, mark in judged.marks.items():
            marks[index] = mark
    pieces = [Piece(line=block.index + 1, text=f"{block.text}\n") for block in page.blocks]
    return Account(
        drafts=tuple(draft for _, draft in found),
        rows=rows_of(pieces, marks, "utf-8"),
        texts=tuple(piece.text for piece in pieces),
        encoding=encoding,
        is_guess=is_guess,
        url=url,
        maybes=tuple(index + 1 for index in maybes),
    )


def _address(facts: Facts, drafts: list[Draft]) -> str:
    """Return the page's own address: that of its only article in structured data, or the canonical one."""
    only = [item.url for item in facts.items if item.url] if len(facts.items) == 1 and len(drafts) == 1 else []
    return facts.url or next(iter(only), "")
