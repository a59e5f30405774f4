"""Floor 7. The settings of the new project: what the old site's configuration says, and the regions of the map."""

import re
from typing import Final

from briefgen.content.frontmatter import write_yaml
from briefgen.content.schema.links import is_base_url
from briefgen.importing.migrating.categories import RegionMap
from briefgen.importing.migrating.model import OldSite
from briefgen.importing.migrating.naming import ARTICLES
from briefgen.importing.migrating.ways import clean

_HEAD: Final = """\
# Written by `briefgen migrate`. migration/report.md says what became of the old site.
"""
_LANGUAGE_LIMIT: Final = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")


def settings_text(site: OldSite, regions: RegionMap, name: str) -> str:
    """Return `briefgen.yml`; `name` stands for the title of a site that has none."""
    values: dict[str, object] = {"title": clean(site.title) or clean(name) or "Briefs"}
    if tagline := clean(site.tagline):
        values["tagline"] = tagline
    if base := base_url_of(site):
        values["base_url"] = base
    language = site.language.replace("_", "-")
    values["language"] = language if _LANGUAGE_LIMIT.fullmatch(language) else "en"
    values["time_zone"] = site.time_zone
    values["regions"] = regions.regions
    reason = "taken over from the old site, which named no sources"
    values["accept"] = [{"path": f"{ARTICLES}/*", "code": "no-source", "reason": reason}]
    return _HEAD + write_yaml(values)


def base_url_of(site: OldSite) -> str:
    """Return the URL of the old site, with a slash at its end; empty if it is none that a site can have."""
    url = site.base_url.rstrip("/") + "/"
    return url if is_base_url(url) else ""
