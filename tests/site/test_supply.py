"""What briefgen is made of: every package is pinned, has a licence that is known, and the pages say so."""

import json
import re
import tomllib
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
from packaging.requirements import Requirement

from briefgen import __version__

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


@dataclass(frozen=True, slots=True)
class Locked:
    """A package of requirements.txt: what is installed, and the hashes of its files."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def version(self) -> str:
        (specifier,) = self.requirement.specifier
        assert specifier.operator == "=="
        return specifier.version


@pytest.fixture(scope="module")
def lock(repository: Path) -> dict[str, Locked]:
    """The packages of requirements.txt, by name; nothing else is in the file, no option and no address of a host."""
    text = re.sub(r"^#.*\n", "", (repository / "requirements.txt").read_text("utf-8"), flags=re.MULTILINE)
    found = {}
    for line in text.replace("\\\n", "").splitlines():
        head, *hashes = re.split(r"\s+--hash=", line.strip())
        requirement = Requirement(head)
        assert not requirement.url
        assert requirement.name not in found
        found[normal(requirement.name)] = Locked(requirement, tuple(hashes))
    return found


def test_every_file_of_what_runs_is_locked_by_its_hash(lock: dict[str, Locked]) -> None:
    for name, package in lock.items():
        assert package.hashes, name
        assert [found for found in package.hashes if not re.fullmatch(r"sha256:[0-9a-f]{64}", found)] == [], name
        assert len(set(package.hashes)) == len(package.hashes), name


def test_what_is_locked_is_what_is_tested(lock: dict[str, Locked], pins: dict[str, str]) -> None:
    """After a change of constraints.txt: `make lock`."""
    found = {name: (package.version, pins.get(name)) for name, package in lock.items()}
    assert {name: both for name, both in found.items() if both[0] != both[1]} == {}


def test_what_is_locked_is_all_that_runs_and_nothing_else(lock: dict[str, Locked], repository: Path) -> None:
    """After a change of the dependencies in pyproject.toml: `make lock`."""
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    waiting = [*project["dependencies"], *(line for name, extra in extras.items() if name != "dev" for line in extra)]
    seen: set[tuple[str, str]] = set()
    while waiting:
        wanted = Requirement(waiting.pop())
        for extra in ("", *sorted(wanted.extras)):
            if (normal(wanted.name), extra) not in seen:
                seen.add((normal(wanted.name), extra))
                found = map(Requirement, requires(wanted.name) or ())
                waiting += [
                    str(line)
                    for line in found
                    if line.marker is None
                    or (line.marker.evaluate({"extra": extra}) and (not extra or not line.marker.evaluate({"extra": ""})))
                ]
    here = {
        name for name, package in lock.items() if not package.requirement.marker or package.requirement.marker.evaluate()
    }
    assert here == {name for name, _ in seen}
    assert len(here) > 40


@pytest.fixture(scope="module")
def bill(repository: Path) -> Any:
    """The software bill of materials; `make licences` compares it with the schema of CycloneDX before it is written."""
    return json.loads((repository / "docs" / "sbom.cdx.json").read_text("utf-8"))


def test_the_bill_of_materials_lists_what_is_locked(bill: Any, lock: dict[str, Locked]) -> None:
    """After a change of requirements.txt: `make licences`."""
    found = {component["name"]: component for component in bill["components"]}
    assert len(found) == len(bill["components"])
    assert {name: component["version"] for name, component in found.items()} == {
        name: package.version for name, package in lock.items()
    }
    for name, component in found.items():
        assert component["type"] == "library"
        assert component["purl"] == component["bom-ref"] == f"pkg:pypi/{name}@{lock[name].version}"
        assert {part["alg"] for part in component["hashes"]} == {"SHA-256"}
        assert sorted(f"sha256:{part['content']}" for part in component["hashes"]) == sorted(lock[name].hashes)
        (licence,) = component["licenses"]
        assert licence.get("expression") or licence["license"].get("id") or licence["license"]["name"]


def test_the_bill_of_materials_says_what_needs_what(bill: Any, repository: Path) -> None:
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))["project"]
    extras = [extra for name, extra in project["optional-dependencies"].items() if name != "dev"]
    names = {component["bom-ref"]: component["name"] for component in bill["components"]}
    needs = {entry["ref"]: entry.get("dependsOn", []) for entry in bill["dependencies"]}
    assert needs.keys() == {"briefgen", *names}
    assert {ref for found in needs.values() for ref in found} == names.keys()
    direct = {normal(Requirement(line).name) for lines in (project["dependencies"], *extras) for line in lines}
    assert {names[ref] for ref in needs["briefgen"]} == direct
    required = {component["name"] for component in bill["components"] if component["scope"] == "required"}
    assert {normal(Requirement(line).name) for line in project["dependencies"]} <= required
    assert not required & {"lxml", "distributed", "pillow", "pagefind-bin", "css-inline", "pytz"}


def test_the_bill_of_materials_is_of_this_version_and_of_no_time(bill: Any) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert bill["metadata"] == {
        "component": {
            "bom-ref": "briefgen",
            "licenses": [{"license": {"id": "MIT"}}],
            "name": "briefgen",
            "type": "application",
            "version": __version__,
        }
    }
    content = {name: value for name, value in bill.items() if name != "serialNumber"}
    assert bill["serialNumber"] == uuid5(NAMESPACE_OID, json.dumps(content, sort_keys=True)).urn
    assert re.findall(r"https?://[^\"]*", json.dumps(content)) == ["http://cyclonedx.org/schema/bom-1.6.schema.json"]


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
