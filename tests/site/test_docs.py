"""The documentation says what is so: every command, code, key, field and address is in it, and its examples run."""

import ast
import enum
import importlib
import inspect
import itertools
import json
import os
import re
import struct
import subprocess
import sys
import tomllib
import types
import typing
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import click
import jinja2.defaults
import pytest

import briefgen
from briefgen.build.check import check_site
from briefgen.build.flow import build_site
from briefgen.cli import EXIT_ENVIRONMENT, EXIT_FINDINGS, EXIT_INTERRUPTED, cli
from briefgen.content import frontmatter, markup
from briefgen.content.schema import SCHEMAS, article, dates, json_schema, read_settings
from briefgen.content.schema import links as url_kinds
from briefgen.project import starter
from briefgen.project.reader import ProjectReader
from briefgen.render import hook_loading
from briefgen.text import characters, locales, permalinks
from briefgen.text.holes import fill_holes
from briefgen.text.slugs import SLUG_LENGTH, slug
from briefgen.text.words import CHARACTERS_A_MINUTE, WORDS_A_MINUTE
from briefgen.values import views
from briefgen.values.diagnostics import CODES
from briefgen.values.model import Options, UrlPath, Value
from tests.projects import NOW, PATIENCE, Project
from tests.projects import article as an_article
from tests.rooms.test_floors import DOORS, FOLDERS

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), ROOT / "README.md", ROOT / "CONTRIBUTING.md"])

#: The day that docs/start.md was written on: 10 April 2025, 8:00 UTC.
START_EPOCH = "1744272000"


# Reading a page ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block; `path` is the project file that it shows, the second word after the fence."""

    language: str
    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it, up to the next heading of any level."""

    title: str
    level: int
    text: str

    def rows(self) -> list[list[str]]:
        """Return the cells of its tables, without the heads."""
        lines = [line for line in _without_blocks(self.text).split("\n") if line.startswith("|")]
        heads = {index for index, line in enumerate(lines) if re.fullmatch(r"[|:\- ]+", line)}
        kept = [line for index, line in enumerate(lines) if index not in heads and index + 1 not in heads]
        return [[cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]] for line in kept]


def _without_blocks(text: str) -> str:
    return re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)


@cache
def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def blocks(text: str) -> list[Block]:
    found = re.finditer(r"^```(\w+)(?: (\S+))?\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)
    return [Block(match[1], match[2] or "", match[3]) for match in found]


@cache
def sections(name: str) -> list[Section]:
    """Split a page at its headings; a `#` in a block is no heading."""
    found: list[Section] = []
    title, level, lines = "", 0, list[str]()
    in_block = False
    for line in page(name).split("\n"):
        in_block ^= line.startswith("```")
        heading = re.fullmatch(r"(#+) (.*)", line) if not in_block else None
        if heading:
            found.append(Section(title, level, "\n".join(lines)))
            title, level, lines = heading[2], len(heading[1]), []
        else:
            lines.append(line)
    return [*found, Section(title, level, "\n".join(lines))]


def section(name: str, *titles: str) -> Section:
    """Return the section under these headings, from the outside in."""
    every = sections(name)
    start = 0
    for title in titles:
        start = next((index for index, one in enumerate(every) if index >= start and one.title == title), -1)
        assert start >= 0, f"docs/{name} has no section {' / '.join(titles)}"
    return every[start]


def code(cell: str) -> str:
    """Return what stands between the first two backticks of a cell."""
    match = re.search(r"`([^`]+)`", cell)
    assert match, f"no code in {cell!r}"
    return match[1]


def plain(cell: str) -> str:
    """Return a cell without its links."""
    return re.sub(r"\[([^\]]+)\]\([^)]+\)", r"\1", cell)


# Projects that examples run in ---------------------------------------------------------------------------------------


def png() -> bytes:
    """Return a picture of one pixel."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


def new_project(root: Path) -> Project:
    """Write a project as `briefgen init` does, but without its article, whose day would vary."""
    starter.make_project(root, NOW)
    for path in (root / "content").glob("*.md"):
        path.unlink()
    return Project(root)


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a line of a page, with this very briefgen first on the path."""
    tools = Path(sys.executable).parent
    environment = {"PATH": f"{tools}:{os.environ['PATH']}", "SOURCE_DATE_EPOCH": START_EPOCH, "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, text=True, timeout=PATIENCE, check=False,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip


def steps(block: Block) -> Iterator[tuple[str, str]]:
    """Give each command of a console block with the output shown under it."""
    for step in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, shown = step.partition("\n")
        yield command, shown


def without_what_varies(output: str) -> str:
    """Return output without seconds and numbers of files: the theme's assets are among these, and pages are counted."""
    output = re.sub(r"\d+ files written, \d+ unchanged", "- files written, - unchanged", output)
    return re.sub(r"\d+\.\d s$", "- s", output, flags=re.MULTILINE)


