"""Floor 7. Where a paragraph stands: in its own article of a capture, elsewhere in the capture, or nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from briefgen.importing.proving.captured import CapturedRow, CapturedText
from briefgen.importing.proving.changes import Stretch, find_text, passages_in
from briefgen.importing.proving.marks import EDITOR_MARK
from briefgen.importing.proving.wording import Wording, words_of
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, Span, finding

#: Characters of a paragraph that a finding shows.
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Standing:
    """The rows of a capture that words stand in, and where they end among the words that were looked through.

    `said` has the index of each row, in order, and the numbers of the first and the last of its words that are meant.
    `stranger` is a row of them that is not of the article which the words are in.
    """

    text: CapturedText
    said: tuple[tuple[int, tuple[int, int]], ...]
    end: int
    stranger: CapturedRow | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """An article of a capture, by its number there."""

    text: CapturedText
    article: int

    def find(self, block: str, after: int = 0) -> Standing | None:
        """Return where plain text stands: in the article, in rows that belong to none, or else elsewhere in the capture."""
        own = self.text.own(self.article)
        if found := find_text(block, own, after):
            return _standing(self.text, own, found)
        free = self.text.free(self.article)
        if found := find_text(block, free):
            return _standing(self.text, free, found)
        return find_anywhere(block, self.text, self.article)


def find_anywhere(block: str, text: CapturedText, article: int = 0) -> Standing | None:
    """Return where plain text stands in a capture, whichever article that is; a row of a different article is named."""
    found = find_text(block, text.whole)
    if not found:
        return None
    standing = _standing(text, text.whole, found)
    stranger = next((text.rows[row] for row, _ in standing.said if not text.may_stand(row, article)), None)
    return Standing(text, standing.said, standing.end, stranger)


def is_of_one_article(quotation: str, texts: Sequence[CapturedText]) -> bool:
    """Do all passages of a quotation stand in one article of a capture? One without omissions does, wherever it stands."""
    passages = passages_in(quotation)
    return len(passages) < 2 or any(
        all(text.free(article).place(words) is not None for words in passages) for text in texts for article in text.articles
    )


def _standing(text: CapturedText, wording: Wording, found: Sequence[Stretch]) -> Standing:
    said: dict[int, tuple[int, int]] = {}
    for stretch in found:
        for row, first, last in wording.rows_between(stretch.start, stretch.end):
            said[row] = (said[row][0] if row in said else first, last)
    return Standing(text, tuple(said.items()), found[-1].end)


def prove_block(block: str, parts: Sequence[Part], after: Sequence[int], span: Span) -> tuple[Diagnostic | None, list[int]]:
    """Return the finding about a paragraph that is not its article's, and where the next one is likely to stand.

    `after` has a place for each of the parts; a paragraph stands in one of them as a whole.
    """
    nexts = list(after)
    if not words_of(block):
        return None, nexts
    elsewhere: Standing | None = None
    for index, part in enumerate(parts):
        found = part.find(block, after[index])
        if found and found.stranger is None:
            nexts[index] = found.end
            return None, nexts
        elsewhere = elsewhere or found
    shown = f'"{shorten(block, _SHOWN)}"'
    if elsewhere is None or elsewhere.stranger is None:
        message = f"this paragraph is not in the capture: {shown}"
        return finding(
            "paragraph-not-in-capture", span, message, f"write {EDITOR_MARK} on a line above what is yours"
        ), nexts
    row = elsewhere.stranger
    place = f"{'block' if elsewhere.text.page else 'line'} {row.line} of {elsewhere.text.path}"
    is_dropped = row.fate in {"boilerplate", "stub"}
    why = "the import dropped" if is_dropped else f"belongs to another article, number {row.article} of the capture"
    message = f"this paragraph is in {place}, which {why}: {shown}"
    hint = f"take it out, or write {EDITOR_MARK} on a line above it if it belongs here"
    return finding("paragraph-not-in-capture", span, message, hint), nexts
