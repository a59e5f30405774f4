"""Floor 6. An edit that changes what an article says, and nothing about where it stands: no need to plan again.

A plan holds items; what pages show of an article they fetch by its path. So if an item is the same but for the digests of
what it says, and keeps its place among the others, the plan of the site is the one that there was. A title can move it among
those of its day: whoever asks says what is to be done then.
"""

import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from briefgen.disk.sources import Signature, look_at, read_file
from briefgen.plan.context import article_of
from briefgen.plan.desk import Desk
from briefgen.plan.items import Item, make_item, newest_first
from briefgen.project.entries import Reading, parse_content
from briefgen.project.memory import KnownBodies, Memory
from briefgen.project.records import Record
from briefgen.text.encoding import FILE_LIMIT
from briefgen.values.model import Entry, Ref


class Edit(msgspec.Struct, frozen=True):
    """An article as it was and as it is now. `known` is its old record, if its body is the same."""

    old: Item
    item: Item
    signature: Signature
    reading: Reading
    known: Record | None

    def keeps_place(self, neighbours: Callable[[str], tuple[Item | None, Item | None]]) -> bool:
        """Does it stand where it stood among the others, given what tells the items before and after one, by its path?"""
        if self.item.headline == self.old.headline:
            return True
        before, after = neighbours(self.old.path)
        key = newest_first(self.item)
        return (before is None or newest_first(before) < key) and (after is None or key < newest_first(after))


def read_edit(root: Path, memory: Memory, record: Record, desk: Desk) -> Edit | None:
    """Read an article again, given its record; None where it is wrong, or differs in more than what it says."""
    read_at, signature = time.time_ns(), look_at(root, record.path)
    if record.item is None or signature is None:
        return None
    data = read_file(root, record.path, FILE_LIMIT).value
    if data is None:
        return None
    # A title may be mended in an article whose body takes a parser to read, which takes longer to load than all the rest.
    reading = parse_content(record.path, data, read_at, KnownBodies(memory, {record.path: record}))
    if reading.entry.content is None:
        return None
    item, before = make_item(reading.entry, desk), memory.entry_at(record.entry_at)
    if before.facts.anchors != reading.entry.facts.anchors or _sources_of(before) != _sources_of(reading.entry):
        return None
    if not _is_alike(record.item, item):
        return None
    is_same_body = bool(record.body) and reading.entry.body == record.body
    known = record if is_same_body else None
    return Edit(record.item, item, signature, msgspec.structs.replace(reading, body=b"") if known else reading, known)


def _sources_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return names and addresses of an article's sources: planning takes those of a source's page from its first item."""
    return tuple((source.name, source.url) for source in article_of(entry).sources)


def _is_alike(old: Item, new: Item) -> bool:
    """Are two items the same but for what an article says, and the lines on which it refers to something?"""
    alike = msgspec.structs.replace(
        new,
        whole=old.whole,
        own=old.own,
        card=old.card,
        feed=old.feed,
        headline=old.headline,
        body_line=old.body_line,
        words=old.words,
        refs=old.refs,
    )
    return alike == old and list(map(_aim, new.refs)) == list(map(_aim, old.refs))


def _aim(ref: Ref) -> tuple[str, bool]:
    return ref.target, ref.is_image
