"""Floor 7. A Pelican site: its settings, which are read and never run, its articles and pages, and their addresses."""

import ast
import fnmatch
import posixpath
import re
import unicodedata
from datetime import date
from typing import Final
from zoneinfo import ZoneInfo

from briefgen.importing.migrating.dates import day_of, read_when
from briefgen.importing.migrating.files import OldFiles, UnreadableError
from briefgen.importing.migrating.fronts import split_headers
from briefgen.importing.migrating.gathering import (
    HTML,
    MARKDOWN,
    OTHER_MARKUP,
    Gathering,
    extension_of,
    is_template,
    mapping_of,
    stem_of,
    text_of,
    texts_of,
)
from briefgen.importing.migrating.ignored import LEFT_OUT
from briefgen.importing.migrating.model import Data, OldPage, OldSite
from briefgen.importing.migrating.patterns import DAYS, MONTHS, squeeze
from briefgen.importing.migrating.restructured import can_read, split_restructured
from briefgen.values.diagnostics import how_to_install

_SETTINGS: Final = ("pelicanconf.py", "pelican.conf.py", "settings.py")
_PUBLISHING: Final = "publishconf.py"
_LIMIT: Final = 1 << 20
#: The default date that is the time of a file.
_OF_FILE: Final = "fs"
_FIELD: Final = re.compile(r"\{(\w+)(?::([^{}]*))?\}")
_META: Final = re.compile(r"<meta\s+name=[\"']([\w-]+)[\"']\s+content=[\"']([^\"']*)[\"'][^>]*>", re.IGNORECASE)
_TITLE: Final = re.compile(r"<title>([^<]*)</title>", re.IGNORECASE)
_BODY: Final = re.compile(r"<body[^>]*>(.*)</body>", re.IGNORECASE | re.DOTALL)
_PROGRAMS: Final = ("py", "pyc", "sh", "cfg", "toml", "mk")
#: The address of a kind of page, where the settings have none: the name of the setting and its default.
_ADDRESSES: Final = {
    "article": ("ARTICLE", "{slug}.html"),
    "article in a language": ("ARTICLE_LANG", "{slug}-{lang}.html"),
    "page": ("PAGE", "pages/{slug}.html"),
    "page in a language": ("PAGE_LANG", "pages/{slug}-{lang}.html"),
}


def read_pelican(files: OldFiles, time_zone: str) -> OldSite:
    """Return what a Pelican site holds. `time_zone` is the zone of naive dates; empty: that of the site."""
    gathering = Gathering(files=files)
    settings = _settings(gathering)
    root = _content_folder(settings, files)
    ignored = texts_of(settings.get("IGNORE_FILES"))
    extra = settings.get("EXTRA_PATH_METADATA")
    moved = (
        {key: text_of(value, "path") for key, value in extra.items() if isinstance(value, dict)}
        if isinstance(extra, dict)
        else {}
    )
    zone = gathering.zone(time_zone, text_of(settings, "TIMEZONE"))
    if settings.get("DEFAULT_DATE") == _OF_FILE:
        gathering.notes.append("texts without a date had the time of their file, by DEFAULT_DATE; a copy has another time")
    for path in files.sizes:
        if path in gathering.left:
            continue
        inner = path.removeprefix(f"{root}/") if root else path
        if root and inner == path:
            gathering.left[path] = _reason(path)
        elif any(fnmatch.fnmatch(posixpath.basename(path), pattern) for pattern in ignored):
            gathering.left[path] = LEFT_OUT
        else:
            _add(gathering, path, inner, settings, zone, moved.get(inner, ""))
    return gathering.done(
        title=text_of(settings, "SITENAME"),
        tagline=text_of(settings, "SITESUBTITLE"),
        base_url=text_of(settings, "SITEURL"),
        language=text_of(settings, "DEFAULT_LANG"),
        time_zone=zone.key,
    )


def _settings(gathering: Gathering) -> dict[str, Data]:
    """Return the settings that are written as plain values in the settings files, whose programs are never run."""
    settings: dict[str, Data] = {}
    for path in (*_SETTINGS, _PUBLISHING):
        if path not in gathering.files.sizes:
            continue
        gathering.left[path] = "the old site's configuration, of which the plain values were read; it was not run"
        try:
            text = gathering.files.text(path)
            tree = ast.parse(text) if len(text) <= _LIMIT else None
        except (UnreadableError, SyntaxError, ValueError, RecursionError, MemoryError):
            tree = None
        if tree is None:
            gathering.left[path] = "the old site's configuration, which was not read"
            continue
        for node in tree.body:
            target = node.targets[0] if isinstance(node, ast.Assign) else None
            if isinstance(node, ast.Assign) and isinstance(target, ast.Name) and target.id.isupper():
                try:
                    value = _plain(ast.literal_eval(node.value))
                except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                    gathering.notes.append(
                        f"{path}, line {node.lineno}: {target.id} is worked out by a program, and was not read"
                    )
                    continue
                if value not in (None, ""):
                    settings[target.id] = value
    return settings


