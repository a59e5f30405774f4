"""Floor 8. Addresses that a build removes although what was there is still published, at another address.

Only the cache of the last build knows the old addresses. The build that removes one tells it, and notes it in the manifest.
From then on `check` tells it, until an alias is there. A build without a cache, or after one that stopped, cannot know.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from briefgen.build.manifest import Move
from briefgen.plan.items import Item
from briefgen.plan.planning import PAGE_NOTES, REGION_NOTES, STORY_NOTES, place_of_key
from briefgen.plan.site_context import standing_of
from briefgen.project.records import Record
from briefgen.project.site import Site
from briefgen.text import permalinks
from briefgen.text.permalinks import output_path
from briefgen.text.slugs import slug_in_script
from briefgen.values.diagnostics import Diagnostic, Span, finding
from briefgen.values.model import UrlPath

#: The address of what a note of a folder is about, by the name of its file.
_ADDRESSES: Final = {
    PAGE_NOTES: permalinks.standing,
    REGION_NOTES: permalinks.region,
    STORY_NOTES: permalinks.story,
}
#: The addresses of articles and notes. A cache can come from a stranger, and an address of a move is written into a file.
_SAFE_PART: Final = re.compile(r"[a-z0-9_-]+")


def new_moves(site: Site, before: Mapping[str, Record], paths: Collection[str], gone: Collection[str]) -> Iterator[Move]:
    """Give the content files whose old address no page or redirect has any more.

    `before` has the records of the last build, `paths` are those of content files that may have changed since, and `gone`
    the output paths that were removed.
    """
    known = site.memory.known
    # A renamed file has another path, and most often the same text.
    came: dict[str, list[str]] = {}
    for path in paths:
        if path not in before and path in known:
            came.setdefault(known[path].body, []).append(path)
    for path in paths:
        record = before.get(path)
        address = _address_before(record) if record else None
        if record is None or address is None or output_path(address) not in gone:
            continue
        renamed = [path] if path in known else came.get(record.body, []) if record.body else []
        if len(renamed) == 1 and _address_now(site, renamed[0]) not in {None, address}:
            yield Move(renamed[0], address, _causes(record.item, site.plan.planning.items.get(renamed[0])))


def open_moves(site: Site, moves: Iterable[Move], now: Collection[str]) -> tuple[Move, ...]:
    """Return the moves that are not done with: nothing is at the old address, and the file is published at another one.

    `now` has the paths of all outputs.
    """
    gone = [one for one in moves if _is_safe(one.address) and output_path(UrlPath(one.address)) not in now]
    each = {(move.path, move.address): move for move in gone}
    addresses = [(move, _address_now(site, move.path)) for move in each.values()]
    return tuple(move for move, address in addresses if address is not None and output_path(address) in now)


def tell_move(site: Site, move: Move) -> Diagnostic:
    """Return the finding of a move (`moved-address`), with the alias to add."""
    item, what = site.plan.planning.items.get(move.path), "the article"
    if item is not None:
        span, aliases = place_of_key(site.plan.store, move.path, *move.causes, "slug", "title"), item.aliases
    else:
        folder, key = _note(move.path) or ("", "")
        span, what = Span(path=move.path), "the page"
        aliases = tuple(map(UrlPath, standing_of(site.plan.planning.note(folder, key)).aliases))
    hint = f"add {move.address} to aliases" if aliases else f"add aliases: [{move.address}]"
    now = _address_now(site, move.path)
    message = f"{what} was at {move.address} and is now at {now}, so links to it lead nowhere"
    return finding("moved-address", span, message, f"{hint}, or run briefgen check --fix")


def _is_safe(address: str) -> bool:
    parts = address.removeprefix("/").removesuffix("/").split("/")
    is_whole = address == f"/{'/'.join(parts)}/"
    return is_whole and all(_SAFE_PART.fullmatch(part) or (part and slug_in_script(part) == part) for part in parts)


def _address_before(record: Record) -> UrlPath | None:
    """Return the address that a content file had; None for a note about a briefing, and for an article with an error."""
    note = _note(record.path)
    return record.item.address if record.item else _ADDRESSES[note[0]](note[1]) if note else None


def _address_now(site: Site, path: str) -> UrlPath | None:
    """Return the address at which a content file is published; None if it is not."""
    item, note = site.plan.planning.items.get(path), _note(path)
    if item is not None:
        return item.address
    return _ADDRESSES[note[0]](note[1]) if note and path in site.plan.planning.notes else None


def _note(path: str) -> tuple[str, str] | None:
    """Return folder and key of a note that has an address of its own."""
    parts = path.removesuffix(".md").split("/")
    return (parts[1], parts[2]) if len(parts) == 3 and parts[1] in _ADDRESSES else None


def _causes(old: Item | None, new: Item | None) -> tuple[str, ...]:
    if old is None or new is None:
        return ()
    return (*(("date",) if old.day != new.day else ()), *(("regions", "region") if old.home != new.home else ()))
