"""Floor 7. Declared shadow roots: a reader sees them in the place of what stands in their element, slots filled from there.

Pages write an article into `<template shadowrootmode="open">`, or its frame, with slots for the article.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from briefgen.importing.html.nodes import Node

#: The tag that the tree has for a declared shadow root; an element of any other name may be a template that is not shown.
SHADOW: Final = "shadow-root"
_MODES: Final = frozenset(["open", "closed"])


def is_shadow_root(attrs: Mapping[str, str]) -> bool:
    """Do the attributes of a template declare a shadow root? The older of the two names was read by browsers until 2023."""
    return (attrs.get("shadowrootmode") or attrs.get("shadowroot") or "").lower() in _MODES


def compose(hosts: Iterable[Node]) -> None:
    """Put each shadow root in the place of what its element holds, which goes to the slots that are named for it.

    What no slot takes is not shown, and so is left out. Outer elements come before those inside of them.
    """
    for host in hosts:
        root = next((child for child in host.children if isinstance(child, Node) and child.tag == SHADOW), None)
        if root is None:
            continue
        given: dict[str, list[Node | str]] = {}
        for child in host.children:
            if child is not root:
                name = child.attrs.get("slot", "") if isinstance(child, Node) else ""
                given.setdefault(name, []).append(child)
        for slot in _slots(root):
            # The first slot of a name takes all; one that nothing is given keeps what it holds.
            taken = given.pop(slot.attrs.get("name", ""), [])
            if any(isinstance(child, Node) or child.strip() for child in taken):
                slot.children = taken
                for child in taken:
                    if isinstance(child, Node):
                        child.parent = slot
        host.children = [root]


def _slots(root: Node) -> list[Node]:
    """Return the slots of a shadow root in order, without those of shadow roots inside of it."""
    found: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "slot":
            found.append(node)
        stack += [child for child in reversed(node.children) if isinstance(child, Node) and child.tag != SHADOW]
    return found
