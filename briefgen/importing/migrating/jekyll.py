"""Floor 7. A Jekyll site: its configuration, posts, drafts, collections and pages, and the addresses that they have."""

import fnmatch
import posixpath
import re
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.importing.migrating.dates import day_of, read_when
from briefgen.importing.migrating.files import OldFiles
from briefgen.importing.migrating.gathering import (
    HTML,
    MARKDOWN,
    OTHER_MARKUP,
    Gathering,
    extension_of,
    is_template,
    mapping_of,
    split_day,
    stem_of,
    text_of,
    texts_of,
)
from briefgen.importing.migrating.ignored import LEFT_OUT
from briefgen.importing.migrating.model import Data, OldPage, OldSite
from briefgen.importing.migrating.patterns import fill, parts_of_day

#: The named styles of `permalink`.
_STYLES: Final = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_OTHERS: Final = {
    "_includes": "a template of the old site, which is not run",
    "_layouts": "a template of the old site, which is not run",
    "_sass": "a source of the theme's styles",
    "_data": "data for templates of the old site",
    "_plugins": "a program of the old site, which is not run",
    "_site": "what the tool built",
    "vendor": "programs that the site depends on",
}
_CONFIGS: Final = ("_config.yml", "_config.yaml", "_config.toml")
#: Files that Jekyll leaves out by itself, or that are about the repository.
_NOT_PUBLISHED: Final = ("Gemfile", "Gemfile.lock", "*.gemspec", "Rakefile", "package.json", "package-lock.json", "README*",
                         "LICENSE*", "CHANGELOG*", "CONTRIBUTING*", "CODE_OF_CONDUCT*", "SECURITY*", "Makefile",
                         "Dockerfile")  # fmt: skip
_PROGRAMS: Final = ("scss", "sass", "coffee", "rb", "erb", "sh")
_NOT_WORD: Final = re.compile(r"[^\w]+")


def read_jekyll(files: OldFiles, time_zone: str) -> OldSite:
    """Return what a Jekyll site holds. `time_zone` is the zone of naive dates; empty: that of the site."""
    gathering = Gathering(files=files)
    config = gathering.config(*_CONFIGS)
    gathering.variables = {f"site.{key}": value for key, value in config.items() if isinstance(value, str)}
    collections = _collections(config)
    excluded = (*texts_of(config.get("exclude")), *_NOT_PUBLISHED)
    zone = gathering.zone(time_zone, text_of(config, "timezone"))
    for path in files.sizes:
        if path in gathering.left:
            continue
        folder = path.partition("/")[0] if "/" in path else ""
        parts = path.split("/")[:-1]
        if folder in _OTHERS:
            gathering.left[path] = _OTHERS[folder]
        elif any(fnmatch.fnmatch(path, pattern) or path.startswith(f"{pattern.strip('/')}/") for pattern in excluded):
            gathering.left[path] = LEFT_OUT
        elif "_posts" in parts or "_drafts" in parts:
            _add(gathering, path, "posts", config, zone)
        elif folder.startswith("_") and folder[1:] in collections:
            _add(gathering, path, folder[1:], config, zone)
        elif any(part.startswith("_") for part in parts) or posixpath.basename(path).startswith(("_", ".")):
            gathering.left[path] = LEFT_OUT
        else:
            _add(gathering, path, "", config, zone)
    return gathering.done(
        title=text_of(config, "title", "name"),
        tagline=text_of(config, "tagline", "description"),
        base_url=text_of(config, "url").rstrip("/") + text_of(config, "baseurl"),
        language=text_of(config, "lang", "locale").replace("_", "-"),
        time_zone=zone.key,
    )


def _collections(config: dict[str, Data]) -> dict[str, dict[str, Data]]:
    found = config.get("collections")
    if isinstance(found, list):
        return {name: {} for name in texts_of(found)}
    rows = found.items() if isinstance(found, dict) else ()
    return {key: value if isinstance(value, dict) else {} for key, value in rows}