# docs/start.md -------------------------------------------------------------------------------------------------------


def test_the_start_runs_as_it_is_shown(tmp_path: Path) -> None:
    """Every command runs in order, in the folder that `cd` leads to; only pipx and serve lines are left out.

    Output that is shown is compared; a command may fail only where the page shows an error.
    """
    folder = tmp_path
    commands = 0
    for block in blocks(page("start.md")):
        if block.path:
            Project(folder).write(block.path, block.text)
            continue
        for command, shown in steps(block):
            if command.startswith(("pipx ", "briefgen serve")):
                continue
            commands += 1
            if command.startswith("cd "):
                folder /= command.removeprefix("cd ")
                continue
            done = run(command, folder)
            if shown:
                assert without_what_varies(done.stdout) == without_what_varies(shown), command
            assert done.returncode == (1 if "error[" in shown else 0), f"{command}: {done.stdout}"
    assert commands >= 10


def test_the_start_shows_every_command_that_writes() -> None:
    shown = {line.split()[2] for line in page("start.md").split("\n") if line.startswith("$ briefgen ")}
    assert {"init", "new", "serve", "check", "build"} <= shown


# docs/commands.md ----------------------------------------------------------------------------------------------------


def options_of(command: click.Command) -> set[str]:
    names = {name for one in command.params if isinstance(one, click.Option) for name in (*one.opts, *one.secondary_opts)}
    return names | {"-h", "--help"}


COMMANDS = dict(cli.commands)
COMMON = options_of(cli)


def options_in(name: str) -> set[str]:
    rows = section("commands.md", name).rows()
    return {option for row in rows for option in re.findall(r"`(-[a-z-]+)", row[0])}


def test_commands_lists_every_command_and_no_other() -> None:
    titles = [one.title for one in sections("commands.md") if one.title.startswith("briefgen ")]
    assert sorted(titles) == sorted(f"briefgen {name}" for name in COMMANDS)
    overview = [code(row[0]).removeprefix("briefgen ") for row in section("commands.md", "Commands").rows()]
    assert sorted(overview) == sorted(COMMANDS)


def test_commands_lists_every_common_option_and_no_other() -> None:
    assert options_in("Common options") == COMMON


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands_lists_every_option_of_a_command_and_no_other(name: str) -> None:
    assert options_in(f"briefgen {name}") == options_of(COMMANDS[name]) - COMMON


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_commands_names_the_arguments_choices_and_defaults_of_a_command(name: str) -> None:
    told = section("commands.md", f"briefgen {name}").text + section("commands.md", "Common options").text
    context = click.Context(COMMANDS[name], info_name=name)
    for one in COMMANDS[name].params:
        words = list(one.type.choices) if isinstance(one.type, click.Choice) else []
        words += [one.make_metavar(context).strip("[]{}")] if isinstance(one, click.Argument) and not words else []
        default = one.default
        if isinstance(default, str | int) and not isinstance(default, bool | enum.Enum) and default != "":
            words.append(str(default))
        for word in words:
            assert re.search(rf"(?<![a-z]){re.escape(str(word))}(?![a-z])", told), f"{name}: {word}"


