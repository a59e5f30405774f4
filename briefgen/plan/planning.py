"""Floor 3. What the recipes of all kinds are made from: site context, groups, articles, notes and targets of references."""

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Final, TypeAlias

from briefgen.plan.entry_store import EntryStore
from briefgen.plan.groups import BRIEFING, DAY, LINKING, STORY
from briefgen.plan.items import Item
from briefgen.plan.links import Links, forms_of
from briefgen.plan.media import Media, make_picture
from briefgen.plan.recipes import Cards, Page
from briefgen.plan.site_context import standing_of
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span
from briefgen.values.model import Entry, FilledBody, Place, UrlPath
from briefgen.values.parts import Picture

#: The folders of content/ that have notes: files about a region, a story, a briefing or a day, and standing pages.
REGION_NOTES: Final = "regions"
STORY_NOTES: Final = "stories"
BRIEFING_NOTES: Final = "briefings"
DAY_NOTES: Final = "days"
PAGE_NOTES: Final = "pages"

#: A day, and a number of articles on it.
Count: TypeAlias = tuple[date, int]


class Planning(Links, frozen=True, kw_only=True, dict=True):
    """What recipes are made from; it never changes, but `found` collects what following references brings.

    `noted` are the paths and addresses that shown notes refer to. `own_pages` are the pages that hooks give, by kind;
    `own_feeds` are the titles and addresses of those that have feeds.
    """

    noted: frozenset[str]
    own_pages: Mapping[str, tuple[Page, ...]] = {}
    own_feeds: tuple[tuple[str, UrlPath], ...] = ()

    @cached_property
    def page_keys(self) -> list[str]:
        """The keys of all standing pages, in ascending order."""
        prefix = f"content/{PAGE_NOTES}/"
        return sorted(path.removeprefix(prefix).removesuffix(".md") for path in self.notes if path.startswith(prefix))

    @cached_property
    def published(self) -> dict[str, Media]:
        """The media that shown articles and notes refer to, by output path; the first of those with one name and bytes."""
        media = self.media
        used = [path for path in sorted(media) if any(self.is_named(form) for form in forms_of(path))]
        # If an asset of the layouts has the same name and bytes, the asset is published and not this file.
        taken = {output for path, output in self.copies.items() if not path.startswith("static/")}
        found: dict[str, Media] = {}
        for path in used:
            output = permalinks.output_path(media[path].address)
            if media[path].is_publishable and output not in taken:
                found.setdefault(output, media[path])
        return found

    def is_named(self, path: str) -> bool:
        """Does a shown article or note refer to a path of content/, in this Unicode form?"""
        return self.groups.has(LINKING, path) or path in self.noted

    def of(self, kind: str, key: str = "", limit: int | None = None) -> tuple[Item, ...]:
        """Return the articles of a group in order, at most `limit` (None: all)."""
        return tuple(map(self.items.__getitem__, self.groups.get(kind, key)[:limit]))

    def cards(self, kind: str, key: str = "", limit: int | None = None) -> Cards:
        """Return the articles of a group as cards, in order, at most `limit` (None: all)."""
        return Cards(self.of(kind, key, limit))

    def count(self, day: str, region: str = "") -> Count:
        """Return a day, given in ISO 8601, and the number of its articles; with a region, of that region's articles."""
        number = self.groups.size(BRIEFING, f"{region}/{day}") if region else self.groups.size(DAY, day)
        return (date.fromisoformat(day), number)

    def beside(self, day: str, region: str = "") -> tuple[Count | None, Count | None]:
        """Return the nearest older and newer day with articles, of a region if one is given, each with their number."""
        older, newer = self.groups.beside(day, region)
        return (self.count(older, region) if older else None), (self.count(newer, region) if newer else None)

    def note(self, folder: str, key: str) -> Entry | None:
        """Return the entry of the note in a folder of content/ with a key, or None if no good note exists."""
        path = note_path(folder, key)
        return self.maker.store.entry(path) if path in self.notes else None

    def filled(self, note: Entry) -> FilledBody:
        """Return the body of a note with a target for every reference. Reports missing targets."""
        self.follow_own(self.context.own_links(note.facts.whole), note.path, note.body_line)
        return FilledBody(digest=note.body, targets=self.targets(note.facts.refs, note.path, note.body_line))

    def prose(self, note: Entry | None) -> FilledBody | None:
        """Return what `filled` returns, or None if there is no note, or no prose in the note: it is not shown then."""
        return self.filled(note) if note and note.has_prose else None

    def picture_of(self, item: Item) -> Picture | None:
        """Return the picture of an article, or None; one that cannot be published is reported, once for all its pages."""
        if item.image is None:
            return None
        pictures, path = self.found.pictures, item.path
        if path not in pictures:
            media = self.publish(
                item.image.src, path, lambda: place_of_key(self.maker.store, path, "image.src"), must_be_image=True
            )
            pictures[path] = make_picture(item.image, media, self.context) if media else None
        return pictures[path]

    def beside_in_story(self, item: Item) -> tuple[tuple[Item, ...], tuple[Item, ...]]:
        """Return the next newer and the next older article of an article's story, each as none or one."""
        if not item.story:
            return (), ()
        newer, older = self.groups.beside_in(STORY, item.story, item.path)
        return tuple(map(self.items.__getitem__, newer)), tuple(map(self.items.__getitem__, older))

    def story_title(self, key: str) -> str:
        """Return the title of a story: the title of its note, else its key with spaces for hyphens."""
        return standing_of(self.note(STORY_NOTES, key)).title or key.replace("-", " ").capitalize()


def note_path(folder: str, key: str) -> str:
    """Return the path of the note in a folder of content/ with a key, whether it exists or not."""
    return f"content/{folder}/{key}.md"


def place_of(path: str, places: Mapping[str, Place], key: str) -> Span:
    """Return the place of a key in a file, or the whole file if the place is not known."""
    place = places.get(key)
    return Span(path=path, line=place.line, column=place.column, length=place.length) if place else Span(path=path)


def place_of_key(store: EntryStore, path: str, *keys: str) -> Span:
    """Return the place of the first of some keys that an article has, or the whole file if it has none of them."""
    places = store.article(path).places
    return place_of(path, places, next((key for key in keys if key in places), ""))