def _plain(value: object) -> Data:
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return value if isinstance(value, str | bool | int | float) or value is None else str(value)


def _content_folder(settings: dict[str, Data], files: OldFiles) -> str:
    named = text_of(settings, "PATH").strip("/.")
    for root in (named, "content"):
        if root and any(path.startswith(f"{root}/") for path in files.sizes):
            return root
    return ""


def _reason(path: str) -> str:
    form = extension_of(path)
    if path.startswith(("theme/", "themes/", "plugins/")):
        return "the old site's theme or a program, which is not run"
    return "a program of the old site, which is not run" if form in _PROGRAMS else "outside of the folder of content"


def _add(gathering: Gathering, path: str, inner: str, settings: dict[str, Data], zone: ZoneInfo, moved: str) -> None:
    form = extension_of(path)
    is_rst = form == "rst" and can_read()
    if form == "rst" and not is_rst:
        gathering.by_hand[path] = f"a text in reStructuredText, which needs the extra rst: {how_to_install('rst')}"
        return
    if form in OTHER_MARKUP and not is_rst:
        gathering.by_hand[path] = f"a text in {form}, which is not read"
        return
    if form not in (*MARKDOWN, *HTML) and not is_rst:
        gathering.copy(path, squeeze(moved or inner))
        return
    front = gathering.front_of(path, split_restructured if is_rst else split_headers)
    if front is None:
        return
    body, values = front.body, {key.lower(): value for key, value in front.values.items()}
    if form in HTML:
        if is_template(body):
            gathering.left[path] = "a template of the old site, which is not run"
            return
        body, values = _split_html(body)
    values = {key.lower(): value for key, value in mapping_of(settings, "DEFAULT_METADATA").items()} | values
    is_page = _is_in(inner, settings, "PAGE")
    if not is_page and not _is_in(inner, settings, "ARTICLE"):
        if _is_below(inner, settings.get("STATIC_PATHS", ["images"])):
            gathering.copy(path, squeeze(moved or inner))
        else:
            gathering.left[path] = LEFT_OUT
        return
    named_day, slug = _of_name(stem_of(path), settings)
    values = values if is_page else _with_defaults(values, settings, is_dated=named_day is not None)
    if not is_page and "category" not in values and settings.get("USE_FOLDER_AS_CATEGORY", True) is True:
        folder = posixpath.dirname(inner).rpartition("/")[2]
        values = {**values, "category": folder} if folder else values
    day = day_of(read_when(text_of(values, "date"), zone, first="month"), zone) or named_day
    status = text_of(values, "status").lower()
    address = _address(values, slug, day, settings, stem_of(path), is_page=is_page)
    # What is hidden is published and in no list, as every standing page is; an article would be in lists here.
    hidden = {"draft", "skip"} if is_page else {"draft", "skip", "hidden"}
    page = OldPage(
        path=path, front=values, body=body, is_html=form in HTML or is_rst,
        name=text_of(values, "slug") or slug or stem_of(path),
        is_article=not is_page, day=named_day, address=address, is_published=status not in hidden,
    )  # fmt: skip
    gathering.pages.append(page)
    for known in (inner, f"/{inner}"):
        gathering.names.setdefault(known, path)


def _is_in(inner: str, settings: dict[str, Data], kind: str) -> bool:
    """Is a file in the folders of a kind of texts, `PAGE` or `ARTICLE`? No page is an article, wherever it lies."""
    pages = settings.get("PAGE_PATHS", settings.get("PAGE_DIR", "pages"))
    named = pages if kind == "PAGE" else settings.get("ARTICLE_PATHS", settings.get("ARTICLE_DIR", ""))
    is_of_pages = kind == "ARTICLE" and _is_below(inner, pages)
    return _is_below(inner, named) and not is_of_pages and not _is_below(inner, settings.get(f"{kind}_EXCLUDES"))


