"""Floor 2. Located values in, articles and settings out; all checks of a single file.

Checks that need a second file (does the region exist, does the target of a link exist) are in `plan`.
"""

from briefgen.content.frontmatter import split
from briefgen.content.schema.article import (
    ARTICLE_TABLE,
    CORRECTION_TABLE,
    IMAGE_TABLE,
    SOURCE_TABLE,
    read_article,
    read_stray,
    slug_of_file,
    slug_of_name,
)
from briefgen.content.schema.documents import SCHEMAS, json_schema
from briefgen.content.schema.fields import Field, Table
from briefgen.content.schema.labels import read_labels
from briefgen.content.schema.links import is_base_url
from briefgen.content.schema.notes import (
    BRIEFING_TABLE,
    PAGE_TABLE,
    REGION_TABLE,
    STORY_TABLE,
    read_briefing_note,
    read_standing_text,
)
from briefgen.content.schema.settings import SETTINGS_FILE, SETTINGS_TABLE, read_settings, region_keys

__all__ = [
    "ARTICLE_TABLE",
    "BRIEFING_TABLE",
    "CORRECTION_TABLE",
    "IMAGE_TABLE",
    "PAGE_TABLE",
    "REGION_TABLE",
    "SCHEMAS",
    "SETTINGS_FILE",
    "SETTINGS_TABLE",
    "SOURCE_TABLE",
    "STORY_TABLE",
    "Field",
    "Table",
    "is_base_url",
    "json_schema",
    "read_article",
    "read_briefing_note",
    "read_labels",
    "read_settings",
    "read_standing_text",
    "read_stray",
    "region_keys",
    "slug_of_file",
    "slug_of_name",
    "split",
]
