"""Floor 8. What the last build left in the output folder, and what of it is kept as it lies there."""

import time
from collections.abc import Collection, Iterator, Mapping, Set

from briefgen.build.manifest import Manifest
from briefgen.build.rows import Made, look_again
from briefgen.disk.signatures import (
    SignatureTuple,
    digest_of_signatures,
    output_recent_until_ns,
    read_signature,
    read_signatures,
)
from briefgen.plan.kinds.search import SearchIndex
from briefgen.project.site import Site


class UnchangedOutputs:
    """The outputs that the last build left in a folder, and which of them are kept.

    All are looked at in one go, and those that are not as they were left closer. Nothing is kept where what pages share is
    another, and none of a layout that is.
    """

    def __init__(self, site: Site, old: Manifest | None, folder: str | None) -> None:
        """Take the site, the manifest of the last build, and the folder; without one, everything counts as there."""
        self._folder = folder
        #: What the last build made, if anything of it may be kept.
        self.outputs = old.outputs if old is not None and old.frame == site.frame else None
        #: How each lies there, by path; empty where all lie as they were left.
        self._stamps: Mapping[str, SignatureTuple] = {}
        #: What was looked at closer, as it lies there now.
        self.again: dict[str, Made] = {}
        #: What of that may change again and look the same, and what could after the last build.
        self.young: set[str] = set()
        self._were_young: Set[str] = frozenset()
        #: What is there already.
        self.kept: set[str] = set()
        #: The layouts that are made of what they were made of then: a page of another is made again.
        self.layouts: Set[str] = frozenset()
        self._are_as_left = self._are_sound = False
        if old is not None and self.outputs is not None:
            self.layouts = {name for name, digest in old.closures.items() if not name or site.closures(name) == digest}
            self._are_sound = self.layouts == old.closures.keys()
            self._were_young = old.young.keys()
            self._are_as_left = folder is None or self._look(folder, old.lay)

    def _look(self, folder: str, lay: str) -> bool:
        """Look at all outputs: do they lie as they were left?"""
        assert self.outputs is not None
        found = read_signatures(folder, self.outputs)
        if found is not None and digest_of_signatures(found) == lay:
            return True
        one_by_one = () if found else (read_signature(f"{folder}/{path}") for path in self.outputs)
        stamps = zip(self.outputs, found or one_by_one, strict=True)
        self._stamps = {path: stamp for path, stamp in stamps if stamp is not None}
        return False

    def keep(self, path: str, key: bytes, layout: str) -> bool:
        """Keep an output, if it was made by a recipe of this key, and has the bytes that it had."""
        made = self.outputs.get(path) if self.outputs is not None else None
        if made is None or made.key != key or made.layout != layout or not self._is_there(path, made):
            return False
        self.kept.add(path)
        return True

    def keep_all(self, paths: Collection[str]) -> bool:
        """Keep outputs of unchanged recipes, if all of them are known, and have the bytes that they had."""
        known = self.outputs
        if known is None or not known.numbers.keys() >= set(paths):
            return False
        is_all_there = self._are_as_left and self._are_sound and self._were_young.isdisjoint(paths)
        if not is_all_there and not all(self._is_there(path, known[path]) for path in paths):
            return False
        self.kept.update(paths)
        return True

    def files_of(self, indexes: Collection[SearchIndex]) -> Iterator[tuple[SearchIndex, list[str]]]:
        """Give each piece of the search index, with the files of it that the last build made from the same items."""
        files: dict[bytes, list[str]] = {index.key: [] for index in indexes}
        if files and self.outputs is not None:
            for path, made in self.outputs.items():
                if made.key in files:
                    files[made.key].append(path)
        for index in indexes:
            yield index, files[index.key]

    def _is_there(self, path: str, made: Made) -> bool:
        """Does an output lie there with the bytes that it had, and is its layout the one that it was?"""
        if made.layout not in self.layouts:
            return False
        if self._folder is None:
            return True
        if path not in self._were_young and (self._are_as_left or self._stamps.get(path) == made.signature):
            return True
        seen_at, there = time.time_ns(), look_again(made, f"{self._folder}/{path}")
        if there is None:
            return False
        self.again[path] = there
        if seen_at <= output_recent_until_ns(there.signature):
            self.young.add(path)
        return True
