"""Single articles of the tests' captures, joined three by three to files of several stories, with what should come out.

Plain values in, texts and truths out: this file knows nothing of the importer's classes. The articles are those whose truth
is written beside the captures (`tests/scoring.py`), without their pages: headline, paragraphs, subheads.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from html import escape
from random import Random
from typing import Final, TypeAlias

from tests.scoring import Capture, fold

#: Fewest words of an article that is joined, and fewest lines of its body.
_WORDS: Final = 50
_LINES: Final = 2
_SEED: Final = 17
_INVISIBLE: Final = re.compile("[\u200b\u2060\ufeff]")
_PUBLISHERS: Final = ("Coast Herald", "Lund Times", "The Quarry Post", "Orsund Post", "Vale Courier", "Harbour Daily")
_WRITERS: Final = ("Ada Quint", "Rolf Stein", "Petra Lang", "Jon Ames", "Lena Okafor", "Ola Brandt")
_ROMAN: Final = re.compile("[A-Za-zÀ-ÿ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Single:
    """One article: its headline, its lines as (is a subhead, text) in order, and the capture that it is from."""

    source: str
    title: str
    lines: tuple[tuple[bool, str], ...]

    @property
    def body(self) -> tuple[str, ...]:
        """The paragraphs, without subheads."""
        return tuple(text for is_subhead, text in self.lines if not is_subhead)


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """A file of several stories.

    `starts` are the line numbers, from 1, of the headlines; `roles` says what each line is: title, body, subhead, meta, or
    nothing for a blank line or a rule.
    """

    name: str
    shape: str
    text: str
    singles: tuple[Single, ...]
    starts: tuple[int, ...]
    roles: tuple[str, ...]


def singles_of(captures: Iterable[Capture]) -> tuple[Single, ...]:
    """Return the whole articles of captures, each headline once, in the order of the captures."""
    found: dict[str, Single] = {}
    for capture in captures:
        for article in capture.truth["articles"]:
            single = _single(capture, article["title"], article["body"], article["subheads"])
            is_whole = not article["stub"] and not article["cut"] and not article.get("joined")
            # A story without a headline is named after its first paragraph.
            is_whole = is_whole and article["title"] not in capture.lines[min(article["body"], default=1) - 1 :][:1]
            if is_whole and single and fold(single.title) not in found:
                found[fold(single.title)] = single
    return tuple(found.values())


def _single(capture: Capture, title: str, body: Sequence[int], subheads: Sequence[int]) -> Single | None:
    texts = {line: _INVISIBLE.sub("", capture.lines[line - 1]).strip() for line in (*body, *subheads)}
    paragraphs = [texts[line] for line in body]
    # A text that an editor wrapped has a paragraph in several lines; joined with others it would be another test.
    torn = sum(below[:1].islower() for below in paragraphs[1:])
    if len(body) < _LINES or sum(len(text.split()) for text in paragraphs) < _WORDS or torn > 1:
        return None
    lines = tuple((line in subheads, texts[line]) for line in sorted(texts))
    return Single(source=capture.name, title=title, lines=lines)


def with_subheads(single: Single, number: int) -> Single:
    """Return an article with a subhead above every third paragraph, of the words that the paragraph has.

    Such subheads are the hardest: they speak of what stands below, as headlines do.
    """
    lines: list[tuple[bool, str]] = []
    is_title_case = sum(word[:1].isupper() for word in single.title.split()) > 0.6 * len(single.title.split())
    for place, (is_subhead, text) in enumerate(single.lines):
        if place and place % 3 == 0 and not is_subhead and not lines[-1][0]:
            words = re.findall(r"[^\W\d_][\w’'-]*", text)
            long = [word for word in words if len(word) > 3][: 2 + (number + place) % 3]
            if len(long) > 1:
                lines.append((True, " ".join(word.capitalize() if is_title_case else word for word in long)))
        lines.append((is_subhead, text))
    return replace(single, lines=tuple(lines))


Shape: TypeAlias = Callable[[Single, int], tuple[list[str], list[str]]]


def _plain(single: Single, _number: int) -> tuple[list[str], list[str]]:
    return [single.title], []


def _dated(single: Single, number: int) -> tuple[list[str], list[str]]:
    return [single.title], [f"{number % 28 + 1} May 2025"]


def _signed(single: Single, number: int) -> tuple[list[str], list[str]]:
    return [single.title], [f"By {_WRITERS[number % len(_WRITERS)]}"]


def _linked(single: Single, number: int) -> tuple[list[str], list[str]]:
    return [single.title], [f"https://news{number % 7}.example/stories/{1000 + number}"]


def _numbered(single: Single, number: int) -> tuple[list[str], list[str]]:
    return [f"{number % 3 + 1}. {single.title}"], []


def _bold(single: Single, _number: int) -> tuple[list[str], list[str]]:
    return [f"**{single.title}**"], []


def _hashed(single: Single, _number: int) -> tuple[list[str], list[str]]:
    return [f"# {single.title}"], []


def _capitals(single: Single, _number: int) -> tuple[list[str], list[str]]:
    return [single.title.upper()], []


def _bracketed(single: Single, number: int) -> tuple[list[str], list[str]]:
    return [f"{single.title} ({_PUBLISHERS[number % len(_PUBLISHERS)]})"], []


#: Each shape: how a headline is written, the blank lines between stories, and what stands between them besides.
SHAPES: Final[dict[str, tuple[Shape, int, str]]] = {
    "one blank line": (_plain, 1, ""),
    "two blank lines": (_plain, 2, ""),
    "a rule": (_plain, 1, "---"),
    "a date": (_dated, 1, ""),
    "a byline": (_signed, 1, ""),
    "numbers": (_numbered, 1, ""),
    "bold": (_bold, 1, ""),
    "hashes": (_hashed, 1, ""),
    "capitals": (_capitals, 1, ""),
    "a link": (_linked, 1, ""),
    "brackets": (_bracketed, 1, ""),
}


def join(singles: Sequence[Single], shape: str, *, most: int = 0) -> tuple[Joined, ...]:
    """Return files of three stories of one script in a shape, in an order that is shuffled in the same way every time."""
    files = []
    scripts = [[single for single in singles if bool(_ROMAN.search(single.title)) is is_roman] for is_roman in (True, False)]
    for own in scripts:
        mixed = list(own)
        Random(_SEED).shuffle(mixed)
        files += [mixed[at : at + 3] for at in range(0, len(mixed) - 2, 3)]
    return tuple(_joined(group, shape, number) for number, group in enumerate(files[: most or None]))


#: How a page sets its headlines and its subheads.
PAGES: Final[dict[str, tuple[str, str]]] = {
    "headings": ("<h2>{}</h2>", "<h3>{}</h3>"),
    "first headings": ("<h1>{}</h1>", "<h2>{}</h2>"),
    "bold lines": ("<p><strong>{}</strong></p>", "<p><em>{}</em></p>"),
    "a letter": ("<tr><td><b>{}</b></td></tr>", "<tr><td><i>{}</i></td></tr>"),
}


def as_page(file: Joined, form: str) -> Joined:
    """Return a file as a page of HTML in one of the forms of `PAGES`; its `starts` are the numbers of blocks, from 1."""
    headline, subhead = PAGES[form]
    plain = "<tr><td>{}</td></tr>" if form == "a letter" else "<p>{}</p>"
    patterns = {"title": headline, "subhead": subhead, "body": plain, "meta": plain}
    rows = [(role, text) for role, text in zip(file.roles, file.text.split("\n"), strict=False) if role]
    markup = "\n".join(patterns[role].format(escape(text, quote=False)) for role, text in rows)
    if form == "a letter":
        markup = f"<table>{markup}</table>"
    starts = tuple(number for number, (role, _) in enumerate(rows, start=1) if role == "title")
    return replace(
        file, name=f"{form} {file.name}", shape=form, text=f"<html><body>{markup}</body></html>\n", starts=starts,
        roles=tuple(role for role, _ in rows),
    )  # fmt: skip


def _joined(group: Sequence[Single], shape: str, number: int) -> Joined:
    write, gap, rule = SHAPES[shape]
    lines: list[tuple[str, str]] = []
    starts = []
    for place, single in enumerate(group):
        if place:
            lines += [("", "")] * gap
            lines += [("", rule), ("", "")] if rule else []
        heads, metas = write(single, 3 * number + place)
        starts.append(len(lines) + 1)
        lines += [("title", text) for text in heads]
        for role, text in [*(("meta", text) for text in metas), *(_role(line) for line in single.lines)]:
            lines += [("", ""), (role, text)]
    return Joined(
        name=f"{shape} {number}",
        shape=shape,
        text="".join(f"{text}\n" for _, text in lines),
        singles=tuple(group),
        starts=tuple(starts),
        roles=tuple(role for role, _ in lines),
    )


def _role(line: tuple[bool, str]) -> tuple[str, str]:
    is_subhead, text = line
    return ("subhead" if is_subhead else "body", text)
