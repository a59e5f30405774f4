"""Floor 3. The index of the registry of sources: half a dozen look-ups an article are too many for a search of the list."""

import functools
from urllib.parse import urlsplit

from briefgen.values.model import Publisher, Source


class Publishers:
    """The registered publishers by key, by name, and by the host of their sites; if two have the same, the first counts."""

    def __init__(self, registry: tuple[Publisher, ...]) -> None:
        """Take the publishers in the order of the settings."""
        self._by_name: dict[str, Publisher] = {}
        self._by_host: dict[str, Publisher] = {}
        for publisher in registry:
            self._by_name.setdefault(publisher.key, publisher)
            self._by_name.setdefault(publisher.name.casefold(), publisher)
            self._by_host.setdefault(host_of(publisher.url), publisher)

    def find(self, source: Source) -> Publisher | None:
        """Return the registered publisher of a source, or None; found by the source's name, or by its URL if it has none."""
        if source.name:
            return self._by_name.get(source.name.casefold())
        host = host_of(source.url)
        return self._by_host.get(host) if host else None


@functools.lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """Return the host of a URL without `www.`; empty if the URL has no host."""
    # Cached, since item, card and feed entry of an article need the same hosts.
    return (urlsplit(url).hostname or "").removeprefix("www.")
