"""Floor 3. What the recipes of all kinds are made from: site context, groups, articles, notes and targets of references."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property
from typing import Final

import msgspec

from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import BRIEFING, DAY, LINKING, Groups
from briefgen.plan.items import Item
from briefgen.plan.links import Referents, Targets
from briefgen.plan.media import Media, media_output
from briefgen.plan.recipes import Cards, Maker
from briefgen.plan.site_context import SiteContext, standing_of
from briefgen.values.diagnostics import Span
from briefgen.values.model import Article, Entry, FilledBody, Place, Target

#: The folders of content/ that have notes: files about a region, a story or a briefing, and standing pages.
REGION_NOTES: Final = "regions"
STORY_NOTES: Final = "stories"
BRIEFING_NOTES: Final = "briefings"
PAGE_NOTES: Final = "pages"


class Planning(msgspec.Struct, frozen=True, kw_only=True, dict=True):
    """What recipes are made from; it never changes, but `targets` collects findings.

    `items` are the visible articles by path, `notes` the paths of good notes, `noted` the paths and addresses that shown
    notes refer to, and `copies` the output paths of static files and assets by path.
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
        """The site context."""
        return self.maker.context

    @property
    def store(self) -> EntryStore:
        """The entries and cards of content files."""
        return self.maker.store

    @cached_property
    def published(self) -> dict[str, Media]:
        """The files beside the articles that a shown article or note refers to, by the output path of the copy.

        If several files have the same name and the same bytes, the first by path is published.
        """
        media, groups = self.targets.referents.media, self.groups
        used = [path for path in sorted(media) if groups.has(LINKING, path) or path in self.noted]
        # If an asset of the layouts has the same name and bytes, the asset is published and not this file.
        taken = {output for path, output in self.copies.items() if not path.startswith("static/")}
        found: dict[str, Media] = {}
        for path in used:
            if media[path].is_publishable and media_output(media[path]) not in taken:
                found.setdefault(media_output(media[path]), media[path])
        return found

    def of(self, kind: str, key: str = "", limit: int | None = None) -> tuple[Item, ...]:
        """Return the articles of a group in order, at most `limit` (None: all)."""
        return self.of_paths(self.groups.get(kind, key)[:limit])

    def of_paths(self, paths: Iterable[str]) -> tuple[Item, ...]:
        """Return the visible articles at some paths, in the order of the paths; raises KeyError."""
        items = self.items
        return tuple([items[path] for path in paths])

    def cards(self, kind: str, key: str = "", limit: int | None = None) -> Cards:
        """Return the articles of a group as cards, in order, at most `limit` (None: all)."""
        return Cards(self.of(kind, key, limit))

    def day_count(self, day: str) -> tuple[date, int]:
        """Return a day and its number of articles; the day comes as text in ISO 8601."""
        return (date.fromisoformat(day), self.groups.size(DAY, day))

    def region_count(self, region: str, day: str) -> tuple[date, int]:
        """Return a day and the number of a region's articles on that day; the day comes as text in ISO 8601."""
        return (date.fromisoformat(day), self.groups.size(BRIEFING, f"{region}/{day}"))

    def note(self, folder: str, key: str) -> Entry | None:
        """Return the entry of the note in a folder of content/ with a key, or None if no good note exists."""
        path = note_path(folder, key)
        return self.store.entry(path) if path in self.notes else None

    def fill(self, note: Entry | None) -> tuple[Target, ...]:
        """Return a target for every reference of a note, in order; none without a note. Reports missing targets."""
        return self.targets.fill(note.facts.refs, note.path, note.body_line) if note else ()

    def fill_prose(self, note: Entry | None) -> tuple[Target, ...]:
        """Return what `fill` returns if the note has prose; without prose its body is not shown, and has no targets."""
        return self.fill(note) if note and note.has_prose else ()

    def picture_of(self, item: Item) -> Media | None:
        """Return the media file of an article's picture; None if it has no picture, or one that cannot be published.

        The latter is reported.
        """
        if item.image is None:
            return None
        return self.targets.publish(
            item.image.src, item.path, lambda: place_of_key(self.store, item.path, "image.src"), must_be_image=True
        )

    def story_title(self, key: str) -> str:
        """Return the title of a story: the title of its note, else its key with spaces for hyphens."""
        note = self.note(STORY_NOTES, key)
        return (standing_of(note).title if note else "") or key.replace("-", " ").capitalize()


def make_planning(
    context: SiteContext,
    groups: Groups,
    items: Mapping[str, Item],
    known: Mapping[str, Item],
    store: EntryStore,
    *,
    notes: frozenset[str],
    noted: frozenset[str],
    media: Mapping[str, Media],
    copies: Mapping[str, str],
    unread: frozenset[str] = frozenset(),
) -> Planning:
    """Return a planning whose references are still to be followed; `known` and `unread` are those of `Referents`."""
    referents = Referents(
        context=context,
        groups=groups,
        items=items,
        known=known,
        notes=notes,
        unread=unread,
        anchors=lambda path: store.entry(path).facts.anchors,
        media=media,
    )
    return Planning(
        maker=Maker(context, store),
        groups=groups,
        items=items,
        notes=notes,
        noted=noted,
        targets=Targets(referents=referents),
        copies=copies,
    )


def note_path(folder: str, key: str) -> str:
    """Return the path of the note in a folder of content/ with a key, whether it exists or not."""
    return f"content/{folder}/{key}.md"


def filled(entry: Entry, targets: tuple[Target, ...]) -> FilledBody:
    """Return the body of a content file with a target for every hole."""
    return FilledBody(digest=entry.body, targets=targets)


def filled_prose(note: Entry | None, targets: tuple[Target, ...]) -> FilledBody | None:
    """Return the body of a note with a target for every hole, or None if there is no note, or no prose in the note."""
    return filled(note, targets) if note is not None and note.has_prose else None


def place_of(path: str, places: Mapping[str, Place], key: str) -> Span:
    """Return the place of a key in a file, or the whole file if the place is not known."""
    place = places.get(key)
    return Span(path=path, line=place.line, column=place.column, length=place.length) if place else Span(path=path)


def place_of_key(store: EntryStore, path: str, *keys: str) -> Span:
    """Return the place of the first of some keys that an article has, or the whole file if it has none of them."""
    places = article_of(store.entry(path)).places
    return place_of(path, places, next((key for key in keys if key in places), ""))


def article_of(entry: Entry) -> Article:
    """Return the article of an entry; if the file has errors, the article as far as it could be read."""
    content = entry.content or entry.stray
    assert isinstance(content, Article)
    return content