def test_commands_knows_every_environment_variable_that_is_read() -> None:
    read = set()
    for path in (ROOT / "briefgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("environ.get", "getenv")):
                read.add(ast.literal_eval(node.args[0]))
            if isinstance(node, ast.Subscript) and ast.unparse(node.value).endswith("environ"):
                read.add(ast.literal_eval(node.slice))
    assert read == {code(row[0]) for row in section("commands.md", "Environment").rows()}


def test_commands_lists_the_exit_codes() -> None:
    rows = section("commands.md", "Exit codes").rows()
    assert [row[0] for row in rows] == ["0", str(EXIT_FINDINGS), str(EXIT_ENVIRONMENT), str(EXIT_INTERRUPTED)]


def test_commands_shows_a_finding_as_text_and_lists_its_keys_as_json(tmp_path: Path) -> None:
    (shown,) = [block.text for block in blocks(section("commands.md", "Formats").text)]
    front = "---\ntitle: A\ndate: 2025-04-10\nregion: middel-east\nsources: [{name: B}]\n---\n"
    new_project(tmp_path).write("content/a.md", front)
    assert run("briefgen check -q", tmp_path).stdout == shown
    found = json.loads(run("briefgen check -q --format json", tmp_path).stdout)
    assert list(found) == [code(row[0]) for row in section("commands.md", "Formats").rows()]


def test_commands_shows_what_explain_prints(tmp_path: Path) -> None:
    new_project(tmp_path).build()
    ((command, shown),) = steps(blocks(section("commands.md", "briefgen explain").text)[0])
    assert run(command, tmp_path).stdout.strip() == shown.strip()


# docs/findings.md ----------------------------------------------------------------------------------------------------

FINDINGS = {one.title.strip("`"): one for one in sections("findings.md") if one.title.startswith("`")}


def test_findings_has_every_code_and_no_other() -> None:
    assert sorted(FINDINGS) == sorted(CODES)


@pytest.mark.parametrize("name", sorted(CODES))
def test_findings_has_a_code_s_severity_and_meaning(name: str) -> None:
    first = FINDINGS[name].text.strip().split("\n")[0]
    assert first == f"**{CODES[name].severity}.** {CODES[name].meaning}"


#: Codes without an example: they come from importing a capture, from proving what was imported, from what is installed, from
#: other hosts, or from a forged cache. The tests of imports, editions, links and the cache show each.
OF_CAPTURES = frozenset(
    """
    binary-capture broken-file no-file-reader unknown-encoding entries-left-out
    unreadable-capture capture-too-large capture-too-long draft-too-large no-article no-html-reader
    page-too-large
    not-extracted
    capture-missing capture-changed ledger-missing imported-article-missing source-altered ledger-broken
    capture-encoding capture-characters unassigned-lines long-lines-dropped
    possible-stories split-outside dropped-inside paywall table-as-list text-from-data
    damaged-credit edited-article
    paragraph-not-in-capture value-not-in-capture date-not-in-capture quote-not-in-capture
    not-in-capture other-speaker capture-says-otherwise
    missing-extra cache-unsound
    dead-link moved-link unchecked-link
    """.split()
)


@pytest.mark.parametrize("name", sorted(OF_CAPTURES))
def test_a_code_of_captures_has_no_example_but_a_test(name: str) -> None:
    """An example would not be run, so there must be none; and what no test shows may never be reported."""
    assert name in CODES
    assert blocks(FINDINGS[name].text) == []
    files = ("test_import.py", "test_custody.py", "test_capture.py", "test_html.py", "test_editions.py", "test_store.py")
    files = (*files, "test_claims.py", "test_containers.py", "test_linkcheck.py", "test_html_shapes.py", "test_stories.py")
    tests = "".join((ROOT / f"tests/rooms/{file}").read_text("utf-8") for file in files)
    assert re.search(rf"(?<![\w-]){name}(?![\w-])", tests)


@pytest.mark.parametrize("name", sorted(CODES.keys() - OF_CAPTURES))
def test_the_example_of_a_finding_causes_it_and_no_other(name: str, tmp_path: Path) -> None:
    """But `no-source`: examples are shorter without one."""
    project = new_project(tmp_path)
    for folder in ("content", "content/pages"):
        project.write(f"{folder}/boats.png", png())
    examples = blocks(FINDINGS[name].text)
    assert examples
    for block in examples:
        if block.path:
            project.write(block.path, block.text)
        for command, _ in steps(block) if block.language == "console" else ():
            assert run(command, tmp_path).returncode == 0, command
    options = Options(now=NOW)
    # What a layout writes is looked at by a check only, and the address of the site before readers see it.
    is_layout = name.startswith("layout-")
    is_published = name == "reserved-base-url"
    is_checked = is_layout or is_published
    result = (
        check_site(tmp_path, options, is_published=is_published)
        if is_checked
        else build_site(tmp_path, tmp_path / "site", options)
    )
    found = {one.code for one in result.findings}
    assert found - {"no-source"} == {name} - {"no-source"}
    assert name in found


# docs/front-matter.md and docs/settings.md ---------------------------------------------------------------------------

#: Where each table of keys stands: the page, the section of the kind of file.
TABLES = {
    "article": ("front-matter.md", "Articles"),
    "briefing": ("front-matter.md", "Briefings"),
    "day": ("front-matter.md", "Days"),
    "region": ("front-matter.md", "Regions"),
    "story": ("front-matter.md", "Stories"),
    "page": ("front-matter.md", "Pages"),
    "config": ("settings.md", "Settings"),
}
Schema = dict[str, typing.Any]


def tables_of(name: str) -> Iterator[tuple[tuple[str, ...], Schema]]:
    """Give every closed object of a schema with the headings it is described under: the kind, then the key in backticks."""
    schema: Schema = json_schema(name)
    file, kind = TABLES[name]
    definitions = schema.get("$defs", {})

    def walk(one: Schema, titles: tuple[str, ...], seen: frozenset[str]) -> Iterator[tuple[tuple[str, ...], Schema]]:
        reference = one.get("$ref", "").rpartition("/")[2]
        if reference in seen:
            return
        one = definitions.get(reference, one)
        if "properties" in one:
            yield titles, one
        inner = seen | {reference} if reference else seen
        for key, value in one.get("properties", {}).items():
            yield from walk(value, (file, kind, f"`{key}`"), inner)
        for part in ("items", "additionalProperties"):
            if isinstance(one.get(part), dict):
                yield from walk(one[part], titles, inner)
        for choice in one.get("anyOf", ()):
            if "required" not in choice:
                yield from walk(choice, titles, inner)

    yield from walk(schema, (file, kind), frozenset())


def words_of_schema(schema: Schema) -> str:
    """Return the type of a key as the pages say it."""
    choices = [choice for choice in schema.get("anyOf", ()) if "required" not in choice]
    if choices:
        return ", or ".join(map(words_of_schema, choices))
    if "enum" in schema:
        words = [f"`{word}`" for word in schema["enum"]]
        return "country code" if len(words) > 100 else f"{', '.join(words[:-1])} or {words[-1]}"
    if "$ref" in schema:
        return "region"
    match schema["type"]:
        case "array":
            one = words_of_schema(schema["items"])
            return f"list of {one}" if one.endswith("`") else f"list of {one}s"
        case "boolean":
            return "true or false"
        case "integer":
            return "whole number"
        case "object":
            return "mapping"
        case "string":
            return {"date": "date", "date-time": "date-time", "uri": "URL"}.get(schema.get("format", ""), "text")
    raise AssertionError(schema)


CASES = [pytest.param(titles, schema, id="/".join(titles)) for name in SCHEMAS for titles, schema in tables_of(name)]


def test_every_kind_of_file_has_a_section() -> None:
    assert sorted(TABLES) == sorted(SCHEMAS)
    assert len(CASES) == 17


@pytest.mark.parametrize(("titles", "schema"), CASES)
def test_a_table_of_keys_is_that_of_the_schema(titles: tuple[str, ...], schema: Schema) -> None:
    either = {key for choice in schema.get("anyOf", ()) for key in choice["required"]}
    expected = [
        [
            f"`{key}`",
            words_of_schema(value),
            "yes" if key in schema.get("required", ()) else "one of the two" if key in either else "",
            value["description"],
        ]
        for key, value in schema["properties"].items()
    ]
    assert [row for row in section(*titles).rows() if len(row) == 4] == expected


def test_the_example_of_settings_has_every_key_and_no_finding() -> None:
    (example,) = [block for block in blocks(page("settings.md")) if block.path == "briefgen.yml"]
    read = read_settings(example.text)
    assert read.findings == ()
    assert read.value is not None
    keys = {re.sub(r"\.\d+", "", place) for place in read.value.places} | {"extra"}
    assert set(json_schema("config")["properties"]) <= keys
    assert {"regions.names", "regions.countries", "regions.regions.key", "sources.example-news.lang", "menu.url"} <= keys


def test_the_examples_of_front_matter_have_every_key_and_no_finding(tmp_path: Path) -> None:
    project = Project(tmp_path)
    examples = [block for name in ("settings.md", "front-matter.md") for block in blocks(page(name)) if block.path]
    for block in examples:
        project.write(block.path, block.text)
    project.write("content/2025/04/harbour.png", png())
    checked = project.check()
    assert checked.findings == ()
    for kind, path in {"article": "content/2025/", "briefing": "content/briefings/", "page": "content/pages/"}.items():
        (text,) = [block.text for block in examples if block.path.startswith(path)]
        shown = set(re.findall(r"^([a-z_]+):", text, flags=re.MULTILINE))
        assert set(json_schema(kind)["properties"]) - shown <= {"region"}


def test_front_matter_states_the_limits() -> None:
    assert article.TAGS_LIMIT == article.REGIONS_LIMIT == article.KEY_POINTS_LIMIT == article.AUTHORS_LIMIT
    assert article.ALIASES_LIMIT == article.CORRECTIONS_LIMIT
    keys = json_schema("article")["properties"]["weight"], json_schema("briefing")["properties"]["number"]
    assert [row[1] for row in section("front-matter.md", "Limits").rows()] == [
        f"{frontmatter.FRONT_MATTER_LIMIT // 1024} KiB",
        f"{characters.FILE_LIMIT // 1024**2} MiB",
        f"{frontmatter.NESTING_LIMIT} levels",
        f"{dates.FIRST_YEAR} to {dates.LAST_YEAR}",
        f"{SLUG_LENGTH} characters",
        f"{url_kinds.PART_LIMIT} bytes",
        f"{article.TAGS_LIMIT} items each",
        f"{article.ALIASES_LIMIT} items each",
        f"{article.SOURCES_LIMIT} items",
        f"{article.COUNTRIES_LIMIT} items",
        *(f"{key['minimum']:,} to {key['maximum']:,}" for key in keys),
    ]


# docs/addresses.md ---------------------------------------------------------------------------------------------------

#: What stands for the arguments of functions that make addresses, by name.
ARGUMENTS: dict[str, object] = {
    "key": "KEY", "region_key": "REGION", "day": date(2025, 4, 10), "first": date(2025, 4, 10), "slug": "SLUG",
    "code": "CODE", "number": 2025, "name": "NAME", "digest": "0" * 64, "lang": "LANG", "period": "2025", "width": 12345,
}  # fmt: skip
#: Functions whose argument is another thing than its name says above.
SPECIAL: dict[str, dict[str, object]] = {
    "region": {"key": "REGION"},
    "page": {"first": UrlPath("/REGION/"), "number": 1},
    "atom": {"first": UrlPath("/REGION/")},
    "json_feed": {"first": UrlPath("/REGION/")},
    "sitemap_part": {"number": 1},
    "asset": {"name": "name.ext"},
    "image_size": {"name": "name.ext"},
}


def addresses() -> list[str]:
    found = [value for name, value in vars(permalinks).items() if name.isupper() and isinstance(value, str)]
    for name, function in inspect.getmembers(permalinks, inspect.isfunction):
        if function.__module__ == permalinks.__name__ and inspect.signature(function).return_annotation is UrlPath:
            parameters = inspect.signature(function).parameters
            given = {parameter: SPECIAL.get(name, {}).get(parameter, ARGUMENTS.get(parameter)) for parameter in parameters}
            found.append(function(**given))
    words = [("2025-04-10", "YYYY-MM-DD"), ("2025/04", "YYYY/MM"), ("2025", "YYYY")]
    words += [("0" * 10, "HASH"), ("name.", "NAME."), ("name-12345", "NAME-WIDTH"), (".ext", ".EXT"), ("/code/", "/CODE/")]
    for example, word in words:
        found = [address.replace(example, word) for address in found]
    return [*found, "/feed.xml", "/feed.json", "/countries/CODE/feed.xml", "/countries/CODE/feed.json"]


def test_addresses_lists_every_address_and_no_other() -> None:
    rows = section("addresses.md", "Addresses").rows()
    listed = [address for row in rows for address in re.findall(r"`([^`]+)`", row[0])]
    assert sorted(listed) == sorted(set(addresses()))


def test_addresses_lists_the_reserved_names() -> None:
    listed = re.findall(r"`([^`]+)`", section("addresses.md", "Reserved names").text.split("Nor may")[0])
    assert sorted(listed) == sorted(permalinks.RESERVED)


def test_addresses_makes_slugs_as_it_says() -> None:
    rows = section("addresses.md", "Slugs").rows()
    assert len(rows) == 3
    assert [slug(code(row[0])) for row in rows] == [code(row[1]) for row in rows]


# docs/layouts.md -----------------------------------------------------------------------------------------------------


def classes_of_views() -> dict[str, type[Value]]:
    """Return every view, the frame, and every value that these are made of, by name."""
    found: dict[str, type[Value]] = {}
    waiting: list[object] = [views.Chrome, views.View, *views.View.__subclasses__()]
    while waiting:
        one = waiting.pop()
        if isinstance(one, type) and issubclass(one, Value) and one.__name__ not in found:
            found[one.__name__] = one
            waiting += typing.get_type_hints(one).values()
        waiting += typing.get_args(one)
    return found


def own_fields(kind: type[Value]) -> list[str]:
    inherited = views.View.__struct_fields__ if issubclass(kind, views.View) and kind is not views.View else ()
    return [name for name in kind.__struct_fields__ if name not in inherited]


def words_of_type(kind: object) -> str:
    """Return the type of a field as the page says it."""
    arguments = typing.get_args(kind)
    simple = {str: "text", int: "number", bool: "true or false", date: "date", datetime: "instant"}
    origin = typing.get_origin(kind)
    if origin is tuple:
        return f"list of {_plural(arguments[0])}"
    if origin is dict:
        return "mapping"
    if origin is typing.Literal:
        words = [f"`{word}`" for word in arguments if word]
        return f"{', '.join(words[:-1])} or {words[-1]}" + (", or empty" if "" in arguments else "")
    if origin in {types.UnionType, typing.Union}:
        words = [words_of_type(one) for one in arguments if one is not type(None)]
        return " or ".join(words) + (", or none" if type(None) in arguments else "")
    if isinstance(kind, typing.NewType):
        return words_of_type(kind.__supertype__)
    assert isinstance(kind, type)
    return simple.get(kind, kind.__name__)


def _plural(kind: object) -> str:
    words = words_of_type(kind)
    return {"text": "texts", "date": "dates", "number": "numbers"}.get(words, words.replace("list of ", "lists of ", 1))


VIEWS = classes_of_views()


def test_layouts_has_every_view_and_part_and_no_other() -> None:
    titles = [one.title for one in sections("layouts.md") if re.fullmatch(r"[A-Z]\w*[a-z]", one.title)]
    prose = {"Layouts", "Parts", "Macros", "Strings", "Assets"}
    assert sorted(set(titles) - prose) == sorted(VIEWS)


@pytest.mark.parametrize("name", sorted(VIEWS))
def test_layouts_has_every_field_of_a_view_with_its_type_and_no_other(name: str) -> None:
    rows = section("layouts.md", name).rows()
    hints = typing.get_type_hints(VIEWS[name])
    assert [(code(row[0]), plain(row[1])) for row in rows] == [
        (field, words_of_type(hints[field])) for field in own_fields(VIEWS[name])
    ]
    assert all(row[2].endswith(".") for row in rows)


def renderer_of(project: Project) -> jinja2.Environment:
    site = ProjectReader(project.root).read(Options(now=NOW)).value
    assert site is not None
    return site.printer.renderer._environment


def test_layouts_has_every_name_and_filter_and_no_other(project: Project) -> None:
    environment = renderer_of(project)
    rows = section("layouts.md", "What a layout sees").rows()
    names = {code(row[0]) for row in rows if len(row) == 2}
    assert names == {"page", *environment.globals}
    filters = {code(row[0]) for row in rows if len(row) == 3}
    assert filters == set(environment.filters) - set(jinja2.defaults.DEFAULT_FILTERS)


def test_layouts_shows_every_style_of_dates_as_it_is_printed() -> None:
    rows = section("layouts.md", "Styles of dates").rows()
    assert [code(row[0]) for row in rows] == [*locales._STYLES, *locales._SKELETONS, *locales._PATTERNS]
    british = locales.Locale("en-GB", ZoneInfo("Europe/London"), {})
    assert [row[1] for row in rows] == [british.calendar(date(2025, 4, 10), code(row[0])) for row in rows]


def test_layouts_says_which_layout_gets_which_view(repository: Path) -> None:
    """The sample site has a page of every kind."""
    rows = section("layouts.md", "Which layout gets which view").rows()
    listed = {(code(row[0]), plain(row[1])) for row in rows}
    site = ProjectReader(repository).read(Options(now=NOW.replace(year=2027))).value
    assert site is not None
    assert listed == {(page.layout, type(page.view(site.plan.maker)).__name__) for page in site.plan.pages}
    files = {path.name for path in (repository / "layouts").glob("*.html")}
    assert {name for name, _ in listed} | {"base.html"} == files


def test_layouts_names_the_blocks_and_languages_of_the_theme(repository: Path) -> None:
    base = (repository / "layouts/base.html").read_text("utf-8")
    told = section("layouts.md", "Change the theme").text.split("fill its blocks: ")[1].split("\n\n")[0]
    assert set(re.findall(r"`(\w+)`", told)) == set(re.findall(r"{% block (\w+)", base))
    told = section("layouts.md", "Strings").text.split("The theme speaks ")[1].split(";")[0]
    assert set(re.findall(r"`(\w+)`", told)) == {path.stem for path in (repository / "layouts/strings").glob("*.yml")}


def test_the_examples_of_layouts_work(project: Project) -> None:
    article = "---\ntitle: A\ndate: 2025-04-12\nregion: south\nsources: [{name: B}]\nextra: {phone: '17'}\n---\nText.\n"
    project.write("content/third.md", article)
    for block in blocks(page("layouts.md")):
        if block.path:
            project.write(block.path, block.text)
    assert project.build().findings == ()
    assert "Call the desk: 17" in project.page("/south/2025-04-12/third/")
    assert "Call the desk" not in project.page("/north-coast/2025-04-10/first/")
    assert "Open the briefing" in project.page("/south/")


def test_layouts_shows_a_failing_layout_as_it_is_printed(project: Project) -> None:
    (shown,) = [block.text for block in blocks(section("layouts.md", "When a layout fails").text)]
    layout = '{% extends "theme/article.html" %}\n{% block main %}\n\n<p>{{ page.authr }}</p>\n{% endblock %}\n'
    project.write("layouts/article.html", layout)
    printed = project.run("check").stdout
    pages = r" \(in .*\)"
    assert re.sub(pages, "", printed) == re.sub(pages, "", shown)
    assert re.search(pages, printed)


def test_layouts_shows_what_a_layout_gets_wrong_as_it_is_printed(project: Project) -> None:
    (shown,) = [block.text for block in blocks(section("layouts.md", "What a layout may get wrong").text)]
    frame = '{{% extends "theme/home.html" %}}\n{{% block main %}}\n{{{{ super() }}}}\n\n{}\n{{% endblock %}}\n'
    project.write("layouts/home.html", frame.format('<a href="/stroies/">All stories</a>'))
    assert project.run("check").stdout == shown


# docs/markdown.md ----------------------------------------------------------------------------------------------------


def pairs() -> Iterator[tuple[str, str]]:
    for source, made in itertools.pairwise(blocks(page("markdown.md"))):
        if source.language == "markdown":
            assert made.language == "html"
            yield source.text, made.text


@pytest.mark.parametrize(("source", "made"), [pytest.param(*pair, id=str(index)) for index, pair in enumerate(pairs())])
def test_a_sample_of_markdown_becomes_the_html_that_is_shown(source: str, made: str) -> None:
    body = markup.read_body(source).value
    assert body is not None
    assert fill_holes(body, tuple(ref.target for ref in body.facts.refs)).strip() == made.strip()


def test_markdown_lists_what_html_may_stand_in_a_text() -> None:
    """The function of that name hides the module in its package."""
    policy = importlib.import_module("briefgen.content.markup.sanitize")
    (listed,) = [block.text for block in blocks(section("markdown.md", "HTML").text) if block.language == "text"]
    assert sorted(listed.split()) == sorted(policy.TAGS)
    rows = {row[0].strip("`"): set(re.findall(r"`(\w+)`", row[1])) for row in section("markdown.md", "HTML").rows()}
    # An id stays where our own rendering made it, which is not the author's doing.
    assert rows.pop("every one") == policy.ATTRIBUTES["*"] - {"id"}
    assert rows == {name: found for name, found in policy.ATTRIBUTES.items() if name != "*"}


def test_markdown_lists_the_media_that_is_published() -> None:
    links = importlib.import_module("briefgen.plan.links")
    rows = [set(re.findall(r"`(\w+)`", row[1])) for row in section("markdown.md", "Media").rows()]
    assert rows == [links.IMAGES, links.FILES]


def test_markdown_states_the_limits() -> None:
    told = page("markdown.md")
    assert f"cut after {markup.LEDE_LIMIT} characters" in told
    assert f"nest up to {markup.NESTING_LIMIT} levels" in told
    assert f"takes {WORDS_A_MINUTE} words, or {CHARACTERS_A_MINUTE} such characters" in told


# docs/dependencies.md and docs/design.md -----------------------------------------------------------------------------


@cache
def project_table() -> dict[str, typing.Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def names_of(requirements: list[str]) -> list[str]:
    return sorted(re.split(r"[<>=~!;\[ ]", requirement)[0] for requirement in requirements)


def test_dependencies_has_every_runtime_dependency_and_no_other() -> None:
    rows = section("dependencies.md", "At run time").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["dependencies"])
    assert all(len(row) == 4 and all(row) for row in rows)


def test_dependencies_has_every_dependency_of_the_extra_and_no_other() -> None:
    rows = section("dependencies.md", "With the extra `html`").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["optional-dependencies"]["html"])
    assert {code(row[0]): code(row[2]) for row in rows if "`" in row[2]} == {
        "lxml": "importing.html",
        "trafilatura": "importing.html",
    }
    assert DOORS["trafilatura"] == DOORS["lxml"] == "importing.html"


