"""Floor 2. The headings of a body: levels from 2 on without gaps, and ids that are unique in it."""

import re
from typing import Final

from briefgen.text.slugs import anchor
from briefgen.values.model import Heading

#: Ids that footnotes have.
_FOOTNOTE_ID: Final = re.compile(r"fn(?:ref)?-\d")


class Outline:
    """The headings of one body, put in order one after the other."""

    def __init__(self) -> None:
        """Begin without any."""
        self.headings: list[Heading] = []
        self._taken: dict[str, int] = {}
        self._path: list[int] = []

    def add(self, written: int, text: str) -> Heading:
        """Return the next heading, given the level that it was written with."""
        path = self._path
        while path and path[-1] >= written:
            path.pop()
        path.append(written)
        heading = Heading(level=min(len(path) + 1, 6), id=_unique(anchor(text), self._taken), text=text)
        self.headings.append(heading)
        return heading


def _unique(name: str, taken: dict[str, int]) -> str:
    """Return the name, with the next number behind it where it is taken."""
    base = name or "section"
    if _FOOTNOTE_ID.match(base):
        base = f"section-{base}"
    candidate, number = base, taken.get(base, 0)
    while number and candidate in taken:
        number += 1
        candidate = f"{base}-{number}"
    taken[base] = max(number, 1)
    taken.setdefault(candidate, 1)
    return candidate
