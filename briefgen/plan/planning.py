"""Floor 3. What the recipes of all kinds are made from: site context, groups, articles, notes, and where references lead."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Final

import msgspec

from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import BRIEFING, DAY, LINKING, Groups
from briefgen.plan.items import Item
from briefgen.plan.links import Targets
from briefgen.plan.media import Media, media_output
from briefgen.plan.recipes import Cards, Maker
from briefgen.plan.site_context import SiteContext, standing_of
from briefgen.values.diagnostics import Span
from briefgen.values.model import Article, Entry, FilledBody, Place, Target

#: The folders of content/ whose files are notes, by what a note is about.
REGION_NOTES: Final = "regions"
STORY_NOTES: Final = "stories"
BRIEFING_NOTES: Final = "briefings"
PAGE_NOTES: Final = "pages"


class Planning(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """One plan in the making; nothing here changes but what `targets` gathers.

    `items` are the visible articles by path, `notes` the paths of good notes, `noted` the files and addresses that notes
    refer to, and `copies` the output paths of static files and assets by their own paths.
    """

    maker: Maker
    groups: Groups
    items: Mapping[str, Item]
    notes: frozenset[str]
    targets: Targets
    noted: frozenset[str] = frozenset()
    copies: Mapping[str, str] = {}

    @property
    def context(self) -> SiteContext:
        """What every page is made with."""
        return self.maker.context

    @property
    def store(self) -> EntryStore:
        """Where entries and cards are found."""
        return self.maker.store

    @cached_property
    def published(self) -> dict[str, Media]:
        """The files beside the articles that something refers to, by the output path of the copy.

        Of several files with one name and the same bytes, the first in order.
        """
        media, groups = self.targets.referents.media, self.groups
        used = [path for path in sorted(media) if groups.has(LINKING, path) or path in self.noted]
        # An asset of the layouts with the same name and bytes is published by the layouts.
        taken = {output for path, output in self.copies.items() if not path.startswith("static/")}
        found: dict[str, Media] = {}
        for path in used:
            if media[path].is_publishable and media_output(media[path]) not in taken:
                found.setdefault(media_output(media[path]), media[path])
        return found

    def of(self, kind: str, key: str = "", limit: int | None = None) -> tuple[Item, ...]:
        """Return the articles of a group in order, at most so many."""
        return self.of_paths(self.groups.get(kind, key)[:limit])

    def of_paths(self, paths: Iterable[str]) -> tuple[Item, ...]:
        """Return the articles of paths."""
        items = self.items
        return tuple([items[path] for path in paths])

    def cards(self, kind: str, key: str = "", limit: int | None = None) -> Cards:
        """Return the articles of a group in order, at most so many, to be shown as cards."""
        return Cards(self.of(kind, key, limit))

    def day_count(self, day: str) -> tuple[date, int]:
        """Return a day with its number of articles."""
        return (date.fromisoformat(day), self.groups.size(DAY, day))

    def region_count(self, region: str, day: str) -> tuple[date, int]:
        """Return a day with the number of a region's articles on it."""
        return (date.fromisoformat(day), self.groups.size(BRIEFING, f"{region}/{day}"))

    def note(self, folder: str, key: str) -> Entry | None:
        """Return the note about something, if there is a good one."""
        path = note_path(folder, key)
        return self.store.entry(path) if path in self.notes else None

    def fill(self, note: Entry | None) -> tuple[Target, ...]:
        """Return where the references of a note lead."""
        return self.targets.fill(note.facts.refs, note.path, note.body_line) if note else ()

    def fill_prose(self, note: Entry | None) -> tuple[Target, ...]:
        """Return where the references of a note lead that is shown only if there is prose in it."""
        return self.fill(note) if note and note.has_prose else ()

    def picture_of(self, item: Item) -> Media | None:
        """Return an article's image as it is published, or report why it cannot be."""
        if item.image is None:
            return None
        return self.targets.publish(
            item.image.src, item.path, lambda: place_of_key(self.store, item.path, "image.src"), must_be_image=True
        )

    def story_title(self, key: str) -> str:
        """Return a story's title: that of its standing introduction, else its key in words."""
        note = self.note(STORY_NOTES, key)
        return (standing_of(note).title if note else "") or key.replace("-", " ").capitalize()


def note_path(folder: str, key: str) -> str:
    """Return the path of a note."""
    return f"content/{folder}/{key}.md"


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


def place_of_key(store: EntryStore, path: str, *keys: str) -> Span:
    """Return where the first of some keys that an article has stands in its file, else the file."""
    places = article_of(store.entry(path)).places
    return place_of(path, places, next((key for key in keys if key in places), ""))


def article_of(entry: Entry) -> Article:
    """Return the article of an entry, or what could be read of one."""
    content = entry.content or entry.stray
    assert isinstance(content, Article)
    return content
