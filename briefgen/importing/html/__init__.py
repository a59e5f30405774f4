"""Floor 7. HTML captures: a page's bytes in, the account of its blocks of text out. The door to trafilatura is `extractor`.

The rooms, from the bytes up: `decoding` (bytes to text), `tokens` and `tree` (text to elements), `blocks` (what a reader
could see, a line each: the ledger is over them), `metadata` (what the page says of itself), `splitting` (one page, several
articles), `extractor` (the library's vote), `matching` (its text to our blocks), `signs` and `judging` (a fate for every
block), `drafting` (paragraphs and facts).
"""

from typing import Final

from briefgen.importing.capture.drafts import Draft
from briefgen.importing.capture.ledger import KEPT, Given, Mark, Piece, digest, rows_of
from briefgen.importing.capture.lines import MOST_ARTICLES, MOST_LINES
from briefgen.importing.capture.reading import Account, read_account
from briefgen.importing.capture.rules import Rules
from briefgen.importing.html.blocks import Page, read_page, text_blocks
from briefgen.importing.html.decoding import decode_html, looks_like_html, why_unread_html
from briefgen.importing.html.drafting import make_draft, without_site
from briefgen.importing.html.extractor import MissingExtraError, NotExtractedError, extract_text, load_extractor
from briefgen.importing.html.judging import Judged, judge_part
from briefgen.importing.html.matching import find_blocks
from briefgen.importing.html.metadata import Facts, read_facts
from briefgen.importing.html.signs import Opinion
from briefgen.importing.html.splitting import Part, is_prose, split_page
from briefgen.importing.html.tree import MOST_CHARACTERS, MOST_TAGS
from briefgen.values.diagnostics import Checked, Diagnostic, Span, finding, how_to_install

__all__ = ["decode_html", "looks_like_html", "read_html", "stated_in_markup", "text_blocks", "why_unread_html"]

_TOO_LARGE: Final = f"the page has over {MOST_TAGS:,} tags or {MOST_CHARACTERS:,} characters of text"
_HINT: Final = "save the article alone, or copy its text into a .txt file and import that"
#: Share of a page's prose under which the strict extraction is doubted, and the other one is asked.
_DOUBTED: Final = 0.25
#: Most characters of a page's text of which the rules for text captures are asked.
_LONGEST: Final = 1_000_000
#: Characters of one block that are shown to them; furniture is shorter.
_LONGEST_BLOCK: Final = 4000
#: Most parts of a page that the extractor is asked about, each a few hundredths of a second.
_MOST_PARTS: Final = 200


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
    facts = read_facts(page.root)
    parts = split_page(page, facts, rules)
    if len(parts) > MOST_ARTICLES:
        message = f"the page has {len(parts):,} articles, the limit is {MOST_ARTICLES:,}"
        return Checked(None, (finding("page-too-large", Span(path=name), message, _HINT),))
    opinions = _opinions(page, rules)
    findings: list[Diagnostic] = []
    found: list[tuple[Judged, Draft]] = []
    for part in parts:
        votes, trouble = _votes(page, part, opinions, is_asked=len(parts) <= _MOST_PARTS)
        findings += [_not_extracted(name, trouble)] if trouble and not findings else []
        number = len(found) + 1
        judged = judge_part(page, part, number, votes, opinions, facts, rules)
        draft = make_draft(page, judged, number, facts, rules, given, is_only=len(parts) == 1) if judged else None
        if judged and draft and draft.paragraphs and (not draft.is_stub or (len(parts) == 1 and draft.title_line)):
            found.append((judged, draft))
    account = _account(page, found, encoding, is_guess=is_guess, url=_address(facts, [draft for _, draft in found]))
    return Checked((account, digest(page.text.encode("utf-8", "surrogateescape"))), tuple(findings))


def stated_in_markup(text: str) -> tuple[str, ...]:
    """Return the headlines and writers that a page's markup states, of itself and its articles; none if it is too large."""
    page = read_page(text)
    if page is None:
        return ()
    facts = read_facts(page.root)
    names = (name for item in facts.items for name in item.authors)
    return (without_site(facts), *facts.titles, *facts.authors, *(item.headline for item in facts.items), *names)


def _not_extracted(name: str, message: str) -> Diagnostic:
    hint = "compare the article with the page, or save the page's text as a .txt file and import that"
    return finding("not-extracted", Span(path=name), f"trafilatura did not read the page: {message}", hint)


def _opinions(page: Page, rules: Rules) -> dict[int, Opinion]:
    """Return what the rules for text captures make of the blocks, each a paragraph."""
    text = "\n\n".join(block.text[:_LONGEST_BLOCK] for block in page.blocks)
    if len(text) > _LONGEST or 2 * len(page.blocks) > MOST_LINES:
        return {}
    account = read_account(text.encode("utf-8", "replace"), rules, Given())
    found: dict[int, Opinion] = {}
    for row in account.rows:
        index = (row.line - 1) // 2
        known = found.get(index)
        if row.fate != "blank" and (known is None or known.fate not in KEPT):
            found[index] = Opinion(row.fate, row.rule, row.signs)
    return found


def _votes(
    page: Page, part: Part, opinions: dict[int, Opinion], *, is_asked: bool
) -> tuple[frozenset[int], str]:  # fmt: skip
    """Return the blocks that the extractor takes, and why it could not say; then the rules for text captures say."""
    blocks = page.blocks[part.start : part.end]
    title = page.blocks[part.title].text if part.title is not None else ""
    prose = sum(block.size for block in blocks if is_prose(block) and not block.context.hints)
    votes: frozenset[int] = frozenset()
    trouble = "" if is_asked else f"over {_MOST_PARTS} articles"
    try:
        for is_strict in (True, False) if is_asked else ():
            votes |= find_blocks(blocks, extract_text(part.nodes, title, is_strict=is_strict))
            if sum(page.blocks[index].size for index in votes) >= _DOUBTED * prose:
                break
    except NotExtractedError as error:
        trouble = str(error)
    if not votes:
        votes = frozenset(index for index, opinion in opinions.items() if opinion.fate in {"body", "subhead"})
        votes &= frozenset(range(part.start, part.end))
    if not votes and part.title is not None:
        votes = frozenset(block.index for block in blocks if is_prose(block))
    return votes, trouble


def _account(page: Page, found: list[tuple[Judged, Draft]], encoding: str, *, is_guess: bool, url: str) -> Account:
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
    )


def _address(facts: Facts, drafts: list[Draft]) -> str:
    """Return the page's own address: that of its only article in structured data, or the canonical one."""
    only = [item.url for item in facts.items if item.url] if len(facts.items) == 1 and len(drafts) == 1 else []
    return facts.url or next(iter(only), "")
