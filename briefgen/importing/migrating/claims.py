"""Floor 7. The addresses of the new site, each with who has it, so that no old address takes one that exists."""

from collections.abc import Iterable

from briefgen.content.frontmatter import Scalar
from briefgen.content.schema.kinds import Findings
from briefgen.content.schema.links import ALIAS
from briefgen.text import permalinks
from briefgen.text.permalinks import RESERVED, fold_path, output_path
from briefgen.values.model import Place, UrlPath

_PLACE = Place(line=1, column=1)


class Claims:
    """Addresses by their folded output path. A path is a file or a folder, and never both."""

    def __init__(self, regions: Iterable[str]) -> None:
        """Claim what every site has: its home, its lists, its feeds, and the pages of its regions."""
        self._owners: dict[str, str] = {}
        self._folders: dict[str, str] = {}
        for name in RESERVED:
            file = "." in name
            self.claim(f"/{name}" if file else f"/{name}/", "the site's own page")
        self.claim("/", "the site's home")
        for key in regions:
            region = permalinks.region(key)
            for address in (region, permalinks.atom(region), permalinks.json_feed(region)):
                self.claim(address, f"the region {key}")

    def claim(self, address: str, owner: str) -> str:
        """Claim an address; return who has it already, or who has a file where it needs a folder; empty if it was free."""
        path = fold_path(output_path(UrlPath(address)))
        above = [path[:index] for index, sign in enumerate(path) if sign == "/"]
        taken = (
            self._owners.get(path)
            or self._folders.get(path)
            or next((self._owners[folder] for folder in above if folder in self._owners), "")
        )
        if not taken:
            self._owners[path] = owner
            for folder in above:
                self._folders.setdefault(folder, owner)
        return taken


def alias_of(address: str) -> str:
    """Return an old address in the form of `aliases`; empty if it cannot be one."""
    findings = Findings("")
    found = ALIAS.read(Scalar(text=address, place=_PLACE), findings)
    return found if isinstance(found, str) and not findings.found else ""
