"""Floor 2. Where the keys and values of a YAML text begin and end, for a change at one place. A door to yaml."""

import yaml

from briefgen.content.frontmatter.events import Loader


def nodes_of(text: str) -> list[tuple[yaml.Event, list[yaml.Event]]]:
    """Return the events of key and value for each key of the outermost mapping; none if it is written between braces."""
    depth, nodes, node = 0, list[list[yaml.Event]](), list[yaml.Event]()
    for event in _events(text):
        if depth == 0 and getattr(event, "flow_style", False):
            return []
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > 0:
            node.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth == 1 and node:
            nodes.append(node)
            node = []
    return [(name[0], value) for name, value in zip(nodes[::2], nodes[1::2], strict=False)]


def children_of(events: list[yaml.Event]) -> list[list[yaml.Event]]:
    """Return the events of each node in a list or mapping: keys and values in turn."""
    depth, found, node = 0, list[list[yaml.Event]](), list[yaml.Event]()
    for event in events[1:-1]:
        depth -= isinstance(event, yaml.CollectionEndEvent)
        node.append(event)
        depth += isinstance(event, yaml.CollectionStartEvent)
        if depth == 0:
            found.append(node)
            node = []
    return found


def _events(text: str) -> list[yaml.Event]:
    parser = Loader(text)
    found: list[yaml.Event] = []
    try:
        while parser.check_event():
            found.append(parser.get_event())
    finally:
        parser.dispose()
    return found


def begin_of(text: str, event: yaml.Event) -> tuple[int, int]:
    """Return line, from 1 as the first fence is line 0, and column, from 0, of the first character of an event."""
    assert event.start_mark is not None
    return _position(text, event.start_mark.index)


def end_of(text: str, event: yaml.Event) -> tuple[int, int]:
    """Return line and column behind the last character of an event."""
    assert event.end_mark is not None
    return _position(text, event.end_mark.index)


def _position(text: str, index: int) -> tuple[int, int]:
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1)
