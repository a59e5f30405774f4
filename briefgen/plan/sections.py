"""Floor 3. Sections: the outputs of a site in parts, each a function of a few groups.

A section has all outputs about one thing: a day, a region, a story, a tag. `sections_of_site` returns all sections,
`sections_of_change` the sections that a change of some groups can change. A new kind of page gets a row in `_RECIPES`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, TypeAlias

from briefgen.plan import groups as kinds
from briefgen.plan.groups import GroupKey, Groups
from briefgen.plan.kinds.archive import archive_recipes, month_recipes, year_recipes
from briefgen.plan.kinds.country import countries_recipes, country_recipes
from briefgen.plan.kinds.day import day_recipes
from briefgen.plan.kinds.feed import feed_list_recipes, feed_recipes
from briefgen.plan.kinds.home import home_recipes
from briefgen.plan.kinds.host_files import host_file_recipes
from briefgen.plan.kinds.own import own_recipes
from briefgen.plan.kinds.region import region_recipes
from briefgen.plan.kinds.search import search_recipes
from briefgen.plan.kinds.sitemap import sitemap_recipes
from briefgen.plan.kinds.standing import corrections_recipes, not_found_recipes, standing_recipes
from briefgen.plan.kinds.story import stories_recipes, story_recipes
from briefgen.plan.kinds.term import source_recipes, sources_recipes, tag_recipes, tags_recipes
from briefgen.plan.media import widths_of
from briefgen.plan.planning import Planning
from briefgen.plan.recipes import Copy, Output, Resized
from briefgen.text import permalinks
from briefgen.values.diagnostics import Span

#: A section's kind and its key among the sections of that kind; the key is empty if a site has only one of the kind.
Section: TypeAlias = tuple[str, str]


def _media_recipes(output: str, planning: Planning) -> Iterator[Output]:
    """Give the copy of a published media file, which is at `output`, and its smaller sizes."""
    media = planning.published[output]
    origin = Span(path=media.path)
    yield Copy(output=output, path=media.path, origin=origin)
    for width in widths_of(media, planning.context):
        yield Resized(permalinks.output_path(media.resized(width)), media.path, media.digest, width, origin)


def _copy_recipes(_key: str, planning: Planning) -> Iterator[Output]:
    """Give the copies of assets and static files."""
    for path, output in planning.copies.items():
        yield Copy(output=output, path=path, origin=Span(path=path))


#: The functions from a section's key and a planning to its outputs, by kind, in the order in which sections are made:
#: copies first, so that no page is written before a file that it refers to.
_RECIPES: Final[Mapping[str, Callable[[str, Planning], Iterator[Output]]]] = {
    "copies": _copy_recipes,
    "media": _media_recipes,
    "day": day_recipes,
    "home": home_recipes,
    "region": region_recipes,
    "story": story_recipes,
    "stories": stories_recipes,
    "archive": archive_recipes,
    "year": year_recipes,
    "month": month_recipes,
    "source": source_recipes,
    "sources": sources_recipes,
    "tag": tag_recipes,
    "tags": tags_recipes,
    "country": country_recipes,
    "countries": countries_recipes,
    "corrections": corrections_recipes,
    "search": search_recipes,
    "not-found": not_found_recipes,
    "page": standing_recipes,
    "own": own_recipes,
    "feed": feed_recipes,
    "feeds": feed_list_recipes,
    "sitemap": sitemap_recipes,
    "host-files": host_file_recipes,
}
_IN_ORDER: Final = {kind: number for number, kind in enumerate(_RECIPES)}

#: Kinds of which every site has exactly one section.
_SINGLE: Final = (
    "copies home stories archive sources tags countries corrections search not-found feed feeds sitemap host-files".split()
)
#: Kinds of groups that have a section of the same kind and key.
_OWN: Final = (kinds.DAY, kinds.STORY, kinds.TAG, kinds.SOURCE, kinds.COUNTRY)
#: The section that lists the groups of a kind.
_LISTS: Final = {
    kinds.STORY: "stories",
    kinds.TAG: "tags",
    kinds.SOURCE: "sources",
    kinds.COUNTRY: "countries",
    kinds.CORRECTED: "corrections",
    kinds.ALIASED: "host-files",
}
#: The kinds of periods, and the length of the beginning of a date that names one.
_PERIODS: Final = {"year": 4, "month": 7}
#: Sections that any change can change; they show few articles, so that making their recipes costs little.
_ALWAYS: Final = ("home", "archive", "search", "feed")


def section_recipes(section: Section, planning: Planning) -> tuple[Output, ...]:
    """Return the outputs of a section in order."""
    kind, key = section
    return tuple(_RECIPES[kind](key, planning))


def sections_of_site(planning: Planning) -> list[Section]:
    """Return all sections of a site in the order in which they are made; days newest first."""
    groups = planning.groups
    found = [(kind, "") for kind in _SINGLE]
    found += [("media", output) for output in planning.published]
    found += [("day", day) for day in groups.days]
    found += [
        (kind, period) for kind, size in _PERIODS.items() for period in dict.fromkeys(day[:size] for day in groups.days)
    ]
    found += [("region", region) for region in planning.context.regions]
    found += [(kind, key) for kind in (kinds.STORY, kinds.TAG, kinds.SOURCE, kinds.COUNTRY) for key in groups.keys(kind)]
    found += [("page", key) for key in planning.page_keys]
    found += [("own", kind.name) for kind in planning.context.own_kinds]
    return in_order(found)


def exists(section: Section, planning: Planning) -> bool:
    """Does a section exist after a change? A day, for instance, does not if its last article went."""
    kind, key = section
    match kind:
        case "media":
            return key in planning.published
        case "year" | "month":
            return any(day.startswith(key) for day in planning.groups.days)
        case _:
            return kind not in _OWN or planning.groups.has(kind, key)


def sections_of_change(touched: Iterable[GroupKey], before: Planning, after: Planning) -> list[Section]:
    """Return the sections that a change of some groups can change, in their order; one may no longer exist: see `exists`."""
    found: set[Section] = {(kind, "") for kind in _ALWAYS}
    if after.own_pages:
        # A hook sees all articles, and any change can bring or remove one of its pages.
        found |= {("sitemap", ""), ("feeds", ""), *(("own", name) for name in after.own_pages)}
    for kind, key in touched:
        if kind in _OWN:
            found.add((kind, key))
        if kind in _LISTS:
            found.add((_LISTS[kind], ""))
        if kind == kinds.REGION and key in after.context.regions:
            found.add(("region", key))
        if kind == kinds.LINKING:
            media = after.media.get(key)
            if media is not None and media.is_publishable:
                found.add(("media", permalinks.output_path(media.address)))
        if before.groups.size(kind, key) != after.groups.size(kind, key):
            found.add(("sitemap", ""))
            if kind == kinds.COUNTRY:
                found.add(("feeds", ""))
            if kind == kinds.STORY:
                # A story without articles has no page, so its old addresses lead nowhere.
                found.add(("host-files", ""))
            found.update(_beside(kind, key, before.groups), _beside(kind, key, after.groups))
    return in_order(found)


def in_order(sections: Iterable[Section]) -> list[Section]:
    """Return sections in the order in which they are made: by kind, then by key in descending order."""
    ordered = sorted(sections, key=lambda section: section[1], reverse=True)
    return sorted(ordered, key=lambda section: _IN_ORDER[section[0]])


def _beside(kind: str, key: str, groups: Groups) -> Iterator[Section]:
    """Give the sections whose pages show the number of articles of a day or a briefing."""
    if kind not in {kinds.DAY, kinds.BRIEFING} or not groups.has(kind, key):
        return
    region, _, day = key.rpartition("/")
    yield from (("day", other) for other in groups.beside(day, region) if other is not None)
    if region:
        yield ("month", day[:7])
        return
    for name, size in _PERIODS.items():
        periods = list(dict.fromkeys(day[:size] for day in groups.days))
        place = periods.index(key[:size])
        yield from ((name, period) for period in periods[max(0, place - 1) : place + 2])
