"""Floor 7. An Eleventy site: its data files, content files, and the addresses that Eleventy gives them.

Its configuration is a program, which is never run: the folders that it names in the usual way are found in its text.
"""

import json
import posixpath
import re
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.importing.migrating.dates import day_of, read_when
from briefgen.importing.migrating.files import OldFiles, UnreadableError
from briefgen.importing.migrating.gathering import (
    HTML,
    MARKDOWN,
    OTHER_MARKUP,
    Gathering,
    extension_of,
    is_template,
    split_day,
    stem_of,
    text_of,
    texts_of,
)
from briefgen.importing.migrating.ignored import LEFT_OUT, is_ignored, matches
from briefgen.importing.migrating.model import Data, KeyFate, OldPage, OldSite
from briefgen.importing.migrating.patterns import squeeze
from briefgen.plan.media import FILES, IMAGES
from briefgen.text.slugs import slug as slug_of

_CONFIGS: Final = tuple(f"{name}.{form}" for name in (".eleventy", "eleventy.config") for form in ("js", "cjs", "mjs", "ts"))
_INPUT: Final = re.compile(
    r"\binput\s*:\s*[\"'`]([^\"'`\n]{1,200})[\"'`]|\.setInputDirectory\(\s*[\"'`]([^\"'`\n]{1,200})[\"'`]"
)
_PASSED: Final = re.compile(r"addPassthroughCopy\(\s*[\"'`]([^\"'`\n]{1,200})[\"'`]")
_PASSED_TO: Final = re.compile(r"[\"'`]([^\"'`\n]{1,200})[\"'`]\s*:\s*[\"'`](/?[^\"'`\n]{0,200})[\"'`]")
_IGNORED: Final = re.compile(r"ignores\.add\(\s*[\"'`]([^\"'`\n]{1,200})[\"'`]")
_TEMPLATES: Final = ("njk", "liquid", "hbs", "mustache", "ejs", "haml", "pug", "webc", "vue", "jsx", "tsx")
_PROGRAMS: Final = ("js", "cjs", "mjs", "ts", "scss", "sass", "less", "sh")
_STYLES: Final = ("css", "svg", "ico", "woff", "woff2", "ttf", "otf", "webmanifest", "xml", "json")
_REPOSITORY: Final = ("README", "LICENSE", "CHANGELOG", "CONTRIBUTING", "CODE_OF_CONDUCT", "SECURITY")
_SLUG_MARK: Final = re.compile(
    r"\{\{-?\s*(page\.fileSlug|page\.filePathStem|(?:title|slug)(?:\s*\|\s*(?:slugify|slug))?)\s*-?\}\}"
)
#: Tags that make collections, and say nothing about a text.
_COLLECTIONS: Final = frozenset({"all", "nav", "page", "pages", "post", "posts"})


def read_eleventy(files: OldFiles, time_zone: str) -> OldSite:
    """Return what an Eleventy site holds. `time_zone` is the zone of naive dates; empty: that of the site."""
    gathering = Gathering(files=files)
    program = _program(gathering)
    named = _INPUT.search(program)
    root = posixpath.normpath((named[1] or named[2]) if named else ".").strip("/")
    root = "" if root in {".", ""} or root.startswith("..") else f"{root}/"
    passed = _passed(program)
    data = _data(gathering, root)
    zone = gathering.zone(time_zone, "")
    left = [found[1] for found in _IGNORED.finditer(program)]
    ignored = [line for name in dict.fromkeys((".gitignore", ".eleventyignore", f"{root}.eleventyignore"))
               for line in gathering.lines(name)]  # fmt: skip
    for path in files.sizes:
        if path in gathering.left:
            continue
        top = path.removeprefix(root).partition("/")[0]
        folder = next((folder for folder in passed if path.startswith(f"{folder}/") or path == folder), None)
        if folder is not None:
            gathering.copy(path, squeeze(f"{passed[folder]}{path.removeprefix(folder)}"))
        elif not path.startswith(root):
            gathering.left[path] = "outside of the folder of content"
        elif is_ignored(path, ignored) or any(matches(path, pattern) for pattern in left):
            gathering.left[path] = LEFT_OUT
        elif top in {"_includes", "_layouts"}:
            gathering.left[path] = "a template of the old site, which is not run"
        elif top in {"_site", "_data"} or stem_of(path).upper() in _REPOSITORY or path.startswith("package"):
            gathering.left[path] = "what the tool built" if top == "_site" else "about the old site, and no content"
        else:
            _add(gathering, path, path.removeprefix(root), data, zone)
    of_site = next((data[name] for name in ("@metadata", "@site", "@meta") if name in data), {})
    return gathering.done(
        title=text_of(of_site, "title", "name"),
        tagline=text_of(of_site, "description", "subtitle"),
        base_url=text_of(of_site, "url", "baseUrl", "base_url"),
        language=text_of(of_site, "language", "lang"),
        time_zone=zone.key,
    )


def _program(gathering: Gathering) -> str:
    """Return the text of the configuration, which is a program."""
    for path in _CONFIGS:
        if path in gathering.files.sizes:
            gathering.left[path] = "a program of the old site, which is not run"
            try:
                return gathering.files.text(path)
            except UnreadableError as error:
                gathering.notes.append(f"{path}: {error}")
    return ""


