"""Floor 2. Located values in, articles and settings out; all checks of a single file.

Checks that need a second file (does the region exist, does the target of a link exist) are in `plan`.
"""

from typing import Final

from briefgen.content.frontmatter import split
from briefgen.content.schema.article import ARTICLE_TABLE, read_article, read_stray, slug_of_file, slug_of_name
from briefgen.content.schema.fields import Table
from briefgen.content.schema.kinds import JsonSchema
from briefgen.content.schema.links import is_base_url, is_web_url
from briefgen.content.schema.notes import (
    BRIEFING_TABLE,
    DAY_TABLE,
    PAGE_TABLE,
    REGION_TABLE,
    STORY_TABLE,
    read_briefing_note,
    read_day_note,
    read_standing_text,
)
from briefgen.content.schema.settings import REGION_TABLE as REGION_NODE_TABLE
from briefgen.content.schema.settings import SETTINGS_FILE, SETTINGS_TABLE, read_labels, read_settings, region_keys

__all__ = [
    "ARTICLE_TABLE", "BRIEFING_TABLE", "PAGE_TABLE", "SCHEMAS", "SETTINGS_FILE", "SETTINGS_TABLE", "is_base_url",
    "is_web_url", "json_schema", "read_article", "read_briefing_note", "read_day_note", "read_labels", "read_settings",
    "read_standing_text", "read_stray", "region_keys", "slug_of_file", "slug_of_name", "split",
]  # fmt: skip

#: The tables that `briefgen schema` can print for editors, by name.
SCHEMAS: Final[dict[str, Table]] = {
    "article": ARTICLE_TABLE,
    "briefing": BRIEFING_TABLE,
    "day": DAY_TABLE,
    "config": SETTINGS_TABLE,
    "page": PAGE_TABLE,
    "region": REGION_TABLE,
    "story": STORY_TABLE,
}


def json_schema(name: str) -> JsonSchema:
    """Return the JSON Schema document (draft 2020-12) of a table, given its name in `SCHEMAS`; raises KeyError."""
    table = SCHEMAS[name]
    document: JsonSchema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": f"briefgen: {table.name}"}
    if name == "config":
        document["$defs"] = {"region": REGION_NODE_TABLE.json_schema()}
    return document | table.json_schema()
