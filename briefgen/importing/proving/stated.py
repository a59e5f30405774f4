"""Floor 7. What the front matter of an imported article says stands in its captures: title, summary, names, day."""

from collections.abc import Iterable, Iterator
from collections.abc import Sequence as Row
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Final

from briefgen.content.frontmatter import Mapping, Scalar, Sequence, read_yaml
from briefgen.content.schema.kinds import place_all
from briefgen.importing.capture.folding import ascii_digits
from briefgen.importing.capture.headlines import read_headline
from briefgen.importing.capture.labels import without_label
from briefgen.importing.capture.when import dates_in
from briefgen.importing.html import stated_in_markup
from briefgen.importing.proving.articles import ArticleFile
from briefgen.importing.proving.captured import Captured, CapturedText
from briefgen.importing.proving.marks import EDITOR_COMMENT, is_marked
from briefgen.importing.proving.paragraphs import Part
from briefgen.importing.proving.wording import words_of
from briefgen.importing.reading import the_rules
from briefgen.text.passages import pieces_of
from briefgen.text.words import shorten
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import Article, Day, Place

#: Characters of a value that a finding shows.
_SHOWN: Final = 60


@dataclass(frozen=True, slots=True)
class Named:
    """What a source of an article names: its capture and the SHA-256, each empty where it has none, and its place."""

    index: int
    capture: str = ""
    sha256: str = ""


class FrontMatter:
    """The places of an article's values, and whether they are marked as the editor's; read when first asked for.

    `sources` are all that the file has: of an unfinished draft, an article has fewer.
    """

    def __init__(self, file: ArticleFile) -> None:
        """Take the article's file."""
        self._file = file

    @cached_property
    def _mapping(self) -> Mapping | None:
        return read_yaml(self._file.yaml, self._file.path, self._file.yaml_line).value

    @cached_property
    def _places(self) -> dict[str, Place]:
        return place_all(self._mapping) if self._mapping is not None else {}

    @cached_property
    def sources(self) -> tuple[Named, ...]:
        """Return what each source names."""
        entries = self._mapping.entries if self._mapping is not None else ()
        nodes = next((node.items for key, node in entries if key.text == "sources" and isinstance(node, Sequence)), ())
        texts = [
            {key.text: value.text for key, value in node.entries if isinstance(value, Scalar)}
            if isinstance(node, Mapping)
            else {}
            for node in nodes
        ]
        return tuple(Named(index, one.get("capture", ""), one.get("sha256", "")) for index, one in enumerate(texts))

    @cached_property
    def _lines(self) -> list[str]:
        return self._file.text.split("\n")

    def span(self, *paths: str) -> Span:
        """Return the place of the first of some values that the front matter has, by their paths (`sources.0.sha256`)."""
        place = next((self._places[path] for path in paths if path in self._places), Place(line=1, column=1))
        return Span(path=self._file.path, line=place.line, column=place.column, length=place.length)

    def place(self, path: str) -> Place | None:
        """Return the place of a value; None for one that the front matter does not have."""
        return self._places.get(path)

    def is_editors(self, path: str) -> bool:
        """Is a value marked as the editor's?"""
        place = self._places.get(path)
        return place is not None and is_marked(self._lines, path.partition(".")[0], place.line)


def values_of(article: Article) -> Iterator[tuple[str, str]]:
    """Yield the texts of the front matter that readers see and that an article's captures state, with their paths."""
    yield "title", article.title
    if article.summary:
        yield "summary", article.summary
    for key, texts in (("key_points", article.key_points), ("authors", article.authors)):
        yield from ((f"{key}.{index}", text) for index, text in enumerate(texts))
    if article.dateline:
        yield "dateline", article.dateline
    if article.image is not None:
        shown = (("caption", article.image.caption), ("credit", article.image.credit))
        yield from ((f"image.{key}", text) for key, text in shown if text)


