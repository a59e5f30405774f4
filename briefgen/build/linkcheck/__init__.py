"""Floor 8. Links that leave the site: which there are, whether they still lead somewhere, and archived copies of sources."""

from briefgen.build.linkcheck.archiving import FIND, SAVE, Archive, Copied, archive_sources
from briefgen.build.linkcheck.checking import LinkOptions, LinkReport, check_links
from briefgen.build.linkcheck.history import Rule

__all__ = [
    "FIND",
    "SAVE",
    "Archive",
    "Copied",
    "LinkOptions",
    "LinkReport",
    "Rule",
    "archive_sources",
    "check_links",
]
