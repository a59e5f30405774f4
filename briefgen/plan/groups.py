"""Floor 3. Items in order and in groups: by region and day, story, tag and source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from operator import attrgetter

import msgspec

from briefgen.plan.items import Item


class Groups(msgspec.Struct, frozen=True):
    """Visible items by what they belong to; every list is newest first, but a briefing's is in its own order.

    `tag_names` are the names of tags by key: of several spellings the first in order.
    """

    all: tuple[Item, ...]
    briefings: Mapping[tuple[str, date], tuple[Item, ...]]
    days: Mapping[date, tuple[Item, ...]]
    regions: Mapping[str, tuple[Item, ...]]
    region_days: Mapping[str, tuple[date, ...]]
    stories: Mapping[str, tuple[Item, ...]]
    tags: Mapping[str, tuple[Item, ...]]
    tag_names: Mapping[str, str]
    sources: Mapping[str, tuple[Item, ...]]

    def counts(self, days: tuple[date, ...]) -> tuple[tuple[date, int], ...]:
        """Return days with their number of items."""
        return tuple((day, len(self.days[day])) for day in days)


def group(items: tuple[Item, ...]) -> Groups:
    """Group items, given newest first. A region has the items of all regions below it, each once."""
    days, stories = defaultdict[date, list[Item]](list), defaultdict[str, list[Item]](list)
    tags, sources = defaultdict[str, list[Item]](list), defaultdict[str, list[Item]](list)
    regions, briefings = defaultdict[str, list[Item]](list), defaultdict[tuple[str, date], list[Item]](list)
    for item in items:
        day = item.day
        days[day].append(item)
        if item.story:
            stories[item.story].append(item)
        if item.tags:
            for tag in {key: None for key, _ in item.tags}:
                tags[tag].append(item)
        for source in item.sources if len(item.sources) <= 1 else dict.fromkeys(item.sources):
            sources[source].append(item)
        for region in item.regions:
            regions[region].append(item)
            briefings[region, day].append(item)
    names: dict[str, str] = {}
    # Few tags are on many articles, so each pair is looked at once.
    for key, name in set().union(*map(_TAGS_OF, items)):
        names[key] = min(name, names.get(key, name))
    region_days = defaultdict[str, list[date]](list)
    for region, day in briefings:
        region_days[region].append(day)
    return Groups(
        all=items,
        briefings={key: _by_weight(found) for key, found in briefings.items()},
        days={day: tuple(found) for day, found in sorted(days.items(), reverse=True)},
        regions={key: tuple(found) for key, found in regions.items()},
        region_days={key: tuple(sorted(found, reverse=True)) for key, found in region_days.items()},
        stories={key: tuple(found) for key, found in sorted(stories.items())},
        tags={key: tuple(found) for key, found in sorted(tags.items())},
        tag_names=names,
        sources={key: tuple(found) for key, found in sorted(sources.items())},
    )


def briefings_of(items: Iterable[Item]) -> dict[str, tuple[Item, ...]]:
    """Return the items of one day, given newest first, by region and each in the order of its briefing."""
    found = defaultdict[str, list[Item]](list)
    for item in items:
        for region in item.regions:
            found[region].append(item)
    return {region: _by_weight(of_region) for region, of_region in found.items()}


def _by_weight(items: list[Item]) -> tuple[Item, ...]:
    # Sorting is stable, so items of one weight stay newest first; most have the usual one.
    return tuple(sorted(items, key=_weight)) if any(map(_weight, items)) else tuple(items)


_weight = attrgetter("weight")
_TAGS_OF = attrgetter("tags")
