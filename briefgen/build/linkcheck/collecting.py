"""Floor 8. The links of a site that lead to other hosts, each address once, with all places where it is written.

Links of what readers see: in texts and sources of visible articles, in notes that are shown, in the menu, and in the
registry of sources. Links of layouts and of copied files are not among them, and neither are links to this site, and mailto.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

import msgspec

from briefgen.content.frontmatter import read_yaml, split
from briefgen.content.schema.kinds import place_all
from briefgen.disk.sources import SETTINGS_FILE, read_file
from briefgen.plan.groups import BRIEFING, DAY, STORY
from briefgen.plan.planning import BRIEFING_NOTES, DAY_NOTES, REGION_NOTES, STORY_NOTES, place_of
from briefgen.project.site import Site
from briefgen.text.characters import FILE_LIMIT, decode
from briefgen.values.diagnostics import Span
from briefgen.values.model import Entry, Place

_SCHEMES: Final = ("http://", "https://")


class Written(msgspec.Struct, frozen=True):
    """Where an address is written: the span in a body or in the settings, or else the key of the front matter."""

    span: Span
    key: str = ""


#: Addresses as they are written, each with its places.
Links = dict[str, list[Written]]


def links_of(site: Site) -> Links:
    """Return the links that leave a site, in the order of articles, with their places; fragments are parts of addresses."""
    found: Links = {}
    for url, written in _links(site):
        is_own = site.settings.base_url and site.plan.planning.context.site.address(url)
        if url.lower().startswith(_SCHEMES) and not is_own:
            found.setdefault(url, []).append(written)
    return found


def _links(site: Site) -> Iterator[tuple[str, Written]]:
    store = site.plan.store
    for item in site.plan.items:
        entry = store.entry(item.path)
        yield from _of_body(entry)
        for index, source in enumerate(store.article(item.path).sources):
            if source.url:
                yield source.url, Written(Span(path=item.path), f"sources.{index}.url")
    for path in sorted(site.plan.planning.notes):
        if _is_shown(path, site):
            yield from _of_body(store.entry(path))
    settings = site.settings
    menu = [(item.url, f"menu.{index}.url") for index, item in enumerate(settings.menu)]
    publishers = [(publisher.url, f"sources.{publisher.key}.url") for publisher in settings.sources]
    for url, key in (*menu, *publishers):
        span = place_of(SETTINGS_FILE, settings.places, key)
        yield url, Written(msgspec.structs.replace(span, length=max(1, len(url))))


def _of_body(entry: Entry) -> Iterator[tuple[str, Written]]:
    for ref in entry.facts.whole:
        line = None if ref.line is None else ref.line + entry.body_line - 1
        yield ref.target, Written(Span(path=entry.path, line=line, column=ref.column, length=max(1, len(ref.target))))


def _is_shown(path: str, site: Site) -> bool:
    """Does a page show this note?"""
    _, folder, key = path.removesuffix(".md").split("/", 2)
    planning = site.plan.planning
    match folder:
        case _ if folder == REGION_NOTES:
            return key in planning.context.regions
        case _ if folder == STORY_NOTES:
            return planning.groups.has(STORY, key)
        case _ if folder == BRIEFING_NOTES:
            return planning.groups.has(BRIEFING, key)
        case _ if folder == DAY_NOTES:
            return planning.groups.has(DAY, key)
        case _:
            return True


class Spans:
    """The spans of places. A file is read again for places in its front matter, which no cache keeps; once for all."""

    def __init__(self, root: Path) -> None:
        """Take the folder of the project."""
        self._root = root
        self._files: dict[str, Mapping[str, Place]] = {}

    def of(self, written: Written) -> Span:
        """Return the span of a place; the whole file if it cannot be told."""
        path = written.span.path
        if not written.key:
            return written.span
        if path not in self._files:
            self._files[path] = _places_of_sources(self._root, path)
        return place_of(path, self._files[path], written.key)


def _places_of_sources(root: Path, path: str) -> Mapping[str, Place]:
    """Return the places of all values under `sources` of an article, by key path; none if it cannot be read now."""
    data = read_file(root, path, FILE_LIMIT).value
    text = decode(data, path).value if data is not None else None
    parts = split(text, path).value if text is not None else None
    read = read_yaml(parts.yaml, path, parts.yaml_line).value if parts is not None else None
    return place_all(read, frozenset({"sources"})) if read is not None else {}