def _passed(program: str) -> dict[str, str]:
    """Return the folders and files that the configuration copies, with the addresses that they get."""
    found = {path: f"/{path}" for path in (_folder(one[1]) for one in _PASSED.finditer(program)) if path}
    for call in re.finditer(r"addPassthroughCopy\(\s*\{([^{}]{0,2000})\}", program):
        for one in _PASSED_TO.finditer(call[1]):
            if path := _folder(one[1]):
                found[path] = f"/{one[2].strip('/')}"
    return found


def _folder(path: str) -> str:
    """Return a folder as the configuration names it, without stars; empty for one outside of the site."""
    plain = posixpath.normpath(path.partition("*")[0] or ".").strip("/")
    return "" if plain.startswith("..") or plain == "." else plain


def _data(gathering: Gathering, root: str) -> dict[str, dict[str, Data]]:
    """Return the data of folders by folder, and that of the whole site by its file's name behind an `@`."""
    data: dict[str, dict[str, Data]] = {}
    for path in gathering.files.sizes:
        form, folder, stem = extension_of(path), posixpath.dirname(path), stem_of(path)
        name = posixpath.basename(folder)
        is_global = folder == f"{root}_data"
        is_own = path.startswith(root) and name and stem in {name, f"{name}.11tydata"}
        if not (is_global or is_own) or path in gathering.left:
            continue
        if form in {"json", "yaml", "yml", "toml"}:
            values = gathering.config(path)
            gathering.left[path] = "data of the old site, which was read"
            data[f"@{stem}" if is_global else folder] = values
        elif form in _PROGRAMS:
            gathering.left[path] = "a program of the old site, which is not run; give its values by hand"
            if is_own:
                gathering.notes.append(f"{path} is a program: what it says of the files in its folder was not read")
    return data


def _add(gathering: Gathering, path: str, inner: str, data: dict[str, dict[str, Data]], zone: ZoneInfo) -> None:
    form = extension_of(path)
    if form in OTHER_MARKUP:
        gathering.by_hand[path] = f"a text in {form}, which is not read"
        return
    if form in _TEMPLATES or stem_of(path).endswith(".11ty"):
        gathering.left[path] = "a template of the old site, which is not run"
        return
    if form not in (*MARKDOWN, *HTML):
        if form in IMAGES | FILES or form in _STYLES:
            gathering.copy(path, squeeze(inner))
        else:
            gathering.left[path] = "a program of the old site, which is not run" if form in _PROGRAMS else "no content"
        return
    front = gathering.front_of(path)
    if front is None:
        return
    if form in HTML and is_template(front.body):
        gathering.left[path] = "a template of the old site, which is not run"
        return
    values = _cascade(front.values, path, data)
    all_tags = texts_of(values.get("tags"))
    is_post = "post" in all_tags or "posts" in all_tags
    tags = [tag for tag in all_tags if tag not in _COLLECTIONS]
    values = values | ({"tags": list[Data](tags)} if "tags" in values else {})
    named_day, short = split_day(stem_of(path))
    day = day_of(read_when(text_of(values, "date"), zone), zone) or named_day
    page = OldPage(
        path=path, front=values, body=front.body, is_html=form in HTML, name=_name(short, inner),
        is_article=day is not None or is_post, day=named_day, address=_address(values, inner, short),
        is_published=values.get("permalink") is not False,
        keys=tuple(
            KeyFate(key="tags", was=json.dumps(tag), note="it made a collection, and was left out")
            for tag in all_tags
            if tag in _COLLECTIONS
        ),
    )  # fmt: skip
    gathering.pages.append(page)
    for known in (inner, f"/{inner}"):
        gathering.names.setdefault(known, path)


def _name(short: str, inner: str) -> str:
    return short if short != "index" else split_day(posixpath.basename(posixpath.dirname(inner)))[1] or "home"


def _cascade(own: dict[str, Data], path: str, data: dict[str, dict[str, Data]]) -> dict[str, Data]:
    """Return the values of a file: those of the folders above it, the nearest last, then its own; tags are added up."""
    values: dict[str, Data] = {}
    parts = path.split("/")[:-1]
    for number in range(1, len(parts) + 1):
        values = _merged(values, data.get("/".join(parts[:number]), {}))
    return _merged(values, own)


def _merged(above: dict[str, Data], own: dict[str, Data]) -> dict[str, Data]:
    tags = [*texts_of(above.get("tags")), *texts_of(own.get("tags"))]
    return {**above, **own, **({"tags": list[Data](dict.fromkeys(tags))} if tags else {})}


def _address(values: dict[str, Data], inner: str, short: str) -> str:
    """Return the address that Eleventy gives a file; empty where a program works it out."""
    stem, folder = stem_of(inner), posixpath.dirname(inner)
    own = text_of(values, "permalink")
    if own:
        words = {
            "page.fileSlug": short if short != "index" else split_day(posixpath.basename(folder))[1],
            "page.filePathStem": squeeze(f"{folder}/{short}"),
            "title": slug_of(text_of(values, "title")),
            "slug": text_of(values, "slug"),
        }
        filled = _SLUG_MARK.sub(lambda found: words[found[1].partition("|")[0].strip()], own)
        return "" if is_template(filled) else squeeze(filled.removesuffix("index.html"))
    if stem == "index" or stem == posixpath.basename(folder):
        return squeeze(f"{folder}/")
    return squeeze(f"{folder}/{stem}/")
