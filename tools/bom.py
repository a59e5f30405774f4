"""Write docs/sbom.cdx.json: the software bill of materials of what briefgen runs with, in CycloneDX 1.6.

make licences

Packages, versions and hashes are those of requirements.txt, and licences are what the metadata of the packages states. The
same inputs give the same bytes: no time is in the file, and the serial number is derived from everything else in it.
"""

import json
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import requires
from pathlib import Path
from uuid import NAMESPACE_OID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.output import make_outputter
from cyclonedx.schema import OutputFormat, SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator
from licences import licence_of
from packageurl import PackageURL
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from briefgen import __version__

ROOT = Path(__file__).parent.parent
SCHEMA = SchemaVersion.V1_6
#: Where briefgen runs: what is required nowhere among these, such as for Python 3.8, is not needed.
ENVIRONMENTS = [
    {"python_version": version, "python_full_version": f"{version}.0", "sys_platform": name, "platform_system": system}
    for version in ("3.11", "3.12", "3.13", "3.14")
    for name, system in (("linux", "Linux"), ("darwin", "Darwin"), ("win32", "Windows"))
]
#: Names of licences that mean one licence of the SPDX list alone. "BSD License" does not.
SPDX = {"MIT License": "MIT", "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0"}


@dataclass(frozen=True, slots=True)
class Package:
    """A package of requirements.txt: the hashes are those of all its files, for every system."""

    name: str
    version: str
    hashes: tuple[str, ...]


def main() -> None:
    """Write docs/sbom.cdx.json, if it is valid."""
    text = serialise(bill_of_materials(list(read_lock((ROOT / "requirements.txt").read_text("utf-8")))))
    if error := JsonStrictValidator(SCHEMA).validate_str(text):
        sys.exit(str(error))
    (ROOT / "docs" / "sbom.cdx.json").write_text(text, "utf-8")


def read_lock(text: str) -> Iterator[Package]:
    """Give the packages of a requirements file with hashes, in its order."""
    for line in text.replace("\\\n", "").splitlines():
        if line.startswith("#"):
            continue
        head, *hashes = re.split(r"\s+--hash=sha256:", line.strip())
        requirement = Requirement(head)
        (specifier,) = requirement.specifier
        yield Package(canonicalize_name(requirement.name), specifier.version, tuple(hashes))


def bill_of_materials(packages: list[Package]) -> Bom:
    """Return the bill of briefgen with these packages, and which of them needs which."""
    needs = {package.name: needs_of(package.name) for package in packages}
    always = closure(needs_of("briefgen"), needs)
    components = {package.name: component_of(package, is_needed=package.name in always) for package in packages}
    briefgen = Component(
        name="briefgen",
        version=__version__,
        type=ComponentType.APPLICATION,
        bom_ref="briefgen",
        licenses=[LicenseFactory().make_from_string("MIT")],
    )
    bill = Bom(components=components.values())
    bill.metadata.component = briefgen
    bill.register_dependency(briefgen, [components[name] for name in components.keys() & needs_of("briefgen", extras=True)])
    for name, component in components.items():
        bill.register_dependency(component, [components[other] for other in components.keys() & needs[name]])
    return bill


def needs_of(name: str, *, extras: bool = False) -> set[str]:
    """Return the names of what a package requires in any of the environments: with all its extras, or with none."""
    found = map(Requirement, requires(name) or ())
    return {canonicalize_name(line.name) for line in found if is_needed(line, extras=extras)}


def is_needed(line: Requirement, *, extras: bool) -> bool:
    """Does a requirement hold in any of the environments?"""
    if line.marker is None or (extras and "extra" in str(line.marker)):
        return True
    return any(line.marker.evaluate({**environment, "extra": ""}) for environment in ENVIRONMENTS)


def closure(names: set[str], needs: dict[str, set[str]]) -> set[str]:
    """Return these names with all that they need, and what that needs."""
    seen: set[str] = set()
    waiting = set(names)
    while waiting:
        name = waiting.pop()
        seen.add(name)
        waiting |= needs.get(name, set()) - seen
    return seen


def component_of(package: Package, *, is_needed: bool) -> Component:
    """Return a package as a component; one that only an extra brings is optional."""
    licence = licence_of(package.name)
    url = PackageURL("pypi", name=package.name, version=package.version)
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        scope=ComponentScope.REQUIRED if is_needed else ComponentScope.OPTIONAL,
        bom_ref=url.to_string(),
        purl=url,
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=digest) for digest in package.hashes],
        licenses=[LicenseFactory().make_from_string(SPDX.get(licence, licence))],
    )


def serialise(bill: Bom) -> str:
    """Return a bill as JSON: without the time that the library puts in, and with a serial number of its content."""
    values = json.loads(make_outputter(bill, OutputFormat.JSON, SCHEMA).output_as_string())
    del values["metadata"]["timestamp"]
    del values["serialNumber"]
    values["serialNumber"] = uuid5(NAMESPACE_OID, json.dumps(values, sort_keys=True)).urn
    return json.dumps(values, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


if __name__ == "__main__":
    main()
