"""What briefgen is made of: every package is pinned, has a licence that is known, and the pages say so."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest

PIN = re.compile(r"([A-Za-z0-9._-]+)==([A-Za-z0-9.+!]+)")


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def pins(repository: Path) -> dict[str, str]:
    lines = (repository / "constraints.txt").read_text("utf-8").splitlines()
    found = {normal(matched[1]): matched[2] for line in lines if (matched := PIN.fullmatch(line.strip()))}
    assert len(found) == sum(1 for line in lines if line.strip() and not line.startswith("#"))
    return found


def test_every_package_that_a_dependency_brings_is_pinned(pins: dict[str, str]) -> None:
    waiting, seen = ["briefgen"], set()
    while waiting:
        name = waiting.pop()
        for line in requires(name) or ():
            needed = normal(re.split(r"[\s;<>=!~\[(]", line)[0])
            wanted = ";" not in line or (name == "briefgen" and "extra ==" in line)
            try:
                version(needed)
            except PackageNotFoundError:
                continue
            if wanted and needed not in seen and needed != "briefgen":
                seen.add(needed)
                waiting.append(needed)
    assert sorted(seen - pins.keys()) == []
    assert len(seen) > 20


def bounds_of(lines: list[str]) -> dict[str, str]:
    """Return the lower bounds of requirements, by name; 2 and 2.0.0 are one version."""
    found = (re.match(r"([A-Za-z0-9._-]+)[>=]=([0-9.]+)", line) for line in lines)
    return {normal(bound[1]): re.sub(r"(\.0)+$", "", bound[2]) for bound in found if bound}


def test_the_oldest_versions_that_are_tested_are_the_lower_bounds(repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    lines = [*project["dependencies"], *(line for name, extra in extras.items() if name != "dev" for line in extra)]
    bounds = bounds_of(lines)
    assert len(bounds) > 20
    assert bounds_of((repository / "constraints-oldest.txt").read_text("utf-8").splitlines()) == bounds
    assert {name: bound for name, bound in bounds_of(extras["dev"]).items() if name in bounds}.items() <= bounds.items()


def test_every_pin_has_a_licence_that_is_known(repository: Path, pins: dict[str, str]) -> None:
    """After a change of constraints.txt: `make licences`."""
    page = (repository / "docs" / "licences.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| (\S+) \| (.+) \|$", page, re.MULTILINE)
    assert {normal(name): number for name, number, _ in rows} == pins
    assert [name for name, _, licence in rows if licence == "not stated"] == []
    strict = [
        name
        for name, _, licence in rows
        if re.search(r"\b(?:A?GPL|General Public)\b", licence) and " or " not in licence.lower()
    ]
    assert strict == []


def test_the_page_on_security_names_tests_that_are_there(repository: Path) -> None:
    page = (repository / "SECURITY.md").read_text("utf-8")
    named = re.findall(r"`(tests/[a-z_/-]+(?:\.\w+)?)`", page)
    assert len(named) > 10
    assert [path for path in named if not (repository / path).exists()] == []
