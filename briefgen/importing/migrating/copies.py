"""Floor 7. The files of an old site that are no texts: which are copied beside the articles, which keep their old address.

A picture or a file that a text names goes to content/, where briefgen knows its size and gives it an address that changes
with its content. All others keep their old address, in static/.
"""

from collections.abc import Callable, Mapping

import msgspec

from briefgen.importing.migrating.claims import Claims
from briefgen.importing.migrating.model import FileFate
from briefgen.importing.migrating.naming import Names, is_portable
from briefgen.plan.media import FILES, IMAGES


class Copies:
    """The files that are copied; `addresses` leads from old paths to old addresses (see `OldSite.copies`)."""

    def __init__(
        self, addresses: Mapping[str, str], names: Names, claims: Claims, is_picture: Callable[[str], bool]
    ) -> None:
        """Take the files, and what is taken already; `is_picture` says whether a file is a picture as its name says."""
        self.addresses, self._names, self._claims, self._is_picture = addresses, names, claims, is_picture
        #: Old paths to paths in content/; empty for a file that a text names and that is of no such kind.
        self._media: dict[str, str] = {}
        #: Old paths to why the file cannot have its old address; empty if it has it.
        self._static: dict[str, str] = {}

    def claim_all_but_media(self) -> None:
        """Give the files that can only be in static/ their old addresses, before links and aliases ask for any."""
        for path in self.addresses:
            if path.rpartition(".")[2].lower() not in IMAGES | FILES:
                self.keep_address(path)

    def medium(self, path: str) -> str:
        """Return the path in content/ of a picture or a file that a text names; empty if its kind is not published."""
        if path not in self._media:
            form = path.rpartition(".")[2].lower()
            is_good = form in FILES or (form in IMAGES and self._is_picture(path))
            self._media[path] = self._names.media(path) if is_good else ""
        return self._media[path]

    def keep_address(self, path: str) -> str:
        """Give a file its old address; return why that cannot be, or empty text."""
        if path not in self._static:
            address = self.addresses[path]
            if not address:
                self._static[path] = "no text names it, and the old site did not publish it by itself"
            elif not is_portable(address):
                self._static[path] = "its name cannot be published on every system"
            else:
                taken = self._claims.claim(address, path)
                self._static[path] = f"its address is taken: {taken} has it" if taken else ""
        return self._static[path]

    def fates(self) -> tuple[list[FileFate], dict[str, str]]:
        """Return what became of the files, and where they are copied: new paths to old ones. All texts were looked at."""
        fates: list[FileFate] = []
        copies: dict[str, str] = {}
        for path, address in self.addresses.items():
            fate = FileFate(path=path, what="copied", address=address)
            if media := self._media.get(path, ""):
                copies[media] = path
                fates.append(msgspec.structs.replace(fate, to=(media,), reason="a text names it"))
            elif reason := self.keep_address(path):
                fates.append(msgspec.structs.replace(fate, what="left out", reason=reason))
            else:
                copies[f"static{address}"] = path
                fates.append(msgspec.structs.replace(fate, to=(f"static{address}",), reason="at its old address"))
        return fates, copies