@pytest.mark.parametrize(("extra", "module"), [("email", "css_inline"), ("images", "PIL"), ("search", "pagefind_bin")])
def test_dependencies_has_what_an_extra_brings_and_no_other(extra: str, module: str) -> None:
    rows = section("dependencies.md", f"With the extra `{extra}`").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["optional-dependencies"][extra])
    assert {code(row[2]) for row in rows} == {DOORS[module]}


def test_dependencies_has_what_the_extra_for_files_brings_and_no_other() -> None:
    rows = section("dependencies.md", "With the extra `import`").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["optional-dependencies"]["import"])
    assert {code(row[0]): code(row[2]) for row in rows} == {name: DOORS[name] for name in ("chardet", "pypdf", "striprtf")}


def test_dependencies_has_what_the_extra_for_links_brings_and_no_other() -> None:
    rows = section("dependencies.md", "With the extra `links`").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["optional-dependencies"]["links"])
    assert {code(row[0]): code(row[2]) for row in rows if "`" in row[2]} == {"urllib3": DOORS["urllib3"]}


def test_dependencies_has_what_the_extra_for_a_cluster_brings_and_no_other() -> None:
    rows = section("dependencies.md", "With the extra `dask`").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["optional-dependencies"]["dask"])
    assert {code(row[0]): code(row[2]) for row in rows} == {"distributed": DOORS["distributed"]}