def _is_below(inner: str, named: Data) -> bool:
    """Is a file one of some paths, or below one? The empty path is the whole folder of content."""
    paths = named if isinstance(named, list) else [named]
    folders = [path.removeprefix("./").strip("/") for path in paths if isinstance(path, str)]
    return any(not folder or inner == folder or inner.startswith(f"{folder}/") for folder in folders)


def _with_defaults(values: dict[str, Data], settings: dict[str, Data], *, is_dated: bool) -> dict[str, Data]:
    """Return the metadata of an article with what the settings say of articles that do not say it: a date, an author."""
    found = dict(values)
    when = settings.get("DEFAULT_DATE")
    if isinstance(when, list):
        # Numbers, as Python's `datetime` takes them: the year, month and day, and perhaps a time.
        day, clock = [str(part) for part in when[:3]], [str(part) for part in when[3:6]]
        when = "-".join(day) + (" " + ":".join([*clock, "00"][:3]) if clock else "")
    if isinstance(when, str) and when != _OF_FILE and not is_dated and not found.get("date"):
        found["date"] = when
    author = text_of(settings, "AUTHOR")
    return found if not author or {"author", "authors"} & found.keys() else {**found, "author": author}


def _split_html(text: str) -> tuple[str, dict[str, Data]]:
    """Return the body of a page of HTML, and the metadata of its head."""
    head = text.partition("<body")[0]
    values: dict[str, Data] = {found[1].lower(): found[2] for found in _META.finditer(head)}
    if title := _TITLE.search(head):
        values["title"] = title[1].strip()
    found = _BODY.search(text)
    return (found[1].strip() if found else text), values


def _of_name(stem: str, settings: dict[str, Data]) -> tuple[date | None, str]:
    """Return the day and the slug that a file's name states, by the pattern of the settings."""
    # The pattern of a stranger's settings may take for ever on some name, so only its usual forms are known.
    pattern = text_of(settings, "FILENAME_METADATA") or r"(?P<date>\d{4}-\d{2}-\d{2}).*"
    found = re.match(r"(\d{4}-\d{2}-\d{2})(?:[-_](.*))?", stem, re.ASCII)
    if not found or "date" not in pattern:
        return None, ""
    try:
        day = date.fromisoformat(found[1])
    except ValueError:
        return None, ""
    return day, (found[2] or "") if "slug" in pattern else ""


def _address(
    values: dict[str, Data], slug: str, day: date | None, settings: dict[str, Data], stem: str, *, is_page: bool
) -> str:
    """Return the address that Pelican gives a file; empty where it is not known."""
    if own := text_of(values, "save_as"):
        return squeeze(own.removesuffix("index.html"))
    title, lang = text_of(values, "title"), text_of(values, "lang")
    slug = text_of(values, "slug") or slug or _slug(title if text_of(settings, "SLUGIFY_SOURCE") != "basename" else stem)
    is_other = bool(lang) and lang.lower() != (text_of(settings, "DEFAULT_LANG") or "en").lower()
    kind = ("page" if is_page else "article") + (" in a language" if is_other else "")
    name, default = _ADDRESSES[kind]
    pattern = text_of(settings, f"{name}_SAVE_AS") or text_of(settings, f"{name}_URL") or default
    category = text_of(values, "category")
    parts = {"slug": slug, "lang": lang, "category": _slug(category), "author": _slug(text_of(values, "author", "authors"))}
    missing: list[str] = []

    def fill(found: re.Match[str]) -> str:
        value = _strftime(day, found[2]) if found[1] == "date" and day and found[2] else parts.get(found[1], "")
        missing.extend([] if value else [found[1]])
        return value

    filled = _FIELD.sub(fill, pattern)
    return "" if missing else squeeze(filled.removesuffix("index.html"))


def _strftime(day: date, form: str) -> str:
    """Return parts of a day in English, as `strftime` of the locale C: the locale of this machine has no say."""
    names = {
        "Y": f"{day.year:04d}", "y": f"{day.year % 100:02d}", "m": f"{day.month:02d}", "d": f"{day.day:02d}",
        "B": MONTHS[day.month - 1].capitalize(), "b": MONTHS[day.month - 1][:3].capitalize(),
        "A": DAYS[day.weekday()].capitalize(), "a": DAYS[day.weekday()][:3].capitalize(),
        "j": f"{day.timetuple().tm_yday:03d}", "-m": str(day.month), "-d": str(day.day),
    }  # fmt: skip
    return re.sub(r"%(-?[A-Za-z])", lambda found: names.get(found[1], ""), form)


def _slug(text: str) -> str:
    """Return a slug as Pelican makes it by default: ASCII letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", plain).strip().lower())
