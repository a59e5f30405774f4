"""Floor 6. What the cache knows of a project's files: a record for each content file, and the rest of the index."""

import msgspec

from briefgen.disk.cache import Location
from briefgen.disk.sources import Signature
from briefgen.plan.items import Item
from briefgen.plan.media import Media
from briefgen.project.layouts import References
from briefgen.values.diagnostics import Diagnostic


class Record(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one content file.

    `read_at_ns` is the instant when the file was read, in nanoseconds, `digest` the digest of its bytes. `is_good` says
    whether the entry has content. `body` is the digest of the Markdown. `item` is set for a good article, and was made with
    the settings of `Rest.settings`. `entry_at`, `body_at` and `shown_at` (what lists show) are places in the pack; a length
    of 0 says that the pack does not have the value.
    """

    path: str
    signature: Signature
    read_at_ns: int
    digest: str
    is_good: bool
    findings: tuple[Diagnostic, ...]
    entry_at: Location
    body: str
    body_at: Location
    item: Item | None = None
    shown_at: Location = (0, 0)


def item_of(record: Record) -> Item | None:
    """Return the item of a record; None if the file is not a good article."""
    return record.item


class MediaRecord(msgspec.Struct, frozen=True, array_like=True):
    """What is known of one file beside the articles: when it was read, in nanoseconds, and whether it has front matter."""

    signature: Signature
    read_at_ns: int
    media: Media
    has_front_matter: bool = False


class Rest(msgspec.Struct, frozen=True, array_like=True):
    """What the index has beside the records of content files.

    Name and size of the pack in bytes, the bytes of the pack that were in use when they were last counted, the digest of the
    settings, files beside the articles, references of layouts, and the places of resized pictures in the pack.
    """

    pack: str
    pack_size: int
    in_use: int
    settings: str
    media: list[MediaRecord]
    references: References
    sizes: dict[str, Location]
