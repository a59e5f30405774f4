"""Floor 3. The registry of sources, ready to be asked: a context has dozens, and an article asks half a dozen times."""

import functools
from urllib.parse import urlsplit

from briefgen.values.model import Publisher, Source


class Publishers:
    """The registered publishers by key and name, and by the host of their sites; the first one of several."""

    def __init__(self, registry: tuple[Publisher, ...]) -> None:
        """Take them in the order of the settings."""
        self._by_name: dict[str, Publisher] = {}
        self._by_host: dict[str, Publisher] = {}
        for publisher in registry:
            self._by_name.setdefault(publisher.key, publisher)
            self._by_name.setdefault(publisher.name.casefold(), publisher)
            self._by_host.setdefault(host_of(publisher.url), publisher)

    def find(self, source: Source) -> Publisher | None:
        """Return the publisher that a source names or, where it names nobody, whose host its URL is on."""
        if source.name:
            return self._by_name.get(source.name.casefold())
        host = host_of(source.url)
        return self._by_host.get(host) if host else None


@functools.lru_cache(maxsize=1024)
def host_of(url: str) -> str:
    """Return the host of a URL without `www.`; nothing where it has none."""
    # An article's item, card and entry in feeds ask half a dozen times for the same.
    return (urlsplit(url).hostname or "").removeprefix("www.")
