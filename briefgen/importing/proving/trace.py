"""Floor 7. An article beside its captures: for each sentence the lines that it stands on, and what is wrong with it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, Literal, TypeAlias

from briefgen.content import schema
from briefgen.importing.known import article_paths, read_ledgers
from briefgen.importing.proving.articles import ArticleFile, read_article, read_blocks
from briefgen.importing.proving.basis import Basis, basis_of, reader_of
from briefgen.importing.proving.captured import CapturedText
from briefgen.importing.proving.custody import follow_articles
from briefgen.importing.proving.nearest import Nearest
from briefgen.importing.proving.paragraphs import Standing, find_anywhere
from briefgen.importing.proving.passages import with_signs, without_signs
from briefgen.importing.proving.proof import prove_article
from briefgen.importing.proving.sentences import sentences_of
from briefgen.importing.proving.stated import FrontMatter, values_of
from briefgen.importing.proving.wording import words_of
from briefgen.values.diagnostics import Diagnostic, in_order
from briefgen.values.model import Article, Digest, Value

#: How a sentence stands: word for word in its article's part of a capture, in a row of a different article or one that was
#: dropped, marked as the editor's, in words like those of a line, or nowhere.
State: TypeAlias = Literal["captured", "elsewhere", "editor", "reworded", "missing"]

#: Fewest words of a sentence that mean something in a capture which the article was not imported from.
_SHORTEST: Final = 4
#: Emphasis, which is shown without its marks.
_EMPHASIS: Final = re.compile(r"(?<![\w*])(\*{1,3}|_{1,3})(?=\S)([^*_\n]{1,500})(?<=\S)\1(?![\w*])")
_KEY: Final = re.compile(r"[\w\"']")
#: Longest excerpt of a row, in characters.
_EXCERPT: Final = 600


class TracedCapture(Value, frozen=True, kw_only=True):
    """A capture of an article: its rows are lines of a text, or blocks of a page. `has_ledger`: an import kept it."""

    path: str
    sha256: str
    unit: Literal["line", "block"]
    has_ledger: bool


class Ground(Value, frozen=True, kw_only=True):
    """A row of a capture, by the capture's path and the row's number from 1, and the sentences of it that are meant."""

    capture: str
    line: int
    text: str


class Doubt(Value, frozen=True, kw_only=True):
    """A finding about a sentence, and the words that it is about as the file has them (empty: all of it)."""

    code: str
    message: str
    help: str
    words: str = ""


class Sentence(Value, frozen=True, kw_only=True):
    """A sentence as plain text, how it stands, the rows that it stands on or is near to, and what is wrong with it."""

    text: str
    state: State
    grounds: tuple[Ground, ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Block(Value, frozen=True, kw_only=True):
    """A value of the front matter, by its key path, or a block of the body (`body`), with its first line in the file."""

    key: str
    line: int
    sentences: tuple[Sentence, ...]


class Trace(Value, frozen=True, kw_only=True):
    """An article beside its captures. `doubts` are those about the file as a whole: its sources, its date.

    `is_imported`: an import wrote the article, so every sentence has to stand in a capture. A brief of the desk need not.
    """

    path: str
    title: str
    lang: str
    is_imported: bool
    captures: tuple[TracedCapture, ...]
    blocks: tuple[Block, ...]
    doubts: tuple[Doubt, ...] = ()

    def count(self, state: State) -> int:
        """Return the number of sentences that stand so."""
        return sum(sentence.state == state for block in self.blocks for sentence in block.sentences)


def trace_article(root: Path, path: str) -> Trace | None:
    """Return an article beside its captures, by its path in the project; None for what is no article."""
    paths = frozenset(article_paths(root))
    file = read_article(root, path) if path in paths else None
    article = schema.read_stray(file.text, file.path, Digest("")).value if file else None
    if file is None or article is None:
        return None
    ledgers = read_ledgers(root)
    origins = follow_articles(root, [file], ledgers, paths).origins.get(path, ())
    front, read = FrontMatter(file), reader_of(root, ledgers)
    basis = basis_of(file, front, origins, ledgers, read)
    texts = basis.source.texts if basis else ()
    doubts = list(in_order(list(prove_article(root, file, ledgers, origins, read))))
    blocks, rest = _with_doubts(list(_blocks(file, article, front, basis)), doubts, file.text.split("\n"))
    return Trace(
        path=path,
        title=article.title,
        lang=article.lang,
        is_imported=bool(origins),
        captures=tuple(map(_capture, texts)),
        blocks=blocks,
        doubts=rest,
    )


def _capture(text: CapturedText) -> TracedCapture:
    unit: Literal["line", "block"] = "block" if text.page else "line"
    return TracedCapture(path=text.path, sha256=text.sha256, unit=unit, has_ledger=text.has_ledger)


def _blocks(file: ArticleFile, article: Article, front: FrontMatter, basis: Basis | None) -> Iterator[Block]:
    near = Nearest(basis.source.texts if basis else ())
    for key, text in values_of(article):
        line = front.span(key).line or 1
        sentences = _sentences(text, basis, near, is_editors=front.is_editors(key), is_whole=key == "title")
        yield Block(key=key, line=line, sentences=sentences)
    for line, text, is_editors in read_blocks(with_signs(file.body), file.body_line):
        if words_of(text):
            yield Block(key="body", line=line, sentences=_sentences(text, basis, near, is_editors=is_editors))


def _sentences(
    text: str, basis: Basis | None, near: Nearest, *, is_editors: bool, is_whole: bool = False
) -> tuple[Sentence, ...]:  # fmt: skip
    found = []
    plain = _EMPHASIS.sub(r"\2", text)
    for marked in [plain] if is_whole else sentences_of(plain):
        sentence, captured = without_signs(marked)
        is_own = is_editors or not words_of(captured)
        standing = _standing(captured, basis) if basis and not is_own else None
        if standing:
            state: State = "elsewhere" if standing.stranger and basis and basis.parts else "captured"
            found.append(Sentence(text=sentence, state=state, grounds=_grounds(standing)))
        elif is_own:
            found.append(Sentence(text=sentence, state="editor"))
        else:
            found.append(_unproved(sentence, near))
    return tuple(found)


def _unproved(text: str, near: Nearest) -> Sentence:
    said = near.of(text)
    if said is None:
        return Sentence(text=text, state="missing")
    ground = Ground(capture=said[0].path, line=said[1].line, text=said[2][:_EXCERPT])
    return Sentence(text=text, state="reworded", grounds=(ground,))


def _standing(sentence: str, basis: Basis) -> Standing | None:
    """Return where a sentence stands: best in the article's own part, else anywhere in its captures."""
    if not basis.parts:
        is_short = len(words_of(sentence)) < _SHORTEST
        found = (None if is_short else find_anywhere(sentence, text) for text in basis.source.texts)
        return next((standing for standing in found if standing), None)
    strange = None
    for part in basis.parts:
        standing = part.find(sentence)
        if standing and standing.stranger is None:
            return standing
        strange = strange or standing
    return strange


