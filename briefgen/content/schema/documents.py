"""Floor 2. The tables of keys as JSON Schema documents, for editors."""

from typing import Final

from briefgen.content.schema.article import ARTICLE_TABLE
from briefgen.content.schema.fields import Table
from briefgen.content.schema.kinds import JsonSchema
from briefgen.content.schema.notes import BRIEFING_TABLE, PAGE_TABLE, REGION_TABLE, STORY_TABLE
from briefgen.content.schema.settings import REGION_TABLE as REGION_NODE_TABLE
from briefgen.content.schema.settings import SETTINGS_TABLE

#: The tables that `briefgen schema` can print, by name.
SCHEMAS: Final[dict[str, Table]] = {
    "article": ARTICLE_TABLE,
    "briefing": BRIEFING_TABLE,
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