def prove_values(article: Article, front: FrontMatter, parts: Row[Part]) -> Iterator[tuple[str, Diagnostic]]:
    """Yield a finding for each text of the front matter that an imported article's captures do not state, and its path."""
    for path, text in values_of(article):
        is_stated = is_title(text, parts) if path == "title" else is_said(text, parts)
        if is_stated or not words_of(text) or front.is_editors(path):
            continue
        name = path.removeprefix("image.").partition(".")[0]
        message = f'"{shorten(text, _SHOWN)}" ({name}) is not what the capture says'
        if path == "title":
            titles = [title for part in parts if (title := part.text.title(part.article))]
            message = f'the title is not that of the capture, "{shorten(titles[0], _SHOWN)}"' if titles else message
        hint = f'take over what it says, or write "  {EDITOR_COMMENT}" behind the value if the words are yours'
        yield path, finding("value-not-in-capture", front.span(path), message, hint)
    for index, source in enumerate(article.sources):
        path = f"sources.{index}.quote"
        if source.quote and source.capture and not all(is_said(piece, parts) for piece in pieces_of(source.quote)):
            message = f'"{shorten(source.quote, _SHOWN)}" (quote) is not what the capture says'
            yield path, finding("value-not-in-capture", front.span(path), message, "write the words of the capture")


def is_title(text: str, parts: Row[Part]) -> bool:
    """Is this the headline of an article in one of its captures, or its beginning where it has no headline?"""
    words = words_of(text)
    for part in parts:
        title = without_label(part.text.title(part.article), the_rules())
        # An import leaves out the marks of a headline: its number, the source in brackets, the address of a link.
        if title and words in {words_of(title), words_of(read_headline(title).text)}:
            return True
        if title and part.text.has_ledger:
            continue
        if part.text.page and words in map(words_of, stated_in_markup(part.text.page)):
            return True
        wording = part.text.own(part.article) if part.text.has_ledger else part.text.whole
        # The first words may be cut in the middle of one, in scripts without spaces.
        start = wording.words[: len(words)]
        is_cut = text.endswith("…") and start[:-1] == list(words[:-1]) and start[-1:] and start[-1].startswith(words[-1])
        if start == list(words) or is_cut or (not part.text.has_ledger and wording.places(words)):
            return True
    return False


def is_said(text: str, parts: Iterable[Part]) -> bool:
    """Does a text stand in one of the captures, in no other article's rows? A page may also say it in its markup."""
    for part in parts:
        found = part.find(text)
        if (found and found.stranger is None) or (part.text.page and text in part.text.page):
            return True
        if part.text.page and words_of(text) in map(words_of, stated_in_markup(part.text.page)):
            return True
    return False


def prove_day(article: Article, front: FrontMatter, source: Captured) -> Iterator[Diagnostic]:
    """Yield a finding if the date is called stated, and no capture states it."""
    shown = article.date.day if isinstance(article.date, Day) else article.date.at.date()
    # An instant is noted in UTC: where it was written, the day may be the one before or after.
    reach = 0 if isinstance(article.date, Day) else 1
    first, last = max(1, shown.toordinal() - reach), min(date.max.toordinal(), shown.toordinal() + reach)
    days = [date.fromordinal(number) for number in range(first, last + 1)]
    if any(_states(text, day, article.lang) for text in source.texts for day in days):
        return
    message = f"no capture of the article states the day {shown.isoformat()}"
    hint = "correct date:, or write date_basis: relative or inferred, as you know the day"
    yield finding("date-not-in-capture", front.span("date", "date_basis"), message, hint)


def _states(text: CapturedText, day: date, lang: str) -> bool:
    """Does a capture state this day, in words, in figures of either order, or in the markup of its page?"""
    year = str(day.year)
    if text.page and any(form in text.page for form in (day.isoformat(), f"{day:%Y/%m/%d}", f"{day:%Y%m%d}")):
        return True
    near = [index for index, row in enumerate(text.rows) if year in ascii_digits(row.text)]
    return any(
        # A date may be broken into two lines.
        _is_among(day, " ".join(row.text.strip() for row in text.rows[max(0, index - 1) : index + 1]), lang)
        or _is_among(day, text.rows[index].text, lang)
        for index in near
    )


def _is_among(day: date, text: str, lang: str) -> bool:
    calendar = the_rules().calendar
    # "fr": a reader may take 04/05/2025 for either of two days, and has to say which.
    days = {*dates_in(text, calendar, lang), *dates_in(text, calendar, "fr")}
    return day in days or (day.day <= 12 and date(day.year, day.day, day.month) in days - {*dates_in(text, calendar, "en")})
