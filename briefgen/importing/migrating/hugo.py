"""Floor 7. A Hugo site: its configuration, pages and bundles, and the addresses that Hugo gives them."""

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
    mapping_of,
    split_day,
    stem_of,
    text_of,
    texts_of,
)
from briefgen.importing.migrating.ignored import LEFT_OUT, as_glob
from briefgen.importing.migrating.model import Data, OldPage, OldSite
from briefgen.importing.migrating.patterns import fill, parts_of_day, squeeze
from briefgen.plan.media import IMAGES

_CONFIGS: Final = tuple(f"{name}.{form}" for name in ("hugo", "config") for form in ("toml", "yaml", "yml", "json"))
_DEFAULTS: Final = "config/_default/"
#: Folders whose files have no place in the new project.
_OTHERS: Final = {
    "layouts": "a template of the old site, which is not run",
    "themes": "the old site's theme",
    "_vendor": "the old site's theme",
    "archetypes": "a template of the old site, which is not run",
    "data": "data for templates of the old site",
    "i18n": "labels of the old site",
    "config": "the old site's configuration, which was not read",
    "resources": "a cache",
    "public": "what the tool built",
}
_DATES: Final = ("date", "publishdate", "pubdate", "published")
_NOT_IN_PATH: Final = re.compile(r"[^\w./\-+~]")


def read_hugo(files: OldFiles, time_zone: str) -> OldSite:
    """Return what a Hugo site holds. `time_zone` is the zone of naive dates; empty: that of the site."""
    gathering = Gathering(files=files)
    config = {key.lower(): value for key, value in _config(gathering).items()}
    languages = mapping_of(config, "languages")
    default = text_of(config, "defaultContentLanguage") or "en"
    roots = _roots(config, languages, default)
    static = text_of(config, "staticDir") or "static"
    zone = gathering.zone(time_zone, text_of(config, "timeZone"))
    ignored = _ignored(gathering, config)
    for path in files.sizes:
        root = next((root for root in roots if path.startswith(f"{root}/")), None)
        if path in gathering.left:
            continue
        if any(fnmatch.fnmatchcase(f"/{path}", pattern) for pattern in ignored):
            gathering.left[path] = LEFT_OUT
            continue
        if root is not None:
            _add_content(gathering, path, root, roots[root], config, zone)
        elif path.startswith(f"{static}/"):
            gathering.copy(path, "/" + path.removeprefix(f"{static}/"))
        elif path.startswith("assets/") and extension_of(path) in IMAGES:
            gathering.copy(path, "")
            gathering.names[path.removeprefix("assets/")] = path
        elif path.startswith("assets/"):
            gathering.left[path] = "a source of the theme's styles and scripts"
        elif (top := path.partition("/")[0]) in _OTHERS:
            gathering.left[path] = _OTHERS[top]
    bundles = (page for page in gathering.pages if stem_of(page.path).partition(".")[0] in {"index", "_index"})
    gathering.give_bundles({posixpath.dirname(page.path): page.address for page in bundles if page.address})
    title = text_of(config, "title") or text_of(mapping_of(languages, default), "title")
    return gathering.done(
        title=title,
        tagline=text_of(mapping_of(config, "params"), "description", "subtitle"),
        base_url=text_of(config, "baseURL"),
        language=text_of(config, "languageCode", "locale") or default,
        time_zone=zone.key,
    )


def _config(gathering: Gathering) -> dict[str, Data]:
    config = gathering.config(*_CONFIGS)
    config = gathering.config(*(_DEFAULTS + name for name in _CONFIGS)) | config
    for name in ("languages", "params", "permalinks"):
        part = gathering.config(*(f"{_DEFAULTS}{name}.{form}" for form in ("toml", "yaml", "yml", "json")))
        if part:
            config[name] = part
    return config


def _ignored(gathering: Gathering, config: dict[str, Data]) -> list[str]:
    """Return the patterns of files that the site leaves out; the expressions that say more are noted."""
    read = [(expression, as_glob(expression)) for expression in texts_of(config.get("ignorefiles"))]
    gathering.notes += [
        f'ignoreFiles has "{expression}", which is not read: look whether files came along that the old site leaves out'
        for expression, pattern in read
        if pattern is None
    ]
    return [pattern for _, pattern in read if pattern is not None]