def test_dependencies_has_every_development_dependency_and_no_other() -> None:
    rows = section("dependencies.md", "For development").rows()
    assert [code(row[0]) for row in rows] == names_of(project_table()["optional-dependencies"]["dev"])


def test_dependencies_names_each_library_s_door() -> None:
    modules = {"markdown-it-py": "markdown_it", "mdit-py-plugins": "mdit_py_plugins", "pyyaml": "yaml"}
    for row in section("dependencies.md", "At run time").rows():
        module = modules.get(code(row[0]), code(row[0]))
        if module in DOORS:
            assert re.findall(r"`([\w.]+)`", row[2]) == [DOORS[module]]
        else:
            assert module in {"msgspec", "tzdata"}


def test_the_house_is_drawn_as_it_is() -> None:
    """One page: every folder in the order of floors, and no module or page that does not exist."""
    text = (ROOT / "briefgen" / "README.md").read_text("utf-8")
    assert text.count("\n") <= 70
    assert tuple(re.findall(r"^  (\w+)/ ", text, flags=re.MULTILINE)) == FOLDERS
    named = re.findall(r"`([\w/]+\.(?:py|md))`", text)
    assert len(named) > 10
    for name in named:
        assert any((ROOT / folder / name).is_file() for folder in ("", "briefgen")), name


