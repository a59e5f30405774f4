"""Floor 8. Addresses that a build removes although their articles are still published, at other addresses.

Only the cache of the last build knows the old addresses. So each is told once, by the build that removes it; a build without
a cache, or after one that stopped, cannot know.
"""

from collections.abc import Collection, Iterator, Mapping

from briefgen.plan.items import Item
from briefgen.plan.planning import place_of_key
from briefgen.project.records import Record
from briefgen.project.site import Site
from briefgen.text.permalinks import output_path
from briefgen.values.diagnostics import Diagnostic, finding


def moved_articles(
    site: Site, before: Mapping[str, Record], paths: Collection[str], gone: Collection[str]
) -> Iterator[Diagnostic]:
    """Report articles whose old address no page or redirect has any more (`moved-address`).

    `before` has the records of the last build, `paths` are those of content files that may have changed since, and `gone`
    the output paths that were removed.
    """
    known = site.memory.known
    came = [path for path in paths if path not in before]
    for path in paths:
        record = before.get(path)
        if record is None or record.item is None or output_path(record.item.address) not in gone:
            continue
        # A renamed file has another path, and most often the same text.
        renamed = [new for new in came if record.body and known[new].body == record.body] if path not in known else [path]
        item = site.plan.planning.items.get(renamed[0]) if len(renamed) == 1 else None
        if item is not None and item.address != record.item.address:
            yield _moved(site, record.item, item)


def _moved(site: Site, old: Item, new: Item) -> Diagnostic:
    causes = [
        *(["date"] if old.day != new.day else []),
        *(["regions", "region"] if old.home != new.home else []),
        "slug",
        "title",
    ]
    span = place_of_key(site.plan.store, new.path, *causes)
    hint = f"add {old.address} to aliases:" if new.aliases else f"add aliases: [{old.address}]"
    message = f"the article was at {old.address} and is now at {new.address}, so links to it lead nowhere"
    return finding("moved-address", span, message, hint)
