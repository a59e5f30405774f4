"""Floor 8. Links that leave the site: which there are, whether they still lead somewhere, and archived copies of sources."""

from briefgen.build.linkcheck.checking import LinkOptions, LinkReport, check_links
from briefgen.build.linkcheck.history import Rule

__all__ = ["LinkOptions", "LinkReport", "Rule", "check_links"]
