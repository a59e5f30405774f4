"""Floor 3. Groups: which articles belong together, in which order, and what a change of one article does to them.

Nearly every page is a function of a few groups: the articles of a day, a region, a story, a tag, a source. `memberships`
says which groups an article is in. `group` puts all articles into their groups. `change` returns the groups after one
article came, went or changed, and they are what `group` would return: `test_groups.py` compares the two.

A group is an ordered array of numbers, and each number means the path of an article. So all groups of 10,000 articles take
half a megabyte, in memory and in the cache.
"""

import posixpath
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import Final, TypeAlias
from urllib.parse import unquote

import msgspec

from briefgen.plan.items import Item, newest_first, public_from
from briefgen.text import permalinks
from briefgen.values.model import Image, Ref

#: A group's kind and its key among the groups of that kind.
GroupKey: TypeAlias = tuple[str, str]

#: All visible articles; the same, ordered by their last change, newest first; those with corrections. The key is empty.
ALL: Final = "all"
CHANGED: Final = "changed"
CORRECTED: Final = "corrected"
ALIASED: Final = "aliased"
#: The articles of a day; the key is its date in ISO 8601.
DAY: Final = "day"
#: The articles of a region and of all regions below it; the key is that of the region.
REGION: Final = "region"
#: The articles of the site (the key is empty), a region or a country (its key is `permalinks.country_key`) in the order of
#: feeds: the last one that became public first.
FEED: Final = "feed"
#: The articles of a region on a day; the key is that of the region, a slash, and that of the day.
BRIEFING: Final = "briefing"
#: The articles of a story, a tag or a source; the key is that of the story, tag or source.
STORY: Final = "story"
TAG: Final = "tag"
SOURCE: Final = "source"
#: The articles about a country; the key is its code.
COUNTRY: Final = "country"
#: The articles that spell a tag in one way; the key is that of the tag, a line feed, and the tag as the article spells it.
SPELLING: Final = "spelling"
#: The articles that have one id in feeds; the key is the id.
ID: Final = "id"
#: The articles that link to a file of content/, or to an address on this site; the key is the path or the address.
LINKING: Final = "linking"
LINKING_ADDRESS: Final = "linking-address"

_CONTENT: Final = "content/"
_TYPE: Final = "I"
_SIZE: Final = array(_TYPE).itemsize


class Groups(msgspec.Struct, frozen=True, dict=True):
    """All groups of a site. A number means the article at that index of `paths`; an empty path marks a free number.

    `members` has, by kind and key, the numbers of a group's articles in order, as unsigned integers. No group is empty.
    """

    paths: tuple[str, ...] = ()
    members: dict[str, dict[str, bytes]] = {}

    @cached_property
    def numbers(self) -> dict[str, int]:
        """The numbers of articles by path."""
        return {path: number for number, path in enumerate(self.paths) if path}

    def of(self, kind: str) -> Mapping[str, bytes]:
        """Return the packed groups of a kind by key."""
        return self.members.get(kind, {})

    def keys(self, kind: str, *, newest: bool = False) -> list[str]:
        """Return the keys of all groups of a kind in ascending order; with `newest` in descending order."""
        return sorted(self.of(kind), reverse=newest)

    def has(self, kind: str, key: str) -> bool:
        """Does a group exist? A group without articles does not."""
        return key in self.of(kind)

    def size(self, kind: str, key: str = "") -> int:
        """Return the number of articles in a group; 0 if the group does not exist."""
        return len(self.of(kind).get(key, b"")) // _SIZE

    def get(self, kind: str, key: str = "") -> list[str]:
        """Return the paths of a group's articles in order; none if the group does not exist."""
        return [self.paths[number] for number in _unpacked(self.of(kind).get(key, b""))]

    def ends(self, kind: str, key: str) -> tuple[str, str]:
        """Return the paths of the first and the last article of a group; raises KeyError if the group does not exist."""
        numbers = _unpacked(self.of(kind)[key])
        return self.paths[numbers[0]], self.paths[numbers[-1]]

    def beside_in(self, kind: str, key: str, path: str) -> tuple[list[str], list[str]]:
        """Return the paths before and after an article of a group, each as none or one; none if it is not in the group."""
        numbers = _unpacked(self.of(kind).get(key, b""))
        number = self.numbers.get(path)
        if number is None or number not in numbers:
            return [], []
        place = numbers.index(number)
        before, after = numbers[max(0, place - 1) : place], numbers[place + 1 : place + 2]
        return [self.paths[other] for other in before], [self.paths[other] for other in after]

    @cached_property
    def days(self) -> list[str]:
        """The keys of all days with articles, newest first."""
        return self.keys(DAY, newest=True)

    @cached_property
    def region_days(self) -> dict[str, list[str]]:
        """The days on which a region has articles, newest first, by the region's key."""
        found = defaultdict[str, list[str]](list)
        for key in self.keys(BRIEFING, newest=True):
            region, _, day = key.partition("/")
            found[region].append(day)
        return found

    @cached_property
    def tag_names(self) -> dict[str, str]:
        """The names of tags by key, in ascending order of key; a tag's name is its first spelling in ascending order."""
        found: dict[str, str] = {}
        for spelling in self.keys(SPELLING):
            key, _, name = spelling.partition("\n")
            found.setdefault(key, name)
        return found

    def beside(self, day: str, region: str = "") -> tuple[str | None, str | None]:
        """Return the nearest older and newer day with articles, of a region if given, beside a day that has articles."""
        days = self.region_days[region] if region else self.days
        place = bisect_left(days, True, key=lambda other: other <= day)
        return (days[place + 1] if place + 1 < len(days) else None), (days[place - 1] if place else None)

    def is_sound(self) -> bool:
        """Is every number the index of a path, and no group empty? Groups from a cache have to pass."""
        packed = [members for of_kind in self.members.values() for members in of_kind.values()]
        if not all(members and len(members) % _SIZE == 0 for members in packed):
            return False
        return max(_unpacked(b"".join(packed)), default=-1) < len(self.paths)


