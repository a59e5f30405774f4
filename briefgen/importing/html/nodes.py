"""Floor 7. An element of a page."""

from typing import Final

BLOCKS: Final = frozenset(
    """
    address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure footer
    form h1 h2 h3 h4 h5 h6 head header hgroup hr html legend li main menu nav ol optgroup option p pre search section summary
    table tbody td tfoot th thead title tr ul
    """.split()
)


class Node:
    """An element: its children in order, elements and texts. `first` and `end` are its blocks, once these are counted."""

    __slots__ = ("attrs", "children", "end", "first", "is_block", "parent", "tag")

    def __init__(self, tag: str, attrs: dict[str, str], parent: "Node | None") -> None:
        self.tag = tag
        self.attrs = attrs
        self.parent = parent
        self.children: list[Node | str] = []
        self.first = self.end = 0
        #: Does it stand on lines of its own?
        self.is_block = tag in BLOCKS or tag.startswith("amp-")
