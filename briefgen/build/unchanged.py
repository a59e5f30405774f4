"""Floor 8. Which outputs of the last build are unchanged in the output folder, so that they are kept."""

import time
from collections.abc import Collection, Iterator, Mapping, Set

from briefgen.build.manifest import Manifest
from briefgen.build.rows import OutputRow, recheck
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
    """The outputs of the last build, and which of them are kept.

    The signatures of all files are compared at once. A file with another signature is kept if it has the bytes of the last
    build. No output is kept if what all pages share has changed, and no page is kept if its layout has changed.
    """

    def __init__(self, site: Site, old: Manifest | None, folder: str | None) -> None:
        """Take the site, the manifest of the last build, and the folder: without one every output counts as unchanged."""
        self._folder = folder
        #: The rows of the last build, if any output may be kept.
        self.outputs = old.outputs if old is not None and old.frame == site.frame else None
        #: The signatures of files now, by path; empty if all files are unchanged.
        self._signatures: Mapping[str, SignatureTuple] = {}
        #: The rows of outputs whose bytes were compared, with their signatures now.
        self.rechecked: dict[str, OutputRow] = {}
        #: Outputs that are too recent for their signatures to be trusted: now, and at the last build.
        self.recent_outputs: set[str] = set()
        self._were_recent: Set[str] = frozenset()
        #: The paths of outputs that are kept.
        self.kept: set[str] = set()
        #: The layouts that are unchanged, with all that they name.
        self.layouts: Set[str] = frozenset()
        self._are_unchanged = self._have_same_layouts = False
        if old is not None and self.outputs is not None:
            self.layouts = {name for name, digest in old.closures.items() if not name or site.closures(name) == digest}
            self._have_same_layouts = self.layouts == old.closures.keys()
            self._were_recent = old.recent_outputs.keys()
            self._are_unchanged = folder is None or self._compare(folder, old.signatures_digest)

    def _compare(self, folder: str, signatures_digest: str) -> bool:
        """Compare the signatures of all outputs: are all files unchanged?"""
        assert self.outputs is not None
        found = read_signatures(folder, self.outputs)
        if found is not None and digest_of_signatures(found) == signatures_digest:
            return True
        one_by_one = () if found else (read_signature(f"{folder}/{path}") for path in self.outputs)
        signatures = zip(self.outputs, found or one_by_one, strict=True)
        self._signatures = {path: stamp for path, stamp in signatures if stamp is not None}
        return False

    def keep(self, path: str, key: bytes, layout: str) -> bool:
        """Keep an output if its recipe had this key and layout and its file is unchanged; return whether it is kept."""
        made = self.outputs.get(path) if self.outputs is not None else None
        if made is None or made.key != key or made.layout != layout or not self._is_unchanged(path, made):
            return False
        self.kept.add(path)
        return True

    def keep_all(self, paths: Collection[str]) -> bool:
        """Keep outputs of unchanged recipes if all of them are known and unchanged; return whether they are kept."""
        known = self.outputs
        if known is None or not known.numbers.keys() >= set(paths):
            return False
        is_all_there = self._are_unchanged and self._have_same_layouts and self._were_recent.isdisjoint(paths)
        if not is_all_there and not all(self._is_unchanged(path, known[path]) for path in paths):
            return False
        self.kept.update(paths)
        return True

    def files_of(self, indexes: Collection[SearchIndex]) -> Iterator[tuple[SearchIndex, list[str]]]:
        """Give each piece of the search index, with its files that the last build made from the same articles."""
        files: dict[bytes, list[str]] = {index.key: [] for index in indexes}
        if files and self.outputs is not None:
            for path, made in self.outputs.items():
                if made.key in files:
                    files[made.key].append(path)
        for index in indexes:
            yield index, files[index.key]

    def _is_unchanged(self, path: str, made: OutputRow) -> bool:
        """Are the file and the layout of an output unchanged?"""
        if made.layout not in self.layouts:
            return False
        if self._folder is None:
            return True
        if path not in self._were_recent and (self._are_unchanged or self._signatures.get(path) == made.signature):
            return True
        seen_at, row = time.time_ns(), recheck(made, f"{self._folder}/{path}")
        if row is None:
            return False
        self.rechecked[path] = row
        if seen_at <= output_recent_until_ns(row.signature):
            self.recent_outputs.add(path)
        return True