def _roots(config: dict[str, Data], languages: dict[str, Data], default: str) -> dict[str, tuple[str, str]]:
    """Return the folders of content, each with its language and the beginning of its addresses."""
    root = (text_of(config, "contentDir") or "content").strip("/")
    roots = {root: ("", "/")}
    in_folder = config.get("defaultcontentlanguageinsubdir") is True
    for key, value in languages.items():
        folder = text_of(value, "contentDir").strip("/") if isinstance(value, dict) else ""
        prefix = "/" if key == default and not in_folder else f"/{key}/"
        if folder:
            roots[folder] = (key, prefix)
    # The longest first: content/en is inside content.
    return dict(sorted(roots.items(), key=lambda item: -len(item[0])))


def _add_content(
    gathering: Gathering, path: str, root: str, lang_and_prefix: tuple[str, str], config: dict[str, Data], zone: ZoneInfo
) -> None:
    inner, form = path.removeprefix(f"{root}/"), extension_of(path)
    lang, prefix = lang_and_prefix
    if form in OTHER_MARKUP:
        gathering.by_hand[path] = f"a text in {form}, which is not read"
        return
    if form not in (*MARKDOWN, *HTML):
        gathering.copy(path, squeeze(prefix + _in_path(inner)))
        gathering.names[inner] = path
        return
    front = gathering.front_of(path)
    if front is None:
        return
    stem, folder = stem_of(inner), posixpath.dirname(inner)
    languages = mapping_of(config, "languages")
    if "." in stem and stem.rpartition(".")[2] in languages:
        stem, _, lang = stem.rpartition(".")
        prefix = "/" if lang == (text_of(config, "defaultContentLanguage") or "en") else f"/{lang}/"
    values = {key.lower(): value for key, value in front.values.items()}
    if "cascade" in values:
        gathering.notes.append(f"{path} has a cascade: what it says of the files below it was not read")
    when = next((text_of(values, key) for key in _DATES if text_of(values, key)), "")
    day = day_of(read_when(when, zone), zone)
    named_day, short = split_day(stem)
    is_bundle = stem in {"index", "_index"}
    is_hidden = values.get("headless") is True or text_of(mapping_of(values, "_build"), "render") in {"never", "false"}
    is_hidden = is_hidden or mapping_of(values, "_build").get("render") is False
    name = posixpath.basename(folder) if is_bundle else short
    page = OldPage(
        path=path, front=front.values, body=front.body, is_html=form in HTML, name=name or "home", lang=lang,
        address=_address(inner, stem, values, day or named_day, prefix, config),
        is_article=stem != "_index" and bool(day or named_day), is_published=not is_hidden, day=named_day,
    )  # fmt: skip
    gathering.pages.append(page)
    for known in (inner, f"/{inner}", posixpath.splitext(inner)[0], folder if is_bundle else "", posixpath.basename(inner)):
        if known:
            gathering.names.setdefault(known, path)


def _address(inner: str, stem: str, values: dict[str, Data], day: date | None, prefix: str, config: dict[str, Data]) -> str:
    """Return the address that Hugo gives a page."""
    if url := text_of(values, "url"):
        return squeeze(url if url.startswith("/") else prefix + url)
    folder = posixpath.dirname(inner)
    section = folder.partition("/")[0]
    is_bundle, base = stem in {"index", "_index"}, posixpath.basename(folder)
    name = base if is_bundle else stem
    above = posixpath.dirname(folder) if is_bundle else folder
    slug = text_of(values, "slug")
    permalinks = mapping_of(config, "permalinks")
    of_pages = mapping_of(permalinks, "page")
    pattern = text_of(of_pages or permalinks, section) if stem != "_index" else ""
    if pattern:
        title = text_of(values, "title") or name
        parts = {
            "title": _in_path(title), "slug": _in_path(slug or title), "filename": _in_path(name), "section": section,
            "contentbasename": _in_path(name), "slugorfilename": _in_path(slug or name), "sections": above,
            "slugorcontentbasename": _in_path(slug or name),
        }  # fmt: skip
        filled = fill(pattern, parts | parts_of_day(day))
        return squeeze(f"{prefix}{filled}/") if filled else ""
    path = posixpath.join(above, slug or name) if name else ""
    is_ugly = config.get("uglyurls") is True and not is_bundle
    return squeeze(f"{prefix}{_in_path(path)}{'.html' if is_ugly else '/'}")


def _in_path(text: str) -> str:
    """Return a text as Hugo writes it in addresses: small letters of any script, with hyphens between words."""
    return _NOT_IN_PATH.sub("", "-".join(text.lower().split()))
