"""Floor 3. The region tree by key: parents, first-level region, order, hue and links of each region."""

from collections.abc import Iterator

import msgspec

from briefgen.text import permalinks
from briefgen.values.model import Region
from briefgen.values.parts import RegionLink


class RegionIndex:
    """The region tree of the settings, indexed by key. Keys are unique, since `schema` has checked them.

    All methods that take a key raise KeyError if the tree does not have it.
    """

    def __init__(self, tree: tuple[Region, ...], site: permalinks.Site, language: str) -> None:
        """Take the first-level regions in order, the addresses of the site, and the language of the names of regions."""
        self._site = site
        self._language = language
        self._regions: dict[str, Region] = {}
        self._parents: dict[str, tuple[str, ...]] = {}
        self._links: dict[str, RegionLink] = {}
        self._elsewhere: dict[str, frozenset[str]] = {}
        for hue, region in enumerate(tree, start=1):
            self._add(region, (), hue)

    def __contains__(self, key: str) -> bool:
        return key in self._regions

    def __iter__(self) -> Iterator[str]:
        """Give all keys in the order of the settings, parents before children."""
        return iter(self._regions)

    def first_level(self) -> tuple[str, ...]:
        """Return the keys of the first level, in the order of the settings."""
        return tuple(key for key in self._regions if not self._parents[key])

    def parents(self, key: str) -> tuple[str, ...]:
        """Return the keys of all regions above a region, from the first level down; none for a first-level region."""
        return self._parents[key]

    def children(self, key: str) -> tuple[str, ...]:
        """Return the keys directly below a region, in the order of the settings."""
        return tuple(region.key for region in self._regions[key].regions)

    def below(self, key: str) -> tuple[str, ...]:
        """Return the keys of all regions below a region, in the order of the settings, parents before children."""
        return tuple(found for child in self.children(key) for found in (child, *self.below(child)))

    def elsewhere(self, key: str) -> frozenset[str]:
        """Return the keys of all regions under another first-level region, and of the siblings of a region."""
        found = self._elsewhere.get(key)
        if found is None:
            found = self._elsewhere[key] = frozenset(
                other
                for other in self._regions
                if self.top(other) != self.top(key) or (other != key and self._parents[other] == self._parents[key])
            )
        return found

    def top(self, key: str) -> str:
        """Return the key of the first-level region that a region is in; a first-level region is in itself."""
        return (*self._parents[key], key)[0]

    def countries(self, key: str) -> tuple[str, ...]:
        """Return the country codes of a region and of all regions below it, each once, in the order of the settings."""
        region = self._regions[key]
        below = (code for child in region.regions for code in self.countries(child.key))
        return tuple(dict.fromkeys((*region.countries, *below)))

    def name(self, key: str) -> str:
        """Return the name of a region in the site's language, or its `name` if it has none in that language."""
        region = self._regions[key]
        return region.names.get(self._language) or region.names.get(self._language.split("-")[0]) or region.name

    def link(self, key: str, count: int = 0) -> RegionLink:
        """Return a link to the page of a region; all regions below a first-level region have its hue."""
        return msgspec.structs.replace(self._links[key], count=count) if count else self._links[key]

    def _add(self, region: Region, parents: tuple[str, ...], hue: int) -> None:
        self._regions[region.key] = region
        self._parents[region.key] = parents
        href = self._site.href(permalinks.region(region.key))
        self._links[region.key] = RegionLink(key=region.key, name=self.name(region.key), href=href, hue=hue, count=0)
        for child in region.regions:
            self._add(child, (*parents, region.key), hue)
