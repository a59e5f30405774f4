"""Floor 2. The settings of `briefgen.yml`: the site, the region tree, the registry of sources, the menu; and labels."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, TypeVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec

from briefgen.content.frontmatter import Mapping, Node, Scalar, Sequence, read_yaml
from briefgen.content.schema.fields import Field, Table, read_table, table_of
from briefgen.content.schema.kinds import (
    EXTRA_DATA,
    FLAG,
    FULL_TEXT,
    KEY,
    LANGUAGE,
    TEXT,
    Findings,
    Kind,
    choice,
    formed,
    integer,
    is_clean,
    list_of,
    place_all,
    scalar,
)
from briefgen.content.schema.links import ALIAS, BASE_URL, COUNTRY, LINK, URL
from briefgen.text.conflicts import find_conflicts
from briefgen.text.permalinks import RESERVED
from briefgen.text.slugs import one_line
from briefgen.text.words import nearest
from briefgen.values.diagnostics import CODES, Checked, Severity
from briefgen.values.model import Acceptance, MenuItem, Place, Publisher, PublishTarget, Region, Settings

if TYPE_CHECKING:
    from briefgen.text.locales import Label

T = TypeVar("T")

#: The name of the settings file.
SETTINGS_FILE: Final = "briefgen.yml"

_ZONE_NAME: Final = re.compile(r"UTC|GMT|[A-Z][A-Za-z0-9_+-]*(?:/[A-Za-z0-9_+-]+)+", re.ASCII)
_DATE_LIKE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


def _read_time_zone(node: Scalar, findings: Findings) -> str | None:
    # A machine's database may have names such as `localtime`, which mean a different zone on each machine.
    if _ZONE_NAME.fullmatch(node.text):
        try:
            return ZoneInfo(node.text).key
        except (ZoneInfoNotFoundError, ValueError, OSError):
            pass
    hint = "write a name of the IANA database, such as Europe/London"
    return findings.add("unknown-time-zone", node.place, f'time zone "{node.text}" is not known', hint)


def _read_region_key(node: Node, findings: Findings) -> object:
    key = KEY.read(node, findings)
    if isinstance(key, str) and (key in RESERVED or _DATE_LIKE.fullmatch(key)):
        message = f'region key "{key}" is an address that the site needs'
        findings.add("reserved-region", node.place, message, "choose another")
    return key


def _read_names(node: Node, findings: Findings) -> dict[object, object] | None:
    if not isinstance(node, Mapping):
        return findings.refuse(node, "a mapping of languages to names", "write lines such as: ar: the name")
    names = [(LANGUAGE.read(key, findings), FULL_TEXT.read(value, findings)) for key, value in node.entries]
    return {language: name for language, name in names if language and name}


def _regions(*, at_least: int = 0) -> Kind:
    # The tree refers to itself, so its schema is a definition, and the table of a region is asked for at reading.
    return Kind(
        lambda node, findings: list_of(_REGION, at_least=at_least).read(node, findings),
        {"type": "array", "items": {"$ref": "#/$defs/region"}},
        may_be_blank=True,
    )


_REGION_KEY: Final = Kind(_read_region_key, KEY.json_schema)
_NAMES: Final = Kind(_read_names, {"type": "object", "additionalProperties": {"type": "string"}})
REGION_TABLE: Final = Table(
    "a region",
    (
        Field("key", _REGION_KEY, "The region's part of addresses; lower case, with hyphens.", required=True),
        Field("name", FULL_TEXT, "The region's name.", required=True),
        Field("names", _NAMES, "The name in other languages, by language tag."),
        Field("countries", list_of(COUNTRY), "Countries of the region, as ISO 3166-1 codes."),
        Field("color", integer(1, 24), "Number of its colour in the theme; default: by its place."),
        Field("regions", _regions(), "Regions inside this one; it shows their items as well."),
    ),
    single="key",
)
_REGION: Final = table_of(REGION_TABLE, Region)

_PUBLISHER_TABLE: Final = Table(
    "a source",
    (
        Field("name", FULL_TEXT, "The publisher's name.", required=True),
        Field("url", URL, "The publisher's own site."),
        Field("lang", LANGUAGE, "The language it publishes in."),
    ),
)


def _by_key(table: Table, model: type[T], noun: str, first: str) -> Kind:
    """Return the kind of mappings of keys to tables; `noun` names one of them, and `first` is a key that it can have."""

    def read(node: Node, findings: Findings) -> tuple[T, ...] | None:
        if not isinstance(node, Mapping):
            is_blank = isinstance(node, Scalar) and not node.text
            return None if is_blank else findings.refuse(node, f"a mapping of keys to {noun}s")
        found = []
        for key, value in node.entries:
            if KEY.read(key, findings) is None:
                continue
            if not isinstance(value, Mapping):
                message, hint = f'{noun} "{key.text}" needs keys and values', f"write {first}: under {key.text}:"
                findings.add("wrong-type", value.place, message, hint)
                continue
            values = {"key": key.text} | read_table(value, table, findings)
            found.append(msgspec.convert(values, model))
        return tuple(found)

    return Kind(read, {"type": "object", "additionalProperties": table.json_schema()}, may_be_blank=True)


_PUBLISHERS: Final = _by_key(_PUBLISHER_TABLE, Publisher, "source", "name")
#: A name that git takes for a branch or a remote, and never for an option.
_GIT_NAME: Final = formed("[A-Za-z0-9][A-Za-z0-9._/-]*", "write a name such as gh-pages")
_TARGET_TABLE: Final = Table(
    "a target",
    (
        Field("folder", FULL_TEXT, "A folder of this machine that keeps releases, and a link to the one that is shown."),
        Field("keep", integer(2, 1000), "Releases that the folder keeps; default 5."),
        Field("compress", list_of(choice("gzip", "brotli")), "Smaller copies of text files, beside each of them."),
        Field("branch", _GIT_NAME, "A branch of the project's own repository that has the site and nothing else."),
        Field("remote", _GIT_NAME, "The remote that the branch is pushed to; without it the branch is written here only."),
        Field("run", list_of(FULL_TEXT), "Commands that run once the release is there, one after another."),
    ),
)


def _check_target(target: Node, findings: Findings) -> None:
    """Report a target that is two places, or none."""
    if isinstance(target, Mapping):
        keys = {key.text: key for key, _ in target.entries}
        places = [keys[name] for name in ("folder", "branch") if name in keys]
        if len(places) == 2:
            message = "a target is a folder or a branch, not both"
            findings.add("bad-value", places[1].place, message, "make two targets of it")
        if not places and "run" not in keys:
            findings.add("missing-key", target.place, "the target has no folder, branch or run", "write one of them")


def _read_targets(node: Node, findings: Findings) -> object:
    for _, target in node.entries if isinstance(node, Mapping) else ():
        _check_target(target, findings)
    return _ANY_TARGETS.read(node, findings)


_ANY_TARGETS: Final = _by_key(_TARGET_TABLE, PublishTarget, "target", "folder")
_TARGETS: Final = Kind(_read_targets, _ANY_TARGETS.json_schema, may_be_blank=True)
_MENU_TABLE: Final = Table(
    "a menu item",
    (
        Field("title", FULL_TEXT, "What the link says.", required=True),
        Field("url", LINK, "An address of the site such as /about/, or a URL.", required=True),
    ),
    single="url",
)


def _read_warning(node: Scalar, findings: Findings) -> str | None:
    row = CODES.get(node.text)
    if row is not None and row.severity is Severity.WARNING:
        return node.text
    if row is not None:
        message = f'"{node.text}" is no warning but of severity {row.severity}'
        return findings.add("bad-value", node.place, message, "only warnings can be accepted, and need to be")
    close = nearest(node.text, list(CODES))
    hint = f'nearest is "{close}"' if close else "write the code that stands in brackets after the word warning"
    return findings.add("bad-value", node.place, f'"{one_line(node.text)}" is not the code of a warning', hint)


_WARNING: Final = scalar("the code of a warning", {"type": "string"}, _read_warning, is_closed=True)
_ACCEPTANCE_TABLE: Final = Table(
    "an accepted warning",
    (
        Field("path", FULL_TEXT, "The file, such as content/a.md, or a pattern: content/2019/*.", required=True),
        Field("code", _WARNING, "The code of the warning.", required=True),
        Field("reason", FULL_TEXT, "Why it is accepted.", required=True),
    ),
    single="code",
)
_TIME_ZONE: Final = scalar("a time zone", {"type": "string"}, _read_time_zone, is_closed=True)
_AI_USE: Final = choice("allow", "no-training", "deny")
_FEED_CONTENT: Final = choice("summary", "full")
SETTINGS_TABLE: Final = Table(
    "the settings",
    (
        Field("title", FULL_TEXT, "The site's name.", required=True),
        Field("tagline", TEXT, "One line under the name."),
        Field("base_url", BASE_URL, "Where the site is published, with its folder if it has one."),
        Field("language", LANGUAGE, "The language of the interface and of items without `lang`; default en."),
        Field("time_zone", _TIME_ZONE, "The IANA zone that days are counted in; default UTC."),
        Field("regions", _regions(at_least=1), "The region tree, in the order it is shown.", required=True),
        Field("sources", _PUBLISHERS, "The registry of sources: key to name, url and lang."),
        Field("feed_limit", integer(1, 1000), "Items in a feed, or the whole newest day if it has more; default 20."),
        Field("feed_content", _FEED_CONTENT, "What feeds carry of an item: summary (default) or full text."),
        Field("feed_hub", URL, "A WebSub hub that feeds name; your deployment tells it of news."),
        Field("briefing_length", integer(1, 1000), "Items of a briefing with summaries, above headlines; default 12."),
        Field("page_size", integer(1, 1000), "Entries on a page of a paged list; default 20."),
        Field("search", FLAG, "Whether the frame offers search; default true."),
        Field("search_index", FLAG, "Whether the search page searches texts (extra `search`); default false."),
        Field("image_sizes", FLAG, "Whether pictures have smaller sizes as WebP (extra `images`); default false."),
        Field("email_edition", FLAG, "Whether briefings have an edition for e-mail (extra `email`); default false."),
        Field("json_edition", FLAG, "Whether briefings have a JSON edition; default false."),
        Field("host_files", FLAG, "Whether the site has `_headers` and `_redirects` for hosts; default false."),
        Field("ai_use", _AI_USE, "What is said to programs that learn: allow (default), no-training or deny."),
        Field("gone", list_of(ALIAS), "Addresses that were removed on purpose; servers say so to who asks for them."),
        Field("menu", list_of(table_of(_MENU_TABLE, MenuItem)), "Links of the footer."),
        Field("accept", list_of(table_of(_ACCEPTANCE_TABLE, Acceptance)), "Warnings that are accepted, each with a reason."),
        Field("publish", _TARGETS, "Where `briefgen publish` publishes: keys to targets, the usual one first."),
        Field("hooks", FLAG, "Whether the project's `briefgen_hooks.py` is run; default false."),
        Field("extra", EXTRA_DATA, "Data of your own, for your layouts."),
    ),
)


def read_settings(text: str, path: str = SETTINGS_FILE) -> Checked[Settings]:
    """Return the settings of `briefgen.yml`, and its findings; no settings only if the YAML cannot be read.

    A key with a wrong value has its default, and a finding.
    """
    if conflicts := find_conflicts(text, path):
        return Checked(None, conflicts)
    read = read_yaml(text, path)
    if read.value is None:
        return Checked(None, read.findings)
    findings = Findings(path, list(read.findings), text)
    values = {"title": "", "places": place_all(read.value)} | read_table(read.value, SETTINGS_TABLE, findings)
    first: dict[str, Place] = {}
    for key in sorted(_region_keys(read.value), key=lambda scalar: (scalar.place.line, scalar.place.column)):
        place = first.setdefault(key.text, key.place)
        if place is not key.place:
            message = f'region key "{key.text}" stands twice, first in line {place.line}'
            findings.add("duplicate-region", key.place, message, "give each region a key of its own")
    return Checked(msgspec.convert(values, Settings), tuple(findings.found))


def region_keys(regions: tuple[Region, ...]) -> tuple[str, ...]:
    """Return all keys of a region tree in the order of the settings, parents before children."""
    return tuple(key for region in regions for key in (region.key, *region_keys(region.regions)))


def _region_keys(node: Mapping) -> Iterator[Scalar]:
    regions = next((value for key, value in node.entries if key.text == "regions"), None)
    for child in regions.items if isinstance(regions, Sequence) else ():
        if isinstance(child, Mapping):
            yield from (value for key, value in child.entries if key.text == "key" and isinstance(value, Scalar))
            yield from _region_keys(child)


def read_labels(text: str, path: str) -> "Checked[dict[str, Label]]":
    """Return the labels of a file of `layouts/strings/` by key: a text, or a text for each CLDR plural category.

    A label without the category `other` is a finding (`missing-key`), and so is a list (`wrong-type`) or a control
    character in a label.
    """
    if conflicts := find_conflicts(text, path):
        return Checked(None, conflicts)
    read = read_yaml(text, path)
    if read.value is None:
        return Checked(None, read.findings)
    findings = Findings(path, list(read.findings), raw=text)
    labels: dict[str, Label] = {}
    for key, node in read.value.entries:
        if isinstance(node, Scalar):
            is_clean(node, findings)
            labels[key.text] = node.text
        elif isinstance(node, Mapping):
            scalars = {form.text: value for form, value in node.entries if isinstance(value, Scalar)}
            forms = {form: value.text for form, value in scalars.items()}
            for value in scalars.values():
                is_clean(value, findings)
            if "other" in forms:
                labels[key.text] = forms
            else:
                findings.add("missing-key", node.place, f'label "{key.text}" has no form "other"', "add other: ...")
        else:
            findings.add("wrong-type", node.place, "text, or a text for each plural form, is needed here")
    return Checked(labels, tuple(findings.found))