def _add(gathering: Gathering, path: str, collection: str, config: dict[str, Data], zone: ZoneInfo) -> None:
    """Add a file of the site: one with front matter is content, and any other is copied."""
    form = extension_of(path)
    if form in OTHER_MARKUP:
        gathering.by_hand[path] = f"a text in {form}, which is not read"
        return
    if form not in (*MARKDOWN, *HTML):
        if form in _PROGRAMS:
            gathering.left[path] = "a program or a style's source of the old site, which is not run"
        else:
            gathering.copy(path, f"/{path}")
        return
    front = gathering.front_of(path)
    if front is None:
        return
    if not front.form and collection != "posts":
        # Jekyll copies what has no front matter, Markdown too.
        gathering.copy(path, f"/{path}")
        return
    is_html = form in HTML
    if is_html and is_template(front.body):
        gathering.left[path] = "a template of the old site, which is not run"
        return
    is_draft = "_drafts" in path.split("/")
    values = _defaults(config, path, "drafts" if is_draft else collection or "pages") | front.values
    named_day, short = split_day(stem_of(path))
    when = read_when(text_of(values, "date"), zone, first="day")
    day = day_of(when, zone) or (named_day if collection == "posts" else None)
    options = _collections(config).get(collection, {})
    is_published = not is_draft and not (collection not in {"", "posts"} and options.get("output") is not True)
    if collection == "posts":
        values = _with_folders(values, path)
    page = OldPage(
        path=path, front=values, body=front.body, is_html=is_html, is_published=is_published,
        name=short if collection == "posts" else _name(path), day=named_day if collection == "posts" else None,
        is_article=collection == "posts" or (collection != "" and day is not None),
        address=_address(path, collection, values, day, config) if is_published else "",
        lang="",
    )  # fmt: skip
    gathering.pages.append(page)
    for known in (path, path.partition("_posts/")[2], stem_of(path), posixpath.splitext(path.partition("_posts/")[2])[0]):
        if known:
            gathering.names.setdefault(known, path)


def _name(path: str) -> str:
    stem = stem_of(path)
    return stem if stem != "index" else posixpath.basename(posixpath.dirname(path)).lstrip("_") or "home"


def _defaults(config: dict[str, Data], path: str, kind: str) -> dict[str, Data]:
    """Return the values that the configuration gives every file of a path and a kind."""
    values: dict[str, Data] = {}
    rows = config.get("defaults")
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        scope = mapping_of(row, "scope")
        prefix = text_of(scope, "path").strip("/")
        is_inside = not prefix or path == prefix or path.startswith(f"{prefix}/") or fnmatch.fnmatch(path, prefix)
        if is_inside and text_of(scope, "type") in {"", kind}:
            values |= mapping_of(row, "values")
    # The layout of every post says nothing about one of them.
    return {key: value for key, value in values.items() if key in {"permalink", "author", "lang", "published", "categories"}}


def _with_folders(values: dict[str, Data], path: str) -> dict[str, Data]:
    """Return front matter with the folders above `_posts` as categories, as Jekyll has them."""
    if "_posts" not in path.split("/"):
        return values
    above = [part for part in path.partition("_posts")[0].split("/") if part and not part.startswith("_")]
    if not above:
        return values
    own = values.get("categories", values.get("category"))
    listed = own.split() if isinstance(own, str) else texts_of(own)
    return {**values, "categories": [*above, *(name for name in listed if name not in above)]}


def _address(path: str, collection: str, values: dict[str, Data], day: date | None, config: dict[str, Data]) -> str:
    """Return the address that Jekyll gives a file."""
    own = text_of(values, "permalink")
    stem, folder = stem_of(path), posixpath.dirname(path)
    general = text_of(config, "permalink") or "date"
    if collection == "posts":
        pattern = own or _STYLES.get(general, general)
        stem = split_day(stem)[1]
    elif collection:
        pattern = own or text_of(_collections(config).get(collection, {}), "permalink") or "/:collection/:path:output_ext"
        pattern = _STYLES.get(pattern, pattern)
    elif own:
        pattern = own
    else:
        is_pretty = general == "pretty" or (general not in _STYLES and general.endswith("/"))
        pattern = "/:path/" if is_pretty else "/:path:output_ext"
        pattern = "/:folder/" if stem == "index" else pattern
    raw = values.get("categories", values.get("category"))
    categories = raw.split() if isinstance(raw, str) else texts_of(raw)
    inside = path.removeprefix(f"_{collection}/") if collection else path
    parts = {
        "categories": "/".join(dict.fromkeys(_slug(name) for name in categories)), "title": text_of(values, "slug") or stem,
        "slug": _slug(text_of(values, "slug") or stem), "output_ext": ".html", "basename": stem, "name": _slug(stem),
        "collection": collection, "path": posixpath.splitext(inside)[0], "folder": folder,
    }  # fmt: skip
    return fill(pattern.replace(":output_ext", ".html"), parts | parts_of_day(day))


def _slug(text: str) -> str:
    return _NOT_WORD.sub("-", text.lower()).strip("-")
