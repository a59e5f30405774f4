"""Floor 2. The words of other tools (Hugo, Jekyll, Eleventy and the like) for keys that have another name here."""

from typing import Final

from briefgen.content.frontmatter import Node, Scalar

#: What to write instead, by our key; `write KEY: instead` where a key is not here.
_HINTS: Final = {
    "aliases": "write aliases: with a list of the old addresses instead",
    "authors": "write authors: with a list instead",
    "countries": "write countries: with a list of codes such as IQ instead",
    "image": "write image: with src and alt instead",
    "slug": "write slug: for the last part of the address, or aliases: for an old address",
    "sources": "write sources: with a list of name and url instead",
    "tags": "write tags: with a list instead",
}
#: The words by our key. The first key that a table has counts.
_WORDS: Final = {
    "title": "headline heading name",
    "tags": "categories category keywords keyword labels subjects subject tag taxonomies topic topics",
    "summary": "abstract dek description excerpt intro lead lede standfirst subtitle teaser",
    "tagline": "description slogan subtitle",
    "updated": "date_modified last_modified last_modified_at last_updated lastmod modified modified_at updated_at",
    "date": "created created_at date_published pubdate publish_date publishdate published_at",
    "expires": "expiry expiry_date expirydate expires_at unpublish_at unpublish_on",
    "slug": "canonical link path permalink uri url",
    "aliases": "alias redirect redirect_from redirects",
    "image": "banner cover cover_image feature_image featured_image header_image hero images og_image picture teaser_image "
    "thumbnail",
    "authors": "author byline creator writer",
    "lang": "language locale",
    "language": "default_language lang languagecode locale",
    "dateline": "location place",
    "sources": "source",
    "countries": "country",
    "story": "series",
    "weight": "nav_order order position sort_order",
    "layout": "template",
    "base_url": "baseurl domain host root_url site_url url",
    "time_zone": "timezone tz",
    "page_size": "paginate pagination per_page",
    "menu": "navigation nav",
}


def hint_for(word: str, value: Node, keys: list[str]) -> str:
    """Return what to write instead of another tool's word, given its value and the keys of the table; empty if not known."""
    word = word.lower().replace("-", "_")
    if word in {"published", "publish"} and "draft" in keys:
        said = value.text.lower() if isinstance(value, Scalar) else ""
        if said in {"true", "yes", "1"}:
            return "remove it: an article is published unless it has draft: true"
        return "write draft: true instead" if said in {"false", "no", "0"} else "write date: instead"
    for key, words in _WORDS.items():
        if key in keys and word in words.split():
            return _HINTS.get(key, f"write {key}: instead")
    return ""
