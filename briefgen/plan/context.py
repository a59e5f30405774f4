"""Floor 3. What the planners of page kinds work from: the desk, the groups, the notes and where references lead."""

from collections.abc import Mapping
from datetime import date

import msgspec

from briefgen.plan.desk import Desk, Shelf, standing_of
from briefgen.plan.groups import Groups
from briefgen.plan.items import Item
from briefgen.plan.links import Targets
from briefgen.plan.media import Media
from briefgen.plan.recipes import Document, Kind, Maker, Page
from briefgen.values.diagnostics import Span
from briefgen.values.model import Article, Entry, FilledBody, Place, Target, UrlPath


class Context(msgspec.Struct, frozen=True, kw_only=True):
    """One plan in the making; nothing here changes but what `targets` gathers."""

    maker: Maker
    groups: Groups
    briefings: Mapping[tuple[str, date], Entry]
    regions: Mapping[str, Entry]
    stories: Mapping[str, Entry]
    pages: tuple[Entry, ...]
    targets: Targets

    @property
    def desk(self) -> Desk:
        """What every page is made with."""
        return self.maker.desk

    @property
    def shelf(self) -> Shelf:
        """Where entries and cards are found."""
        return self.maker.shelf

    def page(self, kind: Kind, address: UrlPath, *args: object, layout: str = "") -> Page:
        """Return the recipe for a page with these arguments."""
        return Page(kind, address, args, self.maker, layout)

    def document(self, kind: Kind, address: UrlPath, *args: object) -> Document:
        """Return the recipe for a document with these arguments."""
        return Document(kind, address, args, self.maker)

    def fill(self, note: Entry | None) -> tuple[Target, ...]:
        """Return where the references of a note lead."""
        return self.targets.fill(note.facts.refs, note.path, note.body_line) if note else ()

    def fill_prose(self, note: Entry | None) -> tuple[Target, ...]:
        """Return the same for a note that is shown only if there is prose in it."""
        return self.fill(note) if note and note.has_prose else ()

    def picture_of(self, item: Item) -> Media | None:
        """Return an article's image as it is published, or report why it cannot be."""
        if item.image is None:
            return None
        return self.targets.publish(
            item.image.src, item.path, lambda: place_of_key(self.shelf, item.path, "image.src"), must_be_image=True
        )

    def story_title(self, key: str) -> str:
        """Return a story's title: that of its standing introduction, else its key in words."""
        note = self.stories.get(key)
        return (standing_of(note).title if note else "") or key.replace("-", " ").capitalize()


def filled(entry: Entry, targets: tuple[Target, ...]) -> FilledBody:
    """Return a content file's body with an address in every hole."""
    return FilledBody(digest=entry.body, targets=targets)


def filled_prose(note: Entry | None, targets: tuple[Target, ...]) -> FilledBody | None:
    """Return the filled body of a note, or None where there is no note or no prose in it."""
    return filled(note, targets) if note is not None and note.has_prose else None


def place_of(path: str, places: Mapping[str, Place], key: str) -> Span:
    """Return where a key stands in a file, else the file."""
    place = places.get(key)
    return Span(path=path, line=place.line, column=place.column, length=place.length) if place else Span(path=path)


def place_of_key(shelf: Shelf, path: str, *keys: str) -> Span:
    """Return where the first of some keys that an article has stands in its file, else the file."""
    places = article_of(shelf.entry(path)).places
    return place_of(path, places, next((key for key in keys if key in places), ""))


def article_of(entry: Entry) -> Article:
    """Return the article of an entry, or what could be read of one."""
    content = entry.content or entry.stray
    assert isinstance(content, Article)
    return content
