"""Floor 9. The search index in the preview: a piece is made when a browser first requests one of its files.

So no edit waits for the index, and a preview without a search does not make it. A piece is cached until its items change.
"""

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from briefgen.build.search_index import make_index
from briefgen.plan.kinds.search import SearchIndex
from briefgen.project.site import Site


@dataclass(slots=True)
class _Piece:
    """A cached piece: its files by output path, digests of its items, and the preview's version at the last comparison."""

    files: Mapping[str, bytes]
    source: object
    version: str


@dataclass(slots=True)
class Indexes:
    """The cache of pieces, by the address of each piece's folder."""

    _pieces: dict[str, _Piece] = field(default_factory=dict)
    # A browser requests several files of a piece at once, and one run of Pagefind makes all of them.
    _making: threading.Lock = field(default_factory=threading.Lock)

    def find(self, site: Site, path: str, version: str) -> bytes | None:
        """Return a file of the index by its output path, or None if it does not exist; raises BriefgenError."""
        index = next((one for one in site.plan.indexes if path.startswith(one.address.removeprefix("/"))), None)
        if index is None:
            return None
        with self._making:
            piece = self._pieces.get(index.address)
            if piece is None or piece.version != version:
                source = _source_of(site, index)
                files = piece.files if piece and piece.source == source else dict(make_index(site, index))
                piece = self._pieces[index.address] = _Piece(files, source, version)
        return piece.files.get(path)


def _source_of(site: Site, index: SearchIndex) -> object:
    """Return what a piece is made from, by digests: an edit that leaves the plan as it is changes what an article says."""
    store = site.plan.store
    return index.key, tuple([store.entry(item.path).own for item in index.items])
