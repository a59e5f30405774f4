"""Floor 6. New projects and new articles: files without findings, for a person to change. No file is overwritten."""

import contextlib
import json
import re
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.content import schema
from briefgen.content.frontmatter import write_yaml
from briefgen.disk.new_files import write_new_files
from briefgen.project.settings import settings_of
from briefgen.text.characters import decode
from briefgen.text.slugs import is_spelt_in_ascii, one_line, slug_in_script
from briefgen.text.words import nearest
from briefgen.values.diagnostics import BriefgenError, Checked, Diagnostic, Span, finding
from briefgen.values.model import Digest, Settings

_SETTINGS: Final = """\
# yaml-language-server: $schema=.vscode/briefgen-config.schema.json
title: My Briefs
tagline: What happened, in short, with its sources
base_url: https://briefs.example/
language: en-GB
time_zone: UTC

{regions}
# Where articles come from; an article names a source by its key or its name.
sources:
  example-news:
    name: Example News
    url: https://news.example/

menu:
  - title: About
    url: /about/
"""

#: The region of the first article, if the tree has it.
_USUAL_REGION: Final = "levant"
_FIRST_ARTICLE: Final = """\
---
title: The first brief
date: {day}
region: {region}
summary: 'An article to change: it shows what front matter and Markdown look like.'
key_points:
- Front matter says what an article is
- Markdown says what it tells
tags:
- getting started
sources:
- name: example-news
  url: https://news.example/first
---
This is an article: front matter above, Markdown below. Change it, save it, and the page in the browser follows.

- `title`, `date` and `region` are what every article needs.
- `draft: true` keeps an article out of the site.
- Every article should name its `sources`.
"""

_ABOUT: Final = """\
---
title: About
---
Say here who writes these briefs, where they come from, and how to reach you.
"""


def make_project(folder: Path, now: datetime, regions: Path | None = None) -> Checked[tuple[str, ...]]:
    """Write a new project that can be built, and return the written paths; other files that exist are left out.

    `regions` is a file with the key `regions` of the settings; None: the regions of the world, with all countries. What is
    wrong with it is a finding. Raises BriefgenError if the folder has a settings file already, or if a file cannot be read
    or written; then nothing is left.
    """
    tree = _world() if regions is None else _read_tree(regions)
    settings = _SETTINGS.replace("{regions}\n", tree)
    read = schema.read_settings(settings)
    keys = schema.region_keys(read.value.regions) if read.value is not None else ()
    if read.findings or not keys:
        return Checked(None, read.findings)
    region = _USUAL_REGION if _USUAL_REGION in keys else keys[-1]
    day = now.date()
    config_schema = json.dumps(schema.json_schema("config"), indent=2, ensure_ascii=False) + "\n"
    editor = json.dumps({"yaml.schemas": {".vscode/briefgen-config.schema.json": schema.SETTINGS_FILE}}, indent=2) + "\n"
    files = {
        schema.SETTINGS_FILE: settings,
        f"content/{day.isoformat()}-the-first-brief.md": _FIRST_ARTICLE.format(day=day.isoformat(), region=region),
        "content/pages/about.md": _ABOUT,
        "captures/README.md": "Raw captures are kept here as they came. Nothing in this folder is ever published.\n",
        ".gitignore": ".briefgen/\n",
        ".vscode/settings.json": editor,
        ".vscode/briefgen-config.schema.json": config_schema,
    }
    if (folder / schema.SETTINGS_FILE).exists():
        raise BriefgenError(f"{folder / schema.SETTINGS_FILE} is there already; this is a project")
    # The settings are written last: with them the folder is a project, which `init` refuses, and a killed `init` may be
    # run again.
    order = sorted(files, key=lambda path: path == schema.SETTINGS_FILE)
    written = set(write_new_files({folder / path: files[path].encode() for path in order}))
    return Checked(tuple(str(folder / path) for path in files if folder / path in written))


def _world() -> str:
    return resources.files("briefgen.project").joinpath("data", "world.yml").read_text("utf-8")


def _read_tree(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise BriefgenError(f"cannot read {path}: {error.strerror or error}") from error
    text = decode(data, str(path))
    if text.value is None or not re.search(r"^regions:", text.value, re.MULTILINE):
        raise BriefgenError(f"{path} has no regions: write the key regions of briefgen.yml, with the tree below it")
    return text.value.rstrip("\n") + "\n"


def new_article(root: Path, title: str, region: str, *, day: str | None, lang: str, now: datetime) -> Checked[str]:
    """Write a draft article, and return its path; a wrong region, date, title or language is a finding.

    `day` is a date in ISO 8601; None is the day of `now` in the site's time zone. Raises BriefgenError if the file exists or
    cannot be written, or if there is no project.
    """
    settings = settings_of(root)
    if settings.value is None:
        return Checked(None, settings.findings)
    if found := check_region(settings.value, region):
        return Checked(None, found)
    filed = day or now.astimezone(ZoneInfo(settings.value.time_zone)).date().isoformat()
    values: dict[str, object] = {"title": one_line(title), "date": filed, "region": region}
    with contextlib.suppress(ValueError):  # The schema has a finding for what is no date.
        values["date"] = date.fromisoformat(filed)
    # The file's name gives an address in ASCII; a title in a script of its own gets one that its readers can read.
    own = "" if is_spelt_in_ascii(title) else slug_in_script(title)
    values |= {"slug": own} if own else {}
    values |= {"lang": lang, "draft": True} if lang else {"draft": True}
    path = f"content/{filed[:4]}/{filed[5:7]}/{filed}-{schema.slug_of_name(one_line(title))}.md"
    text = f"---\n{write_yaml(values)}{_REST}---\n\n"
    characters = decode(text.encode("utf-8", "surrogatepass"), path).findings
    checked = schema.read_article(text, path, Digest(""))
    if checked.value is None or characters:
        return Checked(None, (*characters, *checked.findings))
    refuse_links(root, path)
    if not write_new_files({root / path: text.encode()}):
        raise BriefgenError(f"{root / path} is there already; choose another title")
    return Checked(path)


# Comments and not empty keys: a key without a value is a finding, and a new draft must have none.
_REST: Final = """\
# summary: One or two sentences.
# key_points: [What a reader should know at a glance]
# sources:
#   - name: the publisher, or its key in briefgen.yml
#     url: https://...
"""


def check_region(settings: Settings, region: str) -> tuple[Diagnostic, ...]:
    """Return a finding (`unknown-region`) if the settings have no region of this key."""
    keys = schema.region_keys(settings.regions)
    if region in keys:
        return ()
    close = nearest(region, keys)
    hint = f'nearest is "{close}"' if close else "the regions are " + ", ".join(keys)
    span = Span(path=schema.SETTINGS_FILE)
    return (finding("unknown-region", span, f'region "{region}" is not in briefgen.yml', hint),)


def refuse_links(root: Path, path: str) -> None:
    """Raise BriefgenError if a folder of a path in the project is a symbolic link."""
    for parent in Path(path).parents[:-1]:
        if (root / parent).is_symlink():
            raise BriefgenError(f"{root / parent} is a symbolic link, and nothing is written through one; remove it")
