"""The house's law: who may import whom, which floors are pure, and which room is the door to a library."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "briefgen"

FLOORS = {
    "diagnostics": 0, "model": 0, "parts": 0, "views": 0, "documents": 0, "countries": 0,
    "text": 1, "encoding": 1, "bodies": 1, "frontmatter": 1, "permalinks": 1, "report": 1,
    "locales": 2, "schema": 2, "markup": 2, "feeds": 2, "structured": 2, "editions": 2, "capture": 2,
    "assets": 3, "plan": 3, "render": 3,
    "sources": 4, "output": 4, "store": 4, "pagefind": 4, "images": 4,
    "pieces": 5, "workers": 5, "looks": 5, "made": 5, "manifest": 5, "project": 5, "left": 5, "incremental": 5,
    "revision": 5, "build": 5, "explanation": 5, "verification": 5, "starter": 5, "configuration": 5, "importer": 5,
    "search": 5,
    "preview": 6,
    "cli": 7, "__main__": 7,
}  # fmt: skip

#: The only rooms that may import a library.
DOORS = {
    "yaml": {"frontmatter"},
    "markdown_it": {"markup"},
    "mdit_py_plugins": {"markup"},
    "nh3": {"markup"},
    "jinja2": {"render"},
    "markupsafe": {"render"},
    "babel": {"locales"},
    "css_inline": {"render"},
    "imagesize": {"project"},
    "platformdirs": {"project"},
    "starlette": {"preview"},
    "uvicorn": {"preview"},
    "watchfiles": {"preview"},
    "click": {"cli"},
    "trafilatura": {"importer"},
    "lxml": {"importer"},
    "distributed": {"workers"},
    "pagefind_bin": {"pagefind"},
    "PIL": {"images"},
}

#: What a pure floor may not touch: disk, clock, network, environment, processes, logging, randomness.
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


def room_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return parts[0] if parts != ("__init__",) else "briefgen"


def imports_of(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: imports are absolute"
            yield node.module
            if node.module == "briefgen":
                yield from (f"briefgen.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_imports_no_higher_floor(path: Path) -> None:
    room = room_of(path)
    if room == "briefgen":
        assert not list(imports_of(path))
        return
    assert room in FLOORS, f"give {room} a floor"
    for name in imports_of(path):
        if not name.startswith("briefgen."):
            continue
        other = name.split(".")[1]
        if other == "__version__":
            continue
        # Rooms of one floor may lean on each other, but never in a circle: see the next test.
        assert FLOORS[other] <= FLOORS[room], f"{room} may not import {other}"
        if FLOORS[room] == 4:
            assert other == room or FLOORS[other] == 0, f"{room} knows bytes and paths: it may not import {other}"


def test_rooms_on_one_floor_do_not_import_each_other_in_a_circle() -> None:
    edges: dict[str, set[str]] = {}
    for path in modules():
        room = room_of(path)
        others = {name.split(".")[1] for name in imports_of(path) if name.startswith("briefgen.")} - {room}
        edges.setdefault(room, set()).update(others)

    def reach(room: str, seen: frozenset[str]) -> Iterator[str]:
        for other in edges.get(room, ()):
            yield other
            if other not in seen:
                yield from reach(other, seen | {other})

    circles = sorted(room for room in edges if room in set(reach(room, frozenset({room}))))
    assert circles == []


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_each_library_has_one_door(path: Path) -> None:
    for name in imports_of(path):
        for library, doors in DOORS.items():
            if name == library or name.startswith(f"{library}."):
                assert room_of(path) in doors, f"{name} has its door in {', '.join(doors)}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_import_is_the_standard_library_or_has_a_door(path: Path) -> None:
    known = set(sys.stdlib_module_names) | {"briefgen", "msgspec"} | set(DOORS)
    assert {name.split(".")[0] for name in imports_of(path)} <= known


@pytest.mark.parametrize(
    "path",
    [path for path in modules() if FLOORS.get(room_of(path), 9) <= 3],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_floors_0_to_3_are_pure(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    assert not IMPURE_MODULES & set(imports_of(path))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Name):
            assert node.func.id not in IMPURE_CALLS, f"line {node.lineno}"
        elif isinstance(node.func, ast.Attribute) and isinstance(node.func.value, ast.Name):
            assert (node.func.value.id, node.func.attr) not in IMPURE_METHODS, f"line {node.lineno}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_module_opens_with_its_floor_and_stays_under_400_lines(path: Path) -> None:
    text = path.read_text("utf-8")
    assert text.count("\n") <= 400
    if room_of(path) != "briefgen":
        docstring = ast.get_docstring(ast.parse(text)) or ""
        assert docstring.startswith(f"Floor {FLOORS[room_of(path)]}. ")