def test_design_has_every_floor_in_order() -> None:
    rows = section("design.md", "Floors").rows()
    assert tuple(code(row[0]) for row in rows) == FOLDERS


# docs/hooks.md ---------------------------------------------------------------------------------------------------------


def test_the_example_of_hooks_works(project: Project) -> None:
    settings = (project.root / "briefgen.yml").read_text("utf-8")
    (asked,) = [block.text for block in blocks(section("hooks.md", "Ask for hooks").text)]
    project.write("briefgen.yml", settings + asked)
    for block in blocks(section("hooks.md", "An example").text):
        project.write(block.path, block.text)
    project.write("content/third.md", an_article("Third", date="2025-04-20", countries="[LB]"))
    assert project.build().findings == ()
    shown = project.page("/weeks/2025-w15/")
    assert "<title>Week 2025-w15 – Test Briefs</title>" in shown
    assert [shown.index(text) for text in ("Friday, 11 April 2025", "Second", "Thursday, 10 April 2025", "First")] == sorted(
        shown.index(text) for text in ("Friday, 11 April 2025", "Second", "Thursday, 10 April 2025", "First")
    )
    assert '<p class="lede">What the briefs of week 2025-w16 …</p>' in project.page("/weeks/2025-w16/")


def test_hooks_lists_all_that_a_hook_sees_and_gives_and_imports() -> None:
    rows = [code(row[0]) for row in section("hooks.md", "What a hook sees").rows()]
    of_site = [name for name in vars(briefgen.Published) if not name.startswith("_")]
    of_article = [name for name in vars(briefgen.PublishedArticle) if not name.startswith("_")]
    assert rows == [*of_site, *of_article]
    kinds = [code(row[0]) for row in section("hooks.md", "Kinds of pages").rows()]
    assert set(kinds) == {"layout", "address", *briefgen.OwnPage.__struct_fields__}
    told = section("hooks.md", "What a hook may import").text
    offered, allowed, refused = (
        re.findall(r"`([\w.]+)`", told.split(start)[1].split(end)[0])
        for start, end in (("From `briefgen`: ", "\n-"), ("From Python: ", "\n\n"), ("and none of ", ".\n"))
    )
    assert offered == list(hook_loading.OFFERED)
    assert {*allowed, "briefgen"} == hook_loading.ALLOWED
    assert refused == list(hook_loading.REFUSED)
    assert briefgen._ROOMS.keys() == set(hook_loading.OFFERED)