def _grounds(standing: Standing) -> tuple[Ground, ...]:
    text = standing.text
    return tuple(
        Ground(capture=text.path, line=text.rows[row].line, text=_excerpt(text.rows[row].text, said))
        for row, said in standing.said
    )


def _excerpt(row: str, said: Sequence[int]) -> str:
    """Return the sentences of a row that hold some of its words, by the numbers of the first and the last of them."""
    first, last = said
    place, shown = 0, []
    for sentence in sentences_of(row):
        size = len(words_of(sentence))
        if place <= last and place + size > first:
            shown.append(sentence)
        place += size
    return " ".join(shown)[:_EXCERPT] or row.strip()[:_EXCERPT]


# Findings -> the sentences that they are about -----------------------------------------------------------------------------


def _with_doubts(
    blocks: Sequence[Block], found: Iterable[Diagnostic], lines: Sequence[str]
) -> tuple[tuple[Block, ...], tuple[Doubt, ...]]:
    """Return the blocks with the findings at their sentences, and the findings that are about none of them."""
    starts = sorted((block.line, index) for index, block in enumerate(blocks))
    body_line = min((block.line for block in blocks if block.key == "body"), default=len(lines) + 1)
    doubts: dict[tuple[int, int], list[Doubt]] = {}
    rest = []
    for one in found:
        line = one.span.line or 0
        index = next((index for start, index in reversed(starts) if start <= line), None)
        is_front = line < body_line
        doubt = _doubt(one, lines)
        if index is None or (is_front and not _is_of(blocks[index], one, lines)):
            rest.append(doubt)
            continue
        place = index, _sentence_with(blocks[index], doubt.words, doubts, index)
        doubts.setdefault(place, []).append(doubt)
    return tuple(_doubted(block, index, doubts) for index, block in enumerate(blocks)), tuple(rest)


def _doubted(block: Block, index: int, doubts: dict[tuple[int, int], list[Doubt]]) -> Block:
    sentences = tuple(
        Sentence(text=one.text, state=one.state, grounds=one.grounds, doubts=tuple(doubts.get((index, number), ())))
        for number, one in enumerate(block.sentences)
    )
    return Block(key=block.key, line=block.line, sentences=sentences)


def _is_of(block: Block, one: Diagnostic, lines: Sequence[str]) -> bool:
    """Is a finding in the front matter about this value, and not about a key that comes between the two?"""
    line = one.span.line or 0
    return not any(_KEY.match(text) for text in lines[block.line : line])


def _doubt(one: Diagnostic, lines: Sequence[str]) -> Doubt:
    words = ""
    if one.span.line and one.span.column and one.code not in _WHOLE:
        start = one.span.column - 1
        words = lines[one.span.line - 1][start : start + one.span.length].strip()
    return Doubt(code=one.code, message=one.message, help=one.help, words=words)


#: Findings about a whole paragraph or value: there are no words in it to mark.
_WHOLE: Final = frozenset(["paragraph-not-in-capture", "value-not-in-capture"])


def _sentence_with(block: Block, words: str, doubts: dict[tuple[int, int], list[Doubt]], index: int) -> int:
    """Return the number of the sentence that has some words: the first one without a finding about these, else the last."""
    having = [number for number, one in enumerate(block.sentences) if words and words in one.text]
    free = [
        number for number in having if all(doubt.words != words for doubt in doubts.get((index, number), ()))
    ]  # fmt: skip
    return next(iter(free or having[-1:]), 0)
