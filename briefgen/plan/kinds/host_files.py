"""Floor 3. Files for hosts and their visitors that are no readers: headers, redirects, and the policy on data mining."""

from collections.abc import Iterator

from briefgen.plan.groups import ALIASED, STORY
from briefgen.plan.planning import PAGE_NOTES, REGION_NOTES, STORY_NOTES, Planning
from briefgen.plan.recipes import Document, Kind, Ready
from briefgen.plan.site_context import standing_of
from briefgen.text import permalinks
from briefgen.values.model import UrlPath
from briefgen.values.parts import MiningPolicy, ServerRules


def host_file_recipes(_key: str, planning: Planning) -> Iterator[Document]:
    """Give `_headers` and `_redirects` if the settings ask for them, and the policy on data mining if there is one."""
    settings = planning.context.settings
    if settings.host_files:
        rules = server_rules(planning)
        yield Document(HOST_FILE, permalinks.HEADERS, Ready(view=ServerRules(base=rules.base, redirects=())))
        yield Document(HOST_FILE, permalinks.REDIRECTS, Ready(view=rules))
    if settings.ai_use != "allow":
        yield Document(HOST_FILE, permalinks.MINING, Ready(view=MiningPolicy()))


def server_rules(planning: Planning) -> ServerRules:
    """Return the redirects of all aliases, in order of the old address, and what the settings say is gone."""
    base = planning.context.site.base
    found = {alias: item.address for item in planning.of(ALIASED) if item.badge is None for alias in item.aliases}
    for folder, keys, address in (
        (REGION_NOTES, planning.context.regions, permalinks.region),
        (STORY_NOTES, planning.groups.keys(STORY), permalinks.story),
        (PAGE_NOTES, planning.page_keys, permalinks.standing),
    ):
        for key in keys:
            note = planning.note(folder, key)
            found |= {UrlPath(alias): address(key) for alias in standing_of(note).aliases} if note is not None else {}
    return ServerRules(
        base=base,
        redirects=tuple((_below(base, old), _below(base, new)) for old, new in sorted(found.items())),
        gone=tuple(_below(base, address) for address in planning.context.settings.gone),
    )


def _below(base: str, address: str) -> str:
    return base + address.removeprefix("/")


HOST_FILE = Kind("host-file")