def memberships(item: Item) -> list[GroupKey]:
    """Return the kind and key of each group that a visible article is in; no pair comes twice."""
    day = item.day.isoformat()
    keys = [(ALL, ""), (CHANGED, ""), (FEED, ""), (DAY, day)]
    for region in item.regions:
        keys += ((REGION, region), (FEED, region), (BRIEFING, f"{region}/{day}"))
    for country in item.countries:
        keys += ((COUNTRY, country), (FEED, permalinks.country_key(country)))
    if item.story:
        keys.append((STORY, item.story))
    if item.tags:
        keys += {(TAG, key): None for key, _ in item.tags}
        keys += {(SPELLING, f"{key}\n{name}"): None for key, name in item.tags}
    keys += {(SOURCE, source.key): None for source in item.sources}
    if item.id:
        keys.append((ID, item.id))
    if item.is_corrected:
        keys.append((CORRECTED, ""))
    if item.aliases:
        keys.append((ALIASED, ""))
    if item.refs or item.image:
        keys += [(LINKING, path) for path in linked_files(item.refs, item.path, item.image)]
    if item.refs or item.own_links:
        keys += [(LINKING_ADDRESS, address) for address in linked_addresses(item.refs, item.own_links)]
    return keys


def group(items: Iterable[Item]) -> Groups:
    """Return the groups of visible articles, which may come in any order."""
    ordered = sorted(items, key=newest_first)
    found: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for number, item in enumerate(ordered):
        for kind, key in memberships(item):
            found[kind][key].append(number)
    for kind, order in _ORDERS.items():
        for numbers in found[kind].values():
            # Most briefings are newest first already, and sorting keeps that order where weights are equal.
            numbers.sort(key=lambda number: order(ordered[number]))
    packed = {
        kind: {key: array(_TYPE, numbers).tobytes() for key, numbers in of_kind.items()} for kind, of_kind in found.items()
    }
    return Groups(tuple([item.path for item in ordered]), packed)


