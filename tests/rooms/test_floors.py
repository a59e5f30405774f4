"""The house's law: folders are floors: who may import whom, which are pure, and which room is the door to a library."""

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent / "briefgen"

#: The folders of the package from the lowest floor up: a module imports its own folder and those before it.
FOLDERS = ("values", "text", "content", "plan", "render", "disk", "project", "importing", "build", "preview", "cli")

#: Folders on one floor above that know nothing of those between: what they import, beside themselves.
NARROW = {"disk": {"values"}}

#: Rooms without a disk, clock, network, environment or randomness.
PURE = ("values", "text", "content", "plan", "render", "importing.capture")

#: The only rooms that may import a library.
DOORS = {
    "yaml": "content.frontmatter",
    "markdown_it": "content.markup",
    "mdit_py_plugins": "content.markup",
    "nh3": "content.markup",
    "jinja2": "render",
    "markupsafe": "render",
    "babel": "text.locales",
    "css_inline": "render",
    "imagesize": "project",
    "platformdirs": "project",
    "starlette": "preview",
    "uvicorn": "preview",
    "watchfiles": "preview",
    "click": "cli",
    "trafilatura": "importing.html",
    "lxml": "importing.html",
    "chardet": "importing.capture.decoding",
    "pypdf": "importing.containers.pdf",
    "striprtf": "importing.containers.rtf",
    "distributed": "disk.workers",
    "urllib3": "disk.web",
    "docutils": "importing.migrating",
    "pagefind_bin": "disk.extras",
    "PIL": "disk.extras",
    "brotli": "disk.coding",
}

#: Names of files that stand twice on the side of the build, and why.
SAME_NAMES = {
    "article.py": "the schema of an article, and the kind of page that shows one",
    "links.py": "the schema of an address, and where the links of a body lead",
    "settings.py": "the schema of settings, and where a project's are",
}

#: What a pure room may not touch.
IMPURE_MODULES = {
    "asyncio",
    "glob",
    "io",
    "locale",
    "logging",
    "os",
    "pathlib",
    "random",
    "secrets",
    "shutil",
    "signal",
    "socket",
}
IMPURE_MODULES |= {"subprocess", "sys", "tempfile", "threading", "time", "urllib.request", "uuid"}
IMPURE_CALLS = {"input", "open", "print"}
IMPURE_METHODS = {("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today")}


def modules() -> list[Path]:
    return sorted(ROOT.rglob("*.py"))


def inner_modules() -> list[Path]:
    """Those in a folder: `__init__.py` and `__main__.py` of the package stand above all floors."""
    return [path for path in modules() if path.parent != ROOT]


def name_of(path: Path) -> str:
    """Return a module's name below the package: `plan.kinds.day`; a package's own name for its `__init__.py`."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def is_in(name: str, room: str) -> bool:
    return name == room or name.startswith(f"{room}.")


@cache
def imports_of(path: Path) -> tuple[str, ...]:
    return tuple(_imports(path))


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute"
            is_package = (ROOT.parent / node.module.replace(".", "/")).is_dir()
            named = [f"{node.module}.{name.name}" for name in node.names]
            parts = [name for name in named if is_package and is_module(name)]
            yield from parts
            if len(parts) < len(named):
                yield node.module


def is_module(name: str) -> bool:
    place = ROOT.parent / name.replace(".", "/")
    return place.is_dir() or place.with_suffix(".py").is_file()


def inside(path: Path) -> list[str]:
    """Return the modules of the package that one imports, as `name_of` names them; at the top or not, for types or not."""
    return [name.removeprefix("briefgen.") for name in imports_of(path) if name.startswith("briefgen.")]


def identify(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_the_package_has_at_most_15_entries_and_each_folder_is_a_floor() -> None:
    entries = [entry for entry in ROOT.iterdir() if entry.name != "__pycache__"]
    assert len(entries) <= 15
    assert {entry.name for entry in entries if entry.is_dir()} == set(FOLDERS)


@pytest.mark.parametrize("path", inner_modules(), ids=identify)
def test_a_module_imports_no_higher_floor(path: Path) -> None:
    floor = name_of(path).split(".")[0]
    for name in inside(path):
        other = name.split(".")[0]
        if other == "__version__":
            continue
        assert FOLDERS.index(other) <= FOLDERS.index(floor), f"{floor} may not import {other}"
        if floor in NARROW:
            assert other in {floor, *NARROW[floor]}, f"{floor} may not import {other}"


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Not even for types, and not inside a folder: whoever reads one module has a first one to read."""
    edges = {name_of(path): set(inside(path)) for path in modules()}
    done: set[str] = set()

    def walk(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " imports ".join((*way[way.index(name) :], name))
        if name not in done:
            for other in sorted(edges.get(name, ())):
                walk(other, (*way, name))
            done.add(name)

    for name in edges:
        walk(name, ())


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_each_library_has_one_door(path: Path) -> None:
    for name in imports_of(path):
        for library, door in DOORS.items():
            if is_in(name, library):
                assert is_in(name_of(path), door), f"{name} has its door in {door}"


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_every_import_is_the_standard_library_or_has_a_door(path: Path) -> None:
    known = set(sys.stdlib_module_names) | {"briefgen", "msgspec"} | set(DOORS)
    assert {name.split(".")[0] for name in imports_of(path)} <= known


@pytest.mark.parametrize(
    "path", [path for path in inner_modules() if any(is_in(name_of(path), room) for room in PURE)], ids=identify
)
def test_pure_rooms_touch_no_disk_clock_or_environment(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not IMPURE_MODULES & set(imports_of(path))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in IMPURE_CALLS, f"line {node.lineno}"
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            assert (node.func.value.id, node.func.attr) not in IMPURE_METHODS, f"line {node.lineno}"


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_a_module_opens_with_its_floor_and_stays_under_400_lines(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    if path.parent != ROOT:
        docstring = ast.get_docstring(ast.parse(text)) or ""
        assert docstring.startswith(f"Floor {FOLDERS.index(name_of(path).split('.')[0])}. ")


def test_no_file_name_stands_twice_on_the_side_of_the_build() -> None:
    names = Counter(
        path.name
        for path in inner_modules()
        if name_of(path).split(".")[0] not in {"importing", "preview", "cli"} and path.name != "__init__.py"
    )
    assert {name for name, count in names.items() if count > 1} == SAME_NAMES.keys()


@pytest.mark.parametrize("path", modules(), ids=identify)
def test_one_room_asks_which_system_it_is(path: Path) -> None:
    """docs/systems.md promises this: what differs stands in one file."""
    asks = re.findall(
        r"sys\.platform|os\.name\b|platform\.system|hasattr\(os\b|getattr\(os\b|supports_dir_fd", path.read_text("utf-8")
    )
    assert not asks or name_of(path) == "disk.system"