# All pages -----------------------------------------------------------------------------------------------------------


def anchors_of(path: Path) -> set[str]:
    """Return the anchors of a page's headings, as hosts of Markdown make them."""
    headings = re.findall(r"^#+ (.*)$", _without_blocks(path.read_text("utf-8")), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", plain(heading).lower()).replace(" ", "-") for heading in headings}


def links() -> list[tuple[Path, str]]:
    found = []
    for path in PAGES:
        text = re.sub(r"`[^`\n]*`", "", _without_blocks(path.read_text("utf-8")))
        targets = re.findall(r"\]\(([^)\s]+)\)", text)
        found += [(path, target) for target in targets if not re.match(r"[a-z]+:", target)]
    return found


def test_every_link_of_a_page_leads_somewhere() -> None:
    every = links()
    assert len(every) > 50
    for path, target in every:
        name, _, anchor = target.partition("#")
        file = (path.parent / name).resolve() if name else path
        assert file.exists(), f"{path.relative_to(ROOT)}: {target}"
        assert file.is_relative_to(ROOT)
        if anchor:
            assert anchor in anchors_of(file), f"{path.relative_to(ROOT)}: {target}"


def test_the_index_lists_every_page() -> None:
    listed = {(DOCS / target).resolve() for path, target in links() if path == DOCS / "index.md"}
    assert {path for path in DOCS.rglob("*.md") if path != DOCS / "index.md"} <= listed


def test_every_make_target_that_a_page_names_exists() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), flags=re.MULTILINE))
    told = "\n".join(path.read_text("utf-8") for path in PAGES)
    named = {
        name for line in re.findall(r"(?:^\$ |^ {4}|`)(make [a-z]+)", told, flags=re.MULTILINE) for name in line.split()[1:]
    }
    assert {"test", "lint", "types", "site"} <= named
    assert named <= targets
