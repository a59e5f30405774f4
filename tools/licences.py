"""Write docs/licences.md: the licence of every package of constraints.txt, as its installed metadata states it.

make licences
"""

import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, files, metadata
from pathlib import Path

ROOT = Path(__file__).parent.parent
HEAD = """\
# Licences

What the metadata of each package of `constraints.txt` says of its licence: `make licences` writes this page anew. Why each
package is here, and which of them a run without extras needs: [Dependencies](dependencies.md). What briefgen runs with is
also in a software bill of materials, for programs: [sbom.cdx.json](sbom.cdx.json).

| package | version | licence |
|---|---|---|
"""
#: Characters of the longest name of a licence; a longer text is the licence itself.
LONGEST_NAME = 60


def main() -> None:
    """Write docs/licences.md."""
    rows = "".join(f"| `{name}` | {version} | {licence_of(name)} |\n" for name, version in pins())
    (ROOT / "docs" / "licences.md").write_text(HEAD + rows, "utf-8")


def pins() -> Iterator[tuple[str, str]]:
    """Give name and version of each package of constraints.txt, by name."""
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    yield from sorted(tuple(line.split("==")) for line in lines if "==" in line)  # type: ignore[misc] # two parts each


def licence_of(name: str) -> str:
    """Return the licence of a package: its expression, else classifiers, else the old field if that is a name.

    If there is none of these, the title of the package's licence file.
    """
    try:
        found = metadata(name)
    except PackageNotFoundError:
        sys.exit(f"{name} is not installed: make the environment with all extras first")
    if expression := found.get("License-Expression"):
        return str(expression)
    classifiers = [line.rpartition(" :: ")[2] for line in found.get_all("Classifier") or () if line.startswith("License ::")]
    named = [line for line in classifiers if line != "OSI Approved"]
    written = " ".join(str(found.get("License") or "").split())
    return " or ".join(named) or (written if 0 < len(written) <= LONGEST_NAME else title_of(name))


def title_of(name: str) -> str:
    """Return the first line with text of a package's licence file; `not stated` if there is none."""
    for file in files(name) or ():
        if file.name.upper().startswith(("LICENSE", "LICENCE", "COPYING")):
            return next((line.strip() for line in file.read_text("utf-8").splitlines() if line.strip()), "not stated")
    return "not stated"


if __name__ == "__main__":
    main()