def change(
    groups: Groups, before: Item | None, after: Item | None, items: Mapping[str, Item]
) -> tuple[Groups, frozenset[GroupKey]]:
    """Return the groups after one visible article came (`before` is None), went (`after` is None) or changed.

    The second value has the touched groups: all groups that the article was in, or is in now. `items` has all other articles
    by path. If an article moved to a new path, call this twice: the old article went, and the new one came.
    """
    article = before or after
    assert article is not None
    old, new = set(memberships(before) if before else ()), set(memberships(after) if after else ())
    paths, number = _numbered(groups, article.path)
    members = groups.members | {kind: dict(groups.of(kind)) for kind, _ in old | new}
    for kind, key in old | new:
        order: Callable[[Item], tuple[object, ...]] = _ORDERS.get(kind, newest_first)
        if before and after and (kind, key) in old & new and order(before) == order(after):
            continue
        row = _unpacked(members[kind].pop(key, b""))
        if (kind, key) in old:
            row.remove(number)
        if after and (kind, key) in new:
            place = bisect_left(row, order(after), key=lambda other: order(items[paths[other]]))
            row.insert(place, number)
        if row:
            members[kind][key] = row.tobytes()
    if after is None:
        paths = (*paths[:number], "", *paths[number + 1 :])
    found = Groups(paths, {kind: of_kind for kind, of_kind in members.items() if of_kind})
    return found, frozenset(old | new)


def change_all(
    groups: Groups, changes: Sequence[tuple[Item | None, Item | None]], items: Mapping[str, Item]
) -> tuple[Groups, frozenset[GroupKey]]:
    """Return what `change` returns after several changes, each a pair of the article before and after."""
    steps = list(changes)
    if len(steps) > 1:
        # All old articles are removed before a new one is inserted: `items` has the order of after the changes only.
        steps = [(before, None) for before, _ in changes if before] + [(None, after) for _, after in changes if after]
    touched = set[GroupKey]()
    for before, after in steps:
        groups, of_step = change(groups, before, after, items)
        touched |= of_step
    return groups, frozenset(touched)


def _numbered(groups: Groups, path: str) -> tuple[tuple[str, ...], int]:
    """Return the paths, extended by a path if it has no number yet, and the number of the path."""
    paths, number = groups.paths, groups.numbers.get(path)
    if number is not None:
        return paths, number
    free = paths.index("") if "" in paths else len(paths)
    return (*paths[:free], path, *paths[free + 1 :]), free


def linked_files(refs: tuple[Ref, ...], from_path: str, image: Image | None = None) -> dict[str, None]:
    """Return the paths in content/ that references and a picture name, each once, in order; the files need not exist."""
    targets = [(path_of(ref), ref) for ref in refs if not (ref.target.startswith("//") or is_address(ref))]
    named = [unquote(target) for target, ref in targets if target or ref.is_image]
    if image:
        named.append(unquote(image.src))
    return {path: None for target in named if (path := resolve(target, from_path))}


def linked_addresses(refs: tuple[Ref, ...], own_links: tuple[Ref, ...]) -> dict[str, None]:
    """Return the addresses on this site that references and links to the site name, each once; the values are all None."""
    return {unquote(path_of(ref)): None for ref in refs if is_address(ref)} | {link.target: None for link in own_links}


def is_address(ref: Ref) -> bool:
    """Does a reference name an address on this site, and no file?"""
    path = path_of(ref)
    return path.startswith("/") and not (ref.is_image or path.endswith(".md") or ref.target.startswith("//"))


def path_of(ref: Ref) -> str:
    """Return the target of a reference without its query and its fragment."""
    return ref.target.partition("#")[0].partition("?")[0]


def resolve(target: str, from_path: str) -> str | None:
    """Return a target's path, relative to the content file, or to content/ after a slash; None if outside content/."""
    start = _CONTENT if target.startswith("/") else posixpath.dirname(from_path)
    resolved = posixpath.normpath(posixpath.join(start, target.lstrip("/")))
    return resolved if resolved.startswith(_CONTENT) and "\\" not in resolved else None


def feed_order(item: Item) -> tuple[object, ...]:
    """Return the key by which feeds sort articles: the last one that became public is first."""
    return (-public_from(item).timestamp(), *newest_first(item))


#: The order of articles in groups of a kind, if it is not newest first.
_ORDERS: Final[Mapping[str, Callable[[Item], tuple[object, ...]]]] = {
    BRIEFING: lambda item: (item.weight, *newest_first(item)),
    CHANGED: lambda item: (-item.newest, *newest_first(item)),
    FEED: feed_order,
}


def _unpacked(packed: bytes) -> "array[int]":
    return array(_TYPE, packed)
