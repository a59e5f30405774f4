"""Floor 7. A Zola site: its configuration, pages, sections and assets, and the addresses that Zola gives them."""

import posixpath
from typing import Final
from zoneinfo import ZoneInfo

import msgspec

from briefgen.importing.migrating.dates import day_of, read_when
from briefgen.importing.migrating.files import OldFiles
from briefgen.importing.migrating.gathering import Gathering, extension_of, mapping_of, split_day, stem_of, text_of, texts_of
from briefgen.importing.migrating.ignored import LEFT_OUT, matches
from briefgen.importing.migrating.model import Data, OldPage, OldSite
from briefgen.importing.migrating.patterns import squeeze
from briefgen.text.slugs import slug as slug_of

_CONFIGS: Final = ("config.toml", "zola.toml")
_OTHERS: Final = {
    "templates": "a template of the old site, which is not run",
    "themes": "the old site's theme",
    "sass": "a source of the theme's styles",
    "syntaxes": "colours of code of the old site",
    "public": "what the tool built",
}


def read_zola(files: OldFiles, time_zone: str) -> OldSite:
    """Return what a Zola site holds. `time_zone` is the zone of naive dates; empty: that of the site."""
    gathering = Gathering(files=files)
    config = gathering.config(*_CONFIGS)
    zone = gathering.zone(time_zone, "")
    ignored = texts_of(config.get("ignored_content"))
    for path in files.sizes:
        if path in gathering.left:
            continue
        top, _, inner = path.partition("/")
        if top == "content" and any(matches(inner, pattern) for pattern in ignored):
            gathering.left[path] = LEFT_OUT
        elif top == "content" and inner:
            _add(gathering, path, inner, config, zone)
        elif top == "static" and inner:
            gathering.copy(path, f"/{inner}")
        elif top in _OTHERS:
            gathering.left[path] = _OTHERS[top]
    _hide_sections(gathering)
    bundles = (page for page in gathering.pages if stem_of(page.path).partition(".")[0] == "index")
    gathering.give_bundles({posixpath.dirname(page.path): page.address for page in bundles})
    return gathering.done(
        title=text_of(config, "title"),
        tagline=text_of(config, "description"),
        base_url=text_of(config, "base_url"),
        language=text_of(config, "default_language") or "en",
        time_zone=zone.key,
    )


def _add(gathering: Gathering, path: str, inner: str, config: dict[str, Data], zone: ZoneInfo) -> None:
    if extension_of(path) != "md":
        gathering.copy(path, _in_path(inner, config, is_file=True))
        return
    front = gathering.front_of(path)
    if front is None:
        return
    stem, folder, lang, prefix = stem_of(inner), posixpath.dirname(inner), "", "/"
    if "." in stem and stem.rpartition(".")[2] in mapping_of(config, "languages"):
        stem, _, lang = stem.rpartition(".")
        prefix = f"/{lang}/"
    named_day, short = split_day(posixpath.basename(folder) if stem == "index" else stem)
    day = day_of(read_when(text_of(front.values, "date"), zone), zone) or named_day
    address = _address(front.values, stem, short, folder, prefix, config)
    name = posixpath.basename(folder) if stem == "_index" else short
    gathering.pages.append(
        OldPage(
            path=path,
            front=front.values,
            body=front.body,
            name=name or "home",
            lang=lang,
            address=address,
            day=named_day,
            is_article=stem != "_index" and day is not None,
            is_published=front.values.get("render") is not False,
        )
    )
    gathering.names[f"@/{inner}"] = path
    gathering.names[f"/{inner}"] = path


def _hide_sections(gathering: Gathering) -> None:
    """Hold back the pages of sections that are drafts, as Zola does."""
    sections = (
        page for page in gathering.pages if stem_of(page.path).startswith("_index") and page.front.get("draft") is True
    )
    folders = tuple(posixpath.dirname(page.path) + "/" for page in sections)
    gathering.pages = [
        msgspec.structs.replace(page, is_published=page.is_published and not page.path.startswith(folders))
        for page in gathering.pages
    ]  # fmt: skip


def _address(values: dict[str, Data], stem: str, short: str, folder: str, prefix: str, config: dict[str, Data]) -> str:
    if own := text_of(values, "path"):
        return squeeze(f"{prefix}{own}/")
    if stem == "_index":
        return squeeze(f"{prefix}{_in_path(folder, config)}/")
    above = posixpath.dirname(folder) if stem == "index" else folder
    last = text_of(values, "slug") or short
    return squeeze(f"{prefix}{_in_path(above, config)}/{_in_path(last, config)}/")


def _in_path(path: str, config: dict[str, Data], *, is_file: bool = False) -> str:
    """Return a path as Zola writes it in addresses: each part a slug, unless the configuration says otherwise."""
    if is_file:
        folder, _, name = path.rpartition("/")
        return squeeze(f"{_in_path(folder, config)}/{name}")
    slugify = config.get("slugify_paths")
    way = text_of(mapping_of(config, "slugify"), "paths") or ("off" if slugify is False else "on")
    return "/".join(slug_of(part) if way == "on" else part for part in path.split("/"))
